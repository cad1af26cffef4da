"""The fuzzers of `tests/benchmarks/fuzz.py`: each runs a little, and each sort of fault is seen."""

import importlib.util
import logging
import pkgutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from fuzzing.mutate import altered, as_json, mutated, with_checksums
from fuzzing.target import Errors, Target, attempt, source
from fuzzing.targets import NAMES, build
from fuzzing.watch import Watch
from hostile import encoded, flat
from PIL import Image

from app.controls import Role
from app.pictures.load import LoadedImage

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
INPUTS = 25
LINUX_ONLY = ("portal", "programs")


def _marks(name: str) -> list[pytest.MarkDecorator]:
    found = [pytest.mark.skipif(name in LINUX_ONLY and sys.platform != "linux", reason="buses are Linux's")]
    return [*found, pytest.mark.expect_log("setting")] if name == "settings" else found


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_script", ROOT / "tests" / "benchmarks" / "fuzz.py")
    assert spec is not None
    assert spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


@pytest.fixture
def errors() -> Iterator[Errors]:
    handler = Errors()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch, qapp: object) -> Iterator[list[Path]]:
    """Two empty ones with short names, as sockets need; a target may go into its own, and may need Qt."""
    with tempfile.TemporaryDirectory() as folder:
        found = [Path(folder) / "one", Path(folder) / "two"]
        for one in found:
            one.mkdir()
        with monkeypatch.context() as patch:
            patch.chdir(folder)
            yield found


@pytest.mark.parametrize("name", [pytest.param(name, marks=_marks(name)) for name in NAMES])
def test_a_target_takes_a_few_inputs_and_is_the_same_every_time(
    name: str, folders: list[Path], errors: Errors
) -> None:
    targets: list[Target] = [build(name)(folder) for folder in folders]
    inputs = [targets[0].make(source(name, SEED, number)) for number in range(INPUTS)]
    assert inputs == [targets[1].make(source(name, SEED, number)) for number in range(INPUTS)]
    endings = {attempt(targets[1], data, errors) for data in inputs}
    assert len(endings) > 1, "some end well, and some do not"


def _raise(*_args: object, **_named: object) -> None:
    raise KeyError("planted")


def _merge_and_forget(merge: Any) -> Any:
    def merged(connection: Any, *rest: Any) -> Any:
        connection.execute("DELETE FROM caption")
        return merge(connection, *rest)

    return merged


def _turned_round(combine: Any) -> Any:
    def combined(*args: Any) -> Any:
        when = combine(*args)
        return replace(when, days=tuple(replace(d, since=d.until, until=d.since) for d in when.days))

    return combined


BROKEN: list[tuple[str, str, Callable[[Any], Any], str]] = [
    (
        "loader",
        "app.pictures.raster._read",
        lambda _: lambda *_: LoadedImage(Image.new("L", (1, 1)), 1, 1, "PNG"),
        "L",
    ),
    ("video", "app.describe.video.video.Video.facts", lambda _: _raise, "planted"),
    (
        "exif_xmp",
        "app.library.metadata.metadata.merged_packet",
        lambda of: lambda _, text, **more: of(None, text, **more),
        "no longer",
    ),
    ("exif_xmp", "app.library.metadata.metadata._verify", lambda _: _raise, "planted"),
    ("query", "app.library.query.parse.combine", _turned_round, "ends before it begins"),
    ("settings", "app.settings._set_aside", lambda _: lambda *_: None, "not kept"),
    (
        "model_header",
        "app.inference.models.manifest.may_be_a_file",
        lambda _: lambda _: True,
        "null byte|too long|surrog",
    ),
    ("import", "app.library.exchange.exchange._merge", _merge_and_forget, "captions"),
    (
        "portal",
        "app.desktop.capture.portal._remove",
        lambda _: lambda path, _: path.unlink(),
        "another's file",
    ),
    (
        "programs",
        "app.desktop.tree.walk.role_of",
        lambda _: lambda _number, _states: Role.TEXT_FIELD,
        "a password",
    ),
    ("single_instance", "app.desktop.session.single.parse", lambda _: lambda _: None, "no longer answers"),
]


@pytest.mark.parametrize(
    ("name", "what", "broken", "words"),
    [pytest.param(name, *rest, marks=_marks(name)) for name, *rest in BROKEN],
    ids=[what for _, what, _, _ in BROKEN],
)
def test_a_fault_of_the_app_is_found(
    name: str,
    what: str,
    broken: Callable[[Any], Any],
    words: str,
    folders: list[Path],
    errors: Errors,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target: Target = build(name)(folders[0])
    owner, _, attribute = what.rpartition(".")
    monkeypatch.setattr(what, broken(getattr(pkgutil.resolve_name(owner), attribute)))

    def run() -> None:
        for number in range(400):
            attempt(target, target.make(source(name, SEED, number)), errors)

    with pytest.raises(Exception, match=words):
        run()


@pytest.mark.parametrize(
    ("planted", "why", "words"),
    [
        ("raises", "raised", "KeyError: 'planted'"),
        ("leaves", "raised", "SystemExit"),
        ("logs", "raised", "logged as an error: planted"),
        ("hangs", "hang", "planted.py"),
        ("fills", "memory", "planted.py"),
        ("gulps", "memory", ""),
        ("dies", "died", "Abort"),
        ("ends", "ended", "exit 0"),
        ("says", "said", "planted"),
    ],
)
def test_every_sort_of_fault_is_seen_and_its_input_kept(
    tmp_path: Path, planted: str, why: str, words: str
) -> None:
    watch = Watch(f"fuzzing.planted:{planted}", SEED, tmp_path, memory=60_000_000)
    run = watch.go(1000, count=4)
    ((fault),) = run.faults
    assert (fault.number, fault.why) == (3, why)
    assert words in fault.detail
    assert fault.path.read_bytes() == b"\3"
    assert (run.inputs, run.endings) == (4, {"fine": 2, "AppError": 1})


def test_after_a_fault_it_goes_on_in_another_process(tmp_path: Path) -> None:
    run = Watch("fuzzing.planted:dies", SEED, tmp_path).go(1000, count=8)
    assert [fault.number for fault in run.faults] == [3, 7]
    assert (run.inputs, run.endings["fine"]) == (8, 4)
    assert len({fault.kind for fault in run.faults}) == 1


def test_a_kept_input_is_done_again(
    tmp_path: Path, script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept" / "an.input"
    kept.parent.mkdir()
    kept.write_bytes(b"\3")
    target = "fuzzing.planted:raises"
    assert script.main(["--keep", str(tmp_path), "--file", str(kept), target]) == 1
    said = capsys.readouterr().out
    assert "KeyError: 'planted'" in said
    assert "1 inputs" in said
    kept.write_bytes(b"\2")
    assert script.main(["--keep", str(tmp_path), "--file", str(kept), target]) == 0
    assert "1 AppError" in capsys.readouterr().out


def test_a_target_that_cannot_be_made_is_no_fault_of_an_input(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="cannot be made"):
        Watch("fuzzing.planted:missing", SEED, tmp_path).go(1000, count=1)


def test_damage_comes_from_the_seed_alone_and_there_is_some() -> None:
    data, tree = bytes(range(256)) * 8, {"a": [1, {"b": "c"}], "d": None}
    for number in range(300):
        first, again = (mutated(Random(number), data, [data], [b"word"]) for _ in range(2))
        assert first == again
        assert as_json(altered(Random(number), tree)) == as_json(altered(Random(number), tree))
    assert sum(mutated(Random(number), data, [data], [b"word"]) == data for number in range(300)) < 10


def test_a_png_gets_its_checksums_again() -> None:
    whole = encoded(flat(20, 10), "PNG")
    at = whole.index(b"IHDR") + 7
    damaged = whole[:at] + b"\x09" + whole[at + 1 :]
    mended = with_checksums(damaged)
    assert mended != damaged
    assert with_checksums(whole) == whole
    assert mended[:at] == whole[:at]
    assert mended[at + 20 :] == whole[at + 20 :]
