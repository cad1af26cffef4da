"""The keys of a Mac, through the real quickmachotkey, over a made Carbon."""

import pytest
from macos.carbon import Carbon
from macos.machine import Mac
from pytestqt.qtbot import QtBot

from app.assistant.commands import keymap
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.leader import Happened, KeyOutcome
from app.desktop.keys.mac import MacHotkeys
from app.settings import Settings

CMD, SHIFT, CTRL = 0x100, 0x200, 0x1000
D, W, F9, ESCAPE = 0x02, 0x0D, 0x65, 0x35
LEADER = (D, CMD | SHIFT | CTRL)


class KeyDesk:
    def __init__(self, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
        self.carbon = Carbon()
        self.carbon.put_into(mac, monkeypatch)
        self.told: list[KeyOutcome] = []
        self.board = MacHotkeys()
        self.now = 100.0
        self.keys = GlobalKeys(
            self.board, keymap(Settings(), "darwin"), self.told.append, lambda words: None, lambda: self.now
        )

    @property
    def happened(self) -> list[Happened]:
        return [one.happened for one in self.told]

    def held(self) -> set[tuple[int, int]]:
        """Keys that no other program gets now."""
        return set(self.carbon.ours)


@pytest.fixture
def desk(qtbot: QtBot, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> KeyDesk:
    return KeyDesk(mac, monkeypatch)


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


def test_every_key_is_made_once_however_often_it_is_used(desk: KeyDesk, mac: Mac) -> None:
    desk.keys.start()
    for _time in range(3):
        desk.carbon.press(*LEADER)
        desk.carbon.press(W)
    idents = [ident for code, mods, ident, *_ in mac.called("RegisterEventHotKey") if (code, mods) == (W, 0)]
    assert len(idents) == 3
    assert len(set(idents)) == 1  # the library keeps a handler for each, for ever


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
