"""Decoding: the prompt is taken in piece by piece, then one token follows the other."""

import time
from collections.abc import Callable, Collection, Generator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError, Stopped
from mlx_models.fastvlm.answer import Limits, ReplyWriter
from mlx_models.fastvlm.reply import FinishReason, Reply
from mlx_models.fastvlm.sampling import Sampling
from mlx_models.fastvlm.tokenizer import QwenTokenizer

if TYPE_CHECKING:
    # language.py imports mlx, which start-up should not.
    from mlx_models.fastvlm.language import KVCache, Language

CHUNK = 512  # positions taken in between two looks at should_stop


def prefill(
    language: "Language",
    cache: "KVCache",
    embeddings: NDArray[np.float32],
    should_stop: Callable[[], bool],
    chunk: int = CHUNK,
) -> NDArray[np.float32]:
    """Take in a prompt.

    Args:
        language: The decoder.
        cache: Grows by L.
        embeddings: (L, hidden size), L at least 1.
        should_stop: Asked before every chunk.
        chunk: Positions at a time.

    Returns:
        Logits (V,) of the last position.

    Raises:
        ModelError: The model cannot hold that many positions.
        Stopped: ``should_stop`` said so; the cache holds the chunks so far.
    """
    if not len(embeddings):
        raise ModelError("The prompt is empty.")
    if cache.length + len(embeddings) > language.max_length:
        raise ModelError(
            f"The conversation has grown too long for the model, which holds {language.max_length} positions."
        )
    for start in range(0, len(embeddings), chunk):
        if should_stop():
            raise Stopped
        part = embeddings[start : start + chunk]
        logits: NDArray[np.float32] = language.forward(part, cache, [len(part) - 1])[0]
    return logits


def stream_ids(
    language: "Language",
    cache: "KVCache",
    logits: NDArray[np.float32],
    sampling: Sampling,
    eos_ids: Collection[int],
    should_stop: Callable[[], bool],
) -> Generator[int, None, FinishReason]:
    """Token after token, until one of ``eos_ids`` (which is not given out) or until the model is full.

    A token is taken into the cache when the next one is asked for, or before.

    Args:
        language: The decoder.
        cache: Holds everything before.
        logits: (V,) of the last position, from :func:`prefill`.
        sampling: How tokens are chosen.
        eos_ids: Ids that end the answer.
        should_stop: Asked before every token.

    Returns:
        EOS or LIMIT.

    Raises:
        Stopped: ``should_stop`` said so.
        ModelError: The model computed no numbers.
    """
    for token in language.follow(sampling.pick(logits), cache, sampling):
        if should_stop():
            raise Stopped
        if token in eos_ids:
            return FinishReason.EOS
        yield token
        if should_stop():
            raise Stopped
    return FinishReason.LIMIT


def generate(
    language: "Language",
    cache: "KVCache",
    embeddings: NDArray[np.float32],
    tokenizer: QwenTokenizer,
    eos_ids: Collection[int],
    *,
    sampling: Sampling | None = None,
    limits: Limits | None = None,
    should_stop: Callable[[], bool] = lambda: False,
    on_text: Callable[[str], None] = lambda piece: None,
    clock: Callable[[], float] = time.perf_counter,
) -> Reply:
    """Take in a prompt and write the answer; the cache then ends with it, or lacks its last token or so.

    Args:
        language: The decoder.
        cache: Holds what came before.
        embeddings: (L, hidden size), the prompt.
        tokenizer: Ids to text.
        eos_ids: Ids that end the answer.
        sampling: None takes the likeliest token.
        limits: How long the answer may be.
        should_stop: Asked between chunks of the prompt and between tokens; from any thread.
        on_text: Gets the text as far as it is certain, see :class:`ReplyWriter`.
        clock: Seconds.

    Returns:
        The reply, with the seconds until its first token was known.

    Raises:
        Stopped: ``should_stop`` said so. The cache is left as it was before.
        ModelError: The prompt does not fit, or the model computed no numbers; likewise.
    """
    began, start = clock(), cache.length
    try:
        logits = prefill(language, cache, embeddings, should_stop)
        writer = ReplyWriter(tokenizer, limits or Limits(), on_text)
        stream = stream_ids(language, cache, logits, sampling or Sampling(), eos_ids, should_stop)
        tokens, first, over = 0, 0.0, None
        while over is None:
            try:
                token = next(stream)
            except StopIteration as end:
                over = end.value
            else:
                over = writer.add(token)
                tokens += 1
            first = first or clock() - began
        reply = writer.finish(over)
        kept = start + len(embeddings) + len(reply.ids)
        cache.trim(min(kept, cache.length))
    except BaseException:
        cache.trim(start)
        raise
    held = cache.length - start - len(embeddings)
    return replace(reply, tokens=tokens, positions=len(embeddings), held=held, seconds={"first_token": first})
