"""Where scenes begin, told from small looks: no file, no decoder."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.describe.video.scenes import (
    LEAST,
    LOOK_SIZE,
    SceneFinder,
    SceneStep,
    SmallFrame,
    difference,
    small_frame,
)

WIDE, HIGH = LOOK_SIZE


def noise(seed: int, width: int = WIDE) -> NDArray[np.uint8]:
    """Blobs of colour."""
    coarse = np.random.default_rng(seed).integers(0, 255, (HIGH // 3, width // 3, 3))
    return np.kron(coarse, np.ones((3, 3, 1))).astype(np.uint8)


def look(seed: int) -> SmallFrame:
    return small_frame(noise(seed))


def begun(looks: list[SmallFrame], step: float = 0.5, slow: float = 5.0) -> list[float]:
    finder = SceneFinder(slow)
    return [at * step for at, one in enumerate(looks) if finder.add(at * step, one)[0] is SceneStep.NEW]


def test_nothing_differs_from_itself_and_everything_from_its_opposite() -> None:
    black = small_frame(np.zeros((HIGH, WIDE, 3), np.uint8))
    white = small_frame(np.full((HIGH, WIDE, 3), 255, np.uint8))
    assert difference(black, black) == 0
    assert difference(black, white) == 1


def test_a_still_video_is_one_scene() -> None:
    assert begun([look(1)] * 200) == [0]


def test_a_cut_begins_a_scene() -> None:
    assert begun([look(1)] * 10 + [look(2)] * 10 + [look(1)] * 10) == [0, 5, 10]


def test_a_dialog_on_a_still_screen_is_a_scene_and_a_cursor_is_none() -> None:
    screen = np.full((HIGH, WIDE, 3), 240, np.uint8)
    cursor, dialog = screen.copy(), screen.copy()
    cursor[10, 10] = 0
    dialog[8:16, 12:36] = 60
    looks = [small_frame(one) for one in [screen, cursor] * 10 + [dialog] * 5]
    assert begun(looks) == [0, 10]


def test_a_line_of_text_on_a_still_screen_is_left_to_details_and_a_cursor_is_nothing() -> None:
    screen = np.full((HIGH, WIDE, 3), 240, np.uint8)
    line, cursor = screen.copy(), screen.copy()
    line[10, 4:14] = 220
    cursor[10, 4] = 100
    looks = [small_frame(one) for one in [screen, cursor] * 10 + [line] * 6 + [screen] * 5]
    assert begun(looks) == [0]


def test_noise_of_a_shaking_hand_is_no_scene() -> None:
    still = noise(3).astype(int)
    shaken = [np.roll(still, k % 2, axis=1) for k in range(60)]
    looks = [small_frame(np.clip(one, 0, 255).astype(np.uint8)) for one in shaken]
    assert len(begun(looks, slow=1000)) <= 2


def test_a_slow_pan_still_gives_a_scene_every_few_seconds() -> None:
    wide = noise(4, width=WIDE * 8)
    looks = [small_frame(wide[:, at : at + WIDE]) for at in range(0, 300, 3)]
    found = begun(looks, slow=5.0)
    gaps = np.diff(found)
    assert len(found) >= 5
    assert gaps.max() <= 10


def test_a_change_that_comes_slowly_counts_once_it_rests() -> None:
    one, other = noise(5).astype(float), noise(6).astype(float)
    fading = [(one * (40 - k) + other * k) / 40 for k in range(41)]
    looks = [small_frame(one.astype(np.uint8)) for one in [*fading, *[other] * 10]]
    found = begun(looks, slow=1000)
    assert 2 <= len(found) <= 4


def test_the_picture_of_a_scene_that_fades_in_is_taken_when_it_is_there() -> None:
    one, other = noise(7).astype(float), noise(8).astype(float)
    finder = SceneFinder()
    half = ((one + other) / 2).astype(np.uint8)
    for at in range(6):
        finder.add(at * 0.5, small_frame(one.astype(np.uint8)))
    assert finder.add(3.0, small_frame(half))[0] is SceneStep.NEW
    assert finder.add(3.5, small_frame(other.astype(np.uint8)))[0] is SceneStep.SETTLING
    assert finder.add(4.5, small_frame(other.astype(np.uint8)))[0] is SceneStep.SAME


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0.01, 3.0)), min_size=1, max_size=60))
def test_the_first_is_a_scene_and_no_two_are_close(looks: list[tuple[int, float]]) -> None:
    finder, at, found = SceneFinder(), 0.0, []
    for seed, step in looks:
        kind, strength = finder.add(at, look(seed))
        assert 0 <= strength <= 1
        if kind is SceneStep.NEW:
            found.append(at)
        at += step
    assert found[0] == 0
    assert all(later - sooner >= LEAST - 1e-9 for sooner, later in pairwise(found))
