"""Measure the desktop app from outside, with real keys and recorded sound: one row for each bar, met or not.

Run it on a machine with nothing else to do (Debian: Xvfb, openbox, xdotool, xterm, espeak-ng, alsa-utils):

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/desktop.py [--rounds N] [--idle SECONDS]

It ends with 1 when a bar is not met. Times begin before xdotool, which sends a key, is started, and end with
the first or last 10 ms of sound above silence that reaches the sound card.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from desk import LEADER, Desk, cpu_seconds, megabytes

BARS = {
    "key press to earcon, ms": (150.0, 50.0),
    "key press to first word, window, s": (1.5, 0.8),
    "key press to first word, screen, s": (1.5, 0.8),
    "key press to gist, window, s": (0.0, 0.0),
    "Escape to silence, everywhere, ms": (150.0, 50.0),
    "Escape to silence, own window, ms": (150.0, 50.0),
    "start to ready for keys, s": (2.5, 1.2),
    "idle CPU, two folders watched, %": (1.0, 0.2),
    "idle memory before a model, MB": (250.0, 150.0),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--idle", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earsight-bench-") as name:
        folder = Path(name)
        found = starting(folder / "start", 5)
        found |= idling(folder / "idle", asked.idle)
        found |= earcons(folder / "earcons", asked.rounds)
        found |= words(folder / "words", asked.rounds)
    met = True
    for what, values in found.items():
        bar, aim = BARS[what]
        middle, worst = median(values), max(values)
        state = "" if not bar else "aim met" if middle <= aim else "bar met" if middle <= bar else "MISSED"
        met &= not bar or middle <= bar
        limits = f"bar {bar:g}, aim {aim:g}" if bar else "no bar"
        print(f"{what:38} median {middle:8.3f}  worst {worst:8.3f}  of {len(values):2}  {limits}  {state}")
    return 0 if met else 1


def starting(folder: Path, rounds: int) -> dict[str, Sequence[float]]:
    """From the start of the process until nobody else can take the leader key."""
    took = []
    with Desk(folder) as desk:
        for _ in range(rounds):
            with desk.app("--hidden") as (_app, seconds):
                took.append(seconds)
    return {"start to ready for keys, s": took}


def idling(folder: Path, seconds: float) -> dict[str, Sequence[float]]:
    """Processor and memory with the keys taken and folders watched, before any model."""
    watched = [folder / name for name in ("one", "two")]
    for one in watched:
        one.mkdir(parents=True)
    with Desk(folder, watched={str(one): True for one in watched}) as desk, desk.app("--hidden") as (app, _):
        time.sleep(8)
        before, began = cpu_seconds(app), time.monotonic()
        time.sleep(seconds)
        share = 100 * (cpu_seconds(app) - before) / (time.monotonic() - began)
        return {
            "idle CPU, two folders watched, %": [share],
            "idle memory before a model, MB": [megabytes(app)],
        }


def earcons(folder: Path, rounds: int) -> dict[str, Sequence[float]]:
    """From the leader key to its sound."""
    took = []
    with Desk(folder) as desk, desk.app("--hidden"):
        time.sleep(3)
        for _ in range(rounds):
            sent = desk.press(LEADER)
            took.append(1000 * (desk.first_sound(sent) - sent))
            desk.press("Escape")
            desk.silence()
    return {"key press to earcon, ms": took}


def words(folder: Path, rounds: int) -> dict[str, Sequence[float]]:
    """From a command's key to the first word and to the gist, and from Escape to silence."""
    first: dict[str, list[float]] = {"w": [], "d": []}
    gist: list[float] = []
    stopped: list[float] = []
    inside: list[float] = []
    with Desk(folder, earcons=False) as desk, desk.terminal(40), desk.app("--hidden") as (_app, _):
        time.sleep(3)
        for number in range(rounds):
            for key in first:
                # Pressed again within eight seconds it would go on instead of looking anew.
                sent = desk.press(LEADER, key)
                first[key].append(desk.first_sound(sent) - sent)
                if key == "w" and number < 5:
                    gist.append(_second_sentence(desk, sent) - sent)
                time.sleep(1.2)
                stopped.append(_silenced(desk, LEADER, "Escape"))
                desk.silence()
                desk.press(LEADER, "Escape")
                desk.silence(0.3)
        desk.tool(sys.executable, "-P", "-m", "app", "gui")  # the window comes forward
        time.sleep(2)
        for _ in range(rounds):
            desk.press("ctrl+d")
            time.sleep(1.5)
            inside.append(_silenced(desk, "Escape"))
            desk.silence()
    return {
        "key press to first word, window, s": first["w"],
        "key press to first word, screen, s": first["d"],
        "key press to gist, window, s": gist,
        "Escape to silence, everywhere, ms": stopped,
        "Escape to silence, own window, ms": inside,
    }


def _second_sentence(desk: Desk, sent: float) -> float:
    """When the sentence after application and title began: after the first pause of a fifth of a second."""
    end = time.monotonic() + 15
    while time.monotonic() < end:
        heard = desk.sounds(sent)
        pauses = [later for before, later in pairwise(heard) if later - before > 0.2]
        if pauses:
            return pauses[0]
        time.sleep(0.02)
    raise TimeoutError("no second sentence was heard")


def _silenced(desk: Desk, *keys: str) -> float:
    """Press keys while it speaks; milliseconds from the last of them to the last sound."""
    if not desk.sounds(time.monotonic() - 0.4):
        raise RuntimeError("nothing was to be heard, so nothing can be silenced")
    sent = desk.press(*keys)
    time.sleep(0.8)
    later = desk.sounds(sent)
    return 1000 * (later[-1] - sent) if later else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
