"""Windows full of real Qt widgets with made-up contents, one function a sort of window."""

from __future__ import annotations

import html

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QSplitter,
    QStyle,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QTextEdit,
    QToolBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from mlx_models.training.synthetic.kit import (
    Kit,
    colour,
    date,
    name,
    number,
    paragraph,
    pick,
    sentence,
    title,
    vivid,
    words,
)

Symbol = QStyle.StandardPixmap
ICONS = (
    Symbol.SP_DirIcon, Symbol.SP_FileIcon, Symbol.SP_DialogSaveButton,
    Symbol.SP_BrowserReload, Symbol.SP_ArrowBack, Symbol.SP_ArrowForward,
    Symbol.SP_TrashIcon, Symbol.SP_ComputerIcon, Symbol.SP_DialogApplyButton,
    Symbol.SP_MediaPlay, Symbol.SP_DriveHDIcon, Symbol.SP_MessageBoxInformation,
)  # fmt: skip


def qimage(image: Image.Image) -> QImage:
    """A Qt copy of an RGB picture."""
    rgb = image.convert("RGB")
    return QImage(rgb.tobytes(), rgb.width, rgb.height, rgb.width * 3, QImage.Format.Format_RGB888).copy()


def _icon(widget: QWidget, rng: np.random.Generator, which: QStyle.StandardPixmap | None = None) -> QPixmap:
    return widget.style().standardIcon(which or pick(rng, ICONS)).pixmap(48, 48)


def buttons(rng: np.random.Generator) -> QHBoxLayout:
    """A dialog's last row."""
    row = QHBoxLayout()
    row.addStretch()
    for label in pick(
        rng, [["OK", "Cancel"], ["Yes", "No"], ["OK"], ["Apply", "Close", "Help"], ["Back", "Next", "Cancel"]]
    ):
        row.addWidget(QPushButton(label))
    return row


def field(rng: np.random.Generator) -> QWidget:
    """One input of any sort, filled in."""
    roll = int(rng.integers(9))
    if roll < 3:
        return QLineEdit(words(rng, int(rng.integers(1, 4))) if rng.random() < 0.7 else "")
    if roll == 3:
        box = QComboBox()
        box.addItem(title(rng))
        return box
    if roll == 4:
        spin = QSpinBox()
        spin.setValue(int(rng.integers(99)))
        return spin
    if roll == 5:
        check: QCheckBox | QRadioButton = (
            QCheckBox(title(rng)) if rng.random() < 0.7 else QRadioButton(title(rng))
        )
        check.setChecked(bool(rng.random() < 0.5))
        return check
    if roll == 6:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setValue(int(rng.integers(99)))
        return slider
    if roll == 7:
        bar = QProgressBar()
        bar.setValue(int(rng.integers(5, 100)))
        return bar
    return QPushButton(title(rng, 1, 2))


def group(rng: np.random.Generator, rows: int) -> QWidget:
    """A framed group of `rows` labelled inputs."""
    box = QGroupBox(title(rng, 1, 3)) if rng.random() < 0.6 else QWidget()
    layout = QFormLayout(box)
    for _ in range(rows):
        layout.addRow(title(rng, 1, 3) + ":", field(rng))
    return box


def form(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A dialog with labelled fields in groups and buttons at the end."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    if rng.random() < 0.4:
        label = QLabel(paragraph(rng, 2))
        label.setWordWrap(True)
        layout.addWidget(label)
    columns = QHBoxLayout()
    for _ in range(int(rng.integers(1, 4))):
        column = QVBoxLayout()
        for _ in range(int(rng.integers(1, 3))):
            column.addWidget(group(rng, int(rng.integers(2, 7))))
        column.addStretch()
        columns.addLayout(column)
    layout.addLayout(columns)
    layout.addLayout(buttons(rng))
    return widget


def message(rng: np.random.Generator, kit: Kit) -> QWidget:
    """An error, warning or question box."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    row = QHBoxLayout()
    icon = QLabel()
    kinds = (
        QStyle.StandardPixmap.SP_MessageBoxCritical, QStyle.StandardPixmap.SP_MessageBoxWarning,
        QStyle.StandardPixmap.SP_MessageBoxQuestion, QStyle.StandardPixmap.SP_MessageBoxInformation,
    )  # fmt: skip
    icon.setPixmap(_icon(widget, rng, pick(rng, kinds)))
    row.addWidget(icon)
    text = QLabel(f"<b>{html.escape(title(rng, 3, 7))}</b><br>{paragraph(rng, int(rng.integers(1, 4)))}")
    text.setWordWrap(True)
    row.addWidget(text, 1)
    layout.addLayout(row, 1)
    if rng.random() < 0.2:
        layout.addWidget(field(rng))
    layout.addLayout(buttons(rng))
    return widget


def settings(rng: np.random.Generator, kit: Kit) -> QWidget:
    """Settings: tabs, or a list of sections at the left."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    page = form(rng, kit)
    if rng.random() < 0.5:
        tabs = QTabWidget()
        tabs.addTab(page, title(rng, 1, 2))
        for _ in range(int(rng.integers(1, 6))):
            tabs.addTab(QWidget(), title(rng, 1, 2))
        layout.addWidget(tabs)
    else:
        row = QHBoxLayout()
        row.addWidget(list_widget(rng, 14), 1)
        row.addWidget(page, 3)
        layout.addLayout(row)
    return widget


def list_widget(rng: np.random.Generator, count: int) -> QListWidget:
    """A list of `count` rows."""
    entries = QListWidget()
    pictured = rng.random() < 0.5
    for _ in range(count):
        entries.addItem(title(rng, 1, 3))
        if pictured:
            entries.item(entries.count() - 1).setIcon(_icon(entries, rng))
    entries.setCurrentRow(int(rng.integers(count)))
    return entries


def tree_widget(rng: np.random.Generator, rows: int, columns: int) -> QTreeWidget:
    """A tree with about `rows` branches."""
    tree = QTreeWidget()
    tree.setColumnCount(columns)
    tree.setHeaderLabels([title(rng, 1, 2) for _ in range(columns)])
    tree.setAlternatingRowColors(bool(rng.random() < 0.4))
    icon = tree.style().standardIcon(pick(rng, ICONS))
    for i in range(rows):
        cells = [title(rng, 1, 3), *(pick(rng, [number, date, name])(rng) for _ in range(columns - 1))]
        top = QTreeWidgetItem(tree, cells)
        top.setIcon(0, icon)
        if rng.random() < 0.25:
            for _ in range(int(rng.integers(1, 4))):
                QTreeWidgetItem(top, [title(rng, 1, 2)]).setIcon(
                    0, tree.style().standardIcon(pick(rng, ICONS))
                )
            top.setExpanded(True)
        if i == 2 and rng.random() < 0.6:
            tree.setCurrentItem(top)
    tree.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return tree


def main_window(
    rng: np.random.Generator, centre: QWidget, *, menus: float = 0.7, tools: float = 0.6
) -> QMainWindow:
    """A program's window around `centre`, with menus and tools at these probabilities."""
    window = QMainWindow()
    window.setCentralWidget(centre)
    if rng.random() < menus:
        for label in ("File", "Edit", "View", "Insert", "Tools", "Window", "Help")[: int(rng.integers(3, 8))]:
            window.menuBar().addMenu(label)
    if rng.random() < tools:
        bar = QToolBar()
        bar.setToolButtonStyle(
            pick(rng, [Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextUnderIcon])
        )
        for _ in range(int(rng.integers(3, 14))):
            bar.addAction(window.style().standardIcon(pick(rng, ICONS)), words(rng, 1).title())
        window.addToolBar(bar)
    if rng.random() < 0.5:
        window.statusBar().showMessage(sentence(rng))
    return window


def files(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A file manager or any manager with a tree at the left and rows at the right."""
    split = QSplitter()
    split.addWidget(tree_widget(rng, 10, 1) if rng.random() < 0.5 else list_widget(rng, 10))
    split.addWidget(tree_widget(rng, int(rng.integers(3, 40)), int(rng.integers(2, 6))))
    if rng.random() < 0.3:
        split.addWidget(group(rng, 5))
    split.setStretchFactor(1, 3)
    return main_window(rng, split)


def sheet(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A spreadsheet or data grid."""
    rows, columns = int(rng.integers(10, 40)), int(rng.integers(4, 14))
    grid = QTableWidget(rows, columns)
    full = rng.random() < 0.6
    if rng.random() < 0.7:
        grid.setHorizontalHeaderLabels(
            [chr(65 + c) if rng.random() < 0.9 else title(rng, 1, 1) for c in range(columns)]
        )
    used = rows if full else int(rng.integers(2, rows))
    for r in range(used):
        for c in range(columns if full else int(rng.integers(1, columns))):
            item = QTableWidgetItem(number(rng) if c else words(rng, 1))
            if r == 0 and rng.random() < 0.6:
                item.setBackground(QColor(*colour(rng, 150, 255)))
                item.setForeground(QColor(0, 0, 0))
            grid.setItem(r, c, item)
    grid.setCurrentCell(int(rng.integers(rows)), int(rng.integers(columns)))
    return main_window(rng, grid)


def writer(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A text editor or word processor with a tool bar."""
    text = QTextEdit()
    parts = [f"<h1>{title(rng)}</h1>"] if rng.random() < 0.6 else []
    parts += [f"<p>{paragraph(rng, int(rng.integers(1, 6)))}</p>" for _ in range(int(rng.integers(0, 8)))]
    text.setHtml("".join(parts))
    if rng.random() < 0.4:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.addStretch(1)
        row.addWidget(text, 4)
        row.addStretch(1)
        return main_window(rng, holder, tools=1.0)
    return main_window(rng, text)


def _code(rng: np.random.Generator, lines: int, dark: bool) -> str:
    inks = (
        ["#569cd6", "#ce9178", "#6a9955", "#dcdcaa", "#c586c0"]
        if dark
        else ["#0000cc", "#a31515", "#008000", "#795e26", "#8800aa"]
    )
    out, depth = [], 0
    for i in range(lines):
        depth = int(np.clip(depth + rng.integers(-1, 2), 0, 5))
        tokens = []
        for _ in range(int(rng.integers(0, 8))):
            word = html.escape(
                words(rng, 1) + pick(rng, ["", "(", ")", " =", ";", ".", ":", " {", "[0]", ' "'])
            )
            tokens.append(
                f'<span style="color:{pick(rng, inks)}">{word}</span>' if rng.random() < 0.55 else word
            )
        out.append(f'<span style="color:#888">{i + 1:4d} </span> ' + "&nbsp;" * 4 * depth + " ".join(tokens))
    return "<br>".join(out)


def code(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A code editor with coloured words, often dark, with a file tree and a terminal below."""
    dark = rng.random() < 0.6
    text = QTextEdit()
    text.setHtml(
        f'<div style="font-family:monospace; white-space:pre">'
        f"{_code(rng, int(rng.integers(15, 60)), dark)}</div>"
    )
    split = QSplitter()
    split.addWidget(tree_widget(rng, 12, 1))
    right = QSplitter(Qt.Orientation.Vertical)
    right.addWidget(text)
    if rng.random() < 0.4:
        right.addWidget(terminal(rng, kit))
    split.addWidget(right)
    split.setStretchFactor(1, 4)
    window = main_window(rng, split, tools=0.3)
    if dark:
        shade = pick(rng, ["#1e1e1e", "#282c34", "#002b36", "#272822", "#0d1117"])
        window.setStyleSheet(
            f"* {{background:{shade}; color:#d4d4d4; border:0}} "
            f"QStatusBar {{background:{QColor(*vivid(rng)).name()}}}"
        )
    return window


def terminal(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A terminal: light letters on a dark ground, prompts and listings."""
    text = QTextEdit()
    back, ink = pick(
        rng,
        [
            ("#000000", "#cccccc"),
            ("#300a24", "#eeeeec"),
            ("#012456", "#eeedf0"),
            ("#1d1f21", "#c5c8c6"),
            ("#000", "#0f0"),
            ("#ffffff", "#222222"),
        ],
    )
    lines = []
    for _ in range(int(rng.integers(3, 60))):
        if rng.random() < 0.3:
            prompt = pick(rng, ["user@host:~$", "PS C:\\>", "C:\\Users\\me>", "%", "root#"])
            lines.append(
                f'<b style="color:{pick(rng, ["#8ae234", "#729fcf", ink])}">{html.escape(prompt)}</b> '
                f"{words(rng, int(rng.integers(1, 5)))}"
            )
        else:
            lines.append(words(rng, int(rng.integers(1, 12))) + " " + number(rng))
    text.setHtml(f'<div style="font-family:monospace">{"<br>".join(lines)}</div>')
    text.setStyleSheet(f"QTextEdit {{background:{back}; color:{ink}; border:0}}")
    return text
