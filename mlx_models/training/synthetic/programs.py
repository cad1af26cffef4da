"""Qt windows of whole programs: pages, chats, mail, pictures, panels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QColor, QPixmap, QTextDocument
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDial,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLCDNumber,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSlider,
    QSplitter,
    QTabWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from mlx_models.training.synthetic import charts
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
from mlx_models.training.synthetic.widgets import (
    ICONS,
    buttons,
    code,
    files,
    form,
    group,
    list_widget,
    main_window,
    message,
    qimage,
    settings,
    sheet,
    terminal,
    tree_widget,
    writer,
)


def _photos(browser: QTextBrowser, rng: np.random.Generator, kit: Kit, count: int) -> list[str]:
    names = []
    for i in range(count):
        picture = kit.photo(rng) if rng.random() < 0.8 else charts.bar(rng, kit).resize((320, 220))
        browser.document().addResource(
            QTextDocument.ResourceType.ImageResource, QUrl(f"p{i}"), qimage(picture)
        )
        names.append(f"p{i}")
    return names


def web(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A browser: tabs, address line, and a page of headings, text, links and pictures."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    if rng.random() < 0.85:
        if rng.random() < 0.6:
            tabs = QTabWidget()
            for _ in range(int(rng.integers(1, 7))):
                tabs.addTab(QWidget(), title(rng, 1, 2))
            tabs.setMaximumHeight(28)
            layout.addWidget(tabs)
        row = QHBoxLayout()
        for label in ("<", ">", "o"):
            button = QPushButton(label)
            button.setMaximumWidth(28)
            row.addWidget(button)
        row.addWidget(QLineEdit(f"https://www.{words(rng, 1)}.org/{words(rng, 1)}"))
        layout.addLayout(row)
    page = QTextBrowser()
    back, ink = pick(
        rng,
        [
            ("#ffffff", "#202122"),
            ("#ffffff", "#333333"),
            ("#18191c", "#e0e0e0"),
            (QColor(*colour(rng, 225, 255)).name(), "#222222"),
        ],
    )
    page.setStyleSheet(f"background:{back}; color:{ink}; border:0")
    link = QColor(*vivid(rng)).name()
    head = QColor(*(vivid(rng) if rng.random() < 0.6 else colour(rng, 20, 60))).name()
    nav = " &nbsp; ".join(title(rng, 1, 1) for _ in range(int(rng.integers(3, 8))))
    parts = [
        f'<table width="100%" bgcolor="{head}" cellpadding="12"><tr><td>'
        f'<font color="white" size="5"><b>{title(rng, 1, 2)}</b></font> &nbsp; '
        f'<font color="white">{nav}</font></td></tr></table>'
    ]
    style = rng.random()
    if style < 0.35:
        names = _photos(page, rng, kit, 3)
        columns = int(rng.integers(2, 5))
        width = int(rng.integers(120, 300))
        for _ in range(int(rng.integers(1, 4))):
            cells = "".join(
                f'<td><img src="{pick(rng, names)}" width="{width}"><br>'
                f'<b>{title(rng)}</b><br><font color="{link}">{number(rng)}</font></td>'
                for _ in range(columns)
            )
            parts.append(f'<table cellpadding="8"><tr>{cells}</tr></table>')
    else:
        names = _photos(page, rng, kit, 1)
        side = "".join(
            f'<p><a href="#" style="color:{link}">{title(rng)}</a></p>'
            for _ in range(int(rng.integers(3, 12)))
        )
        body = f"<h1>{title(rng, 2, 6)}</h1>"
        for _ in range(int(rng.integers(2, 7))):
            roll = rng.random()
            if roll < 0.2:
                body += f'<p><img src="{names[0]}" width="{int(rng.integers(150, 450))}"></p>'
            elif roll < 0.4:
                body += (
                    "<ul>"
                    + "".join(
                        f'<li><a href="#" style="color:{link}">{title(rng, 2, 6)}</a></li>' for _ in range(4)
                    )
                    + "</ul>"
                )
            else:
                body += f"<h2>{title(rng)}</h2><p>{paragraph(rng, int(rng.integers(2, 6)))}</p>"
        parts.append(
            f'<table cellpadding="10"><tr><td width="22%">{side}</td><td>{body}</td></tr></table>'
            if rng.random() < 0.6
            else body
        )
    page.setHtml("".join(parts))
    layout.addWidget(page, 1)
    return widget


def chat(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A chat: bubbles left and right, a contact list where there is room, an input line."""
    view = QTextBrowser()
    dark = rng.random() < 0.35
    back = (
        pick(rng, ["#121b22", "#202225"]) if dark else pick(rng, ["#ffffff", "#efeae2", "#f5f5f5", "#e7ebf0"])
    )
    view.setStyleSheet(f"background:{back}; border:0; color:{'#eee' if dark else '#111'}")
    mine, yours = (
        ("#2b5278", "#33363d")
        if dark
        else (QColor(*colour(rng, 190, 255)).name(), pick(rng, ["#ffffff", "#e9e9eb"]))
    )
    parts = []
    names = _photos(view, rng, kit, 1)
    for _ in range(int(rng.integers(3, 16))):
        me = rng.random() < 0.5
        text = sentence(rng, 1, 20) if rng.random() < 0.9 else f'<img src="{names[0]}" width="180">'
        who = f"<b>{name(rng)}</b><br>" if rng.random() < 0.3 else ""
        parts.append(
            f'<table align="{"right" if me else "left"}" bgcolor="{mine if me else yours}" cellpadding="8" '
            f'width="{int(rng.integers(30, 75))}%"><tr><td>{who}{text} '
            f"<small>{int(rng.integers(8, 22))}:{int(rng.integers(10, 60))}</small>"
            "</td></tr></table><br>"
        )
    view.setHtml("".join(parts))
    widget = QWidget()
    outer = QHBoxLayout(widget)
    if rng.random() < 0.5:
        outer.addWidget(list_widget(rng, 12), 1)
    column = QVBoxLayout()
    column.addWidget(QLabel(f"<b>{name(rng)}</b>"))
    column.addWidget(view, 1)
    column.addWidget(QLineEdit(words(rng, 3)))
    outer.addLayout(column, 3)
    return widget


def mail(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A mail program: folders, messages, the open one."""
    split = QSplitter()
    split.addWidget(list_widget(rng, 9))
    split.addWidget(tree_widget(rng, 25, 3))
    if rng.random() < 0.7:
        text = QTextBrowser()
        text.setHtml(
            f"<h2>{title(rng, 2, 5)}</h2><p><b>{name(rng)}</b> {date(rng)}</p>"
            + "".join(f"<p>{paragraph(rng, 3)}</p>" for _ in range(4))
        )
        split.addWidget(text)
    return main_window(rng, split)


def viewer(rng: np.random.Generator, kit: Kit) -> QWidget:
    """A picture viewer or video player: a photo with controls around it."""
    widget = QWidget()
    layout = QVBoxLayout(widget)
    picture = QLabel()
    picture.setPixmap(QPixmap.fromImage(qimage(kit.photo(rng))))
    picture.setScaledContents(bool(rng.random() < 0.6))
    picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
    picture.setMinimumSize(40, 40)
    picture.setStyleSheet(f"background:{pick(rng, ['black', '#222', '#ddd', 'white'])}")
    side = QHBoxLayout()
    if rng.random() < 0.3:
        side.addWidget(list_widget(rng, 8), 1)
    side.addWidget(picture, 4)
    if rng.random() < 0.25:
        side.addWidget(group(rng, 5), 1)
    layout.addLayout(side, 1)
    seek = QSlider(Qt.Orientation.Horizontal)
    seek.setValue(int(rng.integers(99)))
    layout.addWidget(seek)
    row = QHBoxLayout()
    for _ in range(int(rng.integers(3, 8))):
        button = QPushButton(words(rng, 1).title() if rng.random() < 0.5 else "")
        button.setIcon(widget.style().standardIcon(pick(rng, ICONS)))
        row.addWidget(button)
    row.addWidget(QLabel(f"{int(rng.integers(10))}:{int(rng.integers(10, 60))}"))
    layout.addLayout(row)
    return main_window(rng, widget, tools=0.2)


def panel(rng: np.random.Generator, kit: Kit) -> QWidget:
    """Small programs: calculator, calendar, mixer, clock, installer."""
    widget = QWidget()
    roll = rng.random()
    if roll < 0.3:
        grid = QGridLayout(widget)
        display = QLCDNumber(9)
        display.display(int(rng.integers(1_000_000)))
        display.setMinimumHeight(60)
        grid.addWidget(display, 0, 0, 1, 4)
        for i, label in enumerate("789/456*123-0.=+"):
            button = QPushButton(label)
            button.setMinimumHeight(40)
            grid.addWidget(button, 1 + i // 4, i % 4)
    elif roll < 0.5:
        column = QVBoxLayout(widget)
        column.addWidget(QCalendarWidget())
        column.addWidget(list_widget(rng, 5))
    elif roll < 0.7:
        row = QHBoxLayout(widget)
        for _ in range(int(rng.integers(3, 9))):
            strip = QVBoxLayout()
            strip.addWidget(QDial())
            slider = QSlider(Qt.Orientation.Vertical)
            slider.setValue(int(rng.integers(99)))
            strip.addWidget(slider, 1)
            strip.addWidget(QLabel(words(rng, 1)))
            row.addLayout(strip)
    else:
        row = QHBoxLayout(widget)
        banner = QLabel(f"<h1>{title(rng, 1, 2)}</h1>")
        banner.setStyleSheet(f"background:{QColor(*vivid(rng)).name()}; color:white")
        row.addWidget(banner, 1)
        column = QVBoxLayout()
        text = QLabel(f"<h2>{title(rng)}</h2>{paragraph(rng, 3)}")
        text.setWordWrap(True)
        column.addWidget(text)
        bar = QProgressBar()
        bar.setValue(int(rng.integers(100)))
        column.addWidget(bar)
        log = QPlainTextEdit("\n".join(sentence(rng) for _ in range(12)))
        column.addWidget(log, 1)
        column.addLayout(buttons(rng))
        row.addLayout(column, 2)
    return widget


def dashboard(rng: np.random.Generator, kit: Kit) -> QWidget:
    """Cards with numbers and charts beside a column of sections."""
    widget = QWidget()
    row = QHBoxLayout(widget)
    side = list_widget(rng, 9)
    side.setStyleSheet(f"background:{QColor(*colour(rng, 10, 90)).name()}; color:white; border:0")
    row.addWidget(side, 1)
    grid = QGridLayout()
    for i in range(int(rng.integers(3, 9))):
        card = QLabel()
        card.setMinimumSize(20, 20)
        if rng.random() < 0.5:
            picture = pick(rng, [charts.bar, charts.line, charts.pie])(rng, kit).resize((360, 240))
            card.setPixmap(QPixmap.fromImage(qimage(picture)))
            card.setScaledContents(True)
        else:
            card.setText(f"<h1>{number(rng)}</h1>{title(rng)}")
            card.setStyleSheet(
                f"background:{QColor(*pick(rng, [vivid(rng), (255, 255, 255)])).name()}; "
                f"color:{pick(rng, ['#222', '#000'])}; padding:12px"
            )
        grid.addWidget(card, i // 3, i % 3)
    row.addLayout(grid, 5)
    return main_window(rng, widget, menus=0.2, tools=0.2)


MAKERS = (
    form, form, message, settings, settings, files, files, sheet, writer, code, code, terminal,
    web, web, web, chat, mail, viewer, panel, dashboard,
)  # fmt: skip
NARROW = (form, settings, chat, web, message, viewer)
