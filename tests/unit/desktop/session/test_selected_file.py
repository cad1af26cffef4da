from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from macos.tools import Tools

from app.desktop.capture.screens import Area, FrontWindow
from app.desktop.session.selected_file import SelectedFiles, paths_of
from app.errors import AppError


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        (b"file:///a/b%20c.png\r\nfile:///d.jpg\r\n", ["/a/b c.png", "/d.jpg"]),
        (b"copy\nfile:///a.png\0", ["/a.png"]),
        (b"file://localhost/a.png", ["/a.png"]),
        (b"file://elsewhere/a.png", []),
        (b"https://example.org/a.png", []),
        (b"# a comment\nfile:///%C3%A4.png", ["/ä.png"]),
        (b"", []),
    ],
)
def test_local_files_of_a_list_of_addresses(data: bytes, paths: list[str]) -> None:
    assert paths_of(data) == [Path(path) for path in paths]


@given(st.binary(max_size=200))
def test_whatever_is_on_a_clipboard_is_no_reason_to_fail(data: bytes) -> None:
    assert all(path.is_absolute() for path in paths_of(data))


def window(kind: str) -> FrontWindow:
    return FrontWindow("Files", "pictures", 7, Area(0, 0, 640, 480), kind)


@pytest.mark.parametrize("display", ["", ":4711"])
def test_without_a_display_nothing_is_selected(display: str) -> None:
    with pytest.raises(AppError, match="I find no selected file"):
        SelectedFiles(display, lambda: window("Pcmanfm"), lambda _before: None, "linux")()


@pytest.mark.parametrize("front", [None, "XTerm", "firefox", ""])
def test_only_in_a_file_manager_are_keys_pressed(front: str | None) -> None:
    def never(_before: object) -> None:
        raise AssertionError("the clipboard was touched")

    found = None if front is None else window(front)
    with pytest.raises(AppError, match="I find no selected file"):
        SelectedFiles(":0", lambda: found, never, "linux")()


FINDER = "/usr/bin/osascript"


def selected_in_finder() -> list[Path]:
    return SelectedFiles("", lambda: None, lambda _before: None, "darwin")()


def test_finder_tells_what_is_selected(mac_tools: Tools) -> None:
    mac_tools.put(FINDER, answer="/Users/a/b c.png\n/Users/a/\u00e4.heic\n\n")
    assert selected_in_finder() == [Path("/Users/a/b c.png"), Path("/Users/a/\u00e4.heic")]
    (start,) = mac_tools.started(FINDER)
    assert start.script.startswith('tell application "Finder"\n')
    assert "get selection as alias list" in start.script
    assert start.script.endswith("end tell")


@pytest.mark.parametrize("answer", ["\n", "", "missing value\n"])
def test_nothing_may_be_selected_in_finder(mac_tools: Tools, answer: str) -> None:
    mac_tools.put(FINDER, answer=answer)
    with pytest.raises(AppError, match="I find no selected file"):
        selected_in_finder()


def test_a_finder_that_may_not_be_asked_says_where_that_is_allowed(mac_tools: Tools) -> None:
    mac_tools.put(FINDER, code=1, error="execution error: Not authorized to send Apple events. (-1743)")
    with pytest.raises(AppError, match="Privacy and Security, Automation"):
        selected_in_finder()


def test_a_finder_that_does_not_answer_may_wait_for_the_users_permission(mac_tools: Tools) -> None:
    mac_tools.put(FINDER)
    mac_tools.hang = {FINDER}
    selected = SelectedFiles("", lambda: None, lambda _before: None, "darwin")
    for _time in range(2):
        with pytest.raises(AppError, match=r"Finder does not answer\. macOS may be asking"):
            selected()
    assert mac_tools.patience == [30.0, 5.0]


def test_without_osascript_nothing_is_selected(mac_tools: Tools) -> None:
    with pytest.raises(AppError, match="I find no selected file"):
        selected_in_finder()
    assert mac_tools.started(FINDER) == []
