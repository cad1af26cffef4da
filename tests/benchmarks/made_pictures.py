"""The pictures that the bars are measured with: a photo of 12 megapixels, and a screen with 40 lines."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SCREEN = (1920, 1080)
FONTS = ("DejaVuSans.ttf", "Arial.ttf", "LiberationSans-Regular.ttf")
MENU = ("File", "Edit", "View", "Help")
NOTES = (
    "Saturday walk", "Shopping list", "Train times", "Garden plan", "Letters", "Recipes",
    "Repairs", "Birthdays", "Books to read", "Meeting notes",
)  # fmt: skip
TEXT = (
    "Saturday walk",
    "Meet at the station at 9:30, platform 4, near the ticket machine.",
    "Bring water, a rain jacket and something for the picnic.",
    "We follow the river to the old mill, about 7 kilometres.",
    "Lunch is at the mill, where a table for 12 people is reserved.",
    "The last train back leaves at 17:45 from the other side.",
    "Do not feed the horses in the field behind the church.",
    "Anna has the map, Peter carries the first aid box.",
    "The path is steep after the second bridge, so take your time.",
    "Dogs are welcome but must stay on the lead near the sheep.",
    "If it rains hard we visit the museum of clocks instead.",
    "The museum opens at 10:00 and costs 6.50 for each adult.",
    "Children under 14 do not pay, and neither do their teachers.",
    "Please write to Maria before Thursday if you want to join us.",
    "There is no shop on the way, so fill your bottles at home.",
    "Wear shoes that may get wet; the meadow is never quite dry.",
    "Last year we saw 3 herons and a kingfisher below the weir.",
    "The bus number 28 stops in front of the station every hour.",
    "Tickets for groups are sold at counter 2 until 9:15.",
    "Call 0555 0142 when you miss the train and we will wait.",
    "The photographs will be shown on the second Friday in May.",
    "Everyone who can carry a chair to the meadow is thanked twice.",
    "Until Saturday, and tell the neighbours about it as well.",
)
STATUS = ("Line 23, column 58", "Not saved")
LINES = 1 + len(MENU) + len(NOTES) + len(TEXT) + len(STATUS)


def photo_of_12_megapixels(sample: Path, target: Path) -> None:
    """Write ``sample`` at 4032x3024 with a sensor's noise, as a JPEG of quality 90."""
    rng = np.random.default_rng(12)
    with Image.open(sample) as image:
        big = image.convert("RGB").resize((4032, 3024), Image.Resampling.LANCZOS)
    grain = rng.normal(0, 4, (3024, 4032, 1)).astype(np.float32)
    noisy = np.clip(np.asarray(big, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
    Image.fromarray(noisy).save(target, quality=90)


def screenshot_of_40_lines(target: Path) -> None:
    """Write a full screen with one program in it, 40 lines of text at a usual size, as a PNG."""
    width, height = SCREEN
    image = Image.new("RGB", SCREEN, (239, 239, 239))
    draw = ImageDraw.Draw(image)
    small, usual = _font(15), _font(19)
    ink, line = (25, 25, 25), (180, 180, 180)
    draw.rectangle((0, 0, width, 30), fill=(214, 214, 218))
    draw.text((width / 2, 15), "walk.txt - Notes", ink, small, anchor="mm")
    for i in range(3):
        left = width - 30 - 34 * i
        draw.rectangle((left, 7, left + 16, 23), fill=(250, 250, 250), outline=(110, 110, 110))
    for i, word in enumerate(MENU):
        draw.text((16 + 70 * i, 46), word, ink, small, anchor="lm")
    draw.rectangle((0, 62, 300, height - 30), fill=(250, 250, 250), outline=line)
    draw.rectangle((1, 70, 299, 102), fill=(60, 120, 210))
    for i, note in enumerate(NOTES):
        draw.text((18, 86 + 36 * i), note, (255, 255, 255) if i == 0 else ink, small, anchor="lm")
    draw.rectangle((306, 62, width - 1, height - 30), fill=(255, 255, 255), outline=line)
    for i, words in enumerate(TEXT):
        draw.text((326, 92 + 40 * i), words, ink, usual, anchor="lm")
    draw.text((16, height - 15), STATUS[0], ink, small, anchor="lm")
    draw.text((width - 16, height - 15), STATUS[1], ink, small, anchor="rm")
    image.save(target)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)
