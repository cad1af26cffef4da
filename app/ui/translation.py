"""The language of the window: Qt's translators, from the files that ship with the app."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

SOURCE = "en"


class Translation(QObject):
    """Has the window's texts translated. What is built before :meth:`apply` keeps its language.

    Args:
        app: The application.
        folder: Where earsight_<language>.qm lie.
        system: The languages of the system, best first, as "de-AT"; None: asks the system.
    """

    def __init__(self, app: QCoreApplication, folder: Path, system: tuple[str, ...] | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._system = system
        self._installed: list[QTranslator] = []

    def apply(self, language: str) -> str:
        """Speak this language from now on.

        Args:
            language: As in the settings: "en", "de", or "" for the system's.

        Returns:
            The language that is used: English where there is no translation.
        """
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()
        for wanted in (language,) if language else self._languages():
            code = wanted.replace("_", "-").split("-")[0].lower()
            if code == SOURCE:
                break
            if self._install(f"earsight_{code}", self._folder):
                # The words of Qt's own dialogs and menus; without them they stay English.
                self._install(
                    f"qtbase_{code}", Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
                )
                return code
        return SOURCE

    def _languages(self) -> tuple[str, ...]:
        return tuple(QLocale.system().uiLanguages()) if self._system is None else self._system

    def _install(self, name: str, folder: Path) -> bool:
        translator = QTranslator(self)
        if not translator.load(name, str(folder)):
            translator.deleteLater()
            return False
        self._app.installTranslator(translator)
        self._installed.append(translator)
        return True
