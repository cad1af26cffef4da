import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_vectors import MadeLibrary

from app.cancel import CancelToken
from app.library.store.text_index import TextIndex, compare, content_words, plain, quoted


def test_words_by_their_stem_and_by_column(library: MadeLibrary) -> None:
    one = library.add(caption="Dogs running.")
    two = library.add(note="The dog we had")
    index = TextIndex(library.database.connection)
    assert index.having("dog").tolist() == [one, two]
    assert index.having("dog", own=True).tolist() == [two]
    assert index.any_of(["cat", "run"]).tolist() == [one]
    assert index.any_of([]).tolist() == []
    assert index.having('dog" OR "cat').tolist() == []


@pytest.mark.parametrize(
    "syntax", ["*", '"', "a AND", "NEAR(a b)", "caption:", "^", "-", "(", "", "\0", "\ud800"]
)
def test_syntax_is_only_text(library: MadeLibrary, syntax: str) -> None:
    library.add(caption="A dog.", text="STOP")
    index = TextIndex(library.database.connection)
    assert index.having(syntax).tolist() == []
    assert index.saying(syntax, CancelToken()) == {}


def test_signs_are_found_with_typos_and_confused_letters(library: MadeLibrary) -> None:
    sign = library.add(text="FRESH BAKERY")
    confused = library.add(text="F1SH AND CH1PS, 0PEN")
    index = TextIndex(library.database.connection)
    for wanted in ("bakery", "Bäkery", "akery", "fresh bakery"):
        found = index.saying(wanted, CancelToken())
        assert {photo: one.score for photo, one in found.items()} == {sign: 1.0}, wanted
    for wanted in ("fish", "open", "chips"):
        assert list(index.saying(wanted, CancelToken())) == [confused], wanted
    for wanted in ("baekry", "bakry", "bakkery", "bakury"):
        found = index.saying(wanted, CancelToken())
        assert list(found) == [sign], wanted
        assert found[sign].score < 1
        assert found[sign].excerpt == "BAKERY"
    assert index.saying("library", CancelToken()) == {}
    assert index.saying("butcher", CancelToken()) == {}


def test_short_texts_are_words_of_their_own(library: MadeLibrary) -> None:
    library.add(text="NOVEMBER")
    exact = library.add(text="NO SMOKING")
    assert list(TextIndex(library.database.connection).saying("no", CancelToken())) == [exact]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("Gate B12 boarding", "B 12"),
        ("Gate B 12 boarding", "B12"),
        ("Gate B 12 boarding", "b12"),
        ("50% off", "50 %"),
        ("50 % off", "50%"),
        ("IBAN DE89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("IBAN DE89370400440532013000", "DE89 3704 0044 0532 0130 00"),
        ("Tel. 0170-1234567", "0170 1234567"),
        ("A4", "A 4"),
        ("東京の庭", "東京"),
        ("東京の庭", "庭"),
        ("今日は天気がいい", "天気がいい"),
        ("Москва", "москва"),
        ("happy \U0001f436 day", "\U0001f436"),
        ("100%日 ok", "%日"),
    ],
)
def test_codes_with_and_without_spaces_and_what_has_none(
    library: MadeLibrary, written: str, wanted: str
) -> None:
    there = library.add(note=written)
    library.add(note="Gate C14, 60 off, IBAN DE11, 大阪")
    index = TextIndex(library.database.connection)
    found = index.saying(wanted, CancelToken())
    assert {photo: one.score for photo, one in found.items()} == {there: 1.0}


@pytest.mark.parametrize("signs", ["!!!", "|", "...", "?!", "$", "' '"])
def test_signs_alone_are_read_nowhere(library: MadeLibrary, signs: str) -> None:
    library.add(text="ILLEGAL! $5 ... I'll? ALL!!!")
    assert TextIndex(library.database.connection).saying(signs, CancelToken()) == {}


def test_compare_says_where() -> None:
    reads = compare("bakery", "The\nBAKERY  on the corner", "reading")
    assert reads is not None
    assert (reads.column, reads.score, reads.excerpt) == ("reading", 1.0, "BAKERY")
    assert compare("exit", "text", "reading") is None


def test_content_words() -> None:
    assert content_words("A photo of the dog's two bowls") == ("dog", "two", "bowls")
    assert content_words("the of a") == ()


@given(st.text())
def test_plain_and_quoted_take_anything(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert quoted(text).startswith('"')
    assert quoted(text)[1:-1].replace('""', "").count('"') == 0
