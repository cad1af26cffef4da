from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from numpy.typing import NDArray
from perceptions import perhaps, seen, shows
from PIL import Image

from app.adapters import OTHER_SIDE, PHOTO_SIDE, LibraryDescriber, decode, load, perceiver, words_in
from app.cancel import CancelToken
from app.describe.ocr.choose import make_engine
from app.describe.reader import TextReader
from app.errors import AppError, Cancelled
from app.inference.detector import VERSION
from app.inference.perception import Judged, Perception, Scene, SeenObject
from app.inference.protocols import Impression, Kind, Seen, Stance
from app.paths import find_assets


def test_photos_are_decoded_smaller_than_screenshots(tmp_path: Path) -> None:
    picture = Image.effect_noise((5000, 2100), 50).convert("RGB")
    for suffix, side in (("jpg", PHOTO_SIDE), ("png", OTHER_SIDE)):
        path = tmp_path / f"picture.{suffix}"
        picture.save(path)
        assert max(load(path).image.size) == side
        assert load(path).width == 5000
        assert max(load(path.read_bytes()).image.size) == side


def test_what_is_no_file_is_refused_by_the_loader(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.jpg", Path("bad\0name")):
        with pytest.raises(AppError):
            load(path)


def test_a_decoded_picture_has_its_pixels_and_its_facts() -> None:
    cat = find_assets() / "samples" / "cat.jpg"
    decoded = decode(cat, 100)
    assert decoded.pixels.dtype == np.uint8
    assert max(decoded.pixels.shape[:2]) == 100
    assert decoded.facts["format"] == "JPEG"
    assert decoded.facts["width"] > 100
    assert np.array_equal(decode(cat.read_bytes(), 100).pixels, decoded.pixels)


def test_what_is_no_picture_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.jpg").write_text("no picture")
    with pytest.raises(AppError, match="holds text"):
        decode(tmp_path / "notes.jpg", 100)


def test_the_words_of_a_picture(sign: Path) -> None:
    reader = TextReader(make_engine)
    assert words_in(reader, sign, CancelToken()) == "BAKERY\nOpen until six"
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        words_in(reader, sign, cancel)


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    from PIL import ImageDraw, ImageFont

    image = Image.new("RGB", (640, 320), "white")
    draw = ImageDraw.Draw(image)
    draw.text((40, 50), "BAKERY", fill="black", font=ImageFont.load_default(size=64))
    draw.text((40, 180), "Open until six", fill="black", font=ImageFont.load_default(size=48))
    image.save(tmp_path / "sign.png")
    return tmp_path / "sign.png"


class Detector:
    """Finds what it is told to, and is sure of what the model supports."""

    def __init__(self, *objects: SeenObject) -> None:
        self._objects = objects

    def look(self, picture: NDArray[np.uint8], cancel: CancelToken) -> Perception:
        return shows(*self._objects)

    def seconded(self, found: Perception, impression: Impression | None) -> Perception:
        if impression is None:
            return found
        sure = [
            replace(one, stance=Stance.FACT) for one in found.objects if impression.support(one.name) > 0.5
        ]
        return replace(found, objects=tuple(sure))


def test_the_library_gets_objects_and_codes_and_one_sentence_of_what_is_fact() -> None:
    code = zxingcpp.create_barcode("table 7", zxingcpp.BarcodeFormat.QRCode)
    drawn = np.asarray(zxingcpp.write_barcode_to_image(code, scale=6))
    pixels = np.stack([drawn] * 3, axis=-1)

    looking = perceiver(Detector(seen("dog"), seen("dog", (0.0, 0.3, 0.2, 0.9)), perhaps("cup")), None)
    found = looking.look(pixels, CancelToken())
    assert looking.version == VERSION
    assert [one.name for one in found.objects] == ["dog", "dog", "cup"]
    assert [(one.format, one.content) for one in found.codes] == [("QR code", "table 7")]
    assert looking.tell(found) == "At least two dogs."
    assert looking.tell(shows(perhaps("cup"))) == ""


def test_the_librarys_objects_have_the_model_as_a_second_witness_and_it_tells_the_scene() -> None:
    here = Scene(setting=Judged("outdoors", 0.99, Stance.FACT))

    class Model:
        def glance(self, picture: NDArray[np.uint8], cancel: CancelToken) -> Seen:
            dark = not picture.any()
            impression = None if dark else Impression({"dog": 0.9})
            return Seen(
                Kind.PHOTO, 0.99, None, None, Stance.NONE, scene=None if dark else here, impression=impression
            )

    looking = perceiver(Detector(perhaps("dog")), Model())
    white, black = np.full((40, 40, 3), 255, np.uint8), np.zeros((40, 40, 3), np.uint8)
    told, untold = (looking.look(pixels, CancelToken()) for pixels in (white, black))
    assert (told.scene, told.objects[0].stance) == (here, Stance.FACT)
    assert (untold.scene, untold.objects[0].stance) == (Scene(), Stance.HEDGED)


def test_of_what_is_unlike_a_photo_the_library_keeps_nothing_as_a_fact() -> None:
    here = Scene(setting=Judged("outdoors", 0.99, Stance.FACT))

    class Model:
        def glance(self, picture: NDArray[np.uint8], cancel: CancelToken) -> Seen:
            seen = Impression({"dog": 0.9})
            return Seen(Kind.PHOTO, 0.99, None, None, Stance.NONE, scene=here, impression=seen, foreign=True)

    found = perceiver(Detector(perhaps("dog")), Model()).look(
        np.full((40, 40, 3), 255, np.uint8), CancelToken()
    )
    assert found.objects[0].stance is Stance.HEDGED
    assert found.scene.setting == Judged("outdoors", 0.99, Stance.HEDGED)


@pytest.mark.parametrize(
    ("caption", "stance", "kept"),
    [
        ("A dog and a ball.", Stance.FACT, Stance.FACT),
        ("Two dogs are playing.", Stance.FACT, Stance.HEDGED),
        ("A dog.", Stance.HEDGED, Stance.HEDGED),
        ("Two dogs are playing.", Stance.WITHHELD, Stance.WITHHELD),
        (None, Stance.NONE, Stance.NONE),
    ],
)
def test_a_library_keeps_as_a_fact_only_what_is_said_as_one(
    caption: str | None, stance: Stance, kept: Stance
) -> None:
    class Model:
        name = "small"

        def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
            return Seen(Kind.PHOTO, 0.99, caption, 0.9, stance)

    describer = LibraryDescriber(Model())
    looked = describer.look(np.zeros((4, 4, 3), np.uint8), CancelToken())
    assert (looked.caption, looked.stance, describer.name) == (caption, kept, "small")
