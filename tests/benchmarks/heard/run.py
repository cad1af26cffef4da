"""What Earsight says of each window of this folder, and whether what must be heard is in it.

    PYTHONPATH=tests/support:tests/e2e:. .venv/bin/python tests/benchmarks/heard/run.py [NAME ...] [--sealed]

All windows are opened one after the other on one display with one accessibility bus, and described by one
warm Earsight as the key for the window does: brief at the first press, detailed at the second. The first
sentence is the application's name with what ends with the first full stop, question mark or exclamation mark
after it. The controls are asked for with patience, so that a busy machine changes nothing. Sealed windows are
left out, unless they are asked for: that is done once, at the end.
"""

import argparse
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from open_all import HERE, PATIENCE, argv, close, environment, find
from waiting import until

from app.application import Application
from app.describe.picture import Picture
from app.desktop.capture.x11 import X11Screens
from app.desktop.tree.atspi import AtSpiTrees
from app.inference.protocols import Level
from app.paths import Paths
from app.shot import Shot

PATIENT = 5.0
_CURSOR = 0.002  # a blinking cursor's share of a window
_END = re.compile(r"[.!?\u2026]['\"\u201d\u2019\u00bb)]*(?= |$)")


@dataclass(frozen=True)
class Heard:
    """What was said of a window, and what of it was right.

    Attributes:
        presses: What each press said.
        first: The first sentence.
        missed: Of what the first sentence has to tell; empty where it is right.
        lacking: Of what has to be told by the second press.
        false: What must not be said, and was.
        groups: How much has to be told by the second press.
    """

    presses: tuple[str, ...]
    first: str
    missed: tuple[str, ...]
    lacking: tuple[str, ...]
    false: tuple[str, ...]
    groups: int


def entries(*, sealed: bool) -> list[dict[str, Any]]:
    """The windows; the sealed ones or the others."""
    everything = json.loads((HERE / "windows.json").read_text(encoding="utf-8"))
    return [one for one in everything if one["sealed"] is sealed]


@contextmanager
def opened(entry: dict[str, Any], env: dict[str, str]) -> Iterator[None]:
    """A window of the folder in front, as large as it has to be."""
    with tempfile.TemporaryDirectory(prefix="heard", ignore_cleanup_errors=True) as temp:
        everything = environment(Path(temp))
        private = {name: everything[name] for name in everything if name.startswith(("XDG_", "LC_"))}
        process = subprocess.Popen(
            argv(entry, Path(temp)),
            env=env | private,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            window = until(lambda: find(entry["title"]), f"a window {entry['title']!r}")
            width, height = map(str, entry["size"])
            arrange = ["xdotool", "windowactivate", window, "windowmove", window, "0", "0"]
            subprocess.run([*arrange, "windowsize", window, width, height], timeout=PATIENCE, check=False)
            yield
        finally:
            close(process)


def taken(env: dict[str, str]) -> Shot:
    """The window in front, with its controls."""
    screens = X11Screens(env["DISPLAY"], controls=AtSpiTrees(env, call=PATIENT, in_all=PATIENT))
    try:
        shot = screens.window()
        tree = shot.controls()
        return Shot(**{**vars(shot), "controls": lambda: tree})
    finally:
        screens.close()


def settled(env: dict[str, str]) -> Shot:
    """The window in front once it looks and tells the same twice: pages are drawn and told bit by bit."""
    last: list[Shot] = []

    def same() -> Shot | None:
        last.append(taken(env))
        *_, before, now = [None, *last]
        if before is None or before.pixels.shape != now.pixels.shape:
            return None
        differs = (before.pixels != now.pixels).any(axis=2).mean()
        alike = _told(before) == _told(now)
        return now if differs < _CURSOR and alike else None

    return until(same, "a window that stays as it is", pause=0.5)


def _told(shot: Shot) -> int:
    tree = shot.controls()
    return 0 if tree is None else sum(1 for _ in tree.root.walk())


def said(application: Application, shot: Shot) -> list[list[str]]:
    """The pieces that the first and the second press say."""
    picture = Picture(shot)
    describer = application.describer("compact")
    return [
        list(picture.new_in(describer.describe(picture, level))) for level in (Level.BRIEF, Level.DETAILED)
    ]


def judged(entry: dict[str, Any], presses: Sequence[Sequence[str]]) -> Heard:
    """What was said, compared with what has to be heard."""
    told = tuple(" ".join(pieces) for pieces in presses)
    name, *rest = presses[0]
    words = " ".join(rest)
    end = _END.search(words)
    first = f"{name} {words[: end.end()] if end else words}"
    everything = " ".join(told)
    return Heard(
        told,
        first,
        tuple(group[0] for group in entry["first"] if not _has(group, first)),
        tuple(group[0] for group in entry["later"] if not _has(group, everything)),
        tuple(found[0] for one in entry["never"] if (found := re.search(one, everything, re.IGNORECASE))),
        len(entry["later"]),
    )


def _has(group: Sequence[str], text: str) -> bool:
    return any(re.search(one, text, re.IGNORECASE | re.DOTALL) for one in group)


def show(entry: dict[str, Any], heard: Heard, *, say: bool) -> None:
    """Print one window's line, and what is wrong with it."""
    right = "right" if not heard.missed else "WRONG"
    told = heard.groups - len(heard.lacking)
    counts = f"{told} of {heard.groups}  {len(heard.first.split())} words"
    print(f"{entry['name']:22} {right}  {counts}: {heard.first}")
    for what, found in (("first", heard.missed), ("later", heard.lacking), ("FALSE", heard.false)):
        for one in found:
            print(f"      {what}: {one}")
    if say or heard.false:
        for number, words in enumerate(heard.presses, 1):
            print(f"    press {number}: {words}")


def total(results: Sequence[Heard]) -> bool:
    """Print the sums; whether the bars are met."""
    right = sum(not one.missed for one in results)
    groups = sum(one.groups for one in results)
    told = groups - sum(len(one.lacking) for one in results)
    false = sum(len(one.false) for one in results)
    print(
        f"{len(results)} windows: first sentence right {right} ({right / len(results):.0%}), "
        f"false {false}, by the second press {told} of {groups} ({told / groups:.0%})"
    )
    return right >= 0.85 * len(results) and not false and told >= 0.95 * groups


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--sealed", action="store_true", help="measure the sealed ones: once, at the end")
    parser.add_argument("--say", action="store_true", help="print all that is said")
    asked = parser.parse_args()
    from conftest import Desktop

    results = []
    with Desktop("1280x1024") as desktop, tempfile.TemporaryDirectory() as home:
        os.environ |= {name: desktop.env[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        os.environ["EARSIGHT_HOME"] = home
        application = Application(Paths.standard(), lambda *_: 0)
        for entry in entries(sealed=asked.sealed):
            if asked.names and entry["name"] not in asked.names:
                continue
            with opened(entry, desktop.env):
                time.sleep(1.0)
                shot = settled(desktop.env)
            heard = judged(entry, said(application, shot))
            results.append(heard)
            show(entry, heard, say=asked.say)
        application.close()
    return 0 if total(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
