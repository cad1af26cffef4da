"""Videos whose scenes only their text tells, watched from their files."""

import time
from pathlib import Path

import pytest
from made_text_clips import TextClip, clips

from app.cancel import CancelToken
from app.describe.video.watched import Watched
from app.describe.video.watching import watch
from app.describe.video.watching_apart import watch_apart
from app.describe.video.watching_here import watch_here

CLIPS = {clip.name: clip for clip in clips()}


def looked_at(clip: TextClip, folder: Path) -> tuple[Watched, list[float]]:
    """What was seen in the end, and when scenes and details began."""
    times: list[float] = []
    seen = None
    for seen in watch(clip.make(folder), CancelToken()):
        if seen.detail is not None:
            times.append(seen.detail.at)
            assert seen.detail.part != seen.detail.before
    assert seen is not None
    return seen, sorted([*times, *(scene.at for scene in seen.scenes)])


@pytest.mark.parametrize("name", ["deck", "deck mkv", "quick deck", "rooms small", "late number", "passing"])
def test_every_text_is_looked_at(name: str, tmp_path: Path) -> None:
    clip = CLIPS[name]
    _, times = looked_at(clip, tmp_path)
    for text, at in clip.wanted:
        assert min(abs(at - one) for one in times) <= 2.5, (text, times)


@pytest.mark.parametrize(
    "name", ["begins at 3600 mkv", "begins at 3600 mp4", "sound goes on", "deck mkv", "half a file"]
)
def test_a_video_is_as_long_as_it_is_and_only_half_a_file_is_cut_off(name: str, tmp_path: Path) -> None:
    clip = CLIPS[name]
    seen, _ = looked_at(clip, tmp_path)
    assert seen.duration == pytest.approx(clip.length, abs=0.5)
    assert seen.cut_off == clip.cut_off


def test_details_come_from_a_process_of_its_own_as_from_this_one(tmp_path: Path) -> None:
    path = CLIPS["rooms small"].make(tmp_path)
    here, apart = (
        [seen.detail for seen in way if seen.detail is not None]
        for way in (
            watch_here(path, CancelToken(), 20.0, time.perf_counter),
            watch_apart(path, CancelToken(), 20.0),
        )
    )
    assert here
    assert here == apart


def test_the_last_picture_is_looked_at_though_it_comes_when_all_is_read(tmp_path: Path) -> None:
    seen, _ = looked_at(CLIPS["deck"], tmp_path)
    assert seen.until > 44
