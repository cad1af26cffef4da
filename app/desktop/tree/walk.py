"""One window's objects, asked for level by level, as many at a time as possible."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.controls import Role
from app.desktop.tree import questions
from app.desktop.tree.bus import Bus, MethodCall
from app.desktop.tree.questions import Answer, Extents, Ref
from app.desktop.tree.roles import FIELDS, WORKED, Bit, Relation, has, role_of

_MOST = 1500
_DEEPEST = 50
_FEW = 150  # more children than these are not listed but looked for where they can be seen
_ROW = 14  # pixels between the places where they are looked for
_COLUMNS = {Role.TABLE: 5, Role.TREE: 3}
_PLACES = 320
_HEADERS = 8
_LONG_TEXT = 300
SCROLL_PANE = 49
MANY = frozenset((Role.LIST, Role.TREE, Role.TABLE))
_VALUED = frozenset((Role.SLIDER, Role.PROGRESS_BAR, Role.SPIN_BUTTON))
_WRITTEN = frozenset((Role.TEXT_FIELD, Role.SPIN_BUTTON, Role.COMBO_BOX))


@dataclass(eq=False)
class Found:
    """What a program told of one of its objects.

    Attributes:
        number: Its role as AT-SPI numbers them.
        bits: Its states likewise.
        role: Its role here.
        speaks: The interfaces it has.
        name: What it is called.
        place: Where it is, as the program counts; None where it does not tell.
        count: How many are in it.
        text: What is written in it.
        numbers: Its number, the smallest and the largest it can be.
        rows: How many rows a table has.
        chosen: The name of what is selected in a combo box.
        labels: What names it.
        errors: What says that it is wrong.
        remark: What is said besides of one that is wrong.
        children: Those in it that can be seen.
    """

    ref: Ref
    number: int = -1
    bits: int = 0
    role: Role = Role.OTHER
    speaks: frozenset[str] = frozenset()
    name: str = ""
    place: Extents | None = None
    count: int = 0
    text: str = ""
    numbers: tuple[float | None, ...] = ()
    rows: int = -1
    chosen: str = ""
    labels: list[Ref] = field(default_factory=list)
    errors: list[Ref] = field(default_factory=list)
    remark: str = ""
    children: list["Found"] = field(default_factory=list)

    def walk(self) -> Iterator["Found"]:
        """This one and all in it, each before its own."""
        waiting = [self]
        while waiting:
            found = waiting.pop()
            yield found
            waiting.extend(reversed(found.children))


class Walk:
    """Asks for the objects of one window; what cannot be seen is left out.

    Args:
        bus: Where its program is.

    Attributes:
        complete: Whether all of it was told.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._known: set[Ref] = set()
        self._bounded = False

    @property
    def complete(self) -> bool:
        """Whether all was told."""
        return not (self._bus.silent or self._bounded)

    def window(self, ref: Ref) -> Found | None:
        """All of a window that can be seen; None where it tells nothing."""
        level = self._level([ref])
        if not level:
            return None
        window, everything = level[0], list(level)
        # A browser tells where its page is, which lies deep in its own bars and is what matters.
        (answer,) = self._bus.ask([questions.relations(ref)])
        pages = questions.as_relations(answer).get(Relation.EMBEDS, [])[:_HEADERS]
        self._known.update(pages)
        within = [(window, pages)]
        for _ in range(_DEEPEST):
            within += self._children(level)
            found = {one.ref: one for one in self._level([ref for _, refs in within for ref in refs])}
            for parent, children in within:
                parent.children += [found[child] for child in children if child in found]
            level, within = list(found.values()), []
            everything += level
            if not level:
                break
        self._bounded |= bool(level)
        # What takes a program longest is how often it is asked, so this is asked of all at once.
        self._relations(everything)
        self._values(everything)
        return window

    def names(self, refs: Sequence[Ref]) -> dict[Ref, str]:
        """What other objects are called, or else what is written in them."""
        fresh = list(dict.fromkeys(refs))[:_FEW]
        named = self._bus.ask([questions.name(ref) for ref in fresh])
        found = {ref: questions.as_text(answer) for ref, answer in zip(fresh, named, strict=True)}
        bare = [ref for ref in fresh if not found[ref]]
        told = self._each(bare, (questions.role, questions.interfaces))
        # Only plain text is: nothing is asked of what may be a password field.
        written = [
            ref
            for ref, (role, speaks) in zip(bare, told, strict=True)
            if role_of(questions.as_number(role), 0) in (Role.TEXT, Role.ALERT, Role.PARAGRAPH)
            and "Text" in questions.as_interfaces(speaks)
        ]
        return found | self._texts(written)

    def _level(self, refs: Sequence[Ref]) -> list[Found]:
        """What objects are and where, without those that cannot be seen."""
        asked = (
            questions.states,
            questions.role,
            questions.name,
            questions.extents,
            questions.child_count,
        )
        level = []
        for ref, answers in zip(refs, self._each(refs, asked), strict=True):
            told, numbered, named, placed, counted = answers
            bits, number = questions.as_states(told), questions.as_number(numbered)
            if has(bits, Bit.SHOWING) and number >= 0:
                one = Found(ref, number, bits, role_of(number, bits))
                one.name = questions.as_text(named)
                one.place = questions.as_extents(placed)
                one.count = max(0, questions.as_number(counted))
                level.append(one)
        return level

    def _each(
        self, refs: Sequence[Ref], asked: Sequence[Callable[[Ref], MethodCall]]
    ) -> list[tuple[Answer, ...]]:
        """The answers of each to several questions."""
        answers = self._bus.ask([question(ref) for ref in refs for question in asked])
        width = len(asked)
        return [tuple(answers[width * at : width * (at + 1)]) for at in range(len(refs))]

    def _values(self, everything: Sequence[Found]) -> None:
        """What is in those that hold something."""
        able = [one for one in everything if one.role in _WRITTEN | _VALUED | MANY]
        asked = self._bus.ask([questions.interfaces(one.ref) for one in able])
        for one, answer in zip(able, asked, strict=True):
            one.speaks = questions.as_interfaces(answer)
        valued = [one for one in able if one.role in _VALUED and "Value" in one.speaks]
        many = [one for one in able if one.role in MANY and "Table" in one.speaks]
        asked = self._bus.ask(
            [question for one in valued for question in questions.value(one.ref)]
            + [questions.rows(one.ref) for one in many]
        )
        for place, one in enumerate(valued):
            one.numbers = tuple(questions.as_float(answer) for answer in asked[3 * place : 3 * place + 3])
        for one, answer in zip(many, asked[3 * len(valued) :], strict=True):
            one.rows = questions.as_number(answer)
        written = {one.ref: one for one in able if one.role in _WRITTEN and "Text" in one.speaks}
        for ref, text in self._texts(list(written)).items():
            written[ref].text = text
        self._choices([one for one in able if one.role is Role.COMBO_BOX])

    def _texts(self, refs: Sequence[Ref]) -> dict[Ref, str]:
        """What is written in objects, where it is short: of a long text another part may be seen."""
        lengths = map(questions.as_number, self._bus.ask([questions.text_length(ref) for ref in refs]))
        short = [(ref, n) for ref, n in zip(refs, lengths, strict=True) if 0 < n <= _LONG_TEXT]
        texts = self._bus.ask([questions.text(ref, length) for ref, length in short])
        return {ref: questions.as_text(answer) for (ref, _), answer in zip(short, texts, strict=True)}

    def _choices(self, boxes: Sequence[Found]) -> None:
        """What is selected in combo boxes: toolkits tell it of the box or of the list in it."""
        ask = self._bus.ask
        telling = {one.ref: one for one in boxes if "Selection" in one.speaks}
        others = [one for one in boxes if one.count and one.ref not in telling]
        lists = ask([questions.child(one.ref, 0) for one in others])
        inner = {
            ref: one for one, answer in zip(others, lists, strict=True) if (ref := questions.as_ref(answer))
        }
        speaks = ask([questions.interfaces(ref) for ref in inner])
        for (ref, one), answer in zip(inner.items(), speaks, strict=True):
            if "Selection" in questions.as_interfaces(answer):
                telling[ref] = one
        chosen = ask([questions.selected_child(ref) for ref in telling])
        known = [
            (box, ref)
            for box, answer in zip(telling.values(), chosen, strict=True)
            if (ref := questions.as_ref(answer)) is not None
        ]
        for (box, _), answer in zip(known, ask([questions.name(ref) for _, ref in known]), strict=True):
            box.chosen = questions.as_text(answer)

    def _relations(self, everything: Sequence[Found]) -> None:
        """What names those without a name, and what says that others are wrong."""
        wrong = [one for one in everything if has(one.bits, Bit.INVALID_ENTRY)]
        nameless = [
            one
            for one in everything
            if one.role is Role.COMBO_BOX
            or (not one.name and (one.role in WORKED | _VALUED | MANY or one.number == SCROLL_PANE))
        ]
        related = list(dict.fromkeys(wrong + nameless))
        asked = self._bus.ask(
            [questions.relations(one.ref) for one in related]
            + [questions.description(one.ref) for one in wrong]
        )
        for one, answer in zip(related, asked, strict=False):
            relations = questions.as_relations(answer)
            one.labels = relations.get(Relation.LABELLED_BY, [])[:4]
            one.errors = relations.get(Relation.ERROR_MESSAGE, [])[:4]
        for one, answer in zip(wrong, asked[len(related) :], strict=True):
            one.remark = questions.as_text(answer)

    def _children(self, level: Sequence[Found]) -> list[tuple[Found, list[Ref]]]:
        """The children of each that has some, those seen before left out."""
        ask = self._bus.ask
        parents = [one for one in level if one.count and one.role not in FIELDS - {Role.TEXT_FIELD}]
        few = [one for one in parents if one.count <= _FEW]
        answers = ask([questions.children(one.ref) for one in few])
        told = {one.ref: questions.as_refs(answer) for one, answer in zip(few, answers, strict=True)}
        for one in parents:
            if one.count > _FEW:
                told[one.ref] = self._in_view(one)
        within = []
        for one in parents:
            fresh = [ref for ref in dict.fromkeys(told[one.ref]) if ref not in self._known]
            room = _MOST - len(self._known)
            if len(fresh) > room:
                self._bounded, fresh = True, fresh[:room]
            self._known.update(fresh)
            within.append((one, fresh))
        return within

    def _in_view(self, found: Found) -> list[Ref]:
        """Of very many children those at places spread over their box, and the first: they may be headers."""
        pointed: list[Ref] = []
        if found.place is not None:
            left, top, width, height = found.place
            columns = _COLUMNS.get(found.role, 1)
            step = max(_ROW, height * columns // _PLACES)
            xs = [left + width * (2 * column + 1) // (2 * columns) for column in range(columns)]
            xs = [left + min(24, width // 2), *xs[1:]]
            points = [(x, y) for y in range(top + _ROW // 2, top + height, step) for x in xs]
            asked = self._bus.ask([questions.at_point(found.ref, x, y) for x, y in points[:_PLACES]])
            refs = (questions.as_ref(answer) for answer in asked)
            pointed = [ref for ref in refs if ref is not None and ref != found.ref]
        self._bounded |= not pointed  # it is not told what is at a place
        first = range(_HEADERS if pointed else _FEW)
        asked = self._bus.ask([questions.child(found.ref, index) for index in first])
        return [*filter(None, map(questions.as_ref, asked)), *pointed]
