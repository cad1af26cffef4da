"""Controls and texts as the design has them: they wrap, grow, show their state, and lines stay short."""

import pytest
from made_screens import faults_of
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.ui.appearance import Appearance
from app.ui.design.tokens import LETTERS
from app.ui.widgets.button import EdgedButton
from app.ui.widgets.edged import EdgedCheckBox, EdgedComboBox, EdgedSpinBox
from app.ui.widgets.fitting import LazyStack, ReadingColumn, scrolled
from app.ui.widgets.words import WordsView, reading_width, wrapped


def put(qtbot: QtBot, *widgets: QWidget, width: int = 600) -> QWidget:
    """A window with these below each other."""
    window = QWidget()
    layout = QVBoxLayout(window)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    qtbot.addWidget(window)
    window.resize(width, 500)
    with qtbot.waitActive(window):
        window.show()
    return window


@pytest.mark.parametrize("zoom", [100, 200])
def test_fields_switches_and_lists_that_open_are_targets(
    qtbot: QtBot, looks: QApplication, zoom: int
) -> None:
    Appearance(looks).apply(Settings(text_size=zoom))
    choice, number, switch = EdgedComboBox("Choice"), EdgedSpinBox(), EdgedCheckBox("&Switch")
    choice.addItem("One")
    window = put(qtbot, choice, number, switch, EdgedButton("Press", icon="open"))
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert [fault for fault in faults_of(window, image) if fault["kind"] != "contrast"] == []


def test_what_is_cut_small_or_faint_is_found(qtbot: QtBot) -> None:
    cut, small, faint = QLabel("A sentence that is cut"), QPushButton("Small"), QLabel("Faint")
    cut.setMaximumWidth(30)
    small.setMaximumHeight(20)
    faint.setStyleSheet("color: #999999; background: #ffffff")
    window = put(qtbot, cut, small, faint)
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found = {(fault["kind"], fault["what"].split("'")[1][:5]) for fault in faults_of(window, image)}
    assert {("clipped", "A sen"), ("target", "Small"), ("contrast", "Faint")} <= found


def test_a_switch_wraps_and_all_of_it_can_be_pressed(qtbot: QtBot) -> None:
    switch = EdgedCheckBox("Keep what &Chrome and its relatives show, private windows too")
    window = put(qtbot, switch, width=220)
    assert window.width() == 220
    assert switch.height() >= 2 * switch.fontMetrics().lineSpacing()
    assert switch.height() >= switch.heightForWidth(switch.width())
    assert switch.hitButton(switch.rect().bottomRight())
    assert not switch.hitButton(QPoint(2, switch.height() + 9))


def test_a_button_tells_its_kind_and_that_it_is_at_work(qtbot: QtBot, looks: QApplication) -> None:
    Appearance(looks).apply(Settings(theme="light"))
    button = EdgedButton("Install", kind="primary", icon="download")
    window = put(qtbot, button)

    def ground() -> str:
        return (
            window.grab()
            .toImage()
            .pixelColor(button.geometry().left() + 8, button.geometry().center().y())
            .name()
        )

    primary = ground()
    button.set_busy(True)
    assert ground() != primary
    assert button.isEnabled()
    button.set_busy(False)
    assert ground() == primary
    button.set_kind("")
    assert ground() != primary


def test_an_icon_has_the_colour_of_the_words(qtbot: QtBot, looks: QApplication) -> None:
    mine = Appearance(looks)
    button = EdgedButton("Open", icon="open")
    window = put(qtbot, button)
    assert window.isVisible()
    colours = []
    for theme in ("light", "contrast"):
        mine.apply(Settings(theme=theme))
        QApplication.processEvents()
        icon = button.icon().pixmap(button.iconSize()).toImage()
        colours.append(
            {
                icon.pixelColor(x, y).name()
                for x in range(icon.width())
                for y in range(icon.height())
                if icon.pixelColor(x, y).alpha() == 255
            }
        )
    assert "#ffffff" in colours[1]
    assert "#ffffff" not in colours[0]


def test_lines_are_at_most_eighty_letters_long_and_have_room(qtbot: QtBot) -> None:
    words = WordsView("Description", text="One sentence after another. " * 40)
    label = wrapped("One sentence after another. " * 40)
    window = put(qtbot, words, label, width=3000)
    assert window.width() == 3000
    lines = words.document().firstBlock().layout()
    longest = max(lines.lineAt(number).textLength() for number in range(lines.lineCount()))
    assert LETTERS * 0.6 < longest < LETTERS * 1.5
    assert max(lines.lineAt(n).naturalTextWidth() for n in range(lines.lineCount())) <= reading_width(words)
    step = lines.lineAt(2).y() - lines.lineAt(1).y()
    assert step == pytest.approx(1.4 * words.fontMetrics().height(), rel=0.06)
    assert label.sizeHint().width() <= reading_width(label) + 4
    words.append_words("Another.", new_paragraph=True)
    assert words.document().lastBlock().blockFormat().lineHeight() == 140


def test_a_column_stays_narrow_in_a_wide_window(qtbot: QtBot) -> None:
    column, inside = ReadingColumn(), EdgedComboBox("Choice")
    column.box.addWidget(inside)
    area = scrolled(column, "Settings", what="settings")
    window = put(qtbot, area, width=3000)
    assert window.width() == 3000
    assert inside.width() <= reading_width(column)
    window.resize(400, 500)
    qtbot.waitUntil(lambda: column.width() <= area.viewport().width() <= 400)


def test_a_stack_is_as_large_as_what_is_seen(qtbot: QtBot) -> None:
    stack, small, large = LazyStack(), QLabel("Small"), QLabel("Much larger than the other one")
    assert stack.sizeHint().isEmpty()
    stack.addWidget(small)
    stack.addWidget(large)
    assert stack.sizeHint() == small.sizeHint()
    stack.setCurrentWidget(large)
    assert stack.minimumSizeHint() == large.minimumSizeHint()
