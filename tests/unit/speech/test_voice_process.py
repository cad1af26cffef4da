import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.speech import voice_process
from app.speech.problems import problem

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("complaint", "expected"),
    [
        (
            "ALSA lib confmisc.c:855:(parse_card) cannot find card '0'\naplay: main:831: audio open",
            "no_sound",
        ),
        ("ALSA lib pcm.c:2666:(snd_pcm_open_noupdate) Unknown PCM default", "no_sound"),
        ("aplay: main:831: audio open error: Device or resource busy", "sound_busy"),
        ("aplay: main:831: audio open error: No such file or directory", "no_sound"),
        ("aplay: pcm_write:2127: write error: Input/output error", "sound_error"),
        ("", "sound_error"),
    ],
)
def test_what_aplay_says_becomes_a_problem_that_has_words(complaint: str, expected: str) -> None:
    assert voice_process._sound_problem(complaint) == expected
    assert problem(expected).message.endswith(".")


def test_an_error_is_told_by_kind_and_place_without_its_words() -> None:
    try:
        raise ValueError("the secret text")
    except ValueError as error:
        where = voice_process._where(error)
    assert where.startswith("ValueError at test_voice_process.py:")
    assert "secret" not in where


class Wire:
    def __init__(self) -> None:
        self.sent: list[dict[str, object]] = []
        self._read, write = os.pipe()
        self.channel = voice_process.ParentLine(os.fdopen(write, "wb"))

    def lines(self) -> list[dict[str, object]]:
        data = os.read(self._read, 65536)
        return [json.loads(line) for line in data.splitlines()]

    def close(self) -> None:
        os.close(self._read)
        self.channel._file.close()


def test_the_player_keeps_why_it_failed() -> None:
    wire = Wire()
    player = voice_process.SoundCommand(wire.channel)
    player.ident = 7
    assert player.system("true") == 0
    assert player.problem == ""
    assert player.system("false") == 1
    assert player.problem == "sound_error"
    assert player.system("surely-no-such-program file -q") == 127
    assert player.problem == "no_player"
    assert wire.lines() == [{"event": "playing", "id": 7}] * 3
    wire.close()


def test_lines_from_many_threads_stay_whole() -> None:
    wire = Wire()

    def send(number: int) -> None:
        for _ in range(50):
            wire.channel.send(event="x", id=number)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wire.lines()) == 200
    wire.close()


def test_it_ends_and_removes_the_folder_when_its_orders_end(tmp_path: Path) -> None:
    folder = tmp_path / "private"
    folder.mkdir()
    (folder / "sound.wav").write_bytes(b"words")
    done = subprocess.run(
        [sys.executable, "-m", "app.speech.voice_process", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
        timeout=100,
    )
    assert done.returncode != 0
    assert not folder.exists()


ESPEAK = {
    "gmw/en": "en-gb",
    "gmw/de": "de",
    "mb/mb-fr1": "fr",
    "roa/fr-ch": "fr-ch",
    "roa/fr": "fr-fr",
    "sit/cmn": "cmn",
    "sit/cmn-latn-pinyin": "cmn-latn-pinyin",
    "gmq/nb": "nb",
    "roa/pt-br": "pt-br",
}


@pytest.mark.parametrize(
    ("language", "chosen", "expected"),
    [
        ("de", "gmw/en", "gmw/de"),
        ("en", "gmw/en", "gmw/en"),
        ("fr", "gmw/en", "roa/fr"),
        ("fr", "roa/fr-ch", "roa/fr-ch"),
        ("pt", "gmw/en", "roa/pt-br"),
        ("zh", "gmw/en", "sit/cmn-latn-pinyin"),
        ("zh", "sit/cmn", "sit/cmn"),
        ("nb", "gmw/en", "gmq/nb"),
        ("ka", "gmw/en", "gmw/en"),
        ("ka", None, None),
    ],
)
def test_the_voice_of_a_language(language: str, chosen: object, expected: object) -> None:
    assert voice_process.for_language(language, chosen, ESPEAK) == expected


def test_kanji_are_counted_where_the_voice_has_none() -> None:
    assert voice_process._without_kanji("\u4eca\u65e5\u306f\u4f11\u9928\u3067\u3059") == (
        " \u304b\u3093\u30582\u3064 \u306f \u304b\u3093\u30582\u3064 \u3067\u3059"
    )
