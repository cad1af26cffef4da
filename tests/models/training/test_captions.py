"""Words, vocabulary and articles of the training captions."""

import pytest

from mlx_models.compact.tokenizer import WordTokenizer
from mlx_models.compact.words import words_of
from mlx_models.training.captions import SPECIAL, build_vocabulary, with_article


def test_words_of() -> None:
    assert words_of("Two DOGS, a snow-covered hill & the man's hat.") == [
        "two", "dogs", "a", "snow", "covered", "hill", "the", "man's", "hat",
    ]  # fmt: skip
    assert words_of("!?") == []


def test_training_and_use_part_words_alike() -> None:
    sentence = "It's 3 o'clock: 'quoted' T-shirts, naïve cafés"
    vocabulary = build_vocabulary([sentence], 1)
    ids = WordTokenizer(vocabulary).encode_texts([sentence], 30)[0]
    assert [vocabulary[i] for i in ids if i] == words_of(sentence)


def test_vocabulary_counts_then_adds() -> None:
    sentences = ["a dog", "A dog runs", "a cat runs", "a fox"]
    found = build_vocabulary(sentences, 2, ["sea lion", "dog house", "ant"])
    assert found[:4] == list(SPECIAL)
    assert found[4] == "a"
    assert set(found[5:7]) == {"dog", "runs"}
    assert found[7:] == ["ant", "house", "lion", "sea"]
    assert len(set(found)) == len(found)


def test_special_words_have_the_ids_that_generation_expects() -> None:
    from mlx_models.compact.generate import END, PAD, START, UNKNOWN

    found = build_vocabulary(["a"], 1)
    assert [found[i] for i in (PAD, START, END, UNKNOWN)] == ["<pad>", "<start>", "<end>", "<unknown>"]


@pytest.mark.parametrize(
    ("noun", "said"), [("dog", "a dog"), ("eagle", "an eagle"), ("jeans", "jeans"), ("bus", "a bus")]
)
def test_with_article(noun: str, said: str) -> None:
    assert with_article(noun) == said
