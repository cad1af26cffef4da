from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.controls import Box, Control, Role
from app.describe.result import TextLine
from app.describe.windows.overlap import fresh, in_picture, is_secret
from app.shot import ScreenPart, Shot

SHOT = Shot(np.zeros((200, 200, 3), np.uint8), ScreenPart.WINDOW, 100, 50, "", "", 7, datetime.now(UTC))
BOX = (110, 60, 190, 80)
ON_IT = (10, 10, 90, 30)
ELSEWHERE = (10, 100, 90, 120)


def left(text: str, control: Control, box: Box = ON_IT, shot: Shot = SHOT) -> bool:
    """Whether a line is left to be said beside a control."""
    window = Control(Role.WINDOW, "Total", box=(100, 50, 300, 250), children=(control,))
    return bool(fresh([TextLine(text, 0.9, box)], window, shot))


@pytest.mark.parametrize(
    ("text", "name", "new"),
    [
        ("Save as", "Save as", False),
        ("save as...", "Save as", False),
        ("Saveas", "Save as", False),
        ("Cancellatlon", "Cancellation", False),
        ("Total", "Save", True),
        ("12 euros", "13 euros", True),
        ("15 mg", "1.5 mg", True),
        ("1,5 mg", "1.5 mg", False),
        ("5ave as", "Save as", False),
        ("Save now", "Save", True),
        ("...", "Save", False),
    ],
)
def test_what_a_control_says_is_not_new(text: str, name: str, new: bool) -> None:
    assert left(text, Control(Role.BUTTON, name, box=BOX)) is new


def test_the_same_words_elsewhere_are_new() -> None:
    assert left("Save", Control(Role.BUTTON, "Save", box=BOX), ELSEWHERE)


def test_value_and_error_are_said_too() -> None:
    field = Control(Role.TEXT_FIELD, "Name", "Ann", box=BOX, error="Too short")
    assert not left("Ann", field)
    assert not left("Too short", field)


def test_a_line_over_several_controls_is_said_by_all_of_them() -> None:
    menus = tuple(
        Control(Role.MENU, name, box=(110 + 20 * n, 60, 130 + 20 * n, 80))
        for n, name in enumerate(("File", "Edit", "View"))
    )
    assert not left("File Edit View", Control(Role.MENU_BAR, box=BOX, children=menus))


@pytest.mark.parametrize("text", ["hunter2", "\u2022\u2022\u2022", "7"])
def test_nothing_in_a_field_for_a_password_is_ever_said(text: str) -> None:
    window = Control(Role.WINDOW, children=(Control(Role.PASSWORD, "Password", box=BOX),))
    assert is_secret(TextLine(text, 0.9, ON_IT), window, SHOT)
    assert is_secret(TextLine(f"Password {text}", 0.9, (0, 10, 60, 30)), window, SHOT)
    assert not is_secret(TextLine("Password", 0.9, (0, 32, 60, 50)), window, SHOT)
    assert not is_secret(TextLine("Password", 0.9, (0, 10, 11, 30)), window, SHOT)


def test_a_glyph_on_a_button_is_no_text_but_a_letter_elsewhere_is() -> None:
    assert not left("X", Control(Role.BUTTON, "Close", box=BOX))
    assert left("X", Control(Role.DOCUMENT, "Page", box=BOX))


def test_places_are_in_pixels_of_the_picture() -> None:
    assert in_picture(BOX, SHOT) == (10, 10, 90, 30)
    assert in_picture(BOX, replace(SHOT, scale=2.0)) == (20, 20, 180, 60)
    assert not left(
        "Save", Control(Role.BUTTON, "Save", box=BOX), (20, 20, 180, 60), replace(SHOT, scale=2.0)
    )
