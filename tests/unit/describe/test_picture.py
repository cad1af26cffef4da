"""What is remembered of a picture that is talked about."""

import os
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from small_talk import SmallTalker

from app.describe.findings import Findings
from app.describe.narration import Narration
from app.describe.picture import Picture
from app.errors import Cancelled

PIXELS = [np.zeros((4, 5, 3), np.uint8)]


def say(*pieces: str) -> Narration[None]:
    def tell(_telling: Narration[None]) -> Generator[str, None, None]:
        yield from pieces

    return Narration(tell)


def test_only_what_is_new_is_given() -> None:
    picture = Picture(b"x")
    assert list(picture.new_in(say("A dog.", "A dog.", "It runs."))) == ["A dog.", "It runs."]
    assert list(picture.new_in(say("A dog.", "It runs.", "It barks."))) == ["It barks."]


def test_another_page_is_another_picture() -> None:
    first = Picture(b"x", page=2)
    first.refresh()
    first.findings = Findings(4, 5)
    for page, known in ((2, True), (3, False), (0, False)):
        again = Picture(b"x", first, page=page)
        again.refresh()
        assert (again.findings is not None) is known


def test_an_answer_may_repeat_what_was_said_and_a_description_an_answer() -> None:
    picture = Picture(b"x")
    list(picture.new_in(say("Yes.")))
    assert list(picture.new_in(say("Yes.", "No."), repeats=True)) == ["Yes.", "No."]
    assert list(picture.new_in(say("Yes.", "No."))) == ["No."]


def test_what_was_taken_back_is_said_again_and_its_rest_is_not() -> None:
    picture = Picture(b"x")
    list(picture.new_in(say("A dog.")))
    narration = say("A dog.", "It runs.", "It barks.")
    words = picture.new_in(narration)
    assert next(words) == "It runs."
    narration.cancel.cancel()
    picture.take_back(narration)
    with pytest.raises(Cancelled):
        next(words)
    assert list(picture.new_in(say("A dog.", "It runs."))) == ["A dog.", "It runs."]


def test_what_is_taken_back_before_it_began_takes_nothing_else_back() -> None:
    picture = Picture(b"x")
    list(picture.new_in(say("A dog.")))
    picture.take_back(say("A dog.", "It runs."))
    assert list(picture.new_in(say("A dog.", "It runs."))) == ["It runs."]


def test_closed_it_ends_what_is_told() -> None:
    narration = say("A dog.", "It runs.")
    words = Picture(b"x").new_in(narration)
    next(words)
    words.close()  # type: ignore[attr-defined]
    assert narration.cancel.cancelled


def test_a_file_written_anew_is_another_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"1")
    picture = Picture(path)
    picture.refresh()
    findings = picture.findings = Findings(5, 4)
    picture.refresh()
    assert picture.findings is findings
    path.write_bytes(b"another")
    os.utime(path, ns=(1, 1))
    picture.refresh()
    assert picture.findings is None


def test_the_same_picture_opened_again_is_known_but_all_is_said_again() -> None:
    first = Picture(b"x")
    first.refresh()
    first.findings = Findings(5, 4)
    list(first.new_in(say("A dog.")))
    again, other = Picture(b"x", first), Picture(b"y", first)
    again.refresh()
    other.refresh()
    assert again.findings is first.findings
    assert other.findings is None
    assert list(again.new_in(say("A dog."))) == ["A dog."]


def test_there_is_one_conversation_about_the_same_pictures(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as thread:
        talker = SmallTalker(thread)
        one, two, gone = Picture(b"a"), Picture(b"b"), Picture(tmp_path / "gone.png")
        for picture in (one, two, gone):
            picture.refresh()
        first = one.conversation(talker, lambda: PIXELS)  # type: ignore[arg-type]
        assert one.conversation(talker, lambda: pytest.fail("looked again")) is first  # type: ignore[arg-type]
        both = one.conversation(talker, lambda: PIXELS * 2, [two])  # type: ignore[arg-type]
        assert both is not first
        another = SmallTalker(thread)
        assert one.conversation(another, lambda: PIXELS, [two]) is not both  # type: ignore[arg-type]
        unknown = gone.conversation(talker, lambda: PIXELS)  # type: ignore[arg-type]
        assert gone.conversation(talker, lambda: PIXELS) is not unknown  # type: ignore[arg-type]
