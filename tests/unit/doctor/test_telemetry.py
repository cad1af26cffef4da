import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.doctor import telemetry
from app.doctor.telemetry import left_behind, line_to_remove

SESSION = "1795997073540\n1591d3ad-1dba-ac07-514c-38e18cd0a0a6\n"


def put(path: Path, content: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


@pytest.mark.parametrize(
    ("platform", "env", "place"),
    [
        ("linux", {}, "home/.cache"),
        ("linux", {"XDG_CACHE_HOME": "{}/elsewhere"}, "elsewhere"),
        ("darwin", {"XDG_CACHE_HOME": "{}/elsewhere"}, "home/Library/Application Support"),
    ],
)
def test_the_exact_files_are_named(platform: str, env: Mapping[str, str], place: str, tmp_path: Path) -> None:
    folder = tmp_path / place / "Microsoft" / "DeveloperTools" / ".onnxruntime"
    made = [put(folder / "deviceid"), put(folder / "onnxruntime.db"), put(folder / "onnxruntime.db-wal")]
    made.append(put(tmp_path / "tmp" / ".ses", SESSION))
    put(folder / "notes.txt")
    put(folder.parent / "deviceid")
    env = {name: value.format(tmp_path) for name, value in env.items()} | {"TMPDIR": str(tmp_path / "tmp")}
    found = left_behind(env, platform, tmp_path / "home")
    assert found == made
    assert shlex.split(line_to_remove(found)) == ["rm", "--", *map(str, made)]


@pytest.mark.parametrize("content", ["", "my own words\n", SESSION + "and more", "12\n" + SESSION[14:]])
def test_another_file_of_that_name_is_not_named(content: str, tmp_path: Path) -> None:
    put(tmp_path / ".ses", content)
    assert left_behind({"TMPDIR": str(tmp_path)}, "linux", tmp_path) == []


def test_links_and_files_of_others_are_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = put(tmp_path / "real", SESSION)
    (tmp_path / ".ses").symlink_to(real)
    assert left_behind({"TMPDIR": str(tmp_path)}, "linux", tmp_path) == []
    (tmp_path / ".ses").unlink()
    put(tmp_path / ".ses", SESSION)
    user = telemetry.os.getuid()
    monkeypatch.setattr(telemetry.os, "getuid", lambda: user + 1)
    assert left_behind({"TMPDIR": str(tmp_path)}, "linux", tmp_path) == []
