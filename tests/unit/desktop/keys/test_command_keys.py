import pytest

from app.assistant.commands import COMMANDS
from app.desktop.keys.chords import parse
from app.desktop.keys.command_keys import KeyMap, default_leader
from app.settings import Settings

USUAL = {
    "screen": "D", "window": "W", "region": "R", "clipboard": "V", "file": "F", "text": "T", "ask": "A",
    "explore": "E",
    "recall": "Space", "repeat": "X", "copy": "C", "more": "M", "live": "L", "search": "S", "help": "H",
    "stop": "Escape", "conversation": "O", "faster": "Up", "slower": "Down", "pause": "P", "spell": "Z",
}  # fmt: skip
WITHOUT = ["private", "open_window", "settings", "quit"]


def keymap(platform: str = "linux", **chosen: object) -> KeyMap:
    return KeyMap(Settings(**chosen), COMMANDS, platform)  # type: ignore[arg-type]


def test_the_usual_keys() -> None:
    keys = keymap()
    assert {name: key for key, name in keys.keys.items()} == USUAL
    assert [one.name for one in COMMANDS if not one.key] == WITHOUT
    assert keys.leader == default_leader("linux")
    assert keys.problems == ()
    assert keys.chords == {}


def test_every_command_says_what_it_does_in_one_sentence() -> None:
    for one in COMMANDS:
        assert one.help.endswith(".")
        assert one.help.count(".") == 1
        assert one.title
    assert len({one.name for one in COMMANDS}) == len(COMMANDS)


def test_keys_are_said() -> None:
    keys = keymap(chords={"ask": "ctrl+alt+shift+k"})
    assert keys.spoken("window") == "Control Alt Shift D, then W"
    assert keys.spoken("ask") == "Control Alt Shift K"
    assert keys.spoken("quit") == ""
    assert keymap(leader="none").spoken("window") == ""
    assert keymap("darwin").spoken("stop") == "Command Control Shift D, then Escape"


def test_another_leader_and_none() -> None:
    assert keymap(leader="ctrl+alt+shift+e").leader == parse("Ctrl+Alt+Shift+E")
    assert keymap(leader="None").leader is None
    assert keymap(leader="None").problems == ()


def test_a_bad_leader_is_told_and_the_usual_one_stays() -> None:
    keys = keymap(leader="hyper+d")
    assert keys.leader == default_leader("linux")
    assert keys.problems == (
        '"hyper" is not a key that is held with others. The leader key stays Control Alt Shift D.',
    )


def test_a_leader_that_somebody_uses_is_told_and_taken() -> None:
    keys = keymap("darwin", leader="Ctrl+Alt+D")
    assert keys.leader == parse("Ctrl+Alt+D")
    assert keys.problems == ("Control Option D is also used by VoiceOver.",)


def test_a_command_moves_to_another_key_and_frees_its_own() -> None:
    keys = keymap(keys={"window": "9", "quit": "q"})
    assert keys.keys["9"] == "window"
    assert keys.keys["Q"] == "quit"
    assert "W" not in keys.keys
    assert keys.problems == ()


def test_two_commands_swap_their_keys() -> None:
    keys = keymap(keys={"window": "d", "screen": "w"})
    assert (keys.keys["D"], keys.keys["W"]) == ("window", "screen")
    assert keys.problems == ()


def test_a_key_is_taken_away() -> None:
    keys = keymap(keys={"copy": ""})
    assert "C" not in keys.keys
    assert keys.key_of("copy") == ""
    assert keys.problems == ()


def test_space_may_be_written_as_a_space() -> None:
    keys = keymap(keys={"recall": "", "ask": " "})
    assert keys.keys["Space"] == "ask"


def test_the_users_choice_beats_a_usual_key_and_is_told() -> None:
    keys = keymap(keys={"quit": "d"})
    assert keys.keys["D"] == "quit"
    assert keys.problems == ("D is now Quit. Describe the screen has no key until you choose one.",)


def test_two_commands_on_one_key_are_told_and_the_first_has_it() -> None:
    keys = keymap(keys={"quit": "q", "settings": "Q"})
    assert keys.keys["Q"] == "settings"
    assert keys.problems == ("Q was given to Settings and to Quit. Settings has it.",)
    assert keys.key_of("quit") == ""


def test_a_refused_key_leaves_the_usual_one() -> None:
    keys = keymap(keys={"window": "nonsense"})
    assert keys.keys["W"] == "window"
    assert keys.problems == ('"nonsense" is not the name of a key. Describe the window keeps its usual key.',)


def test_escape_is_for_stopping_only() -> None:
    keys = keymap(keys={"window": "esc"})
    assert keys.keys["Escape"] == "stop"
    assert keys.keys["W"] == "window"
    assert keys.problems == ("Escape always stops, so Describe the window keeps its usual key.",)


def test_chords_of_their_own() -> None:
    keys = keymap(chords={"screen": "Ctrl+Alt+Shift+1", "window": "f9", "more": ""})
    assert keys.chords == {parse("Ctrl+Alt+Shift+1"): "screen", parse("F9"): "window"}
    assert keys.chord_of("window") == parse("F9")
    assert keys.chord_of("more") is None


@pytest.mark.parametrize(
    ("chords", "problem"),
    [
        ({"screen": "F9", "window": "f9"}, "F9 was given to Describe the screen and to Describe the window. "
         "Describe the screen has it."),
        ({"screen": "Ctrl+Alt+Shift+D"}, "Control Alt Shift D is the leader key, so Describe the screen "
         "cannot have it."),
        ({"screen": "Ctrl+C"}, "Control C is also used by the menus of programs."),
        ({"screen": "k"}, "K is needed for writing and moving. Describe the screen has no keys of its own."),
        ({"fly": "F9"}, "There is no command called fly, so its keys are not used."),
    ],
)  # fmt: skip
def test_conflicts_are_told_in_words(chords: dict[str, str], problem: str) -> None:
    assert keymap(chords=chords).problems == (problem,)


def test_an_unknown_command_has_no_entry() -> None:
    with pytest.raises(KeyError):
        keymap().command("fly")
