"""What the pictures in a window show to which its program gives no name."""

from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL.Image import Image

from app.cancel import CancelToken
from app.controls import Control, ControlTree, Role
from app.describe.findings import Findings
from app.describe.inside import inside
from app.describe.windows.script import WindowScript
from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.errors import Cancelled
from app.inference.protocols import Kind, Seen, Stance
from app.shot import ScreenPart, Shot

SHOT = Shot(
    np.zeros((300, 400, 3), np.uint8), ScreenPart.WINDOW, 100, 50, "Shop", "Album", 7, datetime.now(UTC)
)
PHOTO = Seen(Kind.PHOTO, 0.99, "A cat.", 0.9, Stance.FACT)


def picture(column: int, name: str = "", size: int = 100) -> Control:
    return Control(Role.IMAGE, name, box=(100 + 110 * column, 60, 100 + 110 * column + size, 60 + size))


class House:
    def __init__(self, seen: Seen = PHOTO) -> None:
        root = Control(
            Role.WINDOW,
            "Album",
            box=(100, 50, 500, 350),
            children=(picture(0), picture(1, "A dog"), picture(2), picture(3, size=20)),
        )
        self.findings = Findings(400, 300)
        self.findings.window = WindowScript(ControlTree(root), SHOT)
        self.sizes: list[tuple[int, int]] = []
        self.seen = seen
        self.cancel = CancelToken()

    def look(self, image: Image, cancel: CancelToken) -> "Future[Seen]":
        self.sizes.append(image.size)
        future: Future[Seen] = Future()
        future.set_result(self.seen)
        return future

    def told(self) -> Iterator[str]:
        words = PhotoWords(Naming())
        return inside(
            self.findings, SHOT, self.look, None, lambda perceived, _: perceived, words, self.cancel
        )


def test_each_picture_without_a_name_is_looked_at_once() -> None:
    house = House()
    expected = ["Picture 1: Photo: A cat.", "Picture 3: Photo: A cat."]
    assert list(house.told()) == expected
    assert list(house.told()) == expected
    assert house.sizes == [(100, 100)] * 2


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (Seen(Kind.DRAWING, 0.9, "An envelope.", 0.9, Stance.FACT), "Picture 1: Drawing."),
        (Seen(Kind.PHOTO, 0.9, "A cat.", 0.9, Stance.FACT, foreign=True), "Picture 1: Picture."),
    ],
)
def test_of_what_is_no_photo_only_the_kind_is_said(seen: Seen, words: str) -> None:
    assert next(House(seen).told()) == words


def test_it_stops() -> None:
    house = House()
    house.cancel.cancel()
    with pytest.raises(Cancelled):
        list(house.told())


def test_a_window_without_controls_has_no_pictures() -> None:
    house = House()
    house.findings.window = None
    assert list(house.told()) == []
