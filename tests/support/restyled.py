"""Photos restyled: what a painting, an engraving, a sketch or a silhouette of them might look like."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Dice = np.random.Generator
Floats = NDArray[np.float64]


def fit(picture: Image.Image, side: int) -> Image.Image:
    """The longer side made so long."""
    ratio = side / max(picture.size)
    size = (max(8, round(picture.width * ratio)), max(8, round(picture.height * ratio)))
    return picture.resize(size, Image.Resampling.BICUBIC)


def inked(light: Floats, dice: Dice) -> Image.Image:
    """(height, width) of 0..1 as ink on paper."""
    ink = np.array([(0, 0, 0), (40, 30, 20), (30, 30, 60)][int(dice.integers(3))])
    paper = np.array([(255, 255, 255), (240, 228, 200), (230, 215, 185)][int(dice.integers(3))])
    return Image.fromarray((ink + (paper - ink) * np.clip(light, 0, 1)[..., None]).astype(np.uint8))


def grey(picture: Image.Image) -> Floats:
    """(height, width) of 0..255."""
    return np.asarray(picture.convert("L"), dtype=np.float64)


def silhouette(photo: Image.Image, dice: Dice) -> Image.Image:
    """Two tones."""
    light = grey(fit(photo, 400).filter(ImageFilter.GaussianBlur(float(dice.uniform(1, 3)))))
    return inked((light > np.median(light)).astype(np.float64), dice)


def poster(photo: Image.Image, dice: Dice) -> Image.Image:
    """A few flat colours."""
    soft = (
        fit(photo, 420).filter(ImageFilter.MedianFilter(5)).quantize(int(dice.integers(3, 9))).convert("RGB")
    )
    flat = soft.filter(ImageFilter.ModeFilter(7))
    edges = ImageOps.invert(flat.convert("L").filter(ImageFilter.FIND_EDGES)).convert("RGB")
    return ImageChops.multiply(flat, edges) if dice.random() < 0.5 else flat


def oil(photo: Image.Image, dice: Dice) -> Image.Image:
    """Patches of one colour."""
    return (
        fit(photo, 420).filter(ImageFilter.ModeFilter(int(dice.choice([5, 7, 9])))).filter(ImageFilter.SMOOTH)
    )


def strokes(photo: Image.Image, dice: Dice) -> Image.Image:
    """Brush strokes along the edges."""
    small = fit(photo, 480)
    canvas, colours = small.filter(ImageFilter.GaussianBlur(8)), np.asarray(small).astype(np.float64)
    down, across = np.gradient(grey(small.filter(ImageFilter.GaussianBlur(3))))
    draw = ImageDraw.Draw(canvas)
    for size, count in ((12.0, 1500), (5.0, 3500)):
        for _ in range(count):
            x, y = int(dice.integers(small.width)), int(dice.integers(small.height))
            turn = math.atan2(across[y, x], -down[y, x]) + float(dice.normal(0, 0.3))
            ink = tuple(int(level) for level in np.clip(colours[y, x] + dice.normal(0, 9, 3), 0, 255))
            dx, dy = (size * 1.5 * part for part in (math.cos(turn), math.sin(turn)))
            draw.line((x - dx, y - dy, x + dx, y + dy), fill=ink, width=max(1, round(size * 0.6)))
    return canvas


def engraving(photo: Image.Image, dice: Dice) -> Image.Image:
    """Lines that swell where it is dark."""
    light = grey(ImageOps.autocontrast(fit(photo, 900).convert("L"), cutoff=2)) / 255
    y, x = np.mgrid[: light.shape[0], : light.shape[1]]
    step, turn = float(dice.uniform(4, 8)), float(dice.uniform(-0.6, 0.6))

    def lines(angle: float) -> Floats:
        along = (x * math.sin(angle) + y * math.cos(angle) + 3 * np.sin(x / 60) + 8 * light) / step
        return np.asarray(0.5 + 0.5 * np.sin(along * 2 * np.pi))

    ink = 1 / (1 + np.exp(-(light * 1.15 - 0.05 - lines(turn) * 0.9) * 12))
    crossed = 1 / (1 + np.exp(-(light * 1.6 + 0.25 - lines(turn + 1.2) * 0.9) * 12))
    return fit(inked(np.minimum(ink, crossed), dice), 450)


def pencil(photo: Image.Image, dice: Dice) -> Image.Image:
    """A sketch."""
    small = fit(photo, 450).convert("L")
    around = grey(ImageOps.invert(small).filter(ImageFilter.GaussianBlur(float(dice.uniform(3, 9)))))
    return inked(
        (np.clip(grey(small) * 255 / (256 - around), 0, 255) / 255) ** float(dice.uniform(1, 2.5)), dice
    )


def halftone(photo: Image.Image, dice: Dice) -> Image.Image:
    """Printed dots."""
    light = grey(ImageOps.autocontrast(fit(photo, 900).convert("L"), cutoff=1)) / 255
    y, x = np.mgrid[: light.shape[0], : light.shape[1]]
    step, turn = float(dice.uniform(7, 14)), float(dice.uniform(0.2, 1))
    u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    dots = 0.5 + 0.25 * (np.cos(u / step * 2 * np.pi) + np.cos(v / step * 2 * np.pi))
    return fit(inked(1 / (1 + np.exp(-(light - dots) * 10)), dice), 450)


def outline(photo: Image.Image, dice: Dice) -> Image.Image:
    """Edges alone."""
    soft = fit(photo, 450).convert("L").filter(ImageFilter.GaussianBlur(float(dice.uniform(1, 2.2))))
    edges = grey(soft.filter(ImageFilter.FIND_EDGES))
    return inked(1 - np.clip(edges / max(float(np.percentile(edges, 93)), 4.0), 0, 1) ** 1.5, dice)


def wash(photo: Image.Image, dice: Dice) -> Image.Image:
    """Watercolour: pale patches with darker edges."""
    patches = fit(photo, 450).filter(ImageFilter.MedianFilter(7)).filter(ImageFilter.ModeFilter(9))
    pale = 255 - (255 - np.asarray(patches).astype(np.float64)) * float(dice.uniform(0.5, 0.8))
    pale -= np.clip(grey(patches.filter(ImageFilter.FIND_EDGES)), 0, 60)[..., None] * 0.6
    return Image.fromarray(pale.clip(0, 255).astype(np.uint8))


STYLES: tuple[Callable[[Image.Image, Dice], Image.Image], ...] = (
    silhouette, poster, oil, strokes, engraving, pencil, halftone, outline, wash, engraving,
)  # fmt: skip
