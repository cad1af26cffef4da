"""What happens to pictures on their way: resized, cropped, recompressed, re-photographed."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter

from mlx_models.training.synthetic.kit import pick

RESAMPLERS = (
    Image.Resampling.NEAREST, Image.Resampling.BOX, Image.Resampling.BILINEAR,
    Image.Resampling.BICUBIC, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS,
)  # fmt: skip


def crop(image: Image.Image, rng: np.random.Generator, low: float = 0.6) -> Image.Image:
    """A random window that keeps at least `low` of each side."""
    w, h = image.size
    cw, ch = max(1, int(w * rng.uniform(low, 1))), max(1, int(h * rng.uniform(low, 1)))
    x, y = int(rng.integers(0, w - cw + 1)), int(rng.integers(0, h - ch + 1))
    return image.crop((x, y, x + cw, y + ch))


def resize(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Another size: 0.35 to 1.5 times, the shape changed by up to 15 percent."""
    scale = float(np.exp(rng.uniform(np.log(0.35), np.log(1.5))))
    stretch = rng.uniform(0.92, 1.08) if rng.random() < 0.5 else 1.0
    size = (max(8, int(image.width * scale * stretch)), max(8, int(image.height * scale / stretch)))
    return image.resize(size, pick(rng, RESAMPLERS))


def recompress(image: Image.Image, rng: np.random.Generator, low: int = 30, high: int = 95) -> Image.Image:
    """Saved as JPEG (sometimes WebP) with quality `low` to `high`, and read again."""
    buffer = io.BytesIO()
    image.save(buffer, "WEBP" if rng.random() < 0.1 else "JPEG", quality=int(rng.integers(low, high + 1)))
    buffer.seek(0)
    with Image.open(buffer) as again:
        return again.convert("RGB")


def tone(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Slightly other colour, contrast, brightness and gamma."""
    image = ImageEnhance.Color(image).enhance(rng.uniform(0.6, 1.3))
    image = ImageEnhance.Contrast(image).enhance(rng.uniform(0.8, 1.2))
    table = (
        (255 * (np.arange(256) / 255) ** rng.uniform(0.75, 1.3) * rng.uniform(0.9, 1.08)).clip(0, 255).round()
    )
    return image.point([int(v) for v in table] * 3)


def off_monitor(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The picture as a phone sees it on a monitor: slight tilt, moiré stripes, glare, soft focus."""
    w, h = image.size
    jitter = rng.uniform(-0.04, 0.04, (4, 2)) * (w, h)
    corners = np.array([(0, 0), (0, h), (w, h), (w, 0)]) + jitter
    image = image.transform(
        image.size, Image.Transform.QUAD, [float(v) for v in corners.ravel()], Image.Resampling.BILINEAR
    )
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    turn, pitch = rng.uniform(0, np.pi), rng.uniform(2.3, 9)
    waves = np.sin((x * np.cos(turn) + y * np.sin(turn)) * 2 * np.pi / pitch + np.sin(y / h * 6) * 2)
    tints = rng.uniform(2, 9, 3).astype(np.float32)
    glare = np.exp(
        -(((x - rng.uniform(0, w)) / w) ** 2 + ((y - rng.uniform(0, h)) / h) ** 2) * 8
    ) * rng.uniform(0, 45)
    values = (
        np.asarray(image, dtype=np.float32) * rng.uniform(0.8, 1.0)
        + waves[..., None] * tints
        + glare[..., None]
    )
    return Image.fromarray(values.clip(0, 255).astype(np.uint8)).filter(
        ImageFilter.GaussianBlur(rng.uniform(0.3, 1.0))
    )


def corrupt(img: Image.Image, rng: np.random.Generator, *, monitor: float = 0.04) -> Image.Image:
    """One picture the worse for wear; what it shows stays recognisable.

    Args:
        img: any mode; transparency is dropped.
        rng: decides everything.
        monitor: probability that it was photographed from a screen. 0 for never.

    Returns:
        An RGB picture between 0.2 and 1.6 times the size, at least 8 pixels a side.
    """
    image = img.convert("RGB")
    if rng.random() < 0.5:
        image = crop(image, rng)
    if rng.random() < monitor and min(image.size) > 32:
        image = off_monitor(image, rng)
    if rng.random() < 0.6:
        image = resize(image, rng)
    if rng.random() < 0.4:
        image = tone(image, rng)
    if rng.random() < 0.15:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.2)))
    if rng.random() < 0.75:
        image = recompress(image, rng)
    return image
