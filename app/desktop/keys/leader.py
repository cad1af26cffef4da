"""What the leader key and the key after it mean: a state machine without a clock, a keyboard or a sound."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QCoreApplication

from app.desktop.keys.chords import spoken_key
from app.desktop.keys.command_keys import Command, KeyMap

WAIT = 5.0
HELP_WAIT = 60.0


class Happened(Enum):
    """What came of a key.

    ARMED: the leader was pressed; a beep, and the next key is ours. DO: a command is to be done. UNKNOWN: a
    key without a command, to be told. CANCELLED: Escape where it has no command. TIMED_OUT: no key came; a
    soft sound. HELP_ON, HELP_KEY, HELP_OFF: keyboard help, where a key is explained and not done. NOTHING.
    """

    ARMED = auto()
    DO = auto()
    UNKNOWN = auto()
    CANCELLED = auto()
    TIMED_OUT = auto()
    HELP_ON = auto()
    HELP_KEY = auto()
    HELP_OFF = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class KeyOutcome:
    """What is to be done after a key.

    Attributes:
        happened: What it was.
        command: For DO, the command; for HELP_KEY, the one that was explained, or "".
        words: What is to be said, or "".
    """

    happened: Happened
    command: str = ""
    words: str = ""


NOTHING = KeyOutcome(Happened.NOTHING)


class Leader:
    """Waits for the leader, then for one key. Not thread-safe.

    Args:
        keymap: Which key does what.
        now: Seconds of a clock that never goes back.
        wait: Seconds that a key is waited for after the leader.
        help_wait: Seconds that keyboard help waits for another key.

    Attributes:
        deadline: When :meth:`tick` ends the waiting, by the clock; None while nothing is waited for.
        helping: Whether keys are explained instead of done.
    """

    def __init__(
        self,
        keymap: KeyMap,
        now: Callable[[], float],
        wait: float = WAIT,
        help_wait: float = HELP_WAIT,
    ) -> None:
        self._keymap = keymap
        self._now = now
        self._wait = wait
        self._help_wait = help_wait
        self.deadline: float | None = None
        self.helping = False

    @property
    def listening(self) -> bool:
        """Whether the next key is meant for the app."""
        return self.deadline is not None

    def leader(self) -> KeyOutcome:
        """The leader was pressed; a second time, it begins keyboard help."""
        late = self.tick()
        if self.helping:
            self.deadline = self._now() + self._help_wait
            return KeyOutcome(
                Happened.HELP_KEY,
                words=QCoreApplication.translate("GlobalKeys", "The leader key. Press it, then one key."),
            )
        if self.listening and late is NOTHING:
            return self.keyboard_help()
        self.deadline = self._now() + self._wait
        return KeyOutcome(Happened.ARMED)

    def key(self, key: str) -> KeyOutcome:
        """A key came that the app alone heard.

        Args:
            key: Its name, see :data:`app.desktop.keys.chords.KEYS`; "" for a key without one.
        """
        if not self.listening:
            return NOTHING
        late = self.tick()
        if late is not NOTHING:
            return late
        name = self._keymap.keys.get(key, "")
        if self.helping:
            return self._explain(key, name)
        self.deadline = None
        if name:
            return KeyOutcome(Happened.DO, name)
        if key == "Escape":
            return KeyOutcome(Happened.CANCELLED)
        return KeyOutcome(Happened.UNKNOWN, words=self._unknown(key))

    def direct(self, name: str) -> KeyOutcome:
        """A chord of a command's own was pressed, or its menu entry used."""
        self.tick()
        if self.helping:
            self.deadline = self._now() + self._help_wait
            one = self._keymap.command(name)
            return KeyOutcome(Happened.HELP_KEY, name, _explained(one))
        self.deadline = None
        return KeyOutcome(Happened.DO, name)

    def keyboard_help(self) -> KeyOutcome:
        """Begin keyboard help."""
        self.helping = True
        self.deadline = self._now() + self._help_wait
        return KeyOutcome(
            Happened.HELP_ON,
            words=QCoreApplication.translate(
                "GlobalKeys", "Keyboard help. Press a key to hear what it does. Escape ends it."
            ),
        )

    def tick(self) -> KeyOutcome:
        """End the waiting when its time is over; call it at :attr:`deadline`."""
        if self.deadline is None or self._now() < self.deadline:
            return NOTHING
        return self.give_up()

    def give_up(self) -> KeyOutcome:
        """End the waiting now, as when its time is over: the keyboard is not ours any more."""
        if self.deadline is None:
            return NOTHING
        self.deadline = None
        if self.helping:
            self.helping = False
            return KeyOutcome(
                Happened.HELP_OFF, words=QCoreApplication.translate("GlobalKeys", "Keyboard help has ended.")
            )
        return KeyOutcome(Happened.TIMED_OUT)

    def _explain(self, key: str, name: str) -> KeyOutcome:
        self.deadline = self._now() + self._help_wait
        if key == "Escape":
            return self.give_up()
        if not name:
            return KeyOutcome(
                Happened.HELP_KEY,
                words=QCoreApplication.translate("GlobalKeys", "{key} has no command.").format(
                    key=_said(key)
                ),
            )
        one = self._keymap.command(name)
        return KeyOutcome(Happened.HELP_KEY, name, f"{_said(key)}: {_explained(one)}")

    def _unknown(self, key: str) -> str:
        words = (
            QCoreApplication.translate("GlobalKeys", "No command on {key}.").format(key=spoken_key(key))
            if key
            else QCoreApplication.translate("GlobalKeys", "No command on this key.")
        )
        help_key = self._keymap.key_of("help")
        if not help_key:
            return words
        more = QCoreApplication.translate("GlobalKeys", "Press {key} for help.")
        return f"{words} {more.format(key=spoken_key(help_key))}"


def _said(key: str) -> str:
    return spoken_key(key) if key else QCoreApplication.translate("GlobalKeys", "This key")


def _explained(one: Command[Any]) -> str:
    title, help_ = (QCoreApplication.translate("GlobalKeys", text) for text in (one.title, one.help))
    return f"{title}. {help_}"
