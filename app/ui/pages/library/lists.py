"""The lists that the library's page shows, as commands."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.cancel import CancelToken
from app.ui.page_actions import Deed
from app.ui.pages.library.rows import Listing

if TYPE_CHECKING:
    from app.ui.pages.library.views import LibraryViews

translate = QCoreApplication.translate


def list_deeds(
    search: Callable[[], object], show: "Callable[[Callable[[LibraryViews, CancelToken], Listing]], object]"
) -> list[Deed]:
    """Commands that each show a list.

    Args:
        search: Looks for what the field says.
        show: Has a list made and shows it.
    """
    return [
        Deed(
            translate("LibraryPage", "&Search"),
            "Ctrl+Shift+S",
            translate("LibraryPage", "Look for what the field says."),
            search,
            icon="search",
            kind="primary",
        ),
        Deed(
            translate("LibraryPage", "&Albums"),
            "Ctrl+Shift+A",
            translate("LibraryPage", "List the albums."),
            lambda: show(lambda views, _: views.albums()),
            icon="library",
        ),
        Deed(
            translate("LibraryPage", "On this da&y"),
            "Ctrl+Shift+D",
            translate("LibraryPage", "List photos of this day in earlier years."),
            lambda: show(lambda views, _: views.memories()),
            icon="history",
        ),
        Deed(
            translate("LibraryPage", "To re&view"),
            "Ctrl+Shift+R",
            translate("LibraryPage", "List copies, blurred and dark photos. Nothing is deleted."),
            lambda: show(lambda views, _: views.to_review()),
        ),
        Deed(
            translate("LibraryPage", "&Names"),
            "Ctrl+Shift+N",
            translate("LibraryPage", "List the names that were taught."),
            lambda: show(lambda views, _: views.names()),
        ),
        Deed(
            translate("LibraryPage", "Folde&rs"),
            "Ctrl+Shift+F",
            translate("LibraryPage", "List the folders in the library."),
            lambda: show(lambda views, _: views.folders()),
        ),
    ]
