"""The keys that work everywhere, in a real X server, over a real other program that keeps the keyboard."""

import json
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from waiting import PATIENCE

if TYPE_CHECKING:
    from conftest import Desktop, Window

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets" / "samples" / "cat.jpg"
LEADER = "ctrl+alt+shift+d"
TITLE = "Shopping list"
LINES = "Buy milk and bread on Saturday\nCall Anna about the keys\n"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="uses an X server"),
    pytest.mark.slow,
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user who was welcomed already and hears nothing: what is said is read off the window."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.json").write_text(
        '{"output": "silent", "welcomed": true, "earcons": false}'
    )
    return tmp_path


def tool(desktop: "Desktop", *command: str) -> str:
    """What a tool prints; nothing where what it looks for is not there yet."""
    done = subprocess.run(command, env=desktop.env, capture_output=True, text=True, timeout=100)
    return done.stdout.strip()


def active(desktop: "Desktop") -> str:
    """The title of the window that has the keyboard."""
    ident = tool(desktop, "xdotool", "getactivewindow")
    return tool(desktop, "xdotool", "getwindowname", ident) if ident else ""


def keyboard_is_free(desktop: "Desktop") -> bool:
    """Whether no program has taken all keys for itself."""
    from Xlib import X
    from Xlib.display import Display

    display = Display(desktop.env["DISPLAY"])
    try:
        root = display.screen().root
        taken = root.grab_keyboard(False, X.GrabModeAsync, X.GrabModeAsync, X.CurrentTime)
        return bool(taken == X.GrabSuccess)
    finally:
        display.close()


@contextmanager
def terminal(desktop: "Desktop", window: "Window", folder: Path) -> Iterator[Path]:
    """A terminal in front that shows `LINES`; what is typed into it goes into the file that it gives."""
    typed, text = folder / "typed", folder / "lines"
    typed.touch()
    text.write_text(LINES)
    font = ["-fa", "Monospace", "-fs", "14", "-geometry", "60x12+40+40"]
    shell = ["sh", "-c", f"cat '{text}'; exec cat > '{typed}'"]
    process = subprocess.Popen(["xterm", *font, "-T", TITLE, "-e", *shell], env=desktop.env)
    try:
        window.eventually(lambda: tool(desktop, "xdotool", "search", "--name", TITLE), "the terminal")
        tool(desktop, "xdotool", "search", "--name", TITLE, "windowactivate", "--sync")
        window.eventually(lambda: active(desktop) == TITLE, "the terminal in front")
        yield typed
    finally:
        process.terminate()
        process.wait(PATIENCE)


def command(window: "Window", key: str) -> None:
    window.press(LEADER)
    time.sleep(0.05)
    window.press(key)


def test_one_key_describes_the_window_and_the_next_says_more(
    desktop: "Desktop", home: Path, tmp_path: Path
) -> None:
    with desktop.window(home) as window, terminal(desktop, window, tmp_path) as typed:
        command(window, "w")
        words = window.wait_text("Call Anna about the keys")
        assert words.startswith('XTerm. Last line: "Call Anna')
        assert "Buy milk" not in words
        window.eventually(lambda: window.status.startswith("Done."), "the end")
        command(window, "w")
        window.wait_text("Buy milk and bread on Saturday")
        assert active(desktop) == TITLE, "the focus stays where it was"
        window.press("x", "Return")
        window.eventually(lambda: typed.read_text() == "x\n", "only what was meant for the terminal")


def test_text_clipboard_and_screen(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    with desktop.window(home) as window, terminal(desktop, window, tmp_path):
        command(window, "t")
        window.wait_text('It says: "Buy milk and bread on Saturday')
        # It stays in the background to hold the clipboard.
        copy = ["xclip", "-selection", "clipboard", "-t", "image/jpeg", "-i", str(CAT)]
        subprocess.run(copy, env=desktop.env, check=True, timeout=100, stdout=subprocess.DEVNULL)
        command(window, "v")
        window.wait_text("cat")
        command(window, "d")
        window.wait_text("XTerm. ")


def test_the_lines_of_a_window_are_walked_by_keys_and_the_keyboard_is_given_back(
    desktop: "Desktop", home: Path, tmp_path: Path
) -> None:
    def copied() -> str:
        # What an earlier test copied may be a picture.
        command = ["timeout", "5", "xclip", "-selection", "clipboard", "-o"]
        return subprocess.run(
            command, env=desktop.env, capture_output=True, timeout=100, check=False
        ).stdout.decode(errors="replace")

    with desktop.window(home) as window, terminal(desktop, window, tmp_path) as typed:
        command(window, "e")

        def first() -> bool:
            # It takes a moment until the window has been read.
            window.press("ctrl+Home", "c")
            return "Buy milk and bread" in copied()

        window.eventually(first, "the first line")
        window.press("Down", "c")
        window.eventually(lambda: "Call Anna" in copied(), "the line below")
        assert typed.read_text() == "", "the keys are not the terminal's"
        window.press("Escape")
        window.eventually(lambda: keyboard_is_free(desktop), "the keyboard given back")
        window.press("x", "Return")
        window.eventually(lambda: typed.read_text() == "x\n", "only what was meant for the terminal")


def test_a_question_opens_a_line_and_gives_the_focus_back(
    desktop: "Desktop", home: Path, tmp_path: Path
) -> None:
    with desktop.window(home) as window, terminal(desktop, window, tmp_path):
        command(window, "a")
        window.wait_focus(f"Question about: Window - XTerm - {TITLE}")
        window.type("What is on the list?")
        window.press("Return")
        window.wait_text("Question: What is on the list?")
        window.eventually(lambda: active(desktop) == TITLE, "the terminal in front again")


def test_a_region_is_chosen_by_keys(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    with desktop.window(home) as window, terminal(desktop, window, tmp_path):
        command(window, "r")
        window.wait_focus("Region of the screen")
        window.press("1", "Return")
        words = window.wait_text("XTerm. ")
        assert "Shopping" in words or "Buy milk" in words  # as far as the part shows them
        window.eventually(lambda: active(desktop) == TITLE, "the terminal in front again")


def test_the_file_that_is_selected_in_the_file_manager(
    desktop: "Desktop", home: Path, tmp_path: Path
) -> None:
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    (pictures / "my cat.jpg").write_bytes(CAT.read_bytes())
    with desktop.window(home) as window:
        manager = subprocess.Popen(
            ["pcmanfm", str(pictures)], env=desktop.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            window.eventually(lambda: active(desktop) == "pictures", "the file manager in front")

            def described() -> bool:
                # It takes a moment until the manager lists its files and one can be selected.
                window.press("ctrl+a")
                command(window, "f")
                time.sleep(1.5)
                return any("my cat.jpg" in control["name"] for control in window.controls())

            window.eventually(described, "the selected picture")
            window.wait_text("cat")
        finally:
            manager.kill()
            manager.wait(PATIENCE)


def test_a_second_start_talks_to_the_first(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        env = {**desktop.env, "EARSIGHT_HOME": str(home)}
        app = [sys.executable, "-P", "-m", "app", "gui"]
        assert subprocess.run([*app, str(CAT)], env=env, timeout=100).returncode == 0
        window.wait_text("cat")
        assert subprocess.run([*app, "--do", "dance"], env=env, timeout=100).returncode == 0
        window.wait_status("There is no command called dance.")


def test_open_with_hands_its_files_to_the_running_app(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    cat, other = tmp_path / "my cat & \u00e4.jpg", tmp_path / "other.jpg"
    for path in (cat, other):
        path.write_bytes(CAT.read_bytes())
    entries = tmp_path / "data" / "applications"
    with desktop.window(home, XDG_DATA_HOME=str(tmp_path / "data")) as window:
        settings = home / "config" / "settings.json"
        window.press("ctrl+6")
        window.wait_focus("Voice")
        window.press("End", "Tab", "Tab")
        window.wait_focus("Offer Earsight under Open with")
        window.press("space")
        window.eventually(lambda: json.loads(settings.read_text()).get("open_with"), "the setting")
        lines = window.eventually(lambda: [p.read_text() for p in entries.glob("*.desktop")], "the entry")
        line = next(one for one in lines[0].splitlines() if one.startswith("Exec="))
        command = shlex.split(line.removeprefix("Exec="))
        assert command[-1] == "%F"
        env = {**desktop.env, "EARSIGHT_HOME": str(home)}
        subprocess.run([*command[:-1], str(cat), str(other)], env=env, cwd="/", check=True, timeout=100)
        window.wait_text("cat")
        window.wait_focus("Picture: my cat & \u00e4.jpg")


def test_closing_the_window_leaves_the_keys_and_quitting_ends_all(
    desktop: "Desktop", home: Path, tmp_path: Path
) -> None:
    with desktop.window(home) as window:
        window.press("alt+F4")
        shown = ["xdotool", "search", "--onlyvisible", "--name", "^Earsight$"]
        window.eventually(lambda: not tool(desktop, *shown), "no window")
        assert window.process.poll() is None
        with terminal(desktop, window, tmp_path):
            command(window, "a")
            window.wait_focus("Question about:")
            window.press("Escape")
        env = {**desktop.env, "EARSIGHT_HOME": str(home)}
        subprocess.run(
            [sys.executable, "-P", "-m", "app", "gui", "--do", "quit"], env=env, check=True, timeout=100
        )
        assert window.process.wait(PATIENCE) == 0


def test_a_tray_that_comes_later_gets_the_icon(desktop: "Desktop", home: Path) -> None:
    from Xlib import X, display
    from Xlib.protocol import event

    with desktop.window(home):
        connection = display.Display(desktop.env["DISPLAY"])
        try:
            root = connection.screen().root
            tray = root.create_window(0, 0, 64, 64, 0, X.CopyFromParent)
            named = connection.intern_atom
            # What a panel does (System Tray Protocol Specification, freedesktop.org).
            tray.set_selection_owner(named("_NET_SYSTEM_TRAY_S0"), X.CurrentTime)
            notice = event.ClientMessage(
                window=root,
                client_type=named("MANAGER"),
                data=(32, [X.CurrentTime, named("_NET_SYSTEM_TRAY_S0"), tray.id, 0, 0]),
            )
            root.send_event(notice, event_mask=X.StructureNotifyMask)
            connection.sync()
            end = time.monotonic() + 15
            docked = 0
            while not docked and time.monotonic() < end:
                time.sleep(0.02)
                for _ in range(connection.pending_events()):
                    came = connection.next_event()
                    if came.type == X.ClientMessage and came.client_type == named("_NET_SYSTEM_TRAY_OPCODE"):
                        _time, _dock, docked, *_ = came.data[1]
            assert docked, "the icon's window asks to be taken in"
            icon = connection.create_resource_object("window", docked)
            assert icon.get_wm_class() is not None
        finally:
            connection.close()


def test_a_menu_starts_it_without_a_terminal(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    user = tmp_path / "m\u00fc 100% $x"
    user.mkdir()
    env = {key: value for key, value in desktop.env.items() if not key.startswith("XDG_DATA")}
    env |= {"EARSIGHT_HOME": str(home), "HOME": str(user)}
    script = str(ROOT / "packaging" / "desktop_entry.py")
    subprocess.run([sys.executable, script, "install", "no"], env=env, check=True, timeout=100)
    try:
        known = subprocess.run(
            ["gio", "mime", "image/png"], env=env, capture_output=True, text=True, timeout=100
        )
        assert "earsight.desktop" in known.stdout
        entry = user / ".local" / "share" / "applications" / "earsight.desktop"
        started = ["gio", "launch", str(entry), str(CAT)]
        # What a menu starts has no terminal.
        with subprocess.Popen(started, env=env, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            end = time.monotonic() + PATIENCE
            shown = ["xdotool", "search", "--onlyvisible", "--name", "Earsight"]
            while not tool(desktop, *shown) and time.monotonic() < end:
                time.sleep(0.1)
            assert tool(desktop, *shown), "the window"
            launcher = [str(user / ".local" / "bin" / "earsight"), "gui", "--do", "quit"]
            subprocess.run(launcher, env=env, check=True, timeout=100)
            process.communicate(timeout=100)
    finally:
        subprocess.run([sys.executable, script, "remove"], env=env, check=True, timeout=100)
    assert [path for path in user.rglob("*earsight*") if path.is_file()] == []
