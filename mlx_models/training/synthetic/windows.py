"""What stands inside windows: forms, lists, tables, editors, pages, mail, chats, files, players."""

from __future__ import annotations

from collections.abc import Callable

from mlx_models.training.synthetic import kit as kits
from mlx_models.training.synthetic.kit import mix, pick
from mlx_models.training.synthetic.pen import Pen

KEYWORDS = (
    "def",
    "return",
    "if",
    "for",
    "class",
    "import",
    "const",
    "let",
    "while",
    "int",
    "void",
    "public",
    "else",
    "fn",
)


def form(pen: Pen) -> None:
    """Labels with fields, ticks and buttons, as dialogs and settings have."""
    t, rng, row = pen.theme, pen.rng, pen.row
    left, y = int(t.size * 1.5), int(t.size * 1.2)
    if pen.chance(0.5):
        names = [kits.title(rng, 1, 1) for _ in range(int(rng.integers(2, 7)))]
        x, chosen = left, int(rng.integers(len(names)))
        for i, label in enumerate(names):
            w = int(len(label) * t.size * 0.62 + t.size * 1.5)
            pen.plate((x, y, x + w, y + row), t.base if i == chosen else t.panel, t.edge, 2)
            pen.text(x + t.size * 0.7, y + t.size * 0.4, label, t.accent if i == chosen else t.ink)
            x += w
        y += int(row * 1.6)
    elif pen.chance(0.6):
        pen.text(left, y, kits.title(rng), scale=1.5)
        y += int(row * 1.6)
    above = pen.chance(0.35)
    label_room = int(pen.width * rng.uniform(0.2, 0.4))
    wide = int(pen.width * rng.uniform(0.3, 0.55))
    while y < pen.height - row * 3:
        kind = int(rng.integers(6))
        label = kits.title(rng, 1, 3)
        if kind == 0:
            pen.tick(left, y + 4, kits.sentence(rng, 2, 7)[:-1], room=pen.width - 4 * left)
        elif kind == 1:
            for i in range(int(rng.integers(2, 5))):
                pen.tick(
                    left + (t.size if i else 0), y + 4, kits.title(rng, 1, 3), True, pen.width - 4 * left
                )
                y += int(row * 0.9)
        elif kind == 2 and pen.chance(0.5):
            pen.text(left, y, label, room=pen.width - 5 * t.size)
            pen.switch(pen.width - left - 2 * t.size, y)
        else:
            pen.text(
                left,
                y + t.size * 0.3,
                label + pick(rng, ["", ":", " *"]),
                room=wide if above else label_room - t.size,
            )
            if above:
                y += row
            content = pick(
                rng, [kits.title(rng, 1, 3), kits.name(rng), kits.number(rng), kits.date(rng), "", "••••••••"]
            )
            pen.field(left if above else left + label_room, y, wide, content, arrow=kind == 3)
        y += int(row * rng.uniform(1.25, 1.6))
    x = pen.width - left
    for i in range(int(rng.integers(1, 4))):
        text = pick(rng, ["OK", "Cancel", "Apply", "Save", "Help", "Next >", "Close", "Abbrechen", "Sign in"])
        w = int(len(text) * t.size * 0.62 + t.size * 2)
        x -= w + t.size // 2
        pen.button(x, pen.height - int(row * 1.5), text, i == 0 and pen.chance(0.6), w)


def message(pen: Pen) -> None:
    """An error or question box: a sign, a few lines, some buttons."""
    t, rng = pen.theme, pen.rng
    s = int(t.size * 2.6)
    x, y = t.size * 2, t.size * 2
    colour = pick(rng, [(210, 40, 40), (230, 170, 20), (40, 110, 210), (60, 150, 70)])
    if pen.chance(0.5):
        pen.draw.ellipse((x, y, x + s, y + s), fill=colour)
    else:
        pen.draw.polygon([(x, y + s), (x + s, y + s), (x + s / 2, y)], fill=colour)
    pen.draw.line(
        (x + s / 2, y + s * 0.3, x + s / 2, y + s * 0.65), fill=(255, 255, 255), width=max(2, s // 10)
    )
    left = x + s + t.size
    pen.text(left, y, kits.title(rng, 2, 5), scale=1.25, room=pen.width - left - t.size)
    pen.prose(
        (left, y + pen.row, pen.width - t.size, pen.height - pen.row * 2),
        kits.paragraph(rng, int(rng.integers(1, 4))),
        t.muted,
    )
    right = pen.width - t.size
    for i, text in enumerate(["OK", "Cancel", "Retry", "Details"][: int(rng.integers(1, 4))]):
        w = t.size * 6
        right -= w + t.size // 2
        pen.button(right, pen.height - int(pen.row * 1.5), text, i == 0, w)


def table(pen: Pen) -> None:
    """A spreadsheet or a list with columns."""
    t, rng = pen.theme, pen.rng
    sheet = pen.chance(0.5)
    row = int(t.size * rng.uniform(1.4, 2.3))
    widths = [int(t.size * rng.uniform(4, 13)) for _ in range(40)]
    kinds = [int(rng.integers(4)) for _ in widths]
    x0, y = (t.size * 3 if sheet else 0), 0
    pen.draw.rectangle((0, 0, pen.width, row), fill=t.panel)
    lines, stripes, line = sheet or pen.chance(0.4), pen.chance(0.4), 0
    filled = rng.uniform(0.35, 1.0) if sheet else 1.0
    many = int(rng.integers(5, 60))
    while y < pen.height:
        chosen = line > 0 and rng.random() < 0.04
        if chosen or (stripes and line % 2 and not sheet):
            pen.draw.rectangle((x0, y, pen.width, y + row), fill=t.accent if chosen else t.panel)
        if sheet:
            pen.draw.rectangle((0, y, x0, y + row), fill=t.panel, outline=t.edge)
            pen.text(t.size * 0.6, y + 2, str(line) if line else "", t.muted)
        x = x0
        for column, (w, kind) in enumerate(zip(widths, kinds, strict=True)):
            if x > pen.width:
                break
            if line == 0:
                pen.text(
                    x + 5,
                    y + 2,
                    chr(65 + column % 26) if sheet else kits.title(rng, 1, 2),
                    t.muted,
                    room=w - 8,
                )
            elif line < many and rng.random() < filled:
                cell = (kits.title(rng, 1, 3), kits.number(rng), kits.date(rng), kits.name(rng))[kind]
                pen.text(x + 5, y + 2, cell, (255, 255, 255) if chosen else None, 0.95, w - 8)
            if lines:
                pen.draw.line((x, 0, x, pen.height), fill=t.edge)
            x += w
        if lines:
            pen.draw.line((0, y, pen.width, y), fill=t.edge)
        y, line = y + row, line + 1


def listing(pen: Pen) -> None:
    """A tree or a plain list, some rows with icons and two lines, with a pane beside it."""
    t, rng = pen.theme, pen.rng
    tree, icons, two = pen.chance(0.45), pen.chance(0.6), pen.chance(0.3)
    row = int(pen.row * (1.7 if two else rng.uniform(0.8, 1.3)))
    split = int(pen.width * rng.uniform(0.25, 0.7)) if pen.chance(0.5) else pen.width
    y, depth, colour = 4, 0, kits.vivid(rng)
    while y < pen.height:
        x = 8 + depth * t.size
        chosen = pen.chance(0.05)
        if chosen:
            pen.draw.rectangle((0, y, split, y + row), fill=t.accent)
        if tree:
            pen.text(x, y + 2, pick(rng, ["+", "-", ">", "v"]), t.muted)
            x += t.size
            depth = min(5, max(0, depth + int(rng.integers(-2, 2))))
        if icons:
            pen.icon(x, y + 3, min(row - 6, t.size + 8), colour if pen.chance(0.8) else None)
            x += t.size + 14
        ink = (255, 255, 255) if chosen else t.ink
        pen.text(x, y + t.size * 0.3, kits.title(rng, 1, 5), ink, room=split - x - 6)
        if two:
            pen.text(x, y + t.size * 1.7, kits.sentence(rng), ink if chosen else t.muted, 0.85, split - x - 6)
            pen.draw.line((0, y, split, y), fill=t.edge)
        y += row
    if split < pen.width:
        pen.draw.rectangle((split, 0, pen.width, pen.height), fill=t.panel)
        pen.text(split + t.size, t.size, kits.title(rng), scale=1.4, room=pen.width - split - 2 * t.size)
        pen.prose(
            (split + t.size, t.size * 4, pen.width - t.size, pen.height),
            kits.paragraph(rng, int(rng.integers(2, 15))),
        )


def code(pen: Pen) -> None:
    """Source code with line numbers and coloured words, a pane of files beside it at times."""
    t, rng = pen.theme, pen.rng
    colours = [kits.mix(kits.vivid(rng), t.ink, 0.25) for _ in range(4)]
    x0 = int(pen.width * rng.uniform(0.12, 0.25)) if pen.chance(0.5) else 0
    step, y, line, depth = int(t.size * rng.uniform(1.2, 1.5)), 4, int(rng.integers(1, 400)), 0
    if x0:
        pen.draw.rectangle((0, 0, x0, pen.height), fill=t.panel)
        for i in range(4, pen.height, pen.row):
            pen.text(
                8 + t.size * int(rng.integers(0, 3)),
                i,
                kits.words(rng, 1) + pick(rng, [".py", ".c", ".js", ""]),
                t.muted,
                room=x0 * 0.6,
            )
    while y < pen.height:
        pen.text(x0 + 6, y, str(line), t.muted, mono=True)
        x = x0 + t.size * (4 + 2 * depth)
        roll = rng.random()
        if roll < 0.1:
            pen.text(x, y, "# " + kits.words(rng, int(rng.integers(3, 9))), t.muted, mono=True)
        elif roll < 0.87:
            x += int(pen.text(x, y, pick(rng, KEYWORDS) + " ", colours[0], mono=True))
            for word in kits.words(rng, int(rng.integers(1, 6))).split():
                shape = pick(
                    rng,
                    [word, f"{word}(", f'"{word}"', f"{word}.", "= ", f"{rng.integers(0, 99)}", f"{word})"],
                )
                x += int(pen.text(x, y, shape + " ", pick(rng, [t.ink, t.ink, *colours[1:]]), mono=True))
        depth = min(5, max(0, depth + int(rng.integers(-1, 2))))
        y, line = y + step, line + 1


def terminal(pen: Pen) -> None:
    """A command line with its output."""
    rng, t = pen.rng, pen.theme
    back = pick(rng, [(0, 0, 0), (12, 12, 12), (48, 10, 36), (1, 36, 86), (30, 30, 46), (253, 246, 227)])
    ink = (40, 40, 40) if sum(back) > 400 else pick(rng, [(204, 204, 204), (0, 220, 60), (240, 240, 240)])
    pen.draw.rectangle((0, 0, pen.width, pen.height), fill=back)
    prompt = pick(rng, ["$ ", "C:\\> ", "user@host:~$ ", "% ", "PS C:\\> ", "root# "])
    y, end = 4, pen.height * rng.uniform(0.25, 1.1)
    while y < end:
        x = 4.0 + pen.text(4, y, prompt, pick(rng, [ink, (80, 200, 120), (90, 160, 250)]), mono=True)
        pen.text(x, y, kits.words(rng, int(rng.integers(1, 6))), ink, mono=True)
        y += int(t.size * 1.3)
        columns = pen.chance(0.3)
        for _ in range(int(rng.integers(0, 14))):
            if columns:
                for i in range(4):
                    pen.text(
                        4 + i * pen.width / 4,
                        y,
                        kits.words(rng, 1) + pick(rng, ["", ".txt", "/"]),
                        ink,
                        mono=True,
                    )
            else:
                pen.text(
                    4,
                    y,
                    pick(rng, ["[INFO] ", "", "", "  ", "error: ", "-rw-r--r-- 1 "])
                    + kits.words(rng, int(rng.integers(2, 12))),
                    ink,
                    mono=True,
                )
            y += int(t.size * 1.3)
    pen.draw.rectangle((6, y, 6 + t.size // 2, y + t.size), fill=ink)


def editor(pen: Pen) -> None:
    """A word processor: a page of text on a grey ground, or plain text from edge to edge."""
    t, rng = pen.theme, pen.rng
    if pen.chance(0.4):
        pen.prose((6, 6, pen.width - 20, pen.height), kits.paragraph(rng, 60 if pen.chance(0.6) else 5))
        pen.scroll_bar((0, 0, pen.width - 1, pen.height))
        return
    pen.draw.rectangle((0, 0, pen.width, pen.height), fill=mix(t.panel, (128, 128, 128), 0.4))
    w = int(min(pen.width * 0.85, t.size * 55))
    x = (pen.width - w) // 2
    pen.draw.rectangle((x, 20, x + w, pen.height), fill=(255, 255, 255), outline=(180, 180, 180))
    y = 20 + w // 12
    pen.text(x + w * 0.1, y, kits.title(rng, 2, 6), (30, 30, 30), 1.8, w * 0.8)
    y += t.size * 4
    for _ in range(int(rng.integers(1, 7))):
        y = (
            pen.prose(
                (x + w // 10, y, x + w * 9 // 10, pen.height),
                kits.paragraph(rng, int(rng.integers(2, 7))),
                (40, 40, 40),
            )
            + t.size
        )
        if pen.chance(0.12):
            pen.picture((x + w // 10, y, x + w // 2, y + w // 4))
            y += w // 4 + t.size


def web(pen: Pen) -> None:
    """A web page: bar, banner, cards, columns of text, pictures."""
    t, rng = pen.theme, pen.rng
    bar = pick(rng, [t.accent, t.panel, t.base, (20, 20, 30)])
    light = (255, 255, 255) if sum(bar) < 420 else (30, 30, 30)
    y = int(t.size * rng.uniform(2.5, 5))
    pen.draw.rectangle((0, 0, pen.width, y), fill=bar)
    x = t.size + pen.text(t.size, y * 0.3, kits.title(rng, 1, 2), light, 1.4) + 3 * t.size
    while x < pen.width * 0.7:
        x += pen.text(x, y * 0.4, kits.title(rng, 1, 1), light) + 2 * t.size
    if pen.chance(0.45):
        h = int(pen.height * rng.uniform(0.2, 0.5))
        if pen.chance(0.6):
            pen.picture((0, y, pen.width, y + h))
        else:
            pen.draw.rectangle((0, y, pen.width, y + h), fill=kits.vivid(rng))
        pen.text(pen.width * 0.08, y + h * 0.35, kits.title(rng, 2, 6), (255, 255, 255), 2.4, pen.width * 0.8)
        pen.button(int(pen.width * 0.08), y + int(h * 0.65), kits.title(rng, 1, 2), True)
        y += h
    margin = int(pen.width * pick(rng, [0.02, 0.08, 0.15]))
    side = int(pen.width * 0.22) if pen.chance(0.3) and pen.width > 500 else 0
    right = pen.width - margin - side
    if side:
        for i in range(y + 10, pen.height, pen.row):
            pen.text(right + t.size, i, kits.title(rng, 1, 4), t.accent, room=side - t.size)
    y += t.size
    while y < pen.height:
        pen.text(margin, y, kits.title(rng, 1, 5), scale=1.6, room=right - margin)
        y += t.size * 3
        if pen.chance(0.5):
            count = int(rng.integers(2, 6))
            w, h = (right - margin) // count, int(t.size * rng.uniform(8, 20))
            bare = pen.chance(0.3)
            for i in range(count):
                cx = margin + i * w
                pen.plate((cx, y, cx + w - t.size, y + h), t.panel, t.edge)
                if not bare:
                    pen.picture((cx + 1, y + 1, cx + w - t.size - 1, y + h // 2))
                top = y + (6 if bare else h // 2 + 4)
                pen.text(cx + 6, top, kits.title(rng, 1, 3), scale=1.1, room=w - t.size * 2)
                pen.prose(
                    (cx + 6, top + t.size * 2, cx + w - t.size - 6, y + h - t.size * 2),
                    kits.sentence(rng),
                    t.muted,
                    0.9,
                )
            y += h + t.size
        else:
            y = (
                pen.prose((margin, y, right, pen.height), kits.paragraph(rng, int(rng.integers(1, 6))))
                + t.size
            )
            if pen.chance(0.25):
                h = int(pen.height * rng.uniform(0.15, 0.4))
                pen.picture((margin, y, margin + int((right - margin) * rng.uniform(0.4, 1)), y + h))
                y += h + t.size
    if pen.chance(0.7):
        pen.scroll_bar((0, 0, pen.width - 1, pen.height))


def chat(pen: Pen) -> None:
    """Bubbles left and right, a field below, a list of people beside it when there is room."""
    t, rng = pen.theme, pen.rng
    x0 = int(pen.width * 0.28) if pen.width > 600 and pen.chance(0.7) else 0
    for y in range(0, pen.height if x0 else 0, t.size * 4):
        pen.disc(8, y + 6, t.size * 2)
        pen.text(16 + t.size * 2, y + 6, kits.name(rng), room=x0 - t.size * 4)
        pen.text(
            16 + t.size * 2, y + 6 + int(t.size * 1.4), kits.sentence(rng), t.muted, 0.8, x0 - t.size * 4
        )
    y, room = t.size, pen.width - x0
    pen.draw.line((x0, 0, x0, pen.height), fill=t.edge)
    while y < pen.height - pen.row * 2:
        mine = pen.chance(0.5)
        w = int(room * rng.uniform(0.25, 0.68))
        font = pen.kit.font(rng, t.size, t.font)
        text = kits.paragraph(rng, int(rng.integers(1, 4)))
        picture = pen.chance(0.1)
        h = w // 2 if picture else int(len(kits.wrap(pen.draw, text, font, w - 16)) * t.size * 1.45) + 12
        x = pen.width - w - 10 if mine else x0 + 14 + t.size * 2
        if not mine:
            pen.disc(x0 + 6, y, t.size * 2)
        pen.plate((x, y, x + w, y + h), t.accent if mine else t.panel, None, 10)
        if picture:
            pen.picture((x + 4, y + 4, x + w - 4, y + h - 4))
        else:
            pen.prose((x + 8, y + 6, x + w - 8, y + h), text, (255, 255, 255) if mine else t.ink)
        y += h + int(t.size * rng.uniform(0.5, 1.6))
    pen.draw.rectangle((x0 + 1, pen.height - pen.row * 2, pen.width, pen.height), fill=t.base)
    pen.field(x0 + 10, pen.height - int(pen.row * 1.5), room - 20, pick(rng, ["Message", "Type here", ""]))


CONTENTS: tuple[Callable[[Pen], None], ...] = (
    form,
    form,
    message,
    table,
    table,
    listing,
    code,
    code,
    terminal,
    editor,
    web,
    web,
    web,
    chat,
)
