"""Why a photo was found, where a sentence asks for nothing but what must not be there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.library.query.model import Query
from app.library.search.why import reasons
from app.library.store.records import Photo

PHOTO = Photo(
    id=1,
    paths=(Path("/p/a.jpg"),),
    width=4,
    height=3,
    format="JPEG",
    taken=datetime(2024, 5, 1, tzinfo=UTC),
    taken_from="exif",
    camera="",
    gps=None,
    place="",
    country="",
    perceptual=None,
    sharpness=None,
    brightness=None,
    kind="photo",
    kind_confidence=None,
    objects=(),
    title="",
    note="",
    captions=(),
    text="",
    captioned=True,
    read=True,
)


@pytest.mark.parametrize(
    ("query", "why"),
    [
        (Query("no dogs", "", negated=("dogs",)), ("nothing speaks against it",)),
        (Query("no dogs in trip", "", negated=("dogs",), folder="Trip"), ("in Trip",)),
        (Query("everything", ""), ()),
    ],
)
def test_a_photo_left_over_by_what_must_not_be_has_a_reason(query: Query, why: tuple[str, ...]) -> None:
    assert reasons(query, PHOTO, None, None, {}) == why
