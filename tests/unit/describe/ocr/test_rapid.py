"""The bundled models on rendered pages: what is read, in what order, in what memory, without a network."""

import json
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from app.cancel import CancelToken
from app.describe.ocr.budget import TILE_PIXELS, close_scale, detection_size, strips
from app.describe.ocr.heatmap import along, find_boxes
from app.describe.ocr.rapid import RapidOcr
from app.describe.ocr.reading import TextReading, read_text
from app.errors import AppError, Cancelled

ROOT = Path(__file__).parents[4]
SENTENCES = (
    "The file could not be opened because another program is using it",
    "Close the settings window and try again in 15 minutes",
    "Your report was sent to the server at 10:45 this morning",
    "Network connection lost, retry or work offline until Monday",
    "Total amount due 1,249.50 euro, payable within 30 days",
    "Do not turn off your computer while updates are installed",
    "Search results for harbour bridge at night, page 2 of 7",
    "Drag pictures here or press Control plus O to choose some",
)


@pytest.fixture(scope="module")
def engine() -> RapidOcr:
    return RapidOcr()


def screenshot(
    lines: int = 40, size: int = 16, paper: str = "white", ink: str = "black"
) -> tuple[Image.Image, list[str]]:
    """A 1920 x 1080 page: a title and numbered lines."""
    image = Image.new("RGB", (1920, 1080), paper)
    draw = ImageDraw.Draw(image)
    expected = ["Invoice Manager Settings"]
    draw.text((40, 12), expected[0], fill=ink, font=ImageFont.load_default(34))
    pitch = 990 // (lines - 1)
    for k in range(lines - 1):
        expected.append(f"{k + 1}. {SENTENCES[k % len(SENTENCES)]}")
        draw.text((60, 80 + k * pitch), expected[-1], fill=ink, font=ImageFont.load_default(size))
    return image, expected


def errors(read: str, expected: str) -> float:
    """Character error rate: edit distance over length."""
    row = list(range(len(expected) + 1))
    for i, a in enumerate(read, 1):
        new = [i]
        for j, b in enumerate(expected, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (a != b)))
        row = new
    return row[-1] / max(1, len(expected))


def text(reading: TextReading) -> str:
    return "\n".join(line.text for line in reading.lines)


@pytest.mark.slow
@pytest.mark.parametrize(("size", "paper", "ink"), [(16, "white", "black"), (12, "#202020", "#e0e0e0")])
def test_a_full_screenshot_is_read(engine: RapidOcr, size: int, paper: str, ink: str) -> None:
    image, expected = screenshot(40, size, paper, ink)
    first: list[str] = []
    reading = read_text(engine, image, CancelToken(), lambda lines: first.extend(line.text for line in lines))
    assert first[0] == expected[0]
    assert len(reading.lines) == 40
    assert reading.unread == 0
    assert errors(text(reading), "\n".join(expected)) < 0.03
    assert len(reading.uncertain) <= 8
    for line in reading.lines:
        assert 0 <= line.box[0] < line.box[2] <= 1920


def test_two_columns_are_not_interleaved(engine: RapidOcr) -> None:
    image = Image.new("RGB", (1280, 420), "white")
    draw = ImageDraw.Draw(image)
    for column in range(2):
        for k in range(6):
            text_ = f"{'Left' if column == 0 else 'Right'} column line {k + 1} goes on here"
            draw.text((40 + 640 * column, 30 + 60 * k), text_, fill="black", font=ImageFont.load_default(22))
    read = [line.text.split()[0] for line in read_text(engine, image, CancelToken()).lines]
    assert read == ["Left"] * 6 + ["Right"] * 6


def test_slanted_and_upright_text(engine: RapidOcr) -> None:
    font = ImageFont.load_default(36)
    for angle in (8, -12, 90):
        image = Image.new("RGB", (700, 700), "white")
        ImageDraw.Draw(image).text((120, 320), "Emergency exit only", fill="black", font=font)
        turned = image.rotate(angle, fillcolor="white", resample=Image.Resampling.BICUBIC)
        reading = read_text(engine, turned, CancelToken())
        assert errors(text(reading), "Emergency exit only") < 0.1, angle


def drawn(*pieces: tuple[int, int, str], size: int = 24, paper: str = "white") -> Image.Image:
    """A page with these pieces at their (left, top)."""
    image = Image.new("RGB", (900, 420), paper)
    for left, top, words in pieces:
        ImageDraw.Draw(image).text(
            (left, top), words, fill="black", font=ImageFont.truetype("DejaVuSans.ttf", size)
        )
    return image


def test_short_values_and_marks_are_read(engine: RapidOcr) -> None:
    labels = ("Floor", "Volume", "Wi-Fi", "Today", "Export", "Backup", "Support")
    values = ("4", "7", "Off", "\u22122\u00b0", "\u2713", "\u2013", "\u2717")
    pieces = [(left, 20 + 54 * k, (labels, values)[left > 100][k]) for k in range(7) for left in (50, 500)]
    reading = read_text(engine, drawn(*pieces), CancelToken(), thorough=True)
    read = [line.text.replace("\u2212", "-").replace("\u2013", "-").casefold() for line in reading.lines]
    said = ["4", "7", "off", "-2\u00b0", "\u2713", "-", "\u2717"]
    expected = [word.casefold() for pair in zip(labels, said, strict=True) for word in pair]
    assert read == expected
    assert reading.unread == 0


def test_letters_outside_the_alphabet_are_not_lost_without_a_word(engine: RapidOcr) -> None:
    lines = ("\u0110\u01b0\u1eddng Nguy\u1ec5n Hu\u1ec7", "Kh\u00f4ng \u0111\u01b0\u1ee3c v\u00e0o")
    reading = read_text(
        engine, drawn(*((40, 60 * k + 30, line) for k, line in enumerate(lines))), CancelToken()
    )
    assert len(reading.uncertain) + reading.unread == 2
    georgian = (
        "\u10e8\u10d4\u10e1\u10d5\u10da\u10d0",
        "\u10d3\u10d0\u10d9\u10d4\u10e2\u10d8\u10da\u10d8\u10d0",
    )
    unknown = drawn(*((40, 60 * k + 30, line) for k, line in enumerate(georgian)))
    assert read_text(engine, unknown, CancelToken()).unread == 2


def test_every_line_in_an_unknown_alphabet_is_counted(engine: RapidOcr) -> None:
    hebrew = (
        "\u05d4\u05db\u05e0\u05d9\u05e1\u05d4 \u05d0\u05e1\u05d5\u05e8\u05d4",
        "\u05d4\u05e1\u05e4\u05e8\u05d9\u05d9\u05d4 \u05e1\u05d2\u05d5\u05e8\u05d4",
        "\u05d9\u05d5\u05dd \u05e9\u05d9\u05e9\u05d9",
    )
    page = drawn(*((40, 70 * k + 30, line) for k, line in enumerate(hebrew)))
    assert read_text(engine, page, CancelToken(), thorough=True).unread == 3


def test_prices_are_apart_and_the_old_one_is_told(engine: RapidOcr) -> None:
    image = drawn((40, 60, "\u20ac 129.99"), (184, 60, "\u20ac 59.99"), (40, 160, "S U M M E R   S A L E"))
    ImageDraw.Draw(image).line((38, 76, 160, 76), fill="black", width=2)
    read = text(read_text(engine, image, CancelToken()))
    assert "\u20ac 129.99 (struck out) \u20ac 59.99" in read or "129.99 (struck out)\n" in read
    assert "SUMMER SALE" in read


def test_a_lonely_shape_in_a_photo_is_no_letter(engine: RapidOcr) -> None:
    noise = np.random.default_rng(3).normal(0, 2, (420, 900, 1))
    page = np.asarray(drawn((400, 120, "T"), size=90, paper="#78a8e0")).astype(np.float64)
    photo = Image.fromarray(np.clip(page + noise, 0, 255).astype(np.uint8))
    assert read_text(engine, photo, CancelToken()).lines == ()
    digit = read_text(engine, drawn((400, 120, "3"), size=90), CancelToken())
    assert [line.text for line in digit.lines] == ["3"]


def test_a_picture_without_text(engine: RapidOcr) -> None:
    with Image.open(ROOT / "assets" / "samples" / "cat.jpg") as cat:
        reading = read_text(engine, cat.convert("RGB"), CancelToken())
    assert reading.lines == ()
    assert reading.unread == 0


@pytest.mark.parametrize("size", [(1, 1), (3, 400), (400, 3), (33, 17)])
def test_odd_shapes_do_not_break_it(engine: RapidOcr, size: tuple[int, int]) -> None:
    image = Image.effect_noise(size, 90).convert("RGB")
    assert read_text(engine, image, CancelToken(), thorough=True).seconds > 0


@pytest.fixture(scope="module")
def note() -> tuple[Image.Image, list[str]]:
    """A small page: two lines of a large one."""
    image, lines = screenshot()
    return image.crop((0, 70, 720, 126)), lines[1:3]


def test_any_thread_may_read(engine: RapidOcr, note: tuple[Image.Image, list[str]]) -> None:
    image, expected = note

    def read(_: int) -> str:
        return text(read_text(engine, image, CancelToken()))

    with ThreadPoolExecutor(3) as pool:
        assert set(pool.map(read, range(4))) == {"\n".join(expected)}


def test_stopping_between_lines(engine: RapidOcr, note: tuple[Image.Image, list[str]]) -> None:
    image, _ = note
    cancel = CancelToken()
    lines = engine.recognise(image, engine.detect(image), cancel)
    next(lines)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(lines)


def test_missing_models_are_said(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="models are missing"):
        RapidOcr(tmp_path).warm()


ALONE = textwrap.dedent(
    """
    import json, logging, resource, socket, sys

    class Refused(socket.socket):
        def __init__(self, *args, **kwargs):
            raise AssertionError("a socket was opened")

    def peak():
        # Linux hands ru_maxrss down from the parent process.
        if sys.platform == "linux":
            with open("/proc/self/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20

    socket.socket = Refused
    from PIL import Image
    from app.cancel import CancelToken
    from app.describe.ocr.rapid import RapidOcr
    from app.describe.ocr.reading import read_text
    image = Image.open(sys.argv[1]).convert("RGB")
    first = []
    reading = read_text(RapidOcr(), image, CancelToken(), lambda lines: first.append(len(lines)))
    print(json.dumps({
        "lines": len(reading.lines),
        "megabytes": peak(),
        "first": first,
        "imported": [name for name in ("rapidocr", "cv2", "requests", "omegaconf") if name in sys.modules],
        "loggers": [name for name in logging.root.manager.loggerDict if "rapid" in name.lower()],
    }))
    """
)


@pytest.mark.slow
def test_a_fresh_process_reads_in_little_memory_without_a_network(tmp_path: Path) -> None:
    image, _ = screenshot(40)
    image.save(tmp_path / "page.png")
    command = [sys.executable, "-W", "error", "-c", ALONE, str(tmp_path / "page.png")]
    if _may_unshare():
        command = ["unshare", "-n", *command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=True, cwd=ROOT)
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert told["lines"] == 40
    assert told["imported"] == []
    assert told["loggers"] == []
    assert told["megabytes"] < 620
    (first,) = told["first"]
    assert 0 < first < 20


def _may_unshare() -> bool:
    try:
        return subprocess.run(["unshare", "-n", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


# The parts around the models.


@pytest.mark.parametrize(
    "size", [(1920, 1080), (3840, 2160), (800, 12000), (12000, 800), (40, 40), (3024, 1964)]
)
def test_strips_cover_every_row_once_and_stay_small(size: tuple[int, int]) -> None:
    width, height = detection_size(*size, 8_000_000)
    assert width % 32 == height % 32 == 0
    cut = strips(width, height)
    assert cut[0].keep_from == 0
    assert cut[-1].keep_to == height
    for strip in cut:
        assert strip.top <= strip.keep_from < strip.keep_to <= strip.bottom
        assert (strip.bottom - strip.top) % 32 == 0
        assert (strip.bottom - strip.top) * width <= max(TILE_PIXELS, 160 * width)
    for above, below in pairwise(cut):
        assert above.keep_to == below.keep_from
        # A line on the cut is seen whole by the strip that keeps its middle.
        assert above.bottom - above.keep_to >= 24
        assert below.keep_from - below.top >= 24


def test_small_text_is_looked_at_more_closely() -> None:
    assert close_scale(1920, 1080, [15] * 40) > close_scale(1920, 1080, [40] * 40) >= 0.5
    assert close_scale(1920, 1080, []) == pytest.approx(0.7)
    assert close_scale(320, 200, [12]) == 1.0
    width, height = detection_size(9000, 9000, 8_000_000, close_scale(9000, 9000, [10]))
    assert width * height < 8_500_000


def blob(points: np.ndarray, size: int = 200) -> np.ndarray:
    """A heat map with one filled quadrilateral."""
    image = Image.new("L", (size, size))
    ImageDraw.Draw(image).polygon([tuple(p) for p in points.tolist()], fill=230)
    return np.asarray(image, dtype=np.float32) / 255


def test_an_upright_blob_gives_an_upright_box_around_it() -> None:
    (found,) = find_boxes(blob(np.array([[40, 50], [140, 50], [140, 60], [40, 60]])))
    corners, score = found.corners, found.score
    assert found.upright
    assert found.slant == pytest.approx(0, abs=0.1)
    assert score == pytest.approx(230 / 255, abs=0.01)
    assert corners[0][0] < 36
    assert corners[0][1] < 46
    assert corners[2][0] > 144
    assert corners[2][1] > 64


@pytest.mark.parametrize("degrees", [-70, -30, -10, 10, 30, 70])
def test_a_slanted_blob_keeps_its_angle(degrees: float) -> None:
    angle = np.deg2rad(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    half = np.array([[-60, -6], [60, -6], [60, 6], [-60, 6]])
    (box,) = find_boxes(blob(half @ turn + 100))
    corners = box.corners
    assert not box.upright
    assert box.slant == pytest.approx(degrees, abs=3)
    along = corners[1] - corners[0]
    across = corners[3] - corners[0]
    longer = along if np.hypot(*along) > np.hypot(*across) else across
    found = np.rad2deg(np.arctan2(longer[1], longer[0])) % 180
    assert min(abs(found - degrees % 180), 180 - abs(found - degrees % 180)) < 3
    assert corners.mean(axis=0) == pytest.approx([100, 100], abs=1.5)


def test_a_short_word_of_a_slanted_page_gets_a_slanted_box() -> None:
    word = find_boxes(blob(np.array([[40, 50], [70, 50], [70, 66], [40, 66]])))[0]
    assert word.upright
    slanted = along(word, 10.0)
    rise = slanted.corners[1] - slanted.corners[0]
    assert np.rad2deg(np.arctan2(rise[1], rise[0])) == pytest.approx(10)
    assert slanted.corners.mean(axis=0) == pytest.approx(word.corners.mean(axis=0), abs=1)
    assert along(slanted, 3.0) is slanted


def test_separate_blobs_stay_separate_and_crooked_ones_whole() -> None:
    heat = np.zeros((60, 120), dtype=np.float32)
    heat[5:15, 5:50] = heat[5:15, 60:110] = 0.9
    # A U: its arms touch only at the bottom.
    heat[25:50, 10:20] = heat[25:50, 60:70] = heat[42:50, 10:70] = 0.9
    assert len(find_boxes(heat)) == 3


def test_faint_and_tiny_blobs_are_dropped() -> None:
    heat = np.zeros((60, 120), dtype=np.float32)
    heat[5:15, 5:50] = 0.4
    heat[30:32, 5:8] = 0.9
    assert find_boxes(heat) == []
    assert len(find_boxes(heat, score=0.35)) == 1
    assert find_boxes(np.zeros((32, 32), dtype=np.float32)) == []
