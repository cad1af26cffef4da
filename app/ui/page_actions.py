"""What a page can do: each thing a button with a mnemonic, a key, and an entry of the menu of its list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.ui.commands import spoken_key
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import name_scroll_bars


@dataclass(frozen=True)
class Deed:
    """One thing a page can do.

    Attributes:
        text: With its mnemonic, translated.
        key: A portable key sequence.
        help: What it does, in one sentence.
        call: Does it; answers in words when there is nothing to do it with.
    """

    text: str
    key: str
    help: str
    call: Callable[[], object]

    @property
    def name(self) -> str:
        """Its text as it is read out."""
        return self.text.replace("&", "").rstrip("…")


def add_keys(page: QWidget, deeds: Sequence[Deed]) -> None:
    """Let the keys work wherever the focus is on the page."""
    for deed in deeds:
        action = QAction(deed.text, page)
        action.setShortcut(QKeySequence(deed.key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(partial(_call, deed.call))
        page.addAction(action)


def make_bar(name: str, deeds: Sequence[Deed]) -> tuple[QWidget, list[EdgedButton]]:
    """A row of buttons that wraps, and the buttons in it."""
    bar = QWidget()
    bar.setAccessibleName(name)
    flow = FlowLayout(bar)
    flow.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
    buttons = []
    for deed in deeds:
        button = EdgedButton(deed.text)
        button.setAccessibleName(deed.name)
        button.setAccessibleDescription(f"{deed.help} {spoken_key(deed.key)}.")
        button.setAutoDefault(True)  # Return presses it too
        button.clicked.connect(partial(_call, deed.call))
        flow.addWidget(button)
        buttons.append(button)
    return bar, buttons


def show_menu(over: QWidget, name: str, deeds: Sequence[Deed], where: QPoint) -> QMenu:
    """Open a menu of these; the focus comes back to ``over`` when it closes."""
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(name)
    for deed in deeds:
        action = menu.addAction(deed.text)
        # Shown, not armed: the page's own action has the key already.
        action.setText(f"{deed.text}\t{QKeySequence(deed.key).toString(_NATIVE)}")
        action.setStatusTip(deed.help)
        action.triggered.connect(partial(_call, deed.call))
    menu.popup(where)
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
    return menu


def fill_page(page: QWidget, title: str, parts: Sequence[tuple[QWidget, int]]) -> None:
    """Put parts below each other into a page that scrolls when the text is large.

    Args:
        page: Empty.
        title: Its name for screen readers.
        parts: Widgets in reading order, with their share of the room.
    """
    inside = QWidget()
    inside.setAccessibleName(title)
    layout = QVBoxLayout(inside)
    for part, share in parts:
        layout.addWidget(part, share)
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(title)
    name_scroll_bars(area, "page")
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(area)
    FocusRing(inside, lambda control: area.ensureWidgetVisible(control, 0, 4))


def _call(call: Callable[[], object], _checked: bool = False) -> None:
    call()


_NATIVE = QKeySequence.SequenceFormat.NativeText
