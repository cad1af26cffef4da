"""Sentences on their way from the inference thread."""

from collections.abc import Callable
from concurrent.futures import Future

import pytest

from app.errors import AppError, Cancelled
from app.inference.reply_stream import ReplyStream
from mlx_models.fastvlm.reply import FinishReason, Reply

REPLY = Reply("One. Two.", (), FinishReason.EOS)


class Turn:
    """A turn that a test drives."""

    def __init__(self) -> None:
        self.future: Future[Reply] = Future()
        self.tell: Callable[[str], None] = lambda sentence: None

    def begin(self, tell: Callable[[str], None]) -> "Future[Reply]":
        self.tell = tell
        return self.future


@pytest.fixture
def turn() -> Turn:
    return Turn()


def test_sentences_come_before_the_turn_is_over(turn: Turn) -> None:
    stream = ReplyStream(turn.begin)
    turn.tell("One.")
    sentences = iter(stream)
    assert next(sentences) == "One."
    turn.tell("Two.")
    turn.future.set_result(REPLY)
    assert list(sentences) == ["Two."]
    assert stream.sentences == ["One.", "Two."]
    assert stream.reply() is REPLY


def test_a_turn_that_fails_ends_the_sentences_and_says_why(turn: Turn) -> None:
    stream = ReplyStream(turn.begin)
    turn.tell("One.")
    turn.future.set_exception(AppError("The model cannot be used."))
    assert list(stream) == ["One."]
    with pytest.raises(AppError, match="cannot be used"):
        stream.reply()


def test_a_turn_that_never_began_was_cancelled(turn: Turn) -> None:
    stream = ReplyStream(turn.begin)
    assert turn.future.cancel()
    turn.future.set_running_or_notify_cancel()
    assert list(stream) == []
    with pytest.raises(Cancelled):
        stream.reply()
