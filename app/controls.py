"""The controls of a window as the system's accessibility tree names them, on any system."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

Box = tuple[int, int, int, int]
"""(left, top, right, bottom) in pixels of the whole desktop."""


class Role(StrEnum):
    """What sort of control it is; the words for them are the describer's."""

    WINDOW = "window"
    DIALOG = "dialog"
    ALERT = "alert"
    BUTTON = "button"
    TOGGLE = "toggle button"
    CHECK_BOX = "check box"
    RADIO_BUTTON = "radio button"
    SWITCH = "switch"
    TEXT_FIELD = "text field"
    PASSWORD = "password field"
    COMBO_BOX = "combo box"
    SPIN_BUTTON = "spin button"
    SLIDER = "slider"
    PROGRESS_BAR = "progress bar"
    LIST = "list"
    LIST_ITEM = "list item"
    TREE = "tree"
    TREE_ITEM = "tree item"
    TABLE = "table"
    ROW = "row"
    CELL = "cell"
    COLUMN_HEADER = "column header"
    TAB_LIST = "tab list"
    TAB = "tab"
    MENU_BAR = "menu bar"
    MENU = "menu"
    MENU_ITEM = "menu item"
    TOOL_BAR = "tool bar"
    STATUS_BAR = "status bar"
    LINK = "link"
    HEADING = "heading"
    TEXT = "text"
    PARAGRAPH = "paragraph"
    IMAGE = "image"
    DOCUMENT = "document"
    TERMINAL = "terminal"
    GROUP = "group"
    OTHER = "other"


class State(StrEnum):
    """What is true of a control now."""

    FOCUSED = "focused"
    CHECKED = "checked"
    MIXED = "partly checked"
    SELECTED = "selected"
    EXPANDED = "expanded"
    COLLAPSED = "collapsed"
    DISABLED = "disabled"
    REQUIRED = "required"
    INVALID = "invalid"
    READ_ONLY = "read only"
    MULTI_LINE = "multi-line"
    DEFAULT = "default"
    MODAL = "modal"
    BUSY = "busy"


@dataclass(frozen=True)
class Control:
    """One control; a window's tree is made of them. Only what is on the screen is in it.

    Attributes:
        role: What sort it is.
        name: As the program names it; "" without a name.
        value: What it holds: the text of a field, "30 %"; never that of a password field.
        states: What is true of it.
        box: Where it is on the desktop; None where the program does not tell.
        error: What is wrong with what was entered, in the program's words; "" where nothing is said.
        items: How many items a list, tree, table or tab list says it has; 0 where unknown.
        children: Those inside, in the program's order.
        handle: What the system knows it by; opaque.
    """

    role: Role
    name: str = ""
    value: str = ""
    states: frozenset[State] = frozenset()
    box: Box | None = None
    error: str = ""
    items: int = 0
    children: tuple["Control", ...] = ()
    handle: object = None

    def walk(self) -> Iterator["Control"]:
        """This control and all inside it, each before its own children."""
        waiting = [self]
        while waiting:
            control = waiting.pop()
            yield control
            waiting.extend(reversed(control.children))


@dataclass(frozen=True)
class ControlTree:
    """The controls of one window.

    Attributes:
        root: The window or dialog.
        complete: Whether all of it was asked for in time; otherwise what is there is true, but not all.
    """

    root: Control
    complete: bool = True


AsksForControls = Callable[[int, str, Box], Callable[[], ControlTree | None]]
"""Begins to ask for the controls of a window, known by its process, title and place on the desktop.

What it returns gives them, and may wait for some tenths of a second; None where the program tells nothing.
"""


def no_controls(pid: int, title: str, area: Box) -> Callable[[], ControlTree | None]:
    """Where no program tells: an `AsksForControls`."""
    return lambda: None
