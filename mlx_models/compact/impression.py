"""What the compact model's heads make of a picture, as a second witness for what others see in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_UNKNOWN = 0.02  # of a thing that no head knows


@dataclass(frozen=True)
class Impression:
    """Of one whole picture.

    Attributes:
        things: How likely each thing is in it, 0..1, by its name in objects.json.
        likely: The likeliest of the classifier's classes, of which a picture has one: what each is, a
            labrador is a dog and an animal, and its probability.
        strange: How unlike the photos that were measured it is: negative for those, foreign above 0.
    """

    things: Mapping[str, float] = field(default_factory=dict)
    likely: tuple[tuple[frozenset[str], float], ...] = ()
    strange: float = 0.0

    def support(self, thing: str) -> float:
        """How likely the thing is in the picture, 0..1."""
        return self.things.get(thing, _UNKNOWN)

    def against(self, thing: str) -> float:
        """How likely the picture is one of something else, 0..1."""
        return max((p for meant, p in self.likely if thing not in meant), default=0.0)
