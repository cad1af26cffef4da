import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.describe.live.motion import Moved, PixelChanges


def page(words: str = "Ready", caret: bool = False, top: int = 100) -> NDArray[np.uint8]:
    image = Image.new("RGB", (640, 360), "white")
    draw = ImageDraw.Draw(image)
    draw.text((60, top), words, fill="black", font=ImageFont.load_default(16))
    if caret:
        draw.line((300, top, 300, top + 18), fill="black", width=2)
    return np.asarray(image)


def test_the_first_and_another_size_are_all_new() -> None:
    pixels = PixelChanges()
    assert pixels.update(page()) == Moved(1.0, 0, 360)
    assert pixels.update(page()) is None
    assert pixels.update(page()[:300]) == Moved(1.0, 0, 300)
    pixels.forget()
    assert pixels.update(page()[:300]) == Moved(1.0, 0, 300)


@pytest.mark.parametrize("top", [40, 100, 331])
def test_where_a_word_changed(top: int) -> None:
    pixels = PixelChanges()
    pixels.update(page("Ready", top=top))
    moved = pixels.update(page("Reads", top=top))
    assert moved is not None
    assert top <= moved.top < moved.bottom <= min(360, top + 24)
    assert 0 < moved.share < 0.01


def test_a_digit_is_enough_and_a_blinking_cursor_is_nothing() -> None:
    pixels = PixelChanges()
    pixels.update(page("Goals: 1"))
    assert pixels.update(page("Goals: 1", caret=True)) is None
    assert pixels.update(page("Goals: 1")) is None
    for words in ("Goals: 2", "Goals: 3", "Goals: 8", "Goals: 9"):
        assert pixels.update(page(words)) is not None


def test_slow_changes_add_up() -> None:
    pixels = PixelChanges()
    told = [pixels.update(np.full((90, 90, 3), grey, np.uint8)) for grey in range(0, 120, 10)]
    assert [number for number, one in enumerate(told) if one is not None] == [0, 3, 6, 9]


def test_noise_is_nothing() -> None:
    rng = np.random.default_rng(1)
    pixels = PixelChanges()
    pixels.update(page())
    noisy = np.clip(page().astype(int) + rng.integers(-9, 10, (360, 640, 3)), 0, 255).astype(np.uint8)
    assert pixels.update(noisy) is None
