"""Targets that do what no target may, to show that it is seen."""

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from app.errors import AppError
from fuzzing.target import Target


def _planted(bad: Callable[[], None]) -> Callable[[Path], Target]:
    """A target of which every fourth input does it; the others end well, in both ways."""

    def take(data: bytes) -> str:
        if data[0] == 3:
            bad()
        if data[0] == 2:
            raise AppError("This is no picture.")
        return "fine"

    def build(_folder: Path) -> Target:
        numbers = iter(range(1 << 30))
        return Target(lambda _random: bytes([next(numbers) % 4]), take, (AppError,), seconds=3.0)

    return build


def _raise() -> None:
    raise KeyError("planted")


def _fill() -> None:
    held = bytearray(b"x" * 150_000_000)
    time.sleep(30)
    held.clear()


def _gulp() -> None:
    bytearray(b"x" * 150_000_000).clear()


def _ask_for_end() -> None:
    raise SystemExit(0)


raises = _planted(_raise)
hangs = _planted(lambda: time.sleep(30))
dies = _planted(lambda: os.abort())
ends = _planted(lambda: os._exit(0))
leaves = _planted(_ask_for_end)
fills = _planted(_fill)
gulps = _planted(_gulp)
logs = _planted(lambda: logging.getLogger("app").error("planted"))
says = _planted(lambda: print("planted", file=sys.stderr))
