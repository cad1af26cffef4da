"""Where sentences end: as they are spoken, and while they are still being written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_models.sentences import LONGEST, SentenceStream, ends, ends_here, whole_words


def split_sentences(text: str) -> list[str]:
    stream = SentenceStream()
    return stream.feed(text) + stream.flush()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("A dog runs on grass.", ["A dog runs on grass."]),
        ("A dog runs. A cat sits.", ["A dog runs.", "A cat sits."]),
        ("No full stop at the end", ["No full stop at the end"]),
        ("Dr. Smith met Mrs. Jones. They talked.", ["Dr. Smith met Mrs. Jones.", "They talked."]),
        ("It weighs 3.5 kg. It costs 1,000.50 euros.", ["It weighs 3.5 kg.", "It costs 1,000.50 euros."]),
        ("It costs 3. Then it rains.", ["It costs 3.", "Then it rains."]),
        ("Pets, e.g. Dogs, i.e. Rex, etc. are here.", ["Pets, e.g. Dogs, i.e. Rex, etc. are here."]),
        ("By J. R. R. Tolkien. A book.", ["By J. R. R. Tolkien.", "A book."]),
        ("The U.S. Army came. It left.", ["The U.S. Army came.", "It left."]),
        ("Open at 5 p.m. Close at 9 a.m. please.", ["Open at 5 p.m.", "Close at 9 a.m. please."]),
        ("See https://a.example/b.c?d=e.f#g. Then go.", ["See https://a.example/b.c?d=e.f#g.", "Then go."]),
        ("Open IMG_01.2.jpg now. Or notes.txt. Done", ["Open IMG_01.2.jpg now.", "Or notes.txt.", "Done"]),
        ("Wait... what? Really?! Yes.", ["Wait... what?", "Really?!", "Yes."]),
        ("Wait... What? Oh… No!", ["Wait...", "What?", "Oh…", "No!"]),
        ('He said "Stop!" and left. "Go." She went.', ['He said "Stop!" and left.', '"Go."', "She went."]),
        ("It says (in red.) Then stops.", ["It says (in red.)", "Then stops."]),
        ("One line\nwrapped here. Two.", ["One line\nwrapped here.", "Two."]),
        ("File\nEdit\nGo to line", ["File", "Edit", "Go to line"]),
        ('It says: "Save\n"Now"".', ['It says: "Save', '"Now"".']),
        ("Milk,\nEggs and\nflour", ["Milk,\nEggs and\nflour"]),
        ("Title\n\nBody text", ["Title", "Body text"]),
        ("- milk\n- eggs\n* flour", ["- milk", "- eggs", "* flour"]),
        ("1. Milk\n2. Eggs\n10. Flour", ["1. Milk", "2. Eggs", "10. Flour"]),
        ("a) one\nb) two", ["a) one", "b) two"]),
        ("See No. 5 and p. 12. No. He left.", ["See No. 5 and p. 12.", "No.", "He left."]),
        ("On Jan. 5 it snowed.", ["On Jan. 5 it snowed."]),
        ("你好。再见！", ["你好。", "再见！"]),  # noqa: RUF001
        ("क्या है। अच्छा।", ["क्या है।", "अच्छा।"]),
        ("C:\\Temp\\a.b and /etc/x.conf. Bye.", ["C:\\Temp\\a.b and /etc/x.conf.", "Bye."]),
    ],
)
def test_splits(text: str, expected: list[str]) -> None:
    assert split_sentences(text) == expected


def test_a_long_sentence_is_cut_at_a_comma_within_reach() -> None:
    text = ("word " * 50).strip() + ", " + "word " * 60
    first, *rest = split_sentences(text)
    assert first.endswith(",")
    assert rest
    assert all(len(s) <= LONGEST for s in rest)


def test_a_long_sentence_without_commas_is_cut_at_a_space() -> None:
    parts = split_sentences("word " * 200)
    assert all(len(part) <= LONGEST and part.split()[-1] == "word" for part in parts)
    assert len(parts) == 3


def test_an_endless_word_is_cut_all_the_same() -> None:
    assert [len(part) for part in split_sentences("x" * 1000)] == [400, 400, 200]


def test_the_first_sentence_comes_as_soon_as_the_next_begins() -> None:
    stream = SentenceStream()
    assert stream.feed("A dog runs.") == []
    assert stream.feed(" ") == []
    assert stream.feed("A") == ["A dog runs."]
    assert stream.feed(" cat") == []
    assert stream.flush() == ["A cat"]
    assert stream.flush() == []


def test_at_once_a_sentence_comes_with_the_white_space_behind_it_or_its_line() -> None:
    stream = SentenceStream(at_once=True)
    for piece, sentences in (
        ("One.", []),
        (" Two", ["One."]),
        (". Th", ["Two."]),
        ("ree, e.g. Rex, etc. Four. and\nfive", ["Three, e.g. Rex, etc. Four.", "and"]),
    ):
        assert stream.feed(piece) == sentences
    assert stream.flush() == ["five"]


# Drawn from what makes splitting hard, not from all of Unicode alone.
_HARD = st.text(
    st.sampled_from([*"aB1 .!?…\n\t,;:\"')(-*。x"]),
    max_size=60,
) | st.lists(
    st.sampled_from(
        [
            "Dr.",
            "e.g.",
            " ",
            "\n",
            "\n\n",
            ". ",
            "3.5",
            "Word",
            "word",
            "1. ",
            "- ",
            "?!",
            "x" * 90,
            "é",
            "。",
        ]
    ),
    max_size=60,
).map("".join)


@given(_HARD | st.text(max_size=1500))
def test_nothing_is_lost(text: str) -> None:
    parts = split_sentences(text)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(part.strip() == part and 0 < len(part) <= LONGEST for part in parts)


@given(_HARD, st.lists(st.integers(1, 40), max_size=60))
def test_pieces_give_the_same_sentences_as_the_whole(text: str, widths: list[int]) -> None:
    stream = SentenceStream()
    found: list[str] = []
    rest = text
    for width in widths:
        found += stream.feed(rest[:width])
        rest = rest[width:]
    for character in rest:
        found += stream.feed(character)
    found += stream.flush()
    assert found == split_sentences(text)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("A cat. A dog.", ["A cat.", " A dog."]),
        ("Is it? Yes! Well...", ["Is it?", " Yes!", " Well..."]),
        ('He says "Stop." Then he goes.', ['He says "Stop."', " Then he goes."]),
        ("It costs 3.50 euros. Dr. Who vs. J. Smith, e.g. here.", None),
        ("1. A cat\n2. A dog", ["1. A cat", "\n2. A dog"]),
        ("There are 5. Four sit.", ["There are 5.", " Four sit."]),
        ("猫がいます。犬もいます。", ["猫がいます。", "犬もいます。"]),
        ("no end", ["no end"]),
        ("A cat.\n\nA dog", ["A cat.", "\n\nA dog"]),
        ("  ", []),
    ],
)
def test_sentences_of_a_finished_text(text: str, sentences: list[str] | None) -> None:
    found = ends(text, closed=True)
    parts = [text[a:b] for a, b in zip([0, *found], found, strict=False)]
    if sentences is None:
        sentences = ["It costs 3.50 euros.", " Dr. Who vs. J. Smith, e.g. here."]
    assert parts == sentences


@given(st.text(alphabet="ab. !?\n\"'1", max_size=40), st.text(alphabet="ab. !?\n\"'1", max_size=10))
def test_an_end_that_was_certain_stays(text: str, rest: str) -> None:
    assert set(ends(text)) <= set(ends(text + rest))


def test_an_open_end_is_not_certain() -> None:
    assert ends("A cat.") == []
    assert ends("A cat. ") == [6]


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("A cat.", True),
        ("A cat", False),
        ('"A cat."', True),
        ("It costs 3.", False),
        ("It costs 3. ", True),
        ("Mr.", False),
        ("Well...", True),
        ("1. ", False),
        ("犬。", True),
        ("", False),
        (".", True),
    ],
)
def test_whether_stopping_here_leaves_a_whole_sentence(text: str, over: bool) -> None:
    assert ends_here(text) is over


@pytest.mark.parametrize(
    ("text", "words"), [("a cat si", "a cat"), ("a cat ", "a cat"), ("a", ""), ("", ""), ("a\n\nb", "a")]
)
def test_whole_words(text: str, words: str) -> None:
    assert text[: whole_words(text)] == words
