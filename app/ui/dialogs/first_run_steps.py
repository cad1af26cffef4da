"""The steps of the welcome."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject

from app.assistant.settings_store import SettingsStore
from app.errors import AppError
from app.settings import RATES, TEXT_SIZES, THEMES

translate = QCoreApplication.translate

_FASTER = 1.15
_LARGER = 25  # percent

StepButton = tuple[str, str, Callable[[], object]]
"""A button: text with mnemonic, help, what it does."""


@dataclass(frozen=True)
class Permission:
    """Something the system must be asked for.

    Attributes:
        title: What it is called, translated.
        why: What it is needed for, in a sentence or two.
        state: Whether it is there now; quick.
        request: Has the system ask the user, or opens its settings; raises AppError.
        restart: Starts the app anew, where the system tells only those that begin what they may; else None.
        how: What to do then, in a sentence or two.
    """

    title: str
    why: str
    state: Callable[[], bool]
    request: Callable[[], object]
    restart: Callable[[], object] | None = None
    how: str = ""


@dataclass(frozen=True)
class Sample:
    """A picture to try everything with.

    Attributes:
        picture: Its file.
        describe: Has it described; what it shows, or why it cannot be, is handed over on the main thread.
    """

    picture: Path
    describe: Callable[[Callable[[str], object]], object]


class WelcomeStep(QObject):
    """One step.

    Args:
        parent: Who shows it.
        tell: Shows and says a sentence.
        title: What it is about, translated.
    """

    def __init__(self, parent: QObject, tell: Callable[[str], None], title: str) -> None:
        super().__init__(parent)
        self._tell = tell
        self.title = title

    def text(self) -> str:
        """What is said about it."""
        raise NotImplementedError

    def deeds(self) -> Sequence[StepButton]:
        """Its buttons, before those that lead on."""
        return ()

    def look_again(self) -> None:
        """Called when the user comes back from another window."""

    @property
    def shows_sample(self) -> bool:
        """Whether the sample is seen beside it."""
        return False


class PermissionStep(WelcomeStep):
    """Asks for one permission, and finds out whether it was given."""

    def __init__(self, parent: QObject, tell: Callable[[str], None], permission: Permission) -> None:
        super().__init__(parent, tell, permission.title)
        self._permission = permission
        self._had = permission.state()

    def text(self) -> str:
        """Why it is needed, and whether it is there."""
        return f"{self._permission.why}\n{self._state_words()}"

    def deeds(self) -> Sequence[StepButton]:
        """Ask, look again, and start again where only that helps."""
        deeds: list[StepButton] = [
            (self.tr("Al&low…"), self.tr("Has the system ask you, or opens its settings."), self._ask),
            (self.tr("&Check again"), self.tr("Finds out whether it is allowed now."), self._check),
        ]
        if self._permission.restart is not None:
            help_ = self.tr("Ends Earsight and starts it again, which then knows what you allowed.")
            deeds.append((self.tr("S&tart again"), help_, self._permission.restart))
        return deeds

    def look_again(self) -> None:
        """Say it when it was given meanwhile."""
        if self._permission.state() != self._had:
            self._check()

    def _ask(self) -> None:
        try:
            if not self._permission.state():
                self._permission.request()
        except AppError as error:
            self._tell(str(error))
        else:
            self._check()

    def _check(self) -> None:
        self._had = self._permission.state()
        self._tell(self._state_words())

    def _state_words(self) -> str:
        if self._permission.state():
            return self.tr("It is allowed.")
        return f"{self.tr('It is not allowed yet.')} {self._permission.how}".strip()


class HearStep(WelcomeStep):
    """What Earsight does is heard, by whoever is to speak: own voice, screen reader, or either."""

    def __init__(
        self, parent: QObject, tell: Callable[[str], None], choices: SettingsStore, sample: Sample | None
    ) -> None:
        super().__init__(parent, tell, translate("HearStep", "Hear it"))
        self._choices = choices
        self._sample = sample

    @property
    def shows_sample(self) -> bool:
        """It is what is heard of."""
        return self._sample is not None

    def text(self) -> str:
        """What Earsight does, where, and who speaks."""
        scripts = self.tr(
            "VoiceOver hears Earsight beside other programs once you allow it: in VoiceOver Utility, "
            "General, control with AppleScript."
        )
        heard = self.tr("Hear a sample has a picture described.")
        return "\n".join(
            (
                self.tr("Earsight says in words what is on the screen or in a picture."),
                self.tr("Everything happens on this computer: no picture and no text leaves it."),
                *([heard] if self._sample is not None else []),
                self.tr("The other buttons choose who speaks. Chosen now: {choice}.").format(
                    choice=self._names()[self._choices.settings.output]
                ),
                *([scripts] if sys.platform == "darwin" else []),
                self.tr("Tab leads to the buttons, Space presses one, Escape ends the welcome."),
            )
        )

    def deeds(self) -> Sequence[StepButton]:
        """Hear the sample; choose and hear who speaks."""
        help_ = self.tr("Chooses it, and says a sentence with it.")
        hear = self.tr("Has a picture described, as every picture can be.")
        return (
            *([(self.tr("&Hear a sample"), hear, self._hear)] if self._sample is not None else []),
            (self.tr("A&utomatic"), help_, partial(self._choose, "automatic")),
            (self.tr("&Own voice"), help_, partial(self._choose, "own")),
            (self.tr("Screen &reader"), help_, partial(self._choose, "screen_reader")),
        )

    def _hear(self) -> None:
        if self._sample is not None:
            self._sample.describe(self._tell)

    def _choose(self, output: str) -> None:
        words = self.tr("{choice}. This is how Earsight sounds.").format(choice=self._names()[output])
        self._tell(f"{words} {self._choices.try_change(output=output)}".strip())

    def _names(self) -> dict[str, str]:
        return {
            "automatic": self.tr("Automatic"),
            "own": self.tr("Own voice"),
            "screen_reader": self.tr("Screen reader"),
            "silent": self.tr("Silent"),
        }


class TryStep(WelcomeStep):
    """The leader key, then W, are pressed on the window with the sample."""

    def __init__(
        self, parent: QObject, tell: Callable[[str], None], leader: str, without: str, sample: Sample | None
    ) -> None:
        super().__init__(parent, tell, translate("TryStep", "Try it"))
        self._leader = leader
        self._without = without
        self._sample = sample

    @property
    def shows_sample(self) -> bool:
        """It is what the window that is described shows."""
        return self._sample is not None

    def text(self) -> str:
        """Which keys it is, or what to do without."""
        if not self._leader:
            words = self._without or self.tr("There is no leader key. The settings can give you one.")
            return self.tr("In every program, keys have the screen described.") + f"\n{words}"
        return "\n".join(
            (
                self.tr("The leader key is {keys}; it works in every program.").format(keys=self._leader),
                self.tr("Press it now, hear a short sound, then press W: this window is described."),
                self.tr("D does so with the whole screen, H says what each key does, Escape falls silent."),
            )
        )

    def pressed(self) -> None:
        """The leader key was pressed."""
        self._tell(self.tr("That was it. Now W."))

    def done(self) -> str:
        """What is shown once a key after it was pressed."""
        return self.tr("That is how a window is described.")


class DesktopKeysStep(WelcomeStep):
    """The desktop is asked for keys, where no program may take a leader."""

    def __init__(
        self,
        parent: QObject,
        tell: Callable[[str], None],
        set_up: Callable[[Callable[[str], object]], None],
    ) -> None:
        super().__init__(parent, tell, translate("DesktopKeysStep", "Keys"))
        self._set_up = set_up

    def text(self) -> str:
        """What they are for, and who gives them."""
        return "\n".join(
            (
                self.tr("In every program, keys have the screen described, or end what is said."),
                self.tr(
                    "This desktop gives them out itself: it opens a window with the keys that Earsight asks "
                    "for, where you may choose others, and allow them."
                ),
                self.tr(
                    "For that Earsight is put among your programs: the desktop wants to know whose they are."
                ),
            )
        )

    def deeds(self) -> Sequence[StepButton]:
        """Ask the desktop."""
        help_ = self.tr("Has the desktop ask you about the keys; then it is said which they are.")
        return ((self.tr("Set up &keys…"), help_, lambda: self._set_up(self._tell)),)


class LooksStep(WelcomeStep):
    """How fast it speaks, how large and in which colours it is seen; each press is heard or seen at once."""

    def __init__(self, parent: QObject, tell: Callable[[str], None], choices: SettingsStore) -> None:
        super().__init__(parent, tell, translate("LooksStep", "Speed, size, contrast"))
        self._choices = choices

    def text(self) -> str:
        """What can be chosen, and where there is more."""
        return "\n".join(
            (
                self.tr(
                    "These buttons change how fast Earsight's own voice speaks, and how this window looks."
                ),
                self.tr("The settings have more of that."),
                self.tr("The page Help has every key, every sound and a minute's tour."),
                self.tr("The page Models has larger models, each with its licence."),
            )
        )

    def deeds(self) -> Sequence[StepButton]:
        """Speed, size and colours."""
        slower, faster = self.tr("The own voice speaks slower."), self.tr("The own voice speaks faster.")
        smaller, larger = self.tr("Text is smaller."), self.tr("Text is larger.")
        colours = self.tr("Light, dark, high contrast, or as the system: the next of these.")
        return (
            (self.tr("Slo&wer"), slower, partial(self._speak, 1 / _FASTER)),
            (self.tr("&Faster"), faster, partial(self._speak, _FASTER)),
            (self.tr("&Larger text"), larger, partial(self._size, _LARGER)),
            (self.tr("S&maller text"), smaller, partial(self._size, -_LARGER)),
            (self.tr("&Colours"), colours, self._colour),
        )

    def _speak(self, factor: float) -> None:
        least, most = RATES
        rate = max(least, min(most, 5 * round(self._choices.settings.voice_rate * factor / 5)))
        words = self.tr("{rate} words a minute. This is how fast the own voice speaks.").format(rate=rate)
        self._change(words, voice_rate=rate)

    def _size(self, by: int) -> None:
        least, most = TEXT_SIZES
        size = max(least, min(most, self._choices.settings.text_size + by))
        self._change(self.tr("Text at {percent} percent.").format(percent=size), text_size=size)

    def _colour(self) -> None:
        now = THEMES.index(self._choices.settings.theme)
        theme = THEMES[(now + 1) % len(THEMES)]
        names = {
            "system": self.tr("Colours as the system has them."),
            "light": self.tr("Light colours."),
            "dark": self.tr("Dark colours."),
            "contrast": self.tr("High contrast: white and yellow on black."),
        }
        self._change(names[theme], theme=theme)

    def _change(self, words: str, **fields: Any) -> None:
        self._tell(f"{words} {self._choices.try_change(**fields)}".strip())


def make_steps(
    parent: QObject,
    choices: SettingsStore,
    tell: Callable[[str], None],
    permissions: Sequence[Permission],
    leader: str,
    no_leader: str,
    set_keys_up: Callable[[Callable[[str], object]], None] | None,
    sample: Sample | None,
) -> list[WelcomeStep]:
    """All steps, in their order: three, and one for each permission that the system must be asked for."""
    return [
        HearStep(parent, tell, choices, sample),
        *(PermissionStep(parent, tell, one) for one in permissions),
        TryStep(parent, tell, leader, no_leader, sample)
        if set_keys_up is None
        else DesktopKeysStep(parent, tell, set_keys_up),
        LooksStep(parent, tell, choices),
    ]
