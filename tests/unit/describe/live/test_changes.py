"""What is told of two readings of the same place."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_readings import Readings, is_right, meanings, noises

from app.describe.live.changes import SceneChanges, TextChanges, distance
from app.describe.live.sameness import normalized, same
from app.describe.result import TextLine

PITCH, HEIGHT = 24, 16


def line(text: str, row: float = 0, left: int = 20, sure: float = 0.98) -> TextLine:
    top = int(40 + row * PITCH)
    return TextLine(text, sure, (left, top, left + 9 * len(text), top + HEIGHT))


def rows(*texts: str, first: float = 0) -> list[TextLine]:
    return [line(text, first + row) for row, text in enumerate(texts) if text]


class Watch:
    """A second between two looks."""

    def __init__(self, *texts: str, every: float = 1.0) -> None:
        self.changes = TextChanges()
        self.now = 100.0
        self.every = every
        assert self.see(*texts) == []

    def see(self, *texts: str, first: float = 0) -> list[str]:
        return self.read(rows(*texts, first=first))

    def read(self, lines: list[TextLine]) -> list[str]:
        self.now += self.every
        return self.changes.update(lines, self.now)


def test_what_stays_is_not_told_and_what_comes_is_in_reading_order() -> None:
    watch = Watch("Inbox", "Two new messages")
    assert watch.see("Inbox", "Two new messages") == []
    assert watch.see("Inbox", "Two new messages", "From Ann", "Hello there") == ["From Ann", "Hello there"]
    assert watch.see("Inbox") == []


def test_a_line_that_becomes_another_is_told_whole_and_one_that_grows_only_in_part() -> None:
    watch = Watch("Connecting to the server now")
    assert watch.see("Connected") == ["Connected"]
    watch = Watch("The quick brown fox")
    assert watch.see("The quick brown fox jumps over") == ["jumps over"]
    assert watch.see("The quick brown fox jumps over the dog") == ["the dog"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Network connection lost, retry or work offline", "Network connecton lost, retry or work offline"),
        ("Close the settings window", "Closethe settings window"),
        ("Close the settings window", "Close the settings window|"),
        ("Iterating over 10 files", "lterating over 10 files"),
        ("| Compiling", "/ Compiling"),
        ("Room l0l", "Room 101"),
        ("Héllo wörld again", "Hello wörld again".replace("Hello", "He\u0301llo")),
    ],
)
def test_reading_twice_is_no_change(one: str, other: str) -> None:
    assert same(normalized(one), normalized(other))
    watch = Watch(one)
    assert watch.see(other) == []
    assert watch.see(one) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Changes were not saved", "Changes were now saved"),
        ("Changes were not saved", "Changes were saved"),
        ("Connected", "Disconnected"),
        ("The door is unlocked", "The door is locked"),
        ("Unable to print", "Enable to print"),
        ("Total 12.50 euro", "Total 13.50 euro"),
        ("文件已保存成功", "文件未保存成功"),
        ("Sent", "Send"),
    ],
)
def test_what_matters_is_a_change_however_small(one: str, other: str) -> None:
    assert not same(normalized(one), normalized(other))
    assert Watch(one).see(other) == [other]


@pytest.mark.parametrize(("made", "most"), [(meanings, 3), (noises, 3)])
def test_of_300_changes_nearly_all_of_meaning_are_told_and_hardly_any_of_noise(
    made: Callable[[], list[Readings]], most: int
) -> None:
    readings = made()
    assert len(readings) == 300
    wrong = [one for one in readings if not is_right(one)]
    assert len(wrong) <= most, [(one.name, one.looks[0], one.looks[-1]) for one in wrong]


def test_the_last_value_is_told_once_it_rests_though_nothing_is_read_any_more() -> None:
    watch = Watch("You are number 9 in the queue")
    told = [one for number in range(8, 0, -1) for one in watch.see(f"You are number {number} in the queue")]
    assert told == ["You are number 8 in the queue"]
    said = [watch.changes.rest(watch.now + second) for second in range(1, 20)]
    assert [one for one in said if one] == [["You are number 1 in the queue"]]


def test_what_comes_back_after_some_looks_is_told_again_but_not_for_ever() -> None:
    watch = Watch("Document")
    told = []
    for _ in range(8):
        told += watch.see("Document", "Session expired, log in again")
        for _ in range(5):
            watch.see("Document")
    assert 2 <= len(told) <= 8


def test_a_row_that_is_read_in_two_pieces_is_the_same() -> None:
    watch = Watch("Name: Anna, age 50, from Graz")
    pieces = [line("Name: Anna,"), line("age 50, from Graz", left=140)]
    assert watch.read(pieces) == []
    assert watch.see("Name: Anna, age 50, from Graz") == []
    pieces[1] = line("age 60, from Graz", left=140)
    assert "age 60, from Graz" in watch.read(pieces)


def test_what_was_misread_where_it_was_is_kept_as_it_was() -> None:
    watch = Watch("Printer on fire")
    assert watch.read([line("Prlnfer cn flre", sure=0.4)]) == []
    assert watch.see("Printer on fire") == []


def test_a_timer_is_told_when_it_begins_and_when_it_stops() -> None:
    watch = Watch("Exam of today ends in 00:30")
    told = [one for left in range(29, 4, -1) for one in watch.see(f"Exam of today ends in 00:{left:02}")]
    assert told == ["Exam of today ends in 00:29"]
    told = [one for _ in range(6) for one in watch.see("Exam of today ends in 00:05")]
    assert told == ["Exam of today ends in 00:05"]


def test_a_clock_that_jumps_is_told() -> None:
    watch = Watch("Mon 10:45")
    assert watch.see("Mon 10:46") == []
    assert watch.see("Mon 14:30") == ["Mon 14:30"]


def test_small_misreadings_do_not_add_up_to_a_silent_change() -> None:
    watch = Watch("Preparing everything")
    assert watch.see("Preparinq everything") == []
    assert watch.see("Preparing everythinq") == []
    assert watch.see("Preparinq everythinqs") == ["Preparinq everythinqs"]


@pytest.mark.parametrize("step", [1, 3])
def test_what_scrolls_is_not_new(step: int) -> None:
    names = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
    texts = [f"Line {name} of the text" for name in names]
    watch = Watch("Header of the page", *texts[:5])
    assert watch.see("Header of the page", *texts[step : step + 5]) == texts[5 : 5 + step]
    assert watch.see("Header of the page", *texts[:5]) == [], "back again"


def test_a_line_that_is_printed_again_is_new_where_the_others_scroll() -> None:
    watch = Watch("build one", "ok", "build two", "ok", "build three", "ok")
    assert watch.see("ok", "build two", "ok", "build three", "ok", "build four") == ["build four"]
    assert watch.see("build two", "ok", "build three", "ok", "build four", "ok") == ["ok"]


def test_by_some_pixels_nothing_is_new() -> None:
    watch = Watch("alpha words", "beta words", "gamma words")
    for first in (0.4, 0.9, 1.3):
        assert watch.see("alpha words", "beta words", "gamma words", first=first) == []


def test_a_clock_is_never_told() -> None:
    watch = Watch("Mon 23 Nov 10:45:07", "Ready")
    for second in range(8, 40):
        assert watch.see(f"Mon 23 Nov 10:45:{second:02}", "Ready") == []
    assert watch.see("Mon 23 Nov 10:45:40", "Printing") == ["Printing"]


def test_a_sentence_with_a_time_is_told() -> None:
    assert Watch("Your train to the airport leaves at 10:45").see(
        "Your train to the airport leaves at 10:55"
    ) == ["Your train to the airport leaves at 10:55"]


def test_a_number_that_keeps_changing_is_told_once_until_it_rests() -> None:
    watch = Watch("Files copied: 1")
    told = [one for number in range(2, 60) for one in watch.see(f"Files copied: {number}")]
    assert told == ["Files copied: 2"]
    assert [watch.see("Files copied: 59") for _ in range(12)].count(["Files copied: 59"]) == 1
    assert watch.see("Files copied: 60") == ["Files copied: 60"]


def test_a_score_that_changes_now_and_then_is_told_each_time() -> None:
    watch = Watch("Goals: 0", every=30.0)
    assert [watch.see(f"Goals: {number}") for number in (1, 2, 2, 3)] == [
        ["Goals: 1"], ["Goals: 2"], [], ["Goals: 3"],
    ]  # fmt: skip


def test_a_progress_is_told_at_every_tenth() -> None:
    watch = Watch("Downloading 1 %")
    told = [one for value in range(2, 101) for one in watch.see(f"Downloading {value} %")]
    assert told == [f"Downloading {value} %" for value in (2, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)]
    # The next file.
    told = [one for value in range(1, 25) for one in watch.see(f"Downloading {value} %")]
    assert told == ["Downloading 1 %", "Downloading 10 %", "Downloading 20 %"]


def test_a_progress_that_jumps_to_and_fro_is_not_repeated() -> None:
    watch = Watch("43%")
    told = [one for value in (44, 48, 44, 51, 49, 52, 49, 61) for one in watch.see(f"{value}%")]
    assert told == ["44%", "51%", "61%"]


def test_what_flickers_is_told_once() -> None:
    watch = Watch("Press any key to continue")
    states = ("Waiting for you", "Press any key to continue") * 20
    told = [one for state in states for one in watch.see(state)]
    assert told == ["Waiting for you"]


def test_a_line_that_is_missed_once_is_not_new_and_one_that_was_away_for_long_is() -> None:
    watch = Watch("Low battery", "Ready")
    assert watch.see("", "Ready") == []
    assert watch.see("Low battery", "Ready") == []
    for _ in range(25):
        watch.see("", "Ready")
    assert watch.see("Low battery", "Ready") == ["Low battery"]


def test_a_blinking_cursor_is_nothing() -> None:
    watch = Watch("login:")
    for text in ("login: _", "login:", "login:|", "login: ▌"):
        assert watch.see(text) == []
    assert watch.read([*rows("login:"), line("|", 1), line("...", 2)]) == []


def test_what_is_not_sure_is_told_once_it_is() -> None:
    watch = Watch("Ready")
    assert watch.read([line("Ready"), line("Prlnter on flre", 1, sure=0.4)]) == []
    assert watch.read([line("Ready"), line("Printer on fire", 1)]) == ["Printer on fire"]
    assert watch.read([line("Ready"), line("Printer on fire", 1, sure=0.4)]) == []


def test_control_characters_are_not_told() -> None:
    assert Watch("Ready").see("Ready", "All\u202e done\x07") == ["All done"]


def test_it_can_begin_anew() -> None:
    watch = Watch("One window")
    assert [one.text for one in watch.changes.lines] == ["One window"]
    watch.changes.forget()
    assert watch.see("Another window") == []


@given(
    st.lists(st.sampled_from(["alpha", "beta", "gamma", "10", "20", "not saved"]), max_size=6), st.randoms()
)
def test_the_same_reading_is_never_told_wherever_it_moves(words: list[str], order: random.Random) -> None:
    changes = TextChanges()
    lines = rows(*words)
    assert changes.update(lines, 0.0) == []
    moved = lines[:]
    order.shuffle(moved)
    assert changes.update(moved, 1.0) == []
    first = order.uniform(-3, 3)
    assert changes.update(rows(*words, first=first), 2.0) == []


def unit(angle: float) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([np.cos(angle), np.sin(angle)], np.float32)


class TestScenes:
    """Angles: a distance of 0.2 is 0.64 rad, one of 0.08 is 0.40 rad."""

    def test_the_first_is_not_told_and_another_one_is_once_it_rests(self) -> None:
        scenes = SceneChanges()
        assert not scenes.update(unit(0.0))
        assert not scenes.update(unit(0.1))
        assert not scenes.update(unit(1.2)), "still moving"
        assert scenes.update(unit(1.25))
        assert not scenes.update(unit(1.25))

    def test_to_and_fro_around_the_bound_is_told_once(self) -> None:
        scenes = SceneChanges()
        scenes.update(unit(0.0))
        angles = [0.62, 0.67, 0.62, 0.67, 0.62, 0.67, 0.62]
        assert sum(scenes.update(unit(angle)) for angle in angles) == 1

    def test_what_never_rests_is_told_after_some_looks(self) -> None:
        scenes = SceneChanges(patience=4)
        scenes.update(unit(0.0))
        angles = [1.0, 2.0, 1.0, 2.0, 1.0]
        assert [scenes.update(unit(angle)) for angle in angles] == [False, False, False, True, False]

    def test_it_can_begin_anew(self) -> None:
        scenes = SceneChanges()
        scenes.update(unit(0.0))
        scenes.forget()
        assert not scenes.update(unit(2.0))

    def test_distance(self) -> None:
        assert distance(unit(0.0), unit(0.0)) == pytest.approx(0.0)
        assert distance(unit(0.0), unit(np.pi)) == pytest.approx(2.0)
        assert distance(unit(0.0), np.zeros(2, np.float32)) == 1.0


def test_programs_outside_find_it_under_its_first_name() -> None:
    from app.describe import changes

    assert changes.TextChanges is TextChanges
