"""Picture files of kinds that are rarely met, each written anew: what they show is :func:`scene`."""

import struct
import zlib
from collections.abc import Iterator
from itertools import product

import numpy as np
from hostile import encoded, png_chunk
from numpy.typing import NDArray
from PIL import Image, ImageDraw

SIZE = (96, 64)


def scene() -> Image.Image:
    """RGB: a dark ground that grows lighter to the right, and two bright shapes of different heights."""
    image = Image.linear_gradient("L").rotate(90).resize(SIZE).point(lambda level: level // 3).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((8, 6, 30, 56), fill=(250, 240, 230))
    draw.ellipse((52, 30, 88, 60), fill=(230, 250, 235))
    return image


def likeness(image: Image.Image, to: Image.Image | None = None) -> float:
    """How far one picture's shades follow another's, -1..1."""
    small = [
        np.asarray(one.convert("L").resize((48, 32)), np.float64).ravel() for one in (image, to or scene())
    ]
    return float(np.corrcoef(*small)[0, 1]) if all(one.std() > 1 for one in small) else 0.0


def grey() -> NDArray[np.float64]:
    """The scene's shades, 0..1."""
    return np.asarray(scene().convert("L"), np.float64) / 255


# TIFF


def tiff(pages: list[dict[int, tuple[int, list[int]]]], data: list[bytes], order: str = "<") -> bytes:
    """Pages of tags, tag -> (type, values); tag 273 is filled in, each page's data lying before its tags."""
    out = bytearray((b"II*\0" if order == "<" else b"MM\0*") + bytes(4))
    link = 4
    for tags, body in zip(pages, data, strict=True):
        start = len(out)
        out += body + b"\0" * (len(body) % 2)
        places = 324 if 324 in tags else 273
        tags = tags | {places: (4, [start + one for one in tags.get(places, (4, [0]))[1]])}
        table, at, entries = len(out), len(out) + 2 + 12 * len(tags) + 4, b""
        more = b""
        for tag, (kind, values) in sorted(tags.items()):
            raw = struct.pack(f"{order}{len(values)}{'BHL'[(1, 3, 4).index(kind)]}", *values)
            if len(raw) > 4:
                raw, more = struct.pack(order + "L", at + len(more)), more + raw
            entries += struct.pack(order + "HHL", tag, kind, len(values)) + raw.ljust(4, b"\0")
        struct.pack_into(order + "L", out, link, table)
        out += struct.pack(order + "H", len(tags)) + entries
        link = len(out)
        out += bytes(4) + more
    return bytes(out)


def packed(rows: NDArray[np.int64], bits: int) -> bytes:
    """Rows of whole numbers, each so many bits, the highest first; a row begins with a new byte."""
    places = (rows[:, :, None] >> np.arange(bits - 1, -1, -1)) & 1
    return np.packbits(places.reshape(len(rows), -1).astype(np.uint8), axis=1).tobytes()


def samples(shades: NDArray[np.float64], bits: int, kind: int, order: str) -> bytes:
    """(rows, numbers) 0..1 as a TIFF stores them: kind 1 is unsigned, 2 signed, 3 a float."""
    if kind == 3:
        return shades.astype(f"{order}f{bits // 8}").tobytes()
    most = 2 ** (bits - (kind == 2)) - 1
    numbers = np.minimum(np.round(shades * most), float(most)).astype(np.uint64)
    if bits in (8, 16, 32, 64):
        return numbers.astype(f"{order}u{bits // 8}").tobytes()
    if bits == 24 and order == "<":
        return numbers.astype("<u4").view(np.uint8).reshape(*numbers.shape, 4)[:, :, :3].tobytes()
    return packed(numbers.astype(np.int64), bits)


def deep_tiff(
    bits: int,
    kind: int = 1,
    meaning: int = 1,
    count: int = 1,
    order: str = "<",
    packing: int = 1,
    planes: int = 1,
    more: dict[int, tuple[int, list[int]]] | None = None,
) -> bytes:
    """The scene at an unusual depth; ``meaning`` is tag 262, ``count`` the samples, ``more`` further tags."""
    levels = 1 - grey() if meaning in (0, 5) else grey()
    each = [levels] * (3 if meaning == 5 else count) + [np.zeros_like(levels)] * (meaning == 5)
    if count in (2, 4) and meaning in (1, 2):
        each[-1] = np.ones_like(levels)
    count = len(each)
    if planes == 1:
        parts = [samples(np.dstack(each).reshape(SIZE[1], -1), bits, kind, order)]
    else:
        parts = [samples(one, bits, kind, order) for one in each]
    if packing == 8:
        parts = [zlib.compress(part) for part in parts]
    elif packing == 32773:
        parts = [b"".join(bytes([0, one]) for one in part) for part in parts]
    starts = [sum(len(part) for part in parts[:number]) for number in range(len(parts))]
    tags = {
        256: (4, [SIZE[0]]), 257: (4, [SIZE[1]]), 258: (3, [bits] * count), 259: (3, [packing]),
        262: (3, [meaning]), 273: (4, starts), 277: (3, [count]), 278: (4, [SIZE[1]]),
        279: (4, [len(part) for part in parts]), 284: (3, [planes]), 339: (3, [kind] * count),
    }  # fmt: skip
    if count in (2, 4) and meaning in (1, 2):
        tags[338] = (3, [2])
    return tiff([tags | (more or {})], [b"".join(parts)], order)


def tiled_tiff(bits: int, order: str, packing: int, side: int = 32) -> bytes:
    """The scene in colours, in tiles that reach beyond its edges."""
    wide, high = -(-SIZE[0] // side) * side, -(-SIZE[1] // side) * side
    levels = np.zeros((high, wide))
    levels[: SIZE[1], : SIZE[0]] = grey()
    parts = [
        samples(levels[top : top + side, left : left + side].repeat(3, axis=1), bits, 1, order)
        for top in range(0, high, side)
        for left in range(0, wide, side)
    ]
    parts = [zlib.compress(part) if packing == 8 else part for part in parts]
    starts = [sum(len(part) for part in parts[:number]) for number in range(len(parts))]
    tags = {
        256: (4, [SIZE[0]]), 257: (4, [SIZE[1]]), 258: (3, [bits] * 3), 259: (3, [packing]), 262: (3, [2]),
        277: (3, [3]), 322: (4, [side]), 323: (4, [side]), 324: (4, starts),
        325: (4, [len(one) for one in parts]),
    }  # fmt: skip
    return tiff([tags], [b"".join(parts)], order)


def differing_tiff(bits: int, kind: int, how: int, order: str) -> bytes:
    """The scene, each number stored as what it is more than the one before; ``how`` is tag 317."""
    data = samples(grey(), bits, kind, order)
    if how == 2:
        numbers = np.frombuffer(data, f"{order}u{bits // 8}").reshape(SIZE[1], SIZE[0])
        stored = np.diff(numbers, axis=1, prepend=np.zeros((SIZE[1], 1), numbers.dtype)).astype(numbers.dtype)
        packed_rows = stored.tobytes()
    else:
        size = bits // 8
        numbers = np.frombuffer(data, f"{order}f{size}").astype(f">f{size}").reshape(SIZE[1], SIZE[0], 1)
        parts = numbers.view(np.uint8).reshape(SIZE[1], SIZE[0], size).transpose(0, 2, 1).reshape(SIZE[1], -1)
        packed_rows = (
            np.diff(parts, axis=1, prepend=np.zeros((SIZE[1], 1), np.uint8)).astype(np.uint8).tobytes()
        )
    tags = {
        256: (4, [SIZE[0]]), 257: (4, [SIZE[1]]), 258: (3, [bits]), 259: (3, [8]), 262: (3, [1]),
        277: (3, [1]), 278: (4, [SIZE[1]]), 317: (3, [how]), 339: (3, [kind]),
    }  # fmt: skip
    body = zlib.compress(packed_rows)
    return tiff([tags | {279: (4, [len(body)])}], [body], order)


def deep_tiffs() -> Iterator[tuple[str, bytes]]:
    """Many of them, each with a name."""
    depths = ((1, 1), (2, 1), (4, 1), (6, 1), (10, 1), (12, 1), (14, 1), (16, 1), (24, 1), (32, 1), (64, 1))
    floats = ((16, 3), (32, 3), (64, 3))
    for (bits, kind), order in product((*depths, *floats, (16, 2), (32, 2)), "<>"):
        yield f"grey {bits} {kind} {order}", deep_tiff(bits, kind, order=order)
    for bits, kind in ((4, 1), (8, 1), (12, 1), (16, 1), (32, 3), (16, 3)):
        yield f"white is zero {bits} {kind}", deep_tiff(bits, kind, 0)
    for bits, planes in product((4, 8, 10, 12, 16, 32), (1, 2)):
        yield f"colours {bits} planes {planes}", deep_tiff(bits, 1, 2, 3, planes=planes)
    for bits in (8, 12, 16):
        yield f"grey with alpha {bits}", deep_tiff(bits, 1, 1, 2)
        yield f"colours with alpha {bits}", deep_tiff(bits, 1, 2, 4)
        yield f"ink {bits}", deep_tiff(bits, 1, 5)
    for packing, bits in product((8, 32773), (12, 16, 24)):
        yield f"packed {packing} {bits}", deep_tiff(bits, packing=packing)
    for bits, order, packing in product((10, 16, 24), "<>", (1, 8)):
        yield f"tiles {bits} {order} {packing}", tiled_tiff(bits, order, packing)
    for (bits, kind, how), order in product(
        ((16, 1, 2), (32, 1, 2), (32, 3, 3), (16, 3, 3), (64, 3, 3)), "<>"
    ):
        yield f"differences {bits} {kind} {order}", differing_tiff(bits, kind, how, order)
    yield "colours of floats", deep_tiff(32, 3, 2, 3)
    yield "colours of small floats", deep_tiff(16, 3, 2, 3, order=">")


# Few bits in many


def dim_pngs() -> Iterator[tuple[str, bytes]]:
    """Pictures that use a part of their sixteen bits only, grey and in colour."""
    for bits in (8, 9, 10, 11, 12, 13, 14, 15, 16):
        numbers = np.round(grey() * (2**bits - 1)).astype(np.uint16)
        yield f"grey {bits}", encoded(Image.fromarray(numbers), "PNG")
        yield f"grey tiff {bits}", encoded(Image.fromarray(numbers), "TIFF")
        yield f"colours {bits}", png16(np.dstack([numbers] * 3), 2)
    lit = np.round(grey() * 900).astype(np.uint16)
    lit[0, 0] = 65535  # one pixel of the sensor is broken
    yield "a hot pixel", encoded(Image.fromarray(lit), "PNG")
    yield "on a pedestal", encoded(Image.fromarray((30000 + grey() * 3000).astype(np.uint16)), "PNG")


def png16(numbers: NDArray[np.uint16], kind: int) -> bytes:
    """A PNG of 16 bits; ``kind`` is its colour type."""
    high, wide = numbers.shape[:2]
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in numbers)
    head = png_chunk(b"IHDR", struct.pack(">LLBBBBB", wide, high, 16, kind, 0, 0, 0))
    body = png_chunk(b"IDAT", zlib.compress(rows))
    return b"\x89PNG\r\n\x1a\n" + head + body + png_chunk(b"IEND", b"")


# Transparency


def on_nothing() -> Iterator[tuple[str, bytes, list[int]]]:
    """Shapes in a few shades on transparency: a name, the file, and the shades."""
    for format_, options in (
        ("PNG", {}),
        ("WEBP", {"lossless": True}),
        ("TIFF", {}),
        ("AVIF", {"quality": 100}),
    ):
        for shades in ([255], [0], [235], [20], [128], [255, 0], [250, 225], [30, 5]):
            image = Image.new("RGBA", SIZE, (0, 0, 0, 0))
            _shapes(image, [(shade, shade, shade, 255) for shade in shades])
            yield f"{format_} {shades}", encoded(image, format_, **options), shades
    for shades in ([255], [0], [255, 0]):
        for hidden in (0, 255):
            image = Image.new("LA", SIZE, (hidden, 0))
            _shapes(image, [(shade, 255) for shade in shades])
            yield f"LA {shades} {hidden}", encoded(image, "PNG"), shades
        table = Image.new("P", SIZE, 9)
        table.putpalette([*(shade for one in shades for shade in (one,) * 3), *[0] * 24, 7, 7, 7])
        _shapes(table, list(range(len(shades))))
        for format_ in ("PNG", "GIF"):
            yield f"palette {format_} {shades}", encoded(table, format_, transparency=9), shades


def _shapes(image: Image.Image, fills: list[object]) -> None:
    draw = ImageDraw.Draw(image)
    for number in range(6):
        left = 4 + 15 * number
        draw.rectangle((left, 12, left + 8, 50), fill=fills[number % len(fills)])  # type: ignore[arg-type]


# Frames and pages


def several() -> Iterator[tuple[str, bytes, int, int]]:
    """Files of several frames: a name, the file, how many there are, and which first shows the scene."""
    plain = {name: Image.new("RGB", SIZE, name) for name in ("black", "white", "navy")}
    noisy = Image.fromarray(
        np.random.default_rng(5).normal(248, 2, (SIZE[1], SIZE[0], 3)).clip(0, 255).astype("u1")
    )
    dim = scene().point(lambda level: level // 60)
    for format_ in ("GIF", "PNG", "WEBP", "TIFF"):
        options = {"lossless": True} if format_ == "WEBP" else {"duration": 100} if format_ == "GIF" else {}
        for name, firsts in {
            "black": [plain["black"]],
            "white": [plain["white"]],
            "navy": [plain["navy"]],
            "three": [plain["black"], plain["white"], plain["navy"]],
            "noisy": [noisy],
            "dim": [plain["black"], dim],
            "none": [],
        }.items():
            frames = [*firsts, scene(), scene().transpose(Image.Transpose.ROTATE_180)]
            data = encoded(frames[0], format_, save_all=True, append_images=frames[1:], **options)
            yield f"{format_} {name}", data, len(frames), len(firsts) + 1


def thumbnail_first() -> bytes:
    """A TIFF whose first directory is a smaller copy of the second."""
    small, large = scene().resize((24, 16)).convert("L"), scene().convert("L")
    tags = [
        {256: (4, [one.width]), 257: (4, [one.height]), 258: (3, [8]), 259: (3, [1]), 262: (3, [1]),
         278: (4, [one.height]), 279: (4, [one.width * one.height]), 254: (4, [kind])}
        for one, kind in ((small, 1), (large, 0))
    ]  # fmt: skip
    return tiff(tags, [small.tobytes(), large.tobytes()])


# Broken, but not in their pixels


def broken_pngs() -> Iterator[tuple[str, bytes]]:
    """PNGs that other programs show."""
    whole = encoded(scene(), "PNG")
    start, end = whole[:33], whole[33:]
    bad = {
        "a wrong checksum": lambda name, body: png_chunk(name, body)[:-4] + b"abcd",
        "right": png_chunk,
    }
    packed_text = b"c\0\0" + zlib.compress(bytes(3_000_000))
    for name in (b"tEXt", b"zTXt", b"iTXt", b"tIME", b"pHYs", b"gAMA", b"iCCP", b"prVt", b"eXIf", b"sPLT"):
        yield f"{name.decode()} wrong", start + bad["a wrong checksum"](name, b"x\0yyyyyyy") + end
    for name in (b"zTXt", b"iCCP"):
        yield f"{name.decode()} large", start + png_chunk(name, packed_text) + end
    yield "iTXt large", start + png_chunk(b"iTXt", b"c\0\1\0\0\0" + zlib.compress(bytes(3_000_000))) + end
    for name in (b"tEXt", b"zTXt", b"iTXt", b"pHYs", b"iCCP", b"gAMA", b"tIME", b"cHRM", b"sRGB"):
        yield f"{name.decode()} empty", start + png_chunk(name, b"") + end
    yield "texts", start + png_chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(900_000))) * 90 + end
    yield "behind the pixels", whole[:-12] + bad["a wrong checksum"](b"tEXt", b"Comment\0hello") + whole[-12:]
    yield "more behind its end", whole + b"more" * 50


def cut_jpegs() -> Iterator[tuple[str, bytes, bool]]:
    """JPEGs without their end: a name, the file, and whether pixels are missing."""
    noise = Image.effect_noise((320, 240), 40)
    big = Image.merge("RGB", (noise, noise.rotate(180), scene().convert("L").resize((320, 240))))
    kinds = {
        "usual": encoded(big, "JPEG", quality=85),
        "grey": encoded(noise, "JPEG"),
        "full colours": encoded(big, "JPEG", subsampling=0),
        "restarts": encoded(big, "JPEG", restart_marker_rows=1),
        "progressive": encoded(big, "JPEG", progressive=True),
        "optimised": encoded(big, "JPEG", optimize=True),
    }
    for name, data in kinds.items():
        yield f"{name}, without its mark", data[:-2], False
        yield f"{name}, with half of it", data[:-1], False
        yield f"{name}, with zeros", data[:-2] + bytes(20), False
        if name == "usual":
            yield f"{name}, half zeros", data[: len(data) // 2] + bytes(len(data) // 2), True
        for share in (0.5, 0.8, 0.97):
            yield f"{name}, {share} of it", data[: int(len(data) * share)], name != "progressive"
