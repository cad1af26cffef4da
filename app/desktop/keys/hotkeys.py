"""Keys that work everywhere: what a system must offer for them, and what the app makes of that."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from threading import Lock
from typing import Protocol

from app.desktop.keys.chords import Chord
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.leader import Happened, KeyOutcome, Leader


@dataclass(frozen=True)
class Stroke:
    """A key as it was pressed while all keys are ours.

    Attributes:
        key: Its name, see :data:`app.desktop.keys.chords.KEYS`; "" for a key without one.
        modifiers: Held with it: some of "cmd", "ctrl", "alt" and "shift".
        text: What it writes; "" for a key that writes nothing.
        repeated: Whether it was held down, and not pressed anew.
    """

    key: str
    modifiers: frozenset[str] = frozenset()
    text: str = ""
    repeated: bool = False


class Ended(Enum):
    """Why the keyboard went back to the other programs.

    REFUSED: another program holds it. IDLE: no key came for long. FOREIGN: a key that belongs to others.
    FRONT: another window came to the front, or covers the screen. LOST: the display is gone.
    """

    REFUSED = auto()
    IDLE = auto()
    FOREIGN = auto()
    FRONT = auto()
    LOST = auto()


@dataclass(frozen=True)
class Taker:
    """Who gets all keys for a while. What it is told, it is told on the keyboard's thread.

    Attributes:
        wants: Whether a key is one of its own; any other gives the keyboard back.
        stroke: Takes a key.
        ended: Told once that the keyboard went back without having been asked to.
    """

    wants: Callable[[Stroke], bool]
    stroke: Callable[[Stroke], None]
    ended: Callable[[Ended], None]


class Hotkeys(Protocol):
    """The keyboard of a system. All methods may be called from the main thread."""

    def start(self, listener: "GlobalKeys") -> None:
        """Begin.

        Args:
            listener: Told of keys, on a thread of the keyboard's own; its calls return quickly.

        Raises:
            AppError: There is no such keyboard here.
        """

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """Take the leader and all chords of ``keymap``, and let go of all others.

        Returns:
            What could not be taken, in sentences to be spoken.
        """

    def arm(self, seconds: float, *, many: bool = False) -> None:
        """Take the whole keyboard, so that the next key is ours alone.

        The leader does this by itself, sooner than anybody could ask for it.

        Args:
            seconds: How long at most, after the latest key.
            many: Keep it after a key, until :meth:`disarm`.
        """

    def disarm(self) -> None:
        """Give the keyboard back."""

    def take(self, taker: Taker) -> bool:
        """Take the whole keyboard until :meth:`release`, or until the taker is told of an end.

        Escape gives it back in any case, a moment later, unless :meth:`hold` comes.

        Returns:
            Whether that can be done here.
        """

    def hold(self) -> None:
        """The taker goes on: Escape was for something of its own."""

    def release(self) -> None:
        """Give back what :meth:`take` took; nothing more is told."""

    def stop(self) -> None:
        """Give everything back and end. May be called twice."""


class GlobalKeys:
    """The leader, the key after it and the chords, from a keyboard to commands.

    Args:
        hotkeys: The system's keyboard.
        keymap: Which key does what.
        tell: Called with every outcome but NOTHING, on the keyboard's thread.
        problem: Called with words to be spoken, likewise.
        now: Seconds of a clock that never goes back.
    """

    def __init__(
        self,
        hotkeys: Hotkeys,
        keymap: KeyMap,
        tell: Callable[[KeyOutcome], None],
        problem: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hotkeys = hotkeys
        self._keymap = keymap
        self._tell = tell
        self._problem = problem
        self._now = now
        self._lock = Lock()
        self._leader = Leader(keymap, now)

    def start(self) -> tuple[str, ...]:
        """Take the keys.

        Returns:
            What does not work, in sentences to be spoken.

        Raises:
            AppError: No keys work here at all; the hint says what to do instead.
        """
        self._hotkeys.start(self)
        return self._keymap.problems + self._hotkeys.bind(self._keymap)

    def remap(self, keymap: KeyMap) -> tuple[str, ...]:
        """Use other keys from now on; returns problems like :meth:`start`."""
        self._hotkeys.disarm()
        with self._lock:
            self._keymap = keymap
            self._leader = Leader(keymap, self._now)
        return keymap.problems + self._hotkeys.bind(keymap)

    def take(self, taker: Taker) -> bool:
        """See :meth:`Hotkeys.take`; the leader and chords of commands work meanwhile."""
        return self._hotkeys.take(taker)

    def hold(self) -> None:
        """See :meth:`Hotkeys.hold`."""
        self._hotkeys.hold()

    def release(self) -> None:
        """See :meth:`Hotkeys.release`."""
        self._hotkeys.release()

    def keyboard_help(self) -> None:
        """Explain keys until Escape; the outcome is told like that of a key."""
        self._act(lambda leader: leader.keyboard_help())

    def stop(self) -> None:
        """Give all keys back."""
        self._hotkeys.stop()

    def chord(self, chord: Chord) -> None:
        """A grabbed chord was pressed. This and what follows is for the keyboard, on its thread."""
        keymap = self._keymap
        if chord == keymap.leader:
            self._act(lambda leader: leader.leader())
        elif chord in keymap.chords:
            self._act(lambda leader: leader.direct(keymap.chords[chord]))

    def command(self, name: str) -> None:
        """The desktop asked for a command by its name."""
        self._act(lambda leader: leader.direct(name))

    def key(self, key: str) -> None:
        """A key came while armed; "" is one without a name."""
        self._act(lambda leader: leader.key(key))

    def expired(self) -> None:
        """The keyboard went back to the other programs, as no key came."""
        self._act(lambda leader: leader.give_up())

    def problem(self, words: str) -> None:
        """Something does not work, in words to be spoken."""
        self._problem(words)

    def _act(self, step: Callable[[Leader], KeyOutcome]) -> None:
        with self._lock:
            outcome = step(self._leader)
            until = self._leader.deadline
            helping = self._leader.helping
        if outcome.happened is Happened.NOTHING:
            return
        if helping and until is not None:
            self._hotkeys.arm(until - self._now(), many=True)
        elif outcome.happened in (Happened.HELP_OFF, Happened.TIMED_OUT):
            self._hotkeys.disarm()
        self._tell(outcome)
