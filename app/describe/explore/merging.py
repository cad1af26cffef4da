"""From what was found in a picture and what the system names to items, none of them twice."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from app.controls import Control, ControlTree, Role
from app.describe.explore.boxes import alike, area, common, share_in
from app.describe.explore.items import Box, ExploreItem, ItemKind, Part, Sight
from app.describe.findings import Findings
from app.describe.result import TextLine
from app.describe.screens import is_sure
from app.describe.windows.overlap import says, words_of
from app.describe.words.phrasing import clean
from app.inference.protocols import Stance

# What one works with, or reads, as one thing; the rest holds such things.
_SOLID = frozenset((
    Role.BUTTON, Role.TOGGLE, Role.CHECK_BOX, Role.RADIO_BUTTON, Role.SWITCH, Role.TEXT_FIELD, Role.PASSWORD,
    Role.COMBO_BOX, Role.SPIN_BUTTON, Role.SLIDER, Role.PROGRESS_BAR, Role.LIST_ITEM, Role.TREE_ITEM,
    Role.CELL, Role.COLUMN_HEADER, Role.TAB, Role.MENU, Role.MENU_ITEM, Role.LINK,
))  # fmt: skip
_READ = frozenset((Role.HEADING, Role.TEXT, Role.PARAGRAPH, Role.IMAGE, Role.OTHER))
_HOLDERS = frozenset((
    Role.DIALOG, Role.ALERT, Role.LIST, Role.TREE, Role.TABLE, Role.TAB_LIST, Role.MENU_BAR, Role.TOOL_BAR,
    Role.STATUS_BAR, Role.DOCUMENT, Role.TERMINAL,
))  # fmt: skip
_INSIDE = 0.6
_SAME_PLACE = 0.8
_SMALLEST = 3

Place = Callable[[Box], Box]
"""From a control's box on the desktop to pixels of the picture."""


def sight_of(
    findings: Findings | None,
    tree: ControlTree | None = None,
    place: Place = lambda box: box,
    part_words: Callable[[Control], str] = lambda control: control.name,
    *,
    box: Box | None = None,
) -> Sight:
    """All that there is to go to.

    A control and the text that is read on it are one item; so are a control and what only repeats it inside.
    What can be read in a field for a password is left out.

    Args:
        findings: What was found in the picture; None before it was looked at.
        tree: What the system says of the window.
        place: Where the controls are in the picture.
        part_words: What a part of the window is called.
        box: What was looked at, in pixels of the picture as given; without it the findings' whole picture.
    """
    if box is None:
        assert findings is not None
        box = (0, 0, findings.width, findings.height)
    controls, parts = _controls(tree, place, box, part_words)
    secret = [item.box for item in controls if item.secret]
    lines = [
        line
        for line in (findings.lines or () if findings is not None else ())
        if clean(line.text) and not any(_holds(one, line.box) for one in secret)
    ]
    controls, left = _absorb(controls, lines)
    pictured = _pictured(findings, box) if findings is not None else []
    codes = [item for item in pictured if item.kind is ItemKind.CODE]
    left = [line for line in left if not _belongs_to_code(line, codes)]
    texts = [
        ExploreItem(
            ItemKind.TEXT,
            line.box,
            clean(line.text),
            stance=Stance.FACT if is_sure(line) else Stance.HEDGED,
            straight=line.straight,
        )
        for line in left
    ]
    return Sight(box, (*controls, *texts, *pictured), tuple(parts))


def _controls(
    tree: ControlTree | None, place: Place, whole: Box, part_words: Callable[[Control], str]
) -> tuple[list[ExploreItem], list[Part]]:
    items: list[ExploreItem] = []
    parts: list[Part] = []
    if tree is None:
        return items, parts
    for control, above in _walked(tree.root):
        seen = _seen(control, place, whole)
        if seen is None:
            continue
        if control.role in _HOLDERS or (control.role is Role.GROUP and control.name):
            if control.children or control.role in (Role.DOCUMENT, Role.TERMINAL):
                parts.append(Part(part_words(control), seen))
                continue
            if not control.name:
                continue
        elif control.role not in _SOLID and not (control.role in _READ and (control.name or control.value)):
            continue
        if not _repeats(control, seen, above, items):
            secret = control.role is Role.PASSWORD
            name = clean(control.name)
            items.append(ExploreItem(ItemKind.CONTROL, seen, name, control, secret=secret))
    return items, parts


def _walked(root: Control) -> Iterator[tuple[Control, tuple[Control, ...]]]:
    """Each control below the root with the solid ones that it lies in, each before its own children."""
    waiting: list[tuple[Control, tuple[Control, ...]]] = [(child, ()) for child in reversed(root.children)]
    while waiting:
        control, above = waiting.pop()
        yield control, above
        inside = (*above, control) if control.role in _SOLID or control.role in _READ else above
        waiting.extend((child, inside) for child in reversed(control.children))


def _seen(control: Control, place: Place, whole: Box) -> Box | None:
    """The part of a control that can be seen; None without one."""
    if control.box is None or area(control.box) == 0:
        return None
    box = common(place(control.box), whole)
    if box[2] - box[0] < _SMALLEST or box[3] - box[1] < _SMALLEST:
        return None
    return box


def _repeats(control: Control, box: Box, above: Sequence[Control], items: Sequence[ExploreItem]) -> bool:
    """Whether it only says what one round it says already."""
    if control.role in _READ and any(_same(clean(control.name), _said(one)) for one in above):
        return True
    return any(
        item.control in above and alike(box, item.box) >= _SAME_PLACE and item.name == clean(control.name)
        for item in items[-8:]
    )


def _absorb(
    controls: Sequence[ExploreItem], lines: Sequence[TextLine]
) -> tuple[list[ExploreItem], list[TextLine]]:
    """The controls with what is read on them, and the lines that are none of theirs."""
    shown: dict[int, list[str]] = {}
    left: list[TextLine] = []
    for line in lines:
        inside = [i for i, item in enumerate(controls) if share_in(line.box, item.box) >= _INSIDE]
        if inside:
            i = min(inside, key=lambda i: area(controls[i].box))
            taken = _takes(controls[i], line)
            if taken is None:
                left.append(line)
            elif taken:
                shown.setdefault(i, []).append(taken)
        elif not _spans(line, controls):
            left.append(line)
    found = list(controls)
    for i, texts in shown.items():
        text = " ".join(texts)
        item = found[i]
        found[i] = replace(item, shows=text) if item.name else replace(item, name=text)
    return found, left


def _takes(item: ExploreItem, line: TextLine) -> str | None:
    """What a line adds to a control that it is read on, "" for nothing; None where it stays its own item."""
    control, text = item.control, clean(line.text)
    assert control is not None
    if _same(text, _said(control)):
        return ""
    if control.role not in _SOLID or not _is_small(item, line):
        return None
    # A glyph on a button is read as a letter or two.
    return "" if item.name and len(text) < 3 else text


def _is_small(item: ExploreItem, line: TextLine) -> bool:
    """Whether a control has room for about one line."""
    return item.box[3] - item.box[1] <= 3 * max(1, line.box[3] - line.box[1])


def _spans(line: TextLine, controls: Sequence[ExploreItem]) -> bool:
    """Whether it is several controls beside each other, read as one line: a menu bar."""
    over = [item for item in controls if area(common(line.box, item.box))]
    covered = sum(area(common(line.box, item.box)) for item in over)
    if len(over) < 2 or covered < _INSIDE * area(line.box):
        return False
    known = set(words_of(" ".join(item.name for item in over)))
    said = words_of(line.text)
    return bool(said) and sum(word in known for word in said) >= 0.7 * len(said)


def _said(control: Control) -> str:
    return clean(f"{control.name} {control.value}")


def _same(text: str, known: str) -> bool:
    """Whether a text only says what is known; reading slips."""
    return says([known], text)


def _holds(box: Box, other: Box) -> bool:
    x, y = (other[0] + other[2]) // 2, (other[1] + other[3]) // 2
    return share_in(other, box) >= 0.3 or (box[0] <= x < box[2] and box[1] <= y < box[3])


def _pictured(findings: Findings, whole: Box) -> list[ExploreItem]:
    perceived = findings.perceived

    def pixels(box: tuple[float, float, float, float]) -> Box:
        left, top, width, height = whole[0], whole[1], whole[2] - whole[0], whole[3] - whole[1]
        return (
            left + round(box[0] * width),
            top + round(box[1] * height),
            left + round(box[2] * width),
            top + round(box[3] * height),
        )

    told = (Stance.FACT, Stance.HEDGED)
    objects = [
        ExploreItem(
            ItemKind.OBJECT, pixels(one.box), one.name, stance=Stance.HEDGED if one.part else one.stance
        )
        for one in perceived.objects
        if one.stance in told
    ]
    faces = [
        ExploreItem(ItemKind.FACE, pixels(one.box), "face", stance=one.stance)
        for one in perceived.faces
        if one.stance in told
    ]
    codes = [
        ExploreItem(ItemKind.CODE, pixels(one.box), one.content, format=one.format) for one in perceived.codes
    ]
    return [item for item in (*objects, *faces, *codes) if area(item.box)]


def _belongs_to_code(line: TextLine, codes: Sequence[ExploreItem]) -> bool:
    """Whether it is the number that stands below a barcode."""
    digits = "".join(re.findall(r"\d", line.text))
    if len(digits) < 6 or len(digits) < 0.7 * len(re.sub(r"\s", "", line.text)):
        return False
    return any(digits in code.name or code.name in digits for code in codes)
