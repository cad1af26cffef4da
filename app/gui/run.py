"""The desktop app from its start to its end, with what is told when something goes wrong inside."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app.desktop.session.front import begin_behind
from app.desktop.session.single import SingleInstance
from app.errors import AppError
from app.gui.desk import START, Desk
from app.plain import tell
from app.ui.dialogs.file_open import FileOpens
from app.ui.interrupt import quits_on_interrupt

if TYPE_CHECKING:
    from app.application import Application


def run_window(
    application: "Application",
    pictures: Sequence[Path],
    instance: SingleInstance,
    *,
    command: str = "",
    hidden: bool = False,
) -> int:
    """The app, until the user quits; the exit code. On the main thread.

    Args:
        application: Everything that is not Qt's.
        pictures: Opened at once; the first is described.
        instance: Claimed already; others reach this one through it.
        command: Carried out once everything is ready.
        hidden: Begin without the window, with the keys and the tray alone.
    """
    begin_behind(os.environ)
    qt = QApplication(["earsight"])
    prepare(qt, application.paths.assets / "icons" / "earsight.png")

    running: list[Desk] = []
    with bugs_told(application, running), quits_on_interrupt(qt):
        opens = FileOpens(qt)
        if sys.platform == "darwin":  # elsewhere files come as arguments
            qt.installEventFilter(opens)
        desk = Desk(application, qt, instance, opens)
        running.append(desk)
        try:
            desk.begin(pictures, command, hidden=hidden)
            code = qt.exec()
        finally:
            running.clear()
            desk.close()
            if desk.erases:
                erase_all(application)
    if desk.restarts:
        start_again(application)
    return code


def prepare(qt: QApplication, icon: Path) -> None:
    """Name and icon as the desktop shows them, and Tab as this app is worked with."""
    qt.setApplicationDisplayName("Earsight")
    qt.setDesktopFileName("earsight")
    # On a Mac Tab would reach fields and lists alone.
    qt.styleHints().setTabFocusBehavior(Qt.TabFocusBehavior.TabFocusAllControls)
    qt.setWindowIcon(QIcon(str(icon)))


def erase_all(application: "Application") -> None:
    """Erase what is kept, now that nobody works with it any more, and say what came of it."""
    from app.cli.erase import sentences

    application.close()
    try:
        said = sentences(application.erasure().erase())
    except AppError as error:
        said = [str(error)]
    voice = application.voice(lambda words: tell(words, sys.stderr))
    for words in said:
        tell(words, sys.stdout)
        if application.speaks:
            voice.say(words)
    voice.wait()


def start_again(application: "Application") -> None:
    """Become a new process of this app, now that nobody works with it any more.

    Raises:
        AppError: The system does not let it begin.
    """
    application.close()
    sys.stdout.flush()
    try:
        # Not a process of its own: a terminal goes on waiting for it, and macOS names who began this one.
        os.execv(START[0], START)
    except OSError:
        raise AppError("Earsight could not start again.", "Start it yourself, as you did before.") from None


@contextmanager
def bugs_told(application: "Application", running: Sequence[Desk]) -> Iterator[None]:
    """Note and tell what no one caught, such as an error in a slot."""

    def on_bug(_kind: object, error: BaseException, _trace: object) -> None:
        from app.cli.output import BUG_SENTENCE

        application.bug(error)
        tell(BUG_SENTENCE, sys.stderr)
        for desk in running:
            desk.tell_bug()

    previous, sys.excepthook = sys.excepthook, on_bug
    try:
        yield
    finally:
        sys.excepthook = previous
