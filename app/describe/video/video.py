"""A video file of any origin, its pictures one by one: no other file is opened for it, and no address."""

import io
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Any, NoReturn, Self

from PIL import Image

from app.cancel import CancelToken
from app.describe.facts import facts_of
from app.describe.video.container import breaks_off, lacks_bytes, marked
from app.describe.video.packets import STANDS, Chosen
from app.describe.video.still import Still
from app.describe.video.watched_file import WatchedFile
from app.errors import AppError, Cancelled
from app.pictures.header import MOST_MEMORY
from app.pictures.load import open_file
from app.pictures.loaded import Dear, LoadedImage
from app.pictures.sniff import first_bytes, sniff
from app.shot import Shot, Source

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

#: By name only: what a file is, its first bytes tell.
VIDEO_SUFFIXES = frozenset(
    (
        ".mp4",
        ".mov",
        ".m4v",
        ".mkv",
        ".webm",
        ".avi",
        ".ts",
        ".mts",
        ".m2ts",
        ".mpg",
        ".mpeg",
        ".flv",
        ".wmv",
        ".3gp",
    )
)
#: Pixels of one picture, those of 8K with some room.
MAX_PIXELS = 36_000_000
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"skip", b"free", b"pnot")
_HINT_COPY = "Try to copy or download it again."
_HINT_OTHER = "Play it in a video program and take a picture of the screen."
_HINT_KNOWN = "I read MP4, MOV, MKV, WebM, AVI, MPEG, FLV and WMV."
_MAX_STREAMS = 64
_MAX_BAD = 300
_LONGEST = 100 * 3600.0  # of a duration that is believed, in seconds
_KEPT = 16  # pictures that a decoder keeps at most, beside one for each of its threads
_THREADS = 16  # that it uses at most
_CHILDS_THREADS = 2
_USUAL_BITS = 12  # a pixel has


class TimeUp(Exception):
    """The time that may be spent on a video is over."""


def kind_of(source: Source) -> str | None:
    """The decoder's name for this sort of video file, by its first bytes; None for anything else.

    "" is a file that only its name makes a video.
    """
    if isinstance(source, Shot):
        return None
    head = first_bytes(source, 4096)
    found = _container(head)
    if found or isinstance(source, bytes) or source.suffix.lower() not in VIDEO_SUFFIXES or not head:
        return found
    known = sniff(head)
    return None if known.format or known.what else ""


def _name_of(kind: str | None, source: Path | bytes) -> str:
    head = first_bytes(source, 4096)
    if kind == "mov":
        return "MP4" if head[4:8] == b"ftyp" and head[8:12] != b"qt  " else "MOV"
    found = marked(head)
    return "AVI" if found is None else found[1]


def _container(head: bytes) -> str | None:
    if head[4:8] == b"ftyp":
        return "mov" if sniff(head).what == "a video" else None
    if head[4:8] in _OLD_QUICKTIME and head[:2] == b"\0\0":
        return "mov"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    found = marked(head)
    return None if found is None else found[0]


def _refuse(*_args: object, **_options: object) -> NoReturn:
    raise PermissionError("no other file")


class Video:
    """An open video. Use it in a with statement, on one thread.

    Attributes:
        name: What to call it.
        damaged: Whether something in it could not be read.
        breaks_off: Whether it ends where it could not, whatever its length is.
        reached: The latest time that was read, in seconds.

    Args:
        source: A file, or the bytes of one, for which :func:`kind_of` gave a name.
        cancel: Checked at every read and between pictures.
        limit: In seconds; whatever is asked later raises :class:`TimeUp`.
        clock: Seconds that only grow.
        apart: Whether this is a process of its own, which affords large pictures.

    Raises:
        AppError: It cannot be opened, or holds no picture: a sentence each.
        Dear: Its pictures are too large to be decoded here.
        Cancelled: The token was raised.
    """

    def __init__(
        self,
        source: Path | bytes,
        cancel: CancelToken,
        limit: float = 30.0,
        clock: Callable[[], float] = time.perf_counter,
        *,
        apart: bool = False,
    ) -> None:
        self._cancel = cancel
        self._apart = apart
        self._clock = clock
        self._end = clock() + limit
        self._bad = 0
        self._turn = 0
        self.damaged = False
        self.reached = 0.0
        self._read = 0
        kind = kind_of(source)
        self.name = "The video" if isinstance(source, bytes) else source.name
        with ExitStack() as stack:
            stream: IO[bytes]
            if isinstance(source, bytes):
                stream, self._size = io.BytesIO(source), len(source)
            else:
                stream = stack.enter_context(open_file(source, self.name))
                self._size = os.fstat(stream.fileno()).st_size
            if not self._size:
                raise AppError(f"{self.name} is empty.", _HINT_COPY)
            self._container = stack.enter_context(self._open(stream, kind))
            self._stream = self._choose(self._container)
            unit = self._stream.time_base
            self._start = float((self._stream.start_time or 0) * unit) if unit else 0.0
            ratio = self._stream.sample_aspect_ratio
            self._shape = float(ratio) if ratio and 0.1 < ratio < 10 else 1.0
            self._format = _name_of(kind, source)
            self._matroska = kind == "matroska"
            head = first_bytes(source, 4096)
            self._lacks_bytes = lacks_bytes(head, self._size) if self._matroska else None
            self.breaks_off = breaks_off(head, self._size)
            self._stack = stack.pop_all()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._stack.close()

    @property
    def duration(self) -> float | None:
        """In seconds, as the file says; None where it does not."""
        stream, unit = self._stream, self._stream.time_base
        told = float(stream.duration * unit) if stream.duration and unit else 0.0
        if told <= 0:
            told = (self._container.duration or 0) / 1_000_000
            # Matroska tells when the last picture ends, though the first may begin at one o'clock.
            told -= self._start if self._matroska and 1 < self._start < told else 0.0
        return told if 0 < told < _LONGEST else None

    @property
    def ends_early(self) -> bool:
        """Whether less was read than the file announces, as far as it does.

        A last picture that stands for long, or sound that goes on, is no end.
        """
        if self._stream.frames:
            return self._read < self._stream.frames
        return self._lacks_bytes if self._lacks_bytes is not None else True

    def facts(self) -> dict[str, Any]:
        """Facts of the file; a field that is missing or makes no sense is left out.

        Returns:
            "width", "height" (pixels, upright), "format", "codec", "sound" (whether it has any), and where
            known "duration" (seconds), "frame_rate" (pictures a second), "taken", "camera" and "gps" as in
            pictures' facts.
        """
        width, height = self.size
        tags = {k.lower(): v for k, v in {**self._container.metadata, **self._stream.metadata}.items()}
        exif = _exif_of(tags)
        known = facts_of(LoadedImage(Image.new("RGB", (1, 1)), width, height, self._format, exif=exif))
        known |= {
            "codec": self._stream.codec_context.codec.canonical_name,
            "sound": bool(self._container.streams.audio),
        }
        if self.duration is not None:
            known["duration"] = round(self.duration, 2)
        rate = self._stream.average_rate or self._stream.guessed_rate
        if rate and 0 < rate <= 1000:
            known["frame_rate"] = round(float(rate), 2)
        return known

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels; upright from the first picture on."""
        wide = self._stream.codec_context.width * max(1.0, self._shape)
        high = self._stream.codec_context.height / min(1.0, self._shape)
        return (round(high), round(wide)) if self._turn % 180 else (round(wide), round(high))

    def stills(self, gap: float, step: float = 0.5) -> Iterator[Still]:
        """Pictures in time order: those that stand alone, and where these are rare, others between them.

        Only the former can be decoded without all those before them, which is what makes this quick.

        Args:
            gap: Seconds without a picture that are too long.
            step: Least number of seconds between two.

        Raises:
            TimeUp: It is over.
            Cancelled: The token was raised.
        """
        if not self._stream.codec_context.is_open:
            self._stream.thread_type = "AUTO"
            if self._apart:
                self._stream.codec_context.thread_count = _CHILDS_THREADS
        if (self._stream.average_rate or 0) > 10:
            self._stream.codec_context.skip_frame = "NONREF"
        width, height = self.size
        chosen = Chosen(self._time, gap, step, width * height)
        shown, last = -1e9, None
        for still in self._decoded(chosen.of(self._packets())):
            if last is not None and chosen.stood(last.at, still.at):
                yield replace(last, at=last.at + min(STANDS, (still.at - last.at) / 2))
            last = still
            if still.at >= shown + step - 1e-6:
                shown = still.at
                yield still
        if last is not None and (self.duration or 0.0) - last.at >= STANDS:
            yield replace(last, at=last.at + STANDS)

    def moments(self, times: Sequence[float]) -> Iterator[Still]:
        """The picture that stands alone before each of these times, found without reading what lies between.

        Args:
            times: In seconds, growing.

        Raises:
            TimeUp: It is over.
            Cancelled: The token was raised.
        """
        before = -1.0
        for at in times:
            self.check()
            with self._mending():
                self._container.seek(self._ticks(at), stream=self._stream)
                packets = (packet for packet in self._packets() if packet.is_keyframe)
                still = next(self._decoded(self._one_of(packets)), None)
                if still is not None and still.at > before:
                    before = still.at
                    yield still

    def rewind(self) -> None:
        """Go back to the beginning."""
        self._read = 0
        with self._mending():
            self._container.seek(self._ticks(0.0), stream=self._stream)

    def check(self) -> None:
        """Raise TimeUp or Cancelled where it is time to stop."""
        self._cancel.check()
        if self._clock() > self._end:
            raise TimeUp

    def _one_of(self, packets: "Iterator[Packet[VideoStream]]") -> "Iterator[Packet[VideoStream] | None]":
        packet = next(packets, None)
        if packet is not None:
            yield packet
            yield None

    def _packets(self) -> "Iterator[Packet[VideoStream]]":
        with self._mending():
            for packet in self._container.demux(self._stream):
                self.check()
                if packet.has_sidedata("encryption_info"):
                    raise AppError(
                        f"{self.name} is encrypted, so I cannot see it.", "Ask for it unprotected."
                    )
                if packet.dts is not None:
                    self._read += 1  # some are empty: the picture before stays
                if packet.size:
                    self.reached = max(self.reached, self._time(packet))
                    yield packet

    def _decoded(self, packets: "Iterable[Packet[VideoStream] | None]") -> Iterator[Still]:
        for packet in packets:
            self.check()
            frames: list[VideoFrame] = []
            with self._mending():
                frames = self._stream.codec_context.decode(packet)
            if self._bad > _MAX_BAD:
                return
            for frame in frames:
                if frame.width * frame.height > MAX_PIXELS:
                    raise AppError(f"{self.name} has too many pixels to open safely.", _HINT_OTHER)
                self._turn = round(frame.rotation / 90) % 4 * 90
                yield Still(max(0.0, self._time(frame)), frame, self._turn, self._shape)

    @contextmanager
    def _mending(self) -> Iterator[None]:
        """Damage ends what is being done, but not the whole."""
        from av import FFmpegError

        try:
            yield
        except FFmpegError:
            self._bad += 1
            self.damaged = True
            self.check()

    def _time(self, one: "Packet[VideoStream] | VideoFrame") -> float:
        ticks = one.pts if one.pts is not None else one.dts
        # Pictures that come when all is read have no unit of their own.
        unit = one.time_base or self._stream.time_base
        return self.reached if ticks is None or not unit else float(ticks * unit) - self._start

    def _ticks(self, at: float) -> int:
        return int((at + self._start) / (self._stream.time_base or Fraction(1, 1000)))

    def _open(self, stream: IO[bytes], kind: str | None) -> "InputContainer":
        if not kind:
            raise AppError(f"{self.name} is not a video I know.", _HINT_KNOWN)
        import av
        import av.logging

        av.logging.set_level(None)
        # It looks into the first pictures while it opens; a large one waits for a process of its own.
        most = MAX_PIXELS if self._apart else _room(_USUAL_BITS)
        options = {"max_pixels": str(most), "max_streams": str(_MAX_STREAMS)}
        try:
            # The demuxer is named, so that no playlist is taken for a video; one file is all it gets.
            return av.open(
                WatchedFile(stream, self.check),
                "r",
                format=kind,
                options=options,
                metadata_errors="replace",
                buffer_size=1 << 16,
                io_open=_refuse,
            )
        except (AppError, Cancelled, Dear):
            raise
        except TimeUp:
            raise AppError(f"{self.name} takes too long to open.", _HINT_COPY) from None
        except MemoryError:
            raise AppError(f"There is not enough memory to open {self.name}.", _HINT_OTHER) from None
        except Exception:
            self.check()
            raise AppError(f"{self.name} is damaged or cut off and cannot be read.", _HINT_COPY) from None

    def _choose(self, container: "InputContainer") -> "VideoStream":
        from av.stream import Disposition

        found = [one for one in container.streams.video if not one.disposition & Disposition.attached_pic]
        if not found:
            if container.streams.audio:
                raise AppError(f"{self.name} has sound but no picture.", "Play it in a sound program.")
            raise AppError(f"{self.name} has no picture in it.", _HINT_COPY)
        stream = found[0]
        codec: Any = stream.codec_context  # None where it is unknown, contrary to its type
        if codec is None:
            raise AppError(f"{self.name} is packed in a way that I cannot read.", _HINT_OTHER)
        if codec.width * codec.height > MAX_PIXELS:
            raise AppError(f"{self.name} has too many pixels to open safely.", _HINT_OTHER)
        most = MAX_PIXELS if self._apart else _most_here(codec)
        # A size that is not told, or was too large to be looked at, may be any.
        if codec.width * codec.height > most or not (self._apart or codec.width * codec.height):
            raise Dear
        # What its stream says counts, if the container said something else.
        codec.options = {"max_pixels": str(most)}
        return stream


def _most_here(codec: Any) -> int:
    """How large a video's pictures may be for this process, in pixels: the decoder keeps many."""
    return _room(max(8, getattr(codec.format, "bits_per_pixel", None) or _USUAL_BITS))


def _room(bits: int) -> int:
    kept = _KEPT + min(_THREADS, os.cpu_count() or 1)
    return min(MAX_PIXELS, MOST_MEMORY * 8 // (bits * kept))


def _exif_of(tags: dict[str, str]) -> dict[str, Any]:
    """A container's tags by the names that pictures have for them."""
    when = tags.get("com.apple.quicktime.creationdate") or tags.get("creation_time") or ""
    exif: dict[str, Any] = {
        "DateTimeOriginal": when,
        "Make": tags.get("com.apple.quicktime.make") or tags.get("make") or "",
        "Model": tags.get("com.apple.quicktime.model") or tags.get("model") or "",
    }
    if zone := re.search(r"(Z)$|T.*([+-]\d\d):?(\d\d)$", when):
        exif["OffsetTimeOriginal"] = zone[1] or f"{zone[2]}:{zone[3]}"
    where = tags.get("com.apple.quicktime.location.iso6709") or tags.get("location") or ""
    if place := re.match(r"([+-])(\d{1,2}(?:\.\d+)?)([+-])(\d{1,3}(?:\.\d+)?)", where):
        exif["GPS"] = {
            1: "N" if place[1] == "+" else "S",
            2: (float(place[2]), 0.0, 0.0),
            3: "E" if place[3] == "+" else "W",
            4: (float(place[4]), 0.0, 0.0),
        }
    return exif
