"""What a page or the window can do: buttons with mnemonics, keys, and entries of menus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QScrollArea, QVBoxLayout, QWidget

from app.ui.commands import spoken_key
from app.ui.design.tokens import M, S
from app.ui.page import Page
from app.ui.widgets.button import EdgedButton, button_row, make_button
from app.ui.widgets.fitting import scrolled
from app.ui.widgets.words import label_for


@dataclass(frozen=True)
class Deed:
    """One thing that can be done.

    Attributes:
        text: With its mnemonic, translated.
        key: A portable key sequence, or several with "; " between; the first is the one that is shown.
        help: What it does, in one sentence.
        call: Does it; answers in words when there is nothing to do it with.
        quits: Whether it ends the app, which some systems put elsewhere.
        icon: Of `app.ui.design.icons`, on its button.
        kind: Of its button, see `EdgedButton`.
    """

    text: str
    key: str
    help: str
    call: Callable[[], object]
    quits: bool = False
    icon: str = ""
    kind: str = ""


def add_keys(page: QWidget, deeds: Sequence[Deed]) -> None:
    """Let the keys work wherever the focus is on the page."""
    for deed in deeds:
        action = add_action(page, deed.text, "", deed.call)
        action.setShortcut(QKeySequence(deed.key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    tell_keys(page, deeds)


def tell_keys(page: QWidget, deeds: Sequence[Deed]) -> None:
    """Have the help of a page tell of these keys, which work there by other means."""
    if isinstance(page, Page):
        page.told_keys += [(spoken_key(deed.key), deed.help) for deed in deeds if deed.key]


def add_action(to: QWidget, text: str, help_: str, call: Callable[[], object]) -> QAction:
    """Give a menu or a window one more action."""
    action = QAction(text, to)
    action.setStatusTip(help_)
    action.triggered.connect(lambda: call())
    to.addAction(action)
    return action


def make_bar(name: str, deeds: Sequence[Deed]) -> tuple[QWidget, list[EdgedButton]]:
    """A row of buttons that wraps, and the buttons in it."""
    buttons = [
        make_button(
            deed.text, f"{deed.help} {spoken_key(deed.key)}.", deed.call, kind=deed.kind, icon=deed.icon
        )
        for deed in deeds
    ]
    return button_row(name, buttons), buttons


def show_menu(over: QWidget, name: str, deeds: Sequence[Deed], where: QPoint) -> QMenu:
    """Open a menu of these; the focus comes back to ``over`` when it closes."""
    menu = QMenu(over)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(name)
    for deed in deeds:
        # Its key is shown, not armed: the page's own action has it already.
        keys = QKeySequence(deed.key).toString(QKeySequence.SequenceFormat.NativeText)
        add_action(menu, f"{deed.text}\t{keys}", deed.help, deed.call)
    menu.popup(where)
    if menu.actions():
        menu.setActiveAction(menu.actions()[0])
    return menu


def fill_page(
    page: Page, parts: Sequence[tuple[str, QWidget, int]], *, name: str = "", what: str = "page"
) -> QScrollArea:
    """Put parts below each other into a page that scrolls when the text is large.

    Args:
        page: Empty.
        parts: In reading order: the label of a widget ("" for none), the widget, and its share of the room.
        name: Its name for screen readers, where that is not its title.
        what: What its scroll bars scroll, see `name_scroll_bars`.
    """
    inside = QWidget()
    layout = QVBoxLayout(inside)
    layout.setContentsMargins(M, S, M, S)
    layout.setSpacing(S)
    layout.addWidget(page.heading)
    for label, part, share in parts:
        if label:
            layout.addWidget(label_for(part, label))
        layout.addWidget(part, share)
    area = scrolled(inside, name or page.title, what=what)
    whole = QVBoxLayout(page)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(area)
    return area
