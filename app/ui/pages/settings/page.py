"""The page of the settings: its parts, one at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.assistant.choices import Choices
from app.assistant.outlet import Outlet
from app.tasks import TaskManager
from app.ui.page import Page
from app.ui.pages.settings.form import Group
from app.ui.pages.settings.keys import KeysGroup, KeyTable
from app.ui.pages.settings.looks import AppearanceGroup, StartGroup
from app.ui.pages.settings.privacy import PrivacyGroup, WatchingGroup, ask_for_folder
from app.ui.pages.settings.voice import DescribingGroup, LiveGroup, VoiceGroup
from app.ui.widgets.edged import EdgedComboBox, name_inside
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import name_scroll_bars


class SettingsPage(Page):
    """Every setting, each with one control; a change is saved and said at once.

    Args:
        choices: The settings.
        speaks: Says what was changed.
        tasks: Runs ``voices`` and ``models`` in the background when the page is shown.
        keys: The commands, and what is known about chords.
        voices: Names of this computer's voices; slow.
        models: Ids and titles of the models that can describe; slow.
        choose_folder: Asks the user for a folder.

    Attributes:
        listening: Whether keys are being pressed for a setting, so that global keys should rest.
        erase_wanted: All that is kept is to be erased.
    """

    listening = Signal(bool)
    erase_wanted = Signal()

    def __init__(
        self,
        choices: Choices,
        speaks: Outlet,
        tasks: TaskManager,
        keys: KeyTable,
        *,
        voices: Callable[[], Sequence[str]] = tuple,
        models: Callable[[], Sequence[tuple[str, str]]] = tuple,
        choose_folder: Callable[[QWidget], Path | None] = ask_for_folder,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._title = self.tr("Settings")
        self.setAccessibleName(self._title)
        self._speaks = speaks
        self._tasks = tasks
        self._get_voices = voices
        self._voices_known = False
        self._get_models = models
        self.status = QLabel(self.tr("Every change holds at once."))
        self.status.setWordWrap(True)
        self.status.setTextFormat(Qt.TextFormat.PlainText)
        self.status.setAccessibleDescription(self.tr("Status"))
        self._voice = VoiceGroup(choices, self._say)
        self._describing = DescribingGroup(choices, self._say, ())
        self.keys = KeysGroup(choices, self._say, keys)
        self.keys.listening.connect(self.listening)
        privacy = PrivacyGroup(choices, self._say)
        privacy.erase_wanted.connect(self.erase_wanted)
        self.groups: list[Group] = [
            self._voice,
            self._describing,
            self.keys,
            privacy,
            WatchingGroup(choices, self._say, choose_folder),
            LiveGroup(choices, self._say),
            AppearanceGroup(choices, self._say),
            StartGroup(choices, self._say),
        ]
        self._lay_out()

    @property
    def controls(self) -> dict[str, QWidget]:
        """Field of the settings -> the control that changes it."""
        return {field: control for group in self.groups for field, control in group.controls.items()}

    def focus_first(self) -> None:
        """One begins by choosing a part."""
        self.part.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_part(self, group: Group) -> None:
        """Turn to one part."""
        self.part.setCurrentIndex(self.groups.index(group))

    def on_shown(self) -> None:
        """Find out which voices and models there are."""
        if not self._voices_known:  # asking starts a voice
            self._tasks.run(self._get_voices, self._on_voices)
        self._tasks.run(self._get_models, self._on_models)

    def _on_voices(self, done: "Future[Sequence[str]]") -> None:
        if not done.cancelled() and done.exception() is None:
            self._voices_known = True
            self._voice.show_voices(done.result())

    def _on_models(self, done: "Future[Sequence[tuple[str, str]]]") -> None:
        if not done.cancelled() and done.exception() is None:
            self._describing.show_models(done.result())

    def _lay_out(self) -> None:
        self.part = EdgedComboBox()
        self.part.setAccessibleName(self.tr("Part of the settings"))
        self.part.setAccessibleDescription(self.tr("What follows are the settings of this part."))
        name_inside(self.part)
        label = QLabel(self.tr("&Part of the settings"))
        label.setBuddy(self.part)
        stack = QStackedWidget()
        stack.setAccessibleName(self._title)
        for group in self.groups:
            self.part.addItem(group.title)
            stack.addWidget(_scrolled(group))
        self.part.currentIndexChanged.connect(stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self.part)
        layout.addWidget(stack, 1)
        layout.addWidget(self.status)
        FocusRing(self)

    def _say(self, words: str) -> None:
        self.status.setText(words)
        self._speaks.say(words, interrupt=True)


def _scrolled(group: Group) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(group)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setAccessibleName(group.title)
    name_scroll_bars(area, "settings")

    def show_all_of(control: QWidget) -> None:
        rect = QRect(control.mapTo(group, QPoint()), control.size())
        for corner in (rect.bottomRight(), rect.topLeft()):
            area.ensureVisible(corner.x(), corner.y(), 0, 4)

    FocusRing(group, show_all_of)
    return area
