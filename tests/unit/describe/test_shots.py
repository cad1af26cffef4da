"""Pictures of the screen: what the system says of them is said first."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.describe import script
from app.describe.facts import facts_of
from app.describe.findings import Findings
from app.describe.picture import key_of
from app.describe.reader import AllText
from app.describe.result import TextLine
from app.describe.words.naming import Naming
from app.describe.words.photo import PhotoWords
from app.inference.protocols import Kind, Level
from app.pictures.load import load_image
from app.shot import ScreenPart, Shot

WORDS = PhotoWords(Naming())


def shot(app: str = "Terminal", window: str = "My notes", width: int = 90) -> Shot:
    pixels = np.arange(60 * width * 3, dtype=np.uint32).reshape(60, width, 3).astype(np.uint8)
    return Shot(pixels, ScreenPart.WINDOW, 5, 6, app, window, 7, datetime.now(UTC))


@pytest.mark.parametrize(
    ("app", "window", "words"),
    [
        ("Terminal", "My notes", "Terminal."),
        ("", "My notes", 'Window "My notes".'),
        ("xterm", "", "Xterm."),
        ("", "", ""),
    ],
)
def test_the_application_comes_first_or_else_the_window(app: str, window: str, words: str) -> None:
    assert script.origin_in_words(shot(app, window)) == words


@pytest.mark.parametrize(
    ("app", "window", "said", "words"),
    [
        ("Terminal", "My notes", "Terminal.", 'Window "My notes".'),
        ("Firefox", "Inbox - Mozilla Firefox", "Firefox.", 'Window "Inbox".'),
        ("Firefox", "Inbox \u2014 Mozilla Firefox", "Firefox.", 'Window "Inbox".'),
        ("Chromium Web Browser", "Bank - Chromium", "", 'Window "Bank".'),
        ("Editor", "a - b - notes", "Editor.", 'Window "a - b - notes".'),
        ("Editor", "notes.txt - 3 words", 'Editor. It says: "Notes.txt, 3 words".', ""),
        ("", "My notes", 'Window "My notes".', ""),
        ("Editor", "", "Editor.", ""),
    ],
)
def test_the_title_is_said_where_it_is_new(app: str, window: str, said: str, words: str) -> None:
    assert script.title_in_words(shot(app, window), said) == words


def test_a_shot_is_loaded_as_it_is_and_its_facts_name_where_it_is_from() -> None:
    one = shot()
    loaded = load_image(one, need=4096)
    assert np.array_equal(np.asarray(loaded.image), one.pixels)
    assert facts_of(loaded) == {
        "width": 90,
        "height": 60,
        "format": "SCREEN",
        "from": "window",
        "app": "Terminal",
        "window": "My notes",
    }


def test_a_huge_screen_is_made_smaller() -> None:
    loaded = load_image(shot(width=600), need=300)
    assert loaded.image.size == (300, 30)
    assert (loaded.width, loaded.height) == (600, 60)


def test_every_shot_is_a_moment_of_its_own() -> None:
    one = shot()
    assert key_of(one) == key_of(one)
    assert key_of(one) != key_of(replace(one, taken=datetime.now(UTC)))


def found(*lines: str, window: str = "My notes") -> Findings:
    facts = facts_of(load_image(shot(window=window)))
    findings = Findings(640, 480, facts)
    findings.lines = tuple(
        TextLine(text, 0.99, (10, 30 * n, 200, 30 * n + (40 if n == 0 else 20)))
        for n, text in enumerate(lines)
    )
    findings.settle()
    findings.complete(AllText(findings.lines))
    return findings


def test_the_text_follows_and_the_title_is_not_repeated() -> None:
    findings = found("My Notes", "Buy milk")
    assert findings.kind is Kind.SCREENSHOT
    assert script.opening(findings, WORDS, Level.BRIEF) == 'The text begins with "Buy milk".'
    assert 'Window "My notes".' in list(script.after_text(findings, WORDS, Level.BRIEF, ""))
    detailed = " ".join(script.after_text(findings, WORDS, Level.DETAILED, ""))
    assert "titled" not in detailed
    assert detailed.lower().count("my notes") == 1


def test_only_text_that_is_larger_is_called_the_largest() -> None:
    findings = found("Shopping", "Buy milk", "Buy bread", "Call Anna", window="Notes")
    assert script.opening(findings, WORDS, Level.BRIEF) == 'The largest text is "Shopping".'


def test_without_text_it_says_so() -> None:
    assert script.opening(found(), WORDS, Level.BRIEF) == "I found no text in it."


def test_of_a_screen_its_windows_are_told_the_one_in_front_first() -> None:
    one = Shot(
        np.zeros((60, 90, 3), np.uint8), ScreenPart.SCREEN, 0, 0, "XTerm", "notes", 7, datetime.now(UTC)
    )
    others = (("Files", "Recipes - Files"), ("", "Clock"), ("", ""), ("Panel", ""))
    words = '4 windows, front first: XTerm: "notes"; Files: "Recipes"; "Clock"; Panel.'
    assert script.windows_in_words(replace(one, beside=others), Level.BRIEF) == words
    assert script.windows_in_words(one, Level.FULL) == ""
    window = replace(one, beside=others, place=ScreenPart.WINDOW)
    assert script.windows_in_words(window, Level.FULL) == ""
    many = replace(one, beside=tuple((f"App{n}", "") for n in range(6)))
    assert script.windows_in_words(many, Level.BRIEF).endswith("App0; App1; App2 and 3 more.")
