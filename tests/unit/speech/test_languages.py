import pytest
from spoken_tables import SENTENCES, STAYS

from app.speech.languages import LanguageGuess

_NEAR = {"da": {"da", "nb"}, "nb": {"da", "nb"}}


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_a_sentence_names_its_language(language: str, text: str) -> None:
    assert LanguageGuess().guess(text) in _NEAR.get(language, {language})


@pytest.mark.parametrize("text", STAYS)
def test_english_names_codes_and_short_words_name_none(text: str) -> None:
    assert LanguageGuess().guess(text) in ("", "en")
