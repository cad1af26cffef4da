"""Guards on small drawn sets: what only looks like nothing, and what is nothing."""

from collections.abc import Callable

import numpy as np
import pytest
from made_guards import (
    INKS,
    MADE,
    TRUE,
    dim,
    faded,
    framed,
    icon,
    lonely_text,
    recompressed,
    small_thing,
    stars,
)
from PIL import Image, ImageDraw, ImageFilter

from app.describe.pixels import framing
from app.describe.pixels.guards import Reason, check, looks_blank, stretched

Make = Callable[[np.random.Generator], Image.Image]
#: Sentences that are true of a kind of picture, or a first one that is ("very dark").
LONELY = frozenset(("flat_with_pointer",))


def blobs(seed: int, size: tuple[int, int] = (480, 360)) -> Image.Image:
    """A sharp stand-in for a photo."""
    dice = np.random.default_rng(seed)
    picture = Image.new("RGB", size, tuple(int(level) for level in dice.integers(60, 200, 3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(40):
        x, y, u = dice.integers(size[0]), dice.integers(size[1]), dice.integers(8, 90)
        draw.ellipse((x, y, x + u, y + u), fill=tuple(int(level) for level in dice.integers(0, 256, 3)))
    return picture.filter(ImageFilter.GaussianBlur(1))


@pytest.mark.parametrize("make", MADE)
def test_what_shows_something_is_not_called_nothing(make: Make) -> None:
    allowed = TRUE.get(make.__name__, frozenset()) | (LONELY if make is lonely_text else frozenset())
    wrong = []
    for seed in range(12):
        guard = check(make(np.random.default_rng(seed)))
        if guard is not None and guard.levels is None and str(guard.reason) not in allowed:
            wrong.append((seed, str(guard.reason)))
    assert wrong == []


def test_one_star_of_many_is_not_the_only_thing() -> None:
    assert check(stars(np.random.default_rng(496))) is None


def test_what_hardly_shows_on_black_is_not_called_nothing() -> None:
    guard = check(small_thing(np.random.default_rng(188)))  # a bird, 25 levels lighter than the night
    assert guard is None or guard.reason is not Reason.DARK


@pytest.mark.parametrize("make", [small_thing, lonely_text])
def test_what_is_small_is_never_a_pointer_or_a_curtain_in_a_file(make: Make) -> None:
    guards = [check(make(np.random.default_rng(seed))) for seed in range(12)]
    told = [guard for guard in guards if guard is not None and guard.reason is Reason.POINTER]
    assert len(told) >= 6
    for guard in told:
        assert not guard.certain
        assert "something small" in guard.sentence
        assert not {"pointer", "curtain", "screen"} & set(guard.words.replace(".", "").split())
        assert guard.mark is not None
        assert guard.mark[0] < guard.mark[2]
        assert guard.mark[1] < guard.mark[3]


def test_where_the_small_thing_is() -> None:
    for at, words in (((100, 80), "at the top on the left"), ((500, 380), "in the middle")):
        picture = Image.new("RGB", (1000, 760), "#103060")
        ImageDraw.Draw(picture).ellipse((at[0] - 15, at[1] - 15, at[0] + 15, at[1] + 15), fill="white")
        guard = check(picture)
        assert guard is not None
        assert f"plain dark blue; {words} is something small" in guard.sentence


@pytest.mark.parametrize("seed", range(10))
def test_a_dim_sharp_picture_is_dark_and_not_blurred(seed: int) -> None:
    picture = dim(np.random.default_rng(seed), blobs(seed))
    guard = check(picture)
    assert guard is None or (guard.reason is Reason.DARK and guard.levels is not None)
    if guard is not None and guard.levels is not None:
        assert guard.sentence in ("The picture is very dark.", "The picture has very little contrast.")
        bright = stretched(picture, guard.levels)
        assert check(bright) is None
        assert np.ptp(np.asarray(bright)) > 200


@pytest.mark.parametrize("seed", range(10))
def test_a_faded_sharp_picture_is_pale_and_not_blurred(seed: int) -> None:
    guard = check(faded(np.random.default_rng(seed), blobs(seed)))
    assert guard is None or guard.levels is not None


def test_the_same_blurred_is_blurred() -> None:
    for seed in range(5):
        soft = blobs(seed).filter(ImageFilter.GaussianBlur(36))
        for picture in (soft, soft.point(lambda level: level * 0.5)):
            guard = check(picture)
            assert guard is not None
            assert guard.reason in (Reason.BLURRED, Reason.GRADIENT)


def test_stars_are_not_blank() -> None:
    for seed in range(10):
        assert not looks_blank(stars(np.random.default_rng(seed)))
    assert looks_blank(recompressed(Image.new("RGB", (600, 400), "#f4efe0"), 60))


def test_small_pictures_have_a_sentence_of_their_own() -> None:
    for seed in range(20):
        picture = icon(np.random.default_rng(seed))
        guard = check(picture)
        small = min(picture.size) < 64
        assert (guard is not None and guard.reason is Reason.TOO_SMALL) is small


@pytest.mark.parametrize("ink", INKS)
def test_what_stands_on_a_plain_ground_is_found(ink: str) -> None:
    photo = blobs(3)
    for seed in range(6):
        inside = framing.framed(framed(np.random.default_rng(seed), photo))
        assert inside is not None
        assert abs(inside.width - photo.width) <= 12
        assert abs(inside.height - photo.height) <= 12
    page = Image.new("RGB", (800, 600), "white")
    for row in range(12):
        ImageDraw.Draw(page).text((200, 150 + 24 * row), "words on a page", fill=ink)
    assert framing.framed(page) is None
    assert framing.framed(photo) is None
    assert framing.framed(Image.new("RGB", (300, 300), "white")) is None


@pytest.mark.parametrize(
    ("frame", "mount"), [("#1e140a", "#1e5a46"), ("#c8aa50", "#961428"), ("#0a0a0a", "#f5f5f0")]
)
def test_a_picture_in_a_mount_in_a_frame_is_found(frame: str, mount: str) -> None:
    photo = blobs(5)
    for margin in (40, 90, 160):
        picture = Image.new("RGB", (photo.width + 2 * margin, photo.height + 2 * margin), frame)
        picture.paste(
            mount, (margin // 4, margin // 4, picture.width - margin // 4, picture.height - margin // 4)
        )
        picture.paste(photo, (margin, margin))
        inside = framing.framed(recompressed(picture, 90))
        assert inside is not None
        assert abs(inside.width - photo.width) <= 16
        assert abs(inside.height - photo.height) <= 16
