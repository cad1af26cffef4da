"""What is said of an item."""

from app.controls import Control, Role, State
from app.describe.explore.items import ExploreItem, ItemKind
from app.describe.words.code_words import CodeWords
from app.describe.words.english import ENGLISH
from app.describe.words.phrasing import clean
from app.describe.words.windows import WINDOWS
from app.inference.perception import Code
from app.inference.protocols import Level, Stance

_TICKED = (Role.CHECK_BOX, Role.RADIO_BUTTON, Role.SWITCH)
# What is known without being said, or says itself in another way.
_UNSAID = (State.MULTI_LINE, State.DEFAULT, State.MODAL)
_PLAIN = (Role.TEXT, Role.PARAGRAPH, Role.OTHER)
_LONGEST = 300


def item_words(item: ExploreItem) -> str:
    """What it is, the most telling first: "Save, button, disabled", "perhaps a dog", a line as it stands."""
    if item.kind is ItemKind.CONTROL:
        assert item.control is not None
        return _control_words(item, item.control)
    if item.kind is ItemKind.CODE:
        code = Code(item.format, item.name, (0.0, 0.0, 1.0, 1.0))
        return CodeWords(ENGLISH).sentence(code, Level.DETAILED).removesuffix(".")
    name = item.name
    if item.kind is ItemKind.TEXT:
        return name if item.stance is Stance.FACT else f'perhaps "{name}"'
    words = ENGLISH.one(name)
    return str(ENGLISH.phrase("perhaps", what=words) if item.stance is Stance.HEDGED else words)


def copied_text(item: ExploreItem) -> str:
    """What of it is worth copying: the text, or what a control is called or holds."""
    if item.control is not None and not item.secret:
        return item.control.value or item.name or item.shows
    return item.name


def part_words(control: Control) -> str:
    """What a part of a window is called: "Bookmarks, tool bar"."""
    return ", ".join(part for part in (clean(control.name), _role(control)) if part)


def _role(control: Control) -> str:
    return WINDOWS.roles[control.role][0]


def _control_words(item: ExploreItem, control: Control) -> str:
    states = [
        "focused" if state is State.FOCUSED else WINDOWS.states[state]
        for state in State
        if state in control.states and state not in _UNSAID
    ]
    if control.role in _TICKED and not control.states & {State.CHECKED, State.MIXED}:
        states.insert(0, WINDOWS.say("not_checked"))
    value = "" if item.secret or control.value == control.name else clean(control.value)[:_LONGEST]
    parts = [
        item.name,
        "" if control.role in _PLAIN and item.name else _role(control),
        value,
        f'shows "{item.shows}"' if item.shows and item.shows != value else "",
        *states,
        clean(control.error),
    ]
    return ", ".join(part for part in parts if part)
