"""Pages of PDF documents: what is drawn on them, and their own text."""

import io
from pathlib import Path

import made_pages as made
import pytest
from PIL import Image

from app.errors import AppError
from app.pictures import pdf
from app.pictures.load import load_image
from app.pictures.loaded import LoadedImage, Wish

WORDS = ("Invoice 4711", "Total: 12,50 €", "Pay by (bank) transfer")


def page(data: bytes, need: int | None = None) -> LoadedImage:
    """In this process, as the other one does it."""
    return pdf.page_of(io.BytesIO(data), Wish("a.pdf", len(data), 100_000_000, need))


def lines(found: LoadedImage) -> list[str]:
    return [line.text for line in found.text]


def test_a_page_has_its_pixels_and_its_text() -> None:
    found = page(made.document([made.text(*WORDS)]))
    assert (found.format, found.width, found.height, found.frames, found.frame) == ("PDF", 1653, 2339, 1, 1)
    assert lines(found) == list(WORDS)
    for line in found.text:
        left, top, right, bottom = line.box
        assert 190 < left < 210
        assert 30 < bottom - top < 60
        assert found.image.crop(line.box).convert("L").getextrema()[0] < 60
        assert right - left > 200
    assert [line.box[1] for line in found.text] == sorted(line.box[1] for line in found.text)


@pytest.mark.parametrize(
    ("pages", "number"),
    [
        ([b"", made.text("two")], 2),
        ([made.text("one"), made.text("two")], 1),
        ([b"", b""], 1),
        ([b"1 1 1 rg 0 0 595 842 re f", made.text("hidden", how=3), made.text("three")], 3),
    ],
)
def test_the_page_that_shows_something_is_taken(pages: list[bytes], number: int) -> None:
    found = page(made.document(pages))
    assert (found.frames, found.frame) == (len(pages), number)


def test_any_page_can_be_wanted() -> None:
    data = made.document([made.text("one"), b"", made.text("three")])
    for number, words in ((1, ["one"]), (2, []), (3, ["three"])):
        found = load_image(data, page=number)
        assert (found.frames, found.frame, lines(found)) == (3, number, words)
    with pytest.raises(AppError, match="has 3 pages, so there is no page 4"):
        load_image(data, page=4)


def test_long_documents_are_counted_and_not_looked_through() -> None:
    found = page(made.document([b""] * 1200))
    assert (found.frames, found.frame, found.looked) == (1000, 1, 12)


@pytest.mark.parametrize(
    "hidden", [{"how": 3}, {"how": 7}, {"grey": 1.0}, {"at": (72, -400)}, {"at": (900, 300)}]
)
def test_text_that_cannot_be_seen_is_no_text(hidden: dict[str, object]) -> None:
    drawn = made.text("seen") + made.text("hidden", **{"at": (72, 400), **hidden})  # type: ignore[arg-type]
    assert lines(page(made.document([drawn]))) == ["seen"]


def test_white_words_on_black_are_seen() -> None:
    drawn = b"0 g 0 300 595 200 re f\n" + made.text("seen", at=(72, 400), grey=1.0)
    assert lines(page(made.document([drawn]))) == ["seen"]


def test_letters_without_meaning_are_left_to_the_eye() -> None:
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 5 0 R >>"
    table = made.stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <00> <FF> "
        b"endcodespacerange 1 beginbfrange <41> <5A> <E000> endbfrange endcmap end end"
    )
    drawn = b"BT /G 18 Tf 72 700 Td (ABC) Tj ET " + made.text("plain", at=(72, 500))
    data = made.document([drawn], more=[font, table]).replace(b"/F 3 0 R", b"/F 3 0 R /G 4 0 R")
    assert lines(page(data)) == ["plain"]


def test_less_is_drawn_where_less_is_wanted() -> None:
    found = page(made.document([made.text("a")]), need=400)
    assert max(found.image.size) == 400
    assert found.width == found.image.width


@pytest.mark.parametrize("size", [(14400, 20), (20, 14400), (2_000_000, 2_000_000), (3, 3)])
def test_pages_of_any_size_are_drawn_at_one(size: tuple[int, int]) -> None:
    assert max(page(made.document([made.text("a", at=(0, 0))], size=size)).image.size) == 2339


def test_a_page_that_is_all_width_is_damaged() -> None:
    with pytest.raises(ValueError, match="without size"):
        page(made.document([made.text("a")], size=(100_000, 1)))


def test_attached_files_are_counted_and_not_opened() -> None:
    inner = made.document([made.text("inner")])
    names = b"/Names << /EmbeddedFiles << /Names [(a.pdf) 4 0 R] >> >>"
    more = [
        b"<< /Type /Filespec /F (a.pdf) /EF << /F 5 0 R >> >>",
        made.stream(inner, b"/Type /EmbeddedFile"),
    ]
    found = page(made.document([made.text("outer")], catalog=names, more=more))
    assert (lines(found), found.left_out) == (["outer"], 1)


def test_scripts_and_actions_do_nothing(tmp_path: Path) -> None:
    target = tmp_path / "written"
    act = (
        b"/OpenAction << /S /JavaScript /JS (app.alert(1); this.saveAs('%s')) >> "
        b"/AA << /WC << /S /Launch /F (/bin/true) >> /DS << /S /URI /URI (http://127.0.0.1:9/) >> >>"
    ) % str(target).encode()
    assert lines(page(made.document([made.text("a")], catalog=act))) == ["a"]
    assert not target.exists()


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n" + bytes(500), made.document([made.text("a")])[:300], made.pdf([b"<< /Type /Catalog >>"])],
)
def test_a_document_that_is_damaged_is_said_to_be(data: bytes) -> None:
    with pytest.raises(AppError, match=r"^a\.pdf (is damaged or cut off and cannot be read|has no page)\."):
        page(data)


def test_a_locked_document_is_said_to_be() -> None:
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
        b"11" * 32, b"22" * 32,
    )  # fmt: skip
    data = made.document([made.text("a")]).replace(b"trailer\n<< ", b"trailer\n<< " + locked + b" ")
    with pytest.raises(AppError, match=r"^a\.pdf is locked with a password\."):
        page(data)


def test_it_is_drawn_by_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "no ending"
    path.write_bytes(b"junk before it\n" + made.document([b"", made.text(*WORDS)]))
    found = load_image(path)
    assert (found.format, found.frames, found.frame, lines(found)) == ("PDF", 2, 2, list(WORDS))


def test_a_scan_is_a_picture() -> None:
    noise = Image.effect_noise((200, 280), 60).convert("RGB")
    drawn, resources, image = made.picture(noise.tobytes(), noise.size, (0, 0, 595, 842))
    found = page(made.document([drawn], resources=resources, more=[image]))
    assert found.text == ()
    assert found.image.convert("L").getextrema()[0] < 60


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_has_its_lines_where_they_are_seen(turn: int) -> None:
    data = made.document([made.text("turned")]).replace(b"/MediaBox", b"/Rotate %d /MediaBox" % turn)
    found = page(data)
    assert found.image.size == ((2339, 1653) if turn % 180 else (1653, 2339))
    assert lines(found) == ["turned"]
    left, top, right, bottom = found.text[0].box
    assert found.image.crop(found.text[0].box).convert("L").getextrema()[0] < 60
    assert (bottom - top > right - left) == (turn != 180)


def test_values_of_fields_are_drawn() -> None:
    field = (
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Ada) /Rect [72 400 400 440] /F 4 "
        b"/AP << /N 5 0 R >> /DA (/F 18 Tf 0 g) >>"
    )
    look = made.stream(
        b"/Tx BMC BT 0 g /F 18 Tf 4 12 Td (Ada) Tj ET EMC",
        b"/Type /XObject /Subtype /Form /BBox [0 0 328 40] /Resources << /Font << /F 3 0 R >> >>",
    )
    data = made.document(
        [made.text("Name:")],
        catalog=b"/AcroForm << /Fields [4 0 R] /DR << /Font << /F 3 0 R >> >> >>",
        more=[field, look],
    ).replace(b"/MediaBox", b"/Annots [4 0 R] /MediaBox")
    image = page(data).image
    place = tuple(round(side * image.width / 595) for side in (72, 842 - 440, 400, 842 - 400))
    assert image.crop(place).convert("L").getextrema()[0] < 100  # type: ignore[arg-type]
