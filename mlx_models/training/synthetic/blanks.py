"""Pictures that show nothing: flat, gradient, empty page, noise, covered lens, heavy blur, screen curtain."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mlx_models.training.synthetic.kit import Kit, colour, fit_inside, paper_colour, pick, with_photos

Size = tuple[int, int]


def _array(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def flat(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """One colour; often black or white."""
    return Image.new("RGB", size, pick(rng, [(0, 0, 0), (255, 255, 255), colour(rng), colour(rng)]))


def gradient(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """A smooth run between two or three colours, straight or round."""
    w, h = size
    x, y = np.meshgrid(np.linspace(-1, 1, w), np.linspace(-1, 1, h))
    turn = rng.uniform(0, 2 * np.pi)
    t = np.hypot(x - rng.uniform(-0.5, 0.5), y) if rng.random() < 0.3 else x * np.cos(turn) + y * np.sin(turn)
    t = (t - t.min()) / (np.ptp(t) + 1e-6)
    stops = np.array([colour(rng) for _ in range(int(rng.integers(2, 4)))], dtype=np.float64)
    places = np.linspace(0, 1, len(stops))
    return _array(np.stack([np.interp(t, places, stops[:, c]) for c in range(3)], axis=-1))


def page(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """An empty sheet: white or yellowed, with uneven light, perhaps ruled or with a shadow at one edge."""
    w, h = size
    light = (
        np.linspace(1, rng.uniform(0.75, 1), w)[None, :, None]
        * np.linspace(1, rng.uniform(0.85, 1), h)[:, None, None]
    )
    image = _array(np.array(paper_colour(rng)) * light + rng.normal(0, rng.uniform(0, 4), (h, w, 1)))
    if rng.random() < 0.2:
        draw = ImageDraw.Draw(image)
        step = int(rng.integers(12, 40))
        for y in range(step, h, step):
            draw.line((0, y, w, y), fill=colour(rng, 170, 230))
    return image


def noise(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """Grey or coloured noise, fine or coarse."""
    w, h = size
    grain = int(pick(rng, [1, 1, 2, 4, 8]))
    channels = 3 if rng.random() < 0.5 else 1
    values = rng.normal(rng.uniform(30, 225), rng.uniform(10, 90), (h // grain + 1, w // grain + 1, channels))
    small = _array(np.repeat(values, 3 // channels, axis=-1))
    return small.resize(size, pick(rng, [Image.Resampling.NEAREST, Image.Resampling.BICUBIC]))


def lens_cap(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """Nearly black with a sensor's noise, perhaps a reddish glow: a finger or a cap over the lens."""
    w, h = size
    x, y = np.meshgrid(np.linspace(-1, 1, w), np.linspace(-1, 1, h))
    glow = np.exp(
        -((x - rng.uniform(-1.5, 1.5)) ** 2 + (y - rng.uniform(-1.5, 1.5)) ** 2) / rng.uniform(0.2, 2)
    )
    tint = np.array(pick(rng, [(90, 30, 20), (30, 30, 35), (160, 70, 50), (10, 12, 10)])) * rng.uniform(
        0.2, 1.3
    )
    return _array(rng.uniform(0, 18) + glow[..., None] * tint + rng.normal(0, rng.uniform(0.5, 7), (h, w, 3)))


def blur(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """A photo so far out of focus, so shaken, or so dark that nobody could say what it shows."""
    photo = kit.photo(rng)
    roll = rng.random()
    if roll < 0.75:
        few = int(rng.integers(3, 8))
        image = photo.resize((few, few), Image.Resampling.BOX).resize(size, Image.Resampling.BICUBIC)
        return image.filter(ImageFilter.GaussianBlur(min(size) / few / 3))
    if roll < 0.88:
        # A streak: one direction keeps some detail, the other none.
        thin = (int(rng.integers(2, 4)), int(rng.integers(10, 40)))
        image = photo.resize(thin if rng.random() < 0.5 else thin[::-1], Image.Resampling.BOX)
        return image.resize(size, Image.Resampling.BICUBIC)
    dark = np.asarray(photo.resize(size)).astype(np.float32) * rng.uniform(0.005, 0.03)
    return _array(dark + rng.normal(2, rng.uniform(1, 4), (size[1], size[0], 1)))


def curtain(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """A blacked-out or one-coloured screen with nothing but the mouse pointer."""
    image = Image.new(
        "RGB",
        size,
        (0, 0, 0) if rng.random() < 0.7 else colour(rng, 0, 60) if rng.random() < 0.6 else colour(rng),
    )
    draw = ImageDraw.Draw(image)
    u = max(size) / pick(rng, [120, 90, 70, 50])
    x, y = rng.uniform(0, size[0] * 0.95), rng.uniform(0, size[1] * 0.95)
    if rng.random() < 0.75:
        arrow = [(0, 0), (0, 3), (0.7, 2.4), (1.2, 3.5), (1.6, 3.3), (1.1, 2.2), (2.1, 2.1)]
        ink, edge = ((255, 255, 255), (0, 0, 0)) if rng.random() < 0.7 else ((0, 0, 0), (255, 255, 255))
        draw.polygon([(x + a * u, y + b * u) for a, b in arrow], fill=ink, outline=edge)
    else:
        draw.line((x, y, x, y + 3 * u), fill=(255, 255, 255), width=max(1, round(u / 3)))
    return image


def texture(rng: np.random.Generator, size: Size, kit: Kit) -> Image.Image:
    """Slow clouds of one colour, as a bare wall or sky out of focus gives."""
    few = (int(rng.integers(3, 8)), int(rng.integers(3, 8)))
    field = rng.normal(0, rng.uniform(3, 22), (few[1], few[0], 1))
    values = np.array(colour(rng)) + field
    return _array(values).resize(size, Image.Resampling.BICUBIC)


Maker = Callable[[np.random.Generator, Size, Kit], Image.Image]
MAKERS: tuple[Maker, ...] = (flat, gradient, page, noise, lens_cap, blur, blur, curtain, texture)


def make_blank(
    rng: np.random.Generator, photos: Sequence[Path] | None = None, kit: Kit | None = None
) -> Image.Image:
    """A picture that shows nothing worth a sentence.

    Args:
        rng: decides everything; the same state gives the same picture.
        photos: JPEG files to blur, in place of the kit's unless None.
        kit: its photos are blurred where it has any; fonts are not used.

    Returns:
        An RGB picture, long side 256 to 640 pixels.
    """
    w = int(rng.integers(256, 641))
    h = int(w * rng.uniform(0.45, 1.0))
    size = (w, h) if rng.random() < 0.7 else (h, w)
    image = pick(rng, MAKERS)(rng, size, with_photos(kit, photos))
    return fit_inside(image, 640)
