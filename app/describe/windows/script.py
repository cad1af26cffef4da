"""What is said of a window, in which order, at which level.

A problem or dialog, else one sentence of what the window is and the most telling in it; then content, actions
and counts. The application's name is said before.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from app.controls import Box, Control, ControlTree, Role, State
from app.describe.result import TextLine
from app.describe.screens import main_lines, trouble
from app.describe.windows.gist import Gist, without_application
from app.describe.windows.overlap import fresh, in_picture, is_secret
from app.describe.windows.parts import CHECKS, FIELDS, LISTS, TEXTS, items, parts_of, texts
from app.describe.windows.problems import Problems
from app.describe.windows.rows import Rows, rows_of
from app.describe.windows.seen import screenful, without_cursor
from app.describe.windows.seen_words import SeenWords
from app.describe.words.phrasing import BRIEF_WORDS, amount_notice, clean, ended, it_says, quoted, word_count
from app.describe.words.troubles import Troubles
from app.describe.words.windows import WINDOWS, WindowLanguage
from app.inference.protocols import Level
from app.shot import Shot

_SOME = 8
_IN_VIEW = 10
_MOST_IN_VIEW = 60
_MUCH_TEXT = 120  # words
_LONG_DIALOG = 60  # words
_MESSAGE = 16  # words
_UNSAID = frozenset((State.FOCUSED, State.MULTI_LINE, State.MODAL, State.BUSY))
_CHOSEN = frozenset((State.CHECKED, State.MIXED))
_ON_OFF = frozenset((Role.SWITCH, Role.TOGGLE))
_COUNTED = (Role.LINK,)
_AROUND = FIELDS | {Role.BUTTON, Role.TAB}


class WindowScript:
    """Puts one window into words.

    Args:
        tree: Its controls.
        shot: Its picture.
        language: The words.

    Attributes:
        tree: Its controls.
        shot: Its picture.
    """

    def __init__(self, tree: ControlTree, shot: Shot, language: WindowLanguage = WINDOWS) -> None:
        self.tree = tree
        self.shot = shot
        self._language = language
        parts = self._parts = parts_of(tree.root)
        title = without_application(clean(tree.root.name or shot.window), clean(shot.app))
        self._gist = Gist(parts, title, shot, language, self.phrase)
        self._seen = SeenWords(language)
        self._problems = Problems(parts, shot, language, self._called, complete=tree.complete)

    @property
    def tells(self) -> bool:
        """Whether anything is known of what is in it."""
        return bool(self.tree.root.children)

    @property
    def wants_text(self) -> bool:
        """Whether what matters stands in a picture or a terminal, so that the opening waits for all text."""
        return self.tells and self._parts.dialog is None and self._gist.wants_text

    def opening(self, level: Level, lines: Sequence[TextLine] = ()) -> str:
        """What is said first, as soon as the controls are known; "" where nothing is worth it.

        Args:
            level: How much to say.
            lines: All text of its picture, where it had to be waited for.
        """
        if not self.tells:
            return "" if self.tree.complete else self._language.say("silent")
        first = list(self._problem(level))
        if first and (self._parts.dialog is not None or level is Level.BRIEF):
            return " ".join(
                first[:1] if word_count(*first) > BRIEF_WORDS and self._parts.dialog is None else first
            )
        if first:
            return " ".join([*first, *self._page()])
        told = self._sentence(lines)
        if not told and level is Level.BRIEF:
            told = " ".join(self._named("button", self._parts.of((Role.BUTTON,)), _IN_VIEW))
        return told

    def _sentence(self, lines: Sequence[TextLine]) -> str:
        """What the window is and shows, where nothing is wrong in it."""
        if lines and (drawn := self._drawn(lines)) is not None:
            return drawn
        return self._gist.sentence

    def as_json(self) -> tuple[dict[str, Any], ...]:
        """Its controls for programs, places in pixels of its picture."""
        return (self._as_json(self.tree.root),)

    def rest(self, level: Level, lines: Sequence[TextLine]) -> Iterator[str]:
        """What follows, piece by piece.

        Args:
            level: How much to say.
            lines: All text of its picture.
        """
        page = self._parts.page
        if page is not None and page.box is not None:  # what a browser writes round its page is its own
            box = in_picture(page.box, self.shot)
            lines = [line for line in lines if _is_in(line.box, box)]
        lines = [line for line in lines if without_cursor(clean(line.text))]
        left = fresh(lines, self.tree.root, self.shot)
        if level is not Level.BRIEF:
            if (chart := self._gist.chart or self._gist.chart_among(lines)) is not None:
                yield self._seen.bars(chart)
                left = [line for line in left if not chart.has(clean(line.text))]
            yield from self._content(None if level is Level.FULL else _SOME)
            yield from self._text(level, left)
            yield from self._actions(None if level is Level.FULL else _MOST_IN_VIEW)
        yield from map(self._banner, self._parts.banners)
        if level is not Level.BRIEF:
            yield from (self._language.say("alert", words=ended(one.name)) for one in self._parts.bars)
        if message := trouble(left, "") or (self._untold() if level is Level.BRIEF else ""):
            yield f"A message says: {quoted(message, words=_MESSAGE)}."
        yield from self._counts(level, left)
        if not self.tree.complete:
            yield self._language.say("slow")

    def _untold(self) -> str:
        """A short text that tells what went wrong, where the first sentence has neither it nor a problem."""
        if self._parts.dialog is not None or any(self._problem(Level.BRIEF)):
            return ""
        troubles, said = Troubles(), self._gist.sentence
        short = (text for text in map(clean, self._texts()) if len(text.split()) <= _MESSAGE)
        return next((text for text in short if text.rstrip(".") not in said and troubles.reads_so(text)), "")

    def _drawn(self, lines: Sequence[TextLine]) -> str | None:
        """What a terminal in it, or a picture of a chart, says."""
        chart = self._gist.chart_among(lines)
        if chart is not None:
            return self._gist.of(self._seen.chart(chart))
        screens = [one.box for one in self._parts.of((Role.TERMINAL,)) if one.box is not None]
        if not screens:
            return None
        box = in_picture(screens[0], self.shot)
        shown = screenful([line for line in lines if _is_in(line.box, box)])
        return (self._seen.terminal(shown) or None) if shown is not None else None

    def _banner(self, banner: Control) -> str:
        inside = parts_of(banner).of(TEXTS | {Role.HEADING, Role.BUTTON})
        words = " ".join(dict.fromkeys(ended(one.name) for one in inside if one.role is not Role.BUTTON))
        row = [clean(one.name) for one in inside if one.role is Role.BUTTON and clean(one.name)]
        words = words or ended(banner.name)
        if not row:
            return self._language.say("banner", words=words)
        return self._language.say("banner_asks", words=words, row=self._language.row(row))

    @property
    def nameless(self) -> list[tuple[int, Box]]:
        """The pictures without names: which of all pictures each is, from 1, and where, in pixels."""
        if self._parts.dialog is not None:  # its sign
            return []
        return [
            (number, in_picture(one.box, self.shot))
            for number, one in enumerate(self._gist.pictures, 1)
            if one.box is not None and not clean(one.name)
        ]

    def picture_words(self, number: int, words: str) -> str:
        """What one of its pictures shows, as a sentence."""
        return self._language.say("picture_shows", number=number, words=words)

    @property
    def _switches(self) -> frozenset[Role]:
        """What is told as off, too: in pages switches are toggle buttons."""
        return _ON_OFF if self._parts.page is not None else frozenset((Role.SWITCH,))

    @property
    def secrets(self) -> int:
        """How many fields for passwords can be seen."""
        return sum(one.role is Role.PASSWORD for one in self.tree.root.walk())

    def hides(self, line: TextLine) -> bool:
        """Whether a line stands in a field for a password."""
        return is_secret(line, self.tree.root, self.shot)

    def title(self, title: str, level: Level, said: str) -> str:
        """Its title, where it says something that was not said; "" where not."""
        if level is Level.BRIEF and self.tells and self._parts.dialog is not None:
            return ""
        return new_title(title, said, self._language)

    def phrase(self, control: Control) -> str:
        """A control as it is told alone: "Name, text field, Ann, required"."""
        parts = [clean(control.name), self._role(control), clean(control.value), *self._states(control)]
        return ", ".join(part for part in parts if part)

    def _problem(self, level: Level) -> Iterator[str]:
        if self._parts.dialog is not None:
            yield self._dialog(self._parts.dialog)
        yield from self._problems.sentences(brief=level is Level.BRIEF)

    def _dialog(self, dialog: Control) -> str:
        told: list[str] = []
        headings = [clean(one.name) for one in self._parts.of((Role.HEADING,))]
        for text in dict.fromkeys((*headings, *texts(self._parts.inside))):
            if word_count(*told, text) > _LONG_DIALOG:
                break
            told.append(ended(text))
        words = " ".join(told) or ended(dialog.name)
        buttons = [self._with_states(one) for one in self._parts.of((Role.BUTTON,)) if clean(one.name)]
        if not buttons:
            return self._language.say("dialog", words=words)
        return self._language.say("dialog_asks", words=words, row=self._language.row(buttons))

    def _page(self) -> Iterator[str]:
        page = self._parts.page
        if page is not None and clean(page.name):
            yield self._language.say("page", name=clean(page.name))

    def _content(self, most: int | None) -> Iterator[str]:
        parts, language = self._parts, self._language
        if parts.dialog is None:
            yield from self._named("heading", self._headings(), most)
        fields = [self._held(one) for one in parts.of(FIELDS)]
        if fields:
            yield language.say("fields", row=language.row(fields, most, long=True))
        checks = parts.of(CHECKS - _ON_OFF)
        ticked = [one for one in checks if State.CHECKED in one.states]
        mixed = [one for one in checks if State.MIXED in one.states]
        clear = [one for one in checks if not one.states & _CHOSEN]
        on = [one for one in parts.of(_ON_OFF) if State.CHECKED in one.states]
        off = [one for one in parts.of(self._switches) if State.CHECKED not in one.states]
        for sentence, some in (
            ("checked", ticked), ("mixed", mixed), ("unchecked", clear), ("on", on), ("off", off)
        ):  # fmt: skip
            names = [self._with_states(one) for one in some if clean(one.name)]
            if names:
                yield language.say(sentence, row=language.row(names, most))
        yield from self._tabs()
        messages = self._gist.messages
        if messages:
            yield it_says(messages[-_IN_VIEW:] if most is not None else messages)
        for one in [] if messages else parts.of(LISTS):
            yield self._list(one, _MOST_IN_VIEW if most is None else _IN_VIEW)
        yield from self._named("image", self._gist.pictures, most)

    def _text(self, level: Level, left: Sequence[TextLine]) -> Iterator[str]:
        told = self._texts() if self._parts.dialog is None else []
        if level is Level.FULL:
            yield it_says([*told, *(line.text for line in left)])
            return
        most = next((n for n in range(len(told)) if word_count(*told[: n + 1]) > _MUCH_TEXT), len(told))
        yield it_says([*told[: max(1, most)], *(line.text for line in main_lines(left, _SOME))])

    def _headings(self) -> list[Control]:
        """Those that were not said as what the window is called."""
        said = {name.casefold() for name in self._gist.lead()}
        return [one for one in self._parts.of((Role.HEADING,)) if clean(one.name).casefold() not in said]

    def _texts(self) -> list[str]:
        """Texts that are said nowhere else: not in a chat, an error, a chart."""
        said = {*self._gist.messages, *self._problems.remarks}
        if (chart := self._gist.chart) is not None:
            said |= {chart.title} | {part for bar in chart.bars for part in (bar.label, bar.value)}
        return [text for text in texts(self._parts.inside) if text not in said]

    def _tabs(self) -> Iterator[str]:
        for bar in self._parts.of((Role.TAB_LIST,)):
            tabs = [one for one in bar.children if one.role is Role.TAB]
            for number, tab in enumerate(tabs, 1):
                if State.SELECTED in tab.states and clean(tab.name):
                    count = max(bar.items, len(tabs))
                    yield self._language.say("tab", name=clean(tab.name), number=number, count=count)

    def _list(self, holder: Control, most: int = 0) -> str:
        say = self._language.say
        table = rows_of(holder)
        if table is not None:
            return self._rows(holder, table, most)
        shown = items(holder)
        count = holder.items or len(shown)
        unit = "row" if holder.role is Role.TABLE else "item"
        rest = [say(unit if count == 1 else f"{unit}s", number=count)]
        chosen = [clean(one.name) for one in shown if State.SELECTED in one.states]
        if chosen:
            rest.append(say("selected", name=chosen[0]))
        if most and shown:
            rest.append(say("in_view", row=", ".join(clean(one.name) for one in shown[:most])))
        name, noun = clean(holder.name), self._role(holder)
        noun = noun[:1].upper() + noun[1:]
        return say("list" if name else "nameless_list", noun=noun, name=name, rest=", ".join(rest))

    def _rows(self, holder: Control, table: Rows, most: int) -> str:
        """A table with its rows, or of a month what is in its days."""
        language = self._language
        if entries := table.entries:
            row = language.row(entries, long=True)
            return language.say("entry" if len(entries) == 1 else "entries", row=row)
        unit = "row" if holder.role is Role.TABLE else "item"
        rest = [language.say(unit if table.count == 1 else f"{unit}s", number=table.count)]
        if table.columns:
            rest.append(language.say("columns", row=language.row(table.columns)))
        rows = [
            language.say("selected", name=row.words) if row.picked == row.cells else row.words
            for row in table.rows
        ]
        name, noun = clean(holder.name), self._role(holder)
        noun = noun[:1].upper() + noun[1:]
        row = language.row(rows, most or None, long=True)
        sentence = "rows_told" if name else "nameless_rows_told"
        return language.say(sentence, noun=noun, name=name, rest=language.row(rest), row=row)

    def _actions(self, most: int | None) -> Iterator[str]:
        parts = self._parts
        toggles = parts.of({Role.TOGGLE} - self._switches)
        toggles = [one for one in toggles if State.CHECKED not in one.states]
        if parts.dialog is None:
            yield from self._named("button", [*parts.of((Role.BUTTON,)), *toggles], most)
        bars = [one for one in self.tree.root.walk() if one.role is Role.MENU_BAR]
        menus = [one for bar in bars for one in bar.children if one.role in (Role.MENU, Role.MENU_ITEM)]
        names = [clean(one.name) for one in menus if clean(one.name)]
        if names:
            yield self._language.say("menus", row=self._language.row(names, most))

    def _counts(self, level: Level, left: Sequence[TextLine]) -> Iterator[str]:
        language, parts = self._language, self._parts
        if level is Level.FULL:
            yield from self._named("link", parts.of((Role.LINK,)), None)
            around = [self.phrase(one) for one in parts.outside if one.role in _AROUND and clean(one.name)]
            if around and parts.dialog is None:
                yield language.say("outside", row=language.row(around, long=True))
            return
        named = [(role, sum(bool(clean(one.name)) for one in parts.of((role,)))) for role in _COUNTED]
        counts = [language.counted(role, number) for role, number in named if number]
        if counts and level is Level.DETAILED:
            yield language.say("counts", row=", ".join(counts))
        more = len(left) if level is Level.BRIEF else len(left) - _SOME
        yield amount_notice(more, "more line")

    def _named(self, sentence: str, controls: Sequence[Control], most: int | None) -> Iterator[str]:
        told = dict.fromkeys(self._with_states(one) for one in controls if clean(one.name))
        if names := list(told):
            long = any(self._language.between in name for name in names)
            row = self._language.row(names, most, long=long)
            yield self._language.say(sentence if len(names) == 1 else f"{sentence}s", row=row)

    def _held(self, field: Control) -> str:
        """A field with what it holds: "Name: Ann, required"."""
        name, value = self._called(field), clean(field.value).rstrip(".")
        told = self._language.say("held", name=name, value=value) if value else name
        return ", ".join([told, *self._states(field)])

    def _called(self, control: Control) -> str:
        return clean(control.name) or self._role(control)

    def _with_states(self, control: Control) -> str:
        return ", ".join([clean(control.name), *self._states(control, but=_CHOSEN)])

    def _states(self, control: Control, but: frozenset[State] = frozenset()) -> list[str]:
        language = self._language
        told = control.states - _UNSAID - but - (_CHOSEN if control.role in CHECKS else frozenset())
        words = [language.states[state] for state in State if state in told]
        if but or control.role not in CHECKS:
            return words
        chosen = next((state for state in _CHOSEN if state in control.states), None)
        if control.role in _ON_OFF:
            first = language.say("is_off" if chosen is None else "is_on")
        else:
            first = language.say("not_checked") if chosen is None else language.states[chosen]
        return [first, *words]

    def _role(self, control: Control) -> str:
        return self._language.roles[control.role][0]

    def _as_json(self, control: Control) -> dict[str, Any]:
        return {
            "role": control.role.value,
            "name": control.name,
            "value": control.value,
            "states": [state.value for state in State if state in control.states],
            "box": None if control.box is None else list(in_picture(control.box, self.shot)),
            "error": control.error,
            "items": control.items,
            "children": [self._as_json(child) for child in control.children],
        }


def new_title(title: str, said: str, language: WindowLanguage = WINDOWS) -> str:
    """A window's title, where it says something that was not said; "" where not."""
    known = said.casefold()
    words = (word.strip(".,:;-*()[]\u2013\u2014") for word in clean(title).casefold().split())
    new = any(word not in known for word in words)
    return language.say("window", title=quoted(title, words=12)) if new else ""


def _is_in(line: Box, box: Box) -> bool:
    """Whether the middle of a line is in a box."""
    x, y = (line[0] + line[2]) / 2, (line[1] + line[3]) / 2
    return box[0] <= x < box[2] and box[1] <= y < box[3]
