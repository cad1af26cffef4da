"""AT-SPI's numbers for roles, states and relations, and what they are here.

They follow `enum AtspiRole`, `AtspiStateType` and `AtspiRelationType` of at-spi2-core's atspi-constants.h.
"""

from enum import IntEnum

from app.controls import Role, State

ROLES = {
    2: Role.ALERT,
    7: Role.CHECK_BOX,
    8: Role.MENU_ITEM,
    10: Role.COLUMN_HEADER,
    11: Role.COMBO_BOX,
    16: Role.DIALOG,
    17: Role.DIALOG,
    19: Role.DIALOG,
    22: Role.DIALOG,
    23: Role.WINDOW,
    26: Role.IMAGE,
    27: Role.IMAGE,
    29: Role.TEXT,
    31: Role.LIST,
    32: Role.LIST_ITEM,
    33: Role.MENU,
    34: Role.MENU_BAR,
    35: Role.MENU_ITEM,
    37: Role.TAB,
    38: Role.TAB_LIST,
    40: Role.PASSWORD,
    41: Role.MENU,
    42: Role.PROGRESS_BAR,
    43: Role.BUTTON,
    44: Role.RADIO_BUTTON,
    45: Role.MENU_ITEM,
    51: Role.SLIDER,
    52: Role.SPIN_BUTTON,
    54: Role.STATUS_BAR,
    55: Role.TABLE,
    56: Role.CELL,
    57: Role.COLUMN_HEADER,
    58: Role.CELL,
    60: Role.TERMINAL,
    61: Role.TEXT_FIELD,
    62: Role.TOGGLE,
    63: Role.TOOL_BAR,
    65: Role.TREE,
    66: Role.TREE,
    69: Role.WINDOW,
    73: Role.PARAGRAPH,
    76: Role.TEXT_FIELD,
    79: Role.TEXT_FIELD,
    81: Role.TEXT,
    82: Role.DOCUMENT,
    83: Role.HEADING,
    88: Role.LINK,
    90: Role.ROW,
    91: Role.TREE_ITEM,
    92: Role.DOCUMENT,
    93: Role.DOCUMENT,
    94: Role.DOCUMENT,
    95: Role.DOCUMENT,
    96: Role.DOCUMENT,
    98: Role.LIST,
    101: Role.ALERT,
    102: Role.ALERT,
    103: Role.PROGRESS_BAR,
    116: Role.TEXT,
    129: Role.BUTTON,
    130: Role.SWITCH,
}
# Boxes that only arrange what is in them, or whose name says nothing about what is there.
_GROUPS = frozenset((6, 18, 20, 24, 28, 30, 36, 39, 46, 49, 53, 68, 71, 72, 84, 85, 87, 97, 99, 109, 110))


class Bit(IntEnum):
    """AT-SPI's states that are looked at."""

    ACTIVE = 1
    BUSY = 3
    CHECKED = 4
    COLLAPSED = 5
    EDITABLE = 7
    EXPANDABLE = 9
    EXPANDED = 10
    FOCUSABLE = 11
    FOCUSED = 12
    MODAL = 16
    MULTI_LINE = 17
    PRESSED = 20
    SELECTED = 23
    SENSITIVE = 24
    SHOWING = 25
    MANAGES_DESCENDANTS = 31
    INDETERMINATE = 32
    REQUIRED = 33
    INVALID_ENTRY = 36
    IS_DEFAULT = 39
    CHECKABLE = 41
    READ_ONLY = 43


class Relation(IntEnum):
    """AT-SPI's relations that are looked at."""

    LABELLED_BY = 2
    EMBEDS = 13
    ERROR_MESSAGE = 21


_PLAIN = {
    Bit.FOCUSED: State.FOCUSED,
    Bit.SELECTED: State.SELECTED,
    Bit.REQUIRED: State.REQUIRED,
    Bit.INVALID_ENTRY: State.INVALID,
    Bit.IS_DEFAULT: State.DEFAULT,
    Bit.MODAL: State.MODAL,
    Bit.BUSY: State.BUSY,
}
FIELDS = frozenset((Role.TEXT_FIELD, Role.PASSWORD, Role.COMBO_BOX, Role.SPIN_BUTTON))
CHECKED = frozenset((Role.CHECK_BOX, Role.RADIO_BUTTON, Role.SWITCH, Role.TOGGLE, Role.MENU_ITEM))
WORKED = (
    FIELDS
    | CHECKED
    | frozenset((Role.BUTTON, Role.SLIDER, Role.TAB, Role.LINK, Role.LIST_ITEM, Role.TREE_ITEM, Role.MENU))
)


def role_of(number: int, states: int) -> Role:
    """What an object is."""
    role = ROLES.get(number, Role.GROUP if number in _GROUPS else Role.OTHER)
    if role is Role.TEXT_FIELD and not has(states, Bit.EDITABLE) and not has(states, Bit.FOCUSABLE):
        return Role.TEXT  # toolkits call plain text so too
    return role


def states_of(role: Role, bits: int) -> frozenset[State]:
    """What is true of an object, as far as it means something for its role."""
    found = {state for bit, state in _PLAIN.items() if has(bits, bit)}
    if role in CHECKED:
        if has(bits, Bit.INDETERMINATE):
            found.add(State.MIXED)
        elif has(bits, Bit.CHECKED) or (role is Role.TOGGLE and has(bits, Bit.PRESSED)):
            found.add(State.CHECKED)
    if has(bits, Bit.EXPANDED):
        found.add(State.EXPANDED)
    elif has(bits, Bit.COLLAPSED) or (has(bits, Bit.EXPANDABLE) and role is not Role.COMBO_BOX):
        found.add(State.COLLAPSED)
    if role in WORKED and not has(bits, Bit.SENSITIVE):
        found.add(State.DISABLED)
    if role is Role.TEXT_FIELD:
        if has(bits, Bit.MULTI_LINE):
            found.add(State.MULTI_LINE)
        if has(bits, Bit.READ_ONLY) or not has(bits, Bit.EDITABLE):
            found.add(State.READ_ONLY)
    return frozenset(found)


def has(states: int, bit: Bit) -> bool:
    """Whether a state is set."""
    return bool(states >> bit & 1)
