"""Cartoons, clip art, icons, comics, line sketches, logos and pen strokes, drawn with Pillow."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mlx_models.training.synthetic.diagrams import sheet
from mlx_models.training.synthetic.kit import (
    Colour,
    Kit,
    colour,
    ground,
    mix,
    palette,
    paper_colour,
    pick,
    sentence,
    title,
    vivid,
    wrap,
)
from mlx_models.training.synthetic.maps import blob

Draw = ImageDraw.ImageDraw


def person(
    draw: Draw, rng: np.random.Generator, x: float, y: float, size: float, ink: Colour, flat: bool
) -> None:
    """A cartoon figure `size` pixels tall whose feet stand at (x, y)."""
    width = max(1, round(size * 0.02))
    skin = pick(rng, [(255, 220, 185), (230, 180, 140), (150, 100, 70), (255, 230, 90)]) if flat else None
    shirt, legs = (vivid(rng), vivid(rng)) if flat else (None, None)
    u = size / 8
    draw.rectangle((x - u * 0.8, y - u * 3, x - u * 0.1, y), fill=legs, outline=ink, width=width)
    draw.rectangle((x + u * 0.1, y - u * 3, x + u * 0.8, y), fill=legs, outline=ink, width=width)
    draw.rounded_rectangle(
        (x - u, y - u * 5.6, x + u, y - u * 2.8), u * 0.3, fill=shirt, outline=ink, width=width
    )
    for side in (-1, 1):
        lift = rng.uniform(-2, 1.5)
        draw.line(
            (x + side * u, y - u * 5.2, x + side * u * 2.2, y - u * 3.6 + lift * u),
            fill=ink if not flat else skin,
            width=max(2, round(u * 0.45)) if flat else width,
        )
    head = (x - u * 1.1, y - u * 8, x + u * 1.1, y - u * 5.7)
    draw.ellipse(head, fill=skin, outline=ink, width=width)
    if rng.random() < 0.7:
        draw.pieslice(head, 180, 360, fill=colour(rng, 0, 160) if flat else None, outline=ink, width=width)
    face(draw, rng, x, y - u * 6.8, u, ink, width)


def face(draw: Draw, rng: np.random.Generator, x: float, y: float, u: float, ink: Colour, width: int) -> None:
    """Eyes and a mouth around (x, y)."""
    r = u * 0.13
    for side in (-1, 1):
        draw.ellipse((x + side * u * 0.4 - r, y - r, x + side * u * 0.4 + r, y + r), fill=ink)
    draw.arc((x - u * 0.5, y - u * 0.1, x + u * 0.5, y + u * 0.7), 20, 160, fill=ink, width=width + 1)


def animal(
    draw: Draw, rng: np.random.Generator, x: float, y: float, size: float, ink: Colour, flat: bool
) -> None:
    """A cartoon animal seen from the side, standing at (x, y)."""
    fill = vivid(rng) if flat else None
    width = max(1, round(size * 0.02))
    u = size / 8
    for leg in (-2.2, -1.4, 1.2, 2.0):
        draw.rectangle(
            (x + leg * u, y - u * 2.2, x + (leg + 0.6) * u, y), fill=fill, outline=ink, width=width
        )
    draw.ellipse((x - u * 3, y - u * 4.4, x + u * 3, y - u * 1.4), fill=fill, outline=ink, width=width)
    hx, hy = x + u * 3.1, y - u * 4.6
    ear = rng.uniform(0.4, 2.2)
    for side in (-0.7, 0.5):
        draw.polygon(
            [
                (hx + side * u, hy - u * 1),
                (hx + (side + 0.3) * u, hy - u * (1 + ear)),
                (hx + (side + 0.8) * u, hy - u * 0.7),
            ],
            fill=fill,
            outline=ink,
        )
    draw.ellipse(
        (hx - u * 1.3, hy - u * 1.3, hx + u * 1.5, hy + u * 1.2), fill=fill, outline=ink, width=width
    )
    face(draw, rng, hx + u * 0.1, hy - u * 0.1, u, ink, width)
    draw.arc((x - u * 5, y - u * 5.5, x - u * 2.4, y - u * 2.6), 20, 160, fill=ink, width=width + 2)


def house(
    draw: Draw, rng: np.random.Generator, x: float, y: float, size: float, ink: Colour, flat: bool
) -> None:
    """A house with roof, door and windows."""
    w, h = size * rng.uniform(0.6, 1.1), size * rng.uniform(0.45, 0.8)
    wall, roof, pane = (vivid(rng), vivid(rng), (200, 230, 255)) if flat else (None, None, None)
    draw.rectangle((x - w / 2, y - h, x + w / 2, y), fill=wall, outline=ink, width=2)
    draw.polygon(
        [(x - w * 0.6, y - h), (x, y - h - size * rng.uniform(0.2, 0.5)), (x + w * 0.6, y - h)],
        fill=roof,
        outline=ink,
        width=2,
    )
    draw.rectangle((x - w * 0.1, y - h * 0.5, x + w * 0.1, y), fill=roof, outline=ink, width=2)
    for side in (-0.33, 0.33):
        draw.rectangle(
            (x + side * w - w * 0.1, y - h * 0.75, x + side * w + w * 0.1, y - h * 0.45),
            fill=pane,
            outline=ink,
            width=2,
        )


def plant(
    draw: Draw, rng: np.random.Generator, x: float, y: float, size: float, ink: Colour, flat: bool
) -> None:
    """A tree or a flower."""
    w = size * 0.06
    draw.rectangle(
        (x - w, y - size * 0.5, x + w, y), fill=(130, 85, 45) if flat else None, outline=ink, width=2
    )
    crown = vivid(rng) if rng.random() < 0.3 else (60, 160, 70)
    if rng.random() < 0.35:
        for i in range(3):
            top = y - size * (0.35 + i * 0.2)
            s = size * (0.35 - i * 0.08)
            draw.polygon(
                [(x - s, top), (x, top - size * 0.3), (x + s, top)],
                fill=crown if flat else None,
                outline=ink,
                width=2,
            )
    elif flat:
        blob(draw, rng, (x, y - size * 0.7), size * 0.32, crown, ink)
    else:
        draw.ellipse((x - size * 0.3, y - size, x + size * 0.3, y - size * 0.4), outline=ink, width=2)


def car(
    draw: Draw, rng: np.random.Generator, x: float, y: float, size: float, ink: Colour, flat: bool
) -> None:
    """A car from the side."""
    body = vivid(rng) if flat else None
    u = size / 8
    draw.rounded_rectangle(
        (x - u * 2.2, y - u * 3.4, x + u * 2, y - u * 1.6), u * 0.7, fill=body, outline=ink, width=2
    )
    draw.rectangle(
        (x - u * 1.5, y - u * 3, x + u * 1.4, y - u * 1.9),
        fill=(205, 230, 250) if flat else None,
        outline=ink,
        width=2,
    )
    draw.rounded_rectangle(
        (x - u * 4, y - u * 2, x + u * 4, y - u * 0.5), u * 0.5, fill=body, outline=ink, width=2
    )
    for side in (-2.3, 2.3):
        draw.ellipse(
            (x + side * u - u * 0.8, y - u * 1.3, x + side * u + u * 0.8, y + u * 0.3),
            fill=(50, 50, 50) if flat else None,
            outline=ink,
            width=3,
        )


def heart_or_star(
    draw: Draw, rng: np.random.Generator, x: float, y: float, size: float, ink: Colour, flat: bool
) -> None:
    """A star, sun or polygon badge."""
    points = int(rng.integers(3, 12))
    inner = rng.uniform(0.35, 1.0)
    r = size / 2
    corners = []
    for i in range(points * 2):
        q = r if i % 2 == 0 else r * inner
        corners.append((x + q * math.cos(math.pi * i / points), y - r + q * math.sin(math.pi * i / points)))
    draw.polygon(corners, fill=vivid(rng) if flat else None, outline=ink, width=max(2, round(size * 0.02)))


THINGS = (person, animal, house, plant, car, heart_or_star)


def clip_art(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """One to three big flat things on a plain ground."""
    image, draw, back, _ = sheet(rng, 0.7, 1.4)
    w, h = image.size
    ink = (0, 0, 0) if sum(back) > 380 else (255, 255, 255)
    count = int(rng.integers(1, 4))
    flat = rng.random() < 0.75
    for i in range(count):
        size = min(w / count, h) * rng.uniform(0.55, 0.9)
        pick(rng, THINGS)(draw, rng, w * (i + 0.5) / count, h * 0.9, size, ink, flat)
    if rng.random() < 0.2:
        draw.text((w / 2, 10), title(rng), fill=ink, font=kit.font(rng, h // 14), anchor="mt")
    return image


def scene(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A cartoon landscape: sky, hills, sun, clouds, and things standing about."""
    w = int(rng.integers(500, 1200))
    h = int(w * rng.uniform(0.5, 1.1))
    sky = pick(
        rng,
        [(150, 210, 250), (255, 210, 170), (25, 30, 70), vivid(rng), mix(vivid(rng), (255, 255, 255), 0.6)],
    )
    image = Image.new("RGB", (w, h), sky)
    draw = ImageDraw.Draw(image)
    ink = pick(rng, [(0, 0, 0), (60, 40, 30), mix(sky, (0, 0, 0), 0.6)])
    if rng.random() < 0.6:
        heart_or_star(draw, rng, w * rng.uniform(0.1, 0.9), h * 0.3, h * 0.2, ink, True)
    for _ in range(int(rng.integers(0, 5))):
        blob(draw, rng, (rng.uniform(0, w), rng.uniform(0, h * 0.3)), w * 0.05, (255, 255, 255))
    for i in range(int(rng.integers(1, 4))):
        y = h * (0.55 + i * 0.12)
        x = np.linspace(-10, w + 10, 30)
        hill = y + np.sin(x / w * rng.uniform(2, 12) + rng.uniform(0, 6)) * h * rng.uniform(0.01, 0.1)
        fill = mix(pick(rng, [(70, 170, 80), (200, 180, 110), vivid(rng)]), (255, 255, 255), 0.15 * i)
        draw.polygon(
            [(-10, h), *zip(x.tolist(), hill.tolist(), strict=True), (w + 10, h)],
            fill=fill,
            outline=ink if rng.random() < 0.5 else None,
        )
    for _ in range(int(rng.integers(1, 6))):
        y = h * rng.uniform(0.65, 0.97)
        pick(rng, THINGS)(draw, rng, w * rng.uniform(0.05, 0.95), y, h * rng.uniform(0.15, 0.45), ink, True)
    if rng.random() < 0.25:
        return image.filter(ImageFilter.ModeFilter(7)) if w < 800 else image.filter(ImageFilter.SMOOTH_MORE)
    return image


def comic(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Panels with figures and speech balloons."""
    rows, columns = pick(rng, [(1, 3), (1, 4), (2, 2), (3, 2), (3, 3), (2, 3), (1, 2)])
    w = int(rng.integers(600, 1100))
    h = int(w * rows / columns * rng.uniform(0.8, 1.2))
    grey = rng.random() < 0.35
    image = Image.new("RGB", (w, h), paper_colour(rng))
    font = kit.font(rng, max(9, int(w / columns / 18)))
    gap = w * 0.015
    for i in range(rows * columns):
        box = (
            i % columns * w / columns + gap,
            i // columns * h / rows + gap,
            (i % columns + 1) * w / columns - gap,
            (i // columns + 1) * h / rows - gap,
        )
        size = (int(box[2] - box[0]), int(box[3] - box[1]))
        back = (255, 255, 255) if grey else mix(vivid(rng), (255, 255, 255), rng.uniform(0, 0.8))
        panel = Image.new("RGB", size, back)
        draw = ImageDraw.Draw(panel)
        if rng.random() < 0.5:
            draw.rectangle((0, size[1] * 0.75, *size), fill=mix(back, (0, 0, 0), 0.2))
        for _ in range(int(rng.integers(1, 3))):
            thing = person if rng.random() < 0.7 else pick(rng, THINGS)
            thing(
                draw,
                rng,
                size[0] * rng.uniform(0.2, 0.8),
                size[1] * rng.uniform(0.9, 1.2),
                size[1] * rng.uniform(0.4, 0.8),
                (0, 0, 0),
                not grey,
            )
        if rng.random() < 0.75:
            lines = wrap(draw, sentence(rng, 2, 9).upper(), font, size[0] * 0.6)[:4]
            step = getattr(font, "size", 12) * 1.15
            x, y = size[0] * rng.uniform(0.05, 0.25), size[1] * 0.05
            area = (x, y, x + size[0] * 0.68, y + step * (len(lines) + 1))
            (draw.ellipse if rng.random() < 0.4 else draw.rectangle)(
                area, fill=(255, 255, 255), outline=(0, 0, 0), width=2
            )
            for j, text in enumerate(lines):
                draw.text((x + size[0] * 0.05, y + step * (j + 0.5)), text, fill=(0, 0, 0), font=font)
        draw.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=(0, 0, 0), width=3)
        image.paste(panel, (int(box[0]), int(box[1])))
    return image


def icons(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """One icon or logo, or a sheet of them."""
    side = int(rng.integers(300, 900))
    back, ink = ground(rng, 0.2, 0.4)
    count = int(pick(rng, [1, 1, 2, 3, 4, 5]))
    image = Image.new("RGB", (side, int(side * (1 if count > 1 else rng.uniform(0.5, 1.0)))), back)
    draw = ImageDraw.Draw(image)
    fills = palette(rng, 6)
    for i in range(count * count):
        cell = side / count
        x, y = (
            (i % count + 0.5) * cell,
            min((i // count + 0.5) * cell, image.height / 2 if count == 1 else 1e9),
        )
        r = min(cell, image.height) * 0.36
        if rng.random() < 0.6:
            draw.rounded_rectangle(
                (x - r, y - r, x + r, y + r), r * rng.uniform(0.05, 1.0), fill=pick(rng, fills)
            )
        if rng.random() < 0.25:
            draw.text(
                (x, y),
                title(rng, 1, 1)[: int(rng.integers(1, 5))],
                fill=pick(rng, [ink, back]),
                font=kit.font(rng, int(r)),
                anchor="mm",
            )
        else:
            pick(rng, THINGS)(draw, rng, x, y + r * 0.7, r * 1.4, ink, rng.random() < 0.6)
    return image


def strokes(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Pencil or pen lines: doodles, hatching, signatures, a sketched thing drawn several times over."""
    w = int(rng.integers(400, 1000))
    h = int(w * rng.uniform(0.5, 1.4))
    back, ink = (
        (colour(rng, 215, 255), colour(rng, 0, 110))
        if rng.random() < 0.85
        else ((35, 50, 45), (235, 235, 230))
    )
    image = Image.new("RGB", (w, h), back)
    draw = ImageDraw.Draw(image)
    width = int(rng.integers(1, 6))
    for _ in range(int(rng.integers(0, 4))):
        thing, x, y, size = (
            pick(rng, THINGS),
            rng.uniform(0.2, 0.8) * w,
            rng.uniform(0.6, 1.0) * h,
            rng.uniform(0.3, 0.8) * h,
        )
        seed = int(rng.integers(1 << 30))
        for j in range(int(rng.integers(1, 4))):
            thing(
                draw,
                np.random.default_rng(seed),
                x + j * rng.normal(0, 3),
                y + j * rng.normal(0, 3),
                size,
                ink,
                False,
            )
    for _ in range(int(rng.integers(3, 30))):
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        steps = rng.normal(0, w * rng.uniform(0.005, 0.03), (int(rng.integers(5, 60)), 2))
        path = np.cumsum(np.cumsum(steps, axis=0) * 0.4, axis=0) + np.array([x, y])
        draw.line([(float(a), float(b)) for a, b in path], fill=ink, width=width, joint="curve")
    for _ in range(int(rng.integers(0, 5))):
        x, y, length, slant = (
            rng.uniform(0, w),
            rng.uniform(0, h),
            rng.uniform(20, w * 0.2),
            rng.uniform(-1, 1),
        )
        for j in range(int(rng.integers(5, 30))):
            draw.line(
                (x + j * 6, y, x + j * 6 + slant * length, y + length),
                fill=mix(ink, back, rng.uniform(0, 0.5)),
                width=1,
            )
    if rng.random() < 0.6:
        arr = np.asarray(image).astype(np.int16)
        return Image.fromarray(
            np.clip(arr + rng.normal(0, rng.uniform(2, 9), (h, w, 1)), 0, 255).astype(np.uint8)
        ).filter(ImageFilter.GaussianBlur(0.7))
    return image


def traced_photo(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A photo turned into a line drawing in one ink."""
    photo = kit.photo(rng).resize(
        (int(rng.integers(300, 500)), int(rng.integers(250, 420))), Image.Resampling.BICUBIC
    )
    grey = np.asarray(photo.convert("L").filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 2.0)))).astype(
        np.float32
    )
    # Two blurs apart by a little leave the edges, as a pen would.
    soft = np.asarray(photo.convert("L").filter(ImageFilter.GaussianBlur(rng.uniform(3, 6)))).astype(
        np.float32
    )
    ink = np.clip(1 - np.maximum(soft - grey - 2, 0) * rng.uniform(0.06, 0.15), 0, 1)[..., None]
    back, pen = np.array(paper_colour(rng)), np.array(colour(rng, 0, 80))
    return Image.fromarray((pen + (back - pen) * ink).astype(np.uint8))
