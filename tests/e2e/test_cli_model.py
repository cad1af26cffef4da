"""The shipped model through the command: real weights, a real photo and a real screenshot."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import made_clips as made
import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"


def run(*arguments: object) -> list[dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", *map(str, arguments), "--json"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def samples() -> list[dict[str, Any]]:
    return run("describe", "--level", "detailed", SAMPLES)


def test_the_photo_is_looked_at_by_the_model(samples: list[dict[str, Any]]) -> None:
    cat = samples[0]
    assert (cat["kind"], cat["error"]) == ("photo", None)
    assert cat["model"]
    # The detector is as sure of it as the model, whose sentence names nothing else.
    assert (cat["caption"], cat["stance"], cat["caption_source"]) == ("A cat.", "fact", "facts")
    assert cat["spoken"].startswith("Photo: A cat")
    assert "ooks like a cat" not in cat["spoken"]
    assert {"load", "decode", "encode", "first_token", "ocr", "total"} <= cat["seconds"].keys()


def test_the_screenshot_gets_no_photos_sentence(samples: list[dict[str, Any]]) -> None:
    editor = samples[1]
    assert (editor["kind"], editor["caption_source"], editor["stance"]) == ("screenshot", "facts", "fact")
    assert editor["spoken"].startswith("Screenshot")
    assert "Saturday walk" in editor["caption"]
    assert editor["confidence"] is None
    assert editor["objects"] == []


def test_a_video_is_told_scene_by_scene(tmp_path: Path) -> None:
    cat, editor = made.sample("cat.jpg"), made.sample("editor.png", (1280, 960))
    still = made.screen(["Inbox", "12 messages", "Lunch on Friday at noon?"])
    failed = made.screen(["Inbox", "12 messages", "Mail could not be sent"])
    photos = made.clip(tmp_path / "a.mp4", made.shown((cat, 3)), "libx264")
    recording = made.clip(tmp_path / "b.webm", made.shown((still, 3), (failed, 3)), "libvpx")
    mixed = made.clip(tmp_path / "c.mkv", made.shown((editor[::2, ::2], 2), (cat, 2)))
    one, two, three = run("describe", "--level", "detailed", photos, recording, mixed)
    assert (one["kind"], one["facts"]["scene_count"], one["facts"]["duration"]) == ("photo", 1, 3.0)
    assert "cat" in one["spoken"]
    # Where watching takes longer than the first words may wait, the number of scenes follows.
    assert re.match(r"A video of 6 seconds(?: with|\. It has) 2 scenes\. At 0:00: ", two["spoken"])
    assert 'At 0:03: Now it says "Mail could not be sent".' in two["spoken"]
    assert [scene["at"] for scene in three["facts"]["scenes"]] == [0, pytest.approx(2, abs=0.6)]
    assert "cat" in three["facts"]["scenes"][1]["said"]


def test_the_model_is_listed_and_sound() -> None:
    assert any(model["problem"] is None and model["bytes"] > 1_000_000 for model in run("models"))
    states = {check["check"]: check["state"] for check in run("doctor")}
    assert states["Model"] == "works"
    assert states["Reading text"] == "works"
