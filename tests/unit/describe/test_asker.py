"""Questions about pictures."""

import threading
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hearing import hear
from PIL import Image
from small_talk import SmallTalker

from app.cancel import CancelToken
from app.describe.asker import PictureAsker
from app.describe.findings import Findings
from app.describe.known import KnownAnswers
from app.describe.narration import Narration
from app.describe.picture import Picture
from app.describe.pixels.guards import Guard, Reason
from app.describe.result import Description
from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.errors import AppError, Cancelled
from app.inference.perception import Perception, SeenObject
from app.inference.protocols import Kind, Stance
from app.pictures.load import LoadedImage
from app.shot import Source

NONE = AppError("No model that answers questions is installed.", "Install one.")


class House:
    """An asker among stand-ins."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self.talker = SmallTalker(thread, [("It is blue.", "Dark blue.")])
        self.installed = True
        self.loads: list[Source] = []
        self.knows: dict[bytes, Findings] = {}
        self.described: list[Source] = []

    def load(self, source: Source, cancel: object) -> LoadedImage:
        self.loads.append(source)
        if source == b"broken":
            raise AppError("The picture is damaged.")
        size = (640, 480) if source != b"flat" else (100, 100)
        return LoadedImage(Image.new("RGB", size), *size, "PNG", None)

    def check(self, image: Image.Image, on_screen: bool) -> Guard | None:
        flat = Guard(Kind.BLANK, Reason.FLAT, "This is one flat colour.", "Turn it off.", certain=True)
        return flat if image.width == 100 else None

    def build(self) -> PictureAsker:
        return PictureAsker(
            load=self.load,
            check=self.check,
            talker=lambda: self.talker if self.installed else None,
            otherwise=lambda: NONE,
            describe=self.describe if self.knows else None,
            known=KnownAnswers(PhotoWords(Naming())),
        )

    def describe(self, picture: Picture, cancel: CancelToken) -> Narration[Description]:
        def tell(narration: Narration[Description]) -> Generator[str, None, Description]:
            self.described.append(picture.source)
            assert isinstance(picture.source, bytes)
            picture.findings = self.knows.get(picture.source)
            yield "This is one flat colour." if picture.findings is None else "Photo."
            facts = {"guard": "flat"} if picture.findings is None else {}
            return Description(None, facts=facts)

        return Narration(tell, cancel)


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


def seeing(*names: str) -> Findings:
    things = [SeenObject(name, 0.8, (0, 0.2, 0.3, 0.9), Stance.FACT) for name in names]
    findings = Findings(640, 480, perceived=Perception(tuple(things), looked=True))
    findings.by_facts, findings.lines = False, ()
    return findings


def test_without_a_model_what_is_known_answers(house: House) -> None:
    house.installed, house.knows = False, {b"x": seeing("dog")}
    answer = hear(house.build().ask([Picture(b"x")], "Is there a dog?"))
    assert answer.spoken == answer.answer == "Yes: a dog on the left."
    assert (answer.model, answer.reason, answer.guard, answer.error) == ("", "known", "", None)
    assert house.talker.talks == []


def test_what_is_not_known_is_an_error_with_the_way_to_a_model(house: House) -> None:
    house.installed, house.knows = False, {b"x": seeing("dog")}
    with pytest.raises(AppError) as caught:
        hear(house.build().ask([Picture(b"x")], "Is the dog asleep?"))
    assert caught.value.message == "I cannot tell without a larger model."
    assert caught.value.hint == NONE.hint


def test_several_pictures_are_answered_one_by_one(house: House) -> None:
    house.installed, house.knows = False, {b"x": seeing("dog"), b"y": seeing("cat")}
    pictures = [Picture(b"x"), Picture(b"y"), Picture(b"blank")]
    heard: list[str] = []
    hear(house.build().ask(pictures, "Is there a dog?"), heard.append)
    assert heard == [
        "Picture 1: Yes: a dog on the left.",
        "Picture 2: I could not see a dog.",
        "Picture 3: This is one flat colour.",
    ]
    answer = hear(house.build().ask(pictures[:2], "Is there a dog?", names=["At 0:00", "At 0:05"]))
    assert answer.spoken.startswith("At 0:00: Yes")


def test_a_picture_of_nothing_is_not_asked_about_without_a_model_either(house: House) -> None:
    house.installed, house.knows = False, {b"x": seeing("dog")}
    answer = hear(house.build().ask([Picture(b"blank")], "Is there a dog?"))
    assert (answer.guard, answer.answer, answer.reason) == ("flat", None, "")
    assert answer.spoken == "This is one flat colour."


def test_a_model_that_is_installed_is_asked(house: House) -> None:
    house.knows = {b"x": seeing("dog")}
    assert hear(house.build().ask([Picture(b"x")], "Is there a dog?", about="One.")).model == "small-talk"
    assert house.talker.calls == [("ask", "One. Is there a dog?")]
    assert house.described == []


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
