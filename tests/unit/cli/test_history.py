"""The verb `history` over a real history."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import Terminal

from app.cli.run import run
from app.history.history import Asked, Entry, History
from app.history.wording import (
    entry_in_words,
    questions_in_words,
    shortened,
    size_in_words,
    when_in_words,
)
from app.library.store.values import Origin
from app.settings import Settings

NOW = datetime(2026, 6, 12, 12)
LONG = 'Screenshot: A window with a list of files. It says: "notes.txt, letter.txt".'


class Voice:
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, words: str) -> None:
        self.said.append(words)

    def wait(self) -> None:
        return

    def stop(self) -> None:
        return


class Services:
    """All that this verb asks for."""

    speaks = False
    settings = Settings()

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sound = Voice()
        self.bugs: list[BaseException] = []

    def history(self) -> History:
        return History(self.path, lambda: NOW)

    def voice(self, _on_problem: Callable[[str], None]) -> Voice:
        return self.sound

    def bug(self, error: BaseException) -> None:
        self.bugs.append(error)


@pytest.fixture
def services(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Services:
    monkeypatch.setenv("EARSIGHT_NOW", NOW.isoformat())
    return Services(tmp_path / "library.db")


@pytest.fixture
def three(services: Services) -> Services:
    """Three entries; the first is the oldest."""
    with services.history() as kept:
        kept.add(at=NOW - timedelta(days=1, hours=3), place="screen", words="Photo: A dog.", app="Chromium")
        kept.add(
            at=NOW - timedelta(hours=2, minutes=28), place="file", words="A cat.", source="/home/ann/cat.png"
        )
        one = kept.add(
            at=NOW - timedelta(minutes=88), place="window", words=LONG, app="Terminal", window="notes"
        )
        kept.add_turn(one, "Which files?", "Two text files.", NOW)
    return services


def call(services: Services, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = run(["history", *words], services)  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert services.bugs == []
    return code, out, err


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("words", [(), ("list",)])
def test_it_lists_the_newest_first(
    three: Services, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    code, out, err = call(three, capsys, *words)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"Number 3. Today 10:32, Terminal, notes: {LONG} 1 question.",
        "Number 2. Today 9:32, cat.png: A cat.",
        "Number 1. Yesterday 9:00, Chromium: Photo: A dog.",
    ]


def test_a_limit_says_how_many_more_there_are(three: Services, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(three, capsys, "list", "--limit", "1")
    assert len(out.splitlines()) == 2
    assert out.splitlines()[1] == "And 2 more; --limit says how many to tell."


@pytest.mark.parametrize(
    ("options", "heard"),
    [((), False), (("--speak",), True), (("list", "--speak"), True), (("--speak", "list"), True)],
)
def test_it_speaks_when_it_is_told_to(
    three: Services, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], heard: bool
) -> None:
    assert call(three, capsys, *options)[0] == 0
    assert bool(three.sound.said) is heard


@pytest.mark.parametrize("options", [("search", "files"), ("search", "text", "FILE"), ("search", "terminal")])
def test_searching(three: Services, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]) -> None:
    _, out, _ = call(three, capsys, *options)
    assert [line[:9] for line in out.splitlines()] == ["Number 3."]


def test_nothing_is_said_as_such(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(services, capsys) == (0, "The history is empty.\n", "")
    assert call(services, capsys, "search", "dog") == (0, "Nothing like that.\n", "")
    assert call(services, capsys, "delete", "--all") == (0, "The history was empty already.\n", "")
    assert call(services, capsys, "--json") == (0, "", "")


def test_one_entry_whole(three: Services, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(three, capsys, "show", "3")
    assert out.splitlines() == [
        "Today 10:32, Terminal, notes.",
        LONG,
        "You: Which files?",
        "Two text files.",
    ]


def test_json_has_all_of_it(three: Services, capsys: pytest.CaptureFixture[str]) -> None:
    for options in (("--json",), ("list", "--json"), ("--json", "list")):
        _, out, _ = call(three, capsys, *options)
        assert [one["number"] for one in lines(out)] == [3, 2, 1]
    _, out, _ = call(three, capsys, "show", "2", "--json")
    (one,) = lines(out)
    assert datetime.fromisoformat(one.pop("at")).replace(tzinfo=None) == NOW - timedelta(hours=2, minutes=28)
    assert one == {
        "schema": 1,
        "number": 2,
        "app": "",
        "window": "",
        "place": "file",
        "source": "/home/ann/cat.png",
        "model": "",
        "level": "",
        "words": "A cat.",
        "turns": [],
        "thumbnail": None,
    }


def test_deleting_one(three: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(three, capsys, "delete", "2") == (0, "Entry 2 was deleted.\n", "")
    with three.history() as kept:
        assert [one.id for one in kept.entries(9)] == [3, 1]


@pytest.mark.parametrize("verb", ["show", "delete"])
def test_a_wrong_number_is_said(three: Services, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    code, out, err = call(three, capsys, verb, "77")
    assert (code, out) == (2, "")
    assert err == "There is no entry 77 in the history. Type earsight history to hear the numbers.\n"


@pytest.mark.parametrize("text", ["0", "-1", "x", str(1 << 63)])
def test_what_is_no_number_is_refused(three: Services, capsys: pytest.CaptureFixture[str], text: str) -> None:
    code, out, err = call(three, capsys, "delete", text)
    assert (code, out) == (2, "")
    assert err.startswith("I do not understand that")


def test_deleting_all(three: Services, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(three, capsys, "delete", "--all", "--json")[1] == '{"schema": 1, "deleted": 3}\n'
    with three.history() as kept:
        assert kept.count() == 0


def kept_damaged(services: Services) -> Path:
    """A damaged library that was kept aside, with its journal, from long before."""
    aside = services.path.with_name(f"{services.path.name}.damaged-20200101-120000")
    for suffix in ("", "-wal"):
        aside.with_name(aside.name + suffix).write_bytes(b"all that was ever said")
    return aside


def test_without_a_terminal_damaged_libraries_need_a_word_of_their_own(
    three: Services, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = kept_damaged(three)
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    code, out, err = call(three, capsys, "delete", "--all")
    assert (code, out) == (2, "")
    assert aside.name in err
    assert err.endswith("To delete them with the rest: earsight history delete --all --damaged-too.\n")
    with three.history() as kept:
        assert kept.count() == 3
    code, out, _ = call(three, capsys, "delete", "--all", "--damaged-too")
    assert (code, out) == (0, f"3 entries were deleted. {aside.name} was deleted.\n")
    assert list(aside.parent.glob("*.damaged-*")) == []


@pytest.mark.parametrize(("answer", "stays"), [("yes\n", False), ("no\n", True), ("", True)])
def test_damaged_libraries_are_asked_about(
    three: Services,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    stays: bool,
) -> None:
    aside = kept_damaged(three)
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    code, _, err = call(three, capsys, "delete", "--all")
    assert code == 0
    assert f"{aside.name} is a damaged library that I kept. It holds history" in err
    assert aside.exists() is stays
    with three.history() as kept:
        assert kept.count() == 0


def test_history_of_old_age_in_a_damaged_library_is_told_every_time(
    three: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    aside = kept_damaged(three)
    for _ in range(2):
        code, _, err = call(three, capsys, "list")
        assert code == 0
        assert aside.name in err
        assert "history of more than 30 days ago" in err


@pytest.mark.expect_log("library was damaged")
def test_a_damaged_library_is_told(three: Services, capsys: pytest.CaptureFixture[str]) -> None:
    data = three.path.read_bytes()
    three.path.write_bytes(data[:60] + bytes(100))
    code, _, err = call(three, capsys, "list")
    assert code == 0
    assert err.startswith("The library was damaged. I kept it as ")
    assert call(three, capsys, "list")[2] == ""


@pytest.mark.parametrize("options", [(), ("2", "--all")])
def test_it_must_be_clear_what_to_delete(
    three: Services, capsys: pytest.CaptureFixture[str], options: tuple[str, ...]
) -> None:
    code, _, err = call(three, capsys, "delete", *options)
    assert code == 2
    assert err.startswith("It is not clear what to delete.")
    with three.history() as kept:
        assert kept.count() == 3


@pytest.mark.parametrize(
    ("back", "words"),
    [
        (timedelta(), "Today 12:00"),
        (timedelta(hours=12), "Today 0:00"),
        (timedelta(hours=12, minutes=1), "Yesterday 23:59"),
        (timedelta(days=2), "Wednesday 12:00"),
        (timedelta(days=6), "Saturday 12:00"),
        (timedelta(days=7), "5 June 2026 12:00"),
        (timedelta(days=-1), "13 June 2026 12:00"),
    ],
)
def test_when(back: timedelta, words: str) -> None:
    assert when_in_words(NOW - back, NOW) == words


@given(st.text(max_size=900), st.integers(1, 400))
def test_shortening_keeps_whole_words_where_there_are_any(text: str, most: int) -> None:
    short = shortened(text, most)
    line = " ".join(text.split())
    assert len(short) <= most + 2
    assert short == line or (short.endswith(" …") and line.startswith(short[:-2]))


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kilobyte"),
        (1049, "1 kilobyte"),
        (3_400_000, "3.4 megabytes"),
        (34_000_000, "34 megabytes"),
        (999_600, "1 megabyte"),
        (2_500_000_000_000, "2500 gigabytes"),
    ],
)
def test_sizes(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_an_entry_that_is_only_a_question_is_told_by_its_answer() -> None:
    assert questions_in_words(0) == ""
    entry = Entry(1, NOW, "", "", "", "", Origin.CLIPBOARD, "", "", (Asked("Who?", "Nobody.", NOW),))
    assert entry_in_words(entry, NOW) == "Today 12:00: Nobody. 1 question."
