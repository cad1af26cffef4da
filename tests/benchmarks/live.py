"""How many of 300 changes of meaning the live region tells, and how many of 300 changes of noise.

    python tests/benchmarks/live.py [--drawn PAGES] [--all]

Args:
    --drawn: Noise of the real reader, too: so many pages of six lines, each read six times, drawn at other
        places between the pixels, in other colours, blurred, packed, with a cursor; what is told is wrong.
    --all: Print every one that is wrong.
"""

import argparse
import io
import random
from collections import Counter

from made_readings import PLAIN, Readings, is_right, meanings, noises, told
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.cancel import CancelToken
from app.describe.live.changes import TextChanges
from app.describe.ocr.choose import make_engine
from app.describe.reader import TextReader
from app.pictures.load import load_image

LOOKS, LINES, FINE = 6, 6, 4
SIZES = (11, 12, 13, 14, 16, 18, 22)
OTHERWISE = ("caret", "grey", "tinted", "blurred", "packed", "dark", "", "")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--drawn", type=int, default=0)
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    _print("changes of meaning told", meanings(), all_of_them=asked.all, told_is_right=True)
    _print("changes of noise told", noises(), all_of_them=asked.all, told_is_right=False)
    if asked.drawn:
        lines, wrong = drawn(asked.drawn)
        print(f"drawn and read: {lines} lines read again, {len(wrong)} told ({len(wrong) / lines:.1%})")
        print("\n".join(wrong if asked.all else ()))


def _print(title: str, rows: list[Readings], *, all_of_them: bool, told_is_right: bool) -> None:
    wrong = [one for one in rows if not is_right(one)]
    count = len(rows) - len(wrong) if told_is_right else len(wrong)
    kinds = ", ".join(f"{name} {number}" for name, number in Counter(one.name for one in wrong).items())
    print(f"{title}: {count} of {len(rows)} ({count / len(rows):.1%}){'; wrong: ' + kinds if kinds else ''}")
    for one in wrong if all_of_them else ():
        print(f"  {one.name}: {one.looks[0]} ... {one.looks[-1]} -> {told(one)}")


def drawn(pages: int) -> tuple[int, list[str]]:
    """Draw and read pages again and again; gives how many lines were read again, and what was told."""
    reader, rng = TextReader(make_engine), random.Random(4)
    read, wrong = 0, []
    latin = [text for text in PLAIN if text.isascii() or ord(max(text)) < 0x250 or "€" in text]
    for _ in range(pages):
        texts, size, changes = rng.sample(latin, LINES), rng.choice(SIZES), TextChanges()
        for look in range(LOOKS):
            out = io.BytesIO()
            _page(texts, size, rng.choice(OTHERWISE) if look else "", rng).save(out, "PNG")
            lines = reader(load_image(out.getvalue()), CancelToken(), lambda first: None).lines
            wrong += changes.update(lines, 100.0 + 2 * look)
            read += len(lines) if look else 0
    return read, wrong


def _page(texts: list[str], size: int, otherwise: str, rng: random.Random) -> Image.Image:
    """Lines drawn between the pixels: large, and made small."""
    ink = {"grey": (80, 80, 80), "dark": (235, 235, 235)}.get(otherwise, (20, 20, 20))
    paper = {"tinted": (225, 235, 250), "dark": (30, 30, 40)}.get(otherwise, (255, 255, 255))
    font = ImageFont.truetype("DejaVuSans.ttf", size * FINE)
    wide = int(max(font.getlength(text) for text in texts)) + 80 * FINE
    image = Image.new("RGB", (wide // FINE * FINE, (size * 2 * len(texts) + 40) * FINE), paper)
    pen = ImageDraw.Draw(image)
    across, down, cursor = rng.randrange(FINE), rng.randrange(FINE), rng.randrange(len(texts))
    for row, text in enumerate(texts):
        left, top = 20 * FINE + across, (20 + row * size * 2) * FINE + down
        pen.text((left, top), text, fill=ink, font=font)
        if otherwise == "caret" and row == cursor:
            end = left + font.getlength(text) + FINE
            pen.rectangle((end, top, end + FINE, top + size * FINE * 1.2), fill=ink)
    small = image.reduce(FINE)
    if otherwise == "blurred":
        return small.filter(ImageFilter.GaussianBlur(0.5))
    if otherwise == "packed":
        out = io.BytesIO()
        small.save(out, "JPEG", quality=60)
        return Image.open(out).convert("RGB")
    return small


if __name__ == "__main__":
    main()
