"""The history in the library's file: what is kept, found again, and gone without a trace once deleted."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from app.errors import AppError
from app.history.history import Entry, History
from app.library.store.connections import connect
from app.library.store.database import Database
from app.library.store.rescue import rescue
from app.library.store.schema import MIGRATIONS
from app.library.store.values import Origin

START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff" + bytes(range(256)) * 20


class Now:
    """A clock that a test can set."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        return self.moment

    def go(self, days: float) -> None:
        self.moment += timedelta(days=days)


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "library.db"


@pytest.fixture
def history(path: Path, now: Now) -> Iterator[History]:
    with History(path, now) as made:
        yield made


def add(history: History, words: str = "A terminal.", **more: Any) -> int:
    return history.add(**{"at": START, "place": "window", "words": words, **more})


def words_of(entries: list[Entry]) -> list[str]:
    return [entry.words for entry in entries]


def on_disk(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir() if one.is_file())


def test_an_entry_comes_back_as_it_was_kept(history: History, path: Path) -> None:
    asked = ("What is it?", "A notes file.", START + timedelta(seconds=9))
    source = os.fsdecode(b"/home/r\xe9n\xe9/my_cat.png")
    one = history.add(
        at=START,
        app="Terminal",
        window="notes\n- vi",
        model="compact",
        level="brief",
        place=Origin.FILE,
        source=source,
        words="Two lines.\nA cat.",
        turns=[asked],
        thumbnail=JPEG,
    )
    found = history.get(one)
    assert found is not None
    assert found.at == START
    assert found.at.tzinfo is not None
    assert (found.app, found.window, found.model, found.level) == (
        "Terminal",
        "notes - vi",
        "compact",
        "brief",
    )
    assert (found.place, found.source, found.words) == (Origin.FILE, source, "Two lines.\nA cat.")
    assert [(t.question, t.answer, t.at) for t in found.turns] == [asked]
    assert found.thumbnail == JPEG
    assert history.entries(1)[0].thumbnail == b""
    assert (path.stat().st_mode & 0o777, history.count()) == (0o600, 1)
    assert history.size() > len(JPEG)


def test_a_fuller_description_replaces_and_questions_are_added(history: History) -> None:
    one = add(history, "A dog.", level="brief")
    assert history.set_words(one, "A dog runs on grass.", "full")
    assert history.add_turn(one, "Which colour?", "Brown.", START)
    assert history.add_turn(one, "And the grass?", "Green.", START)
    found = history.get(one)
    assert found is not None
    assert (found.words, found.level) == ("A dog runs on grass.", "full")
    assert [turn.answer for turn in found.turns] == ["Brown.", "Green."]
    assert words_of(history.search("grass", 9)) == ["A dog runs on grass."]
    assert words_of(history.search("colour brown", 9)) == ["A dog runs on grass."]


def test_what_was_deleted_meanwhile_takes_nothing_more(history: History) -> None:
    one = add(history)
    assert history.delete(one)
    assert not history.delete(one)
    assert not history.set_words(one, "more", "full")
    assert not history.add_turn(one, "?", "!", START)
    assert history.get(one) is None
    assert add(history) > one  # an id is never used again


def test_pages_of_entries_follow_each_other(history: History) -> None:
    ids = [add(history, f"entry {number}") for number in range(25)]
    got: list[int] = []
    before = None
    while page := history.entries(10, before):
        got += [entry.id for entry in page]
        before = page[-1].id
    assert got == ids[::-1]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("dog", True),
        ("dogs", True),  # by stem
        ("DÖG", True),  # accents and capitals aside
        ("grass ru", True),
        ("running grasses", True),
        ("rung", False),
        ("ass", False),  # not in the middle  # the last word may be a beginning
        ("termin", True),
        ("holiday", True),  # the file's name
        ("cat", False),
        ("dog cat", False),
        ("", False),
        ('" OR dog', False),  # no syntax; "or" is a word that is not there
        ("dog* NOT words:x", False),
        ("- ! *", False),
        ("\ud800\0", False),
    ],
)
def test_searching(history: History, wanted: str, found: bool) -> None:
    add(history, "A dog is running on the grass.", app="Terminal", source="/tmp/holiday_1.png")
    assert bool(history.search(wanted, 5)) is found


def test_the_newest_is_found_first(history: History) -> None:
    ids = [add(history, f"dog {number}") for number in range(5)]
    assert [entry.id for entry in history.search("dog", 3)] == ids[:1:-1]


@effort(max_examples=60)
@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_kept_and_any_search_is_harmless(
    tmp_path_factory: pytest.TempPathFactory, words: str, query: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "library.db"
    with History(path, Now()) as history:
        one = add(history, words, app=words, window=words, turns=[(words, words, START)])
        history.search(query, 5)
        found = history.get(one)
        assert found is not None
        assert len(found.words) <= 3 * len(words)


def test_deleted_words_are_nowhere_in_the_files(history: History, path: Path) -> None:
    for number in range(300):
        add(history, f"Entry {number} says something ordinary about windows.", thumbnail=JPEG)
    secret = add(
        history,
        "The screen says zanzibarpassword hunterseventeen.",
        window="quokkatitle",
        turns=[("wombatquestion?", "platypusanswer.", START)],
        thumbnail=b"\xff\xd8\xffNUMBATPICTURE" * 500,
    )
    for number in range(300):
        add(history, f"Entry {number} again.", thumbnail=JPEG)
    marks = [b"zanzibar", b"hunterseventeen", b"quokkatitle", b"wombat", b"platypus", b"NUMBAT"]
    before = on_disk(path)
    assert all(mark in before for mark in marks)
    history.delete(secret)
    after = on_disk(path)
    assert [mark for mark in marks if mark in after] == []
    assert history.count() == 600
    assert b"ordinary" in after


# In the last one a row moves to another page before it is deleted, which SQLite alone does not wipe.
@pytest.mark.parametrize("seed", [0, 1, 2, 137])
def test_no_order_of_events_leaves_a_deleted_word(path: Path, now: Now, seed: int) -> None:
    chance = random.Random(seed)
    alive: dict[int, list[str]] = {}
    gone: list[str] = []
    with History(path, now) as history:
        for number in range(120):
            one = f"mark{number:05d}x"
            event = chance.choice(["add", "add", "add", "words", "turn", "delete"])
            id_ = chance.choice(sorted(alive)) if alive else 0
            if event == "add" or not alive:
                words = one + " filler" * chance.choice([0, 20, 300, 1500])
                picture = (one * chance.choice([1, 40, 900])).encode()
                alive[add(history, words, window=one, thumbnail=picture)] = [one]
            elif event == "words":
                history.set_words(id_, one + " more" * chance.choice([0, 300]), "full")
                alive[id_].append(one)
            elif event == "turn":
                history.add_turn(id_, one, one, START)
                alive[id_].append(one)
            else:
                history.delete(id_)
                gone += alive.pop(id_)
        for id_ in list(alive)[::2]:
            history.delete(id_)
            gone += alive.pop(id_)
        files = on_disk(path)
        assert [one for one in gone if one.encode() in files] == []
        with Database(path) as database:
            assert database.problems() == []


def test_all_of_it_can_be_deleted(history: History, path: Path) -> None:
    for number in range(50):
        add(history, f"secretword {number}", thumbnail=JPEG, turns=[("q", "secretanswer", START)])
    assert history.delete_all() == 50
    assert (history.count(), history.size(), history.entries(9), history.search("secretword", 9)) == (
        0,
        0,
        [],
        [],
    )
    assert b"secret" not in on_disk(path)


def test_a_reader_elsewhere_delays_the_wiping_until_it_is_done(history: History, path: Path) -> None:
    one = add(history, "zanzibar")
    with closing(connect(path)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM history").fetchone() == (1,)
        history.delete(one)
        assert history.count() == 0
        other.execute("COMMIT")
    history.close()
    assert b"zanzibar" not in on_disk(path)


def test_only_what_is_old_is_pruned(history: History, now: Now) -> None:
    add(history, "first")
    for day in range(29):
        now.go(1)
        assert history.prune(30) == 0, day
    add(history, "second")
    now.go(1.01)
    assert history.prune(30) == 1
    assert words_of(history.entries(9)) == ["second"]
    for _ in range(15):
        now.go(2)
        history.prune(30)
    assert history.entries(9) == []


@pytest.mark.parametrize("days", [1, 30, 3650])
@pytest.mark.parametrize("leap", [-4000, 4000])
def test_a_clock_that_is_wrong_once_deletes_nothing(history: History, now: Now, days: int, leap: int) -> None:
    add(history, "before")
    now.go(leap)
    for _ in range(5):
        assert history.prune(days) == 0
        add(history, "while")
    now.go(-leap)
    assert history.prune(days) == 0
    for _ in range(days * 10 if days < 100 else 0):
        now.go(0.05)
        assert history.prune(days) == 0
    for _ in range(8):
        now.go(days / 5)
        history.prune(days)
    assert "before" not in words_of(history.entries(99))


@effort(max_examples=40)
@given(st.lists(st.floats(0, 3), max_size=20), st.integers(1, 40))
def test_nothing_is_pruned_early_while_the_clock_is_right(
    tmp_path_factory: pytest.TempPathFactory, steps: list[float], days: int
) -> None:
    now = Now()
    with History(tmp_path_factory.mktemp("prune") / "library.db", now) as history:
        born: dict[int, datetime] = {}
        for step in steps:
            born[add(history)] = now.moment
            now.go(step)
            history.prune(days)
            alive = {entry.id for entry in history.entries(999)}
            young = {one for one, at in born.items() if now.moment - at < timedelta(days=days) * 0.999}
            assert young <= alive


def test_a_library_of_the_first_version_keeps_its_photos_and_gains_the_history(path: Path, now: Now) -> None:
    with Database(path, migrations=MIGRATIONS[:1]) as database, database.writing() as connection:
        connection.execute("INSERT INTO root (path, added) VALUES (x'2f61', 1)")
    with History(path, now) as history:
        add(history)
    with Database(path) as database:
        assert database.connection.execute("SELECT count(*) FROM root").fetchone() == (1,)
        assert database.problems() == []


def test_a_damaged_library_gives_back_the_history_it_can(path: Path, now: Now) -> None:
    with History(path, now) as history:
        for number in range(200):
            add(history, f"A dog, number {number}.", turns=[("why", "thus", START)], thumbnail=JPEG)
    size, page = _index_page(path)
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    aside = path.rename(path.with_name("damaged.db"))
    with Database(path) as database:
        with database.writing() as connection:
            assert rescue(connection, aside, now().timestamp()).entries == 200
        assert database.problems() == []
    now.go(20)
    with History(path, now) as history:
        assert history.count() == 200
        assert len(history.search("dogs thus", 999)) == 200
        assert history.get(1) is not None
        assert history.prune(30) == 0


def test_a_damaged_library_of_the_first_version_is_still_rescued(path: Path, now: Now) -> None:
    with Database(path, migrations=MIGRATIONS[:1]) as database, database.writing() as connection:
        connection.execute("INSERT INTO root (path, added) VALUES (x'2f61', 1)")
    aside = path.rename(path.with_name("damaged.db"))
    with Database(path) as database, database.writing() as connection:
        assert rescue(connection, aside, now().timestamp()).roots == 1


@pytest.mark.expect_log("The library was damaged")
def test_opening_the_history_first_rescues_the_photos_too(path: Path, now: Now) -> None:
    with History(path, now) as history:
        add(history)
        with Database(path) as database, database.writing() as connection:
            connection.execute("INSERT INTO root (path, added) VALUES (x'2f61', 1)")
    size, page = _index_page(path)
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    path.with_name("library.db.suspect").touch()
    with History(path, now) as history:
        assert history.count() == 1
        add(history)
    with Database(path) as database:
        assert database.connection.execute("SELECT count(*) FROM root").fetchone() == (1,)


def test_only_the_users_word_deletes_damaged_files_that_were_kept_aside(path: Path, now: Now) -> None:
    with History(path, now) as history:
        add(history)
        for name in ("library.db.damaged-20261101-120000", "library.db.damaged-20261101-120000-wal"):
            path.with_name(name).write_bytes(b"all that was ever said")
        other = path.with_name("holiday.damaged-1")
        other.touch()
        (aside,) = history.set_aside()
        assert aside.name == "library.db.damaged-20261101-120000"
        now.go(100)
        history.prune(30)
        history.delete_all()
        assert len(list(path.parent.glob("library.db.damaged-*"))) == 2
        told = history.overdue(30)
        assert told is not None
        assert aside.name in told.message
        assert history.overdue(300) is None
        history.forget_aside(aside)
        assert list(path.parent.glob("library.db.damaged-*")) == []
        assert history.overdue(30) is None
        assert other.exists()


def _index_page(path: Path) -> tuple[int, int]:
    with closing(connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        ask = "SELECT rootpage FROM sqlite_schema WHERE name = 'history_kept'"
        (page,) = connection.execute(ask).fetchone()
        return size, page


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path, now: Now) -> None:
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(AppError, match="history cannot be kept"):
        History(file / "library.db", now)


def test_a_history_that_can_only_be_read_says_so(path: Path, now: Now) -> None:
    with History(path, now) as history:
        add(history, "kept")
    with History(path, now) as history:
        history._database.read_only = True
        for call in (lambda: add(history), lambda: history.delete(1), lambda: history.prune(3)):
            with pytest.raises(AppError, match="cannot be written to"):
                call()
        assert words_of(history.entries(5)) == ["kept"]


def test_a_full_disk_keeps_what_was_there(history: History) -> None:
    add(history, "kept", thumbnail=JPEG)
    connection = history._database.connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(AppError, match="disk is full"):
        add(history, "more " * 20_000)
    connection.execute("PRAGMA max_page_count = 1000000")
    assert "kept" in words_of(history.entries(99))
    add(history, "again")
    assert history.entries(1)[0].words == "again"


def test_a_program_that_keeps_the_file_is_waited_for_only_shortly(history: History, path: Path) -> None:
    with closing(connect(path)) as other:
        other.execute("BEGIN IMMEDIATE")
        (patience,) = history._database.connection.execute("PRAGMA busy_timeout").fetchone()
        assert patience <= 5_000
        with pytest.raises(AppError, match="Another program"):
            add(history)
        other.execute("ROLLBACK")
    add(history)


def test_a_thumbnail_that_is_too_large_is_a_mistake(history: History) -> None:
    with pytest.raises(ValueError, match="thumbnail"):
        add(history, thumbnail=bytes(40_000))
    with pytest.raises(ValueError, match="elsewhere"):
        add(history, place="elsewhere")
    assert history.count() == 0


_ADDS = """
import sys
from datetime import datetime
from pathlib import Path
from app.history.history import History
history = History(Path(sys.argv[1]), datetime.now)
print("ready", flush=True)
for number in range(int(sys.argv[2])):
    one = history.add(at=datetime.now(), place="screen", words=f"whole {number} end", thumbnail=b"j" * 9000,
        turns=[("q", "a", datetime.now())])
    if number % 3 == 0:
        history.delete(one)
"""


def _adding(path: Path, number: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _ADDS, str(path), str(number)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_two_programs_at_once(path: Path, now: Now) -> None:
    with History(path, now) as history:
        programs = [_adding(path, 30), _adding(path, 30)]
        for program in programs:
            program.communicate(timeout=60)
            assert program.returncode == 0
        assert history.count() == 40
        assert len(history.search("whole end", 99)) == 40


@pytest.mark.slow
def test_a_kill_leaves_whole_entries(path: Path, now: Now) -> None:
    for pause in (0.0, 0.05, 0.2):
        program = _adding(path, 100_000)
        assert program.stdout is not None
        program.stdout.readline()
        time.sleep(pause)
        program.kill()
        program.communicate()
        with History(path, now) as history:
            kept = history.entries(10_000)
            assert all(entry.words.endswith("end") and len(entry.turns) == 1 for entry in kept)
            assert len(history.search("whole", 10_000)) == len(kept)
            add(history, "whole end", turns=[("q", "a", START)])
        with Database(path) as database:
            assert database.problems() == []
