"""Photos and counts in words: what is not certain is never said as if it were."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from photo_rows import add_photo, new_library

from app.library.query.model import Query
from app.library.search.cutoff import Strength
from app.library.search.ranking import word_scores
from app.library.search.why import reasons
from app.library.search.wording import count_in_words, hit_in_words, photo_in_words, shows
from app.library.store.database import Database
from app.library.store.records import Photo, load_photos
from app.library.store.text_index import TextIndex

NOW = datetime(2026, 11, 29, 12)
BARE = "cat standing"
HEDGES = re.compile(r"(Looks like a|described as perhaps 'A) cat standing", re.I)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with new_library(tmp_path) as made:
        yield made


def known(database: Database, photo: int) -> Photo:
    return load_photos(database.connection, [photo])[photo]


def channels(database: Database, photo: Photo) -> dict[str, str]:
    """Whatever is said or shown of a photo, and what `photo --write-description` writes into its file."""
    query = Query("cat", "cat")
    words = word_scores(TextIndex(database.connection), "cat", photo.id + 1, 1)
    return {
        "row, file": shows(photo),
        "hit": hit_in_words(photo, 1, Strength.STRONG, 0, False, NOW),
        "everything": " ".join(photo_in_words(photo, NOW)),
        "why": ", ".join(reasons(query, photo, None, words, {})),
    }


def test_a_hedged_caption_is_hedged_wherever_it_is_said(database: Database) -> None:
    photo = known(database, add_photo(database, "/photos/1.jpg", caption="A cat standing.", stance="hedged"))
    said = channels(database, photo)
    assert all(BARE in words for words in said.values())
    assert {name: words for name, words in said.items() if BARE in HEDGES.sub("", words)} == {}


def test_a_certain_caption_is_said_as_it_is(database: Database) -> None:
    photo = known(database, add_photo(database, "/photos/1.jpg", caption="A cat standing."))
    said = channels(database, photo)
    assert said["row, file"] == "A cat standing"
    assert said["why"].startswith("described as 'A cat standing.'")


@pytest.mark.parametrize("stance", ["withheld", "none"])
def test_a_withheld_caption_that_came_from_elsewhere_is_not_said(stance: str, database: Database) -> None:
    photo = known(database, add_photo(database, "/photos/1.jpg", caption="A cat standing.", stance=stance))
    assert [words for words in channels(database, photo).values() if BARE in words] == []


@pytest.mark.parametrize("kind", ["photo", "drawing", "document"])
def test_objects_are_never_certain(kind: str, database: Database) -> None:
    photo = known(database, add_photo(database, "/photos/1.jpg", kind=kind, objects="cat, stove"))
    assert "may show a cat and a stove" in shows(photo)
    assert shows(photo, hedged=False).endswith("a cat and a stove")
    assert "It may include: cat, stove." in photo_in_words(photo, NOW)


def test_what_a_photo_shows_is_said_once(database: Database) -> None:
    photo = known(
        database, add_photo(database, "/photos/1.jpg", caption="A cat.", stance="fact", objects="cat, stove")
    )
    twice = replace(photo, captions=photo.captions * 2)
    said = photo_in_words(twice, NOW)
    assert said.count("A cat.") == 1
    assert "It may include: stove." in said
    assert not any("include" in one for one in photo_in_words(replace(twice, objects=("cat",)), NOW))


def test_a_note_is_not_what_a_photo_shows(database: Database) -> None:
    photo = known(database, add_photo(database, "/photos/1.jpg", note="Call the plumber.", caption="A cat."))
    said = channels(database, photo)
    assert said["row, file"] == 'Your note says "Call the plumber"'
    assert 'First, a strong match: your note says "Call the plumber"' in said["hit"]


def test_that_a_quotation_goes_on_stands_behind_its_marks(database: Database) -> None:
    words = "the harbour is closed until the end of the week because of the storm that came last night"
    noted = known(database, add_photo(database, "/photos/1.jpg", note=words))
    read = known(database, add_photo(database, "/photos/2.jpg", text=words, kind="document"))
    for said in (shows(noted), shows(read)):
        assert said.endswith('storm that came" and so on')
    titled = known(database, add_photo(database, "/photos/3.jpg", title=words))
    assert shows(titled).endswith("storm that came and so on")


def test_a_copy_that_is_asked_for_is_named_and_so_are_the_others(database: Database) -> None:
    names = ("/photos/sea.jpg", "/photos/sea copy.jpg", "/photos/old/sea copy.jpg")
    photo = known(database, add_photo(database, *names))
    said = " ".join(photo_in_words(photo, NOW, asked=Path("/photos/sea copy.jpg")))
    assert "File: sea copy.jpg. Two more with the same content:" in said
    assert "sea.jpg" in said
    assert "that in /photos/old" in said
    many = known(database, add_photo(database, *(f"/photos/{n}/sea.jpg" for n in range(9))))
    assert "Eight more with the same content." in photo_in_words(many, NOW)


@pytest.mark.parametrize(
    ("count", "perhaps", "at_least", "said"),
    [
        (0, 0, False, "Nothing like that."),
        (1, 0, False, "One photo."),
        (20, 0, False, "Twenty photos."),
        (20, 20, False, "None for certain; twenty perhaps."),
        (1, 1, False, "None for certain; one perhaps."),
        (20, 17, False, "Three photos, and seventeen perhaps."),
        (20, 19, False, "One photo, and nineteen perhaps."),
        (800, 0, True, "At least 800 photos."),
        (800, 800, True, "None for certain; at least 800 perhaps."),
        (800, 797, True, "At least three photos, and 797 perhaps."),
    ],
)
def test_what_is_only_perhaps_is_not_counted_as_found(
    count: int, perhaps: int, at_least: bool, said: str
) -> None:
    assert count_in_words(count, Query("dog", "dog"), at_least, perhaps) == said
