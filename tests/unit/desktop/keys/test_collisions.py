from itertools import combinations

import pytest

from app.assistant.commands import keymap
from app.desktop.keys.chords import KEYS, MODIFIERS, Chord, parse
from app.desktop.keys.collisions import collision
from app.desktop.keys.command_keys import default_leader
from app.settings import Settings

HELD = [frozenset(some) for number in range(1, 5) for some in combinations(MODIFIERS, number)]


@pytest.mark.parametrize("platform", ["darwin", "linux"])
def test_the_usual_leader_is_nobodys(platform: str) -> None:
    assert collision(default_leader(platform), platform) is None
    keys = keymap(Settings(), platform)
    assert keys.problems == ()
    assert [collision(chord, platform) for chord in keys.chords] == []


def test_the_usual_leaders_are_the_promised_ones() -> None:
    assert default_leader("darwin") == parse("Cmd+Ctrl+Shift+D")
    assert default_leader("linux") == parse("Ctrl+Alt+Shift+D")


def test_every_chord_of_voiceover_is_caught() -> None:
    voiceover = [Chord(held, key) for held in HELD if {"ctrl", "alt"} <= held for key in KEYS]
    assert len(voiceover) == 4 * len(KEYS)
    assert {collision(chord, "darwin") for chord in voiceover} == {"VoiceOver"}


@pytest.mark.parametrize("key", list("SWVACER"))
def test_vocrs_chords_are_caught(key: str) -> None:
    assert collision(parse(f"Cmd+Ctrl+Shift+{key}"), "darwin") == "VOCR"


@pytest.mark.parametrize("key", list("CVXZASOPQWNFTHM"))
def test_standard_menu_keys_are_caught_on_both_platforms(key: str) -> None:
    assert collision(parse(f"Cmd+{key}"), "darwin") == "the menus of programs"
    assert collision(parse(f"Ctrl+{key}"), "linux") == "the menus of programs"


@pytest.mark.parametrize(
    "text",
    [
        "Alt+F4", "Alt+Tab", "Ctrl+Alt+Delete", "Ctrl+Alt+F1", "Ctrl+Alt+F12", "Ctrl+Alt+T", "Ctrl+Alt+Left",
        "Ctrl+Print", "Alt+Print", "Cmd+L", "Cmd+Alt+S", "Alt+F", "Ctrl+Shift+Z", "Ctrl+Insert", "F1",
    ],
)  # fmt: skip
def test_linux_chords_with_an_owner(text: str) -> None:
    assert collision(parse(text), "linux")


def test_keys_without_modifiers_that_desktops_and_orca_use() -> None:
    assert collision(Chord(frozenset(), "Print"), "linux") == "the desktop, for screenshots"
    assert collision(Chord(frozenset(), "Insert"), "linux") == "Orca and the clipboard"


@pytest.mark.parametrize(
    "text",
    [
        "Cmd+Shift+3", "Cmd+Shift+4", "Cmd+Shift+5", "Cmd+Ctrl+Space", "Cmd+Ctrl+Q", "Cmd+Space", "Cmd+Tab",
        "Cmd+F5", "Cmd+Alt+Escape", "Ctrl+Up", "Alt+E", "Cmd+Shift+Z", "Cmd+Ctrl+D", "F11",
    ],
)  # fmt: skip
def test_mac_chords_with_an_owner(text: str) -> None:
    assert collision(parse(text), "darwin")


def test_some_chords_are_free() -> None:
    for text in ("Cmd+Ctrl+Shift+D", "Cmd+Ctrl+Shift+F9", "Cmd+Alt+Shift+K"):
        assert collision(parse(text), "darwin") is None
    for text in ("Ctrl+Alt+Shift+K", "Cmd+Ctrl+D", "F9"):
        assert collision(parse(text), "linux") is None
