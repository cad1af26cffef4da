import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.keys.chords import KEYS, MODIFIERS, Chord, key_name, parse, spoken_key
from app.errors import AppError

strong = st.sets(st.sampled_from(MODIFIERS)).filter(lambda held: bool(held - {"shift"}))
chords = st.builds(lambda held, key: Chord(frozenset(held), key), strong, st.sampled_from(KEYS))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Ctrl+Alt+Shift+D", "Ctrl+Alt+Shift+D"),
        ("shift + alt + control + d", "Ctrl+Alt+Shift+D"),
        ("Command Option Shift d", "Cmd+Alt+Shift+D"),
        ("cmd-shift-/", "Cmd+Shift+Slash"),
        ("ctrl+-", "Ctrl+Minus"),
        ("ctrl--", "Ctrl+Minus"),
        ("Super+Esc", "Cmd+Escape"),
        ("Ctrl+Spacebar", "Ctrl+Space"),
        ("F9", "F9"),
        ("Shift+F9", "Shift+F9"),
    ],
)
def test_a_chord_as_it_is_written(written: str, text: str) -> None:
    assert parse(written).text == text


def test_it_is_said_in_the_platforms_words() -> None:
    assert parse("Ctrl+Alt+Shift+D").spoken("linux") == "Control Alt Shift D"
    assert parse("Ctrl+Alt+Shift+D").spoken("darwin") == "Control Option Shift D"
    assert parse("Cmd+Ctrl+Shift+D").spoken("darwin") == "Command Control Shift D"
    assert parse("Cmd+[").spoken("linux") == "Super Left Bracket"


@given(chords)
def test_text_and_speech_lead_back_to_the_chord(chord: Chord) -> None:
    assert parse(chord.text) == chord
    assert parse(chord.text.lower()) == chord
    if spoken_key(chord.key) == chord.key:
        assert parse(chord.spoken("darwin")) == chord
        assert parse(chord.spoken("linux")) == chord


@given(st.text(max_size=40))
def test_any_text_is_a_chord_or_is_refused_in_words(text: str) -> None:
    told = ""
    try:
        told = parse(text).text
    except AppError as error:
        refused = str(error)
    if told:
        assert parse(told).text == told
    else:
        assert re.fullmatch(r".+\. .+\.", refused)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "No key combination"),
        ("++", "No key combination"),
        ("Ctrl+Foo", '"Foo" is not the name of a key'),
        ("Hyper+D", '"Hyper" is not a key that is held'),
        ("Ctrl+Shift", "no key beside"),
        ("D", "needed for writing"),
        ("Shift+D", "needed for writing"),
        ("Shift+Tab", "needed for writing"),
    ],
)
def test_nonsense_is_refused_in_words(written: str, said: str) -> None:
    with pytest.raises(AppError, match=said):
        parse(written)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("d", "D"),
        ("SPACE", "Space"),
        (" ", "Space"),
        ("page up", "PageUp"),
        ("Page_Up", "PageUp"),
        ("/", "Slash"),
    ],
)
def test_a_single_key(written: str, name: str) -> None:
    assert key_name(written) == name


def test_a_chord_of_unknown_parts_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="no such chord"):
        Chord(frozenset({"hyper"}), "D")
    with pytest.raises(ValueError, match="no such chord"):
        Chord(frozenset({"ctrl"}), "d")
