"""What is said of a window, in which order, at which level.

A problem, dialog or what has the keyboard; then content; actions; counts last. The application's name is said
before, the window's title after it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from app.controls import Control, ControlTree, Role, State
from app.describe.result import TextLine
from app.describe.screens import main_lines, trouble
from app.describe.windows.overlap import fresh, in_picture, is_secret
from app.describe.windows.parts import CHECKS, FIELDS, LISTS, items, parts_of, texts
from app.describe.words.phrasing import BRIEF_WORDS, amount_notice, clean, it_says, quoted, shortened
from app.describe.words.windows import WINDOWS, WindowLanguage
from app.inference.protocols import Level
from app.shot import Shot

_SOME = 8
_IN_VIEW = 5
_MOST_IN_VIEW = 60
_LONG_DIALOG = 60  # words
_UNSAID = frozenset((State.FOCUSED, State.MULTI_LINE, State.MODAL, State.BUSY))
_CHOSEN = frozenset((State.CHECKED, State.MIXED))
_ON_OFF = frozenset((Role.SWITCH, Role.TOGGLE))
_COUNTED = (Role.LINK, Role.IMAGE)
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
        self._parts = parts_of(tree.root)
        self._language = language

    @property
    def tells(self) -> bool:
        """Whether anything is known of what is in it."""
        return bool(self.tree.root.children)

    def opening(self, level: Level) -> str:
        """What is said first, as soon as the controls are known; "" where nothing is worth it."""
        if not self.tells:
            return "" if self.tree.complete else self._language.say("silent")
        first = list(self._problem(level)) or list(self._focus())
        if self._parts.dialog is not None:
            return " ".join(first)
        if level is not Level.BRIEF:
            return " ".join([*first, *self._page()])
        told = first[:1]
        for more in (*first[1:], *self._telling()):
            if more and _length([*told, more]) <= BRIEF_WORDS:
                told.append(more)
        return " ".join(told)

    def as_json(self) -> tuple[dict[str, Any], ...]:
        """Its controls for programs, places in pixels of its picture."""
        return (self._as_json(self.tree.root),)

    def rest(self, level: Level, lines: Sequence[TextLine]) -> Iterator[str]:
        """What follows, piece by piece.

        Args:
            level: How much to say.
            lines: All text of its picture.
        """
        left = fresh(lines, self.tree.root, self.shot)
        if level is not Level.BRIEF:
            yield from self._content(None if level is Level.FULL else _SOME)
            yield from self._text(level, left)
            yield from self._actions(None if level is Level.FULL else _SOME)
        if message := trouble(left, ""):
            yield f"A message says: {quoted(message, words=16)}."
        yield from self._counts(level, left)
        if not self.tree.complete:
            yield self._language.say("slow")

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
        parts, say = self._parts, self._language.say
        if parts.dialog is not None:
            yield self._dialog(parts.dialog)
        errors = [self._wrong(one) for one in parts.wrong]
        for one in parts.alerts:
            if not any(clean(one.name).casefold() in error.casefold() for error in errors):
                words = _ended(one.name)
                yield say("alert", words=shortened(words, BRIEF_WORDS - 1) if level is Level.BRIEF else words)
        if errors:
            most = len(errors)
            while level is Level.BRIEF and most > 1 and _length(errors[:most]) > BRIEF_WORDS - 6:
                most -= 1
            row = self._language.row(errors, most, long=True)
            yield say("error" if len(errors) == 1 else "errors", number=len(errors), row=row)

    def _dialog(self, dialog: Control) -> str:
        told: list[str] = []
        headings = [clean(one.name) for one in self._parts.of((Role.HEADING,))]
        for text in (*headings, *texts(self._parts.inside)):
            if _length([*told, text]) > _LONG_DIALOG:
                break
            told.append(_ended(text))
        words = " ".join(told) or _ended(dialog.name)
        buttons = [self._with_states(one) for one in self._parts.of((Role.BUTTON,)) if clean(one.name)]
        if not buttons:
            return self._language.say("dialog", words=words)
        return self._language.say("dialog_asks", words=words, row=self._language.row(buttons))

    def _wrong(self, field: Control) -> str:
        name, error = self._called(field), clean(field.error).rstrip(".")
        return self._language.say("wrong", name=name, words=error) if error else name

    def _focus(self) -> Iterator[str]:
        if self._parts.focus is not None:
            yield self._language.say("focus", control=self.phrase(self._parts.focus))

    def _page(self) -> Iterator[str]:
        page = self._parts.page
        if page is not None and clean(page.name):
            yield self._language.say("page", name=clean(page.name))

    def _telling(self) -> Iterator[str]:
        """What a brief description takes from, as long as it has room."""
        yield from self._page()
        yield from self._tabs()
        yield from map(self._list, self._parts.of(LISTS))
        yield from self._named("heading", self._headings(), 1)
        yield it_says(self._texts()[:1])
        buttons = [one for one in self._parts.of((Role.BUTTON,)) if one is not self._parts.focus]
        yield from self._named("button", buttons, 5)

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
        off = [one for one in parts.of((Role.SWITCH,)) if State.CHECKED not in one.states]
        for sentence, some in (
            ("checked", ticked), ("mixed", mixed), ("unchecked", clear), ("on", on), ("off", off)
        ):  # fmt: skip
            names = [self._with_states(one) for one in some if clean(one.name)]
            if names:
                yield language.say(sentence, row=language.row(names, most))
        yield from self._tabs()
        for one in parts.of(LISTS):
            yield self._list(one, _MOST_IN_VIEW if most is None else _IN_VIEW)

    def _text(self, level: Level, left: Sequence[TextLine]) -> Iterator[str]:
        told = self._texts() if self._parts.dialog is None else []
        if level is Level.FULL:
            yield it_says([*told, *(line.text for line in left)])
            return
        yield it_says([*told[:_SOME], *(line.text for line in main_lines(left, _SOME))])

    def _headings(self) -> list[Control]:
        """Those that do not only say what the page is called."""
        page = clean(self._parts.page.name).casefold() if self._parts.page is not None else ""
        return [one for one in self._parts.of((Role.HEADING,)) if clean(one.name).casefold() != page]

    def _texts(self) -> list[str]:
        return texts(self._parts.inside)

    def _tabs(self) -> Iterator[str]:
        for bar in self._parts.of((Role.TAB_LIST,)):
            tabs = [one for one in bar.children if one.role is Role.TAB]
            for number, tab in enumerate(tabs, 1):
                if State.SELECTED in tab.states and clean(tab.name):
                    count = max(bar.items, len(tabs))
                    yield self._language.say("tab", name=clean(tab.name), number=number, count=count)

    def _list(self, holder: Control, most: int = 0) -> str:
        say = self._language.say
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

    def _actions(self, most: int | None) -> Iterator[str]:
        parts = self._parts
        toggles = [one for one in parts.of((Role.TOGGLE,)) if State.CHECKED not in one.states]
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
            yield from self._named("image", parts.of((Role.IMAGE,)), None)
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


def _length(pieces: Sequence[str]) -> int:
    return len(" ".join(pieces).split())


def _ended(text: str) -> str:
    """A text as a sentence."""
    words = clean(text)
    return words if not words or words.endswith((".", "!", "?", "\u2026", ":")) else f"{words}."
