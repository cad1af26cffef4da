"""One row of a list: what is heard of it, and what is seen."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        text: All that is read out, and all that is shown where there is no ``title``.
        description: What a screen reader may add to it, such as why the row is here.
        find: Where type-ahead looks, word by word; "" looks in ``text``.
        data: What the row stands for.
        title: What is shown first and bold; with it and ``detail`` the eye has what ``text`` tells the ear.
        detail: Shown below, a line or several.
        badge: Shown beside the title, in a word or two.
        deed: What Return does, as it is written on a button.
        heading: Shown above the row where a new group begins; ``text`` tells it too.
        pictures: What the thumbnails beside it show, see `Thumbnails`; the first few are drawn.
    """

    text: str
    description: str = ""
    find: str = ""
    data: Any = None
    title: str = ""
    detail: str = ""
    badge: str = ""
    deed: str = ""
    heading: str = ""
    pictures: tuple[Hashable, ...] = ()
