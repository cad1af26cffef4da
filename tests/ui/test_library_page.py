"""The page of the photo library over a real one, by keyboard alone."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from made_library import SmallEmbedder, coloured, make_pictures, save
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from said import Said
from waiting import PATIENCE

from app.adapters import decode
from app.cancel import CancelToken
from app.errors import AppError
from app.library.curation.names import teach
from app.library.curation.notes import set_note
from app.library.library import Library
from app.library.phrases import day_text
from app.library.places.table import Places
from app.library.tools import Tools
from app.paths import find_assets
from app.tasks import TaskManager
from app.ui.dialogs.asking import WritingDialog
from app.ui.pages.library.made_rows import head_of, hit_row, photo_row
from app.ui.pages.library.page import LibraryPage
from app.ui.window import MainWindow

NOW = datetime(2026, 6, 12, 12)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


class Chosen:
    def __init__(self) -> None:
        self.embedder = SmallEmbedder()

    def best(self) -> SmallEmbedder:
        return self.embedder

    def for_search(self, counts: Any) -> SmallEmbedder:
        return self.embedder


class Shown:
    """The page in a window, and what goes on around it.

    Attributes:
        gate: While it is not set, the library is not opened.
        threads: Names of the threads that opened one.
    """

    def __init__(self, qtbot: QtBot, path: Path, tools: Tools, tasks: TaskManager, *, held: bool) -> None:
        self.qtbot = qtbot
        self.said = Said()
        self.gate = threading.Event()
        if not held:
            self.gate.set()
        self.threads: list[str] = []
        self.folder: Path | None = None
        self.opened: list[Path] = []

        def make() -> Library:
            self.gate.wait(PATIENCE)
            self.threads.append(threading.current_thread().name)
            return Library(path, tools)

        def choose(_parent: QWidget) -> Path | None:
            return self.folder

        self.page = LibraryPage(make, tasks.on_main, self.said, choose_folder=choose)
        self.notes: list[str] = []
        self.page.picture_opened.connect(lambda path, _note: self.opened.append(path))
        self.page.picture_opened.connect(lambda _path, note: self.notes.append(note))
        self.window = MainWindow()
        qtbot.addWidget(self.window)
        self.window.add_page(self.page)
        self.page.focus_first()
        with qtbot.waitActive(self.window):
            self.window.show()

    @property
    def rows(self) -> list[str]:
        return [row.text for row in self.page.list.rows]

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)  # a dialog gave it back
        focused = QApplication.focusWidget()
        assert focused is not None
        self.qtbot.keyClick(focused, key, modifier)

    def hear(self, *words: str) -> None:
        """Wait until something with these words was said, then forget all of it."""

        def said() -> bool:
            return any(all(word in text for word in words) for text in self.said.words)

        try:
            self.qtbot.waitUntil(said)
        except Exception as error:
            raise AssertionError(f"{words} not in {self.said.words}") from error
        self.said.words.clear()

    def search(self, sentence: str) -> None:
        self.key(Qt.Key.Key_F, CONTROL)
        self.qtbot.keyClicks(self.page.field, sentence)
        self.key(Qt.Key.Key_Return)

    def dialog(self) -> QDialog:
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
        found = QApplication.activeWindow()
        assert isinstance(found, QDialog)
        return found


@pytest.fixture
def tools() -> Tools:
    return Tools(decode, None, None, Chosen(), Places(find_assets() / "places"), lambda: NOW)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "holiday"
    for number in range(5):
        save(coloured("red", number), folder / f"IMG_20240612_10000{number}.png")
    save(coloured("blue", 1), folder / "IMG_20250301_120000.png")
    (folder / "copy").mkdir()
    (folder / "copy" / "again.png").write_bytes((folder / "IMG_20250301_120000.png").read_bytes())
    return folder


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskManager]:
    manager = TaskManager()
    yield manager
    manager.close()


@pytest.fixture
def filled(file: Path, tools: Tools, photos: Path) -> None:
    library = Library(file, tools)
    library.index([photos], CancelToken())
    blue = library.find(photos / "IMG_20250301_120000.png")
    set_note(library.database, blue.id, "The blue boat of my aunt")
    for number in range(3):
        teach(library.database, "Rex", library.find(photos / f"IMG_20240612_10000{number}.png").id)
    library.close()


@pytest.fixture
def make(qtbot: QtBot, file: Path, tools: Tools, tasks: TaskManager) -> Iterator[Callable[..., Shown]]:
    made: list[Shown] = []

    def build(held: bool = False) -> Shown:
        made.append(Shown(qtbot, file, tools, tasks, held=held))
        return made[-1]

    yield build
    for one in made:
        one.gate.set()
        one.page.on_closed()


@pytest.fixture
def shown(filled: None, make: Callable[..., Shown]) -> Shown:
    found = make()
    found.hear("The library has 6 photos.")
    return found


def test_an_empty_library_says_how_to_begin_and_is_not_made(
    make: Callable[..., Shown], file: Path, photos: Path
) -> None:
    shown = make()
    shown.hear("There is no library yet.", "Add a folder of photos", "Control Shift O")
    shown.search("a boat")
    shown.hear("There is no library yet.", "Add a folder")
    assert not file.exists()
    assert shown.page.field.hasFocus()
    shown.folder = photos
    shown.key(Qt.Key.Key_O, CONTROL | SHIFT)
    shown.hear("6 new photos and 1 copy", "The library has 6 photos.")
    shown.qtbot.waitUntil(lambda: shown.page.status.text().startswith("The library has 6 photos."))


def test_indexing_tells_each_tenth_at_most(make: Callable[..., Shown], photos: Path) -> None:
    shown = make()
    shown.hear("no library")
    shown.folder = photos
    shown.key(Qt.Key.Key_O, CONTROL | SHIFT)
    shown.qtbot.waitUntil(lambda: any("new photos" in text for text in shown.said.words))
    assert shown.said.words[0] == "Indexing. Escape stops it."
    percents = [text for text in shown.said.words if "percent" in text]
    assert len(percents) == len(set(percents)) <= 9


def test_escape_stops_indexing_and_searching_goes_on_meanwhile(
    qtbot: QtBot, file: Path, filled: None, tools: Tools, tasks: TaskManager, tmp_path: Path
) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slowly(source: Path | bytes, need: int, cancel: object = None) -> Any:
        started.set()
        go_on.wait(PATIENCE)
        return decode(source, need)

    more = make_pictures(tmp_path / "more", 3)
    shown = Shown(qtbot, file, replace(tools, decode=slowly), tasks, held=False)
    shown.hear("The library has 6 photos.")
    shown.folder = more[0].parent
    shown.key(Qt.Key.Key_O, CONTROL | SHIFT)
    qtbot.waitUntil(started.is_set)
    shown.search("boat")
    shown.hear("One photo.")
    shown.key(Qt.Key.Key_F5)
    shown.hear("Another work goes on. Escape stops it.")
    shown.key(Qt.Key.Key_Escape)
    shown.hear("Stopping.")
    go_on.set()
    shown.hear("Stopped. What was done stays")
    assert shown.page.list.hasFocus()
    shown.key(Qt.Key.Key_Escape)  # nothing goes on any more, so it is the window's again
    assert shown.said.words == []
    shown.page.on_closed()


def test_beside_orca_what_was_found_is_read_with_the_list_and_not_said_over_it(shown: Shown) -> None:
    shown.said.windows_are_read = True
    shown.search("boat")
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert shown.page.list.accessibleName().startswith("One photo. ")
    assert shown.page.status.text().startswith("One photo.")
    assert [words for words in shown.said.words if "One photo" in words] == []
    # Where the focus is there already, nothing is read by itself.
    shown.said.windows_are_read = False
    shown.key(Qt.Key.Key_F, CONTROL)
    shown.search("boat")
    shown.hear("One photo.")
    assert "One photo" not in shown.page.list.accessibleName()


def test_a_sentence_finds_photos_and_rows_say_everything(shown: Shown) -> None:
    shown.search("boat")
    shown.hear("One photo.")
    (row,) = shown.page.list.rows
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert row.text.startswith(
        'First, a strong match: your note says "The blue boat of my aunt", on 1 March 2025.'
    )
    assert row.text.endswith(f"File: {row.data.path.name}.")
    assert row.text.lower().count("your note") == 1
    assert row.description.startswith("Why: your note says 'The blue boat of my aunt'")
    shown.key(Qt.Key.Key_I, CONTROL)
    shown.hear("Why: your note says 'The blue boat of my aunt'")
    shown.key(Qt.Key.Key_E, CONTROL)
    shown.hear("Your note: The blue boat of my aunt.", "pixels")


def test_a_row_shows_a_thumbnail_a_caption_and_what_is_known_of_the_file(shown: Shown) -> None:
    shown.search("boat")
    shown.hear("One photo.")
    (row,) = shown.page.list.rows
    assert row.title == 'Your note says "The blue boat of my aunt"'
    assert "Your note" not in row.detail
    assert "on 1 March 2025" in row.detail
    assert row.data.path.name in row.detail
    (picture,) = row.pictures
    thumbnails = shown.page._thumbnails
    shown.qtbot.waitUntil(lambda: (thumbnails.get(picture, 96) or QImage()).width() == 24)


def test_a_files_own_date_comes_last_and_short(
    make: Callable[..., Shown], file: Path, tools: Tools, tmp_path: Path
) -> None:
    save(coloured("green", 1), tmp_path / "plain" / "leaf.png")
    os.utime(tmp_path / "plain" / "leaf.png", (1_700_000_000, 1_700_000_000))
    library = Library(file, tools)
    library.index([tmp_path / "plain"], CancelToken())
    (photo,) = library.photos([1]).values()
    assert photo.taken_from == "file"
    rows = [photo_row(photo, head_of(photo, NOW), NOW)]
    rows += [hit_row(hit, NOW) for hit in library.search("everything", None, 5, CancelToken()).hits]
    library.close()
    assert len(rows) == 2
    for row in rows:
        assert "its file is from" not in row.text
        assert row.text.endswith(f"Its date: {day_text(photo.taken)}.")


def test_return_on_a_row_opens_the_picture(shown: Shown, photos: Path) -> None:
    shown.search("boat")
    shown.hear("One photo.")
    shown.key(Qt.Key.Key_Return)
    assert shown.opened == [shown.page.list.rows[0].data.path]
    assert shown.notes == ["Your note: The blue boat of my aunt"]
    shown.key(Qt.Key.Key_Return, CONTROL)
    assert len(shown.opened) == 2


def test_nothing_like_that_is_said_as_it_is_elsewhere_and_the_focus_stays(shown: Shown) -> None:
    shown.search("boat in 2019")
    shown.hear("In 2019: nothing like that.")
    assert shown.page.field.hasFocus()
    assert shown.rows == []
    shown.search(" ")
    shown.hear("There is nothing to look for.")


def test_albums_and_memories_open_and_one_comes_back(shown: Shown) -> None:
    shown.key(Qt.Key.Key_A, CONTROL | SHIFT)
    shown.hear("Albums: 1.")
    assert "June 2024: 5 photos" in shown.rows[0]
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert shown.page.list.accessibleName() == "Albums"
    shown.key(Qt.Key.Key_Return)
    shown.hear("5 photos.")
    assert shown.rows[0] == "The file IMG_20240612_100000, on 12 June 2024."
    assert all("on 12 June 2024" in row for row in shown.rows)
    shown.key(Qt.Key.Key_Left, ALT)
    shown.hear("Back to Albums.")
    shown.key(Qt.Key.Key_Backspace)
    shown.hear("This is the first list.")
    shown.key(Qt.Key.Key_D, CONTROL | SHIFT)
    shown.hear("On this day: 1.")
    assert shown.rows == ["Two years ago today: 5 photos. They were not described yet."]


def test_copies_are_listed_and_nothing_can_be_deleted(shown: Shown, photos: Path) -> None:
    shown.key(Qt.Key.Key_R, CONTROL | SHIFT)
    shown.hear("To look through:", "Nothing is ever deleted.")
    row = shown.page.list.rows[0]
    assert "2 files hold the very same picture" in row.text
    assert row.title == "2 files hold the very same picture"
    assert str(photos) in row.detail
    assert str(photos / "copy") in row.detail
    assert len(row.pictures) == 1
    shown.key(Qt.Key.Key_Return)
    shown.hear("2 files, each with its folder.")
    first, second = shown.page.list.rows
    assert first.text.startswith("IMG_20250301_120000.png in the folder holiday, ")
    assert 'This one could stay. Your note says "The blue boat of my aunt"' in first.text
    assert second.text.startswith("again.png in the folder copy, ")
    assert "could stay" not in second.text
    assert [one.data.path for one in (first, second)] == [
        photos / "IMG_20250301_120000.png", photos / "copy" / "again.png",
    ]  # fmt: skip
    shown.key(Qt.Key.Key_Down)
    shown.key(Qt.Key.Key_Return)
    assert shown.opened == [photos / "copy" / "again.png"]
    shown.key(Qt.Key.Key_Delete)
    shown.hear("Photos are never removed here.")
    assert len(list(photos.rglob("*.png"))) == 7


def test_a_note_is_written_and_read_in_a_dialog_that_gives_the_focus_back(shown: Shown) -> None:
    shown.search("boat")
    shown.hear("One photo.")
    shown.key(Qt.Key.Key_N, CONTROL)
    dialog = shown.dialog()
    assert isinstance(dialog, WritingDialog)
    shown.hear("Your note about", "Control Return keeps it")
    assert dialog.field.hasFocus()
    assert dialog.field.toPlainText() == "The blue boat of my aunt"
    assert_named(dialog)
    dialog.field.selectAll()
    shown.qtbot.keyClicks(dialog.field, "Sold last year")
    shown.key(Qt.Key.Key_Return, CONTROL)
    shown.hear("The note is kept.")
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert "Your note: Sold last year." in shown.rows[0]
    shown.key(Qt.Key.Key_N, CONTROL)
    shown.dialog()
    shown.key(Qt.Key.Key_Escape)
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert "Sold last year" in shown.rows[0]


def test_names_are_taught_listed_and_forgotten(shown: Shown) -> None:
    shown.search("boat")
    shown.hear("One photo.")
    shown.key(Qt.Key.Key_T, CONTROL)
    shown.qtbot.keyClicks(shown.dialog().focusWidget(), "Aunt Mo")
    shown.key(Qt.Key.Key_Return)
    shown.hear("Aunt Mo is known from 1 photo.", "Three photos or more")
    shown.key(Qt.Key.Key_N, CONTROL | SHIFT)
    shown.hear("Names: 2.")
    assert shown.rows == ["Aunt Mo: taught with 1 photo.", "Rex: taught with 3 photos."]
    shown.key(Qt.Key.Key_R)  # type-ahead
    shown.key(Qt.Key.Key_Return)
    shown.hear("photos.")
    assert "You said this is Rex." in shown.rows[0]
    shown.key(Qt.Key.Key_Delete)
    shown.hear("Rex is known from 2 photos.")
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    shown.key(Qt.Key.Key_Left, ALT)
    shown.hear("Back to Names.")
    shown.key(Qt.Key.Key_Delete)
    shown.hear("Forget Rex")
    assert isinstance(shown.dialog().focusWidget(), QPushButton)
    shown.key(Qt.Key.Key_Escape)
    assert len(shown.rows) == 2
    shown.key(Qt.Key.Key_Delete)
    shown.dialog()
    shown.key(Qt.Key.Key_R, ALT)
    shown.hear("Rex is forgotten.")
    shown.qtbot.waitUntil(lambda: len(shown.rows) == 1)
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert shown.page.list.row is not None


def test_a_folder_is_taken_out_after_a_question(shown: Shown, photos: Path) -> None:
    shown.key(Qt.Key.Key_F, CONTROL | SHIFT)
    shown.hear("Folders: 1.")
    shown.key(Qt.Key.Key_Delete)
    shown.hear("Take holiday out of the library?")
    assert_named(shown.dialog())
    shown.key(Qt.Key.Key_R, ALT)
    shown.hear("holiday is not in the library any more. Its photos stay on the disk.")
    shown.qtbot.waitUntil(lambda: shown.rows == [])
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    assert len(list(photos.rglob("*.png"))) == 7
    shown.key(Qt.Key.Key_F5)
    shown.hear("There is no folder to index.", "Add folder")


def test_the_menu_of_a_row_offers_each_thing_with_its_key(shown: Shown) -> None:
    shown.search("boat")
    shown.hear("One photo.")
    shown.key(Qt.Key.Key_Menu)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = [action.text().replace("&", "").split("\t") for action in menu.actions()]
    assert ["Why it is here", "Ctrl+I"] in offered
    assert all(len(parts) == 2 and parts[1] for parts in offered)
    shown.qtbot.keyClick(menu, Qt.Key.Key_W)
    shown.hear("Why: your note says")
    shown.qtbot.waitUntil(shown.page.list.hasFocus)
    shown.key(Qt.Key.Key_L, CONTROL | SHIFT)
    shown.qtbot.waitUntil(lambda: shown.page.list.accessibleName().startswith("Photos like"))


def test_more_of_many(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.ui.pages.library.page.LIMIT", 2)
    shown.search("12 June 2024")
    shown.hear("photos. And", "Show more lists them.")
    shown.key(Qt.Key.Key_Down)
    shown.key(Qt.Key.Key_M, CONTROL | SHIFT)
    shown.qtbot.waitUntil(lambda: len(shown.rows) > 2)
    assert shown.page.list.currentIndex().row() == 1
    shown.hear("photos.")
    shown.key(Qt.Key.Key_M, CONTROL | SHIFT)
    shown.hear("There is no more of this list.")


def test_a_long_search_says_so_and_escape_gives_it_up(make: Callable[..., Shown], filled: None) -> None:
    late = make(held=True)
    late.search("boat")
    late.hear("Searching.")
    late.key(Qt.Key.Key_Escape)
    late.hear("Stopped.")
    assert late.page.field.hasFocus()
    late.gate.set()
    late.hear("The library has 6 photos.")
    late.qtbot.wait(100)
    assert late.rows == []


def test_nothing_of_the_library_is_touched_on_the_main_thread(shown: Shown) -> None:
    shown.key(Qt.Key.Key_F5)
    shown.hear("Nothing has changed.")
    assert len(shown.threads) == 2
    assert all(name.startswith("library") for name in shown.threads)
    shown.page.on_closed()
    assert not [one for one in threading.enumerate() if one.name.startswith("library")]


@pytest.mark.expect_log("The library was damaged")
def test_a_damaged_library_is_said(make: Callable[..., Shown], file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0" + b"nonsense" * 1000)
    make().hear("The library was damaged.")


def test_each_control_has_a_name_and_mnemonics_differ(shown: Shown) -> None:
    assert_named(shown.window)
    texts = [button.text() for button in shown.page.buttons.values()]
    texts += ["Find &photos", "&List"]
    letters = [text[text.index("&") + 1].lower() for text in texts]
    assert len(letters) == len(set(letters)), letters
    assert not set(letters) & set("figh")  # the menus'
    keys = [action.shortcut().toString() for action in shown.page.actions()]
    assert len(keys) == len(set(keys))


def test_tab_walks_in_reading_order_and_comes_round(shown: Shown) -> None:
    seen: list[str] = []
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.append(focused.accessibleName())
        shown.key(Qt.Key.Key_Tab)
    first = seen[: seen.index("Find photos", 1)]
    assert first[:3] == ["Find photos", "Search", "Albums"]
    assert first.index("Folders") < first.index("Results") < first.index("Back") < first.index("Status")
    assert "Stop" not in first  # it is there while something goes on
    shown.page.bar.begin("Indexing")
    shown.page.list.setFocus()
    shown.key(Qt.Key.Key_Tab)
    assert shown.page.bar.stop.hasFocus()


def assert_named(root: QWidget) -> None:
    """Every control that takes the focus has a role and a name."""
    for control in [root, *root.findChildren(QWidget)]:
        if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
            told = QAccessible.queryAccessibleInterface(control)
            assert told is not None, control
            assert told.text(QAccessible.Text.Name), control
            assert told.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), control


def test_errors_are_said_without_the_command_line(shown: Shown) -> None:
    shown.page._complain(AppError("It failed.", "Run earsight index."))
    assert shown.said.words == ["It failed."]
