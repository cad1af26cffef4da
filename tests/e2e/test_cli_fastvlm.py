"""FastVLM through the command: a small checkpoint with known words, real pictures, a real process."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import talking_fastvlm

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets" / "samples" / "cat.jpg"
EDITOR = ROOT / "assets" / "samples" / "editor.png"


def start(*arguments: object, **options: Any) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-P", "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=100,
        **options,
    )


def run(*arguments: object, code: int = 0) -> list[dict[str, Any]]:
    done = start(*arguments, "--json")
    assert done.returncode == code, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return talking_fastvlm.write(tmp_path_factory.mktemp("models") / "small-talk")


def test_describe_says_which_model_spoke_and_how_it_looked(model: Path) -> None:
    cat, editor = run("describe", "--model", model, CAT, EDITOR)
    assert (cat["kind"], cat["caption"], cat["stance"]) == ("photo", "Red hat.", "hedged")
    assert cat["spoken"] == "Photo: A cat. Looks like red hat."
    assert (cat["model"], cat["resolution"], cat["parts"], cat["visual_tokens"]) == ("small-talk", 512, 1, 64)
    assert (editor["kind"], editor["caption_source"], editor["model"]) == ("screenshot", "facts", "compact")
    (detailed,) = run("describe", "--model", model, "--level", "detailed", EDITOR)
    assert detailed["spoken"].endswith("The model says: Red hat.")
    assert (detailed["model"], detailed["resolution"], detailed["caption_source"]) == (
        "small-talk",
        1024,
        "facts",
    )


def test_an_installed_model_speaks_by_itself_and_compact_turns_it_off(
    model: Path, earsight_home: Path
) -> None:
    installed = earsight_home / "data" / "models"
    installed.mkdir(parents=True)
    (installed / "small-talk").symlink_to(model)
    assert [found["model"] for found in run("describe", CAT)] == ["small-talk"]
    assert [found["model"] for found in run("describe", "--model", "compact", CAT)] == ["compact"]
    (refused,) = run("ask", "--model", "compact", CAT, "Why is it asleep?", code=2)
    assert refused["error"]["message"] == "I cannot tell without a larger model."


def test_ask_answers_about_one_picture_and_about_two(model: Path) -> None:
    (one,) = run("ask", "--model", model, CAT, "What is it?")
    assert (one["question"], one["answer"], one["model"]) == ("What is it?", "Red hat.", "small-talk")
    assert (one["reason"], one["resolution"], one["parts"], one["visual_tokens"]) == ("eos", 1024, 1, 256)
    (two,) = run("ask", "--model", model, CAT, EDITOR, "-q", "What changed?")
    assert (two["parts"], two["visual_tokens"], two["error"]) == (2, 512, None)


def test_questions_typed_in_a_terminal_follow_one_another(model: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"What is it?\nWhy?\n\n")
    done = start("ask", "--model", model, "--no-speak", "--json", CAT, stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["question"] for answer in answers] == ["What is it?", "Why?"]
    assert [answer["visual_tokens"] for answer in answers] == [256, 0]


def test_without_a_model_that_answers_there_is_a_hint() -> None:
    done = start("ask", "--no-speak", CAT, "Why is it asleep?")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "I cannot tell without a larger model. Install one: earsight models install fastvlm-0.5b.\n"
    )


@pytest.fixture
def damaged(model: Path, tmp_path: Path) -> Callable[[bytes], Path]:
    def make(weights: bytes) -> Path:
        folder = tmp_path / "damaged"
        folder.mkdir()
        for name in ("config.json", "tokenizer.json"):
            (folder / name).write_bytes((model / name).read_bytes())
        (folder / "model.safetensors").write_bytes(weights)
        return folder

    return make


def test_a_damaged_model_leaves_the_compact_one_to_speak(damaged: Callable[[bytes], Path]) -> None:
    folder = damaged(b"\x08\0\0\0\0\0\0\0{}      ")
    (cat,) = run("describe", "--model", folder, CAT)
    assert cat["model"] == "compact"
    assert cat["facts"]["problems"][0].startswith("The model damaged cannot be used")
    assert cat["spoken"].startswith("Photo: A cat. The model damaged cannot be used")
    assert cat["error"] is None
    (answer,) = run("ask", "--model", folder, CAT, "Why is it asleep?", code=2)
    assert "earsight models verify damaged" in answer["error"]["hint"]


def test_nothing_that_was_asked_or_answered_is_written_down(model: Path, earsight_home: Path) -> None:
    run("ask", "--model", model, CAT, "Is this the hat of Anna?")
    run("describe", "--model", model, CAT)
    entries = list(earsight_home.rglob("*"))
    assert any(entry.is_file() for entry in entries)
    for entry in entries:
        if entry.is_file():
            held = entry.read_bytes()
            assert b"Anna" not in held
            assert b"Red hat" not in held


def test_a_model_that_is_not_there_is_an_error() -> None:
    (cat,) = run("describe", "--model", "fastvlm-9b", CAT, code=2)
    assert cat["error"]["message"] == "The model fastvlm-9b is not installed."
