"""Earcons: what is played when, with a player that notes; the files; the scaling."""

import time
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from macos.machine import Mac
from waiting import until

from app.speech.earcons import NAMES, AplayPlayer, Earcons, NSSoundPlayer, scaled
from app.speech.tones import Tone

FOLDER = Path(__file__).resolve().parents[3] / "assets" / "earcons"


class NotingPlayer:
    """Notes what it plays, and when."""

    def __init__(self) -> None:
        self.played: list[str] = []
        self.made: list[bytes] = []
        self.times: list[float] = []
        self.volumes: list[float] = []
        self.busy = False
        self.tidied = 0
        self.closed = False

    def load(self, sounds: dict[str, Path], volume: float) -> None:
        self.volumes.append(volume)

    def play(self, name: str) -> None:
        self.played.append(name)
        self.times.append(time.monotonic())

    def sound(self, wav: bytes) -> None:
        self.made.append(wav)

    def tidy(self) -> None:
        self.busy = False
        self.tidied += 1

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def player() -> NotingPlayer:
    return NotingPlayer()


@pytest.fixture
def make(player: NotingPlayer) -> Iterator[Callable[..., Earcons]]:
    made: list[Earcons] = []

    def build(**arguments: object) -> Earcons:
        made.append(Earcons(FOLDER, player=player, **arguments))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for earcons in made:
        earcons.close()


def test_what_is_asked_for_is_played_in_order(make: Callable[..., Earcons], player: NotingPlayer) -> None:
    earcons = make(volume=0.3)
    for name in ("armed", "start", "done"):
        earcons.play(name)
    until(lambda: len(player.played) == 3)
    assert player.played == ["armed", "start", "done"]
    assert player.volumes == [0.3]


def test_switched_off_nothing_sounds_until_it_is_on_again(
    make: Callable[..., Earcons], player: NotingPlayer
) -> None:
    earcons = make(on=False, every=0.01)
    with earcons.working():
        earcons.play("armed")
        time.sleep(0.1)
    earcons.configure(0.5, True)
    earcons.play("done")
    until(lambda: player.played)
    assert player.played == ["done"]


def test_a_new_volume_is_loaded_before_the_next_sound(
    make: Callable[..., Earcons], player: NotingPlayer
) -> None:
    earcons = make(volume=0.5)
    until(lambda: player.volumes)
    earcons.configure(0.9, True)
    earcons.configure(0.9, True)
    earcons.play("done")
    until(lambda: player.played)
    assert player.volumes == [0.5, 0.9]


def test_a_place_is_told_by_a_tone_at_the_volume_unless_sounds_are_off(
    make: Callable[..., Earcons], player: NotingPlayer
) -> None:
    earcons = make(volume=0.3)
    earcons.tell_place(0.25, 0.75)
    until(lambda: player.made)
    earcons.configure(0.5, False)
    earcons.tell_place(0.5, 0.5)
    earcons.configure(0.5, True)
    earcons.play("done")
    until(lambda: player.played)
    assert player.made == [Tone(0.25, 0.75).wav(0.3)]


def test_an_unknown_name_is_silent(make: Callable[..., Earcons], player: NotingPlayer) -> None:
    earcons = make()
    earcons.play("nothing")
    earcons.play("done")
    until(lambda: player.played)
    assert player.played == ["done"]


def test_work_is_marked_again_and_again_but_not_at_once(
    make: Callable[..., Earcons], player: NotingPlayer
) -> None:
    earcons = make(every=0.1)
    began = time.monotonic()
    with earcons.working(), earcons.working():
        until(lambda: len(player.played) >= 3)
    earcons.play("done")
    until(lambda: player.played[-1] == "done")
    time.sleep(0.25)
    assert player.played[-1] == "done"
    assert set(player.played[:-1]) == {"working"}
    # Each is waited for from the one before, however late that was.
    assert all(when - began >= 0.1 * count for count, when in enumerate(player.times[:-1], 1))


def test_quick_work_is_not_marked(make: Callable[..., Earcons], player: NotingPlayer) -> None:
    earcons = make(every=60.0)
    for _ in range(3):
        with earcons.working():
            assert 0 < (earcons._patience() or 0) <= 60
    earcons.play("done")
    until(lambda: player.played)
    assert player.played == ["done"]
    assert earcons._patience() is None


def test_work_is_not_marked_while_something_is_spoken(
    make: Callable[..., Earcons], player: NotingPlayer
) -> None:
    talk = [True]
    earcons = make(every=0.02, speaking=lambda: talk[0])
    with earcons.working():
        time.sleep(0.2)
        silent = list(player.played)
        talk[0] = False
        until(lambda: player.played)
    assert silent == []


def test_closing_ends_the_thread_and_the_player(make: Callable[..., Earcons], player: NotingPlayer) -> None:
    earcons = make()
    earcons.close()
    earcons.close()
    earcons.play("done")
    assert player.closed
    assert player.played == []


def test_an_idle_one_sleeps(make: Callable[..., Earcons], player: NotingPlayer) -> None:
    earcons = make()
    until(lambda: player.volumes)
    tidied = player.tidied
    time.sleep(0.3)
    assert player.tidied <= tidied + 1, "the one at work just now"
    assert earcons._patience() is None


def test_without_a_player_there_is_silence(tmp_path: Path) -> None:
    player = AplayPlayer(("no-such-program-anywhere",))
    player.load({"done": FOLDER / "done.wav"}, 1.0)
    player.play("done")
    assert not player.busy
    player.close()


def test_a_file_that_is_missing_or_broken_is_silent(tmp_path: Path) -> None:
    (tmp_path / "done.wav").write_bytes(b"RIFF")
    player = AplayPlayer(("false",))
    player.load({"done": tmp_path / "done.wav", "start": tmp_path / "start.wav"}, 1.0)
    player.play("done")
    player.play("start")
    assert not player.busy


def test_scaling_makes_every_sample_softer_and_keeps_the_rest() -> None:
    path = FOLDER / "done.wav"
    whole = array("h", scaled(path, 1.0)[44:])
    half = array("h", scaled(path, 0.5)[44:])
    assert scaled(path, 1.0) == path.read_bytes()
    assert len(whole) == len(half)
    assert all(abs(h - w / 2) <= 1 for h, w in zip(half, whole, strict=True))
    assert not any(array("h", scaled(path, 0.0)[44:]))


@pytest.mark.parametrize("name", NAMES)
def test_every_sound_is_short_soft_at_its_ends_and_audible(name: str) -> None:
    with wave.open(str(FOLDER / f"{name}.wav"), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 44100)
        samples = array("h", file.readframes(file.getnframes()))
    assert 0.060 <= len(samples) / 44100 <= 0.151
    assert abs(samples[0]) < 200
    assert abs(samples[-1]) < 200
    assert 12000 < max(map(abs, samples)) < 32000


def test_no_two_sounds_are_alike() -> None:
    assert len({(FOLDER / f"{name}.wav").read_bytes() for name in NAMES}) == len(NAMES)
    assert {path.stem for path in FOLDER.glob("*.wav")} == set(NAMES)


class MadeSounds:
    """NSSound: which files it loads, and what it is told, in order."""

    def __init__(self, mac: Mac, broken: str = "") -> None:
        self.told: list[tuple[str, object]] = []
        sounds = self

        class NSSound:
            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def initWithContentsOfFile_byReference_(self, path: str, by_reference: bool) -> Any:
                assert by_reference, "it is not read before it is played"
                self._name = Path(path).stem
                return None if self._name == broken else self

            def initWithData_(self, data: bytes) -> Any:
                assert data[:4] == b"RIFF"
                self._name = "tone"
                return None if broken == "tone" else self

            def setVolume_(self, volume: float) -> None:
                sounds.told.append((self._name, volume))

            def stop(self) -> bool:
                sounds.told.append((self._name, "stop"))
                return True

            def play(self) -> bool:
                sounds.told.append((self._name, "play"))
                return True

        class NSData:
            @classmethod
            def dataWithBytes_length_(cls, data: bytes, length: int) -> bytes:
                assert len(data) == length
                assert mac.objc.pools[-1] == "open", "else it would stay for ever"
                return data

        mac.framework("AppKit", classes=(NSSound, NSData))
        mac.is_here()


def test_a_mac_plays_each_sound_from_its_beginning(mac: Mac) -> None:
    made = MadeSounds(mac, broken="failed")
    sounds = Earcons(FOLDER, volume=0.25)
    sounds.play("start")
    sounds.play("failed")  # which cannot be loaded
    sounds.play("start")
    until(lambda: made.told.count(("start", "play")) == 2)
    sounds.close()
    loaded = [name for name in NAMES if name != "failed"]
    assert made.told == [
        *((name, 0.25) for name in loaded),
        *[("start", "stop"), ("start", "play")] * 2,
        *((name, "stop") for name in loaded),
    ]
    assert mac.called("NSSound.initWithContentsOfFile:byReference:")[0] == (str(FOLDER / "armed.wav"), True)


@pytest.mark.parametrize("broken", ["", "tone"])
def test_a_mac_plays_tones_and_is_silent_at_the_end(mac: Mac, broken: str) -> None:
    made = MadeSounds(mac, broken)
    player = NSSoundPlayer()
    player.sound(b"RIFF....")
    player.sound(b"RIFF....")
    played = [] if broken else [("tone", "play")] * 2
    assert made.told == played
    assert not player.busy
    player.close()
    assert made.told == [*played, *([] if broken else [("tone", "stop")] * 2)]
    assert mac.objc.pools == ["open", "closed"] * 2


def test_a_mac_plays_as_loud_as_it_is_set(mac: Mac) -> None:
    made = MadeSounds(mac)
    sounds = Earcons(FOLDER, volume=0.25)
    sounds.configure(0.75, on=True)
    sounds.play("done")
    until(lambda: ("done", "play") in made.told)
    sounds.close()
    assert ("done", 0.75) in made.told
