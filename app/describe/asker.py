"""Questions about pictures, answered by a model that talks. Every question after the first is a follow-up."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.guards import Guard
from app.describe.handout import Handout, OnWords
from app.describe.talks import Talks, key_of
from app.describe.words import wording
from app.errors import AppError
from app.pictures.load import LoadedImage
from app.shot import Source


class _Guarded(Exception):
    """A picture that is not worth a look."""

    def __init__(self, guard: Guard, source: Source) -> None:
        super().__init__()
        self.guard = guard
        self.source = source


class PictureAsker:
    """Answers questions.

    Its methods block; they are called on any thread but the inference thread.

    Args:
        load: Decodes a picture; its pixel limit is chosen.
        check: The guards: a picture not worth a look, or None.
        talks: Gives conversations, shared with the describer; None where no model is installed that talks.
            May raise AppError.
        otherwise: Gives what is said then.
    """

    def __init__(
        self,
        *,
        load: Callable[[Source, CancelToken], LoadedImage],
        check: Callable[[Image], Guard | None],
        talks: Callable[[], Talks | None],
        otherwise: Callable[[], AppError],
    ) -> None:
        self._load = load
        self._check = check
        self._talks = talks
        self._otherwise = otherwise

    def ask(
        self,
        sources: Sequence[Source],
        question: str,
        cancel: CancelToken | None = None,
        on_words: OnWords = lambda words: None,
    ) -> Answer:
        """Answer one question, handing the answer out sentence by sentence as it comes.

        A question about the pictures that were described or asked about last goes on in that conversation;
        nothing is looked at again.

        Args:
            sources: Files or encoded images, at least one.
            question: The user's words.
            cancel: Checked between tokens. It is raised here too when the work fails.
            on_words: Called on this thread with each piece; pieces joined by one space are ``spoken``.

        Raises:
            Cancelled: The token was raised.
            AppError: No model is installed that answers, it cannot be used, a picture cannot, or there is no
                question.
        """
        cancel = cancel or CancelToken()
        seconds: dict[str, float] = {}
        talk = Handout(on_words, cancel, time.perf_counter(), seconds)
        paths = tuple(source if isinstance(source, Path) else None for source in sources)
        talks = self._talks()
        if talks is None:
            raise self._otherwise()
        if not question.strip():
            raise AppError("There is no question.", "Type what you want to know about the picture.")
        try:
            return self._answer(talks, sources, paths, question, talk)
        except _Guarded as stop:
            name = f"{stop.source.name}: " if len(sources) > 1 and isinstance(stop.source, Path) else ""
            talk.say(f"{name}{stop.guard.sentence} {stop.guard.hint}".strip())
            seconds["total"] = time.perf_counter() - talk.started
            return Answer(paths, question, guard=str(stop.guard.reason), seconds=seconds, spoken=talk.spoken)
        except BaseException:
            cancel.cancel()
            raise

    def _answer(
        self,
        talks: Talks,
        sources: Sequence[Source],
        paths: tuple[Path | None, ...],
        question: str,
        talk: Handout,
    ) -> Answer:
        def pictures() -> list[NDArray[np.uint8]]:
            found = [self._picture(source, talk.cancel) for source in sources]
            talk.seconds["load"] = time.perf_counter() - talk.started
            return found

        conversation = talks.about(tuple(key_of(source) for source in sources), pictures)
        talk.cancel.check()
        stream = conversation.ask(question, talk.cancel)
        for words in wording.attributed(stream):
            talk.say(words)
        reply = stream.reply()
        answered = bool(talk.pieces)
        if not answered:
            talk.say(wording.NO_ANSWER)
        talk.seconds.update({k: v for k, v in reply.seconds.items() if k in ("encode", "first_token")})
        talk.seconds["total"] = time.perf_counter() - talk.started
        return Answer(
            paths,
            question,
            answer=reply.text if answered else None,
            model=talks.name,
            reason=str(reply.reason),
            resolution=reply.resolution,
            parts=reply.parts,
            visual_tokens=reply.visual_tokens,
            seconds=talk.seconds,
            spoken=talk.spoken,
        )

    def _picture(self, source: Source, cancel: CancelToken) -> NDArray[np.uint8]:
        loaded = self._load(source, cancel)
        guard = self._check(loaded.image)
        if guard is not None:
            raise _Guarded(guard, source)
        return np.asarray(loaded.image)
