"""What OpenCLIP's tokenizer does to a sentence before it splits it: ftfy's fixes, entities, spaces, case.

Of ftfy (6.3) all is done here but what mends text that was decoded in a wrong encoding ("mojibake"), which
nobody types and no recogniser of ours makes: such text keeps its garbled letters.
"""

import html
import html.entities
import re
import unicodedata

_ENTITY = re.compile(r"&#?[0-9A-Za-z]{1,24};")
_C1 = re.compile("[\x80-\x9f]")
_COLOURS = re.compile("\x1b\\[[0-9;]*[a-zA-Z]")
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_ROUNDS = 32  # more would be entities within entities that somebody made to take time
_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029\u0085]")
# ruff: noqa: RUF001  # look-alikes are what this is about
_LIGATURES = {
    "Ĳ": "IJ", "ĳ": "ij", "ŉ": "ʼn", "Ǳ": "DZ", "ǲ": "Dz", "ǳ": "dz", "Ǆ": "DŽ", "ǅ": "Dž", "ǆ": "dž",
    "Ǉ": "LJ", "ǈ": "Lj", "ǉ": "lj", "Ǌ": "NJ", "ǋ": "Nj", "ǌ": "nj", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl",
    "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ſt", "ﬆ": "st",
}  # fmt: skip
_QUOTES = {**dict.fromkeys("ʼ‘’‚‛", "'"), **dict.fromkeys("“”„‟", '"')}
_DROPPED = (
    *range(0x00, 0x09), 0x0B, *range(0x0E, 0x20), 0x7F, *range(0x206A, 0x2070), 0xFEFF,
    *range(0xFFF9, 0xFFFD),
)  # fmt: skip


class Cleaner:
    """Keeps the tables that cleaning needs."""

    def __init__(self) -> None:
        # Each table is applied to the whole sentence before the next, as their order matters.
        self._tables = [str.maketrans(_LIGATURES), _widths(), str.maketrans(_QUOTES)]
        self._dropped = dict.fromkeys(_DROPPED)

    def __call__(self, text: str) -> str:
        """The sentence in lower case with single spaces."""
        lines, entities = [], True
        for line in text.split("\n"):
            entities = entities and "<" not in line
            lines.append(self._fixed(line, entities))
        text = html.unescape(html.unescape("\n".join(lines)))
        return " ".join(text.split()).lower()

    def _fixed(self, text: str, entities: bool) -> str:
        """What ftfy does, again and again until nothing changes."""
        for _ in range(_ROUNDS):
            before = text
            if entities:
                text = _ENTITY.sub(_unescaped, text)
            text = _C1.sub(_from_windows, text)
            for table in self._tables:
                text = text.translate(table)
            text = _LINE_ENDS.sub("\n", text)
            text = _PAIRS.sub(lambda m: m[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
            text = _COLOURS.sub("", _LONE.sub("\ufffd", text)).translate(self._dropped)
            text = unicodedata.normalize("NFC", text)
            if text == before:
                break
        return text


def _widths() -> dict[int, str]:
    """Half-width and full-width forms to the usual ones."""
    found = {0x3000: " "}
    for code in range(0xFF01, 0xFFF0):
        usual = unicodedata.normalize("NFKC", chr(code))
        if usual != chr(code):
            found[code] = usual
    return found


def _unescaped(found: re.Match[str]) -> str:
    """Only entities with their semicolon, and Latin letters' names in capitals too."""
    entity = found[0]
    if entity.startswith("&#"):
        text = html.unescape(entity)
        return entity if ";" in text else text
    names = html.entities.html5
    if entity[1:] in names:
        return names[entity[1:]]
    if entity == entity.upper() and html.unescape(entity) == entity:
        return names.get(entity[1:].lower(), entity).upper()
    return entity


def _from_windows(found: re.Match[str]) -> str:
    """What browsers take a C1 control character for."""
    try:
        return found[0].encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return found[0]
