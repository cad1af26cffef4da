import pytest
from spoken_tables import ELSEWHERE, INCHES, MARKS, MINUS, NO_MINUS, NUMBERS

from app.speech.aloud import aloud
from app.speech.primes import with_primes


def said(text: str, language: str = "en") -> str:
    return aloud(with_primes(text), language)


@pytest.mark.parametrize(("text", "words"), [*MINUS, *NO_MINUS, *INCHES, *NUMBERS, *MARKS])
def test_signs_are_words(text: str, words: str) -> None:
    assert said(text).strip() == words


@pytest.mark.parametrize(("language", "text", "words"), ELSEWHERE)
def test_signs_in_the_words_of_the_voice(language: str, text: str, words: str) -> None:
    assert said(text, language).strip() == words


@pytest.mark.parametrize(("text", "words"), [*MINUS, *NO_MINUS, *INCHES, *NUMBERS, *MARKS])
def test_what_was_made_words_stays_so(text: str, words: str) -> None:
    assert said(said(text)).strip() == words


def test_words_without_signs_are_left_alone() -> None:
    text = 'A dog - well, perhaps a "cat" - on the left.'
    assert said(text) == text
