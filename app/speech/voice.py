"""The parent's side of the voice: a child process that is killed to fall silent, and a warm spare."""

import json
import logging
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from app.cancel import CancelToken
from app.errors import AppError
from app.speech.problems import problem
from app.speech.voice_folder import VoiceFolder

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class VoiceSettings:
    """How it sounds.

    Attributes:
        rate: Words per minute, 80..500.
        volume: 0..1.
        name: Name or id of a voice of this computer; "" is its default voice.
        language: Of what is said, a code of two letters: where that voice speaks another and the computer has
            one for this, that one speaks. "": the voice as it is.
    """

    rate: int = 190
    volume: float = 1.0
    name: str = ""
    language: str = ""


class SpeechOutcome(Enum):
    """How speaking one sentence ended."""

    SPOKEN = "spoken"
    INTERRUPTED = "interrupted"
    FAILED = "failed"


class VoiceProcess:
    """One voice process and its two pipes. Not thread-safe: :class:`Voice` sees to that."""

    def __init__(self, command: Sequence[str], folder: VoiceFolder) -> None:
        self.folder = folder.subfolder()
        root = Path(__file__).resolve().parents[2]
        environment = dict(os.environ, TMPDIR=str(self.folder))
        if root.name != "site-packages":
            paths = [str(root), environment.get("PYTHONPATH", "")]
            environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
        self._process = subprocess.Popen(
            [*command, str(folder.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd="/",
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._orders, self._answers = self._process.stdin, self._process.stdout
        self._poll = select.poll()
        self._poll.register(self._answers.fileno(), select.POLLIN)
        self._unread = b""
        self.killed = False
        self.busy = False
        self.ready = False

    @property
    def pid(self) -> int:
        """The process id, which is its group's id too."""
        return self._process.pid

    def send(self, **order: object) -> bool:
        """Send an order; False when the child is gone."""
        try:
            self._orders.write(json.dumps(order).encode() + b"\n")
            self._orders.flush()
        except OSError:
            return False
        return True

    def read(self, deadline: float) -> dict[str, Any] | None:
        """The next event, or None when the child is gone.

        Raises:
            TimeoutError: Nothing came before ``deadline`` (seconds of the monotonic clock).
        """
        while b"\n" not in self._unread:
            left = deadline - time.monotonic()
            if left <= 0 or not self._poll.poll(left * 1000):
                raise TimeoutError
            data = os.read(self._answers.fileno(), 65536)
            if not data:
                return None
            self._unread += data
        line, self._unread = self._unread.split(b"\n", 1)
        event: dict[str, Any] = json.loads(line)
        return event

    def kill(self) -> None:
        """Silence: the child leads a group in which the player is too. At once, from any thread."""
        self.killed = True
        # Until it is reaped, its id cannot be another's.
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def bury(self) -> None:
        """Kill, reap, close the pipes and remove what it wrote."""
        self.kill()
        with suppress(OSError):
            self._orders.close()
        self._answers.close()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Voice:
    """Speaks one sentence at a time through a child process.

    :meth:`start`, :meth:`speak`, :meth:`check` and :meth:`close` belong to one thread; :meth:`interrupt`
    may come from any.

    Args:
        on_problem: Receives problems that do not end the sentence (a voice that is not installed).
        spares: How many further children to keep warm, so that the next sentence after an interruption
            starts at once. One is started when a sound has begun, to stay out of its way.
        command: What starts the child; the private folder is appended.
        folder: Where the private folder is made.
        patience: Seconds a child may take to start, and to be silent beyond the length of a sentence.
    """

    def __init__(
        self,
        on_problem: Callable[[AppError], None],
        spares: int = 1,
        command: Sequence[str] | None = None,
        folder: Path | None = None,
        patience: float = 30.0,
    ) -> None:
        self._patience = patience
        self._on_problem = on_problem
        self._spares_wanted = spares
        self._command = command or (sys.executable, "-P", "-m", "app.speech.voice_process")
        self._folder = VoiceFolder(folder)
        self._lock = threading.Lock()
        self._child: VoiceProcess | None = None
        self._spares: list[VoiceProcess] = []
        self._ident = 0
        self._broken: AppError | None = None
        self._deaths = 0
        self.engine = ""
        self.voices: tuple[str, ...] = ()

    def start(self) -> None:
        """Start the child if there is none, without waiting for it."""
        if self._child is None and self._broken is None:
            try:
                child = self._spares.pop(0) if self._spares else VoiceProcess(self._command, self._folder)
            except OSError as error:
                _log.warning("The voice process could not be started (%s).", type(error).__name__)
                self._broken = problem("not_started")
                return
            with self._lock:
                self._child = child

    def speak(
        self,
        text: str,
        settings: VoiceSettings,
        interruption: CancelToken,
        on_sound: Callable[[], None],
    ) -> tuple[SpeechOutcome, AppError | None]:
        """Speak one sentence; returns when its last sample was played, or it was interrupted, or it failed.

        Args:
            text: The sentence.
            settings: Rate, volume and voice.
            interruption: What :meth:`interrupt` will be called with; made anew for every sentence.
            on_sound: Called when the sound is about to start.
        """
        text = "".join(" " if c < " " else c for c in text).encode(errors="replace").decode()
        # Far more than any sentence takes; "1000000" is seven characters and takes half a second each.
        patience = self._patience + len(text) * max(1.0, 190 / settings.rate)
        order = {"op": "say", "text": text, "rate": settings.rate, "volume": settings.volume}
        order |= {"voice": settings.name, "language": settings.language}
        return self._do(order, interruption, patience, on_sound)

    def check(self) -> AppError | None:
        """Whether speech would be heard: starts the engine and opens the sound device."""
        return self._do({"op": "check"}, CancelToken(), self._patience, lambda: None)[1]

    def interrupt(self, interruption: CancelToken) -> None:
        """Silence one sentence at once, or keep it from starting. From any thread; never blocks for long."""
        with self._lock:
            interruption.cancel()
            if self._child is not None and self._child.busy:
                self._child.kill()

    def close(self) -> None:
        """Kill the children and remove the private folder."""
        with self._lock:
            children = [*([] if self._child is None else [self._child]), *self._spares]
            self._child = None
            self._spares.clear()
        for child in children:
            child.bury()
        self._folder.remove()

    def _do(
        self,
        order: dict[str, object],
        interruption: CancelToken,
        patience: float,
        on_sound: Callable[[], None],
    ) -> tuple[SpeechOutcome, AppError | None]:
        # Children that died while idle are no one's loss: the last try, after the spares', has a fresh one.
        for last in (*[False] * (1 + max(1, self._spares_wanted)), True):
            self.start()
            child = self._child
            if child is None:
                return SpeechOutcome.FAILED, self._broken
            with self._lock:
                if interruption.cancelled:
                    return SpeechOutcome.INTERRUPTED, None
                self._ident += 1
                child.busy = True
                child.send(**order, id=self._ident)
            heard = [False]

            def sound(heard: list[bool] = heard) -> None:
                heard[0] = True
                on_sound()
                self._warm_spare()

            outcome = self._follow(child, time.monotonic() + patience, sound)
            with self._lock:
                child.busy = False
                gone = child.killed or outcome is None
                if gone:
                    self._child = None
            if gone:
                child.bury()
            if gone and interruption.wait(0):  # raised meanwhile
                self.start()  # Given up before its first sound, it leaves no spare for the next sentence.
                return SpeechOutcome.INTERRUPTED, None
            if outcome is not None:
                self._deaths = 0 if outcome[0] is SpeechOutcome.SPOKEN else self._deaths
                return outcome
            if heard[0] or last:
                break
        self._deaths += 1
        if self._deaths >= 3:
            self._broken = problem("gave_up")
            return SpeechOutcome.FAILED, self._broken
        return SpeechOutcome.FAILED, problem("died")

    def _follow(
        self, child: VoiceProcess, deadline: float, on_sound: Callable[[], None]
    ) -> tuple[SpeechOutcome, AppError | None] | None:
        """Listen to the child until its order is done; None when it died."""
        while True:
            try:
                event = child.read(deadline)
            except TimeoutError:
                child.kill()
                self._deaths += 1
                return SpeechOutcome.FAILED, problem("hung")
            if event is None:
                return None
            match event["event"]:
                case "ready":
                    child.ready = True
                    self.engine = event["engine"]
                case "voices":
                    self.voices, self.engine = tuple(event["voices"]), event["engine"]
                case "playing":
                    on_sound()
                case "problem":
                    self._on_problem(problem(event["problem"]))
                case "spoken":
                    return SpeechOutcome.SPOKEN, None
                case "failed":
                    return SpeechOutcome.FAILED, problem(event["problem"])
                case _:
                    _log.error("The voice process ended: %s", event["where"])
                    child.kill()
                    if event["problem"] == "died":
                        return None
                    self._broken = problem(event["problem"])
                    return SpeechOutcome.FAILED, self._broken

    def _warm_spare(self) -> None:
        if len(self._spares) < self._spares_wanted:
            with suppress(OSError):
                self._spares.append(VoiceProcess(self._command, self._folder))


@dataclass(frozen=True)
class VoiceHealth:
    """What a check of the voice found.

    Attributes:
        engine: Name of pyttsx3's driver, "" when it did not start.
        voices: Names of the voices of this computer.
        problem: Why nothing would be heard; None when all is well.
    """

    engine: str
    voices: tuple[str, ...]
    problem: AppError | None


def check_voice(command: Sequence[str] | None = None, folder: Path | None = None) -> VoiceHealth:
    """Start a voice, open the sound device with a moment of silence, and say what was found. Blocks."""
    try:
        voice = Voice(lambda _problem: None, spares=0, command=command, folder=folder)
    except OSError:
        return VoiceHealth("", (), problem("no_folder"))
    try:
        found = voice.check()
        return VoiceHealth(voice.engine, voice.voices, found)
    finally:
        voice.close()
