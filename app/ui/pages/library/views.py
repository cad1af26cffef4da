"""What the library's page lists, made on the library's thread and imported there: the library is large."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.cancel import CancelToken
from app.errors import AppError
from app.library.curation.review import Alike
from app.library.library import Library
from app.library.search.wording import photo_in_words, spoken_name
from app.library.store.records import Photo
from app.ui.pages.library.made_rows import (
    MOST_PICTURES,
    album_row,
    alike_row,
    file_rows,
    head_of,
    hit_row,
    in_number,
    path_words,
    photo_row,
)
from app.ui.pages.library.rows import FolderRow, LibraryState, Listing, NameRow, PhotoRow
from app.ui.widgets.row import Row

translate = QCoreApplication.translate

_MOST_BROKEN = 5


class LibraryViews:
    """Makes what the page lists and says. Its texts are in the context "Library".

    Args:
        library: Asked on the thread that this was made on.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def state(self) -> LibraryState:
        """How it is doing; no file is made where there is none."""
        if not self._library.begun:
            return LibraryState(0, 0, translate("Library", "There is no library yet."))
        status = self._library.status()
        said = [translate("Library", "The library has {photos}.").format(photos=in_number(status.photos))]
        away = [path for path, gone in status.roots if gone]
        said += [
            translate("Library", "The disk of {folder} is not connected.").format(folder=spoken_name(path))
            for path in away
        ]
        if status.to_describe:
            said.append(
                translate("Library", "Still to be described: {photos}.").format(
                    photos=in_number(status.to_describe)
                )
            )
        if status.to_read:
            said.append(
                translate("Library", "The text of {photos} is still to be read.").format(
                    photos=in_number(status.to_read)
                )
            )
        if status.broken:
            said.append(
                translate("Library", "Files that could not be read: {count}.").format(
                    count=f"{len(status.broken):,}"
                )
            )
            said += [f"{spoken_name(path)}: {problem}" for path, problem in status.broken[:_MOST_BROKEN]]
        return LibraryState(status.photos, len(status.roots), " ".join(said))

    def find(self, sentence: str, limit: int, cancel: CancelToken, like: Path | None = None) -> Listing:
        """Photos found by a sentence, or by a photo they are to be like."""
        self._must_exist()
        found = self._library.search(sentence, like, limit, cancel)
        rows = tuple(hit_row(hit, self._library.now) for hit in found.hits)
        more = found.count - len(found.hits)
        said = [found.sentence]
        if more > 0:
            words = translate("Library", "And {count} more; Show more lists them.")
            said.append(words.format(count=f"{more:,}"))
        said += found.limits
        if like is None:
            title = translate("Library", "Results")
        else:
            title = translate("Library", "Photos like {name}").format(name=spoken_name(like))
        return Listing(title, " ".join(said), rows, max(0, more))

    def photos(self, title: str, ids: Iterable[int], name: str = "") -> Listing:
        """These photos."""
        found = self._library.photos(ids)
        away = tuple(path for path, gone in self._library.status().roots if gone)
        rows = tuple(
            photo_row(photo, head_of(photo, self._library.now, away), self._library.now, name=name)
            for photo in found.values()
        )
        return Listing(title, f"{in_number(len(rows)).capitalize()}.", rows)

    def albums(self) -> Listing:
        """The albums, newest first."""
        self._must_exist()
        found = [(one.sentence(), one.title, one.photos) for one in self._library.curation.albums()]
        return self._groups(
            translate("Library", "Albums"),
            found,
            translate("Library", "There are no albums yet."),
        )

    def memories(self) -> Listing:
        """On this day in earlier years."""
        self._must_exist()
        found = [
            (one.sentence(), one.sentence().rstrip("."), one.photos)
            for one in self._library.curation.on_this_day(self._library.now.date())
        ]
        return self._groups(
            translate("Library", "On this day"),
            found,
            translate("Library", "There are no photos of these days in earlier years."),
        )

    def to_review(self) -> Listing:
        """Copies, photos that look alike, blurred and dark ones; nothing is deleted."""
        self._must_exist()
        curation = self._library.curation
        same, alike, failed = curation.copies(), curation.near_copies(), curation.poor()
        title = translate("Library", "To review")
        rows = [alike_row(one) for one in (*same, *alike)]
        known = self._library.photos([one.photo for one in failed])
        now = self._library.now
        rows += [
            photo_row(known[one.photo], f"{one.sentence()} {head_of(known[one.photo], now)}", now)
            for one in failed
            if one.photo in known
        ]
        if not rows:
            return Listing(title, translate("Library", "There is nothing to review."), ())
        counted = translate("Library", "To look through: {count}. Nothing is ever deleted.")
        return Listing(title, counted.format(count=f"{len(rows):,}"), tuple(rows))

    def alike(self, group: Alike) -> Listing:
        """Every file of a group that is alike, with its folder, the one to keep first."""
        found = self._library.photos(group.photos)
        rows = tuple(file_rows(group, found.values(), self._library.now))
        files = translate("Library", "{count} files, each with its folder.").format(count=len(rows))
        return Listing(group.sentence().partition(":")[0], files, rows)

    def names(self) -> Listing:
        """The names that were taught."""
        self._must_exist()
        text = translate("Library", "{name}: taught with {photos}.")
        rows = tuple(
            Row(text.format(name=one.name, photos=in_number(len(one.examples))), data=NameRow(one.name))
            for one in self._library.curation.names()
        )
        empty = translate("Library", "No name was taught yet. On a photo, This is teaches one.")
        counted = translate("Library", "Names: {count}.").format(count=f"{len(rows):,}")
        return Listing(translate("Library", "Names"), counted if rows else empty, rows)

    def named(self, name: str) -> Listing:
        """Photos of whom or what was given a name: those the user named, then those that probably show it."""
        told, found = self._library.curation.taught(name), self._library.named(name)
        listing = self.photos(told.name, found, told.name)
        likely = translate("Library", "Probably {name}.").format(name=told.name)
        sure = translate("Library", "You said this is {name}.").format(name=told.name)
        rows = tuple(
            replace(row, text=f"{row.text} {sure if row.data.photo in told.examples else likely}")
            for row in listing.rows
        )
        return replace(listing, rows=rows)

    def folders(self) -> Listing:
        """The indexed folders."""
        title = translate("Library", "Folders")
        roots = self._library.status().roots if self._library.path.exists() else ()
        gone = translate("Library", "{folder}, whose disk is not connected.")
        rows = tuple(
            Row(
                gone.format(folder=path_words(path)) if away else f"{path_words(path)}.",
                find=spoken_name(path),
                data=FolderRow(path),
            )
            for path, away in roots
        )
        if not rows:
            return Listing(title, translate("Library", "No folder is in the library yet."), ())
        return Listing(title, translate("Library", "Folders: {count}.").format(count=len(rows)), rows)

    def everything(self, photo: int) -> str:
        """All that is known of a photo."""
        found = self._photo(photo)
        return " ".join(
            photo_in_words(
                found, self._library.now, self._library.names_of(found.id), self._library.model_of(found.id)
            )
        )

    def note(self, row: PhotoRow, text: str) -> tuple[Row, str]:
        """Keep a note; the row as it is now, and what to say."""
        kept = self._library.curation.set_note(row.photo, text)
        said = (
            translate("Library", "The note is kept.") if kept else translate("Library", "It has no note now.")
        )
        found = self._photo(row.photo)
        return photo_row(found, row.head, self._library.now, why=row.why, name=row.taught), said

    def tell_name(self, name: str, photo: int, is_it: bool) -> str:
        """Teach a name or correct it; what to say."""
        kept = self._library.curation.teach(name, photo, is_it)
        told = self._library.curation.taught(kept)
        known = translate("Library", "{name} is known from {photos}.")
        said = [known.format(name=kept, photos=in_number(len(told.examples)))]
        found = len(self._library.named(kept)) - len(told.examples)
        if len(told.examples) < 3:
            said.append(translate("Library", "Three photos or more make it work better."))
        elif found:
            more = translate("Library", "Probably {name} is on {photos} more.")
            said.append(more.format(name=kept, photos=in_number(found)))
        else:
            none = translate("Library", "I am not sure of {name} on any other photo.")
            said.append(none.format(name=kept))
        return " ".join(said)

    def remove_folder(self, path: Path) -> str:
        """Take a folder out; what to say."""
        name = spoken_name(path)
        if not self._library.indexer.remove_root(path):
            raise AppError(translate("Library", "The folder {name} is not in the library.").format(name=name))
        gone = translate("Library", "{name} is not in the library any more. Its photos stay on the disk.")
        return gone.format(name=name)

    def index(
        self,
        folders: Sequence[Path] | None,
        cancel: CancelToken,
        on_progress: Callable[[int, int], None],
    ) -> str:
        """Take in folders, or look for what changed in all; what came of it."""
        if not folders and not (self._library.path.exists() and self._library.status().roots):
            raise AppError(
                translate("Library", "There is no folder to index."),
                translate("Library", "Choose one with Add folder."),
            )
        report = self._library.index(folders or None, cancel, on_progress=on_progress)
        return f"{report.sentence()} {self.state().sentence}"

    def describe(self, cancel: CancelToken, on_progress: Callable[[int, int], None]) -> str:
        """Describe what was not described yet, and read its text; what came of it."""
        self._library.must_exist()
        report = self._library.complete(cancel, on_progress=on_progress)
        if report:
            return report.sentence()
        return translate("Library", "There is no model that describes photos.")

    def forget(self, name: str) -> str:
        """Forget a name; what to say."""
        whole = self._library.curation.forget(name)
        words = translate("Library", "{name} is forgotten.").format(name=name)
        if not whole:
            words += " " + translate(
                "Library", "Another program has the library open; the last traces go when it ends."
            )
        return words

    def _must_exist(self) -> None:
        if not self._library.begun:
            raise AppError(
                translate("Library", "There is no library yet."),
                translate("Library", "Add a folder of photos with Add folder."),
            )

    def _photo(self, photo: int) -> Photo:
        found = self._library.photos([photo]).get(photo)
        if found is None:
            raise AppError(
                translate("Library", "That photo is not in the library any more."),
                translate("Library", "Search for it again."),
            )
        return found

    def _groups(self, title: str, found: list[tuple[str, str, tuple[int, ...]]], empty: str) -> Listing:
        """Groups of photos: of each its sentence, its name and its photos."""
        first = self._library.photos([one for _, _, ids in found for one in ids[:MOST_PICTURES]])
        rows = tuple(album_row(sentence, name, ids, first) for sentence, name, ids in found)
        return Listing(title, f"{title}: {len(rows):,}." if rows else empty, rows)
