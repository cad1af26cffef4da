"""Rows of photos, files and groups: the sentence that is heard, and what is seen beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.library.curation.choosing import named
from app.library.curation.review import Alike, DuplicateKind
from app.library.phrases import day_text
from app.library.search.results import Hit
from app.library.search.wording import sentence_case, shows, spoken_name, when_in_words
from app.library.store.records import Photo
from app.ui.pages.library.rows import AlikeRow, GroupRow, PhotoRow
from app.ui.widgets.row import Row

translate = QCoreApplication.translate

MOST_PICTURES = 3
"""Of a group, beside its row."""
_DEEPEST = 4  # folders above each other that are named
_NOTHING = "A photo"  # what is said of one of which nothing is known
_BETWEEN = " \u00b7 "


def hit_row(hit: Hit, now: datetime) -> Row:
    """A photo that was found."""
    photo = hit.photo
    head = hit.sentence
    by_file = when_in_words(photo, now) if photo.taken_from == "file" else ""
    if by_file:  # it says little, so it comes last
        head = head.replace(f", {by_file}", "", 1)
    return photo_row(photo, head, now, why=hit.why, lead=hit.sentence.partition(":")[0])


def photo_row(
    photo: Photo, head: str, now: datetime, *, why: tuple[str, ...] = (), name: str = "", lead: str = ""
) -> Row:
    """A photo.

    Args:
        photo: It.
        head: The sentence that it begins with.
        now: Local time.
        why: Why it was found; empty when nothing was searched for.
        name: The name whose photos are listed, or "".
        lead: How good a match it is.
    """
    file = photo.paths[0] if photo.paths else None
    called = spoken_name(file) if file is not None else ""
    said = [head]
    own = photo.title or photo.note
    if own:
        seen = shows(replace(photo, title="", note="", paths=()))
        said += [f"{seen}."] if seen != _NOTHING else []
    if photo.note and not _holds_note(head, photo):
        said.append(translate("Library", "Your note: {note}").format(note=_ended(photo.note)))
    told = called in head or f"file {called.rpartition('.')[0]}".casefold() in head.casefold()
    if called and not told:
        said.append(translate("Library", "File: {name}.").format(name=called))
    if by_file := _file_day(photo, now):
        said.append(translate("Library", "Its date: {day}.").format(day=by_file))
    reasons = translate("Library", "Why: {reasons}.").format(reasons=", ".join(why))
    return Row(
        " ".join(said),
        description=reasons if why else "",
        find=f"{shows(photo)} {called} {photo.place}",
        data=PhotoRow(photo.id, called, file, photo.note, head, why, name),
        title=sentence_case(shows(photo)),
        detail="\n".join(filter(None, (_facts(photo, now, called, lead), _note_line(photo)))),
        pictures=() if file is None else (file,),
    )


def head_of(photo: Photo, now: datetime, away: Sequence[Path] = ()) -> str:
    """What it shows, when and where.

    Args:
        photo: It.
        now: Local time.
        away: Folders whose disk is not connected.
    """
    said = [shows(photo)]
    if photo.taken_from != "file":
        said.append(when_in_words(photo, now))
    if photo.place:
        place = translate("Library", "in {place}")
        said.append(place.format(place=photo.place.partition(",")[0]))
    if photo.paths and any(photo.paths[0].is_relative_to(root) for root in away):
        said.append(translate("Library", "on a disk that is not connected"))
    return f"{', '.join(part for part in said if part)}."


def album_row(sentence: str, name: str, ids: tuple[int, ...], known: Mapping[int, Photo]) -> Row:
    """Photos that belong together; ``known`` has the first of them."""
    title, _, rest = sentence.partition(": ")
    return Row(
        sentence,
        data=GroupRow(name, ids),
        title=title if rest else sentence,
        detail=rest,
        pictures=tuple(
            photo.paths[0] for one in ids[:MOST_PICTURES] if (photo := known.get(one)) and photo.paths
        ),
    )


def alike_row(group: Alike) -> Row:
    """A group of files of which one may be enough: all of them are seen, with their folders."""
    sentence = group.sentence()
    files = [group.keep, *group.others]
    end = sentence.partition(f"{named(files)}. ")[2]
    lines = [f"{spoken_name(file)}{_BETWEEN}{path_words(file.parent)}" for file in files]
    return Row(
        sentence,
        data=AlikeRow(group),
        title=sentence.partition(":")[0],
        detail="\n".join([*lines, end]),
        # Of the very same picture one is enough.
        pictures=tuple(files[: 1 if group.kind is DuplicateKind.COPIES else MOST_PICTURES]),
    )


def file_rows(group: Alike, photos: Iterable[Photo], now: datetime) -> list[Row]:
    """Each file of such a group, with its folder."""
    holds = {path: photo for photo in photos for path in photo.paths}
    files = [file for file in (group.keep, *group.others) if file in holds]
    rows = []
    for file, folder in zip(files, _folders(files), strict=True):
        photo = holds[file]
        where = translate("Library", "{name} in the folder {folder}, {width} by {height} pixels.").format(
            name=spoken_name(file), folder=folder, width=photo.width, height=photo.height
        )
        keep = _why_it_stays(group) if file == group.keep else ""
        shown = photo_row(photo, head_of(photo, now), now)
        size = translate("Library", "{width} by {height} pixels").format(
            width=photo.width, height=photo.height
        )
        rows.append(
            replace(
                shown,
                text=" ".join(filter(None, (where, keep, head_of(photo, now)))),
                find=spoken_name(file),
                data=replace(shown.data, name=spoken_name(file), path=file),
                title=spoken_name(file),
                detail="\n".join(
                    filter(None, (path_words(file.parent), f"{size}{_BETWEEN}{shows(photo)}", keep))
                ),
                pictures=(file,),
            )
        )
    return rows


def path_words(path: Path) -> str:
    """A path that can be shown, whatever bytes it is made of."""
    return str(path).encode("utf-8", "replace").decode()


def in_number(count: int) -> str:
    """So many photos."""
    if count == 1:
        return translate("Library", "1 photo")
    return translate("Library", "{count} photos").format(count=f"{count:,}")


def _why_it_stays(group: Alike) -> str:
    if group.kind is DuplicateKind.COPIES:
        return translate("Library", "This one could stay.")
    if group.why:
        return translate("Library", "The best: {why}.").format(why=group.why)
    return ""


def _facts(photo: Photo, now: datetime, called: str, lead: str) -> str:
    place = photo.place.partition(",")[0]
    when = _file_day(photo, now) or when_in_words(photo, now)
    return _BETWEEN.join(filter(None, (lead, when, place, called)))


def _note_line(photo: Photo) -> str:
    if not photo.note or _holds_note(shows(photo), photo):
        return ""
    return translate("Library", "Your note: {note}").format(note=photo.note)


def _holds_note(text: str, photo: Photo) -> bool:
    return " ".join(photo.note.split())[:40].rstrip(".").casefold() in text.casefold()


def _file_day(photo: Photo, now: datetime) -> str:
    """The file's own date, where nothing else tells when it was taken."""
    known = photo.taken_from == "file" and when_in_words(photo, now)
    return day_text(photo.taken) if known else ""


def _folders(files: Sequence[Path]) -> list[str]:
    """The names of their folders, with as many of those above as tell them apart."""
    folders = [file.parent for file in files]
    depth = 1
    while depth < _DEEPEST and len({one.parts[-depth:] for one in folders}) < len(set(folders)):
        depth += 1
    between = translate("Library", " in ")
    return [between.join(spoken_name(Path(part)) for part in one.parts[-depth:][::-1]) for one in folders]


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
