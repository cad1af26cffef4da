"""The guards against 300 pictures of nothing, and against real ones."""

import io
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from app.describe.pixels.guards import Reason, check, colour_name
from app.inference.protocols import Kind

SIZES = ((1920, 1080), (640, 480), (480, 640), (256, 256), (3024, 1964), (300, 200))
COLOURS = ((0, 0, 0), (255, 255, 255), (12, 12, 14), (0, 64, 160), (128, 128, 128), (250, 240, 220))


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    stream = io.BytesIO()
    picture.convert("RGB").save(stream, "JPEG", quality=quality)
    return Image.open(io.BytesIO(stream.getvalue())).convert("RGB")


def scene(size: tuple[int, int], seed: int) -> Image.Image:
    """A busy stand-in for a photo: overlapping shapes, lines and texture."""
    dice = random.Random(seed)
    picture = Image.new("RGB", size, tuple(dice.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        w, h = dice.randrange(4, size[0] // 3), dice.randrange(4, size[1] // 3)
        colour = tuple(dice.randrange(256) for _ in range(3))
        shape = dice.choice((draw.ellipse, draw.rectangle))
        shape((x, y, x + w, y + h), fill=colour)
        draw.line((x, y, x + w, y - h), fill=colour[::-1], width=3)
    return picture


def gradient(size: tuple[int, int], seed: int) -> Image.Image:
    dice = random.Random(seed)
    y, x = np.mgrid[0 : 1 : size[1] * 1j, 0 : 1 : size[0] * 1j]
    angle = dice.uniform(0, 6.28)
    kind = seed % 3
    if kind == 0:
        ramp = x * np.cos(angle) + y * np.sin(angle)
    elif kind == 1:
        ramp = np.hypot(x - dice.random(), y - dice.random())
    else:
        ramp = np.cos(3 * (x * np.cos(angle) + y * np.sin(angle)))
    ramp = (ramp - ramp.min()) / np.ptp(ramp)
    one, two = (np.array([dice.randrange(256) for _ in range(3)]) for _ in range(2))
    return Image.fromarray((one + ramp[:, :, None] * (two - one)).astype(np.uint8))


def noise(size: tuple[int, int], seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    grain = (1, 1, 2, 4)[seed % 4]
    shape = (size[1] // grain, size[0] // grain, (1, 3)[seed % 2])
    if seed % 5 == 4:
        values = rng.choice([0, 255], shape).astype(np.float64)
    elif seed % 5 == 3:
        values = rng.uniform(0, 255, shape)
    else:
        values = rng.normal(rng.uniform(60, 190), rng.uniform(20, 70), shape)
    cells = np.broadcast_to(values.clip(0, 255), (*shape[:2], 3)).astype(np.uint8)
    return Image.fromarray(np.ascontiguousarray(cells)).resize(size, Image.Resampling.NEAREST)


def lens_cap(size: tuple[int, int], seed: int) -> Image.Image:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j]
    glow = rng.uniform(0, 10) * np.exp(-((x - rng.uniform(-1, 1)) ** 2) - (y - rng.uniform(-1, 1)) ** 2)
    base = (rng.uniform(0, 12) + glow)[:, :, None] * rng.uniform(0.7, 1.2, 3)
    values = base + rng.normal(0, rng.uniform(1, 8), (*base.shape[:2], 3))
    values[rng.random(base.shape[:2]) < 1e-5] = 255
    return Image.fromarray(values.clip(0, 255).astype(np.uint8))


def curtain(size: tuple[int, int], seed: int) -> Image.Image:
    dice = random.Random(seed)
    colour = COLOURS[seed % len(COLOURS)]
    picture = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(picture)
    scale = dice.choice((1.0, 1.0, 1.5, 2.0)) * (1 if max(size) > 600 else 0.7)
    arrow = ((0, 0), (0, 17), (4, 13), (7, 19), (9, 18), (6, 12), (12, 12))
    x, y = dice.randrange(size[0] - 30), dice.randrange(size[1] - 44)
    ink = "white" if sum(colour) < 380 else "black"
    draw.polygon([(x + px * scale, y + py * scale) for px, py in arrow], fill=ink, outline="grey")
    return picture


def flat(size: tuple[int, int], seed: int) -> Image.Image:
    dice = random.Random(seed)
    return Image.new("RGB", size, tuple(dice.randrange(256) for _ in range(3)))


def blurred(size: tuple[int, int], seed: int) -> Image.Image:
    share = (0.08, 0.1, 0.14)[seed % 3]
    # Blurred small and enlarged: the same picture, much sooner.
    small = (max(32, size[0] // 4), max(32, size[1] // 4))
    picture = scene(small, seed).filter(ImageFilter.GaussianBlur(share * min(small)))
    return picture.resize(size, Image.Resampling.BICUBIC)


MAKERS = {
    "flat": (flat, 40),
    "gradient": (gradient, 50),
    "noise": (noise, 60),
    "lens cap": (lens_cap, 40),
    "blurred": (blurred, 60),
    "curtain": (curtain, 50),
}


def nothing(name: str) -> Iterator[Image.Image]:
    """Pictures that show nothing, half of them compressed, some resized."""
    maker, count = MAKERS[name]
    for seed in range(count):
        # Full-size ones now and then: they are slow to make, and shrunk at once by the guard.
        picture = maker(SIZES[seed % len(SIZES)] if seed % 12 == 0 else SIZES[1 + seed % 3], seed)
        if seed % 4 == 3:
            picture = picture.resize((picture.width * 2 // 3, picture.height * 2 // 3))
        yield recompressed(picture, (40, 75, 90)[seed % 3]) if seed % 2 else picture


@pytest.mark.parametrize("name", MAKERS)
def test_a_picture_of_nothing_is_never_described(name: str) -> None:
    missed = [seed for seed, picture in enumerate(nothing(name)) if check(picture) is None]
    assert missed == []


def test_three_hundred_pictures_are_tried() -> None:
    assert sum(count for _, count in MAKERS.values()) == 300


@pytest.mark.parametrize("seed", range(12))
def test_coarse_noise_in_a_small_picture_is_noise(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = rng.normal(rng.uniform(60, 190), 60, (300 // 8, 220 // 8, 3)).clip(0, 255).astype(np.uint8)
    how = (Image.Resampling.NEAREST, Image.Resampling.BICUBIC)[seed % 2]
    guard = check(Image.fromarray(cells).resize((220, 300), how))
    assert guard is not None
    assert guard.reason is Reason.NOISE


def ruled(seed: int) -> Image.Image:
    """An empty sheet in uneven light, with lines or squares."""
    rng = np.random.default_rng(seed)
    wide, high = int(rng.integers(280, 900)), int(rng.integers(200, 900))
    light = (
        np.linspace(1, rng.uniform(0.8, 1), wide)[None, :, None] * np.linspace(1, 0.9, high)[:, None, None]
    )
    values = np.array([250.0, 248.0, 240.0]) * light + rng.normal(0, rng.uniform(0, 3), (high, wide, 1))
    picture = Image.fromarray(values.clip(0, 255).astype(np.uint8))
    draw, step = ImageDraw.Draw(picture), int(rng.integers(14, 40))
    for y in range(step, high, step):
        draw.line((0, y, wide, y), fill=(150, 170, 200))
    for x in range(step, wide if seed % 3 == 0 else 0, step):
        draw.line((x, 0, x, high), fill=(150, 170, 200))
    return picture


@pytest.mark.parametrize("seed", range(12))
def test_an_empty_ruled_page_is_told_as_one_and_a_line_of_writing_on_it_passes(seed: int) -> None:
    page = ruled(seed)
    guard = check(page)
    assert guard is not None
    assert guard.reason is Reason.RULED
    assert not guard.certain
    ImageDraw.Draw(page).text((80, 90), "Milk and bread", fill=(20, 20, 90), font=ImageFont.load_default(22))
    assert check(page) is None


@pytest.mark.parametrize("seed", range(24))
def test_a_busy_picture_passes(seed: int) -> None:
    picture = scene(SIZES[1 + seed % 3], seed)
    assert check(picture) is None
    assert check(recompressed(picture, 40)) is None
    assert check(picture.resize((224, 224))) is None
    assert check(picture.filter(ImageFilter.GaussianBlur(0.01 * min(picture.size)))) is None


@pytest.mark.parametrize(
    ("paper", "ink"), [("white", "black"), ("black", "#ccc"), ("#1e1e1e", "#d4d4d4"), ("#f4f4f4", "#888")]
)
@pytest.mark.parametrize("text", ["Save changes?", "C:\\Users\\anna>"])
def test_a_few_words_on_an_empty_screen_are_not_nothing(paper: str, ink: str, text: str) -> None:
    picture = Image.new("RGB", (1920, 1080), paper)
    ImageDraw.Draw(picture).text((20, 30), text, fill=ink, font=ImageFont.load_default(18))
    assert check(picture) is None


def test_a_word_on_a_gradient_is_not_nothing() -> None:
    picture = gradient((1280, 800), 3)
    ImageDraw.Draw(picture).text((500, 380), "Welcome back", fill="white", font=ImageFont.load_default(40))
    assert check(picture) is None


def test_black_is_perhaps_a_curtain_on_a_screen_alone() -> None:
    for on_screen in (True, False):
        guard = check(Image.new("RGB", (1920, 1080)), on_screen)
        assert guard is not None
        assert (guard.kind, guard.reason, guard.certain) == (Kind.BLANK, Reason.FLAT, True)
        assert "plain black" in guard.sentence
        assert ("curtain" in guard.words) is on_screen
        assert ("screen" in guard.sentence) is on_screen


def test_a_pointer_is_on_a_screen_alone() -> None:
    for on_screen in (True, False):
        guard = check(curtain((1920, 1080), 0), on_screen)
        assert guard is not None
        assert (guard.reason, guard.certain) == (Reason.POINTER, False)
        assert ("pointer" in guard.sentence) is on_screen
        assert ("not sure" in guard.words) is not on_screen


@pytest.mark.parametrize(
    ("maker", "reason"),
    [(lens_cap, Reason.DARK), (noise, Reason.NOISE), (gradient, Reason.GRADIENT), (blurred, Reason.BLURRED)],
)
def test_the_reason_is_named(maker: "type", reason: Reason) -> None:
    guard = check(maker((640, 480), 3))
    assert guard is not None
    assert guard.reason is reason


@pytest.mark.parametrize("size", [(1, 1), (5, 900), (15, 15), (16, 16), (40, 40), (32, 200)])
def test_a_tiny_picture_is_refused(size: tuple[int, int]) -> None:
    guard = check(scene((64, 64), 1).resize(size))
    assert guard is not None
    assert guard.reason is Reason.TOO_SMALL
    assert guard.certain is (min(size) < 16)
    assert f"{size[0]} by {size[1]} pixels" in guard.sentence


@pytest.mark.parametrize("size", [(16, 16), (16, 4000), (4000, 16), (17, 33)])
def test_odd_shapes_do_not_break_it(size: tuple[int, int]) -> None:
    check(scene((64, 64), 1).resize(size))
    check(noise((64, 64), 1).resize(size))


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ((0, 0, 0), "black"),
        ((255, 255, 255), "white"),
        ((128, 128, 128), "grey"),
        ((255, 0, 0), "red"),
        ((0, 0, 90), "dark blue"),
        ((0, 200, 0), "green"),
        ((120, 70, 20), "brown"),
        ((255, 230, 0), "yellow"),
        ((255, 105, 180), "pink"),
    ],
)
def test_colours_have_plain_names(colour: tuple[int, int, int], name: str) -> None:
    assert name in colour_name(*colour)


def test_it_is_fast() -> None:
    picture = scene((2016, 1512), 1)
    check(picture)
    times = []
    for _ in range(5):
        begun = time.thread_time()
        check(picture)
        times.append(time.thread_time() - begun)
    assert min(times) < 0.05


def test_sample_pictures_pass() -> None:
    samples = Path(__file__).parents[4] / "assets" / "samples"
    pictures = [path for path in samples.glob("*") if path.suffix.lower() in (".jpg", ".png", ".webp")]
    assert pictures
    for path in pictures:
        with Image.open(path) as picture:
            assert check(picture.convert("RGB")) is None, path.name
