"""Global keys in a real X server, pressed while another program has the focus."""

import gc
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from waiting import PATIENCE, until

from app.assistant.commands import keymap
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.leader import Happened, KeyOutcome
from app.desktop.keys.x11 import GONE, X11Hotkeys
from app.errors import AppError
from app.settings import Settings

LEADER = "ctrl+alt+shift+d"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses an X server")


class Keys:
    """Global keys of this process on the test's display, and what they did."""

    def __init__(self, env: dict[str, str], settings: Settings | None = None) -> None:
        self.env = env
        self.outcomes: list[KeyOutcome] = []
        self.told: list[str] = []
        self.hotkeys = X11Hotkeys(env["DISPLAY"])
        wanted = keymap(settings or Settings(), "linux")
        self.keys = GlobalKeys(self.hotkeys, wanted, self.outcomes.append, self.told.append)
        self.problems = self.keys.start()

    def press(self, *keys: str, delay: int = 20) -> None:
        subprocess.run(["xdotool", "key", "--delay", str(delay), *keys], env=self.env, check=True, timeout=60)

    def wait(self, happened: Happened, command: str = "") -> KeyOutcome:
        """The latest outcome, as soon as it is that."""

        def look() -> KeyOutcome | None:
            last = self.outcomes[-1] if self.outcomes else None
            return last if last and (last.happened, last.command) == (happened, command) else None

        return until(look, f"{happened} {command}; there were {self.outcomes[-3:]}")


@contextmanager
def global_keys(env: dict[str, str], settings: Settings | None = None) -> Iterator[Keys]:
    keys = Keys(env, settings)
    try:
        yield keys
    finally:
        keys.keys.stop()


@pytest.fixture
def keys(desktop: Any) -> Iterator[Keys]:
    with global_keys(desktop.env) as keys:
        assert keys.problems == ()
        yield keys


class Terminal:
    def __init__(self, typed: Path) -> None:
        self._typed = typed

    @property
    def typed(self) -> str:
        return self._typed.read_text() if self._typed.exists() else ""


@pytest.fixture
def terminal(desktop: Any, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal that has the focus, and what reaches the program inside it."""
    typed = tmp_path / "typed"
    script = f"stty -icanon -echo -isig; cat >> {typed}"
    process = subprocess.Popen(["xterm", "-e", "sh", "-c", script], env=desktop.env)
    terminal = Terminal(typed)

    def look() -> bool:
        subprocess.run(["xdotool", "key", "z"], env=desktop.env, check=True, timeout=PATIENCE)
        time.sleep(0.1)
        return "z" in terminal.typed

    try:
        until(look, "a terminal that is typed into")
        time.sleep(0.2)
        typed.write_text("")
        yield terminal
    finally:
        process.terminate()
        process.wait(15)


@contextmanager
def layout(env: dict[str, str], *arguments: str) -> Iterator[None]:
    assert shutil.which("setxkbmap"), "see packaging/debian-test.txt"
    subprocess.run(["setxkbmap", *arguments], env=env, check=True, timeout=PATIENCE)
    try:
        yield
    finally:
        subprocess.run(["setxkbmap", "us", "-option", ""], env=env, check=True, timeout=PATIENCE)
        time.sleep(0.2)


def test_the_leader_and_its_key_are_ours_alone(keys: Keys, terminal: Terminal) -> None:
    keys.press(LEADER, "d")
    assert keys.wait(Happened.DO, "screen")
    keys.press(LEADER, "w")
    assert keys.wait(Happened.DO, "window")
    keys.press("e")
    assert until(lambda: terminal.typed, "the key that comes after")
    assert terminal.typed == "e"
    assert [one.happened for one in keys.outcomes] == [Happened.ARMED, Happened.DO] * 2


def test_every_key_after_the_leader_in_turn(keys: Keys, terminal: Terminal) -> None:
    for name, command in [("space", "recall"), ("Escape", "stop"), ("h", "help"), ("l", "live")]:
        keys.press(LEADER, name)
        keys.wait(Happened.DO, command)
    keys.press("f")
    assert until(lambda: terminal.typed, "the key that comes after") == "f"


def test_a_key_without_a_command_is_told_and_stays_ours(keys: Keys, terminal: Terminal) -> None:
    keys.press(LEADER, "k")
    assert keys.wait(Happened.UNKNOWN).words == "No command on K. Press H for help."
    keys.press("q")
    assert until(lambda: terminal.typed, "the key that comes after") == "q"


def test_the_keyboard_is_given_back_when_no_key_comes(keys: Keys, terminal: Terminal) -> None:
    keys.press(LEADER)
    keys.wait(Happened.ARMED)
    keys.hotkeys.arm(0.3)
    keys.wait(Happened.TIMED_OUT)
    keys.press("d")
    assert until(lambda: terminal.typed, "the key that comes after") == "d"
    assert keys.outcomes[-1].happened is Happened.TIMED_OUT


def test_keyboard_help_explains_keys_until_escape(keys: Keys, terminal: Terminal) -> None:
    keys.press(LEADER, LEADER, "w", "k", "Escape")
    keys.wait(Happened.HELP_OFF)
    keys.press("n")
    assert [one.words for one in keys.outcomes[1:]] == [
        "Keyboard help. Press a key to hear what it does. Escape ends it.",
        "W: Describe the window. Describes the window you are in.",
        "K has no command.",
        "Keyboard help has ended.",
    ]
    assert until(lambda: terminal.typed, "the key that comes after") == "n"


def test_keyboard_help_from_a_menu_hears_keys_too(keys: Keys, terminal: Terminal) -> None:
    keys.keys.keyboard_help()
    keys.wait(Happened.HELP_ON)
    time.sleep(0.2)
    keys.press("w", "Escape")
    keys.wait(Happened.HELP_OFF)
    keys.press("n")
    assert until(lambda: terminal.typed, "the key that comes after") == "n"


def test_a_held_key_counts_once(keys: Keys, terminal: Terminal) -> None:
    for held in (LEADER, "w"):
        command = ["xdotool", "keydown", held, "sleep", "1", "keyup", held]
        subprocess.run(command, env=keys.env, check=True, timeout=PATIENCE)
    keys.wait(Happened.DO, "window")
    keys.press("e")
    assert until(lambda: terminal.typed, "the key that comes after") == "e"
    assert [one.happened for one in keys.outcomes] == [Happened.ARMED, Happened.DO]


def test_num_lock_and_caps_lock_do_not_matter(keys: Keys) -> None:
    for lock in ("Num_Lock", "Caps_Lock"):
        keys.press(lock)
        try:
            keys.press(LEADER, "w")
            keys.wait(Happened.DO, "window")
            keys.outcomes.clear()
        finally:
            keys.press(lock)


def test_chords_of_their_own(desktop: Any, terminal: Terminal) -> None:
    settings = Settings(chords={"ask": "Ctrl+Alt+Shift+K", "more": "F9"})
    with global_keys(desktop.env, settings) as keys:
        assert keys.problems == ()
        keys.press("ctrl+alt+shift+k")
        keys.wait(Happened.DO, "ask")
        keys.press("F9")
        keys.wait(Happened.DO, "more")
        keys.press("p")
        assert until(lambda: terminal.typed, "the key that comes after") == "p"


def test_a_chord_that_another_program_owns_is_told(desktop: Any, keys: Keys) -> None:
    with global_keys(desktop.env, Settings(chords={"ask": "F9"})) as second:
        assert second.problems == (
            "Control Alt Shift D belongs to another program, so it does not work here.",
        )
        second.press("F9")
        second.wait(Happened.DO, "ask")
        keys.keys.stop()
        assert second.hotkeys.bind(keymap(Settings(), "linux")) == ()
        second.press(LEADER)
        second.wait(Happened.ARMED)


def test_other_keys_from_now_on(keys: Keys, terminal: Terminal) -> None:
    assert keys.keys.remap(keymap(Settings(leader="F8", keys={"quit": "9"}), "linux")) == ()
    keys.press(LEADER, "F8", "9")
    keys.wait(Happened.DO, "quit")
    assert [one.happened for one in keys.outcomes] == [Happened.ARMED, Happened.DO]


def test_the_keys_are_where_they_are_under_a_russian_layout(keys: Keys) -> None:
    with layout(keys.env, "us,ru", "-option", "grp:shifts_toggle"):
        time.sleep(0.4)
        keys.press(LEADER, "w")
        keys.wait(Happened.DO, "window")
        subprocess.run(["xdotool", "key", "ISO_Next_Group"], env=keys.env, check=True, timeout=PATIENCE)
        time.sleep(0.1)
        # 40 is the key of D, 53 that of X.
        keys.press("ctrl+alt+shift+40", "53")
        keys.wait(Happened.DO, "repeat")


def test_a_layout_without_latin_letters(keys: Keys) -> None:
    with layout(keys.env, "ru"):
        time.sleep(0.4)
        keys.press("ctrl+alt+shift+40", "25")
        keys.wait(Happened.DO, "window")


def test_a_key_that_a_layout_lacks_works_again_with_the_next(desktop: Any) -> None:
    with global_keys(desktop.env, Settings(leader="Ctrl+Alt+Semicolon")) as keys:
        with layout(keys.env, "de"):
            until(lambda: keys.told, "words about the missing key")
        time.sleep(0.4)
        keys.press("ctrl+alt+semicolon", "w")
        keys.wait(Happened.DO, "window")


def test_letters_move_with_the_layout(keys: Keys) -> None:
    with layout(keys.env, "us", "-variant", "dvorak"):
        time.sleep(0.4)
        # On Dvorak, D is where the usual keyboard has H, and W where it has the comma.
        keys.press("ctrl+alt+shift+43", "59")
        keys.wait(Happened.DO, "window")
    assert keys.told == []


def test_without_a_display_it_says_so() -> None:
    hotkeys = X11Hotkeys(":987")
    with pytest.raises(AppError, match="There is no X display"):
        GlobalKeys(hotkeys, keymap(Settings(), "linux"), print, print).start()
    hotkeys.stop()
    assert hotkeys.bind(keymap(Settings(), "linux")) == (GONE,)


def test_a_server_that_dies_is_told_once() -> None:
    ours, theirs = os.pipe()
    screen = ["-screen", "0", "640x480x24", "-nolisten", "tcp", "-noreset"]
    command = ["Xvfb", "-displayfd", str(theirs), *screen]
    server = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
    os.close(theirs)
    with os.fdopen(ours) as said:
        name = ":" + said.readline().strip()
    with global_keys({"DISPLAY": name}) as keys:
        server.terminate()
        server.wait(15)
        until(lambda: keys.told, "words about the display")
        time.sleep(0.1)
        assert len(keys.told) == 1
        assert "cannot be reached any more" in keys.told[0]
        assert keys.hotkeys.bind(keymap(Settings(), "linux")) == (keys.told[0],)


class Fingers:
    """Presses keys quicker than xdotool can, with nothing to start."""

    def __init__(self, name: str) -> None:
        from Xlib import XK, display

        self.display: Any = display.Display(name)
        names = ("Control_L", "Alt_L", "Shift_L", "d", "w")
        codes = [self.display.keysym_to_keycode(XK.string_to_keysym(one)) for one in names]
        self.leader, self.w = codes[:4], codes[4]

    def press(self, codes: list[int]) -> None:
        from Xlib import X
        from Xlib.ext import xtest

        for code in codes:
            xtest.fake_input(self.display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(self.display, X.KeyRelease, code)
        self.display.sync()


def test_quick_fingers_and_a_busy_process_lose_no_key(desktop: Any, keys: Keys, terminal: Terminal) -> None:
    fingers = Fingers(desktop.env["DISPLAY"])
    ended = threading.Event()

    def hog() -> None:
        while not ended.is_set():  # takes turns of 5 ms of the interpreter, as a busy reader does
            sum(range(10_000))

    hogs = [threading.Thread(target=hog) for _ in range(4)]
    for thread in hogs:
        thread.start()
    try:
        for count in range(1, 21):
            fingers.press(fingers.leader)
            fingers.press([fingers.w])
            until(lambda count=count: len(keys.outcomes) == 2 * count, "what both keys do")
            time.sleep(0.05)
    finally:
        ended.set()
        for thread in hogs:
            thread.join()
        fingers.display.close()
    assert [one.happened for one in keys.outcomes] == [Happened.ARMED, Happened.DO] * 20
    assert terminal.typed == ""


def test_a_leader_from_among_the_chords_is_as_quick(desktop: Any, keys: Keys, terminal: Terminal) -> None:
    fingers = Fingers(desktop.env["DISPLAY"])
    keys.keys.remap(keymap(Settings(leader="F8", chords={"help": LEADER}), "linux"))
    keys.keys.remap(keymap(Settings(), "linux"))
    for count in range(1, 11):
        fingers.press(fingers.leader)
        fingers.press([fingers.w])
        until(lambda count=count: len(keys.outcomes) == 2 * count, "what both keys do")
        time.sleep(0.05)
    fingers.display.close()
    assert terminal.typed == ""


def test_thousands_of_presses_leave_nothing_behind(desktop: Any) -> None:
    process = psutil.Process()
    fingers = Fingers(desktop.env["DISPLAY"])
    arrived = threading.Event()

    def held() -> tuple[int, int, int]:
        gc.collect()
        return process.num_fds(), process.num_threads(), sys.getallocatedblocks()

    with global_keys(desktop.env) as keys:
        keys.keys._tell = lambda _outcome: arrived.set()

        def press(codes: list[int]) -> None:
            arrived.clear()
            fingers.press(codes)
            assert arrived.wait(PATIENCE)
            # Openbox loses keys that are pressed sooner than this after a keyboard was given back.
            time.sleep(0.002)

        for _ in range(200):
            press(fingers.leader)
            press([fingers.w])
        before = held()
        for _ in range(1000):
            press(fingers.leader)
            press([fingers.w])
        after = held()
    fingers.display.close()
    assert after[:2] == before[:2]
    assert after[2] - before[2] < 1000, "less than one object a press"
