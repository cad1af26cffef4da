"""What a program told of a window as controls: named and placed, without boxes that only arrange."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.controls import Box, Control, Role, State
from app.desktop.tree.questions import Extents, Ref
from app.desktop.tree.roles import Bit, has, states_of
from app.desktop.tree.walk import MANY, SCROLL_PANE, Found

_PIECES = frozenset((Role.TEXT, Role.PARAGRAPH))
_ITEMS = frozenset((Role.LIST_ITEM, Role.TREE_ITEM, Role.CELL, Role.TAB, Role.ROW))
# What they are called may stand in pieces of text inside them.
_TEXTUAL = frozenset(
    (
        *_PIECES,
        Role.ALERT,
        Role.BUTTON,
        Role.CELL,
        Role.COLUMN_HEADER,
        Role.HEADING,
        Role.LINK,
        Role.LIST_ITEM,
        Role.MENU_ITEM,
        Role.TOGGLE,
        Role.TREE_ITEM,
    )
)
_COUNTED = {
    Role.LIST: Role.LIST_ITEM,
    Role.TREE: Role.TREE_ITEM,
    Role.TABLE: Role.ROW,
    Role.TAB_LIST: Role.TAB,
}
_SCALES = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)
_LONGEST = 300
_FRAME = (50, 100)
# A field that shows its secret is a plain one to the program; its name still tells.
_SECRET = re.compile(
    r"pass(?:word|wort|phrase|code)|kennwort|mot de passe|heslo|\b(?:pin|tan|cvc|cvv)\b", re.IGNORECASE
)
# What a browser calls a picture to which its page gives no name.
_NO_NAME = re.compile(r"missing image descriptions|fehlende Bildbeschreibungen", re.IGNORECASE)


class WindowPlaces:
    """Turns a program's places into the desktop's.

    Args:
        window: Where the window is, as the program counts.
        area: Where it is on the desktop.
    """

    def __init__(self, window: Extents, area: Box) -> None:
        left, top, width, _ = window
        self._area = area
        ratio = (area[2] - area[0]) / width
        self._scale = min(_SCALES, key=lambda scale: abs(scale - ratio))
        # The frame may count as the window's. What begins elsewhere counts from the window's corner.
        x, y = left * self._scale - area[0], top * self._scale - area[1]
        near = abs(x) <= _FRAME[0] and abs(y) <= _FRAME[1]
        self._from = (0, 0) if near else (left, top)
        self._to = (0, 0) if near else area[:2]

    def box(self, place: Extents | None) -> Box | None:
        """What of a place is in the window; None for nothing."""
        if place is None:
            return None
        left = round(self._to[0] + (place[0] - self._from[0]) * self._scale)
        top = round(self._to[1] + (place[1] - self._from[1]) * self._scale)
        right, bottom = left + round(place[2] * self._scale), top + round(place[3] * self._scale)
        area = self._area
        cut = max(left, area[0]), max(top, area[1]), min(right, area[2]), min(bottom, area[3])
        return cut if cut[0] < cut[2] and cut[1] < cut[3] else None


def fits(window: Found, places: WindowPlaces) -> bool:
    """Whether most of what is told to be seen lies in the window; a stale tree's does not."""
    told = [found for found in window.walk() if found.place is not None and found is not window]
    inside = sum(places.box(found.place) is not None for found in told)
    return 2 * inside >= len(told)


def same_title(name: str, title: str) -> int:
    """0 to 3; toolkits add the application's name to a window's title, but do not tell it."""
    if not name or not title:
        return 0
    return 3 if name == title else 2 if name in title or title in name else 0


def same_place(extents: Extents | None, area: Box) -> int:
    """0 to 3."""
    if extents is None:
        return 0
    left, top, width, height = extents
    wide = min(left + width, area[2]) - max(left, area[0])
    high = min(top + height, area[3]) - max(top, area[1])
    shared = max(0, wide) * max(0, high)
    both = width * height + (area[2] - area[0]) * (area[3] - area[1]) - shared
    return 3 if shared > 0.8 * both else 1 if shared > 0.5 * both else 0


def control_of(found: Found, places: WindowPlaces, names: Mapping[Ref, str]) -> Control:
    """A window and all in it.

    Args:
        found: The window.
        places: Where it is.
        names: What those are called that name or explain others.
    """
    inner = tuple(control for child in found.children for control in _made(child, places, names, ""))
    role = found.role if found.role in (Role.DIALOG, Role.ALERT) else Role.WINDOW
    states, box = states_of(role, found.bits), places.box(found.place)
    window = Control(role, found.name, "", states, box, children=inner, handle=found.ref)
    outside = (one for one in inner for one in one.walk() if one.role not in _ITEMS)
    return _without_item_focus(window) if any(State.FOCUSED in one.states for one in outside) else window


def _made(found: Found, places: WindowPlaces, names: Mapping[Ref, str], label: str) -> tuple[Control, ...]:
    """The control, or those in it where it only arranges them; ``label`` names what it is scrolled in."""
    labels = [name for ref in found.labels if (name := _bare(names.get(ref, "")))]
    name = found.name
    if found.number == SCROLL_PANE:
        label, name = " ".join(labels), ""
    elif not name and found.role is not Role.COMBO_BOX:
        name = " ".join(labels) or (label if found.role in (*MANY, Role.TEXT_FIELD) else "")
    if found.role is Role.IMAGE and _NO_NAME.search(name):
        name = ""
    inner = tuple(control for child in found.children for control in _made(child, places, names, label))
    box = places.box(found.place)
    arranges = found.role in (Role.GROUP, Role.OTHER) and not name
    if arranges or (box is None and found.role not in (Role.WINDOW, Role.DIALOG)):
        return inner
    if found.role in _TEXTUAL:
        name = name or _joined(inner)
        inner = tuple(one for one in inner if not _is_said(one, name))
    if not name and not inner and found.role in (*_PIECES, Role.HEADING, Role.CELL):
        return ()
    if found.role is Role.TREE:
        inner = _as_items(inner)
    elif found.role is Role.TAB_LIST and any(one.name == name for one in inner):
        name = ""
    states = states_of(found.role, found.bits)
    name, value = _value(found, name, labels)
    error = _error(found, names) if State.INVALID in states else ""
    items = _items(found, inner)
    return (Control(found.role, _bare(name), value, states, box, error, items, inner, found.ref),)


def _value(found: Found, name: str, labels: Sequence[str]) -> tuple[str, str]:
    """(name, value) of what holds something."""
    if found.role is Role.PASSWORD or _SECRET.search(name):
        return name, ""
    if found.role is Role.COMBO_BOX:
        label, chosen = " ".join(labels), found.chosen or found.text
        # Toolkits name a combo box by its label, or by what is chosen in it.
        if label and _bare(name) != label:
            return label, name or chosen
        return ("", name) if chosen and name == chosen else (name or label, chosen)
    now, least, most = found.numbers or (None, None, None)
    if found.text or now is None:
        return name, found.text
    if found.role is not Role.PROGRESS_BAR:
        return name, f"{now:g}"
    if most is None or least is None or most <= least or has(found.bits, Bit.INDETERMINATE):
        return name, ""
    return name, f"{100 * (now - least) / (most - least):.0f} %"


def _error(found: Found, names: Mapping[Ref, str]) -> str:
    told = [text for ref in found.errors if (text := names.get(ref, ""))]
    return " ".join(told)[:_LONGEST] or found.remark


def _items(found: Found, inner: Sequence[Control]) -> int:
    """How many items it says it has."""
    if found.role not in _COUNTED:
        return 0
    if found.rows > 0:
        return found.rows
    seen = sum(one.role is _COUNTED[found.role] for one in inner)
    # Of those that are scrolled out of sight nothing was told.
    return found.count if seen and found.role is not Role.TAB_LIST else seen


def _joined(inner: Iterable[Control]) -> str:
    """The text in a control, from all that is in it."""
    pieces = [one for control in inner for one in control.walk() if one.role in (*_PIECES, Role.LINK)]
    return " ".join(dict.fromkeys(one.name for one in pieces if _has_letters(one.name)))[:_LONGEST]


def _is_said(control: Control, name: str) -> bool:
    """Whether a piece of text is in the name of what it stands in, or is a bullet."""
    if control.role not in _PIECES or control.children:
        return False
    return control.name in name or not _has_letters(control.name)


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _as_items(inner: tuple[Control, ...]) -> tuple[Control, ...]:
    """Some toolkits call the items of a tree with one column cells."""
    if sum(one.role is Role.COLUMN_HEADER for one in inner) > 1:
        return inner
    return tuple(replace(one, role=Role.TREE_ITEM) if one.role is Role.CELL else one for one in inner)


def _without_item_focus(control: Control) -> Control:
    """Without the focus of the current items of lists that do not have it themselves."""
    kept = State.FOCUSED in control.states
    children = tuple(map(_without_item_focus, control.children))
    if not kept:
        children = tuple(
            replace(one, states=one.states - {State.FOCUSED}) if one.role in _ITEMS else one
            for one in children
        )
    return replace(control, children=children)


def _bare(name: str) -> str:
    """A label without its colon or the star of what is required."""
    return name.rstrip(" :*").strip() or name
