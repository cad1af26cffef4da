"""Sizes, spaces and colours of the window; docs/design.md shows them."""

from dataclasses import dataclass

BODY = 15
"""Pixels of the body text at 100 %; larger where the system's own text is."""
SMALL = 14
SECTION = 18
TITLE = 24
DESCRIPTION = 21
LINE_HEIGHT = 140
"""Percent of the letters' height, in texts of several lines."""
LETTERS = 80
"""At most in a line that is read."""

XS, S, M, L, XL = 4, 8, 12, 16, 24
"""Spaces in pixels. They do not grow with the text, which needs the room itself."""
TARGET = 40
"""Pixels that a control is high, and wide, at 100 %."""
LEAST_TARGET = 36
RADIUS = 6
NARROW = 900
"""Pixels of a window's width below which the list of pages is a drop-down, for a body text of 15 pixels."""


@dataclass(frozen=True)
class Colours:
    """The colours of one theme, as "#rrggbb".

    Attributes:
        ground: Behind everything.
        field: Behind lists, fields and texts.
        raised: Of buttons, cards and menus.
        hover: Of a button under the pointer, and of every other row.
        text: All text; also the ring round the control that has the focus.
        muted: Second lines, placeholders, and what is off.
        edge: Round controls.
        accent: Of the one primary button, what is chosen, and links.
        on_accent: On it.
        danger: Of words that warn.
        line: Pixels that an edge is wide.
    """

    ground: str
    field: str
    raised: str
    hover: str
    text: str
    muted: str
    edge: str
    accent: str
    on_accent: str
    danger: str
    line: int = 1


LIGHT = Colours(
    ground="#f4f5f7",
    field="#ffffff",
    raised="#ffffff",
    hover="#e4e9f1",
    text="#14171c",
    muted="#434956",
    edge="#6d7582",
    accent="#0a4a8a",
    on_accent="#ffffff",
    danger="#8c1414",
)
DARK = Colours(
    ground="#181a1f",
    field="#101215",
    raised="#23262d",
    hover="#2d323b",
    text="#f2f4f7",
    muted="#c3c8d1",
    edge="#8d95a3",
    accent="#92c5ff",
    on_accent="#0b1826",
    danger="#ffb4ab",
)
CONTRAST = Colours(
    ground="#000000",
    field="#000000",
    raised="#000000",
    hover="#1f1f1f",
    text="#ffffff",
    muted="#e6e6e6",
    edge="#ffffff",
    accent="#ffea00",
    on_accent="#000000",
    danger="#ffff00",
    line=2,
)


def colours(theme: str) -> Colours:
    """Those of "light", "dark" or "contrast"."""
    return {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}[theme]
