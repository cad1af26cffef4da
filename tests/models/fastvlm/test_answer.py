"""When an answer is over, what may be said before, where it is cut."""

from pathlib import Path

import pytest
import storyteller
from hypothesis import given
from hypothesis import strategies as st

from mlx_models.fastvlm.answer import Limits, ReplyWriter
from mlx_models.fastvlm.reply import FinishReason, Reply
from mlx_models.fastvlm.tokenizer import QwenTokenizer


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> QwenTokenizer:
    folder: Path = tmp_path_factory.mktemp("tokenizer")
    storyteller.write_tokenizer(folder)
    return QwenTokenizer.load(folder)


def write(tokenizer: QwenTokenizer, text: str, limits: Limits) -> tuple[Reply, list[str]]:
    said: list[str] = []
    answer = ReplyWriter(tokenizer, limits, said.append)
    over = None
    for id_ in tokenizer.encode(text):
        over = answer.add(id_)
        if over is not None:
            break
    return answer.finish(over or FinishReason.EOS), said


LONG = Limits(10_000, 10_000)


def test_the_first_sentence_comes_word_by_word_and_the_others_whole(tokenizer: QwenTokenizer) -> None:
    written, said = write(tokenizer, " A red fox sits here. It is small. Then it", LONG)
    assert said == ["A", " red", " fox", " sits", " here.", " It is small.", " Then it"]
    assert written == Reply(
        "A red fox sits here. It is small. Then it",
        tuple(tokenizer.encode(" A red fox sits here. It is small. Then it")),
        FinishReason.EOS,
        False,
    )


def test_from_the_soft_limit_on_it_ends_with_the_sentence(tokenizer: QwenTokenizer) -> None:
    text = "A fox sits. It costs 3.5 euros, says Dr. Lee. Not this."
    soft = len(tokenizer.encode("A fox sits. It"))
    written, said = write(tokenizer, text, Limits(soft, 500))
    assert written.text == "A fox sits. It costs 3.5 euros, says Dr. Lee."
    assert (written.reason, written.cut) == (FinishReason.LIMIT, False)
    assert "".join(said) == written.text


def test_the_hard_limit_goes_back_to_the_last_whole_sentence(tokenizer: QwenTokenizer) -> None:
    text = "A fox sits. It is a very long sentence that has no end in sight"
    written, said = write(tokenizer, text, Limits(20, 20))
    assert written.text == "A fox sits."
    assert (written.reason, written.cut) == (FinishReason.LIMIT, False)
    assert written.ids == tuple(tokenizer.encode("A fox sits."))
    assert "".join(said) == written.text


def test_the_hard_limit_cuts_a_single_sentence_at_a_word_and_says_so(tokenizer: QwenTokenizer) -> None:
    written, said = write(tokenizer, "It is a very long sentence that has no end in sight", Limits(20, 20))
    assert "It is a very long sentence that has no end in sight".startswith(written.text + " ")
    assert len(written.text.split()) >= 3
    assert (written.reason, written.cut) == (FinishReason.LIMIT, True)
    assert "".join(said) == written.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "There is a fox. There is a dog. There is a fox. There is a cat.",
            "There is a fox. There is a dog.",
        ),
        ("There is a fox. There is a fox.", "There is a fox."),
        ("a dog and a cat and a dog and a cat and a dog and a cat and", "a dog and a cat and"),
        ("very very very very very very", "very"),
        ("the man who is on the long bench in the park the man who is on the long bench in the park", None),
        ("- a cat\n- a dog\n- a cat\n- a dog\n- a cat\n- a dog\n", "- a cat\n- a dog"),
    ],
)
def test_a_repetition_ends_it_before_the_second_time(
    tokenizer: QwenTokenizer, text: str, kept: str | None
) -> None:
    kept = kept or "the man who is on the long bench in the park"
    written, said = write(tokenizer, text + " and more of it", LONG)
    assert written.text == kept
    assert written.reason is FinishReason.REPETITION
    assert written.cut is not kept.endswith(".")
    assert "".join(said) == kept
    assert tokenizer.decode(written.ids).startswith(kept)


@pytest.mark.parametrize(
    "text",
    [
        "Yes. No. Yes. No. Yes.",
        "a red car, a red bus, a red van and a red bike",
        "It is very, very, very large.",
        "The man sits, and the man reads, and the man smiles.",
        "New York, New York is the title.",
    ],
)
def test_what_is_said_twice_in_good_style_stays(tokenizer: QwenTokenizer, text: str) -> None:
    written, said = write(tokenizer, text, LONG)
    assert (written.text, written.reason) == (text, FinishReason.EOS)
    assert "".join(said) == text


def test_what_looks_like_a_loop_waits_until_it_is_none(tokenizer: QwenTokenizer) -> None:
    said: list[str] = []
    answer = ReplyWriter(tokenizer, LONG, said.append)
    for id_ in tokenizer.encode("a dog and a dog and a "):
        assert answer.add(id_) is None
    assert "".join(said) == "a dog and"
    for id_ in tokenizer.encode("fox sits "):
        answer.add(id_)
    assert "".join(said) == "a dog and a dog and a fox sits"


WORDS = st.sampled_from(
    ["a", "cat", "dog.", "It", "is", "fox!", "\n", "3.5", "Mr.", "and", "猫。", "😀", "  "]
)


@given(st.lists(WORDS, max_size=60).map(" ".join), st.integers(1, 60), st.integers(0, 60))
def test_pieces_always_join_to_the_answer(tokenizer: QwenTokenizer, text: str, soft: int, more: int) -> None:
    written, said = write(tokenizer, text, Limits(soft, soft + more))
    assert "".join(said) == written.text == written.text.strip()
    assert text.lstrip().startswith(written.text)
    assert tokenizer.decode(written.ids).lstrip().startswith(written.text)
    assert len(written.ids) <= soft + more
    if written.reason is FinishReason.EOS:
        assert written.text == text.strip()


def test_nothing_is_an_answer_too(tokenizer: QwenTokenizer) -> None:
    written, said = write(tokenizer, "", LONG)
    assert (written, said) == (Reply("", (), FinishReason.EOS, False), [])


@pytest.mark.parametrize(("soft", "hard"), [(0, 5), (6, 5), (-1, -1)])
def test_limits_must_make_sense(soft: int, hard: int) -> None:
    with pytest.raises(ValueError, match="limits"):
        Limits(soft, hard)
