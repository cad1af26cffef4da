"""The welcome: a few spoken steps, each of which may be skipped."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPixmap
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from app.assistant.outlet import Outlet
from app.assistant.settings_store import SettingsStore
from app.ui.dialogs.first_run_steps import Permission, Sample, TryStep, WelcomeStep, make_steps
from app.ui.widgets.button import EdgedButton, button_row, make_button
from app.ui.widgets.fitting import resize_to_text, scrolled
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.words import TOLD, WordsView, status_line, wrapped

_PICTURE_LINES = 9  # lines of text that the sample is high


class FirstRun(QDialog):
    """Says what the app does and sets up what it needs, one step at a time.

    Each step announces itself with title and text and has the focus on its text. Escape falls silent while
    something is said, as it does everywhere, and else ends the welcome. Going through or ending it sets
    `Settings.welcomed`.

    Args:
        choices: The settings.
        speaks: Says each step.
        permissions: What the system must be asked for; one step each.
        leader: The leader key in words; "" where there is none.
        no_leader: What to do where there is none, in a sentence.
        set_keys_up: Has the desktop give out keys, and says what came of it; None where it does not.
        sample: A picture to try everything with.
    """

    def __init__(
        self,
        choices: SettingsStore,
        speaks: Outlet,
        *,
        permissions: Sequence[Permission] = (),
        leader: str = "",
        no_leader: str = "",
        set_keys_up: Callable[[Callable[[str], object]], None] | None = None,
        sample: Sample | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Welcome to Earsight"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._choices = choices
        self._speaks = speaks
        self._number = -1
        self._ended = False
        self.steps: list[WelcomeStep] = make_steps(
            self, choices, self._tell, permissions, leader, no_leader, set_keys_up, sample
        )
        self.heading = wrapped()
        self.picture = self._make_picture(sample)
        self.text = self._make_text()
        self.status = status_line()
        self._deeds = QWidget()
        self._flow = FlowLayout(self._deeds)
        self._flow.setContentsMargins(3, 3, 3, 3)  # room for the focus ring
        self.back = self._button(self.tr("&Back"), self.tr("To the step before."), partial(self._go, -1))
        self.on = self._button(self.tr("&Next"), self.tr("To the next step."), self._go_on, kind="primary")
        self.skip_all = self._button(
            self.tr("Skip &all"), self.tr("Ends the welcome. It can be run again from Help."), self._skip_all
        )
        self._lay_out()

    @property
    def step(self) -> WelcomeStep:
        """The step that is shown."""
        return self.steps[self._number]

    def open(self) -> None:
        """Show the first step; it does not block."""
        super().open()
        self._show(0)

    def leader_pressed(self) -> None:
        """To be called when the leader key was pressed anywhere."""
        if isinstance(self.step, TryStep):
            self.step.pressed()

    def command_given(self) -> None:
        """To be called when a key after the leader was pressed, before what it does is done."""
        if isinstance(self.step, TryStep) and self.status.text():
            # Shown, not said: the description that follows is, and it tells what stands in this window.
            self.status.setText(self.step.done())
            self.status.repaint()

    def reject(self) -> None:
        """Escape: silence while something is said, else the end."""
        if self._speaks.speaking:
            self._speaks.hush()
        else:
            self._skip_all()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing the window skips everything; it is not asked."""
        event.accept()
        if self.isVisible():
            self._skip_all()

    def event(self, event: QEvent) -> bool:
        """Look again when the user comes back from the system's settings."""
        if event.type() == QEvent.Type.WindowActivate and self._number >= 0:
            self.step.look_again()
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return presses the button with the focus."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and isinstance(watched, EdgedButton)
        ):
            if not event.isAutoRepeat():
                watched.click()
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.heading.setBuddy(self.text)
        ways = button_row(self.tr("Ways on"), (self.on, self.back, self.skip_all))
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.addWidget(self.heading)
        layout.addWidget(self.picture)
        layout.addWidget(self.text, 1)
        self._steps = layout
        layout.addWidget(self._deeds)
        layout.addWidget(self.status)
        layout.addWidget(ways)
        QVBoxLayout(self).addWidget(scrolled(inside, self.windowTitle(), what="window"))
        resize_to_text(self, 84, 36)

    def _make_picture(self, sample: Sample | None) -> QLabel:
        label = QLabel()
        label.setAccessibleName(self.tr("Sample picture"))
        if sample is not None:
            high = self.fontMetrics().lineSpacing() * _PICTURE_LINES
            label.setPixmap(
                QPixmap(str(sample.picture)).scaledToHeight(high, Qt.TransformationMode.SmoothTransformation)
            )
        return label

    def _make_text(self) -> WordsView:
        text = WordsView(what="step")
        text.installEventFilter(self)
        return text

    def _button(self, text: str, help_: str, call: Callable[[], object], *, kind: str = "") -> EdgedButton:
        button = make_button(text, help_, call, tip=True, kind=kind)
        # Return on the text must not press a button that the focus is not on, as a default button would be.
        button.setAutoDefault(False)
        button.installEventFilter(self)
        return button

    def _show(self, number: int) -> None:
        self._number = number
        step = self.step
        place = self.tr("Step {number} of {count}: {title}").format(
            number=number + 1, count=len(self.steps), title=step.title
        )
        self.heading.setText(place)
        # A new field for every step: of one that has the focus already, Orca 48 reads the last step's title
        # and the first line alone.
        before, self.text = self.text, self._make_text()
        self.text.setPlainText(step.text())
        self.text.setAccessibleName(place)
        # A screen reader reads the text's name, its first line and its description when it gets the focus.
        reads = self._speaks.windows_are_read
        self.text.setAccessibleDescription(step.text() if reads else "")
        self._steps.replaceWidget(before, self.text)
        self.picture.setVisible(step.shows_sample)
        self.text.setProperty(TOLD, True)  # the words below tell it
        self.text.show()
        self.heading.setBuddy(self.text)
        self.status.setText("")
        self._show_deeds(step)
        last = number == len(self.steps) - 1
        self.on.setText(self.tr("&Done") if last else self.tr("&Next"))
        self.on.setAccessibleName(self.on.text().replace("&", ""))
        self.on.setAccessibleDescription(
            self.tr("Ends the welcome.") if last else self.tr("To the next step.")
        )
        self.skip_all.setVisible(not last)
        self.back.setVisible(number > 0)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        before.hide()
        before.deleteLater()
        if not reads:
            self._speaks.say(f"{place}. {step.text()}", interrupt=True)

    def _show_deeds(self, step: WelcomeStep) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        before: QWidget = self.text
        for text, help_, call in step.deeds():
            button = self._button(text, help_, call)
            self._flow.addWidget(button)
            button.show()
            self.setTabOrder(before, button)
            before = button
        for button in (self.on, self.back, self.skip_all):
            self.setTabOrder(before, button)
            before = button
        self._deeds.setAccessibleName(step.title)
        self._deeds.setVisible(bool(step.deeds()))

    def _go_on(self) -> None:
        if self._number == len(self.steps) - 1:
            self._end(self.tr("Welcome. Earsight is ready."))
        else:
            self._show(self._number + 1)

    def _go(self, steps: int) -> None:
        self._show(min(max(0, self._number + steps), len(self.steps) - 1))

    def _skip_all(self) -> None:
        self._end(self.tr("Skipped. The welcome can be run again from Help."))

    def _end(self, words: str) -> None:
        self._ended = True
        words = f"{words} {self._choices.try_change(welcomed=True)}".strip()
        if words:
            self._speaks.say(words, interrupt=True)
        self.accept()

    def _tell(self, words: str) -> None:
        if self._ended:  # what was asked for comes too late
            return
        self.status.setText(words)
        self._speaks.say(words, interrupt=True)
