"""A Mac's keyboard: which key writes what, and whether a program has it for itself. Main thread only.

Follows Apple's headers TextInputSources.h, UnicodeUtilities.h and CarbonEventsCore.h, through ctypes, and its
documentation of CFNotificationCenter.
"""

import ctypes
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from app.desktop.keys.chords import key_name
from app.errors import AppError

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_CORE = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
_CHANGED = "com.apple.Carbon.TISNotifySelectedKeyboardInputSourceChanged"
_HOLDER = "kCGSSessionSecureInputPID"
_DISPLAY, _NO_DEAD_KEYS = 3, 1  # kUCKeyActionDisplay, kUCKeyTranslateNoDeadKeysMask
_NOTHING_HELD = 0
_MOST = 4
_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ENOUGH = 20  # letters that a layout must write to count as Latin
_SECTION = 0x0A  # the key beside 1, or beside the left Shift, that only ISO keyboards have


class MacLayout:
    """The user's layout, asked anew at each call.

    Args:
        usual: Code of each key that writes a character, on the US layout.
        carbon: The framework Carbon.
        core: The framework CoreFoundation.
        constant: Reads a pointer that a framework exports.
    """

    def __init__(
        self,
        usual: Mapping[str, int],
        carbon: Any = None,
        core: Any = None,
        constant: Callable[[Any, str], ctypes.c_void_p] = ctypes.c_void_p.in_dll,
    ) -> None:
        self._usual = usual
        self._carbon = carbon = carbon or ctypes.CDLL(_CARBON)
        self._core = core = core or ctypes.CDLL(_CORE)
        self._data_of_layout = constant(carbon, "kTISPropertyUnicodeKeyLayoutData")
        pointer, byte, word = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32
        for library, name, result, arguments in (
            (carbon, "TISCopyCurrentKeyboardLayoutInputSource", pointer, []),
            (carbon, "TISCopyCurrentASCIICapableKeyboardLayoutInputSource", pointer, []),
            (carbon, "TISGetInputSourceProperty", pointer, [pointer, pointer]),
            (carbon, "LMGetKbdType", byte, []),
            (carbon, "IsSecureEventInputEnabled", byte, []),
            (core, "CFDataGetBytePtr", pointer, [pointer]),
            (core, "CFRelease", None, [pointer]),
            (
                carbon,
                "UCKeyTranslate",
                ctypes.c_int32,
                [
                    pointer, ctypes.c_uint16, ctypes.c_uint16, word, word, word, ctypes.POINTER(word),
                    ctypes.c_ulong, ctypes.POINTER(ctypes.c_ulong), ctypes.POINTER(ctypes.c_uint16),
                ],
            ),
        ):  # fmt: skip
            function = getattr(library, name)
            function.restype, function.argtypes = result, arguments

    def codes(self) -> dict[str, int]:
        """The code of each key that writes a character, by the character's name.

        By the current layout; where that is not Latin, by the one the system would take for ASCII. What the
        layout has no key for keeps its place on the US layout, unless another name has that key. Digits keep
        it always: where they want Shift, they are still what is printed there.
        """
        found: dict[str, int] = {}
        for copy in (
            self._carbon.TISCopyCurrentKeyboardLayoutInputSource,
            self._carbon.TISCopyCurrentASCIICapableKeyboardLayoutInputSource,
        ):
            found = self._named(copy())
            if len(_LETTERS & found.keys()) >= _ENOUGH:
                break
        else:
            return dict(self._usual)
        taken = set(found.values())
        missing = {name: code for name, code in self._usual.items() if name not in found}
        digits = {name: code for name, code in missing.items() if name.isdigit()}
        others = {name: code for name, code in missing.items() if code not in taken}
        return {name: code for name, code in found.items() if code not in digits.values()} | others | digits

    def secure(self) -> str | None:
        """Who keeps keys for itself, as password fields do; "" where that is not known, None for nobody."""
        if not self._carbon.IsSecureEventInputEnabled():
            return None
        session = import_module("Quartz").CGSessionCopyCurrentDictionary()
        holder = (session or {}).get(_HOLDER)
        running = import_module("AppKit").NSRunningApplication
        program = holder and running.runningApplicationWithProcessIdentifier_(int(holder))
        return str(program.localizedName() or "") if program else ""

    def watch(self, changed: Callable[[], None]) -> None:
        """Have ``changed`` called on the main thread whenever the user takes another layout, for ever."""
        foundation = import_module("Foundation")
        foundation.CFNotificationCenterAddObserver(
            foundation.CFNotificationCenterGetDistributedCenter(),
            None,
            lambda *_about: changed(),
            _CHANGED,
            None,
            # Otherwise it would be told only when the app is in front again.
            foundation.CFNotificationSuspensionBehaviorDeliverImmediately,
        )

    def _named(self, source: int | None) -> dict[str, int]:
        """Code of each name on a layout, which is let go of."""
        if not source:
            return {}
        try:
            data = self._carbon.TISGetInputSourceProperty(source, self._data_of_layout)
            layout = self._core.CFDataGetBytePtr(data) if data else None
            if not layout:
                return {}
            found: dict[str, int] = {}
            for code in sorted({*self._usual.values(), _SECTION}):
                if name := self._name(layout, code):
                    found.setdefault(name, code)
            return found
        finally:
            self._core.CFRelease(source)

    def _name(self, layout: int, code: int) -> str:
        """The name of what a key writes; "" where it has none."""
        dead, length = ctypes.c_uint32(), ctypes.c_ulong()
        written = (ctypes.c_uint16 * _MOST)()
        status = self._carbon.UCKeyTranslate(
            layout, code, _DISPLAY, _NOTHING_HELD, self._carbon.LMGetKbdType(), _NO_DEAD_KEYS,
            ctypes.byref(dead), _MOST, ctypes.byref(length), written,
        )  # fmt: skip
        if status or length.value != 1:
            return ""
        try:
            return key_name(chr(written[0]))
        except AppError:
            return ""
