"""One picture from its bytes to the words that are said, with OCR and the model at work side by side."""

import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
from PIL.Image import Image

from app.cancel import CancelToken
from app.describe import script
from app.describe.guards import Guard, Reason
from app.describe.handout import Handout, OnWords
from app.describe.part import ModelsPart
from app.describe.reader import AllText, FirstText, ReadsText
from app.describe.result import Description
from app.describe.talks import Talks, key_of
from app.describe.words import phrasing
from app.errors import AppError, Cancelled
from app.inference.protocols import Describer, Kind, Level, Seen, Stance
from app.pictures.load import LoadedImage
from app.shot import Shot, Source

T = TypeVar("T")
HINT_DOCTOR = "Run earsight doctor to see what is missing."


class RunsModels(Protocol):
    """The inference thread with a priority chosen."""

    def __call__(self, work: Callable[[], Seen], cancel: CancelToken) -> Future[Seen]:
        """Run ``work`` there."""


@dataclass(frozen=True)
class _Remembered:
    """The last picture: pressing again says more without looking again."""

    key: object
    it: script.Sighting
    scale: float
    part: ModelsPart | None


class PictureDescriber:
    """Describes pictures: guards, then OCR and the model in parallel, then the words in the house's order.

    Its methods block; they are called on any thread but those of ``pool`` and the inference thread.

    Args:
        load: Decodes a picture; its pixel limit is chosen.
        check: The guards: a picture not worth a look, or None.
        facts_of: What the file itself says.
        read: OCR, or None where no engine is installed.
        model: Looks at pictures, or None without a model.
        run: Runs the model on its thread.
        pool: Runs OCR.
        talks: Gives conversations with a model that describes in its own words, where one is installed. Then
            ``model`` only says what kind of picture it is, and speaks where that one cannot. May raise
            AppError.
    """

    def __init__(
        self,
        *,
        load: Callable[[Source, CancelToken], LoadedImage],
        check: Callable[[Image], Guard | None],
        facts_of: Callable[[LoadedImage], dict[str, Any]],
        read: ReadsText | None,
        model: Describer | None,
        run: RunsModels,
        pool: Executor,
        talks: Callable[[], Talks | None] = lambda: None,
    ) -> None:
        self._load = load
        self._check = check
        self._facts_of = facts_of
        self._read = read
        self._model = model
        self._run = run
        self._pool = pool
        self._talks = talks
        self._complained: set[str] = set()
        self._last: _Remembered | None = None

    def describe(
        self,
        source: Source,
        level: Level = Level.BRIEF,
        cancel: CancelToken | None = None,
        on_words: OnWords = lambda words: None,
    ) -> Description:
        """Describe one picture, handing the words out piece by piece as soon as they are known.

        The last picture, asked for again at any level, is not looked at again. Facts and text come first; a
        model that talks follows, sentence by sentence, as soon as it has one.

        Args:
            source: A file, or an encoded image.
            level: How much to say.
            cancel: Checked between steps. It is raised here too when the work fails, to stop its other half.
            on_words: Called on this thread with each piece; pieces joined by one space are ``spoken``.

        Raises:
            Cancelled: The token was raised.
            AppError: The picture cannot be used.
        """
        cancel = cancel or CancelToken()
        started = time.perf_counter()
        key = key_of(source)
        last = self._last if self._last is not None and key is not None and self._last.key == key else None
        seconds: dict[str, float] = {}
        talk = Handout(on_words, cancel, started, seconds)
        path = source if isinstance(source, Path) else None
        if isinstance(source, Shot):  # known at once, and true whatever else is found out
            talk.say(script.whence(source))
        try:
            if last is not None:
                it, scale, part = last.it, last.scale, last.part
                talk.say(_opening(it, level, part))
                if part is not None:
                    part.begin(it, level, cancel)
            else:
                talks = self._talks()
                loaded, guard = self._open(source, seconds, cancel)
                if guard is not None:
                    return self._guarded(path, loaded, guard, level, talk)
                it, scale, part = self._look(loaded, key, level, talks, talk)
            for words in script.after_text(it, level, talk.spoken, also=part is None):
                talk.say(words)
            if part is not None:
                self._let_speak(part, it, level, talk)
        except BaseException:
            cancel.cancel()
            raise
        if key is not None:
            self._last = _Remembered(key, it, scale, part)
        seconds["total"] = time.perf_counter() - started
        return self._description(path, it, level, scale, seconds, talk.spoken, part)

    def read(
        self,
        source: Source,
        cancel: CancelToken | None = None,
        on_words: OnWords = lambda words: None,
    ) -> Description:
        """Only read the text of a picture, all of it; no model is asked.

        Raises:
            Cancelled: The token was raised.
            AppError: The picture cannot be used, or there is no OCR.
        """
        cancel = cancel or CancelToken()
        started = time.perf_counter()
        seconds: dict[str, float] = {}
        talk = Handout(on_words, cancel, started, seconds)
        path = source if isinstance(source, Path) else None
        if self._read is None:
            raise AppError("I cannot read text on this machine.", HINT_DOCTOR)
        loaded, guard = self._open(source, seconds, cancel)
        if guard is not None and guard.reason is Reason.TOO_SMALL:
            return self._guarded(path, loaded, guard, Level.FULL, talk)
        it = script.Sighting(loaded.width, loaded.height, self._facts_of(loaded))
        begun = time.perf_counter()
        scale = _put(it, self._read(loaded, cancel, lambda first: None, thorough=True))
        it.settle()
        seconds["ocr"] = time.perf_counter() - begun
        if guard is not None and not it.amount:
            return self._guarded(path, loaded, guard, Level.FULL, talk)
        for words in script.all_text(it):
            talk.say(words)
        seconds["total"] = time.perf_counter() - started
        found = self._description(path, it, Level.FULL, scale, seconds, talk.spoken)
        return replace(found, stance=Stance.NONE, caption=None, caption_source="none")

    def _open(
        self, source: Source, seconds: dict[str, float], cancel: CancelToken
    ) -> tuple[LoadedImage, Guard | None]:
        begun = time.perf_counter()
        loaded = self._load(source, cancel)
        seconds["decode"] = time.perf_counter() - begun
        guard = self._check(loaded.image)
        seconds["load"] = time.perf_counter() - begun
        return loaded, guard

    def _look(
        self,
        loaded: LoadedImage,
        key: object | None,
        level: Level,
        talks: Talks | None,
        talk: Handout,
    ) -> tuple[script.Sighting, float, ModelsPart | None]:
        cancel, seconds = talk.cancel, talk.seconds
        cancel.check()
        it = script.Sighting(loaded.width, loaded.height, self._facts_of(loaded))
        first: Future[FirstText] = Future()
        reading = self._start_reading(loaded, cancel, first, seconds)
        looking = self._start_looking(loaded.image, cancel)
        if reading is not None:
            either: tuple[Future[Any], ...] = (first, reading)
            wait(either, return_when=FIRST_COMPLETED)
        if first.done():
            it.boxes, it.first = first.result().boxes, first.result().lines
        if looking is not None:
            it.seen = _outcome(looking, it)
        if it.seen is not None:
            seconds.update({k: v for k, v in it.seen.seconds.items() if k in ("encode", "first_token")})
        scale = 1.0
        if reading is not None and not it.first:
            scale = _put(it, self._nothing_missed(_outcome(reading, it), it, loaded, cancel, seconds))
            reading = None
        if talks is None and it.seen is None and it.lines is None and not it.first:
            raise it.problems[0] if it.problems else AppError("I have neither a model nor OCR.", HINT_DOCTOR)
        it.settle()
        part = _part_of(talks, it, key, loaded.image)
        talk.say(_opening(it, level, part))
        if part is not None and not it.by_facts:
            part.begin(it, level, cancel)  # beside the reading
        if reading is not None:
            scale = _put(it, _outcome(reading, it))
        for problem in it.problems:
            talk.say(problem.message)
        if part is not None and it.by_facts:
            part.begin(it, level, cancel)  # it is told what was read
        return it, scale, part

    def _let_speak(self, part: ModelsPart, it: script.Sighting, level: Level, talk: Handout) -> None:
        """Hand out the model's words; where it has none, those of the one that always looks."""

        def on_problem(problem: AppError) -> None:
            if problem.message not in [known.message for known in it.problems]:
                it.problems.append(problem)
            if problem.message not in self._complained:
                self._complained.add(problem.message)
                talk.say(problem.message)

        for words in part.words(level, on_problem):
            talk.say(words)
        reply = part.reply(level)
        if reply is not None:
            talk.seconds.update({k: v for k, v in reply.seconds.items() if k in ("encode", "first_token")})
        elif not it.by_facts and it.seen is not None:
            talk.say(phrasing.gist(it.seen, brief=level is Level.BRIEF) or phrasing.NOT_SURE)

    def _nothing_missed(
        self,
        text: AllText | None,
        it: script.Sighting,
        loaded: LoadedImage,
        cancel: CancelToken,
        seconds: dict[str, float],
    ) -> AllText | None:
        """Look closely for small text where a glance found none, unless the model is sure of a scene."""
        if text is None or text.lines or (it.seen is not None and it.seen.kind in (Kind.PHOTO, Kind.BLANK)):
            return text
        closer = self._start_reading(loaded, cancel, Future(), seconds, thorough=True)
        return text if closer is None else _outcome(closer, it)

    def _start_reading(
        self,
        loaded: LoadedImage,
        cancel: CancelToken,
        first: "Future[FirstText]",
        seconds: dict[str, float],
        *,
        thorough: bool = False,
    ) -> "Future[AllText] | None":
        read = self._read
        if read is None:
            return None

        def work() -> AllText:
            begun = time.perf_counter()
            try:
                return read(loaded, cancel, first.set_result, thorough=thorough)
            finally:
                seconds["ocr"] = seconds.get("ocr", 0.0) + time.perf_counter() - begun

        return self._pool.submit(work)

    def _start_looking(self, image: Image, cancel: CancelToken) -> "Future[Seen] | None":
        model = self._model
        if model is None:
            return None
        pixels = np.asarray(image)
        return self._run(lambda: model.look(pixels, cancel), cancel)

    def _guarded(
        self, path: Path | None, loaded: LoadedImage, guard: Guard, level: Level, talk: Handout
    ) -> Description:
        talk.say(f"{guard.sentence} {guard.hint}".strip())
        facts = {**self._facts_of(loaded), "guard": str(guard.reason)}
        seconds = {**talk.seconds, "total": time.perf_counter() - talk.started}
        return Description(path, Kind.BLANK, level=level, facts=facts, seconds=seconds, spoken=talk.spoken)

    def _description(
        self,
        path: Path | None,
        it: script.Sighting,
        level: Level,
        scale: float,
        seconds: dict[str, float],
        spoken: str,
        part: ModelsPart | None = None,
    ) -> Description:
        stance, origin = script.stance_of(it)
        seen = it.seen
        reply = part.reply(level) if part is not None else None
        caption: str | None = None
        confidence = seen.confidence if seen is not None and origin == "model" else None
        model = self._model.name if self._model is not None and seen is not None else ""
        if part is not None and reply is not None:
            model = part.model
        if part is not None and reply is not None and origin != "facts":
            stance, origin, caption, confidence = Stance.HEDGED, "model", part.caption, None
        elif origin == "facts":
            caption = script.sentence_of_facts(it)
        elif origin == "model" and seen is not None and stance is not Stance.WITHHELD:
            caption = phrasing.clean(seen.caption or "") or None
        return Description(
            path,
            kind=it.kind,
            stance=stance,
            caption=caption,
            caption_source=origin if caption is not None else "none",
            confidence=confidence,
            objects=seen.objects if seen is not None and not it.by_facts else (),
            level=level,
            text=it.lines or (),
            facts=_facts(it, scale),
            model=model,
            model_text=reply.text if reply is not None else None,
            resolution=reply.resolution if reply is not None else 0,
            parts=reply.parts if reply is not None else 0,
            visual_tokens=reply.visual_tokens if reply is not None else 0,
            seconds=seconds,
            spoken=spoken,
        )


def _part_of(talks: Talks | None, it: script.Sighting, key: object | None, image: Image) -> ModelsPart | None:
    """The part of the model that talks; none where there is nothing to be seen."""
    if talks is None or it.kind is Kind.BLANK:
        return None
    return ModelsPart(talks.about((key,), lambda: [np.asarray(image)]), talks.name)


def _opening(it: script.Sighting, level: Level, part: ModelsPart | None) -> str:
    return script.opening(it, brief=level is Level.BRIEF, gist=part is None)


def _facts(it: script.Sighting, scale: float) -> dict[str, Any]:
    """The file's facts and those about its text; only what applies."""
    facts = dict(it.facts)
    more = {
        "title": it.text_facts.title,
        "largest_text": it.text_facts.headline,
        "text_lines": it.amount,
        "text_place": it.text_facts.where,
        "unread_lines": it.unread,
        "uncertain": list(it.uncertain),
        "problems": [problem.message for problem in it.problems],
    }
    facts.update({name: value for name, value in more.items() if value})
    if it.lines is not None:
        facts["read_scale"] = round(scale, 4)
    return facts


def _put(it: script.Sighting, text: AllText | None) -> float:
    """Enter all text; the scale it was read at."""
    if text is None:
        return 1.0
    it.lines, it.unread, it.uncertain = text.lines, text.unread, text.uncertain
    it.complete()
    return text.scale


def _outcome(future: "Future[T]", it: script.Sighting) -> "T | None":
    """A result, or None after noting what could not be done; a bug and a cancellation go on up."""
    try:
        return future.result()
    except AppError as error:
        it.problems.append(error)
        return None
    except CancelledError:
        raise Cancelled from None
