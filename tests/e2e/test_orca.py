"""Orca itself beside the real window: who speaks each sentence.

Orca hands its speech to a speech server that writes every text down; the app's own voice is recorded by an
ALSA file that keeps what a sound card would get, in real time.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from waiting import PATIENCE, until

if TYPE_CHECKING:
    from conftest import Desktop

ROOT = Path(__file__).resolve().parents[2]
EDITOR = ROOT / "assets" / "samples" / "editor.png"
GIST = "Saturday walk"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="runs Orca"),
    pytest.mark.slow,
]

# Newer versions of Orca call these methods by other names; without theirs Orca finds no voice and is silent.
RECORDER = """
import json, time
from orca import speechserver

class SpeechServer(speechserver.SpeechServer):
    @staticmethod
    def getFactoryName():
        return "recorder"

    @staticmethod
    def getSpeechServers():
        return [SpeechServer()]

    @staticmethod
    def getSpeechServer(info=None):
        return SpeechServer()

    @staticmethod
    def shutdownActiveServers():
        pass

    def getInfo(self):
        return ["recorder", "recorder"]

    def getVoiceFamilies(self):
        return []

    def note(self, text):
        with open(__file__ + ".said", "a") as file:
            file.write(json.dumps([time.monotonic(), str(text)]) + "\\n")

    def speak(self, text=None, acss=None, interrupt=True):
        if text:
            self.note(text)

    def speakCharacter(self, character, acss=None):
        self.note(character)

    def speakKeyEvent(self, event, acss=None):
        self.note(event.event_string if hasattr(event, "event_string") else event.get_key_name())

    def sayAll(self, utterances, progress):
        for context, acss in utterances:
            self.note(context.utterance)

    get_speech_server = getSpeechServer
    get_speech_servers = getSpeechServers
    get_factory_name = getFactoryName
    get_info = getInfo
    get_voice_families = getVoiceFamilies
    shutdown_active_servers = shutdownActiveServers
    speak_character = speakCharacter
    speak_key_event = speakKeyEvent
    say_all = sayAll
"""
CUSTOMIZATIONS = """
import orca.settings
orca.settings.speechServerFactory = "recorder"
orca.settings.speechFactoryModules = ["recorder"]
"""
SOUND_CARD = """
import os, sys, time
sound = open(sys.argv[1], "ab", buffering=0)
began, taken = time.monotonic(), 0
while data := os.read(0, 882):
    sound.write(data)
    taken += len(data)
    time.sleep(max(0.0, began + taken / 44100 - time.monotonic()))
"""
# A window that says what it is told on standard input, with everything behind it real.
TALKER = """
import sys, threading, time
from PySide6.QtWidgets import QApplication, QPushButton
from app.speech.queue_voice import QueueVoice
from app.desktop.screen_reader.choose import screen_readers
from app.settings import Settings
from app.tasks import TaskManager
from app.assistant.outlet import Outlet

qt = QApplication(["talker"])
tasks, readers = TaskManager(), screen_readers()
voice = QueueVoice(Settings(voice_rate=400), lambda words: print(words, flush=True), late=True)
window = QPushButton("Quiet")
outlet = Outlet(window, voice, tasks.on_main, output=sys.argv[1], readers=readers)

def listen():
    for line in sys.stdin:
        words = line.strip()
        tasks.on_main(lambda words=words: (print(outlet.channel, flush=True), outlet.say(words)))
    tasks.on_main(qt.quit)

window.show()
for _ in range(400):
    if readers.running().version:
        break
    time.sleep(0.05)
threading.Thread(target=listen, daemon=True).start()
print(readers.running().name, readers.running().version, flush=True)
qt.exec()
voice.close()
readers.close()
tasks.close()
"""


class Ears:
    """What Orca said, and what the app's own voice was heard saying."""

    def __init__(self, folder: Path) -> None:
        self.prefs = folder / "orca"
        self.prefs.mkdir()
        (self.prefs / "recorder.py").write_text(RECORDER)
        (self.prefs / "orca-customizations.py").write_text(CUSTOMIZATIONS)
        self._sound = folder / "heard.raw"
        told = subprocess.run(["orca", "--version"], capture_output=True, text=True, check=True).stdout
        self.version = tuple(map(int, re.findall(r"\d+", re.findall(r"\d+[.\d]*", told)[0])))
        # Debian 12 has 43, which does not, Debian 13 has 48.
        self.hears = self.version >= (46,)
        program = folder / "card.py"
        program.write_text(SOUND_CARD)
        self.card = folder / "asound.conf"
        self.card.write_text(
            f'pcm.!default {{ type file format "raw" slave.pcm {{ type null }}\n'
            f'  file "|exec {sys.executable} -S -I {program} {self._sound}" }}\n'
        )

    @property
    def orca(self) -> list[str]:
        """Every text that Orca spoke."""
        said = self.prefs / "recorder.py.said"
        lines = said.read_text().splitlines() if said.exists() else []
        return [json.loads(line)[1] for line in lines]

    @property
    def seconds(self) -> float:
        """Of speech of the app's own voice."""
        return self._sound.stat().st_size / 44100 if self._sound.exists() else 0.0


def steady(ears: Ears) -> float:
    """Seconds of own speech, once there is no more of it."""
    before = -1.0
    while ears.seconds != before:
        before = ears.seconds
        time.sleep(1.2)
    return before


@contextmanager
def started(command: list[str], env: dict[str, str], **pipes: Any) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(command, env=env, text=True, **pipes)
    try:
        yield process
    finally:
        # Orca takes seconds to say goodbye.
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def ears(desktop: "Desktop", tmp_path: Path) -> Iterator[Ears]:
    """Orca, running and listening."""
    assert shutil.which("orca"), "see packaging/debian-test.txt"
    made = Ears(tmp_path)
    with started(
        ["orca", "--user-prefs", str(made.prefs)],
        surroundings(desktop, tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ):
        until(lambda: "Screen reader on." in made.orca, "Orca's greeting")
        yield made


def surroundings(desktop: "Desktop", folder: Path) -> dict[str, str]:
    """A home for both programs, so that neither meets the user's own settings."""
    places = {name: str(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    return {**desktop.env, **places, "EARSIGHT_HOME": str(folder / "earsight")}


def test_one_voice_describes_a_picture(desktop: "Desktop", ears: Ears, tmp_path: Path) -> None:
    env = {**surroundings(desktop, tmp_path), "ALSA_CONFIG_PATH": str(ears.card)}
    config = tmp_path / "earsight" / "config"
    config.mkdir(parents=True)
    (config / "settings.json").write_text('{"voice_rate": 450}')

    def by_orca(words: str) -> int:
        return sum(words in said for said in ears.orca)

    with started([sys.executable, "-P", "-m", "app", "gui", str(EDITOR)], env) as window:
        until(lambda: by_orca("Earsight"), "Orca saying the window")
        if ears.hears:
            until(lambda: by_orca("more lines of text"), "Orca describing")
        else:
            until(lambda: ears.seconds > 1.5, "the own voice describing")
        first = steady(ears)
        subprocess.run(["xdotool", "key", "space"], env=env, check=True, timeout=PATIENCE)
        if ears.hears:
            until(lambda: by_orca("1280 by 800"), "Orca saying more")
            # Before the window had the keyboard, only the own voice could be heard.
            assert steady(ears) == first
        else:
            until(lambda: ears.seconds > first + 2.0, "the own voice saying more")
        assert window.poll() is None
    # Controls are Orca's, with their names; what a picture shows is the app's, by one voice and once.
    assert by_orca("editor.png")
    assert by_orca(f'which says "{GIST}"') == by_orca("1280 by 800") == int(ears.hears)


def test_a_window_that_orca_reads_out_is_not_said_as_well(
    desktop: "Desktop", ears: Ears, tmp_path: Path
) -> None:
    env = {**surroundings(desktop, tmp_path), "ALSA_CONFIG_PATH": str(ears.card)}

    def read_out(words: str) -> bool:
        return any(words in said for said in ears.orca)

    with started([sys.executable, "-P", "-m", "app", "gui"], env):
        until(lambda: read_out("Step 1 of 3: Hear it"), "Orca reading the welcome's title")
        until(lambda: read_out("Tab leads to the buttons"), "Orca reading all of its text")
        subprocess.run(["xdotool", "key", "alt+n"], env=env, check=True, timeout=PATIENCE)
        until(lambda: read_out("Step 2 of 3"), "Orca reading the next step")
        until(lambda: read_out("Escape falls silent."), "Orca reading all of that")
        assert steady(ears) == 0.0
    assert not any("Step 1" in said and "Step 2" in said for said in ears.orca)


@pytest.mark.parametrize(
    ("output", "excuse"), [("automatic", 0.0), ("screen_reader", 1.0), ("own", 0.0), ("silent", 0.0)]
)
def test_one_channel_speaks_a_sentence_whatever_the_setting(
    desktop: "Desktop", ears: Ears, tmp_path: Path, output: str, excuse: float
) -> None:
    env = {**surroundings(desktop, tmp_path), "ALSA_CONFIG_PATH": str(ears.card)}
    channel = {"own": "own", "silent": "none"}.get(output, "announce" if ears.hears else "own")
    command = [sys.executable, "-P", "-c", TALKER, output]

    def by_orca() -> list[str]:
        return [said for said in ears.orca if "dog" in said]

    with started(command, env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as talker:
        assert talker.stdin is not None
        assert talker.stdout is not None
        assert talker.stdout.readline().strip() == f"orca {ears.version}"
        until(lambda: any("Quiet" in said for said in ears.orca), "Orca saying the button")
        talker.stdin.write("A dog runs on the grass.\n")
        talker.stdin.flush()
        assert talker.stdout.readline().strip() == channel
        if channel == "own":
            until(lambda: ears.seconds > 0.5, "the own voice")
        elif channel == "announce":
            until(by_orca, "Orca saying it")
        seconds = steady(ears)
        talker.stdin.close()
        assert talker.wait(PATIENCE) == 0
    assert by_orca() == (["A dog runs on the grass."] if channel == "announce" else [])
    assert (0.5 + excuse < seconds < 2.0 + 2 * excuse) if channel == "own" else seconds == 0
