"""Flow charts, class and block diagrams, networks, trees, floor plans, maps and time lines."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from mlx_models.training.synthetic.kit import (
    Colour,
    Font,
    Kit,
    colour,
    ground,
    mix,
    palette,
    pick,
    title,
    vivid,
    words,
)

Point = tuple[float, float]
Box = tuple[float, float, float, float]


def sheet(
    rng: np.random.Generator, low: float = 0.5, high: float = 1.3
) -> tuple[Image.Image, ImageDraw.ImageDraw, Colour, Colour]:
    """An empty canvas with its drawing tool, background and ink."""
    w = int(rng.integers(500, 1300))
    h = int(w * rng.uniform(low, high))
    back, ink = ground(rng)
    image = Image.new("RGB", (w, h), back)
    return image, ImageDraw.Draw(image), back, ink


def arrow(draw: ImageDraw.ImageDraw, a: Point, b: Point, ink: Colour, width: int, head: float) -> None:
    """A line from `a` to `b` with a filled head of `head` pixels; no head when it is 0."""
    draw.line((*a, *b), fill=ink, width=width)
    if head > 0:
        angle = math.atan2(b[1] - a[1], b[0] - a[0])
        wings = [
            (b[0] - head * math.cos(angle + s), b[1] - head * math.sin(angle + s)) for s in (0.45, -0.45)
        ]
        draw.polygon([b, *wings], fill=ink)


def node(
    draw: ImageDraw.ImageDraw, box: Box, shape: str, fill: Colour | None, ink: Colour, width: int
) -> None:
    """An outlined box: rectangle, rounded, ellipse, diamond, slanted, cylinder or cloud."""
    left, top, right, bottom = box
    w, h = right - left, bottom - top
    if shape == "rounded":
        draw.rounded_rectangle(box, min(w, h) * 0.25, fill=fill, outline=ink, width=width)
    elif shape == "ellipse":
        draw.ellipse(box, fill=fill, outline=ink, width=width)
    elif shape == "diamond":
        x, y = left + w / 2, top + h / 2
        draw.polygon([(x, top), (right, y), (x, bottom), (left, y)], fill=fill, outline=ink, width=width)
    elif shape == "slanted":
        s = w * 0.15
        draw.polygon(
            [(left + s, top), (right, top), (right - s, bottom), (left, bottom)],
            fill=fill,
            outline=ink,
            width=width,
        )
    elif shape == "cylinder":
        r = h * 0.15
        draw.rectangle((left, top + r, right, bottom - r), fill=fill, outline=ink, width=width)
        draw.ellipse((left, bottom - 2 * r, right, bottom), fill=fill, outline=ink, width=width)
        draw.ellipse((left, top, right, top + 2 * r), fill=fill, outline=ink, width=width)
    elif shape == "cloud":
        for x, y, r in ((0.3, 0.6, 0.3), (0.55, 0.4, 0.35), (0.75, 0.6, 0.25)):
            cx, cy, q = left + x * w, top + y * h, r * h * 1.2
            draw.ellipse(
                (cx - q, cy - q, cx + q, cy + q), fill=fill or (255, 255, 255), outline=ink, width=width
            )
    else:
        draw.rectangle(box, fill=fill, outline=ink, width=width)


SHAPES = ("rectangle", "rounded", "ellipse", "diamond", "slanted", "cylinder", "cloud")


def _label(
    draw: ImageDraw.ImageDraw, rng: np.random.Generator, box: Box, ink: Colour, font: Font, high: int = 2
) -> None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    size = getattr(font, "size", 12)
    lines = [words(rng, int(rng.integers(1, high + 1))).capitalize() for _ in range(int(rng.integers(1, 3)))]
    for i, text in enumerate(lines):
        while len(text) > 3 and draw.textlength(text, font=font) > (box[2] - box[0]) * 0.95:
            text = text[:-2]
        draw.text((x, y + (i - (len(lines) - 1) / 2) * size * 1.2), text, fill=ink, font=font, anchor="mm")


def flow(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Boxes on a loose grid joined by arrows: flow charts, block diagrams, architectures."""
    image, draw, back, ink = sheet(rng, 0.4, 1.5)
    w, h = image.size
    columns, rows = int(rng.integers(1, 6)), int(rng.integers(2, 6))
    cw, ch = w / columns, h / rows
    font = kit.font(rng, int(min(cw / 9, ch / 5, w / 28)))
    shapes = SHAPES if rng.random() < 0.4 else (pick(rng, SHAPES[:2]), pick(rng, SHAPES[:4]))
    fills = palette(rng, 4) if rng.random() < 0.7 else [back]
    soft = rng.random() < 0.6
    width = max(1, round(w * rng.uniform(0.001, 0.004)))
    bw, bh = cw * rng.uniform(0.45, 0.75), ch * rng.uniform(0.35, 0.65)
    if rng.random() < 0.3:
        for _ in range(int(rng.integers(1, 3))):
            x, y = rng.uniform(0, w * 0.5), rng.uniform(0, h * 0.5)
            area = (x, y, x + w * rng.uniform(0.3, 0.5), y + h * rng.uniform(0.3, 0.5))
            draw.rectangle(area, fill=mix(pick(rng, fills), back, 0.8), outline=mix(ink, back, 0.5))
            draw.text((x + 8, y + 6), title(rng, 1, 2), fill=ink, font=font)
    centres: dict[tuple[int, int], Point] = {}
    for r in range(rows):
        for c in range(columns):
            if rng.random() < 0.8 or not centres:
                centres[r, c] = ((c + 0.5 + rng.uniform(-0.05, 0.05)) * cw, (r + 0.5) * ch)
    for (r, c), (x, y) in centres.items():
        for dr, dc in ((1, 0), (0, 1)):
            if (r + dr, c + dc) in centres and rng.random() < 0.75:
                bx, by = centres[r + dr, c + dc]
                a = (x + bw / 2, y) if dc else (x, y + bh / 2)
                b = (bx - bw / 2, by) if dc else (bx, by - bh / 2)
                arrow(draw, a, b, ink, width, min(bw, bh) * 0.15 if rng.random() < 0.9 else 0)
    for x, y in centres.values():
        box = (x - bw / 2, y - bh / 2, x + bw / 2, y + bh / 2)
        fill = pick(rng, fills)
        fill = mix(fill, (255, 255, 255), 0.6) if soft and sum(back) > 380 else fill
        node(draw, box, pick(rng, shapes), fill, ink, width)
        _label(draw, rng, box, (0, 0, 0) if sum(fill) > 330 else (255, 255, 255), font)
    return image


def uml(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Classes or database tables with fields, and lines between them."""
    image, draw, back, ink = sheet(rng, 0.5, 1.1)
    w, h = image.size
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    font = kit.font(rng, int(min(h / rows / 11, w / columns / 13)))
    size = getattr(font, "size", 12)
    head = vivid(rng) if rng.random() < 0.5 else mix(ink, back, 0.85)
    boxes: list[Box] = []
    for i in range(columns * rows):
        fields = int(rng.integers(1, 6))
        x, y = (i % columns + 0.12) * w / columns, (i // columns + rng.uniform(0.05, 0.25)) * h / rows
        boxes.append((x, y, x + w / columns * 0.72, y + (fields + 1.4) * size * 1.35))
    for a in range(len(boxes) - 1):
        b = boxes[int(rng.integers(a + 1, len(boxes)))]
        start, end = (boxes[a][2], boxes[a][1] + size), (b[0], b[1] + size)
        draw.line(
            (*start, (start[0] + end[0]) / 2, start[1], (start[0] + end[0]) / 2, end[1], *end),
            fill=ink,
            width=2,
        )
    for box in boxes:
        draw.rectangle(
            box, fill=mix(back, (255, 255, 255), 0.5) if sum(back) > 380 else back, outline=ink, width=2
        )
        draw.rectangle((box[0], box[1], box[2], box[1] + size * 1.5), fill=head, outline=ink, width=2)
        draw.text(
            ((box[0] + box[2]) / 2, box[1] + size * 0.75), title(rng, 1, 1), fill=ink, font=font, anchor="mm"
        )
        y = box[1] + size * 1.8
        while y + size < box[3]:
            draw.text(
                (box[0] + 6, y),
                f"{pick(rng, ['+', '-', '#'])} {words(rng, 1)}: {pick(rng, ['int', 'str', 'date', 'bool'])}",
                fill=ink,
                font=font,
            )
            y += size * 1.35
    return image


def network(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A graph of dots and lines, or layers of a neural network."""
    image, draw, _, ink = sheet(rng, 0.5, 1.1)
    w, h = image.size
    fills = palette(rng, 5)
    layers = rng.random() < 0.4
    points: list[Point] = []
    links: list[tuple[Point, Point]] = []
    if layers:
        count = int(rng.integers(3, 6))
        columns = [
            [(w * (c + 0.7) / (count + 0.4), h * (i + 1) / (n + 1)) for i in range(n)]
            for c, n in enumerate(rng.integers(2, 8, count))
        ]
        points = [p for column in columns for p in column]
        links = [(a, b) for left, right in pairwise(columns) for a in left for b in right]
    else:
        points = [
            (float(x), float(y))
            for x, y in rng.uniform((w * 0.08, h * 0.08), (w * 0.92, h * 0.92), (int(rng.integers(6, 40)), 2))
        ]
        links = [(a, min(points, key=lambda p, a=a: math.dist(a, p) if p != a else 1e9)) for a in points]  # type: ignore[misc]
        links += [(pick(rng, points), pick(rng, points)) for _ in range(int(rng.integers(2, 20)))]
    for a, b in links:
        draw.line((*a, *b), fill=ink, width=max(1, w // 500))
    r = min(w, h) * rng.uniform(0.012, 0.045)
    font = kit.font(rng, int(r * 1.1))
    for x, y in points:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=pick(rng, fills), outline=ink, width=2)
        if r > 14 and rng.random() < 0.6:
            draw.text((x, y), words(rng, 1)[:3], fill=ink, font=font, anchor="mm")
    return image


def tree(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """An organisation chart or a mind map."""
    image, draw, back, ink = sheet(rng, 0.4, 0.9)
    w, h = image.size
    depth, fan = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    fills = palette(rng, depth + 1)
    shape = pick(rng, SHAPES[:3])
    leaf = fan**depth
    bw, bh = min(w * 0.85 / leaf, w * 0.18), h / (depth + 1) * 0.4
    bw = max(bw, w * 0.06)
    font = kit.font(rng, int(min(bw / 5, bh / 2.5)))

    def grow(x: float, level: int, span: float) -> None:
        y = (level + 0.5) * h / (depth + 1)
        if level < depth:
            for i in range(fan):
                cx = x - span / 2 + span * (i + 0.5) / fan
                cy = (level + 1.5) * h / (depth + 1)
                middle = (y + cy) / 2
                draw.line((x, y, x, middle, cx, middle, cx, cy), fill=ink, width=2)
                grow(cx, level + 1, span / fan)
        box = (x - bw / 2, y - bh / 2, x + bw / 2, y + bh / 2)
        node(draw, box, shape, mix(fills[level], back, 0.3), ink, 2)
        _label(draw, rng, box, ink, font, 1)

    grow(w / 2, 0, w * 0.98)
    return image


def floor_plan(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Rooms with thick walls, door arcs and names."""
    image, draw, back, ink = sheet(rng, 0.6, 1.1)
    w, h = image.size
    wall = int(w * rng.uniform(0.006, 0.016))
    font = kit.font(rng, int(w * 0.022))
    tint = rng.random() < 0.5

    def split(box: Box, depth: int) -> None:
        left, top, right, bottom = box
        if depth == 0 or min(right - left, bottom - top) < w * 0.18:
            draw.rectangle(
                box, fill=colour(rng, 200, 255) if tint and sum(back) > 380 else None, outline=ink, width=wall
            )
            r = w * 0.05
            x, y = rng.uniform(left + wall, max(left + wall + 1, right - r)), bottom
            draw.line((x, y, x + r, y), fill=back, width=wall * 2)
            draw.arc((x - r, y - r, x + r, y + r), 270, 360, fill=ink, width=2)
            draw.line((x, y, x, y - r), fill=ink, width=2)
            middle = ((left + right) / 2, (top + bottom) / 2)
            draw.text(middle, title(rng, 1, 1), fill=ink, font=font, anchor="mm")
            draw.text(
                (middle[0], middle[1] + w * 0.03),
                f"{rng.uniform(3, 40):.1f} m²",
                fill=ink,
                font=font,
                anchor="mm",
            )
            if rng.random() < 0.5:
                fw, fh = (right - left) * 0.25, (bottom - top) * 0.18
                draw.rectangle(
                    (left + wall * 2, top + wall * 2, left + wall * 2 + fw, top + wall * 2 + fh),
                    outline=ink,
                    width=2,
                )
            return
        if right - left > bottom - top:
            x = left + (right - left) * rng.uniform(0.35, 0.65)
            split((left, top, x, bottom), depth - 1)
            split((x, top, right, bottom), depth - 1)
        else:
            y = top + (bottom - top) * rng.uniform(0.35, 0.65)
            split((left, top, right, y), depth - 1)
            split((left, y, right, bottom), depth - 1)

    split((w * 0.08, h * 0.08, w * 0.92, h * 0.92), int(rng.integers(2, 5)))
    return image
