"""The way in: verbs, or the window when there are none."""

import sys


def main() -> int:
    """Run the command line; the exit code."""
    from app.application import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
