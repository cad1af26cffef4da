"""Global keys on X11: passive grabs, and for the key after the leader the whole keyboard.

The leader's grab is a synchronous one (X Protocol, GrabKey): the server holds all further keys back until the
keyboard is taken, so that none of them reaches another program however busy this process is.

One thread owns the connection. It takes the keyboard by itself as soon as the leader arrives, and gives it
back by itself when the time is over, so that a busy main thread neither loses a key to another program nor
keeps the keyboard.
"""

import logging
import os
import select
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from app.desktop.keys.chords import Chord
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import Ended, GlobalKeys, Stroke, Taker
from app.desktop.keys.leader import WAIT
from app.desktop.keys.x11_front import X11Front
from app.desktop.keys.x11_keyboard import X11Keyboard
from app.desktop.x11_display import open_display
from app.errors import AppError

_log = logging.getLogger(__name__)

# Layout changes come as many notices; the keyboard is read again when none came for so long.
SETTLE = 0.05
# A key that is held longer than this is not waited for: its repetitions may reach other programs then.
HELD = 2.0
# Who took all keys loses them when none came for so long, and so soon after Escape where nothing is done.
IDLE = 60.0
ESCAPED = 0.7


class X11Connection:
    """The connection to the X server. Everything here runs on its thread."""

    def __init__(self, name: str, listener: GlobalKeys) -> None:
        from Xlib import X, error

        self._x = X
        self._error = error
        try:
            self._display = open_display(name or os.environ.get("DISPLAY", ""))
        except OSError as problem:
            raise AppError(
                "There is no X display, so keys work only in the window.",
                "Start Earsight inside a desktop session.",
            ) from problem
        self._root: Any = self._display.screen().root
        self._front = X11Front(self._display)
        self._listener = listener
        self._keyboard = self._read_keyboard()
        self._grabbed: dict[Chord, list[tuple[int, int]]] = {}
        self._leader: Chord | None = None
        self._wanted: list[Chord] = []
        self._events: deque[Any] = deque()
        self._down: set[int] = set()
        self._armed: float | None = None
        self._held = False  # whether the keyboard is ours, a little longer than armed
        self._many = False
        self._last_key: int | None = None
        self._changed: float | None = None
        self._ended = False
        self._taker: Taker | None = None
        self._until: float | None = None

    def loop(self, wake: int, jobs: "deque[Callable[[X11Connection], None]]") -> None:
        """Serve until :meth:`end`.

        Raises:
            ConnectionClosedError, OSError: The server is gone.
        """
        while not self._ended:
            while jobs and not self._ended:
                jobs.popleft()(self)
            if self._fetch():
                self._handle(self._events.popleft())
                continue
            self._look_at_the_clock()
            # Sending may read events as well, which select would then not see.
            self._display.flush()
            if jobs or self._fetch():
                continue
            if self._held and self._armed is None and self._taker is None:
                self._let_go()
                continue
            due = [one for one in (self._armed, self._changed, self._until) if one is not None]
            wait = max(0.0, min(due) - time.monotonic()) if due else None
            readable, _, _ = select.select([self._display.fileno(), wake], [], [], wait)
            if wake in readable:
                os.read(wake, 4096)

    def end(self) -> None:
        """Leave the loop."""
        self._ended = True

    def lose(self) -> None:
        """Tell the taker that no keys come any more."""
        taker, self._taker = self._taker, None
        if taker is not None:
            self._tell(lambda: taker.ended(Ended.LOST))

    def close(self) -> None:
        """Close the connection; the server then lets go of everything."""
        with suppress(*lost()):
            self._display.close()
        # Left open by the library where the server was gone first.
        self._display.display.socket.close()

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        """See the protocol."""
        if keymap.leader != self._leader:
            for chord in (self._leader, keymap.leader):  # the leader is grabbed in another way
                if chord is not None:
                    self.release(chord)
        self._leader = keymap.leader
        wanted = self._wanted = [*([keymap.leader] if keymap.leader else []), *keymap.chords]
        for chord in [one for one in self._grabbed if one not in wanted]:
            self.release(chord)
        return tuple(words for words in map(self.grab, wanted) if words)

    def grab(self, chord: Chord) -> str | None:
        """See the protocol."""
        if chord in self._grabbed:
            return None
        codes = self._keyboard.keycodes(chord.key)
        if not codes:
            return f"This keyboard has no key for {chord.spoken('linux')}."
        mask = self._keyboard.mask(chord)
        pairs = [(code, mask | lock) for code in codes for lock in self._keyboard.lock_masks()]
        refused = self._error.CatchError(self._error.BadAccess)
        mode = self._x.GrabModeAsync
        keys = self._x.GrabModeSync if chord == self._leader else mode
        for code, state in pairs:
            self._root.grab_key(code, state, False, mode, keys, onerror=refused)
        self._display.sync()
        if refused.get_error() is not None:
            self._ungrab(pairs)
            return f"{chord.spoken('linux')} belongs to another program, so it does not work here."
        self._grabbed[chord] = pairs
        return None

    def release(self, chord: Chord) -> None:
        """See the protocol."""
        self._ungrab(self._grabbed.pop(chord, []))

    def arm(self, seconds: float, many: bool) -> None:
        """See the protocol."""
        self._many = many
        self._last_key = None
        if self._armed is None and not self._take():
            self._listener.problem("Another program holds the keyboard just now. Try again in a moment.")
            self._listener.expired()
            return
        self._armed = time.monotonic() + seconds

    def disarm(self) -> None:
        """See the protocol."""
        if self._armed is None:
            return
        if self._last_key is None and self._many and self._down:
            # The key that ended it is still down: its repetitions are nobody's.
            self._last_key = next(iter(self._down))
            self._armed = time.monotonic() + HELD
            return
        if self._last_key is None:
            self._give_back()

    def take(self, taker: Taker) -> None:
        """See the protocol."""
        if not self._take():
            self._tell(lambda: taker.ended(Ended.REFUSED))
            return
        self._taker = taker
        self._until = time.monotonic() + IDLE
        self._front.watch()

    def hold(self) -> None:
        """See the protocol."""
        if self._taker is not None:
            self._until = time.monotonic() + IDLE

    def release_keyboard(self) -> None:
        """See the protocol."""
        if self._taker is None:
            return
        self._taker = self._until = None
        self._front.rest()
        if self._armed is None:
            self._give_back()

    def _end_taking(self, why: Ended) -> None:
        taker = self._taker
        self.release_keyboard()
        if taker is not None:
            self._tell(lambda: taker.ended(why))

    def _take(self) -> bool:
        mode = self._x.GrabModeAsync
        for attempt in range(6):
            status = self._root.grab_keyboard(False, mode, mode, self._x.CurrentTime)
            if status == self._x.GrabSuccess:
                self._held = True
                return True
            # A menu that is just closing still holds it.
            if attempt < 5:
                time.sleep(0.05)
        return False

    def _give_back(self) -> None:
        """Stop the keyboard, see what was pressed until then, and let it go; a leader among that goes on."""
        self._armed = None
        self._many = False
        self._last_key = None
        if self._taker is not None:
            return
        self._down.clear()
        # What was pressed before the answer is ours and has arrived; what comes later waits in the server.
        self._root.grab_keyboard(False, self._x.GrabModeAsync, self._x.GrabModeSync, self._x.CurrentTime)

    def _let_go(self) -> None:
        self._held = False
        self._display.ungrab_keyboard(self._x.CurrentTime)
        self._display.flush()

    def _fetch(self) -> bool:
        """Whether there is an event to handle; reads what has arrived, waits for nothing."""
        for _ in range(self._display.pending_events()):
            self._events.append(self._display.next_event())
        return bool(self._events)

    def _handle(self, event: Any) -> None:
        if event.type == self._x.KeyPress:
            try:
                self._pressed(event.detail, event.state)
            finally:
                # The leader has stopped the keyboard; where it is not taken, it must go on all the same.
                if not self._held:
                    self._display.allow_events(self._x.AsyncKeyboard, self._x.CurrentTime)
        elif event.type == self._x.KeyRelease:
            self._released(event)
        elif event.type == self._x.MappingNotify and event.request != self._x.MappingPointer:
            self._changed = time.monotonic() + SETTLE
        elif self._taker is not None and self._front.is_another(event):
            self._end_taking(Ended.FRONT)

    def _pressed(self, code: int, state: int) -> None:
        if self._keyboard.is_modifier(code):
            return
        if code in self._down:
            if self._taker is not None and self._armed is None:
                self._stroke(code, state, repeated=True)
            return
        self._down = {code}
        chord = self._keyboard.chord(code, state)
        if chord is not None and chord in self._grabbed:
            if chord == self._leader:
                self.arm(max(WAIT, self._left()) if self._many else WAIT, self._many)
            elif self._armed is not None:
                self._took(code)
            self._tell(lambda: self._listener.chord(chord))
        elif self._armed is not None and self._last_key is None:
            self._took(code)
            self._tell(lambda: self._listener.key(self._keyboard.name(code)))
        elif self._taker is not None:
            self._stroke(code, state, repeated=False)

    def _stroke(self, code: int, state: int, *, repeated: bool) -> None:
        taker, keyboard = self._taker, self._keyboard
        assert taker is not None
        held = keyboard.modifiers(state)
        text = "" if held - {"shift"} else keyboard.text(code, state)
        stroke = Stroke(keyboard.name(code), held, text, repeated)
        if not taker.wants(stroke):
            self._end_taking(Ended.FOREIGN)
            return
        # Whatever the taker is busy with, Escape ends it.
        self._until = time.monotonic() + (ESCAPED if stroke.key == "Escape" else IDLE)
        self._tell(lambda: taker.stroke(stroke))

    def _took(self, code: int) -> None:
        """A key came while armed: the last one, unless many are wanted."""
        if not self._many:
            self._last_key = code
            self._armed = time.monotonic() + HELD

    def _released(self, event: Any) -> None:
        # A held key repeats as release and press of the same moment; the press may still be under way.
        if not self._events and not self._fetch():
            self._display.sync()
            self._fetch()
        coming = self._events[0] if self._events else None
        if (
            coming is not None
            and coming.type == self._x.KeyPress
            and (coming.detail, coming.time) == (event.detail, event.time)
        ):
            return
        self._down.discard(event.detail)
        if event.detail == self._last_key:
            self._give_back()

    def _look_at_the_clock(self) -> None:
        now = time.monotonic()
        if self._changed is not None and now >= self._changed:
            self._changed = None
            self._regrab()
        if self._until is not None and now >= self._until:
            self._end_taking(Ended.IDLE)
        if self._armed is not None and now >= self._armed:
            waiting = self._last_key is None
            self._give_back()
            if waiting:
                self._tell(self._listener.expired)

    def _left(self) -> float:
        return 0.0 if self._armed is None else self._armed - time.monotonic()

    def _regrab(self) -> None:
        """Find the keys again after the layout changed."""
        # What had no key in the old layout, or was refused, may work now.
        wanted = list(dict.fromkeys([*self._wanted, *self._grabbed]))
        for chord in list(self._grabbed):
            self.release(chord)
        self._keyboard = self._read_keyboard()
        for chord in wanted:
            words = self.grab(chord)
            if words is not None:
                self._tell(lambda words=words: self._listener.problem(words))  # type: ignore[misc]

    def _ungrab(self, pairs: list[tuple[int, int]]) -> None:
        for code, state in pairs:
            self._root.ungrab_key(code, state)
        self._display.flush()

    def _read_keyboard(self) -> X11Keyboard:
        info = self._display.display.info
        count = info.max_keycode - info.min_keycode + 1
        keysyms = self._display.get_keyboard_mapping(info.min_keycode, count)
        return X11Keyboard(info.min_keycode, keysyms, self._display.get_modifier_mapping())

    def _tell(self, what: Callable[[], None]) -> None:
        """A bug in a listener must not end the keys, nor keep the keyboard from everybody."""
        try:
            what()
        except Exception:
            _log.exception("A key could not be handled.")


def lost() -> tuple[type[BaseException], ...]:
    """What is raised when the server is gone."""
    from Xlib import error

    return (error.ConnectionClosedError, OSError)
