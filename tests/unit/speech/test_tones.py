"""Tones that tell a place: louder at its side, higher where it is high, soft at their ends."""

import io
import wave
from array import array
from collections.abc import Sequence
from itertools import pairwise

import pytest

from app.speech.tones import RATE, SECONDS, Tone


def samples(tone: Tone, volume: float = 1.0) -> tuple[Sequence[int], Sequence[int]]:
    with wave.open(io.BytesIO(tone.wav(volume))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, RATE)
        both = array("h", file.readframes(file.getnframes()))
    return both[::2], both[1::2]


def loudness(side: Sequence[int]) -> int:
    return max(map(abs, side))


@pytest.mark.parametrize(("across", "which"), [(0.0, 1), (1.0, 0)])
def test_at_an_edge_the_other_side_is_silent(across: float, which: int) -> None:
    sides = samples(Tone(across, 0.5))
    assert loudness(sides[which]) == 0
    assert loudness(sides[1 - which]) > 10_000


def test_in_the_middle_both_sides_are_alike() -> None:
    left, right = samples(Tone(0.5, 0.5))
    assert left == right


def test_higher_up_it_is_higher() -> None:
    assert Tone(0.5, 0.0).hertz == 220
    assert Tone(0.5, 1.0).hertz == pytest.approx(1760)
    assert Tone(0.5, 2.0).hertz == pytest.approx(1760)

    def crossings(tone: Tone) -> int:
        left, _ = samples(tone)
        return sum((a < 0) != (b < 0) for a, b in pairwise(left))

    assert crossings(Tone(0.5, 1.0)) > 6 * crossings(Tone(0.5, 0.0)) > 0


def test_it_is_short_soft_at_its_ends_and_as_loud_as_wanted() -> None:
    left, _ = samples(Tone(0.0, 0.5))
    assert len(left) == round(RATE * SECONDS)
    assert abs(left[0]) < 100
    assert abs(left[-1]) < 100
    assert loudness(samples(Tone(0.0, 0.5), 0.5)[0]) == pytest.approx(loudness(left) / 2, abs=2)
    assert loudness(samples(Tone(0.0, 0.5), 0.0)[0]) == 0


def test_it_fits_into_a_pipe() -> None:
    # A player is handed all of it before it reads.
    assert len(Tone(0.5, 0.5).wav(1.0)) < 65_536
