"""A made Mac's speech: NSSpeechSynthesizer and the run loop, below pyttsx3's real driver."""

import re
import sys
import types
import weakref
from dataclasses import dataclass, field
from typing import Any

import pytest
import pyttsx3
from macos.activity import process_info
from macos.machine import Mac

USUAL = "com.apple.voice.compact.en-US.Samantha"
VOICES = {
    USUAL: {"VoiceName": "Samantha", "VoiceIdentifier": USUAL, "VoiceLocaleIdentifier": "en_US"},
    "com.apple.voice.Anna": {
        "VoiceName": "Anna",
        "VoiceIdentifier": "com.apple.voice.Anna",
        "VoiceLocaleIdentifier": "de_DE",
    },
}


@dataclass
class Speech:
    """How this system speaks.

    Attributes:
        voices: Attributes by id; None where the system has none of a voice.
        usual: What a synthesizer calls the usual voice: newer systems say "".
        takes: Whether a text is taken.
        lasts: How long a text is heard, in seconds.
        ends: Whether the end of a text is told.
        now: Seconds that went by on the run loop.
        said: Each text with its voice, rate and loudness; a voice of "" is silent.
        heard: The same, only what was to be heard.
        attributes_read: How many voices' attributes were asked for.
        activities: For what this process may not be put to rest.
    """

    voices: dict[str, dict[str, str] | None] = field(default_factory=lambda: dict(VOICES))
    usual: str = USUAL
    takes: bool = True
    lasts: float = 0.3
    ends: bool = True
    now: float = 0.0
    said: list[tuple[str, str | None, float, float]] = field(default_factory=list)
    attributes_read: int = 0
    until: float | None = None
    delegate: Any = None
    pools: int = 0
    activities: list[str] = field(default_factory=list)

    @property
    def heard(self) -> list[str]:
        """The texts that could be heard: commands in them are obeyed instead."""
        return [
            re.sub(r"\[\[.*?\]\]", "", text)
            for text, voice, _rate, volume in self.said
            if voice != "" and volume > 0
        ]

    def clock(self) -> float:
        """Seconds, as `time.monotonic`."""
        return self.now

    def pass_time(self, seconds: float) -> None:
        """Let the run loop run."""
        self.now += seconds
        if self.until is not None and self.now >= self.until:
            self.until = None
            if self.ends:
                self.delegate.speechSynthesizer_didFinishSpeaking_(None, True)

    def put_into(self, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
        """Put the frameworks where pyttsx3's driver imports them, which is imported anew."""
        speech = self

        class NSSpeechSynthesizer:
            _voice: str | None = None
            _rate, _volume = 180.0, 1.0

            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def initWithVoice_(self, voice: str | None) -> Any:
                self._voice = voice
                return self

            @classmethod
            def availableVoices(cls) -> list[str]:
                return list(speech.voices)

            @classmethod
            def attributesForVoice_(cls, ident: str) -> dict[str, str] | None:
                speech.attributes_read += 1
                return speech.voices[ident]

            @classmethod
            def defaultVoice(cls) -> str:
                return USUAL

            def setDelegate_(self, delegate: Any) -> None:
                speech.delegate = delegate

            def voice(self) -> str:
                return speech.usual if self._voice is None else self._voice

            def setVoice_(self, voice: str | None) -> bool:
                if voice is not None and voice not in speech.voices and voice != "":
                    return False
                self._voice, self._rate, self._volume = voice, 180.0, 1.0
                return True

            def rate(self) -> float:
                return self._rate

            def setRate_(self, rate: float) -> None:
                self._rate = rate

            def volume(self) -> float:
                return self._volume

            def setVolume_(self, volume: float) -> None:
                self._volume = volume

            def isSpeaking(self) -> bool:
                return speech.until is not None

            def startSpeakingString_(self, text: str) -> bool:
                if not speech.takes:
                    return False
                if self._voice == "":  # silent, and never over
                    return True
                speech.said.append((text, self._voice, self._rate, self._volume))
                speech.until = speech.now + speech.lasts
                return True

            def stopSpeaking(self) -> None:
                speech.until = None

        class NSDate:
            @classmethod
            def dateWithTimeIntervalSinceNow_(cls, seconds: float) -> float:
                return seconds

        class NSRunLoop:
            @classmethod
            def currentRunLoop(cls) -> Any:
                return cls()

            def runUntilDate_(self, date: float) -> None:
                speech.pass_time(date)

        class NSObject:
            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def init(self) -> Any:
                return self

        class NSURL:
            @classmethod
            def fileURLWithPath_(cls, path: str) -> str:
                return path

        class NSTimer:
            @classmethod
            def invalidTimer(cls) -> Any:
                raise NotImplementedError

        foundation = mac.framework(
            "Foundation", classes=(NSDate, NSRunLoop, NSURL, NSTimer, process_info(self.activities))
        )
        # A base class is not a stand-in: its subclasses' methods are the driver's own.
        foundation.NSObject = NSObject  # type: ignore[attr-defined]
        mac.framework("AppKit", classes=(NSSpeechSynthesizer,))
        mac.objc.python_method = lambda method: method  # type: ignore[attr-defined]
        mac.objc.super = super  # type: ignore[attr-defined]
        helper = types.ModuleType("PyObjCTools.AppHelper")
        helper.PyObjCAppHelperRunLoopStopper = NSObject  # type: ignore[attr-defined]
        tools = types.ModuleType("PyObjCTools")
        tools.AppHelper = helper  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "PyObjCTools", tools)
        monkeypatch.setitem(sys.modules, "PyObjCTools.AppHelper", helper)
        monkeypatch.delitem(sys.modules, "pyttsx3.drivers.nsss", raising=False)
        # One engine a process, and this is another machine.
        monkeypatch.setattr(pyttsx3, "_activeEngines", weakref.WeakValueDictionary())
