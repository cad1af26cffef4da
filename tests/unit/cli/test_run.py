import io
import json
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hearing import narrated
from PIL import Image

from app.cancel import CancelToken
from app.cli.output import BUG_SENTENCE
from app.cli.run import run
from app.describe.findings import Findings
from app.describe.picture import Picture
from app.describe.result import Description
from app.doctor.check import Check, CheckState
from app.errors import AppError
from app.inference.protocols import Kind, Level, Stance
from app.settings import Settings

OnWords = Callable[[str], None]


@dataclass
class FakeVoice:
    said: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def say(self, words: str) -> None:
        self.said.append(words)

    def wait(self) -> None:
        self.events.append("waited")

    def stop(self) -> None:
        self.events.append("stopped")


class FakeDescriber:
    """Says what the file's name tells it to."""

    def __init__(self) -> None:
        self.levels: list[Level] = []
        self.tokens: list[CancelToken] = []
        self.known: list[bool] = []
        self.pages: list[int] = []

    @narrated
    def describe(
        self, picture: Picture, level: Level, cancel: CancelToken
    ) -> Generator[str, None, Description]:
        source = picture.source
        picture.refresh()
        self.pages.append(picture.page)
        self.known.append(picture.findings is not None)
        picture.findings = Findings(6, 4)
        self.levels.append(level)
        self.tokens.append(cancel)
        name = source.stem if isinstance(source, Path) else "bytes"
        if name == "missing":
            raise AppError("There is no file named missing.", "Check the name.")
        if name == "bug":
            raise ZeroDivisionError("secret caption")
        if name == "interrupt":
            raise KeyboardInterrupt
        yield f"Photo: A {name}."
        return Description(None, Kind.PHOTO, Stance.FACT, f"A {name}.", "model", spoken=f"Photo: A {name}.")

    @narrated
    def read(self, picture: Picture, cancel: CancelToken) -> Generator[str, None, Description]:
        yield 'It says: "STOP".'
        return Description(None, spoken='It says: "STOP".')


@dataclass
class FakeServices:
    settings: Settings = field(default_factory=Settings)
    speaks: bool = True
    sound: FakeVoice = field(default_factory=FakeVoice)
    pictures: FakeDescriber = field(default_factory=FakeDescriber)
    bugs: list[BaseException] = field(default_factory=list)
    opened: list[list[Path]] = field(default_factory=list)
    aloud: list[bool | None] = field(default_factory=list)
    wanted: list[tuple[str, bool]] = field(default_factory=list)
    silent: str = ""
    models: list[str | None] = field(default_factory=list)
    pasted: bytes | Path | None = None

    def describer(self, model: str | None = None) -> FakeDescriber:
        self.models.append(model)
        return self.pictures

    def voice(self, on_problem: OnWords) -> FakeVoice:
        if self.silent:
            on_problem(self.silent)
            on_problem(self.silent)
        return self.sound

    def clipboard(self) -> bytes | Path:
        if self.pasted is None:
            raise AppError("There is no picture on the clipboard.", "Copy a picture first.")
        return self.pasted

    def checks(self) -> list[Callable[[], Check]]:
        return [lambda: Check("Voice", CheckState.MISSING, "No sound device.", "Connect one.", {"voices": 0})]

    def window(
        self, pictures: list[Path], command: str = "", *, hidden: bool = False, aloud: bool | None = None
    ) -> int:
        self.opened.append(pictures)
        self.aloud.append(aloud)
        self.wanted.append((command, hidden))
        return 0

    def bug(self, error: BaseException) -> None:
        self.bugs.append(error)


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


def test_words_are_printed_and_spoken(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["describe", "dog.jpg"], services) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("Photo: A dog.\n", "")
    assert services.sound.said == ["Photo: A dog."]
    assert services.sound.events == ["waited"]


@pytest.mark.parametrize(
    ("options", "speaks", "heard"),
    [
        (["--no-speak"], True, False),
        (["--speak"], False, True),
        ([], False, False),
        (["--json"], True, False),
        (["--json", "--speak"], False, True),
    ],
)
def test_who_decides_about_speaking(
    services: FakeServices, options: list[str], speaks: bool, heard: bool
) -> None:
    services.speaks = speaks
    assert run(["describe", *options, "dog.jpg"], services) == 0
    assert bool(services.sound.said) == heard


def test_the_level_is_the_option_or_the_setting(services: FakeServices) -> None:
    services.settings = Settings(level="detailed")
    run(["describe", "dog.jpg"], services)
    run(["describe", "--level", "full", "dog.jpg"], services)
    assert services.pictures.levels == [Level.DETAILED, Level.FULL]


def test_a_document_begins_with_the_page_that_is_named(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["describe", "dog.jpg"], services) == 0
    assert run(["describe", "--page", "3", "dog.jpg"], services) == 0
    assert services.pictures.pages == [0, 3]
    for page in ("0", "-1", "x"):
        assert run(["read", "--page", page, "dog.jpg"], services) == 2
        assert "page" in capsys.readouterr().err


def test_the_model_is_the_option_or_left_to_the_settings(services: FakeServices) -> None:
    run(["describe", "dog.jpg"], services)
    run(["describe", "--model", "fastvlm-0.5b", "dog.jpg"], services)
    assert services.models == [None, "fastvlm-0.5b"]


def test_json_is_one_object_a_line_and_nothing_else(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["describe", "--json", "dog.jpg", "missing.jpg", "cat.jpg"], services) == 2
    out, err = capsys.readouterr()
    dog, missing, cat = (json.loads(text) for text in out.splitlines())
    assert (dog["path"], dog["caption"], dog["schema"], dog["error"]) == ("dog.jpg", "A dog.", 1, None)
    assert cat["spoken"] == "Photo: A cat."
    assert missing["error"] == {"message": "There is no file named missing.", "hint": "Check the name."}
    assert missing["caption"] is None
    assert err.splitlines()[0] == "Picture 1 of 3: dog.jpg"
    assert len(err.splitlines()) == 3


def test_every_picture_is_worked_on_and_a_failure_is_two(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["describe", "missing.jpg", "dog.jpg"], services) == 2
    out, err = capsys.readouterr()
    assert "Photo: A dog." in out
    assert "There is no file named missing. Check the name." in err
    assert "There is no file named missing. Check the name." in services.sound.said


def test_one_picture_makes_no_progress_lines(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["describe", "dog.jpg"], services)
    assert capsys.readouterr().err == ""


def test_a_picture_named_twice_in_a_row_is_looked_at_once(services: FakeServices, tmp_path: Path) -> None:
    dog, cat = tmp_path / "dog.jpg", tmp_path / "cat.jpg"
    dog.write_bytes(b"dog")
    cat.write_bytes(b"cat")
    assert run(["describe", str(dog), str(dog), str(cat), str(dog)], services) == 0
    assert services.pictures.known == [False, True, False, False]


def test_each_picture_has_its_own_cancel_token(services: FakeServices) -> None:
    run(["describe", "dog.jpg", "cat.jpg"], services)
    first, second = services.pictures.tokens
    assert first is not second


def test_a_bug_is_one_fixed_sentence_and_stops_no_other_picture(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["describe", "--no-speak", "bug.jpg", "dog.jpg"], services) == 1
    out, err = capsys.readouterr()
    assert BUG_SENTENCE in err
    assert "secret" not in out + err
    assert "Traceback" not in err
    assert "Photo: A dog." in out
    assert [type(error) for error in services.bugs] == [ZeroDivisionError]


def test_a_bug_in_json_is_an_object_too(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["describe", "--json", "bug.jpg"], services) == 1
    assert json.loads(capsys.readouterr().out)["error"] == {"message": BUG_SENTENCE, "hint": ""}


def test_a_bug_elsewhere_is_one_fixed_sentence(
    services: FakeServices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(FakeServices, "window", lambda self, pictures: 1 // 0)
    assert run(["gui"], services) == 1
    assert capsys.readouterr().err == BUG_SENTENCE + "\n"


def test_an_interrupt_is_silent_and_stops_the_work(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["describe", "dog.jpg", "interrupt.jpg", "cat.jpg"], services) == 130
    out, err = capsys.readouterr()
    assert "cat" not in out
    assert "Traceback" not in err
    assert services.sound.events == ["stopped"]
    assert services.pictures.tokens[-1].cancelled


def test_no_sound_is_said_once_and_is_no_failure(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    services.silent = "I cannot speak: no sound device was found."
    assert run(["describe", "dog.jpg", "cat.jpg"], services) == 0
    assert capsys.readouterr().err.count(services.silent) == 1


def test_a_closed_pipe_is_silent(services: FakeServices, monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

        def fileno(self) -> int:
            return spare.fileno()

    import tempfile

    with tempfile.TemporaryFile() as spare:
        monkeypatch.setattr("sys.stdout", Closed())
        assert run(["describe", "--no-speak", "dog.jpg"], services) == 141
    assert services.bugs == []


def test_wrong_arguments_are_a_sentence(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["describe", "--loud", "dog.jpg"], services) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("I do not understand that")
    assert "usage:" not in err


def test_nothing_to_work_on_is_a_sentence(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["describe", "--no-speak"], services) == 2
    assert "There is no picture to work on." in capsys.readouterr().err


def test_read_prints_the_text(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["read", "--no-speak", "sign.jpg"], services) == 0
    assert capsys.readouterr().out == 'It says: "STOP".\n'


def test_the_clipboards_picture_is_described(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    services.pasted = b"png"
    assert run(["describe", "--no-speak", "--clipboard"], services) == 0
    assert capsys.readouterr().out == "Photo: A bytes.\n"


def test_an_empty_clipboard_is_an_error(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["describe", "--json", "--clipboard"], services) == 2
    assert json.loads(capsys.readouterr().out)["error"]["message"] == "There is no picture on the clipboard."


def test_a_files_name_cannot_steer_the_terminal(
    services: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["describe", "--no-speak", "a\x1b[2Jb.jpg", "dog.jpg"], services)
    out, err = capsys.readouterr()
    assert "\x1b" not in out + err


def test_without_a_verb_the_window_opens(services: FakeServices) -> None:
    assert run([], services) == 0
    assert run(["gui", "dog.jpg"], services) == 0
    assert services.opened == [[], [Path("dog.jpg")]]


def test_doctor_says_what_to_do(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor"], services) == 0
    assert capsys.readouterr().out == "Voice: missing. No sound device. Connect one.\n"
    assert run(["doctor", "--json"], services) == 0
    assert json.loads(capsys.readouterr().out) == {
        "schema": 1,
        "check": "Voice",
        "state": "missing",
        "says": "No sound device.",
        "hint": "Connect one.",
        "details": {"voices": 0},
    }


@pytest.mark.parametrize(
    "argv", [["--help"], ["describe", "--help"], ["doctor", "--help"], ["models", "--help"]]
)
def test_help_reads_well_aloud(
    services: FakeServices, capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        run(argv, services)
    assert stop.value.code == 0
    out = capsys.readouterr().out
    assert "usage:" not in out
    for line in out.splitlines():
        assert "  " not in line, "columns are not read well"
        assert not set(line) & set("[]{}|<>*=_#"), line


def test_help_names_every_verb(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--help"], services)
    out = capsys.readouterr().out
    for verb in ("describe", "read", "models", "doctor", "gui"):
        assert f"{verb}: " in out


def test_version(services: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["--version"], services)
    assert capsys.readouterr().out.startswith("earsight ")


def test_boxes_are_drawn_in_one_picture(
    services: FakeServices, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, target = tmp_path / "dog.jpg", tmp_path / "boxes.png"
    Image.new("RGB", (400, 300)).save(picture)
    assert run(["describe", "--boxes", str(target), str(picture)], services) == 0
    assert target.exists()
    assert capsys.readouterr().out.startswith("Photo: A dog.\nboxes.png shows ")
    assert run(["describe", "--boxes", str(target), str(picture)], services) == 2
    assert "is there already" in capsys.readouterr().err


def test_boxes_of_several_pictures_are_refused(
    services: FakeServices, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "boxes.png"
    assert run(["describe", "--boxes", str(target), "dog.jpg", "cat.jpg"], services) == 2
    assert "one picture at a time" in capsys.readouterr().err
    assert not target.exists()
    assert services.pictures.levels == [], "nothing was looked at"


def test_the_app_can_be_told_what_to_do_and_to_begin_hidden(services: FakeServices) -> None:
    assert run(["gui"], services) == 0
    assert run(["gui", "--do", "screen"], services) == 0
    assert run(["gui", "--hidden", "a.jpg"], services) == 0
    assert services.wanted == [("", False), ("screen", False), ("", True)]
    assert services.opened == [[], [], [Path("a.jpg")]]


def test_the_window_can_be_told_to_speak_or_not(services: FakeServices) -> None:
    for words in (["gui"], ["gui", "--no-speak"], ["gui", "--speak"], []):
        assert run(words, services) == 0
    assert services.aloud == [None, False, True, None]
