"""Videos in which text tells the scenes, and what is to be told of them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import made_clips as made
import numpy as np
from made_clips import Pixels
from PIL import Image, ImageDraw, ImageFont

Frames = Iterable[tuple[Pixels, float]]
"""Pictures, and when each begins, in seconds."""
SIZE = (640, 360)


@dataclass(frozen=True)
class TextClip:
    """A video and the truth about it.

    Attributes:
        name: Of the kind.
        make: Writes it into a folder, and gives its path.
        wanted: What must be told, and when it is shown first.
        most: So many scenes are told at most.
        length: In seconds.
        cut_off: Whether its end is missing.
    """

    name: str
    make: Callable[[Path], Path]
    wanted: tuple[tuple[str, float], ...]
    most: int
    length: float
    cut_off: bool = False


def page(
    *lines: str,
    size: tuple[int, int] = SIZE,
    high: int = 36,
    at: tuple[float, float] = (40, 40),
    ink: str = "black",
    paper: str = "white",
    on: Pixels | None = None,
) -> Pixels:
    """Lines of text on a ground or on a picture."""
    image = Image.new("RGB", size, paper) if on is None else Image.fromarray(on)
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        place = at[0], at[1] + 1.6 * high * number
        pen.text(place, line, fill=ink, font=ImageFont.load_default(size=high))
    return np.asarray(image)


def written(
    path: Path,
    frames: Frames,
    *,
    end: float,
    begin: float = 0.0,
    options: dict[str, str] | None = None,
    codec: str = "libx264",
    sound: float = 0.0,
) -> Path:
    """Write pictures only when they change; the last is written once more at its end.

    Args:
        path: Its ending chooses the container.
        frames: Pictures and their times.
        end: When the last one ends, in seconds.
        begin: What the clock says at the beginning, in seconds.
        options: Of the encoder.
        codec: Its name.
        sound: So many seconds of silence beside it.
    """
    unit = Fraction(1, 1000)
    with av.open(str(path), "w") as out:
        stream = out.add_stream(codec, rate=10, options=options or {})
        assert isinstance(stream, av.VideoStream)
        stream.pix_fmt = "yuv420p"
        stream.time_base = stream.codec_context.time_base = unit
        rows = out.add_stream("aac", rate=8000) if sound else None
        last: Pixels | None = None
        for picture, at in frames:
            if last is None:
                stream.height, stream.width = picture.shape[:2]
            last = picture
            out.mux(stream.encode(_frame(picture, at + begin, unit)))
        assert last is not None
        out.mux(stream.encode(_frame(last, end + begin - 0.04, unit)))
        out.mux(stream.encode())
        if rows is not None:
            assert isinstance(rows, av.AudioStream)
            silence = np.zeros((1, int(8000 * sound)), np.float32)
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            frame.rate = 8000
            out.mux(rows.encode(frame))
            out.mux(rows.encode())
    return path


def _frame(picture: Pixels, at: float, unit: Fraction) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    frame.pts, frame.time_base = round(at / unit), unit
    return frame


def steady(shown: Iterable[Pixels], rate: int = 10) -> Iterator[tuple[Pixels, float]]:
    """The same number of pictures in each second."""
    for number, picture in enumerate(shown):
        yield picture, number / rate


def clips() -> list[TextClip]:
    """All of them."""
    return [*_decks(), *_numbers(), *_moving(), *_clocks(), *_mixed(), *_nothing_new()]


def _deck(name: str, slides: list[tuple[str, float]], end: float, **how: str) -> TextClip:
    ending, colours = how.get("ending", "mp4"), {k: v for k, v in how.items() if k in ("ink", "paper")}
    codec = how.get("codec", "libx264")

    def make(folder: Path) -> Path:
        frames = ((page(text, **colours), at) for text, at in slides)  # type: ignore[arg-type]
        return written(folder / f"{name.replace(' ', '-')}.{ending}", frames, end=end, codec=codec)

    return TextClip(name, make, tuple(slides), len(slides), end)


def _decks() -> list[TextClip]:
    slides = [("First slide", 0.0), ("Second slide: room 12", 20.0), ("Last slide: bring a passport", 45.0)]
    quick = [("Chapter one", 0.0), ("Chapter two", 2.5), ("Chapter three", 6.0), ("Questions?", 9.0)]
    return [
        _deck("deck", slides, 60.0),
        _deck("deck mkv", slides, 60.0, ending="mkv"),
        _deck("deck webm", slides, 60.0, ending="webm", codec="libvpx"),
        _deck("dark deck", slides, 60.0, paper="black", ink="white"),
        _deck("quick deck", quick, 13.0),
        _deck(
            "long deck", [(f"Part {word}", 50.0 * n) for n, word in enumerate(("one", "two", "six"))], 150.0
        ),
    ]


def _row(name: str, texts: list[str], each: float, lead: float = 0.0, **how: object) -> TextClip:
    """Texts one after the other, many pictures a second."""
    options = {"g": "250", "sc_threshold": "40"}

    def make(folder: Path) -> Path:
        shown = ((page(text, **how), each + (lead if text == texts[0] else 0)) for text in texts)  # type: ignore[arg-type]
        frames = steady(made.shown(*shown))
        end = each * len(texts) + lead
        return written(folder / f"{name.replace(' ', '-')}.mp4", frames, end=end, options=options)

    wanted = tuple((text, (lead if n else 0) + n * each) for n, text in enumerate(texts))
    return TextClip(name, make, wanted, len(texts), each * len(texts) + lead)


def _numbers() -> list[TextClip]:
    return [
        _row("rooms", [f"Room {number}" for number in (101, 102, 103, 104)], 4.0),
        _row("rooms small", [f"Room {number}" for number in (101, 102, 103)], 4.0, high=18),
        _row("rooms large", [f"Room {n}" for n in (7, 8, 9)], 5.0, size=(1280, 720), high=30),
        _row("prices", ["Total 12.50", "Total 12.80", "Total -12.80"], 4.0),
        _row("names", ["Caller: Maria", "Caller: Marie", "Caller: Mario"], 4.0, high=24),
        _row("states", ["Alarm on", "Alarm off", "Alarm on"], 4.0),
        _row("late number", ["Seat 14", "Seat 17"], 5.0, lead=55.0),
        _row("dark number", ["Level 3", "Level 4"], 5.0, ink="white", paper="navy"),
    ]


def _moved(
    name: str, text: str, place: Callable[[float], tuple[float, float]], seconds: float, at: float
) -> TextClip:
    def make(folder: Path) -> Path:
        shown = (page(text, at=place(step / 10)) for step in range(round(seconds * 10)))
        return written(folder / f"{name.replace(' ', '-')}.mp4", steady(shown), end=seconds)

    return TextClip(name, make, ((text, at),), 12, seconds)


def _moving() -> list[TextClip]:
    lines = [f"{job}: {who}" for job, who in (
        ("Camera", "Ana Lopez"), ("Sound", "Tom Berg"), ("Music", "Ida Roth"), ("Light", "Max Horn"),
        ("Editing", "Eva Lind"), ("Costumes", "Jan Novak"),
    )]  # fmt: skip

    def credits(folder: Path) -> Path:
        shown = (page(*lines, at=(60, 340 - 4.0 * step)) for step in range(180))
        return written(folder / "credits.mp4", steady(shown), end=18.0)

    return [
        _moved("ticker", "Exit left", lambda at: (660 - 60 * at, 150), 12.0, 3.0),
        _moved("passing", "Sale ends Friday", lambda at: (700 - 200 * (at - 4), 150), 12.0, 5.5),
        _moved("falling", "Wet floor", lambda at: (200, -60 + 40 * at), 10.0, 3.0),
        _moved(
            "bouncing", "No signal", lambda at: (60 + 15 * abs((at % 12) - 6), 60 + 20 * (at % 4)), 12.0, 0.0
        ),
        TextClip("credits", credits, ((lines[1], 5.0), (lines[4], 8.0)), 12, 18.0),
    ]


def _clocks() -> list[TextClip]:
    texts = ["Scene one: start", "Scene two: go on", "Scene three: stop now"]
    wanted = tuple((text, 5.0 * number) for number, text in enumerate(texts))

    def begins(ending: str, begin: float, codec: str = "libx264") -> TextClip:
        def make(folder: Path) -> Path:
            frames = steady(made.shown(*((page(text), 5.0) for text in texts)))
            path = folder / f"begins-{begin:.0f}.{ending}"
            return written(path, frames, end=15.0, begin=begin, codec=codec)

        return TextClip(f"begins at {begin:.0f} {ending}", make, wanted, 3, 15.0)

    def sound(folder: Path) -> Path:
        frames = steady(made.shown(*((page(text), 5.0) for text in texts)))
        return written(folder / "sound.mkv", frames, end=15.0, sound=60.0)

    def half(folder: Path) -> Path:
        whole = begins("mkv", 0.0).make(folder)
        path = folder / "half.mkv"
        path.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        return path

    return [
        begins("mkv", 3600.0),
        begins("mp4", 3600.0),
        begins("webm", 3600.0, "libvpx"),
        begins("mkv", 5.0),
        TextClip("sound goes on", sound, wanted, 3, 60.0),
        TextClip("half a file", half, wanted[:1], 3, 15.0, cut_off=True),
    ]


def _mixed() -> list[TextClip]:
    cat = made.sample("cat.jpg", SIZE)

    def between(folder: Path) -> Path:
        shown = made.shown((page("Scene one: start"), 5), (cat, 5), (page("Scene three: stop now"), 5))
        return written(folder / "between.mp4", steady(shown), end=15.0)

    def subtitles(folder: Path) -> Path:
        says = ("Where is it?", "Over there!", "I see it now")
        shown = made.shown(
            *((page(text, on=cat, at=(120, 300), ink="yellow", high=30), 4.0) for text in says)
        )
        return written(folder / "subtitles.mp4", steady(shown), end=12.0)

    def fading(folder: Path) -> Path:
        white, text = page("").astype(float), page("Thank you for watching").astype(float)
        shades = [(white + (text - white) * min(1.0, step / 30)).astype(np.uint8) for step in range(80)]
        return written(folder / "fading.mp4", steady(shades), end=8.0)

    stop = (("Scene one: start", 0.0), ("Scene three: stop now", 10.0))
    said = (("Where is it", 0.0), ("Over there", 4.0), ("I see it now", 8.0))
    return [
        TextClip("photo between", between, stop, 3, 15.0),
        TextClip("subtitles", subtitles, said, 3, 12.0),
        TextClip("fading in", fading, (("Thank you for watching", 1.5),), 2, 8.0),
    ]


def _nothing_new() -> list[TextClip]:
    texts = ("Notes for today", "Buy bread and milk", "Call the bank")

    def caret(folder: Path) -> Path:
        plain, blink = page(*texts), page(*texts).copy()
        blink[100:130, 400:402] = 0
        shown = ((plain if step % 10 < 5 else blink) for step in range(150))
        return written(folder / "caret.mp4", steady(shown), end=15.0)

    def pointer(folder: Path) -> Path:
        def at(step: int) -> Pixels:
            one = page(*texts).copy()
            left = 300 + 2 * min(step, 100)
            one[220:236, left : left + 10] = 0
            return one

        return written(folder / "pointer.mp4", steady(at(step) for step in range(150)), end=15.0)

    def clock(folder: Path) -> Path:
        shown = (page(*texts, f"10:45:{step // 10:02}") for step in range(150))
        return written(folder / "clock.mp4", steady(shown), end=15.0)

    wanted = tuple((text, 0.0) for text in texts)
    return [
        TextClip("caret", caret, wanted, 1, 15.0),
        TextClip("pointer", pointer, wanted, 1, 15.0),
        TextClip("clock", clock, wanted, 1, 15.0),
    ]
