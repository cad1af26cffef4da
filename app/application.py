"""The composition root: builds every object when it is first needed, and shuts them down in order."""

import logging
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING

from app.cancel import CancelToken
from app.errors import AppError
from app.locked_property import locked_cached_property
from app.log import Log
from app.models import Models
from app.paths import Paths
from app.settings import Settings
from app.settings import load as load_settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.describe.findings import Findings
    from app.describe.media import MediaAsker, MediaDescriber
    from app.describe.reader import TextReader
    from app.describe.result import TextLine
    from app.desktop.capture.screens import Screens
    from app.doctor.check import Check
    from app.erasure import Erasure
    from app.history.history import History
    from app.inference.perception import SeenObject
    from app.library.library import Library
    from app.library.tools import Tools
    from app.shot import Shot, Source
    from app.speech.queue_voice import QueueVoice

_log = logging.getLogger(__name__)

LIBRARY_FILE = "library.db"


class Application:
    """Every object of a running app, each built once, when it is first asked for. The main thread's.

    Args:
        paths: Where things lie.
        open_window: Opens the window with some pictures, does a command by its name, hidden or not.

    Attributes:
        aloud: Whether this run of the window speaks, where that was said at its start.
    """

    def __init__(
        self, paths: Paths, open_window: Callable[["Application", list[Path], str, bool], int]
    ) -> None:
        self.paths = paths
        self._open_window = open_window
        self.aloud: bool | None = None
        self._log = Log(paths.logs)
        self._voices: list[QueueVoice] = []
        self.building = RLock()
        self._describing = Lock()
        self.models = Models(paths, lambda: self.settings)
        self._describers: dict[str | None, MediaDescriber] = {}
        self._askers: dict[str | None, MediaAsker] = {}
        self._libraries: dict[Path, Library] = {}

    def close(self) -> None:
        """Silence first, then work, then the log. May be called twice."""
        for voice in self._voices:
            voice.close()
        for library in self._libraries.values():
            library.close()
        built = self.__dict__
        if "_screens" in built:
            self._screens.close()
        if "_pool" in built:
            self._pool.shutdown(wait=True, cancel_futures=True)
        self.models.close()
        self._log.close()

    @cached_property
    def settings(self) -> Settings:
        """The user's choices."""
        return load_settings(self.paths.config / "settings.json")

    def configure(self, chosen: Settings) -> None:
        """Describe by these settings from now on."""
        before, self.settings = self.settings, chosen
        if (before.model, before.unload_after_minutes) != (chosen.model, chosen.unload_after_minutes):
            self.models.choose_again()

    @property
    def speaks(self) -> bool:
        """Whether the user wants things spoken."""
        return self.settings.output in ("automatic", "own")

    @property
    def output(self) -> str:
        """Who speaks in the window at its start, one of `app.settings.OUTPUTS`."""
        if self.aloud is None or self.aloud == (self.settings.output != "silent"):
            return self.settings.output
        return "automatic" if self.aloud else "silent"

    def describer(self, model: str | None = None) -> "MediaDescriber":
        """The describing pipeline, from any thread; its parts start to warm up when it is first asked for.

        Args:
            model: "auto", "compact", a model's id or its folder; None leaves it to the settings.

        Raises:
            AppError: There is no such model.
        """
        with self._describing:
            if model not in self._describers:
                self._describers[model] = self._build_describer(model)
            return self._describers[model]

    def asker(self, model: str | None = None) -> "MediaAsker":
        """What answers questions, from any thread; ``model`` and errors as with the describer."""
        with self._describing:
            if model not in self._askers:
                self._askers[model] = self._build_asker(model)
            return self._askers[model]

    def voice(
        self, on_problem: Callable[[str], None], spares: int = 0, late: bool = False, language: str = "en"
    ) -> "QueueVoice":
        """A voice of its own.

        Args:
            on_problem: Hears once why there is no sound; called from another thread.
            spares: How many further voice processes are kept warm, where speech is often interrupted.
            late: Start its process only when there is something to say.
            language: Of the window that speaks, a code of two letters.
        """
        import mlx_models
        from app.speech.own_language import OwnLanguage
        from app.speech.queue_voice import QueueVoice

        own = None
        if language != "en":
            translations = self.paths.assets / "translations" / f"earsight_{language}.ts"
            pictured = Path(mlx_models.__file__).parent / "compact" / "objects.json"
            own = OwnLanguage(language, translations, pictured)
        voice = QueueVoice(self.settings, on_problem, spares, late, own)
        self._voices.append(voice)
        return voice

    def clipboard(self) -> bytes | Path:
        """The picture on the clipboard."""
        from app.desktop.capture.clipboard import clipboard_picture

        return clipboard_picture()

    def screens(self) -> "Screens":
        """What takes pictures of the screen; nothing is opened yet."""
        return self._screens

    def library(self, path: str | None = None) -> "Library":
        """The photo library of a file, the user's own without one; opened when it is first used."""
        from app.library.library import Library

        where = Path(path).expanduser().absolute() if path else self._library_file
        if where not in self._libraries:
            self._libraries[where] = Library(where, self._tools)
        return self._libraries[where]

    def embed_shot(self, shot: "Shot", cancel: CancelToken) -> "NDArray[np.float32]":
        """Where a picture of the screen lies among scenes: (dimension,), L2-normalised.

        Raises:
            AppError: There is no model.
        """
        from app.inference.compact import CompactEmbedder

        embedded: NDArray[np.float32] = CompactEmbedder(self.models.needed).embed_images(
            [shot.pixels], cancel
        )[0]
        return embedded

    def objects_in_shot(self, shot: "Shot", cancel: CancelToken) -> "Sequence[SeenObject]":
        """The objects in a picture of the screen, withheld ones too. In the background; raises AppError."""
        return self.models.detector.look(shot.pixels, cancel).objects

    def new_library(self) -> "Library":
        """The user's photo library for a thread of its own, which closes it."""
        from app.library.library import Library

        return Library(self._library_file, self._tools)

    def read_shot(self, shot: "Shot", cancel: CancelToken) -> "Sequence[TextLine]":
        """All text of a picture of the screen, in reading order. On a background thread; raises AppError."""
        from app.adapters import load

        return self._reader(load(shot, cancel), cancel, lambda _first: None).lines

    def look_closely(
        self, source: "Source", part: "tuple[int, int, int, int] | None", cancel: CancelToken
    ) -> "Findings":
        """All text and things of a picture, or of a part of it with all its pixels. On a background thread.

        Args:
            source: The picture.
            part: (left, top, right, bottom) in pixels of the picture as given.
            cancel: Stops it.

        Raises:
            AppError: The picture cannot be used.
            Cancelled: The token was raised.
        """
        from app.adapters import load
        from app.describe.codes import codes_in
        from app.describe.explore.look import cut, look, moved
        from app.pictures.load import load_image

        loaded = load(source, cancel) if part is None else cut(load_image(source, cancel=cancel), part)
        found = look(loaded, self._reader, self.models.detector.perceive, codes_in, cancel)
        return found if part is None else moved(found, part)

    def history(self) -> "History":
        """The history, opened anew; whoever asks for it closes it. Raises AppError."""
        from app.clock import clock
        from app.history.history import History

        try:
            self._library_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            raise AppError(
                "The history has no place.", "Check that your home folder may be written to."
            ) from None
        return History(self._library_file, clock())

    def checks(self) -> "list[Callable[[], Check]]":
        """Doctor's checks."""
        from app.doctor.doctor import Doctor

        return Doctor(
            self.paths,
            self.models.catalog,
            self.models.inference,
            lambda: self._reader.engine,
            lambda: self.models.needed.warm_up(rehearse=True).result(),
            self._library_file,
            self.models.detector,
        ).checks()

    def erasure(self) -> "Erasure":
        """What finds and erases all that is kept."""
        import tempfile

        from app.desktop.session.system_entries import SystemEntries
        from app.erasure import Erasure
        from app.paths import temporary_folders

        entries = SystemEntries([sys.executable], self.paths.assets, os.environ, Path.home())
        runtime = os.environ.get("XDG_RUNTIME_DIR")
        folders = [Path(tempfile.gettempdir()), *([Path(runtime)] if runtime else [])]
        return Erasure(self.paths, entries.files, list(temporary_folders(folders)))

    def window(
        self,
        pictures: list[Path],
        command: str = "",
        *,
        hidden: bool = False,
        aloud: bool | None = None,
    ) -> int:
        """The window, until the user quits; where the app runs already, that one is told instead."""
        self.aloud = aloud
        return self._open_window(self, pictures, command, hidden)

    def bug(self, error: BaseException) -> None:
        """Note a bug: its type and where it passed, never what it says."""
        _log.error("A bug.", exc_info=error)

    @cached_property
    def _screens(self) -> "Screens":
        from app.desktop.capture.choose import screens_for
        from app.desktop.tree.choose import controls_for

        return screens_for(os.environ, controls=controls_for(os.environ))

    @locked_cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(2, thread_name_prefix="io")

    @locked_cached_property
    def _reader(self) -> "TextReader":
        from app.describe.ocr.choose import make_engine
        from app.describe.reader import TextReader

        return TextReader(make_engine)

    @property
    def _library_file(self) -> Path:
        """The user's own library."""
        return self.paths.data / "library" / LIBRARY_FILE

    @locked_cached_property
    def _tools(self) -> "Tools":
        """What photo libraries work with."""
        from app.adapters import LibraryDescriber, decode, perceiver, words_in
        from app.clock import clock
        from app.inference.compact import CompactDescriber
        from app.inference.embedders import Embedders
        from app.inference.worker import JobPriority
        from app.library.places.table import Places
        from app.library.tools import Tools

        models, model = self.models, self.models.compact
        describer = None if model is None else CompactDescriber(model, JobPriority.CAPTION)
        return Tools(
            decode=decode,
            read=partial(words_in, self._reader),
            describer=None if describer is None else LibraryDescriber(describer),
            embedders=Embedders(models.catalog, models.inference, model, models.graphs),
            places=Places(self.paths.assets / "places"),
            now=clock(),
            cache=self.paths.cache / "search",
            skip=(self.paths.config, self.paths.cache, self.paths.data, self.paths.logs),
            perceiver=perceiver(models.detector, describer),
        )

    def _build_asker(self, model: str | None) -> "MediaAsker":
        from app.adapters import load
        from app.clock import patience
        from app.describe.asker import PictureAsker
        from app.describe.known import KnownAnswers
        from app.describe.media import MediaAsker
        from app.describe.pixels.guards import check
        from app.describe.video.watching import BUDGET, watch
        from app.describe.words.naming import Naming
        from app.describe.words.photo import PhotoWords
        from app.inference.protocols import Level

        pictures = PictureAsker(
            load=load,
            check=check,
            talker=partial(self.models.talker, model),
            otherwise=self.models.talkers.why_none,
            describe=lambda picture, cancel: self.describer(model).describe(picture, Level.BRIEF, cancel),
            known=KnownAnswers(PhotoWords(Naming())),
        )
        return MediaAsker(
            pictures,
            partial(watch, budget=BUDGET * patience()),
            self._objects_in,
            lambda picture, cancel: self.describer(model).lines(picture, cancel),
        )

    def _build_describer(self, model: str | None) -> "MediaDescriber":
        reader = self._reader
        # On their own threads from the start: loading the model, loading OCR, and this thread's imports.
        self._pool.submit(reader.warm)
        compact = self.models.compact
        if compact is not None:
            compact.warm_up()
        from app.adapters import load
        from app.clock import patience
        from app.describe.codes import codes_in
        from app.describe.describer import PictureDescriber
        from app.describe.facts import facts_of
        from app.describe.media import PATIENCE, MediaDescriber
        from app.describe.pixels.guards import check
        from app.describe.video.watching import BUDGET, watch
        from app.inference.compact import CompactDescriber
        from app.inference.worker import JobPriority

        pictures = PictureDescriber(
            codes=codes_in,
            perceive=self.models.detector.perceive,
            weigh=self.models.detector.seconded,
            load=load,
            load_page=load,
            check=check,
            facts_of=facts_of,
            read=reader,
            model=None if compact is None else CompactDescriber(compact),
            run=lambda work, cancel: self.models.inference.submit(work, JobPriority.INTERACTIVE, cancel),
            pool=self._pool,
            talker=partial(self.models.talker, model),
        )
        times = patience()
        return MediaDescriber(
            pictures, partial(watch, budget=BUDGET * times), PATIENCE * times, self._objects_in
        )

    def _objects_in(self, pixels: "NDArray[np.uint8]") -> "Sequence[SeenObject]":
        return self.models.detector.look(pixels, CancelToken()).objects
