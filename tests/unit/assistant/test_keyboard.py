"""Outcomes of keys become sounds, words and commands."""

from collections.abc import Callable
from typing import Any

import pytest

from app.assistant.keyboard import Keyboard
from app.desktop.keys.leader import Happened, KeyOutcome


class KeyboardDesk:
    """Notes everything, in the order in which it happens."""

    windows_are_read = False

    def __init__(self) -> None:
        self.log: list[str] = []
        self.later: list[Callable[[], None]] = []
        self.speaking = False

    def play(self, name: str) -> None:
        self.log.append(f"sound {name}")

    def say(self, text: str, *, interrupt: bool = False) -> None:
        self.log.append(f"{'!' if interrupt else ''}say {text}")

    def do(self, command: str) -> None:
        self.log.append(f"do {command}")

    def hush(self) -> None:
        self.log.append("hush")

    def repeat(self, text: str = "") -> bool:
        self.say(text)
        return bool(text)

    def announce(self, text: str) -> None:
        self.log.append(f"announce {text}")

    def confirm(self, text: str) -> None:
        self.log.append(f"confirm {text}")

    def warm(self) -> None:
        self.log.append("warm")

    def run_later(self) -> None:
        while self.later:
            self.later.pop(0)()


@pytest.fixture
def desk() -> KeyboardDesk:
    return KeyboardDesk()


@pytest.fixture
def keyboard(qapp: Any, desk: KeyboardDesk) -> Keyboard:
    return Keyboard(desk, desk, desk, desk.later.append, desk.warm)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcome", "log"),
    [
        (KeyOutcome(Happened.ARMED), ["sound armed", "|", "warm"]),
        (KeyOutcome(Happened.DO, "screen"), ["|", "do screen"]),
        (
            KeyOutcome(Happened.UNKNOWN, words="No command on K."),
            ["sound failed", "|", "!say No command on K."],
        ),
        (KeyOutcome(Happened.CANCELLED), ["sound cancelled", "|"]),
        (KeyOutcome(Happened.TIMED_OUT), ["sound cancelled", "|"]),
        (KeyOutcome(Happened.HELP_ON, words="Keyboard help."), ["|", "!say Keyboard help."]),
        (KeyOutcome(Happened.HELP_KEY, "screen", "D: Describes."), ["|", "!say D: Describes."]),
    ],
)
def test_sounds_come_at_once_and_the_rest_on_the_main_thread(
    desk: KeyboardDesk, keyboard: Keyboard, outcome: KeyOutcome, log: list[str]
) -> None:
    keyboard.told(outcome)
    desk.log.append("|")
    desk.run_later()
    assert desk.log == log


def test_trouble_is_said(desk: KeyboardDesk, keyboard: Keyboard) -> None:
    keyboard.trouble("Another program owns these keys.")
    assert desk.log == []
    desk.run_later()
    assert desk.log == ["say Another program owns these keys."]


def test_who_practises_hears_of_the_leader(desk: KeyboardDesk, keyboard: Keyboard) -> None:
    pressed: list[bool] = []
    keyboard.leader_pressed.connect(lambda: pressed.append(True))
    keyboard.told(KeyOutcome(Happened.ARMED))
    desk.run_later()
    assert pressed == [True]
