"""One picture from its bytes to the words that are said, with OCR and the model at work side by side."""

import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from app.cancel import CancelToken
from app.describe import pages, script
from app.describe.aloud import announced, read_aloud
from app.describe.findings import SURE_KIND, Findings
from app.describe.inside import inside
from app.describe.model_words import ModelWords
from app.describe.narration import Narration
from app.describe.perceiving import Perceive, Perceiving, Weigh
from app.describe.picture import Picture
from app.describe.pixels.close_up import is_pointer, read_close_up
from app.describe.pixels.framing import framed
from app.describe.pixels.grain import has_few_colours
from app.describe.pixels.guards import Guard, Reason, looks_blank, of_clear, stretched
from app.describe.reader import AllText, FirstText, TextReader
from app.describe.result import Description
from app.describe.words.files import about_file
from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.errors import AppError, Cancelled
from app.inference.perception import Code, Perception
from app.inference.protocols import Describer, Kind, Level, Seen, Stance
from app.inference.reply_stream import ReplyStream
from app.pictures.load import LoadedImage
from app.shot import Shot, Source

if TYPE_CHECKING:
    from app.inference.fastvlm import FastVLMTalker

T = TypeVar("T")
Words = Generator[str, None, Description]
HINT_DOCTOR = "Run earsight doctor to see what is missing."


class PictureDescriber:
    """Describes pictures: guards, then OCR and the model in parallel, then the words in the house's order.

    A guard that is not certain waits for them, and is silent where one of them finds anything.

    It remembers nothing of them. What it gives is iterated on any thread but those of ``pool`` and the
    inference thread.

    Args:
        load: Decodes a picture; its pixel limit is chosen.
        check: The guards: (picture, whether it is of the screen) -> why it may not be worth a look, or None.
        facts_of: What the file itself says.
        read: OCR, or None where no engine is installed.
        model: Looks at pictures, or None without a model.
        run: Runs the model on its thread.
        pool: Runs OCR and what perceives.
        talker: Gives the model that describes in its own words, where one is installed. Then ``model`` only
            says what kind of picture it is, and speaks where that one cannot. May raise AppError.
        words: Puts what was seen into words.
        codes: Finds barcodes and QR codes in (height, width, 3) uint8 RGB; None where nothing does.
        perceive: Finds objects and faces; None where nothing does.
        weigh: Decides how they may be told once the model has looked as well.
        load_page: Decodes one page of a document; None where only a first one is read.
    """

    def __init__(
        self,
        *,
        load: Callable[[Source, CancelToken], LoadedImage],
        check: Callable[[Image, bool], Guard | None],
        facts_of: Callable[[LoadedImage], dict[str, Any]],
        read: TextReader | None,
        model: Describer | None,
        run: Callable[[Callable[[], Seen], CancelToken], Future[Seen]],
        pool: Executor,
        talker: "Callable[[], FastVLMTalker | None]" = lambda: None,
        words: PhotoWords | None = None,
        perceive: Perceive | None = None,
        codes: Callable[[NDArray[np.uint8]], tuple[Code, ...]] | None = None,
        weigh: Weigh = lambda perceived, _: perceived,
        load_page: pages.LoadPage | None = None,
    ) -> None:
        self._load = load
        self._load_page = load_page
        self._check = check
        self._facts_of = facts_of
        self._read = read
        self._model = model
        self._run = run
        self._pool = pool
        self._talker = talker
        self._words = words or PhotoWords(Naming())
        self._perceive = perceive
        self._codes = codes
        self._weigh = weigh
        self._complained: set[str] = set()

    def describe(
        self, picture: Picture, level: Level = Level.BRIEF, cancel: CancelToken | None = None
    ) -> Narration[Description]:
        """Describe one picture; its words come piece by piece, as soon as they are known.

        A picture that was described is not looked at again, at any level. Facts and text come first; a model
        that talks follows, sentence by sentence, as soon as it has one.

        Args:
            picture: What is known of it already, too.
            level: How much to say.
            cancel: Checked between steps.

        Raises:
            Cancelled: While it is iterated: the token was raised.
            AppError: Likewise: the picture cannot be used.
        """
        return Narration(lambda narration: self._described(picture, level, narration), cancel)

    def read(self, picture: Picture, cancel: CancelToken | None = None) -> Narration[Description]:
        """Only read the text of a picture, all of it; no model is asked.

        Raises:
            Cancelled: While it is iterated: the token was raised.
            AppError: Likewise: the picture cannot be used, or there is no OCR.
        """
        return Narration(lambda narration: self._read_out(picture, narration), cancel)

    def _described(self, picture: Picture, level: Level, narration: Narration[Description]) -> Words:
        picture.refresh()
        source, findings, part = picture.source, picture.findings, picture.part
        if isinstance(source, Shot):  # known at once, and true whatever else is found out
            yield script.origin_in_words(source)
            yield script.windows_in_words(source, level)
        if findings is not None:
            yield from script.of_window(findings, level)
            yield findings.note
            yield from self._opening(findings, level, gist=part is None)
            stream = part.begin(findings, level, narration.cancel) if part is not None else None
        else:
            talker = self._talker()
            loaded, guard = self._open(picture, narration)
            if guard is not None and script.tells(script.window_of(source)):
                guard = None
            if guard is not None and guard.certain:
                return (yield from self._guarded(source, loaded, guard, level, narration))
            findings, part, stream = yield from self._look(picture, loaded, guard, level, talker, narration)
            if guard is not None and findings.guarded:
                return (yield from self._guarded(source, loaded, guard, level, narration))
        if level is not Level.BRIEF and isinstance(source, Shot):
            look = self._start_looking
            yield from inside(
                findings, source, look, self._perceive, self._weigh, self._words, narration.cancel
            )
        yield from about_file(findings.facts)
        yield from script.after_text(findings, self._words, level, narration.spoken)
        if part is not None:
            yield from self._let_speak(part, findings, level, stream, narration)
        picture.findings, picture.part = findings, part
        narration.seconds["total"] = narration.elapsed
        return self._description(source, findings, level, narration, part)

    def _read_out(self, picture: Picture, narration: Narration[Description]) -> Words:
        source, read = picture.source, self._read
        if read is None:
            raise AppError("I cannot read text on this machine.", HINT_DOCTOR)
        loaded, guard = self._open(picture, narration)
        if guard is not None and guard.reason is Reason.TOO_SMALL and guard.certain:
            return (yield from self._guarded(source, loaded, guard, Level.FULL, narration))
        findings = Findings(loaded.width, loaded.height, self._facts_of(loaded))
        coding = self._start_codes(loaded.image)
        findings.window = script.window_of(source)  # it knows which fields are for passwords
        begun = time.perf_counter()
        yield announced(loaded)
        yield from read_aloud(read, loaded, findings, narration.cancel, self._pool)
        if guard is not None and is_pointer(loaded.image, guard.mark):
            findings.complete(AllText())
        findings.settle()
        narration.seconds["ocr"] = time.perf_counter() - begun
        _enter(coding, findings)
        found = findings.amount or findings.perceived.codes
        goes_on = self._load_page is not None and pages.goes_on(loaded)
        if guard is not None and guard.levels is None and not found and not goes_on:
            return (yield from self._guarded(source, loaded, guard, Level.FULL, narration))
        if not findings.told:
            yield from about_file(findings.facts)
        yield from script.all_text(findings)
        yield from self._words.codes.told(findings.perceived.codes, Level.FULL)
        if self._load_page is not None:
            for page in pages.further_pages(self._load_page, read, source, loaded, narration.cancel):
                yield page.words
                findings.add_page(loaded.frame, page.lines, page.unread)
        narration.seconds["total"] = narration.elapsed
        description = self._description(source, findings, Level.FULL, narration)
        return replace(description, stance=Stance.NONE, caption=None, caption_source="none")

    def _open(self, picture: Picture, narration: Narration[Description]) -> tuple[LoadedImage, Guard | None]:
        begun, source = time.perf_counter(), picture.source
        if picture.page and self._load_page is not None:
            loaded = self._load_page(source, narration.cancel, picture.page)
        else:
            loaded = self._load(source, narration.cancel)
        narration.seconds["decode"] = time.perf_counter() - begun
        guard = self._check(loaded.image, isinstance(source, Shot))
        if guard is not None and loaded.clear:
            guard = of_clear(guard, drawing=loaded.format == "SVG")
        if guard is not None and guard.levels is not None:
            loaded = replace(loaded, image=stretched(loaded.image, guard.levels))
        narration.seconds["load"] = time.perf_counter() - begun
        return loaded, guard

    def _look(
        self,
        picture: Picture,
        loaded: LoadedImage,
        guard: Guard | None,
        level: Level,
        talker: "FastVLMTalker | None",
        narration: Narration[Description],
    ) -> Generator[str, None, tuple[Findings, ModelWords | None, ReplyStream | None]]:
        cancel, seconds = narration.cancel, narration.seconds
        cancel.check()
        findings = Findings(loaded.width, loaded.height, self._facts_of(loaded))
        if guard is not None and guard.levels is not None:
            findings.note, findings.faint = guard.sentence, True
            yield findings.note
            guard = None
        findings.suspected = None if guard is None else guard.reason
        first: Future[FirstText] = Future()
        reading = self._start_reading(loaded, cancel, first, seconds, thorough=guard is not None)
        looking = self._start_looking(loaded.image, cancel)
        perceiving = self._start_perceiving(loaded.image, findings, seconds)
        coding = self._start_codes(loaded.image)
        findings.window = script.window_of(picture.source)  # while both are at work
        held = findings.window is not None and findings.window.wants_text
        if not held:
            yield from script.of_window(findings, level)
        if reading is not None:
            either: tuple[Future[Any], ...] = (first, reading)
            wait(either, return_when=FIRST_COMPLETED)
        if first.done():
            findings.boxes, findings.first = first.result().boxes, first.result().lines
        if looking is not None:
            findings.seen = _outcome(looking, findings)
        if findings.seen is not None:
            _note(findings.seen.seconds, seconds)
            if findings.seen.kind is Kind.BLANK and (findings.faint or not looks_blank(loaded.image)):
                findings.seen = replace(findings.seen, kind=Kind.UNKNOWN)
            elif findings.seen.kind is Kind.PHOTO and has_few_colours(loaded.image):
                findings.seen = replace(findings.seen, foreign=True)
        if reading is not None and (guard is not None or not findings.first):
            text = self._nothing_missed(_outcome(reading, findings), findings, loaded, cancel, seconds)
            unread = text is not None and not text.lines and not findings.from_screen  # no pointers in files
            mark = None if guard is None else guard.mark
            if is_pointer(loaded.image, mark):
                text = AllText()
            elif unread and mark is not None:
                assert self._read is not None  # as it read the whole
                closer = self._pool.submit(read_close_up, self._read, loaded, mark, cancel)
                text = _outcome(closer, findings) or text
            if text is not None:
                findings.complete(text)
            reading = None
        if talker is None and findings.seen is None and findings.lines is None and not findings.first:
            problems = findings.problems
            raise problems[0] if problems else AppError("I have neither a model nor OCR.", HINT_DOCTOR)
        self._look_inside(loaded.image, findings, cancel)
        if findings.at_a_loss or guard is not None:
            _enter(coding, findings)  # a code may be all that there is to tell
        if perceiving is not None:
            perceiving.settle()
        else:
            findings.settle()
        if findings.faint or (findings.seen is not None and findings.seen.foreign):
            findings.doubt()
        if guard is not None and not findings.clears():
            findings.guarded = True
            return findings, None, None
        part = self._part_of(picture, talker, findings, loaded.image)
        if reading is not None and (held or script.waits(findings, picture.source)):
            if (text := _outcome(reading, findings)) is not None:
                findings.complete(text)
            reading = None
        if reading is None:
            script.see(findings, picture.source)
        if held:
            yield from script.of_window(findings, level)
        said = self._opening(findings, level, gist=part is None)
        first_words = next(said)
        if self._words.is_lost(first_words) and coding is not None:
            _enter(coding, findings)
            said = self._opening(findings, level, gist=part is None)
            first_words = next(said)
        yield first_words
        stream: ReplyStream | None = None
        if part is not None and not findings.by_facts:
            stream = part.begin(findings, level, cancel)  # beside the reading
        yield from said
        if reading is not None and (text := _outcome(reading, findings)) is not None:
            findings.complete(text)
            script.see(findings, picture.source)
        _enter(coding, findings)
        for problem in findings.problems:
            yield problem.message
        if part is not None and findings.by_facts:
            stream = part.begin(findings, level, cancel)  # it is told what was read
        return findings, part, stream

    def _opening(self, findings: Findings, level: Level, *, gist: bool) -> Iterator[str]:
        """What is known before the text is read."""
        first = script.opening(findings, self._words, level, gist=gist)
        yield first
        yield from script.beside(findings, self._words, level, first, gist=gist)

    def _part_of(
        self, picture: Picture, talker: "FastVLMTalker | None", findings: Findings, image: Image
    ) -> ModelWords | None:
        """The part of the model that talks; none where there is nothing to be seen."""
        if talker is None or findings.kind is Kind.BLANK:
            return None
        witness = Perception() if findings.by_facts else findings.perceived
        conversation = picture.conversation(talker, lambda: [np.asarray(image)])
        return ModelWords(conversation, talker.name, self._words, witness)

    def _let_speak(
        self,
        part: ModelWords,
        findings: Findings,
        level: Level,
        stream: ReplyStream | None,
        narration: Narration[Description],
    ) -> Generator[str, None, None]:
        """The model's words; where it has none, those of the one that always looks."""
        problem = yield from part.words(level, stream)
        if problem is not None:
            if problem.message not in [known.message for known in findings.problems]:
                findings.problems.append(problem)
            if problem.message not in self._complained:
                self._complained.add(problem.message)
                yield problem.message
        reply = part.reply(level)
        if reply is not None:
            _note(reply.seconds, narration.seconds)
        elif not findings.by_facts and findings.seen is not None:
            yield self._words.instead(findings.seen, findings.perceived, level, narration.spoken)

    def _nothing_missed(
        self,
        text: AllText | None,
        findings: Findings,
        loaded: LoadedImage,
        cancel: CancelToken,
        seconds: dict[str, float],
    ) -> AllText | None:
        """Look closely for small text where a glance found none, unless the model is sure of a scene."""
        seen = findings.seen
        if text is None or text.lines or (seen is not None and seen.kind in (Kind.PHOTO, Kind.BLANK)):
            return text
        closer = self._start_reading(loaded, cancel, Future(), seconds, thorough=True)
        return text if closer is None else _outcome(closer, findings)

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

    def _look_inside(self, image: Image, findings: Findings, cancel: CancelToken) -> None:
        """Look at what stands on a plain ground by itself: a framed photo is not a window without words."""
        seen = findings.seen
        if seen is None or seen.kind is Kind.PHOTO or findings.from_screen:
            return
        if findings.lines is None or findings.amount or (inside := framed(image)) is None:
            return
        looking = self._start_looking(inside, cancel)
        again = None if looking is None else _outcome(looking, findings)
        if again is not None and again.kind is Kind.PHOTO and again.kind_confidence >= SURE_KIND:
            findings.seen = again

    def _start_perceiving(
        self, image: Image, findings: Findings, seconds: dict[str, float]
    ) -> Perceiving | None:
        if self._perceive is None:
            return None
        return Perceiving(self._perceive, self._weigh, image, self._pool, findings, seconds)

    def _start_codes(self, image: Image) -> "Future[tuple[Code, ...]] | None":
        return None if self._codes is None else self._pool.submit(self._codes, np.asarray(image))

    def _guarded(
        self,
        source: Source,
        loaded: LoadedImage,
        guard: Guard,
        level: Level,
        narration: Narration[Description],
    ) -> Words:
        yield guard.words
        if isinstance(source, Shot):
            yield script.title_in_words(source, narration.spoken)
        facts = {**self._facts_of(loaded), "guard": str(guard.reason)}
        yield from about_file(facts)
        narration.seconds["total"] = narration.elapsed
        path = source if isinstance(source, Path) else None
        seconds, spoken = narration.seconds, narration.spoken
        return Description(path, Kind.BLANK, level=level, facts=facts, seconds=seconds, spoken=spoken)

    def _description(
        self,
        source: Source,
        findings: Findings,
        level: Level,
        narration: Narration[Description],
        part: ModelWords | None = None,
    ) -> Description:
        stance, caption, origin = script.caption_of(findings, self._words)
        seen = findings.seen
        reply = part.reply(level) if part is not None else None
        model = self._model.name if self._model is not None and seen is not None else ""
        if part is not None and reply is not None:
            model = part.model
            if not (findings.by_facts and caption) and part.caption and not part.denied:
                stance, caption, origin = Stance.HEDGED, part.caption, "model"
        own = origin == "model" and reply is None
        confidence = seen.confidence if seen is not None and own else None
        return Description(
            source if isinstance(source, Path) else None,
            kind=findings.kind,
            stance=stance,
            caption=caption,
            caption_source=origin,
            confidence=confidence,
            objects=seen.objects if seen is not None and not findings.by_facts else (),
            size=(findings.width, findings.height),
            perceived=findings.perceived,
            level=level,
            text=findings.lines or (),
            controls=() if findings.window is None else findings.window.as_json(),
            facts=_facts(findings),
            model=model,
            model_text=reply.text if reply is not None else None,
            resolution=reply.resolution if reply is not None else 0,
            parts=reply.parts if reply is not None else 0,
            visual_tokens=reply.visual_tokens if reply is not None else 0,
            seconds=narration.seconds,
            spoken=narration.spoken,
        )


def _enter(coding: "Future[tuple[Code, ...]] | None", findings: Findings) -> None:
    """Enter the codes that were found; waits for them."""
    if coding is not None:
        findings.perceived = replace(findings.perceived, codes=coding.result())


def _note(took: dict[str, float], seconds: dict[str, float]) -> None:
    seconds.update({name: took[name] for name in ("encode", "first_token") if name in took})


def _facts(findings: Findings) -> dict[str, Any]:
    """The file's facts and those about its text; only what applies."""
    facts = dict(findings.facts)
    more = {
        "title": findings.text_facts.title,
        "largest_text": findings.text_facts.headline,
        "text_lines": findings.amount,
        "text_place": findings.text_facts.where,
        "unread_lines": findings.unread,
        "uncertain": list(dict.fromkeys(findings.uncertain)),
        "problems": [problem.message for problem in findings.problems],
        "controls_incomplete": findings.window is not None and not findings.window.tree.complete,
    }
    facts.update({name: value for name, value in more.items() if value})
    if findings.lines is not None:
        facts["read_scale"] = round(findings.scale, 4)
    return facts


def _outcome(future: "Future[T]", findings: Findings) -> "T | None":
    """A result, or None after noting what could not be done; a bug and a cancellation go on up."""
    try:
        return future.result()
    except AppError as error:
        findings.problems.append(error)
        return None
    except CancelledError:
        raise Cancelled from None
