"""The desktop app: builds the window and everything that runs beside it, until the user quits."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from app.assistant.session import Session
from app.tasks import TaskManager
from app.ui.interrupt import quits_on_interrupt
from app.ui.outlet import Outlet
from app.ui.preview import load_preview
from app.ui.shell import Shell
from app.ui.speaking import WindowSpeaker
from app.ui.window import MainWindow

if TYPE_CHECKING:
    from app.application import Application


def run_window(application: "Application", pictures: list[Path]) -> int:
    """The window, until it closes; the exit code. On the main thread."""
    qt = QApplication(["earsight"])
    qt.setApplicationDisplayName("Earsight")

    def on_bug(_kind: object, error: BaseException, _trace: object) -> None:
        from app.cli.run import BUG_SENTENCE

        application.bug(error)
        print(BUG_SENTENCE, file=sys.stderr, flush=True)

    previous, sys.excepthook = sys.excepthook, on_bug
    tasks = TaskManager()
    try:
        with quits_on_interrupt(qt):
            window = MainWindow()

            def on_problem(words: str) -> None:
                print(words, file=sys.stderr)
                tasks.on_main(lambda: session.voice_problem(words))

            own = application.speaks
            speaker = WindowSpeaker(application.voice(on_problem, spare=True)) if own else None
            outlet = Outlet(window, speaker, tasks.on_main)
            session = Session(
                application.describer(),
                application.asker(),
                tasks,
                outlet,
                load_preview,
                lambda: datetime.now().astimezone(),
                first=application.level,
                parent=window,
            )
            shell = Shell(window, session, outlet)
            window.show()
            for picture in pictures[:1]:
                shell.open_source(picture)
            code = qt.exec()
            window.close()
            return code
    finally:
        tasks.close()
        sys.excepthook = previous
