"""What is known about one picture, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.describe import screens
from app.describe.pixels.guards import Reason
from app.describe.reader import AllText
from app.describe.result import TextLine
from app.describe.words import phrasing
from app.errors import AppError
from app.inference.perception import Perception, Scene, doubted
from app.inference.protocols import Kind, Seen, Stance

#: A kind so likely overrules a guard.
SURE_KIND = 0.9
#: Guards that the model's kind may overrule: of one colour or very few pixels it knows nothing.
_KINDS_KNOW = frozenset((Reason.NOISE, Reason.DARK, Reason.BLURRED, Reason.GRADIENT))

if TYPE_CHECKING:
    from app.describe.windows.script import WindowScript
    from app.describe.windows.seen_script import SeenScript


@dataclass
class Findings:
    """All that is known about one picture, filled in while it is being looked at.

    Attributes:
        width: Pixels, orientation applied; as the file has them, not as they were decoded.
        height: Likewise.
        facts: What the file itself says.
        seen: What the model made of it; None until it answered, or when it could not.
        perceived: Objects, faces, codes and the scene, as far as they were looked for.
        boxes: Lines of text found at a glance.
        first: The title and the largest lines, known early.
        lines: Every line that could be read, in reading order; None until reading is over.
        scale: Size of the picture that was read, relative to the picture as given.
        turned: By how many degrees clockwise the picture was turned to be read.
        unread: Lines found that could not be read.
        uncertain: Digits and negations that may have been misread.
        problems: What could not be done, in words.
        window: The window that it shows, where the system names its controls.
        layout: What the places of a window's lines tell, where the system names no controls.
        inside: What each picture in it shows that has no name, by its number.
        note: What was said of its light before anything else.
        faint: Whether it was looked at with more contrast than it has: nothing seen in it is a fact.
        suspected: Why there may be nothing to see in it.
        guarded: Whether that stands, so that nothing else is said.
        kind: Sort of picture, from :meth:`settle` on.
        by_facts: Whether its sentence is made of facts, from :meth:`settle` on.
        text_facts: Title and largest text, from :meth:`settle` on.
        told: Lines that were read out while the others were being read.
    """

    width: int
    height: int
    facts: dict[str, Any] = field(default_factory=dict)
    seen: Seen | None = None
    perceived: Perception = field(default_factory=Perception)
    boxes: tuple[tuple[int, int, int, int], ...] = ()
    first: tuple[TextLine, ...] = ()
    lines: tuple[TextLine, ...] | None = None
    scale: float = 1.0
    turned: int = 0
    unread: int = 0
    uncertain: tuple[str, ...] = ()
    problems: list[AppError] = field(default_factory=list)
    window: "WindowScript | None" = None
    layout: "SeenScript | None" = None
    inside: dict[int, str] = field(default_factory=dict)
    note: str = ""
    faint: bool = False
    suspected: Reason | None = None
    guarded: bool = False
    kind: Kind = Kind.UNKNOWN
    by_facts: bool = True
    text_facts: screens.TextFacts = field(default_factory=screens.TextFacts)
    told: tuple[TextLine, ...] = ()

    @property
    def amount(self) -> int:
        """Lines of text found, read or not."""
        return len(self.boxes) if self.lines is None else len(self.lines) + self.unread

    @property
    def at_a_loss(self) -> bool:
        """Whether so far nothing is known of what it shows."""
        seen = self.seen
        if self.amount and (seen is None or seen.kind in (Kind.SCREENSHOT, Kind.DOCUMENT)):
            return False
        return seen is None or seen.kind is Kind.BLANK or seen.stance in (Stance.WITHHELD, Stance.NONE)

    def clears(self) -> bool:
        """Whether text, a code, an object or a sure kind overrules the suspicion; all were asked."""
        if any(screens.is_sure(line) for line in self.lines or ()) or self.perceived.codes:
            return True
        if any(one.stance is Stance.FACT for one in self.perceived.objects):
            return True
        seen = self.seen
        if seen is None or self.suspected not in _KINDS_KNOW or seen.kind in (Kind.BLANK, Kind.UNKNOWN):
            return False
        return seen.kind_confidence >= SURE_KIND

    def settle(self) -> None:
        """Decide once what it is, just before the first word: what is said later must agree with it.

        A picture full of text is no photo whatever the model takes it for. A screenshot or document never
        gets a photo's sentence.
        """
        lines = self._told(self.first if self.lines is None else self.lines)
        boxes = self.boxes if self.lines is None else tuple(line.place for line in self.lines)
        area = screens.covered(boxes, self.width, self.height)
        full = screens.is_mostly_text(self.amount, area)
        seen = self.seen
        if seen is not None:
            doubtful = seen.kind is Kind.PHOTO and full and seen.kind_confidence < 0.9
            overruled = doubtful or (
                seen.kind is Kind.BLANK and (self.amount > 0 or bool(self.perceived.codes))
            )
            self.kind = Kind.UNKNOWN if overruled else seen.kind
        nothing_seen = seen is None and not self.perceived.looked
        only_codes = seen is not None and seen.kind is Kind.BLANK and not self.amount and self.perceived.codes
        mostly_text = full or self._only_text_is_known()
        self.by_facts = (
            nothing_seen
            or mostly_text
            or bool(only_codes)
            or self.kind in (Kind.SCREENSHOT, Kind.DOCUMENT, Kind.BLANK)
        )
        if seen is not None and seen.scene is not None and self.kind is Kind.PHOTO and not self.by_facts:
            self.perceived = replace(self.perceived, scene=seen.scene)
        self.text_facts = self._text_facts(lines, boxes)
        if self.from_screen and self.by_facts and self.kind is not Kind.BLANK:
            self.kind = Kind.SCREENSHOT

    def doubt(self) -> None:
        """Take nothing that was seen for a fact; what was read stays.

        What is unlike a photo may be a painting: it is not called a photo, only what would have been a fact
        is told as likely, and nothing of where it is.
        """
        seen = self.seen
        if seen is not None and seen.foreign and self.kind is Kind.PHOTO:
            self.kind = Kind.UNKNOWN
            sure = tuple(one for one in self.perceived.objects if one.stance is Stance.FACT)
            self.perceived = replace(self.perceived, objects=sure, scene=Scene())
            self.seen = seen = replace(seen, objects=(), may_include=())
        self.perceived = doubted(self.perceived)
        if seen is not None and seen.stance is Stance.FACT:
            self.seen = replace(seen, stance=Stance.HEDGED)

    def complete(self, text: AllText) -> None:
        """Enter all text, the layout, and a title that the first look missed."""
        self.lines, self.scale, self.turned = self._open(text.lines), text.scale, text.turned
        self.unread = text.unread
        secret = [line.text for line in text.lines if line not in self.lines]
        self.uncertain = tuple(word for word in text.uncertain if not any(word in one for one in secret))
        known = self.text_facts
        boxes = tuple(line.place for line in self.lines)
        now = self._text_facts(self._told(self.lines), boxes)
        same = now.headline == known.headline and not known.title
        self.text_facts = (
            now if same or not known.headline else replace(known, where=now.where, opening=now.opening)
        )

    def add_page(self, first: int, lines: Sequence[TextLine], unread: int) -> None:
        """Enter the text of a further page of a document of which the first that was read has this number."""
        before = [line if line.page else replace(line, page=first) for line in self.lines or ()]
        self.lines, self.unread = (*before, *lines), self.unread + unread

    @property
    def from_screen(self) -> bool:
        """Whether it was taken from the screen, so that the system has told its application and title."""
        return "from" in self.facts

    def _only_text_is_known(self) -> bool:
        """Whether there is text on a screen, and nothing that is seen in it may be said."""
        stances = [one.stance for one in (self.seen, *self.perceived.objects) if one is not None]
        shown = any(stance in (Stance.FACT, Stance.HEDGED) for stance in stances)
        return self.from_screen and self.amount > 0 and not shown

    def _told(self, lines: Sequence[TextLine]) -> Sequence[TextLine]:
        """The lines but those that only repeat the title that was said already."""
        title = str(self.facts.get("window", "")).casefold()
        return [
            line
            for line in self._open(lines)
            if not title or phrasing.clean(line.text).casefold() not in title
        ]

    def _open(self, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
        """The lines but what stands in fields for passwords, which is not kept at all."""
        window = self.window
        return tuple(lines) if window is None else tuple(line for line in lines if not window.hides(line))

    def _text_facts(
        self, lines: Sequence[TextLine], boxes: Sequence[tuple[int, int, int, int]]
    ) -> screens.TextFacts:
        title = str(self.facts.get("title") or self.facts.get("window", ""))
        found = screens.text_facts(lines, boxes, self.width, self.height, title=title)
        return replace(found, title="", said=1) if self.from_screen else found
