"""The style sheet of the whole app, made of the design's sizes and colours."""

from app.ui.design.tokens import (
    BODY,
    DESCRIPTION,
    RADIUS,
    SECTION,
    SMALL,
    TARGET,
    TITLE,
    XS,
    L,
    M,
    S,
    colours,
)

KIND = "kind"
"""The property by which a widget says what it is: "primary", "danger" (buttons), "title", "section", "muted",
"status", "description", "card" (labels, texts and frames)."""
BUSY = "busy"
"""The property of what is at work."""


def style_sheet(theme: str, body: int = BODY) -> str:
    """The sheet for a theme and a size of the body text in pixels."""
    own = colours(theme)
    line, text_line = own.line, round(body * 1.4)

    def grown(pixels: int) -> int:
        return round(pixels * body / BODY)

    # The least height of what is inside the edge and the padding.
    inner = max(TARGET - 2 * (S + line), text_line)
    edge = f"{line}px solid {own.edge}"
    box = f"border: {edge}; border-radius: {RADIUS}px;"
    bar = max(14, grown(13))
    check = grown(20)
    return f"""
QToolTip {{ color: {own.text}; background: {own.raised}; border: {edge}; padding: {XS}px; }}

QPushButton {{ color: {own.text}; background: {own.raised}; {box}
  padding: {S}px {L}px; min-height: {inner}px; }}
QPushButton:hover {{ background: {own.hover}; }}
QPushButton:pressed, QPushButton:checked {{ background: {own.hover}; border-color: {own.text}; }}
QPushButton[kind="primary"] {{ color: {own.on_accent}; background: {own.accent};
  border-color: {own.accent}; font-weight: 600; }}
QPushButton[kind="primary"]:pressed {{ border-color: {own.text}; }}
QPushButton[kind="danger"] {{ color: {own.danger}; border-color: {own.danger}; }}
QPushButton[busy="true"] {{ color: {own.text}; background: {own.ground};
  border: {line}px dashed {own.text}; }}
QPushButton:disabled {{ color: {own.muted}; background: {own.ground}; border: {line}px dashed {own.edge}; }}

QLineEdit, QPlainTextEdit, QTextEdit {{ placeholder-text-color: {own.muted}; }}
QLineEdit {{ color: {own.text}; background: {own.field}; {box}
  padding: {S}px {M}px; min-height: {inner}px; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit, QAbstractItemView QLineEdit {{ border: none; padding: 0;
  min-height: 0; background: transparent; }}
QAbstractSpinBox QLineEdit {{ padding-left: {S}px; }}
QPlainTextEdit, QTextEdit, QListView, QTreeView {{ color: {own.text}; background: {own.field}; {box} }}
QPlainTextEdit, QTextEdit {{ padding: {XS}px {S}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QTextEdit:disabled {{ color: {own.muted};
  background: {own.ground}; border-style: dashed; }}

EdgedComboBox, EdgedSpinBox, EdgedDoubleSpinBox {{ color: {own.text}; background: {own.field}; {box}
  padding: {S}px {M}px; min-height: {inner}px; }}
EdgedComboBox:disabled, EdgedSpinBox:disabled, EdgedDoubleSpinBox:disabled {{ color: {own.muted};
  background: {own.ground}; border-style: dashed; }}
EdgedComboBox::drop-down {{ subcontrol-origin: border; subcontrol-position: center right;
  width: {grown(TARGET)}px; border: none; }}
EdgedComboBox QAbstractItemView {{ padding: 0; outline: none; }}
EdgedComboBox QAbstractItemView::item {{ min-height: {max(TARGET, text_line + S)}px; padding: 0 {S}px; }}
EdgedComboBox QAbstractItemView::item:selected {{ color: {own.on_accent}; background: {own.accent}; }}
EdgedSpinBox::up-button, EdgedDoubleSpinBox::up-button {{ subcontrol-origin: border; border: none;
  subcontrol-position: center right; width: {grown(TARGET)}px; height: {inner + 2 * S}px; }}
EdgedSpinBox::down-button, EdgedDoubleSpinBox::down-button {{ subcontrol-origin: border; border: none;
  subcontrol-position: center right; right: {grown(TARGET)}px; width: {grown(TARGET)}px;
  height: {inner + 2 * S}px; }}

QCheckBox, QRadioButton {{ color: {own.text}; spacing: {grown(10)}px; min-height: {TARGET - 2 * XS}px;
  padding: {XS}px; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {own.muted}; }}
QCheckBox::indicator, QRadioButton::indicator {{ width: {check}px; height: {check}px; }}

QScrollBar:vertical {{ background: {own.ground}; width: {bar}px; margin: 0; border: none; }}
QScrollBar:horizontal {{ background: {own.ground}; height: {bar}px; margin: 0; border: none; }}
QScrollBar::handle {{ background: {own.edge}; border-radius: {RADIUS // 2}px; margin: 2px; }}
QScrollBar::handle:hover, QScrollBar::handle:pressed {{ background: {own.text}; }}
QScrollBar::handle:vertical {{ min-height: {TARGET}px; }}
QScrollBar::handle:horizontal {{ min-width: {TARGET}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; border: none; background: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}

QProgressBar {{ color: {own.text}; background: {own.field}; {box} min-height: {grown(12)}px;
  max-height: {grown(12)}px; text-align: center; }}
QProgressBar::chunk {{ background: {own.accent}; border-radius: {RADIUS - 2}px; }}

QMenuBar {{ background: {own.ground}; color: {own.text}; padding: 0 {XS}px; }}
QMenuBar::item {{ padding: {S + 1}px {M}px; background: transparent; border-radius: {XS}px; }}
QMenuBar::item:selected, QMenuBar::item:pressed {{ background: {own.accent}; color: {own.on_accent}; }}
QMenu {{ background: {own.raised}; color: {own.text}; border: {edge}; padding: {XS}px; }}
QMenu::item {{ padding: {S + 1}px {L}px; border-radius: {XS}px; }}
QMenu::item:selected {{ background: {own.accent}; color: {own.on_accent}; }}
QMenu::item:disabled {{ color: {own.muted}; }}
QMenu::separator {{ height: {line}px; background: {own.edge}; margin: {XS}px; }}

QListView[kind="navigation"] {{ background: {own.ground}; border: none; outline: none; }}
QLabel[kind="title"] {{ font-size: {grown(TITLE)}px; font-weight: 600; }}
QLabel[kind="section"] {{ font-size: {grown(SECTION)}px; font-weight: 600; }}
QLabel[kind="muted"] {{ color: {own.muted}; font-size: {grown(SMALL)}px; }}
QLabel[kind="strong"] {{ font-weight: 600; }}
QLabel[kind="danger"] {{ color: {own.danger}; font-weight: 600; }}
QLabel[kind="status"] {{ color: {own.muted}; padding: {XS}px 0; }}
QTextEdit[kind="description"], QPlainTextEdit[kind="description"] {{ font-size: {grown(DESCRIPTION)}px;
  padding: {M}px {L}px; }}
QFrame[kind="card"] {{ background: {own.raised}; {box} }}
"""
