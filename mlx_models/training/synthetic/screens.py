"""Screenshots: Qt windows rendered off screen, alone or on a desktop, and phone-like screens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from mlx_models.training.synthetic import panes, windows
from mlx_models.training.synthetic.kit import (
    Colour,
    Kit,
    mix,
    palette,
    pick,
    title,
    vivid,
    with_photos,
    words,
)
from mlx_models.training.synthetic.look import (
    application,
    dark_palette,
    family,
    light_palette,
    render,
    style_sheet,
)
from mlx_models.training.synthetic.pen import Pen, Theme

SIZES = (
    (400, 300),
    (640, 480),
    (800, 600),
    (1024, 768),
    (1280, 720),
    (1280, 800),
    (1366, 768),
    (1440, 900),
    (1920, 1080),
    (2560, 1440),
)
# Large ones cost most and lose most when shrunk, so they come less often.
SHARES = (0.1, 0.14, 0.18, 0.14, 0.12, 0.1, 0.1, 0.05, 0.05, 0.02)

PAINTED = 0.55
"""Share of windows painted with Pillow: they are faster than Qt's, and of more sorts."""
NARROW = (
    windows.chat,
    windows.form,
    windows.listing,
    windows.web,
    panes.mail,
    panes.calendar,
    panes.viewer,
    panes.video,
)


def window(
    rng: np.random.Generator, kit: Kit, width: int, height: int, *, narrow: bool = False
) -> Image.Image:
    """One window's contents, Qt's or painted; about `width` x `height`, more if its widgets need it."""
    if rng.random() < PAINTED:
        pen = Pen(rng, kit, Theme.pick(rng, kit), width, height)
        insides = (*windows.CONTENTS, *panes.PANES)
        pick(rng, NARROW if narrow else insides)(pen)
        return pen.image
    app = application()
    from PySide6.QtGui import QFont

    from mlx_models.training.synthetic import programs

    app.setStyle(pick(rng, ["Fusion", "Fusion", "Windows"]))
    app.setPalette(dark_palette(rng) if rng.random() < 0.3 else light_palette(rng))
    sans = [p for p in kit.fonts if "Sans" in p.name and "Mono" not in p.name]
    file = pick(rng, sans) if sans and rng.random() < 0.8 else kit.font_file(rng)
    app.setFont(QFont(family(file) if file else "", pointSize=int(rng.integers(7, 16 if not narrow else 13))))
    made = pick(rng, programs.NARROW if narrow else programs.MAKERS)(rng, kit)
    made.setStyleSheet(made.styleSheet() + style_sheet(rng))
    return render(made, width, height)


def framed(rng: np.random.Generator, kit: Kit, image: Image.Image) -> Image.Image:
    """The contents with a title bar and a border, in the manner of one of the desktops."""
    bar = int(rng.integers(22, 38))
    style = rng.random()
    back: Colour = pick(
        rng, [(255, 255, 255), (232, 232, 232), (45, 45, 48), (60, 60, 60), (0, 120, 215), vivid(rng)]
    )
    ink = (20, 20, 20) if sum(back) > 400 else (240, 240, 240)
    edge = int(rng.integers(1, 5)) if style > 0.6 else 1
    out = Image.new(
        "RGB", (image.width + 2 * edge, image.height + bar + edge), mix(back, (100, 100, 100), 0.4)
    )
    draw = ImageDraw.Draw(out)
    draw.rectangle((0, 0, out.width, bar), fill=back)
    out.paste(image, (edge, bar))
    font = kit.font(rng, int(bar * 0.5))
    middle = bar / 2
    r = bar * 0.2
    if style < 0.35:
        for i, fill in enumerate(((255, 95, 86), (255, 189, 46), (39, 201, 63))):
            x = bar * (0.6 + i * 0.75)
            draw.ellipse((x - r, middle - r, x + r, middle + r), fill=fill)
        draw.text((out.width / 2, middle), title(rng, 1, 5), fill=ink, font=font, anchor="mm")
    else:
        draw.rectangle((8, middle - r, 8 + 2 * r, middle + r), fill=vivid(rng))
        draw.text((16 + 2 * r, middle), title(rng, 1, 6), fill=ink, font=font, anchor="lm")
        x = out.width - bar * 0.8
        if rng.random() < 0.3:
            draw.rectangle((x - bar * 0.6, 0, out.width, bar), fill=(220, 60, 50))
        draw.line((x - r, middle - r, x + r, middle + r), fill=ink)
        draw.line((x - r, middle + r, x + r, middle - r), fill=ink)
        draw.rectangle((x - bar * 1.3 - r, middle - r, x - bar * 1.3 + r, middle + r), outline=ink)
        draw.line((x - bar * 2.6 - r, middle, x - bar * 2.6 + r, middle), fill=ink)
    return out


def wallpaper(rng: np.random.Generator, kit: Kit, width: int, height: int) -> Image.Image:
    """A photo, one colour, or a smooth run of colours."""
    roll = rng.random()
    if roll < 0.5:
        return kit.photo(rng).resize((width, height), Image.Resampling.BICUBIC)
    if roll < 0.7:
        return Image.new(
            "RGB", (width, height), pick(rng, [(0, 120, 215), (0, 128, 128), (40, 40, 40), vivid(rng)])
        )
    few = np.array(palette(rng, 9), np.uint8).reshape(3, 3, 3)
    return Image.fromarray(few).resize((width, height), Image.Resampling.BICUBIC)


def _desktop_furniture(rng: np.random.Generator, kit: Kit, image: Image.Image) -> None:
    """A task bar, dock or menu bar, and icons with names, painted over the wallpaper."""
    draw = ImageDraw.Draw(image)
    w, h = image.size
    u = int(rng.integers(26, 46))
    font = kit.font(rng, int(u * 0.36))
    for i in range(int(rng.integers(0, 14))):
        x, y = u * (0.7 + i // 6 * 2.4), u * (1.3 + i % 6 * 2.4)
        draw.rounded_rectangle((x, y, x + u, y + u), u * 0.2, fill=vivid(rng))
        draw.text(
            (x + u / 2, y + u * 1.3),
            words(rng, 1).title(),
            fill=(255, 255, 255),
            font=font,
            anchor="mm",
            stroke_width=1,
            stroke_fill=(0, 0, 0),
        )
    dark = rng.random() < 0.6
    back, ink = ((28, 30, 36), (235, 235, 235)) if dark else ((235, 238, 244), (30, 30, 30))
    style = rng.random()
    clock = f"{int(rng.integers(0, 24)):02d}:{int(rng.integers(0, 60)):02d}"
    if style < 0.6:
        draw.rectangle((0, h - u, w, h), fill=back)
        start = w / 2 - u * 3 if rng.random() < 0.4 else u * 0.4
        for i in range(int(rng.integers(3, 10))):
            x = start + i * u * 1.1
            draw.rounded_rectangle((x, h - u * 0.82, x + u * 0.65, h - u * 0.17), 4, fill=vivid(rng))
        draw.text((w - u * 0.4, h - u / 2), clock, fill=ink, font=font, anchor="rm")
    else:
        draw.rectangle((0, 0, w, u * 0.7), fill=back)
        draw.text(
            (u * 0.5, u * 0.35),
            "   ".join(title(rng, 1, 1) for _ in range(6)),
            fill=ink,
            font=font,
            anchor="lm",
        )
        draw.text((w - u * 0.4, u * 0.35), clock, fill=ink, font=font, anchor="rm")
        if style > 0.8:
            n = int(rng.integers(5, 14))
            left = w / 2 - n * u * 0.6
            draw.rounded_rectangle(
                (left - u * 0.2, h - u * 1.5, w - left + u * 0.2, h - u * 0.2), u * 0.3, fill=back
            )
            for i in range(n):
                draw.rounded_rectangle(
                    (left + i * u * 1.2, h - u * 1.35, left + (i + 0.85) * u * 1.2, h - u * 0.35),
                    u * 0.25,
                    fill=vivid(rng),
                )


def desktop(rng: np.random.Generator, kit: Kit, width: int, height: int) -> Image.Image:
    """A whole desktop: wallpaper, bar or dock, icons and one to three windows with shadows."""
    image = wallpaper(rng, kit, width, height)
    _desktop_furniture(rng, kit, image)
    for _ in range(int(rng.integers(1, 4))):
        part = framed(
            rng,
            kit,
            window(rng, kit, int(width * rng.uniform(0.3, 0.8)), int(height * rng.uniform(0.3, 0.75))),
        )
        part = part.crop((0, 0, min(part.width, width), min(part.height, int(height * 0.9))))
        x = int(rng.integers(0, max(1, width - part.width)))
        y = int(
            rng.integers(int(height * 0.03), max(int(height * 0.03) + 1, int(height * 0.95) - part.height))
        )
        shadow = Image.new("L", (part.width // 8 + 8, part.height // 8 + 8))
        shadow.paste(110, (4, 4, shadow.width - 4, shadow.height - 4))
        soft = shadow.filter(ImageFilter.GaussianBlur(2)).resize((part.width + 64, part.height + 64))
        image.paste((0, 0, 0), (x - 32, y - 24), soft)
        image.paste(part, (x, y))
    return image


def phone(rng: np.random.Generator, kit: Kit) -> Image.Image:
    """A phone's screen: a program under a status line, or the home screen with icons."""
    w = int(rng.integers(320, 460))
    h = int(w * rng.uniform(1.6, 2.2))
    bar = int(w * 0.07)
    font = kit.font(rng, int(bar * 0.5))
    if rng.random() < 0.35:
        pen = Pen(rng, kit, Theme.pick(rng, kit), w, h)
        if rng.random() < 0.3:
            panes.launcher(pen)
            return pen.image
        image = wallpaper(rng, kit, w, h)
        draw = ImageDraw.Draw(image)
        columns = int(pick(rng, [4, 4, 5]))
        cell = w / columns
        for i in range(columns * int(rng.integers(2, 7))):
            x, y = (i % columns + 0.2) * cell, bar * 2 + i // columns * cell * 1.25
            draw.rounded_rectangle((x, y, x + cell * 0.6, y + cell * 0.6), cell * 0.15, fill=vivid(rng))
            draw.text(
                (x + cell * 0.3, y + cell * 0.75),
                title(rng, 1, 1)[:9],
                fill=(255, 255, 255),
                font=font,
                anchor="mm",
            )
    else:
        image = Image.new("RGB", (w, h), (255, 255, 255))
        inside = window(rng, kit, w, h - 2 * bar, narrow=True)
        image.paste(inside.crop((0, 0, w, h - 2 * bar)), (0, bar))
        draw = ImageDraw.Draw(image)
        back: Colour = pick(rng, [(255, 255, 255), (0, 0, 0), vivid(rng)])
        draw.rectangle((0, 0, w, bar), fill=back)
        draw.rectangle((0, h - bar, w, h), fill=back)
        for i in range(3):
            x, r = w * (i + 0.5) / 3, bar * 0.22
            draw.ellipse((x - r, h - bar / 2 - r, x + r, h - bar / 2 + r), outline=(128, 128, 128), width=2)
    draw.text(
        (bar, bar / 2),
        f"{int(rng.integers(0, 24))}:{int(rng.integers(10, 60))}",
        fill=(128, 128, 128),
        font=font,
        anchor="lm",
    )
    draw.rectangle((w - bar * 1.6, bar * 0.3, w - bar * 0.7, bar * 0.7), fill=(128, 128, 128))
    return image


def _annotate(rng: np.random.Generator, image: Image.Image) -> None:
    """The red boxes and arrows that manuals put on their screenshots."""
    draw = ImageDraw.Draw(image)
    w, h = image.size
    for _ in range(int(rng.integers(1, 3))):
        x, y = rng.uniform(0, w * 0.7), rng.uniform(0, h * 0.8)
        box = (x, y, x + w * rng.uniform(0.08, 0.3), y + h * rng.uniform(0.04, 0.2))
        draw.rectangle(
            box,
            outline=pick(rng, [(230, 20, 20), (255, 0, 0), (255, 200, 0), (0, 160, 60)]),
            width=max(2, w // 300),
        )


def _menu(rng: np.random.Generator, kit: Kit, image: Image.Image) -> None:
    """An open menu somewhere over the window."""
    draw = ImageDraw.Draw(image)
    font = kit.font(rng, int(rng.integers(11, 17)))
    step = int(getattr(font, "size", 12) * 1.8)
    rows = int(rng.integers(3, 13))
    dark = rng.random() < 0.3
    back, ink = ((45, 45, 48), (230, 230, 230)) if dark else ((250, 250, 250), (25, 25, 25))
    x, y = (
        int(rng.integers(0, max(1, image.width * 2 // 3))),
        int(rng.integers(10, max(11, image.height // 2))),
    )
    wide = step * int(rng.integers(6, 11))
    draw.rectangle((x + 3, y + 3, x + wide + 3, y + rows * step + 3), fill=(110, 110, 110))
    draw.rectangle((x, y, x + wide, y + rows * step), fill=back, outline=(150, 150, 150))
    chosen = int(rng.integers(rows))
    for i in range(rows):
        if i == chosen:
            draw.rectangle((x + 1, y + i * step, x + wide - 1, y + (i + 1) * step), fill=(60, 140, 230))
        draw.text((x + step, y + (i + 0.5) * step), title(rng, 1, 3), fill=ink, font=font, anchor="lm")


def make_screenshot(
    rng: np.random.Generator, photos: Sequence[Path] | None = None, kit: Kit | None = None
) -> Image.Image:
    """A screenshot of a window, a whole desktop, a phone, or a cut-out of one of these.

    Args:
        rng: decides everything; the same state gives the same picture.
        photos: JPEG files to use in place of the kit's unless None.
        photos: JPEG files for wallpapers, pages and players, in place of the kit's unless None.
        kit: fonts, and photos; this machine's fonts when None.

    Returns:
        An RGB picture from about 150x100 up to 2560x1440. Call it from the process's main thread (Qt).
    """
    kit = with_photos(kit, photos)
    roll = rng.random()
    if roll < 0.12:
        return phone(rng, kit)
    width, height = SIZES[int(rng.choice(len(SIZES), p=SHARES))]
    if roll < 0.34:
        return desktop(rng, kit, max(width, 1024), max(height, 700))
    image = window(rng, kit, width, height)
    if rng.random() < 0.12:
        _menu(rng, kit, image)
    if roll < 0.75:
        image = framed(rng, kit, image)
    if rng.random() < 0.15:
        w, h = image.size
        cw, ch = int(w * rng.uniform(0.35, 0.9)), int(h * rng.uniform(0.3, 0.9))
        x, y = int(rng.integers(0, w - cw + 1)), int(rng.integers(0, h - ch + 1))
        image = image.crop((x, y, x + cw, y + ch))
    if rng.random() < 0.12:
        _annotate(rng, image)
    return image
