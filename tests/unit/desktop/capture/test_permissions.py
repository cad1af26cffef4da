import subprocess
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from app.desktop.capture import permissions
from app.errors import AppError


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """As macOS is with an app: whether it may see, what was asked, what was opened."""
    state = SimpleNamespace(sees=False, asked=0, opened=[], opens=True)

    def ask() -> bool:
        state.asked += 1
        return bool(state.sees)

    def run(command: Sequence[str], **_options: Any) -> None:
        if not state.opens:
            raise subprocess.CalledProcessError(1, command)
        state.opened.append(command)

    quartz = SimpleNamespace(
        CGPreflightScreenCaptureAccess=lambda: state.sees, CGRequestScreenCaptureAccess=ask
    )
    monkeypatch.setattr(permissions, "import_module", lambda name: {"Quartz": quartz}[name])
    monkeypatch.setattr(permissions.subprocess, "run", run)
    return state


def test_where_nobody_asks_the_screen_may_be_seen(mac: SimpleNamespace) -> None:
    assert not permissions.needs_screen_permission("linux")
    assert permissions.may_see_screen("linux")
    permissions.ask_for_screen("linux")
    assert (mac.asked, mac.opened) == (0, [])


@pytest.mark.parametrize("sees", [True, False])
def test_a_mac_is_asked_whether(mac: SimpleNamespace, sees: bool) -> None:
    mac.sees = sees
    assert permissions.needs_screen_permission("darwin")
    assert permissions.may_see_screen("darwin") is sees
    assert (mac.asked, mac.opened) == (0, [])


def test_asking_registers_the_app_and_opens_the_right_page(mac: SimpleNamespace) -> None:
    permissions.ask_for_screen("darwin")
    assert mac.asked == 1
    assert [command[0] for command in mac.opened] == ["/usr/bin/open"]
    assert mac.opened[0][1].endswith("?Privacy_ScreenCapture")


def test_where_the_settings_do_not_open_it_says_where_they_are(mac: SimpleNamespace) -> None:
    mac.opens = False
    with pytest.raises(AppError, match="Screen and System Audio Recording"):
        permissions.ask_for_screen("darwin")
