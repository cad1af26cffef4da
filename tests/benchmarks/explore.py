"""Exploring: key to word, items that arrows reach, clicks on changed places.

    PYTHONPATH=tests/support:tests/e2e:. .venv/bin/python tests/benchmarks/explore.py [--keys N] [--clicks N]

Real keys by XTEST on an Xvfb of its own, over a window of six buttons in three rows. A key's time begins
before it is sent and ends when its words are handed to the voice; the whole way is the app's: keyboard's
thread, main thread, map, words. The layouts for reaching are made: tables with holes, columns, things in
things, scattered ones. What is heard is timed at the sound card of the whole app (`desk.py`), tones off.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from conftest import Desktop
from desk import LEADER, Desk
from exploring import Ears
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from app.assistant.commands import keymap
from app.assistant.explore.explore import Explore
from app.cancel import CancelToken
from app.describe.explore.look import look
from app.describe.explore.neighbours import neighbours, reached, rows_of
from app.describe.findings import Findings
from app.describe.ocr.choose import make_engine
from app.describe.reader import TextReader
from app.desktop.capture.x11 import X11Screens
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.x11 import X11Hotkeys
from app.desktop.pointer.x11 import X11Pointer
from app.inference.perception import Perception
from app.pictures.load import load_image
from app.settings import Settings
from app.shot import Source
from app.tasks import TaskManager

ROOT = Path(__file__).resolve().parents[2]
Box = tuple[int, int, int, int]


class TimedEars(Ears):
    """Notes when something was said last."""

    at = 0.0

    def say(self, text: str, *, interrupt: bool = False) -> None:
        super().say(text)
        self.at = time.perf_counter()


class Mode:
    """The mode in this process over a display."""

    def __init__(self, display: str) -> None:
        self.ears = TimedEars()
        self.camera, self.tasks = TaskManager(workers=1), TaskManager()
        self.screens, self.pointer = X11Screens(display), X11Pointer(display)
        wanted = keymap(Settings(), "linux")
        self.keys = GlobalKeys(X11Hotkeys(display), wanted, lambda _outcome: None, self.ears.said.append)
        self.keys.start()
        reader = TextReader(make_engine)

        def find(source: Source, _part: object, cancel: CancelToken) -> Findings:
            loaded = load_image(source, cancel=cancel)
            return look(loaded, reader, lambda _i, _c: Perception(), lambda _p: (), cancel)

        self.explore = Explore(
            self.ears, self.ears, self.screens, self.camera, self.tasks, find, self.keys, self.pointer, print
        )  # type: ignore[arg-type]

    def begin(self) -> None:
        """Explore the window in front, until all was looked at."""
        said = len(self.ears.said)
        self.explore.begin()
        self.until(lambda: len(self.ears.said) > said and self.ears.working == 0)

    def until(self, look: object, seconds: float = 30) -> None:
        """Run Qt until something is so."""
        end = time.perf_counter() + seconds
        while not look():  # type: ignore[operator]
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
            if time.perf_counter() > end:
                raise SystemExit(f"it was waited for in vain; last words: {self.ears.said[-3:]}")

    def close(self) -> None:
        """Give everything back."""
        self.explore.leave()
        self.keys.stop()
        self.camera.close()
        self.tasks.close()
        self.pointer.close()
        self.screens.close()


def presser(display: str) -> object:
    """A function that presses a key by its X name."""
    from Xlib import XK, X
    from Xlib.display import Display
    from Xlib.ext import xtest

    server = Display(display)

    def press(name: str) -> None:
        code = server.keysym_to_keycode(XK.string_to_keysym(name))
        xtest.fake_input(server, X.KeyPress, code)
        xtest.fake_input(server, X.KeyRelease, code)
        server.sync()

    return press


def window(desktop: Desktop, file: Path, words: list[str]) -> "subprocess.Popen[str]":
    """Another program's window of these words."""
    script = ROOT / "tests" / "support" / "button_window.py"
    command = [sys.executable, str(script), str(file), *words]
    return subprocess.Popen(command, env=desktop.env, stdin=subprocess.PIPE, text=True)


def key_to_word(mode: Mode, press: object, number: int) -> list[float]:
    """Milliseconds from each key to its words, slowest last."""
    times = []
    chance = random.Random(1)
    mode.begin()
    for _ in range(number):
        key = chance.choice(["Left", "Right", "Up", "Down", "Tab", "Home", "End"])
        said = len(mode.ears.said)
        began = time.perf_counter()
        press(key)  # type: ignore[operator]
        mode.until(lambda said=said: len(mode.ears.said) > said)  # type: ignore[misc]
        times.append(1000 * (mode.ears.at - began))
        time.sleep(0.05)
    mode.explore.leave()
    return sorted(times)


def clicks(
    mode: Mode, press: object, program: "subprocess.Popen[str]", file: Path, rounds: int
) -> tuple[int, int, int]:
    """Of places that changed between the two presses: clicked; and of those that did not: clicked, all."""
    wrong = right = same = 0
    chance = random.Random(2)
    shown = "Apples"
    for number in range(rounds):
        changes = number % 2 == 0
        mode.begin()
        mode.until(lambda: "Exploring" in mode.ears.last)
        for key in ("Home", "Up", "Up", "Home"):
            said = len(mode.ears.said)
            press(key)  # type: ignore[operator]
            mode.until(lambda said=said: len(mode.ears.said) > said)  # type: ignore[misc]
        before = len(file.read_text().split()) if file.exists() else 0
        said = len(mode.ears.said)
        press("Return")  # type: ignore[operator]
        mode.until(lambda said=said: len(mode.ears.said) > said and "Enter again" in mode.ears.last)  # type: ignore[misc]
        if changes:
            new = shown[:-1] + chance.choice([c for c in "abcdefg" if c != shown[-1]])
            pixels = mode.screens.window().pixels
            assert program.stdin is not None
            program.stdin.write(f"Apples={new}\n")
            program.stdin.flush()
            shown = new
            mode.until(lambda pixels=pixels: (mode.screens.window().pixels != pixels).any())  # type: ignore[misc]
        time.sleep(0.05)  # in the same millisecond it would be the held key's repetition
        said = len(mode.ears.said)
        press("Return")  # type: ignore[operator]
        mode.until(lambda said=said: len(mode.ears.said) > said)  # type: ignore[misc]
        mode.explore.leave()
        time.sleep(0.3)
        mode.until(lambda: True)
        after = len(file.read_text().split()) if file.exists() else 0
        if changes:
            wrong += after > before
        else:
            same += 1
            right += after > before
    return wrong, right, same


def heard(folder: Path, number: int) -> list[float]:
    """Milliseconds from each key to the first sound of its words, in the whole app; slowest last."""
    times = []
    with Desk(folder, earcons=False) as desk, desk.terminal(12), desk.app("--hidden"):
        desk.press(LEADER, "e")
        desk.first_sound(0)
        for key in [*["Tab"] * (number // 2), *["shift+Tab"] * (number - number // 2)]:
            desk.silence(0.4)
            sent = desk.press(key)
            times.append(1000 * (desk.first_sound(sent) - sent))
    return sorted(times)


def layouts() -> list[list[Box]]:
    """Made layouts: grids, columns, tables with holes, dialogs, boxes in boxes, scattered things."""
    chance = random.Random(3)
    found: list[list[Box]] = []
    for number in range(1000):
        count = chance.randint(2, 150)
        kind = number % 4
        boxes: list[Box] = []
        for i in range(count):
            if kind == 0:  # a table with holes, cells of many widths
                x, y = 160 * (i % 7), 24 * (i // 7)
                if chance.random() < 0.3:
                    continue
                boxes.append((x, y, x + chance.randint(10, 150), y + 18))
            elif kind == 1:  # columns of text
                x = 420 * chance.randint(0, 3)
                y = chance.randint(0, 60) * 18 + chance.randint(0, 9)
                boxes.append((x, y, x + chance.randint(40, 380), y + 14))
            elif kind == 2:  # things in things
                x, y = chance.randint(0, 1500), chance.randint(0, 900)
                boxes.append((x, y, x + chance.randint(20, 900), y + chance.randint(20, 600)))
            else:  # scattered
                x, y = chance.randint(0, 1900), chance.randint(0, 1060)
                boxes.append((x, y, x + chance.randint(4, 200), y + chance.randint(4, 40)))
        if boxes:
            found.append(boxes)
    return found


def reaching() -> tuple[int, int]:
    """Over all layouts and all items: how many others the arrows reach, and how many there are."""
    got = there = 0
    for boxes in layouts():
        links = neighbours(boxes, rows_of(boxes))
        for start in {0, len(boxes) // 2, len(boxes) - 1}:
            got += len(reached(links, start))
            there += len(boxes)
    return got, there


def main() -> None:
    """Measure all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--keys", type=int, default=100)
    parser.add_argument("--clicks", type=int, default=40)
    parser.add_argument("--heard", type=int, default=20)
    chosen = parser.parse_args()
    got, there = reaching()
    print(f"items reached by arrows: {got} of {there}, {100 * got / there:.2f} %")
    app = QApplication(["explore"])
    with tempfile.TemporaryDirectory() as folder, Desktop() as desktop:
        file = Path(folder) / "clicked"
        display, press = desktop.env["DISPLAY"], presser(desktop.env["DISPLAY"])
        program = window(desktop, file, ["Apples", "Bananas", "Cherries", "Lemons", "Melons", "Oranges"])
        mode = Mode(display)
        try:
            mode.until(lambda: (front := mode.screens.front()) is not None and front.title == "Buttons")
            time.sleep(1)
            times = key_to_word(mode, press, chosen.keys)
            print(
                f"key to word over {len(times)} keys: median {times[len(times) // 2]:.1f} ms, "
                f"worst {times[-1]:.1f} ms"
            )
            wrong, right, same = clicks(mode, press, program, file, chosen.clicks)
            print(f"clicked: of {chosen.clicks - same} changed places {wrong}, of {same} others {right}")
        finally:
            mode.close()
            program.terminate()
            program.wait()
        if chosen.heard:
            times = heard(Path(folder) / "desk", chosen.heard)
            middle = times[len(times) // 2]
            print(f"key to sound over {len(times)}: median {middle:.0f}, worst {times[-1]:.0f} ms")
    app.quit()


if __name__ == "__main__":
    main()
