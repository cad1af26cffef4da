import pytest

from app.assistant.commands import COMMANDS, keymap
from app.desktop.keys.leader import Happened, KeyOutcome, Leader
from app.settings import Settings


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def leader(clock: Clock) -> Leader:
    return Leader(keymap(Settings(), "linux"), clock)


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.key], ids=lambda one: one.name)
def test_each_key_after_the_leader_is_its_command(leader: Leader, command: object) -> None:
    assert leader.leader() == KeyOutcome(Happened.ARMED)
    assert leader.listening
    assert leader.key(command.key) == KeyOutcome(Happened.DO, command.name)  # type: ignore[attr-defined]
    assert not leader.listening
    assert leader.deadline is None


def test_only_one_key_is_ours(leader: Leader) -> None:
    leader.leader()
    leader.key("W")
    assert leader.key("W").happened is Happened.NOTHING


def test_a_key_without_the_leader_is_nothing(leader: Leader) -> None:
    assert leader.key("D").happened is Happened.NOTHING


def test_a_key_without_a_command_is_told(leader: Leader) -> None:
    leader.leader()
    assert leader.key("K") == KeyOutcome(Happened.UNKNOWN, words="No command on K. Press H for help.")
    assert not leader.listening
    leader.leader()
    assert leader.key("").words == "No command on this key. Press H for help."


def test_help_on_another_key_or_none_is_told_rightly(clock: Clock) -> None:
    moved = Leader(keymap(Settings(keys={"help": "Slash"}), "linux"), clock)
    moved.leader()
    assert moved.key("BracketLeft").words == "No command on Left Bracket. Press Slash for help."
    none = Leader(keymap(Settings(keys={"help": ""}), "linux"), clock)
    none.leader()
    assert none.key("K").words == "No command on K."


def test_escape_without_a_command_cancels(clock: Clock) -> None:
    leader = Leader(keymap(Settings(keys={"stop": ""}), "linux"), clock)
    leader.leader()
    assert leader.key("Escape") == KeyOutcome(Happened.CANCELLED)
    assert not leader.listening


def test_time_is_over_after_five_seconds(leader: Leader, clock: Clock) -> None:
    leader.leader()
    assert leader.deadline == 105.0
    clock.time = 104.99
    assert leader.tick().happened is Happened.NOTHING
    clock.time = 105.0
    assert leader.tick() == KeyOutcome(Happened.TIMED_OUT)
    assert leader.tick().happened is Happened.NOTHING
    assert leader.key("D").happened is Happened.NOTHING


def test_a_key_that_comes_too_late_is_not_done(leader: Leader, clock: Clock) -> None:
    leader.leader()
    clock.time = 106
    assert leader.key("D").happened is Happened.TIMED_OUT


def test_the_leader_after_the_time_begins_anew(leader: Leader, clock: Clock) -> None:
    leader.leader()
    clock.time = 106
    assert leader.leader().happened is Happened.ARMED
    assert leader.deadline == 111


def test_a_held_key_counts_once(leader: Leader) -> None:
    leader.leader()
    assert leader.key("D").command == "screen"


def test_the_leader_twice_explains_keys_until_escape(leader: Leader) -> None:
    leader.leader()
    began = leader.leader()
    assert began.happened is Happened.HELP_ON
    assert began.words == "Keyboard help. Press a key to hear what it does. Escape ends it."
    assert leader.key("D") == KeyOutcome(
        Happened.HELP_KEY, "screen", "D: Describe the screen. Describes the screen under the pointer."
    )
    assert leader.key("K").words == "K has no command."
    assert leader.key("").words == "This key has no command."
    assert leader.leader().words == "The leader key. Press it, then one key."
    assert leader.direct("quit") == KeyOutcome(Happened.HELP_KEY, "quit", "Quit. Ends Earsight.")
    assert leader.helping
    assert leader.key("Escape") == KeyOutcome(Happened.HELP_OFF, words="Keyboard help has ended.")
    assert not leader.helping
    assert leader.key("D").happened is Happened.NOTHING


def test_every_command_is_explained(leader: Leader) -> None:
    leader.keyboard_help()
    for one in COMMANDS:
        if one.key and one.key != "Escape":
            told = leader.key(one.key)
            assert one.help in told.words
            assert told.happened is Happened.HELP_KEY


def test_keyboard_help_ends_by_itself_a_minute_after_the_last_key(leader: Leader, clock: Clock) -> None:
    leader.keyboard_help()
    clock.time += 59
    leader.key("W")
    clock.time += 59
    assert leader.tick().happened is Happened.NOTHING
    clock.time += 1
    assert leader.tick() == KeyOutcome(Happened.HELP_OFF, words="Keyboard help has ended.")


def test_a_chord_of_its_own_is_done_at_once_and_ends_the_waiting(leader: Leader) -> None:
    assert leader.direct("window") == KeyOutcome(Happened.DO, "window")
    leader.leader()
    assert leader.direct("window").command == "window"
    assert not leader.listening


def test_giving_up_tells_once(leader: Leader) -> None:
    assert leader.give_up().happened is Happened.NOTHING
    leader.leader()
    assert leader.give_up().happened is Happened.TIMED_OUT
    assert leader.give_up().happened is Happened.NOTHING
