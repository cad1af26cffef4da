"""Whether the controls of 20 windows are named with role, state and value, and none falsely.

Run it on a machine with nothing else to do (Debian: what packaging/debian-test.txt lists):

    PYTHONPATH=tests/support:tests/e2e:. .venv/bin/python tests/benchmarks/windows.py [--only WORD] [--say]

What is told is asked for with much patience, so that a busy machine changes nothing; how long it takes, and
whether it comes in the usual 0.4 seconds, is printed beside.

A line of the truth is "role | name | value | states". One that is told with another role, name, value or
state is missed. What is told with a name and is no such line is false, unless only a state is missing.
Chromium's own bars are left out: only what its page holds is compared. It ends with 1 when a bar is not met.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from conftest import Desktop
from waiting import PATIENCE, until

from app.controls import Control, ControlTree, Role, State
from app.describe.windows.script import WindowScript
from app.desktop.capture.x11 import X11Screens
from app.desktop.tree.atspi import AtSpiTrees
from app.inference.protocols import Level
from app.shot import Shot

PLACE = Path(__file__).with_name("made_windows")
BAR, AIM = 0.95, 0.99
TIMES = 5
PATIENT = 20.0
TOLD = frozenset(Role) - {
    Role.WINDOW,
    Role.GROUP,
    Role.OTHER,
    Role.TEXT,
    Role.PARAGRAPH,
    Role.IMAGE,
    Role.DOCUMENT,
}
CHROMIUM = [
    "chromium", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--password-store=basic",
    "--test-type", "--no-first-run", "--force-renderer-accessibility", "--window-size=1000,760",
]  # fmt: skip


class Line(NamedTuple):
    """One control as it is told."""

    role: str
    name: str
    value: str
    states: str


class Score(NamedTuple):
    """Of one window."""

    named: int
    of: int
    false: int
    seconds: float
    in_time: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="windows with this in their names")
    parser.add_argument("--say", action="store_true", help="print what is said of each")
    asked = parser.parse_args()
    windows = [
        path for path in sorted(PLACE.iterdir()) if asked.only in path.name and path.suffix != ".truth"
    ]
    scores = []
    with Desktop("1280x1024") as desktop:
        for path in windows:
            scores.append(measured(desktop, path, say=asked.say))
    named, of = sum(one.named for one in scores), sum(one.of for one in scores)
    false = sum(one.false for one in scores)
    slowest, late = max(one.seconds for one in scores), sum(not one.in_time for one in scores)
    share = named / max(1, of)
    met = share >= BAR and not false
    state = "aim met" if share >= AIM and not false else "bar met" if met else "MISSED"
    print(f"{len(scores)} windows: {named} of {of} named ({share:.1%}), {false} false  {state}")
    print(f"slowest {1000 * slowest:.0f} ms, {late} not all in time")
    return 0 if met else 1


def measured(desktop: Desktop, path: Path, *, say: bool) -> Score:
    """The score of one window."""
    title, *truth = path.with_suffix(".truth").read_text().splitlines()
    wanted = [Line(*(part.strip() for part in line.split("|"))) for line in truth if line]
    with tempfile.TemporaryDirectory() as folder, shown(desktop, path, title, folder):
        shot, tree, _ = taken(desktop, AtSpiTrees(desktop.env, call=PATIENT, in_all=PATIENT))
        usual = [taken(desktop, AtSpiTrees(desktop.env)) for _ in range(TIMES)]
    missed, false = compared(wanted, tree, page=path.suffix == ".html")
    took = median(seconds for _, _, seconds in usual)
    in_time = sum(one is None or one.complete for _, one, _ in usual) > TIMES // 2
    counts = f"{len(wanted) - len(missed):3} of {len(wanted):3}  false {len(false)}"
    print(
        f"{path.name:22} {counts}  {1000 * took:4.0f} ms {'' if in_time else 'not all in time'}", flush=True
    )
    for what, lines in (("missed", missed), ("false", false)):
        for line in lines:
            print(f"    {what}: {' | '.join(line)}")
    if say and tree is not None and shot is not None:
        script = WindowScript(tree, shot)
        for level in (Level.BRIEF, Level.DETAILED):
            print(f"    {level}:", script.opening(level), *script.rest(level, ()))
    return Score(len(wanted) - len(missed), len(wanted), len(false), took, in_time)


@contextmanager
def shown(desktop: Desktop, path: Path, title: str, folder: str) -> Iterator[None]:
    """A window in front."""
    commands = {
        ".qt": [sys.executable, str(path)],
        ".gtk": ["/usr/bin/python3", str(path)],
        ".html": [*CHROMIUM, f"--user-data-dir={folder}", path.as_uri()],
        ".sh": ["xterm", "-T", title, "-e", "sh", str(path)],
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(commands[path.suffix], env=desktop.env, **quiet)

    def in_front() -> bool:
        asked = ["xdotool", "getactivewindow", "getwindowname"]
        done = subprocess.run(asked, env=desktop.env, capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout.strip().startswith(title)

    try:
        until(in_front, f"the window {title!r}")
        time.sleep(3.0 if path.suffix == ".html" else 0.5)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def taken(desktop: Desktop, asks: AtSpiTrees) -> tuple[Shot, ControlTree | None, float]:
    """The window in front, its controls, and how long it took until both were there."""
    screens = X11Screens(desktop.env["DISPLAY"], controls=asks)
    try:
        began = time.monotonic()
        shot = screens.window()
        tree = shot.controls()
        return shot, tree, time.monotonic() - began
    finally:
        screens.close()


def compared(wanted: list[Line], tree: ControlTree | None, *, page: bool) -> tuple[list[Line], list[Line]]:
    """(missed, false); of a browser only what is in its page."""
    if tree is None:
        return wanted, []
    pages = [one for one in tree.root.walk() if one.role is Role.DOCUMENT]
    root = max(pages, key=lambda one: sum(1 for _ in one.walk())) if page else tree.root
    told = [
        _line(one)
        for one in root.walk()
        if one.role in TOLD and (one is not root or one.role in (Role.DIALOG, Role.ALERT))
    ]
    missed = list(wanted)
    false = []
    for line in told:
        if line in missed:
            missed.remove(line)
        elif line.name and not any(_less(line, one) for one in missed):
            false.append(line)
    return missed, false


def _less(line: Line, truth: Line) -> bool:
    """Whether nothing is wrong with a line, but not all is told."""
    states = set(filter(None, line.states.split(", ")))
    return line[:3] == truth[:3] and states < set(truth.states.split(", "))


def _line(control: Control) -> Line:
    states = ", ".join(state.value for state in State if state in control.states)
    value = control.value or (str(control.items) if control.items else "")
    return Line(control.role.value, control.name, value, states)


if __name__ == "__main__":
    raise SystemExit(main())
