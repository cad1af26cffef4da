"""What is in a window, sorted by what it means to whoever hears of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.controls import Control, Role, State
from app.describe.words.phrasing import clean

TEXTS = frozenset((Role.TEXT, Role.PARAGRAPH))
CHECKS = frozenset((Role.CHECK_BOX, Role.RADIO_BUTTON, Role.SWITCH, Role.TOGGLE))
FIELDS = frozenset(
    (
        Role.TEXT_FIELD,
        Role.PASSWORD,
        Role.COMBO_BOX,
        Role.SPIN_BUTTON,
        Role.SLIDER,
        Role.PROGRESS_BAR,
    )
)
LISTS = frozenset((Role.LIST, Role.TREE, Role.TABLE))
_ITEMS = frozenset((Role.LIST_ITEM, Role.TREE_ITEM, Role.ROW, Role.CELL))
_IN_ALERTS = TEXTS | {Role.ALERT, Role.HEADING, Role.LIST, Role.LIST_ITEM}  # said with the alert
_NO_FOCUS = frozenset((Role.WINDOW, Role.DIALOG, Role.DOCUMENT, Role.GROUP, Role.TERMINAL, Role.OTHER))


@dataclass(frozen=True)
class Parts:
    """What is in a window, each part in reading order.

    Attributes:
        dialog: The dialog or message in front of the rest; None without one.
        alerts: Messages in the window.
        wrong: Fields whose content the program does not accept.
        focus: What has the keyboard.
        page: The document that the window shows.
        inside: All that belongs to the dialog, the page or, without either, the window.
        outside: The rest.
        banners: Dialogs of a page at its edge, beside which it can be read: what asks about cookies.
        bars: Messages of the browser itself, which are not its page's.
    """

    dialog: Control | None
    alerts: tuple[Control, ...]
    wrong: tuple[Control, ...]
    focus: Control | None
    page: Control | None
    inside: tuple[Control, ...]
    outside: tuple[Control, ...]
    banners: tuple[Control, ...] = ()
    bars: tuple[Control, ...] = ()

    def of(self, roles: Iterable[Role]) -> list[Control]:
        """Those inside that have one of some roles."""
        wanted = frozenset(roles)
        return [one for one in self.inside if one.role in wanted]


def parts_of(window: Control) -> Parts:
    """Sort a window's controls.

    Args:
        window: The window, or dialog.
    """
    everything = in_order(window)
    pages = [one for one in everything if one.role is Role.DOCUMENT]
    page = max(pages, key=_area, default=None)
    dialogs = [
        one for one in everything if one.role is Role.DIALOG and (one is window or one.name or one.children)
    ]
    banners = [one for one in dialogs if page is not None and _is_banner(one, page)]
    dialogs = [one for one in dialogs if one not in banners]
    dialog = dialogs[-1] if dialogs else window if window.role is Role.ALERT else None
    page = page if dialog is None else None
    root = dialog or page or window
    apart = {id(inner) for one in banners for inner in one.walk()}
    alerts = [one for one in everything if one.role is Role.ALERT and one is not root and one.name]
    apart |= {id(inner) for one in alerts for inner in one.walk() if inner.role in _IN_ALERTS}
    inside = [one for one in in_order(root) if one is not root and id(one) not in apart]
    within = {id(one) for one in inside} | {id(root), id(window)} | apart
    of_page = {id(one) for one in page.walk()} if page is not None else set()
    focused = [one for one in everything if State.FOCUSED in one.states and one.role not in _NO_FOCUS]
    return Parts(
        dialog,
        tuple(one for one in alerts if page is None or id(one) in of_page),
        tuple(one for one in inside if State.INVALID in one.states),
        focused[-1] if focused else None,
        page,
        tuple(inside),
        tuple(one for one in everything if id(one) not in within),
        tuple(banners),
        tuple(one for one in alerts if page is not None and id(one) not in of_page),
    )


def _is_banner(dialog: Control, page: Control) -> bool:
    """Whether a dialog leaves the middle of its page free."""
    if State.MODAL in dialog.states or dialog.box is None or page.box is None:
        return False
    if not any(one is dialog for one in page.walk()):
        return False
    x, y = (page.box[0] + page.box[2]) / 2, (page.box[1] + page.box[3]) / 2
    left, top, right, bottom = dialog.box
    return not (left <= x < right and top <= y < bottom)


def in_order(control: Control) -> list[Control]:
    """A control and all inside it in reading order: rows from the top, each from the left."""
    found, waiting = [], [control]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting.extend(reversed(_rows(one.children)))
    return found


def texts(inside: Sequence[Control]) -> list[str]:
    """The text that is neither what something is called nor what it holds, each piece once."""
    others = [one for one in inside if one.role not in TEXTS | {Role.HEADING}]
    labels = {clean(text).casefold() for one in others for text in (one.name, one.value, one.error)}
    said = [clean(one.name) for one in inside if one.role in TEXTS and not _only_labels(one)]
    return [words for words in dict.fromkeys(said) if words and words.casefold() not in labels]


def _only_labels(text: Control) -> bool:
    """Whether all of a text names fields that stand in it, or says what is wrong with them."""
    fields = [one for one in text.walk() if one.role in FIELDS]
    told = " ".join(f"{one.name} {one.error}" for one in fields).casefold()
    return bool(fields) and all(word in told for word in clean(text.name).casefold().split())


def items(holder: Control) -> list[Control]:
    """The items of a list that can be seen: of a table the first cell of each row."""
    found: list[Control] = []
    for one in holder.children:
        if one.role is Role.ROW:
            cells = [cell for cell in one.children if cell.role is Role.CELL]
            found.extend([one] if one.name or not cells else cells[:1])
        elif one.role in _ITEMS and not (found and one.role is Role.CELL and _beside(found[-1], one)):
            found.append(one)
    return [one for one in found if clean(one.name)]


def _beside(one: Control, other: Control) -> bool:
    return one.box is not None and other.box is not None and one.box[1] == other.box[1]


def _rows(children: Sequence[Control]) -> list[Control]:
    placed = sorted((one for one in children if one.box is not None), key=lambda one: one.box or ())
    placed.sort(key=lambda one: one.box[1] if one.box else 0)
    rows: list[list[Control]] = []
    bottom = 0.0
    for one in placed:
        assert one.box is not None
        middle = (one.box[1] + one.box[3]) / 2
        if rows and middle < bottom:
            rows[-1].append(one)
        else:
            rows.append([one])
            bottom = one.box[3]
    ordered = [one for row in rows for one in sorted(row, key=lambda one: one.box[0] if one.box else 0)]
    return ordered + [one for one in children if one.box is None]


def _area(control: Control) -> int:
    left, top, right, bottom = control.box or (0, 0, 0, 0)
    return (right - left) * (bottom - top)
