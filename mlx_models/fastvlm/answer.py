"""A reply as it is being written: when it is over, what of it may be said already, where it is cut."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from mlx_models import sentences
from mlx_models.fastvlm.reply import FinishReason, Reply
from mlx_models.fastvlm.tokenizer import QwenTokenizer, StreamDecoder

_LONGEST_LOOP = 24  # words
_SENTENCE_WORDS = 3  # a shorter sentence may well come twice: "Yes."


@dataclass(frozen=True)
class Limits:
    """How long an answer may be, in tokens.

    Attributes:
        soft: From here on it ends with the sentence.
        hard: Here it ends anyway, at the end of the last whole sentence if there is one.
    """

    soft: int = 96
    hard: int = 160

    def __post_init__(self) -> None:
        if not 1 <= self.soft <= self.hard:
            raise ValueError("limits must be 1 <= soft <= hard")


class ReplyWriter:
    """Writes one reply: takes in tokens one by one.

    ``on_text`` gets the text as far as it is certain, so that the pieces, joined, are the finished text: the
    first sentence word by word, later ones whole (a limit may drop an unfinished one), and nothing that looks
    like the beginning of a repetition until it turns out not to be one.

    Args:
        tokenizer: Turns ids to text.
        limits: How long it may be.
        on_text: Called with each certain piece, spaces included.
    """

    def __init__(self, tokenizer: QwenTokenizer, limits: Limits, on_text: Callable[[str], None]) -> None:
        self._decoder = StreamDecoder(tokenizer)
        self._limits = limits
        self._on_text = on_text
        self._ids: list[int] = []
        self._lengths: list[int] = []  # of the text, after each id
        self._text = ""
        self._said = 0
        self._repeated: int | None = None

    def add(self, id_: int) -> FinishReason | None:
        """Take in one token; a reason means that the answer is over."""
        self._ids.append(id_)
        self._text += self._decoder.push(id_)
        self._lengths.append(len(self._text))
        complete = sentences.ends(self._text)
        words = _words(self._text[: max([sentences.whole_words(self._text), *complete[-1:]])])
        self._repeated = _first(_repeated_sentence(self._text, complete), _loop(words))
        if self._repeated is not None:
            return FinishReason.REPETITION
        if len(self._ids) >= self._limits.soft and sentences.ends_here(self._text):
            return FinishReason.LIMIT
        if len(self._ids) >= self._limits.hard:
            return FinishReason.LIMIT
        certain = complete[-1] if complete else sentences.whole_words(self._text)
        self._say(min(certain, _suspect(words, len(self._text))))
        return None

    def finish(self, reason: FinishReason) -> Reply:
        """Cut, say the rest, and give the whole."""
        repeated = self._repeated
        if repeated is None:
            complete = sentences.ends(self._text, closed=True)
            repeated = _first(_repeated_sentence(self._text, complete), _loop(_words(self._text)))
        cut = False
        if repeated is not None:
            reason, end = FinishReason.REPETITION, repeated
            cut = not sentences.ends_here(self._text[:end].rstrip())
        elif reason is FinishReason.LIMIT and not sentences.ends_here(self._text):
            whole = sentences.ends(self._text)
            end = whole[-1] if whole else sentences.whole_words(self._text) or len(self._text)
            cut = not whole
        else:
            end = len(self._text)
        text = self._text[:end].rstrip()
        self._say(len(text))
        kept = next((i + 1 for i, n in enumerate(self._lengths) if n >= len(text)), len(self._ids))
        return Reply(text.lstrip(), tuple(self._ids[:kept]) if text else (), reason, cut)

    def _say(self, end: int) -> None:
        end = len(self._text[:end].rstrip())
        piece = self._text[self._said : end]
        if self._said == 0:
            piece = piece.lstrip()
        if piece.strip():
            self._said = end
            self._on_text(piece)


_Word = tuple[str, int]


def _words(text: str) -> list[_Word]:
    """Each word, lower-case and without punctuation, and where it starts."""
    return [(m.group().strip(".,;:!?…\"'()[]").lower(), m.start()) for m in re.finditer(r"\S+", text)]


def _run(words: list[_Word], lag: int) -> int:
    """How many words at the end equal the ones ``lag`` before them."""
    count = 0
    while count + lag < len(words) and words[-1 - count][0] == words[-1 - count - lag][0]:
        count += 1
    return count


def _loop(words: list[_Word]) -> int | None:
    """Where a phrase begins to be said again and again; None: it is not.

    Five times one word, three times a phrase of up to seven, twice a longer one.
    """
    for lag in range(1, min(_LONGEST_LOOP, len(words) - 1) + 1):
        copies = 4 if lag == 1 else 2 if lag < 8 else 1
        run = _run(words, lag)
        if run >= copies * lag:
            return words[len(words) - run][1]
    return None


def _suspect(words: list[_Word], end: int) -> int:
    """Where what may turn out to be a loop begins."""
    longest = max((_run(words, lag) for lag in range(1, min(_LONGEST_LOOP, len(words) - 1) + 1)), default=0)
    return words[len(words) - longest][1] if longest else end


def _first(*places: int | None) -> int | None:
    return min((place for place in places if place is not None), default=None)


def _repeated_sentence(text: str, complete: list[int]) -> int | None:
    """Where a sentence begins that has been said before, word for word."""
    seen: set[tuple[str, ...]] = set()
    start = 0
    for end in complete:
        said = tuple(word for word, _ in _words(text[start:end]) if word)
        if len(said) >= _SENTENCE_WORDS:
            if said in seen:
                return start
            seen.add(said)
        start = end
    return None
