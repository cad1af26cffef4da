"""The pages of the window, each with what it needs."""

import os
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.assistant.commands import COMMANDS, keymap
from app.assistant.history_writer import HistoryWriter
from app.assistant.outlet import Outlet
from app.assistant.session import Session
from app.assistant.settings_store import SettingsStore
from app.cancel import CancelToken
from app.clock import clock
from app.describe.picture import Picture
from app.desktop.wayland import is_wayland
from app.errors import AppError
from app.history.history import History
from app.history.wording import size_in_words
from app.inference.models.catalog import COMPACT, FASTVLM, MOBILECLIP
from app.inference.protocols import Level
from app.settings import Settings
from app.tasks import TaskManager
from app.ui.commands import in_words
from app.ui.dialogs.first_run_steps import Sample
from app.ui.page import Page
from app.ui.pages.conversation import ConversationPage
from app.ui.pages.help import HelpPage
from app.ui.pages.history import HistoryPage
from app.ui.pages.kept import Kept, KeptPage
from app.ui.pages.library.page import LibraryPage
from app.ui.pages.models import ModelsPage
from app.ui.pages.settings.page import SettingsPage

if TYPE_CHECKING:
    from app.application import Application


translate = QCoreApplication.translate


class WindowPages:
    """Every page but the one for describing, in the order in which they are listed.

    Args:
        application: Everything that is not Qt's.
        choices: The settings.
        session: The picture that is talked about.
        keeping: The history.
        outlet: Says things aloud.
        tasks: The road to a background thread and back.
        slow: The same, for work that takes long.
        writer: The same, for the thread that the history belongs to.
        play: Plays an earcon by its name.
        set_keys_up: Has the desktop give out keys, and says what came of it; None where it does not.
    """

    def __init__(
        self,
        application: "Application",
        choices: SettingsStore,
        session: Session,
        keeping: HistoryWriter,
        outlet: Outlet,
        tasks: TaskManager,
        slow: TaskManager,
        writer: TaskManager,
        play: Callable[[str], object],
        set_keys_up: Callable[[Callable[[str], object]], None] | None = None,
    ) -> None:
        self._play = play
        self._application = application
        self._choices = choices
        self._tasks = tasks
        self._keeping = keeping
        self._outlet = outlet
        self.conversation = ConversationPage(session, outlet)
        self.library = LibraryPage(application.new_library, tasks.on_main, outlet)
        self.history = HistoryPage(
            lambda: keeping.history,
            writer,
            outlet,
            now=clock(),
            private=lambda: choices.settings.private,
            trouble=lambda: keeping.trouble,
            windows_known=not is_wayland(os.environ),
        )
        self.history.emptied.connect(keeping.forget)
        self.models = ModelsPage(
            application.models.store(),
            slow,
            outlet,
            chosen=lambda: choices.settings.model,
            set_model=lambda model: choices.try_change(model=model),
            on_changed=application.models.choose_again,
        )
        self.settings = SettingsPage(
            choices, outlet, slow, voices=_voices, models=self._models, set_keys_up=set_keys_up
        )
        self.help = HelpPage(outlet, slow, self._keys, application.checks, self._play_sound)
        self.kept = KeptPage(self._kept(tasks), slow, outlet)

    @property
    def all(self) -> Sequence[Page]:
        """In the order in which they are listed."""
        return (
            self.conversation,
            self.library,
            self.history,
            self.models,
            self.settings,
            self.help,
            self.kept,
        )

    def named(self, name: str) -> Page | None:
        """The page that a command names."""
        return {
            "conversation": self.conversation,
            "library": self.library,
            "settings": self.settings,
        }.get(name)

    def answers(self) -> bool:
        """Whether a model answers any question that is asked."""
        if self._choices.settings.model == COMPACT:
            return False
        offers = self._application.models.store().offers()
        return any(one.model is not None and one.model.family == FASTVLM for one in offers)

    def sample(self) -> Sample:
        """A picture that comes with Earsight, described by the model that describes every picture."""
        picture = self._application.paths.assets / "samples" / "cat.jpg"

        def describe(tell: Callable[[str], object]) -> None:
            def work() -> str:
                narration = self._application.describer().describe(
                    Picture(picture), Level.BRIEF, CancelToken()
                )
                return " ".join(narration)

            def done(future: "Future[str]") -> None:
                if not future.cancelled():
                    error = future.exception()
                    tell(str(error) if isinstance(error, AppError) else future.result())

            self._play("start")
            self._tasks.run(work, done)

        return Sample(picture, describe)

    def _keys(self) -> list[tuple[str, str, str]]:
        keys = keymap(self._choices.settings)
        return [(in_words(one.title), keys.spoken(one.name), in_words(one.help)) for one in COMMANDS]

    def _play_sound(self, name: str) -> str:
        if not self._choices.settings.earcons:
            return translate("Pages", "Sounds are turned off in the settings.")
        self._play(name)
        return ""

    def _models(self) -> list[tuple[str, str]]:
        offers = self._application.models.store().offers()
        models = [one.model for one in offers if one.model is not None]
        return [(model.id, model.title) for model in models if model.family != MOBILECLIP]

    def _kept(self, tasks: TaskManager) -> list[Kept]:
        paths = self._application.paths
        return [
            Kept(translate("Pages", "History"), self._history_size, self._delete_history),
            Kept(translate("Pages", "Photo library"), lambda: _size_of([paths.data / "library"])),
            Kept(translate("Pages", "Models"), lambda: _size_of([paths.data / "models"])),
            Kept(
                translate("Pages", "Caches"),
                lambda: _size_of([paths.cache]),
                lambda: _each(paths.cache, _remove),
            ),
            Kept(
                translate("Pages", "Logs"),
                lambda: _size_of([paths.logs]),
                lambda: _each(paths.logs, lambda file: file.write_bytes(b"")),
            ),
            Kept(
                translate("Pages", "Settings"),
                lambda: _size_of([paths.config / "settings.json"]),
                lambda: tasks.on_main(self._reset_settings),
            ),
        ]

    def _reset_settings(self) -> None:
        """Settings change on the main thread alone; what is kept is deleted on another."""
        problem = self._choices.try_change(**vars(Settings(welcomed=True)))
        self._outlet.say(problem, interrupt=True)

    def _history_size(self) -> str:
        found = self._keeping.ask(lambda history: (history.count(), history.size()))
        if found is None:
            return translate("Pages", "nothing")
        count, size = found
        one, many = translate("Pages", "1 picture, {size}"), translate("Pages", "{count} pictures, {size}")
        return (one if count == 1 else many).format(count=count, size=size_in_words(size))

    def _delete_history(self) -> None:
        def delete(history: History) -> list[Path]:
            history.delete_all()
            return history.set_aside()

        left = self._keeping.ask(delete)
        self._keeping.forget()
        if left:
            raise AppError(
                "The history is deleted. Damaged libraries that I kept hold history, too: "
                f"{', '.join(one.name for one in left)}.",
                "To be asked about them: earsight history delete --all.",
            )


def _size_of(places: Sequence[Path]) -> str:
    size = 0
    for place in places:
        found = [place] if place.is_file() else place.rglob("*")
        for path in found:
            with suppress(OSError):  # gone meanwhile
                size += path.stat().st_size if path.is_file() else 0
    return size_in_words(size) if size else translate("Pages", "nothing")


def _remove(path: Path) -> None:
    """What is open goes on being used until it is closed."""
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _each(folder: Path, work: Callable[[Path], object]) -> None:
    for path in folder.iterdir():
        try:
            work(path)
        except OSError:
            hint = "Check the permissions of Earsight's folders."
            raise AppError("That could not be deleted.", hint) from None


def _voices() -> Sequence[str]:
    """Names of this computer's voices; starts one to ask."""
    from app.speech.voice import check_voice

    return check_voice().voices
