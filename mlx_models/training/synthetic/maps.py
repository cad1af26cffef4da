"""Maps of streets and of regions, and time lines."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw

from mlx_models.training.synthetic.diagrams import Point, sheet
from mlx_models.training.synthetic.kit import (
    Colour,
    Kit,
    mix,
    palette,
    pick,
    title,
)


def street_map(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A town map: blocks, roads in two widths, water, parks and names."""
    w = int(rng.integers(500, 1100))
    h = int(w * rng.uniform(0.6, 1.2))
    dark = rng.random() < 0.15
    back = (38, 42, 50) if dark else pick(rng, [(242, 239, 233), (250, 248, 240), (235, 232, 225)])
    image = Image.new("RGB", (w, h), back)
    draw = ImageDraw.Draw(image)
    park, water = ((40, 70, 50), (25, 40, 75)) if dark else ((200, 225, 180), (170, 205, 230))
    for _ in range(int(rng.integers(1, 6))):
        blob(draw, rng, (rng.uniform(0, w), rng.uniform(0, h)), w * rng.uniform(0.05, 0.2), park)
    if rng.random() < 0.7:
        points = [(x, h * rng.uniform(0.2, 0.8)) for x in np.linspace(-20, w + 20, 6)]
        draw.line(points, fill=water, width=int(w * rng.uniform(0.02, 0.09)), joint="curve")
    road, main = (
        ((75, 80, 90), (130, 110, 60))
        if dark
        else ((255, 255, 255), pick(rng, [(250, 205, 120), (245, 160, 130), (255, 235, 150)]))
    )
    angle = rng.uniform(0, math.pi)
    for i in range(int(rng.integers(12, 45))):
        turn = angle + (math.pi / 2 if i % 2 else 0) + rng.normal(0, 0.08)
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        dx, dy = math.cos(turn) * w * rng.uniform(0.2, 1.5), math.sin(turn) * w * rng.uniform(0.2, 1.5)
        big = i > 8 and rng.random() < 0.15
        draw.line(
            (x - dx, y - dy, x + dx, y + dy),
            fill=main if big else road,
            width=int(w * (0.014 if big else rng.uniform(0.004, 0.009))),
        )
    ink = (200, 205, 215) if dark else (70, 70, 80)
    for _ in range(int(rng.integers(0, 14))):
        draw.text(
            (rng.uniform(0, w * 0.85), rng.uniform(0, h * 0.95)),
            title(rng, 1, 2),
            fill=ink,
            font=kit.font(rng, int(w * rng.uniform(0.014, 0.03))),
        )
    for _ in range(int(rng.integers(0, 4))):
        x, y, r = rng.uniform(0, w), rng.uniform(0, h), w * 0.018
        draw.polygon([(x - r, y - r), (x + r, y - r), (x, y + r * 1.6)], fill=(220, 50, 40))
        draw.ellipse((x - r, y - r * 2, x + r, y), fill=(220, 50, 40))
    return image


def region_map(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Countries in different colours around a sea, with borders and names."""
    image, draw, _, ink = sheet(rng, 0.5, 1.0)
    w, h = image.size
    draw.rectangle(
        (0, 0, w, h), fill=pick(rng, [(190, 215, 240), (255, 255, 255), (220, 235, 245), (120, 170, 210)])
    )
    fills = palette(rng, 6)
    shade = rng.random() < 0.5
    for _ in range(int(rng.integers(5, 22))):
        centre = (rng.uniform(0.1, 0.9) * w, rng.uniform(0.1, 0.9) * h)
        fill = mix(pick(rng, fills), (255, 255, 255), rng.uniform(0, 0.7) if shade else 0.4)
        blob(draw, rng, centre, w * rng.uniform(0.06, 0.2), fill, ink)
        if rng.random() < 0.6:
            draw.text(
                centre,
                title(rng, 1, 1),
                fill=ink,
                font=kit.font(rng, int(w * rng.uniform(0.014, 0.026))),
                anchor="mm",
            )
    return image


def blob(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    centre: Point,
    size: float,
    fill: Colour,
    ink: Colour | None = None,
) -> None:
    """A closed wobbly shape, as coasts and clouds have."""
    count = int(rng.integers(12, 40))
    wobble = np.convolve(np.tile(rng.normal(1, 0.35, count), 2), np.ones(3) / 3, mode="same")[:count]
    turn = np.linspace(0, 2 * math.pi, count, endpoint=False)
    points = [
        (float(centre[0] + math.cos(t) * size * r), float(centre[1] + math.sin(t) * size * r))
        for t, r in zip(turn, wobble, strict=True)
    ]
    draw.polygon(points, fill=fill, outline=ink, width=2)


def timeline(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Info graphics: a time line, numbered steps, or a pyramid."""
    image, draw, back, ink = sheet(rng, 0.4, 0.9)
    w, h = image.size
    count = int(rng.integers(3, 8))
    fills = palette(rng, count)
    font, big = kit.font(rng, int(w * 0.02)), kit.font(rng, int(w * 0.045))
    draw.text((w / 2, h * 0.1), title(rng, 2, 4), fill=ink, font=big, anchor="mm")
    style = rng.random()
    for i, fill in enumerate(fills):
        x = w * (i + 0.5) / count
        if style < 0.4:
            draw.line((x, h * 0.5, x, h * (0.3 if i % 2 else 0.7)), fill=ink, width=2)
            draw.line((w * 0.03, h * 0.5, w * 0.97, h * 0.5), fill=ink, width=4)
            r = w * 0.018
            draw.ellipse((x - r, h * 0.5 - r, x + r, h * 0.5 + r), fill=fill, outline=ink, width=2)
            draw.text((x, h * (0.26 if i % 2 else 0.75)), title(rng, 1, 2), fill=ink, font=font, anchor="mm")
        elif style < 0.75:
            d = w / count
            draw.polygon(
                [
                    (i * d, h * 0.3),
                    ((i + 0.85) * d, h * 0.3),
                    ((i + 1) * d, h * 0.5),
                    ((i + 0.85) * d, h * 0.7),
                    (i * d, h * 0.7),
                ],
                fill=fill,
            )
            draw.text((x, h * 0.5), str(i + 1), fill=back, font=big, anchor="mm")
            draw.text((x, h * 0.8), title(rng, 1, 2), fill=ink, font=font, anchor="mm")
        else:
            a, b = i / count, (i + 0.94) / count
            y0, y1 = h * (0.2 + 0.75 * a), h * (0.2 + 0.75 * b)
            draw.polygon(
                [
                    (w / 2 - w * 0.4 * a, y0),
                    (w / 2 + w * 0.4 * a, y0),
                    (w / 2 + w * 0.4 * b, y1),
                    (w / 2 - w * 0.4 * b, y1),
                ],
                fill=fill,
            )
            draw.text((w / 2, (y0 + y1) / 2), title(rng, 1, 1), fill=ink, font=font, anchor="mm")
    return image
