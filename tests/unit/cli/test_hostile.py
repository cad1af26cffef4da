"""All verbs, given and finding words that try to steer the terminal, and names that no system opens."""

import json
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hearing import narrated
from hostile_words import STRINGS, made, steering
from PIL import Image

from app.application import Application
from app.cancel import CancelToken
from app.cli.run import run
from app.clock import clock
from app.describe.answer import Answer
from app.describe.narration import Narration
from app.describe.picture import Picture
from app.describe.result import Description
from app.doctor.check import Check, CheckState
from app.errors import AppError
from app.inference.benchmark import Figures
from app.inference.protocols import Kind, Level, Stance
from app.main import main, make_application
from app.settings import Settings

SAMPLES = Path(__file__).resolve().parents[3] / "assets" / "samples"
ALL = [*STRINGS, *made(1, 4)]
#: The same as they can be typed: no folder, no option, and only what the system gives.
NAMES = [
    os.fsdecode("".join(ch for ch in "".join(part) if ch not in "/\0").encode("utf-8", "replace") + b"\xff")[
        :60
    ]
    for part in (STRINGS[:5], STRINGS[5:])
]
#: Each once with every word; {} is that word.
TYPED = [
    ["describe", "{}"],
    ["describe", "{}.jpg", "--json"],
    ["read", "{}.png", "other.jpg"],
    ["ask", "{}.png", "{}?"],
    ["index", "{}"],
    ["index", "--library", "{}.db", "{}"],
    ["watch", "{}"],
    ["search", "{}"],
    ["search", "--like", "{}"],
    ["photo", "{}"],
    ["name", "{}"],
    ["name", "{}", "{}.jpg"],
    ["library", "--remove", "{}"],
    ["library", "--import", "{}"],
    ["albums", "--limit", "{}"],
    ["memories", "--library", "{}"],
    ["review", "--{}"],
    ["history", "search", "{}"],
    ["history", "show", "{}"],
    ["models", "install", "{}"],
    ["models", "licence", "{}"],
    ["models", "remove", "{}"],
    ["models", "verify", "{}"],
    ["models", "convert", "{}", "{}"],
    ["bench", "--model", "{}"],
    ["doctor", "{}"],
    ["{}"],
]


def said(capfd: pytest.CaptureFixture[str]) -> str:
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return out + err


@pytest.mark.parametrize("argv", TYPED, ids=" ".join)
def test_what_is_typed_is_never_printed_raw(
    argv: list[str], capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for word in NAMES:
        assert main([part.format(word) for part in argv]) in (0, 2)
        assert steering(said(capfd)) == []


@pytest.fixture
def app() -> Iterator[Application]:
    """The real one, for many verbs: it has its models once."""
    with closing(make_application()) as made:
        yield made


@dataclass
class Steered:
    """Everything it says is meant to steer the terminal."""

    word: str
    settings: Settings = field(default_factory=Settings)
    speaks: bool = False
    bugs: list[BaseException] = field(default_factory=list)

    def describer(self, model: str | None = None) -> "Steered":
        return self

    asker = describer

    @narrated
    def describe(
        self, picture: Picture, level: Level, cancel: CancelToken
    ) -> Generator[str, None, Description]:
        yield self.word
        if isinstance(picture.source, Path) and picture.source.name == "bad.jpg":
            raise AppError(f"{self.word} is no picture.", self.word)
        return Description(None, Kind.PHOTO, Stance.FACT, self.word, self.word, spoken=self.word)

    def read(self, picture: Picture) -> Narration[Description]:
        return self.describe(picture, Level.FULL, CancelToken())

    @narrated
    def ask(self, pictures: Any, question: str, cancel: CancelToken) -> Generator[str, None, Answer]:
        yield self.word
        if Path(pictures[0].source).name == "bad.jpg":
            raise AppError(self.word, self.word)
        return Answer((Path(self.word),), question, self.word)

    def voice(self, on_problem: Callable[[str], None]) -> Any:
        raise AssertionError("nothing is spoken here")

    def clipboard(self) -> bytes:
        raise AppError(self.word, self.word)

    def checks(self) -> list[Callable[[], Check]]:
        return [lambda: Check(self.word, CheckState.MISSING, self.word, self.word, {self.word: self.word})]

    def benchmarks(self, model: str | None = None) -> list[Callable[[], Figures]]:
        return [lambda: Figures(self.word, self.word, 1.0, {260: 1.0}, {260: 1.0}, 1.0, 1.0, 1)]

    @property
    def models(self) -> "Steered":
        return self

    def store(self, *_: object) -> Any:
        raise AppError(self.word, self.word)

    converter = library = history = store

    def window(
        self, pictures: list[Path], command: str = "", *, hidden: bool = False, aloud: bool | None = None
    ) -> int:
        raise AppError(self.word)

    def bug(self, error: BaseException) -> None:
        self.bugs.append(error)


@pytest.mark.parametrize(
    "argv",
    [
        ["describe", "good.jpg", "bad.jpg"],
        ["describe", "--json", "good.jpg", "bad.jpg"],
        ["read", "good.jpg", "bad.jpg"],
        ["ask", "good.jpg", "-q", "what?"],
        ["ask", "bad.jpg", "-q", "what?"],
        ["ask", "--json", "bad.jpg", "-q", "what?"],
        ["describe", "--clipboard"],
        ["doctor"],
        ["doctor", "--json"],
        ["bench"],
        ["bench", "--json"],
        ["models"],
        ["models", "convert", "a", "b"],
        ["history"],
        ["library"],
        ["search", "cat"],
        ["gui"],
        [],
    ],
    ids=" ".join,
)
def test_what_models_readers_and_other_programs_say_is_never_printed_raw(
    argv: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    for word in ALL:
        services = Steered(word)
        assert run(argv, services) in (0, 2)  # type: ignore[arg-type]  # what no verb here asks for is left out
        assert services.bugs == []
        out, err = capfd.readouterr()
        assert steering(out + err) == []
        if "--json" in argv:
            assert any(word in value for line in out.splitlines() for value in _texts(json.loads(line)))


def _texts(found: Any) -> list[str]:
    if isinstance(found, dict):
        return [text for value in found.values() for text in _texts(value)]
    if isinstance(found, list):
        return [text for value in found for text in _texts(value)]
    return [found] if isinstance(found, str) else []


def _photo(path: Path, word: str, colour: tuple[int, int, int]) -> None:
    exif = Image.Exif()
    text = word.encode("utf-8", "replace").decode()
    exif[0x010F] = exif[0x0110] = exif[0x010E] = text
    exif[0x0132] = text[:19]
    Image.new("RGB", (64, 48), colour).save(path, exif=exif)


@pytest.mark.slow
def test_a_library_of_hostile_names_is_told_without_steering(
    app: Application, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    word = "".join(ALL).replace("/", "_")
    folder = tmp_path / "a\x1b[2J\nThe library is empty."
    folder.mkdir()
    names = [os.fsdecode(f"\x1b[3{n}m\r\n{n}\u202e".encode() + b"\xff\x9b.jpg") for n in range(3)]
    for number, name in enumerate(names):
        _photo(folder / name, word, (90 * number, 100, 50))
    shutil.copy(folder / names[0], folder / f"copy{names[0]}")
    (folder / f"broken{names[1]}").write_bytes(b"\xff\xd8\xff none")
    photo = str(folder / names[0])
    for argv in (
        ["index", "--wait", str(folder)],
        ["photo", photo, "--title", word[:100], "--note", word],
        ["name", word[:40], photo],
        ["photo", photo],
        ["photo", "--json", photo],
        ["library"],
        ["library", "--json"],
        ["search", "picture"],
        ["search", "--json", "picture"],
        ["search", "--like", photo],
        ["albums"],
        ["albums", "--json"],
        ["memories"],
        ["review"],
        ["review", "--json"],
        ["name"],
        ["name", "--json"],
        ["library", "--export", str(tmp_path / "all.json")],
        ["library", "--remove", str(folder)],
        ["history"],
    ):
        assert run([*argv, "--no-speak"], app) == 0, (argv, said(capfd))
        out, err = capfd.readouterr()
        assert steering(out + err) == [], argv
        assert "\nThe library is empty." not in out
        if "--json" in argv:
            assert all(json.loads(line) for line in out.splitlines())


@pytest.fixture
def odd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with links that lead round in circles; one photo in it is in the library."""
    monkeypatch.chdir(tmp_path)
    for link, target in (("loop", "loop"), ("into", "into/x"), ("a.jpg", "b.jpg"), ("b.jpg", "a.jpg")):
        (tmp_path / link).symlink_to(target)
    os.mkfifo(tmp_path / "pipe.db")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "self").symlink_to(tmp_path / "folder")
    _photo(tmp_path / "good.jpg", "good", (1, 2, 3))
    return tmp_path


@pytest.mark.slow
def test_names_that_no_system_opens_are_sentences(
    app: Application, odd: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", str(odd), "--no-speak"], app) == 0
    said(capfd)
    for name in ("loop", "a.jpg", "a" * 300 + ".jpg", "pipe.db"):
        for argv in (
            ["describe", name],
            ["ask", name, "-q", "what?"],
            ["describe", "--model", name, "good.jpg"],
            ["index", name],
            ["index", "--library", name, "folder"],
            ["library", "--library", name],
            ["library", "--remove", name],
            ["photo", name],
            ["name", "Rex", name],
            ["search", "--like", name],
            ["models", "convert", name, "out"],
            ["models", "verify", name],
        ):
            code = run([*argv, "--no-speak"] if argv[0] != "models" else argv, app)
            words = said(capfd)
            assert code in (0, 2), (argv, words)
            assert words.strip()


MOMENTS = ("0001:01:01 00:00:00", "9999:12:31 23:59:59", "0000:00:00 00:00:00", "9999:12:31 24:00:00")
SECONDS = (-62135596800, 253402300799, 253402300800, 2**33, 2**40, -(2**40))


@pytest.mark.slow
@pytest.mark.parametrize("now", ["2026-11-22T10:00:00", "0001-01-01", "9999-12-31T23:59:59-12:00"])
def test_the_ends_of_the_calendar_are_no_bug(
    app: Application,
    now: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number, text in enumerate(MOMENTS):
        exif = Image.Exif()
        exif.get_ifd(0x8769)[0x9003] = exif[0x0132] = text
        Image.new("RGB", (64, 48), (number, 60, 90)).save(folder / f"camera{number}.jpg", exif=exif)
    for number, seconds in enumerate(SECONDS):
        path = folder / f"disk{number}.jpg"
        Image.new("RGB", (64, 48), (200, number, 90)).save(path)
        try:
            os.utime(path, (seconds, seconds))
        except OSError:  # this file system has no such time
            path.unlink()
    monkeypatch.setenv("EARSIGHT_NOW", now)
    try:
        clock()
    except AppError:
        assert run(["albums"], app) == 2
        assert "EARSIGHT_NOW is set to something that is no date." in said(capfd)
        return
    searches = (
        *("last year", "last winter", "yesterday", "in the last 3 weeks", "at christmas", "from new year"),
        *("from 9999", "from year 1", "since 31 december 9999", "before 1.1.0001", "9999 years ago"),
        *("99999999999 days ago", "the 9990s", "last summer", "next week", "on monday", "this decade"),
    )
    photos = [["photo", str(path)] for path in sorted(folder.iterdir())]
    for argv in (
        ["index", str(folder)],
        *(["search", f"photos {words}"] for words in searches),
        *photos,
        *(
            ["albums"],
            ["albums", "--json"],
            ["memories"],
            ["review"],
            ["history"],
            ["history", "search", "cat"],
        ),
    ):
        assert run([*argv, "--no-speak"], app) == 0, (argv, said(capfd))
