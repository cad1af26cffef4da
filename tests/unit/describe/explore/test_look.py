"""A look at a whole picture or a part: what is found, how surely it is told, and where it is."""

from typing import Any

import numpy as np
from PIL import Image

from app.cancel import CancelToken
from app.describe.explore.look import cut, look, moved
from app.describe.findings import Findings
from app.describe.reader import AllText
from app.describe.result import TextLine
from app.errors import AppError
from app.inference.perception import Code, Perception, SeenObject
from app.inference.protocols import Stance
from app.pictures.load import LoadedImage

DOG = SeenObject("dog", 0.9, (0.0, 0.0, 0.5, 0.5), Stance.FACT)
CAT = SeenObject("cat", 0.1, (0.0, 0.0, 0.5, 0.5), Stance.WITHHELD)

QR = Code("QR code", "hello", (0.1, 0.1, 0.2, 0.2))


def picture(width: int = 400, height: int = 300, shrunk: int = 1) -> LoadedImage:
    """Black, but for its lower right quarter, which is white."""
    pixels = np.zeros((height // shrunk, width // shrunk, 3), dtype=np.uint8)
    pixels[height // shrunk // 2 :, width // shrunk // 2 :] = 255
    return LoadedImage(Image.fromarray(pixels), width, height, "PNG")


class Reads:
    def __init__(self, *lines: TextLine, error: AppError | None = None) -> None:
        self._lines = lines
        self._error = error

    def __call__(self, loaded: LoadedImage, cancel: CancelToken, on_first: Any, *, thorough: bool) -> AllText:
        assert thorough
        if self._error is not None:
            raise self._error
        return AllText(self._lines)


def look_with(reads: Reads, perceived: Perception | AppError) -> Findings:
    def perceive(_image: Image.Image, _cancel: CancelToken) -> Perception:
        if isinstance(perceived, AppError):
            raise perceived
        return perceived

    def codes(pixels: np.ndarray) -> tuple[Code, ...]:
        assert pixels.shape == (300, 400, 3)
        return (QR,)

    found = look(picture(), reads, perceive, codes, CancelToken())  # type: ignore[arg-type]
    assert found.perceived.codes == (QR,)
    return found


def test_objects_are_at_most_hedged_as_nobody_says_what_sort_of_picture_it_is() -> None:
    found = look_with(Reads(TextLine("STOP", 0.9, (0, 0, 50, 20))), Perception((DOG, CAT)))
    assert [one.stance for one in found.perceived.objects] == [Stance.HEDGED, Stance.WITHHELD]
    assert [line.text for line in found.lines or ()] == ["STOP"]


def test_in_a_picture_full_of_text_no_object_is_told() -> None:
    lines = [TextLine(f"line {n}", 0.9, (0, 20 * n, 200, 20 * n + 16)) for n in range(13)]
    assert look_with(Reads(*lines), Perception((DOG,))).perceived.objects == ()


def test_what_is_missing_is_among_the_problems_and_the_rest_is_there() -> None:
    found = look_with(Reads(error=AppError("I cannot read text on this machine.")), Perception((DOG,)))
    assert [problem.message for problem in found.problems] == ["I cannot read text on this machine."]
    assert found.lines == ()
    assert len(found.perceived.objects) == 1
    found = look_with(Reads(), AppError("The detector is damaged."))
    assert [problem.message for problem in found.problems] == ["The detector is damaged."]


def test_a_small_part_is_enlarged_and_told_in_its_own_pixels() -> None:
    part = cut(picture(), (100, 50, 300, 150))
    assert (part.width, part.height) == (200, 100)
    assert part.image.size == (800, 400)
    assert part.scale == 4
    small = cut(picture(), (0, 0, 10, 10))
    assert small.image.size == (40, 40)


def test_a_part_of_a_picture_that_was_decoded_smaller_is_the_right_one() -> None:
    part = cut(picture(400, 300, shrunk=2), (200, 150, 400, 300))
    assert np.asarray(part.image).min() == 255
    assert np.asarray(cut(picture(400, 300, shrunk=2), (0, 0, 200, 300)).image).max() == 0
    assert (part.width, part.height) == (200, 150)


def test_an_empty_part_is_a_pixel_at_least() -> None:
    part = cut(picture(), (400, 300, 400, 300))
    assert part.width == part.height == 1
    assert min(part.image.size) >= 1


def test_what_was_found_in_a_part_is_moved_to_its_place() -> None:
    found = Findings(200, 100)
    found.lines = (TextLine("STOP", 0.9, (10, 20, 60, 40)),)
    assert moved(found, (100, 50, 300, 150)).lines == (TextLine("STOP", 0.9, (110, 70, 160, 90)),)
