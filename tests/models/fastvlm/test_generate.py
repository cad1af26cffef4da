"""Decoding: taking a prompt in, stopping, and what the cache holds afterwards."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import storyteller
from near import assert_near
from storyteller import Storyteller, TinyLanguage

from mlx_models.errors import ModelError, Stopped
from mlx_models.fastvlm.answer import Limits
from mlx_models.fastvlm.generate import generate, prefill, stream_ids
from mlx_models.fastvlm.reply import FinishReason, Reply
from mlx_models.fastvlm.sampling import Sampling
from mlx_models.fastvlm.tokenizer import QwenTokenizer


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> QwenTokenizer:
    folder: Path = tmp_path_factory.mktemp("tokenizer")
    storyteller.write_tokenizer(folder)
    return QwenTokenizer.load(folder)


def never() -> bool:
    return False


def after(calls: int) -> Callable[[], bool]:
    """Says stop from this call on, the first being number 0."""
    left = iter([False] * calls)
    return lambda: next(left, True)


def test_a_prompt_taken_in_in_chunks_gives_the_same_logits() -> None:
    language = TinyLanguage(50)
    prompt = language.embed(np.arange(40))
    whole = prefill(language, language.new_cache(), prompt, never)
    cache = language.new_cache()
    parts = prefill(language, cache, prompt, never, chunk=16)
    assert_near(parts, whole)
    assert language.positions == [40, 16, 16, 8]
    assert cache.length == 40


def test_it_can_be_stopped_between_chunks() -> None:
    language = TinyLanguage(50)
    with pytest.raises(Stopped):
        prefill(language, language.new_cache(), language.embed(np.arange(40)), after(2), chunk=16)
    assert language.positions == [16, 16]


def test_an_empty_prompt_and_one_that_does_not_fit_are_errors() -> None:
    language = TinyLanguage(50, max_length=30)
    with pytest.raises(ModelError, match="empty"):
        prefill(language, language.new_cache(), language.embed(np.arange(0)), never)
    with pytest.raises(ModelError, match="too long for the model, which holds 30 positions"):
        prefill(language, language.new_cache(), language.embed(np.arange(31)), never)
    assert language.positions == []


def test_tokens_follow_the_likeliest_until_the_model_is_full() -> None:
    language = TinyLanguage(50, max_length=30)
    prompt = list(range(20))
    cache = language.new_cache()
    logits = prefill(language, cache, language.embed(np.array(prompt)), never)
    stream = stream_ids(language, cache, logits, Sampling(), (), never)
    reasons: list[FinishReason] = []

    def all_of_it() -> Iterator[int]:
        reasons.append((yield from stream))

    found = list(all_of_it())
    assert reasons == [FinishReason.LIMIT]
    assert cache.length == 30
    assert len(found) == 11
    # The same, computed each time from the whole text.
    for i in range(len(found)):
        fresh = language.forward(language.embed(np.array(prompt + found[:i])), language.new_cache())
        assert int(fresh[-1].argmax()) == found[i]


def tell(
    tokenizer: QwenTokenizer, story: str, limits: Limits | None = None, stop: Callable[[], bool] = never
) -> tuple[Reply, Storyteller, storyteller.ArrayCache, list[str]]:
    language = Storyteller(tokenizer)
    language.tell(story)
    cache = language.new_cache()
    prompt = language.embed(np.array(tokenizer.encode("What is there?")))
    said: list[str] = []
    made = generate(
        language,
        cache,
        prompt,
        tokenizer,
        tokenizer.eos_ids,
        limits=limits,
        should_stop=stop,
        on_text=said.append,
    )
    return made, language, cache, said


def test_an_answer_and_what_the_cache_holds(tokenizer: QwenTokenizer) -> None:
    made, language, cache, said = tell(tokenizer, "A fox. It sits.")
    assert made.text == "".join(said) == "A fox. It sits."
    assert made.reason is FinishReason.EOS
    assert made.positions == len(tokenizer.encode("What is there?")) == language.positions[0]
    assert made.tokens == len(made.ids) == made.held
    assert cache.length == made.positions + made.held
    assert made.seconds["first_token"] > 0
    told = language.embed(np.array(made.ids))
    np.testing.assert_array_equal(cache.rows[made.positions :], told)


def test_what_is_cut_off_leaves_the_cache_too(tokenizer: QwenTokenizer) -> None:
    made, language, cache, _ = tell(tokenizer, "A fox sits. It is a long story without end", Limits(20, 20))
    assert made.text == "A fox sits."
    assert made.tokens == 20
    np.testing.assert_array_equal(cache.rows[made.positions :], language.embed(np.array(made.ids)))


def test_the_last_token_before_a_limit_is_not_in_the_cache(tokenizer: QwenTokenizer) -> None:
    made, _, cache, _ = tell(tokenizer, "A fox sits. Then more.", Limits(5, 99))
    assert made.text == "A fox sits."
    assert made.held == len(made.ids) - 1
    assert cache.length == made.positions + made.held


@pytest.mark.parametrize("calls", [0, 1, 2, 5, 9])
def test_a_stop_leaves_the_cache_as_it_was_and_says_nothing_more(
    tokenizer: QwenTokenizer, calls: int
) -> None:
    language = Storyteller(tokenizer)
    cache = language.new_cache()
    language.forward(language.embed(np.arange(7)), cache)
    language.tell("A red fox sits here on the bench.")
    said: list[str] = []
    stops = after(calls)
    stopped: list[bool] = []

    def should_stop() -> bool:
        stopped.append(stops())
        return stopped[-1]

    def on_text(piece: str) -> None:
        assert not any(stopped)
        said.append(piece)

    with pytest.raises(Stopped):
        generate(
            language,
            cache,
            language.embed(np.array(tokenizer.encode("What?"))),
            tokenizer,
            tokenizer.eos_ids,
            should_stop=should_stop,
            on_text=on_text,
        )
    assert cache.length == 7
    assert stopped == [False] * calls + [True]


def test_an_error_of_the_listener_leaves_the_cache_as_it_was(tokenizer: QwenTokenizer) -> None:
    language = Storyteller(tokenizer)
    language.tell("A red fox.")
    cache = language.new_cache()

    def broken(piece: str) -> None:
        raise OSError("no voice")

    prompt = language.embed(np.array([1, 2]))
    with pytest.raises(OSError, match="no voice"):
        generate(language, cache, prompt, tokenizer, tokenizer.eos_ids, on_text=broken)
    assert cache.length == 0
