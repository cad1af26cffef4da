"""Speech as it is heard: through pyttsx3, espeak, aplay and ALSA into a recording that runs in real time.

ALSA's file plugin pipes what a sound card would get into a small program that takes it at the pace of one
and notes when. Nothing of Earsight is replaced. How soon speech begins and ends is measured by
`tests/benchmarks/desktop.py`.
"""

import array
import math
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from spoken_tables import INCHES, MARKS, MINUS
from waiting import PATIENCE, until

from app.errors import AppError
from app.speech.parts import Speaking
from app.speech.queue import SpeechQueue
from app.speech.utterance import SpeechState, Urgency, Utterance
from app.speech.voice import Voice, VoiceSettings, check_voice

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="records through ALSA")

BYTES_PER_SECOND = 2 * 22050
QUICK = VoiceSettings(rate=400)
LONG = "This sentence goes on and on about a dog, a cat, a house, a garden and a fence until it is stopped."
ENDLESS = ", and on ".join([LONG[:-1]] * 3)
"""Almost eight seconds, as quick as the voice can."""
MOST = 5.0
"""Seconds: who was silenced has said less."""

SOUND_CARD = """
import os, sys, time
sound = open(sys.argv[1], "ab", buffering=0)
times = open(sys.argv[1] + ".times", "a", buffering=1)
began, taken = time.monotonic(), 0
while data := os.read(0, 882):
    times.write(f"{time.monotonic()}\\n")
    sound.write(data)
    taken += len(data)
    time.sleep(max(0.0, began + taken / 44100 - time.monotonic()))
"""


class SoundCard:
    """A recording of what was played, in the order and at the time it was played."""

    def __init__(self, folder: Path) -> None:
        self.sound = folder / "heard.raw"
        self._times = folder / "heard.raw.times"
        program = folder / "card.py"
        program.write_text(SOUND_CARD)
        self.config = folder / "asound.conf"
        self.config.write_text(
            f'pcm.!default {{ type file format "raw" slave.pcm {{ type null }}\n'
            f'  file "|exec {sys.executable} -S -I {program} {self.sound}" }}\n'
        )

    @property
    def samples(self) -> "array.array[int]":
        """16-bit samples, 22050 a second."""
        data = self.sound.read_bytes() if self.sound.exists() else b""
        return array.array("h", data[: len(data) // 2 * 2])

    @property
    def seconds(self) -> float:
        return len(self.samples) / 22050

    @property
    def loudness(self) -> float:
        """Root mean square, 0..32767."""
        samples = self.samples
        return math.sqrt(sum(s * s for s in samples) / len(samples)) if samples else 0.0

    @property
    def times(self) -> list[float]:
        """When each 10 ms were taken, in seconds of the monotonic clock."""
        lines = self._times.read_text().splitlines() if self._times.exists() else []
        return [float(line) for line in lines]

    def still(self) -> float:
        """Seconds heard, once there is no more to hear."""
        before = -1.0
        while self.seconds != before:
            before = self.seconds
            time.sleep(0.3)
        return before

    def forget(self) -> None:
        self.sound.unlink(missing_ok=True)
        self._times.unlink(missing_ok=True)


@dataclass
class Room:
    """A sound card, a place for private folders, and what was complained about."""

    card: SoundCard
    private: Path
    problems: list[AppError]

    def folders(self) -> list[Path]:
        """The private folders there are; espeak's library makes others beside them."""
        return list(self.private.glob("earsight-voice-*"))

    def voices(self) -> set[int]:
        """The children that speak, or wait to, by number."""
        return {one.pid for one in self.players() if "app.speech.voice_process" in " ".join(one.cmdline())}

    def speaker(self) -> psutil.Process:
        """The one of them that is heard."""
        playing = until(lambda: [one for one in self.players() if one.name() == "aplay"])
        parent = playing[0].parent()
        assert parent is not None
        return parent

    def players(self) -> list[psutil.Process]:
        """Every living process of a voice of this test: the children themselves, players, sound cards."""
        found = []
        for process in psutil.process_iter():
            try:
                mine = str(self.private) in process.environ().get("TMPDIR", "")
                if mine and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:
                continue
        return found


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    card = SoundCard(tmp_path)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(private))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(card.config))
    made = Room(card, private, [])
    yield made
    assert made.players() == []
    assert made.folders() == []


@pytest.fixture
def queue(room: Room) -> Iterator[SpeechQueue]:
    made = SpeechQueue(QUICK, room.problems.append)
    yield made
    made.close()


def test_speech_is_heard_and_spoken_means_after_the_last_sample(queue: SpeechQueue, room: Room) -> None:
    spoken: list[float] = []

    def note(_utterance: Utterance, state: SpeechState) -> None:
        if state is SpeechState.SPOKEN:
            spoken.append(time.monotonic())

    asked = time.monotonic()
    utterance = queue.say("A dog runs on grass. A cat sits.", on_change=note)
    assert queue.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert room.problems == []
    assert 0.8 < room.card.seconds < 6
    assert room.card.loudness > 500
    assert spoken[0] >= room.card.times[-1]
    assert utterance.sound_at is not None
    assert asked < utterance.sound_at <= room.card.times[0]


@pytest.mark.parametrize(
    ("texts", "voice", "sound"),
    [
        (MINUS, "en-gb", "m'aIn@s"),
        ([one for one in INCHES if "inch" in one[1]], "en-gb", "'IntS"),
        ([one for one in INCHES if "feet" in one[1]], "en-gb", "f'i:t"),
        ([one for one in MARKS if "tick" in one[1]], "en-gb", "t'Ik"),
        ([one for one in MARKS if "struck" in one[1]], "en-gb", "str'Vk"),
    ],
)
def test_signs_are_heard(texts: list[tuple[str, str]], voice: str, sound: str) -> None:
    words = "\n".join(" ".join(part.words for part in Speaking().parts(text)) for text, _words in texts)
    heard = subprocess.run(
        ["espeak-ng", "-q", "-x", "-v", voice],
        input=words,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    assert heard.stdout.count(sound) >= len(texts)


def test_a_quotation_is_read_by_the_voice_of_its_language() -> None:
    program = """
import io, os
os.system = None
from app.speech.voice_process import ParentLine, SpeechEngine
engine = SpeechEngine(ParentLine(io.BytesIO()))
os.system = lambda command: 0
for language in ("", "de", "zh", "tlh", "en", ""):
    engine.say(1, "1", 400, 0.5, "", language)
    print(engine._engine.getProperty("voice"))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    voices = done.stdout.split()
    assert voices[0] in ("gmw/en", "gmw/en-gb")
    assert voices[1:] == ["gmw/de", "sit/cmn-latn-pinyin", *[voices[0]] * 3]


def test_a_quotation_in_german_is_heard_and_can_be_cut(queue: SpeechQueue, room: Room) -> None:
    utterance = queue.say('It says: "Heute geschlossen. Wir sind am Montag wieder da.".')
    assert queue.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert room.problems == []
    assert 1 < room.card.seconds < 8
    room.card.forget()
    utterance = queue.say('It says: "' + "Wir sind am Montag wieder da und das ist gut. " * 9 + '".')
    until(lambda: room.card.seconds > 2)
    queue.stop()
    assert utterance.state is SpeechState.STOPPED
    assert room.card.still() < 2 + MOST


def test_after_a_stop_a_warm_voice_speaks(queue: SpeechQueue, room: Room) -> None:
    queue.say("Ready.")
    assert queue.wait(PATIENCE)
    queue.say(ENDLESS)
    until(lambda: len(room.voices()) == 2)
    (spare,) = room.voices() - {room.speaker().pid}
    queue.stop()
    assert queue.wait(PATIENCE)
    room.card.forget()
    queue.say(ENDLESS)
    until(lambda: room.card.seconds > 0)
    assert room.speaker().pid == spare
    queue.stop()


def test_stop_is_silence(queue: SpeechQueue, room: Room) -> None:
    utterance = queue.say(ENDLESS)
    until(lambda: room.card.seconds > 0.3)
    queue.stop()
    assert utterance.state is SpeechState.STOPPED
    assert queue.wait(PATIENCE)
    assert room.card.still() < MOST
    assert [p for p in room.players() if p.name() == "aplay"] == []
    assert list(room.private.rglob("*.wav")) == []


def test_now_cuts_in_and_the_rest_follows(queue: SpeechQueue, room: Room) -> None:
    long = queue.say(LONG)
    until(lambda: room.card.seconds > 0.3)
    alert = queue.say("Stop.", Urgency.NOW)
    assert alert.wait(PATIENCE)
    before = long.state
    assert queue.wait(PATIENCE)
    assert room.problems == []
    assert (before, long.state) in [
        (SpeechState.QUEUED, SpeechState.SPOKEN),
        (SpeechState.SPEAKING, SpeechState.SPOKEN),
    ]
    assert room.card.seconds > 2.5


def test_nobody_else_may_read_what_is_spoken(queue: SpeechQueue, room: Room) -> None:
    queue.say(LONG)
    until(lambda: room.card.seconds > 0.2)
    (private,) = room.folders()
    files = [path for path in private.rglob("*") if path.is_file()]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files}
    folders = [private, *(path for path in private.rglob("*") if path.is_dir())]
    commands = [" ".join(process.cmdline()) for process in room.players()]
    assert [path.suffix for path in files] == [".wav"]
    assert modes == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert len(commands) >= 3
    assert not [command for command in commands if "garden" in command]
    queue.stop()


def test_close_leaves_nothing_behind(room: Room) -> None:
    queue = SpeechQueue(QUICK, room.problems.append)
    queue.say(LONG)
    until(lambda: room.card.seconds > 0.2)
    queue.close()
    until(lambda: not room.players())  # a killed one ends when the system has seen to it
    assert room.folders() == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_voice_dies_with_its_parent_and_takes_its_files_along(how: signal.Signals, room: Room) -> None:
    program = (
        "import sys, time\n"
        "from app.speech.queue import SpeechQueue\n"
        "queue = SpeechQueue()\n"
        "queue.say(sys.argv[1])\n"
        "time.sleep(3600)\n"
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", program, ENDLESS], cwd=root) as parent:
        until(lambda: room.card.seconds > 0.3)
        parent.send_signal(how)
        parent.wait(PATIENCE)
    until(lambda: not room.players())
    assert room.card.seconds < MOST
    assert room.folders() == []


def test_what_a_dead_process_left_is_removed_and_a_living_ones_kept(room: Room) -> None:
    stale = room.private / "earsight-voice-stale"
    stale.mkdir()
    (stale / "old.wav").write_bytes(b"words")
    first = SpeechQueue(QUICK)
    until(lambda: not stale.exists())
    first.say("One.")
    until(lambda: room.card.seconds > 0)
    (kept,) = room.folders()
    second = SpeechQueue(QUICK)
    second.say("Two.")
    assert second.wait(PATIENCE)
    assert kept.is_dir()
    assert len(room.folders()) == 2
    for queue in (first, second):
        queue.close()


def test_without_a_sound_device_it_says_so_once_and_goes_on(room: Room) -> None:
    room.card.config.write_text("pcm.!default { type hw card 31 }\n")
    queue = SpeechQueue(QUICK, room.problems.append)
    utterances = [queue.say("One. Two."), queue.say("Three.")]
    assert queue.wait(PATIENCE)
    assert [u.state for u in utterances] == [SpeechState.FAILED, SpeechState.FAILED]
    assert [p.message for p in room.problems] == ["I cannot speak: no sound device was found."]
    queue.close()


def test_without_aplay_it_names_the_package(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(room.private))
    queue = SpeechQueue(QUICK, room.problems.append)
    assert queue.say("One.").wait(PATIENCE)
    queue.close()
    assert [p.message for p in room.problems] == ["I cannot speak: the player aplay is not installed."]
    assert "apt-get install" in room.problems[0].hint
    assert "alsa-utils" in room.problems[0].hint


WITHOUT_ESPEAK = """
import ctypes, runpy
load = ctypes.LibraryLoader.LoadLibrary
def refuse(self, name):
    if "espeak" in name:
        raise OSError(name + ": cannot open shared object file")
    return load(self, name)
ctypes.LibraryLoader.LoadLibrary = refuse
runpy.run_module("app.speech.voice_process", run_name="__main__")
"""


@pytest.mark.expect_log(r"The voice process ended: RuntimeError at _espeak\.py")
def test_without_espeak_it_names_the_package_once(room: Room, log_guard: list[object]) -> None:
    voice = Voice(room.problems.append, command=[sys.executable, "-P", "-c", WITHOUT_ESPEAK])
    queue = SpeechQueue(QUICK, room.problems.append, voice=voice)
    utterances = [queue.say("One."), queue.say("Two.")]
    assert queue.wait(PATIENCE)
    tries = len(log_guard)
    assert queue.say("Three.").wait(PATIENCE)
    assert len(log_guard) == tries
    queue.close()
    assert [u.state for u in utterances] == [SpeechState.FAILED, SpeechState.FAILED]
    assert [p.message for p in room.problems] == [
        "I cannot speak: the speech engine eSpeak NG is not installed."
    ]
    assert "apt-get install -y espeak-ng" in room.problems[0].hint


def test_a_voice_that_dies_in_a_sentence_is_reported_and_the_next_one_speaks(
    queue: SpeechQueue, room: Room
) -> None:
    utterance = queue.say(ENDLESS)
    until(lambda: room.card.seconds > 0.3)
    room.speaker().kill()
    assert utterance.wait(PATIENCE)
    assert utterance.state is SpeechState.FAILED
    assert [p.message for p in room.problems] == ["The voice stopped before the sentence was said."]
    assert room.card.still() < MOST
    after = queue.say("One.")
    assert after.wait(PATIENCE)
    assert after.state is SpeechState.SPOKEN
    assert len(room.problems) == 1


def test_a_voice_that_died_while_idle_is_replaced_in_silence(queue: SpeechQueue, room: Room) -> None:
    queue.say("One.")
    assert queue.wait(PATIENCE)
    for child in room.players():
        child.kill()
    utterance = queue.say("Two.")
    assert utterance.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert room.problems == []


def test_rate_and_volume_are_heard(room: Room) -> None:
    queue = SpeechQueue(VoiceSettings(rate=450), room.problems.append, spares=0)
    text = "A dog runs on the grass."
    heard = []
    for settings in (VoiceSettings(rate=450), VoiceSettings(rate=200), VoiceSettings(rate=450, volume=0.2)):
        queue.configure(settings)
        room.card.forget()
        queue.say(text)
        assert queue.wait(PATIENCE)
        heard.append((room.card.seconds, room.card.loudness))
    queue.close()
    fast, slow, soft = heard
    assert slow[0] > 1.5 * fast[0]
    assert soft[1] < 0.5 * fast[1]
    assert soft[1] > 0


def test_every_sentence_is_spoken_while_settings_change(room: Room) -> None:
    """The driver cancels what espeak's thread is at when a sentence begins, settings included."""
    room.card.config.write_text("pcm.!default { type null }\n")
    queue = SpeechQueue(QUICK, room.problems.append, spares=0)
    utterances = []
    for number in range(30):
        queue.configure(VoiceSettings(rate=300 + number, volume=1 - number / 100))
        utterances.append(queue.say(f"Number {number}. It goes on."))
        assert queue.wait(PATIENCE)
    queue.close()
    assert room.problems == []
    assert {u.state for u in utterances} == {SpeechState.SPOKEN}


def test_an_unknown_voice_is_said_once_and_the_default_one_speaks(room: Room) -> None:
    queue = SpeechQueue(VoiceSettings(rate=450, name="Nobody"), room.problems.append, spares=0)
    for text in ("One.", "Two."):
        assert queue.say(text).wait(PATIENCE)
    queue.close()
    assert [p.message for p in room.problems] == ["The voice you chose is not installed."]
    assert room.card.loudness > 500


def test_odd_characters_are_spoken_around(queue: SpeechQueue, room: Room) -> None:
    utterance = queue.say("One \x00 two \ud800 three; `rm` $(x) 'q' \"p\" <b> &amp; \U0001f600.")
    assert utterance.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert room.card.seconds > 1.5
    assert room.problems == []


def test_the_check_for_doctor(room: Room) -> None:
    well = check_voice()
    assert well.problem is None
    assert well.engine == "espeak"
    assert len(well.voices) > 10
    assert any("english" in name.lower() for name in well.voices)
    assert room.card.seconds < 0.3
    assert room.card.loudness == 0
    room.card.config.write_text("pcm.!default { type hw card 31 }\n")
    ill = check_voice()
    assert ill.problem is not None
    assert "no sound device" in ill.problem.message
    assert ill.engine == "espeak"


@pytest.mark.expect_log(r"The voice process could not be started \(FileNotFoundError\)")
def test_a_folder_that_is_gone_is_said_in_words(
    room: Room, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(gone))
    voice = Voice(room.problems.append)
    shutil.rmtree(gone)
    queue = SpeechQueue(QUICK, room.problems.append, voice=voice)
    utterance = queue.say("One.")
    assert utterance.wait(PATIENCE)
    assert utterance.state is SpeechState.FAILED
    assert len(room.problems) == 1
    queue.close()


@pytest.mark.slow
def test_a_pause_is_silence_and_the_cut_sentence_is_said_again(queue: SpeechQueue, room: Room) -> None:
    utterance = queue.say(ENDLESS)
    until(lambda: room.card.seconds > 0.3)
    assert queue.pause()
    before = room.card.still()
    assert before < MOST
    queue.resume()
    assert queue.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert room.card.seconds - before > 7  # all of it, not the rest


def test_the_rate_changes_while_it_speaks(queue: SpeechQueue, room: Room) -> None:
    queue.configure(VoiceSettings(rate=150))
    utterance = queue.say(LONG)
    until(lambda: room.card.seconds > 0.3)
    time.sleep(0.3)  # the spare gets warm meanwhile
    queue.configure(VoiceSettings(rate=450), restart=True)
    assert queue.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert room.problems == []
    # At the old rate it would have been more than six.
    assert 1.0 < room.card.seconds < 5.0
