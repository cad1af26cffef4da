"""All that is kept is found, told by its name, and erased; nothing else is touched."""

import fcntl
import io
import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from app.cli.erase import in_words, sentences
from app.desktop.session.autostart import Autostart
from app.desktop.session.single import SingleInstance
from app.desktop.session.system_entries import SystemEntries
from app.erasure import TEMPORARY, Erasure
from app.errors import AppError
from app.main import main, make_application
from app.paths import KINDS, OTHER, Paths, socket_folder, temporary_folders
from app.speech.voice_folder import VoiceFolder

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home as the system lays it out, with temporary files of its own."""
    for name in [one for one in os.environ if one.startswith("XDG_")] + ["EARSIGHT_HOME"]:
        monkeypatch.delenv(name, raising=False)
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    home.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr("tempfile.tempdir", None)
    return home


def everything(folder: Path) -> list[Path]:
    """All files, but for those of the sound system, which belong to every program."""
    found = (path for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
    return sorted(path for path in found if "pulse" not in path.parts)


def put(path: Path, data: bytes = b"12345") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.slow
@pytest.mark.expect_log("settings file is not valid")
def test_whatever_the_verbs_write_is_found_by_its_name_and_erased(
    home: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    photos = home / "photos"
    photos.mkdir()
    Image.new("RGB", (64, 48), (200, 30, 60)).save(photos / "red.jpg")
    (photos / "cat.jpg").write_bytes((SAMPLES / "cat.jpg").read_bytes())
    settings = Paths.standard().config / "settings.json"
    settings.write_text('{"private": tr')  # cut short: it is set aside
    mine = everything(photos)
    for argv in (
        ["describe", str(photos / "cat.jpg")],
        ["read", str(SAMPLES / "editor.png")],
        ["index", "--wait", str(photos)],
        ["search", "a cat"],
        ["search", "--like", str(photos / "cat.jpg")],
        ["photo", str(photos / "cat.jpg"), "--title", "Cat"],
        ["library", "--export", str(home / "export.json")],
        ["history"],
        ["models"],
        ["models", "licence", "fastvlm-0.5b"],
        ["albums"],
        ["memories"],
        ["review"],
        ["name", "Rex", str(photos / "cat.jpg")],
        ["describe", "--json", "--speak", str(photos / "red.jpg")],
    ):
        quiet = [] if "--speak" in argv or argv[0] == "models" else ["--no-speak"]
        assert main([*argv, *quiet]) == 0, (argv, capfd.readouterr())
    database = Paths.standard().data / "library" / "library.db"
    put(database.with_name("library.db.damaged-20261122-100000"))
    with closing(make_application()) as application:
        erasure = application.erasure()
    kinds = {kind.name: kind for kind in erasure.kinds()}
    assert OTHER not in kinds, kinds[OTHER]
    assert {"Settings", "Damaged settings that were set aside", "Photo library and history"} <= kinds.keys()
    assert {"Optimised models", "Logs"} <= kinds.keys()
    theirs = {home / "export.json", *mine}
    kept = [path for path in everything(home) if path not in theirs]
    assert sum(kind.files for kind in kinds.values()) == len(kept)
    assert sum(kind.bytes for kind in kinds.values()) == sum(path.lstat().st_size for path in kept)
    capfd.readouterr()
    assert main(["erase", "--yes", "--no-speak"]) == 0
    out, _ = capfd.readouterr()
    assert "Photo library and history: " in out
    assert "Your photos stay as they are" in out
    assert set(everything(home)) == theirs
    assert [
        path
        for path in (home / ".cache", home / ".config", home / ".local")
        for path in path.rglob("earsight")
    ] == []
    assert everything(home.parent / "tmp") == []
    assert main(["history", "--no-speak"]) == 0  # and it works again


def test_without_a_terminal_nobody_is_asked(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put(Paths.standard().config / "settings.json", b"{}")
    assert main(["erase", "--no-speak"]) == 2
    assert "add --yes" in capfd.readouterr().err
    assert main(["erase", "--json"]) == 2
    out, err = capfd.readouterr()
    assert "--yes" in err
    assert [json.loads(line)["kind"] for line in out.splitlines()] == ["Settings", "Logs"]
    assert (Paths.standard().config / "settings.json").exists()


@pytest.mark.parametrize(("typed", "code"), [("erase\n", 0), ("yes\n", 2), ("", 2), ("Erase \n", 0)])
def test_one_must_type_the_word(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], typed: str, code: int
) -> None:
    put(Paths.standard().config / "settings.json", b"{}")
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    assert main(["erase", "--no-speak"]) == code
    assert (home / ".config" / "earsight").exists() == bool(code)
    assert "type erase and press Enter" in capfd.readouterr().err


def test_a_program_is_told_what_came_of_it(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    put(Paths.standard().data / "models" / "x" / "model.safetensors", bytes(1000))
    assert main(["erase", "--yes", "--json"]) == 0
    kinds = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert kinds[0]["kind"] == "Models"
    assert kinds[0]["bytes"] == 1000
    assert kinds[-1] == {"schema": 1, "freed": 1000, "left": [], "links": []}


def test_a_running_app_is_not_pulled_from_under(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    paths = Paths.standard()
    settings = put(paths.config / "settings.json", b"{}")
    instance = SingleInstance(paths.config)
    assert instance.claim()
    assert main(["erase", "--yes", "--no-speak"]) == 2
    assert "Earsight is at work, so nothing was erased. End it everywhere" in capfd.readouterr().err
    assert settings.exists()
    instance.close()
    with put(paths.data / "library" / "library.db.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(["erase", "--yes", "--no-speak"]) == 2
    assert settings.exists()
    assert main(["erase", "--yes", "--no-speak"]) == 0
    assert not settings.exists()


def test_no_link_is_followed(home: Path, tmp_path: Path) -> None:
    elsewhere = put(tmp_path / "elsewhere" / "dotfile.json")
    big = put(tmp_path / "disk" / "model" / "weights")
    paths = Paths.standard()
    (paths.config / "settings.json").symlink_to(elsewhere)
    (paths.data / "models").mkdir()
    (paths.data / "models" / "m").symlink_to(big.parent, target_is_directory=True)
    (paths.data / "models" / "loop").symlink_to(paths.data, target_is_directory=True)
    whole = put(tmp_path / "cache" / "graphs" / "a")
    (home / ".cache").mkdir()
    (home / ".cache" / "earsight").symlink_to(tmp_path / "cache", target_is_directory=True)
    done = Erasure(paths, {}, []).erase()
    assert done.left == ()
    assert set(done.links) == {elsewhere, big.parent, paths.data, tmp_path / "cache"}
    assert elsewhere.exists()
    assert big.exists()
    assert whole.exists()
    assert everything(home) == []
    assert sum("What it led to stays" in words for words in sentences(done)) == 4


def test_what_cannot_be_erased_is_said_and_the_rest_goes(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    paths = Paths.standard()
    kept, gone = put(paths.data / "models" / "a" / "stuck"), put(paths.data / "models" / "b" / "free")
    real = os.unlink

    def refuses(path: str | Path, *, dir_fd: int | None = None) -> None:
        if os.fspath(path) == "stuck":
            raise PermissionError(1, "Operation not permitted", path)
        real(path, dir_fd=dir_fd)

    monkeypatch.setattr("os.unlink", refuses)
    assert main(["erase", "--yes", "--no-speak"]) == 2
    out = capfd.readouterr().out
    assert "1 thing could not be erased; the rest is gone." in out
    assert f"{kept}: operation not permitted." in out
    assert kept.exists()
    assert not gone.exists()


def test_a_folder_that_is_closed_is_opened_to_be_emptied(home: Path) -> None:
    paths = Paths.standard()
    put(paths.data / "models" / "closed" / "weights")
    (paths.data / "models" / "closed").chmod(0o500)
    assert Erasure(paths, {}, []).erase().left == ()
    assert everything(home) == []


def test_what_is_among_temporary_files_is_this_users_alone(home: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    living, dead = VoiceFolder(temporary), VoiceFolder(temporary)
    put(living.path / "word.wav")
    put(dead.path / "word.wav")
    os.close(dead._lock)  # as when its process ends
    put(temporary / "earsight-copy-x7" / "library.db")
    put(socket_folder(temporary) / "0123456789abcdef")
    others = put(temporary / "earsight-notes" / "mine.txt"), put(temporary / "earsight-voice-file")
    (temporary / "earsight-voice-link").symlink_to(home, target_is_directory=True)
    found = list(temporary_folders([temporary, temporary]))
    assert len(found) == 4
    erasure = Erasure(Paths.standard(), {}, found)
    (kind,) = [one for one in erasure.kinds() if one.name == TEMPORARY]
    assert kind.files == 4
    erasure.erase()
    assert sorted(temporary_folders([temporary])) == [living.path]
    assert all(one.exists() for one in others)
    living.remove()


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_entries_of_the_session_are_told_and_erased(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr(Autostart, "held_back", False)  # only macOS knows
    entries = SystemEntries(["/usr/bin/earsight"], ROOT / "icon.png", {}, home, platform)
    assert entries.files == {}
    assert entries.apply(starts=True, offered=True) == []
    theirs = put(home / ".local" / "share" / "applications" / "other.desktop")
    names = list(entries.files)
    assert len(names) == (1 if platform == "darwin" else 3)
    erasure = Erasure(Paths.standard(), entries.files, [])
    assert [kind.name for kind in erasure.kinds()] == names
    erasure.erase()
    assert everything(home) == [theirs]


def test_an_entry_of_the_users_own_under_that_name_stays(home: Path) -> None:
    own = put(home / ".local" / "share" / "applications" / "earsight.desktop", b"[Desktop Entry]\n")
    assert SystemEntries(["x"], ROOT, {}, home, "linux").files == {}
    assert own.exists()


def test_one_folder_for_settings_and_data_is_told_once(tmp_path: Path) -> None:
    one = tmp_path / "Application Support" / "earsight"
    paths = Paths(tmp_path, one, tmp_path / "Caches" / "earsight", one, tmp_path / "Logs" / "earsight")
    put(one / "settings.json")
    put(one / "models" / "m" / "config.json")
    put(one / "surprise")
    found = {kind.name: kind.files for kind in Erasure(paths, {}, []).kinds()}
    assert found == {"Settings": 1, "Models": 1, OTHER: 1}
    assert {where for where, _, _ in KINDS} == {name for name in vars(paths) if name != "assets"}


def test_a_kind_is_told_with_its_size_and_place(tmp_path: Path) -> None:
    paths = Paths(tmp_path, *(tmp_path / name for name in ("config", "cache", "data", "logs")))
    put(tmp_path / "data" / "models" / "m" / "a", bytes(3_400_000))
    put(tmp_path / "data" / "models" / "m" / "b", b"")
    (kind,) = Erasure(paths, {}, []).kinds()
    assert in_words(kind) == f"Models: 2 files, 3.4 megabytes, in {tmp_path / 'data'}."


def test_the_help_names_it() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "app", "erase", "--help"], capture_output=True, text=True, cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}, timeout=60,
    )  # fmt: skip
    assert "--yes: Erase without being asked." in done.stdout


def test_a_fault_of_the_locks_is_no_bug(home: Path) -> None:
    (Paths.standard().config / "instance.lock").mkdir()
    try:
        Erasure(Paths.standard(), {}, []).erase()
    except AppError:
        raise AssertionError("nobody holds it") from None
    assert everything(home) == []
