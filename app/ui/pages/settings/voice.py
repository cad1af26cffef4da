"""Settings of the voice, of describing and of the live region."""

import sys
from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from app.assistant.settings_store import SettingsStore
from app.settings import RATES
from app.ui.pages.settings.form import Group, Say


class VoiceGroup(Group):
    """Who speaks, and how."""

    def __init__(self, choices: SettingsStore, say: Say, platform: str = sys.platform) -> None:
        super().__init__(QCoreApplication.translate("VoiceGroup", "Voice"), choices, say)
        self.add_choice(
            "output",
            self.tr("&Who speaks"),
            self.tr("Automatic is your screen reader where one runs and listens, else Earsight's own voice."),
            [
                ("automatic", self.tr("Automatic")),
                ("own", self.tr("Own voice")),
                ("screen_reader", self.tr("Screen reader")),
                ("silent", self.tr("Silent")),
            ],
        )
        self._voices = self.add_choice(
            "voice_name",
            self.tr("&Own voice"),
            self.tr("Which voice of this computer Earsight speaks with."),
            [("", self.tr("The computer's usual voice"))],
        )
        self.add_whole(
            "voice_rate",
            self.tr("Spee&d"),
            self.tr("How fast the own voice speaks."),
            RATES,
            10,
            self.tr(" words a minute"),
        )
        self.add_whole(
            "voice_volume",
            self.tr("Vo&lume"),
            self.tr("How loud the own voice is."),
            (0, 100),
            10,
            self.tr(" percent"),
            share=True,
        )
        self.add_section(self.tr("Sounds and the window"))
        self.add_switch(
            "earcons",
            self.tr("Short &sounds"),
            self.tr("Short sounds for start, work, end and failure."),
        )
        self.add_whole(
            "earcon_volume",
            self.tr("Volume of sou&nds"),
            self.tr("How loud the short sounds are."),
            (0, 100),
            10,
            self.tr(" percent"),
            share=True,
        )
        self.add_switch(
            "focus_spoken",
            self.tr("Sa&y where I am in the window"),
            self.tr("The own voice names each control, where no screen reader runs."),
        )
        if platform == "darwin":
            self.add_switch(
                "rows_spoken",
                self.tr("Tell VoiceOver the ro&ws of lists"),
                self.tr("For a Mac whose VoiceOver is silent as you go down a list."),
            )
        (self.hear,) = self.add_buttons(
            (
                self.tr("Hea&r it"),
                self.tr("Says a sentence as it is set now."),
                lambda: self._say(self.tr("This is how Earsight sounds.")),
            )
        )
        self.finish()

    def show_voices(self, names: Sequence[str]) -> None:
        """Offer these voices beside the usual one."""
        usual = ("", self.tr("The computer's usual voice"))
        self.fill(self._voices, [usual, *((name, name) for name in names)])


class DescribingGroup(Group):
    """How much is said, and by which model."""

    def __init__(self, choices: SettingsStore, say: Say, models: Sequence[tuple[str, str]]) -> None:
        super().__init__(QCoreApplication.translate("DescribingGroup", "Describing"), choices, say)
        self.add_choice(
            "level",
            self.tr("How much &at first"),
            self.tr("The same key again says more, whatever is chosen here."),
            [
                ("brief", self.tr("One sentence")),
                ("detailed", self.tr("In detail")),
                ("full", self.tr("Everything")),
            ],
        )
        self._models = self.add_choice(
            "model",
            self.tr("&Model"),
            self.tr("Which model describes. Others are installed on the page Models."),
            self._entries(models),
        )
        self.add_whole(
            "unload_after_minutes",
            self.tr("Free its memor&y after"),
            self.tr("After how long without use a large model leaves the memory."),
            (0, 1440),
            5,
            self.tr(" minutes"),
            zero=self.tr("Never"),
        )
        self.finish()

    def show_models(self, models: Sequence[tuple[str, str]]) -> None:
        """Offer these models: id and title."""
        self.fill(self._models, self._entries(models))

    def _entries(self, models: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        return [("auto", self.tr("The best that is installed")), *models]


class LiveGroup(Group):
    """How the live region is followed."""

    def __init__(self, choices: SettingsStore, say: Say) -> None:
        super().__init__(QCoreApplication.translate("LiveGroup", "Live region"), choices, say)
        self.add_number(
            "live_pace",
            self.tr("&Time between two looks"),
            self.tr("A shorter time notices changes sooner and works more."),
            (0.5, 60.0),
            0.5,
            self.tr(" seconds"),
        )
        self.add_whole(
            "live_budget",
            self.tr("&Share of one processor"),
            self.tr("How much it may work. On battery it is half of that."),
            (5, 100),
            5,
            self.tr(" percent"),
            share=True,
        )
        self.finish()
