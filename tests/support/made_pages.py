"""PDF documents, each written anew: no library that writes them is needed."""

import zlib
from collections.abc import Sequence

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf(objects: Sequence[bytes], root: int = 1, more: bytes = b"") -> bytes:
    """A document of these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, root, more, start,
    )  # fmt: skip
    return bytes(out)


def stream(data: bytes, more: bytes = b"", packed: bool = False) -> bytes:
    """An object that holds data."""
    if packed:
        data, more = zlib.compress(data), more + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def document(
    pages: Sequence[bytes],
    size: tuple[float, float] = (595, 842),
    catalog: bytes = b"",
    resources: bytes = b"",
    more: Sequence[bytes] = (),
) -> bytes:
    """A document whose pages draw what these instructions say; ``more`` are objects from 4 on."""
    first = 4 + len(more)
    kids = b" ".join(b"%d 0 R" % (first + 2 * number) for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        _FONT,
        *more,
    ]
    for number, drawn in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R "
            b"/Resources << /Font << /F 3 0 R >> %s >> >>" % (*size, first + 2 * number + 1, resources),
            stream(drawn),
        ]
    return pdf(objects)


def text(
    *lines: str, at: tuple[int, int] = (72, 750), size: int = 18, how: int = 0, grey: float = 0
) -> bytes:
    """Instructions that draw lines one below the other; ``how`` 3 leaves no trace on the page."""
    words = b"".join(
        b"(%s) Tj 0 -%d Td " % (line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)"), 2 * size)
        for line in lines
    )
    return b"%.2f g BT /F %d Tf %d Tr %d %d Td %sET\n" % (grey, size, how, *at, words)


def picture(
    pixels: bytes, size: tuple[int, int], place: tuple[int, int, int, int]
) -> tuple[bytes, bytes, bytes]:
    """(instructions, resources, object 4) of an RGB picture; its place is left, bottom, width, height."""
    left, bottom, wide, high = place
    drawn = b"q %d 0 0 %d %d %d cm /I Do Q\n" % (wide, high, left, bottom)
    image = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8"
        % size
    )
    return drawn, b"/XObject << /I 4 0 R >>", stream(pixels, image, packed=True)
