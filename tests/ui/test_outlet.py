"""One voice: which channel each utterance takes, and the keys for repeating, spelling, rate and pause."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.assistant.channels import Channel
from app.assistant.outlet import AGAIN_SECONDS, Outlet

DEAF = "This version of your screen reader does not speak for Earsight, so I speak myself."
NOBODY = "No screen reader is running, so I speak myself."
THEIRS = "Your screen reader speaks; use its own keys for that."


@dataclass
class Reader:
    name: str = ""
    hears_announcements: bool = False
    takes_script: bool = False


ORCA_43 = Reader("orca")
ORCA_46 = Reader("orca", True)
VOICEOVER = Reader("voiceover", True, True)


@dataclass
class Readers:
    """A screen reader that comes and goes, and takes scripts or refuses them."""

    reader: Reader = field(default_factory=Reader)
    told: list[str] = field(default_factory=list)
    refuses: bool = False

    def running(self) -> Reader:
        return self.reader

    def output(self, text: str, on_unheard: Callable[[], None]) -> None:
        if self.refuses:
            on_unheard()
        else:
            self.told.append(text)

    def hush(self) -> None:
        self.told.append(".")


@dataclass
class OutletDesk:
    """An outlet with everything around it; ``now`` is the time."""

    outlet: Outlet
    speaker: Any
    announced: list[str]
    readers: Readers
    active: list[bool]
    now: list[float]

    @property
    def spoken(self) -> list[str]:
        words: list[str] = self.speaker.words
        return words


@pytest.fixture
def make(qtbot: QtBot, speaker: Any, announced: list[str]) -> Callable[..., OutletDesk]:
    def build(output: str = "automatic", reader: Reader | None = None, voice: bool = True) -> OutletDesk:
        widget = QWidget()
        qtbot.addWidget(widget)
        readers, active, now = Readers(reader or Reader()), [True], [100.0]
        outlet = Outlet(
            widget,
            speaker if voice else None,
            lambda call: call(),
            output=output,
            readers=readers,
            active=lambda: active[0],
            clock=lambda: now[0],
        )
        return OutletDesk(outlet, speaker, announced, readers, active, now)

    return build


Make = Callable[..., OutletDesk]


def test_the_channel_is_chosen_anew_for_every_utterance(make: Make) -> None:
    desk = make()
    desk.outlet.say("One.")
    desk.readers.reader = ORCA_46
    desk.outlet.say("Two.")
    desk.active[0] = False
    desk.outlet.say("Three.")
    desk.readers.reader = VOICEOVER
    desk.outlet.say("Four.")
    desk.readers.reader = ORCA_43
    desk.active[0] = True
    desk.outlet.say("Five.")
    assert desk.spoken == ["One.", "Three.", "Five."]
    assert desk.announced == ["Two."]
    assert desk.readers.told == ["Four."]


def test_what_waits_for_the_reader_is_forgotten_with_the_rest(make: Make) -> None:
    desk = make(reader=VOICEOVER)
    desk.active[0] = False
    desk.outlet.say("One.")
    desk.outlet.say("Two.", interrupt=True)
    desk.outlet.hush()
    assert desk.readers.told == ["One.", ".", "Two.", "."]


@pytest.mark.parametrize(
    ("reader", "read"), [(Reader(), False), (ORCA_43, True), (ORCA_46, True), (VOICEOVER, False)]
)
def test_who_reads_out_a_window_that_opens(make: Make, reader: Reader, read: bool) -> None:
    assert make(reader=reader).outlet.windows_are_read == read


def test_what_follows_speech_is_spoken_too_so_that_the_reader_is_not_talked_over(make: Make) -> None:
    desk = make(reader=ORCA_46)
    desk.speaker.speaking = True
    desk.outlet.say("One.")
    assert (desk.spoken, desk.announced) == (["One."], [])
    desk.outlet.say("Two.", interrupt=True)
    assert desk.speaker.heard[-1] == "."
    assert desk.announced == ["!Two."]


def test_silent_says_nothing_at_all(make: Make) -> None:
    desk = make("silent", VOICEOVER)
    for say in (desk.outlet.say, desk.outlet.announce, desk.outlet.confirm):
        say("One.")
    desk.outlet.repeat()
    desk.outlet.spell()
    assert (desk.spoken, desk.announced, desk.readers.told) == ([], [], [])
    assert desk.outlet.channel is Channel.NONE


def test_the_setting_may_change_while_it_runs_and_cuts_off_what_was_said(make: Make) -> None:
    desk = make("own", ORCA_46)
    desk.outlet.say("One.")
    desk.outlet.configure("screen_reader")
    desk.outlet.configure("screen_reader")
    desk.outlet.say("Two.")
    assert desk.speaker.heard == ["One.", "."]
    assert desk.announced == ["Two."]


@pytest.mark.parametrize(("reader", "excuse"), [(Reader(), NOBODY), (ORCA_43, DEAF)])
def test_a_screen_reader_that_does_not_speak_is_said_once(make: Make, reader: Reader, excuse: str) -> None:
    desk = make("screen_reader", reader)
    desk.outlet.say("One.")
    desk.outlet.say("Two.")
    assert desk.spoken == [f"{excuse} One.", "Two."]
    desk.readers.reader = ORCA_46
    desk.outlet.say("Three.")
    desk.readers.reader = reader
    desk.outlet.say("Four.")
    assert desk.spoken[2:] == [f"{excuse} Four."]
    assert desk.announced == ["Three."]


def test_in_the_background_the_own_voice_steps_in_without_excuses(make: Make) -> None:
    desk = make("screen_reader", ORCA_46)
    desk.active[0] = False
    desk.outlet.say("One.")
    assert desk.spoken == ["One."]


def test_a_client_without_a_name_counts_for_who_asked_for_a_screen_reader(make: Make) -> None:
    desk = make("screen_reader", Reader("", True))
    desk.outlet.say("One.")
    desk.outlet.configure("automatic")
    desk.outlet.say("Two.")
    assert (desk.announced, desk.spoken) == (["One."], ["Two."])


def test_what_the_voice_could_not_say_takes_the_next_channel(make: Make, qtbot: QtBot) -> None:
    desk = make("own", VOICEOVER)
    desk.speaker.broken = True
    desk.outlet.say("One.")
    qtbot.waitUntil(lambda: bool(desk.announced))
    desk.active[0] = False
    desk.outlet.say("Two.")
    qtbot.waitUntil(lambda: bool(desk.readers.told))
    assert (desk.announced, desk.readers.told) == (["One."], ["Two."])


def test_a_screen_reader_is_given_signs_as_words(make: Make) -> None:
    desk = make(reader=ORCA_46)
    desk.outlet.say('It says: "Balance \u2013412.50 \u20ac".')
    assert desk.announced == ['It says: "Balance minus 412.50 \u20ac".']
    desk = make(reader=VOICEOVER)
    desk.active[0] = False
    desk.outlet.say('It says: \u201cMonitor 27" wide\u201d.')
    assert desk.readers.told == ["It says: \u201cMonitor 27 inches wide\u201d."]


def test_a_refused_script_is_spoken_instead(make: Make) -> None:
    desk = make(reader=Reader("voiceover", True, True))
    desk.active[0] = False
    desk.readers.refuses = True
    desk.readers.reader.takes_script = False
    desk.outlet.say("One.")
    assert desk.spoken == ["One."]


def test_a_script_refused_on_the_way_is_not_sent_for_ever(make: Make) -> None:
    desk = make(reader=VOICEOVER)
    desk.active[0] = False
    desk.readers.refuses = True
    desk.outlet.say("One.")
    assert desk.announced == ["One."]


def test_a_confirmation_is_only_for_those_who_hear_no_voice_fall_silent(make: Make) -> None:
    desk = make()
    desk.outlet.confirm("Stopped.")
    assert (desk.spoken, desk.announced) == ([], [])
    desk.readers.reader = ORCA_46
    desk.outlet.confirm("Stopped.")
    assert desk.announced == ["!Stopped."]


def test_the_repeat_key_says_again_then_spells_then_spells_in_words(make: Make) -> None:
    desk = make()
    assert not desk.outlet.repeat()
    desk.outlet.say("Go.")
    for _ in range(4):
        assert desk.outlet.repeat()
    assert desk.spoken[1:] == ["!Go.", "!cap G, o, dot.", "!cap Golf, Oscar, dot.", "!Go."]
    assert desk.outlet.last == "Go."


def test_presses_with_time_between_them_all_repeat(make: Make) -> None:
    desk = make()
    desk.outlet.say("Go.")
    for _ in range(2):
        desk.outlet.repeat()
        desk.now[0] += AGAIN_SECONDS + 0.1
    assert desk.spoken == ["Go.", "!Go.", "!Go."]


def test_what_is_repeated_may_be_given(make: Make) -> None:
    desk = make()
    desk.outlet.say("Copied.")
    desk.outlet.repeat("A dog.")
    desk.outlet.repeat("A dog.")
    assert desk.spoken[1:] == ["!A dog.", "!cap A, space, d, o, g, dot."]


def test_the_spelling_key_spells_then_spells_in_words(make: Make) -> None:
    desk = make(reader=ORCA_46)
    assert not desk.outlet.spell()
    desk.outlet.say("x1")
    desk.now[0] += 10
    for _ in range(3):
        assert desk.outlet.spell()
    assert desk.announced[1:] == ["!x, one.", "!X-ray, one.", "!x, one."]


def test_the_rate_changes_at_once_and_is_said_only_in_silence(make: Make) -> None:
    desk = make()
    desk.speaker.speaking = True
    assert desk.outlet.faster() == 230
    assert desk.spoken == []
    desk.speaker.speaking = False
    assert desk.outlet.slower() == 200
    assert desk.speaker.rate == 200
    assert desk.spoken == ["!200 words a minute."]


def test_the_rate_has_limits_that_are_said(make: Make) -> None:
    desk = make()
    desk.speaker.rate = 490
    assert desk.outlet.faster() == 500
    assert desk.outlet.faster() == 500
    desk.speaker.rate = 80
    assert desk.outlet.slower() == 80
    assert desk.spoken[1:] == ["It cannot speak faster.", "It cannot speak slower."]


def test_pause_pauses_and_goes_on(make: Make) -> None:
    desk = make()
    desk.outlet.pause()
    paused = desk.speaker.paused
    desk.outlet.pause()
    assert (paused, desk.speaker.paused) == (True, False)
    desk.speaker.talking = False
    desk.outlet.pause()
    assert desk.spoken == ["!Nothing is being said."]


@pytest.mark.parametrize("key", ["faster", "slower", "pause"])
def test_the_readers_own_keys_are_pointed_to(make: Make, key: str) -> None:
    desk = make(reader=ORCA_46)
    assert getattr(desk.outlet, key)() is None
    assert desk.announced == [f"!{THEIRS}"]
    assert desk.speaker.rate == 200
    assert not desk.speaker.paused


def test_hush_makes_failures_of_before_irrelevant(make: Make) -> None:
    desk = make("own")
    late: list[Callable[[], None]] = []
    desk.speaker.say = lambda text, *, interrupt, on_unheard: late.append(on_unheard)
    desk.outlet.say("One.")
    desk.outlet.hush()
    late[0]()
    assert desk.announced == []
