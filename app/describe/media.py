"""A video or screen recording in words: its scenes in time order, each looked at as a picture is."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cancel import CancelToken
from app.describe.describer import PictureDescriber
from app.describe.narration import Narration
from app.describe.picture import Picture, VideoFindings
from app.describe.result import Description, TextLine
from app.describe.video import clip_words as words
from app.describe.video.video import kind_of
from app.describe.video.watched import VideoScene, Watched
from app.describe.video.watching import watch
from app.describe.video.watching_here import SIDE
from app.describe.words import phrasing
from app.describe.words.english import ENGLISH
from app.errors import AppError
from app.inference.protocols import Level, Stance
from app.shot import Shot, Source

if TYPE_CHECKING:  # a picture is described without these
    from app.describe.answer import Answer
    from app.describe.asker import PictureAsker
    from app.describe.live.tracker import TrackEvent
    from app.describe.video.happenings import Detect, Happenings
    from app.describe.video.reading import Read

#: So many scenes a model that talks is shown at once at most.
MOST_SHOWN = 6
#: So long, in seconds, the first words wait for the number of scenes.
PATIENCE = 0.6

Watches = Callable[[Path | bytes, CancelToken], Iterator[Watched]]


class MediaDescriber:
    """Describes videos, and hands pictures on.

    Args:
        pictures: Describes one picture.
        watches: Finds scenes.
        patience: How long the first words wait for the number of scenes, in seconds.
        detect: Finds the objects of a picture, to follow them; None where nothing does. May raise AppError.
    """

    def __init__(
        self,
        pictures: PictureDescriber,
        watches: Watches = watch,
        patience: float = PATIENCE,
        detect: "Detect | None" = None,
    ) -> None:
        self._pictures = pictures
        self._watches = watches
        self._patience = patience
        self._detect = detect

    def describe(
        self, picture: Picture, level: Level = Level.BRIEF, cancel: CancelToken | None = None
    ) -> Narration[Description]:
        """Describe one picture or video, as `PictureDescriber.describe`.

        A video that was described is not watched again, at any level.

        Args:
            picture: What is known of it already, too.
            level: Brief says its length and first scene, detailed a sentence on each, full their text too.
            cancel: Checked between pictures.
        """
        if _is_video(picture.source):
            return Narration(lambda narration: self._tell(picture, level, narration, reading=False), cancel)
        return self._pictures.describe(picture, level, cancel)

    def read(self, picture: Picture, cancel: CancelToken | None = None) -> Narration[Description]:
        """Only read the text of a picture or a video's scenes; text that stays is read once."""
        if _is_video(picture.source):
            return Narration(
                lambda narration: self._tell(picture, Level.FULL, narration, reading=True), cancel
            )
        return self._pictures.read(picture, cancel)

    def _tell(
        self, picture: Picture, level: Level, narration: Narration[Description], *, reading: bool
    ) -> Generator[str, None, Description]:
        if picture.page:
            raise AppError("A video has no pages.", "Leave --page out.")
        video = yield from self._watch(picture, narration)
        seen = video.seen
        yield from words.notes(seen)
        several = len(seen.scenes) > 1
        if seen.count > len(seen.scenes) and level is not Level.BRIEF:
            yield f"I tell of the {len(seen.scenes)} that differ most."
        chosen = seen.scenes if level is not Level.BRIEF else seen.scenes[:1]
        told: list[words.SceneWords] = []
        scenes = self._told(video, chosen, narration.cancel, reading=reading)
        if reading:
            found_text = False
            for scene in scenes:
                text = words.text_of(scene, first=not found_text)
                for number, piece in enumerate(text):
                    yield f"{words.when([scene])}: {piece}" if several and not number else piece
                found_text = found_text or bool(text)
                told.append(scene)
            yield "" if found_text else "I found no text in it."
        else:
            for row, when in words.grouped(scenes):
                pieces = words.row_of(row, told[-1] if told else None, full=level is Level.FULL)
                for number, piece in enumerate(pieces):
                    yield f"{when}: {piece}" if several and not number else piece
                told.extend(row)
            yield from words.happened(video.happenings, level)
        if level is not Level.BRIEF and not reading:
            yield from words.setting(seen)
        narration.seconds["total"] = narration.elapsed
        found = _description(picture.source, level, seen, told, narration, video.happenings)
        return replace(found, stance=Stance.NONE, caption=None, caption_source="none") if reading else found

    def _watch(
        self, picture: Picture, narration: Narration[Description]
    ) -> Generator[str, None, VideoFindings]:
        """Watch it, saying what it is as soon as that is known."""
        picture.refresh()
        if picture.video is not None:
            yield words.header(picture.video.seen, counted=True)
            return picture.video
        waits, latest = True, None
        for seen in _followed(picture, self._watches, self._detect, narration.cancel, self.lines):
            latest = seen
            narration.share = min(1.0, seen.until / seen.duration) if seen.duration else None
            if waits and not seen.done and narration.elapsed > self._patience:
                waits = False
                yield words.header(seen, counted=False)
        assert latest is not None  # an error says what is missing
        narration.share = None
        narration.seconds["watch"] = narration.elapsed
        if waits:
            yield words.header(latest, counted=True)
        else:
            yield f"It has {phrasing.counted(latest.count, 'scene')}."
        return _found_in(picture)

    def lines(self, picture: bytes, cancel: CancelToken) -> Sequence[TextLine]:
        """The text of one picture of a video; raises AppError where nothing reads."""
        narration = self._pictures.read(Picture(picture), cancel)
        for _ in narration:
            cancel.check()
        return narration.result.text

    def _told(
        self, video: VideoFindings, scenes: Sequence[VideoScene], cancel: CancelToken, *, reading: bool
    ) -> Iterator[words.SceneWords]:
        before: Description | None = None
        memory = video.read if reading else video.described
        for scene in scenes:
            cancel.check()
            if scene.at not in memory:
                one = Picture(scene.picture)
                narration = (
                    self._pictures.read(one, cancel)
                    if reading
                    else self._pictures.describe(one, Level.BRIEF, cancel)
                )
                pieces = list(narration)
                memory[scene.at] = narration.result, words.sentence_of(narration.result, pieces)
            found, sentence = memory[scene.at]
            yield words.SceneWords(scene.at, found, sentence, words.fresh_lines(found, before))
            before = found


class MediaAsker:
    """Answers questions about videos by showing their scenes, and hands pictures on.

    Args:
        pictures: Answers questions about pictures.
        watches: Finds scenes.
        detect: As the describer's.
        read: Reads a picture, so that what only text tells apart is a scene, too; None where nothing does.
    """

    def __init__(
        self,
        pictures: "PictureAsker",
        watches: Watches = watch,
        detect: "Detect | None" = None,
        read: "Read | None" = None,
    ) -> None:
        self._pictures = pictures
        self._watches = watches
        self._detect = detect
        self._read = read

    def ask(
        self, pictures: Sequence[Picture], question: str, cancel: CancelToken | None = None
    ) -> "Narration[Answer]":
        """Answer one question about pictures or videos; arguments and errors as with pictures."""
        if not question.strip() or not any(_is_video(picture.source) for picture in pictures):
            return self._pictures.ask(pictures, question, cancel)
        return Narration(lambda narration: self._answer(pictures, question, narration), cancel)

    def _answer(
        self, pictures: Sequence[Picture], question: str, narration: "Narration[Answer]"
    ) -> "Generator[str, None, Answer]":
        shown: list[Picture] = []
        told: list[str] = []
        names: list[str] = []
        for number, picture in enumerate(pictures, start=1):
            if not _is_video(picture.source):
                shown.append(picture)
                names.append(f"Picture {number}")
                continue
            video = self._watched(picture, narration.cancel)
            scenes = _most_different(video.seen)
            first = len(shown) + 1
            for scene in scenes:
                shown.append(video.pictures.setdefault(scene.at, Picture(scene.picture)))
                names.append(f"At {words.stamp(scene.at)}")
            times = ENGLISH.listed([words.stamp(scene.at) for scene in scenes])
            if len(scenes) == 1:
                told.append(f"Picture {first} is from a video, at {times}.")
            else:
                told.append(f"Pictures {first} to {len(shown)} are moments of one video, at {times}.")
        about = " ".join(told)
        answering = self._pictures.ask(shown, question, narration.cancel, about=about, names=names)
        yield from answering
        paths = tuple(picture.source if isinstance(picture.source, Path) else None for picture in pictures)
        return replace(answering.result, paths=paths, question=question)

    def _watched(self, picture: Picture, cancel: CancelToken) -> VideoFindings:
        picture.refresh()
        if picture.video is None:
            for _ in _followed(picture, self._watches, self._detect, cancel, self._read):
                cancel.check()
        return _found_in(picture)


def _followed(
    picture: Picture,
    watches: Watches,
    detect: "Detect | None",
    cancel: CancelToken,
    read: "Read | None" = None,
) -> Iterator[Watched]:
    """Watch a video and follow what is in it; in the end the picture knows both."""
    from app.describe.video.happenings import Happenings
    from app.describe.video.reading import ReadScenes

    happenings = Happenings(detect) if detect is not None else None
    scenes = ReadScenes(read, cancel) if read is not None else None
    latest = None
    for seen in watches(_bare(picture.source), cancel):
        latest = seen
        if happenings is not None and seen.moment is not None:
            happenings.look(seen.moment)
        if scenes is not None and seen.detail is not None:
            scenes.look(seen.detail)
        if scenes is not None and seen.done:
            latest = scenes.merged(seen)
        yield latest
    assert latest is not None  # an error says what is missing
    picture.video = VideoFindings(latest, happenings)


def _found_in(picture: Picture) -> VideoFindings:
    assert picture.video is not None  # an error said what was missing
    return picture.video


def _is_video(source: Source) -> bool:
    return not isinstance(source, Shot) and kind_of(source) is not None


def _bare(source: Source) -> Path | bytes:
    assert not isinstance(source, Shot)
    return source


def _most_different(seen: Watched) -> list[VideoScene]:
    """The first scene and the strongest of the others, in time order."""
    first, *others = seen.scenes
    strongest = sorted(others, key=lambda scene: -scene.strength)[: MOST_SHOWN - 1]
    return [first, *sorted(strongest, key=lambda scene: scene.at)]


def _description(
    source: Source,
    level: Level,
    seen: Watched,
    told: Sequence[words.SceneWords],
    narration: Narration[Description],
    happenings: "Happenings | None",
) -> Description:
    first = told[0].found
    size = seen.facts["width"], seen.facts["height"]
    scale = max(1.0, max(size) / SIDE)
    facts: dict[str, Any] = {
        **seen.facts,
        "scene_count": seen.count,
        "scenes": [_scene(scene) for scene in told],
    }
    if happenings is not None and happenings.events:
        facts["events"] = [_event(event) for event in happenings.events]
    if notes := words.notes(seen):
        facts["problems"] = notes
    return replace(
        first,
        path=source if isinstance(source, Path) else None,
        level=level,
        text=tuple(_scaled(line, scale) for scene in told for line in scene.fresh),
        facts=facts,
        model_text=None,
        seconds=narration.seconds,
        spoken=narration.spoken,
    )


def _scene(scene: words.SceneWords) -> dict[str, Any]:
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


def _event(event: "TrackEvent") -> dict[str, Any]:
    box = [round(side, 4) for side in event.box]
    return {"at": round(event.at, 2), "what": event.happening.value, "name": event.name, "box": box}


def _scaled(line: TextLine, scale: float) -> TextLine:
    left, top, right, bottom = (round(side * scale) for side in line.box)
    return replace(line, box=(left, top, right, bottom))
