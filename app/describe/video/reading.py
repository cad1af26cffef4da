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

#: So many details are read of one video at most.
MOST_READ = 30
_SURE = 0.6
_NO_TEXT = ("", "l")  # a pointer or a cursor is read as a stroke
_PATIENT, _SELDOM = 5, 5  # after so many in a row that say nothing new, only one in so many is read


class ReadScenes:
    """Reads what changed in a video, and keeps the scenes that say something new.

    Args:
        read: Reads a picture.
        cancel: Checked while reading.
    """

    def __init__(self, read: Read, cancel: CancelToken) -> None:
        self._read = read
        self._cancel = cancel
        self._found: list[VideoScene] = []
        self._number = self._idle = self._done = 0

    def look(self, detail: Detail) -> None:
        """Take a detail, later than those before."""
        self._number += 1
        if self._done >= MOST_READ or (self._idle >= _PATIENT and self._number % _SELDOM):
            return
        self._done += 1
        try:
            now = self._lines(detail.part)
            new = bool(now) and self._is_new(now, self._lines(detail.before))
        except AppError:
            return  # that nothing can be read is said where the scenes are told
        self._idle = 0 if new else self._idle + 1
        if new:
            self._found.append(VideoScene(detail.at, detail.picture, detail.strength))

    def merged(self, seen: Watched) -> Watched:
        """What was seen, with the scenes that were found by reading."""
        # What looks tell as well is one scene.
        own = [one for one in self._found if all(abs(one.at - scene.at) >= LEAST for scene in seen.scenes)]
        kept = sorted([*seen.scenes, *own], key=lambda scene: scene.at)
        while len(kept) > MOST:
            kept.remove(min(kept[1:], key=lambda scene: scene.strength))
        return replace(seen, scenes=kept, count=seen.count + len(own))

    def _lines(self, picture: bytes) -> list[NormalizedLine]:
        self._cancel.check()
        lines = [one for one in self._read(picture, self._cancel) if one.confidence >= _SURE]
        words = [normalized(one.text) for one in lines if not is_clock(one.text)]
        return [one for one in words if one.key not in _NO_TEXT]

    def _is_new(self, now: Sequence[NormalizedLine], before: Sequence[NormalizedLine]) -> bool:
        return any(not any(same(one, old) for old in before) for one in now)
