"""Describing with a model that talks: facts first, then its words, and never as facts."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from hearing import hear
from numpy.typing import NDArray
from PIL import Image
from small_talk import SmallTalker

from app.cancel import CancelToken
from app.describe.describer import PictureDescriber
from app.describe.findings import Findings
from app.describe.picture import Picture
from app.describe.pixels.guards import Guard, Reason
from app.describe.reader import AllText
from app.describe.result import Description, TextLine
from app.errors import AppError, Cancelled
from app.inference.perception import Perception, SeenObject
from app.inference.protocols import Kind, Level, NamedObject, Seen, Stance
from app.pictures.load import LoadedImage
from mlx_models.fastvlm.prompts import Facts

DOG = Seen(
    Kind.PHOTO, 0.99, "A dog runs on grass.", 0.95, Stance.FACT, (NamedObject("ball", 0.8),),
    seconds={"encode": 0.1, "first_token": 0.2},
)  # fmt: skip
PAGE = tuple(TextLine(f"Line {n}", 0.99, (10, 20 * n, 90, 20 * n + 15)) for n in range(13))
SMALL = "A dog; looks like a dog runs on grass."
BROKEN = AppError("The model Small Talk cannot be used.", "Run earsight models verify small-talk.")


@dataclass
class House:
    """A describer with a model that talks, among stand-ins."""

    talker: SmallTalker
    pool: ThreadPoolExecutor
    seen: "Seen | AppError" = DOG
    text: AllText = field(default_factory=AllText)
    guard: Guard | None = None
    words: list[str] = field(default_factory=list)
    looks: int = 0

    @property
    def name(self) -> str:
        return "compact"

    def look(self, pixels: NDArray[np.uint8], cancel: CancelToken) -> Seen:
        self.looks += 1
        if isinstance(self.seen, AppError):
            raise self.seen
        return self.seen

    def read(self, loaded: LoadedImage, *rest: Any, **options: Any) -> AllText:
        return self.text

    def run(self, work: Any, cancel: CancelToken) -> "Future[Seen]":
        return self.pool.submit(work)

    def build(self) -> PictureDescriber:
        return PictureDescriber(
            load=lambda source, cancel: LoadedImage(Image.new("RGB", (640, 480)), 640, 480, "PNG", None),
            check=lambda image, on_screen: self.guard,
            facts_of=lambda loaded: {"width": loaded.width, "camera": "Canon X1"},
            read=self.read,
            model=self,
            run=self.run,
            pool=self.pool,
            talker=lambda: self.talker,
        )

    def describe(
        self,
        level: Level = Level.BRIEF,
        describer: PictureDescriber | None = None,
        picture: Picture | None = None,
    ) -> Description:
        self.words.clear()
        narration = (describer or self.build()).describe(picture or Picture(b"x"), level)
        result = hear(narration, self.words.append)
        assert result.spoken == " ".join(self.words)
        return result


@pytest.fixture
def house() -> Iterator[House]:
    with ThreadPoolExecutor(3) as pool, ThreadPoolExecutor(1) as thread:
        yield House(SmallTalker(thread), pool)


def test_a_photo_gets_the_models_sentence_hedged(house: House) -> None:
    house.talker.turns = [("The image shows a cat on a sofa.", "It is grey.")]
    result = house.describe()
    assert house.words == ["Photo.", "Looks like a cat on a sofa."]
    assert (result.caption, result.stance, result.caption_source) == (
        "A cat on a sofa.",
        Stance.HEDGED,
        "model",
    )
    assert (result.confidence, result.model, result.kind) == (None, "small-talk", Kind.PHOTO)
    assert (result.resolution, result.parts, result.visual_tokens) == (512, 1, 64)
    assert result.model_text == "The image shows a cat on a sofa. It is grey."
    assert (result.seconds["encode"], result.seconds["first_token"]) == (2.5, 3.5)
    assert house.talker.calls == [("describe", Kind.PHOTO, Level.BRIEF, None, False)]
    assert house.talker.talks == [[(480, 640, 3)]]
    assert "dog" not in str(result.to_json())
    assert result.to_json()["visual_tokens"] == 64


def test_facts_and_text_are_said_while_the_model_works(house: House) -> None:
    house.text = AllText((TextLine("STOP", 0.99, (1, 1, 60, 20)),))
    house.talker.turns = [("A cat.", "It sleeps.")]
    house.talker.gate = threading.Event()
    heard: list[str] = []

    def on_words(words: str) -> None:
        heard.append(words)
        if words == "The model says: A cat.":  # its second sentence waits for this
            house.talker.gate.set()  # type: ignore[union-attr]

    hear(house.build().describe(Picture(b"x"), Level.DETAILED), on_words)
    assert heard == [
        "Photo.",
        'It says: "STOP".',
        "Camera: Canon X1.",
        "The picture is 640 by 480 pixels.",
        "The model says: A cat.",
        "It sleeps.",
    ]


def test_more_goes_on_and_says_again_what_was_said(house: House) -> None:
    house.talker.turns = [("A cat.",), ("It sleeps.", "It is grey."), ("A rug lies below.",)]
    describer, picture = house.build(), Picture(b"x")
    house.describe(Level.BRIEF, describer, picture)
    detailed = house.describe(Level.DETAILED, describer, picture)
    assert house.words[0] == "Photo."
    assert house.words[-3:] == ["Looks like a cat.", "The model says: It sleeps.", "It is grey."]
    assert (detailed.caption, detailed.parts, detailed.visual_tokens) == ("A cat.", 1, 64)
    full = house.describe(Level.FULL, describer, picture)
    assert house.words[-1] == "The model says: A rug lies below."
    assert full.model_text == "A cat. It sleeps. It is grey. A rug lies below."
    levels = [(call[2], call[4]) for call in house.talker.calls]
    assert levels == [(Level.BRIEF, False), (Level.DETAILED, True), (Level.FULL, True)]
    assert (house.looks, len(house.talker.talks)) == (1, 1)
    house.describe(Level.FULL, describer, picture)
    assert len(house.talker.calls) == 3


def test_brief_after_detailed_is_its_beginning(house: House) -> None:
    house.talker.turns = [("This photo shows a cat.", "It sleeps.")]
    describer, picture = house.build(), Picture(b"x")
    house.describe(Level.DETAILED, describer, picture)
    brief = house.describe(Level.BRIEF, describer, picture)
    assert house.words == ["Photo.", "Looks like a cat."]
    assert (brief.caption, brief.stance, brief.model) == ("A cat.", Stance.HEDGED, "small-talk")
    assert len(house.talker.calls) == 1


def test_a_screenshots_facts_stay_first(house: House) -> None:
    house.seen, house.text = replace(DOG, kind=Kind.SCREENSHOT), AllText(PAGE)
    describer, picture = house.build(), Picture(b"x")
    brief = house.describe(Level.BRIEF, describer, picture)
    assert house.talker.calls == []
    assert brief.spoken.startswith('Screenshot, which says "Line 0".')
    assert (brief.model, brief.caption_source, brief.resolution) == ("compact", "facts", 0)
    house.talker.turns = [("A page of lines.",)]
    detailed = house.describe(Level.DETAILED, describer, picture)
    assert house.words[0] == brief.spoken.split(" There")[0]
    assert house.words[-1] == "The model says: A page of lines."
    assert (detailed.caption_source, detailed.stance) == ("facts", Stance.FACT)
    assert (detailed.model, detailed.model_text) == ("small-talk", "A page of lines.")
    ((_, kind, level, known, _),) = house.talker.calls
    assert (kind, level) == (Kind.SCREENSHOT, Level.DETAILED)
    assert isinstance(known, Facts)
    assert known.text.startswith("Line 0\nLine 1")


def test_a_screenshot_without_text_gets_its_gist_at_once(house: House) -> None:
    house.seen = replace(DOG, kind=Kind.SCREENSHOT)
    house.talker.turns = [("A game of chess.",)]
    result = house.describe()
    assert house.words == [
        "Screenshot of 640 by 480 pixels, without any text that I could find.",
        "Looks like a game of chess.",
    ]
    assert (result.caption, result.stance) == ("A game of chess.", Stance.HEDGED)


@pytest.mark.parametrize("level", list(Level))
def test_what_looks_blank_never_reaches_the_model(house: House, level: Level) -> None:
    house.seen = replace(DOG, kind=Kind.BLANK)
    assert house.describe(level).model == "compact"
    house.guard = Guard(Kind.BLANK, Reason.FLAT, "This is one flat colour.", "Turn it off.", certain=True)
    house.describe(level)
    assert house.talker.talks == []


def test_where_it_fails_the_other_one_speaks_and_that_is_said_once(house: House) -> None:
    house.talker.turns = [BROKEN]
    describer = house.build()
    result = house.describe(Level.BRIEF, describer)
    assert house.words == ["Photo.", "The model Small Talk cannot be used.", SMALL]
    assert (result.model, result.caption, result.stance) == ("compact", "A dog runs on grass.", Stance.HEDGED)
    assert (result.confidence, result.model_text, result.resolution) == (0.95, None, 0)
    assert result.facts["problems"] == ["The model Small Talk cannot be used."]
    house.describe(Level.BRIEF, describer, Picture(b"another"))
    assert house.words == ["Photo.", SMALL]


def test_where_it_has_no_words_the_other_one_speaks(house: House) -> None:
    house.talker.turns = [("I cannot tell.", "**")]
    result = house.describe()
    assert house.words == ["Photo.", SMALL]
    assert result.model == "compact"
    house.seen = replace(DOG, caption=None, stance=Stance.NONE)
    house.describe()
    assert house.words == ["Photo.", "Perhaps a ball."]
    house.seen = replace(house.seen, objects=())
    house.describe()
    assert house.words == ["Photo.", "I am not sure what this shows."]


def test_without_the_small_model_the_large_one_still_speaks(house: House) -> None:
    house.seen = AppError("The model that describes pictures cannot be used.")
    result = house.describe()
    assert house.words[-1] == "Looks like a cat sleeps."
    assert (result.kind, result.model) == (Kind.UNKNOWN, "small-talk")


def test_cancelled_between_sentences_nothing_more_is_said(house: House) -> None:
    house.talker.turns = [("One.", "Two."), ("Three.",)]
    house.talker.gate = threading.Event()
    describer, picture, cancel = house.build(), Picture(b"x"), CancelToken()
    heard: list[str] = []

    def on_words(words: str) -> None:
        heard.append(words)
        if "One" in words:
            cancel.cancel()
            house.talker.gate.set()  # type: ignore[union-attr]

    with pytest.raises(Cancelled):
        hear(describer.describe(picture, Level.DETAILED, cancel), on_words)
    assert heard[-1] == "The model says: One."
    house.describe(Level.DETAILED, describer, picture)
    assert house.words[-1] == "The model says: Three."
    assert len(house.talker.talks) == 1  # the same conversation
    assert [call[4] for call in house.talker.calls] == [False, False]  # of which nothing is taken as heard


def test_a_bug_goes_on_up(house: House) -> None:
    house.talker.turns = [ZeroDivisionError()]
    with pytest.raises(ZeroDivisionError):
        house.describe()


def test_what_it_claims_is_compared_with_what_was_seen(house: House) -> None:
    """The detector's part is played by `Findings.settle`, which is the last step before the first word."""
    seen = Perception((SeenObject("dog", 0.8, (0, 0.4, 0.3, 0.9), Stance.FACT),), looked=True)

    def settle(findings: Findings) -> None:
        findings.perceived = seen
        findings_settle(findings)

    findings_settle = Findings.settle
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Findings, "settle", settle)
        house.talker.turns = [("A cat sleeps.", "It is a grey cat.")]
        brief = house.describe()
        assert house.words == ["Photo: A dog.", "The model says a cat sleeps; I could not see a cat."]
        assert (brief.caption, brief.stance) == ("A dog.", Stance.FACT)  # which nothing denies
        house.describe(Level.DETAILED)
        assert house.words[0] == "Photo: A dog on the left."
        assert house.words[-2:] == [
            "The model says: A cat sleeps; I could not see a cat.",
            "It is a grey cat.",
        ]
