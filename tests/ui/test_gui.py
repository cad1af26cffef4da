"""The whole app in this process, on no screen: what only its parts together can show."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from macos.front import OWN, Programs
from macos.machine import Mac
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.assistant.commands import COMMANDS
from app.desktop.session.front import FrontApplication
from app.desktop.session.single import SingleInstance
from app.errors import AppError
from app.gui import desk as gui
from app.gui import dialogs as gui_dialogs
from app.gui import objects as gui_objects
from app.gui import pages as gui_pages
from app.gui import run as gui_run
from app.main import make_application
from app.shot import ScreenPart, Shot
from app.ui.dialogs.ask_line import AskLine
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.dialogs.file_open import FileOpens
from app.ui.dialogs.first_run import FirstRun
from app.ui.dialogs.region_chooser import RegionChooser
from app.ui.tray import Tray

# The whole window comes to the front and has a tray icon; the plugin without a screen knows neither.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")
BUG = "Something went wrong inside Earsight; it is noted in the log file."


class Sounds:
    """In place of the short sounds: notes which would be heard."""

    def __init__(self, *_arguments: object, **_keywords: object) -> None:
        self.played: list[str] = []

    def play(self, name: str) -> None:
        self.played.append(name)

    def start_working(self) -> None:
        self.played.append("working")

    def stop_working(self) -> None:
        self.played.append("at rest")

    def configure(self, _volume: int, _on: bool) -> None:
        self.played.append("configured")

    def close(self) -> None:
        self.played.append("closed")


@pytest.fixture
def desk(
    qtbot: QtBot, looks: QApplication, earsight_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[gui.Desk]:
    (earsight_home / "config").mkdir(parents=True)
    (earsight_home / "config" / "settings.json").write_text('{"output": "silent", "welcomed": true}')
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(earsight_home))
    monkeypatch.setattr(gui_objects, "Earcons", Sounds)
    qt = QApplication.instance()
    assert isinstance(qt, QApplication)
    stays = qt.quitOnLastWindowClosed()
    with closing(make_application()) as application:
        instance = SingleInstance(application.paths.config)
        assert instance.claim()
        desk = gui.Desk(application, qt, instance, FileOpens(qt))
        desk.begin([], "", hidden=False)
        yield desk
        desk.close()
        desk.deleteLater()
    qt.setQuitOnLastWindowClosed(stays)


def sounds(desk: gui.Desk) -> list[str]:
    heard = desk._sounds
    assert isinstance(heard, Sounds)
    return heard.played


def test_a_bug_is_told_but_not_again_at_once(desk: gui.Desk, qtbot: QtBot) -> None:
    words: list[str] = []
    desk._session.words_added.connect(lambda text, _begins: words.append(text))
    desk.tell_bug()
    desk.tell_bug()
    qtbot.waitUntil(lambda: words == [BUG])
    assert sounds(desk).count("failed") == 1
    desk._bug_told -= gui.BUG_SECONDS
    desk.tell_bug()
    qtbot.waitUntil(lambda: words == [BUG, BUG])


@pytest.mark.expect_log("A bug")
def test_a_bug_in_a_slot_is_told(desk: gui.Desk, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    words: list[str] = []
    desk._session.words_added.connect(lambda text, _begins: words.append(text))
    with gui_run.bugs_told(desk._application, [desk]):
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("a dog"), None)
    qtbot.waitUntil(lambda: words == [BUG])
    assert "dog" not in capsys.readouterr().err


def test_a_hidden_app_that_cannot_speak_shows_why(desk: gui.Desk, qtbot: QtBot) -> None:
    words: list[str] = []
    desk._session.words_added.connect(lambda text, _begins: words.append(text))
    desk._window.hide()
    desk._on_voice_problem("I cannot speak: no sound device was found.")
    qtbot.waitUntil(lambda: words == ["I cannot speak: no sound device was found."])
    assert desk._window.isVisible()


@pytest.mark.parametrize("seconds", [0.0, 2.0])
def test_long_work_ends_with_a_sound(
    desk: gui.Desk,
    qtbot: QtBot,
    describer: Any,
    asker: Any,
    picture: Path,
    seconds: float,
) -> None:
    desk._session._describer = lambda: describer
    describer.hold()
    desk._session.open(picture)
    assert sounds(desk)[-1] == "working"
    desk._busy_since -= seconds
    with qtbot.waitSignal(desk._session.turn_finished):
        describer.permit(2)
    assert ("done" in sounds(desk)) == bool(seconds)


def test_escape_in_the_window_ends_all_that_watches(desk: gui.Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk._assistant.stopped):
        qtbot.keyClick(desk._window, Qt.Key.Key_Escape)
    assert sounds(desk)[-1] == "cancelled"


def test_private_mode_that_cannot_be_saved_is_on_and_says_so(
    desk: gui.Desk, earsight_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(desk._outlet, "say", lambda words, interrupt=False: said.append(words))
    file = earsight_home / "config" / "settings.json"
    file.unlink()
    file.mkdir()
    desk._switch_private()
    assert desk._choices.settings.private
    (words,) = said
    assert words.startswith("Private mode on. Nothing is kept. But only until Earsight ends: ")
    file.rmdir()
    desk._switch_private()
    assert said[1:] == ["Private mode off."]


def test_the_tray_offers_every_command_by_name(desk: gui.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(desk._assistant, "do", done.append)
    tray = Tray(QIcon(), desk._items(), parent=desk._window)
    for action in tray.menu.actions():
        assert action.text()
        assert action.statusTip()
        action.trigger()
    assert done == [one.name for one in COMMANDS]
    assert set(done) <= desk._assistant.commands.keys()
    assert desk._tray is not None
    assert [one.text() for one in desk._tray.menu.actions()] == [one.text() for one in tray.menu.actions()]
    tray.hide()


def test_what_is_gone_while_it_is_measured_counts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").write_bytes(bytes(3000))
    (tmp_path / "gone").write_bytes(bytes(3000))
    stat = Path.stat

    def without(path: Path, **keywords: bool) -> os.stat_result:
        if path.name == "gone":
            raise FileNotFoundError(path)
        return stat(path, **keywords)

    monkeypatch.setattr(Path, "stat", without)
    assert gui_pages._size_of([tmp_path]) == "3 kilobytes"


def test_everything_is_erased_after_a_question_and_the_end(
    desk: gui.Desk, qtbot: QtBot, earsight_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quits: list[bool] = []
    desk.quit = lambda: quits.append(True)  # type: ignore[method-assign]  # the tests' Qt goes on
    (earsight_home / "data" / "models" / "m").mkdir(parents=True)
    (earsight_home / "data" / "models" / "m" / "weights").write_bytes(bytes(49_700_000))
    desk._pages.settings.erase_wanted.emit()
    qtbot.waitUntil(lambda: bool(desk._window.findChildren(ConfirmDialog)))
    (question,) = desk._window.findChildren(ConfirmDialog)
    (about,) = (label.text() for label in question.findChildren(QLabel) if label.text())
    assert about.startswith("Earsight keeps 50 megabytes on this computer")
    assert not quits
    assert not desk.erases
    question.yes.click()
    assert quits
    assert desk.erases
    desk.close()
    desk.close = lambda: None  # type: ignore[method-assign]  # not once more by whoever made it
    gui_run.erase_all(desk._application)
    assert "Erased. That freed 50 megabytes." in capsys.readouterr().out
    assert list(earsight_home.iterdir()) == []


def test_what_others_work_with_is_not_erased(
    desk: gui.Desk, earsight_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gui_run.erase_all(desk._application)  # its own lock is still held
    assert "Earsight is at work, so nothing was erased." in capsys.readouterr().out
    assert (earsight_home / "config" / "settings.json").exists()


@pytest.fixture
def programs(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> Programs:
    """The programs of a made Mac, one of which is in front; ask for them before the desk."""
    made = Programs()
    made.put_into(mac)
    monkeypatch.setattr(gui, "FrontApplication", partial(FrontApplication, "darwin"))
    return made


def shot() -> Shot:
    return Shot(np.zeros((60, 90, 3), np.uint8), ScreenPart.SCREEN, 0, 0, "", "", 0, datetime.now(UTC))


def open_line(desk: gui.Desk) -> AskLine | RegionChooser:
    line = desk._dialogs._open
    assert line is not None
    assert line.isVisible()
    return line


@pytest.mark.parametrize("way", ["question", "region"])
def test_who_was_in_front_has_the_keys_again_after_a_line_or_a_chooser(
    programs: Programs, desk: gui.Desk, mac: Mac, way: str
) -> None:
    desk._window.hide()
    programs.front = 42  # the user went on to another program
    mac.calls.clear()
    if way == "question":
        desk._assistant.ask_wanted.emit("the screen")
    else:
        desk._assistant.region_wanted.emit(shot())
    assert programs.front == OWN
    front = [name for name, _ in mac.calls if "activate" in name]
    assert front == [
        "NSRunningApplication.activateFromApplication:options:",
        "NSApplication.activateIgnoringOtherApps:",
    ]
    line = open_line(desk)
    line.reject()
    assert programs.front == 42
    assert programs.yielded == [42]


def test_a_second_line_in_place_of_the_first_gives_the_front_back_all_the_same(
    programs: Programs, desk: gui.Desk
) -> None:
    desk._window.hide()
    programs.front = 42
    desk._assistant.ask_wanted.emit("the screen")
    desk._assistant.ask_wanted.emit("the window")
    open_line(desk).reject()
    assert programs.front == 42
    programs.front = OWN
    desk._assistant.ask_wanted.emit("the picture")
    open_line(desk).reject()
    assert programs.front == OWN


def test_the_window_gives_the_keys_back_when_it_is_closed(programs: Programs, desk: gui.Desk) -> None:
    assert programs.front == OWN  # it came forward as the app began
    desk._window.stays = True
    desk._window.close()
    assert programs.front == 42
    assert programs.policies == [0, 1]
    programs.front = 99
    desk._turn_to("library")
    assert programs.policies == [0, 1, 0]
    assert programs.front == OWN
    desk._window.close()
    assert programs.front == 99


def test_a_question_over_the_window_takes_and_gives_nothing(programs: Programs, desk: gui.Desk) -> None:
    desk._assistant.ask_wanted.emit("the picture")
    open_line(desk).reject()
    assert programs.front == OWN
    assert programs.yielded == []


def test_the_dock_ends_the_app_and_shows_its_window(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Callable[[], object]] = []
    monkeypatch.setattr(gui, "SystemEvents", lambda _qt, *calls: heard.extend(calls))
    monkeypatch.setattr(gui, "sys", SimpleNamespace(platform="darwin", executable=sys.executable))
    desk = request.getfixturevalue("desk")
    on_quit, on_wanted = heard
    desk._window.hide()
    on_wanted()
    assert not desk._window.isVisible()  # it has only just begun, and is made active then, too
    desk._began -= gui.START_SECONDS
    on_wanted()
    assert desk._window.isVisible()
    desk._window.stays = True
    on_quit()
    assert not desk._window.stays


@pytest.fixture
def settings_asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the system's settings were opened, in a Mac's way; no screen may be seen."""
    asked: list[str] = []
    monkeypatch.setattr(gui_dialogs, "needs_screen_permission", lambda: True)
    monkeypatch.setattr(gui_dialogs, "may_see_screen", lambda: False)
    monkeypatch.setattr(gui_dialogs, "ask_for_screen", lambda: asked.append("asked"))
    monkeypatch.setattr(gui_dialogs, "permission_holder", lambda: "Terminal")
    return asked


def question_of(desk: gui.Desk) -> tuple[ConfirmDialog, str]:
    (question,) = (one for one in desk._window.findChildren(ConfirmDialog) if one.isVisible())
    (about,) = (label.text() for label in question.findChildren(QLabel) if label.text())
    return question, about


def test_a_refused_screen_leads_to_the_settings_and_to_a_new_start(
    desk: gui.Desk, settings_asked: list[str]
) -> None:
    quits: list[bool] = []
    desk.quit = lambda: quits.append(True)  # type: ignore[method-assign]  # the tests' Qt goes on
    desk._assistant.screen_refused.emit()
    desk._assistant.screen_refused.emit()  # asked for again meanwhile: one question is enough
    question, about = question_of(desk)
    assert about == "macOS does not let Earsight see the screen yet. Only you can allow it."
    assert settings_asked == []
    question.yes.click()
    assert settings_asked == ["asked"]
    question, about = question_of(desk)
    assert about.startswith("Turn Terminal on in the list of System Settings")
    assert not desk.restarts
    question.yes.click()
    assert desk.restarts
    assert quits == [True]


@pytest.mark.parametrize("step", [1, 2])
def test_who_does_not_want_to_is_asked_at_the_next_refusal(
    desk: gui.Desk, settings_asked: list[str], step: int
) -> None:
    for _time in range(2):
        desk._assistant.screen_refused.emit()
        if step == 2:
            question_of(desk)[0].yes.click()
        question_of(desk)[0].no.click()
    assert len(settings_asked) == 2 * (step - 1)
    assert not desk.restarts


def test_settings_that_do_not_open_are_named(desk: gui.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> None:
        raise AppError("System Settings did not open.", "Open it yourself.")

    monkeypatch.setattr(gui_dialogs, "ask_for_screen", fails)
    monkeypatch.setattr(gui_dialogs, "permission_holder", lambda: "iTerm")
    desk._assistant.screen_refused.emit()
    question_of(desk)[0].yes.click()
    question, about = question_of(desk)
    assert about.startswith("System Settings did not open. Open it yourself. Turn iTerm on")
    question.no.click()


def test_the_welcome_offers_a_new_start_where_macos_wants_one(
    desk: gui.Desk, settings_asked: list[str]
) -> None:
    desk.quit = lambda: None  # type: ignore[method-assign]  # the tests' Qt goes on
    desk._dialogs.welcome()
    (welcome,) = desk._window.findChildren(FirstRun)
    welcome.on.click()
    assert "Turn Terminal on" in welcome.step.text()
    again = [deed for text, _help, deed in welcome.step.deeds() if text == "S&tart again"]
    again[0]()
    assert desk.restarts
    welcome.reject()
    welcome.reject()


ANEW = """
from app.desktop.session.single import SingleInstance
from app.paths import Paths
print("anew", SingleInstance(Paths.standard().config).claim())
"""
ENDS = """
import sys
from PySide6.QtCore import QTimer
from app.desktop.session.single import SingleInstance
from app.gui import run
from app.main import make_application

class EndsAtOnce(run.Desk):
    def begin(self, *arguments, **keywords):
        super().begin(*arguments, **keywords)
        print("begins", flush=True)
        QTimer.singleShot(0, self._start_again)

    def close(self):
        super().close()
        print("closed", flush=True)

run.Desk = EndsAtOnce
run.START = (sys.executable, "-c", sys.argv[1])
application = make_application()
instance = SingleInstance(application.paths.config)
assert instance.claim()
run.run_window(application, [], instance)
print("never said")
"""


def test_the_app_begins_anew_when_everything_of_it_is_closed(earsight_home: Path) -> None:
    (earsight_home / "config").mkdir(parents=True)
    (earsight_home / "config" / "settings.json").write_text('{"output": "silent", "welcomed": true}')
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(earsight_home)}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-c", ENDS, ANEW], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.returncode, done.stdout) == (0, "begins\nclosed\nanew True\n")


def test_a_new_start_that_fails_says_what_to_do(desk: gui.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setattr(desk._application, "close", lambda: closed.append(True))
    monkeypatch.setattr(gui_run, "START", ("/nowhere/python",))
    with pytest.raises(AppError, match="could not start again"):
        gui_run.start_again(desk._application)
    assert closed == [True]
