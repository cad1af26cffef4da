"""What is said of a window or screen whose program names no controls, once its text was read."""

from collections.abc import Iterator, Sequence

from app.describe.result import TextLine
from app.describe.windows.framed import FramedLines, framed
from app.describe.windows.gist import without_application
from app.describe.windows.remarks import is_red
from app.describe.windows.seen import FEW_LINES, Screenful, chart_in, is_terminal, items_of, screenful
from app.describe.windows.seen_words import SeenWords
from app.describe.words.phrasing import clean, ended, shortened
from app.describe.words.windows import WINDOWS, WindowLanguage
from app.inference.protocols import Level
from app.shot import ScreenPart, Shot

_MANY_BUTTONS = 8
_LONGEST = 60  # words


class SeenScript:
    """Puts a window into words by where its lines stand.

    Args:
        shot: Its picture.
        lines: All that was read of it.
        language: The words.
    """

    def __init__(self, shot: Shot, lines: Sequence[TextLine], language: WindowLanguage = WINDOWS) -> None:
        self._words = SeenWords(language)
        self._language = language
        height, width = shot.pixels.shape[:2]
        self._title = without_application(clean(shot.window), clean(shot.app))
        window = shot.place is not ScreenPart.SCREEN
        screen = screenful(lines) if window and is_terminal(shot.app) else None
        self._screen: Screenful | None = screen
        self._items = items_of(lines, width, height) if window and screen is None and lines else None
        known = self._items is not None or screen is not None
        self._chart = None if known else chart_in(lines, shot.pixels)
        few = window and not known and self._chart is None and 0 < len(lines) <= FEW_LINES
        self._framed = framed(lines, shot.pixels) if few else None
        self._red = [line for line in lines if self._framed is not None and is_red(shot.pixels, line.box)]

    def opening(self) -> str:
        """The first sentence; "" where its lines tell nothing by their places."""
        if self._screen is not None:
            return self._words.terminal(self._screen)
        if self._items is not None:
            return self._words.items(self._title, self._items)
        if self._chart is not None:
            words = self._words.chart(self._chart)
            return self._language.say("alone", rest=words[:1].upper() + words[1:])
        if self._framed is not None and self._framed.buttons:
            return self._boxed(self._framed)
        return ""

    def _boxed(self, found: FramedLines) -> str:
        """A window with buttons: what it is called, red lines, the others; its buttons."""
        say, keys = self._language.say, len(found.buttons) >= _MANY_BUTTONS
        texts = [line for line in found.texts if len(clean(line.text)) > 1 or not keys]
        ordered = [*(line for line in texts if line in self._red), *found.fields] if keys or self._red else []
        ordered += [line for line in (*texts, *found.fields) if line not in ordered]
        words = self._language.row(_sentences([clean(line.text) for line in ordered]), long=True)
        told = ended(shortened(words, _LONGEST)) if words else ""
        head = (
            say("gist", lead=self._title, rest=told) if self._title and told else told or ended(self._title)
        )
        return say("boxed", words=head, row=self._language.row(found.buttons))

    def rest(self, level: Level) -> Iterator[str]:
        """What follows."""
        if level is Level.BRIEF:
            return
        if self._screen is not None:
            yield from self._words.output(self._screen, everything=level is Level.FULL)
        if self._items is not None:
            yield self._words.names(self._items)
        if self._chart is not None:
            yield self._words.bars(self._chart)


def _sentences(lines: Sequence[str]) -> list[str]:
    """Lines, those that go on or end as sentences do put together."""
    told: list[str] = []
    for line in lines:
        if told and (line[:1].islower() or told[-1].endswith((".", "!", "?", ","))):
            told[-1] = " ".join((told[-1], line))
        else:
            told.append(line)
    return told


def waits_for_text(shot: Shot, amount: int, few: int) -> bool:
    """Whether all text is read before anything is said: where it is a terminal, or short.

    Args:
        shot: The picture.
        amount: Lines found at a glance.
        few: So many are read at once.
    """
    return shot.place is not ScreenPart.SCREEN and (is_terminal(shot.app) or amount <= few)
