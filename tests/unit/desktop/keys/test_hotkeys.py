import pytest

from app.assistant.commands import keymap
from app.desktop.keys.choose import choose_hotkeys
from app.desktop.keys.chords import parse
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys, Hotkeys
from app.desktop.keys.leader import Happened, KeyOutcome
from app.desktop.keys.mac import MacHotkeys, modifier_mask
from app.desktop.keys.portal import WaylandHotkeys
from app.desktop.keys.x11 import X11Hotkeys
from app.errors import AppError
from app.settings import Settings


class Board:
    """A keyboard that notes what is asked of it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def start(self, listener: GlobalKeys) -> None:
        self.asked.append("start")

    def bind(self, keymap: KeyMap) -> tuple[str, ...]:
        self.asked.append("bind")
        return ("F9 belongs to another program, so it does not work here.",)

    def arm(self, seconds: float, *, many: bool = False) -> None:
        self.asked.append(f"arm {seconds:.0f} {many}")

    def disarm(self) -> None:
        self.asked.append("disarm")

    def stop(self) -> None:
        self.asked.append("stop")


def global_keys(board: Hotkeys, settings: Settings, told: list[KeyOutcome]) -> GlobalKeys:
    return GlobalKeys(board, keymap(settings, "linux"), told.append, lambda words: None, lambda: 100.0)


def test_problems_of_the_map_and_of_the_keyboard_are_told() -> None:
    keys = global_keys(Board(), Settings(chords={"ask": "Ctrl+C"}), [])
    assert keys.start() == (
        "Control C is also used by the menus of programs.",
        "F9 belongs to another program, so it does not work here.",
    )


def test_chords_become_commands() -> None:
    board, told = Board(), list[KeyOutcome]()
    keys = global_keys(board, Settings(chords={"ask": "F9"}), told)
    keys.chord(parse("F9"))
    keys.chord(parse("F8"))
    keys.command("window")
    assert told == [KeyOutcome(Happened.DO, "ask"), KeyOutcome(Happened.DO, "window")]
    assert board.asked == []


def test_keyboard_help_keeps_the_keyboard_and_gives_it_back() -> None:
    board, told = Board(), list[KeyOutcome]()
    keys = global_keys(board, Settings(), told)
    keys.keyboard_help()
    keys.key("W")
    keys.key("Escape")
    assert board.asked == ["arm 60 True", "arm 60 True", "disarm"]
    assert [one.happened for one in told] == [Happened.HELP_ON, Happened.HELP_KEY, Happened.HELP_OFF]


def test_a_keyboard_that_was_lost_ends_the_waiting() -> None:
    told: list[KeyOutcome] = []
    keys = global_keys(Board(), Settings(), told)
    keys.chord(parse("Ctrl+Alt+Shift+D"))
    keys.expired()
    keys.key("D")
    assert [one.happened for one in told] == [Happened.ARMED, Happened.TIMED_OUT]


def test_the_keyboard_of_each_desktop() -> None:
    assert isinstance(choose_hotkeys({}, "darwin"), MacHotkeys)
    assert isinstance(choose_hotkeys({"DISPLAY": ":0"}, "linux"), X11Hotkeys)
    assert isinstance(
        choose_hotkeys({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux"), WaylandHotkeys
    )
    assert isinstance(choose_hotkeys({"XDG_SESSION_TYPE": "wayland"}, "linux"), WaylandHotkeys)


def test_under_wayland_it_is_said_what_to_do() -> None:
    keys = global_keys(WaylandHotkeys("unix:path=/nowhere"), Settings(), [])
    with pytest.raises(AppError) as refused:
        keys.start()
    assert "keyboard settings" in refused.value.hint
    assert "earsight describe --screen --speak" in refused.value.hint


def test_bits_of_carbon() -> None:
    assert modifier_mask(parse("Cmd+Ctrl+Shift+D")) == 0x100 | 0x1000 | 0x200
