"""The page of the settings: its parts, one at a time."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.assistant.outlet import Outlet
from app.assistant.settings_store import SettingsStore
from app.tasks import TaskManager
from app.ui.design.tokens import M, S
from app.ui.intake import ask_for_folder
from app.ui.page import SpeakingPage
from app.ui.pages.settings.form import Group
from app.ui.pages.settings.keys import KeysGroup
from app.ui.pages.settings.looks import AppearanceGroup, StartGroup
from app.ui.pages.settings.privacy import PrivacyGroup, WatchingGroup
from app.ui.pages.settings.voice import DescribingGroup, LiveGroup, VoiceGroup
from app.ui.widgets.edged import EdgedComboBox
from app.ui.widgets.fitting import LazyStack, scrolled
from app.ui.widgets.focus import FocusRing
from app.ui.widgets.words import label_for


class SettingsPage(SpeakingPage):
    """Every setting, each with one control; a change is saved and said at once.

    Args:
        choices: The settings.
        speaks: Says what was changed.
        tasks: Runs ``voices`` and ``models`` in the background when the page is shown.
        voices: Names of this computer's voices; slow.
        models: Ids and titles of the models that can describe; slow.
        choose_folder: Asks the user for a folder.
        platform: As `sys.platform`.
        set_keys_up: Has the desktop give out keys, and says what came of it; None where it does not.

    Attributes:
        listening: Whether keys are being pressed for a setting, so that global keys should rest.
        erase_wanted: All that is kept is to be erased.
    """

    icon = "settings"

    listening = Signal(bool)
    erase_wanted = Signal()

    def __init__(
        self,
        choices: SettingsStore,
        speaks: Outlet,
        tasks: TaskManager,
        *,
        voices: Callable[[], Sequence[str]] = tuple,
        models: Callable[[], Sequence[tuple[str, str]]] = tuple,
        choose_folder: Callable[[QWidget], Path | None] = ask_for_folder,
        platform: str = sys.platform,
        set_keys_up: Callable[[Callable[[str], object]], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate("SettingsPage", "Settings"),
            speaks,
            QCoreApplication.translate("SettingsPage", "Every change holds at once."),
            parent,
        )
        self._tasks = tasks
        self.about = self.tr(
            "How Earsight speaks, looks and is worked, in parts.\n"
            "Choose a part first; every change holds at once, and is said."
        )
        self._get_voices = voices
        self._voices_known = False
        self._get_models = models
        self._voice = VoiceGroup(choices, self._tell, platform)
        self._describing = DescribingGroup(choices, self._tell, ())
        self.keys = KeysGroup(choices, self._tell, platform, set_keys_up)
        self.keys.listening.connect(self.listening)
        privacy = PrivacyGroup(choices, self._tell)
        privacy.erase_wanted.connect(self.erase_wanted)
        self.groups: list[Group] = [
            self._voice,
            self._describing,
            self.keys,
            privacy,
            WatchingGroup(choices, self._tell, choose_folder),
            LiveGroup(choices, self._tell),
            AppearanceGroup(choices, self._tell),
            StartGroup(choices, self._tell),
        ]
        self._lay_out()

    @property
    def controls(self) -> dict[str, QWidget]:
        """Field of the settings -> the control that changes it."""
        return {field: control for group in self.groups for field, control in group.controls.items()}

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
        self.part = EdgedComboBox(
            self.tr("Part of the settings"), self.tr("What follows are the settings of this part.")
        )
        stack = LazyStack()
        stack.setAccessibleName(self.title)
        for group in self.groups:
            self.part.addItem(group.title)
            stack.addWidget(scrolled(group, group.title, what="settings"))
        self.part.currentIndexChanged.connect(stack.setCurrentIndex)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(M, S, M, S)
        layout.addWidget(self.heading)
        layout.addWidget(label_for(self.part, self.tr("&Part of the settings")))
        layout.addWidget(self.part)
        layout.addWidget(stack, 1)
        layout.addWidget(self.status)
        FocusRing(self)
