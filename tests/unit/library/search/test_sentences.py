"""From a sentence to photos: days, order, what must not be, what is said first; today is 29 November 2026."""

from collections.abc import Callable
from datetime import datetime

import pytest
from made_vectors import THINGS, MadeLibrary, ThingEmbedder

from app.cancel import CancelToken
from app.inference.coco import CocoWords
from app.inference.words import Things
from app.library.places.table import Places
from app.library.query.objects import with_objects
from app.library.query.parse import parse
from app.library.search.cutoff import Cutoff, Logistic, Parameters, Strength, Weighing
from app.library.search.cutoff_features import Wording
from app.library.search.known import known_words
from app.library.search.results import Results
from app.library.search.searcher import Searcher
from app.paths import find_assets

NOW = datetime(2026, 11, 29, 12)
DONE = {"captioned": 1.0, "read": 1.0}
Search = Callable[[str], Results]


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(find_assets() / "places")


@pytest.fixture(scope="module")
def things() -> Things:
    return Things.load()


@pytest.fixture
def search(library: MadeLibrary, places: Places, things: Things) -> Search:
    embedder = ThingEmbedder()
    rule = Logistic({"cosine": 20.0}, -11.0)
    weighing = Weighing(rule, rule, found=0.5, strong=0.9, fair=0.5, least=0.3)
    parameters = Parameters(4, weighing, weighing)
    cutoff = Cutoff(parameters, embedder.embed_texts(list(THINGS), CancelToken()))
    searcher = Searcher(
        library.database, embedder, cutoff, Wording(things), now=lambda: NOW, inside=places.inside
    )
    words = CocoWords(things)

    def found(sentence: str) -> Results:
        known = known_words(library.database.connection)
        query = with_objects(parse(sentence, NOW, places, known), words, known.scenes)
        return searcher.search(query, 20)

    return found


def days(results: Results) -> list[str]:
    return [hit.photo.taken.strftime("%Y-%m-%d %H") for hit in results.hits]


@pytest.mark.parametrize(
    ("sentence", "taken"),
    [
        ("ten years ago today", ["2016-11-29 10"]),
        ("photos older than 2020", ["2018-05-01 10", "2016-11-29 10"]),
        ("photos not older than 2020",
         ["2026-11-28 23", "2026-11-28 08", "2023-12-05 10", "2023-06-01 10", "2020-12-24 21"]),
        ("05/2018", ["2018-05-01 10"]),
        ("photos from 2023 but not from december", ["2023-06-01 10"]),
        ("no photos from 2023",
         ["2026-11-28 23", "2026-11-28 08", "2020-12-24 21", "2018-05-01 10", "2016-11-29 10"]),
        ("photos from 2018 or 2023", ["2023-12-05 10", "2023-06-01 10", "2018-05-01 10"]),
        ("photos from june and december 2023", ["2023-12-05 10", "2023-06-01 10"]),
        ("every December", ["2023-12-05 10", "2020-12-24 21"]),
        ("not in December or November", ["2023-06-01 10", "2018-05-01 10"]),
        ("yesterday morning", ["2026-11-28 08"]),
        ("on Saturdays", ["2026-11-28 23", "2026-11-28 08"]),
        ("on weekdays in 2023", ["2023-12-05 10", "2023-06-01 10"]),
        ("not on weekdays", ["2026-11-28 23", "2026-11-28 08"]),
        ("the day before Christmas Day 2020", ["2020-12-24 21"]),
        ("yesterday night", ["2026-11-28 23"]),
        ("photos taken after 8 pm", ["2026-11-28 23", "2020-12-24 21"]),
        ("Heiligabend 2020", ["2020-12-24 21"]),
        ("vor sechs Jahren", ["2020-12-24 21"]),
        ("oldest photo", ["2016-11-29 10"]),
        ("the last two photos", ["2026-11-28 23", "2026-11-28 08"]),
        ("oldest photo from 2023", ["2023-06-01 10"]),
    ],
)  # fmt: skip
def test_days(library: MadeLibrary, search: Search, sentence: str, taken: list[str]) -> None:
    for day in ("2016-11-29T10", "2018-05-01T10", "2020-12-24T21", "2023-06-01T10", "2023-12-05T10",
                "2026-11-28T08", "2026-11-28T23"):  # fmt: skip
        library.add("car", taken=f"{day}:30:00", **DONE)
    assert days(search(sentence)) == taken


def test_a_night_goes_on_until_the_morning(library: MadeLibrary, search: Search) -> None:
    for taken in ("2022-12-31T09:00:00", "2022-12-31T23:59:00", "2023-01-01T00:30:00", "2023-01-01T11:00:00"):
        library.add("car", taken=taken, **DONE)
    assert days(search("New Year's Eve 2022")) == ["2023-01-01 00", "2022-12-31 23", "2022-12-31 09"]
    assert len(search("New Year 2023").hits) == 4
    assert days(search("on the night of 31 December 2022")) == ["2023-01-01 00", "2022-12-31 23"]


@pytest.mark.parametrize(
    "sentence", ["all photos", "photos", "everything", "show me everything", "alle Fotos"]
)
def test_everything_is_all_photos_the_newest_first(
    library: MadeLibrary, search: Search, sentence: str
) -> None:
    old, new = (library.add("dog", taken=f"{year}-01-01T10:00:00", **DONE) for year in (2019, 2024))
    found = search(sentence)
    assert [hit.photo.id for hit in found.hits] == [new, old]
    assert found.sentence == "Two photos."


@pytest.mark.parametrize("sentence", ["!!!", "the", "a", "no", '"', "\U0001f389"])
def test_what_says_nothing_finds_only_that_word(library: MadeLibrary, search: Search, sentence: str) -> None:
    library.add("dog", **DONE)
    assert search(sentence).count == 0


def test_what_must_not_be_there_is_left_out_among_very_many(library: MadeLibrary, search: Search) -> None:
    """The photos that look like it are older than the four hundred that are looked at first."""
    snow = [library.add("snow", taken="2001-01-01T10:00:00", **DONE) for _ in range(3)]
    for _ in range(410):
        library.add("car", taken="2024-01-01T10:00:00", **DONE)
    for sentence in (
        "no photos of snow", "photos without snow", "no pictures with snow", "neither snow nor a cat",
        "anything but snow", "photos that do not show snow", "keine Fotos von Schnee", "ohne Schnee",
        "leave out snow", "not snow",
    ):  # fmt: skip
        found = search(sentence)
        assert found.count == 410, sentence
        assert not {hit.photo.id for hit in found.hits} & set(snow)
        assert {hit.strength for hit in found.hits} == {Strength.WEAK}  # nothing looked for it
        assert found.sentence.startswith("Without snow")
        assert found.sentence.endswith("as far as I can tell: none for certain; 410 perhaps.")


def test_folders_cameras_and_texts_are_turned_round(library: MadeLibrary, search: Search) -> None:
    holiday = library.add("car", path="/photos/Holiday/a.jpg", camera="Apple iPhone 12", **DONE)
    work = library.add("car", path="/photos/Work/b.jpg", text="SALE today", **DONE)

    def ids(sentence: str) -> list[int]:
        return [hit.photo.id for hit in search(sentence).hits]

    assert ids("photos not in the folder Holiday") == [work]
    assert ids("excluding the Holiday folder") == [work]
    assert ids("nicht im Ordner Work") == [holiday]
    assert ids("not taken with my iPhone") == [work]
    assert ids("photos without the word sale") == [holiday]
    assert ids("iPhone photos") == ids("photos taken with an iphone") == [holiday]
    said = search("photos not in the folder Holiday").sentence
    assert said == "Not in the folder Holiday: one photo."


def test_places_are_turned_round_and_listed(library: MadeLibrary, search: Search) -> None:
    lisbon = library.add(
        "car", latitude=38.72, longitude=-9.14, place="Lisbon, Portugal", country="PT", **DONE
    )
    berlin = library.add(
        "car", latitude=52.52, longitude=13.40, place="Berlin, Germany", country="DE", **DONE
    )
    palma = library.add("car", latitude=39.57, longitude=2.65, place="Palma, Spain", country="ES", **DONE)
    nowhere = library.add("car", **DONE)

    def ids(sentence: str) -> set[int]:
        return {hit.photo.id for hit in search(sentence).hits}

    assert ids("not in Lisbon or Berlin") == {palma, nowhere}
    assert ids("in Portugal, Spain or Italy") == {lisbon, palma}
    for said in (
        "photos in Mallorca",
        "Majorca",
        "mallorca",
        "Fotos auf Mallorca",
        "Spanien",
        "not in Lisbon, Berlin",
    ):
        assert palma in ids(said), said
    assert ids("Deutschland") == {berlin}
    assert search("Mallorca").sentence == "In Mallorca: one photo."


def test_the_newest_of_a_thing_is_by_its_day(library: MadeLibrary, search: Search) -> None:
    old, new = (library.add("dog", taken=f"{year}-01-01T10:00:00", **DONE) for year in (2019, 2024))
    library.add("car", taken="2026-01-01T10:00:00", **DONE)
    assert [hit.photo.id for hit in search("oldest photo of a dog").hits] == [old]
    assert [hit.photo.id for hit in search("newest photo of a dog").hits] == [new]
    assert search("newest photo of a dog").sentence.startswith("The newest: one photo")
    assert [hit.photo.id for hit in search("a dog, oldest first").hits] == [old, new]
    said = search("when did I last see a dog").sentence
    assert said.endswith("From 1 January 2019 to 1 January 2024.")


def test_german_words_are_found_as_they_stand_and_by_what_they_mean(
    library: MadeLibrary, search: Search
) -> None:
    noted = library.add("car", note="Unser Hund im Urlaub", **DONE)
    dog = library.add("dog", **DONE)
    assert {hit.photo.id for hit in search("Hund").hits} >= {noted, dog}
    unknown = search("Bartagame im Garten 2020")
    assert "I do not know what Bartagame looks like" in unknown.sentence


def test_no_hedge_is_said_twice(library: MadeLibrary, search: Search) -> None:
    library.add("car", caption="A car.", stance="hedged", **DONE)
    found = search("without people")
    assert found.hits[0].strength is Strength.WEAK
    assert found.hits[0].sentence == "First, perhaps: a car, on 12 June 2024."


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("every Easter", ["2021-04-04", "2018-04-01"]),
        ("every Easter since 2020", ["2021-04-04"]),
        ("in the nineties at Christmas", ["1995-12-25"]),
        ("from 2016 until 2021 in winter", ["2020-12-24"]),
        ("photos from 2020 excluding summer", ["2020-12-24"]),
        ("not taken with a phone", ["2020-07-01", "1995-12-25"]),
        ("taken with my phone", ["2021-04-04", "2020-12-24", "2018-04-01"]),
        ("videos", ["2018-04-01"]),
        ("no videos", ["2021-04-04", "2020-12-24", "2020-07-01", "1995-12-25"]),
        ("the two newest photos", ["2021-04-04", "2020-12-24"]),
        ("my second newest photo", ["2021-04-04", "2020-12-24"]),
        ("Videos von 2018", ["2018-04-01"]),
    ],
)
def test_days_that_move_phones_and_videos(
    library: MadeLibrary, search: Search, sentence: str, found: list[str]
) -> None:
    for day, camera, name in (
        ("2018-04-01", "Apple iPhone 12", "easter.MOV"),
        ("2021-04-04", "samsung SM-G991B", "a.jpg"),
        ("2020-12-24", "Google Pixel 6", "b.jpg"),
        ("2020-07-01", "Canon EOS 80D", "c.jpg"),
        ("1995-12-25", "", "d.jpg"),
    ):
        library.add("car", taken=f"{day}T10:00:00", camera=camera, path=name, **DONE)
    assert [day[:10] for day in days(search(sentence))] == found


def test_what_cannot_be_told_from_others_is_said(library: MadeLibrary, search: Search) -> None:
    [looks] = ThingEmbedder().embed_texts(["a nurse"], CancelToken())
    library.add(embedded=looks, caption="A woman.", **DONE)
    said = search("a nurse").sentence
    assert said == "None for certain; one perhaps. I cannot tell a nurse from others."
    library.add(embedded=looks, caption="A nurse in a hospital.", **DONE)
    assert "One photo, and one perhaps. I cannot tell a nurse from others." in search("a nurse").sentence
    assert "cannot tell" not in search("people").sentence


@pytest.mark.parametrize(
    ("sentence", "said"),
    [("without cat", "Without a cat"), ("without umbrella", "Without an umbrella"),
     ("without cats", "Without cats"), ("without snow", "Without snow")],
)  # fmt: skip
def test_one_that_must_not_be_there_has_its_article(
    library: MadeLibrary, search: Search, sentence: str, said: str
) -> None:
    library.add("car", **DONE)
    assert search(sentence).sentence.startswith(said)
