"""The child process that owns pyttsx3: ``python -m app.speech.voice_process [FOLDER]``.

It reads one JSON object per line from standard input and answers likewise on standard output:

    {"op": "say", "id": 1, "text": "...", "rate": 190, "volume": 1.0, "voice": "", "language": ""}
    {"op": "check", "id": 2}                     plays a moment of silence

    {"event": "ready", "engine": "..."}
    {"event": "playing", "id": 1}                the sound is about to start
    {"event": "voices", "voices": ["...", ...], "engine": "..."}   what a check finds; it may take a while
    {"event": "spoken", "id": 1}                 the last sample was played
    {"event": "failed", "id": 1, "problem": "no_sound"}
    {"event": "problem", "problem": "no_voice"}  the utterance goes on all the same
    {"event": "broken", "problem": "no_engine", "where": "..."}   nothing more will come

When standard input ends, the parent is gone: FOLDER is removed and the whole process group killed, and
with it the player that pyttsx3 starts, which would otherwise go on talking.
"""

import importlib
import json
import os
import queue
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import wave
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.speech.mac_speech import MacSpeechEngine

_PLAYER_MISSING = 127
#: What espeak calls languages, best first: its first Chinese voice spells half the syllables in English.
_CODES = MappingProxyType({"zh": ("cmn-latn-pinyin", "cmn", "zh"), "nb": ("nb", "no")})
_KANJI = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]+")


class SoundCommand:
    """Stands in for ``os.system``: pyttsx3's espeak driver ignores whether its player failed; this does not.

    Attributes:
        problem: Why the last sound was not heard; "" when it was.
    """

    def __init__(self, channel: "ParentLine") -> None:
        self._channel = channel
        self.ident = 0
        self.problem = ""

    def system(self, command: str | bytes | os.PathLike[str] | os.PathLike[bytes]) -> int:
        """Run the player and wait for it, as ``os.system`` would, keeping what it says about a failure."""
        self._channel.send(event="playing", id=self.ident)
        try:
            done = subprocess.run(
                shlex.split(os.fsdecode(command)),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
            )
        except OSError:
            self.problem = "no_player"
            return _PLAYER_MISSING
        if done.returncode != 0:
            self.problem = _sound_problem(done.stderr.decode(errors="replace"))
        return done.returncode


class ParentLine:
    """JSON lines to the parent, from any thread."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._lock = threading.Lock()

    def send(self, **message: object) -> None:
        """Write one line at once. A parent that is gone is dealt with where standard input ends."""
        line = json.dumps(message).encode() + b"\n"
        try:
            with self._lock:
                self._file.write(line)
                self._file.flush()
        except OSError:
            return


class SpeechEngine:
    """pyttsx3's engine with espeak, used so that "finished" means finished.

    ``runAndWait`` may return before any sound (its first call does, with espeak), so only the
    finished-utterance callback counts.
    """

    def __init__(self, channel: ParentLine) -> None:
        self._channel = channel
        self._player = SoundCommand(channel)
        self._finished = threading.Event()
        self._completed = True
        self._error = ""
        # In this process nothing but the driver calls os.system.
        os.system = self._player.system
        pyttsx3: Any = importlib.import_module("pyttsx3")
        self._engine: Any = pyttsx3.init()
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)
        self._voices: list[Any] = list(self._engine.getProperty("voices"))
        self._default: Any = self._engine.getProperty("voice")
        self._languages = {str(voice.id): str((voice.languages or [""])[0]) for voice in self._voices}
        self._chosen: tuple[object, ...] | None = None

    @property
    def engine(self) -> str:
        """The driver's name."""
        return str(self._engine)

    def voices(self) -> list[str]:
        """Names of the voices of this computer, by the alphabet."""
        return sorted({str(voice.name) for voice in self._voices if voice.name}, key=str.casefold)

    def say(self, ident: int, text: str, rate: int, volume: float, voice: str, language: str = "") -> str:
        """Speak until the last sample was played.

        Returns:
            "" or the name of the problem.
        """
        self._configure(rate, volume, voice, language)
        if language == "ja":
            text = _without_kanji(text)
        self._settle()
        self._player.ident, self._player.problem = ident, ""
        self._completed, self._error = True, ""
        self._finished.clear()
        self._engine.say(text, str(ident))
        self._engine.runAndWait()
        self._finished.wait()
        self._settle()
        if self._player.problem:
            return self._player.problem
        return "" if self._completed and not self._error else "engine_failed"

    def check(self, ident: int) -> str:
        """Open the sound device and play 20 ms of silence. Returns "" or the name of the problem."""
        self._player.ident, self._player.problem = ident, ""
        with tempfile.NamedTemporaryFile(suffix=".wav") as file:
            with wave.open(file.name, "wb") as sound:
                sound.setnchannels(1)
                sound.setsampwidth(2)
                sound.setframerate(22050)
                sound.writeframes(bytes(2 * 441))
            self._player.system(f"aplay {shlex.quote(file.name)} -q")
        return self._player.problem

    def _configure(self, rate: int, volume: float, voice: str, language: str) -> None:
        chosen = (rate, volume, voice, language)
        if chosen == self._chosen:
            return
        self._chosen = chosen
        found = self._default
        if voice:
            wanted = voice.casefold()
            named = [v.id for v in self._voices if wanted in (str(v.id).casefold(), str(v.name).casefold())]
            if named:
                found = named[0]
            else:
                self._channel.send(event="problem", problem="no_voice")
        # A busy engine would only note them down, and apply them in the middle of what follows.
        self._engine.proxy.setBusy(False)
        self._engine.setProperty("voice", found)
        other = for_language(language, found, self._languages) if language else found
        if other != found:
            # One that is listed and does not load is no loss: the chosen one is set.
            with suppress(ValueError):
                self._engine.setProperty("voice", other)
        self._engine.setProperty("rate", rate)
        self._engine.setProperty("volume", volume)

    def _settle(self) -> None:
        """Wait until espeak's own thread has nothing to do.

        The driver cancels whatever runs there when a loop ends: settings just made, or a text sent from
        within the callback for the one before.
        """
        espeak: Any = importlib.import_module("pyttsx3.drivers._espeak")
        while espeak.IsPlaying():
            time.sleep(0.001)

    def _on_finished(self, completed: bool = True, **_rest: object) -> None:
        self._completed = bool(completed)
        self._finished.set()

    def _on_error(self, exception: object = None, **_rest: object) -> None:
        self._error = type(exception).__name__
        self._finished.set()


def for_language(language: str, chosen: object, languages: Mapping[str, str]) -> object:
    """The voice for a language: the chosen one where it speaks it, or where there is none that does.

    Args:
        language: Code of two letters.
        chosen: Id of the user's voice.
        languages: Codes by voices' ids.
    """
    wanted = _CODES.get(language, (language,))
    spoken = languages.get(str(chosen), "")
    if any(spoken == code or spoken.startswith(f"{code}-") for code in wanted):
        return chosen
    # MBROLA's voices are listed whether or not their sound files are there.
    able = {ident: code for ident, code in languages.items() if not ident.startswith("mb/")}
    for code in (*wanted, *(f"{code}-{code}" for code in wanted)):
        if found := [ident for ident, spoken in able.items() if spoken == code]:
            return found[0]
    found = [ident for ident, spoken in able.items() if spoken.startswith(f"{wanted[0]}-")]
    return found[0] if found else chosen


def _without_kanji(text: str) -> str:
    """Each row of kanji as what it is, and how many: espeak's Japanese voice has kana alone."""
    return _KANJI.sub(lambda row: f" かんじ{len(row[0])}つ ", text)


def _sound_problem(complaint: str) -> str:
    """What aplay's words about a failure mean."""
    if "resource busy" in complaint:
        return "sound_busy"
    missing = ("cannot find card", "audio open error", "no soundcards", "Unknown PCM", "Connection refused")
    return "no_sound" if any(words in complaint for words in missing) else "sound_error"


def _take_channel() -> tuple[ParentLine, IO[bytes]]:
    """Keep both pipes for this program alone: drivers print, and players must not hold them open."""
    answers = os.fdopen(os.dup(1), "wb")
    orders = os.fdopen(os.dup(0), "rb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return ParentLine(answers), orders


def _read_orders(orders: IO[bytes], inbox: "queue.SimpleQueue[dict[str, Any]]", folder: str) -> None:
    for line in orders:
        inbox.put(json.loads(line))
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(0)


def _where(error: BaseException) -> str:
    """The kind of error and its place, without its message, which may hold what was to be spoken."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    steps = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno}" for f in reversed(frames))
    return f"{type(error).__name__} at {steps}"


def _engine(parent: ParentLine, platform: str = sys.platform) -> "SpeechEngine | MacSpeechEngine":
    if platform != "darwin":
        return SpeechEngine(parent)
    from app.speech.mac_speech import MacSpeechEngine

    return MacSpeechEngine(parent.send)


def main(arguments: list[str]) -> int:
    """Speak what the parent sends until it goes away.

    Args:
        arguments: The folder to remove when the parent is gone, or nothing.
    """
    channel, orders = _take_channel()
    inbox: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    folder = arguments[0] if arguments else ""
    threading.Thread(target=_read_orders, args=(orders, inbox, folder), daemon=True).start()
    try:
        speaker = _engine(channel)
    except Exception as error:
        channel.send(event="broken", problem="no_engine", where=_where(error))
        return 1
    channel.send(event="ready", engine=speaker.engine)
    try:
        while True:
            order = inbox.get()
            ident = int(order["id"])
            if order["op"] == "check":
                problem = speaker.check(ident)
                channel.send(event="voices", voices=speaker.voices(), engine=speaker.engine)
            else:
                sound = (order["rate"], order["volume"], order["voice"], order["language"])
                problem = speaker.say(ident, order["text"], *sound)
            if problem:
                channel.send(event="failed", id=ident, problem=problem)
            else:
                channel.send(event="spoken", id=ident)
    except Exception as error:
        channel.send(event="broken", problem="died", where=_where(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
