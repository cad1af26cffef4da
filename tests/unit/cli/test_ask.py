"""The verb `ask`: what is a picture, what is the question, and where the answers go."""

import io
import json
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hearing import narrated
from terminal import Terminal

from app.cancel import CancelToken
from app.cli.ask import MAX_PICTURES, split
from app.cli.run import run
from app.describe.answer import Answer
from app.describe.picture import Picture
from app.errors import AppError
from app.shot import Source

OnWords = Callable[[str], None]


@dataclass
class Sound:
    said: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.said.append(words)

    def wait(self) -> None:
        self.said.append("(waited)")

    def stop(self) -> None:
        self.said.append("(stopped)")


@dataclass
class Services:
    """Answers with what it was asked."""

    speaks: bool = False
    sound: Sound = field(default_factory=Sound)
    asked: list[tuple[list[Source], str]] = field(default_factory=list)
    tokens: list[CancelToken] = field(default_factory=list)
    models: list[str | None] = field(default_factory=list)

    def asker(self, model: str | None = None) -> "Services":
        self.models.append(model)
        return self

    @narrated
    def ask(
        self, pictures: Sequence[Picture], question: str, cancel: CancelToken
    ) -> Generator[str, None, Answer]:
        sources = [picture.source for picture in pictures]
        self.asked.append((sources, question))
        self.tokens.append(cancel)
        if question == "fail?":
            raise AppError("It does not fit.", "Take a smaller one.")
        if question == "interrupt?":
            raise KeyboardInterrupt
        yield "The model says: Yes."
        paths = tuple(source if isinstance(source, Path) else None for source in sources)
        return Answer(
            paths, question, "Yes.", "tiny", reason="eos", resolution=1024, spoken="The model says: Yes."
        )

    def voice(self, on_problem: OnWords) -> Sound:
        return self.sound

    def clipboard(self) -> bytes | Path:
        return b"pasted"

    def window(
        self, pictures: list[Path], command: str = "", *, hidden: bool = False, aloud: bool | None = None
    ) -> int:
        return 0

    def bug(self, error: BaseException) -> None:
        raise error


@pytest.fixture
def services() -> Services:
    return Services()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def type_(text: str) -> None:
        monkeypatch.setattr("sys.stdin", Terminal(text))

    return type_


@pytest.mark.parametrize(
    ("texts", "option", "expected"),
    [
        (["a.jpg", "What is it?"], None, (["a.jpg"], "What is it?")),
        (["a.jpg", "b.jpg", "What changed?"], None, (["a.jpg", "b.jpg"], "What changed?")),
        (["a.jpg", "b.jpg"], "What changed?", (["a.jpg", "b.jpg"], "What changed?")),
        (["a.jpg", "What is b.png"], None, (["a.jpg"], "What is b.png")),
        (["a.jpg", "missing.jpg"], None, (["a.jpg", "missing.jpg"], None)),
        (["a.jpg", "-"], None, (["a.jpg", "-"], None)),
        (["What is it?"], None, ([], "What is it?")),
        (["a.jpg", "Is it\0?"], None, (["a.jpg"], "Is it\0?")),
        ([], None, ([], None)),
    ],
)
def test_the_question_comes_last_and_is_no_file(
    texts: list[str], option: str | None, expected: tuple[list[str], str | None]
) -> None:
    assert split(texts, option) == expected


def test_a_file_that_is_there_is_no_question(tmp_path: Path) -> None:
    picture = tmp_path / "no suffix"
    picture.touch()
    assert split([str(picture)], None) == ([str(picture)], None)


def test_the_answer_is_printed_and_spoken(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--speak", "--model", "tiny", "a.jpg", "b.jpg", "Is it?"], services) == 0
    assert capsys.readouterr().out == "The model says: Yes.\n"
    assert services.asked == [([Path("a.jpg"), Path("b.jpg")], "Is it?")]
    assert services.sound.said == ["The model says: Yes.", "(waited)"]
    assert services.models == ["tiny"]


def test_json_has_everything_on_one_line(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "--json", "-q", "Is it?", "a.jpg"], services) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["question"], answer["answer"], answer["model"]) == ("Is it?", "Yes.", "tiny")
    assert (answer["paths"], answer["resolution"], answer["reason"]) == (["a.jpg"], 1024, "eos")
    assert answer["error"] is None


def test_an_error_is_a_sentence_or_an_object(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ask", "a.jpg", "fail?"], services) == 2
    assert capsys.readouterr().err == "It does not fit. Take a smaller one.\n"
    assert run(["ask", "--json", "a.jpg", "fail?"], services) == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["error"] == {"message": "It does not fit.", "hint": "Take a smaller one."}
    assert answer["paths"] == ["a.jpg"]


def test_questions_are_typed_one_after_the_other(
    services: Services, typed: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    typed("Is it?\nfail?\n  Why? \n\nNever asked\n")
    assert run(["ask", "--speak", "--clipboard"], services) == 2
    assert services.asked == [([b"pasted"], "Is it?"), ([b"pasted"], "fail?"), ([b"pasted"], "Why?")]
    assert len(set(map(id, services.tokens))) == 3
    assert services.sound.said.count("(stopped)") == 2
    assert capsys.readouterr().err == "It does not fit. Take a smaller one.\n"


def test_the_end_of_the_input_ends_it(services: Services, typed: Callable[[str], None]) -> None:
    typed("Is it?\n")
    assert run(["ask", "a.jpg"], services) == 0
    assert len(services.asked) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["ask", "a.jpg"], "There is no question."),
        (["ask", "What is it?"], "There is no picture to ask about."),
        (["ask", *["a.jpg"] * (MAX_PICTURES + 1), "Same?"], "I can look at 8 pictures at once at most."),
        (
            ["ask", "--clipboard", *["a.jpg"] * MAX_PICTURES, "Same?"],
            "I can look at 8 pictures at once at most.",
        ),
    ],
)
def test_what_is_missing_or_too_much_is_said(
    services: Services,
    arguments: list[str],
    sentence: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("not a terminal"))
    assert run(arguments, services) == 2
    assert capsys.readouterr().err.startswith(sentence)
    assert services.asked == []


def test_an_interrupt_is_silent_and_stops_the_answer(services: Services) -> None:
    assert run(["ask", "--speak", "a.jpg", "interrupt?"], services) == 130
    assert services.tokens[0].cancelled
    assert services.sound.said == ["(stopped)"]
