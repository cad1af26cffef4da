"""Reads one file for the library: its bytes once, for the hash and the pixels. Runs on the I/O threads."""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.errors import AppError
from app.inference.protocols import Kind
from app.library.indexing.capture_time import Taken, is_screenshot, taken
from app.library.indexing.hashes import PixelMeasures, content_hash, file_hash, measure
from app.library.indexing.scan import IndexJob
from app.library.indexing.walk import changed_at
from app.library.places.model import Spot
from app.library.tools import Decode

#: Longest side for the models. A 12-megapixel JPEG's eighth has 504, and 16:9 keeps 270 on its short side,
#: which is enough for models that look at 256.
NEED = 480
#: Larger files are hashed piece by piece and decoded from the disk.
WHOLE_BYTES = 64_000_000
MAX_BYTES = 1_000_000_000
AGAIN = -1  # as `modified`: read it again at the next scan
_NAMED_SCREENSHOT = 0.9


Nearest = Callable[[float, float], Spot | None]


class ReadOutcome(Enum):
    """What reading a file came to."""

    KNOWN = auto()  # the library has the photo, and the model has seen it
    READ = auto()
    BROKEN = auto()
    WAITING = auto()  # it changed meanwhile
    GONE = auto()


@dataclass(frozen=True)
class About:
    """What a photo's row says from the beginning; see `app.library.store.schema`."""

    width: int
    height: int
    format: str
    taken: Taken
    camera: str
    gps: tuple[float, float] | None
    place: str
    country: str
    measures: PixelMeasures
    kind: Kind
    kind_confidence: float | None


@dataclass(frozen=True)
class ReadResult:
    """One file that was read.

    Attributes:
        job: Which.
        outcome: What came of it.
        size: As it was while it was read, in bytes.
        modified: Likewise, st_mtime_ns, or `AGAIN`.
        content: Hash of its bytes.
        about: Of a READ one.
        pixels: Likewise: (height, width, 3) uint8 RGB, longest side at most `NEED`.
        problem: Of a BROKEN one: a sentence.
    """

    job: IndexJob
    outcome: ReadOutcome
    size: int = 0
    modified: int = AGAIN
    content: bytes = b""
    about: About | None = None
    pixels: NDArray[np.uint8] | None = None
    problem: str = ""


class FileReader:
    """Reads files, on any thread on which ``is_known`` may be asked.

    Args:
        decode: Decodes a picture.
        is_known: Whether a content is in the library and has been seen by the model: nothing is left to do.
        nearest: The place at (latitude, longitude), in degrees; None leaves places empty.
    """

    def __init__(
        self, decode: Decode, is_known: Callable[[bytes], bool], nearest: Nearest | None = None
    ) -> None:
        self._decode = decode
        self._is_known = is_known
        self._nearest = nearest

    def read(self, job: IndexJob, cancel: CancelToken) -> ReadResult:
        """Read one file.

        Raises:
            Cancelled: The token was raised.
        """
        cancel.check()
        path = Path(os.fsdecode(job.path))
        try:
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return ReadResult(job, ReadOutcome.GONE)
        except OSError:
            return ReadResult(job, ReadOutcome.BROKEN, problem="I may not read this file.")
        with os.fdopen(handle, "rb", buffering=0) as file:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode):
                return ReadResult(job, ReadOutcome.GONE)
            if before.st_size > MAX_BYTES:
                return _broken(job, before, "The file is too large to open.")
            try:
                if before.st_size <= WHOLE_BYTES:
                    os.set_blocking(handle, True)
                    source: bytes | Path = file.readall()
                    content = content_hash(source)  # type: ignore[arg-type]
                else:
                    source = path
                    content = file_hash(path, cancel.check)
                found = self._look(job, path, source, content, before, cancel)
                after = os.stat(path)
            except FileNotFoundError:
                return ReadResult(job, ReadOutcome.GONE)
            except MemoryError:
                return ReadResult(job, ReadOutcome.BROKEN, problem="There is not enough memory to open it.")
            except OSError:
                return ReadResult(job, ReadOutcome.BROKEN, problem="The file cannot be read from its disk.")
        same = _state(before) == _state(after)
        return found if same else ReadResult(job, ReadOutcome.WAITING)

    def _look(
        self,
        job: IndexJob,
        path: Path,
        source: bytes | Path,
        content: bytes,
        state: os.stat_result,
        cancel: CancelToken,
    ) -> ReadResult:
        if self._is_known(content):
            return ReadResult(job, ReadOutcome.KNOWN, state.st_size, changed_at(state), content)
        try:
            decoded = self._decode(source, NEED, cancel)
        except AppError as error:
            if isinstance(error.__context__, (MemoryError, PermissionError)):
                return ReadResult(job, ReadOutcome.BROKEN, problem=error.message)
            return _broken(job, state, error.message)
        about = self._about(decoded.facts, path.name, changed_at(state), decoded.pixels)
        return ReadResult(
            job, ReadOutcome.READ, state.st_size, changed_at(state), content, about, decoded.pixels
        )

    def _about(self, facts: dict[str, Any], name: str, modified: int, pixels: NDArray[np.uint8]) -> About:
        gps = facts.get("gps")
        where = (float(gps[0]), float(gps[1])) if gps else None
        place = self._nearest(*where) if where and self._nearest is not None else None
        screenshot = is_screenshot(name)
        return About(
            width=int(facts.get("width") or pixels.shape[1]),
            height=int(facts.get("height") or pixels.shape[0]),
            format=str(facts.get("format", "")),
            taken=taken(facts.get("taken"), name, modified),
            camera=str(facts.get("camera", "")),
            gps=where,
            place=place.name if place else "",
            country=place.country_code if place else "",
            measures=measure(pixels),
            kind=Kind.SCREENSHOT if screenshot else Kind.UNKNOWN,
            kind_confidence=_NAMED_SCREENSHOT if screenshot else None,
        )


def _broken(job: IndexJob, state: os.stat_result, problem: str) -> ReadResult:
    return ReadResult(job, ReadOutcome.BROKEN, state.st_size, changed_at(state), problem=problem)


def _state(about: os.stat_result) -> tuple[int, int, int, int]:
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
