import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.speech.sentences import LONGEST, SentenceStream, split_sentences


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
