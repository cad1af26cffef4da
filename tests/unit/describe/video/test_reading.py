"""Scenes that only their text tells."""

from collections.abc import Sequence

import pytest

from app.cancel import CancelToken
from app.describe.result import TextLine
from app.describe.video.reading import MOST_READ, ReadScenes
from app.describe.video.watched import MOST, Detail, VideoScene, Watched
from app.errors import AppError, Cancelled


class Reader:
    """Reads bytes as what they are, and counts."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, picture: bytes, cancel: CancelToken) -> Sequence[TextLine]:
        self.times += 1
        if picture == b"broken":
            raise AppError("It cannot be read.")
        texts = picture.decode().split("\n")
        return [TextLine(text, 0.3 if text.startswith("?") else 0.99, (0, 0, 9, 9)) for text in texts if text]


def detail(at: float, now: str, before: str) -> Detail:
    return Detail(at, f"{at}".encode(), now.encode(), before.encode(), 0.01)


def found(*details: Detail, at: Sequence[float] = (0.0,), cancel: CancelToken | None = None) -> Watched:
    scenes = ReadScenes(Reader(), cancel or CancelToken())
    for one in details:
        scenes.look(one)
    seen = [VideoScene(when, b"scene", 1.0) for when in at]
    return scenes.merged(Watched("clip.mp4", {}, seen, len(seen)))


def test_another_number_is_a_scene_and_noise_is_none() -> None:
    seen = found(
        detail(4.0, "Room 102", "Room 101"),
        detail(8.0, "Rorn 1O2", "Rom 102"),
        detail(12.0, "Room 103", "Room 102"),
    )
    assert [(one.at, one.picture) for one in seen.scenes] == [(0.0, b"scene"), (4.0, b"4.0"), (12.0, b"12.0")]
    assert seen.count == 3


@pytest.mark.parametrize(
    ("now", "before"),
    [("", "Room 101"), ("?Room 102", "Room 101"), ("10:45:07", "10:45:06"), ("I", ""), ("broken", "")],
)
def test_what_says_nothing_new_is_no_scene(now: str, before: str) -> None:
    assert found(detail(4.0, now, before)).count == 1


def test_what_looks_tell_as_well_is_one_scene() -> None:
    assert found(detail(4.0, "Room 102", "Room 101"), at=(0.0, 4.5)).count == 2


def test_of_too_many_the_weakest_are_left_out_but_counted() -> None:
    rows = [detail(2.0 * n, f"Room {n}", f"Room {n - 1}") for n in range(1, 20)]
    seen = found(*rows)
    assert len(seen.scenes) == MOST
    assert seen.scenes[0].at == 0.0
    assert seen.count == 20


def test_a_video_without_text_is_hardly_read() -> None:
    reader = Reader()
    scenes = ReadScenes(reader, CancelToken())
    for number in range(300):
        scenes.look(detail(float(number), "", ""))
    assert reader.times == 0
    scenes.merged(Watched("clip.mp4", {}))
    assert 0 < reader.times <= MOST_READ / 2


def test_it_stops_when_told_to() -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        found(detail(4.0, "Room 102", "Room 101"), cancel=cancel)
