"""A pen that draws what screens are made of: text, buttons, fields, icons and pictures, in one theme."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from mlx_models.training.synthetic import kit as kits
from mlx_models.training.synthetic.kit import Colour, Kit, mix, pick

Box = tuple[int, int, int, int]
LEAST = 160
"""Pixels a side; nothing narrower has room for a row of controls."""


@dataclass(frozen=True)
class Theme:
    """Colours, font and sizes shared by the parts of one screen."""

    dark: bool
    base: Colour
    panel: Colour
    ink: Colour
    muted: Colour
    edge: Colour
    accent: Colour
    font: Path | None
    mono: Path | None
    size: int
    radius: int

    @classmethod
    def pick(cls, rng: np.random.Generator, kit: Kit, dark: bool | None = None) -> Theme:
        """A light or dark theme with one accent colour."""
        dark = bool(rng.random() < 0.35) if dark is None else dark
        tint = kits.vivid(rng)
        if dark:
            level = int(rng.integers(0, 55))
            base, ink = (
                mix((level, level, level), tint, float(rng.choice([0, 0, 0.08, 0.15]))),
                (232, 232, 232),
            )
            panel = mix(base, (255, 255, 255), float(rng.uniform(0.03, 0.14)))
        else:
            level = int(rng.integers(236, 256))
            base, ink = (level, level, level), kits.colour(rng, 10, 60)
            panel = mix(
                mix(base, (0, 0, 0), float(rng.uniform(0.0, 0.1))), tint, float(rng.choice([0, 0, 0.05]))
            )
        return cls(
            dark, base, panel, ink, mix(ink, base, 0.45), mix(ink, base, float(rng.uniform(0.7, 0.88))),
            pick(rng, [(0, 120, 215), (10, 132, 255), (53, 132, 228), tint, tint]),
            kit.font_file(rng), kit.font_file(rng, "mono"), int(rng.integers(11, 19)),
            int(rng.choice([0, 0, 3, 6, 10])),
        )  # fmt: skip


class Pen:
    """Draws on one picture in one theme; a window clips by having a picture of its own."""

    def __init__(self, rng: np.random.Generator, kit: Kit, theme: Theme, width: int, height: int) -> None:
        self.rng, self.kit, self.theme = rng, kit, theme
        self.width, self.height = max(LEAST, width), max(LEAST, height)
        self.image = Image.new("RGB", (self.width, self.height), theme.base)
        self.draw = ImageDraw.Draw(self.image)

    @property
    def row(self) -> int:
        """Height of a line of controls in pixels."""
        return int(self.theme.size * 1.9)

    @property
    def size_short(self) -> int:
        """The shorter side in pixels."""
        return min(self.width, self.height)

    def chance(self, share: float) -> bool:
        """True with probability `share`."""
        return bool(self.rng.random() < share)

    def text(
        self, x: float, y: float, text: str, colour: Colour | None = None, scale: float = 1.0,
        room: float | None = None, mono: bool = False,
    ) -> float:  # fmt: skip
        """Write one line, cut at `room` pixels; returns its width."""
        font = self.kit.font(
            self.rng, int(self.theme.size * scale), self.theme.mono if mono else self.theme.font
        )
        length = self.draw.textlength(text, font=font)
        if room is not None and length > max(0.0, room):
            text = text[: max(1, int(len(text) * room / length) - 1)]
            length = room
        self.draw.text((x, y), text, fill=colour or self.theme.ink, font=font)
        return float(length)

    def prose(self, box: Box, text: str, colour: Colour | None = None, scale: float = 1.0) -> int:
        """Write wrapped lines into `box`; returns the y below the last one."""
        font = self.kit.font(self.rng, int(self.theme.size * scale), self.theme.font)
        y = box[1]
        for line in kits.wrap(self.draw, text, font, box[2] - box[0]):
            if y > box[3]:
                break
            self.draw.text((box[0], y), line, fill=colour or self.theme.ink, font=font)
            y += int(self.theme.size * scale * 1.45)
        return y

    def plate(
        self, box: Box, fill: Colour | None, edge: Colour | None = None, radius: int | None = None
    ) -> None:
        """A filled rectangle with the theme's corners."""
        x0, y0, x1, y1 = box
        if x1 <= x0 + 1 or y1 <= y0 + 1:
            return
        r = min(self.theme.radius if radius is None else radius, (x1 - x0) // 2, (y1 - y0) // 2)
        self.draw.rounded_rectangle(box, r, fill=fill, outline=edge)

    def button(self, x: int, y: int, text: str, strong: bool = False, width: int | None = None) -> int:
        """A push button; returns its right edge."""
        t = self.theme
        w = width or int(len(text) * t.size * 0.62 + t.size * 2)
        self.plate(
            (x, y, x + w, y + self.row), t.accent if strong else t.panel, t.accent if strong else t.edge
        )
        self.text(x + t.size, y + t.size * 0.4, text, (255, 255, 255) if strong else t.ink, room=w - t.size)
        return x + w

    def field(self, x: int, y: int, width: int, text: str = "", arrow: bool = False) -> None:
        """A text field or, with `arrow`, a choice box."""
        t = self.theme
        self.plate(
            (x, y, x + width, y + self.row), mix(t.base, (255, 255, 255), 0.0 if t.dark else 0.8), t.edge
        )
        self.text(x + t.size * 0.5, y + t.size * 0.4, text, room=width - t.size * 2)
        if arrow:
            a, m = x + width - t.size, y + self.row // 2
            self.draw.polygon([(a - 4, m - 2), (a + 4, m - 2), (a, m + 4)], fill=t.muted)

    def tick(self, x: int, y: int, text: str, round_: bool = False, room: float | None = None) -> None:
        """A check box, a radio button or a switch with its label."""
        t, s = self.theme, self.theme.size
        on = self.chance(0.5)
        if round_:
            self.draw.ellipse((x, y, x + s, y + s), outline=t.accent if on else t.muted)
            if on:
                self.draw.ellipse((x + s // 4, y + s // 4, x + s * 3 // 4, y + s * 3 // 4), fill=t.accent)
        else:
            self.plate((x, y, x + s, y + s), t.accent if on else None, t.muted, 2)
            if on:
                hook = [(x + s * 0.2, y + s * 0.5), (x + s * 0.4, y + s * 0.75), (x + s * 0.8, y + s * 0.2)]
                self.draw.line(hook,
                               fill=(255, 255, 255), width=2)  # fmt: skip
        self.text(x + s * 1.5, y - s * 0.1, text, room=room)

    def switch(self, x: int, y: int) -> None:
        """A sliding switch."""
        t, s = self.theme, self.theme.size
        on = self.chance(0.5)
        self.plate((x, y, x + 2 * s, y + s), t.accent if on else t.edge, None, s // 2)
        left = x + s if on else x
        self.draw.ellipse((left + 1, y + 1, left + s - 1, y + s - 1), fill=(255, 255, 255))

    def icon(self, x: int, y: int, size: int, colour: Colour | None = None) -> None:
        """A small pictogram: folder, sheet, disc, tile or a letter on a tile."""
        c = colour or kits.vivid(self.rng)
        s, d = max(6, size), self.draw
        kind = int(self.rng.integers(6))
        if kind == 0:
            d.rectangle((x, y + s * 0.15, x + s * 0.45, y + s * 0.4), fill=c)
            d.rectangle((x, y + s * 0.27, x + s, y + s * 0.9), fill=mix(c, (255, 255, 255), 0.2))
        elif kind == 1:
            d.rectangle((x + s * 0.15, y, x + s * 0.85, y + s), fill=(250, 250, 250), outline=(120, 120, 120))
            for i in range(1, 5):
                d.line((x + s * 0.27, y + s * i / 5, x + s * 0.73, y + s * i / 5), fill=c)
        elif kind == 2:
            d.ellipse((x, y, x + s, y + s), fill=c)
            d.ellipse((x + s * 0.3, y + s * 0.3, x + s * 0.7, y + s * 0.7), fill=(255, 255, 255))
        elif kind == 3:
            self.plate((x, y, x + s, y + s), c, None, s // 4)
            d.polygon(
                [(x + s * 0.35, y + s * 0.25), (x + s * 0.35, y + s * 0.75), (x + s * 0.75, y + s * 0.5)],
                fill=(255, 255, 255),
            )
        elif kind == 4:
            self.plate((x, y, x + s, y + s), c, None, s // 5)
            font = self.kit.font(self.rng, int(s * 0.7), self.theme.font)
            d.text(
                (x + s * 0.28, y + s * 0.08),
                pick(self.rng, list("ABCDEFMNPRSTWX")),
                fill=(255, 255, 255),
                font=font,
            )
        else:
            for i in range(3):
                d.line(
                    (x + s * 0.1, y + s * (0.25 + i * 0.25), x + s * 0.9, y + s * (0.25 + i * 0.25)),
                    fill=c,
                    width=max(1, s // 9),
                )

    def picture(self, box: Box, *, whole: bool = False) -> None:
        """A photo that fills `box`, or lies inside it with `whole`."""
        w, h = box[2] - box[0], box[3] - box[1]
        if w < 4 or h < 4:
            return
        photo = self.kit.photo(self.rng)
        if whole:
            shown = ImageOps.contain(photo, (w, h))
            self.image.paste(shown, (box[0] + (w - shown.width) // 2, box[1] + (h - shown.height) // 2))
        else:
            self.image.paste(ImageOps.fit(photo, (w, h)), box[:2])

    def disc(self, x: int, y: int, size: int) -> None:
        """A round portrait: a small photo or an initial on a colour."""
        if self.kit.photos and self.chance(0.5):
            mask = Image.new("L", (size, size))
            ImageDraw.Draw(mask).ellipse((0, 0, size - 1, size - 1), fill=255)
            self.image.paste(ImageOps.fit(self.kit.photo(self.rng), (size, size)), (x, y), mask)
            return
        self.draw.ellipse((x, y, x + size, y + size), fill=kits.vivid(self.rng))
        font = self.kit.font(self.rng, int(size * 0.5), self.theme.font)
        self.draw.text(
            (x + size * 0.32, y + size * 0.18), kits.name(self.rng)[0], fill=(255, 255, 255), font=font
        )

    def scroll_bar(self, box: Box) -> None:
        """A vertical bar along the right edge of `box`."""
        t, w = self.theme, int(self.rng.integers(5, 16))
        h = box[3] - box[1]
        self.draw.rectangle((box[2] - w, box[1], box[2], box[3]), fill=t.panel)
        top = box[1] + int(h * self.rng.uniform(0, 0.6))
        self.plate(
            (box[2] - w + 2, top, box[2] - 2, top + int(h * self.rng.uniform(0.1, 0.4))),
            t.muted,
            None,
            w // 2,
        )
