"""Sheets of paper as a word processor or a till would lay them out: ink on white, drawn with Pillow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from mlx_models.training.synthetic import charts
from mlx_models.training.synthetic.kit import (
    Colour,
    Font,
    Kit,
    colour,
    date,
    mix,
    name,
    number,
    paragraph,
    pick,
    title,
    vivid,
    words,
    wrap,
)  # fmt: skip


@dataclass
class Sheet:
    """A page, its pen and where the next line goes."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    font: Font
    bold: Font
    size: int
    ink: Colour
    margin: int
    y: float

    @property
    def width(self) -> int:
        """Pixels between the margins."""
        return self.image.width - 2 * self.margin

    def text(self, x: float, text: str, font: Font | None = None, anchor: str = "la") -> None:
        """Write `text` at `x` on the current line; the cursor stays."""
        self.draw.text((x, self.y), text, fill=self.ink, font=font or self.font, anchor=anchor)

    def block(
        self,
        rng: np.random.Generator,
        text: str,
        x: float,
        width: float,
        *,
        until: float,
        leading: float,
        justify: bool,
    ) -> None:
        """Lines of `text` in a column, down to `until` at most."""
        lines = wrap(self.draw, text, self.font, width)
        for i, line in enumerate(lines):
            if self.y + self.size > until:
                return
            if justify and i < len(lines) - 1:
                parts = line.split()
                spare = width - sum(self.draw.textlength(p, font=self.font) for p in parts)
                at = x
                for part in parts:
                    self.draw.text((at, self.y), part, fill=self.ink, font=self.font)
                    at += self.draw.textlength(part, font=self.font) + spare / max(1, len(parts) - 1)
            else:
                self.draw.text((x, self.y), line, fill=self.ink, font=self.font)
            self.y += self.size * leading


def blank_sheet(
    rng: np.random.Generator, kit: Kit, ratio: float, *, font: str = "", size: float = 0.018, width: int = 0
) -> Sheet:
    """An empty white sheet, `ratio` times as high as wide, its text about `size` of its width."""
    w = width or int(rng.integers(520, 860))
    image = Image.new("RGB", (w, int(w * ratio)), (255, 255, 255))
    points = max(8, int(w * size * rng.uniform(0.85, 1.35)))
    file = kit.font_file(rng, font)
    ink = (0, 0, 0) if rng.random() < 0.6 else colour(rng, 0, 80)
    margin = int(w * rng.uniform(0.05, 0.13))
    bold = kit.font(rng, int(points * rng.uniform(1.3, 2.2)), file if rng.random() < 0.5 else None)
    return Sheet(
        image,
        ImageDraw.Draw(image),
        kit.font(rng, points, file),
        bold,
        points,
        ink,
        margin,
        margin * rng.uniform(0.5, 1.1),
    )


def a4(rng: np.random.Generator) -> float:
    """Height over width of one of the usual sheets."""
    return float(pick(rng, [1.414, 1.294, 1.294, 1.5, 0.72]))


def letter(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A letter: head, addresses, date, subject, paragraphs, signature."""
    s = blank_sheet(rng, kit, 1.414)
    h = s.image.height
    if rng.random() < 0.6:
        s.text(s.margin if rng.random() < 0.5 else s.image.width / 2, title(rng, 1, 3), s.bold, "la")
        s.y += s.size * 2.6
        if rng.random() < 0.5:
            s.draw.line((s.margin, s.y, s.image.width - s.margin, s.y), fill=vivid(rng), width=2)
            s.y += s.size
    for text in (
        name(rng),
        f"{words(rng, 1).title()} Street {int(rng.integers(1, 200))}",
        f"{int(rng.integers(10_000, 100_000))} {words(rng, 1).title()}",
    ):
        s.text(s.margin, text)
        s.y += s.size * 1.4
    s.y += s.size
    s.text(s.image.width - s.margin, date(rng), anchor="ra")
    s.y += s.size * 2
    s.text(s.margin, f"Dear {name(rng)},")
    s.y += s.size * 2
    justify, leading = rng.random() < 0.4, rng.uniform(1.25, 1.8)
    for _ in range(int(rng.integers(1, 6))):
        s.block(
            rng,
            paragraph(rng, int(rng.integers(2, 7))),
            s.margin,
            s.width,
            until=h * 0.85,
            leading=leading,
            justify=justify,
        )
        s.y += s.size * 0.9
    s.text(s.margin, pick(rng, ["Sincerely,", "Yours faithfully,", "Kind regards,"]))
    s.y += s.size * 1.8
    points = np.cumsum(rng.normal((s.size * 0.25, 0), s.size * 0.35, (25, 2)), axis=0)
    points += np.array([s.margin + s.size, s.y + s.size])
    s.draw.line([(float(a), float(b)) for a, b in points], fill=(20, 30, 110), width=2, joint="curve")
    return s.image


def article(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A paper, report, newspaper or book page in one to three columns, perhaps with a figure or a table."""
    s = blank_sheet(
        rng,
        kit,
        a4(rng),
        font="serif" if rng.random() < 0.6 else "",
        size=float(pick(rng, [0.013, 0.016, 0.02])),
    )
    w, h = s.image.size
    columns = int(pick(rng, [1, 1, 2, 2, 3]))
    if rng.random() < 0.7:
        for line in wrap(s.draw, title(rng, 3, 9), s.bold, s.width)[:3]:
            s.text(w / 2, line, s.bold, "ma")
            s.y += s.size * 2.4
        if rng.random() < 0.6:
            s.text(w / 2, ", ".join(name(rng) for _ in range(int(rng.integers(1, 4)))), anchor="ma")
            s.y += s.size * 2.4
    elif rng.random() < 0.6:
        s.text(w / 2, title(rng, 1, 4), anchor="ma")
        s.y += s.size * 2.4
    top, gap = s.y, w * 0.03
    width = (s.width - gap * (columns - 1)) / columns
    justify, leading = rng.random() < 0.6, rng.uniform(1.2, 1.6)
    bottom = h - s.margin * 0.9
    for column in range(columns):
        x = s.margin + column * (width + gap)
        s.y = top
        while s.y < bottom - s.size:
            roll = rng.random()
            if roll < 0.12:
                s.text(x, f"{int(rng.integers(1, 9))} {title(rng, 1, 3)}"[: int(width / s.size * 1.6)])
                s.y += s.size * 2
            elif roll < 0.2:
                high = min(width * 0.7, bottom - s.y - 2)
                if high > s.size * 6:
                    figure = charts.line(rng, kit) if rng.random() < 0.6 else kit.photo(rng)
                    s.image.paste(
                        figure.resize((int(width), int(high)), Image.Resampling.BICUBIC), (int(x), int(s.y))
                    )
                    s.y += high + s.size
            elif roll < 0.27:
                rows = min(int(rng.integers(2, 7)), int((bottom - s.y) / s.size / 1.5) - 1)
                if rows > 0:
                    _grid(s, rng, x, width, rows, int(rng.integers(2, 4)))
            else:
                s.block(
                    rng,
                    paragraph(rng, int(rng.integers(2, 8))),
                    x,
                    width,
                    until=bottom,
                    leading=leading,
                    justify=justify,
                )
                s.y += s.size * (0.8 if rng.random() < 0.5 else 0.1)
    if rng.random() < 0.6:
        s.y = h - s.margin * 0.7
        s.text(w / 2, str(int(rng.integers(1, 400))), anchor="ma")
    return s.image


def _grid(s: Sheet, rng: np.random.Generator, x: float, width: float, rows: int, columns: int) -> None:
    step = s.size * rng.uniform(1.4, 2.0)
    lines = rng.random()
    head = mix(vivid(rng), (255, 255, 255), 0.5) if rng.random() < 0.5 else None
    first = width / columns * rng.uniform(0.9, 1.3)
    edges = [x, *np.linspace(x + first, x + width, columns).tolist()]
    for r in range(rows + 1):
        y = s.y + r * step
        if r == 0 and head:
            s.draw.rectangle((x, y, x + width, y + step), fill=head)
        elif lines > 0.75 and r % 2:
            s.draw.rectangle((x, y, x + width, y + step), fill=(240, 240, 244))
        if lines < 0.7 or r < 2:
            s.draw.line((x, y, x + width, y), fill=s.ink)
        for c in range(columns):
            text = words(rng, 1).title() if r == 0 or c == 0 else number(rng)
            room = edges[c + 1] - edges[c] - 8
            while len(text) > 1 and s.draw.textlength(text, font=s.font) > room:
                text = text[:-1]
            s.draw.text((edges[c] + 4, y + step / 2), text, fill=s.ink, font=s.font, anchor="lm")
    end = s.y + (rows + 1) * step
    s.draw.line((x, end, x + width, end), fill=s.ink)
    if lines < 0.4:
        for edge in edges:
            s.draw.line((edge, s.y, edge, end), fill=s.ink)
    s.y = end + s.size


def table(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A page that is mostly one table: price list, marks, time table."""
    s = blank_sheet(rng, kit, a4(rng), size=float(pick(rng, [0.014, 0.018, 0.022])))
    s.text(s.margin, title(rng, 1, 5), s.bold)
    s.y += s.size * 3
    rows = int((s.image.height - s.y - s.margin) / s.size / 2.1)
    _grid(s, rng, s.margin, s.width, max(3, int(rows * rng.uniform(0.4, 1.0))), int(rng.integers(3, 9)))
    return s.image


def invoice(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """An invoice: logo, two addresses, the items, the sum, the small print."""
    s = blank_sheet(rng, kit, 1.414, size=0.017)
    w = s.image.width
    accent = vivid(rng)
    if rng.random() < 0.7:
        box = (s.margin, s.y, s.margin + s.size * 4, s.y + s.size * 3)
        (s.draw.ellipse if rng.random() < 0.5 else s.draw.rectangle)(box, fill=accent)
    s.text(
        w - s.margin,
        pick(rng, ["INVOICE", "Invoice", "Bill", "Quotation", "Rechnung", "ORDER"]),
        s.bold,
        "ra",
    )
    s.y += s.size * 4.5
    for _ in range(4):
        s.text(s.margin, words(rng, 3).title())
        s.text(w - s.margin, f"{words(rng, 1).title()}: {number(rng)}", anchor="ra")
        s.y += s.size * 1.5
    s.y += s.size
    _grid(s, rng, s.margin, s.width, int(rng.integers(2, 14)), int(rng.integers(4, 6)))
    for label in ("Subtotal", "Tax", "Total"):
        s.text(w - s.margin, f"{label}   {number(rng)}", anchor="ra")
        s.y += s.size * 1.7
    s.y = max(s.y, s.image.height * 0.82)
    s.block(
        rng, paragraph(rng, 3), s.margin, s.width, until=s.image.height - s.size, leading=1.3, justify=False
    )
    return s.image


def receipt(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A till receipt: narrow, often in a typewriter's letters."""
    w = int(rng.integers(260, 420))
    items = int(rng.integers(2, 22))
    s = blank_sheet(rng, kit, 1.0, font="mono" if rng.random() < 0.7 else "", size=0.045, width=w)
    s.margin = int(w * 0.05)
    tall = int(s.size * 1.5 * (items + 16)) + int(rng.integers(10, 120))
    s.image = Image.new("RGB", (w, tall), (255, 255, 255))
    s.draw = ImageDraw.Draw(s.image)
    s.ink = mix((0, 0, 0), (255, 255, 255), rng.uniform(0, 0.4))
    step = s.size * rng.uniform(1.15, 1.5)
    s.text(w / 2, title(rng, 1, 2).upper(), s.bold, "ma")
    s.y += s.size * 2.5
    for text in (
        words(rng, 3),
        f"Tel {int(rng.integers(10_000_000, 100_000_000))}",
        f"{date(rng)} {int(rng.integers(8, 22))}:{int(rng.integers(10, 60))}",
    ):
        s.text(w / 2, text, anchor="ma")
        s.y += step
    rule = "-" * 60 if rng.random() < 0.6 else ""

    def line() -> None:
        s.text(s.margin, rule)
        s.y += step

    line()
    for _ in range(items):
        s.text(s.margin, words(rng, int(rng.integers(1, 3))).upper()[:18])
        s.text(w - s.margin, f"{rng.uniform(0.5, 60):.2f}", anchor="ra")
        s.y += step
    line()
    for label in ("TOTAL", "CASH", "CHANGE"):
        font = s.bold if label == "TOTAL" and rng.random() < 0.5 else None
        s.text(s.margin, label, font)
        s.text(w - s.margin, f"{rng.uniform(1, 300):.2f}", font, "ra")
        s.y += step * (1.6 if font else 1)
    line()
    s.text(w / 2, pick(rng, ["THANK YOU", "Thank you, come again", "Have a nice day"]), anchor="ma")
    s.y += step * 1.5
    if rng.random() < 0.5:
        x = float(s.margin * 3)
        while x < w - s.margin * 3:
            bar = float(rng.integers(1, 4))
            s.draw.rectangle((x, s.y, x + bar, s.y + s.size * 3), fill=s.ink)
            x += bar + float(rng.integers(2, 5))
    return s.image


def book(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """Two facing pages with the fold between them."""
    left, right = article(rng, kit), article(rng, kit)
    right = right.resize(left.size, Image.Resampling.BICUBIC)
    w, h = left.size
    both = Image.new("RGB", (w * 2, h), (255, 255, 255))
    both.paste(left, (0, 0))
    both.paste(right, (w, 0))
    x = np.abs(np.arange(w * 2) - w) / w
    shade = 1 - 0.45 * np.exp(-x * rng.uniform(12, 40))
    return Image.fromarray((np.asarray(both) * shade[None, :, None]).astype(np.uint8))
