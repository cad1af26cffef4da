"""A window with buttons in a process of its own, which notes what is clicked.

    python button_window.py FILE [WORD ...]

Each word is a button, "item:WORD" an item of a list, "secret:WORD" a field for a password of that name, which
holds "hunter2"; a line in FILE tells which was clicked. A line on its input, "old=new", changes a button.
"""

import sys
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QListWidget, QPushButton, QWidget


class Changes(QObject):
    """Takes changes on a thread of its own to the window's."""

    wanted = Signal(str, str)

    def listen(self) -> None:
        """Read lines until there are no more."""
        for line in sys.stdin:
            old, _, new = line.strip().partition("=")
            self.wanted.emit(old, new)


def main() -> None:
    """Show the window until it is ended."""
    file, words = Path(sys.argv[1]), sys.argv[2:]
    app = QApplication(sys.argv[:1])
    window = QWidget()
    window.setWindowTitle("Buttons")
    window.setStyleSheet("QWidget { background: white; color: black; font-size: 22px; }")
    layout = QGridLayout(window)
    layout.setSpacing(60)
    layout.setContentsMargins(60, 60, 60, 60)
    buttons, items = {}, QListWidget()

    def note(word: str) -> None:
        with file.open("a") as out:
            out.write(word + "\n")

    items.itemClicked.connect(lambda item: note(item.text()))
    for number, word in enumerate(words):
        kind, _, name = word.rpartition(":")
        if kind == "item":
            items.addItem(name)
            layout.addWidget(items, 8, 0)
        elif kind == "secret":
            secret = QLineEdit("hunter2")
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            secret.setAccessibleName(name)
            layout.addWidget(secret, 8, 1)
        else:
            button = buttons[word] = QPushButton(word)
            button.setFlat(True)
            button.setMinimumSize(180, 60)
            button.clicked.connect(lambda _on, button=button: note(button.text()))
            layout.addWidget(button, number // 2, number % 2)
    changes = Changes()
    changes.wanted.connect(lambda old, new: buttons[old].setText(new))
    threading.Thread(target=changes.listen, daemon=True).start()
    window.move(80, 60)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
