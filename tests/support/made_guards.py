"""Pictures that a guard may take for nothing, and pictures of nothing: drawn, or processed from photos.

Each is made from its number alone, so every run sees the same.
"""

import io
import math
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Dice = np.random.Generator
FONTS = ("DejaVuSans.ttf", "Arial.ttf", "LiberationSans-Regular.ttf")
INKS = ("black", "#222", "#555", "#036", "#800")
PAPERS = ("white", "#fffbe8", "#eef2f6", "#f6f6f6")
WORDS = tuple(f"{name} {number}" for name in ("Total", "Room", "City", "Jan", "Tax") for number in range(4))


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The first of FONTS that there is."""
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    """The same after JPEG."""
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "JPEG", quality=quality)
    return Image.open(io.BytesIO(stream.getvalue())).convert("RGB")


def table(dice: Dice) -> Image.Image:
    """Numbers in rows and columns, with lines or without, some cells empty."""
    size = int(dice.integers(8, 18))
    wide, high = int(size * dice.uniform(4, 8)), int(size * dice.uniform(1.3, 3))
    columns, rows = int(dice.integers(3, 13)), int(dice.integers(5, 34))
    picture = Image.new("RGB", (wide * columns + 40, high * rows + 40), str(dice.choice(PAPERS)))
    draw, ink, letters = ImageDraw.Draw(picture), str(dice.choice(INKS)), font(size)
    for row in range(rows):
        for column in range(columns):
            if dice.random() < 0.85:
                text = str(dice.choice(WORDS)) if column == 0 else str(int(dice.integers(1, 10_000)))
                draw.text((20 + column * wide, 20 + row * high), text, ink, letters)
    if dice.random() < 0.5:
        for row in range(rows + 1):
            draw.line((14, 17 + row * high, picture.width - 14, 17 + row * high), fill="#999")
        for column in range(columns + 1):
            draw.line((14 + column * wide, 17, 14 + column * wide, picture.height - 23), fill="#999")
    return picture


def puzzle(dice: Dice) -> Image.Image:
    """A sudoku, a crossword or a word search."""
    cells, size = int(dice.choice([9, 11, 15])), int(dice.integers(18, 60))
    picture = Image.new("RGB", (cells * size + 30, cells * size + 30), "white")
    draw, letters, kind = ImageDraw.Draw(picture), font(int(size * 0.6)), int(dice.integers(3))
    for row in range(cells):
        for column in range(cells):
            x, y = 15 + column * size, 15 + row * size
            black = kind == 1 and dice.random() < 0.25
            draw.rectangle((x, y, x + size, y + size), outline="black", fill="black" if black else "white")
            if kind == 2 or (not black and dice.random() < 0.35):
                sign = (
                    "ABCDEFGHIKLMNOPRSTUVW"[int(dice.integers(21))]
                    if kind
                    else str(int(dice.integers(1, 10)))
                )
                draw.text((x + size / 2, y + size / 2), sign, "black", letters, anchor="mm")
    return picture


def lonely_text(dice: Dice) -> Image.Image:
    """One digit, sign or word on an empty page or slide, or on a dark screen."""
    wide, high = [(1920, 1080), (1280, 720), (800, 600), (1240, 1754)][int(dice.integers(4))]
    dark = dice.random() < 0.4
    picture = Image.new("RGB", (wide, high), "black" if dark else str(dice.choice(PAPERS)))
    text = str(dice.choice(["3", "7", "No", "OK", "A", "Yes", "12", "Exit", "Menu", "42", "Off", "B2"]))
    at = (float(dice.uniform(0.1, 0.9) * wide), float(dice.uniform(0.1, 0.9) * high))
    ink = "#ddd" if dark else str(dice.choice(INKS))
    ImageDraw.Draw(picture).text(at, text, ink, font(int(dice.integers(16, 64))), anchor="mm")
    return picture


def small_text(dice: Dice) -> Image.Image:
    """Lines of small print over a whole page."""
    picture = Image.new("RGB", (int(dice.integers(500, 1600)), int(dice.integers(400, 1600))), "white")
    draw, size = ImageDraw.Draw(picture), int(dice.integers(7, 13))
    step = int(size * dice.uniform(1.2, 1.8))
    for y in range(20, picture.height - 20, step):
        words = [str(dice.choice(WORDS)).lower() for _ in range(picture.width // (size * 3))]
        draw.text((20, y), " ".join(words), str(dice.choice(INKS)), font(size))
    return picture


def small_thing(dice: Dice) -> Image.Image:
    """A moon, a boat, a bird or a lamp, small on a plain ground."""
    wide, high = [(1600, 1200), (1200, 1600), (900, 600), (640, 480)][int(dice.integers(4))]
    ground = [(4, 5, 14), (20, 60, 110), (120, 170, 220), (235, 235, 230)][int(dice.integers(4))]
    picture = Image.new("RGB", (wide, high), ground)
    draw, u = ImageDraw.Draw(picture), max(wide, high) * float(dice.uniform(0.01, 0.06))
    x, y = float(dice.uniform(0.1, 0.9)) * wide, float(dice.uniform(0.1, 0.9)) * high
    kind = int(dice.integers(4))
    if kind == 0:
        draw.ellipse((x - u, y - u, x + u, y + u), fill=(235, 232, 215))
    elif kind == 1:
        hull = [(x - u, y), (x + u, y), (x + u / 2, y + u / 3), (x - u / 2, y + u / 3)]
        draw.polygon(hull, fill=(150, 30, 20))
        draw.polygon([(x, y - u), (x, y), (x + u * 0.7, y)], fill=(250, 250, 250))
    elif kind == 2:
        draw.arc((x - u, y, x, y + u), 200, 340, fill=(30, 30, 30), width=3)
        draw.arc((x, y, x + u, y + u), 200, 340, fill=(30, 30, 30), width=3)
    else:
        draw.ellipse((x - u / 3, y - u / 3, x + u / 3, y + u / 3), fill=(255, 200, 60))
    return recompressed(picture, 88)


def stars(dice: Dice) -> Image.Image:
    """A night sky."""
    wide, high = 1200, 900
    values = np.full((high, wide, 3), 6.0) + dice.normal(0, 1.5, (high, wide, 1))
    for _ in range(int(dice.integers(120, 3000))):
        x, y = int(dice.integers(1, wide - 1)), int(dice.integers(1, high - 1))
        values[y, x] = dice.uniform(90, 255)
        if dice.random() < 0.1:
            values[y - 1 : y + 2, x - 1 : x + 2] = 220
    return recompressed(Image.fromarray(values.clip(0, 255).astype(np.uint8)), 92)


def icon(dice: Dice) -> Image.Image:
    """A small sign in one or two colours, of 32 to 160 pixels."""
    side = int(dice.integers(32, 160))
    big = Image.new("RGB", (256, 256), str(dice.choice(["white", "#eee", "#224", "#fa0"])))
    draw, ink = ImageDraw.Draw(big), str(dice.choice(["red", "#06c", "black", "#0a0", "#f0c"]))
    kind = int(dice.integers(4))
    if kind == 0:
        draw.polygon([(128, 230), (30, 110), (80, 40), (128, 90), (176, 40), (226, 110)], fill=ink)
    elif kind == 1:
        draw.ellipse((40, 40, 216, 216), outline=ink, width=30)
    elif kind == 2:
        draw.line((40, 130, 110, 200, 220, 50), fill=ink, width=34)
    else:
        draw.rectangle((60, 100, 196, 220), fill=ink)
        draw.arc((85, 40, 170, 150), 180, 360, fill=ink, width=20)
    return big.resize((side, side), Image.Resampling.LANCZOS)


def weave(dice: Dice) -> Image.Image:
    """Bricks, tiles, chequered or striped cloth, dots: patterns with a rhythm."""
    wide, high = int(dice.integers(400, 1200)), int(dice.integers(300, 900))
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    turn, step = float(dice.uniform(0, math.pi)), float(dice.uniform(3, 40))
    u, v = x * math.cos(turn) + y * math.sin(turn), y * math.cos(turn) - x * math.sin(turn)
    kind = int(dice.integers(5))
    if kind == 0:  # bricks
        row = np.floor(v / step)
        mortar = (v % step < step * 0.12) | ((u + row % 2 * step) % (2 * step) < step * 0.12)
        values = np.where(mortar, 190.0, 110.0)
    elif kind == 1:
        values = np.where((np.floor(u / step) + np.floor(v / step)) % 2 == 0, 60.0, 200.0)
    elif kind == 2:
        values = 128 + 80 * np.sin(u * 2 * np.pi / step)
    elif kind == 3:
        values = 128 + 60 * np.sin(u * 2 * np.pi / step) + 60 * np.sin(v * 2 * np.pi / (2 * step))
    else:
        values = np.where(np.hypot(u % step - step / 2, v % step - step / 2) < step * 0.3, 40.0, 230.0)
    tint = np.array([1.0, dice.uniform(0.6, 1), dice.uniform(0.5, 1)])
    cells = values[:, :, None] * tint + dice.normal(0, dice.uniform(0, 10), (high, wide, 1))
    picture = Image.fromarray(cells.clip(0, 255).astype(np.uint8))
    return recompressed(picture.filter(ImageFilter.GaussianBlur(float(dice.uniform(0, 1)))), 85)


def code(dice: Dice) -> Image.Image:
    """The modules of a dense code, whose content does not matter."""
    modules, size = int(dice.integers(25, 90)), int(dice.integers(3, 9))
    cells = dice.random((modules, modules)) < 0.5
    ring = np.ones((7, 7), bool)
    ring[1:6, 1:6] = False
    ring[2:5, 2:5] = True
    for rows in (slice(0, 7), slice(-7, None)):
        for columns in (slice(0, 7), slice(-7, None)):
            cells[rows, columns] = ring
    picture = Image.fromarray(np.where(cells, 0, 255).astype(np.uint8)).convert("RGB")
    whole = Image.new("RGB", (modules + 8, modules + 8), "white")
    whole.paste(picture, (4, 4))
    return whole.resize((whole.width * size, whole.height * size), Image.Resampling.NEAREST)


def dim(dice: Dice, photo: Image.Image) -> Image.Image:
    """A sharp photo, darkened until little is left."""
    share = float(dice.uniform(0.04, 0.35))
    return recompressed(photo.point(lambda level: level * share), int(dice.integers(80, 96)))


def faded(dice: Dice, photo: Image.Image) -> Image.Image:
    """A sharp photo in fog, or grey in grey."""
    share, base = float(dice.uniform(0.05, 0.4)), float(dice.choice([235.0, 250.0, 120.0]))
    return recompressed(photo.point(lambda level: base + (level - 255 * (base > 200)) * share), 90)


def shrunk(dice: Dice, photo: Image.Image) -> Image.Image:
    """A photo as a small picture."""
    side = int(dice.integers(64, 140))
    return photo.resize((side, max(40, round(side * photo.height / photo.width))), Image.Resampling.LANCZOS)


def cut(dice: Dice, photo: Image.Image) -> Image.Image:
    """A small part of a photo, enlarged: fur, leaves, walls, sky."""
    side = min(photo.size) // int(dice.integers(2, 5))
    left, top = (int(dice.integers(0, length - side + 1)) for length in photo.size)
    part = photo.crop((left, top, left + side, top + side))
    return part.resize((side * 4, side * 4), Image.Resampling.BICUBIC)


def framed(dice: Dice, photo: Image.Image) -> Image.Image:
    """A photo on a much larger plain ground."""
    share = float(dice.uniform(1.6, 3.0))
    ground = str(dice.choice(["black", "white", "#f5eee0", "#333", "#0a2a4a"]))
    size = (round(photo.width * share), round(photo.height * share))
    picture = Image.new("RGB", size, ground)
    picture.paste(photo, ((size[0] - photo.width) // 2, (size[1] - photo.height) // 2))
    return recompressed(picture, 90)


def plain_photo(dice: Dice, photo: Image.Image) -> Image.Image:
    """A photo as it is, slightly soft."""
    return photo.filter(ImageFilter.GaussianBlur(float(dice.uniform(0, 0.008)) * min(photo.size)))


MADE: tuple[Callable[[Dice], Image.Image], ...] = (
    table, puzzle, lonely_text, small_text, small_thing, stars, icon, weave, code,
)  # fmt: skip
PROCESSED: tuple[Callable[[Dice, Image.Image], Image.Image], ...] = (
    dim, faded, shrunk, cut, framed, plain_photo,
)  # fmt: skip
#: What may truly be said of a kind of picture; a guard's reasons. Anything else is false.
TRUE = {
    "small_thing": frozenset(("flat_with_pointer",)),
    "icon": frozenset(("too_small",)),
    "shrunk": frozenset(("too_small",)),
}


def something(number: int, photos: Sequence[Path] = ()) -> tuple[str, Image.Image]:
    """One picture that shows something, with its kind: drawn, or, every second one, a photo's."""
    dice = np.random.default_rng(number)
    if photos and number % 2:
        process = PROCESSED[number // 2 % len(PROCESSED)]
        with Image.open(photos[int(dice.integers(len(photos)))]) as opened:
            return process.__name__, process(dice, opened.convert("RGB"))
    make = MADE[(number // 2 if photos else number) % len(MADE)]
    return make.__name__, make(dice)
