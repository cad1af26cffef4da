"""``python -m fuzzing.worker NAME SEED FIRST COUNT FOLDER [FILE]``: takes inputs, and says so line by line.

Before each input its bytes lie in FOLDER/input. Lines of JSON on standard output: {"at": number} when one
begins, {"end": ..., "seconds": ...} when it has ended well, {"fault": trace} when not, both with "peak", the
most bytes of memory beyond the start's; then it waits for a line. With FILE, that alone.
"""

import faulthandler
import json
import logging
import resource
import signal
import sys
import time
import traceback
from itertools import count
from pathlib import Path

from fuzzing.target import Errors, attempt, source
from fuzzing.targets import build


def main(arguments: list[str]) -> int:
    """Run until it is ended."""
    name, seed, first, most, folder = arguments[0], *map(int, arguments[1:4]), Path(arguments[4])
    faulthandler.enable()
    faulthandler.register(signal.SIGUSR1)  # where it hangs
    errors = Errors()
    logging.getLogger().addHandler(errors)
    work = folder / "work"
    work.mkdir(exist_ok=True)
    target = build(name)(work)
    before = _most(resource.RUSAGE_SELF)
    _say({"ready": target.seconds})
    for number in range(first, first + most) if most else count(first):
        data = Path(arguments[5]).read_bytes() if arguments[5:] else target.make(source(name, seed, number))
        (folder / "input").write_bytes(data)
        _say({"at": number})
        begun = time.monotonic()
        try:
            ending = attempt(target, data, errors)
        except BaseException:
            _say({"fault": traceback.format_exc()[-4000:], "peak": _peak(before)})
        else:
            _say({"end": ending, "seconds": time.monotonic() - begun, "peak": _peak(before)})
        if not sys.stdin.readline():  # the input stays until it was looked at
            break
    return 0


def _peak(before: int) -> int:
    """Of this process beyond what it took before, or of the largest that it started, if that was more."""
    return max(_most(resource.RUSAGE_SELF) - before, _most(resource.RUSAGE_CHILDREN))


def _most(who: int) -> int:
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _say(what: dict[str, object]) -> None:
    sys.__stdout__.write(json.dumps(what) + "\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
