"""Thumbnails: decoded in the background, the latest wish first, within a bound; and rows that show them."""

from collections.abc import Hashable, Iterator
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from waiting import PATIENCE

from app.cancel import CancelToken
from app.errors import AppError
from app.tasks import TaskManager
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList
from app.ui.widgets.thumbnails import MOST_WAITING, Thumbnails

RED = QColor("#ff0000")


class Decoder:
    """Gives red squares, one at a time when it is held."""

    def __init__(self) -> None:
        self.may = Event()
        self.may.set()
        self.asked: list[Hashable] = []
        self.failing: set[Hashable] = set()

    def load(self, picture: Hashable, side: int, cancel: CancelToken) -> QImage:
        self.asked.append(picture)
        assert self.may.wait(PATIENCE)
        if picture in self.failing:
            raise AppError("It cannot be read.", "Try another.")
        image = QImage(side, side, QImage.Format.Format_RGB32)
        image.fill(RED)
        return image


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskManager]:
    made = TaskManager(workers=1)
    yield made
    made.close()


@pytest.fixture
def decoder() -> Decoder:
    return Decoder()


def test_the_latest_wish_comes_first_and_the_oldest_are_given_up(
    qtbot: QtBot, tasks: TaskManager, decoder: Decoder
) -> None:
    thumbnails = Thumbnails(tasks, decoder.load)
    decoder.may.clear()
    assert thumbnails.get("first", 10) is None
    for number in range(MOST_WAITING + 2):
        assert thumbnails.get(number, 10) is None
    with qtbot.waitSignal(thumbnails.came):
        decoder.may.set()
    qtbot.waitUntil(lambda: len(decoder.asked) == MOST_WAITING + 1)
    assert decoder.asked[:3] == ["first", MOST_WAITING + 1, MOST_WAITING]
    assert 1 not in decoder.asked
    qtbot.waitUntil(lambda: thumbnails.get(2, 10) is not None)


def test_what_is_kept_stays_within_the_bound(qtbot: QtBot, tasks: TaskManager, decoder: Decoder) -> None:
    thumbnails = Thumbnails(tasks, decoder.load, most_bytes=3 * 10 * 10 * 4)
    for number in range(5):
        thumbnails.get(number, 10)
        qtbot.waitUntil(lambda: thumbnails.get(number, 10) is not None)  # noqa: B023
    assert thumbnails._bytes == 3 * 10 * 10 * 4
    assert decoder.asked == [0, 1, 2, 3, 4]
    assert thumbnails.get(0, 10) is None  # it is decoded anew
    qtbot.waitUntil(lambda: thumbnails.get(0, 10) is not None)
    thumbnails.forget()
    assert thumbnails._bytes == 0


def test_what_cannot_be_read_is_tried_once(qtbot: QtBot, tasks: TaskManager, decoder: Decoder) -> None:
    thumbnails = Thumbnails(tasks, decoder.load)
    decoder.failing.add("bad")
    thumbnails.get("bad", 10)
    qtbot.waitUntil(lambda: thumbnails.get("bad", 10) is not None)
    image = thumbnails.get("bad", 10)
    assert image is not None
    assert image.isNull()
    assert decoder.asked == ["bad"]


def test_closed_it_begins_nothing_more(qtbot: QtBot, tasks: TaskManager, decoder: Decoder) -> None:
    thumbnails = Thumbnails(tasks, decoder.load)
    decoder.may.clear()
    thumbnails.get("first", 10)
    thumbnails.get("second", 10)
    thumbnails.close()
    decoder.may.set()
    tasks.close()
    assert decoder.asked == ["first"]


ROW = Row(
    "First, a strong match: a red square, on 12 June 2024. File: square.png.",
    title="A red square that is described in so many words that they need a second line or even a third",
    detail="on 12 June 2024\nsquare.png",
    badge="Installed",
    deed="Use it",
    heading="Today",
    pictures=("square",),
)


def shown(qtbot: QtBot, thumbnails: Thumbnails, width: int, pixels: int = 15) -> RowList:
    rows = RowList("Photos", "", thumbnails=thumbnails)
    font = QFont()
    font.setPixelSize(pixels)
    rows.setFont(font)
    rows.set_rows([ROW, ROW])
    rows.resize(width, 600)
    qtbot.addWidget(rows)
    with qtbot.waitExposed(rows):
        rows.show()
    return rows


@pytest.mark.parametrize(("width", "pixels", "side"), [(900, 15, 96), (900, 30, 192), (360, 30, None)])
def test_nothing_of_a_row_overlaps_or_leaves_it(
    qtbot: QtBot, tasks: TaskManager, decoder: Decoder, width: int, pixels: int, side: int | None
) -> None:
    rows = shown(qtbot, Thumbnails(tasks, decoder.load), width, pixels)
    wide = rows.viewport().width()
    places = rows._painter.places(ROW, wide)
    parts = [
        places.heading,
        *places.pictures,
        places.title,
        places.badge,
        places.detail,
        places.deed,
    ]
    assert all(not part.isEmpty() for part in parts)
    for number, part in enumerate(parts):
        assert part.left() >= 0, number
        assert part.right() < wide, number
        assert 0 <= part.top() <= part.bottom() < places.height
        assert not any(part.intersects(other) for other in parts[number + 1 :]), number
    (picture,) = places.pictures
    assert picture.width() == picture.height() == (side or wide // 3)
    assert places.deed.height() >= 36
    assert rows.visualRect(rows.model().index(0, 0)).height() == places.height


def test_a_thumbnail_is_drawn_once_it_is_there_and_the_sentence_is_what_is_read(
    qtbot: QtBot, tasks: TaskManager, decoder: Decoder
) -> None:
    rows = shown(qtbot, Thumbnails(tasks, decoder.load), 900)
    place = rows._painter.places(ROW, rows.viewport().width()).pictures[0].center()
    scale = rows.devicePixelRatioF()

    def colour() -> QColor:
        return rows.viewport().grab().toImage().pixelColor(QPoint(place) * scale)

    qtbot.waitUntil(lambda: colour() == RED)
    assert rows.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == ROW.text
    assert decoder.asked == ["square"]


def test_a_click_on_what_return_does_opens_the_row_once(
    qtbot: QtBot, tasks: TaskManager, decoder: Decoder
) -> None:
    rows = shown(qtbot, Thumbnails(tasks, decoder.load), 900)
    opened: list[Row] = []
    rows.opened.connect(opened.append)
    button = rows._painter.places(ROW, rows.viewport().width()).deed.center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=button)
    assert opened == [ROW]
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=button)
    title = rows._painter.places(ROW, rows.viewport().width()).title.center()
    before = len(opened)
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=title)
    assert len(opened) == before
    qtbot.mouseDClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=title)
    assert len(opened) == before + 1
    QApplication.processEvents()


def test_a_row_without_a_title_is_drawn_by_its_text(
    qtbot: QtBot, tasks: TaskManager, decoder: Decoder
) -> None:
    rows = RowList("Names", "", thumbnails=Thumbnails(tasks, decoder.load))
    rows.set_rows([Row("Rex: taught with 3 photos.")])
    qtbot.addWidget(rows)
    with qtbot.waitExposed(rows):
        rows.show()
    assert 0 < rows.visualRect(rows.model().index(0, 0)).height() < 96
    assert decoder.asked == []
