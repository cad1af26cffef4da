"""Installing from a hub on this machine that drops, truncates, corrupts, stalls and refuses."""

import hashlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hub_server
import numpy as np
import pytest
from hub_server import NEWER, REVISION, Fault, corrupt, drop, ignore_range, longer, stall, status, truncate
from safetensors.numpy import save
from waiting import LONGER_THAN_A_TEST, until

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import Catalog
from app.inference.models.hub import Hub
from app.inference.models.install import Installer, Progress, gigabytes, wanted
from app.inference.models.known import KnownModel, Licence
from app.inference.models.manifest import read_manifest

WEIGHTS = random.Random(0).randbytes(300_000)
CONFIG = json.dumps({"model_type": "llava_qwen2", "mm_vision_tower": "mobileclip_l_1024"}).encode()
NEEDED = {
    "config.json": CONFIG,
    "model.safetensors": WEIGHTS,
    "vocab.json": b'{"a": 0}',
    "merges.txt": b"#version: 0.2\n",
    "LICENSE": b"terms",
}
USELESS = {
    "llava_qwen.py": b"import os",
    "pytorch_model.bin": b"pickle",
    "training_args.bin": b"pickle",
    "README.md": b"# Tiny",
    "other/model.safetensors": b"no",
}
TINY = KnownModel(
    "tiny", "Tiny", "apple/tiny", REVISION, 300_000, 1024, 10**9, "Small.", Licence("l", "Terms", "s", "p")
)


def answers_with(name: str) -> Fault:
    """The hub lists a file of this name."""
    entry = {"rfilename": name, "size": 1, "blobId": "0" * 40}
    told = {"id": "apple/tiny", "modelId": "apple/tiny", "sha": REVISION, "siblings": [entry]}
    return hub_server.instead(json.dumps(told).encode())


@pytest.fixture
def server() -> Iterator[hub_server.Hub]:
    with hub_server.serving(hub_server.Hub(NEEDED | USELESS)) as hub:
        yield hub


@pytest.fixture(autouse=True)
def addresses(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Every host that a socket is connected to; anything but this machine is refused and fails the test."""
    seen: set[str] = set()
    connect = socket.socket.connect

    def watched(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "local"
        seen.add(host)
        if host not in ("127.0.0.1", "local"):
            raise OSError("no network in tests")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", watched)
    yield seen
    assert seen <= {"127.0.0.1", "local"}


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"


def installer(
    server: hub_server.Hub, models: Path, *, stall: float = 5.0, free: Callable[[Path], int] | None = None
) -> Installer:
    def hub() -> Hub:
        return Hub(server.endpoint, stall=stall, attempts=3, pause=0.01)

    return Installer(models, hub) if free is None else Installer(models, hub, free)


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "earsight.json"}


def visible(models: Path) -> list[str]:
    return [model.id for model in Catalog([models]).installed()]


def test_a_model_is_installed_with_what_it_needs_and_nothing_else(
    server: hub_server.Hub, models: Path, addresses: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    before = dict(os.environ)
    told: list[Progress] = []
    outcome = installer(server, models).install(TINY, CancelToken(), told.append)
    assert outcome.folder == models / "tiny"
    assert set(outcome.fetched) == set(NEEDED)
    assert content(outcome.folder) == NEEDED
    assert {path.name for path in models.iterdir()} == {"tiny", ".tiny.lock"}
    manifest = read_manifest(outcome.folder)
    assert manifest is not None
    assert (manifest.repo, manifest.revision, manifest.licence) == ("apple/tiny", REVISION, "Terms")
    assert {name: entry.sha256 for name, entry in manifest.files.items()} == {
        name: hashlib.sha256(body).hexdigest() for name, body in NEEDED.items()
    }
    (model,) = Catalog([models]).installed()
    assert (model.id, model.title, model.family, model.resolution) == ("tiny", "Tiny", "fastvlm", 1024)
    total = sum(map(len, NEEDED.values()))
    assert {step.total for step in told} == {total}
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert told[-1].done == total
    # Neither a token nor a word about this machine is sent, and nothing but this machine was spoken to.
    assert addresses == {"127.0.0.1"}
    for headers in server.headers:
        assert "authorization" not in headers
        assert headers["user-agent"].startswith("earsight/")
        assert "python" not in headers["user-agent"]
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    "name", ["model.bin", "a.pt", "a.pkl", "code.py", "b/a.safetensors", ".a.safetensors"]
)
def test_code_and_pickles_are_never_wanted(name: str) -> None:
    assert not wanted(name)


@pytest.mark.parametrize(
    ("name", "faults", "ranges"),
    [
        ("model.safetensors", [drop(1000), drop(5000)], ["", "bytes=1000-", "bytes=6000-"]),
        ("model.safetensors", [drop(0), drop(0)], ["", "", ""]),
        ("model.safetensors", [truncate(1000)], ["", "bytes=1000-"]),
        ("model.safetensors", [corrupt], ["", ""]),
        ("model.safetensors", [drop(1000), corrupt, corrupt], ["", "bytes=1000-", "", ""]),
        ("model.safetensors", [longer], [""]),
        ("model.safetensors", [drop(1000), ignore_range], ["", "bytes=1000-"]),
        ("model.safetensors", [stall(1000)], ["", "bytes=1000-"]),
        ("model.safetensors", [status(500), status(503)], ["", "", ""]),
        ("model.safetensors", [drop(1000), status(429, Retry_After="0")], ["", "bytes=1000-", "bytes=1000-"]),
        ("model.safetensors", [drop(1000), status(416)], ["", "bytes=1000-", ""]),
        ("vocab.json", [corrupt], ["", ""]),
        ("vocab.json", [drop(3)], ["", "bytes=3-"]),
        ("api", [status(500), drop(0)], None),
        ("api", [truncate(1), stall(1)], None),
    ],
)
def test_a_passing_fault_is_overcome(
    server: hub_server.Hub, models: Path, name: str, faults: list[Fault], ranges: list[str] | None
) -> None:
    server.faults[name] = list(faults)
    installer(server, models, stall=0.5).install(TINY, CancelToken())
    assert content(models / "tiny") == NEEDED
    assert server.faults[name] == []
    if ranges is not None:
        assert server.ranges(name) == ranges


@pytest.mark.parametrize(
    ("name", "faults", "sentence"),
    [
        ("model.safetensors", [drop(0)] * 3, "The connection to the model hub breaks off again and again."),
        ("model.safetensors", [truncate(0)] * 3, "The download of model.safetensors was cut off"),
        ("model.safetensors", [corrupt] * 3, "The file model.safetensors arrived damaged 3 times."),
        ("model.safetensors", [stall(0)] * 3, "The model hub stopped sending."),
        ("model.safetensors", [status(500)] * 3, "The model hub has a fault of its own at the moment."),
        ("model.safetensors", [status(429)] * 3, "The model hub asks for a break"),
        ("model.safetensors", [status(404)], "The hub no longer has the files of apple/tiny"),
        ("model.safetensors", [status(403)], "The hub gives apple/tiny only to people with an account."),
        ("model.safetensors", [status(418)], "The model hub refuses the download, with code 418."),
        ("vocab.json", [corrupt] * 3, "The file vocab.json arrived damaged 3 times."),
        ("api", [truncate(1)] * 3, "The model hub's answer makes no sense."),
        *(
            ("api", [answers_with(name)] * 3, "The model hub's answer makes no sense.")
            for name in (
                "a\0.safetensors",
                "\ud800.safetensors",
                "x" * 256 + ".safetensors",
                "../a.safetensors",
            )
        ),
        ("api", [status(500)] * 3, "The model hub has a fault of its own at the moment."),
        ("api", [stall(0)] * 3, "The model hub stopped sending."),
        ("api", [status(401)], "The hub no longer has the files of apple/tiny"),
    ],
)
def test_a_lasting_fault_is_a_sentence_and_the_next_attempt_goes_on(
    server: hub_server.Hub, models: Path, name: str, faults: list[Fault], sentence: str
) -> None:
    server.faults[name] = list(faults)
    with pytest.raises(AppError) as error:
        installer(server, models, stall=0.2).install(TINY, CancelToken())
    assert error.value.message.startswith(sentence)
    assert error.value.hint
    assert visible(models) == []
    assert Catalog([models]).broken() == []
    earlier = set(server.fetched()) - {name}
    server.requests.clear()
    installer(server, models).install(TINY, CancelToken())
    assert content(models / "tiny") == NEEDED
    assert not earlier & set(server.fetched()), "what was whole is not fetched again"


def _variants(found: Any) -> Iterator[Any]:
    """The same answer with one value after the other, on every level, turned into one of another type."""
    yield from (None, [], {}, "", "text", 7, -1, 0.5, True, [None], [[]], [{}], {"a": None}, ["text"])
    if isinstance(found, dict):
        for key, value in found.items():
            yield {name: one for name, one in found.items() if name != key}
            yield from (found | {key: other} for other in _variants(value))
    elif isinstance(found, list):
        for number, value in enumerate(found[:2]):
            yield from ([*found[:number], other, *found[number + 1 :]] for other in _variants(value))


@pytest.mark.slow
def test_answers_of_wrong_types_are_a_sentence(server: hub_server.Hub) -> None:
    entries = [
        {"rfilename": "config.json", "size": 2, "blobId": "a" * 40},
        {"rfilename": "w.safetensors", "size": 9, "lfs": {"sha256": "b" * 64, "size": 9, "pointerSize": 134}},
    ]
    good = {
        "id": "apple/tiny",
        "sha": REVISION,
        "siblings": entries,
        "tags": ["a"],
        "createdAt": "2024-01-01",
    }
    bodies = [json.dumps(one).encode() for one in _variants(good)]
    bodies += [b"[" * 100_000, b"{" * 9, b"\xff\xfe", b'{"sha": 1e999}', b"null", b""]
    hub = Hub(server.endpoint, attempts=1)
    refused = 0
    for body in bodies:
        server.faults["api"] = [hub_server.instead(body)]
        try:
            found = hub.snapshot("apple/tiny", REVISION, CancelToken())
        except AppError:
            refused += 1
        else:
            assert found.revision == REVISION
            for file in found.files:
                assert isinstance(file.name, str)
                assert file.bytes >= 0
                assert len(file.sha256) in (0, 64)
                assert len(file.git_sha1) in (0, 40)
    hub.close()
    assert refused > len(bodies) / 2


def test_large_files_are_resumed_where_the_hub_sends_us(server: hub_server.Hub, models: Path) -> None:
    server.faults["model.safetensors"] = [drop(1000)]
    installer(server, models).install(TINY, CancelToken())
    elsewhere = [(path, begin) for _, path, begin in server.requests if path.startswith("/cdn/")]
    assert elsewhere == [("/cdn/model.safetensors", "bytes=1000-")]


def test_cuts_at_any_byte_are_overcome(server: hub_server.Hub, models: Path) -> None:
    places = random.Random(1)
    server.faults["model.safetensors"] = [drop(places.randint(1, 20_000)) for _ in range(25)]
    installer(server, models).install(TINY, CancelToken())
    assert content(models / "tiny") == NEEDED
    assert len(server.ranges("model.safetensors")) > 20


def test_a_hub_that_is_not_there(server: hub_server.Hub, models: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server.endpoint = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(AppError, match=r"The model hub cannot be reached\. Check the network connection"):
            installer(server, models).install(TINY, CancelToken())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"revision": "c" * 40, "newest": "c" * 40}, "The hub no longer has the files of apple/tiny"),
        ({"files": {"README.md": b"x"}}, "The hub's apple/tiny holds no model."),
        (
            {"files": {"config.json": CONFIG, "pytorch_model.bin": b"x"}},
            "The hub's apple/tiny holds no model.",
        ),
    ],
)
def test_a_repository_without_the_model(
    server: hub_server.Hub, models: Path, change: dict[str, Any], sentence: str
) -> None:
    for name, value in change.items():
        setattr(server, name, value)
    with pytest.raises(AppError, match=sentence):
        installer(server, models).install(TINY, CancelToken())
    assert server.fetched() == []


def test_downloads_that_are_switched_off(
    server: hub_server.Hub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(AppError, match=r"switched off on this computer\. Unset HF_HUB_OFFLINE"):
        installer(server, models).install(TINY, CancelToken())
    assert server.requests == []


def test_too_little_room_is_said_with_figures_before_anything_is_fetched(
    server: hub_server.Hub, models: Path
) -> None:
    with pytest.raises(AppError) as error:
        installer(server, models, free=lambda _: 60_000_000).install(TINY, CancelToken())
    assert error.value.message == (
        "There is not enough room on the disk: Tiny needs 100 megabytes more, and 60 megabytes are free."
    )
    assert server.fetched() == []


def test_what_is_here_already_needs_no_room(server: hub_server.Hub, models: Path) -> None:
    server.faults["model.safetensors"] = [drop(250_000), *[status(500)] * 3]
    with pytest.raises(AppError):
        installer(server, models).install(TINY, CancelToken())
    installer(server, models, free=lambda _: 100_060_000).install(TINY, CancelToken())
    assert content(models / "tiny") == NEEDED


@pytest.mark.parametrize(("error", "raised"), [(None, Cancelled), (KeyboardInterrupt(), KeyboardInterrupt)])
def test_stopping_leaves_a_state_from_which_it_goes_on(
    server: hub_server.Hub, models: Path, error: BaseException | None, raised: type[BaseException]
) -> None:
    server.faults["model.safetensors"] = [stall(150_000)]
    cancel = CancelToken()

    def stop(now: Progress) -> None:
        if now.file == "model.safetensors" and now.done > 100_000:
            if error is not None:
                raise error
            cancel.cancel()

    with pytest.raises(raised):
        installer(server, models).install(TINY, cancel, stop)
    assert visible(models) == []
    kept = (models / ".tiny.partial" / "model.safetensors.part").stat().st_size
    assert kept > 0
    installer(server, models).install(TINY, CancelToken())
    assert server.ranges("model.safetensors") == ["", f"bytes={kept}-"]
    assert content(models / "tiny") == NEEDED


def test_waiting_for_another_attempt_can_be_cancelled(
    server: hub_server.Hub, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.inference.models.hub._LONGEST_WAIT", LONGER_THAN_A_TEST)
    server.faults["model.safetensors"] = [status(429, Retry_After="3600")]
    cancel = CancelToken()

    def cancel_then() -> None:
        until(lambda: bool(server.ranges("model.safetensors")))
        cancel.cancel()

    threading.Thread(target=cancel_then).start()
    with pytest.raises(Cancelled):
        installer(server, models).install(TINY, cancel)
    assert server.ranges("model.safetensors") == [""]


def test_a_killed_process_leaves_a_state_from_which_the_next_goes_on(
    server: hub_server.Hub, models: Path, tmp_path: Path
) -> None:
    server.faults["model.safetensors"] = [stall(150_000)]
    script = (
        "import sys; sys.path[:0] = [sys.argv[4], sys.argv[5]]\n"
        "from pathlib import Path\n"
        "from app.cancel import CancelToken\n"
        "from app.inference.models.hub import Hub\n"
        "from app.inference.models.install import Installer\n"
        "from app.inference.models.known import KnownModel, Licence\n"
        "terms = Licence('l', 'T', 's', 'p')\n"
        "tiny = KnownModel('tiny', 'Tiny', 'apple/tiny', sys.argv[3], 1, 1, 1, '', terms)\n"
        "Installer(Path(sys.argv[1]), lambda: Hub(sys.argv[2])).install(tiny, CancelToken())\n"
    )
    root = str(Path(__file__).resolve().parents[4])
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(models), server.endpoint, REVISION, root, root],
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    part = models / ".tiny.partial" / "model.safetensors.part"
    try:
        until(lambda: part.exists() and part.stat().st_size == 150_000)
        # Another one keeps away from it meanwhile.
        with pytest.raises(AppError, match="Tiny is being installed already"):
            installer(server, models).install(TINY, CancelToken())
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert visible(models) == []
    installer(server, models).install(TINY, CancelToken())
    assert server.ranges("model.safetensors") == ["", "bytes=150000-"]
    assert content(models / "tiny") == NEEDED


def test_half_a_model_is_never_listed(server: hub_server.Hub, models: Path) -> None:
    seen: list[list[str]] = []

    def look(now: Progress) -> None:
        seen.append([path.name for path in models.iterdir() if not path.name.startswith(".")])
        assert Catalog([models]).installed() == []
        assert Catalog([models]).broken() == []

    installer(server, models).install(TINY, CancelToken(), look)
    assert len(seen) > len(NEEDED)
    assert all(names == [] for names in seen)
    assert visible(models) == ["tiny"]


def test_a_whole_model_is_not_fetched_again_and_asks_nobody(server: hub_server.Hub, models: Path) -> None:
    installer(server, models).install(TINY, CancelToken())
    server.requests.clear()
    assert installer(server, models).install(TINY, CancelToken()).fetched == ()
    assert server.requests == []


@pytest.mark.parametrize("harm", ["flip", "cut", "delete", "lengthen"])
@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_a_damaged_file_is_fetched_alone(server: hub_server.Hub, models: Path, name: str, harm: str) -> None:
    installer(server, models).install(TINY, CancelToken())
    server.requests.clear()
    path = models / "tiny" / name
    body = path.read_bytes()
    harmed = {"flip": bytes([body[0] ^ 1]) + body[1:], "cut": body[:-1], "lengthen": body + b"x"}
    if harm == "delete":
        path.unlink()
    else:
        path.write_bytes(harmed[harm])
    outcome = installer(server, models).install(TINY, CancelToken())
    assert (outcome.fetched, outcome.repaired) == ((name,), True)
    assert server.fetched() == [name]
    assert content(models / "tiny") == NEEDED
    assert not (models / ".tiny.partial").exists()


def test_a_model_without_its_list_keeps_what_is_whole(server: hub_server.Hub, models: Path) -> None:
    installer(server, models).install(TINY, CancelToken())
    (models / "tiny" / "earsight.json").write_text("{")
    (models / "tiny" / "merges.txt").write_text("changed")
    server.requests.clear()
    installer(server, models).install(TINY, CancelToken())
    assert server.fetched() == ["merges.txt"]
    assert visible(models) == ["tiny"]


def test_without_a_pinned_commit_the_newest_is_looked_up_once_and_kept(
    server: hub_server.Hub, models: Path
) -> None:
    loose = replace(TINY, revision="")
    server.faults["model.safetensors"] = [drop(1000), *[status(500)] * 3]
    with pytest.raises(AppError, match="a fault of its own"):
        installer(server, models).install(loose, CancelToken())
    server.newest = NEWER
    server.requests.clear()
    installer(server, models).install(loose, CancelToken())
    manifest = read_manifest(models / "tiny")
    assert manifest is not None
    assert manifest.revision == REVISION
    assert all(REVISION in path or path.startswith("/cdn/") for _, path, _ in server.requests)
    (models / "tiny" / "vocab.json").unlink()
    server.requests.clear()
    installer(server, models).install(loose, CancelToken())
    assert [path for _, path, _ in server.requests] == [f"/apple/tiny/resolve/{REVISION}/vocab.json"]


def test_another_pinned_commit_brings_what_changed(server: hub_server.Hub, models: Path) -> None:
    installer(server, models).install(TINY, CancelToken())
    server.files["vocab.json"] = b'{"b": 1}'
    server.revision = server.newest = NEWER
    server.requests.clear()
    installer(server, models).install(replace(TINY, revision=NEWER), CancelToken())
    assert server.fetched() == ["vocab.json"]
    assert (models / "tiny" / "vocab.json").read_bytes() == b'{"b": 1}'


def test_a_folder_that_cannot_be_written(server: hub_server.Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(AppError, match="The models folder cannot be written"):
        installer(server, tmp_path / "file").install(TINY, CancelToken())


def test_nothing_of_the_network_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, app.inference.models.store, app.cli.models\n"
        "bad = {'huggingface_hub', 'httpx2', 'httpcore2', 'mlx', 'onnxruntime'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    root = Path(__file__).resolve().parents[4]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root, timeout=60)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (9, "less than a megabyte"),
        (31_400_000, "31 megabytes"),
        (1_010_000_000, "1 gigabyte"),
        (1_530_000_000, "1.5 gigabytes"),
        (33_000_000_000, "33 gigabytes"),
    ],
)
def test_sizes_in_words(size: int, words: str) -> None:
    assert gigabytes(size) == words


def test_weights_that_were_published_with_what_is_no_number_are_not_installed(
    server: hub_server.Hub, models: Path
) -> None:
    server.files["model.safetensors"] = save({"w": np.array([1, np.inf], np.float16)})
    with pytest.raises(AppError, match=r"The weights of Tiny hold what is no number, in w\."):
        installer(server, models).install(TINY, CancelToken())
    assert visible(models) == []
    server.files["model.safetensors"] = save({"w": np.array([1, 2], np.float16)})
    installer(server, models).install(TINY, CancelToken())
    assert visible(models) == ["tiny"]
