"""VoiceOver on a made Mac: its state from NSWorkspace, its words through osascript."""

import platform
from collections.abc import Iterator
from queue import SimpleQueue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from macos import tool_process
from macos.machine import Mac
from macos.tools import Tools
from macos.voice_over import reader_that_is
from waiting import PATIENCE, until

from app.desktop.screen_reader.choose import screen_readers
from app.desktop.screen_reader.voice_over import InTurn, VoiceOver, script_for
from app.desktop.screen_reader.watch import ReaderState

OSASCRIPT = "/usr/bin/osascript"


class Reader:
    """VoiceOver as the test has it: on or off."""

    def __init__(self, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
        self._state = reader_that_is(mac, on=True)
        mac.is_here()
        monkeypatch.setattr(platform, "mac_ver", lambda: ("15.2.0", ("", "", ""), "arm64"))
        self.now = 100.0
        self.voice_over = VoiceOver(lambda: self.now)

    def turn(self, on: bool) -> None:
        self._state[0] = on


@pytest.fixture
def reader(mac: Mac, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    made = Reader(mac, monkeypatch)
    yield made
    made.voice_over.close()


def test_its_state_is_the_systems_with_macos_version(reader: Reader) -> None:
    assert reader.voice_over.running() == ReaderState("voiceover", (15, 2, 0), True, True)
    reader.turn(False)
    assert reader.voice_over.running() == ReaderState()


def test_it_says_one_after_the_other_what_it_is_told(reader: Reader, mac_tools: Tools) -> None:
    mac_tools.put(OSASCRIPT)
    unheard: SimpleQueue[str] = SimpleQueue()
    for text in ("A dog.", 'It says: "STOP" \\ now.'):
        reader.voice_over.output(text, lambda: unheard.put("unheard"))
    until(lambda: len(mac_tools.started(OSASCRIPT)) == 2)
    starts = mac_tools.started(OSASCRIPT)
    assert [one.said for one in starts] == ["A dog.", 'It says: "STOP" \\ now.']
    # A command line could be read by every user of the machine.
    assert [one.arguments for one in starts] == [["-"], ["-"]]
    assert reader.voice_over.running().takes_script
    assert unheard.empty()


def test_it_is_a_macs_screen_reader(reader: Reader) -> None:
    chosen = screen_readers()
    assert isinstance(chosen, VoiceOver)
    assert chosen.running() == reader.voice_over.running()
    chosen.close()


def test_the_first_call_waits_for_the_users_permission(reader: Reader, mac_tools: Tools) -> None:
    mac_tools.put(OSASCRIPT)
    mac_tools.hang = {OSASCRIPT}
    unheard: SimpleQueue[str] = SimpleQueue()
    for _time in range(2):
        reader.voice_over.output("A dog.", lambda: unheard.put("unheard"))
        assert unheard.get(timeout=PATIENCE) == "unheard"
    assert mac_tools.patience == [30.0, 3.0]
    assert reader.voice_over.running().takes_script  # nobody refused


def test_a_refusal_is_believed_for_a_minute(reader: Reader, mac_tools: Tools) -> None:
    mac_tools.put(OSASCRIPT, code=1, error="execution error: AppleEvent -1743")
    unheard: SimpleQueue[str] = SimpleQueue()
    reader.voice_over.output("A dog.", lambda: unheard.put("unheard"))
    assert unheard.get(timeout=PATIENCE) == "unheard"
    reader.now += 59.0
    assert not reader.voice_over.running().takes_script
    reader.now += 2.0
    assert reader.voice_over.running().takes_script


def test_a_refusal_is_told_and_remembered_until_it_is_off(reader: Reader, mac_tools: Tools) -> None:
    mac_tools.put(OSASCRIPT, code=1, error="execution error: VoiceOver got an error: AppleEvent -1743")
    unheard: SimpleQueue[str] = SimpleQueue()
    reader.voice_over.output("A dog.", lambda: unheard.put("unheard"))
    assert unheard.get(timeout=PATIENCE) == "unheard"
    assert reader.voice_over.running() == ReaderState("voiceover", (15, 2, 0), True, False)
    reader.turn(False)
    reader.voice_over.running()
    reader.turn(True)
    assert reader.voice_over.running().takes_script


def test_where_there_is_no_osascript_nothing_is_heard(reader: Reader, mac_tools: Tools) -> None:
    unheard: SimpleQueue[str] = SimpleQueue()
    reader.voice_over.output("A dog.", lambda: unheard.put("unheard"))
    assert unheard.get(timeout=PATIENCE) == "unheard"
    assert mac_tools.started(OSASCRIPT) == []


def test_what_waits_is_forgotten_when_it_is_hushed(reader: Reader) -> None:
    """Held in the midst of the first, the rest is taken back."""
    told: SimpleQueue[str] = SimpleQueue()
    go_on: SimpleQueue[bool] = SimpleQueue()

    def tell(text: str) -> bool:
        told.put(text)
        return go_on.get(timeout=PATIENCE)

    turns = InTurn(tell)
    turns.add("One.", lambda: None)
    assert told.get(timeout=PATIENCE) == "One."
    turns.add("Two.", lambda: None)
    turns.forget()
    turns.add("Three.", lambda: None)
    go_on.put(True)
    assert told.get(timeout=PATIENCE) == "Three."
    turns.add("Four.", lambda: None)
    turns.close()
    go_on.put(True)
    assert told.empty()


def test_hushing_empties_what_voice_over_was_not_told(reader: Reader, mac_tools: Tools) -> None:
    reader.voice_over._telling.close()
    reader.voice_over._telling.add("One.", lambda: None)
    reader.voice_over.hush()
    assert not reader.voice_over._telling._waiting


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_text_is_only_ever_a_text_in_the_script(text: str) -> None:
    lines = script_for(text).split("\n")
    assert lines[0] == 'if application "VoiceOver" is running then'
    assert lines[2:] == ["else", '  error "VoiceOver is off"', "end if", ""]
    begins = '  tell application "VoiceOver" to output '
    assert lines[1].startswith(begins)
    assert tool_process._LITERAL.fullmatch(lines[1].removeprefix(begins))
