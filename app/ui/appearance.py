"""How the app looks: text size, colours and motion, as the settings want them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from app.settings import Settings

_Role = QPalette.ColorRole
# Text on its ground is at least 4.5:1 in light and dark, 7:1 in high contrast; a test computes it.
_LIGHT = {
    _Role.Window: "#f4f4f4",
    _Role.WindowText: "#101010",
    _Role.Base: "#ffffff",
    _Role.AlternateBase: "#eaeaea",
    _Role.Text: "#101010",
    _Role.Button: "#e6e6e6",
    _Role.ButtonText: "#101010",
    _Role.ToolTipBase: "#ffffff",
    _Role.ToolTipText: "#101010",
    _Role.PlaceholderText: "#595959",
    _Role.BrightText: "#8b0000",
    _Role.Highlight: "#0b57a4",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#0b57a4",
    _Role.Link: "#0b57a4",
    _Role.LinkVisited: "#6a1b9a",
}
_DARK = {
    _Role.Window: "#202124",
    _Role.WindowText: "#f0f0f0",
    _Role.Base: "#16171a",
    _Role.AlternateBase: "#26272b",
    _Role.Text: "#f0f0f0",
    _Role.Button: "#34363b",
    _Role.ButtonText: "#f0f0f0",
    _Role.ToolTipBase: "#34363b",
    _Role.ToolTipText: "#f0f0f0",
    _Role.PlaceholderText: "#b4b4b4",
    _Role.BrightText: "#ffb4ab",
    _Role.Highlight: "#1f5fa8",
    _Role.HighlightedText: "#ffffff",
    _Role.Accent: "#8ab4f8",
    _Role.Link: "#8ab4f8",
    _Role.LinkVisited: "#d7aefb",
}
_CONTRAST = {
    _Role.Window: "#000000",
    _Role.WindowText: "#ffffff",
    _Role.Base: "#000000",
    _Role.AlternateBase: "#1a1a1a",
    _Role.Text: "#ffffff",
    _Role.Button: "#000000",
    _Role.ButtonText: "#ffffff",
    _Role.ToolTipBase: "#000000",
    _Role.ToolTipText: "#ffffff",
    _Role.PlaceholderText: "#e0e0e0",
    _Role.BrightText: "#ffff00",
    _Role.Highlight: "#ffff00",
    _Role.HighlightedText: "#000000",
    _Role.Accent: "#ffff00",
    _Role.Link: "#ffff00",
    _Role.LinkVisited: "#ffb0ff",
}
_THEMES = {"light": _LIGHT, "dark": _DARK, "contrast": _CONTRAST}
# What frames are shaded with; Fusion mixes them, and without them it takes the system's.
_SHADES = (_Role.Light, _Role.Midlight, _Role.Mid, _Role.Dark, _Role.Shadow)


def theme_palette(theme: str) -> QPalette:
    """The colours of "light", "dark" or "contrast"."""
    colours = _THEMES[theme]
    palette = QPalette(QColor(colours[_Role.Button]), QColor(colours[_Role.Window]))
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role, colour in colours.items():
            palette.setColor(group, role, QColor(colour))
        if theme == "contrast":
            for role in _SHADES:
                palette.setColor(group, role, QColor(colours[_Role.WindowText]))
    return palette


class Appearance(QObject):
    """Gives the whole app the looks of the settings, at once and as often as they change.

    Make it before anything else changes the application's font or colours: what it finds is the system's.

    Args:
        app: The application.
        scheme: Whether the system is light or dark now.
    """

    def __init__(self, app: QApplication, scheme: Callable[[], Qt.ColorScheme] | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = scheme or app.styleHints().colorScheme
        self._font = QFont(app.font())
        self._style = app.style().objectName()
        self._flash = app.cursorFlashTime()
        self._effects = app.isEffectEnabled(Qt.UIEffect.UI_General)
        self._settings = Settings()
        self._mine = False
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: self._on_scheme())

    def apply(self, settings: Settings) -> None:
        """Look like this from now on; only what differs is touched."""
        before, self._settings = self._settings, settings
        if settings.text_size != before.text_size:
            self._app.setFont(self._scaled(settings.text_size))
        if settings.theme != before.theme or settings.theme == "system":
            self._colour()
        if settings.reduced_motion != before.reduced_motion:
            self._still(settings.reduced_motion)

    @property
    def theme(self) -> str:
        """The theme in use: "light", "dark", "contrast", or "system" where the system's colours are."""
        wanted = self._settings.theme
        if wanted != "system":
            return wanted
        # Where the platform tells that it is dark but gives light colours, ours are better.
        dark = self._scheme() == Qt.ColorScheme.Dark
        return "dark" if dark and not self._system_is_dark() else "system"

    def _on_scheme(self) -> None:
        if self._settings.theme == "system":
            self._colour()

    def _colour(self) -> None:
        theme = self.theme
        if theme == "system":
            if self._mine:
                self._mine = False
                self._set_style(self._style)
                self._app.setPalette(QPalette())
            return
        self._mine = True
        self._set_style("fusion")
        self._app.setPalette(theme_palette(theme))

    def _set_style(self, name: str) -> None:
        if self._app.style().objectName() != name:
            self._app.setStyle(name)

    def _system_is_dark(self) -> bool:
        palette = self._app.style().standardPalette()
        return palette.color(_Role.Window).lightness() < palette.color(_Role.WindowText).lightness()

    def _scaled(self, percent: int) -> QFont:
        font = QFont(self._font)
        if font.pointSizeF() > 0:
            font.setPointSizeF(font.pointSizeF() * percent / 100)
        else:
            font.setPixelSize(max(1, round(font.pixelSize() * percent / 100)))
        return font

    def _still(self, still: bool) -> None:
        self._app.setCursorFlashTime(0 if still else self._flash)
        # Without this one no menu, list or tip slides or fades, whatever else is on.
        self._app.setEffectEnabled(Qt.UIEffect.UI_General, self._effects and not still)
