"""What is said about a picture, in which order, at which level. The house's order of speaking is here.

Photos: kind and gist, text read out, other objects, setting, layout. Screenshots and documents: title and
largest text, then what looks like a dialog or an error, then the text, setting, layout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.describe import screens
from app.describe.result import TextLine
from app.describe.words import phrasing
from app.errors import AppError
from app.inference.protocols import Kind, Level, Seen, Stance
from app.shot import Shot

_BRIEF_LINES = 3
_BRIEF_TEXT_WORDS = 12
_MAIN_LINES = 8


@dataclass
class Sighting:
    """All that is known about one picture, filled in while it is being looked at.

    Attributes:
        width: Pixels, orientation applied; as the file has them, not as they were decoded.
        height: Likewise.
        facts: What the file itself says.
        seen: What the model made of it; None until it answered, or when it could not.
        boxes: Lines of text found at a glance.
        first: The title and the largest lines, known early.
        lines: Every line that could be read, in reading order; None until reading is over.
        unread: Lines found that could not be read.
        uncertain: Digits and negations that may have been misread.
        problems: What could not be done, in words.
        kind: Sort of picture, from :meth:`settle` on.
        by_facts: Whether its sentence is made of facts, from :meth:`settle` on.
        text_facts: Title and largest text, from :meth:`settle` on.
    """

    width: int
    height: int
    facts: dict[str, Any] = field(default_factory=dict)
    seen: Seen | None = None
    boxes: tuple[tuple[int, int, int, int], ...] = ()
    first: tuple[TextLine, ...] = ()
    lines: tuple[TextLine, ...] | None = None
    unread: int = 0
    uncertain: tuple[str, ...] = ()
    problems: list[AppError] = field(default_factory=list)
    kind: Kind = Kind.UNKNOWN
    by_facts: bool = True
    text_facts: screens.TextFacts = field(default_factory=screens.TextFacts)

    @property
    def amount(self) -> int:
        """Lines of text found, read or not."""
        return len(self.boxes) if self.lines is None else len(self.lines) + self.unread

    def settle(self) -> None:
        """Decide once what it is, just before the first word: what is said later must agree with it.

        A picture full of text is no photo whatever the model takes it for. A screenshot or document never
        gets a photo's sentence.
        """
        lines = self._told(self.first if self.lines is None else self.lines)
        boxes = self.boxes if self.lines is None else tuple(line.box for line in self.lines)
        area = screens.covered(boxes, self.width, self.height)
        full = screens.is_mostly_text(self.amount, area)
        seen = self.seen
        if seen is not None:
            doubtful = seen.kind is Kind.PHOTO and full and seen.kind_confidence < 0.9
            overruled = doubtful or (seen.kind is Kind.BLANK and self.amount > 0)
            self.kind = Kind.UNKNOWN if overruled else seen.kind
        self.by_facts = seen is None or full or self.kind in (Kind.SCREENSHOT, Kind.DOCUMENT, Kind.BLANK)
        self.text_facts = self._text_facts(lines, boxes)
        if self.from_screen and self.by_facts and self.kind is not Kind.BLANK:
            self.kind = Kind.SCREENSHOT

    def complete(self) -> None:
        """Once all is read: enter the layout, and a title that the first look missed."""
        known = self.text_facts
        if self.lines is None:
            return
        boxes = tuple(line.box for line in self.lines)
        now = self._text_facts(self._told(self.lines), boxes)
        same = now.headline == known.headline and not known.title
        self.text_facts = now if same else replace(known, where=now.where)

    @property
    def from_screen(self) -> bool:
        """Whether it was taken from the screen, so that the system has told its application and title."""
        return "from" in self.facts

    def _told(self, lines: Sequence[TextLine]) -> Sequence[TextLine]:
        """The lines but those that only repeat the title that was said already."""
        title = str(self.facts.get("window", "")).casefold()
        return [line for line in lines if not title or phrasing.clean(line.text).casefold() not in title]

    def _text_facts(
        self, lines: Sequence[TextLine], boxes: Sequence[tuple[int, int, int, int]]
    ) -> screens.TextFacts:
        title = str(self.facts.get("title") or self.facts.get("window", ""))
        found = screens.text_facts(lines, boxes, self.width, self.height, title=title)
        return replace(found, title="", said=1) if self.from_screen else found


def whence(shot: Shot) -> str:
    """Where a picture of the screen is from, as the system has it: application, window; "" if unknown."""
    app, title = phrasing.clean(shot.app), _without_app(phrasing.clean(shot.window), shot.app)
    window = f"window {phrasing.quoted(title, words=12)}" if title else ""
    known = ", ".join(part for part in (app, window) if part)
    return f"{known[0].upper()}{known[1:]}." if known else ""


def _without_app(title: str, app: str) -> str:
    """A title without the application's name at its end, which was just said."""
    for dash in (" - ", " \u2014 ", " \u2013 "):
        before, found, last = title.rpartition(dash)
        if found and app and app.casefold() in last.casefold():
            return before
    return title


def opening(it: Sighting, *, brief: bool, gist: bool = True) -> str:
    """The first thing said: kind and gist in one sentence (two when the model's own is withheld).

    Without ``gist`` it is the kind alone, where no facts say more: another model's words follow.
    """
    if it.by_facts:
        return _opening_of_facts(it)
    if not gist:
        return f"{phrasing.kind_name(it.kind)}."
    words = phrasing.gist(it.seen, brief=brief) if it.seen is not None else ""
    return f"{phrasing.kind_name(it.kind)}: {words or phrasing.NOT_SURE}"


def sentence_of_facts(it: Sighting) -> str:
    """The caption of a picture that is described by facts; reading is over."""
    return screens.sentence(it.kind, it.text_facts, it.amount) if it.amount else _opening_of_facts(it)


def _opening_of_facts(it: Sighting) -> str:
    if it.kind is Kind.BLANK:
        return "This picture looks blank."
    if it.amount and it.from_screen:
        return screens.largest(it.text_facts)
    if it.amount:
        return screens.sentence(it.kind, it.text_facts)
    if it.from_screen:
        return "I found no text in it." if it.lines is not None else ""
    size = f"{phrasing.kind_name(it.kind)} of {it.width} by {it.height} pixels"
    return f"{size}, without any text that I could find." if it.lines is not None else f"{size}."


def stance_of(it: Sighting) -> tuple[Stance, str]:
    """(stance, caption source) of that sentence."""
    if it.by_facts:  # a size alone describes nothing
        nothing = it.kind is Kind.BLANK or not it.amount
        return (Stance.NONE, "none") if nothing else (Stance.FACT, "facts")
    if it.seen is None or it.seen.stance is Stance.NONE:
        return Stance.NONE, "none"
    return it.seen.stance, "model"


def after_text(it: Sighting, level: Level, said: str, *, also: bool = True) -> Iterator[str]:
    """Everything said after the first sentence, piece by piece; needs the whole text to have been read.

    Args:
        it: The picture, reading over.
        level: How much to say.
        said: What was said so far, so that nothing is said twice.
        also: Name objects that were not named yet.
    """
    lines = it.lines or ()
    if level is Level.FULL:
        yield from all_text(it)
    elif it.by_facts:
        yield from _text_of_screen(it, lines, level, said)
    else:
        yield from _text_in_photo(it, lines, level)
    if level is Level.BRIEF:
        return
    if also and not it.by_facts and it.seen is not None:
        yield phrasing.also(it.seen.objects, said)
    yield from _setting(it)


def all_text(it: Sighting) -> Iterator[str]:
    """Every line in reading order, then what is uncertain and what could not be read."""
    if it.lines is None:
        return
    sure = any(screens.is_sure(line) for line in it.lines)
    said = phrasing.it_says([line.text for line in it.lines], sure=sure)
    yield said or ("" if it.unread else "I found no text in it.")
    yield phrasing.uncertain_notice(it.uncertain)
    yield phrasing.unread_notice(it.unread)


def _text_in_photo(it: Sighting, lines: Sequence[TextLine], level: Level) -> Iterator[str]:
    sure = [line for line in lines if screens.is_sure(line)]
    doubtful = [line for line in lines if not screens.is_sure(line)]
    if level is Level.DETAILED:
        yield from _some_text(it, sure)
        yield phrasing.it_says([line.text for line in doubtful[:_BRIEF_LINES]], sure=False)
    elif len(sure) > _BRIEF_LINES or sum(len(line.text.split()) for line in sure) > _BRIEF_TEXT_WORDS:
        yield f"There are {len(lines)} lines of text."
    elif sure:
        yield from _some_text(it, sure)
    elif it.unread or any(sum(ch.isalnum() for ch in line.text) > 2 for line in doubtful):
        yield "There may be some text."


def _text_of_screen(it: Sighting, lines: Sequence[TextLine], level: Level, said: str) -> Iterator[str]:
    if it.text_facts.title and it.text_facts.title not in said:
        yield f"It is titled {phrasing.quoted(it.text_facts.title, words=12)}."
    more = screens.lines_left(it.text_facts, it.amount)
    if more:
        yield f"There {'is' if more == 1 else 'are'} {phrasing.counted(more, 'more line')} of text."
    if trouble := screens.trouble(lines, said):
        yield f"A message says: {phrasing.quoted(trouble, words=16)}."
    if level is Level.DETAILED:
        yield from _some_text(it, lines)
    else:
        yield phrasing.unread_notice(it.unread)


def _some_text(it: Sighting, lines: Sequence[TextLine]) -> Iterator[str]:
    shown = screens.main_lines(lines, _MAIN_LINES)
    yield phrasing.it_says([line.text for line in shown])
    if len(lines) > len(shown):
        yield f"That is the largest of {len(lines)} lines of text."
    yield phrasing.uncertain_notice([word for word in it.uncertain if any(word in n.text for n in shown)])
    yield phrasing.unread_notice(it.unread)


def _setting(it: Sighting) -> Iterator[str]:
    facts = it.facts
    if taken := phrasing.clean(str(facts.get("taken", ""))):
        yield f"Taken {phrasing.spoken_date(taken)}."
    if place := phrasing.spoken_place(facts.get("place") or facts.get("gps")):
        yield f"Place: {place}."
    if camera := phrasing.clean(str(facts.get("camera", ""))):
        yield f"Camera: {camera}."
    if where := it.text_facts.where:
        yield f"The text is {where}."
    yield f"The picture is {it.width} by {it.height} pixels."
