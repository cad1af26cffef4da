"""The way in: verbs, or the window when there are none."""

import sys

from app.control_c import INTERRUPTED, end_at_once, raises


def main() -> int:
    """Run the command line; the exit code."""
    end_at_once()  # while modules are imported, and after all is done
    from app.machine.limits import too_little
    from app.machine.processor import processor
    from app.plain import tell, wrap_streams

    wrap_streams()
    # Before anything native is imported, which would end the process without a word.
    problem = processor().problem or too_little(sys.argv[1:])
    if problem is not None:
        tell(str(problem), sys.stderr)
        return 2
    from app.main import main as run

    try:
        with raises():
            return run(sys.argv[1:])
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
