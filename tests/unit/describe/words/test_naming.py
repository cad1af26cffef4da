"""What sentences name, and what of it the detector denies."""

import pytest

from app.describe.words.naming import CONFIRMED_FROM, DENIED_BELOW, Naming
from app.inference.perception import Perception, SeenObject
from app.inference.protocols import Stance

NAMING = Naming()


def looked(**scores: float) -> Perception:
    objects = [SeenObject(name, score, (0, 0, 1, 1), Stance.WITHHELD) for name, score in scores.items()]
    return Perception(tuple(objects), looked=True)


@pytest.mark.parametrize(
    ("sentence", "classes"),
    [
        ("A man rides a bike.", ("person", "bicycle")),
        ("A labrador next to a sofa.", ("dog", "couch")),
        ("A laptop and a TV.", ("laptop", "tv")),
        ("Two kids with a racket.", ("person", "tennis racket")),
        ("A picture of nothing.", ()),
        ("A sunset over hills.", ()),
    ],
)
def test_words_stand_for_the_detectors_classes(sentence: str, classes: tuple[str, ...]) -> None:
    assert NAMING.classes(sentence) == classes


@pytest.mark.parametrize(
    ("noun", "said", "named"),
    [
        ("labrador", "A dog next to a bicycle and a mug.", True),
        ("bicycles", "A dog next to a bicycle.", True),
        ("coffee mug", "A mug.", True),
        ("person", "Two women on a bench.", True),
        ("person", "A statue on a bench.", False),
        ("laptop", "A dog.", False),
        # What sort of animal it is tells more.
        ("dog", "An animal on grass.", False),
        ("grass", "A dog on grass.", True),
        ("gizmo", "Two gizmos.", True),
    ],
)
def test_nothing_is_named_twice_by_any_word_for_it(noun: str, said: str, named: bool) -> None:
    assert NAMING.named(noun, said) is named


def test_a_claim_that_scored_nothing_is_denied() -> None:
    sentence = "A dog sleeps on a couch."
    assert NAMING.denied(sentence, looked()) == ("dog", "couch")
    assert NAMING.denied(sentence, looked(dog=DENIED_BELOW, couch=0.9)) == ()
    assert NAMING.denied(sentence, looked(dog=DENIED_BELOW - 0.01, couch=0.3)) == ("dog",)


def test_people_are_easily_dreamt_up_and_denied_the_sooner() -> None:
    assert NAMING.denied("A man flies through the air.", looked(person=0.25)) == ("person",)
    assert NAMING.denied("A man flies through the air.", looked(person=CONFIRMED_FROM)) == ()


def test_what_the_detector_saw_something_of_is_confirmed() -> None:
    assert NAMING.confirmed("A dog on a couch.", looked(dog=0.4, couch=0.3))
    assert not NAMING.confirmed("A dog on a couch.", looked(dog=0.4, couch=0.2))
    assert not NAMING.confirmed("A ball.", looked(dog=0.4))
    assert NAMING.confirmed("A lighthouse.", looked())
    assert NAMING.confirmed("A dog.", Perception())


def test_who_did_not_look_denies_nothing() -> None:
    assert NAMING.denied("A dog.", Perception()) == ()


def test_small_things_and_those_it_does_not_know_are_not_denied() -> None:
    assert NAMING.denied("A spoon and a lighthouse.", looked()) == ()


def test_a_sentence_adds_what_is_not_only_things_that_were_said() -> None:
    assert not NAMING.adds("A man on a surfboard.", "a person a surfboard")
    assert NAMING.adds("A man rides a wave on a surfboard.", "a person a surfboard")
    assert NAMING.adds("A man on a surfboard.", "a person")


def test_who_people_are_is_more_than_that_they_are_people() -> None:
    assert all(NAMING.says_who(words) for words in ("A man.", "A girl and a dog.", "Two boys."))
    assert not any(
        NAMING.says_who(words) for words in ("A dog.", "A person.", "People.", "A person on a horse.")
    )
