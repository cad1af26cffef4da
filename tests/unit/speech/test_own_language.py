"""A window that is not in English: its own words and the English of descriptions each have their voice."""

import html
import re
from pathlib import Path

import pytest

from app.speech.own_language import OwnLanguage
from app.speech.parts import Speaking

ROOT = Path(__file__).resolve().parents[3]
TRANSLATIONS = ROOT / "assets" / "translations" / "earsight_de.ts"
PICTURED = ROOT / "mlx_models" / "compact" / "objects.json"


@pytest.fixture(scope="module")
def speaking() -> Speaking:
    return Speaking(OwnLanguage("de", TRANSLATIONS, PICTURED))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Kopiert.", ["de"]),
        ("an", ["de"]),
        ("Suchen, Schalter: aus", ["de"]),
        ("Photo: A cat.", ["en"]),
        ("A dog on grass; sea below.", ["en"]),
        ("Giraffe.", ["en"]),
        ("Neues Bildschirmfoto: Photo: A person and a dog.", ["de", "en"]),
        ("Frage: How many dogs are there?", ["de", "en"]),
        ('Screenshot titled "walk.txt - Notes", which says "Saturday walk".', ["en"]),
        ("XTerm.", ["de"]),  # what tells nothing goes with the window
        ("Ihre Notiz: mein Hund Rex", ["de"]),
        ('Photo: A sign. The text is "Le lit est dans la chambre avec une fenêtre".', ["en", "fr"]),
    ],
)
def test_each_part_has_its_voice(speaking: Speaking, text: str, parts: list[str]) -> None:
    made = speaking.parts(text)
    assert [part.language for part in made] == parts
    assert "".join(part.words for part in made) == text


def test_decimals_and_thousands_are_said_as_the_window_writes_them(speaking: Speaking) -> None:
    (part,) = speaking.parts("Es sind 2,5 Gigabyte.")
    assert part.language == "de"
    assert "2,5" in part.words


def test_nearly_all_of_the_window_and_of_what_it_was_translated_from_is_told_apart(
    speaking: Speaking,
) -> None:
    messages = re.findall(
        r"<source>([^<]*)</source>\s*<translation>([^<]*)</translation>", TRANSLATIONS.read_text("utf-8")
    )
    plain = [tuple(re.sub(r"\{\w+\}|&", "", html.unescape(one)) for one in both) for both in messages]
    sentences = [both for both in plain if all(len(one.split()) > 2 for one in both)]
    assert len(sentences) > 400

    def share(number: int, language: str) -> float:
        said = [speaking.parts(both[number]) for both in sentences]
        letters = [(len(part.words), part.language == language) for parts in said for part in parts]
        return sum(size for size, right in letters if right) / sum(size for size, _ in letters)

    assert share(1, "de") > 0.98
    assert share(0, "en") > 0.98


def test_without_the_files_the_common_words_tell(tmp_path: Path) -> None:
    speaking = Speaking(OwnLanguage("de", tmp_path / "none.ts", tmp_path / "none.json"))
    assert [part.language for part in speaking.parts("Das ist nicht die Seite.")] == ["de"]
    assert [part.language for part in speaking.parts("This is what was there.")] == ["en"]


def test_an_english_window_keeps_the_chosen_voice() -> None:
    assert [part.language for part in Speaking().parts("Copied.")] == [""]
