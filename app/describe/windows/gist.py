"""The first sentence of a window in which nothing is wrong: what it is, and the most telling that is in it.

Which kind of window it is follows from what its controls are and how they stand: rows, pictures, messages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.controls import Box, Control, Role, State
from app.describe.result import TextLine
from app.describe.windows.charts import Chart, chart_of, shares_of
from app.describe.windows.overlap import in_picture
from app.describe.windows.parts import CHECKS, FIELDS, LISTS, TEXTS, Parts, items, texts
from app.describe.windows.rows import rows_of
from app.describe.windows.seen_words import SeenWords
from app.describe.words.phrasing import BRIEF_WORDS, clean, ended, shortened, word_count
from app.describe.words.troubles import Troubles
from app.describe.words.windows import WindowLanguage
from app.shot import Shot

_FEWEST_PICTURES = 3
_LEAST = 48  # pixels a side: smaller ones are icons
_LEAD = 10  # words
_SHORT = 4
_SENTENCE = 8
_IN_TABLES = frozenset((Role.CELL, Role.ROW, Role.TREE_ITEM))
_END = re.compile(r"[.!?\u2026](?=\s|$)")
_CLOCK = re.compile(r"^\d{1,2}:\d\d(?::\d\d)?(?: ?[/\u2013-] ?\d{1,2}:\d\d(?::\d\d)?)?$")
_ADDRESS = re.compile(r"^(?:[a-z][a-z0-9+.-]*:/|www\.)\S*$", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2}[:.]\d\d\b")
_CHART = re.compile(r"\b(?:chart|graph|diagram|plot)\b|diagramm", re.IGNORECASE)
_AMOUNT = re.compile(r"^[\d.,]+ \w+(?: \w+)?$")


class Gist:
    """Makes the sentence.

    Args:
        parts: What is in the window.
        title: Its title, without the application's name.
        shot: Its picture.
        language: The words.
        phrase: A control as it is told alone.
    """

    def __init__(
        self,
        parts: Parts,
        title: str,
        shot: Shot,
        language: WindowLanguage,
        phrase: Callable[[Control], str],
    ) -> None:
        self._parts = parts
        self._title = title
        self._shot = shot
        self._language = language
        self._phrase = phrase
        self._seen = SeenWords(language)

    @cached_property
    def sentence(self) -> str:
        """The sentence, of at most 20 words where the names in it allow it; "" where nothing is known."""
        lead, *rest = self.lead() or [""]
        said = shortened(lead, _LEAD).rstrip(".") if len(lead.split()) > _LEAD else lead
        told: list[str] = []
        for more in [*rest, *self._facts()]:
            room = BRIEF_WORDS - word_count(said, *told)
            words = self._fitted(more, room, cut=len(told) == len(told[:1]) and room > _SHORT)
            if words and words.casefold() not in said.casefold():
                told.append(words)
        if not told:  # a window's title is said last
            return ended(said) if self._parts.page is not None else ""
        return self._headed(said, self._language.row(told, long=True))

    def of(self, rest: str) -> str:
        """A sentence of what the window is called and something that was made out in it."""
        return self._headed(next(iter(self.lead()), ""), rest)

    def _headed(self, lead: str, rest: str) -> str:
        return ended(
            self._language.say("gist", lead=lead, rest=rest) if lead else rest[:1].upper() + rest[1:]
        )

    def _fitted(self, fact: "str | _Fact", room: int, *, cut: bool) -> str:
        """A fact in at most so many words; of a row as many members as there is room for."""
        language = self._language
        if isinstance(fact, _Fact):
            for most in range(len(fact.names), 0, -1):
                row = language.row(fact.names, most, long=fact.long)
                words = language.say("headed", head=fact.head, row=row)
                if word_count(words) <= room:
                    return words
            return fact.head if word_count(fact.head) <= room else ""
        if word_count(fact) <= room:
            return fact
        return " ".join([*fact.split()[:room]]).rstrip(",;:") + "\u2026" if cut else ""

    def lead(self) -> list[str]:
        """What the window or page is called, and its heading where that says something else."""
        page = self._parts.page
        name = clean(page.name) if page is not None else self._title
        if _ADDRESS.match(name):
            name = ""
        headings = [clean(one.name) for one in self._parts.of((Role.HEADING,)) if clean(one.name)]
        heading = headings[0] if headings and (page is None or self._heads(headings[0])) else ""
        if not name or not heading:
            return [one for one in (name, heading) if one]
        words, others = _words(name), _words(heading)
        if words <= others:
            return [heading]
        return [name] if others <= words else [name, heading]

    @cached_property
    def chart(self) -> Chart | None:
        """The chart that the texts of the window make up."""
        placed = [
            (clean(one.name), in_picture(one.box, self._shot))
            for one in self._parts.of(TEXTS)
            if one.box is not None and not one.children
        ]
        return chart_of(placed, self._shot.pixels) if len(placed) >= 6 else None

    def chart_among(self, lines: Sequence[TextLine]) -> Chart | None:
        """The chart that lines in one of the pictures make up."""
        for picture in self.pictures:
            assert picture.box is not None
            left, top, right, bottom = in_picture(picture.box, self._shot)
            inside = [
                (clean(line.text), line.box)
                for line in lines
                if left <= line.box[0]
                and line.box[2] <= right
                and top <= line.box[1]
                and line.box[3] <= bottom
            ]
            if (chart := chart_of(inside, self._shot.pixels) or shares_of(inside)) is not None:
                named = clean(picture.name) if _CHART.search(picture.name) else ""
                return replace(chart, title=chart.title or named)
        return None

    @cached_property
    def pictures(self) -> list[Control]:
        """The pictures in it, without icons."""
        return [one for one in self._parts.of((Role.IMAGE,)) if _is_large(one.box)]

    @property
    def wants_text(self) -> bool:
        """Whether what matters stands in a picture, so that it has to be read first."""
        pictures = self.pictures
        named = any(_CHART.search(one.name) for one in pictures)
        terminal = any(one.role is Role.TERMINAL for one in self._parts.inside)
        return terminal or (named and len(pictures) < _FEWEST_PICTURES)

    @cached_property
    def messages(self) -> list[str]:
        """The messages of a chat, oldest first; none where it is no chat."""
        fields = self._parts.of(FIELDS)
        if len(fields) != 1 or fields[0].role is not Role.TEXT_FIELD or fields[0].box is None:
            return []
        field = fields[0].box
        buttons = [one for one in self._parts.of((Role.BUTTON,)) if one.box is not None]
        beside = [one for one in buttons if one.box and one.box[1] < field[3] and one.box[3] > field[1]]
        above = [
            one
            for one in self._parts.inside
            if one.role in TEXTS | {Role.LIST_ITEM} and one.box is not None and one.box[3] <= field[1]
        ]
        timed = [clean(one.name) for one in above if _TIME.search(one.name[:60])]
        return timed if beside and len(timed) > 1 and 2 * len(timed) >= len(above) else []

    def _heads(self, heading: str) -> bool:
        """Whether the first heading is that of the whole page, not one of many alike."""
        return sum(one.role is Role.HEADING for one in self._parts.inside) < 4 or heading == self._title

    def _facts(self) -> "Iterator[str | _Fact]":
        """What is told, the most telling first; plain text only where nothing else tells what there is."""
        parts, language = self._parts, self._language
        bad = list(self._bad_items())
        yield from bad
        tables = [table for one in parts.of(LISTS) if (table := rows_of(one)) is not None]
        focus = parts.focus
        held = bool(tables) and focus is not None and focus.role in _IN_TABLES
        if focus is not None and not held and not self.messages:
            yield language.say("has_focus", control=self._phrase(focus))
        kinds: list[str | _Fact] = [*self._drawn(), *self._pictures(), *self._checks()]
        for holder in [] if self.messages else parts.of(LISTS):
            kinds += [] if bad and holder.role is Role.LIST else self._list(holder)
        yield from kinds
        everything = texts(parts.inside)
        short = [text for text in everything if _AMOUNT.match(text) or _CLOCK.match(text)]
        yield from short[: 0 if self.chart is not None else 1]
        if not (kinds or bad) or short:
            yield from self._texts([text for text in everything if text not in short[:1]])

    @staticmethod
    def _texts(everything: Sequence[str]) -> Iterator[str]:
        told = [text for text in everything if any(map(str.isalpha, text))]
        # A byline, a date and such stand above the first sentence of an article.
        long = [text for text in told if len(text.split()) >= _SENTENCE]
        yield from map(_first_sentence, long[:1] if len(long) > 1 else told)

    def _drawn(self) -> Iterator[str]:
        if messages := self.messages:
            yield self._language.say("message", words=messages[-1])
        if (chart := self.chart) is not None:
            yield self._seen.chart(chart)

    def _bad_items(self) -> "Iterator[str | _Fact]":
        """Items that tell of a problem."""
        holders = self._parts.of((Role.LIST,))
        troubles = Troubles() if holders else None
        for holder in holders:
            told = [clean(one.name) for one in items(holder)]
            bad = [name.rstrip(".") for name in told if troubles is not None and troubles.reads_so(name)]
            if bad and len(bad) < len(told):
                rest = [name.rstrip(".") for name in told if name.rstrip(".") not in bad]
                yield _Fact(self._count("item", holder.items or len(told)), (*bad, *rest))

    def _pictures(self) -> "Iterator[str | _Fact]":
        pictures = self.pictures
        if not pictures:
            return
        names = tuple(clean(one.name).rstrip(".") for one in pictures if clean(one.name))
        if len(pictures) >= _FEWEST_PICTURES:
            what = self.pictures_counted()
            yield _Fact(what, names) if names else what
        elif names and any(_CHART.search(name) for name in names):
            yield self._language.say("picture_only", name=names[0])

    def pictures_counted(self) -> str:
        """How many pictures there are, in how many rows."""
        pictures = self.pictures
        rows: list[int] = []
        for one in sorted(pictures, key=lambda one: one.box[1] if one.box else 0):
            assert one.box is not None
            if not rows or one.box[1] >= rows[-1]:
                rows.append(one.box[3])
        number = len(pictures)
        if len(rows) == 1:
            return self._language.say("pictures", number=number)
        return self._language.say("pictures_rows", number=number, rows=len(rows))

    def _checks(self) -> "Iterator[str | _Fact]":
        page = self._parts.page is not None
        boxes = self._parts.of(CHECKS - {Role.RADIO_BUTTON, Role.TOGGLE, *((Role.SWITCH,) if page else ())})
        ticked = tuple(clean(one.name) for one in boxes if State.CHECKED in one.states)
        if len(boxes) > 1:
            head = self._language.say("ticked", number=len(ticked), count=len(boxes))
            yield _Fact(head, ticked, long=False) if ticked else head

        switches = self._parts.of((Role.TOGGLE, Role.SWITCH)) if self._parts.page is not None else []
        on = tuple(clean(one.name) for one in switches if State.CHECKED in one.states)
        if len(switches) > 1:
            head = self._language.say("switched", number=len(on), count=len(switches))
            yield _Fact(head, on, long=False) if on else head

    def _list(self, holder: Control) -> "Iterator[str | _Fact]":
        language = self._language
        table = rows_of(holder)
        if table is not None and table.entries:
            entries = tuple(table.entries)
            head = language.say("month" if len(entries) == 1 else "months", number=len(entries))
            yield _Fact(head, entries)
        elif table is not None:
            rows = self._count("row" if holder.role is Role.TABLE else "item", table.count)
            yield from (language.say("selected", name=row.chosen) for row in table.rows if row.selected)
            yield _Fact(language.say("table", rows=rows), tuple(row.words for row in table.rows))
        elif (told := tuple(clean(one.name).rstrip(".") for one in items(holder))) or holder.items:
            rows = self._count("item", holder.items or len(told))
            yield _Fact(rows, told) if told else rows

    def _count(self, unit: str, number: int) -> str:
        return self._language.say(unit if number == 1 else f"{unit}s", number=number)


@dataclass(frozen=True)
class _Fact:
    """A fact with a row of names, of which as many are told as there is room for."""

    head: str
    names: tuple[str, ...]
    long: bool = True


def _first_sentence(text: str) -> str:
    """A text up to where its first sentence ends."""
    end = _END.search(text)
    words = text[: end.end()] if end else text
    return words.rstrip(".")


def _is_large(box: Box | None) -> bool:
    return box is not None and min(box[2] - box[0], box[3] - box[1]) >= _LEAST


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def without_application(title: str, app: str) -> str:
    """A title without the application's name at its end, which was just said."""
    for dash in (" - ", " \u2014 ", " \u2013 "):
        before, found, last = title.rpartition(dash)
        name, ending = app.casefold(), last.casefold().strip()
        if found and name and ending and (name in ending or ending in name):
            return before
    return title
