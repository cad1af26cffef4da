from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_vectors import THINGS, MadeLibrary, ThingEmbedder, vector

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.protocols import Kind
from app.inference.words import Things
from app.library.places.model import Place, Sort
from app.library.query.model import AskedObject, DayRange, Query
from app.library.search.cutoff import Cutoff, Logistic, Parameters, Strength, Weighing
from app.library.search.cutoff_features import Wording
from app.library.search.results import Results
from app.library.search.searcher import Searcher
from app.library.store.database import Database
from app.library.tools import Decoded

NOW = datetime(2026, 11, 23, 12)


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(Things.load())


@pytest.fixture
def searcher(library: MadeLibrary, wording: Wording) -> Searcher:
    return make(library.database, wording)


def make(
    database: Database, wording: Wording, strong: float = 0.9, fair: float = 0.5, **options: object
) -> Searcher:
    embedder = ThingEmbedder()
    rule = Logistic({"cosine": 20.0}, -11.0)
    weighing = Weighing(rule, rule, found=0.5, strong=strong, fair=fair, least=0.3)
    parameters = Parameters(4, weighing, weighing)
    cutoff = Cutoff(parameters, embedder.embed_texts(list(THINGS), CancelToken()))
    return Searcher(database, embedder, cutoff, wording, now=lambda: NOW, **options)  # type: ignore[arg-type]


def ids(results: Results) -> list[int]:
    return [hit.photo.id for hit in results.hits]


def test_finds_by_looks_and_says_so(library: MadeLibrary, searcher: Searcher) -> None:
    dog = library.add("dog", caption="A dog.", captioned=1.0, read=1.0)
    library.add("car", captioned=1.0, read=1.0)
    results = searcher.search(Query("dog", "dog"))
    assert ids(results) == [dog]
    assert results.sentences == ("One photo.", "First, a strong match: a dog, on 12 June 2024.")
    assert "looks like it" in results.hits[0].why
    document = results.to_json()
    assert document["count"] == 1
    assert document["hits"][0]["rank"] == 1
    assert document["hits"][0]["strength"] == "strong"


def test_nothing_like_that(library: MadeLibrary, searcher: Searcher) -> None:
    library.add("dog")
    query = Query("cat in 2025", "cat", since=date(2025, 1, 1), until=date(2025, 12, 31))
    assert searcher.search(Query("cat", "cat")).sentence == "Nothing like that."
    assert searcher.search(query).sentence == "In 2025: nothing like that."


def test_an_empty_library_finds_nothing(searcher: Searcher) -> None:
    for query in (Query("dog", "dog"), Query("", "", kind=Kind.SCREENSHOT), Query("", "", says="exit")):
        assert searcher.search(query).count == 0


def test_what_must_not_be_there_is_left_out_by_words_and_by_looks(
    library: MadeLibrary, searcher: Searcher
) -> None:
    plain = library.add("dog")
    library.add("dog", caption="A dog in the snow.")
    library.add(embedded=vector("dog", "snow", "snow"))
    assert ids(searcher.search(Query("dog without snow", "dog", negated=("snow",)))) == [plain]


def test_no_people_means_no_man_either(library: MadeLibrary, searcher: Searcher) -> None:
    library.add("beach", caption="A man on the beach.")
    empty = library.add("beach", caption="An empty beach.")
    assert ids(searcher.search(Query("", "beach", negated=("people",)))) == [empty]


def test_facts_alone_list_newest_first_and_are_strong(library: MadeLibrary, searcher: Searcher) -> None:
    old = library.add("dog", taken="2024-06-01T00:00:00")
    new = library.add("cat", taken="2024-06-30T23:59:59")
    library.add("dog", taken="2024-07-01T00:00:00")
    library.add("dog", taken="2024-05-31T23:59:59")
    query = Query("june 2024", "", since=date(2024, 6, 1), until=date(2024, 6, 30))
    results = searcher.search(query)
    assert ids(results) == [new, old]
    assert {hit.strength for hit in results.hits} == {Strength.STRONG}
    assert results.hits[0].why == ("June 2024",)
    without = Query("", "", until=date(2024, 6, 30), not_days=(DayRange(date(2024, 6, 2), None),))
    assert ids(searcher.search(without)) == [old, 4]


def test_the_count_is_of_all_and_the_hits_are_limited(library: MadeLibrary, searcher: Searcher) -> None:
    for _ in range(25):
        library.add("dog")
    results = searcher.search(Query("dog", "dog"), limit=3)
    assert (results.count, len(results.hits)) == (25, 3)
    assert results.sentence == "25 photos."


def test_what_is_only_perhaps_is_not_counted_as_found(library: MadeLibrary, wording: Wording) -> None:
    careful = make(library.database, wording, strong=0.999, fair=0.99)
    for _ in range(12):
        library.add(embedded=vector("dog", "snow"))
    results = careful.search(Query("dog", "dog"), limit=3)
    assert results.sentence == "None for certain; five perhaps."
    assert (results.count, len(results.hits)) == (5, 3)
    assert {hit.strength for hit in results.hits} == {Strength.WEAK}
    library.add("dog")
    assert careful.search(Query("dog", "dog")).sentence == "One photo, and four perhaps."


def test_photos_that_cannot_be_compared_are_counted_and_said(
    library: MadeLibrary, searcher: Searcher
) -> None:
    done = {"captioned": 1.0, "read": 1.0}
    library.add("cat", **done)
    lost = [library.add("dog", **done), library.add("dog", taken="2020-01-01T10:00:00", **done)]
    lost.append(library.add("dog", **done))
    with library.database.writing() as connection:
        connection.executemany("DELETE FROM embedding WHERE photo = ?", [(one,) for one in lost])
        connection.execute("UPDATE photo SET orphaned = 1 WHERE id = ?", (lost[2],))
    found = searcher.search(Query("dog", "dog"))
    assert found.sentences == (
        "Nothing like that.",
        "Two photos could not be looked through until they are indexed again: earsight index.",
    )
    assert found.to_json()["unseen"] == 2
    of_2024 = Query("dog in 2024", "dog", since=date(2024, 1, 1), until=date(2024, 12, 31))
    assert searcher.search(of_2024).sentences[1:] == (
        "One photo could not be looked through until it is indexed again: earsight index.",
    )
    # What was asked for are facts, which these photos have.
    assert searcher.search(Query("", "", kind=Kind.PHOTO)).unseen == 0


def test_photos_that_are_still_to_be_read_are_counted_and_said(
    library: MadeLibrary, searcher: Searcher
) -> None:
    done = {"captioned": 1.0, "read": 1.0}
    library.add("cat", **done)
    assert searcher.search(Query("dog", "dog")).waiting == 0
    library.add("cat", **{**done, "read": None})
    library.add("cat", taken="2020-01-01T10:00:00", **{**done, "captioned": None})
    gone = library.add("cat")
    with library.database.writing() as connection:
        connection.execute("UPDATE photo SET orphaned = 1 WHERE id = ?", (gone,))
    said = "Two photos are still to be described and read: earsight index --wait."
    for query in (
        Query("dog", "dog"),
        Query("", "", says="exit"),
        Query("", "", kind=Kind.SCREENSHOT),
        Query("without dogs", "", negated=("dogs",)),
    ):
        found = searcher.search(query)
        assert found.sentences[-1] == said, query
        assert found.to_json()["waiting"] == 2
    of_2024 = Query("", "", says="exit", since=date(2024, 1, 1), until=date(2024, 12, 31))
    assert searcher.search(of_2024).limits == (
        "One photo is still to be described and read: earsight index --wait.",
    )
    # When it was taken is known already.
    assert searcher.search(Query("", "", since=date(2020, 1, 1), until=date(2024, 12, 31))).waiting == 0


LISBON = Place("Lisbon, Portugal", Sort.CITY, ("PT",), "14", 38.72, -9.14, 20.0, 500_000)
PORTUGAL = Place("Portugal", Sort.COUNTRY, ("PT",), "", 39.5, -8.0, 400.0, 10_000_000)


def test_places(library: MadeLibrary, searcher: Searcher) -> None:
    lisbon = library.add(latitude=38.73, longitude=-9.15, place="Lisbon, Portugal", country="PT")
    porto = library.add(latitude=41.15, longitude=-8.61, place="Porto, Portugal", country="PT")
    library.add(latitude=48.85, longitude=2.35, place="Paris, France", country="FR")
    noted = library.add(note="Tram in Lisbon")
    assert set(ids(searcher.search(Query("in lisbon", "", place=LISBON)))) == {lisbon, noted}
    assert set(ids(searcher.search(Query("in portugal", "", place=PORTUGAL)))) == {lisbon, porto}
    found = searcher.search(Query("", "", place=PORTUGAL, not_places=(LISBON,)))
    assert ids(found) == [porto]
    assert found.hits[0].why == ("taken in Porto",)


def test_a_region_is_asked_of_the_places_table(library: MadeLibrary, wording: Wording) -> None:
    austin = library.add(latitude=30.3, longitude=-97.7, place="Austin, Texas", country="US")
    library.add(latitude=40.7, longitude=-74.0, place="New York, New York", country="US")
    texas = Place("Texas", Sort.REGION, ("US",), "TX", 31.0, -99.0, 5000.0, 30_000_000)
    searcher = make(library.database, wording, inside=lambda place, latitude, longitude: latitude < 35)
    assert ids(searcher.search(Query("", "", place=texas))) == [austin]


def test_a_place_across_the_date_line(library: MadeLibrary, searcher: Searcher) -> None:
    east = library.add(latitude=-16.8, longitude=179.99)
    west = library.add(latitude=-16.8, longitude=-179.99)
    taveuni = Place("Taveuni, Fiji", Sort.CITY, ("FJ",), "", -16.8, 179.95, 30.0, 9000)
    assert set(ids(searcher.search(Query("", "", place=taveuni)))) == {east, west}


def test_kind_camera_folder_album(library: MadeLibrary, searcher: Searcher) -> None:
    shot = library.add(kind="screenshot")
    camera = library.add(camera="Apple iPhone 12")
    folder = library.add(path="Trips/100%/deep/a.jpg")
    album = library.add(album="Wedding")
    assert ids(searcher.search(Query("", "", kind=Kind.SCREENSHOT))) == [shot]
    assert ids(searcher.search(Query("", "", camera="iphone 12"))) == [camera]
    assert ids(searcher.search(Query("", "", folder="trips"))) == [folder]
    assert ids(searcher.search(Query("", "", folder="100%"))) == [folder]
    assert ids(searcher.search(Query("", "", folder="10_%"))) == []
    assert ids(searcher.search(Query("", "", folder="wedding"))) == [album]
    assert shot not in ids(searcher.search(Query("", "", not_kinds=(Kind.SCREENSHOT,))))


def test_text_in_a_photo_is_strong_when_it_is_there(library: MadeLibrary, searcher: Searcher) -> None:
    sign = library.add(text="OPEN\nBAKERY SINCE 1950")
    for wanted in ("bakery", "kery", "open bakery", "8akery"):
        results = searcher.search(Query("", "", says=wanted))
        assert ids(results) == [sign], wanted
        assert results.hits[0].strength is Strength.STRONG
    typo = searcher.search(Query("", "", says="baekry"))
    assert ids(typo) == [sign]
    assert typo.hits[0].strength is Strength.FAIR
    assert typo.hits[0].why == ("the text says 'BAKERY'",)


def test_a_word_that_was_read_outranks_looks(library: MadeLibrary, searcher: Searcher) -> None:
    invoice = library.add("car", text="Total 1,234.56 USD\nInvoice no. 2024-0815")
    library.add("dog", text="Gate B 12")
    for text in ("invoice", "total invoice"):
        results = searcher.search(Query(text, text))
        assert ids(results) == [invoice]
        assert results.hits[0].strength is Strength.STRONG
    assert ids(searcher.search(Query("invoice", "a paid invoice"))) == []
    guest = library.add("dog", text="Wi-Fi: guest\npassword: tulip7")
    assert ids(searcher.search(Query("wifi password", "wifi password"))) == [guest]


def test_a_special_word_needs_its_own_evidence(library: MadeLibrary, searcher: Searcher) -> None:
    library.add("dog", caption="A dog.", captioned=1.0, read=1.0)
    asked = ((AskedObject(("dog",), sure=False, said="a puppy"),),)
    found = searcher.search(Query("dog", "dog", objects=asked))
    assert [hit.strength for hit in found.hits] == [Strength.WEAK]
    puppy = library.add("dog", caption="A puppy.", captioned=1.0, read=1.0)
    found = searcher.search(Query("dog", "dog", objects=asked))
    assert found.hits[0].photo.id == puppy
    assert found.hits[0].strength is Strength.STRONG


def test_the_users_own_words_are_facts(library: MadeLibrary, searcher: Searcher) -> None:
    noted = library.add("car", note="Grandma's garden party")
    library.add("dog")
    results = searcher.search(Query("garden party", "garden party"))
    assert ids(results) == [noted]
    assert results.hits[0].strength is Strength.STRONG
    assert results.hits[0].why == ("your note says 'Grandma's garden party'",)


def test_taught_names(library: MadeLibrary, wording: Wording) -> None:
    rex, other = library.add("dog"), library.add("dog", taken="2024-01-01T00:00:00")
    searcher = make(library.database, wording, names=lambda name: {rex: 0.9} if name == "Rex" else {})
    results = searcher.search(Query("Rex", "", names=("Rex",)))
    assert ids(results) == [rex]
    assert results.hits[0].why == ("probably Rex",)
    assert ids(searcher.search(Query("dog not Rex", "dog", not_names=("Rex",)))) == [other]


def test_near_duplicates_are_one_hit(library: MadeLibrary, searcher: Searcher) -> None:
    first = library.add(embedded=vector("dog"), perceptual=b"\x0f" * 8, caption="A dog.")
    library.add(embedded=vector("dog"), perceptual=b"\x0f" * 7 + b"\x0e")
    library.add(embedded=vector("dog"), perceptual=b"\x0f" * 7 + b"\x0d")
    library.add(embedded=vector("dog"), perceptual=b"\xf0" * 8)
    results = searcher.search(Query("dog", "dog"))
    assert results.count == 2
    folded = next(hit for hit in results.hits if hit.photo.id == first)
    assert len(folded.more_like_it) == 2
    assert "and two more like it" in folded.sentence


def test_like_a_photo_of_the_library_and_like_a_file(
    library: MadeLibrary, wording: Wording, tmp_path: Path
) -> None:
    dog, other = library.add("dog", path="dog.jpg"), library.add("dog")
    library.add("car")
    pixels = np.full((4, 4, 3), THINGS.index("dog"), np.uint8)
    searcher = make(library.database, wording, decode=lambda source, need, cancel: Decoded(pixels))
    known = searcher.search(Query("", "", like=Path("/photos/dog.jpg")))
    assert ids(known) == [other]
    assert known.hits[0].why == ("looks like the photo you gave",)
    assert set(ids(searcher.search(Query("", "", like=tmp_path / "elsewhere.jpg")))) == {dog, other}


def test_like_without_a_model_is_said(library: MadeLibrary) -> None:
    searcher = Searcher(library.database, None, None, None)
    with pytest.raises(AppError, match="without a model"):
        searcher.search(Query("", "", like=Path("/photos/dog.jpg")))


def test_words_are_searched_without_a_model(library: MadeLibrary) -> None:
    library.add("dog", caption="A cat.")
    found = library.add("car", caption="Two dogs running on a beach.")
    searcher = Searcher(library.database, None, None, None, now=lambda: NOW)
    assert ids(searcher.search(Query("dog at the beach", "dog at the beach"))) == [found]
    assert searcher.search(Query("zebra", "zebra")).count == 0


def test_a_photo_on_a_disk_that_is_away_is_found_and_said(library: MadeLibrary, searcher: Searcher) -> None:
    library.add("dog", root="/disk", away=True)
    results = searcher.search(Query("dog", "dog"))
    assert results.hits[0].away
    assert results.hits[0].sentence.endswith("on a disk that is not connected.")


def test_another_process_adds_orphans_and_removes(
    library: MadeLibrary, searcher: Searcher, wording: Wording
) -> None:
    first = library.add("dog")
    with Database(library.database.path) as other:
        reader = make(other, wording)
        assert ids(reader.search(Query("dog", "dog"))) == [first]
        second = library.add("dog")
        assert set(ids(reader.search(Query("dog", "dog")))) == {first, second}
        with library.database.writing() as connection:
            connection.execute("UPDATE photo SET orphaned = 1 WHERE id = ?", (first,))
        assert ids(reader.search(Query("dog", "dog"))) == [second]
        with library.database.writing() as connection:
            connection.execute("DELETE FROM file WHERE photo = ?", (second,))
            connection.execute("DELETE FROM photo WHERE id = ?", (second,))
        assert reader.search(Query("dog", "dog")).count == 0
        third = library.add("dog")
        assert ids(reader.search(Query("dog", "dog"))) == [third]


def test_stopped(library: MadeLibrary, searcher: Searcher) -> None:
    library.add("dog")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        searcher.search(Query("dog", "dog"), cancel=token)
    assert searcher.search(Query("dog", "dog")).count == 1


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), says=st.none() | st.text(max_size=30))
def test_no_input_is_syntax(library: MadeLibrary, searcher: Searcher, text: str, says: str | None) -> None:
    if not library.roots:
        library.add("dog", caption="A dog.", text='NOT (x) OR "y"')
    searcher.search(Query(text, text, negated=(text,), says=says, camera=text, folder=text))
