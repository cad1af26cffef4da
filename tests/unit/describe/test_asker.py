"""Questions about pictures."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hearing import hear
from PIL import Image
from small_talk import SmallTalker

from app.cancel import CancelToken
from app.describe.asker import PictureAsker
from app.describe.guards import Guard, Reason
from app.describe.picture import Picture
from app.errors import AppError, Cancelled
from app.inference.protocols import Kind
from app.pictures.load import LoadedImage
from app.shot import Source

NONE = AppError("No model that answers questions is installed.", "Install one.")


class House:
    """An asker among stand-ins."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self.talker = SmallTalker(thread, [("It is blue.", "Dark blue.")])
        self.installed = True
        self.loads: list[Source] = []

    def load(self, source: Source, cancel: object) -> LoadedImage:
        self.loads.append(source)
        if source == b"broken":
            raise AppError("The picture is damaged.")
        size = (640, 480) if source != b"flat" else (100, 100)
        return LoadedImage(Image.new("RGB", size), *size, "PNG", None)

    def check(self, image: Image.Image) -> Guard | None:
        flat = Guard(Kind.BLANK, Reason.FLAT, "This is one flat colour.", "Turn it off.")
        return flat if image.width == 100 else None

    def build(self) -> PictureAsker:
        return PictureAsker(
            load=self.load,
            check=self.check,
            talker=lambda: self.talker if self.installed else None,
            otherwise=lambda: NONE,
        )


@pytest.fixture
def house() -> Iterator[House]:
    with ThreadPoolExecutor(1) as thread:
        yield House(thread)


def test_the_answer_is_the_models_and_comes_sentence_by_sentence(house: House) -> None:
    heard: list[str] = []
    answer = hear(house.build().ask([Picture(b"x")], "What colour?"), heard.append)
    assert heard == ["The model says: It is blue.", "Dark blue."]
    assert answer.spoken == " ".join(heard)
    assert (answer.answer, answer.question, answer.model) == (
        "It is blue. Dark blue.",
        "What colour?",
        "small-talk",
    )
    assert (answer.reason, answer.resolution, answer.parts, answer.visual_tokens) == ("eos", 512, 1, 64)
    assert answer.seconds.keys() == {"load", "encode", "first_token", "first_words", "total"}
    assert answer.paths == (None,)


def test_a_follow_up_looks_at_nothing_again(house: House) -> None:
    asker, picture = house.build(), Picture(b"x")
    hear(asker.ask([picture], "What colour?"))
    answer = hear(asker.ask([picture], "Why?"))
    assert (len(house.loads), len(house.talker.talks)) == (1, 1)
    assert (answer.parts, answer.visual_tokens) == (0, 0)
    hear(asker.ask([Picture(b"y")], "Why?"))
    assert len(house.talker.talks) == 2


def test_a_question_goes_on_where_the_description_ended(house: House) -> None:
    picture = Picture(b"x")
    hear(house.build().ask([picture], "One?"))
    # Describer and asker share what the picture knows alone.
    hear(house.build().ask([picture], "Two?"))
    assert len(house.talker.talks) == 1


def test_several_pictures_are_one_conversation(house: House) -> None:
    answer = hear(house.build().ask([Picture(Path("a.png")), Picture(b"y")], "What changed?"))
    assert house.talker.talks == [[(480, 640, 3)] * 2]
    assert answer.paths == (Path("a.png"), None)
    assert answer.to_json()["paths"] == ["a.png", None]


def test_no_answer_is_said_too(house: House) -> None:
    house.talker.turns = [("I cannot tell.",)]
    answer = hear(house.build().ask([Picture(b"x")], "Who is it?"))
    assert (answer.answer, answer.spoken, answer.reason) == (None, "The model cannot tell.", "eos")


def test_a_picture_of_nothing_is_not_asked_about(house: House) -> None:
    answer = hear(house.build().ask([Picture(b"flat")], "What is it?"))
    assert (answer.guard, answer.answer, answer.model) == ("flat", None, "")
    assert answer.spoken == "This is one flat colour. Turn it off."
    assert answer.error is None
    assert house.talker.talks == []


def test_without_a_model_there_is_one_sentence_and_a_hint(house: House) -> None:
    house.installed = False
    with pytest.raises(AppError) as caught:
        hear(house.build().ask([Picture(b"x")], "What is it?"))
    assert (caught.value.message, caught.value.hint) == (NONE.message, NONE.hint)
    assert house.loads == []


@pytest.mark.parametrize(
    ("source", "question", "words"), [(b"x", " ", "no question"), (b"broken", "?", "damaged")]
)
def test_what_cannot_be_done_is_said(house: House, source: bytes, question: str, words: str) -> None:
    with pytest.raises(AppError, match=words):
        hear(house.build().ask([Picture(source)], question))


def test_an_error_of_the_models_is_an_error(house: House) -> None:
    house.talker.turns = [AppError("It does not fit."), ("Yes.",)]
    asker, picture = house.build(), Picture(b"x")
    with pytest.raises(AppError, match="does not fit"):
        hear(asker.ask([picture], "Is it?"))
    assert hear(asker.ask([picture], "Is it?")).answer == "Yes."


def test_cancelling_ends_the_answer_and_the_next_one_works(house: House) -> None:
    house.talker.gate = threading.Event()
    asker, picture, cancel = house.build(), Picture(b"x"), CancelToken()
    heard: list[str] = []

    def on_words(words: str) -> None:
        heard.append(words)
        cancel.cancel()
        house.talker.gate.set()  # type: ignore[union-attr]

    with pytest.raises(Cancelled):
        hear(asker.ask([picture], "What colour?", cancel), on_words)
    assert heard == ["The model says: It is blue."]
    assert hear(asker.ask([picture], "What colour?")).answer == "It is blue. Dark blue."
    assert len(house.talker.talks) == 1
