"""Whether two lines of text are one line, read twice: numbers, signs, units, names, states are equal."""

import re
import unicodedata
from dataclasses import dataclass

# A cursor that happens to be on, or the spinner of a program in a terminal.
_CURSORS = " |_▌█▏▎▍▋▊▉▂▁"
_SPINNER = re.compile(r"^[|/\\\-\u2013\u2014\u2800-\u28ff◐◓◑◒]\s+(?![\d$€£])")
_MINUS = "\u2010\u2011\u2012\u2013\u2014\u2212-"
_BETWEEN = {".": ".", ",": ".", ":": ".", ";": ".", "/": "/", "\u00d7": "x", **dict.fromkeys(_MINUS, "-")}
_THOUSANDS = re.compile(
    r"(?<![\d.,'\u2019])([1-9]\d{0,2})((?:[.,'\u2019]\d{3})+)(?=$|[^\d.,'\u2019]|[.,](?:\d{1,2}(?!\d)|\D|$))"
)
# Signs of numbers, which are read with and without spaces.
_SIGN = re.compile(rf"([<>≤≥]|(?<!\w)[{_MINUS}])\s+(?=\d)")
_INNER = re.compile(rf"(?<=\d)\s*([/:\u00d7{_MINUS}])\s*(?=\d)")
# Marks that say something: where both readings have as many, they must agree. One that is missing flickers.
_MARKS = {
    **{"?": "?", "!": "!", "☐": "☐", "★": "★", "☆": "☆"},
    **dict.fromkeys("✓✔☑√", "✓"),
    **dict.fromkeys("✗✘✕✖❌☒", "✗"),
    **dict.fromkeys("↑▲⬆", "↑"),
    **dict.fromkeys("↓▼⬇", "↓"),
    **dict.fromkeys("→▶➡", "→"),
    **dict.fromkeys("←◀⬅", "←"),
    **dict.fromkeys("●◉", "●"),
    **dict.fromkeys("○◯", "○"),
}
_ALONE = "✓✗↑↓→←"  # a cell of a table may hold nothing else
_EMOJI = "\U0001f000"
# Letters that are taken for each other whatever the word; of Cyrillic and Greek those that look Latin.
_LIKE = str.maketrans("01i|øđłıаеорсухікмтвнοαν", "olllodllaeopcyxlkmtbhoav")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# A digit or currency and the letter that it is taken for, never two digits; two letters; two of a long word.
_CONFUSED = frozenset(
    frozenset(pair) for pair in ("5s", "8b", "2z", "9g", "9q", "6b", "6g", "$s", "€e", "€c", "£e", "gq")
)
_CONFUSED_LONG = _CONFUSED | {frozenset("ce"), frozenset("uv")}
_ACCENTED = ("LATIN", "GREEK", "CYRILLIC", "HEBREW", "ARABIC")
_NUMBER = re.compile(r"-?\d+(?:[./-]\d+)*")
# A word of digits and letters like them; it has a digit.
_NUMERIC = re.compile(r"(?<![^\W_])(?=[^\s\d]*\d)[\doOlI|.,:/'\u2019-]+(?![^\W_])")
_DIGITS = str.maketrans("oOlI|", "00111")
_LONG_WORD = 8
_LONG_LINE = 12
_CARETS = frozenset("li1")


@dataclass(frozen=True)
class NormalizedLine:
    """A line as it is compared.

    Attributes:
        key: Its letters, digits and the signs of numbers, letters that are mistaken for each other made one;
            "" without any; of a mark that stands alone, the mark.
        words: Its words, in small letters, without accents and punctuation, but with the signs of numbers.
        numbers: Its numbers: minus, digits and what stands between them.
        shape: The line with every number replaced by a sign.
        marks: Ticks, arrows, question marks and the like, in order.
    """

    key: str
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    shape: str
    marks: tuple[str, ...]


def normalized(text: str) -> NormalizedLine:
    """Make a line fit to be compared."""
    plain = unicodedata.normalize("NFKC", text).strip(_CURSORS)
    marks = tuple(mark for sign in plain if (mark := _MARKS.get(sign, sign if sign >= _EMOJI else "")))
    words = tuple(_bare(_SPINNER.sub("", plain)).split())
    return NormalizedLine(
        _like("".join(words)) or "".join(mark for mark in marks if mark in _ALONE),
        words,
        tuple(number for word in words for number in _NUMBER.findall(word)),
        "".join(_NUMBER.sub("#", word) for word in words),
        marks,
    )


def same(one: NormalizedLine, other: NormalizedLine) -> bool:
    """Whether the difference, if any, is what reading twice makes.

    That is a space, an accent, punctuation, a letter for one like it (O and 0, l and 1, rn and m), a thin
    stroke in a long word, or a cursor read as a letter at the end. All else is a difference: a digit, a sign,
    a unit, a letter of a name.
    """
    if one.marks != other.marks and len(one.marks) == len(other.marks):
        return False
    if len(one.words) != len(other.words):
        return _same_joined(one, other)
    if one.key == other.key and one.numbers == other.numbers:
        return True
    pairs = list(zip(one.words, other.words, strict=True))
    return all(_same_word(a, b) for a, b in pairs[:-1]) and (_same_word(*pairs[-1]) or _caret(*pairs[-1]))


def _same_joined(one: NormalizedLine, other: NormalizedLine) -> bool:
    """Whether words were joined or split, and perhaps a letter of them misread."""
    if one.key == other.key:
        return _same_numbers(one.numbers, other.numbers)
    short, long = sorted((one, other), key=lambda line: len(line.words))
    if short.words and long.words[:-1] == short.words and long.words[-1] in _CARETS:
        return not short.words[-1][-1].isdigit()
    lengthy = min(len(one.key), len(other.key)) >= _LONG_LINE
    return lengthy and one.numbers == other.numbers and _same_word("".join(one.words), "".join(other.words))


def _same_numbers(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether numbers differ in nothing but spaces between thousands."""
    few, many = sorted((one, other), key=len)
    if len(few) == len(many) or "".join(few) != "".join(many):
        return few == many
    return all(len(number) == 3 for number in many if number not in few and number != many[0])


def _same_word(one: str, other: str) -> bool:
    a, b = _like(one), _like(other)
    if a == b or _confused(one.translate(_LIKE), other.translate(_LIKE)) or _confused(a, b):
        return True
    return _thin_stroke(*sorted((a, b), key=len))


def _confused(a: str, b: str) -> bool:
    """Whether a few letters were taken for digits, or for letters like them."""
    if len(a) == len(b) > 1:
        differ = [frozenset(pair) for pair in zip(a, b, strict=True) if pair[0] != pair[1]]
        confused = _CONFUSED if len(a) < _LONG_WORD - 2 else _CONFUSED_LONG
        return len(differ) <= 1 + len(a) // 4 and confused.issuperset(differ)
    return False


def _thin_stroke(short: str, long: str) -> bool:
    """Whether only an i or l is missing inside of a long word; not one of two, as of Michelle."""
    if len(long) != len(short) + 1 or len(long) < _LONG_WORD or any(map(str.isdigit, long)):
        return False
    at = next((k for k, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    inside = 1 < at < len(short) and long[at + 1 :] == short[at:]
    return inside and long[at] == "l" and "l" not in (long[at - 1], long[at + 1])


def _caret(one: str, other: str) -> bool:
    """Whether a cursor after the last word was read as a letter."""
    short, long = sorted((one, other), key=len)
    if long[:-1] != short or len(long) != len(short) + 1 or long[-1] not in _CARETS:
        return False
    # "5 m" is not "5 ml", nor 1 11.
    return not ((len(short) == 1 and short.isascii() and short.isalpha()) or short[-1].isdigit())


def _like(word: str) -> str:
    word = word.translate(_LIKE)
    for pair, letter in _PAIRS:
        word = word.replace(pair, letter)
    return word


def _bare(text: str) -> str:
    """Small letters without accents, digits, signs that belong to them, and spaces."""
    text = _NUMERIC.sub(lambda found: found[0].translate(_DIGITS), text)
    text = _THOUSANDS.sub(lambda found: found[1] + re.sub(r"\D", "", found[2]), text)
    text = _INNER.sub(r"\1", _SIGN.sub(r"\1", text))
    text = "".join(_unaccented(sign) for sign in text.casefold())
    near = zip(" " + text, text, text[1:] + " ", strict=False)
    return "".join(_kept(before, sign, after) for before, sign, after in near)


def _kept(before: str, sign: str, after: str) -> str:
    if sign.isalnum() or sign.isspace() or unicodedata.category(sign) in ("Sc", "Mn", "Mc"):
        return sign
    if sign in "%‰":
        return sign
    if _like_digit(before) and _like_digit(after) and (before.isdigit() or after.isdigit()):
        return _BETWEEN.get(sign, "")
    if sign in _MINUS:
        counts = after.isdigit() or unicodedata.category(after) == "Sc"
        return "-" if counts and not before.isalnum() else ""
    if sign == "+":
        return "+" if before.isalnum() and not after.isalnum() else ""
    return sign if sign in "<>≤≥" and after.isdigit() else ""


def _like_digit(sign: str) -> bool:
    return sign.isdigit() or sign in "oli"


def _unaccented(sign: str) -> str:
    if sign < "\x80":
        return sign
    base, *marks = list(unicodedata.normalize("NFD", sign))
    if unicodedata.category(base) == "Mn":
        # Beside a letter; those of Indian scripts and Thai are vowels.
        return "" if unicodedata.name(base, "").startswith(("COMBINING", *_ACCENTED)) else sign
    return base if marks and unicodedata.name(base, "").startswith(_ACCENTED) else sign
