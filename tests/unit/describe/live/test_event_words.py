import pytest

from app.describe.live.event_words import happened
from app.describe.live.tracker import Happening, TrackEvent
from app.inference.perception import Box

LEFT, MIDDLE, RIGHT = (0.05, 0.4, 0.25, 0.8), (0.4, 0.4, 0.6, 0.8), (0.75, 0.4, 0.95, 0.8)
LEFT_EDGE, RIGHT_EDGE = (0.0, 0.4, 0.1, 0.8), (0.9, 0.4, 1.0, 0.8)


def words(happening: Happening, name: str, box: Box, before: Box | None = None) -> str:
    return happened(TrackEvent(happening, name, 5.0, box, before or box))


@pytest.mark.parametrize(
    ("happening", "box", "before", "said"),
    [
        (Happening.CAME, MIDDLE, LEFT_EDGE, "A person comes in from the left."),
        (Happening.CAME, RIGHT_EDGE, None, "A person comes in from the right."),
        (Happening.CAME, MIDDLE, None, "A person appears in the middle."),
        (Happening.WENT, RIGHT_EDGE, MIDDLE, "The person leaves to the right."),
        (Happening.WENT, LEFT, None, "The person on the left is gone."),
        (Happening.MOVED, RIGHT, LEFT, "The person moves from the left to the right."),
        (Happening.MOVED, (0.4, 0.1, 0.6, 0.5), MIDDLE, "The person moves up."),
        (Happening.MOVED, (0.4, 0.6, 0.6, 1.0), MIDDLE, "The person moves down."),
        (Happening.MOVED, (0.42, 0.3, 0.9, 0.9), MIDDLE, "The person moves from the middle to the right."),
        (Happening.MOVED, (0.4, 0.4, 0.8, 0.95), (0.45, 0.5, 0.55, 0.7), "The person comes nearer."),
    ],
)
def test_what_happened_in_a_sentence(happening: Happening, box: Box, before: Box | None, said: str) -> None:
    assert words(happening, "person", box, before) == said


def test_its_article_and_its_time() -> None:
    assert words(Happening.CAME, "umbrella", MIDDLE) == "An umbrella appears in the middle."
    event = TrackEvent(Happening.CAME, "dog", 5.0, MIDDLE, LEFT_EDGE)
    assert happened(event, at="0:05") == "At 0:05 a dog comes in from the left."
