from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.ocr.protocol import Region
from app.describe.result import TextLine
from app.doctor.check import CheckState
from app.doctor.doctor import Doctor
from app.errors import AppError
from app.inference.detector import SharedDetector
from app.inference.models.catalog import Catalog
from app.inference.worker import InferenceThread
from app.library.store.database import Database
from app.paths import Paths


class FakeEngine:
    name = "fake reader"

    def __init__(self, text: str) -> None:
        self.text = text

    def detect(self, image: Image) -> list[Region]:
        return [Region((0, 0, *image.size))]

    def recognise(self, image: Image, regions: Sequence[Region], cancel: CancelToken) -> Iterator[TextLine]:
        yield TextLine(self.text, 0.9, regions[0].box)


def broken() -> None:
    raise AppError("The model is damaged.", "Install it again.")


@pytest.fixture
def inference() -> Iterator[InferenceThread]:
    thread = InferenceThread()
    yield thread
    thread.close()


Make = Callable[..., Doctor]


@pytest.fixture
def make(inference: InferenceThread, tmp_path: Path) -> Make:
    def doctor(
        text: str = "Earsight 2718", warm: Callable[[], None] = lambda: None, detector: Path | None = None
    ) -> Doctor:
        return Doctor(
            Paths.standard(),
            Catalog([tmp_path / "models"]),
            inference,
            lambda: FakeEngine(text),
            warm,
            tmp_path / "library.db",
            SharedDetector(detector or Paths.standard().assets / "detector"),
        )

    return doctor


def model_folder(root: Path, files: str = "{}") -> Path:
    folder = root / "models" / "tiny"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text(f'{{"id": "tiny", "title": "Tiny model", "files": {files}}}')
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_what_computes_is_named(make: Make) -> None:
    check = make().computing()
    assert check.state is CheckState.WORKS
    assert check.details["runtime"] in ("mlx", "onnxruntime")
    assert check.details["version"] in check.says


def test_what_earlier_versions_left_is_named_and_stays(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "a cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert make().telemetry().hint == ""
    for place in ("a cache", "Library/Application Support"):  # Linux's and macOS'
        folder = tmp_path / place / "Microsoft" / "DeveloperTools" / ".onnxruntime"
        folder.mkdir(parents=True)
        (folder / "deviceid").write_text("x")
    check = make().telemetry()
    (left,) = check.details["files"]
    assert "left 1 file" in check.says
    assert check.hint.endswith(f"type: rm -- '{left}'")
    assert Path(left).exists()


def test_that_it_is_not_told_to_be_quiet_is_said(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    assert make().telemetry().state is CheckState.WORKS
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY")
    assert make().telemetry().state is CheckState.LIMITED


def test_a_missing_model_says_what_to_do(make: Make) -> None:
    check = make().model()
    assert check.state is CheckState.MISSING
    assert check.hint


def test_a_model_is_compared_with_its_checksums(make: Make, tmp_path: Path) -> None:
    digest = "9a129eb1d2f3e6b86e2b5f0e9d3a2d1c" * 2
    model_folder(tmp_path, f'{{"model.safetensors": "{digest}"}}')
    check = make().model()
    assert check.state is CheckState.MISSING
    assert "damaged" in check.says


def test_a_model_without_checksums_is_limited(make: Make, tmp_path: Path) -> None:
    model_folder(tmp_path)
    check = make().model()
    assert check.state is CheckState.LIMITED
    assert "Tiny model" in check.says


def test_a_model_that_cannot_look_is_missing(make: Make, tmp_path: Path) -> None:
    model_folder(tmp_path)
    check = make(warm=broken).model()
    assert (check.state, check.says, check.hint) == (
        CheckState.MISSING,
        "The model is damaged.",
        "Install it again.",
    )


def test_ocr_is_tried_on_a_line(make: Make) -> None:
    assert make().ocr().state is CheckState.WORKS
    assert make("Earsight 2118").ocr().state is CheckState.LIMITED


def test_a_folder_open_to_others_is_said(make: Make) -> None:
    doctor = make()
    assert doctor.folders().state is CheckState.WORKS
    paths = Paths.standard()
    (paths.config / "settings.json").touch(0o644)
    (paths.config / "settings.json").chmod(0o644)
    check = doctor.folders()
    assert check.state is CheckState.LIMITED
    assert "1 of the files in the config folder" in check.says
    assert check.hint


def test_folders_that_cannot_be_made_are_told(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path / "file"))
    check = make().folders()
    assert check.state is CheckState.LIMITED
    assert check.says.startswith("The config folder cannot be made. The cache folder cannot be made.")


def test_without_a_display_it_says_so(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("app.desktop.capture.clipboard.sys.platform", "linux")
    assert make().display().state is CheckState.MISSING
    assert make().clipboard().state is CheckState.MISSING


def test_every_check_is_made(make: Make) -> None:
    names = [check().name for check in make().checks()]
    assert names == [
        "System",
        "Processor",
        "Computing",
        "Telemetry",
        "Model",
        "Objects",
        "Reading text",
        "Voice",
        "Display",
        "Clipboard",
        "Folders",
        "Photo library",
    ]


def test_there_need_be_no_library(make: Make, tmp_path: Path) -> None:
    found = make().library()
    assert (found.state, found.says) == (CheckState.WORKS, "There is no photo library yet.")
    assert not (tmp_path / "library.db").exists()


def test_a_whole_library(make: Make, tmp_path: Path) -> None:
    Database(tmp_path / "library.db").close()
    found = make().library()
    assert (found.state, found.says) == (CheckState.WORKS, "0 photos; its file is whole.")


def test_a_damaged_library_is_told_and_the_next_opening_sees_to_it(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with Database(path) as database:
        (page,) = database.connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'photo_taken'"
        ).fetchone()
        (size,) = database.connection.execute("PRAGMA page_size").fetchone()
        database.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    found = make().library()
    assert found.state is CheckState.MISSING
    assert "damaged" in found.says
    assert "earsight index" in found.hint


@pytest.mark.expect_log("damaged")
def test_after_that_it_is_set_aside(make: Make, tmp_path: Path) -> None:
    test_a_damaged_library_is_told_and_the_next_opening_sees_to_it(make, tmp_path)
    with Database(tmp_path / "library.db") as database:
        assert database.opened.set_aside is not None
        assert database.problems() == []


def test_a_file_that_is_none(make: Make, tmp_path: Path) -> None:
    (tmp_path / "library.db").write_text("notes")
    found = make().library()
    assert found.state is CheckState.MISSING


def test_objects_are_found(make: Make) -> None:
    check = make().objects()
    assert check.state is CheckState.WORKS
    assert check.says.startswith("The detector found the cat")


def test_a_damaged_detector_is_named(make: Make, tmp_path: Path) -> None:
    check = make(detector=tmp_path).objects()
    assert check.state is CheckState.MISSING
    assert "cannot be used" in check.says
    assert "Install Earsight again" in check.hint
