import pytest
from macos.machine import Mac
from macos.tools import Tools

from app.desktop.capture import permissions
from app.errors import AppError

OPEN = "/usr/bin/open"


class Screen:
    """Whether the screen may be seen, and how often the system was asked for it."""

    def __init__(self, mac: Mac) -> None:
        self.sees = False
        self.asked = 0
        mac.framework(
            "Quartz",
            {"CGPreflightScreenCaptureAccess": lambda: self.sees, "CGRequestScreenCaptureAccess": self._ask},
        )

    def _ask(self) -> bool:
        self.asked += 1
        return self.sees


@pytest.fixture
def screen(mac: Mac) -> Screen:
    return Screen(mac)


def test_where_nobody_asks_the_screen_may_be_seen(screen: Screen, mac: Mac) -> None:
    assert not permissions.needs_screen_permission("linux")
    assert permissions.may_see_screen("linux")
    permissions.ask_for_screen("linux")
    assert mac.calls == []


@pytest.mark.parametrize("sees", [True, False])
def test_a_mac_is_asked_whether(screen: Screen, sees: bool) -> None:
    screen.sees = sees
    assert permissions.needs_screen_permission("darwin")
    assert permissions.may_see_screen("darwin") is sees
    assert screen.asked == 0


def test_asking_registers_the_app_and_opens_the_right_page(screen: Screen, mac_tools: Tools) -> None:
    mac_tools.put(OPEN)
    permissions.ask_for_screen("darwin")
    assert screen.asked == 1
    (start,) = mac_tools.started(OPEN)
    assert start.arguments == [
        "x-apple.systempreferences:com.apple.preference.security?Privacy_ScreenCapture"
    ]


@pytest.mark.parametrize("there", [True, False])
def test_where_the_settings_do_not_open_it_says_where_they_are(
    screen: Screen, mac_tools: Tools, there: bool
) -> None:
    if there:
        mac_tools.put(OPEN, code=1, error="The application cannot be opened.")
    with pytest.raises(AppError, match="Screen and System Audio Recording"):
        permissions.ask_for_screen("darwin")
