"""What is decoded by a process of its own: as here, within bounds, and gone when nobody wants it."""

import io
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import hostile
import numpy as np
import psutil
import pytest
from PIL import ExifTags, Image
from waiting import until

from app.cancel import CancelToken
from app.describe.facts import facts_of
from app.errors import AppError, Cancelled
from app.pictures import child
from app.pictures.apart import decode_apart
from app.pictures.child import Exceeded, FileProcess
from app.pictures.decode import decode
from app.pictures.load import load_image
from app.pictures.loaded import Wish

ROOT = Path(__file__).resolve().parents[3]
SUPPORT = ROOT / "tests" / "support"


@pytest.fixture
def stuck(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Children may be the one that does not do its work."""
    monkeypatch.setenv("PYTHONPATH", str(SUPPORT))
    return monkeypatch


def start(
    monkeypatch: pytest.MonkeyPatch, how: str, cancel: CancelToken | None = None
) -> tuple[FileProcess, int]:
    monkeypatch.setenv("STUCK", how)
    made = FileProcess("stuck_child", {}, io.BytesIO(b"picture"), cancel or CancelToken())
    return made, int(made.answer()["pid"])


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def marked() -> Image.Image:
    """A picture of which every corner differs."""
    image = Image.new("RGB", (300, 260), (220, 30, 30))
    image.paste((30, 30, 220), (150, 0, 300, 260))
    image.paste((30, 200, 30), (0, 0, 40, 90))
    return image


def samples() -> dict[str, bytes]:
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Model] = "Canon", "EOS 5D"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2024:05:06 07:08:09"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (48.0, 8.0, 1.5), 3: "E", 4: (11.0, 34.0, 0.0)})
    return {
        "photo": hostile.encoded(marked(), "JPEG", exif=exif, quality=95),
        "scans": hostile.encoded(marked(), "JPEG", progressive=True),
        "alpha": hostile.encoded(marked().convert("RGBA"), "PNG"),
        "frames": hostile.encoded(
            marked(), "GIF", save_all=True, append_images=[Image.new("RGB", (300, 260))]
        ),
        "deep": hostile.encoded(
            Image.fromarray(np.arange(78_000, dtype=np.float32).reshape(260, 300)), "TIFF"
        ),
        "webp": hostile.encoded(marked(), "WEBP", exif=exif),
    }


@pytest.mark.parametrize("name", samples())
@pytest.mark.parametrize("need", [None, 100])
def test_it_is_the_same_picture_as_here(name: str, need: int | None) -> None:
    data = samples()[name]
    wish = Wish("The picture", len(data), 1_000_000, need)
    here = decode(io.BytesIO(data), wish, lambda cost: True)
    apart = decode_apart(io.BytesIO(data), wish, CancelToken())
    assert np.array_equal(np.asarray(here.image), np.asarray(apart.image))
    assert (here.width, here.height, here.format, here.frames) == (
        apart.width, apart.height, apart.format, apart.frames
    )  # fmt: skip
    assert facts_of(here) == facts_of(apart)
    if name == "photo":
        assert {"camera", "gps", "taken"} <= facts_of(apart).keys()


def test_a_file_reaches_it_as_well_as_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.avif"
    path.write_bytes(hostile.encoded(marked(), "AVIF"))
    loaded = load_image(path, need=100)
    assert loaded.path == path
    assert loaded.image.size == (100, 87)
    assert load_image(path.read_bytes()).image.size == (300, 260)


def test_its_refusals_are_those_of_the_loader(tmp_path: Path) -> None:
    path = tmp_path / "cut.avif"
    path.write_bytes(hostile.encoded(marked(), "AVIF")[:-200])
    with pytest.raises(AppError, match=r"^cut\.avif is damaged or cut off and cannot be read\."):
        load_image(path)


def test_a_raised_token_ends_it(stuck: pytest.MonkeyPatch) -> None:
    cancel = CancelToken()
    process, pid = start(stuck, "sleeps", cancel)
    with process:
        threading.Timer(0.05, cancel.cancel).start()
        with pytest.raises(Cancelled):
            process.answer()
    assert gone(pid)


def test_control_c_ends_it(stuck: pytest.MonkeyPatch) -> None:
    process, pid = start(stuck, "sleeps")
    main = threading.main_thread().ident
    assert main is not None
    timer = threading.Timer(0.05, signal.pthread_kill, (main, signal.SIGINT))
    # What a shell runs in the background ignores it from the start.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt), process:
            process.answer()
    finally:
        signal.signal(signal.SIGINT, before)
    assert gone(pid)


def test_it_has_so_much_time(stuck: pytest.MonkeyPatch) -> None:
    process, pid = start(stuck, "sleeps")
    process._end = 0.0
    with process, pytest.raises(Exceeded) as caught:
        process.answer()
    assert caught.value.why == "time"
    assert gone(pid)


def test_it_has_so_much_memory_also_where_no_limit_holds(stuck: pytest.MonkeyPatch) -> None:
    stuck.setattr(child, "MEMORY", 100_000_000)
    process, pid = start(stuck, "eats")
    with process, pytest.raises(Exceeded) as caught:
        process.answer()
    assert caught.value.why == "memory"
    assert gone(pid)


def test_one_that_dies_is_an_answer_too(stuck: pytest.MonkeyPatch) -> None:
    process, pid = start(stuck, "sleeps")
    os.kill(pid, signal.SIGSEGV)
    with process, pytest.raises(Exceeded) as caught:
        process.answer()
    assert caught.value.why == "died"


@pytest.mark.parametrize("how", ["deaf", "idle"])
def test_it_ends_with_its_parent(how: str) -> None:
    script = (
        "import io, sys, time\n"
        "from app.cancel import CancelToken\n"
        "from app.pictures.child import FileProcess\n"
        "made = FileProcess('stuck_child', {}, io.BytesIO(b'picture'), CancelToken())\n"
        "print(made.answer()['pid'], flush=True)\n"
        "time.sleep(3600)\n"
    )
    paths = os.pathsep.join((str(SUPPORT), str(ROOT)))
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env=os.environ | {"STUCK": how, "PYTHONPATH": paths},
        cwd=ROOT,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert not gone(pid)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until(lambda: gone(pid), "the child's end")


def test_its_memory_is_bound_from_within() -> None:
    data = hostile.png_pixels(9000, 9000, 8, 6)
    wish = Wish("big.png", len(data), 100_000_000, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(child, "MEMORY", 200_000_000)
        with pytest.raises(AppError, match=r"^big\.png needs more memory"):
            decode_apart(io.BytesIO(data), wish, CancelToken())


def test_a_library_that_gets_no_more_memory_aborts(stuck: pytest.MonkeyPatch) -> None:
    process, pid = start(stuck, "aborts")
    with process, pytest.raises(Exceeded) as caught:
        process.answer()
    assert caught.value.why == "memory"
    assert gone(pid)
