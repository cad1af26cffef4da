"""Text size, colours and motion of the whole app."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.settings import THEMES, Settings
from app.ui.appearance import Appearance, theme_palette

Role = QPalette.ColorRole
PAIRS = (
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Window),
    (Role.Text, Role.Base),
    (Role.WindowText, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.ToolTipText, Role.ToolTipBase),
    (Role.PlaceholderText, Role.Base),
    (Role.Link, Role.Window),
    (Role.Link, Role.Base),
    (Role.LinkVisited, Role.Window),
    (Role.LinkVisited, Role.Base),
    (Role.BrightText, Role.Window),
)


def luminance(colour: QColor) -> float:
    """Relative luminance, as WCAG 2 defines it."""
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    lights = sorted((luminance(one), luminance(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    font, palette, flash = qapp.font(), QPalette(qapp.palette()), qapp.cursorFlashTime()
    yield qapp
    qapp.setFont(font)
    qapp.setPalette(QPalette())
    qapp.setCursorFlashTime(flash)
    assert qapp.palette().color(Role.Window) == palette.color(Role.Window)


def test_the_measure_of_contrast() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(("theme", "least"), [("light", 4.5), ("dark", 4.5), ("contrast", 7.0)])
def test_every_text_stands_out(theme: str, least: float) -> None:
    palette = theme_palette(theme)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for text, ground in PAIRS:
            ratio = contrast(palette.color(group, text), palette.color(group, ground))
            assert ratio >= least, (group, text, ground, ratio)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_marks_of_choice_stand_out_from_the_ground(theme: str) -> None:
    palette = theme_palette(theme)
    for mark in (Role.Highlight, Role.Accent):
        assert contrast(palette.color(mark), palette.color(Role.Base)) >= (7 if theme == "contrast" else 2.5)


def test_text_grows_everywhere_at_once_and_goes_back(app: QApplication, qtbot: QtBot) -> None:
    label = QLabel("Words")
    qtbot.addWidget(label)
    before, width = app.font().pointSizeF(), label.sizeHint().width()
    looks = Appearance(app)
    looks.apply(Settings(text_size=200))
    app.processEvents()
    assert app.font().pointSizeF() == pytest.approx(2 * before)
    assert label.sizeHint().width() > 1.8 * width
    looks.apply(Settings(text_size=75))
    assert app.font().pointSizeF() == pytest.approx(0.75 * before)
    looks.apply(Settings())
    app.processEvents()
    assert label.sizeHint().width() == width


def test_text_in_pixels_grows_too(app: QApplication) -> None:
    font = app.font()
    font.setPixelSize(10)
    app.setFont(font)
    Appearance(app).apply(Settings(text_size=250))
    assert app.font().pixelSize() == 25


def test_colours_change_at_once_and_go_back(app: QApplication, qtbot: QtBot) -> None:
    label = QLabel("Words")
    qtbot.addWidget(label)
    looks = Appearance(app, lambda: Qt.ColorScheme.Light)
    system = QColor(label.palette().color(Role.Window))
    seen = {}
    for theme in ("light", "dark", "contrast"):
        looks.apply(Settings(theme=theme))
        app.processEvents()
        assert looks.theme == theme
        seen[theme] = label.palette().color(Role.Window).name()
    assert seen == {"light": "#f4f4f4", "dark": "#202124", "contrast": "#000000"}
    looks.apply(Settings())
    app.processEvents()
    assert looks.theme == "system"
    assert label.palette().color(Role.Window) == system
    assert {"system", *seen} == set(THEMES)


def test_the_system_is_followed(app: QApplication) -> None:
    scheme = [Qt.ColorScheme.Dark]
    looks = Appearance(app, lambda: scheme[0])
    looks.apply(Settings())
    assert looks.theme == "dark"
    assert app.palette().color(Role.Window).name() == "#202124"
    scheme[0] = Qt.ColorScheme.Light
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert looks.theme == "system"
    assert app.palette().color(Role.Window).name() != "#202124"


def test_a_chosen_theme_does_not_follow(app: QApplication) -> None:
    looks = Appearance(app, lambda: Qt.ColorScheme.Dark)
    looks.apply(Settings(theme="light"))
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert app.palette().color(Role.Window).name() == "#f4f4f4"


def test_nothing_blinks_or_slides_with_reduced_motion(app: QApplication) -> None:
    app.setEffectEnabled(Qt.UIEffect.UI_General, True)
    app.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, True)
    app.setCursorFlashTime(900)
    looks = Appearance(app)
    looks.apply(Settings(reduced_motion=True))
    assert app.cursorFlashTime() == 0
    assert not app.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    looks.apply(Settings())
    assert app.cursorFlashTime() == 900
    assert app.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    app.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
    app.setEffectEnabled(Qt.UIEffect.UI_General, False)
