"""Mutated videos."""

import json
from pathlib import Path
from random import Random

from hostile import lying_mp4
from made_clips import clip, plain, screen, shown, sound

from app.cancel import CancelToken
from app.describe.video.video import kind_of
from app.describe.video.watching import watch
from app.errors import AppError, Cancelled
from app.pictures.load import load_image
from fuzzing.mutate import mutated
from fuzzing.target import Lost, Target

_BUDGET = 5.0
_SAME = {"fflags": "+bitexact"}  # no times and no random numbers in a file
_WORDS = tuple(
    (
        b"ftypisom|ftypqt\x20\x20|moov|mdat|free|wide|trak|mdia|minf|stbl|stsd|stts|stss|stsc|"
        b"stsz|stco|co64|tkhd|mdhd|elst|edts|udta|meta|mvhd|avc1|mp4v|vp09|hvc1|encv|sinf|"
        b"schm|tenc|mvex|trex|moof|traf|trun|tfhd|sidx|\x1aE\xdf\xa3|\x18S\x80g|\x1fC\xb6u|"
        b"\xa3|\xa1|\xec|\x15I\xa9f|\x16T\xaek|\xae|\xe0|\xb0|\xba|V_VP8|V_MS/VFW|RIFF|"
        b"AVI\x20|LIST|hdrl|avih|strl|strh|strf|movi|idx1|00dc|indx|\0\0\1\xb6|\0\0\1\xb0|"
        b"\x9d\x01\x2a"
    ).split(b"|")
)


def video(folder: Path) -> Target:
    """Clips of each container through watching, from the first look at the file to the last scene."""
    scenes = [(plain(200, 30, 30, (64, 48)), 1.0), (plain(20, 200, 40, (64, 48)), 1.0)]
    made = {
        "a.mp4": ("mpeg4", {}),
        "b.mov": ("mpeg4", {}),
        "c.avi": ("mpeg4", {}),
        "d.mkv": ("mpeg4", {}),
        "e.webm": ("libvpx", {}),
        "f.avi": ("mjpeg", {"pixels": "yuvj420p"}),
        "g.mov": ("png", {"pixels": "rgb24"}),
        "m.webm": ("libvpx-vp9", {"container": {"live": "1", **_SAME}}),
        "h.mp4": ("mpeg4", {"container": {"movflags": "frag_keyframe+empty_moov", **_SAME}}),
        "i.mp4": ("mpeg4", {"turn": 90}),
    }
    samples = [
        clip(folder / name, shown(*scenes), codec, **({"container": _SAME} | options)).read_bytes()  # type: ignore[arg-type]
        for name, (codec, options) in made.items()
    ]
    samples += [
        sound(folder / "j.mp4").read_bytes(),
        clip(folder / "k.mp4", shown((screen(["Hello"], (96, 64)), 1.0)), container=_SAME).read_bytes(),
        clip(
            folder / "l.mkv",
            shown((scenes[0][0], 1.0), (scenes[1][0], 800.0), rate=1),
            rate=1,
            container=_SAME,
        ).read_bytes(),
    ]
    # One whose container speaks of a size that wants a process of its own.
    samples.append(lying_mp4(folder / "n.mp4", (64, 48), (5000, 4000)).read_bytes())
    path = folder / "video.mp4"

    def make(random: Random) -> bytes:
        return mutated(random, random.choice(samples), samples, _WORDS)

    def take(data: bytes) -> str:
        source: Path | bytes = data
        if sum(data) % 2:
            path.write_bytes(data)
            source = path
        if kind_of(source) is None:
            return "no video"
        seen = None
        for look in watch(source, CancelToken(), budget=_BUDGET):
            seen = look
        if seen is None or not seen.done or not seen.scenes:
            raise Lost("it ended without a scene or a sentence")
        json.dumps(seen.facts)
        for scene in seen.scenes:
            load_image(scene.picture)
        return "watched"

    return Target(make, take, (AppError, Cancelled), seconds=25.0)
