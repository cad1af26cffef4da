"""Where things are, and who is on or with what: by their boxes alone."""

import pytest

from app.describe.words import places
from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance


def thing(name: str, box: Box) -> SeenObject:
    return SeenObject(name, 0.8, box, Stance.FACT)


@pytest.mark.parametrize(
    ("box", "place"),
    [
        ((0.0, 0.2, 0.3, 0.9), "left"),
        ((0.4, 0.2, 0.6, 0.9), "middle"),
        ((0.7, 0.2, 1.0, 0.9), "right"),
        ((0.0, 0.0, 0.1, 0.1), "top left"),
        ((0.9, 0.9, 1.0, 1.0), "bottom right"),
        ((0.45, 0.85, 0.55, 0.95), "bottom"),
        ((0.45, 0.05, 0.55, 0.15), "top"),
        ((0.0, 0.4, 0.1, 0.5), "left"),
        ((0.1, 0.1, 0.95, 0.95), "fills"),
    ],
)
def test_a_thing_has_one_place(box: Box, place: str) -> None:
    assert places.place(box) == place


def test_several_things_have_their_thirds_from_left_to_right() -> None:
    boxes = [(0.7, 0, 1, 1), (0, 0, 0.2, 1), (0.8, 0, 1, 1)]
    assert places.columns(boxes) == ("left", "right")


def test_people_are_near_or_far_only_where_their_size_says_so() -> None:
    assert places.distance((0.4, 0.1, 0.6, 1.0)) == "near"
    assert places.distance((0.4, 0.5, 0.42, 0.6)) == "far"
    assert places.distance((0.4, 0.3, 0.6, 0.8)) == ""


def test_what_reaches_the_edge_is_cut_off() -> None:
    assert places.cut_off((0.0, 0.3, 0.2, 0.6)) == "left"
    assert places.cut_off((0.4, 0.7, 0.6, 0.999)) == "bottom"
    assert places.cut_off((0.4, 0.4, 0.6, 0.6)) == ""


PERSON = thing("person", (0.42, 0.2, 0.58, 0.7))


@pytest.mark.parametrize(
    ("name", "box", "how"),
    [
        ("surfboard", (0.35, 0.6, 0.65, 0.78), "on"),
        ("horse", (0.3, 0.4, 0.7, 0.95), "on"),
        ("skateboard", (0.44, 0.66, 0.56, 0.72), "on"),
        ("umbrella", (0.38, 0.1, 0.62, 0.35), "with"),
        ("tennis racket", (0.55, 0.3, 0.62, 0.42), "with"),
        # Beside, above, or never.
        ("surfboard", (0.75, 0.6, 0.95, 0.78), ""),
        ("surfboard", (0.44, 0.1, 0.56, 0.4), ""),
        ("horse", (0.6, 0.3, 0.95, 0.9), ""),
        ("umbrella", (0.8, 0.1, 0.95, 0.3), ""),
        ("cup", (0.45, 0.4, 0.5, 0.5), ""),
        ("bottle", (0.45, 0.4, 0.5, 0.5), ""),
    ],
)
def test_a_person_is_on_or_with_something_only_where_the_boxes_say_so(name: str, box: Box, how: str) -> None:
    found = places.related([PERSON], [thing(name, box)])
    assert [kind for _, kind, _ in found] == ([how] if how else [])


def test_a_thing_goes_with_the_one_who_has_most_of_it() -> None:
    other = thing("person", (0.6, 0.2, 0.8, 0.7))
    found = places.related([PERSON, other], [thing("umbrella", (0.6, 0.15, 0.8, 0.35))])
    assert [number for number, _, _ in found] == [1]
