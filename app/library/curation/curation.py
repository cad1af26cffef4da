"""What the user makes of the photos of one library, and what it makes of them for the user."""

from datetime import date

from app.library.curation.albums import Album, albums
from app.library.curation.memories import Memory, on_this_day
from app.library.curation.names import Taught, all_names, forget, rename, taught, teach
from app.library.curation.notes import set_note, set_title
from app.library.curation.review import Alike, Cosines, Poor, copies, near_copies, poor
from app.library.store.database import Database


class Curation:
    """Belongs to the thread of its database.

    Args:
        database: Open.
        cosines: Tells how alike photos are.
    """

    def __init__(self, database: Database, cosines: Cosines) -> None:
        self._database = database
        self._cosines = cosines

    def set_title(self, photo: int, title: str) -> str:
        """Keep a title; what was kept, "" where there is none now. Raises AppError."""
        return set_title(self._database, photo, title)

    def set_note(self, photo: int, note: str) -> str:
        """Keep a note; what was kept, "" where there is none now. Raises AppError."""
        return set_note(self._database, photo, note)

    def names(self) -> list[Taught]:
        """All names that were taught."""
        return all_names(self._database.connection)

    def taught(self, name: str) -> Taught:
        """What the user said of a name. Raises AppError where nothing is known by it."""
        return taught(self._database.connection, name)

    def teach(self, name: str, photo: int, is_it: bool = True) -> str:
        """That a photo shows somebody, or does not; the name as it is kept. Raises AppError."""
        return teach(self._database, name, photo, is_it)

    def rename(self, old: str, new: str) -> bool:
        """Give somebody another name; whether no trace of the old one is left. Raises AppError."""
        return rename(self._database, old, new)

    def forget(self, name: str) -> bool:
        """Forget a name; whether no trace of it is left. Raises AppError."""
        return forget(self._database, name)

    def albums(self) -> list[Album]:
        """What happened when."""
        return albums(self._database.connection)

    def on_this_day(self, today: date) -> list[Memory]:
        """What was photographed on this day in other years."""
        return on_this_day(self._database.connection, today)

    def copies(self) -> list[Alike]:
        """Files with the same content."""
        return copies(self._database.connection)

    def near_copies(self) -> list[Alike]:
        """Photos that look alike."""
        return near_copies(self._database.connection, self._cosines)

    def poor(self) -> list[Poor]:
        """Photos that are blurred or dark."""
        return poor(self._database.connection)
