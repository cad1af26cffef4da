"""The design's sizes and colours, its icons and its style sheet."""

import re

import pytest
from contrasts import contrast
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ui.design.icons import GRID, draw_icon, icon_names, icon_path, tinted_icon
from app.ui.design.sheet import style_sheet
from app.ui.design.tokens import DESCRIPTION, LEAST_TARGET, TARGET, TITLE, Colours, colours

THEMES = ("light", "dark", "contrast")


def ratio(one: str, other: str) -> float:
    return contrast(QColor(one), QColor(other))


@pytest.mark.parametrize("theme", THEMES)
def test_every_text_has_seven_to_one_on_every_ground(theme: str) -> None:
    own: Colours = colours(theme)
    grounds = (own.ground, own.field, own.raised, own.hover)
    for text in (own.text, own.muted, own.danger, own.accent):
        for ground in grounds:
            if text == own.accent and ground == own.hover:
                continue  # a link is never on it
            assert ratio(text, ground) >= 7, (text, ground)
    assert ratio(own.on_accent, own.accent) >= 7


@pytest.mark.parametrize("theme", THEMES)
def test_every_edge_and_mark_has_three_to_one(theme: str) -> None:
    own = colours(theme)
    for mark in (own.edge, own.accent, own.text):
        for ground in (own.ground, own.field, own.raised, own.hover):
            assert ratio(mark, ground) >= 3, (mark, ground)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("body", [15, 30])
def test_the_sheet_uses_the_designs_colours_alone(theme: str, body: int) -> None:
    own = {value for value in vars(colours(theme)).values() if isinstance(value, str)}
    assert set(re.findall(r"#[0-9a-fA-F]{6}", style_sheet(theme, body))) <= own


def test_text_in_the_sheet_grows() -> None:
    assert f"font-size: {TITLE}px" in style_sheet("light", 15)
    assert f"font-size: {2 * TITLE}px" in style_sheet("light", 30)
    assert f"font-size: {2 * DESCRIPTION}px" in style_sheet("light", 30)


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_fills_its_grid_and_stays_in_it(name: str) -> None:
    box = icon_path(name).boundingRect()
    assert min(box.left(), box.top()) >= 1
    assert max(box.right(), box.bottom()) <= GRID - 1
    assert max(box.width(), box.height()) >= 12


def test_icons_differ_and_are_drawn_in_their_colour(qapp: QApplication) -> None:
    drawn = set()
    for name in icon_names():
        image = QImage(48, 48, QImage.Format.Format_RGB32)
        image.fill(QColor("white"))
        painter = QPainter(image)
        draw_icon(painter, name, QRectF(0, 0, 48, 48), QColor("#0000ff"))
        painter.end()
        drawn.add(bytes(image.constBits()))
        assert any(image.pixelColor(x, y).name() == "#0000ff" for x in range(48) for y in range(48)), name
    assert len(drawn) == len(icon_names())
    assert tinted_icon("open", 20, QColor("red"), 2).availableSizes()[0].width() == 40


def test_no_icon_of_another_name() -> None:
    with pytest.raises(KeyError):
        icon_path("nothing")


@pytest.mark.parametrize("body", [15, 30, 45])
def test_a_button_is_a_target_one_can_hit(qtbot: QtBot, looks: QApplication, body: int) -> None:
    looks.setStyle("fusion")
    looks.setStyleSheet(style_sheet("light", body))
    button = QPushButton("OK")
    qtbot.addWidget(button)
    button.ensurePolished()
    assert button.sizeHint().height() >= TARGET >= LEAST_TARGET
    assert button.sizeHint().width() >= LEAST_TARGET
