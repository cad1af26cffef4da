"""Where sentences end in a text that is still being written."""

import re

_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|[。！？]+[”’」』）]*|(?<=\S)(?=\s*\n)")  # noqa: RUF001
_LAST = re.compile(r"[.!?…。！？]+[\"'”’)\]」』）]*$")  # noqa: RUF001
_SHORT = re.compile(
    r"(?:mr|mrs|ms|dr|prof|st|e\.g|i\.e|cf|vs|approx|ca|no|nr|fig|p|pp|etc|[a-z]|[a-z]\.[a-z])\.",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{1,3}\.")


def ends(text: str, closed: bool = False) -> list[int]:
    """Offsets just behind each sentence whose end no further text can move.

    Args:
        text: So far.
        closed: Nothing follows, so what is left is a sentence too.
    """
    found = sorted({m.end() for m in _END.finditer(text) if not _within(text, m)})
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
    if not match.group().startswith(".") or len(match.group()) > 1:
        return False
    start = max(text.rfind(" ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
    word = text[start : match.end()].lstrip("([\"'“‘")  # noqa: RUF001
    if _SHORT.fullmatch(word):
        return True
    return bool(_NUMBER.fullmatch(word)) and not text[:start].rpartition("\n")[2].strip()
