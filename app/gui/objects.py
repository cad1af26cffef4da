"""What the desktop app is made of: the objects that run beside the window."""

import os
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.assistant.assistant import Assistant
from app.assistant.commands import COMMANDS, keymap
from app.assistant.explore.explore import Explore
from app.assistant.history_writer import HistoryWriter
from app.assistant.keyboard import Keyboard
from app.assistant.live import LiveRegion
from app.assistant.new_picture_describer import NewPictureDescriber
from app.assistant.outlet import Outlet
from app.assistant.session import Session
from app.assistant.settings_store import SettingsStore
from app.cancel import CancelToken
from app.describe.picture import Picture
from app.desktop.keys.choose import choose_hotkeys
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.portal import WaylandHotkeys
from app.desktop.new_pictures.follow import NewPictures
from app.desktop.pointer.choose import pointer_for
from app.desktop.screen_reader.choose import screen_readers
from app.desktop.session.selected_file import SelectedFiles
from app.gui.desktop_keys import DesktopKeys
from app.inference.protocols import Level
from app.machine.power import on_mains
from app.plain import tell
from app.shot import Shot
from app.speech.earcons import Earcons
from app.tasks import TaskManager
from app.ui.appearance import Appearance
from app.ui.focus_voice import FocusVoice
from app.ui.intake import mime_of, picture_from
from app.ui.translation import Translation
from app.ui.widgets.preview import load_preview
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from app.application import Application


class DeskObjects(QObject):
    """All objects of the running app but the window's pages, made once, and what they ask of each other.

    Args:
        application: Everything that is not Qt's.
        qt: The running Qt application.
    """

    def __init__(self, application: "Application", qt: QApplication) -> None:
        super().__init__(qt)
        self._application = application
        self._tasks = TaskManager()
        self._camera = TaskManager(workers=1)
        self._writer = TaskManager(workers=1)
        self._slow = TaskManager()
        self._choices = SettingsStore(application.paths.config / "settings.json")
        settings = self._choices.settings
        self._translation = Translation(qt, application.paths.assets / "translations")
        language = self._translation.apply(settings.language)
        self._appearance = Appearance(qt)
        self._appearance.apply(settings, sheet=False)
        self._readers = screen_readers()
        output = application.output
        late = output in ("screen_reader", "silent")
        # A Mac's voice takes a second to start, and Escape is often pressed twice.
        spares = 2 if sys.platform == "darwin" else 1
        self._voice = application.voice(self._on_voice_problem, spares, late, language)
        self._sounds = Earcons(
            application.paths.assets / "earcons",
            settings.earcon_volume,
            settings.earcons,
            speaking=lambda: self._voice.speaking,
        )
        self._window = MainWindow()
        self._outlet = Outlet(
            self._window,
            self._voice,
            self._tasks.on_main,
            output=output,
            readers=self._readers,
        )
        self._focus_voice = FocusVoice(
            qt,
            self._outlet,
            lambda: self._choices.settings.focus_spoken,
            lambda: self._choices.settings.rows_spoken,
            self._window,
        )
        self._session = Session(
            application.describer,
            application.asker,
            self._tasks,
            self._outlet,
            load_preview,
            _now,
            first=Level(settings.level),
            parent=self._window,
        )
        self._screens = application.screens()
        self._keeps = HistoryWriter(
            self._session,
            lambda: self._choices.settings,
            application.history,
            self._writer,
            self._session.complain,
            _now,
            self._window,
        )
        self._live = LiveRegion(
            self._camera,
            self._outlet,
            self._tasks.on_main,
            application.read_shot,
            application.embed_shot,
            self._tell_shot,
            application.objects_in_shot,
            settings.live_pace,
            settings.live_budget,
            on_mains,
        )
        self._new_pictures = NewPictures(
            lambda new: self._tasks.on_main(lambda: self._newcomers.arrived(new.count, new.path, new.folder)),
            lambda words: self._tasks.on_main(lambda: self._session.tell(words)),
        )
        self._assistant = Assistant(
            self._session,
            self._outlet,
            self._screens,
            self._camera,
            self._sounds,
            self._keeps,
            self._live,
            lambda: picture_from(QGuiApplication.clipboard().mimeData()),
            SelectedFiles(os.environ.get("DISPLAY", ""), self._screens.front, self._give_back),
            time.monotonic,
            COMMANDS,
            self._window,
        )
        self._newcomers = NewPictureDescriber(
            self._session,
            self._outlet,
            application.describer,
            self._tasks,
            _now,
            time.monotonic,
            lambda: QApplication.activeWindow() is None,
            self._window,
        )
        self._keyboard = Keyboard(
            self._assistant,
            self._outlet,
            self._sounds,
            self._tasks.on_main,
            # In most cases a description follows.
            lambda: self._tasks.run(lambda: (application.describer(), application.asker())),
            self._window,
        )
        hotkeys = choose_hotkeys(os.environ, desktop_keys=settings.desktop_keys)
        self._keys = GlobalKeys(hotkeys, keymap(settings), self._keyboard.told, self._keyboard.trouble)
        self._desktop_keys = (
            DesktopKeys(
                hotkeys, self._choices, self._tasks.on_main, application.paths.assets / "icons", self._window
            )
            if isinstance(hotkeys, WaylandHotkeys)
            else None
        )
        self._pointer = pointer_for(
            os.environ,
            lambda box: self._screens.region(*box[:2], box[2] - box[0], box[3] - box[1]).pixels,
        )
        self._explore = Explore(
            self._outlet,
            self._sounds,
            self._screens,
            self._camera,
            self._tasks,
            application.look_closely,
            self._keys,
            self._pointer,
            QGuiApplication.clipboard().setText,
            self._window,
        )

    def _on_voice_problem(self, words: str) -> None:
        tell(words, sys.stderr)
        self._tasks.on_main(lambda: self._tell_voice_problem(words))

    def _tell_voice_problem(self, words: str) -> None:
        # Started without a window and without a screen reader, nobody would learn why all is silent.
        if not self._window.isVisible() and not self._outlet.reader:
            self._window.come_forward()
        self._session.voice_problem(words)

    def _tell_shot(self, shot: Shot, cancel: CancelToken) -> str:
        """What another scene of the live region shows; on its thread. The place it is from was told."""
        narration = self._application.describer().describe(Picture(shot), Level.BRIEF, cancel)
        spoken = " ".join(narration)
        return narration.result.sentence or spoken

    def _give_back(self, before: Mapping[str, bytes]) -> None:
        """Put back what the clipboard held before a file was copied; from any thread."""
        self._tasks.on_main(lambda: QGuiApplication.clipboard().setMimeData(mime_of(before)))


def _now() -> datetime:
    return datetime.now().astimezone()
