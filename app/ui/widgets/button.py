"""Buttons with a name, an icon and a state, and rows of them."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.design.icons import tinted_icon
from app.ui.design.sheet import BUSY, KIND
from app.ui.design.tokens import S
from app.ui.widgets.flow import FlowLayout


class EdgedButton(QPushButton):
    """A push button that looks as the design has it.

    Args:
        text: With its mnemonic.
        kind: "primary" for the one that a page is for, "danger" for what cannot be undone, else "".
        icon: Of `app.ui.design.icons`, before the text; "" for none.
        parent: Qt parent.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, kind: str = "", icon: str = ""
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon
        if kind:
            self.setProperty(KIND, kind)
        self._tint()

    def set_busy(self, busy: bool) -> None:
        """Look as if at work, or no more; it can be pressed all the same."""
        self._wear(BUSY, busy)

    def set_kind(self, kind: str) -> None:
        """Be of another kind from now on."""
        self._wear(KIND, kind)

    def _wear(self, name: str, value: object) -> None:
        if self.property(name) != value:
            self.setProperty(name, value)
            self.style().unpolish(self)  # the style sheet looks at properties only then
            self.style().polish(self)
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon anew in other colours and sizes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._tint()

    def _tint(self) -> None:
        if self._icon_name:
            colour = self.palette().color(QPalette.ColorRole.ButtonText)
            side = round(self.fontMetrics().height() * 1.1)
            self.setIcon(tinted_icon(self._icon_name, side, colour, self.devicePixelRatioF()))
            self.setIconSize(self.icon().availableSizes()[0] / self.devicePixelRatioF())


def plain(text: str) -> str:
    """A text as it is read out, without its mnemonic and the sign that a question follows."""
    return text.replace("&", "").rstrip("…:")


def make_button(
    text: str, help_: str, call: Callable[[], object], *, tip: bool = False, kind: str = "", icon: str = ""
) -> EdgedButton:
    """A button that Return presses too, with its name and what it does for screen readers.

    Args:
        text: With its mnemonic.
        help_: What it does, in one sentence.
        call: Does it.
        tip: Whether the help is also shown at the pointer.
        kind: See `EdgedButton`.
        icon: Likewise.
    """
    button = EdgedButton(text, kind=kind, icon=icon)
    button.setAccessibleName(plain(text))
    button.setAccessibleDescription(help_)
    button.setToolTip(help_ if tip else "")
    button.setAutoDefault(True)
    button.clicked.connect(lambda: call())
    return button


def button_row(name: str, buttons: Iterable[QPushButton]) -> QWidget:
    """Buttons in a row that wraps."""
    row = QWidget()
    row.setAccessibleName(name)
    flow = FlowLayout(row, gap=S)
    flow.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
    for button in buttons:
        flow.addWidget(button)
    return row
