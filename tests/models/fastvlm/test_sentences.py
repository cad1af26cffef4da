"""Where sentences end while they are still being written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_models.fastvlm.sentences import ends, ends_here, whole_words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("A cat. A dog.", ["A cat.", " A dog."]),
        ("Is it? Yes! Well...", ["Is it?", " Yes!", " Well..."]),
        ('He says "Stop." Then he goes.', ['He says "Stop."', " Then he goes."]),
        ("It costs 3.50 euros. Dr. Who vs. J. Smith, e.g. here.", None),
        ("1. A cat\n2. A dog", ["1. A cat", "\n2. A dog"]),
        ("There are 5. Four sit.", ["There are 5.", " Four sit."]),
        ("猫がいます。犬もいます。", ["猫がいます。", "犬もいます。"]),
        ("no end", ["no end"]),
        ("A cat.\n\nA dog", ["A cat.", "\n\nA dog"]),
        ("  ", []),
    ],
)
def test_sentences_of_a_finished_text(text: str, sentences: list[str] | None) -> None:
    found = ends(text, closed=True)
    parts = [text[a:b] for a, b in zip([0, *found], found, strict=False)]
    if sentences is None:
        sentences = ["It costs 3.50 euros.", " Dr. Who vs. J. Smith, e.g. here."]
    assert parts == sentences


@given(st.text(alphabet="ab. !?\n\"'1", max_size=40), st.text(alphabet="ab. !?\n\"'1", max_size=10))
def test_an_end_that_was_certain_stays(text: str, rest: str) -> None:
    assert set(ends(text)) <= set(ends(text + rest))


def test_an_open_end_is_not_certain() -> None:
    assert ends("A cat.") == []
    assert ends("A cat. ") == [6]


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("A cat.", True),
        ("A cat", False),
        ('"A cat."', True),
        ("It costs 3.", False),
        ("It costs 3. ", True),
        ("Mr.", False),
        ("Well...", True),
        ("1. ", False),
        ("犬。", True),
        ("", False),
        (".", True),
    ],
)
def test_whether_stopping_here_leaves_a_whole_sentence(text: str, over: bool) -> None:
    assert ends_here(text) is over


@pytest.mark.parametrize(
    ("text", "words"), [("a cat si", "a cat"), ("a cat ", "a cat"), ("a", ""), ("", ""), ("a\n\nb", "a")]
)
def test_whole_words(text: str, words: str) -> None:
    assert text[: whole_words(text)] == words
