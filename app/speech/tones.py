"""A short tone that tells a place: from the left or the right, high or low."""

import io
import math
import sys
import wave
from array import array
from dataclasses import dataclass

RATE = 44100
SECONDS = 0.06
_LOWEST, _HIGHEST = 220.0, 1760.0
_PEAK = 0.5
_ATTACK, _RELEASE = 0.005, 0.03


@dataclass(frozen=True)
class Tone:
    """Where something is.

    Attributes:
        across: 0 at the left edge, 1 at the right one.
        up: 0 at the bottom, 1 at the top.
    """

    across: float
    up: float

    @property
    def hertz(self) -> float:
        """Its pitch: three octaves from the bottom to the top."""
        return float(_LOWEST * (_HIGHEST / _LOWEST) ** _kept(self.up))

    def wav(self, volume: float) -> bytes:
        """It as a WAV file, 44.1 kHz, stereo, 16 bit; ``volume`` is 0..1."""
        angle = _kept(self.across) * math.pi / 2
        loud = _PEAK * 32767 * _kept(volume)
        left, right = loud * math.cos(angle), loud * math.sin(angle)
        samples = array("h")
        for number in range(round(RATE * SECONDS)):
            seconds = number / RATE
            swell = min(1.0, seconds / _ATTACK, (SECONDS - seconds) / _RELEASE)
            # A squared sine instead of a ramp: no click at either end.
            value = math.sin(2 * math.pi * self.hertz * seconds) * math.sin(math.pi / 2 * swell) ** 2
            samples.append(round(left * value))
            samples.append(round(right * value))
        if sys.byteorder == "big":
            samples.byteswap()
        written = io.BytesIO()
        with wave.open(written, "wb") as file:
            file.setnchannels(2)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples.tobytes())
        return written.getvalue()


def _kept(share: float) -> float:
    return max(0.0, min(1.0, share))
