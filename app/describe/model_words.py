"""The part that a model which talks has in the description of one picture, level by level."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.cancel import CancelToken
from app.describe.findings import Findings
from app.describe.words import wording
from app.describe.words.photo import PhotoWords
from app.describe.words.phrasing import BRIEF_WORDS
from app.errors import AppError
from app.inference.perception import Perception
from app.inference.protocols import Level
from app.inference.reply_stream import ReplyStream
from mlx_models.fastvlm.prompts import Facts

if TYPE_CHECKING:
    from app.inference.fastvlm import FastVLMConversation
    from mlx_models.fastvlm.reply import Reply

_LEVELS = tuple(Level)
_KNOWN_CHARACTERS = 1500


@dataclass(frozen=True)
class _Told:
    """What was said at one level: the pieces as they were spoken, the model's sentences, and its turn."""

    pieces: tuple[str, ...]
    sentences: tuple[str, ...]
    reply: "Reply"


class ModelWords:
    """What the model says about one picture. What it said once it does not say anew.

    Args:
        conversation: With the model, about this picture.
        model: The model's id.
        words: Tells what of its words the detector denies.
        perceived: What the detector saw.
    """

    def __init__(
        self, conversation: "FastVLMConversation", model: str, words: PhotoWords, perceived: Perception
    ) -> None:
        self.model = model
        self._words = words
        self._perceived = perceived
        self._conversation = conversation
        self._told: dict[Level, _Told] = {}

    def begin(self, findings: Findings, level: Level, cancel: CancelToken) -> ReplyStream | None:
        """Have the model start, unless it has nothing to do at this level; returns at once.

        A picture that facts describe needs no gist of a model's at first, unless there are no facts.
        """
        wanted = not findings.by_facts or level is not Level.BRIEF or not findings.amount
        if not wanted or self._source_of(level) is not None:
            return None
        known = known_of(findings) if findings.by_facts else None
        return self._conversation.describe(findings.kind, level, cancel, known, onward=bool(self._told))

    def words(self, level: Level, stream: ReplyStream | None) -> Generator[str, None, AppError | None]:
        """What was said before, up to this level, then what comes now, sentence by sentence.

        Args:
            level: As given to :meth:`begin`.
            stream: What that gave.

        Returns:
            Why the model could not go on.

        Raises:
            Cancelled: It was stopped.
        """
        if level is Level.BRIEF and (told := self._source_of(level)) is not None:
            yield self._brief(_first(told))
        else:
            for earlier in _LEVELS[: _LEVELS.index(level) + 1]:
                if earlier in self._told:
                    yield from self._told[earlier].pieces
        if stream is None:
            return None
        pieces: list[str] = []
        for piece in self._brief_of(stream) if level is Level.BRIEF else self._attributed(stream):
            pieces.append(piece)
            yield piece
        try:
            reply = stream.reply()
        except AppError as error:
            # Without its traceback, whose frames would keep the model in memory.
            return AppError(error.message, error.hint)
        if pieces:
            self._told[level] = _Told(tuple(pieces), tuple(stream.sentences), reply)
        return None

    @property
    def denied(self) -> bool:
        """Whether its first sentence claims what the detector did not see."""
        return bool(self._words.naming.denied(self.caption, self._perceived))

    @property
    def caption(self) -> str:
        """The model's first sentence, without any hedge; "" when it said none."""
        for level in _LEVELS:
            if level in self._told:
                return wording.gist(_first(self._told[level]))
        return ""

    def reply(self, level: Level) -> "Reply | None":
        """All turns up to this level as one, resolution and time those of the last; None without any."""
        upto = _LEVELS[: _LEVELS.index(level) + 1]
        turns = [self._told[each].reply for each in upto if each in self._told]
        source = self._source_of(level)
        turns = turns or ([source.reply] if source is not None else [])
        if not turns:
            return None
        return replace(
            turns[-1],
            text=" ".join(turn.text for turn in turns),
            parts=sum(turn.parts for turn in turns),
            visual_tokens=sum(turn.visual_tokens for turn in turns),
            tokens=sum(turn.tokens for turn in turns),
        )

    def _brief(self, sentence: str) -> str:
        return self._words.hedged(wording.gist(sentence), self._perceived, most=BRIEF_WORDS)

    def _brief_of(self, stream: ReplyStream) -> Iterator[str]:
        """The first sentence that says something; the others are heard out in silence."""
        first = True
        for sentence in stream:
            if first and (words := wording.plain(sentence)):
                yield self._brief(words)
                first = False

    def _attributed(self, stream: ReplyStream) -> Iterator[str]:
        """Its sentences as its own; the first that claims what the detector did not see says so."""
        doubted = False
        for sentence in wording.attributed(stream):
            words = sentence if doubted else self._words.with_denial(sentence, self._perceived)
            doubted = doubted or words != sentence
            yield words

    def _source_of(self, level: Level) -> _Told | None:
        """What is said at this level without asking the model: for a brief one, any level's beginning."""
        if level is Level.BRIEF:
            return next((self._told[each] for each in _LEVELS if each in self._told), None)
        return self._told.get(level)


def known_of(findings: Findings) -> Facts:
    """What was read, for the model to lean on."""
    text = "\n".join(line.text for line in findings.lines or ())[:_KNOWN_CHARACTERS]
    return Facts(text, title=findings.text_facts.title)


def _first(told: _Told) -> str:
    return next(words for sentence in told.sentences if (words := wording.plain(sentence)))
