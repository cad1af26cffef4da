"""A made Mac's keyboard layouts: Text Input Sources, UCKeyTranslate and secure input, as C functions."""

import ctypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from macos.machine import Mac

from app.desktop.keys.mac_layout import MacLayout

#: Codes of the keys that write, row by row from the left, as on an ANSI keyboard.
_CODES = (
    *(0x32, 0x12, 0x13, 0x14, 0x15, 0x17, 0x16, 0x1A, 0x1C, 0x19, 0x1D, 0x1B, 0x18),
    *(0x0C, 0x0D, 0x0E, 0x0F, 0x11, 0x10, 0x20, 0x22, 0x1F, 0x23, 0x21, 0x1E, 0x2A),
    *(0x00, 0x01, 0x02, 0x03, 0x05, 0x04, 0x26, 0x28, 0x25, 0x29, 0x27),
    *(0x06, 0x07, 0x08, 0x09, 0x0B, 0x2D, 0x2E, 0x2B, 0x2F, 0x2C),
)
#: What these write.
LAYOUTS = {
    "US": "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./",
    "French": "@&é\"'(§è!çà)-azertyuiop^$`qsdfghjklmùwxcvbn,;:=",
    "German": "<1234567890ß\u00b4qwertzuiopü+#asdfghjklöäyxcvbnm,.-",
    "Dvorak": "`1234567890[]',.pyfgcrl/=\\aoeuidhtns-;qjkxbmwvz",
    "Russian": "]1234567890-=йцукенгшщзхъёфывапролджэячсмитьбю/",
}
_PROPERTY, _KEYBOARD = 0x7E57, 91


@dataclass
class Layouts:
    """The user's layouts.

    Attributes:
        current: A key of :data:`LAYOUTS`; "" for an input method, which has no table.
        ascii: What the system takes for ASCII.
        secure: The process that keeps the keyboard for itself: its number and name, 0 for nobody known.
        held: How many input sources were copied and not released.
    """

    current: str = "US"
    ascii: str = "US"
    secure: tuple[int, str] | None = None
    held: int = 0
    _sources: list[str] = field(default_factory=list)
    _changed: list[Callable[..., None]] = field(default_factory=list)

    def switch(self, layout: str, *, told: bool = True) -> None:
        """Take another layout, and have programs told."""
        self.current = layout
        for changed in self._changed if told else ():
            changed(None, None, "changed", None, None)

    def put_into(self, mac: Mac) -> None:
        """Put the frameworks where the app imports them."""
        layouts = self

        class NSRunningApplication:
            @classmethod
            def runningApplicationWithProcessIdentifier_(cls, pid: int) -> Any:
                assert layouts.secure is not None
                assert pid == layouts.secure[0]
                name = layouts.secure[1]
                return SimpleNamespace(localizedName=lambda: name) if name else None

        mac.framework("AppKit", classes=(NSRunningApplication,))
        mac.framework("Quartz", {"CGSessionCopyCurrentDictionary": self._session})
        mac.framework(
            "Foundation",
            {
                "CFNotificationCenterGetDistributedCenter": lambda: "distributed",
                "CFNotificationCenterAddObserver": self._observe,
            },
        )

    def made(self, usual: Mapping[str, int]) -> MacLayout:
        """As the app makes it, over this; its C functions are checked against Apple's headers."""
        pointer, byte, word, long = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_ulong
        translated = (
            ctypes.c_int32, pointer, ctypes.c_uint16, ctypes.c_uint16, word, word, word,
            ctypes.POINTER(word), long, ctypes.POINTER(long), ctypes.POINTER(ctypes.c_uint16),
        )  # fmt: skip
        tables = {name: ctypes.create_string_buffer(name.encode()) for name in LAYOUTS}

        def translate(
            table: int, code: int, action: int, held: int, kind: int, options: int,
            dead: Any, most: int, length: Any, written: Any,
        ) -> int:  # fmt: skip
            assert (action, held, kind, options) == (3, 0, _KEYBOARD, 1), "what a key shows, and no dead keys"
            assert dead[0] == 0
            row = LAYOUTS[ctypes.string_at(table).decode()]
            text = row[_CODES.index(code)] if code in _CODES else "§"
            units = text.encode("utf-16-le")
            length[0] = len(units) // 2
            assert length[0] <= most
            ctypes.memmove(written, units, len(units))
            return 0

        def table_of(source: int, wanted: int) -> int:
            assert wanted == _PROPERTY
            name = self._sources[source - 1]
            return ctypes.addressof(tables[name]) if name else 0

        def release(source: int) -> None:
            assert 1 <= source <= len(self._sources)
            self.held -= 1

        prototypes: dict[str, tuple[Any, ...]] = {
            "TISCopyCurrentKeyboardLayoutInputSource": (lambda: self._copy(self.current), pointer),
            "TISCopyCurrentASCIICapableKeyboardLayoutInputSource": (lambda: self._copy(self.ascii), pointer),
            "TISGetInputSourceProperty": (table_of, pointer, pointer, pointer),
            "LMGetKbdType": (lambda: _KEYBOARD, byte),
            "IsSecureEventInputEnabled": (lambda: self.secure is not None, byte),
            "UCKeyTranslate": (translate, *translated),
            "CFDataGetBytePtr": (lambda data: data, pointer, pointer),
            "CFRelease": (release, None, pointer),
        }
        library = SimpleNamespace(
            **{
                name: ctypes.CFUNCTYPE(result, *arguments)(answer)
                for name, (answer, result, *arguments) in prototypes.items()
            }
        )
        layout = MacLayout(usual, library, library, self._constant)
        for name, (_answer, result, *arguments) in prototypes.items():
            function = getattr(library, name)
            assert (function.restype, list(function.argtypes)) == (result, arguments), name
        return layout

    def _copy(self, name: str) -> int:
        self._sources.append(name)
        self.held += 1
        return len(self._sources)

    @staticmethod
    def _constant(_library: Any, name: str) -> ctypes.c_void_p:
        assert name == "kTISPropertyUnicodeKeyLayoutData"
        return ctypes.c_void_p(_PROPERTY)

    def _session(self) -> dict[str, object]:
        return {"kCGSSessionSecureInputPID": self.secure[0]} if self.secure and self.secure[0] else {}

    def _observe(
        self, center: str, observer: None, call: Callable[..., None], name: str, _object: None, how: int
    ) -> None:
        assert (center, observer, how) == ("distributed", None, 4), "told in the background, too"
        assert name == "com.apple.Carbon.TISNotifySelectedKeyboardInputSourceChanged"
        self._changed.append(call)
