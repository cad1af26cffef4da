"""Earcons: short sounds that say "heard you", "at work", "done", "failed" before any word could."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import wave
from array import array
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from app.speech.tones import Tone

NAMES = ("armed", "start", "working", "done", "failed", "cancelled", "moved")
AT_ONCE = 4
"""No more than this many sound at the same time; further ones are dropped."""
EVERY = 1.0
"""Seconds between two "working" sounds, and before the first."""

_LONGEST = 2.0


class EarconPlayer(Protocol):
    """Plays one sound beside whatever else is heard."""

    def load(self, sounds: dict[str, Path], volume: float) -> None:
        """Get ready to play these files at ``volume``, 0..1."""

    def play(self, name: str) -> None:
        """Begin to play; never waits for the end."""

    def sound(self, wav: bytes) -> None:
        """Begin to play a WAV file that was just made, likewise."""

    @property
    def busy(self) -> bool:
        """Whether :meth:`tidy` has something to do soon."""

    def tidy(self) -> None:
        """Let go of what has ended, end what hangs."""

    def close(self) -> None:
        """Silence at once; nothing is left behind."""


class Earcons:
    """Plays them from any thread without ever waiting.

    Args:
        folder: Where the WAV files lie.
        volume: 0..1.
        on: Whether any sound is made.
        speaking: Whether the voice is heard just now; "working" is left out then. Called on another thread.
        player: Plays them instead of the system's player.
        every: Seconds between two "working" sounds.
    """

    def __init__(
        self,
        folder: Path,
        volume: float = 0.5,
        on: bool = True,
        speaking: Callable[[], bool] = lambda: False,
        player: EarconPlayer | None = None,
        every: float = EVERY,
    ) -> None:
        self._files = {name: folder / f"{name}.wav" for name in NAMES}
        self._volume, self._on = volume, on
        self._speaking = speaking
        self._every = every
        self._player = player or _system_player()
        self._condition = threading.Condition()
        self._wanted: deque[str | Tone] = deque(maxlen=AT_ONCE)
        self._stale = True
        self._works = 0
        self._next = 0.0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="earcons", daemon=True)
        self._thread.start()

    def play(self, name: str) -> None:
        """Play one of :data:`NAMES`; an unknown name is silent. Returns at once."""
        with self._condition:
            if self._on and not self._closed and name in self._files:
                self._wanted.append(name)
                self._condition.notify_all()

    def tell_place(self, across: float, up: float) -> None:
        """Tell by a tone where something is: 0..1 from left to right, and from the bottom to the top."""
        with self._condition:
            if self._on and not self._closed:
                self._wanted.append(Tone(across, up))
                self._condition.notify_all()

    def configure(self, volume: float, on: bool) -> None:
        """Sound so from now on."""
        with self._condition:
            self._stale = self._stale or volume != self._volume
            self._volume, self._on = volume, on
            if not on:
                self._wanted.clear()
            self._condition.notify_all()

    def start_working(self) -> None:
        """Work begins: "working" sounds every second while nothing is spoken. Once for each work."""
        with self._condition:
            self._works += 1
            if self._works == 1:
                self._next = time.monotonic() + self._every
            self._condition.notify_all()

    def stop_working(self) -> None:
        """That work is over."""
        with self._condition:
            self._works = max(0, self._works - 1)
            self._condition.notify_all()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work lasts as long as the block."""
        self.start_working()
        try:
            yield
        finally:
            self.stop_working()

    def close(self) -> None:
        """Silence, and give everything back. May be called twice."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._condition:
                # Not wait_for: what there is to wait for changes with every call.
                if not self._due():
                    self._condition.wait(self._patience())
                if self._closed:
                    break
                volume, stale = self._volume, self._stale
                self._stale = False
                wanted = list(self._wanted)
                self._wanted.clear()
                remind = self._works > 0 and time.monotonic() >= self._next
                if remind:
                    self._next = time.monotonic() + self._every
                sounds = self._on
            if stale:
                self._player.load(self._files, volume)
            for one in wanted:
                if isinstance(one, Tone):
                    self._player.sound(one.wav(volume))
                else:
                    self._player.play(one)
            # Asked outside the lock: the voice has locks of its own.
            if remind and sounds and not self._speaking():
                self._player.play("working")
            self._player.tidy()
        self._player.close()

    def _due(self) -> bool:
        reminding = self._works > 0 and time.monotonic() >= self._next
        return bool(self._closed or self._wanted or self._stale or reminding)

    def _patience(self) -> float | None:
        """Seconds until there may be something to do; None: until someone calls."""
        waits = [0.1] if self._player.busy else []
        if self._works > 0:
            waits.append(max(0.0, self._next - time.monotonic()))
        return min(waits, default=None)


class AplayPlayer:
    """One aplay for each sound: it opens the device beside the voice's own player, and lets go of it again.

    A player that is kept warm would keep a sound card without a mixer from everybody else.
    """

    def __init__(self, command: tuple[str, ...] | None = None) -> None:
        # timeout(1) ends a player that hangs on a broken device, also when this process was killed.
        self._command = command or ("timeout", "-s", "KILL", str(_LONGEST), "aplay", "-q", "-t", "wav", "-")
        self._sounds: dict[str, bytes] = {}
        self._playing: list[tuple[subprocess.Popen[bytes], float]] = []

    def load(self, sounds: dict[str, Path], volume: float) -> None:
        """Read the files, scaled to ``volume``; one that is missing stays silent."""
        self._sounds = {}
        for name, path in sounds.items():
            with suppress(OSError, EOFError, wave.Error):
                self._sounds[name] = scaled(path, volume)

    def play(self, name: str) -> None:
        """Begin to play, unless too many sound already or there is no player."""
        sound = self._sounds.get(name)
        if sound is not None:
            self.sound(sound)

    def sound(self, wav: bytes) -> None:
        """Likewise, a file that was just made."""
        self.tidy()
        if len(self._playing) >= AT_ONCE or shutil.which(self._command[0]) is None:
            return
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return
        self._playing.append((process, time.monotonic() + _LONGEST))
        assert process.stdin is not None
        # It fits into the pipe, so that neither call waits for the player.
        with suppress(OSError):
            os.write(process.stdin.fileno(), wav)
        with suppress(OSError):
            process.stdin.close()

    @property
    def busy(self) -> bool:
        """Whether something is played."""
        return bool(self._playing)

    def tidy(self) -> None:
        """Reap players that have ended, and kill those that hang."""
        now = time.monotonic()
        for process, until in self._playing:
            if process.poll() is None and now > until:
                _kill(process)
        self._playing = [(process, until) for process, until in self._playing if process.poll() is None]

    def close(self) -> None:
        """Kill the players."""
        for process, _until in self._playing:
            _kill(process)
        self._playing.clear()


class NSSoundPlayer:
    """macOS: NSSound, which mixes by itself."""

    def __init__(self) -> None:
        self._sounds: dict[str, object] = {}
        self._made: deque[object] = deque(maxlen=AT_ONCE)

    def load(self, sounds: dict[str, Path], volume: float) -> None:
        """Load the files."""
        import AppKit

        self._sounds = {}
        for name, path in sounds.items():
            sound = AppKit.NSSound.alloc().initWithContentsOfFile_byReference_(str(path), True)
            if sound is not None:
                sound.setVolume_(volume)
                self._sounds[name] = sound

    def play(self, name: str) -> None:
        """Begin to play, from the beginning where it sounds already."""
        sound: object = self._sounds.get(name)
        if sound is not None:
            sound.stop()  # type: ignore[attr-defined]
            sound.play()  # type: ignore[attr-defined]

    def sound(self, wav: bytes) -> None:
        """Begin to play a file that was just made; those before it sound on."""
        import AppKit
        import objc

        # No event loop of this thread's would let go of the data.
        with objc.autorelease_pool():
            data = AppKit.NSData.dataWithBytes_length_(wav, len(wav))
            sound = AppKit.NSSound.alloc().initWithData_(data)
            if sound is not None:
                self._made.append(sound)  # it would fall silent when nobody holds it
                sound.play()

    @property
    def busy(self) -> bool:
        """There is never anything to tidy."""
        return False

    def tidy(self) -> None:
        """There is nothing to let go of."""

    def close(self) -> None:
        """Silence."""
        for sound in (*self._sounds.values(), *self._made):
            sound.stop()  # type: ignore[attr-defined]
        self._sounds.clear()
        self._made.clear()


def scaled(path: Path, volume: float) -> bytes:
    """A 16-bit WAV file with its samples multiplied by ``volume``, 0..1.

    Raises:
        OSError: The file cannot be read.
        wave.Error: It is no such file.
    """
    data = bytearray(path.read_bytes())
    with wave.open(str(path), "rb") as file:
        if file.getsampwidth() != 2:
            raise wave.Error("not 16 bit")
        frames = file.readframes(file.getnframes())
    samples = array("h", frames)
    if sys.byteorder == "big":
        samples.byteswap()
    louder = array("h", (round(one * max(0.0, min(1.0, volume))) for one in samples))
    if sys.byteorder == "big":
        louder.byteswap()
    at = data.rindex(frames) if frames else len(data)
    data[at : at + len(frames)] = louder.tobytes()
    return bytes(data)


def _system_player() -> EarconPlayer:
    return NSSoundPlayer() if sys.platform == "darwin" else AplayPlayer()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End a player with all its children, and reap it."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
