from app.inference.people import area, countable, edges, is_inside, may_be_a_part
from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance


def test_area() -> None:
    assert area((0.0, 0.0, 0.5, 0.5)) == 0.25
    assert area((0.5, 0.5, 0.2, 0.9)) == 0.0


def test_inside() -> None:
    assert is_inside((0.2, 0.2, 0.4, 0.4), (0.1, 0.1, 0.5, 0.5))
    assert not is_inside((0.4, 0.2, 0.8, 0.4), (0.1, 0.1, 0.5, 0.5))


def test_edges() -> None:
    assert edges((0.0, 0.01, 0.5, 0.9)) == (True, True, False, False)
    assert edges((0.1, 0.1, 1.0, 0.99)) == (False, False, True, True)


def test_a_part_of_a_person() -> None:
    hand = (0.0, 0.7, 0.4, 1.0)
    assert may_be_a_part(hand, [], 1.0)
    assert not may_be_a_part(hand, [(0.05, 0.75, 0.15, 0.85)], 1.0), "it has a face"
    assert not may_be_a_part((0.3, 0.6, 0.7, 0.9), [], 1.0), "it is whole"
    assert not may_be_a_part((0.0, 0.2, 0.3, 1.0), [], 1.0), "somebody who stands"
    assert not may_be_a_part(hand, [], 0.5), "in a picture that is half as wide the same box is upright"


def test_who_is_counted_is_nearly_certain_and_not_seen_twice() -> None:
    def person(box: Box, probability: float = 0.97) -> SeenObject:
        return SeenObject("person", 0.8, box, Stance.FACT, probability=probability)

    left, right = (0.1, 0.2, 0.3, 0.8), (0.6, 0.2, 0.8, 0.8)
    assert countable([]) == 0
    assert countable([person(left, 0.9)]) == 1
    assert countable([person(left, 0.9), person(right)]) == 1
    assert countable([person(right), person(left, 0.95)]) == 2
    assert countable([person(left), person((0.12, 0.25, 0.28, 0.6))]) == 1, "a part of the first"
    assert countable([person((0.12, 0.25, 0.28, 0.6)), person(left), person(right)]) == 2
