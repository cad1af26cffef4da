"""Pictures of a real X server's screen, and the files that are selected in a real file manager."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from waiting import PATIENCE, until

from app.desktop.capture.screens import Area
from app.desktop.capture.x11 import X11Screens
from app.desktop.session.selected_file import SECRET, SelectedFiles
from app.desktop.session.x11_clipboard import X11Clipboard
from app.errors import AppError
from app.shot import ScreenPart, Shot

if TYPE_CHECKING:
    from conftest import Desktop

ROOT = Path(__file__).resolve().parents[2]
TITLE = "Shopping list"
TEXT = "Buy milk and bread on Saturday"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="uses an X server")


@contextmanager
def running(command: list[str], env: dict[str, str], **more: Any) -> Iterator["subprocess.Popen[str]"]:
    """A process that ends with the block."""
    process = subprocess.Popen(command, env=env, text=True, **more)
    try:
        yield process
    finally:
        process.kill()
        process.wait(PATIENCE)


def tool(env: Mapping[str, str], *command: str) -> str:
    done = subprocess.run(command, env=dict(env), capture_output=True, text=True, timeout=100)
    return done.stdout.strip()


@pytest.fixture
def screens(desktop: "Desktop") -> Iterator[X11Screens]:
    screens = X11Screens(desktop.env["DISPLAY"])
    yield screens
    screens.close()


@contextmanager
def terminal(desktop: "Desktop", *options: str, title: str = TITLE, shell: str = "") -> Iterator[str]:
    """A terminal in front; its window's number."""
    shell = shell or f"echo {TEXT}; exec sleep 100"
    font = ["-fa", "Monospace", "-fs", "14"]
    geometry = [] if "-geometry" in options else ["-geometry", "50x10+40+60"]
    command = ["xterm", *font, *geometry, *options, "-T", title, "-e", "sh", "-c", shell]
    with running(command, desktop.env):
        ident = in_front(desktop, title)
        yield ident
    # The next one has the same title, and may get the same number.
    until(lambda: not tool(desktop.env, "xdotool", "getwindowname", ident), "it gone")


def in_front(desktop: "Desktop", title: str) -> str:
    """The window of that title, as soon as it has the keyboard."""

    def look() -> str:
        ident = tool(desktop.env, "xdotool", "getactivewindow")
        named = ident and tool(desktop.env, "xdotool", "getwindowname", ident) == title
        shown = tool(desktop.env, "xdotool", "search", "--onlyvisible", "--name", ".").split()
        seen = named and ident in shown
        return ident if seen else ""

    return until(look, f"{title} in front")


def area(shot: Shot) -> Area:
    return Area(shot.left, shot.top, shot.pixels.shape[1], shot.pixels.shape[0])


def picture_of(desktop: "Desktop", path: Path) -> Any:
    """The whole screen as ImageMagick has it, (height, width, 3)."""
    from PIL import Image

    tool(desktop.env, "import", "-window", "root", str(path))
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_the_window_in_front_is_taken_as_it_is(
    desktop: "Desktop", screens: X11Screens, tmp_path: Path
) -> None:
    # Red behind green letters: colours in the wrong order would show.
    with terminal(desktop, "-bg", "#c02010", "-fg", "#20e040"):

        def settled() -> Shot | None:
            shot = screens.window()
            same = np.array_equal(shot.pixels, picture_of(desktop, tmp_path / "root.png")[rows(shot)])
            return shot if same and (shot.pixels == (0x20, 0xE0, 0x40)).all(axis=2).any() else None

        shot = until(settled, "the same pixels as ImageMagick's")
        assert (shot.place, shot.app, shot.window) == (ScreenPart.WINDOW, "XTerm", TITLE)
        assert shot.taken.tzinfo is not None
        front = screens.front()
        assert front is not None
        assert (front.app, front.title, front.kind, front.area) == ("XTerm", TITLE, "XTerm", area(shot))
        assert Path(f"/proc/{front.pid}/comm").read_text().strip() == "xterm"


def rows(shot: Shot) -> tuple[slice, slice]:
    where = area(shot)
    return (slice(where.top, where.top + where.height), slice(where.left, where.left + where.width))


def test_what_covers_the_window_is_on_its_picture(desktop: "Desktop", screens: X11Screens) -> None:
    from Xlib import X
    from Xlib.display import Display

    with terminal(desktop, "-bg", "white"):
        other = Display(desktop.env["DISPLAY"])
        popup = other.screen().root.create_window(
            100, 120, 60, 40, 0, X.CopyFromParent, background_pixel=0x3050F0, override_redirect=True
        )
        popup.map()
        other.sync()
        where = screens.window()
        found = where.pixels[120 - where.top, 100 - where.left]
        assert tuple(found) == (0x30, 0x50, 0xF0)
        other.close()


def test_it_tells_which_other_windows_can_be_seen(desktop: "Desktop", screens: X11Screens) -> None:
    with (
        terminal(desktop, "-geometry", "50x10+40+60", title="under"),
        terminal(desktop, "-geometry", "30x5+400+300", title="beside"),
        terminal(desktop, "-geometry", "60x14+20+20", title="over") as front,
    ):
        assert screens.screen().beside == (("XTerm", "beside"),)
        assert screens.window().beside == ()
        assert screens.region(0, 0, 100, 100).beside == ()
        tool(desktop.env, "xdotool", "windowmove", "--sync", front, "300", "400")
        until(lambda: ("XTerm", "under") in screens.screen().beside, "what was covered")
        tool(desktop.env, "xdotool", "search", "--name", "under", "windowminimize", "--sync")
        until(lambda: ("XTerm", "under") not in screens.screen().beside, "it is gone")


def test_windows_past_the_window_manager_are_told_too(desktop: "Desktop", screens: X11Screens) -> None:
    from Xlib import X
    from Xlib.display import Display

    with terminal(desktop, "-bg", "white"):
        other = Display(desktop.env["DISPLAY"])
        root = other.screen().root
        prompt = root.create_window(300, 300, 60, 40, 0, X.CopyFromParent, override_redirect=True)
        prompt.set_wm_class("pinentry", "Pinentry")
        nobodys = root.create_window(0, 0, 1280, 1024, 0, X.CopyFromParent, override_redirect=True)
        prompt.map()
        nobodys.map()
        other.sync()
        assert screens.screen().beside == (("Pinentry", ""),)
        assert screens.region(0, 0, 200, 200).beside == ()
        other.close()


def test_a_window_that_is_half_off_the_screen_is_cut(desktop: "Desktop", screens: X11Screens) -> None:
    with terminal(desktop) as ident:
        tool(desktop.env, "xdotool", "windowmove", ident, "1100", "900")

        def cut() -> Shot | None:
            shot = screens.window()
            return shot if shot.left > 1000 and area(shot).left + area(shot).width == 1280 else None

        shot = until(cut, "the window at the edge")
        assert area(shot).top + area(shot).height == 1024
        front = screens.front()
        assert front is not None
        assert front.area.width > area(shot).width


def test_titles_of_every_script_on_one_line(desktop: "Desktop", screens: X11Screens) -> None:
    with terminal(desktop) as ident:
        for title in ("Größe \u2013 日本語", "two\nlines\x07", "x" * 5000):
            tool(desktop.env, "xdotool", "set_window", "--name", title, ident)
            wanted = " ".join(title.replace("\x07", " ").split())[:300]
            until(lambda wanted=wanted: screens.window().window == wanted, "the title")


def test_without_a_window_in_front_it_says_so(desktop: "Desktop", screens: X11Screens) -> None:
    until(lambda: screens.front() is None, "nothing in front")
    with pytest.raises(AppError, match="There is no window in front"):
        screens.window()
    shot = screens.screen()
    assert (shot.app, shot.window, shot.place) == ("", "", ScreenPart.SCREEN)


def test_regions_are_cut_to_the_desktop(desktop: "Desktop", screens: X11Screens) -> None:
    whole = Area(0, 0, 1280, 1024)
    for wanted in (Area(10, 20, 30, 40), Area(-5, -5, 10, 10), Area(1270, 1000, 500, 500), whole):
        shot = screens.region(wanted.left, wanted.top, wanted.width, wanted.height)
        assert area(shot) == wanted.within(whole)
        assert shot.place is ScreenPart.REGION
    for off in (Area(1280, 0, 5, 5), Area(-9, 0, 9, 9), Area(5, 5, 0, 5), Area(10**6, 10**6, 1, 1)):
        with pytest.raises(AppError, match="not on the screen"):
            screens.region(off.left, off.top, off.width, off.height)


def test_of_two_monitors_the_one_under_the_pointer(desktop: "Desktop", screens: X11Screens) -> None:
    from Xlib.display import Display
    from Xlib.ext import randr
    from Xlib.protocol import rq

    display = Display(desktop.env["DISPLAY"])
    root = display.screen().root

    def monitor(name: str, left: int, width: int) -> None:
        # python-xlib's own request cannot be written.
        class SetMonitor(rq.Request):
            _request = rq.Struct(
                rq.Card8("opcode"),
                rq.Opcode(43),
                rq.RequestLength(),
                rq.Window("window"),
                rq.Card32("name"),
                rq.Bool("primary"),
                rq.Bool("automatic"),
                rq.Card16("outputs"),
                *(rq.Int16(side) for side in ("x", "y")),
                *(rq.Card16(side) for side in ("width", "height")),
                *(rq.Card32(side) for side in ("width_mm", "height_mm")),
            )

        where = {"x": left, "y": 0, "width": width, "height": 1024, "width_mm": 300, "height_mm": 200}
        about = {"name": display.intern_atom(name), "primary": False, "automatic": False, "outputs": 0}
        opcode = display.display.get_extension_major(randr.extname)
        SetMonitor(display=display.display, opcode=opcode, window=root, **about, **where)
        display.sync()

    try:
        monitor("LEFT", 0, 800)
        monitor("RIGHT", 800, 480)
        for x, wanted in ((100, Area(0, 0, 800, 1024)), (1000, Area(800, 0, 480, 1024))):
            tool(desktop.env, "xdotool", "mousemove", str(x), "500")
            assert area(screens.screen()) == wanted
    finally:
        for name in ("LEFT", "RIGHT"):
            randr.delete_monitor(root, display.intern_atom(name))
        display.sync()
        display.close()


@pytest.mark.parametrize("depth", [8, 16])
def test_other_depths_are_refused_in_words(depth: int) -> None:
    with server("-screen", "0", f"320x200x{depth}") as (_process, name):
        screens = X11Screens(name)
        with pytest.raises(AppError, match="I cannot read the colours of this screen"):
            screens.screen()
        screens.close()


@contextmanager
def server(*options: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """An X server of its own, and its name."""
    ours, theirs = os.pipe()
    # Without -noreset it begins anew when its only client goes, and turns the next one away meanwhile.
    command = ["Xvfb", "-displayfd", str(theirs), "-nolisten", "tcp", "-noreset", *options]
    with running(command, dict(os.environ), pass_fds=[theirs], stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        with os.fdopen(ours) as said:
            yield process, ":" + said.readline().strip()


def test_a_server_that_goes_is_told_in_words_and_the_next_one_is_used() -> None:
    files = len(os.listdir("/proc/self/fd"))
    with server("-screen", "0", "1920x1080x24") as (process, name):
        screens = X11Screens(name)
        problems: list[BaseException] = []
        taken = threading.Event()

        def take_on() -> None:
            try:
                while True:
                    screens.screen()
                    taken.set()
            except BaseException as problem:
                problems.append(problem)

        thread = threading.Thread(target=take_on)
        thread.start()
        assert taken.wait(PATIENCE)
        process.kill()
        thread.join(PATIENCE)
    assert [str(problem)[:24] for problem in problems] == ["There is no screen here "]
    assert isinstance(problems[0], AppError)
    with server(name, "-screen", "0", "640x480x24") as (_process, second):
        assert second == name
        assert screens.screen().pixels.shape == (480, 640, 3)
        screens.close()
    assert len(os.listdir("/proc/self/fd")) == files


def clipboard_of(desktop: "Desktop", kind: str, data: bytes, tmp_path: Path) -> None:
    """Have xclip, which stays in the background, hold this."""
    path = tmp_path / "held"
    path.write_bytes(data)
    command = ["xclip", "-selection", "clipboard", "-t", kind, "-i", str(path)]
    subprocess.run(command, env=desktop.env, check=True, timeout=100, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("size", [1, 100_000, 6_000_000])
def test_a_clipboard_is_read_whole_however_large(desktop: "Desktop", tmp_path: Path, size: int) -> None:
    data = np.random.default_rng(7).bytes(size)
    clipboard_of(desktop, "image/png", data, tmp_path)
    clipboard = X11Clipboard(desktop.env["DISPLAY"])
    try:
        for _again in range(2):
            assert clipboard.read(("UTF8_STRING", "image/png")) == {"image/png": data}
    finally:
        clipboard.close()


def selected(desktop: "Desktop", screens: X11Screens, given: list[Mapping[str, bytes]]) -> SelectedFiles:
    return SelectedFiles(desktop.env["DISPLAY"], screens.front, given.append)


def test_the_files_selected_in_the_file_manager_and_the_clipboard_is_given_back(
    desktop: "Desktop", screens: X11Screens, tmp_path: Path
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("my cat.jpg", "ärger.png"):
        (folder / name).write_bytes(b"x")
    given: list[Mapping[str, bytes]] = []
    ask = selected(desktop, screens, given)
    env = {**desktop.env, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running(["pcmanfm", str(folder)], env, **quiet):
        in_front(desktop, "pictures")
        clipboard_of(desktop, "UTF8_STRING", b"held before", tmp_path)

        def all_selected() -> list[Path]:
            tool(env, "xdotool", "key", "ctrl+a")
            try:
                return ask()
            except AppError:  # it lists its files a moment later
                return []

        found = until(all_selected, "the selected files")
        assert sorted(found) == sorted(folder.iterdir())
        assert given[0] == {"UTF8_STRING": b"held before"}
        # A password is not put back: its program could no longer take it away.
        clipboard_of(desktop, SECRET, b"secret", tmp_path)
        assert ask()
        assert given[-1] == {}
        # Now the file manager holds the clipboard itself, with just these files in it.
        assert sorted(ask()) == sorted(folder.iterdir())
        assert b"my%20cat.jpg" in given[-1]["text/uri-list"]


def test_without_a_selection_the_clipboard_stays(
    desktop: "Desktop", screens: X11Screens, tmp_path: Path
) -> None:
    given: list[Mapping[str, bytes]] = []
    env = {**desktop.env, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    (tmp_path / "empty").mkdir()
    with running(["pcmanfm", str(tmp_path / "empty")], env, **quiet):
        in_front(desktop, "empty")
        clipboard_of(desktop, "text/uri-list", b"file:///held/before.png\r\n", tmp_path)
        with pytest.raises(AppError, match="I find no selected file"):
            selected(desktop, screens, given)()
        held = tool(desktop.env, "xclip", "-selection", "clipboard", "-t", "text/uri-list", "-o")
        assert held == "file:///held/before.png"
        assert given == []


def test_in_a_terminal_no_key_is_pressed(desktop: "Desktop", screens: X11Screens, tmp_path: Path) -> None:
    went = tmp_path / "went"
    with terminal(desktop, shell=f"trap 'echo stopped > {went}; exit' INT; while true; do sleep 0.1; done"):
        given: list[Mapping[str, bytes]] = []
        with pytest.raises(AppError, match="I find no selected file"):
            selected(desktop, screens, given)()
        time.sleep(0.5)
        assert not went.exists()
        # The test would notice: the same keys, pressed by a user, do stop it.
        tool(desktop.env, "xdotool", "key", "ctrl+c")
        until(went.exists, "a stopped program")


@pytest.mark.slow
def test_the_verbs_take_the_window_and_name_it(desktop: "Desktop", tmp_path: Path) -> None:
    def earsight(*arguments: str) -> Callable[[], str]:
        env = {**desktop.env, "EARSIGHT_HOME": str(tmp_path)}
        command = [sys.executable, "-P", "-m", "app", *arguments]
        return lambda: subprocess.run(command, env=env, capture_output=True, text=True, timeout=120).stdout

    with terminal(desktop):
        said = (
            until(lambda: tool(desktop.env, "xdotool", "getactivewindow"), "a window")
            and earsight("describe", "--window")()
        )
        assert said.startswith("XTerm.\n")
        assert f'Window "{TITLE}".' in said
        assert TEXT in said
        told = json.loads(earsight("read", "--window", "--json")())
        assert [line["text"] for line in told["text"]] == [TEXT]
        facts = told["facts"]
        assert (facts["app"], facts["window"], facts["from"]) == ("XTerm", TITLE, "window")
    assert (
        "not on the screen"
        in subprocess.run(
            [sys.executable, "-P", "-m", "app", "describe", "--region", "9000,0,5,5"],
            env={**desktop.env, "EARSIGHT_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
        ).stderr
    )
