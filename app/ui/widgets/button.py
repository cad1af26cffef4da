"""Buttons whose edge is seen in every palette, and rows of them."""

from collections.abc import Callable, Iterable

from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QPushButton, QWidget

from app.ui.widgets.edged import draw_edge
from app.ui.widgets.flow import FlowLayout


class EdgedButton(QPushButton):
    """A push button with a line round it in its text's colour.

    Styles draw the edge in a shade of the button's own colour, which is lost on black.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        """The style's button, then the line."""
        super().paintEvent(event)
        draw_edge(self, QPalette.ColorRole.ButtonText)


def plain(text: str) -> str:
    """A text as it is read out, without its mnemonic and the sign that a question follows."""
    return text.replace("&", "").rstrip("…:")


def make_button(text: str, help_: str, call: Callable[[], object], *, tip: bool = False) -> EdgedButton:
    """A button that Return presses too, with its name and what it does for screen readers.

    Args:
        text: With its mnemonic.
        help_: What it does, in one sentence.
        call: Does it.
        tip: Whether the help is also shown at the pointer.
    """
    button = EdgedButton(text)
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
    flow = FlowLayout(row)
    flow.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
    for button in buttons:
        flow.addWidget(button)
    return row
