"""What came, went and moved, in sentences."""

from app.describe.live.tracker import Happening, TrackEvent
from app.describe.words.english import ENGLISH
from app.describe.words.grammar import Lexicon, Phrase
from app.describe.words.places import column, cut_off, place
from app.inference.people import area
from app.inference.perception import Box

_DOWN = 0.15  # of the picture's height


def happened(event: TrackEvent, language: Lexicon = ENGLISH, *, at: str = "") -> str:
    """One thing that happened, such as "A dog comes in from the left." or "At 0:05 the dog is gone".

    Args:
        event: What happened.
        language: The words.
        at: When, as it is said; "" where it is now.
    """
    words = _event(event, language)
    return language.say("at_time", at=at, what=words) if at else language.say("sentence", what=words)


def _event(event: TrackEvent, language: Lexicon) -> Phrase:
    one, the = language.one(event.name), language.the(event.name)
    if event.happening is Happening.MOVED:
        before, now = column(event.before), column(event.box)
        if before != now:
            ways = {"before": language.places[f"from {before}"], "now": language.places[f"to {now}"]}
            return language.phrase("moves", what=the, **ways)
        nearer = area(event.box) > area(event.before)
        higher = _middle(event.box) < _middle(event.before)
        upright = abs(_middle(event.box) - _middle(event.before)) > _DOWN
        way = ("up" if higher else "down") if upright else "nearer" if nearer else "away"
        return language.phrase(f"moves_{way}", what=the)
    edge = cut_off(event.before if event.happening is Happening.CAME else event.box)
    if event.happening is Happening.CAME:
        if edge in ("left", "right"):
            return language.phrase("comes_in", what=one, place=language.places[f"from {edge}"])
        return language.phrase("appears", what=one, place=language.places[place(event.box)])
    if edge in ("left", "right"):
        return language.phrase("leaves", what=the, place=language.places[f"to {edge}"])
    return language.phrase("is_gone", what=the, place=language.places[place(event.box)])


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2
