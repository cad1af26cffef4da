from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.describe.live.tracker import Happening, ObjectTracker, TrackEvent
from app.inference.perception import Box, SeenObject
from app.inference.protocols import Stance

LEFT, MIDDLE, RIGHT = (0.05, 0.4, 0.25, 0.8), (0.4, 0.4, 0.6, 0.8), (0.75, 0.4, 0.95, 0.8)


def thing(name: str, box: Box, score: float = 0.8) -> SeenObject:
    stance = Stance.FACT if score >= 0.5 else Stance.HEDGED if score >= 0.4 else Stance.WITHHELD
    return SeenObject(name, score, box, stance)


def followed(*looks: Sequence[SeenObject]) -> list[TrackEvent]:
    tracker = ObjectTracker()
    return [event for at, look in enumerate(looks) for event in tracker.update(look, float(at))]


def told(*looks: Sequence[SeenObject]) -> list[tuple[str, str, float]]:
    return [(event.happening.value, event.name, event.at) for event in followed(*looks)]


DOG = thing("dog", MIDDLE)
CAT = thing("cat", LEFT)


def test_what_is_there_from_the_start_did_not_come() -> None:
    assert told([DOG], [DOG], [DOG]) == []


def test_one_that_comes_is_believed_at_the_second_look_and_came_at_the_first() -> None:
    assert told([], [DOG]) == []
    assert told([], [DOG], [DOG]) == [("came", "dog", 1.0)]


def test_one_that_goes_is_believed_at_the_second_look_without_it() -> None:
    assert told([DOG], [DOG], []) == []
    assert told([DOG], [DOG], [], []) == [("went", "dog", 2.0)]


def test_it_knows_when_the_next_look_decides() -> None:
    tracker = ObjectTracker()
    pending = []
    for at, look in enumerate(([], [DOG], [DOG], [DOG], [], [], [])):
        tracker.update(look, float(at))
        pending.append(tracker.pending)
    assert pending == [False, True, False, False, True, False, False]


def test_one_look_without_it_is_nothing() -> None:
    assert told([DOG], [DOG], [], [DOG], [DOG]) == []
    assert told([DOG], [], [DOG], [DOG]) == []


def test_one_look_at_something_that_is_not_there_is_nothing() -> None:
    assert told([], [DOG], [], [], []) == []


def test_becoming_sure_is_not_coming() -> None:
    unsure = thing("dog", MIDDLE, 0.45)
    assert told([], [unsure], [DOG], [DOG]) == []
    assert told([unsure], [DOG], [DOG]) == []


def test_one_that_was_unsure_at_the_edge_and_grows_has_come() -> None:
    edge = thing("dog", (0.0, 0.5, 0.06, 0.7), 0.42)
    grown = thing("dog", (0.0, 0.4, 0.14, 0.8))
    assert told([], [edge], [grown], [grown]) == [("came", "dog", 1.0)]


def test_a_track_is_carried_on_by_a_low_score_and_begun_by_none() -> None:
    weak = thing("dog", MIDDLE, 0.3)
    assert told([DOG], [DOG], [weak], [weak], [DOG]) == []
    assert told([], [weak], [weak], [weak]) == []


def test_a_way_is_told_once_it_is_over() -> None:
    steps = [thing("dog", (x, 0.4, x + 0.2, 0.8)) for x in (0.1, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.6, 0.6)]
    events = followed(*([step] for step in steps))
    assert [(event.happening, event.at) for event in events] == [(Happening.MOVED, 7.0)]
    assert events[0].before == pytest.approx((0.1, 0.4, 0.3, 0.8))
    assert events[0].box == pytest.approx((0.6, 0.4, 0.8, 0.8))


def test_two_of_a_class_are_told_apart_by_their_places() -> None:
    other = thing("dog", RIGHT)
    events = followed([DOG, other], [DOG, other], [DOG], [DOG])
    assert [(event.happening, event.box) for event in events] == [(Happening.WENT, RIGHT)]


def test_another_class_at_the_same_place_is_another_object() -> None:
    there = thing("cat", MIDDLE)
    assert told([DOG], [DOG], [there], [there]) == [("came", "cat", 2.0), ("went", "dog", 2.0)]


def test_of_a_crowd_nothing_is_told() -> None:
    people = [thing("person", (x, 0.2, x + 0.1, 0.9)) for x in (0.0, 0.25, 0.5, 0.75)]
    assert told(people, people, people[:3], people[:3], [CAT, *people]) == []


def test_after_forgetting_the_next_look_is_the_first() -> None:
    tracker = ObjectTracker()
    tracker.update([DOG], 0.0)
    tracker.update([DOG], 1.0)
    tracker.forget()
    assert tracker.update([], 2.0) == tracker.update([CAT], 3.0) == []
    assert [event.happening for event in tracker.update([CAT], 4.0)] == [Happening.CAME]


boxes = st.tuples(*[st.floats(0, 1) for _ in range(4)]).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)
objects = st.builds(thing, st.sampled_from(["dog", "cat"]), boxes, st.floats(0, 1))


@given(st.lists(st.lists(objects, max_size=5), max_size=12))
def test_one_goes_only_after_it_was_there(looks: list[list[SeenObject]]) -> None:
    events = followed(*looks)
    names = {one.name for look in looks for one in look if one.stance is Stance.FACT}
    assert {event.name for event in events} <= names
    for name in names:
        times = [event.at for event in events if event.name == name]
        assert len(times) <= 2 * sum(one.name == name for look in looks for one in look)


def test_furniture_does_not_come_and_go() -> None:
    chair = thing("chair", MIDDLE)
    assert told([], [chair], [chair], [], []) == []


def test_what_is_withheld_makes_no_crowd() -> None:
    shadows = [thing("dog", (x, 0.0, x + 0.1, 0.2), 0.2) for x in (0.0, 0.2, 0.4, 0.6, 0.8)]
    assert told(shadows, [DOG, *shadows], [DOG, *shadows]) == [("came", "dog", 1.0)]


INSIDE = (0.45, 0.5, 0.5, 0.6)


def test_something_small_where_it_comes_later_does_not_hide_that_it_came() -> None:
    assert told([thing("dog", INSIDE, 0.2)], [DOG], [DOG]) == [("came", "dog", 1.0)]
    assert told([thing("dog", MIDDLE, 0.05)], [DOG], [DOG]) == [("came", "dog", 1.0)]
    assert told([thing("dog", MIDDLE, 0.2)], [DOG], [DOG]) == [], "it was there, and only unsure"


def test_something_small_where_it_was_does_not_hide_that_it_went() -> None:
    small, faint = thing("dog", INSIDE, 0.2), thing("dog", MIDDLE, 0.05)
    assert told([DOG], [DOG], [small], [small]) == [("went", "dog", 2.0)]
    assert told([DOG], [DOG], [faint], [faint]) == [("went", "dog", 2.0)]


def test_one_that_comes_in_at_an_edge_is_told_though_a_part_of_it_was_unsure_before() -> None:
    part = thing("person", (0.93, 0.4, 1.0, 0.9), 0.27)
    coming = [thing("person", (left, 0.28, min(1.0, left + 0.34), 0.93)) for left in (0.76, 0.6, 0.44, 0.44)]
    assert told([], [part], *([one] for one in coming)) == [("came", "person", 2.0)]
