"""The X11 clipboard, read without Qt and from any thread; and the keys for copying, pressed by us.

Follows the Inter-Client Communication Conventions Manual, section 2 (selections), and the XFIXES and XTEST
extensions.
"""

import select
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from app.desktop.x11_display import open_display

_LARGEST = 32 * 1024 * 1024
_MOST_KINDS = 200
_CONTROL, _C = 0xFFE3, 0x63


class X11Clipboard:
    """A connection of its own to the server; close it. Not for two threads at once.

    Args:
        display: As the variable DISPLAY.

    Raises:
        OSError: There is no such server.
    """

    def __init__(self, display: str) -> None:
        from Xlib import X

        self._display = open_display(display)
        root = self._display.screen().root
        # What is too large for one answer comes in pieces, each a change of the property.
        self._window = root.create_window(-1, -1, 1, 1, 0, X.CopyFromParent, event_mask=X.PropertyChangeMask)
        self._selection = self._display.intern_atom("CLIPBOARD")
        self._property = self._display.intern_atom("EARSIGHT_SELECTION")
        self._incremental = self._display.intern_atom("INCR")

    def close(self) -> None:
        """Let go of the server, whatever is left of it."""
        with suppress(Exception):
            self._display.close()

    def owner(self) -> int:
        """The window that holds the clipboard, 0 for none."""
        owner = self._display.get_selection_owner(self._selection)
        return 0 if isinstance(owner, int) else int(owner.id)

    def read(self, kinds: tuple[str, ...], patience: float = 1.0) -> Mapping[str, bytes]:
        """What the clipboard holds, for each of these types that it has.

        Args:
            kinds: Targets such as "text/uri-list".
            patience: Seconds that the owner is waited for, each time.
        """
        if not self.owner():
            return {}
        offered = self._convert("TARGETS", patience)
        atoms = np.frombuffer(offered[: len(offered) // 4 * 4], dtype=np.uint32)
        names = {self._display.get_atom_name(int(atom)) for atom in atoms[:_MOST_KINDS] if atom}
        found = {kind: self._convert(kind, patience) for kind in kinds if kind in names}
        return {kind: data for kind, data in found.items() if data}

    def watch(self) -> None:
        """Have the server note every copy from now on; see `copied`.

        Raises:
            OSError: It cannot.
        """
        from Xlib.ext import xfixes

        if not self._display.has_extension("XFIXES"):
            raise OSError("no XFIXES")
        self._display.xfixes_query_version()
        self._display.xfixes_select_selection_input(
            self._window, self._selection, xfixes.XFixesSetSelectionOwnerNotifyMask
        )
        self._display.sync()

    def copied(self, patience: float) -> bool:
        """Whether anything was copied since `watch`, also by who had the clipboard before.

        Args:
            patience: Seconds that are waited for it at most.
        """
        from Xlib.ext import xfixes

        end = time.monotonic() + patience
        while (event := self._event(end)) is not None:
            if isinstance(event, xfixes.SelectionNotify) and event.owner != 0:
                return True
        return False

    def press_copy(self) -> None:
        """Press Control C, as if the user had, with no other modifier held."""
        from Xlib import X
        from Xlib.ext import xtest

        display = self._display
        keymap = display.query_keymap()
        held = [code for code in range(8, 256) if keymap[code // 8] >> code % 8 & 1]
        for code in held:  # the leader's own keys may still be down
            xtest.fake_input(display, X.KeyRelease, code)
        codes = [display.keysym_to_keycode(sym) for sym in (_CONTROL, _C)]
        for code in codes:
            xtest.fake_input(display, X.KeyPress, code)
        for code in reversed(codes):
            xtest.fake_input(display, X.KeyRelease, code)
        display.sync()

    def _convert(self, kind: str, patience: float) -> bytes:
        """The clipboard as ``kind``; empty where its owner has none, is too slow or tells too much."""
        from Xlib import X

        target = self._display.intern_atom(kind)
        self._window.delete_property(self._property)
        self._window.convert_selection(self._selection, target, self._property, X.CurrentTime)
        end = time.monotonic() + patience
        while (event := self._event(end)) is not None:
            if event.type != X.SelectionNotify or event.requestor.id != self._window.id:
                continue
            if event.target != target:
                continue  # a late answer to an earlier question
            if event.property == X.NONE:
                return b""
            incremental, data = self._take()
            return self._pieces(patience) if incremental else data
        return b""

    def _pieces(self, patience: float) -> bytes:
        """The rest of an incremental answer: a piece for each deleted one, an empty one at the end."""
        from Xlib import X

        found = bytearray()
        while (event := self._event(time.monotonic() + patience)) is not None:
            if event.type != X.PropertyNotify or event.atom != self._property:
                continue
            if event.state != X.PropertyNewValue:
                continue
            piece = self._take()[1]
            if not piece:
                return bytes(found)
            found += piece
            if len(found) > _LARGEST:
                break
        return b""

    def _take(self) -> tuple[bool, bytes]:
        """(whether pieces follow, data) of the property, which is deleted: that asks for the next piece."""
        from Xlib import X

        answer = self._window.get_full_property(self._property, X.AnyPropertyType, sizehint=_LARGEST // 4)
        self._window.delete_property(self._property)
        self._display.flush()
        if answer is None:
            return False, b""
        value = answer.value
        if isinstance(value, str):
            value = value.encode()
        elif not isinstance(value, bytes):  # numbers of 32 bits come as an array of them
            value = np.asarray(value, dtype=np.uint32).tobytes()
        return answer.property_type == self._incremental, value

    def _event(self, end: float) -> Any:
        """The next event; None when none came until ``end``, in monotonic seconds."""
        self._display.flush()
        while not self._display.pending_events():
            left = end - time.monotonic()
            if left <= 0 or not select.select([self._display.fileno()], [], [], left)[0]:
                return None
        return self._display.next_event()
