"""Which packets of a video are worth decoding: most need those before them, and few are needed."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream

#: Seconds without a picture after which that before is known to stand still.
STANDS = 1.0
_WAITING_BYTES = 64_000_000
# Where next to nothing changes, a packet is larger than others where something does.
_SIZES, _LEAST_SIZES, _STILL_PIXELS, _LEAST_NEWS, _NEWS = 48, 5, 500, 120, 4.0


class Chosen:
    """Chooses packets; what it keeps does not grow with the video's length.

    Args:
        time: When a packet's picture is shown, in seconds.
        gap: Seconds without a picture that are too long.
        step: Least number of seconds between two.
        pixels: Of a picture.
    """

    def __init__(
        self, time: "Callable[[Packet[VideoStream]], float]", gap: float, step: float, pixels: int
    ) -> None:
        self._time = time
        self._gap = gap
        self._step = step
        self._pixels = pixels
        self._sizes: deque[int] = deque(maxlen=_SIZES)
        self._gaps: list[tuple[float, float]] = []
        self._latest = 0.0

    def of(self, packets: "Iterable[Packet[VideoStream]]") -> "Iterator[Packet[VideoStream] | None]":
        """Those of all packets that are worth decoding, then None."""
        last = -1e9
        waiting: list[Packet[VideoStream]] = []
        held = 0
        for packet in packets:
            at = self._time(packet)
            self._note_gap(at)
            far = at - last > self._gap or held > _WAITING_BYTES
            if far:
                yield from waiting
            if far or (packet.is_keyframe and at - last >= self._step):
                last = at if packet.is_keyframe else last
                waiting, held = [], 0
                yield packet
            elif packet.is_keyframe:
                waiting, held = [packet], packet.size
            else:
                waiting.append(packet)
                held += packet.size
                if self._is_news(packet.size):
                    yield from waiting
                    waiting, held = [], 0
                self._sizes.append(packet.size)
        if waiting and self._time(waiting[-1]) - last > self._step:
            yield from waiting
        yield None  # what the decoder held back comes out

    def stood(self, at: float, until: float) -> bool:
        """Whether a picture stood still from one time to another, as the file has none between them."""
        found = any(abs(end - until) < 1e-3 and abs(start - at) < STANDS for start, end in self._gaps)
        self._gaps = [(start, end) for start, end in self._gaps if end > until]
        return found

    def _note_gap(self, at: float) -> None:
        if at - self._latest >= STANDS:
            self._gaps.append((self._latest, at))
        self._latest = max(self._latest, at)

    def _is_news(self, size: int) -> bool:
        """Whether a packet of so many bytes stands out from those before it, which are small."""
        usual = median(self._sizes) if len(self._sizes) >= _LEAST_SIZES else 0.0
        still = 0 < usual * _STILL_PIXELS < self._pixels
        return still and size > max(_LEAST_NEWS, _NEWS * usual)
