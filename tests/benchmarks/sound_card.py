"""A sound card made of a file: ALSA pipes what would be heard into a program that notes when it came."""

import sys
from pathlib import Path

PROGRAM = """
import os, sys, time
times = open(sys.argv[1], "a", buffering=1)
began, taken = time.monotonic(), 0
while data := os.read(0, 882):
    times.write(f"{time.monotonic()}\\n")
    taken += len(data)
    time.sleep(max(0.0, began + taken / 44100 - time.monotonic()))
"""


class SoundCard:
    """Takes sound at the pace of a real card, 10 ms at a time.

    Args:
        folder: Where its program, its ALSA configuration and its notes lie.
    """

    def __init__(self, folder: Path) -> None:
        self._times = folder / "heard.times"
        program = folder / "card.py"
        program.write_text(PROGRAM)
        self.config = folder / "asound.conf"
        self.config.write_text(
            f'pcm.!default {{ type file format "raw" slave.pcm {{ type null }}\n'
            f'  file "|exec {sys.executable} -S -I {program} {self._times}" }}\n'
        )

    def first_sound(self, after: float) -> float | None:
        """When the first samples came after ``after``, in seconds of the monotonic clock."""
        lines = self._times.read_text().splitlines() if self._times.exists() else []
        return next((when for when in map(float, lines) if when > after), None)

    def forget(self) -> None:
        """Begin anew. Call it in silence."""
        self._times.unlink(missing_ok=True)
