"""Made pages whose reading order is known: lists, tables, calendars, columns, forms, cards, dialogs.

Each page is a list of pieces of text in true order. They are drawn, tilted or turned, or given as boxes.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

Box = tuple[int, int, int, int]
Point = tuple[float, float]

#: Words that a column can be filled with, in four languages.
_PROSE = (
    "the library stays shut on monday because the heating is being repaired and books that are due may be "
    "returned a day later without a fee while visitors use the side entrance near the old mill and do not "
    "leave bicycles in front of the ramp which must be kept free at all times",
    "die bücherei bleibt am montag wegen arbeiten an der heizung geschlossen und wer noch bücher hat kann "
    "sie ohne gebühr einen tag später bringen bitte nehmt den eingang an der seite und stellt keine räder "
    "vor die rampe denn sie muss immer frei bleiben",
    "la biblioteca permanece cerrada el lunes por obras en la calefacción y los libros pueden devolverse un "
    "día más tarde sin multa mientras los lectores usan la entrada del lado y no dejan bicicletas delante "
    "de la rampa que debe quedar libre",
    "la bibliothèque reste fermée lundi pour des travaux et les livres peuvent être rendus un jour plus tard "
    "sans amende tandis que les lecteurs passent par la porte de côté et ne laissent pas de vélos devant la "
    "rampe qui doit rester libre",
)
_GOODS = (
    "Flour", "Butter", "Sugar", "Coffee", "Green tea", "Olive oil", "Bread rolls", "Apples", "Brown rice",
    "Cheese", "Tomatoes", "Honey", "Kartoffeln", "Milch", "Jabón", "Sel fin", "Paper towels", "Batteries",
)  # fmt: skip
_LABELS = (
    "Name", "Street", "Town", "Country", "Telephone", "Born", "Account", "Policy", "Volume", "Brightness",
    "Language", "Printer", "Resolution", "Wi-Fi name", "Version", "Storage", "Straße", "Ciudad",
)  # fmt: skip
_VALUES = (
    "Anna Weber", "Mill Road 14", "Oxford", "Ireland", "0555 0142", "12 May 1984", "DE 4471", "K-2217",
    "Seven", "Medium", "English", "Office 2", "1920 x 1080", "Guests", "4.12.7", "128 GB", "Off", "Automatic",
)  # fmt: skip
_HEADINGS = (
    "Town news", "Weekly offers", "Terms of delivery", "Opening hours", "Patient record", "Trip to the lake",
    "Season tickets", "Members only", "Jahresbericht", "Avisos", "Summary of charges", "Garden club",
)  # fmt: skip
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONG_CELLS = (
    "Stainless steel water bottle with a lid that closes", "Folding chair for balcony and garden",
    "Guided walk through the old harbour quarter", "Talk on bees and other wild insects in towns",
    "Children's choir, first concert of the year", "Wooden box for letters, painted by hand",
    "Rain jacket with hood and two inner pockets", "Introduction to mending clothes at home",
)  # fmt: skip


@dataclass
class Page:
    """A made page.

    Attributes:
        kind: Which maker drew it.
        size: Width and height in pixels, before tilting.
        pieces: (text, left, top, font size) in true order.
    """

    kind: str
    size: tuple[int, int]
    pieces: list[tuple[str, int, int, int]] = field(default_factory=list)
    tilt: float = 0.0

    def add(self, text: str, left: float, top: float, size: int) -> None:
        """Append the next piece in reading order."""
        # Pillow's own font has plain letters only.
        plain = "".join(ch for ch in normalize("NFKD", text.replace("ß", "ss")) if ch < "\x7f" or ch == "°")
        self.pieces.append((plain, round(left), round(top), size))

    def boxes(self) -> list[Box]:
        """Where each piece is, before tilting."""
        found = []
        for text, left, top, size in self.pieces:
            box = font(size).getbbox(text)
            found.append(tuple(round(a + b) for a, b in zip(box, (left, top, left, top), strict=True)))
        return found  # type: ignore[return-value]

    def draw(self, paper: str = "white", ink: str = "black") -> Image.Image:
        """The page as a picture, tilted anticlockwise by ``tilt`` degrees."""
        image = Image.new("RGB", self.size, paper)
        draw = ImageDraw.Draw(image)
        for text, left, top, size in self.pieces:
            draw.text((left, top), text, fill=ink, font=font(size))
        if not self.tilt:
            return image
        return image.rotate(self.tilt, Image.Resampling.BICUBIC, expand=True, fillcolor=paper)

    def centres(self) -> list[Point]:
        """The middle of each piece in the tilted picture."""
        angle = math.radians(self.tilt)
        cos, sin = math.cos(angle), math.sin(angle)
        width, height = self.size
        wide = abs(width * cos) + abs(height * sin)
        high = abs(width * sin) + abs(height * cos)
        points = []
        for left, top, right, bottom in self.boxes():
            x, y = (left + right - width) / 2, (top + bottom - height) / 2
            points.append((x * cos + y * sin + wide / 2, -x * sin + y * cos + high / 2))
        return points


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font; the same on every machine."""
    loaded = ImageFont.load_default(size)
    assert isinstance(loaded, ImageFont.FreeTypeFont)
    return loaded


def _width(text: str, size: int) -> float:
    return font(size).getlength(text)


def _wrapped(words: Sequence[str], size: int, width: float) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and _width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def _prose(dice: random.Random, size: int, width: float, lines: int) -> list[str]:
    """Sentences that fill so many lines of a column."""
    words = dice.choice(_PROSE).split()
    start = dice.randrange(len(words))
    words = (words[start:] + words[:start]) * 4
    at = 0
    while at < len(words):
        words[at] = words[at].capitalize()
        at += dice.randrange(5, 17)
        words[min(at, len(words)) - 1] += "."
    return _wrapped(words, size, width)[:lines]


def _price(dice: random.Random) -> str:
    return f"{dice.randrange(1, 60)}.{dice.randrange(100):02}"


def _paragraphs(page: Page, dice: random.Random) -> None:
    size = dice.choice((16, 18, 20))
    y = 40.0
    page.add(dice.choice(_HEADINGS), 50, y, size + dice.choice((0, 8, 14)))
    y += 2.5 * size + 14
    for _ in range(dice.randrange(2, 4)):
        for line in _prose(dice, size, 560, dice.randrange(3, 7)):
            page.add(line, 50, y, size)
            y += 1.6 * size
        y += 0.9 * size


def _price_list(
    page: Page, dice: random.Random, left: float = 60, right: float = 0.0, top: float = 40
) -> None:
    size = dice.choice((16, 20, 24))
    right = right or dice.choice((420, 620, 760))
    pitch = dice.choice((1.4, 1.8, 2.4)) * size
    for k, item in enumerate(dice.sample(_GOODS, dice.randrange(4, 10))):
        price = _price(dice)
        page.add(item, left, top + k * pitch, size)
        page.add(price, right - _width(price, size), top + k * pitch, size)


def _two_lists(page: Page, dice: random.Random) -> None:
    """Two price lists side by side, each with a heading."""
    size, pitch = 18, dice.choice((28, 34))
    for left in (50, 500):
        page.add(dice.choice(_HEADINGS), left, 40, 24)
        for k, item in enumerate(dice.sample(_GOODS, dice.randrange(5, 8))):
            price = _price(dice)
            page.add(item, left, 100 + k * pitch, size)
            page.add(price, left + 300 - _width(price, size), 100 + k * pitch, size)


def _news(page: Page, dice: random.Random, count: int = 2) -> None:
    size = dice.choice((15, 18, 20))
    gap = dice.choice((30, 60, 90))
    wide = (860 - (count - 1) * gap) / count
    page.add(dice.choice(_HEADINGS), 40, 30, 38)
    pitch = round(dice.choice((1.4, 1.6, 1.9)) * size)
    shift = dice.choice((0, 0, 7))
    for column in range(count):
        for k, line in enumerate(_prose(dice, size, wide, dice.randrange(6, 10))):
            page.add(line, 40 + column * (wide + gap), 110 + column * shift + k * pitch, size)


def _three_columns(page: Page, dice: random.Random) -> None:
    _news(page, dice, 3)


def _four_columns(page: Page, dice: random.Random) -> None:
    _news(page, dice, 4)


def _wrapped_table(page: Page, dice: random.Random) -> None:
    """Items wrapped over two or three lines, a price or a date beside the first."""
    size = dice.choice((16, 18, 20))
    wide = dice.choice((170, 220, 280))
    pitch = 1.45 * size
    gap = dice.choice((0.0, 0.5, 1.0)) * size
    middle = dice.random() < 0.3 and gap > 0
    y = 40.0
    if dice.random() < 0.5:
        page.add("Article", 60, y, size)
        page.add("Number", 80 + wide, y, size)
        page.add("Price", 240 + wide, y, size)
        y += 2.2 * size
    for cell in dice.sample(_LONG_CELLS, dice.randrange(3, 6)):
        lines = _wrapped(cell.split(), size, wide)
        for k, line in enumerate(lines):
            page.add(line, 60, y + k * pitch, size)
        at = y + (len(lines) - 1) * pitch / 2 if middle else y
        page.add(str(dice.randrange(1, 90)), 80 + wide, at, size)
        page.add(_price(dice), 240 + wide, at, size)
        y += len(lines) * pitch + gap


def _programme(page: Page, dice: random.Random) -> None:
    """A time, what is on, and where; two cells wrap."""
    size = dice.choice((16, 18, 20))
    pitch = 1.4 * size
    y, hour = 40.0, 9
    page.add(dice.choice(_HEADINGS), 60, y, size + 10)
    y += 3.2 * size
    for cell in dice.sample(_LONG_CELLS, dice.randrange(3, 6)):
        page.add(f"{hour}:{dice.choice((15, 30, 45))}", 60, y, size)
        what = _wrapped(cell.split(), size, 240)
        where = _wrapped(dice.choice(("Large hall, first floor", "Room 4", "Garden")).split(), size, 130)
        for k, line in enumerate(what):
            page.add(line, 180, y + k * pitch, size)
        for k, line in enumerate(where):
            page.add(line, 470, y + k * pitch, size)
        y += max(len(what), len(where)) * pitch + 0.8 * size
        hour += 1


def _calendar(page: Page, dice: random.Random) -> None:
    size = dice.choice((18, 22, 24))
    step, pitch = dice.choice((80, 110)), dice.choice((50, 75))
    page.add("March 2027", 40, 24, size + 12)
    for k, day in enumerate(_DAYS):
        page.add(day[:2], 50 + k * step, 90, size)
    start, days = dice.randrange(7), dice.choice((28, 30, 31))
    for day in range(days):
        row, column = divmod(start + day, 7)
        page.add(str(day + 1), 50 + column * step, 150 + row * pitch, size)


def _form(page: Page, dice: random.Random) -> None:
    size = dice.choice((16, 18, 22))
    pitch = dice.choice((1.7, 2.3, 3.2)) * size
    right = dice.choice((220, 320, 640))
    colon = dice.choice(("", ":"))
    page.add(dice.choice(_HEADINGS), 50, 24, size + 8)
    for k in range(dice.randrange(5, 9)):
        page.add(dice.choice(_LABELS) + colon, 50, 100 + k * pitch, size)
        page.add(dice.choice(_VALUES), right, 100 + k * pitch, size)


def _double_form(page: Page, dice: random.Random) -> None:
    """Two labels and two values in every row."""
    size, pitch = dice.choice((16, 20)), dice.choice((36, 52))
    for k in range(dice.randrange(4, 7)):
        for left in (40, 480):
            page.add(dice.choice(_LABELS) + ":", left, 60 + k * pitch, size)
            page.add(dice.choice(_VALUES), left + 150, 60 + k * pitch, size)


def _labels_above(page: Page, dice: random.Random) -> None:
    """Small labels, the value below each; two or three in a row, as cards."""
    count = dice.choice((2, 3, 4))
    for row in range(dice.randrange(1, 4)):
        for column in range(count):
            x, y = 50 + column * 220, 50 + row * 120
            page.add(dice.choice(_LABELS), x, y, 15)
            page.add(f"{dice.randrange(10, 9000)}", x, y + 26, 30)


def _receipt(page: Page, dice: random.Random) -> None:
    size, pitch = 18, dice.choice((25, 30))
    y = 30.0
    for line in (dice.choice(_HEADINGS).upper(), "Mill Road 14, Oxford", "12 May 2026, 10:42"):
        page.add(line, 260 - _width(line, size) / 2, y, size)
        y += pitch
    y += pitch
    for item in dice.sample(_GOODS, dice.randrange(4, 9)):
        price = _price(dice)
        page.add(item, 60, y, size)
        page.add(price, 460 - _width(price, size), y, size)
        y += pitch
    y += 0.6 * pitch
    for label in ("Total", "Cash"):
        price = _price(dice)
        page.add(label, 60, y, size)
        page.add(price, 460 - _width(price, size), y, size)
        y += pitch
    page.add("Thank you for your visit", 150, y + pitch, size)


def _forecast(page: Page, dice: random.Random) -> None:
    """A card for each day: its name, a large temperature, a small one."""
    step = dice.choice((140, 170, 200))
    for k in range(dice.choice((3, 4, 5))):
        x = 60 + k * step
        page.add(_DAYS[k], x, 40, 20)
        page.add(f"{dice.randrange(10, 30)}°", x, 80, 36)
        page.add(f"{dice.randrange(10, 20)}°", x, 150, 20)


def _dialog(page: Page, dice: random.Random) -> None:
    size = dice.choice((16, 18, 20))
    page.add(dice.choice(_HEADINGS), 24, 14, size)
    y = 80.0
    for line in _prose(dice, size, 480, dice.randrange(2, 4)):
        page.add(line, 110, y, size)
        y += 1.5 * size
    y += 50
    x = 260.0
    for button in ("Save", "Do not save", "Cancel"):
        page.add(button, x, y, size)
        x += _width(button, size) + 60


def _side_bar(page: Page, dice: random.Random) -> None:
    """A menu, a list at the side, a text."""
    x = 20.0
    for word in ("File", "Edit", "View", "Tools", "Help"):
        page.add(word, x, 10, 16)
        x += _width(word, 16) + 28
    for k, word in enumerate(dice.sample(_HEADINGS, 8)):
        page.add(word, 24, 90 + k * 41, 16)
    y = 88.0
    for line in _prose(dice, 18, 560, dice.randrange(9, 13)):
        page.add(line, 280, y, 18)
        y += 29


def _table(page: Page, dice: random.Random) -> None:
    size, pitch = dice.choice((15, 18, 20)), dice.choice((30, 38, 46))
    count = dice.choice((3, 4, 5))
    full = dice.random() < 0.6
    heads = ("Item", "Number", "Price", "Weight", "Total")[:count]
    for k, head in enumerate(heads):
        page.add(head, 50 + k * 160, 40, size)
    for row, item in enumerate(dice.sample(_GOODS, dice.randrange(4, 9)), 1):
        page.add(item, 50, 40 + row * pitch, size)
        for k in range(1, count):
            if full or dice.random() < 0.75:
                page.add(_price(dice), 50 + k * 160, 40 + row * pitch, size)


def _word_table(page: Page, dice: random.Random) -> None:
    """Words in every cell: who does what, where."""
    size, pitch = 18, dice.choice((32, 44))
    for k, head in enumerate(("Who", "What", "Where")):
        page.add(head, 50 + k * 250, 40, size)
    for row in range(1, dice.randrange(4, 8)):
        cells = dice.choice(("Anna", "Peter", "Maria", "Jon Berg")), dice.choice(_GOODS), dice.choice(_LABELS)
        for k, cell in enumerate(cells):
            page.add(cell, 50 + k * 250, 40 + row * pitch, size)


def _letter(page: Page, dice: random.Random) -> None:
    """The sender at the right, the other address at the left below, the text."""
    size = 18
    for k, line in enumerate(("Garden club", "Mill Road 14", "Oxford")):
        page.add(line, 560, 40 + k * 27, size)
    for k, line in enumerate(("Anna Weber", "Hill Street 2", "Dublin")):
        page.add(line, 60, 150 + k * 27, size)
    page.add("Dear Mrs Weber,", 60, 270, size)
    for k, line in enumerate(_prose(dice, size, 640, dice.randrange(4, 8))):
        page.add(line, 60, 320 + k * 28, size)


def _article(page: Page, dice: random.Random) -> None:
    """A heading across, a text, and a box of notes at its right."""
    page.add(dice.choice(_HEADINGS), 40, 24, 36)
    y = 100.0
    for line in _prose(dice, 18, 520, dice.randrange(8, 12)):
        page.add(line, 40, y, 18)
        y += 28
    page.add("See also", 640, 104, 20)
    for k, line in enumerate(_prose(dice, 15, 210, dice.randrange(4, 7))):
        page.add(line, 640, 142 + k * 23, 15)


_MAKERS: tuple[Callable[[Page, random.Random], None], ...] = (
    _paragraphs, _price_list, _two_lists, _news, _three_columns, _four_columns, _wrapped_table, _programme,
    _calendar, _form, _double_form, _labels_above, _receipt, _forecast, _dialog, _side_bar, _table,
    _word_table, _letter, _article,
)  # fmt: skip


def made_layouts(count: int = 100, seed: int = 0, most: float = 15.0) -> list[Page]:
    """So many pages of all kinds, tilted by -``most`` to ``most`` degrees; the same for the same seed."""
    pages = []
    for number in range(count):
        dice = random.Random(seed * 100_003 + number)
        make = _MAKERS[number % len(_MAKERS)]
        page = Page(make.__name__.strip("_"), (1, 1))
        make(page, dice)
        boxes = page.boxes()
        page.size = max(box[2] for box in boxes) + 60, max(box[3] for box in boxes) + 50
        # Every fifth page stands straight, the others are spread evenly.
        page.tilt = 0.0 if number // len(_MAKERS) % 5 == 0 else round(dice.uniform(-most, most), 1)
        pages.append(page)
    return pages


def kendall_tau(ranks: Sequence[float]) -> float:
    """Kendall's tau of ranks against 0, 1, 2 ...: 1 in order, -1 the other way round; ties count as right."""
    wrong = total = 0
    for i, rank in enumerate(ranks):
        for other in ranks[i + 1 :]:
            total += 1
            wrong += other < rank
    return 1.0 if not total else 1 - 2 * wrong / total
