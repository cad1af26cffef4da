"""A video or screen recording in words: its scenes in time order, each looked at as a picture is."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from app.cancel import CancelToken
from app.describe.answer import Answer
from app.describe.handout import Handout, OnWords
from app.describe.result import Description, TextLine
from app.describe.talks import key_of
from app.describe.video import clip_words as words
from app.describe.video.video import kind_of
from app.describe.video.watched import Scene, Watched
from app.describe.video.watching import watch
from app.describe.video.watching_here import SIDE
from app.describe.words import phrasing
from app.inference.protocols import Level, Stance
from app.shot import Shot, Source

#: So many scenes a model that talks is shown at once at most.
MOST_SHOWN = 6
#: So long, in seconds, the first words wait for the number of scenes.
PATIENCE = 0.6


class DescribesPictures(Protocol):
    """`app.describe.describer.PictureDescriber`."""

    def describe(self, source: Source, level: Level, cancel: CancelToken, on_words: OnWords) -> Description:
        """Describe one picture."""

    def read(self, source: Source, cancel: CancelToken, on_words: OnWords) -> Description:
        """Only read its text."""


class AsksPictures(Protocol):
    """`app.describe.asker.PictureAsker`."""

    def ask(self, sources: Sequence[Source], question: str, cancel: CancelToken, on_words: OnWords) -> Answer:
        """Answer a question about pictures."""


class Watches(Protocol):
    """`app.describe.video.watching.watch`."""

    def __call__(self, source: Path | bytes, cancel: CancelToken) -> Iterator[Watched]:
        """Watch a video."""


@dataclass
class _Known:
    """A video that was watched, and what was found out about its scenes already."""

    seen: Watched
    described: dict[float, tuple[Description, str]] = field(default_factory=dict)
    read: dict[float, tuple[Description, str]] = field(default_factory=dict)


class ClipDescriber:
    """Describes videos, and hands pictures on. Its methods block, as those of the picture describer do.

    Args:
        pictures: Describes one picture.
        watches: Finds scenes.
        patience: How long the first words wait for the number of scenes, in seconds.
    """

    def __init__(
        self, pictures: DescribesPictures, watches: Watches = watch, patience: float = PATIENCE
    ) -> None:
        self._pictures = pictures
        self._watches = watches
        self._patience = patience
        self._last: tuple[object, _Known] | None = None

    def describe(
        self,
        source: Source,
        level: Level = Level.BRIEF,
        cancel: CancelToken | None = None,
        on_words: OnWords = lambda words: None,
    ) -> Description:
        """Describe one picture or video, handing the words out piece by piece.

        The last video, asked for again at any level, is not watched again.

        Args:
            source: A file, an encoded image or video, or a picture of the screen.
            level: Brief says its length and first scene, detailed a sentence on each, full their text too.
            cancel: Checked between pictures. It is raised here too when the work fails.
            on_words: Called on this thread with each piece; pieces joined by one space are ``spoken``.

        Raises:
            Cancelled: The token was raised.
            AppError: It cannot be used.
        """
        cancel = cancel or CancelToken()
        if isinstance(source, Shot) or kind_of(source) is None:
            return self._pictures.describe(source, level, cancel, on_words)
        return self._tell(source, level, cancel, on_words, reading=False)

    def read(
        self,
        source: Source,
        cancel: CancelToken | None = None,
        on_words: OnWords = lambda words: None,
    ) -> Description:
        """Only read the text of a picture or a video's scenes; text that stays is read once.

        Raises:
            Cancelled: The token was raised.
            AppError: It cannot be used, or there is no OCR.
        """
        cancel = cancel or CancelToken()
        if isinstance(source, Shot) or kind_of(source) is None:
            return self._pictures.read(source, cancel, on_words)
        found = self._tell(source, Level.FULL, cancel, on_words, reading=True)
        return replace(found, stance=Stance.NONE, caption=None, caption_source="none")

    def _tell(
        self, source: Path | bytes, level: Level, cancel: CancelToken, on_words: OnWords, *, reading: bool
    ) -> Description:
        started = time.perf_counter()
        talk = Handout(on_words, cancel, started, {})
        try:
            known = self._watch(source, talk, reading=reading)
            seen = known.seen
            for note in words.notes(seen):
                talk.say(note)
            several = len(seen.scenes) > 1
            if seen.count > len(seen.scenes) and level is not Level.BRIEF:
                talk.say(f"I tell of the {len(seen.scenes)} that differ most.")
            chosen = seen.scenes if level is not Level.BRIEF else seen.scenes[:1]
            told: list[words.Told] = []
            scenes = self._told(known, chosen, cancel, reading=reading)
            if reading:
                found_text = False
                for scene in scenes:
                    text = words.text_of(scene, first=not found_text)
                    for number, piece in enumerate(text):
                        talk.say(f"{words.when([scene])}: {piece}" if several and not number else piece)
                    found_text = found_text or bool(text)
                    told.append(scene)
                talk.say("" if found_text else "I found no text in it.")
            else:
                for row, when in words.folded(scenes):
                    pieces = words.row_of(row, told[-1] if told else None, full=level is Level.FULL)
                    for number, piece in enumerate(pieces):
                        talk.say(f"{when}: {piece}" if several and not number else piece)
                    told.extend(row)
            for piece in words.setting(seen) if level is not Level.BRIEF and not reading else ():
                talk.say(piece)
        except BaseException:
            cancel.cancel()
            raise
        talk.seconds["total"] = time.perf_counter() - started
        path = source if isinstance(source, Path) else None
        return _description(path, level, seen, told, talk)

    def _watch(self, source: Path | bytes, talk: Handout, *, reading: bool) -> _Known:
        """Watch it, saying what it is as soon as that is known."""
        key = key_of(source)
        if self._last is not None and key is not None and self._last[0] == key:
            known = self._last[1]
            talk.say(words.header(known.seen, counted=True))
            return known
        waits, latest = True, None
        for seen in self._watches(source, talk.cancel):
            latest = seen
            if waits and not seen.done and time.perf_counter() - talk.started > self._patience:
                waits = False
                talk.say(words.header(seen, counted=False))
        assert latest is not None  # an error says what is missing
        known = _Known(latest)
        talk.seconds["watch"] = time.perf_counter() - talk.started
        if waits:
            talk.say(words.header(known.seen, counted=True))
        else:
            talk.say(f"It has {phrasing.counted(known.seen.count, 'scene')}.")
        if key is not None:
            self._last = (key, known)
        return known

    def _told(
        self, known: _Known, scenes: Sequence[Scene], cancel: CancelToken, *, reading: bool
    ) -> Iterator[words.Told]:
        before: Description | None = None
        memory = known.read if reading else known.described
        for scene in scenes:
            cancel.check()
            if scene.at not in memory:
                pieces: list[str] = []
                if reading:
                    found = self._pictures.read(scene.picture, cancel, pieces.append)
                else:
                    found = self._pictures.describe(scene.picture, Level.BRIEF, cancel, pieces.append)
                memory[scene.at] = found, words.sentence_of(found, pieces)
            found, sentence = memory[scene.at]
            yield words.Told(scene.at, found, sentence, words.fresh_lines(found, before))
            before = found


class ClipAsker:
    """Answers questions about videos by showing their scenes, and hands pictures on.

    Args:
        pictures: Answers questions about pictures.
        watches: Finds scenes.
    """

    def __init__(self, pictures: AsksPictures, watches: Watches = watch) -> None:
        self._pictures = pictures
        self._watches = watches
        self._last: tuple[object, Watched] | None = None

    def ask(
        self,
        sources: Sequence[Source],
        question: str,
        cancel: CancelToken | None = None,
        on_words: OnWords = lambda words: None,
    ) -> Answer:
        """Answer one question about pictures or videos; arguments and errors as with pictures."""
        cancel = cancel or CancelToken()
        if not question.strip() or all(isinstance(one, Shot) or kind_of(one) is None for one in sources):
            return self._pictures.ask(sources, question, cancel, on_words)
        shown: list[Source] = []
        told: list[str] = []
        for source in sources:
            if isinstance(source, Shot) or kind_of(source) is None:
                shown.append(source)
                continue
            scenes = self._scenes(source, cancel)
            first = len(shown) + 1
            shown.extend(scene.picture for scene in scenes)
            times = phrasing.listed([words.stamp(scene.at) for scene in scenes])
            if len(scenes) == 1:
                told.append(f"Picture {first} is from a video, at {times}.")
            else:
                told.append(f"Pictures {first} to {len(shown)} are moments of one video, at {times}.")
        answer = self._pictures.ask(shown, f"{' '.join(told)} {question}", cancel, on_words)
        paths = tuple(source if isinstance(source, Path) else None for source in sources)
        return replace(answer, paths=paths, question=question)

    def _scenes(self, source: Path | bytes, cancel: CancelToken) -> list[Scene]:
        key = key_of(source)
        if self._last is None or key is None or self._last[0] != key:
            seen = None
            for seen in self._watches(source, cancel):  # noqa: B007  # the last one counts
                cancel.check()
            assert seen is not None  # an error says what is missing
            self._last = (key, seen)
        first, *others = self._last[1].scenes
        strongest = sorted(others, key=lambda one: -one.strength)[: MOST_SHOWN - 1]
        return [first, *sorted(strongest, key=lambda one: one.at)]


def _description(
    path: Path | None, level: Level, seen: Watched, told: Sequence[words.Told], talk: Handout
) -> Description:
    first = told[0].found
    size = seen.facts["width"], seen.facts["height"]
    scale = max(1.0, max(size) / SIDE)
    facts: dict[str, Any] = {
        **seen.facts,
        "scene_count": seen.count,
        "scenes": [_scene(scene) for scene in told],
    }
    if notes := words.notes(seen):
        facts["problems"] = notes
    return replace(
        first,
        path=path,
        level=level,
        text=tuple(_scaled(line, scale) for scene in told for line in scene.fresh),
        facts=facts,
        model_text=None,
        seconds=talk.seconds,
        spoken=talk.spoken,
    )


def _scene(scene: words.Told) -> dict[str, Any]:
    found = scene.found
    return {
        "at": round(scene.at, 2),
        "kind": found.kind.value,
        "caption": found.caption,
        "stance": found.stance.value,
        "confidence": found.confidence,
        "objects": [one.name for one in found.objects],
        "said": scene.sentence,
        "text": [line.text for line in scene.fresh],
    }


def _scaled(line: TextLine, scale: float) -> TextLine:
    left, top, right, bottom = (round(side * scale) for side in line.box)
    return replace(line, box=(left, top, right, bottom))
