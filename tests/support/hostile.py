"""Pictures and clips made to hang, to fill the memory, or to lie; each is drawn when a test needs it."""

import gzip
import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import made_pages
import numpy as np
from made_clips import clip, plain, shown
from PIL import Image

Draw = Callable[[Path], Path]


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    """A picture's file."""
    if format_ == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def flat(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """One colour."""
    return Image.new(mode, (width, height), 100 if mode in ("L", "P", "I;16", "F", "1") else (10, 120, 30))


def scans(count: int, width: int, height: int) -> bytes:
    """A progressive JPEG that goes over its pixels again and again."""
    data = encoded(flat(width, height), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def png_chunk(name: bytes, data: bytes) -> bytes:
    """A chunk with its checksum."""
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))


def png(
    *chunks: bytes, size: tuple[int, int] = (16, 16), depth: int = 8, kind: int = 2, laced: int = 0
) -> bytes:
    """A PNG of these chunks behind its header."""
    head = png_chunk(b"IHDR", struct.pack(">LLBBBBB", *size, depth, kind, 0, 0, laced))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + png_chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """So many zero bytes, packed."""
    packer = zlib.compressobj(9)
    piece = bytes(1 << 20)
    packed = [packer.compress(piece) for _ in range(count >> 20)]
    return b"".join([*packed, packer.compress(bytes(count & 0xFFFFF)), packer.flush()])


SMALL = png_chunk(b"IDAT", zlib.compress(bytes(16 * 49)))


def png_pixels(width: int, height: int, depth: int, kind: int, laced: int = 0) -> bytes:
    """A PNG of zeros; ``kind`` is its colour type."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    raw = (width * samples * depth // 8 + 1) * height
    data = [png_chunk(b"PLTE", bytes(3 * 4)), png_chunk(b"tRNS", b"\0")] if kind == 3 else []
    packed = zeros(raw + (8 * height * laced))
    return png(*data, png_chunk(b"IDAT", packed), size=(width, height), depth=depth, kind=kind, laced=laced)


def tiff(tags: list[tuple[int, int, int]], data: bytes = b"", *, after: int = 0) -> bytes:
    """A TIFF of one page: (tag, type, value) each, the data behind them, and where the next page is."""
    table = b"".join(struct.pack("<HHLL", tag, kind, 1, value) for tag, kind, value in sorted(tags))
    return b"II*\0" + struct.pack("<LH", 8, len(tags)) + table + struct.pack("<L", after) + data


def tiff_pages(count: int) -> bytes:
    """A chain of empty pages that ends in its own middle."""
    first = tiff_picture(16, 16, 1, 16, bytes(16 * 16))
    start = len(first)
    at = 8 + 2 + 12 * 8
    chain = b"".join(struct.pack("<HL", 0, start + 6 * (n + 1)) for n in range(count - 1))
    return (
        first[:at]
        + struct.pack("<L", start)
        + first[at + 4 :]
        + chain
        + struct.pack("<HL", 0, start + 3 * count)
    )


def tiff_picture(width: int, height: int, packing: int, rows: int, data: bytes) -> bytes:
    """A grey TIFF of one strip."""
    at = 8 + 2 + 12 * 8 + 4
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, packing), (262, 3, 1), (273, 4, at)]
    return tiff([*tags, (278, 4, rows), (279, 4, len(data))], data)


def tiff_tile(width: int, height: int, side: int) -> bytes:
    """A small grey TIFF whose one tile is said to be huge."""
    data = zlib.compress(bytes(1 << 16))
    at = 8 + 2 + 12 * 9 + 4
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 8), (262, 3, 1), (322, 4, side)]
    return tiff([*tags, (323, 4, side), (324, 4, at), (325, 4, len(data))], data)


def gif(frames: int, width: int, height: int) -> bytes:
    """A GIF of so many frames of one pixel each, on a canvas of that size."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return head + frame * frames + b";"


def bmp_runs(width: int, height: int) -> bytes:
    """A BMP of runs of one pixel each: two bytes that Python unpacks for every pixel."""
    data = (b"\x01\x00" * width + b"\x00\x00") * height + b"\x00\x01"
    head = struct.pack("<LllHHLLllLL", 40, width, height, 1, 8, 1, len(data), 0, 0, 256, 0)
    return b"BM" + struct.pack("<LHHL", 54 + 1024 + len(data), 0, 0, 54 + 1024) + head + bytes(1024) + data


def patched(data: bytes, box: bytes, at: int, *numbers: int) -> bytes:
    """With 32-bit numbers written over what lies ``at`` bytes behind the name of a box."""
    place = data.index(box) + len(box) + at
    return data[:place] + struct.pack(f">{len(numbers)}L", *numbers) + data[place + 4 * len(numbers) :]


def exif_loop() -> bytes:
    """EXIF whose directories name themselves."""
    entry = struct.pack("<HHLL", 0x8769, 4, 1, 8) + struct.pack("<HHLL", 0x8825, 4, 1, 8)
    block = b"Exif\0\0II*\0" + struct.pack("<LH", 8, 2) + entry + struct.pack("<L", 8)
    return encoded(flat(64, 48), "JPEG", exif=block)


def exif_crowd() -> bytes:
    """EXIF that says it has 65,535 entries of four gigabytes each."""
    entry = b"".join(struct.pack("<HHLL", 40000 + n, 1, 0xFFFFFFF0, 8) for n in range(5000))
    block = b"Exif\0\0II*\0" + struct.pack("<LH", 8, 0xFFFF) + entry
    return encoded(flat(64, 48), "JPEG", exif=block[:65000])


def mp4(path: Path, size: tuple[int, int], seconds: float = 2.0, codec: str = "mpeg4", rate: int = 5) -> Path:
    """A clip of two scenes."""
    scenes = (plain(200, 0, 0, size), seconds / 2), (plain(0, 0, 200, size), seconds / 2)
    return clip(path, shown(*scenes, rate=rate), codec, rate=rate)


def lying_mp4(path: Path, true: tuple[int, int], said: tuple[int, int]) -> Path:
    """A clip whose container says another size than its stream."""
    mp4(path, true)
    data = bytearray(path.read_bytes())
    entry = data.index(b"mp4v", data.index(b"stsd"))
    struct.pack_into(">HH", data, entry + 4 + 24, *said)
    track = data.index(b"tkhd")
    struct.pack_into(">LL", data, track + 4 + 76, said[0] << 16, said[1] << 16)
    path.write_bytes(data)
    return path


def _file(name: str, data: Callable[[], bytes]) -> tuple[str, Draw]:
    def draw(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data())
        return path

    return name, draw


def _clip(name: str, make: Callable[[Path], Path]) -> tuple[str, Draw]:
    return name, lambda folder: make(folder / name)


def _cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def _webp_frames(count: int, side: int) -> bytes:
    frames = [flat(side, side), Image.new("RGB", (side, side), "red")] * (count // 2)
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True, method=0)


def _tiff_of(image: Image.Image, **options: object) -> bytes:
    return encoded(image, "TIFF", **options)


def svg(inside: str, before: str = "") -> bytes:
    """A drawing."""
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'{before}<svg {names} width="200" height="200">{inside}</svg>'.encode()


def svg_uses(levels: int, each: int) -> bytes:
    """A drawing that draws itself many times: each level shows the one below so often."""
    groups = ['<g id="g0"><rect width="9" height="9"/></g>']
    for level in range(1, levels):
        use = f'<use href="#g{level - 1}"/>'
        groups.append(f'<g id="g{level}">{use * each}</g>')
    return svg(f'<defs>{"".join(groups)}</defs><use href="#g{levels - 1}"/>')


def svg_entities(levels: int) -> bytes:
    """Entities made of each other."""
    told = "".join(f'<!ENTITY e{n} "' + f"&e{n - 1};" * 10 + '">' for n in range(1, levels))
    return svg(f"<text>&e{levels - 1};</text>", f'<!DOCTYPE svg [<!ENTITY e0 "aaaaaaaaaa">{told}]>')


def svg_nested(depth: int) -> bytes:
    """Groups within groups."""
    return svg("<g>" * depth + "</g>" * depth)


def svg_filter(side: int) -> bytes:
    """A blur as wide as that, over and over."""
    blur = f'<feGaussianBlur stdDeviation="{side}"/>' * 200
    return svg(f'<filter id="f">{blur}</filter><rect width="200" height="200" filter="url(#f)"/>')


def pdf_kids_loop() -> bytes:
    """Pages whose parent is their own child."""
    return made_pages.pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>"]
    )


def pdf_forms(levels: int, each: int) -> bytes:
    """A page that draws a form, which draws another so many times, and so on."""
    more = []
    for level in range(levels):
        inner = level + 5 if level < levels - 1 else 4  # the last draws the first
        about = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>"
        more.append(made_pages.stream(b"/X Do " * each, about % inner))
    return made_pages.document([b"/X Do"], resources=b"/XObject << /X 4 0 R >>", more=more)


def pdf_image(side: int) -> bytes:
    """A page with a picture of zeros as large as that."""
    about = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
    packed = zeros(3 * side * side)
    image = made_pages.stream(packed, about % (side, side) + b" /Filter /FlateDecode")
    return made_pages.document(
        [b"500 0 0 500 0 0 cm /I Do"], resources=b"/XObject << /I 4 0 R >>", more=[image]
    )


def pdf_page(data: bytes) -> bytes:
    """A page with these instructions, packed."""
    return made_pages.pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 500 500] /Contents 4 0 R >>",
            made_pages.stream(data, packed=True),
        ]
    )


def pdf_attached(depth: int) -> bytes:
    """A document attached to a document, and so on."""
    names = b"/Names << /EmbeddedFiles << /Names [(a.pdf) 4 0 R] >> >>"
    data = made_pages.document([b""])
    for _ in range(depth):
        more = [b"<< /Type /Filespec /F (a.pdf) /EF << /F 5 0 R >> >>", made_pages.stream(data, packed=True)]
        data = made_pages.document([b""], catalog=names, more=more)
    return data


def icon_lies() -> bytes:
    """An icon of 65,535 pictures, all of the same bytes, that says it is 40,000 pixels high."""
    picture = struct.pack("<LllHHLLllLL", 40, 40_000, 80_000, 1, 32, 0, 0, 0, 0, 0, 0)
    at = 6 + 16 * 65535
    entry = struct.pack("<BBBBHHLL", 0, 0, 0, 0, 1, 32, len(picture), at)
    return struct.pack("<HHH", 0, 1, 65535) + entry * 65535 + picture


def jp2_lies(side: int) -> bytes:
    """A JPEG 2000 picture that says it has so many pixels a side."""
    data = bytearray(encoded(flat(64, 64), "JPEG2000", no_jp2=True))
    at = data.index(b"\xff\x51")
    struct.pack_into(">LL", data, at + 6, side, side)
    return bytes(data)


def tiff_deep(side: int, bits: int, count: int) -> bytes:
    """A TIFF of an unusual depth, packed zeros."""
    data = zeros(side * ((side * bits * count + 7) // 8))
    at = 8 + 2 + 12 * 10 + 4
    tags = [(256, 4, side), (257, 4, side), (258, 3, bits), (259, 3, 8), (262, 3, 1), (273, 4, at)]
    return tiff([*tags, (277, 3, count), (278, 4, side), (279, 4, len(data)), (284, 3, 1)], data)


def quick() -> dict[str, Draw]:
    """Those that are drawn in no time: name -> what draws it into a folder."""
    webp = bytearray(encoded(flat(60, 40), "WEBP", lossless=True))
    webp[21:25] = struct.pack("<L", 9999 | 9999 << 14)
    huge_gif = gif(1, 60000, 60000)
    bmp = bytearray(encoded(flat(60, 40), "BMP"))
    bmp[18:26] = struct.pack("<ll", 9900, 9900)
    jpeg = bytearray(encoded(flat(64, 48), "JPEG"))
    sof = jpeg.index(b"\xff\xc0")
    jpeg[sof + 5 : sof + 9] = struct.pack(">HH", 65500, 65500)
    less = bytearray(jpeg)
    less[sof + 5 : sof + 9] = struct.pack(">HH", 9900, 9900)
    frames = png_chunk(b"acTL", struct.pack(">LL", 0xFFFFFFF0, 0))
    control = png_chunk(b"fcTL", struct.pack(">LLLLLHHBB", 0, 16, 16, 0, 0, 1, 1, 0, 0))
    return dict(
        [
            _file("scans.jpg", lambda: scans(400, 640, 480)),
            _file("lying_far.jpg", lambda: bytes(jpeg)),
            _file("lying.jpg", lambda: bytes(less)),
            _file("exif_loop.jpg", exif_loop),
            _file("exif_crowd.jpg", exif_crowd),
            _file("text.png", lambda: png(*[png_chunk(b"zTXt", b"c\0\0" + zeros(1_000_000))] * 400, SMALL)),
            _file(
                "long_text.png", lambda: png(png_chunk(b"iTXt", b"c\0\1\0\0\0" + zeros(80_000_000)), SMALL)
            ),
            _file("profile.png", lambda: png(png_chunk(b"iCCP", b"p\0\0" + zeros(80_000_000)), SMALL)),
            _file("chunks.png", lambda: png(png_chunk(b"abCd", b"") * 300_000, SMALL)),
            _file("frames.png", lambda: png(frames, control, SMALL)),
            _file("pixels.png", lambda: png_pixels(9990, 10000, 8, 2)),
            _file("canvas.webp", lambda: bytes(webp)),
            _file("canvas.gif", lambda: huge_gif),
            _file("frames.gif", lambda: gif(100_000, 16, 16)),
            _file("large.gif", lambda: gif(2, 9900, 9900)),
            _file("large.bmp", lambda: bytes(bmp)),
            _file("runs.bmp", lambda: bmp_runs(1900, 1200)),
            _file("pages.tif", lambda: tiff_pages(600_000)),
            _file("tile.tif", lambda: tiff_tile(64, 64, 40_000)),
            _file("deflate.tif", lambda: tiff_picture(9900, 9900, 8, 9900, zeros(9900 * 9900))),
            _file("strip.tif", lambda: tiff_picture(64, 64, 8, 0x7FFFFFFF, zeros(50_000_000))),
            _file("cut.jpg", lambda: scans(300, 640, 480)[:-900]),
            _file("deep.tif", lambda: tiff_deep(3000, 24, 1)),
            _file("entities.svg", lambda: svg_entities(12)),
            _file("uses.svg", lambda: svg_uses(12, 10)),
            _file("nested.svg", lambda: svg_nested(100_000)),
            _file("packed.svg", lambda: gzip.compress(svg("<g/>" * 20_000_000), 1)),
            _file("long.svg", lambda: svg('<path d="' + "M0 0L9 9" * 50_000 + '"/>')),
            _file("kids.pdf", pdf_kids_loop),
            _file("forms.pdf", lambda: pdf_forms(6, 6)),
            _file("image.pdf", lambda: pdf_image(9000)),
            _file("attached.pdf", lambda: pdf_attached(30)),
            _file("icons.ico", icon_lies),
            _file("lying.jp2", lambda: jp2_lies(30_000)),
            _file("lying_far.jp2", lambda: jp2_lies(2_000_000_000)),
            _clip("lying_small.mp4", lambda path: lying_mp4(path, (640, 480), (16, 16))),
            _clip("lying_large.mp4", lambda path: lying_mp4(path, (320, 240), (30000, 30000))),
            _clip("cut.mp4", lambda path: _cut(mp4(path, (640, 480)), 0.6)),
        ]
    )


def slow() -> dict[str, Draw]:
    """Those that take seconds and hundreds of megabytes to draw."""
    deep = Image.fromarray(np.zeros((9900, 9900), np.float32))
    return dict(
        [
            _file("scans3000.jpg", lambda: scans(3000, 4000, 3000)),
            _file("scans45.jpg", lambda: scans(35, 9000, 6500)),
            _file("webp4k.webp", lambda: encoded(flat(12000, 8317), "WEBP", lossless=True, method=0)),
            _file("frames.webp", lambda: _webp_frames(40, 4000)),
            _file("alpha.png", lambda: png_pixels(9990, 10000, 8, 6)),
            _file("deep.png", lambda: png_pixels(9990, 10000, 16, 6)),
            _file("laced.png", lambda: png_pixels(9600, 9600, 8, 2, laced=1)),
            _file("palette.png", lambda: png_pixels(9990, 10000, 8, 3)),
            _file("chunks_many.png", lambda: png(png_chunk(b"abCd", b"") * 8_000_000, SMALL)),
            _file("float.tif", lambda: _tiff_of(deep)),
            _file("lzma.tif", lambda: _tiff_of(flat(9900, 9900), compression="lzma")),
            _file("jpeg.tif", lambda: _tiff_of(flat(9900, 9900), compression="jpeg")),
            _file("runs_many.bmp", lambda: bmp_runs(7600, 7600)),
            _file("large.avif", lambda: encoded(flat(16000, 6000), "AVIF", speed=10)),
            _file(
                "lying.avif",
                lambda: patched(encoded(flat(16000, 6000), "AVIF", speed=10), b"ispe", 4, 64, 64),
            ),
            _file("large.heic", lambda: encoded(flat(9000, 6600), "HEIF")),
            _file("lying.heic", lambda: patched(encoded(flat(8000, 6000), "HEIF"), b"ispe", 4, 64, 64)),
            _file("paths.pdf", lambda: pdf_page(b"0 0 m 500 500 l 0 500 l f\n" * 3_000_000)),
            _file("blur.svg", lambda: svg_filter(100_000)),
            _file("forms_many.pdf", lambda: pdf_forms(20, 20)),
            _file("uses_many.svg", lambda: svg_uses(60, 10)),
            _file("words.svg", lambda: svg("<text y='9'>word</text>" * 300_000)),
            _file("deep_large.tif", lambda: tiff_deep(9900, 12, 1)),
            _file("deep_floats.tif", lambda: tiff_deep(9900, 64, 1)),
            _clip("large.mp4", lambda path: mp4(path, (7680, 4320))),
            _clip("large.webm", lambda path: mp4(path, (5900, 5900), codec="libvpx-vp9")),
            _clip("lying_8k.mp4", lambda path: lying_mp4(path, (7680, 4320), (64, 48))),
            _clip("long.mkv", lambda path: mp4(path, (64, 48), 4000.0)),
        ]
    )
