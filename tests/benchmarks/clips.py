"""Whether the text of made videos is told: decks that are stored on change only, numbers, text that moves.

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/clips.py [--only WORD] [--all]

Each is told in full by the app with the models that it ships. Right is: all that is wanted is told within
three seconds of when it is shown, not more scenes than there are, the right length, and that it is cut off
only where it is.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from made_text_clips import TextClip, clips

from app.describe.live.sameness import normalized
from app.describe.picture import Picture
from app.inference.protocols import Level
from app.main import make_application

NEAR = 3.0


def main() -> int:
    """Print the figures; gives 1 where less than nine in ten are right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="")
    parser.add_argument("--all", action="store_true")
    asked = parser.parse_args()
    chosen = [clip for clip in clips() if asked.only in clip.name]
    describer = make_application().describer()
    right = 0
    with tempfile.TemporaryDirectory() as folder:
        for clip in chosen:
            path = clip.make(Path(folder))
            begun, used = time.perf_counter(), time.process_time()
            narration = describer.describe(Picture(path), Level.FULL)
            pieces = list(narration)
            took = f"{time.perf_counter() - begun:.1f} s, {time.process_time() - used:.1f} s of processor"
            wrong = faults(clip, narration.result.facts, pieces)
            right += not wrong
            print(f"{clip.name}: {'; '.join(wrong) or 'right'} ({took})", flush=True)
            if wrong and asked.all:
                print("\n".join(f"    {piece}" for piece in pieces))
    print(f"{right} of {len(chosen)} right")
    return int(right < 0.9 * len(chosen))


def faults(clip: TextClip, facts: dict[str, Any], pieces: list[str]) -> list[str]:
    """What is wrong with what was told of a clip."""
    wrong = []
    said = [(scene["at"], normalized(" ".join(scene["text"])).key) for scene in facts["scenes"]]
    for text, at in clip.wanted:
        times = [when for when, words in said if normalized(text).key in words]
        if not times:
            # A text that was there in a scene before is not new, but it is told that it is back.
            wrong.append(f"not told: {text}")
        elif min(abs(when - at) for when in times) > NEAR:
            wrong.append(f"{text} at {times} instead of {at}")
    if len(facts["scenes"]) > clip.most:
        wrong.append(f"{len(facts['scenes'])} scenes")
    if abs(facts["duration"] - clip.length) > 1.5 and not clip.cut_off:
        wrong.append(f"{facts['duration']} seconds long")
    if any("cut off" in piece for piece in pieces) != clip.cut_off:
        wrong.append("cut off" if not clip.cut_off else "not said that it is cut off")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
