"""Long work: what is done, how far it is, how long it takes, and the button that stops it."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.widgets.button import make_button
from app.ui.widgets.pace import Pace, left_in_words, speed_in_words
from app.ui.widgets.steps import Steps
from app.ui.widgets.words import wrapped

_WHOLE = 1000


class WorkBar(QWidget):
    """Seen only while something goes on. Main thread only.

    Args:
        stop: Text of the button, with its mnemonic.
        help_: What the button does, in one sentence.
        on_stop: Does it.
        say: Says how far it is, at every tenth.
        after: Gets the focus when it is on the button and the work ends.
        clock: Seconds that only grow.

    Attributes:
        stop: The button.
    """

    def __init__(
        self,
        stop: str,
        help_: str,
        on_stop: Callable[[], object],
        say: Callable[[str], object],
        after: QWidget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._say = say
        self._after = after
        self._clock = clock
        self._title = ""
        self._in_bytes = False
        self._steps = Steps()
        self._pace = Pace(clock)
        self._label = wrapped()
        self.bar = QProgressBar()
        self.bar.setRange(0, _WHOLE)
        self.bar.setTextVisible(False)
        self.stop = make_button(stop, help_, on_stop, icon="stop")
        self._lay_out()
        self.hide()

    def begin(self, title: str, *, in_bytes: bool = False) -> None:
        """Show that something begins of which it is not known yet how long it takes.

        Args:
            title: What is done, without a full stop.
            in_bytes: Whether steps are counted in bytes, so that there is a speed to tell.
        """
        self._title, self._in_bytes = title, in_bytes
        self._steps, self._pace = Steps(), Pace(self._clock)
        self.bar.setAccessibleName(title)
        self.bar.setAccessibleDescription("")
        self.bar.setValue(0)
        self.bar.hide()
        self._label.setText(f"{title}.")
        self.show()

    def step(self, done: int, total: int) -> None:
        """So much of so much is done; at each tenth it is said."""
        if not total or not self._title:
            return
        self._pace.note(done, total)
        share = min(1.0, done / total)
        percent = self.tr("{percent} percent").format(percent=int(100 * share))
        left = left_in_words(self._pace.left)
        speed = speed_in_words(self._pace.speed) if self._in_bytes else ""
        facts = ", ".join(filter(None, (percent, speed, left)))
        self._label.setText(f"{self._title}: {facts}.")
        self.bar.setAccessibleDescription(", ".join(filter(None, (speed, left))))
        self.bar.show()
        self.bar.setValue(round(_WHOLE * share))
        tenth = self._steps.reach(done, total)
        if tenth is not None:
            percent = self.tr("{percent} percent").format(percent=tenth)
            self._say(f"{', '.join(filter(None, (percent, left)))}.")

    def end(self) -> None:
        """It is over."""
        self._title = ""
        if self.stop.hasFocus():
            self._after.setFocus(Qt.FocusReason.OtherFocusReason)
        self.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addLayout(row)
