"""Bar, line, pie, scatter and area charts, histograms, heat maps and Gantt plans, drawn with Pillow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from mlx_models.training.synthetic.kit import (
    Colour,
    Font,
    Kit,
    ground,
    mix,
    number,
    palette,
    pick,
    title,
    words,
)


@dataclass
class _Axes:
    """A canvas with a plot area; data coordinates are 0..1 upwards and to the right."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    box: tuple[float, float, float, float]
    ink: Colour
    back: Colour
    font: Font
    width: int

    def at(self, x: float, y: float) -> tuple[float, float]:
        left, top, right, bottom = self.box
        return left + x * (right - left), bottom - y * (bottom - top)


def _axes(rng: np.random.Generator, kit: Kit, *, frame: bool = True) -> _Axes:
    w = int(rng.integers(500, 1300))
    h = int(w * rng.uniform(0.45, 1.1))
    back, ink = ground(rng)
    image = Image.new("RGB", (w, h), back)
    draw = ImageDraw.Draw(image)
    file = kit.font_file(rng)
    size = int(h * rng.uniform(0.025, 0.045))
    font = kit.font(rng, size, file)
    texts = rng.random() < 0.9
    top = h * rng.uniform(0.03, 0.1)
    if texts and rng.random() < 0.75:
        big = kit.font(rng, int(size * rng.uniform(1.2, 2.0)), file)
        head = title(rng, 2, 6)
        x = (w - draw.textlength(head, font=big)) / 2 if rng.random() < 0.7 else w * 0.04
        draw.text((x, h * 0.025), head, fill=ink, font=big)
        top += size * 2.2
    box = (w * rng.uniform(0.07, 0.16), top, w * rng.uniform(0.75, 0.96), h * rng.uniform(0.78, 0.9))
    axes = _Axes(image, draw, box, ink, back, font, max(1, round(w * rng.uniform(0.0012, 0.004))))
    if frame:
        _frame(axes, rng, texts)
    return axes


def _frame(axes: _Axes, rng: np.random.Generator, texts: bool) -> None:
    left, top, right, bottom = axes.box
    faint = mix(axes.ink, axes.back, 0.8)
    draw = axes.draw
    if rng.random() < 0.2:
        draw.rectangle(axes.box, fill=mix(axes.back, (128, 128, 160), 0.12))
    steps = int(rng.integers(3, 10))
    if rng.random() < 0.65:
        for i in range(steps + 1):
            y = axes.at(0, i / steps)[1]
            draw.line((left, y, right, y), fill=faint, width=1)
    if rng.random() < 0.3:
        for i in range(steps + 1):
            x = axes.at(i / steps, 0)[0]
            draw.line((x, top, x, bottom), fill=faint, width=1)
    style = rng.random()
    if style < 0.3:
        draw.rectangle(axes.box, outline=axes.ink, width=axes.width)
    elif style < 0.85:
        draw.line((left, top, left, bottom, right, bottom), fill=axes.ink, width=axes.width)
    if texts:
        unit = float(rng.lognormal(2, 2))
        for i in range(steps + 1):
            label = f"{unit * i:.{0 if unit > 3 else 1}f}"
            x, y = axes.at(0, i / steps)
            length = draw.textlength(label, font=axes.font)
            draw.text((x - length - 6, y), label, fill=axes.ink, font=axes.font, anchor="lm")
        if rng.random() < 0.6:
            draw.text(
                ((left + right) / 2, axes.image.height * 0.985),
                title(rng),
                fill=axes.ink,
                font=axes.font,
                anchor="mb",
            )


def _legend(axes: _Axes, rng: np.random.Generator, colours: list[Colour]) -> None:
    if len(colours) < 2 or rng.random() < 0.35:
        return
    left, top, right, bottom = axes.box
    size = getattr(axes.font, "size", 12)
    x = right + 8 if axes.image.width - right > size * 5 else pick(rng, [left + size, right - size * 7])
    y = top + rng.uniform(0, 0.2) * (bottom - top)
    for i, fill in enumerate(colours[:8]):
        row = y + i * size * 1.5
        axes.draw.rectangle((x, row, x + size, row + size * 0.8), fill=fill)
        axes.draw.text(
            (x + size * 1.4, row + size * 0.4), words(rng, 1), fill=axes.ink, font=axes.font, anchor="lm"
        )


def _ticks(axes: _Axes, rng: np.random.Generator, count: int) -> None:
    if rng.random() < 0.2:
        return
    year = int(rng.integers(1950, 2015))
    style = rng.random()
    every = max(1, count // 10)
    for i in range(0, count, every):
        x, y = axes.at((i + 0.5) / count, 0)
        label = str(year + i) if style < 0.4 else words(rng, 1)[:7] if style < 0.8 else str(i)
        axes.draw.text((x, y + 5), label, fill=axes.ink, font=axes.font, anchor="mt")


def bar(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Upright bars: plain, grouped or stacked."""
    axes = _axes(rng, kit)
    groups, series = int(rng.integers(3, 16)), int(rng.integers(1, 5))
    colours = palette(rng, series)
    stacked = rng.random() < 0.4
    gap = rng.uniform(0.1, 0.5)
    outline = axes.ink if rng.random() < 0.3 else None
    for g in range(groups):
        base = 0.0
        for s, fill in enumerate(colours):
            value = rng.uniform(0.05, 0.95)
            if stacked:
                value /= series
                x0, x1 = (g + gap / 2) / groups, (g + 1 - gap / 2) / groups
                low, base = base, base + value
                high = base
            else:
                step = (1 - gap) / series
                x0, x1 = (g + gap / 2 + s * step) / groups, (g + gap / 2 + (s + 1) * step) / groups
                low, high = 0.0, value
            a, b = axes.at(x0, high), axes.at(x1, low)
            if b[0] > a[0] and b[1] > a[1]:
                axes.draw.rectangle((*a, *b), fill=fill, outline=outline)
    _ticks(axes, rng, groups)
    _legend(axes, rng, colours)
    return axes.image


def lying_bars(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Bars that run to the right: a ranking or a Gantt plan."""
    axes = _axes(rng, kit, frame=rng.random() < 0.6)
    rows = int(rng.integers(3, 15))
    plan = rng.random() < 0.45
    colours = palette(rng, rows)
    one = rng.random() < 0.5
    for i in range(rows):
        start = rng.uniform(0, 0.7) if plan else 0.0
        end = start + rng.uniform(0.08, 1 - start)
        a, b = axes.at(start, (i + 0.85) / rows), axes.at(end, (i + 0.15) / rows)
        axes.draw.rectangle((*a, *b), fill=colours[0 if one else i])
        y = (a[1] + b[1]) / 2
        axes.draw.text((axes.box[0] - 5, y), words(rng, 1), fill=axes.ink, font=axes.font, anchor="rm")
        if rng.random() < 0.5:
            axes.draw.text((b[0] + 5, y), number(rng), fill=axes.ink, font=axes.font, anchor="lm")
    return axes.image


def line(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Line and area charts: walks, waves, exponentials."""
    axes = _axes(rng, kit)
    series = int(rng.integers(1, 6))
    colours = palette(rng, series)
    count = int(pick(rng, [6, 12, 30, 100, 300]))
    x = np.linspace(0, 1, count)
    area, marks = rng.random() < 0.25, count <= 30 and rng.random() < 0.5
    width = max(1, round(axes.image.width * rng.uniform(0.0015, 0.006)))
    for fill in colours:
        shape = rng.random()
        if shape < 0.5:
            y = np.cumsum(rng.normal(0, 1, count))
        elif shape < 0.75:
            y = np.sin(x * rng.uniform(3, 40) + rng.uniform(0, 6)) + rng.normal(0, 0.1, count)
        else:
            y = np.exp(x * rng.uniform(-4, 4)) + rng.normal(0, 0.03, count)
        y = (y - y.min()) / (np.ptp(y) + 1e-6) * rng.uniform(0.3, 0.9) + rng.uniform(0.02, 0.1)
        points = [axes.at(float(a), float(b)) for a, b in zip(x, y, strict=True)]
        if area:
            axes.draw.polygon([axes.at(0, 0), *points, axes.at(1, 0)], fill=mix(fill, axes.back, 0.4))
        axes.draw.line(points, fill=fill, width=width, joint="curve")
        if marks:
            for px, py in points:
                r = width * 2
                axes.draw.ellipse((px - r, py - r, px + r, py + r), fill=fill)
    _ticks(axes, rng, int(rng.integers(4, 13)))
    _legend(axes, rng, colours)
    return axes.image


def scatter(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Clouds of dots, with or without a fitted line."""
    axes = _axes(rng, kit)
    colours = palette(rng, int(rng.integers(1, 5)))
    base = axes.image.width * rng.uniform(0.003, 0.012)
    for fill in colours:
        cx, cy = rng.uniform(0.2, 0.8, 2)
        spread = rng.uniform(0.03, 0.2)
        for px, py in rng.normal((cx, cy), spread, (int(rng.integers(10, 150)), 2)):
            if 0 < px < 1 and 0 < py < 1:
                x, y = axes.at(px, py)
                r = base * rng.uniform(0.8, 1.2)
                axes.draw.ellipse((x - r, y - r, x + r, y + r), fill=fill)
    if rng.random() < 0.4:
        axes.draw.line(
            (*axes.at(0.02, rng.uniform(0, 1)), *axes.at(0.98, rng.uniform(0, 1))),
            fill=axes.ink,
            width=axes.width + 1,
        )
    _legend(axes, rng, colours)
    return axes.image


def pie(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Pies and rings, one or several."""
    axes = _axes(rng, kit, frame=False)
    w, h = axes.image.size
    pies = int(pick(rng, [1, 1, 1, 2, 3]))
    hole = rng.uniform(0.4, 0.7) if rng.random() < 0.4 else 0.0
    edge = axes.back if rng.random() < 0.6 else axes.ink
    colours: list[Colour] = []
    for i in range(pies):
        shares = rng.dirichlet(np.full(int(rng.integers(2, 9)), 2.0))
        colours = palette(rng, len(shares))
        r = min(w / pies, h) * rng.uniform(0.26, 0.36)
        cx, cy = w * (i + 0.5) / pies, h * 0.55
        angle = rng.uniform(0, 360)
        for share, fill in zip(shares, colours, strict=True):
            axes.draw.pieslice(
                (cx - r, cy - r, cx + r, cy + r), angle, angle + share * 360, fill=fill, outline=edge, width=2
            )
            middle = np.deg2rad(angle + share * 180)
            x, y = cx + np.cos(middle) * r * 1.15, cy + np.sin(middle) * r * 1.15
            axes.draw.text((x, y), f"{share:.0%}", fill=axes.ink, font=axes.font, anchor="mm")
            angle += share * 360
        if hole:
            q = r * hole
            axes.draw.ellipse((cx - q, cy - q, cx + q, cy + q), fill=axes.back)
    _legend(axes, rng, colours)
    return axes.image


def heat(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A heat map or confusion matrix."""
    axes = _axes(rng, kit, frame=False)
    rows, columns = int(rng.integers(3, 16)), int(rng.integers(3, 20))
    low, high = palette(rng, 2)
    field = rng.random((rows, columns))
    if rng.random() < 0.5 and rows > 3:
        field = np.clip(np.eye(rows, columns) * 0.8 + field * 0.3, 0, 1)
    show = rng.random() < 0.5 and columns < 12
    for i in range(rows):
        for j in range(columns):
            a, b = axes.at(j / columns, (i + 1) / rows), axes.at((j + 1) / columns, i / rows)
            axes.draw.rectangle(
                (*a, *b), fill=mix(low, high, float(field[i, j])), outline=axes.back if show else None
            )
            if show:
                x, y = (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
                axes.draw.text((x, y), f"{field[i, j]:.1f}", fill=axes.ink, font=axes.font, anchor="mm")
    _ticks(axes, rng, columns)
    return axes.image


def grid(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Several small charts on one sheet, as in a paper's figure."""
    rows, columns = pick(rng, [(1, 2), (2, 2), (1, 3), (2, 3), (2, 1)])
    cell = (int(rng.integers(280, 420)), int(rng.integers(220, 340)))
    maker = pick(rng, [bar, line, scatter, line])
    sheet = Image.new("RGB", (cell[0] * columns, cell[1] * rows), (255, 255, 255))
    for i in range(rows * columns):
        part = (maker if rng.random() < 0.8 else pick(rng, [bar, pie, scatter]))(rng, kit).resize(
            cell, Image.Resampling.BICUBIC
        )
        sheet.paste(part, (i % columns * cell[0], i // columns * cell[1]))
    return sheet
