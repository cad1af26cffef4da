from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
