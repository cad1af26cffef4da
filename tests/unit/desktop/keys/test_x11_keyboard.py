"""What a key of an X keyboard writes, in its layout and with its modifiers."""

import pytest

from app.desktop.keys.x11_keyboard import X11Keyboard

# a, plus (German), ü, a Cyrillic em, a Greek final sigma, keypad plus, a euro sign by Unicode, AltGr-q.
ROWS = [
    (0x61, 0x41),
    (0x2B, 0x2A),
    (0xFC, 0xDC),
    (0x6CD, 0x6ED),
    (0x7F3, 0x7D2),
    (0xFFAB, 0xFFAB),
    (0x10020AC, 0),
    (0x71, 0x51, 0, 0, 0x40, 0),
    (0x61, 0x41, 0x6C6, 0x6E6),
    (0xFF52, 0),
]
KEYBOARD = X11Keyboard(10, ROWS, [[]] * 8)
SHIFT, CAPS, SECOND, ALT_GR = 1, 2, 1 << 13, 128


@pytest.mark.parametrize(
    ("keycode", "state", "written"),
    [
        (10, 0, "a"),
        (10, SHIFT, "A"),
        (10, CAPS, "A"),
        (11, 0, "+"),
        (12, CAPS, "Ü"),
        (13, 0, "м"),
        (13, SHIFT, "\u041c"),
        (14, 0, "ς"),
        (15, 0, "+"),
        (16, 0, "€"),
        (16, SHIFT, "€"),
        (17, 0, "q"),
        (17, ALT_GR, "@"),
        (18, SECOND, "ф"),
        (18, SECOND | SHIFT, "Ф"),
        (19, 0, ""),
        (99, 0, ""),
    ],
)
def test_what_a_key_writes(keycode: int, state: int, written: str) -> None:
    assert KEYBOARD.text(keycode, state) == written


def test_the_modifiers_of_an_event() -> None:
    assert KEYBOARD.modifiers(1 | 4 | 8 | 64) == {"shift", "ctrl", "alt", "cmd"}
    assert KEYBOARD.modifiers(CAPS) == frozenset()
