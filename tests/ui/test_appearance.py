"""Text size, colours and motion of the whole app."""

import pytest
from contrasts import contrast
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.settings import THEMES, Settings
from app.ui.appearance import Appearance
from app.ui.design.palette import theme_palette
from app.ui.design.tokens import BODY, colours

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


def test_the_measure_of_contrast() -> None:
    assert contrast(QColor("#000000"), QColor("#ffffff")) == pytest.approx(21)
    assert contrast(QColor("#767676"), QColor("#ffffff")) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_every_text_stands_out(theme: str) -> None:
    palette = theme_palette(theme)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for text, ground in PAIRS:
            ratio = contrast(palette.color(group, text), palette.color(group, ground))
            assert ratio >= 7, (group, text, ground, ratio)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_marks_of_choice_stand_out_from_the_ground(theme: str) -> None:
    palette = theme_palette(theme)
    for mark in (Role.Highlight, Role.Accent):
        assert contrast(palette.color(mark), palette.color(Role.Base)) >= 3


def test_text_grows_everywhere_at_once_and_goes_back(looks: QApplication, qtbot: QtBot) -> None:
    label = QLabel("Words")
    qtbot.addWidget(label)
    mine = Appearance(looks)
    mine.apply(Settings())
    looks.processEvents()
    before, width = looks.font().pixelSize(), label.sizeHint().width()
    assert before >= BODY
    mine.apply(Settings(text_size=200))
    looks.processEvents()
    assert looks.font().pixelSize() == 2 * before
    assert label.sizeHint().width() > 1.8 * width
    mine.apply(Settings(text_size=75))
    assert looks.font().pixelSize() == round(0.75 * before)
    mine.apply(Settings())
    looks.processEvents()
    assert label.sizeHint().width() == width


def test_a_larger_text_of_the_system_is_kept(looks: QApplication) -> None:
    font = looks.font()
    font.setPixelSize(26)
    looks.setFont(font)
    mine = Appearance(looks)
    mine.apply(Settings(text_size=150))
    assert looks.font().pixelSize() == 39
    font.setPixelSize(10)
    looks.setFont(font)
    Appearance(looks).apply(Settings(text_size=200))
    assert looks.font().pixelSize() == 2 * BODY


def test_colours_change_at_once_and_go_back(looks: QApplication, qtbot: QtBot) -> None:
    label, button = QLabel("Words"), QPushButton("Press")
    qtbot.addWidget(label)
    qtbot.addWidget(button)
    mine = Appearance(looks, lambda: Qt.ColorScheme.Light)
    for theme in ("contrast", "dark", "light"):
        mine.apply(Settings(theme=theme))
        looks.processEvents()
        assert mine.theme == theme
        assert label.palette().color(Role.Window).name() == colours(theme).ground
        assert button.palette().color(Role.ButtonText).name() == colours(theme).text
    assert set(THEMES) == {"system", "light", "dark", "contrast"}


def test_the_system_is_followed(looks: QApplication) -> None:
    scheme, wish = [Qt.ColorScheme.Dark], [Qt.ContrastPreference.NoPreference]
    mine = Appearance(looks, lambda: scheme[0], lambda: wish[0])
    mine.apply(Settings())
    assert looks.palette().color(Role.Window).name() == colours("dark").ground
    scheme[0] = Qt.ColorScheme.Light
    looks.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert mine.theme == "light"
    assert looks.palette().color(Role.Window).name() == colours("light").ground
    wish[0] = Qt.ContrastPreference.HighContrast
    looks.styleHints().accessibility().contrastPreferenceChanged.emit(wish[0])
    assert looks.palette().color(Role.Window).name() == colours("contrast").ground


def test_a_chosen_theme_does_not_follow(looks: QApplication) -> None:
    mine = Appearance(looks, lambda: Qt.ColorScheme.Dark, lambda: Qt.ContrastPreference.HighContrast)
    mine.apply(Settings(theme="light"))
    looks.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert looks.palette().color(Role.Window).name() == colours("light").ground


def test_nothing_blinks_or_slides_with_reduced_motion(looks: QApplication) -> None:
    looks.setEffectEnabled(Qt.UIEffect.UI_General, True)
    looks.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, True)
    looks.setCursorFlashTime(900)
    mine = Appearance(looks)
    mine.apply(Settings(reduced_motion=True))
    assert looks.cursorFlashTime() == 0
    assert not looks.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    mine.apply(Settings())
    assert looks.cursorFlashTime() == 900
    assert looks.isEffectEnabled(Qt.UIEffect.UI_AnimateCombo)
    looks.setEffectEnabled(Qt.UIEffect.UI_AnimateCombo, False)
    looks.setEffectEnabled(Qt.UIEffect.UI_General, False)


def test_the_sheet_waits_for_a_window(looks: QApplication, qtbot: QtBot) -> None:
    mine = Appearance(looks)
    mine.apply(Settings(theme="dark"), sheet=False)
    assert looks.styleSheet() == ""
    assert looks.palette().color(Role.Window).name() == colours("dark").ground
    button = QPushButton("Press")
    qtbot.addWidget(button)
    with qtbot.waitActive(button):
        button.show()
    assert colours("dark").raised in looks.styleSheet()
    mine.apply(Settings(theme="light"), sheet=False)
    assert colours("light").raised in looks.styleSheet(), "once begun it goes on"
