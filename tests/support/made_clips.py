"""Small videos, made when a test needs them."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

SAMPLES = Path(__file__).resolve().parents[2] / "assets" / "samples"
Pixels = NDArray[np.uint8]


def plain(red: int, green: int, blue: int, size: tuple[int, int] = (320, 240)) -> Pixels:
    """One colour, with a white mark in the upper left corner."""
    pixels = np.full((size[1], size[0], 3), (red, green, blue), np.uint8)
    pixels[: size[1] // 6, : size[0] // 6] = 255
    return pixels


def sample(name: str, size: tuple[int, int] = (640, 480)) -> Pixels:
    """One of the app's sample pictures."""
    return np.asarray(Image.open(SAMPLES / name).convert("RGB").resize(size))


def screen(lines: Sequence[str], size: tuple[int, int] = (960, 540)) -> Pixels:
    """A window with lines of text."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        pen.text((40, 30 + 56 * number), line, fill="black", font=ImageFont.load_default(size=30))
    return np.asarray(image)


def shown(*scenes: tuple[Pixels, float], rate: int = 10) -> Iterable[Pixels]:
    """Pictures, each for so many seconds."""
    for pixels, seconds in scenes:
        for _ in range(round(seconds * rate)):
            yield pixels


def clip(
    path: Path,
    pictures: Iterable[Pixels],
    codec: str = "mpeg4",
    *,
    rate: int = 10,
    turn: int = 0,
    pixels: str = "yuv420p",
    options: dict[str, str] | None = None,
    container: dict[str, str] | None = None,
    tags: dict[str, str] | None = None,
) -> Path:
    """Write a video; the path's ending chooses the container."""
    with av.open(str(path), "w", options=container or {}) as out:
        out.metadata.update(tags or {})
        stream = out.add_stream(codec, rate=rate, options=options or {})
        assert isinstance(stream, av.VideoStream)
        stream.pix_fmt = pixels
        begun = False
        for picture in pictures:
            if not begun:
                stream.height, stream.width = picture.shape[:2]
                if turn:
                    stream.set_display_rotation(turn)
                begun = True
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode())
    return path


def sound(path: Path) -> Path:
    """One second of silence, without any picture."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=44100)
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 44100), np.float32), format="fltp", layout="mono")
        frame.rate = 44100
        out.mux(stream.encode(frame))
        out.mux(stream.encode())
    return path


class Pipe:
    """Takes what is written, and cannot be wound: so no muxer can write a duration or an index."""

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> int:
        self.data += bytes(data)
        return len(data)


def live(pictures: Iterable[Pixels], rate: int = 10) -> bytes:
    """A WebM as a browser records it: without duration and without index."""
    pipe = Pipe()
    with av.open(pipe, "w", format="webm") as out:
        stream = out.add_stream("libvpx", rate=rate)
        assert isinstance(stream, av.VideoStream)
        for number, picture in enumerate(pictures):
            if number == 0:
                stream.height, stream.width = picture.shape[:2]
                stream.pix_fmt = "yuv420p"
            out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        out.mux(stream.encode())
    return bytes(pipe.data)


def opened(jpeg: bytes) -> Image.Image:
    """A scene's picture."""
    return Image.open(io.BytesIO(jpeg))
