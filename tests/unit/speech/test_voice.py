"""The parent's side, with children that speak its protocol but make no sound."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from waiting import PATIENCE

from app.cancel import CancelToken
from app.errors import AppError
from app.speech.voice import SpeechOutcome, Voice, VoiceHealth, VoiceSettings, check_voice

PRELUDE = """
import json, os, sys, time
def tell(**event):
    print(json.dumps(event), flush=True)
def orders():
    tell(event="ready", engine="test")
    for line in sys.stdin:
        yield json.loads(line)
"""
SPEAKS = """
for order in orders():
    tell(event="playing", id=order["id"])
    if "long" in order.get("text", ""):
        time.sleep(3600)
    if order["op"] == "check":
        tell(event="voices", voices=["anna", "bert"], engine="what speaks")
    tell(event="spoken", id=order["id"])
"""
FAILS = 'for order in orders(): tell(event="failed", id=order["id"], problem="sound_busy")'
DIES_PLAYING = 'for order in orders(): tell(event="playing", id=order["id"]); os._exit(1)'
DIES_AT_START = "os._exit(1)"
HANGS = "time.sleep(3600)"
BROKEN = 'tell(event="broken", problem="no_engine", where="Error at x.py:1"); time.sleep(60)'
COMPLAINS = """
for order in orders():
    tell(event="problem", problem="no_voice")
    tell(event="spoken", id=order["id"])
"""


class Made:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[AppError] = []
        self.voices: list[Voice] = []

    def voice(self, program: str, spares: int = 0, patience: float = PATIENCE) -> Voice:
        command = [sys.executable, "-S", "-c", PRELUDE + program]
        made = Voice(self.problems.append, spares, command, self.folder, patience)
        self.voices.append(made)
        return made


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    maker = Made(tmp_path)
    yield maker
    for voice in maker.voices:
        voice.close()
    assert list(tmp_path.iterdir()) == []


def speak(
    voice: Voice, text: str = "Hello.", interruption: CancelToken | None = None
) -> tuple[SpeechOutcome, str | None]:
    outcome, found = voice.speak(text, VoiceSettings(), interruption or CancelToken(), lambda: None)
    return outcome, None if found is None else found.message


def test_it_speaks_and_knows_its_engine(made: Made) -> None:
    voice = made.voice(SPEAKS)
    assert speak(voice) == (SpeechOutcome.SPOKEN, None)
    assert speak(voice) == (SpeechOutcome.SPOKEN, None)
    assert (voice.engine, voice.voices) == ("test", ())
    assert voice.check() is None
    assert voice.voices == ("anna", "bert")


def test_the_child_is_told_the_language(made: Made) -> None:
    voice = made.voice(
        'for order in orders(): tell(event="failed" if order["language"] == "de" else "spoken", id=1,'
        ' problem="sound_busy")'
    )
    ends = [
        voice.speak("Hallo.", VoiceSettings(language=language), CancelToken(), lambda: None)[0]
        for language in ("", "de")
    ]
    assert ends == [SpeechOutcome.SPOKEN, SpeechOutcome.FAILED]


def test_an_interruption_ends_a_sentence_and_the_next_one_speaks(made: Made) -> None:
    voice = made.voice(SPEAKS, spares=1)
    interruption, playing = CancelToken(), threading.Event()
    results: list[SpeechOutcome] = []

    def run() -> None:
        results.append(voice.speak("long", VoiceSettings(), interruption, playing.set)[0])

    thread = threading.Thread(target=run)
    thread.start()
    assert playing.wait(PATIENCE)
    voice.interrupt(interruption)
    thread.join(PATIENCE)
    assert results == [SpeechOutcome.INTERRUPTED]
    assert speak(voice) == (SpeechOutcome.SPOKEN, None)


def test_two_spares_are_there_for_two_interruptions_in_a_row(made: Made) -> None:
    others = set(psutil.Process().children())
    voice = made.voice(SPEAKS, spares=2)
    for _ in range(3):
        assert speak(voice) == (SpeechOutcome.SPOKEN, None)
    assert len(set(psutil.Process().children()) - others) == 3


def test_a_sentence_given_up_before_its_first_sound_leaves_a_child_for_the_next(made: Made) -> None:
    program = 'for order in orders(): tell(event="problem", problem="no_voice"); time.sleep(3600)'
    heard, others = threading.Event(), set(psutil.Process().children())
    voice = Voice(
        lambda _problem: heard.set(), 1, [sys.executable, "-S", "-c", PRELUDE + program], made.folder
    )
    made.voices.append(voice)
    interruption = CancelToken()
    thread = threading.Thread(target=speak, args=(voice, "Hello.", interruption))
    thread.start()
    assert heard.wait(PATIENCE)
    first = set(psutil.Process().children()) - others
    voice.interrupt(interruption)
    thread.join(PATIENCE)
    second = set(psutil.Process().children()) - others
    assert (len(first), len(second), len(first & second)) == (1, 1, 0)


def test_an_interruption_before_the_sentence_began_keeps_it_silent(made: Made) -> None:
    voice = made.voice(SPEAKS)
    interruption = CancelToken()
    voice.interrupt(interruption)
    assert speak(voice, "long", interruption) == (SpeechOutcome.INTERRUPTED, None)


def test_a_late_interruption_does_no_harm_to_the_next_sentence(made: Made) -> None:
    voice = made.voice(SPEAKS)
    interruption = CancelToken()
    assert speak(voice, "Hello.", interruption) == (SpeechOutcome.SPOKEN, None)
    voice.interrupt(interruption)
    assert speak(voice) == (SpeechOutcome.SPOKEN, None)


def test_a_named_failure_comes_in_words(made: Made) -> None:
    outcome, words = speak(made.voice(FAILS))
    assert outcome is SpeechOutcome.FAILED
    assert words is not None
    assert "another program has the sound device" in words


def test_a_child_that_dies_while_playing_is_reported(made: Made) -> None:
    assert speak(made.voice(DIES_PLAYING)) == (
        SpeechOutcome.FAILED,
        "The voice stopped before the sentence was said.",
    )


def test_one_that_keeps_dying_is_left_off_for_good(made: Made) -> None:
    voice = made.voice(DIES_AT_START)
    answers = [speak(voice)[1] for _ in range(3)]
    assert answers[0] == answers[1] == "The voice stopped before the sentence was said."
    assert answers[2] == "The voice stopped several times, so I leave it off."
    voice._command = ["/no/such/program"]  # no other try is made
    assert speak(voice)[1] == answers[2]


def test_one_that_hangs_is_given_up(made: Made) -> None:
    voice = made.voice(HANGS, patience=0.1)
    outcome, found = voice.speak("A", VoiceSettings(), CancelToken(), lambda: None)
    assert outcome is SpeechOutcome.FAILED
    assert found is not None
    assert found.message == "The voice does not answer."


@pytest.mark.expect_log("The voice process ended: Error at x.py:1")
def test_without_an_engine_it_fails_from_then_on_and_is_not_started_again(made: Made) -> None:
    voice = made.voice(BROKEN)
    first = speak(voice)
    voice._command = ["/no/such/program"]
    assert speak(voice) == first
    assert first[0] is SpeechOutcome.FAILED


def test_a_complaint_does_not_end_the_sentence(made: Made) -> None:
    assert speak(made.voice(COMPLAINS)) == (SpeechOutcome.SPOKEN, None)
    assert [p.message for p in made.problems] == ["The voice you chose is not installed."]


@pytest.mark.expect_log(r"could not be started \(FileNotFoundError\)")
def test_a_program_that_does_not_exist_is_said_in_words(made: Made) -> None:
    voice = Voice(made.problems.append, command=["/no/such/program"], folder=made.folder)
    made.voices.append(voice)
    assert speak(voice) == (SpeechOutcome.FAILED, "The voice could not be started.")


def test_the_check(made: Made) -> None:
    command = [sys.executable, "-S", "-c", PRELUDE + SPEAKS]
    assert check_voice(command, made.folder) == VoiceHealth("what speaks", ("anna", "bert"), None)
    health = check_voice([sys.executable, "-S", "-c", PRELUDE + FAILS], made.folder)
    assert health.problem is not None
