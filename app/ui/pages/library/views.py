"""What the library's page lists, made on the library's thread and imported there: it is large."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.cancel import CancelToken
from app.errors import AppError
from app.library.indexing.report import Report
from app.library.library import Library
from app.library.search.wording import photo_in_words, shows, spoken_name, when_in_words
from app.library.store.records import Photo
from app.ui.pages.library.rows import FolderRow, GroupRow, LibraryState, Listing, NameRow, PhotoRow
from app.ui.widgets.rows import Row

_MOST_BROKEN = 5
_NOTHING = "A photo"  # what is said of one of which nothing is known


def state(library: Library) -> LibraryState:
    """How it is doing; no file is made where there is none."""
    if not library.begun:
        return LibraryState(0, 0, QCoreApplication.translate("Library", "There is no library yet."))
    status = library.status()
    said = [
        QCoreApplication.translate("Library", "The library has {photos}.").format(
            photos=_photos(status.photos)
        )
    ]
    away = [path for path, gone in status.roots if gone]
    said += [
        QCoreApplication.translate("Library", "The disk of {folder} is not connected.").format(
            folder=spoken_name(path)
        )
        for path in away
    ]
    if status.to_describe:
        said.append(
            QCoreApplication.translate("Library", "Still to be described: {photos}.").format(
                photos=_photos(status.to_describe)
            )
        )
    if status.to_read:
        said.append(
            QCoreApplication.translate("Library", "The text of {photos} is still to be read.").format(
                photos=_photos(status.to_read)
            )
        )
    if status.broken:
        said.append(
            QCoreApplication.translate("Library", "Files that could not be read: {count}.").format(
                count=f"{len(status.broken):,}"
            )
        )
        said += [f"{spoken_name(path)}: {problem}" for path, problem in status.broken[:_MOST_BROKEN]]
    return LibraryState(status.photos, len(status.roots), " ".join(said))


def find(
    library: Library, sentence: str, limit: int, cancel: CancelToken, like: Path | None = None
) -> Listing:
    """Photos found by a sentence, or by a photo they are to be like."""
    _must_exist(library)
    found = library.search(sentence, like, limit, cancel)
    rows = tuple(_row(hit.photo, hit.sentence, hit.why) for hit in found.hits)
    more = found.count - len(found.hits)
    said = [found.sentence]
    if more > 0:
        key = QCoreApplication.translate("Library", "And {count} more; Show more lists them.")
        said.append(key.format(count=f"{more:,}"))
    said += found.limits
    if like is None:
        title = QCoreApplication.translate("Library", "Results")
    else:
        title = QCoreApplication.translate("Library", "Photos like {name}").format(name=spoken_name(like))
    return Listing(title, " ".join(said), rows, max(0, more))


def photos(library: Library, title: str, ids: Iterable[int], name: str = "") -> Listing:
    """These photos."""
    found = library.photos(ids)
    away = tuple(path for path, gone in library.status().roots if gone)
    rows = tuple(_row(photo, _head(photo, library, away), (), name) for photo in found.values())
    return Listing(title, f"{_photos(len(rows)).capitalize()}.", rows)


def all_albums(library: Library) -> Listing:
    """The albums, newest first."""
    _must_exist(library)
    found = [(one.sentence(), one.title, one.photos) for one in library.curation.albums()]
    return _groups(
        QCoreApplication.translate("Library", "Albums"),
        found,
        QCoreApplication.translate("Library", "There are no albums yet."),
    )


def memories(library: Library) -> Listing:
    """On this day in earlier years."""
    _must_exist(library)
    found = [
        (one.sentence(), one.sentence().rstrip("."), one.photos)
        for one in library.curation.on_this_day(library.now.date())
    ]
    return _groups(
        QCoreApplication.translate("Library", "On this day"),
        found,
        QCoreApplication.translate("Library", "There are no photos of these days in earlier years."),
    )


def to_review(library: Library) -> Listing:
    """Copies, photos that look alike, blurred and dark ones; nothing is deleted."""
    _must_exist(library)
    curation = library.curation
    same, alike, failed = curation.copies(), curation.near_copies(), curation.poor()
    title = QCoreApplication.translate("Library", "To review")
    rows = [Row(one.sentence(), data=GroupRow(one.sentence(), one.photos)) for one in (*same, *alike)]
    known = library.photos([one.photo for one in failed])
    rows += [
        _row(known[one.photo], f"{one.sentence()} {_head(known[one.photo], library, ())}")
        for one in failed
        if one.photo in known
    ]
    if not rows:
        return Listing(title, QCoreApplication.translate("Library", "There is nothing to review."), ())
    counted = QCoreApplication.translate("Library", "To look through: {count}. Nothing is ever deleted.")
    return Listing(title, counted.format(count=f"{len(rows):,}"), tuple(rows))


def names(library: Library) -> Listing:
    """The names that were taught."""
    _must_exist(library)
    text = QCoreApplication.translate("Library", "{name}: taught with {photos}.")
    rows = tuple(
        Row(text.format(name=one.name, photos=_photos(len(one.examples))), data=NameRow(one.name))
        for one in library.curation.names()
    )
    empty = QCoreApplication.translate("Library", "No name was taught yet. On a photo, This is teaches one.")
    counted = QCoreApplication.translate("Library", "Names: {count}.").format(count=f"{len(rows):,}")
    return Listing(QCoreApplication.translate("Library", "Names"), counted if rows else empty, rows)


def named(library: Library, name: str) -> Listing:
    """Photos of whom or what was given a name: those the user named, then those that probably show it."""
    told, found = library.curation.taught(name), library.named(name)
    listing = photos(library, told.name, found, told.name)
    likely = QCoreApplication.translate("Library", "Probably {name}.").format(name=told.name)
    sure = QCoreApplication.translate("Library", "You said this is {name}.").format(name=told.name)
    rows = tuple(
        replace(row, text=f"{row.text} {sure if row.data.photo in told.examples else likely}")
        for row in listing.rows
    )
    return replace(listing, rows=rows)


def folders(library: Library) -> Listing:
    """The indexed folders."""
    title = QCoreApplication.translate("Library", "Folders")
    roots = library.status().roots if library.path.exists() else ()
    gone = QCoreApplication.translate("Library", "{folder}, whose disk is not connected.")
    rows = tuple(
        Row(
            gone.format(folder=_path_words(path)) if away else f"{_path_words(path)}.",
            find=spoken_name(path),
            data=FolderRow(path),
        )
        for path, away in roots
    )
    if not rows:
        return Listing(title, QCoreApplication.translate("Library", "No folder is in the library yet."), ())
    return Listing(
        title, QCoreApplication.translate("Library", "Folders: {count}.").format(count=len(rows)), rows
    )


def everything(library: Library, photo: int) -> str:
    """All that is known of a photo."""
    found = _photo(library, photo)
    return " ".join(
        photo_in_words(found, library.now, library.names_of(found.id), library.model_of(found.id))
    )


def note(library: Library, row: PhotoRow, text: str) -> tuple[Row, str]:
    """Keep a note; the row as it is now, and what to say."""
    kept = library.curation.set_note(row.photo, text)
    said = (
        QCoreApplication.translate("Library", "The note is kept.")
        if kept
        else QCoreApplication.translate("Library", "It has no note now.")
    )
    found = _photo(library, row.photo)
    return _row(found, row.head, row.why, row.taught), said


def tell_name(library: Library, name: str, photo: int, is_it: bool) -> str:
    """Teach a name or correct it; what to say."""
    kept = library.curation.teach(name, photo, is_it)
    told = library.curation.taught(kept)
    known = QCoreApplication.translate("Library", "{name} is known from {photos}.")
    said = [known.format(name=kept, photos=_photos(len(told.examples)))]
    found = len(library.named(kept)) - len(told.examples)
    if len(told.examples) < 3:
        said.append(QCoreApplication.translate("Library", "Three photos or more make it work better."))
    elif found:
        more = QCoreApplication.translate("Library", "Probably {name} is on {photos} more.")
        said.append(more.format(name=kept, photos=_photos(found)))
    else:
        none = QCoreApplication.translate("Library", "I am not sure of {name} on any other photo.")
        said.append(none.format(name=kept))
    return " ".join(said)


def remove_folder(library: Library, path: Path) -> str:
    """Take a folder out; what to say."""
    name = spoken_name(path)
    if not library.indexer.remove_root(path):
        raise AppError(
            QCoreApplication.translate("Library", "The folder {name} is not in the library.").format(
                name=name
            )
        )
    gone = QCoreApplication.translate(
        "Library", "{name} is not in the library any more. Its photos stay on the disk."
    )
    return gone.format(name=name)


def indexed(library: Library, report: Report) -> str:
    """What came of indexing."""
    return f"{report.sentence()} {state(library).sentence}"


def _must_exist(library: Library) -> None:
    if not library.begun:
        raise AppError(
            QCoreApplication.translate("Library", "There is no library yet."),
            QCoreApplication.translate("Library", "Add a folder of photos with Add folder."),
        )


def _photo(library: Library, photo: int) -> Photo:
    found = library.photos([photo]).get(photo)
    if found is None:
        raise AppError(
            QCoreApplication.translate("Library", "That photo is not in the library any more."),
            QCoreApplication.translate("Library", "Search for it again."),
        )
    return found


def _groups(title: str, found: list[tuple[str, str, tuple[int, ...]]], empty: str) -> Listing:
    rows = tuple(Row(sentence, data=GroupRow(name, ids)) for sentence, name, ids in found)
    return Listing(title, f"{title}: {len(rows):,}." if rows else empty, rows)


def _row(photo: Photo, head: str, why: tuple[str, ...] = (), name: str = "") -> Row:
    file = photo.paths[0] if photo.paths else None
    called = spoken_name(file) if file is not None else ""
    said = [head]
    own = photo.title or photo.note
    if own:
        seen = shows(replace(photo, title="", note="", paths=()))
        said += [f"{seen}."] if seen != _NOTHING else []
    if photo.note and " ".join(photo.note.split())[:40].rstrip(".").casefold() not in head.casefold():
        said.append(
            QCoreApplication.translate("Library", "Your note: {note}").format(note=_ended(photo.note))
        )
    if (
        called
        and called not in head
        and f"file {called.rpartition('.')[0]}".casefold() not in head.casefold()
    ):
        said.append(QCoreApplication.translate("Library", "File: {name}.").format(name=called))
    reasons = QCoreApplication.translate("Library", "Why: {reasons}.").format(reasons=", ".join(why))
    return Row(
        " ".join(said),
        description=reasons if why else "",
        find=f"{shows(photo)} {called} {photo.place}",
        data=PhotoRow(photo.id, called, file, photo.note, head, why, name),
    )


def _head(photo: Photo, library: Library, away: tuple[Path, ...]) -> str:
    said = [shows(photo), when_in_words(photo, library.now)]
    if photo.place:
        place = QCoreApplication.translate("Library", "in {place}")
        said.append(place.format(place=photo.place.partition(",")[0]))
    if photo.paths and any(photo.paths[0].is_relative_to(root) for root in away):
        said.append(QCoreApplication.translate("Library", "on a disk that is not connected"))
    return f"{', '.join(part for part in said if part)}."


def _path_words(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _photos(count: int) -> str:
    if count == 1:
        return QCoreApplication.translate("Library", "1 photo")
    return QCoreApplication.translate("Library", "{count} photos").format(count=f"{count:,}")
