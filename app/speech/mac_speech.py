"""The voice process's speaker on a Mac: pyttsx3's NSSpeechSynthesizer, and say(1) where that fails.

Follows Apple's documentation of NSSpeechSynthesizer and of commands in speech, and pyttsx3's driver `nsss`.
"""

import importlib
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from app.machine.activity import Activity

#: So long, in seconds, a synthesizer may be silent without having said that it is done.
QUIET = 1.0
_STEP = 0.02
_SAY = "/usr/bin/say"
#: "[[volm 0]]" in a text would be obeyed, and "[[ -f it ]]" of a program left out without a word.
_COMMAND = re.compile(r"\[(?=\[)")


class Synthesizer:
    """pyttsx3's synthesizer, whose refusals the driver drops; here they are kept.

    Attributes:
        started: Whether the last text was taken.
        voiced: Whether the last voice was.
    """

    def __init__(self, synthesizer: Any) -> None:
        self._synthesizer = synthesizer
        self.started = self.voiced = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._synthesizer, name)

    def startSpeakingString_(self, text: str) -> bool:
        """See NSSpeechSynthesizer."""
        self.started = bool(self._synthesizer.startSpeakingString_(text))
        return self.started

    def setVoice_(self, voice: str | None) -> bool:
        """See NSSpeechSynthesizer; None is the voice of the system's settings."""
        self.voiced = bool(self._synthesizer.setVoice_(voice))
        return self.voiced


class MacSpeechEngine:
    """Speaks on the main thread's run loop.

    Args:
        send: Tells the parent of an event; its fields by name.
        clock: Monotonic seconds.
    """

    def __init__(self, send: Callable[..., None], clock: Callable[[], float] = time.monotonic) -> None:
        self._send = send
        self._clock = clock
        self._chosen: tuple[int, float, str, str] | None = None
        self._by_language: dict[str, tuple[str, str]] = {}
        self._named = False  # whether a voice was set, so that the usual one must be set again
        self._finished = self._failed = self._heard = False
        self._appkit: Any = None
        self._works = True
        with self._noted():
            self._begin()

    def _begin(self) -> None:
        self._objc, self._foundation, self._appkit = (
            importlib.import_module(name) for name in ("objc", "Foundation", "AppKit")
        )
        # Without it a long text would falter: this process has no window.
        self._activity = Activity("Speaking", "darwin")
        self._engine: Any = importlib.import_module("pyttsx3").init("nsss")
        driver = self._engine.proxy._driver
        self._synthesizer = driver._tts = Synthesizer(driver._tts)
        self._engine.connect("finished-utterance", self._on_finished)
        self._engine.connect("error", self._on_error)

    @property
    def engine(self) -> str:
        """What speaks, as far as is known: the driver, or the command."""
        return "nsss" if self._works else "say"

    def voices(self) -> list[str]:
        """Names of the voices of this computer, by the alphabet. There may be some 180: it takes a while."""
        if self._appkit is None:
            return []
        with self._objc.autorelease_pool():
            names = {name for _ident, name in self._named_voices() if name}
        return sorted(names, key=str.casefold)

    def say(self, ident: int, text: str, rate: int, volume: float, voice: str, language: str = "") -> str:
        """Speak until the last sample was played. Returns "" or the name of the problem."""
        self._send(event="playing", id=ident)
        text = _COMMAND.sub("[ ", text)
        heard = self._by_synthesizer(text, rate, volume, voice, language) or self._say_by_command(
            text, rate, self._name_for(language) or voice
        )
        return "" if heard else "engine_failed"

    def check(self, ident: int) -> str:
        """Speak a letter without loudness, or have the command say nothing. Returns "" or the problem."""
        self._send(event="playing", id=ident)
        # An end without a sound before it is what a synthesizer tells that has nothing to play on.
        self._works = self._by_synthesizer("a", 200, 0.0, "", "") and self._heard
        works = self._works or self._say_by_command(" ", 200, "")
        return "" if works else "engine_failed"

    def _by_synthesizer(self, text: str, rate: int, volume: float, voice: str, language: str) -> bool:
        """Whether it spoke; once it did not, it is not asked again."""
        if self._works:
            with self._noted(), self._objc.autorelease_pool():
                self._works = self._say(text, rate, volume, voice, language)
        return self._works

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Whatever the driver raises: it does not work, and the command is still there."""
        try:
            yield
        except Exception:  # it is Python over the system's frameworks, whose changes it learns of late
            self._works = False

    def _say(self, text: str, rate: int, volume: float, voice: str, language: str) -> bool:
        self._configure(rate, volume, voice, language)
        self._finished = self._failed = self._heard = False
        self._synthesizer.started = True
        self._engine.say(text)
        # runAndWait may spin or stop early; the driver's own steps and the run loop do not.
        self._engine.startLoop(False)
        try:
            self._engine.iterate()
            return self._synthesizer.started and self._wait()
        finally:
            self._engine.endLoop()

    def _wait(self) -> bool:
        """Until it is done, or was silent for a second without saying so; whether anything was spoken."""
        loop, date = self._foundation.NSRunLoop.currentRunLoop(), self._foundation.NSDate
        last = self._clock()
        while not self._finished:
            loop.runUntilDate_(date.dateWithTimeIntervalSinceNow_(_STEP))
            if self._synthesizer.isSpeaking():
                self._heard, last = True, self._clock()
            elif self._clock() - last >= QUIET:
                return self._heard
        return not self._failed

    def _configure(self, rate: int, volume: float, voice: str, language: str) -> None:
        if (chosen := (rate, volume, voice, language)) == self._chosen:
            return
        self._chosen = chosen
        ident = self._ident_of(voice) if voice else None
        missing = bool(voice) and ident is None
        if language:
            ident = self._for_language(language, ident)
        # A busy engine would only note them down, and apply them in the middle of what follows.
        self._engine.proxy.setBusy(False)
        # Never "": newer systems call the usual voice that, and are silent when it is set.
        if ident or self._named:
            self._engine.setProperty("voice", ident)
            self._named = bool(ident)
            missing = missing or not self._synthesizer.voiced
        self._engine.setProperty("rate", rate)
        self._engine.setProperty("volume", volume)
        if missing:
            self._send(event="problem", problem="no_voice")

    def _ident_of(self, voice: str) -> str | None:
        wanted = voice.casefold()
        for ident in self._appkit.NSSpeechSynthesizer.availableVoices():
            if str(ident).casefold() == wanted:
                return str(ident)
        return next((ident for ident, name in self._named_voices() if name.casefold() == wanted), None)

    def _for_language(self, language: str, chosen: str | None) -> str | None:
        """The voice for a language: the chosen one where it speaks it, or where there is none that does."""
        kind = self._appkit.NSSpeechSynthesizer
        spoken = _language_of(kind.attributesForVoice_(chosen or kind.defaultVoice()))
        if spoken == language:
            return chosen
        if language not in self._by_language:
            able = [
                (str(ident), about)
                for ident in kind.availableVoices()
                if _language_of(about := kind.attributesForVoice_(ident)) == language
            ]
            # The ones from Eloquence sound as in 1990.
            able.sort(key=lambda one: "eloquence" in one[0].lower())
            first = able[0] if able else ("", {})
            self._by_language[language] = first[0], str((first[1] or {}).get("VoiceName") or "")
        return self._by_language[language][0] or chosen

    def _name_for(self, language: str) -> str:
        """The name of a language's voice, for the command; "" where the usual one speaks it, or none does."""
        if not language or self._appkit is None:
            return ""
        try:
            with self._objc.autorelease_pool():
                self._for_language(language, None)
        except Exception:  # as in `_noted`
            return ""
        return self._by_language.get(language, ("", ""))[1]

    def _named_voices(self) -> list[tuple[str, str]]:
        """Id and name of each voice; a voice without attributes has none."""
        kind = self._appkit.NSSpeechSynthesizer
        pairs = ((str(ident), kind.attributesForVoice_(ident)) for ident in kind.availableVoices())
        return [(ident, str((about or {}).get("VoiceName") or "")) for ident, about in pairs]

    def _say_by_command(self, text: str, rate: int, voice: str) -> bool:
        """By say(1), in this process's group: who kills that is heard no more."""
        # On standard input: a command line could be read by every user of the machine.
        named = ["-v", voice] if voice else []
        try:
            done = subprocess.run(
                [_SAY, "-r", str(rate), *named],
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError:
            return False
        if done.returncode and voice:
            self._send(event="problem", problem="no_voice")
            return self._say_by_command(text, rate, "")
        return done.returncode == 0

    def _on_finished(self, **_about: object) -> None:
        self._finished = True

    def _on_error(self, **_about: object) -> None:
        self._finished = self._failed = True


def _language_of(about: Any) -> str:
    """The language of a voice by its attributes: "de" of "de_DE"; its Norwegian is "nb" or "no"."""
    locale = str((about or {}).get("VoiceLocaleIdentifier") or (about or {}).get("VoiceLanguage") or "")
    code = re.split("[-_]", locale)[0].lower()
    return "nb" if code == "no" else code
