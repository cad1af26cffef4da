"""A photo in words: the order, what each level adds, and that nothing is said twice or surer than it is."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.describe.words.phrasing import BRIEF_WORDS
from app.inference.coco import coco_classes
from app.inference.perception import Box, Face, Judged, Perception, Scene, SeenObject
from app.inference.protocols import Kind, Level, NamedObject, Seen, Stance

FACT, HEDGED, WITHHELD = Stance.FACT, Stance.HEDGED, Stance.WITHHELD
WORDS = PhotoWords(Naming())


def thing(
    name: str,
    box: Box,
    stance: Stance = FACT,
    score: float = 0.8,
    *,
    part: bool = False,
    probability: float = 0.97,
) -> SeenObject:
    return SeenObject(name, score, box, stance, part, probability)


def judged(name: str, stance: Stance = FACT) -> Judged:
    return Judged(name, 0.97, stance)


def gist(caption: str | None, stance: Stance, *objects: str, may: tuple[str, ...] = ()) -> Seen:
    named = tuple(NamedObject(name, 0.9) for name in objects)
    return Seen(Kind.PHOTO, 0.99, caption, 0.9, stance, named, may)


def seeing(*objects: SeenObject, scene: Scene | None = None, faces: tuple[Face, ...] = ()) -> Perception:
    return Perception(objects, faces, scene=scene or Scene(), looked=True)


DOG = thing("dog", (0.05, 0.4, 0.3, 0.9))
SURFER = thing("person", (0.42, 0.2, 0.58, 0.7))
BOARD = thing("surfboard", (0.35, 0.6, 0.65, 0.78))
OTHER = thing("person", (0.7, 0.2, 0.8, 0.7))
SEA = Scene(lower=judged("sea"))


def said(
    seen: Seen | None, perceived: Perception, level: Level = Level.BRIEF, *, own: bool = True
) -> list[str]:
    opening = WORDS.opening(Kind.PHOTO, seen, perceived, level, gist=own)
    return [opening, *WORDS.rest(seen, perceived, level, opening, gist=own)]


def test_what_is_there_who_does_what_and_where_it_is() -> None:
    perceived = seeing(DOG, SURFER, BOARD, scene=SEA)
    assert said(None, perceived) == ["Photo: A person on a surfboard and a dog; sea below."]
    assert said(None, perceived, Level.DETAILED) == [
        "Photo: A person on a surfboard in the middle, a dog on the left; sea below."
    ]


def test_a_sentence_of_things_that_may_be_said_as_a_fact_leads() -> None:
    seen = gist("A dog on grass.", FACT)
    scene = Scene(lower=judged("grass"), upper=judged("sky"))
    perceived = seeing(DOG, SURFER, scene=scene)
    assert said(seen, perceived) == ["Photo: A dog on grass; also a person; sky above."]
    assert said(seen, perceived, Level.DETAILED) == [
        "Photo: A dog on grass.",
        "A person in the middle, the dog on the left; sky above.",
    ]


@pytest.mark.parametrize(
    ("caption", "thing"),
    [
        ("Two dogs are playing", "A dog"),
        ("A dog and a brown dog", "A dog"),
        ("A man is sitting on a bench", "A person"),
        ("A group of women are walking", "A person"),
        ("A cat is lying on a bed", "A cat"),
    ],
)
def test_of_a_sentence_that_says_more_only_the_first_thing_is_a_fact(caption: str, thing: str) -> None:
    seen, hedge = gist(f"{caption}.", FACT), f"ooks like {caption[0].lower()}{caption[1:]}."
    assert said(seen, Perception()) == [f"Photo: {thing}; l{hedge}"]
    assert said(seen, Perception(), Level.DETAILED) == [f"Photo: {thing}.", f"L{hedge}"]
    assert WORDS.caption(seen, Perception()) == ""
    assert WORDS.stance(seen, Perception()) is HEDGED


@pytest.mark.parametrize("caption", ["A cat", "A person", "There is a cat", "A dog and a ball"])
def test_a_fact_is_not_said_twice(caption: str) -> None:
    seen = gist(f"{caption}.", FACT)
    assert said(seen, Perception()) == [f"Photo: {caption}."]
    assert said(seen, Perception(), Level.DETAILED) == [f"Photo: {caption}."]
    assert WORDS.stance(seen, Perception()) is FACT


def test_what_the_detector_is_sure_of_and_the_thing_are_told_once() -> None:
    seen = gist("A dog runs on grass.", FACT)
    assert said(seen, seeing(DOG)) == ["Photo: A dog; looks like a dog runs on grass."]
    lighthouse = gist("A lighthouse stands on a cliff.", FACT)
    assert said(lighthouse, seeing(DOG)) == [
        "Photo: A dog and a lighthouse; looks like a lighthouse stands on a cliff."
    ]
    assert WORDS.caption(lighthouse, seeing(DOG)) == "A dog and a lighthouse."


@pytest.mark.parametrize(("caption", "score"), [("A boat.", 0.2), ("A boat sails away.", 0.2)])
def test_a_thing_that_nobody_else_saw_is_no_fact(caption: str, score: float) -> None:
    perceived = seeing(thing("boat", (0.1, 0.1, 0.4, 0.4), WITHHELD, score))
    (words,) = said(gist(caption, FACT), perceived)
    assert words == f"Photo: Looks like {caption[0].lower()}{caption[1:]}"
    assert WORDS.caption(gist(caption, FACT), perceived) == ""
    seen = seeing(thing("boat", (0.1, 0.1, 0.4, 0.4), WITHHELD, 0.3))
    assert said(gist(caption, FACT), seen)[0].startswith("Photo: A boat")


def test_where_nothing_is_named_the_sentence_is_hedged() -> None:
    seen = gist("It is very blurry.", FACT)
    assert said(seen, Perception()) == ["Photo: Looks like it is very blurry."]
    assert WORDS.stance(seen, Perception()) is HEDGED


@pytest.mark.parametrize("level", list(Level))
def test_instead_of_another_models_words_the_thing_is_a_fact(level: Level) -> None:
    seen = gist("A dog runs on grass.", FACT)
    alone = WORDS.instead(seen, Perception(), level, "Photo.")
    assert alone == "A dog; looks like a dog runs on grass."
    assert WORDS.instead(seen, seeing(DOG), level, "Photo: A dog.") == "Looks like a dog runs on grass."
    assert WORDS.instead(gist("A dog.", FACT), Perception(), level, "Photo.") == "A dog."


@pytest.mark.parametrize("caption", ["Two dogs are playing", "A dog and a brown dog", "Brown dogs run"])
def test_one_of_several_that_were_named_is_not_the_one(caption: str) -> None:
    assert said(gist(f"{caption}.", FACT), seeing(DOG), Level.DETAILED) == [
        "Photo: A dog on the left.",
        f"Looks like {caption[0].lower()}{caption[1:]}.",
    ]
    people = gist("People on a beach.", FACT)
    assert said(people, seeing(SURFER), Level.DETAILED)[1:] == ["A person in the middle."]


def test_a_hedged_sentence_follows_the_facts_where_it_says_more() -> None:
    seen = gist("A man rides a wave.", HEDGED)
    perceived = seeing(SURFER, BOARD)
    assert said(seen, perceived) == ["Photo: A person on a surfboard; looks like a man rides a wave."]
    assert said(seen, perceived, Level.DETAILED)[1:] == ["Looks like a man rides a wave."]
    same = gist("A man on a surfboard.", HEDGED)
    assert said(same, perceived) == ["Photo: A person on a surfboard."]
    assert said(same, perceived, Level.DETAILED)[1:] == []


def test_a_hedged_sentence_alone_is_hedged() -> None:
    assert said(gist("A dog on grass.", HEDGED), Perception()) == ["Photo: Looks like a dog on grass."]


def test_a_denied_sentence_falls_behind_the_facts() -> None:
    seen = gist("A cat on a lawn.", FACT)
    assert said(seen, seeing(DOG)) == ["Photo: A dog."]
    assert said(seen, seeing(DOG), Level.DETAILED) == [
        "Photo: A dog on the left.",
        "The model says a cat on a lawn; I could not see a cat.",
    ]
    assert said(seen, seeing()) == ["Photo: I am not sure what this shows."]
    assert said(seen, seeing(), Level.FULL) == [
        "Photo: I am not sure what this shows.",
        "The model says a cat on a lawn; I could not see a cat.",
    ]


def test_a_sentence_that_the_facts_say_as_well_or_better_is_left_out() -> None:
    apples = [thing("apple", (0.1 * n, 0.4, 0.1 * n + 0.1, 0.6)) for n in range(4)]
    assert said(gist("An apple.", FACT), seeing(*apples)) == ["Photo: At least four apples."]
    assert WORDS.caption(gist("An apple.", FACT), seeing(*apples)) == "At least four apples."


def test_a_place_that_is_sure_is_not_told_again_as_likely() -> None:
    street = seeing(DOG, scene=Scene(room=judged("street")))
    assert said(gist("A street.", HEDGED), street) == ["Photo: A dog; on a street."]
    assert said(gist("A street.", HEDGED), street, Level.DETAILED) == [
        "Photo: A dog on the left; on a street."
    ]


def test_a_likely_room_is_not_told_beside_the_one_that_is_sure() -> None:
    perceived = seeing(thing("chair", (0.4, 0.4, 0.6, 0.9)), scene=Scene(room=judged("living room")))
    kitchen = gist("A kitchen.", HEDGED)
    assert said(kitchen, perceived) == ["Photo: A chair; in a living room."]
    assert said(kitchen, perceived, Level.DETAILED)[1:] == []
    assert said(gist("A chair in a living room with a clock.", HEDGED), perceived)[0].endswith(
        "looks like a chair in a living room with a clock."
    )


def test_several_are_at_least_so_many() -> None:
    perceived = seeing(SURFER, OTHER, BOARD, DOG)
    assert said(None, perceived) == ["Photo: At least two people, one on a surfboard, and a dog."]
    assert said(None, perceived, Level.DETAILED) == [
        "Photo: At least two people in the middle and on the right, one on a surfboard, a dog on the left."
    ]
    boards = (BOARD, thing("surfboard", (0.65, 0.6, 0.85, 0.75)))
    assert said(None, seeing(SURFER, OTHER, *boards)) == [
        "Photo: At least two people, at least one on a surfboard."
    ]


def test_one_or_more_where_a_second_is_not_certain_or_is_seen_twice() -> None:
    doubtful = replace(OTHER, probability=0.93)
    assert said(None, seeing(SURFER, doubtful)) == ["Photo: One or more people."]
    assert said(None, seeing(SURFER, doubtful), Level.DETAILED) == [
        "Photo: One or more people in the middle and on the right."
    ]
    again = thing("dog", (0.06, 0.45, 0.25, 0.85))
    assert said(None, seeing(DOG, again)) == ["Photo: One or more dogs."]


def test_a_person_alone_may_be_near_or_far_and_have_things() -> None:
    near = thing("person", (0.2, 0.1, 0.5, 0.99))
    perceived = seeing(near, thing("umbrella", (0.15, 0.02, 0.55, 0.3)))
    assert said(None, perceived, Level.DETAILED) == [
        "Photo: A person with an umbrella on the left, close by."
    ]
    far = thing("person", (0.5, 0.5, 0.52, 0.6))
    assert said(None, seeing(far), Level.DETAILED) == ["Photo: A person in the middle, far away."]


def test_a_hand_is_not_called_a_person() -> None:
    hand = thing("person", (0.0, 0.7, 0.3, 1.0), part=True)
    assert said(None, seeing(hand)) == ["Photo: A person or a part of one."]


def test_what_is_only_likely_is_said_later_and_so() -> None:
    perceived = seeing(DOG, thing("cup", (0.5, 0.5, 0.6, 0.6), HEDGED, 0.45))
    seen = gist(None, Stance.NONE, "fence", "labrador")
    assert said(seen, perceived) == ["Photo: A dog."]
    assert said(seen, perceived, Level.DETAILED)[1:] == ["Perhaps also a cup and a fence."]
    assert said(None, seeing(perceived.objects[1])) == ["Photo: Perhaps a cup."]
    # Of a sort that is sure nothing more is likely.
    assert said(None, seeing(DOG, replace(DOG, stance=HEDGED)), Level.DETAILED)[1:] == []


def test_a_withheld_sentence_leaves_its_nouns_unless_they_are_denied() -> None:
    hidden = gist("A man in a tent.", WITHHELD, may=("refrigerator", "tent"))
    assert said(hidden, Perception()) == ["Photo: Perhaps a refrigerator and a tent."]
    assert said(hidden, seeing()) == ["Photo: Perhaps a tent."]


def test_only_where_nothing_is_known_it_is_not_sure() -> None:
    nothing = "Photo: I am not sure what this shows."
    assert said(gist(None, WITHHELD), seeing()) == [nothing]
    assert said(gist(None, WITHHELD), seeing(), Level.FULL) == [nothing]
    assert said(gist(None, WITHHELD), seeing(scene=Scene(room=judged("kitchen")))) == ["Photo: In a kitchen."]
    assert said(gist(None, WITHHELD), seeing(scene=Scene(room=judged("kitchen", HEDGED)))) == [
        "Photo: Perhaps in a kitchen."
    ]
    assert said(gist(None, WITHHELD), seeing(), own=False) == ["Photo."]


def test_where_it_is_is_told_once() -> None:
    scene = Scene(
        judged("indoors"), judged("kitchen"), judged("wall"), judged("wall"), judged("floor", HEDGED)
    )
    assert said(None, seeing(DOG, scene=scene)) == ["Photo: A dog; in a kitchen."]
    assert said(None, seeing(DOG, scene=scene), Level.DETAILED) == ["Photo: A dog on the left; in a kitchen."]
    assert said(None, seeing(DOG, scene=scene), Level.FULL) == [
        "Photo: A dog on the left; in a kitchen, a wall above and in the middle.",
        "Perhaps a floor below.",
    ]
    caption = gist("A dog in a kitchen.", FACT)
    assert said(caption, seeing(DOG, scene=Scene(room=judged("kitchen")))) == ["Photo: A dog in a kitchen."]


def test_what_is_only_likely_of_a_place_is_a_row() -> None:
    scene = Scene(
        judged("outdoors", HEDGED),
        None,
        judged("tree", HEDGED),
        judged("grass", HEDGED),
        judged("grass", HEDGED),
    )
    assert said(None, seeing(DOG, scene=scene), Level.DETAILED)[1:] == [
        "Perhaps outdoors, grass in the middle and below, trees above."
    ]


def test_faces_are_counted_and_cut_off_ones_told() -> None:
    one, edge = Face(0.9, (0.4, 0.3, 0.6, 0.6), FACT), Face(0.8, (0.0, 0.3, 0.1, 0.5), FACT)
    maybe = Face(0.5, (0.8, 0.1, 0.9, 0.2), HEDGED)
    detailed = Level.DETAILED
    assert said(None, seeing(faces=(one,)), detailed)[1:] == ["A face, centred."]
    assert said(None, seeing(faces=(edge,)), detailed)[1:] == ["A face, cut off at the left edge."]
    assert said(None, seeing(faces=(one, edge, maybe)), detailed)[1:] == [
        "At least two faces, one cut off at the left edge."
    ]
    assert said(None, seeing(faces=(maybe,)), detailed)[1:] == []


def test_with_another_models_words_to_come_only_the_facts_are_said() -> None:
    seen = gist("A dog runs on grass.", FACT)
    assert said(seen, seeing(DOG, SURFER), own=False) == ["Photo: A person and a dog."]
    assert said(seen, Perception(), own=False) == ["Photo."]


def test_another_models_claims_are_compared_with_what_was_seen() -> None:
    assert WORDS.hedged("A cat on a rug.", seeing(), most=20) == (
        "The model says a cat on a rug; I could not see a cat."
    )
    assert WORDS.hedged("A dog on a rug.", seeing(DOG), most=20) == "Looks like a dog on a rug."
    assert WORDS.with_denial("The model says: A cat sleeps.", seeing()) == (
        "The model says: A cat sleeps; I could not see a cat."
    )
    long = "A cat that is brown and white and very fluffy sits on a rug near a fire with its eyes closed."
    assert len(WORDS.hedged(long, seeing(), most=20).split()) <= 20


def test_the_bare_sentence_is_of_facts_where_they_lead() -> None:
    assert WORDS.caption(gist("A man rides.", HEDGED), seeing(SURFER, scene=SEA)) == "A person; sea below."
    assert WORDS.caption(gist("A man rides.", FACT), seeing(SURFER)) == "A person."
    assert WORDS.caption(gist("A person on a beach.", FACT), seeing(SURFER)) == ""
    assert WORDS.caption(gist("A cat.", FACT), seeing(DOG)) == "A dog."
    assert WORDS.caption(gist("A man rides.", HEDGED), seeing()) == ""


NOUNS = st.sampled_from([one.name for one in coco_classes()])
BOXES = st.tuples(*[st.floats(0, 0.5)] * 2, *[st.floats(0.5, 1)] * 2)
THINGS = st.builds(thing, NOUNS, BOXES, st.sampled_from((FACT, HEDGED, WITHHELD)), part=st.booleans())
CAPTIONS = st.sampled_from(
    [
        "A dog runs on grass.",
        "A cat and a man in a red shirt and blue jeans ride a bus down a long wet road at night.",
    ]
)
SEEN = st.none() | st.builds(
    gist, CAPTIONS | st.none(), st.sampled_from(list(Stance)), NOUNS, may=st.tuples(NOUNS, NOUNS)
)
JUDGED = st.none() | st.builds(
    judged, st.sampled_from(("sky", "sea", "kitchen")), st.sampled_from(list(Stance))
)


@settings(max_examples=40, deadline=None)
@given(SEEN, st.lists(THINGS, max_size=8), st.builds(Scene, st.none(), *[JUDGED] * 4))
def test_brief_is_one_short_sentence_and_withheld_things_are_never_said(
    seen: Seen | None, things: list[SeenObject], scene: Scene
) -> None:
    perceived = seeing(*things, scene=scene)
    for own, level in product((True, False), Level):
        words = said(seen, perceived, level, own=own)
        assert all(piece.endswith(".") and ".." not in piece and "  " not in piece for piece in words)
        if level is Level.BRIEF:
            assert len(words) == 1
            assert len(words[0].split()) <= BRIEF_WORDS
    hidden = {one.name for one in things if one.stance is WITHHELD} - {
        one.name for one in things if one.stance is not WITHHELD
    }
    told = " ".join(said(None, replace(perceived, scene=Scene()), Level.FULL))
    assert not hidden & set(WORDS.naming.classes(told.split("see ")[0])) - _shares(things)


def _shares(things: list[SeenObject]) -> set[str]:
    """Classes that the words for other things name too: a wine glass is a cup."""
    told = [one.name for one in things if one.stance is not WITHHELD]
    return {name for one in told for name in WORDS.naming.classes(f"a {one}")}


@pytest.mark.parametrize("level", list(Level))
def test_the_same_is_said_of_the_same(level: Level) -> None:
    perceived = seeing(DOG, SURFER, BOARD, scene=SEA)
    assert said(None, perceived, level) == said(None, perceived, level)


def test_who_somebody_is_is_no_fact() -> None:
    assert said(gist("A man and a dog.", FACT), Perception()) == [
        "Photo: A person; looks like a man and a dog."
    ]


def test_what_the_detector_missed_is_better_than_nothing() -> None:
    seen = gist(None, WITHHELD, "cat")
    assert said(seen, seeing()) == ["Photo: Perhaps a cat."]
    assert said(seen, seeing(DOG)) == ["Photo: A dog."]
