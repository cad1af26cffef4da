"""Files made to hang, to fill the memory, or to lie: a picture or a sentence, and the right process."""

import ast
import io
from pathlib import Path

import hostile
import pytest
from PIL import Image

from app.adapters import decode as decode_for_library
from app.cancel import CancelToken
from app.describe.video.video import VIDEO_SUFFIXES
from app.describe.video.watching import watch
from app.errors import AppError, Cancelled
from app.library.indexing.reading import FileReader, ReadOutcome
from app.library.indexing.scan import IndexJob
from app.pictures.decode import decode
from app.pictures.header import MOST_FRAMES, Cost
from app.pictures.load import load_image
from app.pictures.loaded import Dear, Wish

#: Which of them a process of its own decodes; the others are refused from their header, or harmless.
APART = {"scans.jpg", "lying.jpg", "pixels.png", "canvas.webp", "large.gif", "large.bmp", "runs.bmp",
         "tile.tif", "deflate.tif", "cut.jpg", "deep.tif", "lying.jp2", "lying_far.jp2"}  # fmt: skip
APART |= {name for name in hostile.quick() if name.endswith((".svg", ".pdf"))}
PICTURES = [name for name in hostile.quick() if Path(name).suffix not in VIDEO_SUFFIXES]
CLIPS = [name for name in hostile.quick() if Path(name).suffix in VIDEO_SUFFIXES]


@pytest.mark.parametrize("name", PICTURES)
def test_the_header_decides_who_decodes_it(name: str, tmp_path: Path) -> None:
    path = hostile.quick()[name](tmp_path)
    costs: list[Cost] = []

    def afford(cost: Cost) -> bool:
        costs.append(cost)
        return not cost.dear

    wish = Wish(name, path.stat().st_size, 100_000_000, 2016)
    dear = False
    with path.open("rb") as stream:
        try:
            decode(stream, wish, afford)
        except Dear:
            dear = True
        except AppError:
            dear = False
    assert dear == (name in APART), costs


@pytest.mark.parametrize("name", [name for name in PICTURES if name not in ("pixels.png", "large.gif")])
def test_each_is_a_picture_or_a_sentence(name: str, tmp_path: Path) -> None:
    path = hostile.quick()[name](tmp_path)
    loaded, words = None, ""
    try:
        loaded = load_image(path, need=64)
    except AppError as error:
        words = str(error)
    if loaded is None:
        assert words.endswith(".")
    else:
        assert max(loaded.image.size) <= 64
        assert loaded.frames <= MOST_FRAMES


@pytest.mark.parametrize("name", CLIPS)
def test_each_clip_is_watched_or_a_sentence(name: str, tmp_path: Path) -> None:
    path = hostile.quick()[name](tmp_path)
    seen, words = None, ""
    try:
        seen = list(watch(path, CancelToken()))[-1]
    except AppError as error:
        words = str(error)
    assert words.endswith(".") if seen is None else seen.done and seen.scenes


@pytest.mark.parametrize(("name", "frames"), [("frames.gif", MOST_FRAMES), ("pages.tif", MOST_FRAMES)])
def test_frames_are_counted_up_to_a_number(name: str, frames: int, tmp_path: Path) -> None:
    assert load_image(hostile.quick()[name](tmp_path), need=64).frames == frames


def test_a_chain_of_pages_that_comes_back_ends() -> None:
    assert load_image(hostile.tiff_pages(40)).frames == 41


ORDINARY = {
    "12 megapixels": lambda: hostile.encoded(hostile.flat(4000, 3000), "JPEG"),
    "12 megapixels, progressive": lambda: hostile.encoded(hostile.flat(4000, 3000), "JPEG", progressive=True),
    "24 megapixels": lambda: hostile.encoded(hostile.flat(6000, 4000), "JPEG"),
    "50 megapixels": lambda: hostile.encoded(hostile.flat(8160, 6120), "JPEG"),
    "a large screen": lambda: hostile.encoded(hostile.flat(3840, 2160), "PNG"),
    "a scanned page": lambda: hostile.encoded(hostile.flat(2480, 3508, "1"), "TIFF", compression="group4"),
    "an iPhone's": lambda: hostile.encoded(hostile.flat(2016, 1512), "HEIF"),
    "from the web": lambda: hostile.encoded(hostile.flat(1600, 1200), "WEBP"),
    "animated": lambda: hostile.gif(200, 480, 270),
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_pictures_are_decoded_here(name: str) -> None:
    data = ORDINARY[name]()
    costs: list[Cost] = []
    wish = Wish(name, len(data), 100_000_000, 2016)
    decode(io.BytesIO(data), wish, lambda cost: bool(costs.append(cost)) or True)
    assert costs
    assert not any(cost.dear for cost in costs), costs


@pytest.mark.parametrize(
    ("data", "scans"),
    [
        (hostile.encoded(hostile.flat(64, 48), "JPEG"), 1),
        (hostile.encoded(hostile.flat(64, 48, "L"), "JPEG"), 1),
        (hostile.encoded(hostile.flat(64, 48), "JPEG", progressive=True), 10),
        (hostile.scans(30, 64, 48), 39),
        (hostile.scans(3000, 64, 48), 51),
    ],
)
def test_scans_are_counted(data: bytes, scans: int) -> None:
    costs: list[Cost] = []
    decode(
        io.BytesIO(data), Wish("a", len(data), 1_000_000, None), lambda cost: bool(costs.append(cost)) or True
    )
    assert [cost.scans for cost in costs] == [scans]


def test_scans_at_the_edge_of_what_is_read_at_once_are_counted() -> None:
    plain = hostile.scans(60, 64, 48)
    for more in range(3):
        padded = plain[:2] + (b"\xff\xfe\xff\xff" + bytes(65533)) * 15 + plain[2:]
        data = (
            padded[:2]
            + b"\xff\xfe"
            + (2 + 50_000 + more).to_bytes(2, "big")
            + bytes(50_000 + more)
            + padded[2:]
        )
        costs: list[Cost] = []
        wish = Wish("a", len(data), 1_000_000, None)
        with pytest.raises(Dear):
            decode(io.BytesIO(data), wish, lambda cost, costs=costs: costs.append(cost) or not cost.dear)  # type: ignore[misc]
        assert costs[0].scans == 51


def test_a_hostile_file_costs_its_own_answer_only_in_a_library(tmp_path: Path) -> None:
    path = hostile.quick()["canvas.webp"](tmp_path)
    reader = FileReader(decode_for_library, lambda content: False)
    reading = reader.read(IndexJob(bytes(path), 1), CancelToken())
    assert reading.outcome is ReadOutcome.BROKEN
    assert reading.problem.endswith(".")


def test_reading_an_endless_header_can_be_cancelled() -> None:
    data = hostile.png(hostile.png_chunk(b"abCd", b"") * 50_000, hostile.SMALL)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        load_image(data, cancel=cancel)


def test_large_clips_are_watched_by_a_process_of_their_own(tmp_path: Path) -> None:
    path = hostile.mp4(tmp_path / "a.mp4", (4608, 3456), 1.0, rate=2)
    seen = list(watch(path, CancelToken()))[-1]
    assert (seen.facts["width"], seen.facts["height"], seen.done) == (4608, 3456, True)
    with Image.open(io.BytesIO(seen.scenes[0].picture)) as first:
        assert first.size == (2016, 1512)
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(watch(path, cancel))


OPENERS = {
    "Image.open": {"pictures/raster.py", "pictures/svg.py", "pictures/tiff.py"},
    "av.open": {"describe/video/video.py"},
}
LOADERS = {"QImageReader", "QPixmap.load", "QImage.load", "QImage.fromData", "QMovie"}


def test_there_is_one_door() -> None:
    app = Path(__file__).resolve().parents[3] / "app"
    found: dict[str, set[str]] = {}
    for path in app.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                found.setdefault(ast.unparse(node.func), set()).add(str(path.relative_to(app)))
    assert {name: found.get(name) for name in OPENERS} == OPENERS
    assert not LOADERS & found.keys()
