"""`earsight models` as it is typed, heard and read by programs."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hub_server
import pytest
from hub_server import REVISION, corrupt, status
from terminal import Terminal
from waiting import until

from app.cli.models import Teller
from app.cli.output import Output
from app.cli.run import run
from app.inference.models.catalog import Catalog
from app.inference.models.hub import Hub
from app.inference.models.install import Installation, Installer, Progress
from app.inference.models.known import KnownModel, Licence
from app.inference.models.licences import Licences
from app.inference.models.manifest import read_manifest
from app.inference.models.store import ModelStore
from app.paths import find_assets

TERMS = Licence("terms", "The Terms", "no selling", "You may not sell it.")
TINY = KnownModel(
    "tiny", "Tiny", "apple/tiny", REVISION, 1_530_000_000, 1024, 4 * 10**9, "It is small.", TERMS
)
CONFIG = json.dumps({"model_type": "llava_qwen2", "mm_vision_tower": "mobileclip_l_1024"}).encode()
FILES = {"config.json": CONFIG, "model.safetensors": bytes(20_000), "vocab.json": b"{}"}


@dataclass
class FakeVoice:
    said: list[str] = field(default_factory=list)
    waits: int = 0

    def say(self, words: str) -> None:
        self.said.append(words)

    def wait(self) -> None:
        self.waits += 1

    def stop(self) -> None:
        self.said.append("(stopped)")


class FakeServices:
    """Only what `earsight models` asks for."""

    def __init__(self, store: ModelStore) -> None:
        self.models = self
        self._store = store
        self.sound = FakeVoice()
        self.speaks = True

    def store(self) -> ModelStore:
        return self._store

    def voice(self, on_problem: Callable[[str], None]) -> FakeVoice:
        return self.sound

    def bug(self, error: BaseException) -> None:
        raise error


@pytest.fixture
def server() -> Iterator[hub_server.Hub]:
    with hub_server.serving(hub_server.Hub(dict(FILES))) as hub:
        yield hub


@pytest.fixture
def services(server: hub_server.Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    folder, texts = tmp_path / "models", tmp_path / "texts"
    texts.mkdir()
    (texts / "terms.txt").write_text("Article 1: all of the terms.\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    store = ModelStore(
        Catalog([find_assets() / "models", folder]),
        folder,
        Installer(folder, lambda: Hub(server.endpoint, stall=5, attempts=3, pause=0.01)),
        Licences(texts, tmp_path / "licences.json"),
        (TINY,),
    )
    return FakeServices(store)


def test_the_list_says_all_there_is_to_know(services: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models"], services) == 0
    first = capsys.readouterr().out
    compact, tiny = first.splitlines()
    assert compact.startswith("Compact captioner, compact, is installed: ")
    assert "It is shipped with Earsight." in compact
    assert tiny == (
        "Tiny, tiny, can be installed: 1.5 gigabytes. It needs about 4 gigabytes of memory. "
        "It sees pictures at 1024 by 1024 pixels. Licence: The Terms, no selling. It is small."
    )
    assert services.sound.said == [], "it is long: only spoken when asked for"
    assert run(["models", "list", "--speak"], services) == 0
    assert capsys.readouterr().out == first
    assert services.sound.said == first.splitlines()


@pytest.mark.parametrize(
    "argv", [["models", "--json"], ["models", "list", "--json"], ["models", "--json", "list"]]
)
def test_the_list_for_programs(services: Any, capsys: pytest.CaptureFixture[str], argv: list[str]) -> None:
    assert run(argv, services) == 0
    compact, tiny = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (compact["model"], compact["installed"], compact["family"]) == ("compact", True, "compact")
    assert {k: tiny[k] for k in ("model", "installed", "bytes", "resolution", "memory_bytes", "why")} == {
        "model": "tiny", "installed": False, "bytes": 1_530_000_000, "resolution": 1024,
        "memory_bytes": 4 * 10**9, "why": "It is small.",
    }  # fmt: skip
    assert (tiny["licence"], tiny["revision"], tiny["folder"]) == ("The Terms", REVISION, None)


def test_the_licence_comes_before_the_first_byte_and_is_asked_once(
    services: Any, server: hub_server.Hub, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert run(["models", "install", "tiny"], services) == 2
    out, err = capsys.readouterr()
    assert "Article 1: all of the terms." in err
    assert "You may not sell it." in err
    assert "To accept it, type yes and press Enter." in err
    assert "Nothing was installed, because the licence was not accepted." in err
    assert out == ""
    said = " ".join(services.sound.said)
    assert "The licence of Tiny, in short: You may not sell it." in said
    assert "Article 1" not in said
    assert services.sound.waits >= 1, "the question is heard before an answer is awaited"
    assert server.requests == []

    monkeypatch.setattr("sys.stdin", Terminal("yes\n"))
    assert run(["models", "install", "tiny"], services) == 0
    out, err = capsys.readouterr()
    assert out == "Tiny is installed, and all its files were checked.\n"
    assert "Fetching Tiny: less than a megabyte to go." in err
    assert services.sound.said[-1] == "Tiny is installed, and all its files were checked."

    monkeypatch.setattr("sys.stdin", Terminal(""))
    assert run(["models", "remove", "tiny"], services) == 0
    assert run(["models", "install", "tiny"], services) == 0
    assert "Article 1" not in capsys.readouterr().err


def test_without_a_terminal_the_licence_is_accepted_by_a_flag(
    services: Any, server: hub_server.Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "install", "tiny", "--no-speak"], services) == 2
    err = capsys.readouterr().err
    assert "there is nobody to ask here" in err
    assert "Accept it by adding --accept-licence." in err
    assert server.requests == []
    assert run(["models", "install", "tiny", "--accept-licence", "--no-speak"], services) == 0
    err = capsys.readouterr().err
    assert "Article 1: all of the terms." in err, "it is shown all the same"
    assert services.sound.said == []


def test_installing_for_programs(services: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", "tiny", "--json"], services) == 2
    assert capsys.readouterr().out == ""
    assert run(["models", "install", "tiny", "--json", "--accept-licence"], services) == 0
    out = json.loads(capsys.readouterr().out)
    assert (out["model"], out["repaired"], sorted(out["fetched"])) == ("tiny", False, sorted(FILES))
    assert Path(out["folder"]).name == "tiny"


def test_the_licence_can_be_read_at_any_time(services: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "licence", "tiny"], services) == 0
    out = capsys.readouterr().out
    assert out.startswith("The Terms. In short: You may not sell it.\nArticle 1: all of the terms.\n")
    assert "You have not accepted this licence yet." in out
    run(["models", "install", "tiny", "--accept-licence"], services)
    capsys.readouterr()
    assert run(["models", "licence", "tiny", "--json"], services) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["accepted"], found["text"]) == (True, "Article 1: all of the terms.\n")


def test_damage_is_named_and_mended(
    services: Any, server: hub_server.Hub, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(["models", "install", "tiny", "--accept-licence"], services)
    capsys.readouterr()
    assert run(["models", "verify"], services) == 0
    compact, tiny = capsys.readouterr().out.splitlines()
    assert compact == "Compact captioner: all 3 files are as they should be."
    assert tiny == "Tiny: all 3 files are as they should be."
    (tmp_path / "models" / "tiny" / "vocab.json").write_text("[]")
    assert run(["models", "verify", "tiny"], services) == 2
    assert capsys.readouterr().out == (
        "Tiny: vocab.json is damaged. To fetch just that again, type: earsight models install tiny\n"
    )
    assert run(["models", "verify", "tiny", "--json"], services) == 2
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1, "model": "tiny", "files": 3, "problems": ["vocab.json is damaged"],
    }  # fmt: skip
    server.requests.clear()
    assert run(["models", "install", "tiny"], services) == 0
    assert capsys.readouterr().out == "Tiny is mended. Fetched again: vocab.json.\n"
    assert server.fetched() == ["vocab.json"]
    assert run(["models", "install", "tiny"], services) == 0
    assert "is installed already, and all its files are as they should be" in capsys.readouterr().out


def test_removing(services: Any, capsys: pytest.CaptureFixture[str]) -> None:
    run(["models", "install", "tiny", "--accept-licence"], services)
    capsys.readouterr()
    assert run(["models", "remove", "tiny"], services) == 0
    assert capsys.readouterr().out == "Tiny is removed. That freed less than a megabyte.\n"
    assert run(["models", "remove", "tiny"], services) == 2
    assert "The model tiny is not installed." in capsys.readouterr().err
    assert run(["models", "remove", "compact"], services) == 2
    assert "Compact captioner is part of Earsight and stays." in capsys.readouterr().err


def test_a_fault_is_a_sentence_printed_and_spoken(
    services: Any, server: hub_server.Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    server.faults["model.safetensors"] = [status(500)] * 3
    assert run(["models", "install", "tiny", "--accept-licence"], services) == 2
    sentence = (
        "The model hub has a fault of its own at the moment. "
        "Run the same command again to go on; what is here already is kept."
    )
    assert sentence in capsys.readouterr().err
    assert services.sound.said[-1] == sentence
    run(["models"], services)
    assert (
        "An installation was begun and is not finished: less than a megabyte so far."
        in capsys.readouterr().out
    )


def test_an_interrupt_says_how_to_go_on(
    services: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> Installation:
        raise KeyboardInterrupt

    monkeypatch.setattr(Installer, "install", interrupted)
    assert run(["models", "install", "tiny", "--accept-licence"], services) == 130
    assert "Stopped. To go on, type: earsight models install tiny" in capsys.readouterr().err
    assert services.sound.said[-1] == "(stopped)"


def test_an_unknown_model(services: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", "huge", "--accept-licence"], services) == 2
    assert "There is no model named huge to install. There are: tiny." in capsys.readouterr().err


def test_a_broken_folder_is_listed_as_such(
    services: Any, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "models" / "x").mkdir(parents=True)
    run(["models"], services)
    assert "Not usable: x: config.json is missing." in capsys.readouterr().out
    run(["models", "--json"], services)
    bad = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (bad["model"], bad["problem"]) == ("x", "x: config.json is missing.")


@pytest.mark.parametrize("verb", ["list", "install", "licence", "verify", "remove"])
def test_help_of_every_verb_reads_well_aloud(
    services: Any, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    with pytest.raises(SystemExit):
        run(["models", verb, "--help"], services)
    for line in capsys.readouterr().out.splitlines():
        assert "  " not in line
        assert not set(line) & set("[]{}|<>*=_#"), line


def teller(seconds: list[float]) -> tuple[Teller, FakeVoice]:
    voice = FakeVoice()
    output = Output(lambda _: voice, as_json=False, stdout=io.StringIO(), stderr=io.StringIO())
    return Teller(output, "Tiny", lambda: seconds[0]), voice


def test_progress_is_told_now_and_then_and_not_in_a_flood() -> None:
    now = [0.0]
    told, voice = teller(now)
    for step in range(0, 1001):
        now[0] = step * 0.1
        told.progress(Progress(step * 1_530_000, 1_530_000_000, "model.safetensors"))
    assert voice.said[0] == "Fetching Tiny: 1.5 gigabytes to go."
    assert voice.said[1] == "10 percent. About 2 minutes left."
    assert voice.said[-1] == "90 percent. Less than a minute left."
    assert len(voice.said) == 10


def test_slow_progress_is_told_every_twenty_seconds_and_fast_one_hardly() -> None:
    now = [0.0]
    told, voice = teller(now)
    for second in range(0, 61):
        now[0] = float(second)
        told.progress(Progress(second * 1_000_000, 1_530_000_000, "model.safetensors"))
    assert len(voice.said) == 4
    assert voice.said[1] == "1 percent. About 25 minutes left."
    fast, voice = teller([0.0])
    for done in range(0, 101):
        fast.progress(Progress(done, 100, "a"))
    assert voice.said == ["Fetching Tiny: less than a megabyte to go."]


def test_going_on_says_so() -> None:
    told, voice = teller([0.0])
    told.progress(Progress(500_000_000, 1_530_000_000, "model.safetensors"))
    assert voice.said == ["Going on with Tiny: 1 gigabyte to go."]


def test_the_real_command_installs_from_the_hub_it_is_pointed_at(
    server: hub_server.Hub, earsight_home: Path
) -> None:
    """The whole process, with the real table of models: its pinned commit is what is asked for."""
    server.repo = "apple/FastVLM-0.5B"
    server.revision = server.newest = "16375720c2d673fa583e57e9876afde27549c7d0"
    server.faults["model.safetensors"] = [corrupt]
    root = Path(__file__).resolve().parents[3]

    def earsight(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app", "models", *words],
            cwd=root,
            env=os.environ | {"HF_ENDPOINT": server.endpoint},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )

    asked = earsight("install", "fastvlm-0.5b", "--no-speak")
    assert (asked.returncode, server.requests) == (2, [])
    done = earsight("install", "fastvlm-0.5b", "--accept-licence", "--no-speak")
    assert (done.returncode, done.stdout) == (
        0,
        "FastVLM 0.5B is installed, and all its files were checked.\n",
    )
    assert "exclusively for Research Purposes" in done.stderr
    folder = earsight_home / "data" / "models" / "fastvlm-0.5b"
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.revision == server.revision
    assert manifest.files["model.safetensors"].sha256 == hashlib.sha256(bytes(20_000)).hexdigest()
    (model,) = Catalog([folder.parent]).installed()
    assert (model.id, model.family) == ("fastvlm-0.5b", "fastvlm")
    assert (earsight_home / "data" / "licences.json").is_file()


def test_control_c_stops_a_download_that_the_next_command_goes_on_with(
    server: hub_server.Hub, earsight_home: Path
) -> None:
    server.repo = "apple/FastVLM-0.5B"
    server.revision = server.newest = "16375720c2d673fa583e57e9876afde27549c7d0"
    server.faults["model.safetensors"] = [hub_server.stall(7_000)]
    words = ["models", "install", "fastvlm-0.5b", "--accept-licence", "--no-speak"]
    # Whoever started the tests may ignore the signal, and children would too.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    child = subprocess.Popen(
        [sys.executable, "-m", "app", *words],
        cwd=Path(__file__).resolve().parents[3],
        env=os.environ | {"HF_ENDPOINT": server.endpoint},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
    )
    signal.signal(signal.SIGINT, before)
    part = earsight_home / "data" / "models" / ".fastvlm-0.5b.partial" / "model.safetensors.part"
    until(lambda: part.exists() and part.stat().st_size == 7_000)
    child.send_signal(signal.SIGINT)
    try:
        out, err = child.communicate(timeout=100)
    finally:
        child.kill()
    assert (child.returncode, out) == (130, "")
    assert "Stopped. To go on, type: earsight models install fastvlm-0.5b" in err
    assert "Traceback" not in err
    assert part.stat().st_size == 7_000
