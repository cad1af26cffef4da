"""Limits of memory: said in words before anything large is imported, and only where they are too low."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from app.machine import limits

ROOT = Path(__file__).resolve().parents[3]
CAT = str(ROOT / "assets" / "samples" / "cat.jpg")


def run(megabytes: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * 10**6, megabytes * 10**6))

    return subprocess.run(
        [sys.executable, "-P", "-m", "app", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        preexec_fn=bound,
        timeout=100,
    )


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no such limit")
@pytest.mark.parametrize("megabytes", [150, 400, 700, 900])
@pytest.mark.parametrize(
    "arguments",
    [("describe", CAT), ("read", CAT), ("ask", CAT, "What?"), ("index", "/nowhere"), ("search", "a"), ()],
)
def test_too_low_a_limit_is_a_sentence(megabytes: int, arguments: tuple[str, ...]) -> None:
    if arguments[:1] == ("search",) and megabytes == 900:
        arguments = ("bench",)
    done = run(megabytes, *arguments)
    assert (done.stdout, done.returncode) == ("", 2)
    assert done.stderr.startswith(f"Earsight may take {megabytes:,} megabytes of memory here, and needs ")
    assert len(done.stderr.splitlines()) == 1


def test_what_needs_little_is_not_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_space", lambda: 300_000_000)
    monkeypatch.setattr(limits, "_group_limit", lambda: 300_000_000)
    for arguments in (["models", "list"], ["history"], ["--help"], ["describe", "--help"], ["--version"]):
        assert limits.too_little(arguments, 2) is None
    assert limits.too_little(["describe", "a.jpg"], 2) is not None


def test_no_limit_is_none() -> None:
    if resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY:
        assert limits._space() is None


def test_more_cores_need_more() -> None:
    assert limits.needed(["describe"], 16) > limits.needed(["describe"], 2) == limits.needed(["describe"], 1)


@pytest.mark.parametrize(
    ("files", "lowest"),
    [
        ({"a/b": "max", "a": "max"}, None),
        ({"a/b": "500000000", "a": "max"}, 500_000_000),
        ({"a/b": "900000000", "a": "500000000"}, 500_000_000),
        ({"a": "rubbish"}, None),
        ({}, None),
    ],
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="groups are Linux's")
def test_the_lowest_limit_of_all_groups_counts(
    files: dict[str, str], lowest: int | None, tmp_path: Path
) -> None:
    groups, group = tmp_path / "groups", tmp_path / "cgroup"
    (groups / "a" / "b").mkdir(parents=True)
    group.write_text("1:name=systemd:/x\n0::/a/b\n")
    for place, text in files.items():
        (groups / place / "memory.max").write_text(f"{text}\n")
    assert limits._group_limit(groups, group) == lowest


def test_systems_without_groups_have_no_limit(tmp_path: Path) -> None:
    assert limits._group_limit(tmp_path, tmp_path / "none") is None
    (tmp_path / "old").write_text("3:memory:/x\n")
    assert limits._group_limit(tmp_path, tmp_path / "old") is None


def test_a_group_that_is_too_small_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_group_limit", lambda: 200_000_000)
    monkeypatch.setattr(limits, "_space", lambda: None)
    told = limits.too_little(["describe", "a.jpg"], 2)
    assert told is not None
    assert "200 megabytes" in told
    assert told.endswith("service manager.")
    monkeypatch.setattr(limits, "_group_limit", lambda: 4_000_000_000)
    assert limits.too_little(["describe", "a.jpg"], 2) is None
