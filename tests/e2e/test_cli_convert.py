"""`earsight models convert` and `earsight bench` as real processes."""

import json
import subprocess
import sys
from pathlib import Path

import tiny_fastvlm


def earsight(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments], capture_output=True, text=True, timeout=100, check=False
    )


def test_convert_then_measure(earsight_home: Path, tmp_path: Path) -> None:
    source = tiny_fastvlm.write(tmp_path / "source")
    done = earsight(
        "models", "convert", str(source), "small", "--bits", "4", "--group-size", "32", "--no-speak"
    )
    assert done.returncode == 0, done.stderr
    ready = "source, 4 bits is ready: 0.00 gigabytes."
    assert done.stdout == f"{ready} To use it: earsight describe --model small.\n"
    again = earsight("models", "convert", str(source), "small", "--json")
    assert again.returncode == 2
    assert again.stderr == "There is a model small already. Choose another name for the new one.\n"
    measured = earsight("bench", "--model", "small", "--json")
    assert measured.returncode == 0, measured.stderr
    (line,) = measured.stdout.splitlines()
    found = json.loads(line)
    assert found["model"] == "small"
    assert sorted(found["first_token_seconds"]) == ["1024", "512"]


def test_what_bench_cannot_measure() -> None:
    done = earsight("bench", "--model", "nobody", "--no-speak")
    assert done.returncode == 2
    assert "nobody" in done.stderr
    assert done.stdout == ""
