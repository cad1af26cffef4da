"""Files that the system hands to the running app."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.dialogs.file_open import FileOpens


def test_files_are_kept_until_somebody_wants_them(qtbot: QtBot, tmp_path: Path) -> None:
    app = QApplication.instance()
    assert app is not None
    opens, seen = FileOpens(), []
    app.installEventFilter(opens)
    try:
        early, late = tmp_path / "my cat.jpg", tmp_path / "later.mp4"
        QCoreApplication.sendEvent(app, QFileOpenEvent(str(early)))
        opens.hand_to(seen.append)
        assert seen == [[early]]
        QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl.fromLocalFile(str(late))))
        assert seen == [[early], [late]]
        QCoreApplication.sendEvent(app, QFileOpenEvent(QUrl("https://example.org/cat.jpg")))
        assert seen == [[early], [late]], "nothing is fetched"
        assert not opens.eventFilter(app, QEvent(QEvent.Type.User))
    finally:
        app.removeEventFilter(opens)
