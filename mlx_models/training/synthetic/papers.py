"""Papers with little or loose text: forms, notes by hand, slides, cards."""

from __future__ import annotations

import numpy as np
from PIL import Image

from mlx_models.training.synthetic import charts
from mlx_models.training.synthetic.kit import (
    Colour,
    Kit,
    colour,
    mix,
    pick,
    sentence,
    title,
    vivid,
    words,
    wrap,
)  # fmt: skip
from mlx_models.training.synthetic.pages import (
    Sheet,
    a4,
    article,
    blank_sheet,
    book,
    invoice,
    letter,
    receipt,
    table,
)


def form(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A form with boxes, lines and ticks, perhaps filled in by hand."""
    s = blank_sheet(rng, kit, 1.35, size=0.017)
    w, h = s.image.size
    hand = kit.font(rng, int(s.size * 1.3), kit.font_file(rng, "hand"))
    pen = colour(rng, 0, 120)
    filled = rng.random() < 0.5
    s.text(s.margin, title(rng, 2, 5), s.bold)
    s.y += s.size * 3
    while s.y < h - s.margin:
        roll = rng.random()
        if roll < 0.15:
            s.draw.rectangle(
                (s.margin, s.y, w - s.margin, s.y + s.size * 1.6), fill=mix(vivid(rng), (255, 255, 255), 0.6)
            )
            s.text(s.margin + 4, title(rng, 1, 3))
        elif roll < 0.4:
            x = float(s.margin)
            for _ in range(int(rng.integers(2, 5))):
                s.draw.rectangle((x, s.y, x + s.size, s.y + s.size), outline=s.ink)
                if rng.random() < 0.4:
                    s.draw.line((x + 2, s.y + 2, x + s.size, s.y + s.size), fill=pen, width=2)
                s.text(x + s.size * 1.5, words(rng, 1))
                x += w * 0.2
        else:
            cells = int(rng.integers(1, 4))
            for c in range(cells):
                left, right = s.margin + s.width * c / cells, s.margin + s.width * (c + 0.95) / cells
                s.text(left, title(rng, 1, 2))
                box = (left, s.y + s.size * 1.3, right, s.y + s.size * 3)
                if roll < 0.7:
                    s.draw.rectangle(box, outline=s.ink)
                else:
                    s.draw.line((box[0], box[3], box[2], box[3]), fill=s.ink)
                if filled:
                    s.draw.text((left + 5, s.y + s.size * 1.4), words(rng, 1), fill=pen, font=hand)
            s.y += s.size * 2
        s.y += s.size * 2.1
    return s.image


def notes(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Handwriting-like notes on plain, ruled or squared paper."""
    s = blank_sheet(rng, kit, a4(rng), font="hand", size=0.03)
    w, h = s.image.size
    step = s.size * rng.uniform(1.3, 1.8)
    rules = colour(rng, 165, 225)
    style = rng.random()
    if style < 0.6:
        for y in np.arange(step, h, step):
            s.draw.line((0, y, w, y), fill=rules)
    if 0.4 < style < 0.6:
        for x in np.arange(step, w, step):
            s.draw.line((x, 0, x, h), fill=rules)
    if rng.random() < 0.3:
        s.draw.line((w * 0.12, 0, w * 0.12, h), fill=(230, 120, 120), width=2)
    pen = colour(rng, 0, 110)
    y = step
    while y < h - step:
        x = s.margin + rng.uniform(0, 12)
        end = w - s.margin * rng.uniform(0.8, 3 if rng.random() < 0.3 else 1.2)
        while x < end:
            x = _scrawl(s, rng, x, y + step * 0.75, pen) if style < 0.5 else _written(s, rng, x, y, pen)
        y += step * (2 if rng.random() < 0.12 else 1)
    return s.image


def _written(s: Sheet, rng: np.random.Generator, x: float, y: float, pen: Colour) -> float:
    word = words(rng, 1)
    s.draw.text((x, y + rng.normal(0, 1.5)), word, fill=pen, font=s.font)
    return x + float(s.draw.textlength(word + " ", font=s.font))


def _scrawl(s: Sheet, rng: np.random.Generator, x: float, y: float, pen: Colour) -> float:
    """One word of loops and strokes in running hand; returns where the next begins."""
    letters = int(rng.integers(2, 9))
    t = np.linspace(0, letters * 2 * np.pi, letters * 9)
    tall = (
        np.interp(t, np.arange(letters + 1) * 2 * np.pi, rng.choice([0.3, 0.35, 0.4, 0.85], letters + 1))
        * s.size
    )
    px = x + t / (2 * np.pi) * s.size * 0.42 + np.sin(t) * s.size * 0.16
    py = y - (1 - np.cos(t)) / 2 * tall
    s.draw.line(
        [(float(a), float(b)) for a, b in zip(px, py, strict=True)],
        fill=pen,
        width=max(1, s.size // 14),
        joint="curve",
    )
    return float(px[-1]) + s.size * 0.6


def slide(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A printed slide or hand-out: a heading and bullet points."""
    s = blank_sheet(rng, kit, 0.72, size=0.032)
    w, h = s.image.size
    if rng.random() < 0.5:
        s.draw.rectangle((0, 0, w, s.margin + s.size * 2.5), fill=mix(vivid(rng), (255, 255, 255), 0.45))
    s.text(s.margin, title(rng, 1, 4), s.bold)
    s.y = s.margin + s.size * 3.5
    figure = rng.random() < 0.3
    while s.y < h - s.margin * 1.2:
        s.draw.ellipse(
            (s.margin, s.y + s.size * 0.35, s.margin + s.size * 0.4, s.y + s.size * 0.75), fill=s.ink
        )
        s.block(
            rng,
            sentence(rng, 3, 10),
            s.margin + s.size,
            s.width * (0.45 if figure else 0.95),
            until=h - s.margin,
            leading=1.4,
            justify=False,
        )
        s.y += s.size * 0.6
    if figure:
        part = charts.bar(rng, kit).resize((int(w * 0.38), int(h * 0.45)), Image.Resampling.BICUBIC)
        s.image.paste(part, (int(w * 0.57), int(h * 0.35)))
    return s.image


def sign_or_card(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Few big words: a poster, notice, business card, label or ticket."""
    s = blank_sheet(rng, kit, float(pick(rng, [0.6, 1.3, 1.0, 0.4])), size=0.035)
    w, h = s.image.size
    if rng.random() < 0.4:
        s.draw.rectangle(
            (w * 0.02, w * 0.02, w * 0.98, h - w * 0.02), outline=vivid(rng), width=int(rng.integers(2, 12))
        )
    centred = rng.random() < 0.6
    s.y = max(s.y, w * 0.06)
    while s.y < h - s.size * 3:
        big = rng.random() < 0.35
        font = s.bold if big else s.font
        text = wrap(s.draw, title(rng, 1, 5), font, s.width)[0]
        s.text(w / 2 if centred else s.margin, text, font, "ma" if centred else "la")
        s.y += s.size * (2.6 if big else 1.5)
    return s.image


MAKERS = (
    letter, letter, article, article, article, table, invoice, receipt, receipt, form, notes, notes,
    slide, book, sign_or_card,
)  # fmt: skip
