"""Documents: clean renders, scans, and phone photos of paper."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mlx_models.training.synthetic import papers
from mlx_models.training.synthetic.kit import Colour, Kit, colour, fit_inside, mix, pick, with_photos


def _tint(image: Image.Image, paper: Colour) -> Image.Image:
    """White turned into `paper`, ink kept."""
    return Image.fromarray(
        (np.asarray(image, np.uint16) * np.array(paper, np.uint16) // 255).astype(np.uint8)
    )


def scan(rng: np.random.Generator, image: Image.Image) -> Image.Image:
    """A flat-bed or fax scan: grey, skewed, noisy, yellowed, with dark edges or punch holes."""
    paper = pick(rng, [(255, 255, 255), (250, 246, 230), (240, 228, 200), colour(rng, 215, 255)])
    image = _tint(image, paper)
    edge = pick(rng, [paper, paper, (255, 255, 255), (20, 20, 20), (120, 120, 120)])
    if rng.random() < 0.7:
        image = image.rotate(
            rng.normal(0, 1.5), Image.Resampling.BILINEAR, expand=rng.random() < 0.4, fillcolor=edge
        )
    if rng.random() < 0.25:
        draw = ImageDraw.Draw(image)
        for y in (0.3, 0.7):
            r = image.width * 0.015
            draw.ellipse((r, image.height * y - r, 3 * r, image.height * y + r), fill=(60, 60, 60))
    if rng.random() < 0.3:
        shade = np.minimum(1, 0.45 + np.arange(image.width) / image.width * rng.uniform(4, 14))
        shade = shade if rng.random() < 0.5 else shade[::-1]
        image = Image.fromarray((np.asarray(image) * shade[None, :, None]).astype(np.uint8))
    if rng.random() < 0.5:
        image = image.convert("L").convert("RGB")
    if rng.random() < 0.6:
        speckle = (
            rng.normal(0, rng.uniform(2, 14), (image.height // 2 + 1, image.width // 2 + 1, 1))
            .repeat(2, 0)
            .repeat(2, 1)
        )
        noisy = np.asarray(image, np.int16) + speckle[: image.height, : image.width].astype(np.int16)
        image = Image.fromarray(noisy.clip(0, 255).astype(np.uint8))
    if rng.random() < 0.12:
        image = image.convert("L").point(lambda v: 255 if v > 150 else 0).convert("RGB")
    elif rng.random() < 0.4:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.0)))
    return image


def table_top(rng: np.random.Generator, kit: Kit, size: tuple[int, int]) -> Image.Image:
    """What lies below a photographed sheet: wood, cloth, stone, a plain desk, or some photo."""
    w, h = size
    roll = rng.random()
    if roll < 0.25 and kit.photos:
        return kit.photo(rng).resize(size, Image.Resampling.BICUBIC)
    base = np.array(
        mix(
            colour(rng, 20, 220), pick(rng, [(140, 95, 55), (60, 60, 65), (200, 195, 185), (90, 60, 40)]), 0.7
        ),
        np.float32,
    )
    if roll < 0.65:
        # Wood: noise stretched far along one side.
        grain = rng.normal(0, rng.uniform(6, 22), (int(rng.integers(20, 90)), 3))
        field = np.asarray(Image.fromarray(grain.astype(np.float32)).resize((w, h), Image.Resampling.BICUBIC))
        field = field.T[:h, :w] if w == h and rng.random() < 0.5 else field
    else:
        few = rng.normal(0, rng.uniform(2, 18), (h // 6 + 1, w // 6 + 1))
        field = np.asarray(Image.fromarray(few.astype(np.float32)).resize((w, h), Image.Resampling.BICUBIC))
    light = np.linspace(rng.uniform(0.7, 1.1), rng.uniform(0.7, 1.1), w, dtype=np.float32)[None, :, None]
    return Image.fromarray(((base + field[..., None]) * light).clip(0, 255).astype(np.uint8))


def _coefficients(target: np.ndarray, source: np.ndarray) -> list[float]:
    """The eight numbers of Pillow's PERSPECTIVE transform that take `target` corners back to `source`."""
    rows, values = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return [float(c) for c in np.linalg.solve(np.array(rows), np.array(values))]


def photographed(rng: np.random.Generator, kit: Kit, image: Image.Image) -> Image.Image:
    """A phone photo of the sheet lying on something: perspective, turn, shadow, uneven light, soft focus."""
    image = fit_inside(_tint(image, pick(rng, [(255, 255, 255), (252, 248, 238), (235, 230, 215)])), 800)
    w, h = image.size
    margin = rng.uniform(-0.1, 0.3)
    cw, ch = int(w * (1 + margin)), int(h * (1 + margin))
    turn = np.deg2rad(rng.normal(0, 9))
    corners = np.array([(-w, -h), (w, -h), (w, h), (-w, h)], float) / 2
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    corners = corners * (1 + rng.uniform(-0.13, 0.13, (4, 2))) + (cw / 2 + rng.normal(0, w * 0.03), ch / 2)
    back = table_top(rng, kit, (cw, ch))
    data = _coefficients(corners, np.array([(0, 0), (w, 0), (w, h), (0, h)], float))
    mask = Image.new("L", (cw, ch))
    ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in corners], fill=255)
    shadow = mask.resize((cw // 4, ch // 4)).filter(ImageFilter.GaussianBlur(w / 200 + 1)).resize((cw, ch))
    off = int(w * 0.015)
    back.paste((10, 10, 10), (off, off), shadow.point(lambda v: v * 5 // 10))
    sheet = image.transform((cw, ch), Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR)
    back.paste(sheet, mask=mask)
    small = rng.uniform(0.55, 1.08, (3, int(rng.integers(2, 5)))).astype(np.float32)
    light = np.asarray(Image.fromarray(small).resize((cw, ch), Image.Resampling.BICUBIC))[..., None]
    warm = np.array(pick(rng, [(1, 1, 1), (1.03, 1.0, 0.9), (0.95, 0.99, 1.05)]), np.float32)
    values = np.asarray(back, np.float32) * light * warm
    if rng.random() < 0.35:
        # The shadow of the hand or the phone itself.
        x, y = np.meshgrid(np.linspace(0, 1, cw, dtype=np.float32), np.linspace(0, 1, ch, dtype=np.float32))
        side = (x - rng.uniform(0.2, 0.8)) * rng.normal(0, 1) + (y - rng.uniform(0.3, 0.8)) * rng.normal(0, 1)
        edge = 1 / (1 + np.exp(np.clip(-60 * side, -60, 60)))
        values *= 1 - rng.uniform(0.1, 0.4) * edge[..., None]
    out = Image.fromarray(values.clip(0, 255).astype(np.uint8))
    return out.filter(ImageFilter.GaussianBlur(rng.uniform(0, 0.9)))


def make_document(
    rng: np.random.Generator, photos: Sequence[Path] | None = None, kit: Kit | None = None
) -> Image.Image:
    """A page of some kind: rendered, scanned or photographed.

    Args:
        rng: decides everything; the same state gives the same picture.
        photos: JPEG files for figures and table tops, in place of the kit's unless None.
        kit: fonts, and photos; this machine's fonts when None.

    Returns:
        An RGB picture, long side about 500 to 1100 pixels.
    """
    kit = with_photos(kit, photos)
    image = pick(rng, papers.MAKERS)(rng, kit)
    if rng.random() < 0.12:
        # A close-up: part of the page fills the picture.
        w, h = image.size
        cw, ch = int(w * rng.uniform(0.5, 0.95)), int(h * rng.uniform(0.3, 0.8))
        x, y = int(rng.integers(0, w - cw + 1)), int(rng.integers(0, h - ch + 1))
        image = image.crop((x, y, x + cw, y + ch))
    roll = rng.random()
    if roll < 0.33:
        return image
    if roll < 0.67:
        return scan(rng, image)
    return photographed(rng, kit, image)
