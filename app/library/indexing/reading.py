"""Reads one file for the library: its bytes once, for the hash and the pixels. Runs on the I/O threads."""

import logging
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from io import FileIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.folders.pictures import is_video
from app.inference.protocols import Kind
from app.library.indexing.capture_time import Taken, is_screenshot, taken
from app.library.indexing.hashes import (
    PixelMeasures,
    content_hash,
    file_hash,
    measure,
    sampled_hash,
    turned_hashes,
)
from app.library.indexing.scan import IndexJob
from app.library.indexing.walk import changed_at
from app.library.inscribed.blocks import reader_of
from app.library.inscribed.exif import Read
from app.library.inscribed.inspect import inspect
from app.library.inscribed.sidecars import probed, stamp_of
from app.library.inscribed.words import Inscription
from app.library.places.model import Spot
from app.library.tools import Decode

_log = logging.getLogger(__name__)

#: Longest side for the models. A 12-megapixel JPEG's eighth has 504, and 16:9 keeps 270 on its short side,
#: which is enough for models that look at 256.
NEED = 480
#: Larger files are hashed piece by piece and decoded from the disk.
WHOLE_BYTES = 64_000_000
MAX_BYTES = 1_000_000_000
MAX_VIDEO_BYTES = 200_000_000_000
AGAIN = -1  # as `modified`: read it again at the next scan
_NAMED_SCREENSHOT = 0.9


Nearest = Callable[[float, float], Spot | None]


class ReadOutcome(Enum):
    """What reading a file came to."""

    KNOWN = auto()  # the library has the photo, and the model has seen it
    INSPECTED = auto()  # only what is written in it and beside it was read
    READ = auto()
    BROKEN = auto()
    WAITING = auto()  # it changed meanwhile
    GONE = auto()


@dataclass(frozen=True)
class Said:
    """What a file, its name and those beside it say of a photo.

    Attributes:
        inscription: What people and programs wrote.
        stamp: Of the files beside it, see `app.library.inscribed.sidecars.stamp_of`.
        taken: When it was taken.
        gps: Where, (latitude, longitude) in degrees.
        place: The place there.
        country: Its ISO code.
    """

    inscription: Inscription
    stamp: int
    taken: Taken
    gps: tuple[float, float] | None
    place: str
    country: str


@dataclass(frozen=True)
class About:
    """What a photo's row says from the beginning; see `app.library.store.schema`."""

    width: int
    height: int
    format: str
    camera: str
    measures: PixelMeasures
    turned: tuple[bytes, ...]  # the perceptual hashes of it turned and mirrored
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
        said: Of a READ, KNOWN or INSPECTED one.
        pixels: Likewise: (height, width, 3) uint8 RGB, longest side at most `NEED`.
        problem: Of a BROKEN one: a sentence.
    """

    job: IndexJob
    outcome: ReadOutcome
    size: int = 0
    modified: int = AGAIN
    content: bytes = b""
    about: About | None = None
    said: Said | None = None
    pixels: NDArray[np.uint8] | None = None
    problem: str = ""


class FileReader:
    """Reads files, on any thread on which ``is_known`` may be asked.

    Args:
        decode: Decodes a picture.
        is_known: Whether a content is in the library and has been seen by the model: nothing is left to do.
        nearest: The place at (latitude, longitude), in degrees; None leaves places empty.
        now: Seconds since 1970: dates that lie behind it are not believed.
    """

    def __init__(
        self,
        decode: Decode,
        is_known: Callable[[bytes], bool],
        nearest: Nearest | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._decode = decode
        self._is_known = is_known
        self._nearest = nearest
        self._now = now

    def read(self, job: IndexJob, cancel: CancelToken) -> ReadResult:
        """Read one file; whatever it holds, it ends no run.

        Raises:
            Cancelled: The token was raised.
        """
        try:
            return self._read(job, cancel)
        except (AppError, Cancelled, sqlite3.Error):
            raise
        except Exception:
            # A bug that this file meets: it is tried again by the next run, and all others are read.
            _log.exception("A file could not be indexed.")
            return ReadResult(job, ReadOutcome.BROKEN, problem="I failed at this file; that is my own fault.")

    def _read(self, job: IndexJob, cancel: CancelToken) -> ReadResult:
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
            if before.st_size > (MAX_VIDEO_BYTES if is_video(os.path.basename(job.path)) else MAX_BYTES):
                return _broken(job, before, "The file is too large to open.")
            try:
                os.set_blocking(handle, True)
                found = self._look(job, path, file, before, cancel)
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
        file: FileIO,
        state: os.stat_result,
        cancel: CancelToken,
    ) -> ReadResult:
        size, modified = state.st_size, changed_at(state)
        if job.inspect:
            said = self._said(job, partial(_piece, file.fileno()), modified)
            return ReadResult(job, ReadOutcome.INSPECTED, size, modified, said=said)
        if size <= WHOLE_BYTES:
            data = file.readall() or b""
            source: bytes | Path = data
            content, read = content_hash(data), reader_of(data)
        else:
            source, read = path, partial(_piece, file.fileno())
            many = size > MAX_BYTES  # of videos alone: what is hashed of them are samples
            content = sampled_hash(read, size) if many else file_hash(path, cancel.check)
        if self._is_known(content):
            said = self._said(job, read, modified)
            return ReadResult(job, ReadOutcome.KNOWN, size, modified, content, said=said)
        try:
            decoded = self._decode(source, NEED, cancel)
        except AppError as error:
            if isinstance(error.__context__, (MemoryError, PermissionError)):
                return ReadResult(job, ReadOutcome.BROKEN, problem=error.message)
            return _broken(job, state, error.message)
        about = _about(job, decoded.facts, path.name, decoded.pixels)
        said = self._said(job, read, modified, decoded.facts)
        return ReadResult(job, ReadOutcome.READ, size, modified, content, about, said, decoded.pixels)

    def _said(
        self, job: IndexJob, read: Read, modified: int, facts: Mapping[str, Any] = MappingProxyType({})
    ) -> Said:
        """What is written in a file and beside it.

        Args:
            job: The file.
            read: Reads it.
            modified: st_mtime_ns.
            facts: What its decoder knows.
        """
        folder, name = os.path.split(job.path)
        sidecars = probed(job.path) if job.sidecars is None else job.sidecars
        stamp = stamp_of(folder, sidecars)
        try:
            found = inspect(read, job.path, sidecars)
        except Exception as error:
            if isinstance(error, (OSError, MemoryError)):
                raise
            _log.exception("What is written in a file could not be read.")
            found = Inscription()  # the picture itself may be whole
        gps = found.gps or facts.get("gps")
        where = (float(gps[0]), float(gps[1])) if gps else None
        place = self._nearest(*where) if where and self._nearest is not None else None
        when = taken(facts.get("taken"), os.fsdecode(name), modified, self._now(), found.moments)
        return Said(
            found, stamp, when, where, place.name if place else "", place.country_code if place else ""
        )


def _about(job: IndexJob, facts: Mapping[str, Any], name: str, pixels: NDArray[np.uint8]) -> About:
    screenshot = is_screenshot(name)
    return About(
        width=int(facts.get("width") or pixels.shape[1]),
        height=int(facts.get("height") or pixels.shape[0]),
        format=str(facts.get("format", "")),
        camera=str(facts.get("camera", "")),
        measures=measure(pixels),
        turned=turned_hashes(pixels) if job.photo is not None and not job.again else (),
        kind=Kind.SCREENSHOT if screenshot else Kind.UNKNOWN,
        kind_confidence=_NAMED_SCREENSHOT if screenshot else None,
    )


def _piece(handle: int, at: int, size: int) -> bytes:
    """`app.library.inscribed.exif.Read` of an open file."""
    return os.pread(handle, size, at) if 0 <= at < 1 << 62 else b""


def _broken(job: IndexJob, state: os.stat_result, problem: str) -> ReadResult:
    return ReadResult(job, ReadOutcome.BROKEN, state.st_size, changed_at(state), problem=problem)


def _state(about: os.stat_result) -> tuple[int, int, int, int]:
    return about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
