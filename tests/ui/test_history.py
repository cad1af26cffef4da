"""The page of the history, under a user's keys; with a real history in a file."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from said import Said
from waiting import PATIENCE

from app.errors import AppError
from app.history.history import Entry, History
from app.history.rules import thumbnail
from app.library.store.database import Database
from app.tasks import TaskManager
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.pages.history import PAGE, HistoryPage
from app.ui.pages.history_words import row_text, size_text, when, whole_text

NOW = datetime(2026, 11, 22, 12, 0).astimezone()
CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.usefixtures("american")


class Elsewhere:
    """A real history on the thread that it belongs to, where it is asked what is asked of this."""

    def __init__(self, path: Path, writer: TaskManager) -> None:
        self._writer = writer
        self.real: History = self._wait(lambda: History(path, lambda: NOW))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *given, **more: self._wait(lambda: getattr(self.real, name)(*given, **more))

    def _wait(self, work: Callable[[], Any]) -> Any:
        return self._writer.run(work, lambda done: None).result()


@pytest.fixture
def writer(qtbot: QtBot) -> Iterator[TaskManager]:
    made = TaskManager(workers=1)
    yield made
    made.close()


@pytest.fixture
def history(tmp_path: Path, writer: TaskManager) -> Iterator[Elsewhere]:
    made = Elsewhere(tmp_path / "library.db", writer)
    yield made
    made.close()


@pytest.fixture
def voice() -> Said:
    return Said()


class Shown:
    """A page in a window, and what it is driven with."""

    def __init__(self, qtbot: QtBot, page: HistoryPage) -> None:
        self.qtbot = qtbot
        self.page = page
        self.list = page.list

    def turn_to(self, rows: int) -> None:
        self.page.on_shown()
        self.settle(rows)
        self.page.focus_first()

    def settle(self, rows: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.list.rows) == rows and not self.page._loading)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        control = QApplication.focusWidget()
        assert control is not None
        self.qtbot.keyClick(control, key, modifier)

    def search(self, words: str) -> None:
        self.press(Qt.Key.Key_F, CONTROL)
        assert self.page.field.hasFocus()
        self.page.field.setText(words)
        self.press(Qt.Key.Key_Return)


@pytest.fixture
def private() -> list[bool]:
    return []


@pytest.fixture
def shown(
    qtbot: QtBot, writer: TaskManager, history: Elsewhere, voice: Said, private: list[bool]
) -> Iterator[Shown]:
    window = QWidget()
    page = HistoryPage(lambda: history.real, writer, voice, now=lambda: NOW, private=lambda: bool(private))
    QVBoxLayout(window).addWidget(page)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    yield Shown(qtbot, page)
    window.close()  # held until here


def fill(history: Elsewhere, *words: str) -> list[int]:
    return [
        history.add(
            at=NOW - timedelta(minutes=len(words) - number),
            place="window",
            app="Terminal",
            window="notes",
            words=one,
        )
        for number, one in enumerate(words)
    ]


def test_a_row_says_everything_the_newest_first(shown: Shown, history: Elsewhere) -> None:
    fill(history, "A list.", "Screenshot with text: make tea.")
    shown.turn_to(2)
    assert shown.list.hasFocus()
    list_ = QAccessible.queryAccessibleInterface(shown.list)
    assert list_.child(0).text(QAccessible.Text.Name) == (
        "Today 11:59, Terminal, window notes: Screenshot with text: make tea."
    )
    assert list_.text(QAccessible.Text.Name) == "History"
    assert shown.page.status.text() == "2 entries."


def test_return_opens_control_c_copies_all_of_it_and_it_can_be_heard(
    shown: Shown, history: Elsewhere, voice: Said
) -> None:
    (one,) = fill(history, "A long " + "word " * 200)
    history.add_turn(one, "Why?", "Because.", NOW)
    shown.turn_to(1)
    assert len(shown.list.rows[0].text) < 400
    assert shown.list.rows[0].text.endswith("\u2026 Asked: Why?")
    opened: list[Entry] = []
    shown.page.entry_opened.connect(opened.append)
    shown.press(Qt.Key.Key_Return)
    assert [entry.id for entry in opened] == [one]
    shown.press(Qt.Key.Key_C, CONTROL)
    copied = QGuiApplication.clipboard().text()
    assert copied.count("word") == 200
    assert copied.endswith("You: Why?\nEarsight: Because.")
    assert voice.words == ["Copied."]
    shown.press(Qt.Key.Key_R, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert voice.words[-1] == copied


def test_delete_twice_deletes_and_the_focus_stays_on_a_neighbour(
    shown: Shown, history: Elsewhere, voice: Said
) -> None:
    ids = fill(history, "One.", "Two.", "Three.")
    shown.turn_to(3)
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_Delete)
    assert voice.words == [
        "Press Delete once more to delete this entry: Today 11:58, Terminal, window notes: Two."
    ]
    shown.press(Qt.Key.Key_Delete)
    shown.settle(2)
    assert [entry.id for entry in history.entries(9)] == [ids[2], ids[0]]
    assert shown.list.hasFocus()
    assert shown.list.row is not None
    assert "One." in shown.list.row.text
    assert voice.words[-1] == "Deleted. Now at: Today 11:57, Terminal, window notes: One."
    for left in (1, 0):
        shown.press(Qt.Key.Key_Delete)
        shown.press(Qt.Key.Key_Delete)
        shown.settle(left)
    assert voice.words[-1] == "Deleted. Nothing is left here."
    assert shown.list.hasFocus()
    shown.press(Qt.Key.Key_Delete)
    assert voice.words[-1] == "There is no entry here."


def test_rows_are_grouped_by_day_and_show_their_thumbnails(
    shown: Shown, history: Elsewhere, tmp_path: Path
) -> None:
    jpeg = thumbnail(np.full((40, 60, 3), 200, np.uint8))
    for hours, words in ((60, "Older."), (30, "One."), (26, "Two."), (1, "Three.")):
        history.add(at=NOW - timedelta(hours=hours), place="window", app="Maps", words=words, thumbnail=jpeg)
    shown.turn_to(4)
    rows = shown.list.rows
    assert [row.heading for row in rows] == ["Today", "Yesterday", "", "Friday"]
    assert [row.title for row in rows] == ["Three.", "Two.", "One.", "Older."]
    assert rows[1].detail.startswith("10:00 \u00b7 Maps")
    (picture,) = rows[0].pictures
    shown.qtbot.waitUntil(lambda: (shown.page._thumbnails.get(picture, 96) or QImage()).width() == 60)
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_Delete)
    shown.press(Qt.Key.Key_Delete)
    shown.settle(3)
    assert [row.heading for row in shown.list.rows] == ["Today", "Yesterday", "Friday"]


def test_it_opens_at_the_newest_however_far_one_had_walked(shown: Shown, history: Elsewhere) -> None:
    fill(history, "One.", "Two.", "Three.")
    shown.turn_to(3)
    shown.press(Qt.Key.Key_End)
    assert "One." in shown.list.row.text
    fill(history, "Four.")
    shown.page.refresh()  # while one reads, one is left there
    shown.settle(4)
    assert "One." in shown.list.row.text
    fill(history, "Five.")
    shown.turn_to(5)
    assert "Five." in shown.list.row.text


def test_while_it_is_being_read_the_list_says_so(qtbot: QtBot, writer: TaskManager, voice: Said) -> None:
    class Held:
        def __init__(self) -> None:
            self.may = Event()

        def entries(self, limit: int, before_id: int | None = None) -> list[Entry]:
            assert self.may.wait(PATIENCE)
            return []

        def count(self) -> int:
            return 0

    held = Held()
    page = HistoryPage(lambda: held, writer, voice, now=lambda: NOW)  # type: ignore[arg-type, return-value]
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    page.on_shown()
    page.focus_first()
    assert page.list.hasFocus()
    assert page.list.currentIndex().data() == "Being looked at."
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    held.may.set()
    qtbot.waitUntil(page.field.hasFocus)
    assert page.list.model().rowCount() == 0


def test_walking_on_forgets_the_first_press(shown: Shown, history: Elsewhere) -> None:
    fill(history, "One.", "Two.")
    shown.turn_to(2)
    shown.press(Qt.Key.Key_Delete)
    shown.press(Qt.Key.Key_Down)
    shown.press(Qt.Key.Key_Up)
    shown.press(Qt.Key.Key_Delete)
    shown.qtbot.wait(50)
    assert history.count() == 2


def test_searching_and_coming_back(shown: Shown, history: Elsewhere, voice: Said) -> None:
    fill(history, "A dog.", "A cat.", "Two dogs.")
    shown.turn_to(3)
    shown.search("dog")
    shown.settle(2)
    shown.qtbot.waitUntil(shown.list.hasFocus)
    assert voice.words == ["2 entries found."]
    shown.search("zebra")
    shown.settle(0)
    assert voice.words[-1] == "Nothing in the history has all these words."
    assert shown.page.field.hasFocus()
    shown.search("")
    shown.settle(3)
    assert voice.words[-1] == "3 entries."


def test_type_ahead(shown: Shown, history: Elsewhere) -> None:
    fill(history, "A zebra.", "A cat.", "A dog.")
    shown.turn_to(3)
    shown.qtbot.keyClicks(shown.list, "zeb")
    assert shown.list.row is not None
    assert "zebra" in shown.list.row.text


def dialog(shown: Shown) -> ConfirmDialog:
    made = QApplication.activeWindow()
    assert isinstance(made, ConfirmDialog)
    return made


def test_all_of_it_is_deleted_only_after_a_question(shown: Shown, history: Elsewhere, voice: Said) -> None:
    fill(history, "One.", "Two.")
    shown.turn_to(2)
    keys = CONTROL | Qt.KeyboardModifier.ShiftModifier
    shown.press(Qt.Key.Key_Delete, keys)
    shown.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
    assert "cannot be undone" in voice.words[-1]
    shown.press(Qt.Key.Key_Escape)
    shown.qtbot.waitUntil(shown.list.hasFocus)
    assert history.count() == 2
    shown.press(Qt.Key.Key_Delete, keys)
    shown.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
    shown.qtbot.keyClick(dialog(shown).yes, Qt.Key.Key_Space)
    shown.settle(0)
    shown.qtbot.waitUntil(shown.list.hasFocus)
    assert history.count() == 0
    assert voice.words[-1] == "2 entries were deleted."
    shown.press(Qt.Key.Key_Delete, keys)
    assert voice.words[-1] == "There is nothing to delete."


def test_an_empty_history_says_so(shown: Shown, private: list[bool]) -> None:
    shown.page.on_shown()
    shown.qtbot.waitUntil(lambda: "empty" in shown.page.status.text())
    shown.page.focus_first()
    assert shown.page.field.hasFocus()
    private.append(True)
    shown.page.on_shown()
    shown.qtbot.waitUntil(lambda: "private mode is on" in shown.page.status.text())
    assert shown.page.buttons["private"].accessibleName() == "Turn private mode off"


def test_damaged_libraries_that_were_kept_are_asked_about_one_by_one(
    shown: Shown, history: Elsewhere, voice: Said, tmp_path: Path
) -> None:
    first, second = (tmp_path / f"library.db.damaged-2026010{day}-120000" for day in (1, 2))
    for one in (first, second):
        one.write_bytes(b"all that was ever said")
    fill(history, "One.")
    shown.turn_to(1)
    shown.press(Qt.Key.Key_Delete, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    shown.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
    shown.qtbot.keyClick(dialog(shown).yes, Qt.Key.Key_Space)
    shown.qtbot.waitUntil(lambda: voice.words[-1].startswith(first.name))
    shown.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
    shown.press(Qt.Key.Key_Escape)
    shown.qtbot.waitUntil(lambda: voice.words[-1].startswith(f"{second.name} is a damaged library"))
    shown.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
    shown.qtbot.keyClick(dialog(shown).yes, Qt.Key.Key_Space)
    shown.qtbot.waitUntil(lambda: voice.words[-1] == f"{second.name} was deleted.")
    assert (first.exists(), second.exists()) == (True, False)
    # The one that stays is asked about again, though there is nothing else to delete.
    shown.qtbot.waitUntil(shown.list.hasFocus)
    shown.press(Qt.Key.Key_Delete, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    shown.qtbot.waitUntil(lambda: voice.words[-1].startswith(f"{first.name} is a damaged library"))
    shown.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
    shown.qtbot.keyClick(dialog(shown).yes, Qt.Key.Key_Space)
    shown.qtbot.waitUntil(lambda: not first.exists())


def test_the_switch_of_private_mode(shown: Shown) -> None:
    with shown.qtbot.waitSignal(shown.page.private_wanted):
        shown.qtbot.keyClick(shown.page.buttons["private"], Qt.Key.Key_Space)


class Slow:
    """A history that answers when it may."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.may = Event()
        self.asked: list[str] = []

    def entries(self, limit: int, before_id: int | None = None) -> list[Entry]:
        self.asked.append("entries")
        return self._history.entries(limit, before_id)

    def search(self, words: str, limit: int) -> list[Entry]:
        self.asked.append(f"search {words}")
        assert self.may.wait(PATIENCE)
        return self._history.search(words, limit)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._history, name)


def test_what_is_kept_meanwhile_does_not_take_over_a_search_and_typing_goes_on(
    qtbot: QtBot, writer: TaskManager, history: Elsewhere, voice: Said
) -> None:
    fill(history, "Make tea.", "A dog.")
    slow = Slow(history.real)
    page = HistoryPage(lambda: slow, writer, voice, now=lambda: NOW)
    window = QWidget()
    QVBoxLayout(window).addWidget(page)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    shown = Shown(qtbot, page)
    shown.turn_to(2)
    shown.search("tea")
    page.refresh()
    qtbot.keyClick(page.field, "x")
    slow.may.set()
    shown.settle(1)
    assert slow.asked == ["entries", "search tea"]
    assert voice.words == ["1 entry found."]
    assert page.field.hasFocus(), "the user is still typing"
    shown.search("dog")
    qtbot.waitUntil(lambda: voice.words == ["1 entry found."] * 2)
    assert page.list.hasFocus()
    page.refresh()
    qtbot.waitUntil(lambda: len(slow.asked) == 4 and not page._loading)
    assert slow.asked[-1] == "search dog"
    window.close()


def test_of_very_many_hits_the_newest_are_told(
    shown: Shown, history: Elsewhere, voice: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ui.pages.history.FOUND", 3)
    fill(history, *(f"Tea number {number}." for number in range(5)))
    shown.turn_to(5)
    shown.search("tea")
    shown.settle(3)
    assert voice.words == ["The newest 3 entries with these words."]


def test_a_history_that_is_not_open_or_fails_is_told(qtbot: QtBot, tasks: TaskManager, voice: Said) -> None:
    class Failing:
        def entries(self, limit: int, before_id: int | None = None) -> list[Entry]:
            raise AppError("The disk is full.", "Make room.")

        search = count = delete = delete_all = entries  # type: ignore[assignment]

    opened: list[Failing] = []
    trouble = [""]
    page = HistoryPage(
        lambda: opened[0] if opened else None,  # type: ignore[arg-type, return-value]
        tasks,
        voice,
        trouble=lambda: trouble[0],
    )
    qtbot.addWidget(page)
    page.on_shown()
    assert "not open yet" in page.status.text()
    trouble[0] = "The photo library cannot be opened. Check its folder."
    page.on_shown()
    assert page.status.text() == trouble[0]
    opened.append(Failing())
    page.on_shown()
    qtbot.waitUntil(lambda: voice.words == ["The disk is full. Make room."])


def test_where_nobody_tells_whose_windows_they_are_it_says_what_is_not_kept(
    qtbot: QtBot, writer: TaskManager, history: Elsewhere, voice: Said
) -> None:
    page = HistoryPage(lambda: history.real, writer, voice, now=lambda: NOW, windows_known=False)
    qtbot.addWidget(page)
    page.on_shown()
    qtbot.waitUntil(lambda: "Pictures of the screen are not kept" in page.status.text())
    page.field.setText("cat")
    page._search()
    qtbot.waitUntil(lambda: page.status.text() == "Nothing in the history has all these words.")


def test_every_control_has_a_name_and_no_mnemonic_comes_twice(shown: Shown) -> None:
    for control in shown.page.findChildren(QWidget):
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
            assert control.accessibleName(), control
            assert control.accessibleDescription(), control
    texts = [button.text() for button in shown.page.buttons.values()]
    texts += [label.text() for label in shown.page.findChildren(QWidget) if hasattr(label, "buddy")]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(letters) == len(set(letters)) == 8


def test_more_is_read_when_one_walks_near_the_end(shown: Shown, history: Elsewhere) -> None:
    ids = fill(history, *(f"Entry {number}." for number in range(PAGE + 30)))
    shown.turn_to(PAGE)
    shown.press(Qt.Key.Key_End)
    shown.settle(PAGE + 30)
    assert shown.list.currentIndex().row() == PAGE - 1
    assert [row.data for row in shown.list.rows] == ids[::-1]
    shown.page.refresh()
    shown.settle(PAGE + 30)
    assert shown.list.currentIndex().row() == PAGE - 1


def test_twenty_thousand_entries_come_page_by_page(shown: Shown, history: Elsewhere) -> None:
    with Database(history.real.path) as database, database.writing() as connection:
        connection.executemany(
            "INSERT INTO history (at, kept, app, window, model, level, place, source, words, turns, sought) "
            "VALUES (?, 0, 'Terminal', 'notes', '', '', 'window', x'', ?, '[]', ?)",
            [(NOW.timestamp() - n, f"Entry {n}. " * 20, f" entry {n}") for n in range(20_000)],
        )
    shown.turn_to(PAGE)
    assert shown.page.status.text() == "20,000 entries."
    for rows in range(2 * PAGE, 6 * PAGE, PAGE):
        shown.press(Qt.Key.Key_End)
        shown.settle(rows)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW, "Today 12:00"),
        (NOW - timedelta(hours=13), "Yesterday 23:00"),
        (NOW - timedelta(days=3), "Thursday 12:00"),
        (NOW - timedelta(days=40), "Tuesday, October 13, 2026 12:00"),
        (NOW + timedelta(days=2), "Tuesday, November 24, 2026 12:00"),
    ],
)
def test_a_moment_in_words(at: datetime, words: str) -> None:
    assert when(at, NOW) == words
    assert when(at, NOW.replace(tzinfo=None)) == words
    assert when(at, NOW.astimezone(UTC)) == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"place": "file", "source": "/home/me/cat.jpg"}, "Today 12:00, file cat.jpg: A cat."),
        ({"place": "clipboard"}, "Today 12:00, picture from the clipboard: A cat."),
        ({"place": "region", "app": "Maps"}, "Today 12:00, Maps, part of the screen: A cat."),
        ({"place": "screen"}, "Today 12:00, whole screen: A cat."),
        ({"place": "window", "app": "Maps"}, "Today 12:00, Maps, window without a title: A cat."),
    ],
)
def test_a_place_in_words(history: Elsewhere, facts: dict[str, str], words: str) -> None:
    entry = history.get(history.add(at=NOW, words="A cat.", **facts))
    assert entry is not None
    assert row_text(entry, NOW) == words
    assert whole_text(entry, NOW).startswith(words.removesuffix(" A cat."))


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "nothing"),
        (999, "less than a kilobyte"),
        (3_400, "3.4 kilobytes"),
        (34_000, "34 kilobytes"),
        (3_400_000, "3.4 megabytes"),
        (7_000_000_000, "7.0 gigabytes"),
    ],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert size_text(size) == words


def test_calls(shown: Shown) -> None:
    calls: list[Callable[[], object]] = [button.click for button in shown.page.buttons.values()]
    for call in calls[:4]:
        call()
    assert shown.page.status.text() == "There is no entry here."
