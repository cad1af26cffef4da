"""Whether there is a display, asked in the quickest way."""

import subprocess
from typing import Any

import pytest
from macos.machine import Mac

from app.desktop.session.display import has_display


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """Each time that Qt was asked in a process of its own: with this environment."""
    asked: list[dict[str, str]] = []

    def run(command: list[str], *, env: dict[str, str], **_rest: Any) -> "subprocess.CompletedProcess[bytes]":
        asked.append(env)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("app.desktop.session.display.subprocess.run", run)
    return asked


@pytest.mark.parametrize("environment", [{}, {"QT_QPA_PLATFORM": "cocoa"}])
@pytest.mark.parametrize("session", [{"kCGSSessionOnConsoleKey": True}, {}, None])
def test_a_macs_window_server_is_asked_without_another_process(
    mac: Mac, asked: list[dict[str, str]], environment: dict[str, str], session: dict[str, Any] | None
) -> None:
    mac.framework("Quartz", {"CGSessionCopyCurrentDictionary": lambda: session})
    assert has_display(environment, "darwin") is (session is not None)
    assert mac.called("CGSessionCopyCurrentDictionary") == [()]
    assert asked == []


def test_what_draws_on_no_screen_asks_qt_on_a_mac_too(mac: Mac, asked: list[dict[str, str]]) -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen"}
    assert has_display(environment, "darwin")
    assert asked == [environment]


def test_qt_that_does_not_start_is_no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: Any, **_keywords: Any) -> None:
        raise OSError("no such program")

    monkeypatch.setattr("app.desktop.session.display.subprocess.run", fails)
    assert not has_display({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
