"""Makes assets/earcons/*.wav: the short sounds that mark what the app is doing.

    python packaging/make_earcons.py [FOLDER]

Each is a few tones with a soft attack, 44.1 kHz, mono, 16 bit, 60 to 150 ms long, and has a pitch contour of
its own, so that they are told apart without a word: rising for "go on", falling for "over", a step down to
a low tone for "failed".
"""

import sys
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 44100
PEAK = 0.6
ATTACK = 0.006
RELEASE = 0.03

# Name -> tones of (Hz at its beginning, Hz at its end, milliseconds).
SOUNDS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "armed": ((880.0, 880.0, 40), (1320.0, 1320.0, 50)),
    "start": ((523.0, 784.0, 80),),
    "working": ((392.0, 392.0, 60),),
    "done": ((659.0, 659.0, 50), (784.0, 784.0, 40), (1047.0, 1047.0, 60)),
    "failed": ((330.0, 330.0, 60), (220.0, 208.0, 90)),
    "cancelled": ((784.0, 440.0, 100),),
    "moved": ((988.0, 988.0, 60),),
}


def tone(first: float, last: float, milliseconds: float) -> NDArray[np.float64]:
    """One tone, -1..1, whose pitch glides from ``first`` to ``last`` hertz."""
    count = round(RATE * milliseconds / 1000)
    pitch = np.geomspace(first, last, count)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = np.sin(phase) + 0.25 * np.sin(2 * phase) + 0.1 * np.sin(3 * phase)
    seconds = np.arange(count) / RATE
    swell = np.minimum(1.0, seconds / ATTACK) * np.minimum(1.0, (seconds[-1] - seconds) / RELEASE)
    # A squared sine instead of a ramp: no click at either end.
    shaped: NDArray[np.float64] = sound * np.sin(np.pi / 2 * swell) ** 2
    return shaped


def render(tones: tuple[tuple[float, float, float], ...]) -> bytes:
    """The tones, one after the other, as 16-bit little-endian samples."""
    sound = np.concatenate([tone(*one) for one in tones])
    samples = np.round(sound / np.abs(sound).max() * PEAK * 32767).astype("<i2")
    return bytes(samples.tobytes())


def write(folder: Path) -> None:
    """Write every sound into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, tones in SOUNDS.items():
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(render(tones))


if __name__ == "__main__":
    root = Path(__file__).resolve().parents[1]
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else root / "assets" / "earcons")
