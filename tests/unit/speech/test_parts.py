# ruff: noqa: RUF001 - letters of many alphabets
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spoken_tables import SENTENCES, STAYS

from app.speech.parts import Part, Speaking


def parts(text: str) -> list[tuple[str, str]]:
    return [(part.words.strip(' "\n.'), part.language) for part in Speaking().parts(text)]


def test_our_own_words_keep_the_voice_and_what_is_quoted_has_one_of_its_language() -> None:
    assert parts('It says: "Schöne Grüße, wir kommen am Montag.". There are 2 more lines of text.') == [
        ("It says:", ""),
        ("Schöne Grüße, wir kommen am Montag", "de"),
        ("There are 2 more lines of text", ""),
    ]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_each_quoted_sentence_is_a_part_of_its_own(language: str, text: str) -> None:
    found = parts(f'It says: "{text}".')
    assert found[0] == ("It says:", "")
    assert [one[1] for one in found[1:]] in ([language], [{"da": "nb", "nb": "da"}.get(language)])


@pytest.mark.parametrize("text", STAYS)
def test_a_text_that_stays_is_one_part(text: str) -> None:
    quoted = text.replace('"', "'")
    found = [part.language for part in Speaking().parts(f'It says: "{quoted}".')]
    assert found == [""]


def test_lines_that_do_not_tell_go_with_the_rest_of_their_quotation() -> None:
    text = 'It says: "Eingang\nHeute geschlossen\nWir öffnen wieder am Montag\n9-17 Uhr".'
    assert parts(text) == [
        ("It says:", ""),
        ("Eingang\nHeute geschlossen\nWir öffnen wieder am Montag\n9-17 Uhr", "de"),
    ]


def test_lines_of_several_languages_are_parts() -> None:
    text = 'It says: "Bitte nicht stören\nPlease do not disturb\nПожалуйста, не беспокоить".'
    assert [language for _words, language in parts(text)] == ["", "de", "", "ru"]


def test_a_word_in_another_script_has_a_voice_within_an_english_line() -> None:
    assert parts("Window Привет мир 5 by Ann.") == [("Window", ""), ("Привет мир 5", "ru"), ("by Ann", "")]


def test_latin_words_in_a_chinese_line_are_not_sung_as_chinese() -> None:
    assert parts('It says: "请输入 Wi-Fi 密码".') == [
        ("It says:", ""),
        ("请输入", "zh"),
        ("Wi-Fi", ""),
        ("密码", "zh"),
    ]


def test_a_sign_of_the_sciences_is_no_greek() -> None:
    assert [language for _words, language in parts("The angle α is 5 µm.")] == [""]


def test_signs_are_in_the_words_of_the_part() -> None:
    assert parts('It says: "Le solde de votre compte est de –412,50 €".')[1] == (
        "Le solde de votre compte est de moins 412,50 €",
        "fr",
    )


def test_a_quotation_mark_behind_a_number_is_an_inch_only_where_it_ends_no_quotation() -> None:
    assert parts('It says: "Come at 5\nTotal 13.64".')[0][0].endswith("13.64")
    assert parts('Screenshot titled "Room 27", which says "Screen 24".')[0][0].count("inch") == 0
    assert "27 inches wide" in parts('It says: “Monitor 27" wide\nprint("hello")”.')[0][0]


def test_nothing_is_lost_but_signs() -> None:
    text = 'It says: "Bitte klopfen\nPlease knock\n请敲门\nПожалуйста, стучите в эту дверь".'
    assert "".join(part.words for part in Speaking().parts(text)) == text


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_blank_text_has_no_parts(text: str) -> None:
    assert Speaking().parts(text) == []


def test_marks_alone_are_one_part() -> None:
    assert Speaking().parts("…") == [Part("…")]


SIGNS = st.text(alphabet="ab 19.,:'\"-–−″′€$%°½²✓★~“”(\nяж中あ", max_size=40)


@given(st.text(max_size=60) | SIGNS)
def test_any_text_has_parts_with_words_and_letters_stay_in_order(text: str) -> None:
    found = Speaking().parts(text)
    assert all(part.words for part in found)
    if text.strip():
        assert found
    kept = iter("".join(part.words for part in found))
    assert all(ch in kept for ch in text if ch in "abяж中あ")
