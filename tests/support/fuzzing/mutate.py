"""Damage: bits, cuts, splices, lengths, pieces twice, words of the format; all from one seeded source."""

import json
import struct
import zlib
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

Fix = Callable[[bytes], bytes]

_EXTREMES = (
    0,
    1,
    2,
    3,
    0x7F,
    0x80,
    0xFF,
    0x7FFF,
    0x8000,
    0xFFFF,
    0x10000,
    0x7FFFFFFF,
    0x80000000,
    0xFFFFFFFF,
)
_WIDE = (*_EXTREMES, 1 << 40, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)
_MOST = 1 << 20  # bytes of an input: what is slow because it is large shows nothing new
_PNG = b"\x89PNG\r\n\x1a\n"
_CHARACTERS = (
    "a\0\x01\x1b\n\t \"'\\<>&,;:[]{}()%=+-0\u00e9\u0130\u0660\u200b\u202e\ufeff\uffff\ud800\U0001f415"
)
_ODD_WORDS = (
    "",
    ".",
    "..",
    "../up",
    "/etc/hostname",
    "a\0b",
    "\ud800",
    "x" * 300,
    "1e999",
    "a/b",
    "true",
    " ",
    "\n",
)
_NUMBERS = (
    0,
    -1,
    1,
    0.5,
    2**31,
    2**63,
    2**64,
    10**30,
    -(10**30),
    1e308,
    float("inf"),
    float("nan"),
    True,
    False,
)


def mutated(random: Random, data: bytes, others: Sequence[bytes] = (), words: Sequence[bytes] = ()) -> bytes:
    """A copy with one to eight faults.

    Args:
        random: Decides.
        data: What is damaged.
        others: Pieces of these come into it.
        words: So do these.
    """
    found = bytearray(data)
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 8))):
        random.choice(_FAULTS)(random, found, others, words)
    return bytes(found[:_MOST])


def _place(random: Random, data: bytearray) -> int:
    # Headers lie in front: half of all faults do, too.
    most = len(data) if random.random() < 0.5 else min(len(data), 400)
    return random.randrange(most) if most else 0


def _piece(random: Random, data: bytes | bytearray) -> tuple[int, int]:
    start = random.randrange(len(data)) if data else 0
    return start, min(len(data), start + round(2 ** random.uniform(0, 14)))


def _flip(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    if data:
        data[_place(random, data)] ^= 1 << random.randrange(8)


def _set(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    if data:
        data[_place(random, data)] = random.choice((0, 1, 0x7F, 0x80, 0xFE, 0xFF, random.randrange(256)))


def _length(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    kind = random.choice(("<H", ">H", "<I", ">I", "<Q", ">Q"))
    size = struct.calcsize(kind)
    at = _place(random, data)
    if at + size > len(data):
        return
    (now,) = struct.unpack_from(kind, data, at)
    near = (now + 1, now - 1, now * 2, now // 2)
    number = random.choice((*(_WIDE if size == 8 else _EXTREMES), *near))
    struct.pack_into(kind, data, at, number & ((1 << (8 * size)) - 1))


def _cut(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    del data[random.randrange(len(data) + 1) :]


def _drop(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    del data[start:end]


def _twice(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    data[end:end] = bytes(data[start:end]) * random.choice((1, 1, 2, 30))


def _wipe(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    data[start:end] = random.choice((b"\0", b"\xff")) * (end - start)


def _splice(random: Random, data: bytearray, others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    if others:
        other = random.choice(others)
        start, end = _piece(random, other)
        at = _place(random, data)
        data[at : at + random.choice((0, end - start))] = other[start:end]


def _word(random: Random, data: bytearray, _others: Sequence[bytes], words: Sequence[bytes]) -> None:
    word = random.choice(words) if words else random.randbytes(random.randrange(1, 9))
    at = _place(random, data)
    data[at : at + random.choice((0, len(word)))] = word


def _swap(random: Random, data: bytearray, _others: Sequence[bytes], _words: Sequence[bytes]) -> None:
    start, end = _piece(random, data)
    middle = (start + end) // 2
    data[start:end] = data[middle:end] + data[start:middle]


_FAULTS = (_flip, _flip, _set, _length, _length, _cut, _drop, _twice, _wipe, _splice, _word, _word, _swap)


def with_checksums(data: bytes) -> bytes:
    """A PNG whose checksums fit again, so that what lies behind them is looked at; anything else as it is."""
    if not data.startswith(_PNG):
        return data
    found, at = bytearray(data), len(_PNG)
    while at + 12 <= len(found):
        (length,) = struct.unpack_from(">I", found, at)
        end = at + 8 + length
        if end + 4 > len(found):
            break
        struct.pack_into(">I", found, end, zlib.crc32(found[at + 4 : end]))
        at = end + 4
    return bytes(found)


def text(random: Random, most: int = 12) -> str:
    """A few characters that programs stumble over, and some that they do not."""
    anything = (chr(random.randrange(0x110000)), random.choice(_CHARACTERS), random.choice("abcdefgh 123"))
    return "".join(random.choice(anything) for _ in range(random.randrange(most + 1)))


def value(random: Random, depth: int = 3) -> Any:
    """Any value that JSON has."""
    kind = random.randrange(8 if depth else 5)
    if kind < 2:
        return random.choice(_NUMBERS)
    if kind == 2:
        return None
    if kind < 5:
        return random.choice((text(random), text(random), "x" * 70_000, *_ODD_WORDS))
    if kind < 7:
        return [value(random, depth - 1) for _ in range(random.randrange(4))]
    return {text(random, 4): value(random, depth - 1) for _ in range(random.randrange(4))}


def altered(random: Random, tree: Any) -> Any:
    """A copy of a JSON value in which a few things are others, missing, or there twice."""
    found = json.loads(json.dumps(tree))
    for _ in range(random.choice((1, 1, 2, 4))):
        found = _alter(random, found)
    return found


def _alter(random: Random, tree: Any) -> Any:
    if not tree or not isinstance(tree, dict | list) or random.random() < 0.05:
        return value(random)
    keys: list[Any] = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
    key = random.choice(keys)
    chance = random.random()
    if isinstance(tree[key], dict | list) and chance < 0.6:
        tree[key] = _alter(random, tree[key])
    elif chance < 0.75:
        tree[key] = value(random)
    elif chance < 0.8 and isinstance(tree, dict):
        tree[random.choice(_ODD_WORDS)] = tree.pop(key)
    elif chance < 0.87:
        tree[key] = tree[random.choice(keys)]
    elif chance < 0.95:
        del tree[key]
    elif isinstance(tree, dict):
        tree[text(random, 4)] = value(random)
    else:
        tree.append(value(random))
    return tree


def as_json(tree: Any) -> bytes:
    """A JSON value's text, with what JSON does not have written as Python writes it."""
    return json.dumps(tree).encode()
