"""The window under a user's hands: keys, clipboard, drops; what is said, shown and told to screen readers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from contrasts import contrast
from describing_window import DescribingWindow as MainWindow
from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QFont,
    QGuiApplication,
    QImage,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.assistant.session import ALL_SAID, BUG, MORE_COMES, NOTHING_SAID, OPEN_FIRST, STILL
from app.errors import AppError
from app.inference.protocols import Level
from app.settings import Settings
from app.ui.appearance import Appearance
from app.ui.dialogs.help import KeysDialog
from app.ui.pages.kept import KeptPage

# The offscreen platform says so of every window.
Make = Callable[..., MainWindow]
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
GIST = "Photo: A dog runs on grass."
TEXT = 'It says: "STOP".'
SIZE = "The picture is 60 by 40 pixels."


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key, given to whatever has the focus."""
    target = QApplication.focusWidget()
    assert target is not None
    qtbot.keyClick(target, key, modifiers)


def shown(window: MainWindow) -> str:
    return window.words.toPlainText()


def done(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.status.text().startswith("Done."))


def opened(qtbot: QtBot, make: Make, picture: Path, *args: Any, **kwargs: Any) -> MainWindow:
    window = make(*args, **kwargs)
    window.open_source(picture)
    done(qtbot, window)
    return window


def test_what_is_known_of_a_picture_is_said_before_what_is_seen(
    qtbot: QtBot, make_window: Make, speaker: Any, picture: Path
) -> None:
    window = make_window(speaker)
    window.shell.open_source(picture, "Your note: my dog Rex")
    done(qtbot, window)
    assert speaker.words == ["Your note: my dog Rex", GIST]
    assert shown(window) == f"Your note: my dog Rex\n{GIST}"


# -- opening ---------------------------------------------------------------------------------------------


def test_a_picture_is_opened_shown_named_and_described(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    window = opened(qtbot, make_window, picture, speaker)
    assert describer.asked == [(picture, Level.BRIEF)]
    assert speaker.words == [GIST]
    assert shown(window) == GIST
    assert window.picture.accessibleName() == "Picture: dog.png"
    assert window.windowTitle() == "dog.png - Earsight"
    assert window.picture.hasFocus()
    qtbot.waitUntil(lambda: window.picture.shows_image)
    # A screen reader would speak a change of what has the focus, over the voice.
    assert window.picture.accessibleDescription() == ""
    window.question.setFocus()
    assert window.picture.accessibleDescription() == "A dog runs on grass."


def test_without_a_caption_the_picture_is_described_by_what_was_said(
    qtbot: QtBot, make_window: Make, describer: Any, picture: Path
) -> None:
    describer.caption = None
    window = opened(qtbot, make_window, picture)
    window.question.setFocus()
    assert window.picture.accessibleDescription() == GIST


def test_control_o_asks_for_a_file(qtbot: QtBot, make_window: Make, describer: Any, picture: Path) -> None:
    answers: list[Path | None] = [None, picture]
    window = make_window(choose_file=lambda parent: answers.pop(0))
    press(qtbot, Qt.Key.Key_O, CONTROL)
    assert describer.asked == []
    press(qtbot, Qt.Key.Key_O, CONTROL)
    done(qtbot, window)
    assert describer.asked == [(picture, Level.BRIEF)]


def test_the_first_level_is_the_users(qtbot: QtBot, make_window: Make, describer: Any, picture: Path) -> None:
    opened(qtbot, make_window, picture, first=Level.DETAILED)
    assert describer.asked == [(picture, Level.DETAILED)]


def test_a_new_picture_drops_the_old_one(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker)
    window.open_source(picture)
    qtbot.waitUntil(lambda: len(describer.tokens) == 1)
    window.open_source(b"other")
    qtbot.waitUntil(lambda: len(describer.tokens) == 2)
    assert [token.cancelled for token in describer.tokens] == [True, False]
    describer.permit(2)
    done(qtbot, window)
    assert speaker.words == [GIST]
    assert window.picture.accessibleName() == "Picture: pasted image"


# -- clipboard and drops ---------------------------------------------------------------------------------


def png(colour: str = "green") -> bytes:
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def paste(qtbot: QtBot, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    press(qtbot, Qt.Key.Key_V, CONTROL)


def test_a_copied_file_is_pasted_as_that_file(
    qtbot: QtBot, make_window: Make, describer: Any, picture: Path
) -> None:
    window = make_window()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture))])
    mime.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))  # file managers add the icon
    paste(qtbot, mime)
    done(qtbot, window)
    assert describer.asked == [(picture, Level.BRIEF)]


def test_copied_bytes_are_pasted_unchanged(qtbot: QtBot, make_window: Make, describer: Any) -> None:
    window = make_window()
    data = png()
    mime = QMimeData()
    mime.setData("image/png", QByteArray(data))
    paste(qtbot, mime)
    done(qtbot, window)
    assert describer.asked == [(data, Level.BRIEF)]


def test_a_copied_bitmap_is_pasted_without_loss(qtbot: QtBot, make_window: Make, describer: Any) -> None:
    window = make_window()
    image = QImage(5, 4, QImage.Format.Format_RGB32)
    image.fill(QColor(12, 34, 56))
    mime = QMimeData()
    mime.setImageData(image)
    paste(qtbot, mime)
    done(qtbot, window)
    ((source, _level),) = describer.asked
    back = QImage.fromData(source)
    assert (back.width(), back.height()) == (5, 4)
    assert back.pixelColor(4, 3) == QColor(12, 34, 56)


def test_pasting_anything_else_is_answered_and_keeps_the_description(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    window = opened(qtbot, make_window, picture, speaker)
    mime = QMimeData()
    mime.setText("just words")
    paste(qtbot, mime)
    assert speaker.words[-1].startswith("!There is no image on the clipboard.")
    assert "There is no image on the clipboard." in shown(window)
    assert len(describer.asked) == 1
    press(qtbot, Qt.Key.Key_C, CONTROL | SHIFT)
    assert QGuiApplication.clipboard().text() == GIST


def drop(window: MainWindow, mime: QMimeData, target: QWidget) -> bool:
    """Drag over ``target``, and drop when the window takes it."""
    place = QPointF(target.mapTo(window, target.rect().center()))
    actions, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), actions, mime, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, actions, mime, left, none, QEvent.Type.Drop))
    return enter.isAccepted()


def test_the_first_of_several_dropped_files_is_described_and_the_rest_is_not_ignored_in_silence(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    window = make_window(speaker)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture)), QUrl.fromLocalFile("/tmp/other.png")])
    assert drop(window, mime, window.words)
    done(qtbot, window)
    assert describer.asked == [(picture, Level.BRIEF)]
    assert "This is the first of 2 files; the others were not opened." in speaker.words


def test_text_is_not_taken_by_dropping(make_window: Make, describer: Any) -> None:
    window = make_window()
    mime = QMimeData()
    mime.setText("just words")
    assert not drop(window, mime, window.picture)
    assert not window.words.acceptDrops()
    assert describer.asked == []


# -- more ------------------------------------------------------------------------------------------------


def test_space_on_the_picture_says_only_what_was_not_said_yet(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    window = opened(qtbot, make_window, picture, speaker)
    for count in (2, 3):
        press(qtbot, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda count=count: len(describer.asked) == count)
        done(qtbot, window)
    assert [level for _, level in describer.asked] == [Level.BRIEF, Level.DETAILED, Level.FULL]
    assert speaker.words == [GIST, TEXT, SIZE]
    assert shown(window).split("\n") == [GIST, TEXT, SIZE]
    press(qtbot, Qt.Key.Key_Space)
    assert speaker.words[-1] == ALL_SAID
    assert len(describer.asked) == 3


@pytest.mark.parametrize("way", ["control d", "button", "return on the button", "click on the picture"])
def test_every_way_to_more(qtbot: QtBot, make_window: Make, describer: Any, picture: Path, way: str) -> None:
    window = opened(qtbot, make_window, picture)
    button = window.buttons["more"]
    if way == "control d":
        press(qtbot, Qt.Key.Key_D, CONTROL)
    elif way == "click on the picture":
        qtbot.mouseClick(window.picture, Qt.MouseButton.LeftButton)
    else:
        button.setFocus()
        press(qtbot, Qt.Key.Key_Space if way == "button" else Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(describer.asked) == 2)
    done(qtbot, window)
    assert describer.asked[1] == (picture, Level.DETAILED)


def test_more_while_looking_follows_by_itself(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker)
    window.open_source(picture)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Space)
    assert speaker.words == [MORE_COMES]
    describer.permit(5)
    qtbot.waitUntil(lambda: len(describer.asked) == 2)
    done(qtbot, window)
    assert speaker.words == [MORE_COMES, GIST, TEXT]


def test_a_level_without_anything_new_leads_to_the_next(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.words[Level.DETAILED] = (GIST,)
    window = opened(qtbot, make_window, picture, speaker)
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(describer.asked) == 3)
    done(qtbot, window)
    assert speaker.words == [GIST, TEXT, SIZE]


def test_nothing_new_at_the_last_level_is_said_to_be_so(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.words[Level.DETAILED] = describer.words[Level.FULL] = (GIST,)
    opened(qtbot, make_window, picture, speaker)
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: speaker.words[-1] == ALL_SAID)


def test_without_words_so_far_a_repetition_says_so(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker)
    window.open_source(picture)
    press(qtbot, Qt.Key.Key_R, CONTROL)
    assert speaker.words[-1] == STILL
    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_R, CONTROL)
    assert speaker.words[-1] == NOTHING_SAID
    describer.permit(5)


def test_more_before_any_picture_says_how_to_begin(qtbot: QtBot, make_window: Make, speaker: Any) -> None:
    window = make_window(speaker)
    press(qtbot, Qt.Key.Key_Space)
    assert speaker.words == [OPEN_FIRST]
    assert window.status.text() == OPEN_FIRST


# -- stop, repeat, copy ----------------------------------------------------------------------------------


def test_escape_cancels_silences_and_more_takes_it_up_again(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker)
    window.open_source(picture)
    describer.permit(1)
    qtbot.waitUntil(lambda: shown(window) == GIST)
    press(qtbot, Qt.Key.Key_Escape)
    assert describer.tokens[0].cancelled
    assert speaker.heard[-1] == "."
    assert window.status.text() == "Stopped."
    press(qtbot, Qt.Key.Key_Space)
    describer.permit(2)
    done(qtbot, window)
    assert [level for _, level in describer.asked] == [Level.BRIEF, Level.BRIEF]
    assert speaker.words == [GIST, GIST]


def test_repeat_says_the_whole_description_instead_of_what_is_being_said(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    window = opened(qtbot, make_window, picture, speaker)
    press(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(describer.asked) == 2)
    done(qtbot, window)
    press(qtbot, Qt.Key.Key_R, CONTROL)
    assert speaker.words[-1] == f"!{GIST} {TEXT}"


def test_repeat_before_any_picture_says_how_to_begin(qtbot: QtBot, make_window: Make, speaker: Any) -> None:
    make_window(speaker)
    press(qtbot, Qt.Key.Key_R, CONTROL)
    assert speaker.words == [OPEN_FIRST]


@pytest.mark.parametrize("modifiers", [CONTROL, CONTROL | SHIFT])
@pytest.mark.parametrize("place", ["picture", "words"])
def test_copy_takes_the_description(
    qtbot: QtBot,
    make_window: Make,
    speaker: Any,
    picture: Path,
    modifiers: Qt.KeyboardModifier,
    place: str,
) -> None:
    QGuiApplication.clipboard().setText("before")
    window = opened(qtbot, make_window, picture, speaker)
    getattr(window, place).setFocus()
    press(qtbot, Qt.Key.Key_C, modifiers)
    assert QGuiApplication.clipboard().text() == GIST
    assert speaker.words[-1] == "Copied."


def test_control_c_copies_a_selection_of_the_text(qtbot: QtBot, make_window: Make, picture: Path) -> None:
    window = opened(qtbot, make_window, picture)
    window.words.setFocus()
    window.words.moveCursor(QTextCursor.MoveOperation.Start)
    press(qtbot, Qt.Key.Key_Right, CONTROL | SHIFT)
    press(qtbot, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "Photo"


def test_copying_nothing_says_so_and_keeps_the_clipboard(
    qtbot: QtBot, make_window: Make, speaker: Any
) -> None:
    QGuiApplication.clipboard().setText("before")
    make_window(speaker)
    press(qtbot, Qt.Key.Key_C, CONTROL | SHIFT)
    assert speaker.words == ["There is nothing to copy yet."]
    assert QGuiApplication.clipboard().text() == "before"


def test_new_words_leave_the_readers_selection_alone(
    qtbot: QtBot, make_window: Make, describer: Any, picture: Path
) -> None:
    window = opened(qtbot, make_window, picture)
    window.words.setFocus()
    window.words.selectAll()
    window.buttons["more"].click()
    qtbot.waitUntil(lambda: TEXT in shown(window))
    assert window.words.textCursor().selectedText() == GIST


# -- errors and waiting ----------------------------------------------------------------------------------


def test_an_error_is_shown_said_and_can_be_tried_again(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.failure = AppError("There is no file named dog.png.", "Check the name.")
    window = make_window(speaker)
    window.open_source(picture)
    qtbot.waitUntil(lambda: shown(window) == "There is no file named dog.png. Check the name.")
    assert speaker.words == ["!There is no file named dog.png. Check the name."]
    assert window.status.text() == "There is no file named dog.png."
    describer.failure = None
    press(qtbot, Qt.Key.Key_Space)
    done(qtbot, window)
    assert speaker.words[-1] == GIST


@pytest.mark.expect_log("A description failed")
def test_a_bug_is_one_sentence_and_its_place_in_the_log(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.failure = ZeroDivisionError("secret")
    window = make_window(speaker)
    window.open_source(picture)
    qtbot.waitUntil(lambda: shown(window) == BUG)
    assert speaker.words == [f"!{BUG}"]


def test_a_second_of_silence_is_broken(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker, silence_ms=60)
    speaker.speaking = True
    window.open_source(picture)
    qtbot.wait(150)
    assert speaker.words == []  # it is not silent while the voice speaks
    speaker.speaking = False
    qtbot.waitUntil(lambda: speaker.words == [STILL])
    assert STILL not in shown(window)
    describer.permit(2)
    done(qtbot, window)
    qtbot.wait(100)
    assert speaker.words == [STILL, GIST]


def test_how_far_a_long_work_is_is_seen_and_said_in_silence(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker, silence_ms=60)
    progress = window.shell.describing.progress
    assert not progress.isVisible()
    window.open_source(picture)
    qtbot.waitUntil(lambda: window.session._run.narration is not None)
    window.session._run.narration.share = 0.25
    qtbot.waitUntil(lambda: progress.isVisible() and progress.value() == 25)
    assert progress.accessibleName()
    qtbot.waitUntil(lambda: "Still looking: 25 percent." in speaker.words)
    describer.permit(2)
    done(qtbot, window)
    assert not progress.isVisible()


def test_closing_stops_everything(
    qtbot: QtBot, make_window: Make, speaker: Any, describer: Any, picture: Path
) -> None:
    describer.hold()
    window = make_window(speaker)
    window.open_source(picture)
    qtbot.waitUntil(lambda: len(describer.tokens) == 1)
    press(qtbot, Qt.Key.Key_Q, CONTROL)
    assert not window.isVisible()
    assert describer.tokens[0].cancelled
    assert speaker.heard[-1] == "."


# -- one voice -------------------------------------------------------------------------------------------


def test_with_its_own_voice_nothing_is_announced(
    qtbot: QtBot, make_window: Make, speaker: Any, picture: Path, announced: list[str]
) -> None:
    opened(qtbot, make_window, picture, speaker)
    press(qtbot, Qt.Key.Key_C, CONTROL | SHIFT)
    press(qtbot, Qt.Key.Key_Escape)
    assert speaker.words == [GIST, "Copied."]
    assert announced == []


def test_without_a_voice_everything_is_announced(
    qtbot: QtBot, make_window: Make, picture: Path, announced: list[str]
) -> None:
    opened(qtbot, make_window, picture)
    press(qtbot, Qt.Key.Key_C, CONTROL | SHIFT)
    press(qtbot, Qt.Key.Key_R, CONTROL)
    press(qtbot, Qt.Key.Key_Escape)
    assert announced == [GIST, "Copied.", f"!{GIST}", "!Stopped."]


def test_what_the_voice_could_not_say_is_announced(
    qtbot: QtBot, make_window: Make, speaker: Any, picture: Path, announced: list[str]
) -> None:
    speaker.broken = True
    window = opened(qtbot, make_window, picture, speaker)
    qtbot.waitUntil(lambda: announced == [GIST])
    window.voice_problem("I cannot speak: no sound device was found.")
    assert announced[-1] == "!I cannot speak: no sound device was found."
    assert shown(window).endswith("no sound device was found.")


# -- for screen readers, large text and high contrast ----------------------------------------------------


def controls(window: QWidget) -> list[QWidget]:
    found = window.findChildren(QWidget)
    return [w for w in found if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.window() is window]


def test_every_control_has_a_name_a_description_and_its_role(make_window: Make) -> None:
    window = make_window()
    names = {}
    for control in set(controls(window)) - {window.choice}:  # the name of such a one is its value
        face = QAccessible.queryAccessibleInterface(control)
        name = face.text(QAccessible.Text.Name)
        assert name, control
        assert face.text(QAccessible.Text.Description), name
        names[name] = face.role()
    button = QAccessible.Role.Button
    assert names == {
        "Pages": QAccessible.Role.List,
        "No picture yet": QAccessible.Role.Graphic,
        "Show boxes": QAccessible.Role.CheckBox,
        "Open": button,
        "Paste": button,
        "Describe, more": button,
        "Repeat": button,
        "Stop": button,
        "Copy": button,
        "Ask about the picture": QAccessible.Role.EditableText,
        "Description": QAccessible.Role.EditableText,
    }
    assert QAccessible.queryAccessibleInterface(window.words).state().readOnly
    buddies = {label.buddy() for label in window.findChildren(QLabel)} - {None}
    assert buddies == {window.picture, window.question, window.words, window.choice}


def test_tab_goes_round_in_the_order_seen_and_leaves_the_text(qtbot: QtBot, make_window: Make) -> None:
    window = make_window()
    boxes = window.shell.describing.boxes
    order = [window.picture, boxes, window.question, *window.buttons.values(), window.words]
    seen = []
    for _ in range(len(order) + 1):
        seen.append(QApplication.focusWidget())
        press(qtbot, Qt.Key.Key_Tab)
    assert seen == [*order, window.picture]
    places = [control.mapTo(window, QPoint()).toTuple()[::-1] for control in [window.words, *order[2:-1]]]
    assert places == sorted(places)
    assert window.words.mapTo(window, QPoint()).x() < window.picture.mapTo(window, QPoint()).x()


@pytest.mark.parametrize(("width", "stacked"), [(500, True), (1000, False)])
def test_the_picture_is_beside_the_description_where_there_is_room(
    make_window: Make, width: int, stacked: bool
) -> None:
    window = make_window()
    window.resize(width, 800)
    QApplication.processEvents()
    words, picture = (one.mapTo(window, QPoint()) for one in (window.words, window.picture))
    assert (words.y() < picture.y()) is stacked
    assert (words.x() < picture.x()) is not stacked


def test_a_narrow_window_has_a_drop_down_of_the_pages(qtbot: QtBot, make_window: Make) -> None:
    window = make_window()
    other = KeptPage([], window.session._tasks, window.session._outlet)
    window.add_page(other)
    window.resize(1400, 700)
    window.list.setFocus()
    assert (window.list.isVisible(), window.choice.isVisible()) == (True, False)
    window.resize(700, 700)
    qtbot.waitUntil(window.choice.hasFocus)
    assert (window.list.isVisible(), window.choice.isVisible()) == (False, True)
    assert window.width() == 700
    press(qtbot, Qt.Key.Key_Down)
    assert window.page is other
    assert window.choice.hasFocus(), "arrows turn pages and stay"
    press(qtbot, Qt.Key.Key_Return)
    assert other.list.hasFocus()
    window.go_to_list()
    assert window.choice.hasFocus()
    window.turn_to(0)
    assert window.choice.currentText() == "Describe"
    assert not other.heading.isVisibleTo(other)
    window.resize(1400, 700)
    assert other.heading.isVisibleTo(other)


def test_work_begins_with_the_description_once_there_is_one(
    qtbot: QtBot, make_window: Make, picture: Path
) -> None:
    window = make_window()
    window.shell.describing.focus_first()
    assert window.picture.hasFocus()
    window = opened(qtbot, make_window, picture)
    window.shell.describing.focus_first()
    assert window.words.hasFocus()


def test_the_one_primary_button_opens_and_then_tells_more(
    qtbot: QtBot, make_window: Make, picture: Path
) -> None:
    def primary(window: MainWindow) -> list[str]:
        return [name for name, button in window.buttons.items() if button.property("kind") == "primary"]

    assert primary(make_window()) == ["open"]
    assert primary(opened(qtbot, make_window, picture)) == ["more"]


def test_the_menus_hold_every_command_with_its_keys(make_window: Make) -> None:
    window = make_window()
    held = {
        action.text().replace("&", ""): [key.toString() for key in action.shortcuts()]
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[attr-defined]
    }
    assert held == {
        "Open…": ["Ctrl+O"],
        "Paste image": ["Ctrl+V"],
        "Quit": ["Ctrl+Q"],
        "Describe, more": ["Ctrl+D"],
        "Ask a question": ["Ctrl+L"],
        "Explore": ["Ctrl+E"],
        "Repeat": ["Ctrl+R"],
        "Stop": ["Esc"],
        "Copy description": ["Ctrl+C", "Ctrl+Shift+C"],
        "Keys": ["F1"],
    }


def test_a_mac_moves_no_command_but_quit_into_its_own_menu(make_window: Make) -> None:
    menus = make_window().menuBar().findChildren(QMenu)
    commands = [action for menu in menus for action in menu.actions() if action.menu() is None]
    roles = {action.text(): action.menuRole() for action in commands}
    assert {text for text, role in roles.items() if role is QAction.MenuRole.QuitRole} == {"&Quit"}
    assert {role for text, role in roles.items() if text != "&Quit"} == {QAction.MenuRole.NoRole}


def test_no_two_mnemonics_of_one_place_are_the_same(make_window: Make) -> None:
    window = make_window()

    def mnemonics(texts: list[str]) -> list[str]:
        return [text[text.index("&") + 1].lower() for text in texts]

    menus = [action.text() for action in window.menuBar().actions()]
    in_window = [w.text() for w in window.findChildren(QLabel) if w.buddy() not in (None, window.choice)]
    in_window += [w.text() for w in window.findChildren(QPushButton)]
    for texts in (
        menus + in_window,
        *([a.text() for a in m.menu().actions()] for m in window.menuBar().actions()),
    ):  # type: ignore[attr-defined]
        keys = mnemonics(texts)
        assert len(set(keys)) == len(keys), texts


def test_f1_lists_the_keys_in_a_text_that_escape_closes(qtbot: QtBot, make_window: Make) -> None:
    window = make_window()
    press(qtbot, Qt.Key.Key_F1)
    (dialog,) = window.findChildren(KeysDialog)
    qtbot.waitUntil(dialog.text.hasFocus)
    lines = dialog.text.toPlainText().splitlines()
    control = "Command" if QApplication.platformName() == "cocoa" else "Control"
    assert lines[0] == f"{control} O: Choose an image file and hear what it shows."
    assert len(lines) == 11
    with qtbot.waitSignal(dialog.destroyed):
        press(qtbot, Qt.Key.Key_Escape)


@pytest.fixture
def doubled_font(qtbot: QtBot) -> Any:
    plain = QApplication.font()
    large = QFont(plain)
    large.setPointSizeF(plain.pointSizeF() * 2)
    QApplication.setFont(large)
    yield large
    QApplication.setFont(plain)


@pytest.mark.parametrize("width", [420, 700, 1200])
def test_nothing_is_clipped_at_double_text_size(
    qtbot: QtBot, make_window: Make, picture: Path, doubled_font: QFont, width: int
) -> None:
    window = opened(qtbot, make_window, picture)
    window.resize(width, 600)
    long = "A sentence long enough to need more than one line of the status at this size of text."
    window.status.setText(long)
    qtbot.wait(20)
    area = window.shell.describing.area
    inside = area.widget()
    assert area.horizontalScrollBar().maximum() == 0
    for button in window.buttons.values():
        assert button.fontInfo().pointSizeF() == pytest.approx(doubled_font.pointSizeF(), abs=1)
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
        assert button.height() >= button.fontMetrics().height()
        assert button.parentWidget().rect().contains(button.geometry())
    assert window.status.height() >= window.status.heightForWidth(window.status.width())
    assert window.words.viewport().height() >= 3 * window.words.fontMetrics().lineSpacing()
    parts = [window.picture, window.words, window.status, window.buttons["open"].parentWidget()]
    places = [QRect(part.mapTo(inside, QPoint()), part.size()) for part in parts]
    for number, place in enumerate(places):
        assert inside.rect().contains(place)
        assert not any(place.intersects(other) for other in places[:number])


def test_in_a_small_window_the_focus_is_scrolled_into_sight(
    qtbot: QtBot, make_window: Make, picture: Path, doubled_font: QFont
) -> None:
    window = opened(qtbot, make_window, picture)
    window.resize(420, 300)
    view = window.shell.describing.area.viewport()
    for _ in range(8):
        press(qtbot, Qt.Key.Key_Tab)
        control = QApplication.focusWidget()
        assert control is not None
        top = control.mapTo(view, control.rect().topLeft())
        seen = view.rect().intersected(control.rect().translated(top))
        assert seen.height() >= min(control.height(), view.height()) - 4, control


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_edges_and_focus_stand_out_in_every_theme(
    qtbot: QtBot, make_window: Make, picture: Path, looks: QApplication, theme: str
) -> None:
    Appearance(looks).apply(Settings(theme=theme))
    window = opened(qtbot, make_window, picture)
    stop = window.buttons["stop"]
    stop.setFocus()
    qtbot.wait(20)
    image = window.grab().toImage()

    def colour(widget: QWidget, x: int, y: int) -> QColor:
        return image.pixelColor(widget.mapTo(window, QPoint(x, y)))

    ground = colour(stop, -6, stop.height() // 2)
    for edged in (window.picture, window.question, window.words, window.buttons["copy"]):
        assert contrast(colour(edged, 0, edged.height() // 2), ground) >= 3, edged
    # The ring lies outside the control, three pixels wide.
    assert contrast(colour(stop, -1, stop.height() // 2), ground) >= 7
    assert colour(window.buttons["copy"], -2, stop.height() // 2) == ground


def test_the_picture_keeps_its_aspect(qtbot: QtBot, make_window: Make, tmp_path: Path) -> None:
    wide = tmp_path / "wide.png"
    Image.new("RGB", (300, 100), "red").save(wide)
    window = opened(qtbot, make_window, wide)
    qtbot.waitUntil(lambda: window.picture.shows_image)
    for size in ((500, 700), (900, 500)):
        window.resize(*size)
        qtbot.wait(10)
        drawn = window.picture.image_rect()
        assert drawn.width() / drawn.height() == pytest.approx(3, rel=0.05)
        assert window.picture.rect().contains(drawn)
