"""A disk without room, or a home that cannot be written: what needs none goes on, the rest is a sentence."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets" / "samples" / "cat.jpg"
PAGE = ROOT / "assets" / "samples" / "editor.png"
#: What is asked, whether it works without a disk, and what it says or begins to say.
ASKED = {
    "describe": (("describe", "--no-speak", CAT), True, ("Photo: ", "Picture of ")),
    "read": (("read", "--no-speak", PAGE), True, ""),
    "models": (("models", "list"), True, ""),
    "index": (("index", "--no-speak", CAT.parent), False, ""),
    "search": (("search", "--no-speak", "a cat"), False, ""),
    "library": (("library",), False, ""),
    "history": (("history",), False, ""),
    "forget": (("history", "delete", "--all"), False, ""),
}


VOICE = ("I cannot speak", "The voice could not be started")  # whoever has no loudspeaker hears of it as well


def run(home: Path, *arguments: object, file_bytes: int | None = None) -> "subprocess.CompletedProcess[str]":
    def bound() -> None:
        if file_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    return subprocess.run(
        [sys.executable, "-P", "-m", "app", *map(str, arguments)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=os.environ
        | {"EARSIGHT_HOME": str(home), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=bound,
        timeout=110,
    )


def check(done: "subprocess.CompletedProcess[str]", name: str) -> None:
    _, works, begins = ASKED[name]
    assert "Traceback" not in done.stderr
    assert "went wrong" not in done.stderr
    if works:
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(begins)
        assert done.stdout
    else:
        assert done.returncode == 2, done.stderr
        said = [line for line in done.stderr.splitlines() if not line.startswith(VOICE)]
        assert len(said) == 1, said
        assert said[0].endswith(".")


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKED)
def test_a_home_that_cannot_be_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()  # there can be no folder in it, for root either
    check(run(tmp_path / "file" / "home", *ASKED[name][0]), name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ASKED)
def test_a_disk_without_room(name: str, tmp_path: Path) -> None:
    # No file may grow: what a full disk says, for who may not make one.
    check(run(tmp_path / "home", *ASKED[name][0], file_bytes=0), name)


@pytest.mark.slow
def test_a_disk_that_fills_while_a_library_is_made_keeps_what_was_there(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "index", "--no-speak", CAT.parent).returncode == 0
    whole = run(home, "library").stdout
    more = tmp_path / "more"
    more.mkdir()
    for number in range(3):
        (more / f"{number}.jpg").write_bytes(CAT.read_bytes() + bytes([number]))
    library = home / "data" / "library" / "library.db"
    for room in (0, library.stat().st_size // 2, 40_000):
        done = run(home, "index", "--no-speak", more, file_bytes=room)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert "went wrong" not in done.stderr
    assert run(home, "library").stdout.splitlines()[0] == whole.splitlines()[0]
    assert run(home, "index", "--no-speak", more).returncode == 0
