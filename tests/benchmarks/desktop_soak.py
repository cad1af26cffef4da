"""A working day with the desktop app in fast motion: does it stay as small as it was?

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/desktop_soak.py

Needs what `desktop.py` needs, and xclip. Every round presses some sixty keys: descriptions of window, screen
and clipboard that are cut short, gone on with or left to end, text, a question, recall, live region, keyboard
help, all pages of the window, new screenshots; a large model (a small one in the same form) is loaded and let
go of. After each round the app is left alone for a moment and measured. It ends with 1 when memory after the
first fifth of the rounds grew by more than a tenth, or a thread, process or file was left open.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median

import talking_fastvlm
from busy_user import State, User, state
from desk import Desk

MOST = 1.10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=15.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="earsight-soak-") as name:
        states, keys = soak(Path(name), asked.minutes * 60)
    return tell(states, keys)


def soak(folder: Path, seconds: float) -> tuple[list[State], int]:
    """Use the app for so long.

    Returns:
        What it held after each round, and how many keys were pressed.
    """
    shots = folder / "shots"
    shots.mkdir()
    settings = {"watched": {str(shots): True}, "unload_after_minutes": 0.05, "voice_rate": 400}
    desk = Desk(folder / "desk", "1280x900", **settings)
    talking_fastvlm.write(_models(desk) / "fastvlm-0.5b")
    states: list[State] = []
    with desk, desk.terminal(20), desk.app() as (app, _seconds):
        user = User(desk, shots)
        end = time.monotonic() + seconds
        while time.monotonic() < end or len(states) < 5:
            user.round()
            states.append(state(app))
            print(len(states), user.keys, states[-1], flush=True)
        return states, user.keys


def _models(desk: Desk) -> Path:
    folder = desk.home / "data" / "models"
    folder.mkdir(parents=True)
    return folder


def tell(states: list[State], keys: int) -> int:
    """Print what grew; the exit code."""
    warm = max(1, len(states) // 5)
    middle = len(states) - warm
    early, late = states[warm : warm + max(1, middle // 3)], states[-max(1, middle // 3) :]
    ratio = median(s.memory for s in late) / median(s.memory for s in early)
    left = [
        name
        for name in ("threads", "files", "processes")
        if min(getattr(s, name) for s in late) > max(getattr(s, name) for s in early)
    ]
    print(f"{len(states)} rounds, {keys} keys; memory {ratio:.3f} of what it was after {warm} rounds")
    print("left behind:", ", ".join(left) or "nothing")
    return 0 if ratio <= MOST and not left else 1


if __name__ == "__main__":
    raise SystemExit(main())
