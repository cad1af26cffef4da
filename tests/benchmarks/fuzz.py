"""Random damage to whatever is read: ``python tests/benchmarks/fuzz.py [--minutes M] [--seed N] [NAME ...]``.

Each target of `tests/support/fuzzing/` runs in a process of its own. An input may end in a result or in the
app's own sentence. Anything else is a fault: another exception, a line on standard error or in the log at
ERROR, more than the target's seconds or a gigabyte, a process that dies, something lost. Its input is kept,
and its line says how to do it again: ``--seed N --at NUMBER NAME`` or ``--file PATH NAME``.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / "support")]

from fuzzing.targets import NAMES  # noqa: E402  # the path is set here
from fuzzing.watch import Fault, Watch  # noqa: E402

MOST_OF_A_KIND = 3  # faults that look alike are printed and kept


def main(arguments: list[str]) -> int:
    """Run the targets one after another; the number of kinds of faults."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"by default all: {', '.join(NAMES)}")
    parser.add_argument("--minutes", type=float, default=10.0, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", type=int, help="this one input alone, by its number")
    parser.add_argument("--file", type=Path, help="this one input alone, by its file")
    parser.add_argument("--keep", type=Path, help="where failing inputs go")
    asked = parser.parse_args(arguments)
    keep = (asked.keep or Path(tempfile.gettempdir()) / "earsight-fuzz").absolute()
    once = asked.at is not None or asked.file is not None
    kinds: Counter[str] = Counter()

    def said(fault: Fault) -> None:
        kind = f"{fault.target} {fault.kind}"
        kinds[kind] += 1
        if kinds[kind] > MOST_OF_A_KIND:
            fault.path.unlink()
            return
        how = f"--seed {fault.seed} --at {fault.number}"
        print(f"FAULT ({fault.why}) {fault.target} {how}, kept: {fault.path}", flush=True)
        if kinds[kind] == 1:
            print(fault.detail, flush=True)

    for name in asked.names or NAMES:
        watch = Watch(name, asked.seed, keep, said)
        file = asked.file.absolute() if asked.file else None
        run = watch.go(60 * asked.minutes, first=asked.at or 0, count=int(once), file=file)
        print(run.sentence(), flush=True)
    return len(kinds)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 100))
