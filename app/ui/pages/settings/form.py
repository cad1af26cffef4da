"""One part of the settings: controls under their labels, each bound to one field."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, QSignalBlocker
from PySide6.QtWidgets import QWidget

from app.assistant.settings_store import SettingsStore
from app.errors import AppError
from app.settings import Settings
from app.ui.design.tokens import L, S
from app.ui.widgets.button import EdgedButton, button_row, make_button, plain
from app.ui.widgets.edged import (
    EdgedCheckBox,
    EdgedComboBox,
    EdgedDoubleSpinBox,
    EdgedLineEdit,
    EdgedSpinBox,
    name_inside,
)
from app.ui.widgets.fitting import ReadingColumn
from app.ui.widgets.words import label_for, label_of_kind

Say = Callable[[str], None]


class Group(ReadingColumn):
    """A part of the settings. Every change is saved at once and said in one sentence.

    Args:
        title: Its name, translated.
        choices: The settings.
        say: Says a sentence aloud, cutting off the one before.

    Attributes:
        controls: Field of the settings -> the control that changes it.
    """

    def __init__(self, title: str, choices: SettingsStore, say: Say) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        self.controls: dict[str, QWidget] = {}
        self._choices = choices
        self._say = say
        self._refreshers: list[Callable[[Settings], None]] = []
        self.add_section(title)

    def finish(self) -> None:
        """Called when all controls are there: show the settings in them, now and after each change."""
        self.box.addStretch(1)
        self.refresh(self._choices.settings)
        self._choices.changed.connect(self.refresh)

    def refresh(self, settings: Settings) -> None:
        """Show these settings."""
        for one in self._refreshers:
            one(settings)

    def add_section(self, title: str) -> None:
        """A heading above the controls that follow."""
        if self.box.count():
            self.box.addSpacing(L)
        self.box.addWidget(label_of_kind(title, "section"))

    def add_switch(self, field: str, text: str, help_: str) -> EdgedCheckBox:
        """A switch for a field that is True or False."""
        control = EdgedCheckBox(text)

        def show(settings: Settings) -> None:
            with QSignalBlocker(control):
                control.setChecked(getattr(settings, field))

        def take(on: bool) -> None:
            state = (
                QCoreApplication.translate("Group", "on")
                if on
                else QCoreApplication.translate("Group", "off")
            )
            self.change(field, on, plain(text), state)

        control.toggled.connect(take)
        self.bind(field, control, text, help_, show, labelled=False)
        return control

    def add_choice(
        self, field: str, label: str, help_: str, entries: Sequence[tuple[Any, str]]
    ) -> EdgedComboBox:
        """A list of values, each with its words; a value that is not in it is added as it is."""
        control = EdgedComboBox()
        self.fill(control, entries)

        def show(settings: Settings) -> None:
            with QSignalBlocker(control):
                value = getattr(settings, field)
                if control.findData(value) < 0:
                    control.addItem(str(value), value)
                control.setCurrentIndex(control.findData(value))

        control.currentIndexChanged.connect(
            lambda row: self.change(field, control.itemData(row), plain(label), control.itemText(row))
        )
        self.bind(field, control, label, help_, show)
        return control

    def fill(self, control: EdgedComboBox, entries: Sequence[tuple[Any, str]]) -> None:
        """Give a list other entries; what was chosen stays chosen."""
        with QSignalBlocker(control):
            chosen, words = control.currentData(), control.currentText()
            control.clear()
            for value, text in entries:
                control.addItem(text, value)
            if chosen is not None:
                if control.findData(chosen) < 0:
                    control.addItem(words, chosen)
                control.setCurrentIndex(control.findData(chosen))

    def add_whole(
        self,
        field: str,
        label: str,
        help_: str,
        limits: tuple[int, int],
        step: int,
        suffix: str,
        *,
        share: bool = False,
        zero: str = "",
    ) -> EdgedSpinBox:
        """A whole number.

        Args:
            field: What it changes.
            label: With its mnemonic.
            help_: One sentence.
            limits: Smallest and largest.
            step: What an arrow key adds.
            suffix: The unit, with a space before.
            share: The field is a share of one, shown in percent.
            zero: Words for the smallest number, "" for none.
        """
        control = EdgedSpinBox()
        control.setRange(*limits)
        control.setSpecialValueText(zero)
        kind = type(getattr(self._choices.settings, field))
        self._add_spin(
            control,
            field,
            (label, help_, suffix),
            step,
            lambda value: round(value * 100) if share else round(value),
            lambda shown: shown / 100 if share else kind(shown),
        )
        return control

    def add_number(
        self, field: str, label: str, help_: str, limits: tuple[float, float], step: float, suffix: str
    ) -> EdgedDoubleSpinBox:
        """A number with one decimal."""
        control = EdgedDoubleSpinBox()
        control.setDecimals(1)
        control.setRange(*limits)
        self._add_spin(
            control, field, (label, help_, suffix), step, lambda value: value, lambda shown: round(shown, 1)
        )
        return control

    def add_line(
        self,
        field: str,
        label: str,
        help_: str,
        read: Callable[[str], Any],
        write: Callable[[Any], str],
        empty: str,
    ) -> EdgedLineEdit:
        """A line of text, taken with Return or on leaving it.

        Args:
            field: What it changes.
            label: With its mnemonic.
            help_: One sentence.
            read: From the text to the field's value; raises AppError.
            write: Back to text.
            empty: What is said when nothing is in it.
        """
        control = EdgedLineEdit()

        def show(settings: Settings) -> None:
            if not (control.hasFocus() and control.isModified()):  # what is being typed stays
                control.setText(write(getattr(settings, field)))

        def take() -> None:
            before = getattr(self._choices.settings, field)
            control.setModified(False)
            try:
                value = read(control.text())
            except AppError as error:
                control.setText(write(before))
                self._say(str(error))
                return
            if value == before:
                control.setText(write(before))
            else:
                self.change(field, value, plain(label), write(value) or empty)

        control.editingFinished.connect(take)
        self.bind(field, control, label, help_, show)
        return control

    def add_buttons(self, *buttons: tuple[str, str, Callable[[], object]]) -> list[EdgedButton]:
        """A row of buttons that wraps: text with mnemonic, help, what it does."""
        made = [make_button(*button, tip=True) for button in buttons]
        self.box.addWidget(button_row(self.title, made))
        return made

    def change(self, field: str, value: Any, what: str, words: str) -> None:
        """Take a value, and say what it is now."""
        self.take({field: value}, QCoreApplication.translate("Group", "{what}: {value}.").format(
            what=what, value=words
        ))  # fmt: skip

    def take(self, fields: dict[str, Any], sentence: str) -> None:
        """Change fields and say the sentence, or why they could not be saved."""
        self._say(self._choices.try_change(**fields) or sentence)

    def bind(
        self,
        field: str,
        control: QWidget,
        label: str,
        help_: str,
        show: Callable[[Settings], None] = lambda settings: None,
        *,
        labelled: bool = True,
    ) -> None:
        """Take a control in.

        Args:
            field: What it changes.
            control: The control.
            label: With its mnemonic.
            help_: One sentence.
            show: Shows settings in it.
            labelled: Whether the label stands above it; else it is the control's own.
        """
        self._place(control, label if labelled else "", help_)
        control.setAccessibleName(plain(label))
        control.setAccessibleDescription(help_)
        control.setToolTip(help_)
        name_inside(control)
        self.controls[field] = control
        self._refreshers.append(show)

    def _place(self, control: QWidget, label: str, help_: str = "") -> None:
        if label:
            title = label_for(control, label)
            title.setWordWrap(True)
            self.box.addWidget(title)
        self.box.addWidget(control)
        if help_:
            self.box.addWidget(label_of_kind(help_, "muted"))
            self.box.addSpacing(S)

    def _add_spin(
        self,
        control: Any,
        field: str,
        words: tuple[str, str, str],
        step: float,
        shown: Callable[[Any], Any],
        taken: Callable[[Any], Any],
    ) -> None:
        label, help_, suffix = words
        control.setSingleStep(step)
        control.setSuffix(suffix)
        # While one types 190 the field must not become 1, nor 19.
        control.setKeyboardTracking(False)

        def show(settings: Settings) -> None:
            with QSignalBlocker(control):
                control.setValue(shown(getattr(settings, field)))

        control.valueChanged.connect(
            lambda value: self.change(field, taken(value), plain(label), control.text())
        )
        self.bind(field, control, label, help_, show)
