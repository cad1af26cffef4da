"""Settings of how the window looks and of the start."""

import sys

from PySide6.QtCore import QCoreApplication

from app.assistant.settings_store import SettingsStore
from app.settings import TEXT_SIZES
from app.ui.pages.settings.form import Group, Say


class AppearanceGroup(Group):
    """Text, colours, motion and language of the window."""

    def __init__(self, choices: SettingsStore, say: Say) -> None:
        super().__init__(QCoreApplication.translate("AppearanceGroup", "Appearance"), choices, say)
        self.add_whole(
            "text_size",
            self.tr("&Text size"),
            self.tr("In percent of the system's text size."),
            TEXT_SIZES,
            25,
            self.tr(" percent"),
        )
        self.add_choice(
            "theme",
            self.tr("&Colours"),
            self.tr("High contrast is white and yellow on black."),
            [
                ("system", self.tr("As the system")),
                ("light", self.tr("Light")),
                ("dark", self.tr("Dark")),
                ("contrast", self.tr("High contrast")),
            ],
        )
        self.add_switch(
            "reduced_motion",
            self.tr("&Reduced motion"),
            self.tr("Nothing moves or blinks by itself."),
        )
        self.add_choice(
            "language",
            self.tr("&Language"),
            self.tr("Of the window. It changes when Earsight starts the next time."),
            [("", self.tr("As the system")), ("en", "English"), ("de", "Deutsch")],
        )
        self.finish()


class StartGroup(Group):
    """What happens when Earsight starts."""

    def __init__(self, choices: SettingsStore, say: Say) -> None:
        super().__init__(QCoreApplication.translate("StartGroup", "Start"), choices, say)
        self.add_switch(
            "launch_at_login",
            self.tr("Start when I &log in"),
            self.tr("Earsight then waits for its keys without a window."),
        )
        if sys.platform != "darwin":
            self.add_switch(
                "open_with",
                self.tr("Offer Earsight under &Open with"),
                self.tr("File managers then offer Earsight for pictures and videos."),
            )
        self.add_switch(
            "welcomed",
            self.tr("The &welcome is done"),
            self.tr("While this is off, the welcome is shown at the next start."),
        )
        self.finish()
