import sys
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from app.machine import power
from app.machine.power import Quiet, idle_seconds, load, on_mains


def never() -> float:
    raise AssertionError("nobody should ask")


@pytest.mark.parametrize(
    ("mains", "idle", "busy", "may"),
    [
        (True, 60.0, never, True),
        (True, 59.9, never, False),
        (True, 0.0, never, False),
        (False, 3600.0, never, False),
        (True, None, lambda: 0.69, True),
        (True, None, lambda: 0.7, False),
        (False, None, lambda: 0.0, False),
    ],
)
def test_it_may_run_when_the_user_is_away_and_there_is_mains_power(
    mains: bool, idle: float | None, busy: Callable[[], float], may: bool
) -> None:
    assert Quiet(lambda: mains, lambda: idle, busy)() is may


def test_how_long_the_user_must_be_away_can_be_said() -> None:
    assert Quiet(lambda: True, lambda: 5.0, never, min_idle=5.0)()
    assert not Quiet(lambda: True, lambda: 5.0, never, min_idle=6.0)()


@pytest.mark.parametrize(
    ("battery", "mains"),
    [
        (None, True),
        (SimpleNamespace(power_plugged=True), True),
        (SimpleNamespace(power_plugged=False), False),
        (SimpleNamespace(power_plugged=None), True),
    ],
)
def test_mains_power_is_what_the_battery_says(
    battery: SimpleNamespace | None, mains: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("psutil.sensors_battery", lambda: battery)
    assert on_mains() is mains


def test_this_machine_answers() -> None:
    assert on_mains() in (True, False)
    assert load() >= 0
    assert Quiet()() in (True, False)


def test_macos_is_asked_for_any_input_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def since(state: int, event: int) -> float:
        asked.append((state, event))
        return 12.5

    monkeypatch.setattr(power.sys, "platform", "darwin")
    monkeypatch.setitem(sys.modules, "Quartz", SimpleNamespace(CGEventSourceSecondsSinceLastEventType=since))
    assert idle_seconds() == 12.5
    assert asked == [(0, 0xFFFFFFFF)]


@pytest.mark.skipif(sys.platform != "linux", reason="macOS always knows")
@pytest.mark.parametrize(
    "screen", [{}, {"DISPLAY": ":4242"}, {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}]
)
def test_nobody_knows_without_an_x_server(screen: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    for name, value in screen.items():
        monkeypatch.setenv(name, value)
    assert idle_seconds() is None


@pytest.mark.skipif(sys.platform != "linux", reason="macOS needs no such library")
def test_nobody_knows_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr(power, "_SAVER", "libthere-is-none.so.1")
    assert idle_seconds() is None
