"""One of the windows of this folder that are made with Qt: `qt_windows.py NAME`."""

import sys
from pathlib import Path

from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCalendarWidget,
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
    QWizard,
    QWizardPage,
)

HERE = Path(__file__).resolve().parent.parent


def window(title: str, layout, *rows) -> QWidget:
    """A plain window with these widgets and layouts below each other."""
    made = QWidget()
    made.setWindowTitle(title)
    made.setLayout(layout)
    for row in rows:
        (layout.addWidget if isinstance(row, QWidget) else layout.addLayout)(row)
    return made


def buttons(*names: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch()
    for name in names:
        row.addWidget(QPushButton(name))
    return row


def red(text: str) -> QLabel:
    label = QLabel(text)
    label.setStyleSheet("color: #b00020")
    return label


def checked(name: str, on: bool) -> QCheckBox:
    box = QCheckBox(name)
    box.setChecked(on)
    return box


def table(made, heads: list[str], rows: list[list[str]]):
    """Fill a table or a tree with these rows."""
    if isinstance(made, QTableWidget):
        made.setRowCount(len(rows))
        made.setColumnCount(len(heads))
        made.setHorizontalHeaderLabels(heads)
        for y, row in enumerate(rows):
            for x, text in enumerate(row):
                made.setItem(y, x, QTableWidgetItem(text))
    else:
        made.setHeaderLabels(heads)
        made.setRootIsDecorated(False)
        for row in rows:
            made.addTopLevelItem(QTreeWidgetItem(row))
        for column in range(len(heads)):
            made.resizeColumnToContents(column)
    return made


def save():
    editor = QMainWindow()
    editor.setWindowTitle("Minutes of May - Notepad")
    editor.setCentralWidget(
        QPlainTextEdit("Present: Abel, Tamsin, Ruth.\n\n1. The bees stay.\n2. Paint the gate.")
    )
    editor.resize(760, 520)
    editor.show()
    box = QMessageBox(editor)
    box.setWindowTitle("Unsaved changes")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText("Save the changes to “Minutes of May” before closing?")
    box.setInformativeText("If you don't save, your changes are lost.")
    kinds = QMessageBox.StandardButton
    box.setStandardButtons(kinds.Save | kinds.Discard | kinds.Cancel)
    box.button(kinds.Discard).setText("Don't Save")
    return box, editor


def settings():
    form = QFormLayout()
    form.addRow(checked("Start when I log in", True))
    form.addRow(checked("Check for updates every day", False))
    form.addRow(checked("Play a sound when a message comes", True))
    form.addRow(checked("Keep deleted messages for a week", False))
    language = QComboBox()
    language.addItems(["English", "Welsh", "Norwegian"])
    form.addRow("Language:", language)
    size = QSlider(Qt.Orientation.Horizontal)
    size.setAccessibleName("Text size")
    size.setRange(50, 200)
    size.setValue(120)
    form.addRow("Text size, 120 %:", size)
    return window("Heron Mail Settings", QVBoxLayout(), form, buttons("OK", "Cancel", "Apply"))


def booking():
    form = QFormLayout()
    form.addRow("Guests:", QLineEdit("2"))
    form.addRow("Arrival:", QLineEdit("14 June"))
    form.addRow("Departure:", QLineEdit("12 June"))
    form.addRow("", red("Departure must be after arrival."))
    form.addRow("Name:", QLineEdit(""))
    form.addRow("", red("Please tell us your name."))
    form.addRow(checked("We bring a dog", True))
    return window("Book a room", QVBoxLayout(), form, buttons("Cancel", "Book"))


def login():
    form = QFormLayout()
    form.addRow(QLabel("Log in to tide.example to read your measurements."))
    user = QLineEdit("mia")
    secret = QLineEdit()
    secret.setEchoMode(QLineEdit.EchoMode.Password)
    form.addRow("User name:", user)
    form.addRow("Password:", secret)
    form.addRow(checked("Remember me", False))
    made = QDialog()
    made.setWindowTitle("Log in")
    made.setLayout(QVBoxLayout())
    made.layout().addLayout(form)
    made.layout().addLayout(buttons("Forgot password?", "Cancel", "Log in"))
    secret.setFocus()
    return made


def update():
    box = QMessageBox()
    box.setWindowTitle("Software update")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText("Heron Mail 7.2 is ready. Restart now to install it?")
    box.addButton("Restart now", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Tonight", QMessageBox.ButtonRole.RejectRole)
    return box


def pictures():
    shown = QListWidget()
    shown.setViewMode(QListWidget.ViewMode.IconMode)
    shown.setResizeMode(QListWidget.ResizeMode.Adjust)
    shown.setIconSize(QSize(210, 150))
    shown.setGridSize(QSize(235, 200))
    for name in ("apple", "beach", "boat", "house", "mountain", "tree"):
        icon = QIcon(QPixmap(str(HERE / "pictures" / f"{name}.svg")))
        shown.addItem(QListWidgetItem(icon, f"{name}.jpg"))
    return window("Paintings - Picture Box", QVBoxLayout(), shown)


def stock():
    rows = [
        ["Candles", "140", "enough"],
        ["Lamp oil", "3", "order now"],
        ["Matches", "62", "enough"],
        ["Rope", "17", "enough"],
        ["Soap", "0", "sold out"],
        ["Tea", "28", "enough"],
    ]
    return window(
        "Stock - Harbour Shop", QVBoxLayout(), table(QTableWidget(), ["Goods", "Left", "State"], rows)
    )


def chat():
    said = QListWidget()
    said.addItems(
        [
            "Ruth, 16:20: The anchor is painted.",
            "You, 16:22: Which colour?",
            "Ruth, 16:23: Green, as you wished.",
            "Ruth, 16:31: Call me when you are on the train.",
        ]
    )
    line = QHBoxLayout()
    entry = QLineEdit()
    entry.setPlaceholderText("Write to Ruth")
    line.addWidget(entry)
    line.addWidget(QPushButton("Send"))
    return window("Ruth Adeyo - Parley", QVBoxLayout(), said, line)


def mail():
    rows = [
        ["★", "Wren Halloway", "Slides for lecture 5", "10:12"],
        ["", "Choir", "New place for Tuesday", "yesterday"],
        ["", "Nils", "Copper tape", "yesterday"],
        ["", "Pia Lund", "Lost glove", "Sunday"],
    ]
    tree = table(QTreeWidget(), ["", "From", "Subject", "Date"], rows)
    font = tree.font()
    font.setBold(True)
    for column in range(4):
        tree.topLevelItem(0).setFont(column, font)
    tree.setCurrentItem(tree.topLevelItem(0))
    text = QPlainTextEdit(
        "Dear all,\n\nhere are the slides for Thursday. Please bring the tide tables.\n\nWren"
    )
    text.setReadOnly(True)
    return window("Inbox - Heron Mail", QVBoxLayout(), tree, text, buttons("Reply", "Forward", "Delete"))


def calculator():
    grid = QGridLayout()
    shown = QLineEdit("12 \u00d7 7.5 = 90")
    shown.setReadOnly(True)
    shown.setAlignment(Qt.AlignmentFlag.AlignRight)
    shown.setStyleSheet("font-size: 26px; padding: 8px")
    grid.addWidget(shown, 0, 0, 1, 4)
    for place, key in enumerate("789\u00f7456\u00d7123\u22120.=+"):
        grid.addWidget(QPushButton(key), 1 + place // 4, place % 4)
    return window("Calculator", grid)


def files():
    rows = [
        ["Harbour plans", "folder", ""],
        ["budget.ods", "table", "48 kB"],
        ["letter to the mayor.odt", "text", "21 kB"],
        ["siren.wav", "sound", "3.2 MB"],
    ]
    tree = table(QTreeWidget(), ["Name", "Kind", "Size"], rows)
    tree.setCurrentItem(tree.topLevelItem(2))
    return window(
        "Office - Files",
        QVBoxLayout(),
        buttons("Up", "New folder"),
        tree,
        QLabel("4 items, 1 selected (21 kB)"),
    )


def player():
    place = QSlider(Qt.Orientation.Horizontal)
    place.setAccessibleName("Position")
    place.setRange(0, 225)
    place.setValue(72)
    title = QLabel("Lanterns on the Quay")
    title.setStyleSheet("font-size: 22px")
    row = buttons("Previous", "Pause", "Next")
    return window(
        "Wavebox", QVBoxLayout(), title, QLabel("The Saltmouth Four"), place, QLabel("1:12 of 3:45"), row
    )


def calendar():
    shown = QCalendarWidget()
    shown.setSelectedDate(QDate(2031, 9, 16))
    day = QListWidget()
    day.addItems(["9:30 School opens on the ferry", "18:00 Choir"])
    return window("Days", QVBoxLayout(), shown, QLabel("Tuesday, 16 September 2031: 2 events"), day)


def wizard():
    made = QWizard()
    made.setWindowTitle("Install Tidewatch")
    made.setWizardStyle(QWizard.WizardStyle.ModernStyle)
    for title, rows in (
        (
            "Where shall Tidewatch go?",
            [QLabel("Folder:"), QLineEdit("/opt/tidewatch"), QLabel("Needs 31 MB.")],
        ),
        ("Ready", [QLabel("Everything is ready.")]),
    ):
        page = QWizardPage()
        page.setTitle(title)
        page.setLayout(QVBoxLayout())
        for row in rows:
            page.layout().addWidget(row)
        made.addPage(page)
    made.button(QWizard.WizardButton.NextButton).setText("Next")
    made.button(QWizard.WizardButton.CancelButton).setText("Cancel")
    return made


def loeschen():
    box = QMessageBox()
    box.setWindowTitle("Ordner löschen")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText("Soll der Ordner „Steuer 2029“ endgültig gelöscht werden?")
    box.setInformativeText("Das lässt sich nicht rückgängig machen.")
    box.addButton("Löschen", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Behalten", QMessageBox.ButtonRole.RejectRole)
    return box


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    shown = globals()[sys.argv[1]]()
    top = shown[0] if isinstance(shown, tuple) else shown
    top.show()
    application.exec()
