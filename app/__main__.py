"""The way in: verbs, or the window when there are none."""

import sys

from app.processor import processor


def main() -> int:
    """Run the command line; the exit code."""
    # Before anything native is imported, which would end the process without a word.
    problem = processor().problem
    if problem is not None:
        print(problem, file=sys.stderr)
        return 2
    from app.application import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
