"""How the app looks: text size, colours and motion, as the settings want them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QFont, QPalette, QWindow
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.ui.design.palette import theme_palette
from app.ui.design.sheet import style_sheet
from app.ui.design.tokens import BODY

_Role = QPalette.ColorRole


class Appearance(QObject):
    """Gives the whole app the looks of the settings, at once and as often as they change.

    Make it before anything else changes the application's font or colours: what it finds is the system's.

    Args:
        app: The application.
        scheme: Whether the system is light or dark now.
        contrast: Whether the system wants more contrast.
    """

    def __init__(
        self,
        app: QApplication,
        scheme: Callable[[], Qt.ColorScheme] | None = None,
        contrast: Callable[[], Qt.ContrastPreference] | None = None,
    ) -> None:
        super().__init__(app)
        self._app = app
        hints = app.styleHints()
        self._scheme = scheme or hints.colorScheme
        self._contrast = contrast or hints.accessibility().contrastPreference
        self._font = QFont(app.font())
        self._flash = app.cursorFlashTime()
        self._effects = app.isEffectEnabled(Qt.UIEffect.UI_General)
        self._settings = Settings()
        self._sheet = False
        self._worn = ("", 0)
        self._dressed = ("", 0)
        app.focusWindowChanged.connect(self._on_window)
        hints.colorSchemeChanged.connect(lambda _scheme: self._wear())
        hints.accessibility().contrastPreferenceChanged.connect(lambda _contrast: self._wear())

    def apply(self, settings: Settings, *, sheet: bool = True) -> None:
        """Look like this from now on; only what differs is touched.

        Args:
            settings: Of the user.
            sheet: Whether the style sheet is used from now on; else it is once a window comes to the front.
                Widgets that are put together under one are styled anew at every step, and an app without a
                window needs none.
        """
        before, self._settings = self._settings, settings
        self._sheet |= sheet
        self._wear()
        if settings.reduced_motion != before.reduced_motion:
            self._still(settings.reduced_motion)

    @property
    def theme(self) -> str:
        """The theme in use: "light", "dark" or "contrast"."""
        wanted = self._settings.theme
        if wanted != "system":
            return wanted
        if self._contrast() is Qt.ContrastPreference.HighContrast:
            return "contrast"
        return "dark" if self._scheme() is Qt.ColorScheme.Dark or self._system_is_dark() else "light"

    @property
    def body(self) -> int:
        """Pixels of the body text: the design's, or the system's where that is larger, as often as wanted."""
        pixels = float(self._font.pixelSize())
        if pixels <= 0:  # a QFontInfo would know it, but load the font for that
            pixels = self._font.pointSizeF() * self._app.primaryScreen().logicalDotsPerInchY() / 72
        return max(1, round(max(BODY, pixels) * self._settings.text_size / 100))

    def _on_window(self, window: QWindow | None) -> None:
        if window is not None and not self._sheet:
            self._sheet = True
            self._wear()

    def _wear(self) -> None:
        theme, body = self.theme, self.body
        if (theme, body) != self._worn:
            self._colour(theme, body)
        if self._sheet and (theme, body) != self._dressed:
            self._dressed = (theme, body)
            self._app.setStyleSheet(style_sheet(theme, body))

    def _colour(self, theme: str, body: int) -> None:
        before, self._worn = self._worn, (theme, body)
        if not before[0]:
            # Every system has it, and it takes its colours from the palette alone.
            self._app.setStyle("fusion")
        if body != before[1]:
            font = QFont(self._font)
            font.setPixelSize(body)
            self._app.setFont(font)
        if theme != before[0]:
            self._app.setPalette(theme_palette(theme))

    def _system_is_dark(self) -> bool:
        palette = self._app.style().standardPalette()
        return palette.color(_Role.Window).lightness() < palette.color(_Role.WindowText).lightness()

    def _still(self, still: bool) -> None:
        self._app.setCursorFlashTime(0 if still else self._flash)
        # Without this one no menu, list or tip slides or fades, whatever else is on.
        self._app.setEffectEnabled(Qt.UIEffect.UI_General, self._effects and not still)
