"""The command as the user runs it: a process of its own, nothing replaced, and no network to reach."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
EARSIGHT = [sys.executable, "-P", "-m", "app"]


@cache
def isolation() -> list[str]:
    """The start of a command line that runs the rest without any network."""
    tool = shutil.which("unshare")
    if tool is None:
        return []
    command = [tool, "-n"] if os.geteuid() == 0 else [tool, "-rn"]
    return command if subprocess.run([*command, "true"], capture_output=True).returncode == 0 else []


def earsight(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*isolation(), *EARSIGHT, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=60,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def described(*arguments: object, **environment: str) -> list[dict[str, Any]]:
    done = earsight("describe", "--json", *arguments, **environment)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def draw(path: Path, lines: Sequence[tuple[str, int]]) -> Path:
    """A page of (text, size in pixels) lines."""
    image = Image.new("RGB", (900, 700), "white")
    pen = ImageDraw.Draw(image)
    top = 30
    for text, size in lines:
        pen.text((50, top), text, fill="black", font=ImageFont.load_default(size=size))
        top += 2 * size
    image.save(path)
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    body = [(f"Bring item number {n} along with you", 24) for n in (3, 4, 7, 8)]
    return draw(tmp_path / "page.png", [("Saturday walk", 60), *body])


def test_a_drawn_page_is_described_without_a_network(page: Path) -> None:
    (found,) = described(page)
    assert found["schema"] == 1
    assert found["path"] == str(page)
    assert found["error"] is None
    assert found["caption_source"] in ("facts", "none")
    texts = [line["text"] for line in found["text"]]
    assert texts[0] == "Saturday walk"
    assert texts[1:] == [f"Bring item number {n} along with you" for n in (3, 4, 7, 8)]
    for line in found["text"]:
        left, top, right, bottom = line["box"]
        assert 0 <= left < right <= 900
        assert 0 <= top < bottom <= 700
    assert "Saturday walk" in found["spoken"]
    assert found["seconds"]["total"] > found["seconds"]["first_words"] > 0


def test_the_sample_pictures_are_described_in_order() -> None:
    cat, editor = described(ROOT / "assets" / "samples")
    assert Path(cat["path"]).name == "cat.jpg"
    assert cat["text"] == []
    assert (cat["facts"]["width"], cat["facts"]["height"]) == (451, 300)
    assert "Saturday walk" in editor["spoken"]
    assert "Save changes to walk.txt before closing?" in editor["spoken"]
    assert editor["caption_source"] == "facts"


def test_read_prints_the_text_alone(page: Path) -> None:
    done = earsight("read", "--no-speak", page)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == 'It says: "Saturday walk'
    assert done.stdout.splitlines()[4] == 'Bring item number 8 along with you".'


def test_a_guards_answer_is_a_result(tmp_path: Path) -> None:
    Image.new("RGB", (800, 600), "black").save(tmp_path / "curtain.png")
    (found,) = described(tmp_path / "curtain.png")
    assert (found["kind"], found["caption"], found["error"]) == ("blank", None, None)
    assert found["facts"]["guard"] == "flat"
    assert found["spoken"]


def test_standard_input_is_a_picture(page: Path) -> None:
    done = earsight("read", "--no-speak", "-", stdin=page.read_bytes())
    assert (done.returncode, done.stderr) == (0, "")
    assert "Saturday walk" in done.stdout


def test_each_failure_is_one_sentence_and_the_rest_goes_on(tmp_path: Path, page: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("This is no picture at all, only words. " * 20)
    empty = tmp_path / "empty.png"
    empty.touch()
    cut = tmp_path / "cut.png"
    cut.write_bytes(page.read_bytes()[:900])
    folder = tmp_path / "folder"
    folder.mkdir()
    bad = [text, empty, cut, folder, tmp_path / "missing.jpg"]
    done = earsight("describe", "--json", *bad, page)
    assert done.returncode == 2
    *failed, good = (json.loads(line) for line in done.stdout.splitlines())
    assert [each["path"] for each in failed] == [str(path) for path in bad]
    messages = [each["error"]["message"] for each in failed]
    assert len(set(messages)) == 5
    assert all(each["error"]["hint"] for each in failed)
    assert good["error"] is None
    assert "Traceback" not in done.stderr


def test_nothing_that_was_seen_is_written_down(page: Path, earsight_home: Path) -> None:
    secret = draw(page.with_name("anna-diary.png"), [("Anna's secret diary", 60)])
    described(secret)
    earsight("describe", "--json", secret.with_name("missing-diary.jpg"))
    entries = [earsight_home, *earsight_home.rglob("*")]
    assert len(entries) > 1
    for entry in entries[1:]:
        mode = stat.S_IMODE(entry.stat().st_mode)
        assert mode == (0o700 if entry.is_dir() else 0o600), entry
        if entry.is_file():
            held = entry.read_bytes().lower()
            assert b"diary" not in held
            assert b"anna" not in held


def test_an_interrupt_is_silent(page: Path) -> None:
    # A shell's background job ignores interrupts and hands that down; a handler is not handed down.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*EARSIGHT, "read", "--json", page, "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    signal.signal(signal.SIGINT, before)
    assert process.stdout is not None
    # The first picture is done; now it waits for the second one on standard input.
    assert json.loads(process.stdout.readline())["error"] is None
    process.send_signal(signal.SIGINT)
    process.wait(timeout=100)  # before its input is closed: that would be an empty picture
    out, err = process.communicate()
    assert process.returncode == 130
    assert out == b""
    assert b"Traceback" not in err


def test_a_reader_that_leaves_early_is_no_trouble(page: Path) -> None:
    command = " ".join([*EARSIGHT, "read", "--no-speak", str(page), str(page), "|", "head", "-n", "1"])
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
    )
    assert done.returncode in (0, 141)
    assert b"Traceback" not in done.stderr
    assert b"BrokenPipe" not in done.stderr


@pytest.mark.parametrize(
    "streams",
    [
        "<&-",
        ">&-",
        ">&- 2>&-",
        *([">/dev/full", "2>/dev/full", ">/dev/full 2>&1"] if Path("/dev/full").exists() else []),
    ],
)
def test_streams_that_take_no_words_are_no_bug(streams: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {streams}', "sh", *EARSIGHT, "erase"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT), "EARSIGHT_HOME": str(tmp_path)},
        timeout=100,
    )
    assert done.returncode == 2  # as ever where nobody can be asked
    assert b"Exception" not in done.stderr
    assert [log.read_text() for log in tmp_path.rglob("*.log")] == [""]


@pytest.mark.skipif(sys.platform != "linux", reason="records through ALSA")
def test_a_picture_is_heard(tmp_path: Path) -> None:
    stop = draw(tmp_path / "stop.png", [("STOP", 200)])
    heard = tmp_path / "heard.raw"
    config = tmp_path / "asound.conf"
    config.write_text(f'pcm.!default {{ type file format "raw" slave.pcm {{ type null }} file "{heard}" }}\n')
    done = earsight("read", "--speak", stop, ALSA_CONFIG_PATH=str(config))
    assert (done.returncode, done.stderr) == (0, "")
    sound = memoryview(heard.read_bytes()).cast("h")
    assert len(sound) > 22050 / 4, "less than a quarter of a second"
    assert max(sound) > 1000, "silence"


@pytest.mark.skipif(sys.platform != "linux", reason="ALSA and X11 are Linux's")
def test_without_sound_and_display_it_is_said_once(page: Path, tmp_path: Path) -> None:
    config = tmp_path / "asound.conf"
    config.write_text("pcm.!default { type hw card 31 }\n")
    done = earsight("read", "--speak", page, page, ALSA_CONFIG_PATH=str(config))
    assert done.returncode == 0
    assert done.stderr.count("I cannot speak") == 1
    gone = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}
    window = earsight("gui", **gone)
    assert window.returncode == 2
    assert window.stderr.startswith("There is no display to open a window on.")
    pasted = earsight("describe", "--clipboard", "--no-speak", **gone)
    assert pasted.returncode == 2
    assert pasted.stderr.startswith("There is no clipboard here")
