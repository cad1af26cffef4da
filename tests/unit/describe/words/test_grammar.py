"""The grammar holds in a language with cases, which English does not try."""

from dataclasses import replace

from app.describe.words.english import ENGLISH
from app.describe.words.grammar import Lexicon

GERMAN: Lexicon = replace(
    ENGLISH,
    nouns={
        "dog": {"one": "ein Hund", "one.akk": "einen Hund", "many": "Hunde", "many.dat": "Hunden"},
        "cat": {"one": "eine Katze", "many": "Katzen"},
    },
    numbers=("kein", "ein", "zwei"),
    sentences={
        "at_least": "mindestens {number} {noun}",
        "denied": "{other:akk} habe ich nicht gesehen",
        "with": "{what} mit {other:dat}",
    },
    join=(", ", " und "),
)


def test_a_template_puts_what_is_in_it_into_a_case() -> None:
    both = GERMAN.row([GERMAN.one("dog"), GERMAN.one("cat")])
    assert GERMAN.say("denied", other=both) == "Einen Hund und eine Katze habe ich nicht gesehen"
    assert str(both) == "ein Hund und eine Katze"


def test_a_phrase_passes_its_case_on_and_keeps_those_of_its_own_template() -> None:
    dogs = GERMAN.at_least("dog", 2)
    assert (
        str(GERMAN.phrase("with", what=GERMAN.one("dog"), other=dogs))
        == "ein Hund mit mindestens zwei Hunden"
    )
    row = GERMAN.phrase("with", what=GERMAN.one("dog"), other=dogs)
    assert GERMAN.say("denied", other=row) == "Einen Hund mit mindestens zwei Hunden habe ich nicht gesehen"


def test_a_form_that_has_no_case_of_its_own_is_the_same_in_all() -> None:
    assert format(GERMAN.one("cat"), "akk") == "eine Katze"


def test_parts_in_a_row_are_told_apart() -> None:
    assert ENGLISH.listed([]) == ""
    assert ENGLISH.listed(["a"]) == "a"
    assert ENGLISH.listed(["a", "b"]) == "a and b"
    assert ENGLISH.listed(["a", "b", "c"]) == "a, b and c"
    assert ENGLISH.listed(["two people, one on a horse", "a dog"]) == "two people, one on a horse, and a dog"


def test_numbers_end_in_digits() -> None:
    assert ENGLISH.number(12) == "twelve"
    assert ENGLISH.number(13) == "13"
