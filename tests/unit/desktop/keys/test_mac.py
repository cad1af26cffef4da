"""The keys of a Mac, through the real quickmachotkey, over a made Carbon."""

from collections.abc import Iterator

import pytest
from macos.carbon import Carbon
from macos.layouts import Layouts
from macos.machine import Mac
from pytestqt.qtbot import QtBot

from app.assistant.commands import keymap
from app.desktop.keys import mac as mac_keys
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.leader import Happened, KeyOutcome
from app.desktop.keys.mac import MacHotkeys
from app.desktop.keys.mac_layout import MacLayout
from app.settings import Settings

CMD, SHIFT, CTRL = 0x100, 0x200, 0x1000
D, W, F9, ESCAPE = 0x02, 0x0D, 0x65, 0x35
LEADER = (D, CMD | SHIFT | CTRL)


class KeyDesk:
    def __init__(self, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
        self.carbon = Carbon()
        self.carbon.put_into(mac, monkeypatch)
        self.layouts = Layouts()
        self.layouts.put_into(mac)
        self.told: list[KeyOutcome] = []
        self.problems: list[str] = []
        monkeypatch.setattr(mac_keys, "MacLayout", self.layouts.made)
        self.board = MacHotkeys()
        self.now = 100.0
        self.keys = GlobalKeys(
            self.board, keymap(Settings(), "darwin"), self.told.append, self.problems.append, lambda: self.now
        )

    @property
    def happened(self) -> list[Happened]:
        return [one.happened for one in self.told]

    def held(self) -> set[tuple[int, int]]:
        """Keys that no other program gets now."""
        return set(self.carbon.ours)


@pytest.fixture
def desk(qtbot: QtBot, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeyDesk]:
    made = KeyDesk(mac, monkeypatch)
    yield made
    made.keys.stop()  # what it waits for would come in the midst of another test


def test_the_leader_alone_is_taken(desk: KeyDesk) -> None:
    assert desk.keys.start() == ()
    assert desk.held() == {LEADER}
    assert not desk.carbon.press(W)
    assert desk.told == []


def test_the_key_after_the_leader_is_ours_and_then_everybodys_again(desk: KeyDesk) -> None:
    desk.keys.start()
    assert desk.carbon.press(*LEADER)
    assert {(D, 0), (W, 0), (ESCAPE, 0)} < desk.held()
    assert desk.carbon.press(W)
    assert desk.told == [KeyOutcome(Happened.ARMED), KeyOutcome(Happened.DO, "window")]
    assert desk.held() == {LEADER}
    assert not desk.carbon.press(W)


def test_the_library_keeps_one_handler_a_key_however_often_it_is_used(desk: KeyDesk, mac: Mac) -> None:
    desk.keys.start()
    for _time in range(3):
        desk.carbon.press(*LEADER)
        desk.carbon.press(W)
    idents = [ident for code, mods, ident, *_ in mac.called("RegisterEventHotKey") if (code, mods) == (W, 0)]
    assert len(idents) == 3
    assert len(set(idents)) == 1


def test_a_key_counts_while_the_leaders_modifiers_are_still_held(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.press(*LEADER)
    assert desk.carbon.press(W, CMD | SHIFT | CTRL)  # else the program in front would have it
    assert desk.told[-1] == KeyOutcome(Happened.DO, "window")
    assert desk.held() == {LEADER}


def test_the_leader_twice_is_help_though_its_key_is_waited_for_with_modifiers(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.press(*LEADER)
    desk.carbon.press(*LEADER)
    assert desk.happened == [Happened.ARMED, Happened.HELP_ON]


@pytest.mark.parametrize(
    ("layout", "letter", "code"),
    [
        ("French", "W", 0x06), ("French", "A", 0x0C), ("French", "Q", 0x00), ("German", "Y", 0x06),
        ("Dvorak", "W", 0x2B), ("Russian", "W", 0x0D), ("", "W", 0x0D),
    ],
)  # fmt: skip
def test_letters_are_where_the_layout_has_them(desk: KeyDesk, layout: str, letter: str, code: int) -> None:
    desk.layouts.current = layout
    desk.keys.start()
    desk.keys.keyboard_help()
    desk.carbon.press(code)
    assert desk.told[-1].words.replace(":", " ").split()[0] == letter
    assert desk.layouts.held == 0


def test_what_is_not_latin_follows_what_the_system_takes_for_ascii(desk: KeyDesk) -> None:
    desk.layouts.current, desk.layouts.ascii = "Russian", "French"
    desk.keys.start()
    assert desk.board._codes["W"] == 0x06


def test_a_layout_without_latin_letters_where_none_is_known_leaves_the_us_one(desk: KeyDesk) -> None:
    desk.layouts.current = desk.layouts.ascii = "Russian"
    desk.keys.start()
    assert desk.board._codes["W"] == W
    assert desk.board._codes["Slash"] == 0x2C
    assert desk.held() == {LEADER}


def test_what_a_layout_has_no_key_for_keeps_its_place(desk: KeyDesk) -> None:
    desk.layouts.current = "French"
    desk.keys.start()
    codes = desk.board._codes
    assert (codes["M"], codes["Comma"], codes["Period"]) == (0x29, 0x2E, 0x2F)
    # Digits want Shift there; 4 without it is the quote.
    assert [codes[digit] for digit in "1234"] == [0x12, 0x13, 0x14, 0x15]
    assert "Apostrophe" not in codes
    assert len(set(codes.values())) == len(codes)


def test_a_sign_does_not_keep_a_place_that_another_has(desk: KeyDesk) -> None:
    desk.layouts.current = "German"
    desk.keys.start()
    assert desk.board._codes["Minus"] == 0x2C
    assert "Slash" not in desk.board._codes


def test_another_layout_moves_the_leader_and_the_keys(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.layouts.switch("Dvorak")
    assert desk.held() == {(0x04, LEADER[1])}  # where Dvorak has D
    desk.carbon.press(0x04, LEADER[1])
    desk.carbon.press(0x2B)
    assert desk.told[-1] == KeyOutcome(Happened.DO, "window")


def test_another_layout_while_a_key_is_waited_for_ends_the_waiting(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.press(*LEADER)
    desk.layouts.switch("French")
    assert desk.happened == [Happened.ARMED, Happened.TIMED_OUT]
    assert desk.held() == {LEADER}


def test_a_layout_that_nobody_told_of_counts_from_the_next_leader_on(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.layouts.switch("French", told=False)
    desk.carbon.press(*LEADER)
    assert desk.carbon.press(0x06)
    assert desk.told[-1] == KeyOutcome(Happened.DO, "window")


def test_a_leader_that_another_program_has_in_the_new_layout_is_named(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.foreign = {(0x04, LEADER[1])}
    desk.layouts.switch("Dvorak")
    assert desk.problems == ["Command Control Shift D belongs to another program, so it does not work here."]
    assert desk.held() == set()


def test_after_the_end_another_layout_takes_no_keys(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.keys.stop()
    desk.layouts.switch("Dvorak")
    assert desk.held() == set()


@pytest.mark.parametrize(
    ("holder", "who"),
    [((7, "Terminal"), "Terminal"), ((7, ""), "Another program"), ((0, ""), "Another program")],
)
def test_while_a_program_keeps_the_keyboard_to_itself_that_is_said(
    desk: KeyDesk, holder: tuple[int, str], who: str
) -> None:
    desk.keys.start()
    desk.layouts.secure = holder
    desk.carbon.press(*LEADER)
    assert desk.told == []
    assert desk.held() == {LEADER}
    (words,) = desk.problems
    assert words.startswith(f"{who} keeps the keyboard for itself, as for a password")
    desk.layouts.secure = None
    desk.carbon.press(*LEADER)
    assert desk.happened == [Happened.ARMED]


def test_a_single_key_that_another_program_has_is_named_once(desk: KeyDesk) -> None:
    desk.carbon.foreign = {(W, 0), (0x78, 0)}  # F2 has no command
    desk.keys.start()
    for _time in range(2):
        desk.carbon.press(*LEADER)
        desk.board.disarm()
    assert desk.problems == ["After the leader these keys go to another program: W."]


def test_a_chord_that_is_refused_at_the_last_moment_is_named(
    desk: KeyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program takes it between the look and the taking."""
    monkeypatch.setattr(desk.board, "_is_free", lambda key: desk.carbon.foreign.add(key) or True)
    assert desk.keys.start() == (
        "Command Control Shift D belongs to another program, so it does not work here.",
    )


@pytest.mark.parametrize("fault", [OSError("no Carbon"), AttributeError("LMGetKbdType"), ValueError("kTIS")])
def test_a_system_without_layouts_has_the_us_one(desk: KeyDesk, fault: Exception) -> None:
    def fails() -> MacLayout:
        raise fault

    desk.board._make_layout = fails
    assert desk.keys.start() == ()
    desk.carbon.press(*LEADER)
    desk.carbon.press(W)
    assert desk.told[-1] == KeyOutcome(Happened.DO, "window")


def test_without_a_key_the_keyboard_goes_back(desk: KeyDesk, qtbot: QtBot) -> None:
    desk.keys.start()
    desk.board.arm(0.01)
    qtbot.waitUntil(lambda: desk.held() == {LEADER})


def test_a_wait_that_is_over_is_told(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.press(*LEADER)
    desk.now += 60
    desk.board._timer.timeout.emit()
    assert desk.happened == [Happened.ARMED, Happened.TIMED_OUT]
    assert desk.held() == {LEADER}


def test_keyboard_help_keeps_the_keys_until_escape(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.keys.keyboard_help()
    desk.carbon.press(W)
    desk.carbon.press(*LEADER)
    desk.carbon.press(W)
    assert (W, 0) in desk.held()
    desk.carbon.press(ESCAPE)
    assert desk.happened[0] is Happened.HELP_ON
    assert desk.happened[-1] is Happened.HELP_OFF
    assert desk.held() == {LEADER}


def test_a_chord_of_another_program_is_named(desk: KeyDesk, mac: Mac) -> None:
    desk.carbon.foreign = {LEADER}
    assert desk.keys.start() == (
        "Command Control Shift D belongs to another program, so it does not work here.",
    )
    assert desk.held() == set()
    code, modifiers, _ident, _target, options, _out = mac.called("RegisterEventHotKey")[0]
    assert (code, modifiers, options) == (*LEADER, 1)


def test_other_chords_take_the_place_of_those_before(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.press(*LEADER)
    assert desk.keys.remap(keymap(Settings(leader="F9", chords={"ask": "Cmd+Shift+F9"}), "darwin")) == ()
    assert desk.held() == {(F9, 0), (F9, CMD | SHIFT)}
    desk.carbon.press(F9, CMD | SHIFT)
    assert desk.told[-1] == KeyOutcome(Happened.DO, "ask")
    # A direct chord ends the wait after the leader.
    desk.carbon.press(F9)
    desk.carbon.press(F9, CMD | SHIFT)
    assert desk.held() == {(F9, 0), (F9, CMD | SHIFT)}


def test_a_key_that_apples_keyboards_lack_is_named(desk: KeyDesk) -> None:
    assert desk.keys.start() == ()
    assert desk.keys.remap(keymap(Settings(leader="Ctrl+Print"), "darwin"))[-1] == (
        "This keyboard has no key for Control Print."
    )


def test_at_the_end_all_keys_are_everybodys(desk: KeyDesk) -> None:
    desk.keys.start()
    desk.carbon.press(*LEADER)
    desk.keys.stop()
    desk.keys.stop()
    assert desk.held() == set()


def test_a_key_that_comes_before_the_start_does_nothing(desk: KeyDesk) -> None:
    desk.board.stop()
    desk.board._pressed(keymap(Settings(), "darwin").leader)  # type: ignore[arg-type]
    assert desk.held() == set()
