"""What every generator draws with: fonts, words, colours and, where given, real photos."""

from __future__ import annotations

import colorsys
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
T = TypeVar("T")
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")
# Symbol and dingbat fonts have no letters; fallback fonts have too many.
NOT_FOR_TEXT = (
    "D050000L",
    "StandardSymbols",
    "MathTeX",
    "Emoji",
    "Symbol",
    "Dingbat",
    "LastResort",
    "DroidSansFallback",
)

_LISTS: dict[str, list[str]] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
WORDS, NAMES = _LISTS["words"], _LISTS["names"]
CYRILLIC, GREEK = _LISTS["cyrillic"], _LISTS["greek"]


@dataclass(frozen=True)
class Kit:
    """Fonts to write with and photos to show inside screens or on tables.

    Attributes:
        fonts: font files; empty means Pillow's own font.
        photos: picture files, possibly none.
    """

    fonts: tuple[Path, ...]
    photos: tuple[Path, ...] = ()

    @classmethod
    def load(cls, photos: Path | None = None, *, holdout: bool = False) -> Kit:
        """Find the fonts of this machine and the JPEG photos below `photos`.

        Args:
            photos: folder of training photos, or None.
            holdout: use the fifth of the fonts that `holdout=False` never uses.
        """
        found = [path for folder in FONT_FOLDERS for path in Path(folder).rglob("*")]
        by_name = {p.name: p for p in sorted(found) if p.suffix.lower() in {".ttf", ".otf"}}
        usable = [p for n, p in by_name.items() if not any(word in n for word in NOT_FOR_TEXT)]
        fonts = tuple(p for p in usable if (_digest(p.name) % 5 == 0) == holdout)
        pictures = tuple(sorted(photos.rglob("*.jpg"))) if photos else ()
        return cls(fonts, pictures)

    def font(self, rng: np.random.Generator, size: int, path: Path | None = None) -> Font:
        """A font of `size` pixels, at random unless `path` is given."""
        if path is None:
            path = self.font_file(rng)
        return _open_font(path, max(6, int(size)))

    def font_file(self, rng: np.random.Generator, kind: str = "") -> Path | None:
        """A font file at random; `kind` ("mono", "serif", "hand") prefers names of that look."""
        hints = {
            "mono": ("Mono", "Courier"),
            "serif": ("Serif", "Roman", "P052", "C059", "Bookman"),
            "hand": ("Z003", "Italic"),
        }
        fitting = [p for p in self.fonts if any(h in p.name for h in hints.get(kind, ()))]
        choices = fitting or list(self.fonts)
        return choices[int(rng.integers(len(choices)))] if choices else None

    def photo(self, rng: np.random.Generator) -> Image.Image:
        """A real photo where there are any, else smooth coloured patches much like one. RGB."""
        if self.photos:
            with Image.open(self.photos[int(rng.integers(len(self.photos)))]) as image:
                return image.convert("RGB")
        small = rng.integers(0, 256, (int(rng.integers(3, 9)), int(rng.integers(3, 9)), 3), dtype=np.uint8)
        return Image.fromarray(small).resize((320, 240), Image.Resampling.BICUBIC)


@lru_cache(maxsize=1)
def default_kit() -> Kit:
    """The kit of this machine's fonts, without photos."""
    return Kit.load()


def with_photos(kit: Kit | None, photos: Sequence[Path] | None) -> Kit:
    """`kit`, or this machine's fonts when None, with `photos` in place of its own unless they are None."""
    kit = kit or default_kit()
    return kit if photos is None else replace(kit, photos=tuple(photos))


@lru_cache(maxsize=512)
def _open_font(path: Path | None, size: int) -> Font:
    if path is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(str(path), size)


def _digest(name: str) -> int:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16)


def pick(rng: np.random.Generator, items: list[T] | tuple[T, ...]) -> T:
    """One of `items`, unchanged in type (numpy's choice turns tuples into arrays)."""
    return items[int(rng.integers(len(items)))]


def words(rng: np.random.Generator, count: int, *, foreign: float = 0.0) -> str:
    """`count` words in lower case; with probability `foreign` all of them Russian or Greek."""
    source = WORDS
    if rng.random() < foreign:
        source = CYRILLIC if rng.random() < 0.6 else GREEK
    return " ".join(source[i] for i in rng.integers(len(source), size=max(1, count)))


def title(rng: np.random.Generator, low: int = 1, high: int = 4) -> str:
    """A heading of `low` to `high` words."""
    text = words(rng, int(rng.integers(low, high + 1)))
    return text.title() if rng.random() < 0.4 else text.capitalize()


def sentence(rng: np.random.Generator, low: int = 4, high: int = 16) -> str:
    """A sentence-like run of words with a full stop."""
    return words(rng, int(rng.integers(low, high + 1))).capitalize() + pick(rng, [".", ".", ".", "?", ":"])


def paragraph(rng: np.random.Generator, sentences: int) -> str:
    """`sentences` sentences in one line."""
    return " ".join(sentence(rng) for _ in range(sentences))


def name(rng: np.random.Generator) -> str:
    """A person's name."""
    return f"{pick(rng, NAMES)} {pick(rng, NAMES)}"


def number(rng: np.random.Generator) -> str:
    """A number as it stands in tables and bills."""
    value = float(rng.lognormal(4, 2))
    shapes = [
        f"{value:,.2f}",
        f"{value:.0f}",
        f"{value % 100:.1f}%",
        f"{value % 1000:.2f}",
        f"${value:,.2f}",
        f"{int(value) % 60:02d}:30",
    ]
    return pick(rng, shapes)


def date(rng: np.random.Generator) -> str:
    """A date in one of the usual shapes."""
    d, m, y = int(rng.integers(1, 29)), int(rng.integers(1, 13)), int(rng.integers(1995, 2027))
    return pick(
        rng, [f"{d:02d}/{m:02d}/{y}", f"{y}-{m:02d}-{d:02d}", f"{d}.{m}.{y}", f"{m}/{d}/{y % 100:02d}"]
    )


def colour(rng: np.random.Generator, low: int = 0, high: int = 255) -> Colour:
    """A random colour with channels between `low` and `high`."""
    r, g, b = rng.integers(low, high + 1, 3)
    return int(r), int(g), int(b)


def vivid(rng: np.random.Generator) -> Colour:
    """A saturated colour, as charts and clip art use."""
    r, g, b = colorsys.hsv_to_rgb(rng.random(), rng.uniform(0.35, 1.0), rng.uniform(0.45, 1.0))
    return int(r * 255), int(g * 255), int(b * 255)


def palette(rng: np.random.Generator, count: int) -> list[Colour]:
    """`count` colours that go together: one hue's shades, vivid ones, or greys."""
    style = rng.random()
    if style < 0.2:
        base = np.array(vivid(rng))
        return [mix(_rgb(base), (255, 255, 255), i / (count + 1)) for i in range(count)]
    if style < 0.3:
        return [(g, g, g) for g in (int(v) for v in np.linspace(40, 210, count))]
    return [vivid(rng) for _ in range(count)]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    """`a` moved towards `b` by `share` in 0..1."""
    return _rgb(np.array(a) * (1 - share) + np.array(b) * share)


def _rgb(values: np.ndarray) -> Colour:
    r, g, b = (int(v) for v in np.clip(values, 0, 255))
    return r, g, b


def paper_colour(rng: np.random.Generator) -> Colour:
    """White most of the time, else a light tint."""
    return (255, 255, 255) if rng.random() < 0.55 else colour(rng, 225, 255)


def ground(rng: np.random.Generator, dark: float = 0.12, tinted: float = 0.3) -> tuple[Colour, Colour]:
    """A background and an ink that stands out on it."""
    roll = rng.random()
    if roll < dark:
        return colour(rng, 0, 60), colour(rng, 190, 255)
    if roll < dark + tinted:
        return colour(rng, 195, 255), colour(rng, 0, 70)
    return (255, 255, 255), colour(rng, 0, 60)


def wrap(draw: ImageDraw.ImageDraw, text: str, font: Font, width: float) -> list[str]:
    """Break `text` into lines no wider than `width` pixels."""
    space = draw.textlength("n", font=font) * 0.55
    lines: list[str] = []
    line: list[str] = []
    used = 0.0
    for word in text.split():
        length = draw.textlength(word, font=font)
        if line and used + length > width:
            lines.append(" ".join(line))
            line, used = [], 0.0
        line.append(word)
        used += length + space
    if line:
        lines.append(" ".join(line))
    return lines


def fit_inside(image: Image.Image, long_side: int) -> Image.Image:
    """Shrink `image` so that its longer side is at most `long_side` pixels."""
    scale = long_side / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
