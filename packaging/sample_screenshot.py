"""Makes assets/samples/editor.png: a real text editor with a question in front, on a virtual display.

    python packaging/sample_screenshot.py OUT.png

Needs Xvfb, openbox and ImageMagick (packaging/debian-test.txt).
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QPlainTextEdit

TEXT = """\
Saturday walk

Meet at the station at 9:30, platform 4.
Bring water, a rain jacket and something for the picnic.

We follow the river to the old mill, about 7 kilometres.
Lunch is at the mill. The last train back leaves at 17:45.

Do not feed the horses in the field behind the church.
"""


def show(out: Path) -> None:
    """Show the editor on the display at hand, photograph the screen, and leave."""
    app = QApplication([])
    app.setStyle("Fusion")
    window = QMainWindow()
    window.setWindowTitle("walk.txt - Notes")
    for menu, entries in {"File": "Open Save Quit", "Edit": "Undo Copy Paste", "Help": "About"}.items():
        entry = window.menuBar().addMenu(menu)
        for name in entries.split():
            entry.addAction(name)
    editor = QPlainTextEdit(TEXT)
    editor.setFont(QFont("DejaVu Sans", 15))
    window.setCentralWidget(editor)
    window.statusBar().showMessage("Line 9, column 55. Not saved.")
    window.showMaximized()

    question = QMessageBox(window)
    question.setWindowTitle("Notes")
    question.setIcon(QMessageBox.Icon.Warning)
    question.setText("Save changes to walk.txt before closing?")
    question.setInformativeText("If you do not save, your changes will be lost.")
    buttons = QMessageBox.StandardButton
    question.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)

    def place() -> None:
        question.open()
        question.move(660, 470)

    def take() -> None:
        subprocess.run(["import", "-window", "root", "-depth", "8", str(out)], check=True)
        app.exit()

    QTimer.singleShot(800, place)
    QTimer.singleShot(2000, take)
    app.exec()


def main() -> None:
    """Start the display and the window manager around `show`."""
    out = Path(sys.argv[1]).absolute()
    if os.environ.get("EARSIGHT_SAMPLE_DISPLAY"):
        show(out)
        return
    with tempfile.TemporaryFile() as number:
        xvfb = subprocess.Popen(
            ["Xvfb", "-displayfd", str(number.fileno()), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
            pass_fds=[number.fileno()],
            stderr=subprocess.DEVNULL,
        )
        try:
            display = ""
            while not display.endswith("\n") and xvfb.poll() is None:
                number.seek(0)
                display = number.read().decode()
            environment = os.environ | {
                "DISPLAY": f":{display.strip()}",
                "QT_QPA_PLATFORM": "xcb",
                "EARSIGHT_SAMPLE_DISPLAY": "1",
            }
            manager = subprocess.Popen(["openbox"], env=environment)
            subprocess.run([sys.executable, __file__, str(out)], env=environment, check=True, timeout=60)
            manager.terminate()
        finally:
            xvfb.terminate()


if __name__ == "__main__":
    main()
