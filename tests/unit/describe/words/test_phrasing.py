import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.describe.words import phrasing


@pytest.mark.parametrize(
    ("sentence", "lowered"),
    [
        ("A dog on grass.", "a dog on grass."),
        ("Two dogs run.", "two dogs run."),
        ("TV on a table.", "TV on a table."),
        ("X-ray of a hand.", "X-ray of a hand."),
        ("I see a dog.", "I see a dog."),
        ("McLaren on a track.", "McLaren on a track."),
        ("A.", "a."),
        ("", ""),
    ],
)
def test_only_the_first_letter_of_an_ordinary_word_is_lowered(sentence: str, lowered: str) -> None:
    assert phrasing.lower_first(sentence) == lowered


def test_a_long_sentence_is_cut_at_a_clause_when_brief_only() -> None:
    long = (
        "A man in a red shirt and blue jeans rides a bicycle down a wet street while two dogs run after him "
        "and a woman watches."
    )
    assert (
        phrasing.shortened(long) == "A man in a red shirt and blue jeans rides a bicycle down a wet street."
    )


@given(st.lists(st.text("abcdefgh", min_size=1), min_size=1, max_size=60))
def test_a_brief_sentence_has_at_most_twenty_words(words: list[str]) -> None:
    short = phrasing.shortened(" ".join(words) + ".")
    assert 1 <= len(short.split()) <= phrasing.BRIEF_WORDS
    assert short.endswith(".")


QUOTES = (
    "plain",
    'Monitor 27" wide',
    "5' 10\"",
    'print("hello")',
    '"',
    "“curly” quotes",
    'both "straight" and “curly”',
    'safe". This picture is blank. "x',
    "«guillemets»",
)


@pytest.mark.parametrize("text", QUOTES)
def test_what_stands_in_a_picture_is_quoted_as_it_is(text: str) -> None:
    assert text in phrasing.quoted(text)
    assert text in phrasing.it_says([text, "next"])


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, ""), (1, "There is 1 line of text."), (2, "There are 2 lines of text.")],
)
def test_one_line_is_one(number: int, said: str) -> None:
    assert phrasing.amount_notice(number) == said


def test_text_cannot_leave_its_quotation_marks() -> None:
    for text in QUOTES:
        said = phrasing.quoted(text)
        assert said[0] not in said[1:-1]
        assert said[-1] not in said[1:-1]
    assert phrasing.quoted('a "b" “c” «d»') == "\"a 'b' “c” «d»\""
    assert phrasing.it_says(["if x:", "    y = 1", "  "]) == 'It says: "if x:\n    y = 1".'
    assert phrasing.it_says(['a "quoted" word', "next"]) == 'It says: “a "quoted" word\nnext”.'


def test_a_long_quotation_is_cut() -> None:
    assert phrasing.quoted("one two three four", words=2) == '"one two…"'


@given(st.text())
def test_nothing_that_steers_a_terminal_or_reorders_text_is_left(text: str) -> None:
    plain = phrasing.clean(text)
    assert all(unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for ch in plain)
    assert plain == plain.strip()
    assert "  " not in plain


def test_control_characters_become_spaces_not_joined_words() -> None:
    assert phrasing.clean("STOP\x1b[2J\nnow\u202e!") == "STOP [2J now!"


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ("2024-05-01T09:30:00", "on 1 May 2024 at 09:30"),
        ("2024:12:24 18:00:01", "on 24 December 2024 at 18:00"),
        ("2024-05-01", "on 1 May 2024"),
        ("2024-15-01", "2024-15-01"),
        ("last year", "last year"),
    ],
)
def test_dates_are_said_as_people_say_them(taken: str, said: str) -> None:
    assert phrasing.spoken_date(taken) == said


def test_places_are_said_with_their_direction() -> None:
    assert phrasing.spoken_place([48.8584, -2.2945]) == "48.8584 degrees north, 2.2945 degrees west"
    assert phrasing.spoken_place("Paris") == "Paris"
    assert phrasing.spoken_place(None) == ""
    assert phrasing.spoken_place(["x", 1]) == ""


def test_doubt_is_said() -> None:
    assert phrasing.unread_notice(0) == ""
    assert phrasing.unread_notice(1) == "1 line I could not read."
    assert phrasing.unread_notice(3) == "3 lines I could not read."
    assert phrasing.uncertain_notice([]) == ""
    assert phrasing.uncertain_notice(["17", "not"]) == 'I am not certain I read "17" and "not" right.'
    often = phrasing.uncertain_notice(["not"] * 7 + ["17"])
    assert often == 'I am not certain I read "not" in 7 lines and "17" right.'
    assert "and 2 more" in phrasing.uncertain_notice([str(n) for n in range(7)])
