"""The window in another language: nothing is missing, and nothing collides."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import chain, combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from describing_window import DescribingWindow
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from said import Said

from app.assistant.commands import COMMANDS, keymap
from app.assistant.error_words import ERRORS, error_in_words
from app.assistant.settings_store import SettingsStore
from app.desktop.keys.chords import KEYS, MODIFIERS, NAMED, Chord, parse
from app.desktop.keys.chords import spoken_key as key_words
from app.desktop.keys.collisions import collision
from app.desktop.keys.leader import Leader
from app.settings import Settings
from app.speech.problems import _WORDS, problem
from app.ui.commands import MENUS, menu_title, spoken_key
from app.ui.dialogs.first_run import FirstRun
from app.ui.dialogs.first_run_steps import Permission
from app.ui.dialogs.help import KeysDialog
from app.ui.pages.help import HelpPage
from app.ui.pages.settings.page import SettingsPage
from app.ui.translation import Translation
from app.ui.widgets.words import SCROLLED

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "assets" / "translations"
Text = tuple[str, str]


def texts(path: Path) -> dict[Text, str]:
    """(context, source) -> translation, "" for one that is not finished."""
    found = {}
    for context in ElementTree.parse(path).getroot().findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            assert translation is not None
            done = translation.get("type") is None
            key = (context.findtext("name") or "", message.findtext("source") or "")
            found[key] = (translation.text or "") if done else ""
    return found


@pytest.fixture(scope="module")
def now(tmp_path_factory: pytest.TempPathFactory) -> dict[Text, str]:
    """The translation, brought up to date by the script that everybody uses, in a copy of the sources."""
    copy = tmp_path_factory.mktemp("sources")
    for name in ("app/ui", "app/assistant", "app/gui", "app/desktop/keys", "assets/translations"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "packaging").mkdir()
    script = shutil.copy(ROOT / "packaging" / "translations.sh", copy / "packaging")
    bin_ = Path(sys.executable).parent
    run = subprocess.run(
        ["sh", str(script)],
        env={"EARSIGHT_BIN": str(bin_), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return texts(copy / "assets" / "translations" / "earsight_de.ts")


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    translation = Translation(qapp, FOLDER)
    assert translation.apply("de") == "de"
    yield
    translation.apply("en")


class Idle:
    def run(self, work: Callable[[], Any], on_done: Callable[[Any], None]) -> None:
        """Background work is not what is tested."""

    def on_main(self, call: Callable[[], None]) -> None:
        call()


def test_every_text_is_translated(now: dict[Text, str]) -> None:
    missing = sorted(text for text, translation in now.items() if not translation)
    assert missing == [], "run packaging/translations.sh and translate these in assets/translations"


def test_the_file_in_the_repository_is_up_to_date(now: dict[Text, str]) -> None:
    kept = texts(FOLDER / "earsight_de.ts")
    assert sorted(set(now) ^ set(kept)) == [], "run packaging/translations.sh"


def test_every_text_has_the_context_that_qt_asks_for(now: dict[Text, str]) -> None:
    nowhere = [source for context, source in now if not context]
    assert nowhere == [], "lupdate needs self.tr or QCoreApplication.translate with literals"


def test_the_compiled_file_holds_what_the_source_says(qapp: QApplication, german: None) -> None:
    wrong = [
        (context, source)
        for (context, source), translation in texts(FOLDER / "earsight_de.ts").items()
        if translation and QCoreApplication.translate(context, source) != translation
    ]
    assert wrong == [], "run packaging/translations.sh"


def test_translations_keep_placeholders_mnemonics_and_ends(now: dict[Text, str]) -> None:
    wrong = []
    for (_, source), translation in now.items():
        if not translation:
            continue  # another test's business
        same_places = sorted(re.findall(r"{\w*}", source)) == sorted(re.findall(r"{\w*}", translation))
        same_letters = source.count("&") == translation.count("&")
        same_end = source[-1] not in ".:?… " or source[-1] == translation[-1]
        same_start = source.startswith(" ") == translation.startswith(" ")
        if not (same_places and same_letters and same_end and same_start):
            wrong.append((source, translation))
    assert wrong == []


def test_texts_that_other_rooms_made_are_all_there(now: dict[Text, str]) -> None:
    made = set(chain.from_iterable((one.title, one.help) for one in COMMANDS))
    held = (frozenset(some) for number in range(5) for some in combinations(MODIFIERS, number))
    chords = [Chord(some, key) for some in held for key in KEYS]
    owners = {collision(chord, platform) for chord in chords for platform in ("darwin", "linux")}
    assert len(owners) > 40
    assert {("GlobalKeys", text) for text in made | owners - {None}} <= now.keys()


def test_scroll_bars_of_everything_have_words() -> None:
    known = set(map(str, SCROLLED))
    named = set()
    for file in (ROOT / "app" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "name_scroll_bars":
                named |= {one.value for one in node.args if isinstance(one, ast.Constant)}
            elif isinstance(node, ast.Call):
                given = (one.value for one in node.keywords if one.arg == "what")
                named |= {one.value for one in given if isinstance(one, ast.Constant)}
    assert named
    assert named <= known


def test_the_system_decides_where_nothing_was_chosen(qapp: QApplication) -> None:
    for system, language in (
        (("de-AT", "en-US"), "de"),
        (("de_DE",), "de"),
        (("en-GB", "de-DE"), "en"),
        (("fr-FR", "de-DE"), "de"),
        (("fr-FR",), "en"),
        ((), "en"),
    ):
        translation = Translation(qapp, FOLDER, system)
        assert translation.apply("") == language
        assert menu_title("&File") == ("&Datei" if language == "de" else "&File")
        assert translation.apply("en") == "en"
        assert menu_title("&File") == "&File"


def test_without_files_it_is_english(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "earsight_de.qm").write_bytes(b"not a translation")
    assert Translation(qapp, tmp_path).apply("de") == "en"
    assert Translation(qapp, tmp_path / "none").apply("de") == "en"


def test_qt_speaks_the_language_too(qapp: QApplication, german: None, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text().replace("&", "") == "Abbrechen"


def mnemonics(widgets: list[Any]) -> list[str]:
    found = (one.text().replace("&&", "") for one in widgets)
    return [text[text.index("&") + 1].lower() for text in found if "&" in text]


def letters(page: QWidget) -> list[str]:
    return mnemonics(
        [
            *(label for label in page.findChildren(QLabel) if label.buddy() is not None),
            *page.findChildren(QCheckBox),
            *page.findChildren(QPushButton),
        ]
    )


def test_the_window_in_german(
    german: None, make_window: Callable[..., DescribingWindow], qtbot: QtBot
) -> None:
    window = make_window()
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == [menu_title(title) for title, _ in MENUS] == ["&Datei", "B&ild", "&Hilfe"]
    page = window.shell.describing
    assert page.title == "Beschreiben"
    assert page.picture.accessibleName() == "Noch kein Bild"
    assert page.words.verticalScrollBar().accessibleName() == "Bildlauf: Beschreibung"
    assert page.buttons["open"].accessibleDescription() == "Eine Bilddatei wählen und hören, was sie zeigt."
    used = mnemonics(window.menuBar().actions()) + letters(page)
    assert len(used) == len(set(used)), used
    for menu in window.menuBar().actions():
        inside = mnemonics(menu.menu().actions())  # type: ignore[attr-defined]
        assert len(inside) == len(set(inside)), inside
    dialog = KeysDialog(window)
    assert dialog.windowTitle() == "Tasten"
    assert "Steuerung O: Eine Bilddatei wählen" in dialog.text.toPlainText()
    assert spoken_key("Ctrl+Shift+C") == "Steuerung Umschalt C"


def test_the_settings_in_german(german: None, qtbot: QtBot, tmp_path: Path) -> None:
    page = SettingsPage(SettingsStore(tmp_path / "settings.json"), Said(), Idle(), platform="linux")
    qtbot.addWidget(page)
    assert [group.title for group in page.groups] == [
        "Stimme", "Beschreiben", "Tasten", "Privatsphäre",
        "Beobachten", "Live-Bereich", "Darstellung", "Start",
    ]  # fmt: skip
    assert page.keys.rows.item(0).text().startswith("Bildschirm beschreiben: D. Beschreibt den Bildschirm")
    (label,) = (one for one in page.findChildren(QLabel) if one.buddy() is page.part)
    for group in page.groups:
        used = mnemonics([label]) + letters(group)
        assert len(used) == len(set(used)), (group.title, used)


def test_help_and_the_welcome_in_german(german: None, qtbot: QtBot, tmp_path: Path) -> None:
    page = HelpPage(Said(), Idle(), lambda: [], lambda: [])
    qtbot.addWidget(page)
    assert page.title == "Hilfe"
    assert len(set(letters(page))) == len(letters(page)) == 7
    ask = Permission("Bildschirmaufnahme", "Damit Earsight sieht.", lambda: False, lambda: None)
    run = FirstRun(SettingsStore(tmp_path / "settings.json"), Said(), permissions=[ask], leader="F9")
    qtbot.addWidget(run)
    run.open()
    assert run.heading.text() == "Schritt 1 von 4: Hören Sie zu"
    while True:
        used = mnemonics([one for one in run.findChildren(QPushButton) if one.isVisible()])
        assert len(used) == len(set(used)), used
        if run.on.text() == "&Fertig":
            break
        run.on.click()


def test_keys_and_what_they_say_are_in_the_windows_language(german: None) -> None:
    assert parse("Ctrl+Alt+Shift+Space").spoken("linux") == "Steuerung Alt Umschalt Leertaste"
    assert key_words("Left") == "Pfeil links"
    assert key_words("D") == "D"
    words = {key_words(key) for key in KEYS if len(key_words(key)) > 1 and not key[1:].isdigit()}
    translated = {QCoreApplication.translate("KeyNames", str(one)) for one in NAMED}
    assert words <= translated, "every key that is called by a word"
    keys = keymap(Settings(), "linux")
    assert keys.spoken("screen") == "Steuerung Alt Umschalt D, dann D"
    leader = Leader(keys, lambda: 0.0)
    assert leader.keyboard_help().words.startswith("Tastaturhilfe.")
    assert leader.key("W").words == "W: Fenster beschreiben. Beschreibt das Fenster, in dem Sie sind."
    assert leader.key("Escape").words == "Die Tastaturhilfe ist zu Ende."
    leader.leader()
    assert leader.key("Comma").words == "Kein Befehl auf Komma. H gibt Hilfe."


def test_what_goes_wrong_is_told_in_the_windows_language(german: None) -> None:
    assert error_in_words(str(problem("no_sound"))) == (
        "Ich kann nicht sprechen: Es wurde kein Tongerät gefunden. "
        "Schließen Sie Lautsprecher oder Kopfhörer an. Alles geht in Schrift weiter."
    )
    damaged = "my. cat {0}.jpg is damaged or cut off and cannot be read. Try to copy or download it again."
    assert error_in_words(damaged).startswith("my. cat {0}.jpg ist beschädigt oder abgeschnitten und lässt")
    assert error_in_words("Nobody knows this. Close that program.").endswith(
        "this. Schließen Sie jenes Programm."
    )
    known = {str(one) for one in ERRORS}
    for name in _WORDS:
        for sentence in re.findall(r"[^.]+\.", problem(name).message):
            assert sentence.strip() in known, name


def test_in_english_an_error_is_told_as_it_is() -> None:
    for text in ("", "One. Two? three", "x.jpg is damaged or cut off and cannot be read.", "  Odd  spaces."):
        assert error_in_words(text).split() == text.split()
