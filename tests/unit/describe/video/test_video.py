"""Real video files, made here: every container and decoder, and files that are anything but videos."""

import itertools
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import made_clips as made
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.cancel import CancelToken
from app.describe.video import video
from app.describe.video.video import Video, kind_of
from app.describe.video.watched import MOMENT_SIDE, MOMENTS, MOST, Watched
from app.describe.video.watching import watch
from app.describe.video.watching_apart import watch_apart
from app.describe.video.watching_here import SIDE, watch_here
from app.errors import AppError, Cancelled

RED, BLUE = made.plain(200, 20, 20), made.plain(20, 20, 200)


def seen_of(source: Path | bytes, budget: float = 20.0) -> Watched:
    seen = None
    for seen in watch(source, CancelToken(), budget=budget):  # noqa: B007  # the last one counts
        continue
    assert seen is not None
    return seen


def sentence(source: Path | bytes) -> str:
    with pytest.raises(AppError) as caught:
        seen_of(source)
    return caught.value.message


@cache
def small(ending: str, codec: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip.{ending}"
        options = {"preset": "ultrafast"} if codec == "libx264" else {}
        pixels = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        pictures = made.shown((RED, 2), (BLUE, 2))
        return made.clip(path, pictures, codec, pixels=pixels, options=options).read_bytes()


@pytest.mark.parametrize(
    ("ending", "codec", "pixels", "name", "format_"),
    [
        ("mp4", "mpeg4", "yuv420p", "mpeg4", "MP4"),
        ("mp4", "libx264", "yuv420p", "h264", "MP4"),
        ("m4v", "libx264", "yuv420p", "h264", "MP4"),
        ("mov", "qtrle", "rgb24", "qtrle", "MOV"),
        ("mkv", "libx264", "yuv420p10le", "h264", "MKV"),
        ("mkv", "libx264", "yuv444p", "h264", "MKV"),
        ("webm", "libvpx-vp9", "yuv420p", "vp9", "WEBM"),
        ("avi", "mjpeg", "yuvj420p", "mjpeg", "AVI"),
        ("avi", "rawvideo", "yuv420p", "rawvideo", "AVI"),
        ("ts", "libx264", "yuv420p", "h264", "MPEG-TS"),
        ("ts", "mpeg2video", "yuv420p", "mpeg2video", "MPEG-TS"),
        ("m2ts", "libx264", "yuv420p", "h264", "MPEG-TS"),
        ("vob", "mpeg2video", "yuv420p", "mpeg2video", "MPEG"),
        ("flv", "libx264", "yuv420p", "h264", "FLV"),
        ("flv", "flv", "yuv420p", "flv1", "FLV"),
        ("wmv", "wmv2", "yuv420p", "wmv2", "WMV"),
        ("asf", "libx264", "yuv420p", "h264", "WMV"),
    ],
)
def test_every_usual_kind_of_file(
    tmp_path: Path, ending: str, codec: str, pixels: str, name: str, format_: str
) -> None:
    path = made.clip(tmp_path / f"a.{ending}", made.shown((RED, 3), (BLUE, 3)), codec, pixels=pixels)
    seen = seen_of(path)
    assert seen.done
    assert seen.count == len(seen.scenes) == 2
    assert seen.scenes[0].at == 0
    assert seen.scenes[1].at == pytest.approx(3, abs=1.3)
    assert seen.facts["duration"] == pytest.approx(6, abs=0.6)  # MPEG does not tell it
    known = {key: seen.facts[key] for key in ("width", "height", "codec", "format", "frame_rate", "sound")}
    assert known == {
        "width": 320,
        "height": 240,
        "codec": name,
        "format": format_,
        "frame_rate": 10,
        "sound": False,
    }
    first, second = (made.opened(scene.picture).getpixel((200, 200)) for scene in seen.scenes)
    assert isinstance(first, tuple)
    assert isinstance(second, tuple)
    assert first[0] > 150 > second[0]
    assert second[2] > 150 > first[2]
    assert not any((seen.cut_off, seen.stopped, seen.every))


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, (5, 5)), (90, (5, 314)), (180, (314, 234)), (270, (234, 5))]
)
def test_a_turned_video_stands_upright(tmp_path: Path, turn: int, corner: tuple[int, int]) -> None:
    seen = seen_of(made.clip(tmp_path / "a.mp4", made.shown((RED, 1)), turn=turn))
    picture = made.opened(seen.scenes[0].picture)
    upright = (240, 320) if turn in (90, 270) else (320, 240)
    assert picture.size == upright == (seen.facts["width"], seen.facts["height"])
    mark = picture.getpixel(corner)
    assert isinstance(mark, tuple)
    assert min(mark) > 180, "the white mark is elsewhere"


def test_facts_come_from_the_file(tmp_path: Path) -> None:
    tags = {
        "com.apple.quicktime.creationdate": "2024-05-01T09:30:00+0200",
        "com.apple.quicktime.make": "Apple",
        "com.apple.quicktime.model": "iPhone 15",
        "com.apple.quicktime.location.ISO6709": "+48.8584+002.2945+035/",
    }
    path = tmp_path / "a.mov"
    made.clip(path, made.shown((RED, 1)), tags=tags, container={"movflags": "use_metadata_tags"})
    facts = seen_of(path).facts
    assert facts["taken"] == "2024-05-01T09:30:00+02:00"
    assert facts["camera"] == "Apple iPhone 15"
    assert facts["gps"] == [48.8584, 2.2945]


def test_a_large_picture_is_made_smaller_but_its_size_told(tmp_path: Path) -> None:
    wide = made.plain(200, 20, 20, size=(2560, 320))
    seen = seen_of(made.clip(tmp_path / "a.mp4", [wide] * 3))
    assert made.opened(seen.scenes[0].picture).size == (SIDE, 252)
    assert (seen.facts["width"], seen.facts["height"]) == (2560, 320)


def test_a_recording_without_duration_or_index() -> None:
    seen = seen_of(made.live(made.shown((RED, 4), (BLUE, 4))))
    assert seen.facts["duration"] == pytest.approx(8, abs=0.3)
    assert seen.count == 2


def test_scenes_between_pictures_that_stand_alone_are_found(tmp_path: Path) -> None:
    options = {"g": "1000", "sc_threshold": "0", "preset": "ultrafast"}
    path = made.clip(tmp_path / "a.mp4", made.shown((RED, 5), (BLUE, 5)), "libx264", options=options)
    assert [round(scene.at) for scene in seen_of(path).scenes] == [0, 5]


def test_moments_between_scenes_are_small_and_few_and_the_same_from_a_process_of_its_own(
    tmp_path: Path,
) -> None:
    path = made.clip(tmp_path / "a.mp4", made.shown((RED, 60)), "libx264", options={"g": "5"})
    here, apart = (
        [seen.moment for seen in way if seen.moment is not None]
        for way in (
            watch_here(path, CancelToken(), 20.0, time.perf_counter),
            watch_apart(path, CancelToken(), 20.0),
        )
    )
    both = min(len(here), len(apart))
    assert here[:both] == apart[:both]
    assert abs(len(here) - len(apart)) <= 1  # the decoder's threads may give one more at the end
    assert MOMENTS // 2 < len(here) <= MOMENTS + 1
    assert all(b.at - a.at >= 60 / MOMENTS - 0.01 for a, b in itertools.pairwise(here))
    assert max(made.opened(here[0].picture).size) <= MOMENT_SIDE


def test_of_many_scenes_the_strongest_are_told(tmp_path: Path) -> None:
    colours = [made.plain(40 * (n % 6), 240 - 20 * (n % 11), 80 * (n % 3), (96, 64)) for n in range(20)]
    path = made.clip(tmp_path / "a.mp4", made.shown(*((one, 2.0) for one in colours)))
    seen = seen_of(path)
    assert len(seen.scenes) == MOST < seen.count
    times = [scene.at for scene in seen.scenes]
    assert times[0] == 0
    assert times == sorted(times)


def test_two_hours_are_looked_at_now_and_then(tmp_path: Path) -> None:
    shades = (made.plain(25 * (n // 400), 60, 60, (96, 64)) for n in range(3600))
    path = tmp_path / "a.mp4"
    made.clip(path, shades, "libx264", rate=1, options={"g": "30", "preset": "ultrafast"})
    two_hours = path.read_bytes()  # at one picture a second, it is one hour
    seen = seen_of(two_hours, budget=5)
    assert seen.every == pytest.approx(60, abs=1)
    assert 3 <= seen.count <= 10
    assert not seen.stopped


def test_a_long_video_that_cannot_be_wound_is_read_from_its_beginning(tmp_path: Path) -> None:
    options = {"g": "100000", "sc_threshold": "0", "preset": "ultrafast"}
    scenes = made.shown(
        (made.plain(200, 0, 0, (96, 64)), 700), (made.plain(0, 0, 200, (96, 64)), 100), rate=2
    )
    seen = seen_of(made.clip(tmp_path / "a.mp4", scenes, "libx264", rate=2, options=options))
    assert [round(scene.at) for scene in seen.scenes] == [0, 700]
    assert seen.every == 0


def test_time_is_limited() -> None:
    ticks = iter(range(100_000))
    found = list(watch(small("mp4", "libx264"), CancelToken(), budget=60, clock=lambda: float(next(ticks))))
    assert found[-1].stopped
    assert found[-1].done
    assert found[-1].scenes[0].at == 0


def test_it_stops_when_told_to() -> None:
    cancel = CancelToken()
    watching = watch(small("mp4", "mpeg4"), cancel)
    next(watching)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(watching)
    with pytest.raises(Cancelled):
        list(watch(small("mp4", "mpeg4"), cancel))


@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts", "m2ts"])
def test_the_rest_of_a_file_that_was_cut_off_is_missed(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    options = {"movflags": "faststart"} if ending == "mp4" else {}
    made.clip(path, made.shown((RED, 10), (BLUE, 10)), container=options)
    seen = seen_of(path.read_bytes()[: path.stat().st_size // 2 // 192 * 192 + 50])
    assert seen.cut_off
    assert seen.until < 15


def test_what_cannot_be_seen_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = small("mp4", "libx264")
    damaged = "The video is damaged or cut off and cannot be read."
    assert sentence(whole[: len(whole) // 2]) == damaged
    assert sentence(whole[:40]) == damaged
    assert sentence(b"\x1aE\xdf\xa3" + bytes(5000)) == damaged
    assert sentence(made.sound(tmp_path / "a.mp4")) == "a.mp4 has sound but no picture."
    unknown = whole.replace(b"avc1", b"zzzz")
    assert sentence(unknown) == "The video is packed in a way that I cannot read."
    empty = tmp_path / "b.mp4"
    empty.touch()
    with pytest.raises(AppError, match=r"b\.mp4 is empty"):
        Video(empty, CancelToken())
    noise = tmp_path / "c.mkv"
    noise.write_bytes(bytes(range(128, 256)) * 20)
    assert sentence(noise) == "c.mkv is not a video I know."
    key = "0123456789abcdef" * 2
    locked = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": key, "encryption_kid": key}
    path = made.clip(tmp_path / "d.mp4", made.shown((RED, 1)), "libx264", container=locked)
    assert sentence(path) == "d.mp4 is encrypted, so I cannot see it."
    monkeypatch.setattr(video, "MAX_PIXELS", 10_000)
    assert sentence(whole) == "The video has too many pixels to open safely."


def test_what_a_file_is_its_first_bytes_tell(tmp_path: Path) -> None:
    assert kind_of(small("mp4", "mpeg4")) == "mov"
    assert kind_of(small("avi", "mpeg4")) == "avi"
    assert kind_of(b"RIFF\0\0\0\0WEBPVP8 ") is None
    assert kind_of(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic") is None
    for name, content in (
        ("a.mp4", b"\x89PNG\r\n\x1a\n"),
        ("b.mp4", b"#EXTM3U\nhttp://localhost/a.ts\n"),
        ("c.mp4", b"%PDF-1.4"),
        ("d.txt", bytes(200)),
        ("e.ts", b"export const a = 1;\n" * 40),
        ("f.mov", b"\0\0\0\x18ftypcrx \0\0\0\0"),
    ):
        (tmp_path / name).write_bytes(content)
        assert kind_of(tmp_path / name) is None, name
    assert kind_of(tmp_path) is None
    assert kind_of(tmp_path / "missing.mp4") is None


@pytest.mark.parametrize(
    ("demuxer", "list_"),
    [
        ("hls", "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:4,\n{path}\n#EXT-X-ENDLIST\n"),
        ("concat", "ffconcat version 1.0\nfile {path}\n"),
    ],
)
def test_a_list_of_files_opens_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demuxer: str, list_: str
) -> None:
    """Not even if the list were taken for a video; as it is, it is text."""
    other = made.clip(tmp_path / "other.ts", made.shown((RED, 4)), "mpeg2video", rate=25)
    playlist = tmp_path / "list.mp4"
    playlist.write_text(list_.format(path=other))
    assert kind_of(playlist) is None
    refused: list[object] = []

    def refuse(*asked: object, **options: object) -> None:
        refused.append(asked)
        raise PermissionError

    monkeypatch.setattr(video, "kind_of", lambda source: demuxer)
    monkeypatch.setattr(video, "_refuse", refuse)
    with pytest.raises(AppError):
        seen_of(playlist)
    assert len(refused) <= 4


@settings(max_examples=120)
@given(st.data())
def test_damaged_bytes_end_in_a_sentence_or_in_scenes(data: st.DataObject) -> None:
    kinds = [
        ("mp4", "mpeg4"),
        ("mp4", "libx264"),
        ("webm", "libvpx-vp9"),
        ("avi", "mjpeg"),
        ("mkv", "libx264"),
    ]
    content = bytearray(small(*data.draw(st.sampled_from(kinds))))
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(content) - 1))
        what = data.draw(st.sampled_from(("change", "cut", "add")))
        if what == "change":
            content[at] = data.draw(st.integers(0, 255))
        elif what == "cut" and len(content) > 200:
            del content[at : at + data.draw(st.integers(1, 60))]
        else:
            content[at:at] = data.draw(st.binary(max_size=20))
    if kind_of(bytes(content)) is None:
        return
    try:
        seen = seen_of(bytes(content))
    except AppError:
        return
    assert seen.scenes
    assert all(made.opened(scene.picture).size for scene in seen.scenes)


@pytest.fixture(autouse=True)
def nothing_is_printed(capfd: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Iterator[None]:
    """The decoders' own complaints, which name files, reach nobody."""
    yield
    said = capfd.readouterr()
    assert "Invalid" not in said.err
    assert str(request.node.name) not in said.err
    assert not said.out
