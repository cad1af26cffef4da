"""What codes hold, in words: true about where a link leads, and never more than text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.describe.words.code_words import CodeWords
from app.inference.perception import Code
from app.inference.protocols import Level

WORDS = CodeWords()
B, D, F = Level.BRIEF, Level.DETAILED, Level.FULL


def qr(content: str) -> Code:
    return Code("QR code", content, (0.1, 0.1, 0.4, 0.4))


def said(content: str, level: Level = B) -> str:
    return WORDS.sentence(qr(content), level).removeprefix("A QR code: ")


@pytest.mark.parametrize(
    ("link", "brief", "rest"),
    [
        ("https://example.org", "a link to example.org.", ""),
        ("https://example.org/", "a link to example.org.", ""),
        ("HTTP://WWW.EXAMPLE.ORG/Menu", "a link to www.example.org.", ', then "/Menu".'),
        ("https://a.example/x?y=1#z", "a link to a.example.", ', then "/x?y=1#z".'),
        ("https://bank.example:8443/", "a link to bank.example.", ""),
        # What stands before an @ is not where it leads.
        ("https://bank.example@evil.example/login", "a link to evil.example.", ', then "/login".'),
        ("https://bank.example:443@evil.example", "a link to evil.example.", ""),
        ("https://b\u00fccher.example", "a link to b\u00fccher.example.", ""),
        (
            "https://\u0430pple.example",
            "a link to \u0430pple.example, in letters that are not all Latin.",
            "",
        ),
    ],
)
def test_a_link_is_told_by_the_host_that_would_be_asked(link: str, brief: str, rest: str) -> None:
    assert said(link) == brief
    assert said(link, D) == (brief.removesuffix(".") + rest if rest else brief)


@pytest.mark.parametrize(
    "odd",
    [
        "https://",
        "http://exa mple.org/",
        "https://bank.example\u202e/x",
        "https://[::1]/",
        "http://a..b/",
        "HTTPS:x",
    ],
)
def test_an_odd_link_is_only_text(odd: str) -> None:
    assert said(odd).startswith("the text ")


@pytest.mark.parametrize(
    ("content", "level", "words"),
    [
        (
            "WIFI:T:WPA;S:Cafe am Markt;P:kaf\\;fee;;",
            B,
            'the Wi-Fi network "Cafe am Markt", with its password.',
        ),
        (
            "WIFI:S:Cafe;P:kaf\\;fee;;",
            F,
            'the Wi-Fi network "Cafe", with the password "kaf;fee".',
        ),
        ("WIFI:T:nopass;S:Free;;", B, 'the Wi-Fi network "Free", without a password.'),
        ("wifi:", B, 'the text "wifi:".'),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Anna Muster\nTEL:+49 555\nEND:VCARD", B, 'a contact, "Anna Muster".'),
        (
            "BEGIN:VCARD\r\nN:Muster;Anna\r\nTEL;TYPE=cell:+49 555\r\nEMAIL:a@example.org\r\nEND:VCARD",
            D,
            'a contact, "Anna Muster", telephone "+49 555", e-mail "a@example.org".',
        ),
        ("MECARD:N:Doe,Jane;TEL:123;;", D, 'a contact, "Jane Doe", telephone "123".'),
        ("BEGIN:VEVENT\nSUMMARY:Summer party\nEND:VEVENT", B, 'an event, "Summer party".'),
        ("mailto:anna@example.org?subject=hi", B, 'an e-mail to "anna@example.org".'),
        ("MATMSG:TO:anna@example.org;SUB:hi;BODY:x;;", B, 'an e-mail to "anna@example.org".'),
        ("tel:+49555", B, 'the telephone number "+49555".'),
        ("SMSTO:+49555:hello", B, 'a text message to "+49555".'),
        ("geo:48.1,11.5?q=x", B, "the place 48.1000 degrees north, 11.5000 degrees east."),
        ("geo:here", B, 'the text "geo:here".'),
        ("javascript:alert(1)", B, 'the text "javascript:alert(1)".'),
        ('say "this" now', B, 'the text “say "this" now”.'),
        ("", B, "data that is no text."),
    ],
)
def test_each_kind_of_content_has_a_plain_sentence(content: str, level: Level, words: str) -> None:
    assert said(content, level) == words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("4006381333931", "An EAN-13 barcode: the product number 4006381333931."),
        ("9780306406157", "An EAN-13 barcode: the book number, ISBN 9780306406157."),
        ("0036000291452", "An EAN-13 barcode: the product number 036000291452."),
    ],
)
def test_numbers_on_products_and_books(number: str, words: str) -> None:
    assert WORDS.sentence(Code("EAN-13 barcode", number, (0, 0, 1, 1)), B) == words


def test_several_codes_are_told_and_many_counted() -> None:
    codes = [qr(f"code {n}") for n in range(4)]
    assert WORDS.told(codes[:1], B) == ['A QR code: the text "code 0".']
    assert WORDS.told(codes[:3], B)[-1] == "There is one more code."
    assert WORDS.told(codes, B)[-1] == "There are two more codes."
    assert len(WORDS.told(codes, D)) == 4
    assert WORDS.told([], B) == []


def test_long_content_is_cut_when_brief() -> None:
    assert said("a" * 500) == f'the text "{"a" * 60}\u2026".'
    assert len(said("word " * 100).split()) < 15
    assert said("a" * 500, F).count("a") >= 500


STARTS = st.sampled_from(
    [
        "",
        "http://",
        "https://x@",
        "WIFI:S:",
        "BEGIN:VCARD\nFN:",
        "MECARD:N:",
        "geo:",
        "tel:",
        "mailto:",
        "BEGIN:VEVENT\n",
    ]
)


@given(STARTS, st.text(max_size=300), st.sampled_from(list(Level)))
def test_whatever_it_holds_is_said_in_one_clean_piece(start: str, text: str, level: Level) -> None:
    words = WORDS.sentence(qr(start + text), level)
    assert words.startswith("A QR code: ")
    assert words.endswith(".")
    assert all(unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for ch in words)
