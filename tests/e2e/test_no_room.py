"""A disk without room, or a home that cannot be written: what needs none goes on, the rest is a sentence."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.main import main

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets" / "samples" / "cat.jpg"
PAGE = ROOT / "assets" / "samples" / "editor.png"
#: What is asked, whether it works without a disk, and what it says or begins to say.
ASKED = {
    "describe": (("describe", "--no-speak", CAT), True, ("Photo: ", "Picture: ", "Picture of ")),
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
    for room in (0, 20_000, 40_000):
        done = run(home, "index", "--no-speak", more, file_bytes=room)
        assert done.returncode == 2, done.stderr
        assert "Traceback" not in done.stderr
        assert "went wrong" not in done.stderr
    assert run(home, "library").stdout.splitlines()[0] == whole.splitlines()[0]
    assert run(home, "index", "--no-speak", more).returncode == 0


#: What writes into a library, or out of it, and the file it would make.
WRITES = {
    "note": ("photo", "--no-speak", "--note", "My cat, asleep. " * 400, "{photo}"),
    "title": ("photo", "--no-speak", "--title", "Minka", "{photo}"),
    "name": ("name", "--no-speak", "Minka", "{photo}"),
    "index": ("index", "--no-speak", "{more}"),
    "remove": ("library", "--no-speak", "--remove", "{photos}"),
    "import": ("library", "--no-speak", "--import", "{exported}"),
    "export": ("library", "--no-speak", "--export", "{new}"),
    "export over": ("library", "--no-speak", "--export", "{new}.csv"),
    "write": ("photo", "--no-speak", "--write-description", "A cat that sleeps.", "{photo}"),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A library of two photos with words of the user's, and the places that are written to."""
    folder = tmp_path_factory.mktemp("made")
    photos, more = folder / "photos", folder / "more"
    for place, count in ((photos, 2), (more, 2)):
        place.mkdir()
        for number in range(count):
            (place / f"{place.name}{number}.jpg").write_bytes(CAT.read_bytes() + bytes([number, count]))
    names = {
        "photo": str(photos / "photos0.jpg"),
        "photos": str(photos),
        "more": str(more),
        "new": str(folder / "new"),
        "exported": str(folder / "exported.json"),
    }
    home = folder / "home"
    assert run(home, "index", "--no-speak", photos).returncode == 0
    assert run(home, "photo", "--no-speak", "--note", "Before.", names["photo"]).returncode == 0
    assert run(home, "library", "--no-speak", "--export", names["exported"]).returncode == 0
    return home, names


@pytest.mark.slow
@pytest.mark.parametrize("room", [0, 4096])
@pytest.mark.parametrize("name", WRITES)
def test_what_could_not_be_written_is_told_and_nothing_is_lost(
    name: str,
    room: int,
    made: tuple[Path, dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    home, names = made
    mine = tmp_path / "home"
    shutil.copytree(home, mine)
    before = {one: one.read_bytes() for one in Path(names["photos"]).iterdir()}
    if name == "export over":
        Path(f"{names['new']}.csv").write_text("what was exported before")
    done = run(mine, *(one.format(**names) for one in WRITES[name]), file_bytes=room)
    assert "Traceback" not in done.stderr
    assert "went wrong" not in done.stderr
    assert done.returncode == 2, (done.stdout, done.stderr)
    said = [line for line in done.stderr.splitlines() if not line.startswith(VOICE)]
    assert said[-1].endswith(".")
    assert {one: one.read_bytes() for one in Path(names["photos"]).iterdir()} == before
    if name == "export over":
        assert Path(f"{names['new']}.csv").read_text() == "what was exported before"
    # There is room again. In this process: that much quicker.
    monkeypatch.setenv("EARSIGHT_HOME", str(mine))
    assert main(["photo", "--no-speak", names["photo"]]) == 0
    assert "Before." in capfd.readouterr().out
    assert main(["library", "--no-speak", "--check"]) == 0


def test_settings_that_could_not_be_saved_are_as_they_were(tmp_path: Path) -> None:
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from dataclasses import replace\n"
        "from app.errors import AppError\n"
        "from app.settings import Settings, load, save\n"
        "path = Path(sys.argv[1])\n"
        "save(path, replace(Settings(), private=True))\n"
        "before = path.read_bytes()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))\n"
        "try:\n"
        "    save(path, Settings())\n"
        "except AppError as error:\n"
        "    print(error.message)\n"
        "assert path.read_bytes() == before\n"
        "assert load(path).private\n"
        "assert [one.name for one in path.parent.iterdir()] == [path.name]\n"
    )
    for room in (0, 10):
        done = subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / str(room) / "settings.json"), str(room)],
            capture_output=True,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        assert (done.stdout, done.stderr) == ("Your settings could not be saved.\n", "")
