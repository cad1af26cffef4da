import io
import os
from pathlib import Path

import pytest
from PIL import Image

from app.cli.boxes import BoxesFile
from app.cli.output import Output
from app.describe.picture import Picture
from app.describe.result import Description
from app.errors import AppError
from app.inference.perception import Face, Perception, SeenObject
from app.inference.protocols import Stance

BOX = (0.2, 0.2, 0.8, 0.8)
DOG = SeenObject("dog", 0.8, BOX, Stance.FACT)
FACE = Face(0.8, BOX, Stance.FACT)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "dog.jpg"
    Image.new("RGB", (400, 300), "grey").save(path)
    return path


@pytest.fixture
def printed() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def output(printed: io.StringIO) -> Output:
    return Output(None, as_json=False, stdout=printed, stderr=io.StringIO())


def found(*objects: SeenObject, faces: tuple[Face, ...] = ()) -> Description:
    return Description(None, perceived=Perception(objects, faces))


def test_a_copy_with_boxes(tmp_path: Path, source: Path, output: Output, printed: io.StringIO) -> None:
    target = tmp_path / "boxes.PNG"
    before = source.read_bytes()
    BoxesFile(target, False, output).write(Picture(source), found(DOG, DOG, faces=(FACE,)))
    with Image.open(target) as copy:
        assert copy.format == "PNG"
        assert copy.size == (640, 480)
        assert len(copy.getcolors(1 << 20) or ()) > 2
    assert source.read_bytes() == before
    assert printed.getvalue() == "boxes.PNG shows 2 objects and 1 face.\n"
    assert target.stat().st_mode & 0o600 == 0o600


def test_nothing_found(tmp_path: Path, source: Path, output: Output, printed: io.StringIO) -> None:
    withheld = SeenObject("dog", 0.1, BOX, Stance.WITHHELD)
    BoxesFile(tmp_path / "b.png", False, output).write(Picture(source), found(withheld))
    assert printed.getvalue() == "b.png shows no boxes, as I found no object that I know.\n"
    with Image.open(tmp_path / "b.png") as copy:
        assert len(copy.getcolors() or ()) == 1


def test_a_picture_that_is_no_file(tmp_path: Path, source: Path, output: Output) -> None:
    BoxesFile(tmp_path / "b.png", False, output).write(Picture(source.read_bytes()), found(DOG))
    assert (tmp_path / "b.png").exists()


def test_a_file_that_is_there_stays(tmp_path: Path, source: Path, output: Output) -> None:
    target = tmp_path / "b.png"
    target.write_bytes(b"mine")
    with pytest.raises(AppError, match="is there already") as raised:
        BoxesFile(target, False, output)
    assert "--overwrite" in raised.value.hint
    assert target.read_bytes() == b"mine"
    BoxesFile(target, True, output).write(Picture(source), found(DOG))
    assert target.read_bytes() != b"mine"


def test_the_picture_itself_is_never_replaced(tmp_path: Path, output: Output) -> None:
    source = tmp_path / "dog.png"
    Image.new("RGB", (400, 300), "grey").save(source)
    before = source.read_bytes()
    os.link(source, tmp_path / "same.png")
    with pytest.raises(AppError, match="picture itself"):
        BoxesFile(tmp_path / "same.png", True, output).write(Picture(source), found(DOG))
    assert source.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "says"), [("boxes.jpg", "PNG"), ("boxes", "PNG"), ("away/boxes.png", "no folder away")]
)
def test_what_cannot_be_a_target(tmp_path: Path, output: Output, name: str, says: str) -> None:
    with pytest.raises(AppError, match=says):
        BoxesFile(tmp_path / name, False, output)


def test_a_disk_that_is_full(
    tmp_path: Path, source: Path, output: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    boxes = BoxesFile(tmp_path / "b.png", False, output)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Image.Image, "save", full)
    with pytest.raises(AppError, match="could not be written"):
        boxes.write(Picture(source), found(DOG))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dog.jpg"]
