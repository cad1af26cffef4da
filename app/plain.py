"""Words as any terminal may have them: nothing in them moves the cursor, hides or turns round other words.

File names, titles, recognised text, models' answers and other programs' error messages may hold anything, so
the rule is no matter of each place that prints: both streams of the process are wrapped, once.
"""

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO, cast

INSTEAD = "�"
# Without these two, names in Persian, Hindi and emoji of several parts fall apart; they hide nothing.
_JOINERS = "\u200c\u200d"
_SPACES = "\t\u00a0\u202f\u3000"


def plain(words: str) -> str:
    """Printable by any terminal: no control characters, escape sequences, bidi controls or lone surrogates.

    Line ends stay, other spaces become plain ones, and whatever else cannot be printed becomes U+FFFD.
    """
    if words.isascii() and words.isprintable():
        return words
    return "".join(_plain(ch) for ch in words.replace("\r\n", "\n"))


def one_line(words: str) -> str:
    """As :func:`plain`, on one line: a name with a line end in it is no second sentence."""
    return plain(words.replace("\r\n", " ").replace("\n", " ")).strip()


def enclosed(words: str) -> str:
    """Words in marks of quotation that they do not hold themselves: inches and code stay as they are."""
    for opening, closing in (('"', '"'), ("\u201c", "\u201d"), ("\u00ab", "\u00bb")):
        if opening not in words and closing not in words:
            return f"{opening}{words}{closing}"
    return '"' + words.replace('"', "'") + '"'


def escaped(json: str) -> str:
    """JSON with its own escapes for what :func:`plain` would replace, so that programs lose nothing."""
    return re.sub(r"[^\x20-\x7e]", lambda match: _escaped(match[0]), json)


def _plain(ch: str) -> str:
    if ch == "\n" or ch.isprintable() or ch in _JOINERS:
        return ch
    return " " if ch in _SPACES else INSTEAD


def _escaped(ch: str) -> str:
    if ch.isprintable():
        return ch
    units = ch.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


class PlainStream:
    """A text stream that can show what it is given: see :func:`plain`, and what its encoding lacks is "?".

    Args:
        stream: Where it goes.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, words: str) -> int:
        """Write these words, made plain; how many characters were given."""
        encoding = getattr(self._stream, "encoding", None) or "utf-8"
        self._stream.write(plain(words).encode(encoding, "replace").decode(encoding))
        return len(words)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write each of them."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        """Everything else is the stream's own."""
        return getattr(self._stream, name)


def as_plain(stream: TextIO) -> TextIO:
    """The stream behind a :class:`PlainStream`, once."""
    return stream if isinstance(stream, PlainStream) else cast(TextIO, PlainStream(stream))


def wrap_streams() -> None:
    """Have everything that Python prints from now on made plain: its own tracebacks and warnings, too.

    A stream of the process that is closed, as when a desktop starts it, becomes one that keeps nothing.
    """
    _open_closed()
    sys.stdout = as_plain(sys.stdout)
    sys.stderr = as_plain(sys.stderr)


def tell(words: str, stream: TextIO) -> None:
    """Print words that nothing depends on: where they cannot be written, all goes on without them."""
    try:
        print(words, file=stream, flush=True)
    except OSError:
        drop(stream)


def drop(stream: TextIO) -> None:
    """Let all that is still written there go nowhere; else Python complains of it at its end."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def _open_closed() -> None:
    # Else the next file that is opened gets the number, a library's or a photo's, and what native code or a
    # child prints lands in it.
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # it gets the lowest number that is free
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115
