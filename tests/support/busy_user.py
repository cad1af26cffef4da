"""Someone who uses the whole app all day, in fast motion, and what the app holds meanwhile."""

import random
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
from desk import LEADER, Desk, family, megabytes
from PIL import Image

SCREENSHOT = (640, 400)


@dataclass(frozen=True)
class State:
    """What the app holds: memory of it and its children in megabytes, and counts."""

    memory: float
    threads: int
    files: int
    processes: int


class User:
    """Presses keys, the same ones in every round, at moments that differ."""

    def __init__(self, desk: Desk, shots: Path) -> None:
        self._desk = desk
        self._shots = shots
        self._dice = random.Random(1)
        self._taken = 0
        self.keys = 0

    def round(self) -> None:
        """Some sixty keys, then rest until all is done and the model was let go of."""
        for key in ("w", "w", "w", "d", "t", "v", "x", "c", "space", "space", "m", "d"):
            self._command(key)
            self._wait(0.1, 1.2)
        self._command("Escape")
        self.hurry()
        self._command("a")
        self._wait(0.4, 0.6)
        self._desk.tool("xdotool", "type", "--delay", "5", "What is it?")
        self._press("Return")
        self._wait(0.5, 1.5)
        self._command("l")
        self._wait(2.5, 3.0)
        self._command("l")
        self._command("h")
        self._press("w", "d", "Escape")
        self._command("r")
        self._wait(0.3, 0.5)
        self._press("5", "5", "Return")
        self._screenshots(3)
        self._press(*(f"ctrl+{n}" for n in range(1, 9)), "ctrl+1")
        self._picture_to_clipboard()
        self._wait(0.5, 1.0)
        self._command("Escape")
        time.sleep(5)

    def hurry(self) -> None:
        """Begin things and give them up at once."""
        for _ in range(5):
            self._command(self._dice.choice("wdt"))
            self._wait(0.0, 0.3)
            self._command("Escape")

    def _command(self, key: str) -> None:
        self._press(LEADER, key)

    def _press(self, *keys: str) -> None:
        self._desk.press(*keys)
        self.keys += len(keys)

    def _wait(self, least: float, most: float) -> None:
        time.sleep(self._dice.uniform(least, most))

    def _screenshots(self, count: int) -> None:
        for old in sorted(self._shots.iterdir())[:-10]:
            old.unlink()
        for _ in range(count):
            self._taken += 1
            colour = tuple(self._dice.randrange(256) for _ in range(3))
            Image.new("RGB", SCREENSHOT, colour).save(self._shots / f"{self._taken:06}.png")

    def _picture_to_clipboard(self) -> None:
        picture = max(self._shots.iterdir())
        command = ["xclip", "-selection", "clipboard", "-t", "image/png", "-i", str(picture)]
        # It stays in the background to hold the clipboard, until another program takes that.
        subprocess.run(command, env=self._desk.env, check=True, timeout=100, stdout=subprocess.DEVNULL)


def state(app: psutil.Process) -> State:
    """What the app holds now."""
    return State(megabytes(app), app.num_threads(), app.num_fds(), len(family(app)))
