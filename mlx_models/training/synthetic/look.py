"""How Qt windows look: palettes, style sheets, fonts, and their pictures made without a display."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from mlx_models.training.synthetic.kit import colour, vivid

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette
    from PySide6.QtWidgets import QApplication, QWidget


@lru_cache(maxsize=1)
def application() -> QApplication:
    """The process's QApplication, made off screen if there is none yet."""
    from PySide6.QtWidgets import QApplication

    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["synthetic"])


@lru_cache(maxsize=256)
def family(path: Path) -> str:
    """The name under which Qt knows the font file `path`; empty if it cannot read it."""
    from PySide6.QtGui import QFontDatabase

    families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
    return families[0] if families else ""


def dark_palette(rng: np.random.Generator) -> QPalette:
    """Light on dark."""
    from PySide6.QtGui import QColor, QPalette

    base = int(rng.integers(18, 60))
    dark = QPalette(QColor(base, base, base + int(rng.integers(0, 12))))
    dark.setColor(QPalette.ColorRole.Highlight, QColor(*vivid(rng)))
    return dark


def light_palette(rng: np.random.Generator) -> QPalette:
    """Dark on light."""
    from PySide6.QtGui import QColor, QPalette

    light = QPalette(QColor(*colour(rng, 222, 250)) if rng.random() < 0.4 else QColor(240, 240, 240))
    light.setColor(
        QPalette.ColorRole.Highlight, QColor(*(vivid(rng) if rng.random() < 0.6 else (48, 140, 198)))
    )
    return light


def style_sheet(rng: np.random.Generator) -> str:
    """A style sheet that turns Qt's look into another toolkit's, or nothing."""
    roll = rng.random()
    accent = "#{:02x}{:02x}{:02x}".format(*vivid(rng))
    if roll < 0.4:
        return ""
    if roll < 0.6:
        corner = int(rng.integers(0, 14))
        return f"QPushButton {{background:{accent}; color:white; border-radius:{corner}px; padding:6px}}"
    if roll < 0.8:
        return (
            "QLineEdit, QComboBox, QSpinBox {border:1px solid #bbb; border-radius:6px; padding:4px} "
            f"QPushButton {{border:1px solid #aaa; border-radius:6px; padding:5px 12px}} "
            f"QGroupBox {{color:{accent}; font-weight:bold}}"
        )
    return (
        f"QLineEdit {{border:0; border-bottom:2px solid {accent}}} "
        f"QPushButton {{border:0; color:{accent}; font-weight:bold}} "
        f"QMenuBar {{background:{accent}; color:white}}"
    )


def render(widget: QWidget, width: int, height: int) -> Image.Image:
    """The widget's picture at `width` x `height` pixels; the widget is deleted."""
    import shiboken6
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtGui import QImage

    widget.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    widget.setMinimumSize(1, 1)
    widget.resize(width, height)
    widget.show()
    application().processEvents()
    canvas = QImage(widget.size(), QImage.Format.Format_RGB888)
    canvas.fill(Qt.GlobalColor.white)
    widget.render(canvas, QPoint(0, 0))
    pixels = np.frombuffer(canvas.constBits(), np.uint8).reshape(canvas.height(), canvas.bytesPerLine())
    image = Image.fromarray(
        pixels[:, : canvas.width() * 3].reshape(canvas.height(), canvas.width(), 3).copy()
    )
    widget.hide()
    shiboken6.delete(widget)
    return image
