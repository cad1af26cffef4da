from pathlib import Path

import pytest

from app.desktop.capture import clipboard
from app.desktop.capture.clipboard import clipboard_picture, display_name
from app.errors import AppError


def test_without_a_display_it_is_said_in_words() -> None:
    with pytest.raises(AppError, match="no clipboard here") as problem:
        clipboard_picture({"PATH": "/usr/bin:/bin"})
    assert problem.value.hint
    assert display_name({"PATH": "/usr/bin:/bin"}) == ""


def test_a_display_that_does_not_answer_ends_no_process_of_ours() -> None:
    environment = {"PATH": "/usr/bin:/bin", "DISPLAY": ":4711", "HOME": "/nonexistent"}
    assert display_name(environment) == ""


def test_an_empty_clipboard_is_said_in_words() -> None:
    environment = {"PATH": "/usr/bin:/bin", "QT_QPA_PLATFORM": "offscreen", "HOME": "/nonexistent"}
    with pytest.raises(AppError, match="no picture on the clipboard"):
        clipboard_picture(environment)
    assert display_name(environment) == "offscreen"


@pytest.mark.parametrize(
    ("answer", "found"),
    [(b"image\n\x89PNG", b"\x89PNG"), (b"file\n/home/a b.png", Path("/home/a b.png"))],
)
def test_what_the_clipboard_process_says_is_understood(
    monkeypatch: pytest.MonkeyPatch, answer: bytes, found: bytes | Path
) -> None:
    monkeypatch.setattr(clipboard, "_ask", lambda arguments, environment: answer)
    assert clipboard_picture() == found
