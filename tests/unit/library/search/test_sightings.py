from datetime import datetime
from typing import Any

import numpy as np
import pytest
from made_vectors import THINGS, MadeLibrary, ThingEmbedder, vector
from perceptions import LEFT, RIGHT, perceive, perhaps, place, seen, shows

from app.cancel import CancelToken
from app.inference.coco import CocoWords
from app.inference.perception import withheld
from app.inference.protocols import Stance
from app.inference.words import Things
from app.library.query.model import Order, Query
from app.library.query.objects import with_objects
from app.library.search.cutoff import Cutoff, Logistic, Parameters, Strength, Weighing
from app.library.search.cutoff_features import Wording
from app.library.search.known import known_words
from app.library.search.relevance import RankedPhotos
from app.library.search.results import Results
from app.library.search.searcher import Searcher
from app.library.search.sighted import with_sightings
from app.library.search.sightings import Sighted, Sightings
from app.library.store.perceived import write_perception

DONE = {"captioned": 1.0, "read": 1.0}


@pytest.fixture(scope="module")
def words() -> CocoWords:
    return CocoWords(Things.load())


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(Things.load())


class Search:
    """Searches a made library by sentences."""

    def __init__(self, library: MadeLibrary, words: CocoWords, wording: Wording) -> None:
        embedder, rule = ThingEmbedder(), Logistic({"cosine": 20.0}, -11.0)
        weighing = Weighing(rule, rule, found=0.5, strong=0.9, fair=0.5, least=0.3)
        cutoff = Cutoff(Parameters(4, weighing, weighing), embedder.embed_texts(list(THINGS), CancelToken()))
        self._searcher = Searcher(
            library.database, embedder, cutoff, wording,
            now=lambda: datetime(2026, 11, 23, 12), perceiving=True,
        )  # fmt: skip
        self._library, self._words = library, words

    def __call__(self, text: str, *negated: str, **more: Any) -> Results:
        scenes = known_words(self._library.database.connection).scenes
        query = with_objects(Query(text, text, negated, **more), self._words, scenes)
        return self._searcher.search(query)


@pytest.fixture
def search(library: MadeLibrary, words: CocoWords, wording: Wording) -> Search:
    return Search(library, words, wording)


def ids(results: Results) -> list[int]:
    return [hit.photo.id for hit in results.hits]


def test_facts_come_first_then_what_is_perhaps(library: MadeLibrary, search: Search) -> None:
    one, two, three, maybe = (library.add("cat", **DONE) for _ in range(4))
    perceive(library.database, one, seen("dog"))
    perceive(library.database, two, seen("dog", score=0.7), seen("dog", score=0.6))
    perceive(library.database, three, *[seen("dog", score=0.9)] * 3)
    perceive(library.database, maybe, seen("dog"), perhaps("dog"))
    found = search("two dogs")
    assert ids(found) == [three, two, maybe]
    assert found.sentences == (
        "Two dogs: two photos, and one perhaps.",
        "First: the file picture 3, on 12 June 2024.",
        "Second: the file picture 2, on 12 June 2024.",
        "Third, perhaps: the file picture 4, on 12 June 2024.",
    )
    assert [hit.why[0] for hit in found.hits] == ["shows two dogs"] * 2 + ["perhaps shows two dogs"]
    assert [hit.strength for hit in found.hits] == [Strength.STRONG, Strength.STRONG, Strength.WEAK]


def test_what_was_looked_for_and_not_seen_is_last_whatever_it_looks_like(
    library: MadeLibrary, search: Search
) -> None:
    looks, shows = library.add("dog", **DONE), library.add("cat", **DONE)
    perceive(library.database, looks)
    perceive(library.database, shows, seen("dog"))
    found = search("a dog")
    assert ids(found) == [shows, looks]
    assert found.sentence == "A dog: one photo, and one perhaps."


@pytest.mark.parametrize(
    ("caption", "stance", "objects", "strength"),
    [
        ("A dog.", "fact", "dog", Strength.STRONG),
        ("A puppy on grass.", "fact", "dog, ball", Strength.STRONG),
        ("A dog.", "hedged", "dog", Strength.WEAK),
        ("A dog.", "fact", "", Strength.WEAK),
        ("A dog.", "fact", "cat", Strength.WEAK),
        ("A hot dog.", "fact", "hot dog", Strength.WEAK),
        ("A horse.", "fact", "dog", Strength.WEAK),
        ("", "fact", "dog", Strength.WEAK),
    ],
)
def test_where_none_was_seen_a_caption_and_the_nouns_together_say_that_it_is_there(
    library: MadeLibrary, search: Search, caption: str, stance: str, objects: str, strength: Strength
) -> None:
    shows = library.add("dog", caption=caption, stance=stance, objects=objects, **DONE)
    perceive(library.database, shows)
    for sentence in ("a dog", "a cat or a dog", "dog or cat", "a dog, a cat or a car"):
        assert [(hit.photo.id, hit.strength) for hit in search(sentence).hits] == [(shows, strength)]
    assert all(hit.strength is Strength.WEAK for hit in search("two dogs").hits)
    assert all(hit.strength is Strength.WEAK for hit in search("a dog on the left").hits)


def test_what_nothing_but_faint_looks_speaks_for_is_said_only_where_there_is_nothing_else() -> None:
    def ranked(seen_on: int, strength: Strength) -> list[int]:
        ids = [1, 2, 3, 4, 5]
        found = RankedPhotos(ids, dict.fromkeys(ids, 0.4), {**dict.fromkeys(ids, Strength.WEAK), 5: strength})
        sure, denied = np.zeros(7, np.float32), np.ones(7, np.float32)
        sure[seen_on], denied[seen_on] = 0.8, 0
        sighted = Sighted(sure, sure, sure, denied)
        allowed = np.arange(7) != 0
        query = Query("a dog", "a dog", only_objects=True)
        return with_sightings(query, found, sighted, allowed, np.zeros(7, bool), np.ones(7, np.float32)).ids

    assert ranked(0, Strength.WEAK) == [1, 2, 3]
    assert ranked(6, Strength.WEAK) == [6]
    assert ranked(6, Strength.STRONG) == [6, 5]


def test_newest_is_the_newest_of_those_that_surely_show_it(library: MadeLibrary, search: Search) -> None:
    old = library.add("cat", taken="2019-01-01T10:00:00", **DONE)
    captioned = library.add("dog", taken="2026-03-01T10:00:00", caption="A dog.", objects="dog", **DONE)
    doubted = library.add("dog", taken="2026-05-01T10:00:00", **DONE)
    perceive(library.database, old, seen("dog"))
    for one in (captioned, doubted):
        perceive(library.database, one)
    assert ids(search("a dog", order=Order.NEWEST, most=1)) == [captioned]
    assert ids(search("a dog", order=Order.OLDEST, most=1)) == [old]


def test_either_of_two_things_is_each_by_itself(library: MadeLibrary, search: Search) -> None:
    boat, cake = library.add("boat", **DONE), library.add("cake", **DONE)
    library.add("snow", **DONE)
    for sentence, right in (("a mountain or a cake", {cake}), ("boat, a mountain or cake", {boat, cake})):
        strong = {hit.photo.id for hit in search(sentence).hits if hit.strength is Strength.STRONG}
        assert strong == right


def test_a_picture_in_which_objects_are_not_told_is_found_by_looks(
    library: MadeLibrary, search: Search
) -> None:
    screenshot = library.add("dog", kind="screenshot", **DONE)
    with library.database.writing() as connection:
        assert write_perception(connection, screenshot, 1, withheld(shows(seen("dog"))))
    found = search("a dog")
    assert found.sentences == ("One photo.", "First, a strong match: a screenshot, on 12 June 2024.")
    assert found.waiting == 0


def test_photos_that_were_not_looked_through_are_found_by_looks_and_counted(
    library: MadeLibrary, search: Search
) -> None:
    shows, maybe, new = library.add("cat", **DONE), library.add("cat", **DONE), library.add("dog", **DONE)
    perceive(library.database, shows, seen("dog"))
    perceive(library.database, maybe, perhaps("dog"))
    found = search("dog")
    assert ids(found) == [shows, new, maybe]
    assert found.waiting == 1
    assert found.sentences[-1] == "One photo is still to be described and read: earsight index --wait."
    assert search("beach").waiting == 0


def test_all_of_it_must_be_there_and_any_of_what_or_joins(library: MadeLibrary, search: Search) -> None:
    both, dog, cat = (library.add("snow", **DONE) for _ in range(3))
    perceive(library.database, both, seen("dog"), seen("person"))
    perceive(library.database, dog, seen("dog"))
    perceive(library.database, cat, seen("cat"), seen("person"))
    assert ids(search("a dog and a person")) == [both]
    assert sorted(ids(search("a dog or a cat"))) == [both, dog, cat]
    assert sorted(ids(search("animals"))) == [both, dog, cat]


def test_where_it_is(library: MadeLibrary, search: Search) -> None:
    left, right = library.add("snow", **DONE), library.add("snow", **DONE)
    perceive(library.database, left, seen("cup", LEFT))
    perceive(library.database, right, seen("cup", RIGHT))
    assert ids(search("a cup on the left")) == [left]
    assert ids(search("a cup in the middle")) == []
    assert ids(search("a cup")) == [right, left]


def test_a_part_of_a_person_is_a_person_perhaps(library: MadeLibrary, search: Search) -> None:
    hand = library.add("snow", **DONE)
    perceive(library.database, hand, seen("person", part=True))
    found = search("somebody")
    assert (ids(found), found.sentence) == ([hand], "Somebody: none for certain; one perhaps.")


def test_a_woman_is_more_than_a_person(library: MadeLibrary, search: Search) -> None:
    photo = library.add("snow", **DONE)
    perceive(library.database, photo, seen("person"))
    assert search("a woman").sentence == "Nothing like that."
    assert search("people").sentence == "People: one photo."


def test_without_people_leaves_out_facts_and_perhaps_everywhere_and_says_so(
    library: MadeLibrary, search: Search
) -> None:
    shown, maybe, empty, unknown = (library.add("beach", **DONE) for _ in range(4))
    perceive(library.database, shown, seen("person"))
    perceive(library.database, maybe, perhaps("person"))
    perceive(library.database, empty, seen("dog"))
    everywhere = search("", "people")
    # Not to have seen anybody is no proof: what was looked through comes first, and neither is a fact.
    assert [(hit.photo.id, hit.strength) for hit in everywhere.hits] == [
        (empty, Strength.FAIR),
        (unknown, Strength.WEAK),
    ]
    assert everywhere.sentence == "Without people, as far as I can tell: one photo, and one perhaps."
    assert everywhere.limits == (
        "Left out: one photo with people, and one perhaps with people.",
        "One photo is still to be described and read: earsight index --wait.",
    )
    assert everywhere.to_json()["left_out"] == {"sure": 1, "perhaps": 1}
    assert sorted(ids(search("beach", "people"))) == [empty, unknown]


def test_where_no_person_was_seen_looks_do_not_say_otherwise(library: MadeLibrary, search: Search) -> None:
    crowded = library.add(embedded=vector("beach", "people"), **DONE)
    assert ids(search("beach", "people")) == []
    perceive(library.database, crowded, seen("dog"))
    assert ids(search("beach", "people")) == [crowded]


def test_what_more_is_asked_for_is_for_looks_to_say(library: MadeLibrary, search: Search) -> None:
    without, shows, elsewhere = (
        library.add("dog snow", **DONE),
        library.add("dog snow", **DONE),
        library.add("cat"),
    )
    perceive(library.database, without)
    perceive(library.database, shows, seen("dog"))
    perceive(library.database, elsewhere, seen("dog"))
    found = search("a dog in snow")
    assert ids(found) == [shows, without]
    assert {hit.strength for hit in found.hits} == {Strength.STRONG}
    assert [hit.why[0] for hit in found.hits] == ["shows a dog", "looks like it"]


def test_scenes_are_facts_too(library: MadeLibrary, search: Search) -> None:
    kitchen, hall, plain = (library.add("cake", **DONE) for _ in range(3))
    perceive(library.database, kitchen, seen("dog"), scene=place(setting="indoors", room="kitchen"))
    perceive(library.database, hall, seen("dog"), scene=place(setting="indoors", room="hallway"))
    perceive(library.database, plain, seen("dog"))
    assert ids(search("kitchen")) == [kitchen]
    assert sorted(ids(search("indoors"))) == [kitchen, hall]
    found = search("a dog in a kitchen")
    assert (ids(found), found.hits[0].why[0]) == ([kitchen], "shows a dog and kitchen")


def test_the_users_own_words_stay_first(library: MadeLibrary, search: Search) -> None:
    shows, titled = library.add("cat", **DONE), library.add("cat", title="Two dogs", **DONE)
    perceive(library.database, shows, seen("dog"), seen("dog"))
    perceive(library.database, titled)
    assert ids(search("two dogs")) == [titled, shows]


def test_what_looks_nothing_like_it_is_doubted_where_there_is_much_to_compare_with(
    library: MadeLibrary, search: Search
) -> None:
    shows, strange = library.add("dog beach", **DONE), library.add(embedded=-vector("dog"), **DONE)
    for photo in (shows, strange):
        perceive(library.database, photo, seen("dog"))
    assert search("a dog").sentence == "A dog: two photos."
    for _ in range(50):
        perceive(library.database, library.add("snow", **DONE))
    found = search("a dog")
    assert (ids(found), found.sentence) == ([shows, strange], "A dog: one photo, and one perhaps.")
    assert [hit.why[0] for hit in found.hits] == ["shows a dog", "perhaps shows a dog"]


def test_filters_hold_for_facts(library: MadeLibrary, search: Search) -> None:
    for camera in ("Apple iPhone 12", "Canon EOS R6"):
        perceive(library.database, library.add("snow", camera=camera, **DONE), seen("dog"))
    assert ids(search("a dog", camera="canon")) == [2]


def test_without_a_model_facts_are_found(library: MadeLibrary, words: CocoWords) -> None:
    photo = library.add("snow", **DONE)
    perceive(library.database, photo, seen("dog"))
    found = Searcher(library.database, None, None, None).search(with_objects(Query("", "a dog"), words))
    assert (ids(found), found.sentence) == ([photo], "A dog: one photo.")


def test_counts_are_exact_for_many(library: MadeLibrary, words: CocoWords) -> None:
    random = np.random.default_rng(3)
    counts = random.integers(0, 6, 60)
    for count in counts.tolist():
        photo = library.add("snow")
        stances = [Stance.FACT if fact else Stance.HEDGED for fact in random.integers(0, 2, count)]
        dogs = [seen("dog", stance=stance, score=random.random()) for stance in stances]
        perceive(library.database, photo, *dogs)
    ask = library.database.connection.execute
    for least in range(1, 7):
        query = with_objects(Query("", f"{least} dogs"), words)
        sighted = Sightings(library.database.connection).of(query, 61)
        assert sighted is not None
        for found, condition in ((sighted.sure, "AND fact"), (sighted.perhaps, "")):
            statement = (
                f"SELECT photo FROM object WHERE class = 16 {condition} GROUP BY photo HAVING count(*) >= ?"
            )
            assert np.flatnonzero(found).tolist() == [row[0] for row in ask(statement, (least,))]
