"""Questions about pictures, answered by a model that talks, or else from what is known of them.

Every question to the model after the first is a follow-up.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.known import KnownAnswers
from app.describe.narration import Narration
from app.describe.picture import Picture
from app.describe.pixels.guards import Guard, of_clear, stretched
from app.describe.result import Description
from app.describe.words import wording
from app.errors import AppError
from app.pictures.load import LoadedImage
from app.shot import Shot, Source

if TYPE_CHECKING:
    from app.inference.fastvlm import FastVLMTalker


Describe = Callable[[Picture, CancelToken], Narration[Description]]
CANNOT_TELL = "I cannot tell without a larger model."


class _Guarded(Exception):
    """A picture that is not worth a look."""

    def __init__(self, guard: Guard, source: Source) -> None:
        super().__init__()
        self.guard = guard
        self.source = source


class PictureAsker:
    """Answers questions. What it gives is iterated on any thread but the inference thread.

    Args:
        load: Decodes a picture; its pixel limit is chosen.
        check: The guards: (picture, whether it is of the screen) -> why it may not be worth a look, or None.
        talker: Gives the model that answers; None where none is installed. May raise AppError.
        otherwise: Gives why none does.
        describe: Finds out what is known of a picture; None where only a model answers.
        known: Answers from that.
    """

    def __init__(
        self,
        *,
        load: Callable[[Source, CancelToken], LoadedImage],
        check: Callable[[Image, bool], Guard | None],
        talker: "Callable[[], FastVLMTalker | None]",
        otherwise: Callable[[], AppError],
        describe: Describe | None = None,
        known: KnownAnswers | None = None,
    ) -> None:
        self._load = load
        self._check = check
        self._talker = talker
        self._otherwise = otherwise
        self._describe = describe
        self._known = known

    def ask(
        self,
        pictures: Sequence[Picture],
        question: str,
        cancel: CancelToken | None = None,
        *,
        about: str = "",
        names: Sequence[str] = (),
    ) -> Narration[Answer]:
        """Answer one question; the answer comes sentence by sentence.

        A question about pictures that were described or asked about goes on in that conversation; nothing is
        looked at again.

        Args:
            pictures: At least one.
            question: The user's words.
            cancel: Checked between tokens.
            about: What the model is told of the pictures before the question.
            names: What each picture is called where there are several; "Picture 1" and so on by default.

        Raises:
            Cancelled: While it is iterated: the token was raised.
            AppError: Likewise: no model is installed that answers and what is known does not, it cannot be
                used, a picture cannot, or there is no question.
        """
        return Narration(lambda narration: self._answer(pictures, question, narration, about, names), cancel)

    def _answer(
        self,
        pictures: Sequence[Picture],
        question: str,
        narration: Narration[Answer],
        about: str,
        names: Sequence[str],
    ) -> Generator[str, None, Answer]:
        sources = [picture.source for picture in pictures]
        paths = tuple(source if isinstance(source, Path) else None for source in sources)
        seconds = narration.seconds
        if not question.strip():
            raise AppError("There is no question.", "Type what you want to know about the picture.")
        talker = self._talker()
        if talker is None:
            return (yield from self._from_what_is_known(pictures, question, narration, names))

        def pixels() -> list[NDArray[np.uint8]]:
            decoded = [self._pixels(source, narration.cancel) for source in sources]
            seconds["load"] = narration.elapsed
            return decoded

        for picture in pictures:
            picture.refresh()
        first, *others = pictures
        try:
            conversation = first.conversation(talker, pixels, others)
        except _Guarded as stop:
            name = f"{stop.source.name}: " if others and isinstance(stop.source, Path) else ""
            yield f"{name}{stop.guard.words}"
            seconds["total"] = narration.elapsed
            guard = str(stop.guard.reason)
            return Answer(paths, question, guard=guard, seconds=seconds, spoken=narration.spoken)
        narration.cancel.check()
        stream = conversation.ask(f"{about} {question}".strip(), narration.cancel)
        yield from wording.attributed(stream)
        reply = stream.reply()
        answered = bool(narration.pieces)
        if not answered:
            yield wording.NO_ANSWER
        seconds.update({k: v for k, v in reply.seconds.items() if k in ("encode", "first_token")})
        seconds["total"] = narration.elapsed
        return Answer(
            paths,
            question,
            answer=reply.text if answered else None,
            model=talker.name,
            reason=str(reply.reason),
            resolution=reply.resolution,
            parts=reply.parts,
            visual_tokens=reply.visual_tokens,
            seconds=seconds,
            spoken=narration.spoken,
        )

    def _from_what_is_known(
        self,
        pictures: Sequence[Picture],
        question: str,
        narration: Narration[Answer],
        names: Sequence[str],
    ) -> Generator[str, None, Answer]:
        if self._describe is None or self._known is None:
            raise self._otherwise()
        answers: list[str] = []
        guards: list[str] = []
        for picture in pictures:
            with closing(self._describe(picture, narration.cancel)) as describing:
                pieces = list(describing)
            guard = str(describing.result.facts.get("guard", ""))
            guards.append(guard)
            if guard or picture.findings is None:
                answers.append(" ".join(pieces))
            else:
                answers.append(self._known.answer(question, picture.findings))
        if not any(answers):
            raise AppError(CANNOT_TELL, self._otherwise().hint)
        alone = len(pictures) == 1
        called = names or [f"Picture {number}" for number in range(1, len(pictures) + 1)]
        for name, answer in zip(called, answers, strict=True):
            yield (answer or CANNOT_TELL) if alone else f"{name}: {answer or CANNOT_TELL}"
        narration.seconds["total"] = narration.elapsed
        paths = tuple(one.source if isinstance(one.source, Path) else None for one in pictures)
        guard = guards[0] if all(guards) else ""
        return Answer(
            paths,
            question,
            answer=None if guard else narration.spoken,
            guard=guard,
            reason="" if guard else "known",
            seconds=narration.seconds,
            spoken=narration.spoken,
        )

    def _pixels(self, source: Source, cancel: CancelToken) -> NDArray[np.uint8]:
        loaded = self._load(source, cancel)
        guard = self._check(loaded.image, isinstance(source, Shot))
        if guard is None:
            return np.asarray(loaded.image)
        if loaded.clear:
            guard = of_clear(guard, drawing=loaded.format == "SVG")
        if guard.levels is not None:
            return np.asarray(stretched(loaded.image, guard.levels))
        if guard.certain or self._stands(guard, source, cancel):
            raise _Guarded(guard, source)
        return np.asarray(loaded.image)

    def _stands(self, guard: Guard, source: Source, cancel: CancelToken) -> bool:
        """Whether a guard that is not certain is what is said of a picture."""
        if self._describe is None:
            return True
        with closing(self._describe(Picture(source), cancel)) as describing:
            # Of a picture of the screen its application comes first.
            return guard.words in islice(describing, 2)
