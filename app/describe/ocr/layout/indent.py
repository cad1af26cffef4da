"""The indentation of code: spaces that lines begin with, told by where they begin."""

from collections.abc import Sequence
from statistics import median

from app.describe.result import TextLine

#: Lines of at least so many letters show how wide one is.
_LETTERS = 6
#: So many of them must agree on it, within this share, for all letters to be as wide as each other.
_LEAST = 3
_SAME = 0.06
_AGREE = 0.75
#: What is farther from a whole number of letters than this is no indentation.
_OFF = 0.34
#: More is another column.
_MOST = 40
#: Signs that code is full of, and the share of its letters that they are at least.
_SIGNS = "(){}[]=;:<>#/_'\"*+-.,|&!$@"
_SIGNS_SHARE = 0.04
#: Where no line begins so many letters after the others, nothing is indented.
_STEP = 1.5


def indented(lines: Sequence[TextLine]) -> list[str]:
    """What lines say, after the spaces they begin with where they are code: equally wide letters, and signs.

    Args:
        lines: In reading order.
    """
    texts = [line.text for line in lines]
    long = [line for line in lines if len(line.text) >= _LETTERS and line.text.isascii()]
    if len(long) < _LEAST or len(long) < 0.5 * len(lines):
        return texts
    # A box has a margin of half a letter at both ends together.
    widths = [(line.place[2] - line.place[0]) / (len(line.text) + 0.5) for line in long]
    wide = median(widths)
    alike = sum(abs(width - wide) <= _SAME * wide for width in widths)
    signs = sum(sign in _SIGNS for text in texts for sign in text)
    if wide <= 0 or alike < _AGREE * len(long) or signs < _SIGNS_SHARE * sum(map(len, texts)):
        return texts
    edge = min(line.place[0] for line in lines)
    steps = [(line.place[0] - edge) / wide for line in lines]
    # The one farthest left may begin a little too early; the others tell where lines begin.
    early = median(step - round(step) for step in steps)
    steps = [step - early for step in steps]
    near = sum(abs(step - round(step)) <= _OFF for step in steps)
    if not _STEP <= max(steps) <= _MOST or near < _AGREE * len(steps):
        return texts
    return [" " * round(step) + text for step, text in zip(steps, texts, strict=True)]
