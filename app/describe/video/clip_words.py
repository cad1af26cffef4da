"""What is said about a video: pure functions over what was seen of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.describe.live.sameness import normalized, same
from app.describe.result import Description, TextLine
from app.describe.video.watched import Watched
from app.describe.words import phrasing
from app.describe.words.english import ENGLISH
from app.inference.protocols import Level

if TYPE_CHECKING:
    from app.describe.video.happenings import Happenings

_BRIEF_EVENTS, _EVENTS = 2, 12
_LARGER = 1.3  # times as high as the first line: then it is told first


@dataclass(frozen=True)
class SceneWords:
    """One scene in words.

    Attributes:
        at: When it begins, in seconds.
        found: What its picture shows.
        sentence: That in one sentence, with its stance.
        fresh: Lines of text that the scene before did not have.
    """

    at: float
    found: Description
    sentence: str
    fresh: tuple[TextLine, ...]


def stamp(seconds: float) -> str:
    """A moment as "0:05" or "1:02:03"."""
    whole = int(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


def length(seconds: float) -> str:
    """A duration as "42 seconds", "1 minute and 5 seconds" or "2 hours and 3 minutes"."""
    whole = max(1, round(seconds))
    if whole >= 3600:
        hours, minutes = divmod(round(whole / 60), 60)
        parts = [phrasing.counted(hours, "hour"), phrasing.counted(minutes, "minute") if minutes else ""]
    else:
        minutes, rest = divmod(whole, 60)
        parts = [
            phrasing.counted(minutes, "minute") if minutes else "",
            phrasing.counted(rest, "second") if rest else "",
        ]
    return ENGLISH.listed([part for part in parts if part])


def header(seen: Watched, *, counted: bool) -> str:
    """Say "A video of 42 seconds with 5 scenes." as far as it is known.

    Args:
        seen: What was seen.
        counted: Whether to say how many scenes there are.
    """
    words = "A video" if seen.duration is None else f"A video of {length(seen.duration)}"
    return f"{words} with {phrasing.counted(seen.count, 'scene')}." if counted else f"{words}."


def notes(seen: Watched) -> list[str]:
    """What was not looked at, in sentences."""
    said = []
    if seen.every:
        said.append(f"It is long, so I looked at one moment in every {length(seen.every)}.")
    if seen.stopped:
        said.append(f"I looked at it up to {stamp(seen.until)} only, because it takes long to read.")
    if seen.cut_off:
        said.append(f"The file is cut off after {stamp(seen.until)}.")
    return said


def sentence_of(found: Description, pieces: Sequence[str]) -> str:
    """One picture in one sentence.

    Args:
        found: What was found out about it.
        pieces: What was said about it, briefly.
    """
    if "guard" in found.facts:
        return found.spoken.split(". ")[0].rstrip(".") + "."
    if found.sentence and (found.caption_source == "facts" or found.model_text is not None):
        return found.sentence
    opening = pieces[0] if pieces else ENGLISH.say("not_sure") + "."
    return opening.removeprefix(f"{phrasing.kind_name(found.kind)}: ")


def fresh_lines(found: Description, before: Description | None) -> tuple[TextLine, ...]:
    """The lines of text that were not there in the scene before."""
    known = [normalized(line.text) for line in before.text] if before is not None else []
    return tuple(line for line in found.text if not any(same(normalized(line.text), one) for one in known))


def grouped(scenes: Iterable[SceneWords]) -> Iterable[tuple[list[SceneWords], str]]:
    """Scenes in a row that look the same and show no new text, together; gives them and when they are."""
    row: list[SceneWords] = []
    for scene in scenes:
        if row and (scene.sentence != row[-1].sentence or scene.fresh):
            yield row, when(row)
            row = []
        row.append(scene)
    if row:
        yield row, when(row)


def row_of(row: Sequence[SceneWords], before: SceneWords | None, *, full: bool) -> list[str]:
    """What is said about scenes that belong together.

    Args:
        row: The scenes; only the first has new text.
        before: The scene before them.
        full: Whether all new text is read out, or only the first line of it where nothing else changed.
    """
    scene = row[0]
    text = text_of(scene, first=before is None)
    if before is None or scene.sentence != before.sentence or not text:
        lost = scene.sentence == ENGLISH.say("not_sure") + "."
        shows = [] if lost and text else [scene.sentence]
        return [*shows, *(text if full else _first_text(scene, "It says"))]
    return text if full else _first_text(scene, "Now it says")


def _first_text(scene: SceneWords, says: str) -> list[str]:
    """The first or largest new line of a scene, unless its sentence has one, and how many more there are."""
    if not scene.fresh or (says == "It says" and any(line.text in scene.sentence for line in scene.fresh)):
        return []
    first, largest = scene.fresh[0], max(scene.fresh, key=_height)
    first = largest if _height(largest) > _LARGER * _height(first) else first
    rest = f", and {phrasing.counted(len(scene.fresh) - 1, 'more line')}" if len(scene.fresh) > 1 else ""
    return [f"{says} {phrasing.quoted(first.text)}{rest}."]


def _height(line: TextLine) -> int:
    return line.box[3] - line.box[1]


def when(row: Sequence[SceneWords]) -> str:
    """Say "At 0:05" or "0:05 to 0:12"."""
    if stamp(row[0].at) == stamp(row[-1].at):
        return f"At {stamp(row[0].at)}"
    return f"{stamp(row[0].at)} to {stamp(row[-1].at)}"


def text_of(scene: SceneWords, *, first: bool) -> list[str]:
    """The text that is new in a scene, read out, and what is uncertain about it."""
    words = phrasing.it_says([line.text for line in scene.fresh])
    if words and not first:
        words = words.replace("It says", "Now it says", 1)
    uncertain = [word for word in scene.found.facts.get("uncertain", ()) if word in words]
    unread = scene.found.facts.get("unread_lines", 0)
    said = [words, phrasing.uncertain_notice(uncertain), phrasing.unread_notice(unread) if words else ""]
    return [one for one in said if one]


def happened(followed: "Happenings | None", level: Level) -> list[str]:
    """What came, went and moved, with times; briefly only the first of it."""
    if followed is None:
        return []
    if followed.problem is not None:
        return [followed.problem.message]
    from app.describe.live import event_words as words  # of pictures nothing is followed

    shown = followed.events[: _BRIEF_EVENTS if level is Level.BRIEF else _EVENTS]
    said = [words.happened(event, at=stamp(event.at)) for event in shown]
    left = len(followed.events) - len(shown) + followed.left_out
    if left and level is not Level.BRIEF:
        said.append(ENGLISH.say("more_happens", number=ENGLISH.number(left)))
    return said


def setting(seen: Watched) -> list[str]:
    """When, where and with what it was taken, and its size."""
    facts, said = seen.facts, []
    if taken := phrasing.clean(str(facts.get("taken", ""))):
        said.append(f"Taken {phrasing.spoken_date(taken)}.")
    if place := phrasing.spoken_place(facts.get("gps")):
        said.append(f"Place: {place}.")
    if camera := phrasing.clean(str(facts.get("camera", ""))):
        said.append(f"Camera: {camera}.")
    sound = "It has sound." if facts.get("sound") else "It has no sound."
    return [*said, f"The video is {facts['width']} by {facts['height']} pixels.", sound]
