"""Every format and mode, every refusal, and thousands of damaged files."""

import io
import os
import random
import struct
import subprocess
import sys
import textwrap
import warnings
import zlib
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from app.errors import AppError
from app.pictures.decode import decode
from app.pictures.load import LoadedImage, load_image
from app.pictures.loaded import Wish

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIC", "AVIF")


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Left half red, right half blue, a green corner at the top left: every turn shows."""
    image = Image.new("RGB", (width, height), (220, 30, 30))
    image.paste((30, 30, 220), (width // 2, 0, width, height))
    image.paste((30, 200, 30), (0, 0, width // 4, height // 3))
    return image


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    if format_ == "HEIC":
        import pillow_heif

        pillow_heif.register_heif_opener()
    stream = io.BytesIO()
    image.save(stream, "HEIF" if format_ == "HEIC" else format_, **options)
    return stream.getvalue()


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int], by: int = 60) -> bool:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) <= by for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_loads(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "misnamed.txt"
    path.write_bytes(encoded(picture(), format_))
    loaded = load_image(path)
    assert (loaded.width, loaded.height, loaded.format) == (60, 40, format_)
    assert loaded.image.mode == "RGB"
    assert loaded.image.size == (60, 40)
    assert loaded.path == path
    assert loaded.scale == 1.0
    assert near(loaded.image, (2, 2), (30, 200, 30))
    assert near(loaded.image, (55, 35), (30, 30, 220))
    path.unlink()
    assert loaded.image.copy().size == (60, 40)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("need", [None, 30])
def test_orientation_is_applied(orientation: int, format_: str, need: int | None) -> None:
    # The stored picture is what the camera's sensor saw: the upright one, turned back.
    back = {2: 0, 3: 1 + 2, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = picture()
    stored = upright if orientation == 1 else upright.transpose(Image.Transpose(back[orientation]))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    loaded = load_image(encoded(stored, format_, exif=exif.tobytes()), need=need)
    assert (loaded.width, loaded.height) == (60, 40)
    assert loaded.image.size == ((60, 40) if need is None else (30, 20))
    assert near(loaded.image, (2, 2), (30, 200, 30))
    assert near(loaded.image, (loaded.image.width - 3, 2), (30, 30, 220))


@pytest.mark.parametrize("format_", FORMATS)
def test_need_is_the_longest_side(format_: str) -> None:
    loaded = load_image(encoded(picture(1200, 800), format_), need=300)
    assert loaded.image.size == (300, 200)
    assert (loaded.width, loaded.height) == (1200, 800)
    assert loaded.scale == pytest.approx(0.25)
    assert near(loaded.image, (10, 10), (30, 200, 30))
    assert load_image(encoded(picture(), format_), need=300).image.size == (60, 40)


def test_sixteen_bits_are_scaled_not_clipped() -> None:
    ramp = np.linspace(0, 65535, 256, dtype=np.uint16)[None].repeat(16, axis=0)
    for format_ in ("PNG", "TIFF"):
        values = np.asarray(load_image(encoded(Image.fromarray(ramp), format_)).image)[0, :, 0]
        assert values[0] == 0
        assert values[-1] == 255
        assert abs(int(values[128]) - 128) <= 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.linspace(0, 1, 64, dtype=np.float32), 255),
        (np.linspace(0, 255, 64, dtype=np.float32), 255),
        (np.linspace(-5, 5, 64, dtype=np.float32), 255),
        (np.array([np.nan, np.inf, -np.inf, 1.0] * 16, dtype=np.float32), 255),
        (np.linspace(0, 65535, 64).astype(np.int32), 255),
        (np.linspace(-(2**31), 2**31 - 1, 64).astype(np.int32), 255),
    ],
)
def test_deep_grey_keeps_its_range(values: np.ndarray, expected: int) -> None:
    loaded = load_image(encoded(Image.fromarray(values[None].repeat(8, axis=0)), "TIFF"))
    assert loaded.image.mode == "RGB"
    assert np.asarray(loaded.image).max() == expected


def test_cmyk_is_converted() -> None:
    for format_ in ("JPEG", "TIFF"):
        loaded = load_image(encoded(picture().convert("CMYK"), format_))
        assert near(loaded.image, (55, 35), (30, 30, 220))


def test_lab_is_converted() -> None:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    turned = ImageCms.profileToProfile(picture(), srgb, lab, outputMode="LAB")
    assert turned is not None
    assert near(load_image(encoded(turned, "TIFF")).image, (55, 35), (30, 30, 220))


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "TIFF", "AVIF", "HEIC"])
@pytest.mark.parametrize("need", [None, 20])
def test_alpha_lies_on_white(format_: str, need: int | None) -> None:
    image = picture().convert("RGBA")
    image.putalpha(0)
    assert near(load_image(encoded(image, format_), need=need).image, (10, 10), (255, 255, 255), 8)


def test_transparent_palettes_and_greys_lie_on_white() -> None:
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([10, 20, 30, 200, 0, 0])
    for options in ({"transparency": 1}, {"transparency": b"\xff\x00"}):
        assert near(load_image(encoded(palette, "PNG", **options)).image, (4, 4), (255, 255, 255), 0)
    assert near(load_image(encoded(palette, "GIF", transparency=1)).image, (4, 4), (255, 255, 255), 0)
    grey = Image.new("LA", (8, 8), (90, 0))
    assert near(load_image(encoded(grey, "PNG")).image, (4, 4), (255, 255, 255), 0)
    assert near(load_image(encoded(Image.new("L", (8, 8), 90), "PNG")).image, (4, 4), (90, 90, 90), 0)


@pytest.mark.parametrize("format_", ["PNG", "TIFF", "BMP", "GIF"])
def test_one_bit(format_: str) -> None:
    image = Image.new("1", (20, 20), 1)
    image.paste(0, (0, 0, 10, 20))
    loaded = load_image(encoded(image, format_))
    assert near(loaded.image, (2, 2), (0, 0, 0), 0)
    assert near(loaded.image, (18, 2), (255, 255, 255), 0)


@pytest.mark.parametrize("format_", ["GIF", "TIFF", "WEBP", "PNG"])
def test_the_first_frame_of_several(format_: str) -> None:
    frames = [Image.new("RGB", (30, 30), colour) for colour in ("red", "blue", "green")]
    data = encoded(frames[0], format_, save_all=True, append_images=frames[1:])
    loaded = load_image(data)
    assert near(loaded.image, (15, 15), (255, 0, 0), 12)
    assert loaded.frames == 3


def test_the_file_is_closed_again(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    picture().save(path)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ResourceWarning)
        load_image(path)
    assert str(path.resolve()) not in [file.path for file in psutil.Process().open_files()]


# Refusals: one sentence each, with a hint.


def refusal(source: Path | bytes, **options: int) -> AppError:
    with pytest.raises(AppError) as caught:
        load_image(source, **options)
    error = caught.value
    assert error.message.endswith(".")
    assert error.hint.endswith(".")
    return error


def test_refusals_have_different_sentences(tmp_path: Path) -> None:
    empty, text, folder = tmp_path / "empty.jpg", tmp_path / "text.jpg", tmp_path / "folder.jpg"
    cut, junk, pdf = tmp_path / "cut.jpg", tmp_path / "junk.jpg", tmp_path / "paper.jpg"
    empty.touch()
    text.write_text("Dear Anna,\nthe picture is attached. Grüße\n" * 30)
    folder.mkdir()
    cut.write_bytes(encoded(picture(400, 300), "PNG")[:200])
    junk.write_bytes(bytes(range(1, 256)) * 8)
    pdf.write_bytes(b"8BPS" + bytes(500))
    expected = {
        tmp_path / "none.jpg": "There is no file named none.jpg.",
        tmp_path / "empty.jpg" / "x.png": "There is no file named x.png.",
        empty: "empty.jpg is empty.",
        text: "text.jpg holds text, not a picture.",
        folder: "folder.jpg is a folder, not a picture.",
        cut: "cut.jpg is damaged or cut off and cannot be read.",
        junk: "junk.jpg is not a picture I know.",
        pdf: "paper.jpg is a Photoshop document, which I cannot read.",
        Path("/dev/zero"): "zero is a device or a pipe, not a picture file.",
        tmp_path / "a\0b": "a\0b cannot be opened.",
        tmp_path / ("x" * 400): f"{'x' * 400} cannot be opened.",
    }
    for path, sentence in expected.items():
        assert refusal(path).message == sentence


def test_a_pipe_never_makes_it_wait(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.png"
    os.mkfifo(pipe)
    assert "pipe" in refusal(pipe).message


def test_unreadable_permissions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.png"
    picture().save(path)
    path.chmod(0)
    if os.geteuid() == 0:
        # Root may read anything; the kernel's answer to everyone else is put in its place.
        def refuse(*_args: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", refuse)
    assert refusal(path).message == "I may not read secret.png."


@pytest.mark.parametrize("format_", [one for one in FORMATS if one != "JPEG"])
def test_a_file_cut_off_anywhere_is_refused(format_: str) -> None:
    image = Image.effect_noise((120, 90), 60).convert("RGB")
    data = encoded(image, format_)
    for share in (0.02, 0.3, 0.6):
        refusal(data[: max(1, int(len(data) * share))])


@pytest.mark.parametrize("format_", FORMATS)
def test_too_many_pixels_are_refused_from_the_header(format_: str) -> None:
    assert "million pixels" in refusal(encoded(picture(2000, 1000), format_), max_pixels=1_000_000).message


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png(*chunks: bytes, size: tuple[int, int] = (16, 16)) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">LLBBBBB", *size, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks)


def bombs() -> dict[str, bytes]:
    """Small files that unpack to hundreds of megabytes."""
    zeros = zlib.compress(bytes(300_000_000), 9)
    pixels = png_chunk(b"IDAT", zlib.compress(bytes(16 * 49)))
    end = png_chunk(b"IEND", b"")
    tags = 1200
    table = b"".join(struct.pack("<HHLL", 40000 + k, 1, 900_000, 8) for k in range(tags))
    tiff = b"II*\0" + struct.pack("<L", 1_000_008) + bytes(1_000_000)
    webp = encoded(picture(), "WEBP", lossless=True)
    huge = bytearray(webp)
    huge[21:25] = struct.pack("<L", 16382 | 16382 << 14)
    gif = bytearray(encoded(picture().convert("P"), "GIF"))
    gif[6:10] = struct.pack("<HH", 60000, 60000)
    bmp = bytearray(encoded(picture(), "BMP"))
    bmp[18:26] = struct.pack("<ll", 40000, 40000)
    return {
        "pixels": png(png_chunk(b"IDAT", zeros), end, size=(20000, 5200)),
        "text": png(png_chunk(b"zTXt", b"c\0\0" + zeros), pixels, end),
        "unicode text": png(png_chunk(b"iTXt", b"c\0\1\0\0\0" + zeros), pixels, end),
        "texts": png(*[png_chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(1_000_000)))] * 400, pixels, end),
        "profile": png(png_chunk(b"iCCP", b"p\0\0" + zeros), pixels, end),
        "tags": tiff + struct.pack("<H", tags) + table + bytes(4),
        "webp": bytes(huge),
        "gif": bytes(gif),
        "bmp": bytes(bmp),
    }


MEASURED = textwrap.dedent(
    """
    import resource, sys
    from pathlib import Path
    from app.pictures.load import load_image
    from app.errors import AppError
    def peak():
        # Linux hands ru_maxrss down from the parent process.
        if sys.platform == "linux":
            with open("/proc/self/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20

    before = peak()
    for path in sys.argv[1:]:
        try:
            loaded = load_image(Path(path))
            assert max(loaded.image.size) <= 100, path
        except AppError:
            pass
    print(peak() - before)
    """
)


def test_bombs_take_no_memory(tmp_path: Path) -> None:
    paths = []
    for name, data in bombs().items():
        assert len(data) < 3_000_000, name
        path = tmp_path / name.replace(" ", "_")
        path.write_bytes(data)
        paths.append(str(path))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURED, *paths],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert done.stderr == ""
    assert int(done.stdout) < 150, "megabytes"


SPOILT = textwrap.dedent(
    """
    import sys
    from app.pictures.load import load_image
    from app.errors import AppError
    refused = 0
    data = sys.stdin.buffer.read()
    for at in range(8, len(data)):
        try:
            load_image(data[:at] + b"\\xff" + data[at + 1:], max_pixels=1_000_000)
        except AppError:
            refused += 1
    print(refused)
    """
)


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate"])
def test_nothing_is_written_to_the_terminal(compression: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SPOILT],
        input=encoded(picture(24, 16), "TIFF", compression=compression),
        capture_output=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert int(done.stdout) > 20
    assert done.stderr == b""


def test_a_large_tag_is_refused() -> None:
    data = b"II*\0" + struct.pack("<LH", 8, 1) + struct.pack("<HHLL", 700, 1, 200_000_000, 8) + bytes(4)
    assert "damaged" in refusal(data).message


# Damaged files: a picture or an AppError, nothing else.


def samples() -> list[bytes]:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Canon"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo)[1] = "N"
    text = PngImagePlugin.PngInfo()
    text.add_text("comment", "hello " * 20, zip=True)
    image = picture(24, 16)
    frames = [Image.new("RGB", (24, 16), colour) for colour in ("red", "blue")]
    return [
        encoded(image, "JPEG", exif=exif.tobytes()),
        encoded(image, "JPEG", progressive=True, icc_profile=bytes(300)),
        encoded(image.convert("CMYK"), "JPEG"),
        encoded(image, "PNG", pnginfo=text, exif=exif.tobytes()),
        encoded(image.convert("P"), "PNG", transparency=b"\0\xff"),
        encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        encoded(image, "WEBP", exif=exif.tobytes()),
        encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True),
        encoded(frames[0], "GIF", save_all=True, append_images=frames[1:]),
        encoded(image, "TIFF", exif=exif),
        encoded(image, "TIFF", compression="tiff_lzw"),
        encoded(image, "TIFF", compression="tiff_adobe_deflate"),
        encoded(image.convert("1"), "TIFF", compression="group4"),
        encoded(image, "BMP"),
        encoded(image.convert("P"), "BMP"),
        encoded(image, "HEIC"),
        encoded(image, "AVIF"),
    ]


SAMPLES = samples()


def check_any(data: bytes) -> None:
    # Here, whatever the header says: a process for each of thousands takes long, and does the same there.
    try:
        loaded = decode(io.BytesIO(data), Wish("It", len(data), 4_000_000, 64), lambda _cost: True)
    except AppError:
        return
    assert isinstance(loaded, LoadedImage)
    assert loaded.image.mode == "RGB"
    assert max(loaded.image.size) <= 64
    loaded.image.tobytes()


@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_damaged_files_give_a_picture_or_a_sentence(data: st.DataObject) -> None:
    base = bytearray(data.draw(st.sampled_from(SAMPLES)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(0, len(base) - 1)))
        how = data.draw(st.sampled_from(["flip", "set", "cut", "insert", "repeat", "splice", "number"]))
        if not base:
            break
        if how == "flip":
            base[at] ^= 1 << data.draw(st.integers(0, 7))
        elif how == "set":
            base[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
        elif how == "cut":
            del base[at:]
        elif how == "insert":
            base[at:at] = data.draw(st.binary(min_size=1, max_size=12))
        elif how == "repeat":
            base[at:at] = base[at : at + data.draw(st.integers(1, 64))]
        elif how == "number":
            number = data.draw(st.sampled_from([0, 1, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000]))
            base[at : at + 4] = struct.pack(data.draw(st.sampled_from("<>")) + "L", number)
        else:
            other = data.draw(st.sampled_from(SAMPLES))
            base[at:] = other[data.draw(st.integers(0, len(other))) :]
    check_any(bytes(base))


@given(st.binary(max_size=400))
def test_any_bytes_give_a_picture_or_a_sentence(data: bytes) -> None:
    check_any(data)


@pytest.mark.slow
def test_thousands_of_damaged_files() -> None:
    dice = random.Random(20)
    for _ in range(4000):
        base = bytearray(dice.choice(SAMPLES))
        for _ in range(dice.choice((1, 1, 2, 5, 20))):
            base[dice.randrange(len(base))] = dice.choice((0, 255, 127, 128, dice.randrange(256)))
        if dice.random() < 0.2:
            del base[dice.randrange(1, len(base)) :]
        if dice.random() < 0.1:
            other = dice.choice(SAMPLES)
            base += other[dice.randrange(len(other)) :]
        check_any(bytes(base))


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_page_of_many_screens_keeps_its_pixels_as_far_as_they_may_be(format_: str) -> None:
    data = encoded(picture(100, 1000), format_)
    assert load_image(data, need=300).image.size == (30, 300)
    assert load_image(data, need=300, strip=200_000).image.size == (100, 1000)
    wide, high = load_image(data, need=300, strip=40_000).image.size
    assert high > 300
    assert 30_000 < wide * high <= 45_000
    assert max(load_image(encoded(picture(800, 1000), format_), need=300, strip=10**6).image.size) == 300
