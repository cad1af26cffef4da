"""The library as the app uses it: one file, and everything that can be done with it."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.errors import AppError
from app.library.curation.crops import CropLookalikes
from app.library.curation.lookalikes import Lookalikes
from app.library.curation.names import all_names, taught
from app.library.indexing.background import BackgroundPass
from app.library.indexing.indexer import Indexer
from app.library.indexing.report import PassReport, Report
from app.library.indexing.scan import Scanner
from app.library.metadata.leftovers import Leftovers
from app.library.query.model import KnownWords
from app.library.search.known import known_words, southern
from app.library.search.results import Results
from app.library.search.vectors import Vectors
from app.library.status import Status, embedded, status_of
from app.library.store.damage import Damaged, asides, damage_told, none_yet
from app.library.store.database import Database
from app.library.store.perceived import load_perceptions
from app.library.store.records import Photo, find_photo, load_photos
from app.library.store.rows import version_of
from app.library.tools import Tools

if TYPE_CHECKING:
    from app.inference.coco import CocoWords
    from app.inference.perception import Perception
    from app.library.curation.curation import Curation
    from app.library.exchange.apple_photos import ApplePhoto, Merged
    from app.library.exchange.exchange import Imported
    from app.library.metadata.xmp import AltText
    from app.library.search.searcher import Searcher


_WHOLE = 1 << 20  # pixels, more than any side has: every pixel is compared


REBUILDING = ("I am bringing the library up to date.", "That takes a while where it is large.")


@dataclass(frozen=True)
class _LibraryFacts:
    state: tuple[int, int]
    words: KnownWords
    southern: bool
    models: dict[str, int]


class Library:
    """One library. It belongs to one thread; another thread opens one of its own.

    Args:
        path: Its file.
        tools: What it works with.

    Attributes:
        on_rebuilding: Told before its file, of an older Earsight, is rebuilt; see `REBUILDING`.
    """

    def __init__(self, path: Path, tools: Tools) -> None:
        self.path = path
        self.tools = tools
        self._searcher: tuple[str, Searcher] | None = None
        self._lookalikes: tuple[Vectors, Lookalikes, CropLookalikes] | None = None
        self._about: _LibraryFacts | None = None
        self._trouble: AppError | None = None
        self.on_rebuilding: Callable[[], None] = lambda: None

    @property
    def now(self) -> datetime:
        """Local time."""
        return self.tools.now()

    def open(self) -> None:
        """Open it now; raises AppError."""
        self.database.connection.execute("SELECT 1")

    @cached_property
    def database(self) -> Database:
        """The connection, opened when it is first needed, for reading and small changes.

        Raises:
            AppError: It cannot be opened.
        """
        return self._open()

    def close(self) -> None:
        """Close it, and keep what would take the next process long. May be called twice."""
        if "database" in self.__dict__:
            if self._searcher is not None and self._searcher[1].vectors is not None:
                self._searcher[1].vectors.keep()
            self.database.close()
            del self.__dict__["database"]
            self._searcher = self._about = None

    def index(
        self,
        folders: Sequence[Path] | None,
        cancel: CancelToken,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        wait: bool = False,
    ) -> Report:
        """Take in folders, or look for what changed in those that are in; see `Indexer.run`."""
        report = self.indexer.run(folders, cancel, on_progress, wait)
        self.check_when_due()
        return report

    def update(self, paths: Sequence[Path], cancel: CancelToken) -> Report:
        """Look at these files and folders only; see `Indexer.update`."""
        return self.indexer.update(paths, cancel)

    @cached_property
    def indexer(self) -> Indexer:
        """What fills it. It opens connections of its own."""
        tools = self.tools
        return Indexer(
            self._open,
            self.path,
            tools.decode,
            tools.embedders.best(),
            tools.places.nearest,
            self._seconds,
            Scanner(skip=tools.skip),
        )

    def complete(
        self,
        cancel: CancelToken,
        may_run: Callable[[], bool] = lambda: True,
        on_progress: Callable[[int, int], None] = lambda done, total: None,
        report: PassReport | None = None,
    ) -> PassReport | None:
        """Describe what was not described yet, look for objects in it, and read its text.

        Args:
            cancel: Ends it after the photo it is at.
            may_run: Whether now is a good moment; asked before each photo.
            on_progress: Told how many are done, of how many.
            report: What is done is added to it, also when it is ended.

        Returns:
            What was done; None without a model that describes.

        Raises:
            AppError: The model cannot be used, or the library cannot be written to.
            Cancelled: The token was raised.
        """
        self.check_when_due()
        tools = self.tools
        if tools.describer is None and tools.read is None and tools.perceiver is None:
            return None
        work = BackgroundPass(
            self._open, tools.decode, tools.describer, tools.read, self._seconds, tools.perceiver,
            tools.embedders.best(),
        )  # fmt: skip
        return work.run(cancel, may_run, on_progress, report=report)

    def check_when_due(self) -> None:
        """Look for damage in all of its file, once a week.

        Raises:
            Damaged: There is some; the next opening puts it right.
        """
        with self._open() as database:
            database.check_when_due()

    def search(
        self, sentence: str, like: Path | None = None, limit: int = 10, cancel: CancelToken | None = None
    ) -> Results:
        """Find photos.

        Args:
            sentence: In the user's own words; may be "" when there is a photo to be like.
            like: A photo as the query, in the library or not.
            limit: Hits wanted at most.
            cancel: Checked between steps.

        Raises:
            AppError: The model cannot be used, or the photo cannot be read.
            Cancelled: The token was raised.
        """
        from app.library.query.objects import with_objects
        from app.library.query.parse import parse

        known = self._known()
        query = parse(sentence, self.now, self.tools.places, known.words, known.southern)
        query = with_objects(query, self._coco, known.words.scenes)
        if like is not None:
            query = replace(query, like=like, like_this=False)
        elif query.like_this and query.like is None:
            raise AppError(
                "I do not know which photo you mean.", "Name it: earsight search --like, then the photo."
            )
        return self.searcher.search(query, limit, cancel)

    @cached_property
    def _coco(self) -> "CocoWords":
        from app.inference.coco import CocoWords
        from app.inference.words import Things

        return CocoWords(Things.load())

    @property
    def searcher(self) -> "Searcher":
        """What searches it, with the model that knows most of its photos."""
        from app.library.search.searcher import make_searcher

        embedder = self.tools.embedders.for_search(self._known().models)
        name = "" if embedder is None else embedder.name
        if self._searcher is None or self._searcher[0] != name:
            self._searcher = (name, make_searcher(self.database, embedder, self.tools, self.named))
        return self._searcher[1]

    def find(self, path: Path) -> Photo:
        """The photo that a file holds.

        Raises:
            AppError: It is not in the library.
        """
        found = find_photo(self.database.connection, self.indexed_path(path))
        if found is None:
            raise AppError(
                f"{path.name} is not in the library.", "Index its folder: earsight index, then the folder."
            )
        return found

    def indexed_path(self, path: Path) -> Path:
        """As the library knows a file: by the name given, or by that which symbolic links lead to."""
        plain = Path(os.path.abspath(path))
        known = find_photo(self.database.connection, plain) is not None
        return plain if known else Path(os.path.realpath(path))

    @property
    def begun(self) -> bool:
        """Whether a folder was ever taken in; the file alone may be there for the history."""
        if not self.path.exists():
            return False
        ask = self.database.connection.execute
        return bool(ask("SELECT EXISTS (SELECT 1 FROM root) OR EXISTS (SELECT 1 FROM photo)").fetchone()[0])

    def must_exist(self) -> None:
        """Raise an AppError where no folder was taken in yet."""
        if not self.begun:
            if (trouble := self.take_trouble()) is not None:
                raise trouble
            if kept := asides(self.path):
                raise AppError(
                    f"The library is empty. The one before was damaged; I kept it as {kept[-1].name}.",
                    "Index your folders again: earsight index.",
                )
            raise none_yet()

    def status(self) -> Status:
        """What is in it."""
        return status_of(self.database.connection, self.tools.perceiver is not None)

    def photos(self, ids: Iterable[int]) -> dict[int, Photo]:
        """What is known of these photos, by their ids, in that order; of some that are gone nothing."""
        return load_photos(self.database.connection, ids)

    def perceived(self, photo: int) -> "Perception | None":
        """What was perceived in a photo and may be told; None before it was looked through."""
        return load_perceptions(self.database.connection, [photo]).get(photo)

    @property
    def curation(self) -> "Curation":
        """Notes, names, albums, memories, tidying up."""
        from app.library.curation.curation import Curation

        return Curation(self.database, self._cosines)

    def export(self, target: Path) -> int:
        """Write all of it down; how many photos. See `app.library.exchange.exchange`."""
        from app.library.exchange.exchange import export_library

        return export_library(self.database, target)

    def take_in(self, source: Path) -> "Imported":
        """Take over what was written down elsewhere. See `app.library.exchange.exchange`."""
        from app.library.exchange.exchange import import_library

        return import_library(self.database, source, self._seconds)

    def merge_apple_photos(self, photos: "Sequence[ApplePhoto]") -> "Merged":
        """Take over what Apple Photos knows of photos that are in."""
        from app.library.exchange.apple_photos import merge_apple_photos

        return merge_apple_photos(self.database, photos)

    def write_description(self, path: Path, words: "AltText") -> None:
        """Write a description into a photo's own file, which stays the same picture.

        Raises:
            AppError: See `app.library.metadata.metadata.write_alt_text`.
        """
        from app.library.metadata.metadata import after_writing, write_alt_text

        decode = self.tools.decode
        write_alt_text(
            path, words, lambda data: decode(data, _WHOLE, None).pixels, Leftovers(self.path).noting
        )
        after_writing(self.database, self.indexed_path(path))

    def check(self) -> None:
        """Look for damage in all of its file.

        Raises:
            Damaged: There is some; the next opening puts it right.
        """
        if self.database.problems():
            raise Damaged

    def named(self, name: str) -> dict[int, float]:
        """Photos of whom or what was given a name -> probability; 1 where the user said so.

        Raises:
            AppError: Nothing is known by that name.
        """
        told = taught(self.database.connection, name)
        vectors = self.searcher.vectors
        if vectors is None:
            return dict.fromkeys(told.examples, 1.0)
        if self._lookalikes is None or self._lookalikes[0] is not vectors:
            crops = CropLookalikes(self.database.connection, vectors.model, vectors.dimension)
            self._lookalikes = (vectors, Lookalikes(vectors), crops)
        _, whole, alone = self._lookalikes
        found = whole.found(told)
        for photo, sure in alone.found(told).items():
            found[photo] = max(sure, found.get(photo, 0.0))
        found = dict(sorted(found.items(), key=lambda one: -one[1]))
        return dict.fromkeys(told.examples, 1.0) | found

    def names_of(self, photo: int) -> dict[str, float]:
        """Taught names that a photo probably shows -> probability; 1 where the user said so."""
        told = all_names(self.database.connection)
        return {one.name: sure for one in told if (sure := self.named(one.name).get(photo)) is not None}

    def model_of(self, photo: int) -> str:
        """The model that a photo is found with; "" without one."""
        rows = self.database.connection.execute("SELECT model FROM embedding WHERE photo = ?", (photo,))
        models = [model for (model,) in rows]
        vectors = self.searcher.vectors
        return vectors.model if vectors is not None and vectors.model in models else min(models, default="")

    def _cosines(self, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float32]:
        """See `Vectors.pair_cosines`. The model is looked for only when it is asked."""
        vectors = self.searcher.vectors
        unknown = np.full(len(first), np.nan, np.float32)
        return unknown if vectors is None else vectors.pair_cosines(first, second)

    def _known(self) -> "_LibraryFacts":
        """What depends on the library as a whole, gathered again when anything in it has changed."""
        connection = self.database.connection
        state = version_of(connection)
        if self._about is None or self._about.state != state:
            self._about = _LibraryFacts(
                state, known_words(connection), southern(connection), embedded(connection)
            )
        return self._about

    def _open(self) -> Database:
        database = Database(self.path, self._seconds, on_rebuilding=lambda: self.on_rebuilding())
        Leftovers(self.path).clear()
        aside = database.opened.set_aside
        if aside is not None:
            self._trouble = damage_told(aside, database.opened.rescued)
        return database

    def mended(self, error: AppError) -> AppError | None:
        """Put it right where an error says that it is damaged; what the user must hear of that."""
        if not isinstance(error, Damaged):
            return None
        try:
            return self.mend()
        except AppError as worse:
            return worse

    def mend(self) -> AppError | None:
        """Open it anew after `Damaged`, which puts right what can be; what the user must hear of that.

        Raises:
            AppError: It cannot be put right.
        """
        self.close()
        with self._open():
            return self.take_trouble()

    def take_trouble(self) -> AppError | None:
        """What the user must hear once about the library's file, if anything."""
        trouble, self._trouble = self._trouble, None
        return trouble

    def _seconds(self) -> float:
        return self.tools.now().timestamp()
