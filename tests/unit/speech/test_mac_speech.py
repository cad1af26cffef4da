import sys
from types import SimpleNamespace
from typing import Any

import pytest
from macos.machine import Mac
from macos.speech import USUAL, VOICES, Speech

from app.speech import voice_process
from app.speech.mac_speech import QUIET, MacSpeechEngine

ANNA = "com.apple.voice.Anna"


class Command:
    """say(1): notes what it was asked to say, and fails as it is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[tuple[list[str], str]] = []
        self.code = 0
        self.there = True
        monkeypatch.setattr("app.speech.mac_speech.subprocess.run", self.run)

    def run(self, command: list[str], *, input: bytes, **_rest: Any) -> Any:
        if not self.there:
            raise FileNotFoundError(command[0])
        self.said.append((command, input.decode()))
        unknown = "-v" in command and command[command.index("-v") + 1] == "Nobody"
        return SimpleNamespace(returncode=1 if unknown else self.code)


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(monkeypatch)


@pytest.fixture
def events() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def speech() -> Speech:
    return Speech()


@pytest.fixture
def speaker(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, command: Command, events: list[dict[str, Any]], speech: Speech
) -> MacSpeechEngine:
    speech.put_into(mac, monkeypatch)
    return MacSpeechEngine(lambda **event: events.append(event), speech.clock)


def test_a_text_is_spoken_to_its_end_at_its_speed_and_loudness(
    speaker: MacSpeechEngine, speech: Speech, events: list[dict[str, Any]]
) -> None:
    assert speaker.say(7, "A dog.", 210, 0.5, "") == ""
    assert speech.said == [("A dog.", None, 210, 0.5)]
    assert events == [{"event": "playing", "id": 7}]
    assert 0.3 <= speech.now < 0.3 + QUIET


def test_texts_one_after_the_other(speaker: MacSpeechEngine, speech: Speech, command: Command) -> None:
    for text in ("One.", "Two.", "Three."):
        assert speaker.say(1, text, 200, 1.0, "") == ""
    assert speech.heard == ["One.", "Two.", "Three."]
    assert command.said == []


@pytest.mark.parametrize("text", ["Say [[volm 0]] no more.", "if [[ -f x ]]", "a[[[0]]]"])
def test_what_looks_like_a_command_is_spoken(
    speaker: MacSpeechEngine, speech: Speech, command: Command, text: str
) -> None:
    assert speaker.say(1, text, 200, 1.0, "") == ""
    speech.takes = False
    assert speaker.say(2, text, 200, 1.0, "") == ""
    for spoken in (speech.heard[0], command.said[0][1]):
        assert "[[" not in spoken
        assert spoken.replace(" ", "") == text.replace(" ", "")


def test_the_usual_voice_is_never_set_by_the_name_newer_systems_have_for_it(
    speaker: MacSpeechEngine, speech: Speech
) -> None:
    speech.usual = ""
    assert speaker.say(1, "One.", 200, 1.0, "") == ""
    assert speaker.say(2, "Two.", 200, 1.0, "Anna") == ""
    assert speaker.say(3, "Three.", 200, 1.0, "") == ""
    assert [voice for _text, voice, *_ in speech.said] == [None, ANNA, None]
    assert speech.said[2][2:] == (200, 1.0)  # a new voice has its own speed until it is told another


@pytest.mark.parametrize("name", ["Anna", "anna", ANNA, ANNA.upper()])
def test_a_voice_by_name_or_id(speaker: MacSpeechEngine, speech: Speech, name: str) -> None:
    assert speaker.say(1, "Hallo.", 200, 1.0, name) == ""
    assert speech.said[0][1] == ANNA


def test_a_voice_that_is_not_there_is_told_and_the_usual_one_speaks(
    speaker: MacSpeechEngine, speech: Speech, events: list[dict[str, Any]]
) -> None:
    assert speaker.say(1, "Hello.", 200, 1.0, "Nobody") == ""
    assert {"event": "problem", "problem": "no_voice"} in events
    assert speech.said == [("Hello.", None, 200, 1.0)]


def test_a_voice_without_attributes_ends_nothing(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, command: Command, events: list[dict[str, Any]]
) -> None:
    speech = Speech(voices={"com.apple.broken": None, "com.apple.bare": {}, **VOICES})
    speech.put_into(mac, monkeypatch)
    speaker = MacSpeechEngine(lambda **event: events.append(event), speech.clock)
    assert speaker.voices() == ["Anna", "Samantha"]
    assert speaker.say(1, "Hallo.", 200, 1.0, "Anna") == ""
    assert speech.said[0][1] == ANNA


def test_voices_are_read_only_when_somebody_asks(speaker: MacSpeechEngine, speech: Speech) -> None:
    speaker.say(1, "Hello.", 200, 1.0, "")
    speaker.say(2, "Hello.", 200, 1.0, USUAL)
    assert speech.attributes_read == 0
    speaker.voices()
    assert speech.attributes_read == 2


def test_a_part_in_another_language_has_a_voice_of_it(
    speaker: MacSpeechEngine, speech: Speech, events: list[dict[str, Any]]
) -> None:
    for text, language in (("It says:", ""), ("Schöne Grüße.", "de"), ("One more line.", ""), ("Hi.", "en")):
        assert speaker.say(1, text, 200, 1.0, "", language) == ""
    assert [voice for _text, voice, *_ in speech.said] == [None, ANNA, None, None]
    assert {rate for _text, _voice, rate, _volume in speech.said} == {200}
    assert {"event": "problem", "problem": "no_voice"} not in events


def test_the_chosen_voice_reads_its_own_language_and_those_that_no_voice_speaks(
    speaker: MacSpeechEngine, speech: Speech, events: list[dict[str, Any]]
) -> None:
    for language in ("de", "ru"):
        assert speaker.say(1, "Hallo.", 200, 1.0, "Anna", language) == ""
    assert speaker.say(1, "Привет.", 200, 1.0, "", "ru") == ""
    assert [voice for _text, voice, *_ in speech.said] == [ANNA, ANNA, None]
    assert {"event": "problem", "problem": "no_voice"} not in events


def test_a_clear_voice_goes_before_one_of_eloquence(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    old = "com.apple.eloquence.fr-FR.Eddy"
    french = {old: {"VoiceName": "Eddy", "VoiceLocaleIdentifier": "fr_FR"}}
    french["com.apple.voice.Thomas"] = {"VoiceName": "Thomas", "VoiceLocaleIdentifier": "fr_FR"}
    speech = Speech(voices={**VOICES, **french})
    speech.put_into(mac, monkeypatch)
    speaker = MacSpeechEngine(lambda **_event: None, speech.clock)
    assert speaker.say(1, "Bonjour.", 200, 1.0, "", "fr") == ""
    assert speech.said[0][1] == "com.apple.voice.Thomas"


def test_the_command_is_told_the_voice_of_a_language(
    speaker: MacSpeechEngine, speech: Speech, command: Command
) -> None:
    speech.takes = False
    assert speaker.say(1, "Schöne Grüße.", 200, 1.0, "", "de") == ""
    assert speaker.say(2, "Hello.", 200, 1.0, "", "") == ""
    assert [words for words, _text in command.said] == [
        ["/usr/bin/say", "-r", "200", "-v", "Anna"],
        ["/usr/bin/say", "-r", "200"],
    ]


def test_where_the_end_is_never_told_silence_is_the_end(
    speaker: MacSpeechEngine, speech: Speech, command: Command
) -> None:
    speech.ends = False
    speech.lasts = 5.0
    assert speaker.say(1, "A long sentence.", 200, 1.0, "") == ""
    assert 5.0 + QUIET <= speech.now < 5.0 + QUIET + 0.1
    assert command.said == []


def test_a_text_that_is_not_taken_is_said_by_the_command(
    speaker: MacSpeechEngine, speech: Speech, command: Command
) -> None:
    speech.takes = False
    assert speaker.say(1, "-v is no option; $(neither)", 210, 1.0, "Anna") == ""
    assert command.said == [(["/usr/bin/say", "-r", "210", "-v", "Anna"], "-v is no option; $(neither)")]
    assert speech.now == 0  # nothing was waited for
    assert speaker.say(2, "Again.", 210, 1.0, "") == ""
    assert command.said[1] == (["/usr/bin/say", "-r", "210"], "Again.")


def test_silence_from_the_start_is_said_by_the_command(
    speaker: MacSpeechEngine, speech: Speech, command: Command
) -> None:
    speech.lasts, speech.ends = 0.0, False
    assert speaker.say(1, "Hello.", 200, 1.0, "") == ""
    assert [text for _, text in command.said] == ["Hello."]


def test_the_commands_voice_is_the_usual_one_where_it_does_not_know_another(
    speaker: MacSpeechEngine, speech: Speech, command: Command, events: list[dict[str, Any]]
) -> None:
    speech.takes = False
    assert speaker.say(1, "Hello.", 200, 1.0, "Nobody") == ""
    assert command.said[-1] == (["/usr/bin/say", "-r", "200"], "Hello.")
    assert {"event": "problem", "problem": "no_voice"} in events


@pytest.mark.parametrize(("there", "code"), [(False, 0), (True, 1)])
def test_where_nothing_speaks_that_is_told(
    speaker: MacSpeechEngine, speech: Speech, command: Command, there: bool, code: int
) -> None:
    speech.takes, command.there, command.code = False, there, code
    assert speaker.say(1, "Hello.", 200, 1.0, "") == "engine_failed"
    assert speaker.check(2) == "engine_failed"


def test_a_check_is_not_heard(speaker: MacSpeechEngine, speech: Speech) -> None:
    assert speaker.check(1) == ""
    assert speech.heard == []
    assert [volume for *_, volume in speech.said] == [0.0]
    speaker.say(2, "Hello.", 200, 1.0, "")
    assert speech.heard == ["Hello."]


def test_a_check_by_the_command_is_not_heard_either(
    speaker: MacSpeechEngine, speech: Speech, command: Command
) -> None:
    speech.takes = False
    assert speaker.check(1) == ""
    assert command.said == [(["/usr/bin/say", "-r", "200"], " ")]


def test_each_turn_has_a_pool_of_its_own(speaker: MacSpeechEngine, mac: Mac) -> None:
    speaker.say(1, "One.", 200, 1.0, "")
    speaker.say(2, "Two.", 200, 1.0, "")
    assert mac.objc.pools == ["open", "closed"] * 2


def test_an_error_of_the_driver_is_no_end(
    speaker: MacSpeechEngine, command: Command, monkeypatch: pytest.MonkeyPatch, mac: Mac
) -> None:
    def fails(text: str) -> bool:
        raise ValueError(text)

    monkeypatch.setattr(speaker._synthesizer, "startSpeakingString_", fails, raising=False)
    assert speaker.say(1, "Hello.", 200, 1.0, "") == ""
    assert [text for _, text in command.said] == ["Hello."]


def test_a_driver_that_does_not_begin_leaves_the_command(
    mac: Mac, monkeypatch: pytest.MonkeyPatch, command: Command, speech: Speech
) -> None:
    speech.put_into(mac, monkeypatch)
    monkeypatch.setitem(sys.modules, "PyObjCTools.AppHelper", None)  # which the driver imports
    speaker = MacSpeechEngine(lambda **_event: None, speech.clock)
    assert speaker.engine == "say"
    assert speaker.say(1, "Hello.", 210, 1.0, "Anna") == ""
    assert command.said == [(["/usr/bin/say", "-r", "210", "-v", "Anna"], "Hello.")]
    assert speaker.check(2) == ""
    assert speaker.voices() == ["Anna", "Samantha"]


def test_without_pyobjc_there_is_still_the_command(monkeypatch: pytest.MonkeyPatch, command: Command) -> None:
    monkeypatch.setitem(sys.modules, "objc", None)
    speaker = MacSpeechEngine(lambda **_event: None)
    assert speaker.say(1, "Hello.", 210, 1.0, "") == ""
    assert speaker.voices() == []
    command.there = False
    assert speaker.check(2) == "engine_failed"


def test_a_driver_that_raises_leaves_the_command(
    speaker: MacSpeechEngine, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_name: str, _value: object) -> None:
        raise KeyError("rate")

    monkeypatch.setattr(speaker._engine, "setProperty", fails)
    assert speaker.say(1, "Hello.", 200, 1.0, "") == ""
    assert [text for _, text in command.said] == ["Hello."]


class Health:
    """What the parent of a voice process, and so doctor, hears of a check."""

    def __init__(self, mac: Mac, monkeypatch: pytest.MonkeyPatch, speech: Speech) -> None:
        speech.put_into(mac, monkeypatch)
        told: list[dict[str, Any]] = []
        line = SimpleNamespace(send=lambda **event: told.append(event))
        speaker = voice_process._engine(line, "darwin")  # type: ignore[arg-type]
        assert isinstance(speaker, MacSpeechEngine)
        speaker._clock = speech.clock
        self.problem = speaker.check(1)
        self.engine = speaker.engine
        assert told == [{"event": "playing", "id": 1}]


@pytest.mark.parametrize(
    ("how", "engine"),
    [
        ({}, "nsss"),
        ({"usual": ""}, "nsss"),
        ({"takes": False}, "say"),
        ({"lasts": 0.0, "ends": False}, "say"),  # taken, and silent
        ({"lasts": 0.0}, "say"),  # at its end at once, as without a sound device
        ({"voices": {}}, "nsss"),
    ],
)
@pytest.mark.parametrize("says", [True, False])
def test_doctor_hears_what_really_speaks(
    mac: Mac,
    monkeypatch: pytest.MonkeyPatch,
    command: Command,
    how: dict[str, Any],
    engine: str,
    says: bool,
) -> None:
    command.there = says
    health = Health(mac, monkeypatch, Speech(**how))
    assert health.engine == engine
    assert health.problem == ("" if engine == "nsss" or says else "engine_failed")
