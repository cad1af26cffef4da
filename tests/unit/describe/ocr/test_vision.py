import sys

import pytest
from macos.machine import Mac
from macos.vision import TextReader, Written
from PIL import Image

from app.cancel import CancelToken
from app.describe.ocr.certainty import Uncertainty, uncertain
from app.describe.ocr.choose import make_engine
from app.describe.ocr.vision import VisionOcr, certainty, is_code, languages_for
from app.describe.result import TextLine
from app.errors import AppError

PICTURE = Image.new("RGB", (200, 100), "white")


def read(mac: Mac, reader: TextReader) -> list[TextLine]:
    reader.put_into(mac)
    engine = VisionOcr()
    return list(engine.recognise(PICTURE, engine.detect(PICTURE), CancelToken()))


@pytest.mark.parametrize(
    ("preferred", "line"),
    [
        (["de-AT", "en-GB"], Written("Grüße aus München", "de")),
        (["zh-Hans-CN"], Written("出口", "zh")),
        (["en-US", "ru-RU"], Written("Вход", "ru")),
        (["fr-CA", "tlh"], Written("déjà vu", "fr")),
        (["tlh"], Written("Way out", "en")),
    ],
)
def test_the_users_languages_are_read_whole(mac: Mac, preferred: list[str], line: Written) -> None:
    reader = TextReader([line], preferred)
    assert [found.text for found in read(mac, reader)] == [line.text]


@pytest.mark.parametrize(
    ("preferred", "chosen"),
    [
        (["de-AT"], ["de-DE", "en-US"]),
        (["zh-Hant-TW", "ja-JP"], ["zh-Hant", "ja-JP", "en-US"]),
        (["zh-Hans-CN"], ["zh-Hans", "en-US"]),
        (["en-GB"], ["en-US"]),
        (["tlh", "xx-YY"], ["en-US"]),
        ([], ["en-US"]),
    ],
)
def test_languages_are_those_that_vision_has(preferred: list[str], chosen: list[str]) -> None:
    supported = ["en-US", "de-DE", "zh-Hans", "zh-Hant", "ja-JP"]
    assert languages_for(preferred, supported) == chosen


def test_text_as_low_as_a_screens_is_read(mac: Mac) -> None:
    reader = TextReader([Written("Save as", place=(0.1, 0.5, 0.1, 0.012))])
    assert [line.text for line in read(mac, reader)] == ["Save as"]


def test_where_vision_tells_no_languages_it_keeps_its_own() -> None:
    assert languages_for(["de-DE"], []) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cd /usr/local/bin", True),
        ("$ ls -la", True),
        ("S/N C02XL0", True),
        ("MacBookPro18,3", True),
        ("error: x_size == 0", True),
        ("foo::bar", True),
        ("anna@example.org", True),
        ("AB-1234", True),
        ("The 24th of May, and 3 kg", False),
        ("either/or", False),
        ("It costs $5 or 5 %.", False),
        ("Grüße aus München", False),
    ],
)
def test_what_is_code(text: str, code: bool) -> None:
    assert is_code(text) is code


def test_code_is_read_as_it_stands_and_prose_with_its_language(mac: Mac) -> None:
    lines = [
        Written("A sirnple sentence", corrected="A simple sentence", place=(0.1, 0.8, 0.5, 0.1)),
        Written("S/N C02XLQ", corrected="S/N CO2XLQ", place=(0.1, 0.5, 0.5, 0.1)),
    ]
    reader = TextReader(lines)
    assert [found.text for found in read(mac, reader)] == ["A simple sentence", "S/N C02XLQ"]
    assert [corrected for _languages, corrected in reader.asked] == [True, False]


def test_prose_alone_is_read_once(mac: Mac) -> None:
    reader = TextReader([Written("A simple sentence")])
    read(mac, reader)
    assert [corrected for _languages, corrected in reader.asked] == [True]


@pytest.mark.parametrize(
    ("text", "confidence", "judged"),
    [
        ("OK", 0.5, Uncertainty.SURE),
        ("No", 0.5, Uncertainty.UNCERTAIN),
        ("7:42", 0.3, Uncertainty.UNCERTAIN),
        ("7:42", 0.5, Uncertainty.UNCERTAIN),
        ("7:42", 1.0, Uncertainty.SURE),
        ("A whole sentence", 0.3, Uncertainty.SURE),
        ("Do not enter", 1.0, Uncertainty.SURE),
        ("i", 0.3, Uncertainty.UNREADABLE),
    ],
)
def test_visions_three_steps_keep_short_words_and_doubt_figures(
    mac: Mac, text: str, confidence: float, judged: Uncertainty
) -> None:
    (line,) = read(mac, TextReader([Written(text, confidence=confidence)]))
    assert uncertain(line) is judged


def test_the_steps_are_in_order() -> None:
    steps = [certainty(each) for each in (0.0, 0.3, 0.5, 1.0)]
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (0.0, 1.0)


def test_what_was_found_and_not_read_is_counted(mac: Mac) -> None:
    lines = read(
        mac, TextReader([Written("გამარჯობა", "ka"), Written("Way out", place=(0.1, 0.2, 0.5, 0.1))])
    )
    assert [(line.text, line.confidence > 0) for line in lines] == [("", False), ("Way out", True)]
    assert lines[0].box == (20, 40, 120, 50)


def test_a_picture_that_vision_refuses_is_a_sentence(mac: Mac) -> None:
    with pytest.raises(AppError, match="could not read this picture"):
        read(mac, TextReader(works=False))


@pytest.mark.parametrize("works", [True, False])
def test_it_is_warmed_by_a_look_at_nothing(mac: Mac, works: bool) -> None:
    reader = TextReader(works=works)
    reader.put_into(mac)
    VisionOcr().warm()
    assert len(reader.asked) == int(works)


def test_every_look_has_a_pool_of_its_own(mac: Mac) -> None:
    read(mac, TextReader([Written("Way out")]))
    assert mac.objc.pools == ["open", "closed"]


def test_a_mac_reads_with_what_it_has(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
    mac.is_here()
    engine = make_engine()
    assert isinstance(engine, VisionOcr)
    assert engine.name == "Apple Vision"
    monkeypatch.setitem(sys.modules, "Vision", None)
    with pytest.raises(AppError, match="not installed"):
        engine.detect(PICTURE)
