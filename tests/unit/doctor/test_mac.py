"""Doctor on a made Mac."""

import pytest
from macos.accessibility import Accessibility
from macos.desktop import Desktop
from macos.layouts import Layouts
from macos.machine import Mac
from macos.tools import Tools
from macos.voice_over import reader_that_is

from app.desktop.keys import mac as mac_keys
from app.doctor import mac as doctor
from app.doctor.check import CheckState
from app.doctor.doctor import Doctor

OSASCRIPT = "/usr/bin/osascript"


def test_only_a_mac_is_asked(mac: Mac) -> None:
    assert Doctor._mac() == []
    mac.is_here()
    assert Doctor._mac() == [doctor.screen, doctor.controls, doctor.keys, doctor.voice_over]


@pytest.mark.parametrize("allowed", [True, False])
def test_the_permission_is_told_with_the_name_that_macos_lists(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, allowed: bool
) -> None:
    monkeypatch.setenv("__CFBundleIdentifier", "com.apple.Terminal")
    Desktop(allowed=allowed).put_into(mac)
    found = doctor.screen()
    assert found.state is (CheckState.WORKS if allowed else CheckState.MISSING)
    assert "Terminal" in (found.says if allowed else found.hint)
    assert found.details == {"holder": "Terminal"}


@pytest.mark.parametrize("trusted", [True, False])
def test_whether_windows_tell_their_controls(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    monkeypatch.setenv("__CFBundleIdentifier", "com.apple.Terminal")
    Desktop().put_into(mac)
    programs = Accessibility()
    programs.trusted = trusted
    programs.put_into(mac)
    found = doctor.controls()
    assert found.state is (CheckState.WORKS if trusted else CheckState.LIMITED)
    assert ("turn Terminal on" in found.hint) is not trusted


@pytest.mark.parametrize(
    ("secure", "says"),
    [
        (None, "No program keeps the keyboard for itself."),
        ((7, "Terminal"), "Terminal keeps the keyboard for itself, so single keys would be typed there."),
        ((0, ""), "A program keeps the keyboard for itself, so single keys would be typed there."),
    ],
)
def test_who_keeps_the_keyboard_is_told(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, secure: tuple[int, str] | None, says: str
) -> None:
    layouts = Layouts(secure=secure)
    layouts.put_into(mac)
    monkeypatch.setattr(mac_keys, "MacLayout", layouts.made)
    found = doctor.keys()
    assert found.says == says
    assert found.state is (CheckState.WORKS if secure is None else CheckState.LIMITED)


def test_a_system_that_does_not_tell_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(_usual: object) -> None:
        raise AttributeError("IsSecureEventInputEnabled")

    monkeypatch.setattr(mac_keys, "MacLayout", lacks)
    assert doctor.keys().state is CheckState.LIMITED


def test_voice_over_that_is_off_is_explained(mac: Mac, mac_tools: Tools) -> None:
    reader_that_is(mac, on=False)
    found = doctor.voice_over()
    assert (found.state, found.says) == (CheckState.WORKS, "VoiceOver is off.")
    assert "Allow VoiceOver to be controlled with AppleScript" in found.hint
    assert mac_tools.started(OSASCRIPT) == []


@pytest.mark.parametrize("code", [0, 1])
def test_voice_over_is_told_a_word(mac: Mac, mac_tools: Tools, code: int) -> None:
    reader_that_is(mac, on=True)
    mac_tools.put(OSASCRIPT, code=code)
    found = doctor.voice_over()
    assert [one.said for one in mac_tools.started(OSASCRIPT)] == ["Earsight"]
    assert found.state is (CheckState.LIMITED if code else CheckState.WORKS)
    assert ("controlled with AppleScript" in found.hint) is bool(code)
