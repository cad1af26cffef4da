import subprocess
import sys
from pathlib import Path

import pytest
from macos.machine import Mac

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


def _waits(arguments: object, **_options: object) -> None:
    raise subprocess.TimeoutExpired("", 1)


@pytest.mark.parametrize(("platform", "hint"), [("darwin", "macOS may be asking"), ("linux", "Copy the")])
def test_a_clipboard_that_is_not_handed_over_is_said_to_be_so(
    monkeypatch: pytest.MonkeyPatch, platform: str, hint: str
) -> None:
    monkeypatch.setattr(clipboard, "may_read_clipboard", lambda: True)
    monkeypatch.setattr(subprocess, "run", _waits)
    monkeypatch.setattr(sys, "platform", platform)
    with pytest.raises(AppError, match="does not answer") as problem:
        clipboard_picture({"DISPLAY": ":4711"})
    assert problem.value.hint.startswith(hint)
    assert display_name({"DISPLAY": ":4711"}) == ""


def test_a_mac_whose_user_refuses_is_not_asked_for_the_picture(
    mac: Mac, monkeypatch: pytest.MonkeyPatch
) -> None:
    behaviour = [3]

    class NSPasteboard:
        @classmethod
        def generalPasteboard(cls) -> "NSPasteboard":
            return cls()

        def accessBehavior(self) -> int:
            return behaviour[0]

    class NSWorkspace:
        @classmethod
        def sharedWorkspace(cls) -> "NSWorkspace":
            return cls()

        def URLForApplicationWithBundleIdentifier_(self, bundle: str) -> None:
            return None

    mac.framework("AppKit", classes=(NSPasteboard, NSWorkspace))
    mac.is_here()
    monkeypatch.setenv("TERM_PROGRAM", "Apple_Terminal")
    monkeypatch.setattr(clipboard, "_ask", lambda arguments, environment: b"image\nPNG")
    with pytest.raises(AppError, match="does not let me read the clipboard") as problem:
        clipboard_picture()
    assert "allow Terminal" in problem.value.hint
    for behaviour[0] in (0, 1, 2):
        assert clipboard_picture() == b"PNG"


def test_an_older_mac_has_nothing_to_refuse(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    class NSPasteboard:
        @classmethod
        def generalPasteboard(cls) -> "NSPasteboard":
            return cls()

    mac.framework("AppKit", classes=(NSPasteboard,), lacks=("NSPasteboardAccessBehaviorAlwaysDeny",))
    mac.is_here()
    monkeypatch.setattr(clipboard, "_ask", lambda arguments, environment: b"image\nPNG")
    assert clipboard_picture() == b"PNG"
