"""What the library's page asks for; the library itself is imported on its own thread, where it is needed."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.cancel import CancelToken
from app.ui.pages.library.rows import GroupRow, LibraryState, Listing, NameRow

if TYPE_CHECKING:
    from app.library.library import Library

Work = Callable[["Library", CancelToken], Listing]


def find(sentence: str, limit: int, like: Path | None = None) -> Work:
    """Photos found by a sentence, or by a photo they are to be like."""

    def work(library: "Library", cancel: CancelToken) -> Listing:
        from app.ui.pages.library.views import find

        return find(library, sentence, limit, cancel, like)

    return work


def opened(data: GroupRow | NameRow) -> Work:
    """The photos of an album, a memory, a group or a name."""

    def work(library: "Library", cancel: CancelToken) -> Listing:
        from app.ui.pages.library.views import named, photos

        if isinstance(data, NameRow):
            return named(library, data.name)
        return photos(library, data.title, data.photos)

    return work


def albums(library: "Library", cancel: CancelToken) -> Listing:
    """The albums."""
    from app.ui.pages.library.views import all_albums

    return all_albums(library)


def memories(library: "Library", cancel: CancelToken) -> Listing:
    """On this day in earlier years."""
    from app.ui.pages.library.views import memories

    return memories(library)


def review(library: "Library", cancel: CancelToken) -> Listing:
    """What is there twice, blurred or dark."""
    from app.ui.pages.library.views import to_review

    return to_review(library)


def names(library: "Library", cancel: CancelToken) -> Listing:
    """The taught names."""
    from app.ui.pages.library.views import names

    return names(library)


def folders(library: "Library", cancel: CancelToken) -> Listing:
    """The indexed folders."""
    from app.ui.pages.library.views import folders

    return folders(library)


def state(library: "Library", cancel: CancelToken) -> LibraryState:
    """How the library is doing."""
    from app.ui.pages.library.views import state

    return state(library)
