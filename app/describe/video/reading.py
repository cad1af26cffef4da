"""Scenes of a video that only their text tells: a detail is one where it says something new."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.cancel import CancelToken
from app.describe.live.sameness import NormalizedLine, normalized, same
from app.describe.live.times import is_clock
from app.describe.result import TextLine
from app.describe.video.scenes import LEAST
from app.describe.video.watched import MOST, Detail, VideoScene, Watched
from app.errors import AppError

Read = Callable[[bytes, CancelToken], Sequence[TextLine]]
"""JPEG -> the lines of text in it; may raise AppError."""

#: So many details are kept of one video, and read, at most.
MOST_READ = 30
_SURE = 0.8  # a line that is cut by the part's edge is read with less, and anew each time
_NO_TEXT = ("", "l")  # a pointer or a cursor is read as a stroke
_PATIENT, _SELDOM = 5, 5  # after so many in a row that say nothing new, only one in so many is read


class ReadScenes:
    """Reads what changed in a video, and keeps the scenes that say something new.

    Watching is limited in time, so it is read only once that is over.

    Args:
        read: Reads a picture.
        cancel: Checked while reading.
    """

    def __init__(self, read: Read, cancel: CancelToken) -> None:
        self._read = read
        self._cancel = cancel
        self._details: list[Detail] = []
        self._number, self._every = 0, 1

    def look(self, detail: Detail) -> None:
        """Take a detail, later than those before; of too many, each second is kept, and so on."""
        if self._number % self._every == 0:
            self._details.append(detail)
        self._number += 1
        if len(self._details) > MOST_READ:
            self._details = self._details[::2]
            self._every *= 2

    def merged(self, seen: Watched) -> Watched:
        """What was seen, with the scenes that are found by reading."""
        found, idle = [], 0
        for number, detail in enumerate(self._details):
            if idle >= _PATIENT and number % _SELDOM:
                continue
            # What looks tell as well is one scene.
            new = all(abs(detail.at - scene.at) >= LEAST for scene in seen.scenes) and self._says_more(detail)
            idle = 0 if new else idle + 1
            if new:
                found.append(VideoScene(detail.at, detail.picture, detail.strength))
        self._details = []
        kept = sorted([*seen.scenes, *found], key=lambda scene: scene.at)
        while len(kept) > MOST:
            kept.remove(min(kept[1:], key=lambda scene: scene.strength))
        return replace(seen, scenes=kept, count=seen.count + len(found))

    def _says_more(self, detail: Detail) -> bool:
        try:
            now = self._lines(detail.part)
            before = self._lines(detail.before) if now else []
        except AppError:
            return False  # that nothing can be read is said where the scenes are told
        return any(not any(same(one, old) for old in before) for one in now)

    def _lines(self, picture: bytes) -> list[NormalizedLine]:
        self._cancel.check()
        lines = [one for one in self._read(picture, self._cancel) if one.confidence >= _SURE]
        words = [normalized(one.text) for one in lines if not is_clock(one.text)]
        return [one for one in words if one.key not in _NO_TEXT]
