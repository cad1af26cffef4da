"""What the rows of the library's page stand for."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.widgets.row import Row

if TYPE_CHECKING:
    from app.library.curation.review import Alike


@dataclass(frozen=True)
class PhotoRow:
    """A photo; two are the same when their ids are.

    Attributes:
        photo: Its id.
        name: Its file's name, as it is said.
        path: A file that holds it; None when all are gone.
        note: The user's note.
        head: The sentence the row begins with.
        why: Why it was found; empty when nothing was searched for.
        taught: The name whose photos are listed, or "".
    """

    photo: int
    name: str = field(compare=False)
    path: Path | None = field(compare=False)
    note: str = field(default="", compare=False)
    head: str = field(default="", compare=False)
    why: tuple[str, ...] = field(default=(), compare=False)
    taught: str = field(default="", compare=False)


@dataclass(frozen=True)
class GroupRow:
    """Photos that belong together: an album, a memory."""

    title: str
    photos: tuple[int, ...]


@dataclass(frozen=True)
class AlikeRow:
    """Files of which one may be enough."""

    group: "Alike"


@dataclass(frozen=True)
class NameRow:
    """A name that was taught."""

    name: str


@dataclass(frozen=True)
class FolderRow:
    """An indexed folder."""

    path: Path


@dataclass(frozen=True)
class Listing:
    """What the list shows.

    Attributes:
        title: The list's name.
        sentence: Said when it is there.
        rows: Best or newest first.
        more: How many were found and are not among the rows.
    """

    title: str
    sentence: str
    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True)
class LibraryState:
    """What is in the library, for the page.

    Attributes:
        photos: How many.
        folders: How many.
        sentence: All of it in words.
    """

    photos: int
    folders: int
    sentence: str
