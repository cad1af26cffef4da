"""Words that try to steer a terminal, as a file's name, a caption or a program's error may hold them."""

import json
import random
import unicodedata

#: Not one of these may reach a terminal.
FORBIDDEN = frozenset(
    ch
    for ch in map(chr, range(0x110000))
    if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Zl", "Zp") and ch not in "\n\u200c\u200d"
)
STRINGS = (
    "\x1b[2J\x1b[H",  # clears the screen
    "\x1b]0;title\x07",  # names the window
    "\x1b]8;;http://example.invalid\x1b\\here\x1b]8;;\x1b\\",  # a link
    "\x9b31m red",  # C1, in one character
    "\x1bP$q\x1b\\",  # has the terminal answer, as if it were typed
    "over\rwritten\b\b\b",
    "invoice\u202egpj.exe",  # reads backwards
    "\u2066isolated\u2069 \u061c\u200e\u200f",
    "two\u2028lines\u2029more",
    "undecodable \udcff\udc80",
    "half \ud83d",
    "tags \U000e0041\U000e007f",
    "zero\u200bwidth\ufeff\u00ad",
    "delete\x7f vertical\x0b form\x0c",
)


def made(seed: int, count: int) -> list[str]:
    """Strings of everything at once, the same for the same seed."""
    chance = random.Random(seed)
    everything = sorted(FORBIDDEN - {"\0"})
    return [
        "".join(
            chance.choice((chance.choice(everything), chance.choice(STRINGS), "word", " ", "é", "\u4e00"))
            for _ in range(chance.randrange(1, 12))
        )
        for _ in range(count)
    ]


def steering(text: str) -> list[str]:
    """What in a text may not reach a terminal."""
    return [json.dumps(ch) for ch in text if ch in FORBIDDEN]
