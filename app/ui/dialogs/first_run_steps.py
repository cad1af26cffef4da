"""The steps of the welcome."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject

from app.assistant.settings_store import SettingsStore
from app.errors import AppError

translate = QCoreApplication.translate

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
class OfferedModel:
    """A model that may be installed.

    Attributes:
        title: Its name.
        why: Why one would have it.
        size: How much is fetched, in words: "1.4 gigabytes".
        terms: What its licence means, fit to be spoken.
    """

    title: str
    why: str
    size: str
    terms: str


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


class TextStep(WelcomeStep):
    """A step that only says something.

    Args:
        lines: What it says.
    """

    def __init__(self, parent: QObject, tell: Callable[[str], None], title: str, *lines: str) -> None:
        super().__init__(parent, tell, title)
        self._lines = lines

    def text(self) -> str:
        """These lines."""
        return "\n".join(self._lines)


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


class VoiceStep(WelcomeStep):
    """Own voice, screen reader, or whichever is there; each can be heard."""

    def __init__(self, parent: QObject, tell: Callable[[str], None], choices: SettingsStore) -> None:
        super().__init__(parent, tell, translate("VoiceStep", "Who speaks"))
        self._choices = choices

    def text(self) -> str:
        """What the choices mean, and which is chosen."""
        now = self.tr("Chosen now: {choice}.").format(choice=self._names()[self._choices.settings.output])
        scripts = self.tr(
            "VoiceOver hears Earsight beside other programs once you allow it: in VoiceOver Utility, "
            "General, control with AppleScript."
        )
        return "\n".join(
            (
                self.tr(
                    "Earsight speaks with its own voice, or through your screen reader, never with both."
                ),
                self.tr(
                    "Automatic takes the screen reader where one runs, and the own voice where none does."
                ),
                *([scripts] if sys.platform == "darwin" else []),
                self.tr("Each of the three buttons chooses one and lets you hear it."),
                now,
            )
        )

    def deeds(self) -> Sequence[StepButton]:
        """Choose and hear."""
        help_ = self.tr("Chooses it, and says a sentence with it.")
        return (
            (self.tr("A&utomatic"), help_, partial(self._choose, "automatic")),
            (self.tr("&Own voice"), help_, partial(self._choose, "own")),
            (self.tr("Screen &reader"), help_, partial(self._choose, "screen_reader")),
        )

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


class LeaderStep(WelcomeStep):
    """The leader key is pressed once."""

    def __init__(self, parent: QObject, tell: Callable[[str], None], leader: str, without: str) -> None:
        super().__init__(parent, tell, translate("LeaderStep", "The leader key"))
        self._leader = leader
        self._without = without

    def text(self) -> str:
        """Which keys it is, or what to do without."""
        if not self._leader:
            words = self._without or self.tr("There is no leader key. The settings can give you one.")
            return self.tr("In every program, keys have the screen described.") + f"\n{words}"
        return "\n".join(
            (
                self.tr("It works in every program: press it, hear a short sound, then press one key."),
                self.tr("D after it describes the screen, W the window, and H says what each key does."),
                self.tr("The leader key is {keys}. Press it now, to try it; then press Escape.").format(
                    keys=self._leader
                ),
            )
        )

    def pressed(self) -> None:
        """The leader key was pressed."""
        self._tell(self.tr("That was it. Go on with Next."))


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


class OfferStep(WelcomeStep):
    """A model is offered with its terms."""

    def __init__(
        self, parent: QObject, tell: Callable[[str], None], offer: OfferedModel | None, go: Callable[[], None]
    ) -> None:
        super().__init__(parent, tell, translate("OfferStep", "A larger model"))
        self._offer = offer
        self._go = go

    def text(self) -> str:
        """What it is, how large, and its terms."""
        small = self.tr("Earsight has a small model of its own and works at once, without the network.")
        if self._offer is None:
            return f"{small}\n" + self.tr(
                "The page Models has larger ones, and shows the terms of each before it is installed."
            )
        size = self.tr("It is fetched from the network once, {size}; nothing of yours is sent.")
        return "\n".join(
            (
                small,
                self.tr("{title} says more and answers questions. {why}").format(
                    title=self._offer.title, why=self._offer.why
                ),
                size.format(size=self._offer.size),
                self.tr("Its terms: {terms}").format(terms=self._offer.terms),
                self.tr("Nothing is installed before you have agreed to them on the page Models."),
            )
        )

    def deeds(self) -> Sequence[StepButton]:
        """Go there."""
        return (
            (
                self.tr("&Go to Models"),
                self.tr("Ends the welcome and goes to the page where models are installed."),
                self._go,
            ),
        )


def make_steps(
    parent: QObject,
    choices: SettingsStore,
    tell: Callable[[str], None],
    permissions: Sequence[Permission],
    leader: str,
    no_leader: str,
    set_keys_up: Callable[[Callable[[str], object]], None] | None,
    offer: OfferedModel | None,
    to_models: Callable[[], None],
) -> list[WelcomeStep]:
    """All steps, in their order."""
    return [
        TextStep(
            parent,
            tell,
            translate("WhatStep", "What Earsight does"),
            translate("WhatStep", "Earsight says in words what is on the screen or in a picture."),
            translate("WhatStep", "Everything happens on this computer. No picture and no text leaves it."),
            translate(
                "WhatStep",
                "The next steps set up what it needs. Each may be skipped, and run again from Help.",
            ),
            translate("WhatStep", "Tab leads to the buttons, Space presses one. Escape skips everything."),
        ),
        *(PermissionStep(parent, tell, one) for one in permissions),
        VoiceStep(parent, tell, choices),
        LeaderStep(parent, tell, leader, no_leader)
        if set_keys_up is None
        else DesktopKeysStep(parent, tell, set_keys_up),
        OfferStep(parent, tell, offer, to_models),
        TextStep(
            parent,
            tell,
            translate("DoneStep", "Done"),
            *(
                (
                    translate("DoneStep", "Press the leader key, then D, and hear what is on the screen."),
                    translate("DoneStep", "Press the same again for more. Escape falls silent."),
                    translate(
                        "DoneStep",
                        "Leader, then H says what each key does. The page Help has a minute's tour.",
                    ),
                )
                if set_keys_up is None
                else (
                    translate("DoneStep", "The menu Screen has every command, with keys or without."),
                    translate("DoneStep", "The page Help has a minute's tour."),
                )
            ),
        ),
    ]
