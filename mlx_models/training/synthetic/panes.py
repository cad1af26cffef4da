"""More of what stands inside windows: files, mail, pictures, players, dashboards, calendars, launchers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from mlx_models.training.synthetic import kit as kits
from mlx_models.training.synthetic.kit import mix, pick
from mlx_models.training.synthetic.pen import Pen


def files(pen: Pen) -> None:
    """A file manager: places on the left, icons or thumbnails with names on the right."""
    t, rng = pen.theme, pen.rng
    x0 = int(pen.width * rng.uniform(0.15, 0.28)) if pen.chance(0.75) else 0
    pen.draw.rectangle((0, 0, x0, pen.height), fill=t.panel)
    for y in range(10, pen.height // 2 if x0 else 0, pen.row):
        pen.icon(8, y, t.size, t.accent)
        pen.text(14 + t.size, y - 1, kits.title(rng, 1, 1), room=x0 - t.size * 2)
    cell = int(t.size * rng.uniform(5, 11))
    thumbs, colour, left = pen.chance(0.35), kits.vivid(rng), int(rng.integers(3, 90))
    for y in range(10, pen.height, int(cell * 1.3)):
        for x in range(x0 + 12, pen.width - cell, int(cell * 1.15)):
            if left <= 0:
                return
            left -= 1
            s = int(cell * 0.62)
            if thumbs and pen.chance(0.8):
                pen.picture((x, y, x + cell - 8, y + s))
            else:
                pen.icon(x + (cell - s) // 2, y, s, colour if pen.chance(0.7) else None)
            pen.text(
                x + 2,
                y + s + 4,
                kits.words(rng, 1) + pick(rng, ["", ".txt", ".jpg", "_2.pdf"]),
                scale=0.85,
                room=cell - 4,
            )


def mail(pen: Pen) -> None:
    """Folders, a list of messages and one of them open."""
    t, rng = pen.theme, pen.rng
    a, b = int(pen.width * 0.16), int(pen.width * rng.uniform(0.4, 1.0))
    pen.draw.rectangle((0, 0, a, pen.height), fill=t.panel)
    for i, label in enumerate(["Inbox", "Drafts", "Sent", "Archive", "Spam", "Trash", kits.title(rng, 1, 1)]):
        pen.text(8, 10 + i * pen.row, label, t.accent if i == 0 else None, room=a - 12)
    for y in range(0, pen.height, int(pen.row * 2.3)):
        if pen.chance(0.1):
            pen.draw.rectangle((a, y, b, y + pen.row * 2), fill=mix(t.accent, t.base, 0.7))
        pen.text(a + 8, y + 4, kits.name(rng), room=(b - a) * 0.6)
        pen.text(b - t.size * 6, y + 4, kits.date(rng), t.muted, 0.8, t.size * 6)
        pen.text(a + 8, y + 4 + t.size * 1.4, kits.title(rng, 2, 6), room=b - a - 12)
        pen.text(a + 8, y + 4 + t.size * 2.7, kits.sentence(rng), t.muted, 0.85, b - a - 12)
        pen.draw.line((a, y, b, y), fill=t.edge)
    if b < pen.width - 150:
        pen.draw.line((b, 0, b, pen.height), fill=t.edge)
        pen.text(b + t.size, t.size, kits.title(rng, 2, 5), scale=1.5, room=pen.width - b - 2 * t.size)
        pen.disc(b + t.size, t.size * 4, t.size * 2)
        pen.text(b + t.size * 4, t.size * 4, kits.name(rng))
        pen.prose(
            (b + t.size, t.size * 8, pen.width - t.size, pen.height),
            kits.paragraph(rng, int(rng.integers(3, 25))),
        )


def viewer(pen: Pen) -> None:
    """A picture viewer or photo editor: the photo on a plain ground between tool strips."""
    t, rng = pen.theme, pen.rng
    ground = pick(rng, [(0, 0, 0), (30, 30, 30), t.base, t.panel, (90, 90, 90)])
    pen.draw.rectangle((0, 0, pen.width, pen.height), fill=ground)
    left, below = (int(rng.integers(30, 60)) if pen.chance(0.5) else 0), int(rng.integers(34, 80))
    right = int(pen.width * 0.22) if pen.chance(0.4) else 0
    pad = int(min(pen.size_short * rng.uniform(0, 0.12), 80))
    pen.picture((left + pad, pad, pen.width - right - pad, pen.height - below - pad), whole=True)
    pen.draw.rectangle((0, pen.height - below, pen.width, pen.height), fill=t.panel)
    if pen.chance(0.3):
        for x in range(left, pen.width - right, below + 6):
            pen.picture((x, pen.height - below + 4, x + below, pen.height - 4))
    else:
        for i in range(int(rng.integers(3, 9))):
            pen.icon(pen.width // 3 + i * t.size * 3, pen.height - below // 2 - t.size // 2, t.size, t.ink)
    if left:
        pen.draw.rectangle((0, 0, left, pen.height), fill=t.panel)
        for y in range(8, pen.height - 40, 40):
            pen.icon(left // 2 - t.size // 2, y, t.size + 4, t.ink)
    if right:
        x = pen.width - right
        pen.draw.rectangle((x, 0, pen.width, pen.height), fill=t.panel)
        for y in range(10, pen.height - pen.row * 2, pen.row * 2):
            pen.text(x + 8, y, kits.title(rng, 1, 2), room=right - 16)
            pen.draw.line((x + 8, y + pen.row * 1.2, pen.width - 8, y + pen.row * 1.2), fill=t.muted, width=2)
            knob = x + 8 + int((right - 24) * rng.random())
            pen.draw.ellipse((knob, y + pen.row * 1.2 - 5, knob + 10, y + pen.row * 1.2 + 5), fill=t.accent)


def video(pen: Pen) -> None:
    """A film in a player with its controls, subtitles at times, further films beside it."""
    t, rng = pen.theme, pen.rng
    page = pen.width > 600 and pen.chance(0.6)
    w = int(pen.width * (0.68 if page else 1))
    h = min(int(w * 9 / 16), pen.height) if page else pen.height
    pen.draw.rectangle((0, 0, w, h), fill=(0, 0, 0))
    pen.picture((0, 0, w, h), whole=pen.chance(0.5))
    if pen.chance(0.35):
        pen.text(w * 0.2, h * 0.8, kits.sentence(rng), (255, 255, 255), 1.4, w * 0.6)
    pen.draw.rectangle((0, h - pen.row, w, h), fill=(20, 20, 20))
    share = rng.random()
    pen.draw.line((0, h - pen.row, w, h - pen.row), fill=(110, 110, 110), width=4)
    pen.draw.line((0, h - pen.row, w * share, h - pen.row), fill=pick(rng, [(230, 0, 0), t.accent]), width=4)
    pen.draw.polygon([(10, h - pen.row + 6), (10, h - 6), (24, h - pen.row / 2)], fill=(240, 240, 240))
    pen.text(
        40,
        h - pen.row * 0.8,
        f"{rng.integers(0, 59)}:{rng.integers(10, 59)} / {rng.integers(60, 99)}:00",
        (240, 240, 240),
        0.9,
    )
    if pen.chance(0.3):
        s = pen.size_short // 12
        pen.draw.ellipse(
            (w / 2 - s, h / 2 - s, w / 2 + s, h / 2 + s), fill=(0, 0, 0), outline=(255, 255, 255)
        )
        pen.draw.polygon(
            [(w / 2 - s / 3, h / 2 - s / 2), (w / 2 - s / 3, h / 2 + s / 2), (w / 2 + s / 2, h / 2)],
            fill=(255, 255, 255),
        )
    if page:
        pen.text(10, h + 10, kits.title(rng, 3, 9), scale=1.5, room=w - 20)
        pen.prose((10, h + t.size * 4, w, pen.height), kits.paragraph(rng, 6), t.muted)
        for y in range(0, pen.height, t.size * 7):
            pen.picture((w + 10, y, w + 10 + t.size * 9, y + t.size * 6))
            pen.prose(
                (w + 20 + t.size * 9, y, pen.width - 4, y + t.size * 4), kits.title(rng, 2, 7), scale=0.9
            )


def dashboard(pen: Pen) -> None:
    """Tiles with numbers, curves, bars and short lists."""
    t, rng = pen.theme, pen.rng
    x0 = int(pen.width * 0.16) if pen.chance(0.6) else 0
    pen.draw.rectangle((0, 0, x0, pen.height), fill=mix(t.panel, (0, 0, 0), 0.3))
    for y in range(12, pen.height if x0 else 0, int(pen.row * 1.3)):
        pen.text(12, y, kits.title(rng, 1, 2), (220, 220, 220), room=x0 - 16)
    columns, rows = int(rng.integers(1, 5)), int(rng.integers(2, 5))
    w, h = (pen.width - x0) // columns, pen.height // rows
    for i in range(columns * rows):
        x, y = x0 + (i % columns) * w + 6, (i // columns) * h + 6
        pen.plate((x, y, x + w - 12, y + h - 12), t.panel, t.edge)
        pen.text(x + 8, y + 6, kits.title(rng, 1, 3), t.muted, room=w - 30)
        kind, top, c = int(rng.integers(4)), y + t.size * 2 + 8, kits.vivid(rng)
        depth = y + h - 20 - top
        if kind == 0 or depth < 20:
            pen.text(x + 8, top, kits.number(rng), c, 2.2, w - 30)
        elif kind == 1:
            ups = np.cumsum(rng.normal(size=20))
            ups = (ups - ups.min()) / (np.ptp(ups) + 1e-6)
            pen.draw.line(
                [(x + 8 + j * (w - 30) / 19, top + depth * (1 - u)) for j, u in enumerate(ups)],
                fill=c,
                width=2,
            )
        elif kind == 2:
            for j in range(8):
                pen.draw.rectangle(
                    (
                        x + 10 + j * (w - 30) / 8,
                        top + depth * rng.random() * 0.9,
                        x + 4 + (j + 0.8) * (w - 30) / 8 + 6,
                        top + depth,
                    ),
                    fill=c,
                )
        else:
            for line in range(int(top), int(top + depth - t.size), pen.row):
                pen.text(x + 8, line, kits.title(rng, 1, 3), room=w * 0.6)
                pen.text(x + w * 0.65, line, kits.number(rng), t.muted, room=w * 0.25)


def calendar(pen: Pen) -> None:
    """A month with appointments."""
    t, rng = pen.theme, pen.rng
    top = pen.row * 2
    pen.text(10, 8, f"{pick(rng, ['March', 'Juni', 'October', 'Mai'])} {rng.integers(2005, 2027)}", scale=1.5)
    w, h = pen.width / 7, (pen.height - top) / 5
    for i in range(35):
        x, y = int(i % 7 * w), int(top + i // 7 * h)
        pen.draw.rectangle(
            (x, y, int(x + w), int(y + h)), outline=t.edge, fill=t.panel if i % 7 > 4 else None
        )
        pen.text(x + 4, y + 2, str(i % 31 + 1), t.muted)
        for j in range(int(rng.integers(0, 3))):
            line = y + t.size * 1.6 + j * t.size * 1.5
            pen.plate((x + 3, int(line), int(x + w - 3), int(line + t.size * 1.3)), kits.vivid(rng), None, 3)
            pen.text(x + 6, line, kits.title(rng, 1, 2), (255, 255, 255), 0.85, w - 12)


def launcher(pen: Pen) -> None:
    """Rows of large icons with names, over a wallpaper or a plain colour, as on phones."""
    t, rng = pen.theme, pen.rng
    if pen.chance(0.6):
        pen.picture((0, 0, pen.width, pen.height))
    else:
        pen.draw.rectangle((0, 0, pen.width, pen.height), fill=kits.colour(rng, 0, 140))
    columns = int(rng.integers(4, 8))
    w = pen.width // columns
    s = int(w * 0.55)
    for y in range(t.size * 3, pen.height - w, int(w * 1.15)):
        for i in range(columns):
            if pen.chance(0.88):
                x = i * w + (w - s) // 2
                pen.plate((x - 3, y - 3, x + s + 3, y + s + 3), kits.vivid(rng), None, s // 4)
                pen.icon(x + s // 6, y + s // 6, s * 2 // 3)
                pen.text(x, y + s + 4, kits.title(rng, 1, 1), (255, 255, 255), 0.8, w)
        if pen.chance(0.1):
            break


PANES: tuple[Callable[[Pen], None], ...] = (files, files, mail, viewer, viewer, video, dashboard, calendar)
