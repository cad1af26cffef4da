"""Exploring in a real X server: real keys, a real other program, its buttons read and clicked."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from exploring import Ears
from pytestqt.qtbot import QtBot
from waiting import PATIENCE, until

from app.assistant.commands import keymap
from app.assistant.explore.explore import Explore
from app.cancel import CancelToken
from app.controls import no_controls
from app.describe.explore.items import ExploreItem
from app.describe.explore.look import cut, look, moved
from app.describe.findings import Findings
from app.describe.ocr.choose import make_engine
from app.describe.reader import TextReader
from app.desktop.capture.x11 import X11Screens
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.x11 import X11Hotkeys
from app.desktop.pointer.x11 import X11Pointer
from app.desktop.tree.atspi import AtSpiTrees
from app.inference.perception import Perception
from app.pictures.load import load_image
from app.settings import Settings
from app.shot import Source
from app.tasks import TaskManager

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("Apples", "Bananas", "Cherries", "Lemons")

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="uses an X server"),
    pytest.mark.slow,
]


class ExploringDesk:
    """The mode in this process, over a display with another program's window.

    Args:
        qtbot: Waits.
        env: Of the desktop.
        program: The other program.
        file: What it notes clicks in.
        told: Whether its controls are asked for; else there is only what can be seen.
    """

    def __init__(
        self,
        qtbot: QtBot,
        env: dict[str, str],
        program: "subprocess.Popen[str]",
        file: Path,
        *,
        told: bool = False,
    ) -> None:
        self._qtbot = qtbot
        self._env = env
        self._program = program
        self._file = file
        self.ears = Ears()
        self.copied: list[str] = []
        self.camera, self.tasks = TaskManager(workers=1), TaskManager()
        controls = AtSpiTrees(env, call=2.0, in_all=10.0) if told else no_controls
        self.screens = X11Screens(env["DISPLAY"], controls=controls)
        self.pointer = X11Pointer(env["DISPLAY"])
        self.keys = GlobalKeys(
            X11Hotkeys(env["DISPLAY"]),
            keymap(Settings(), "linux"),
            lambda _outcome: None,
            self.ears.said.append,
        )
        self.keys.start()
        reader = TextReader(make_engine)

        def find(source: Source, part: Any, cancel: CancelToken) -> Findings:
            loaded = load_image(source, cancel=cancel)
            found = look(
                loaded if part is None else cut(loaded, part),
                reader,
                lambda _image, _cancel: Perception(),
                lambda _pixels: (),
                cancel,
            )
            return found if part is None else moved(found, part)

        self.explore = Explore(
            self.ears, self.ears, self.screens, self.camera, self.tasks, find, self.keys, self.pointer,
            self.copied.append,
        )  # type: ignore[arg-type]  # fmt: skip

    def close(self) -> None:
        self.explore.leave()
        self.keys.stop()
        self.camera.close()
        self.tasks.close()
        self.pointer.close()
        self.screens.close()

    def begin(self) -> None:
        self.explore.begin()
        self.wait("Exploring Buttons.")

    def press(self, *keys: str) -> None:
        command = ["xdotool", "key", "--delay", "30", *keys]
        subprocess.run(command, env=self._env, check=True, timeout=PATIENCE)

    def wait(self, words: str) -> str:
        """What was said last, as soon as it holds these words."""

        def look() -> None:
            assert words in self.ears.last, self.ears.said

        self._qtbot.waitUntil(look, timeout=1000 * PATIENCE)
        return self.ears.last

    def go(self, key: str, words: str) -> None:
        self.press(key)
        self.wait(words)

    def rest(self) -> None:
        """Wait until all was looked at."""
        self._qtbot.waitUntil(lambda: self.ears.working == 0, timeout=1000 * PATIENCE)

    @property
    def items(self) -> list[ExploreItem]:
        """All that can be gone to."""
        run = self.explore._run
        assert run is not None
        assert run.explorer is not None
        return run.explorer.map.items

    def change(self, old: str, new: str) -> None:
        assert self._program.stdin is not None
        self._program.stdin.write(f"{old}={new}\n")
        self._program.stdin.flush()

    @property
    def clicked(self) -> list[str]:
        return self._file.read_text().split() if self._file.exists() else []


@contextmanager
def buttons(env: dict[str, str], file: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """The window, in front."""
    script = ROOT / "tests" / "support" / "button_window.py"
    command = [sys.executable, str(script), str(file), *(words or WORDS)]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, text=True) as program:
        try:
            until(lambda: in_front(env) == program.pid, "the window in front")
            yield program
        finally:
            program.terminate()


def in_front(env: dict[str, str]) -> int:
    """The process of the window in front; 0 where there is none."""
    command = ["xdotool", "getactivewindow", "getwindowpid"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE)
    return int(done.stdout.strip() or 0)


@pytest.fixture
def desk(qtbot: QtBot, desktop: Any, tmp_path: Path) -> Iterator[ExploringDesk]:
    file = tmp_path / "clicked"
    with buttons(desktop.env, file) as program:
        desk = ExploringDesk(qtbot, desktop.env, program, file)
        try:
            yield desk
        finally:
            desk.close()


def test_arrows_and_tab_go_about_and_tones_tell_where(desk: ExploringDesk) -> None:
    desk.begin()
    assert "Apples" in desk.wait("Apples")
    desk.go("Right", "Bananas")
    desk.go("Down", "Lemons")
    desk.go("Left", "Cherries")
    desk.go("Up", "Apples")
    desk.go("Up", "Edge.")
    for word in WORDS[1:]:
        desk.go("Tab", word)
    desk.go("shift+Tab", "Cherries")
    desk.go("End", "Lemons")
    desk.go("ctrl+Home", "Apples")
    assert len(desk.ears.places) == 11
    (left, high), (right, also_high), (_, low), *_ = desk.ears.places
    assert left < 0.5 < right
    assert high == pytest.approx(also_high, abs=0.05)
    assert low < 0.5 < high


def test_find_copy_and_escape(desk: ExploringDesk) -> None:
    desk.begin()
    desk.go("ctrl+f", "Find.")
    desk.press("l", "e", "m", "x", "BackSpace")
    desk.go("Return", "Lemons")
    desk.go("c", "Copied.")
    assert desk.copied == ["Lemons"]
    desk.go("Escape", "Exploring has ended.")
    assert not desk.explore.running


def test_a_button_is_clicked_by_the_second_enter(desk: ExploringDesk) -> None:
    desk.begin()
    desk.go("Right", "Bananas")
    desk.go("Return", "Enter again clicks: Bananas.")
    assert desk.clicked == []
    desk.go("Return", "Clicked: Bananas.")
    assert until(lambda: desk.clicked, "the click") == ["Bananas"]
    assert not desk.explore.running


def test_another_key_between_takes_the_first_enter_back(desk: ExploringDesk) -> None:
    desk.begin()
    desk.go("Return", "Enter again clicks: Apples.")
    desk.go("Down", "Cherries")
    desk.go("Up", "Apples")
    desk.go("Return", "Enter again clicks: Apples.")
    assert desk.clicked == []


def test_a_place_that_changed_is_not_clicked(desk: ExploringDesk) -> None:
    desk.begin()
    desk.go("Right", "Bananas")
    desk.go("Return", "Enter again clicks: Bananas.")
    before = desk.screens.window().pixels
    desk.change("Bananas", "Bananaz")
    until(lambda: (desk.screens.window().pixels != before).any(), "the change")
    desk.go("Return", "has changed")
    assert desk.clicked == []
    desk.go("r", "Bananaz")
    desk.go("Return", "Enter again clicks: Bananaz.")
    desk.go("Return", "Clicked: Bananaz.")
    assert until(lambda: desk.clicked, "the click") == ["Bananaz"]


def test_the_pointer_goes_there(desk: ExploringDesk, desktop: Any) -> None:
    desk.begin()
    desk.go("Down", "Cherries")
    desk.go("space", "The pointer is there.")
    done = subprocess.run(
        ["xdotool", "getmouselocation"], env=desktop.env, capture_output=True, text=True, timeout=PATIENCE
    )
    x, y = (int(part.split(":")[1]) for part in done.stdout.split()[:2])
    shot = desk.screens.window()
    assert shot.left < x < shot.left + shot.pixels.shape[1] / 2
    assert shot.top + shot.pixels.shape[0] / 2 < y < shot.top + shot.pixels.shape[0]


def keyboard_is_free(env: dict[str, str]) -> bool:
    """Whether another program can have the keyboard."""
    from Xlib import X
    from Xlib.display import Display

    display = Display(env["DISPLAY"])
    try:
        mode = X.GrabModeAsync
        status = display.screen().root.grab_keyboard(False, mode, mode, X.CurrentTime)
        display.ungrab_keyboard(X.CurrentTime)
        display.sync()
        return bool(status == X.GrabSuccess)
    finally:
        display.close()


def test_all_keys_are_taken_until_escape(desk: ExploringDesk, desktop: Any) -> None:
    desk.begin()
    assert not keyboard_is_free(desktop.env)
    desk.go("Escape", "Exploring has ended.")
    until(lambda: keyboard_is_free(desktop.env), "the keyboard is free")


def test_a_key_of_other_programs_gives_the_keyboard_back(desk: ExploringDesk, desktop: Any) -> None:
    desk.begin()
    desk.go("alt+F1", "Press that key again.")
    until(lambda: keyboard_is_free(desktop.env), "the keyboard is free")


def test_another_window_in_front_gives_the_keyboard_back(
    desk: ExploringDesk, desktop: Any, tmp_path: Path
) -> None:
    desk.begin()
    with buttons(desktop.env, tmp_path / "other"):
        desk.wait("Another window came to the front. Exploring has ended.")
        until(lambda: keyboard_is_free(desktop.env), "the keyboard is free")


def test_a_window_over_the_screen_as_a_locker_has_gives_the_keyboard_back(
    desk: ExploringDesk, desktop: Any
) -> None:
    from Xlib import X
    from Xlib.display import Display

    desk.begin()
    display = Display(desktop.env["DISPLAY"])
    try:
        screen = display.screen()
        size = screen.width_in_pixels, screen.height_in_pixels
        cover = screen.root.create_window(
            0, 0, *size, 0, screen.root_depth, X.InputOutput, X.CopyFromParent, override_redirect=True
        )
        cover.map()
        display.sync()
        desk.wait("Another window came to the front. Exploring has ended.")
        until(lambda: keyboard_is_free(desktop.env), "the keyboard is free")
    finally:
        display.close()


def test_escape_works_while_the_app_is_busy_for_long(desk: ExploringDesk, desktop: Any) -> None:
    desk.begin()
    desk.press("Escape")
    # Nothing of the app runs meanwhile: the keyboard's own thread gives it back.
    until(lambda: keyboard_is_free(desktop.env), "the keyboard is free")
    assert desk.explore.running
    desk.wait("Exploring has ended")


def test_when_the_app_is_killed_the_keyboard_is_free(desktop: Any, tmp_path: Path) -> None:
    program = """
import sys, threading
from app.assistant.commands import keymap
from app.desktop.keys.hotkeys import GlobalKeys, Taker
from app.desktop.keys.x11 import X11Hotkeys
from app.settings import Settings
keys = GlobalKeys(X11Hotkeys(sys.argv[1]), keymap(Settings(), "linux"), print, print)
keys.start()
keys.take(Taker(lambda stroke: True, lambda stroke: None, print))
threading.Event().wait()
"""
    command = [sys.executable, "-c", program, desktop.env["DISPLAY"]]
    with subprocess.Popen(command, env=desktop.env, stderr=subprocess.DEVNULL) as taking:
        try:
            until(lambda: not keyboard_is_free(desktop.env), "the keyboard is taken")
        finally:
            taking.kill()
    until(lambda: keyboard_is_free(desktop.env), "the keyboard is free")


def test_the_leader_works_meanwhile_and_the_keys_stay_ours(desk: ExploringDesk, desktop: Any) -> None:
    desk.begin()
    desk.press("ctrl+alt+shift+d", "x")
    desk.go("Right", "Bananas")
    assert not keyboard_is_free(desktop.env)


def test_umlauts_and_shifted_letters_can_be_found(desk: ExploringDesk, desktop: Any) -> None:
    subprocess.run(["setxkbmap", "de"], env=desktop.env, check=True, timeout=PATIENCE)
    try:
        desk.begin()
        desk.go("ctrl+f", "Find.")
        desk.go("udiaeresis", "\u00fc")
        desk.go("shift+b", "B")
        desk.press("BackSpace", "BackSpace", "BackSpace")
        desk.go("shift+b", "B")
        desk.go("Return", "Bananas")
        desk.rest()
        desk.go("plus", "Closer")
    finally:
        subprocess.run(["setxkbmap", "us"], env=desktop.env, check=True, timeout=PATIENCE)


@pytest.fixture
def told(qtbot: QtBot, desktop: Any, tmp_path: Path) -> Iterator[ExploringDesk]:
    """The same over a window that tells of its controls."""
    file = tmp_path / "clicked"
    words = ("Apples", "Bananas", "item:Mail", "item:News", "secret:Password")
    with buttons(desktop.env, file, *words) as program:
        desk = ExploringDesk(qtbot, desktop.env, program, file, told=True)
        try:
            yield desk
        finally:
            desk.close()


def test_controls_are_told_once_with_their_roles_and_a_list_item_needs_one_enter(told: ExploringDesk) -> None:
    told.begin()
    told.rest()
    names = [item.name for item in told.items]
    assert sorted(names) == ["Apples", "Bananas", "Mail", "News", "Password"]
    told.go("ctrl+Home", "Apples, button")
    told.go("Right", "Bananas, button")
    told.go("ctrl+f", "Find.")
    told.press("n", "e", "w")
    told.go("Return", "News, list item")
    told.go("Return", "Clicked: News, list item")
    assert until(lambda: told.clicked, "the click") == ["News"]


def test_a_button_that_is_called_otherwise_now_is_not_clicked(told: ExploringDesk) -> None:
    told.begin()
    told.rest()
    told.go("ctrl+Home", "Apples, button")
    told.go("Return", "Enter again clicks: Apples, button")
    told.change("Apples", "Applez")
    told.go("Return", "has changed")
    assert told.clicked == []


def test_a_password_field_is_told_but_not_clicked_nor_what_is_in_it_said(told: ExploringDesk) -> None:
    told.begin()
    told.rest()
    told.go("ctrl+f", "Find.")
    told.press("p", "a", "s", "s")
    told.go("Return", "Password, password field")
    told.go("Return", "This is a field for a password. I never click there.")
    assert not any("hunter2" in words or "\u25cf" in words for words in told.ears.said)
