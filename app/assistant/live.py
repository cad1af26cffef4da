"""The live region: looks at a part of the screen again and again, and says only what changed."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from app.assistant.outlet import Outlet
from app.cancel import CancelToken
from app.describe.live.changes import SceneChanges, TextChanges
from app.describe.live.event_words import happened
from app.describe.live.motion import Moved, PixelChanges
from app.describe.live.sameness import normalized
from app.describe.live.still_camera import StillCamera
from app.describe.live.tracker import ObjectTracker
from app.describe.result import TextLine
from app.errors import AppError, Cancelled
from app.inference.perception import SeenObject
from app.shot import ScreenPart, Shot
from app.tasks import TaskManager

_log = logging.getLogger(__name__)

Read = Callable[[Shot, CancelToken], Sequence[TextLine]]
Embed = Callable[[Shot, CancelToken], NDArray[np.float32]]
Describe = Callable[[Shot, CancelToken], str]
Detect = Callable[[Shot, CancelToken], Sequence[SeenObject]]

_MOST_WORDS = 60
_PART = 0.5  # of the picture's height; more than that is read as a whole
_MARGIN = 12  # pixels around what changed
_SCENE = 0.1  # of the picture; a smaller change is no other scene
_BATTERY_EVERY = 30.0
_VOICE_EVERY = 0.3
_AGAIN = 0.5


class LiveRegion:
    """Follows one part of the screen at a time, on a thread of its own, from `start` to `stop`.

    The first look is what the next ones are compared with; it is not told. While the voice is speaking, what
    is to be said waits, and newer words take the place of older ones. When the picture cannot be taken any
    more, that is said once and the following ends. Main thread only.

    Args:
        camera: The one background thread that pictures are taken on.
        outlet: Says things aloud.
        on_main: Runs a call soon on the main thread.
        read: Reads all text of a picture, in reading order; may raise AppError.
        embed: Puts a picture into a space where scenes can be compared; None where nothing does.
        describe: Says in a sentence what another scene shows; None: only that it is another.
        detect: Finds the objects of a picture, withheld ones too; None where nothing does.
        pace: Seconds between two looks.
        budget: Share of one processor that looking may take; on battery half of it. Where looking takes
            more, the looks are further apart.
        on_mains: Whether there is mains power.
        monotonic: Seconds.
        cpu: Seconds of processor time that this process has used.
    """

    def __init__(
        self,
        camera: TaskManager,
        outlet: Outlet,
        on_main: Callable[[Callable[[], None]], None],
        read: Read,
        embed: Embed | None,
        describe: Describe | None,
        detect: Detect | None,
        pace: float,
        budget: float,
        on_mains: Callable[[], bool],
        monotonic: Callable[[], float] = time.monotonic,
        cpu: Callable[[], float] = time.process_time,
    ) -> None:
        self._camera = camera
        self._outlet = outlet
        self._on_main = on_main
        self._read = read
        self._embed = embed
        self._describe = describe
        self._detect = detect
        self._pace = pace
        self._budget = budget
        self._on_mains = on_mains
        self._monotonic = monotonic
        self._cpu = cpu
        self._mains_at = -1e9
        self._mains = True
        self._token: CancelToken | None = None
        self._thread: threading.Thread | None = None
        # By whose words they are: one that was followed before may still be reading.
        self._waiting: dict[CancelToken, str] = {}

    @property
    def running(self) -> bool:
        """Whether it follows something now."""
        return self._token is not None and not self._token.cancelled

    def configure(self, pace: float, budget: float) -> None:
        """Another pace and budget, from the next look on."""
        self._pace, self._budget = pace, budget

    def start(self, take: Callable[[], Shot]) -> None:
        """Follow what ``take`` takes, instead of what was followed before.

        Args:
            take: Called on the camera's thread; raises AppError where there is nothing to be taken.
        """
        self.stop()
        token = self._token = CancelToken()
        self._thread = threading.Thread(
            target=self._work, args=(take, token), name="live region", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Follow nothing any more; returns at once, and nothing is said afterwards."""
        if self._token is not None:
            self._token.cancel()
            self._waiting.pop(self._token, None)
            self._token = None

    def close(self) -> None:
        """Stop, and wait for the thread. Before the camera is closed."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self, take: Callable[[], Shot], token: CancelToken) -> None:
        try:
            self._follow(take, token)
        except (Cancelled, CancelledError):
            return
        except AppError as error:
            words = QCoreApplication.translate("LiveRegion", "{problem} The live region is off.").format(
                problem=error.message
            )
        except Exception:
            if token.cancelled:  # the app is being closed
                return
            _log.exception("The live region failed.")
            words = QCoreApplication.translate("LiveRegion", "Something went wrong. The live region is off.")
        self._on_main(lambda: self._end(token, words))

    def _follow(self, take: Callable[[], Shot], token: CancelToken) -> None:
        looks = _Looks(self._read, self._embed, self._describe, self._detect)
        while True:
            begun, used = self._monotonic(), self._cpu()
            shot = self._taken(take, token)
            told = looks.look(shot, token, begun)
            if told:
                self._say(" ".join(told), token)
            used = self._cpu() - used
            self._rest(begun + max(self._pace, used / self._share(begun)), token)

    def _taken(self, take: Callable[[], Shot], token: CancelToken) -> Shot:
        def shot() -> Shot:
            found: Shot = self._camera.run(take, lambda done: None).result()
            token.check()
            return found

        try:
            return shot()
        except AppError:
            # Between two windows there is none for a moment.
            if token.wait(_AGAIN):
                raise Cancelled from None
            return shot()

    def _share(self, now: float) -> float:
        if now - self._mains_at >= _BATTERY_EVERY:
            self._mains_at, self._mains = now, self._on_mains()
        return self._budget if self._mains else self._budget / 2

    def _rest(self, until: float, token: CancelToken) -> None:
        """Wait; meanwhile say what waits as soon as the voice is free."""
        while True:
            left = until - self._monotonic()
            if token.wait(max(0.0, min(left, _VOICE_EVERY) if token in self._waiting else left)):
                raise Cancelled
            if token in self._waiting:
                self._on_main(lambda: self._flush(token))
            if self._monotonic() >= until:
                return

    def _say(self, text: str, token: CancelToken) -> None:
        # Set here already: how long this thread rests depends on it.
        self._waiting[token] = text
        self._on_main(lambda: self._flush(token))

    def _flush(self, token: CancelToken) -> None:
        if token.cancelled:
            self._waiting.pop(token, None)
        elif token in self._waiting and not self._outlet.speaking:
            self._outlet.say(self._waiting.pop(token))

    def _end(self, token: CancelToken, words: str) -> None:
        if not token.cancelled:
            self.stop()
            self._outlet.say(words)


class _Looks:
    """What was seen so far of one part of the screen."""

    def __init__(
        self, read: Read, embed: Embed | None, describe: Describe | None, detect: Detect | None
    ) -> None:
        self._read = read
        self._embed = embed
        self._describe = describe
        self._detect = detect
        self._pixels = PixelChanges()
        self._text = TextChanges()
        self._scenes = SceneChanges()
        self._objects = ObjectTracker()
        self._camera = StillCamera()
        self._found: Sequence[SeenObject] = ()
        self._last: Shot | None = None

    def look(self, shot: Shot, token: CancelToken, now: float) -> list[str]:
        """What is to be said of a picture, in sentences."""
        told = self._whereabouts(shot)
        moved = self._pixels.update(shot.pixels)
        if moved is not None:
            lines = self._text.update(self._lines(shot, moved, token), now)
        else:
            lines = self._text.rest(now)  # of a number that came to rest, the last is told
        happened = self._happened(shot, moved, token, now)
        if lines or happened:
            # What it says is told; the next scene is compared with this one.
            self._scenes.forget()
            return told + _sentences(lines) + happened
        large = moved is not None and moved.share >= _SCENE
        return told + self._scene(shot, token, large or self._scenes.pending)

    def _happened(self, shot: Shot, moved: Moved | None, token: CancelToken, now: float) -> list[str]:
        """What came, went or moved, in sentences."""
        if self._detect is None or (moved is None and not self._objects.pending):
            return []
        if moved is not None:
            self._found = self._detect(shot, token)
            if not self._camera.update(shot.pixels, self._found):
                self._objects.forget()
        return [happened(event) for event in self._objects.update(self._found, now)]

    def _whereabouts(self, shot: Shot) -> list[str]:
        """Another window, or another title of the same."""
        last, self._last = self._last, replace(shot, pixels=shot.pixels[:0])
        if last is None or shot.place is not ScreenPart.WINDOW:
            return []
        if (shot.app, shot.pid) != (last.app, last.pid):
            for one in (self._pixels, self._text, self._scenes, self._objects, self._camera):
                one.forget()
            name = ", ".join(part for part in (shot.app, shot.window) if part)
            return _sentences([name]) if name else []
        # Numbers in titles count messages and seconds.
        before, now = (normalized(one.window).shape.replace("#", "") for one in (last, shot))
        return _sentences([shot.window]) if now and now != before else []

    def _lines(self, shot: Shot, moved: Moved, token: CancelToken) -> list[TextLine]:
        """All lines, read anew where something changed."""
        known = self._text.lines
        height = len(shot.pixels)
        top, bottom = max(0, moved.top - _MARGIN), min(height, moved.bottom + _MARGIN)
        # No line may be cut: the part grows until it is bounded by none.
        while True:
            boxes = [one.box for one in known if one.box[1] < bottom and one.box[3] > top]
            grown = (
                max(0, min([top, *(box[1] - _MARGIN for box in boxes)])),
                min(height, max([bottom, *(box[3] + _MARGIN for box in boxes)])),
            )
            if grown == (top, bottom) or grown[1] - grown[0] > _PART * height:
                break
            top, bottom = grown
        if not known or grown[1] - grown[0] > _PART * height:
            return list(self._read(shot, token))
        part = replace(shot, pixels=np.ascontiguousarray(shot.pixels[top:bottom]), top=shot.top + top)
        read = [_moved(one, top) for one in self._read(part, token)]
        above = [one for one in known if one.box[3] <= top]
        below = [one for one in known if one.box[1] >= bottom]
        return above + read + below

    def _scene(self, shot: Shot, token: CancelToken, wanted: bool) -> list[str]:
        if self._embed is None or not wanted or not self._scenes.update(self._embed(shot, token)):
            return []
        words = self._describe(shot, token) if self._describe is not None else ""
        return [words or QCoreApplication.translate("LiveRegion", "The picture changed.")]


def _moved(line: TextLine, down: int) -> TextLine:
    left, top, right, bottom = line.box
    return replace(line, box=(left, top + down, right, bottom + down))


def _sentences(lines: Sequence[str]) -> list[str]:
    """Lines as they are spoken: each an utterance of its own, not too many of them."""
    said: list[str] = []
    words = 0
    for line in lines:
        if said and words + len(line.split()) > _MOST_WORDS:
            break
        words += len(line.split())
        said.append(line if line[-1] in ".!?:;…" else f"{line}.")
    left = len(lines) - len(said)
    if left == 1:
        said.append(QCoreApplication.translate("LiveRegion", "And one more line."))
    elif left:
        said.append(QCoreApplication.translate("LiveRegion", "And {count} more lines.").format(count=left))
    return said
