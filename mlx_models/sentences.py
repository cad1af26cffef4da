"""Where sentences end in a text that is still being written: for what speaks it and for what writes it.

This is the one place that knows abbreviations.
"""

import re
from collections.abc import Iterator

LONGEST = 400
"""No sentence is longer than this many characters; longer ones are cut at a comma or a space."""

_SHORTEST_CUT = 120

# Never the end of a sentence, whatever follows.
_NEVER = re.compile(
    r"mr|mrs|ms|mx|dr|prof|st|messrs|mme|mlle|rev|hon|gov|sen|rep|pres|gen|col|maj|lt|sgt|capt|cmdr|adm"
    r"|e\.g|i\.e|cf|vs|viz|approx|ca|al|dept|univ|est|mt|ft|resp|incl|excl"
)
# Not the end when a figure follows: "No. 5", "p. 12", "Jan. 5".
_BEFORE_FIGURE = re.compile(
    r"nos?|nr|pp?|figs?|vols?|chs?|sec|eq|tab|art|ver|v"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
)

# Not the end while nobody knows what follows.
_UNSURE = re.compile(r"etc|no|nr|fig|pp?")

_END = re.compile(r"[.!?…]+[\"'”’»)\]}]*|[。！？।؟]+[”’」』）\"')\]]*|\n")  # noqa: RUF001
_CERTAIN_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’」』）]*|(?<=\S)(?=\s*\n)")  # noqa: RUF001
_LAST = re.compile(r"[.!?…。！？]+[\"'”’)\]」』）]*$")  # noqa: RUF001
_ANYWHERE = "。！？"  # noqa: RUF001  full stops of scripts that put no space after a sentence
_ITEM = re.compile(r"(?:[-*+•‣◦·–—]|\d{1,3}[.)]|[A-Za-z][.)])\s")  # noqa: RUF001
_ITEM_WIDTH = 5
_OPENERS = "([{\"'“‘«"  # noqa: RUF001
_GOES_ON = frozenset(",;-–—&/(")  # noqa: RUF001  a line that ends so is not over
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_NUMBER_MARK = re.compile(r"[(\[]?(?:\d{1,3}|[A-Za-z])")


class SentenceStream:
    """Sentences of a text that arrives in pieces; the same ones as of the whole text.

    Args:
        at_once: A sentence is over where white space follows it, and with its line; otherwise only once what
            follows shows that it is, and none is longer than :data:`LONGEST`.
    """

    def __init__(self, at_once: bool = False) -> None:
        self._at_once = at_once
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """Take a piece of text of any length; return the sentences that are complete by now."""
        self._rest += piece
        return list(self._take(more=True))

    def flush(self) -> list[str]:
        """The text has ended: return what is left."""
        found = list(self._take(more=False))
        self._rest = ""
        return found

    def _take(self, more: bool) -> Iterator[str]:
        while True:
            self._rest = self._rest.lstrip()
            end = next(iter(ends(self._rest)), None) if self._at_once else _first_end(self._rest, more)
            if end is None:
                if not more and self._rest:
                    yield self._rest.rstrip()
                return
            yield self._rest[:end].rstrip()
            self._rest = self._rest[end:]


def ends(text: str, closed: bool = False) -> list[int]:
    """Offsets just behind each sentence whose end no further text can move.

    Args:
        text: So far.
        closed: Nothing follows, so what is left is a sentence too.
    """
    found = sorted({m.end() for m in _CERTAIN_END.finditer(text) if not _within(text, m)})
    last = len(text.rstrip())
    if closed and last and (not found or found[-1] < last):
        found.append(last)
    return found


def ends_here(text: str) -> bool:
    """Whether a sentence seems to be over just here, so that stopping leaves a whole one."""
    trimmed = text.rstrip()
    match = _LAST.search(trimmed)
    if match is None:
        return False
    if trimmed[match.start()] == "." and trimmed[match.start() - 1 : match.start()].isdigit():
        return len(trimmed) < len(text) and not _within(trimmed, match)  # "3." may go on with "5"
    return not _within(trimmed, match)


def whole_words(text: str) -> int:
    """Offset behind the last word that is complete, which one with a space behind it is."""
    complete = (
        len(text) if text[-1:].isspace() else max((m.start() for m in re.finditer(r"\s", text)), default=0)
    )
    return len(text[:complete].rstrip())


def _within(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation or numbers a list's item."""
    return match.group() == "." and _is_abbreviation(text, match.start(), None)


def _first_end(text: str, more: bool) -> int | None:
    """Where the first sentence of ``text`` ends; None when that cannot be known yet, or never happens.

    Every decision depends on the text alone, not on how much of it has arrived: where a later character
    could change the answer, it waits for that character (``more``: there may be one).
    """
    for match in _END.finditer(text):
        if match.end() > LONGEST:
            break
        verdict = _is_end(text, match, more)
        if verdict is None:
            return None
        if verdict:
            return match.end()
    if len(text.rstrip()) > LONGEST:
        return _cut(text)
    return None


def _is_end(text: str, match: re.Match[str], more: bool) -> bool | None:
    """Whether a sentence ends with this match: yes, no, or None for "wait"."""
    mark, start, end = match.group(), match.start(), match.end()
    if mark == "\n":
        return _is_end_of_line(text, end, more)
    if end == len(text):
        return None if more else True
    if mark[0] in _ANYWHERE:
        return True
    if not text[end].isspace():
        return False
    following = text[end:].lstrip()
    gap = text[end : len(text) - len(following)]
    if gap.count("\n") > 1:
        return True
    if not following:
        return None if more else True
    if following[0].islower():
        return False
    return not (mark == "." and _is_abbreviation(text, start, following[0]))


def _is_abbreviation(text: str, dot: int, following: str | None) -> bool:
    """Whether the full stop at ``dot`` belongs to the word before it; None: what follows is not known."""
    start = dot
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    word = text[start:dot].lstrip(_OPENERS)
    line_start = "\n" in text[:start][len(text[:start].rstrip()) :] or not text[:start].strip()
    if line_start and _NUMBER_MARK.fullmatch(text[start:dot]):
        return True  # "1." or "a." opens a list item
    lowered = word.lower()
    if _NEVER.fullmatch(lowered):
        return True
    if following is None:
        return bool(_UNSURE.fullmatch(lowered) or _INITIALS.fullmatch(word))
    if following.isdigit() and _BEFORE_FIGURE.fullmatch(lowered):
        return True
    # "J." in "J. R. Smith", "U.S.": but "a.m. Then" and "p.m. Then" end a sentence.
    return bool(_INITIALS.fullmatch(word)) and lowered not in ("a.m", "p.m", "i")


def _is_end_of_line(text: str, after: int, more: bool) -> bool | None:
    """Whether a line break ends a sentence rather than being mere wrapping.

    It does before a blank line, a list item or a capital: buttons, menus and headings that were read from
    a screen stand one to a line, without a full stop.
    """
    following = text[after:].lstrip()
    if "\n" in text[after : len(text) - len(following)]:
        return True
    if len(following) < _ITEM_WIDTH and more:
        return None
    start = following[:_ITEM_WIDTH]
    capital = start.lstrip(_OPENERS)[:1].isupper() and text[: after - 1].rstrip()[-1:] not in _GOES_ON
    return capital or bool(_ITEM.match(start))


def _cut(text: str) -> int:
    """Where to cut a sentence that is too long: after a comma, else at a space, else anywhere."""
    window = text[: LONGEST + 1]
    for pattern in (r"[,;:，、；：][\"'”’)\]]*\s", r"\s"):  # noqa: RUF001
        last = max((m.end() for m in re.finditer(pattern, window) if m.end() >= _SHORTEST_CUT), default=0)
        if last:
            return last
    return LONGEST
