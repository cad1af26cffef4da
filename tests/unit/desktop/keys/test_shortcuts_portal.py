"""Keys that a Wayland desktop gives out: a portal on a real bus; only the desktop behind it is made up."""

import queue
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fake_portal import FakePortal, FakeShortcuts, session_bus
from waiting import PATIENCE

from app.assistant.commands import COMMANDS
from app.desktop.keys.chords import KEYS, Chord, parse
from app.desktop.keys.command_keys import KeyMap
from app.desktop.keys.hotkeys import GlobalKeys
from app.desktop.keys.leader import Happened, KeyOutcome
from app.desktop.keys.portal import MAIN, NONE_GIVEN, NOT_YET, SENTENCE, WaylandHotkeys
from app.desktop.keys.shortcuts_portal import Given, ShortcutsPortal, trigger
from app.errors import AppError
from app.settings import Settings

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="portals are Linux's")


@pytest.fixture
def bus() -> Iterator[str]:
    with session_bus() as address:
        yield address


class Keys:
    """The global keys over a bus, and what came of them."""

    def __init__(self, bus: str, settings: Settings, *, wanted: bool = False) -> None:
        self.keymap = KeyMap(settings, COMMANDS, "linux")
        self.hotkeys = WaylandHotkeys(bus, wanted)
        self.told: queue.Queue[KeyOutcome] = queue.Queue()
        self.problems: queue.Queue[str] = queue.Queue()
        self.given: queue.Queue[Given] = queue.Queue()
        self.keys = GlobalKeys(self.hotkeys, self.keymap, self.told.put, self.problems.put)

    def begin(self) -> None:
        with pytest.raises(AppError, match=NOT_YET):
            self.keys.start()

    def set_up(self) -> Given:
        self.hotkeys.set_up(self.keymap, self.given.put)
        return self.given.get(timeout=PATIENCE)

    def __enter__(self) -> "Keys":
        return self

    def __exit__(self, *_error: object) -> None:
        self.keys.stop()


# Early and with a path of its own, nobody could know whose answer it is; no portal does that.
@pytest.mark.parametrize(("early", "own_paths"), [(False, False), (True, False), (False, True)])
def test_the_desktop_is_asked_for_a_chord_for_each_main_command(
    bus: str, early: bool, own_paths: bool
) -> None:
    desk = FakeShortcuts(own_paths=own_paths)
    with FakePortal(bus, early=early, shortcuts=desk) as portal, Keys(bus, Settings()) as keys:
        with pytest.raises(AppError) as refused:
            keys.keys.start()
        assert refused.value.message == NOT_YET
        assert desk.bound == [], "no window of the desktop's opens by itself"
        given = keys.set_up()
        assert given.keys == {name: f"Press <{name}>" for name in MAIN}
        (wanted,) = desk.bound
        asked = dict(wanted)
        assert tuple(asked) == MAIN
        assert asked["screen"] == {
            "description": "Describe the screen",
            "preferred_trigger": "CTRL+ALT+SHIFT+d",
        }
        assert asked["stop"]["preferred_trigger"] == "CTRL+ALT+SHIFT+Escape"
        assert asked["recall"]["preferred_trigger"] == "CTRL+ALT+SHIFT+space"
        # GNOME records the screen by those keys.
        assert "preferred_trigger" not in asked["region"]
        portal.press("screen")
        outcome = keys.told.get(timeout=PATIENCE)
        assert (outcome.happened, outcome.command) == (Happened.DO, "screen")


def test_keys_that_the_user_chose_are_asked_for(bus: str) -> None:
    desk = FakeShortcuts()
    chosen = Settings(chords={"screen": "Super+F5"}, keys={"more": "N"})
    with FakePortal(bus, shortcuts=desk), Keys(bus, chosen) as keys:
        keys.set_up()
        asked = dict(desk.bound[0])
        assert asked["screen"]["preferred_trigger"] == "LOGO+F5"
        assert asked["more"]["preferred_trigger"] == "CTRL+ALT+SHIFT+n"


def test_keys_that_were_set_up_before_are_taken_at_the_start(bus: str) -> None:
    desk = FakeShortcuts()
    with FakePortal(bus, shortcuts=desk) as portal, Keys(bus, Settings(), wanted=True) as keys:
        assert keys.keys.start() == ()
        # The answer to the wish comes before what is pressed then.
        while not desk.bound:
            assert keys.problems.empty()
        portal.press("more")
        assert keys.told.get(timeout=PATIENCE).command == "more"


def test_a_portal_that_begins_anew_is_asked_anew(bus: str) -> None:
    desk, later = FakeShortcuts(), FakeShortcuts()
    with Keys(bus, Settings()) as keys:
        with FakePortal(bus, shortcuts=desk):
            keys.begin()
            keys.set_up()
        with FakePortal(bus, shortcuts=later) as portal:
            assert keys.given.get(timeout=PATIENCE).keys is not None
            assert list(later.registered.values()) == ["earsight"]
            portal.press("stop")
            assert keys.told.get(timeout=PATIENCE).command == "stop"


@pytest.mark.parametrize(
    "desk",
    [
        FakeShortcuts(entries=()),  # the app is not among the programs
        FakeShortcuts(gives=lambda _names: (1, {})),  # the user said no
        FakeShortcuts(gives=lambda _names: (2, {})),
    ],
)
def test_a_desktop_that_gives_none_is_told_of(bus: str, desk: FakeShortcuts) -> None:
    with FakePortal(bus, shortcuts=desk):
        with Keys(bus, Settings()) as keys:
            assert keys.set_up().keys is None
        with Keys(bus, Settings(), wanted=True) as keys:
            keys.keys.start()
            assert keys.problems.get(timeout=PATIENCE).startswith(NONE_GIVEN)


def test_an_entry_that_was_made_meanwhile_counts(bus: str) -> None:
    desk = FakeShortcuts(entries=())
    with FakePortal(bus, shortcuts=desk), Keys(bus, Settings()) as keys:
        assert keys.set_up().keys is None
        desk.entries = ("earsight",)
        assert keys.set_up().keys is not None


def test_only_what_was_given_is_told(bus: str) -> None:
    desk = FakeShortcuts(gives=lambda _names: (0, {"screen": "Strg+Alt+D"}))
    with FakePortal(bus, shortcuts=desk), Keys(bus, Settings()) as keys:
        assert keys.set_up().keys == {"screen": "Strg+Alt+D"}


@pytest.mark.parametrize("portal", [True, False])
def test_without_that_portal_it_is_said_what_to_do(bus: str, portal: bool) -> None:
    def refusal() -> None:
        with Keys(bus, Settings(), wanted=True) as keys:
            with pytest.raises(AppError) as refused:
                keys.keys.start()
            assert refused.value.message == SENTENCE
            assert not keys.hotkeys.offered
            assert keys.set_up().keys is None

    if portal:
        with FakePortal(bus):
            refusal()
    else:
        refusal()


def test_a_bus_that_ends_is_no_harm(bus: str) -> None:
    desk = FakeShortcuts(gives=None)
    with FakePortal(bus, shortcuts=desk), Keys(bus, Settings()) as keys:
        keys.hotkeys.set_up(keys.keymap, keys.given.put)
        keys.keys.stop()  # while the desktop waits for the user
        keys.keys.stop()
    assert keys.given.empty()


def test_what_is_pressed_for_others_or_told_by_others_is_not_ours(bus: str) -> None:
    from jeepney import DBusAddress, new_signal
    from jeepney.io.blocking import open_dbus_connection

    desk = FakeShortcuts()
    with FakePortal(bus, shortcuts=desk) as portal, Keys(bus, Settings()) as keys:
        keys.begin()
        keys.set_up()
        ours = list(desk.sessions)[-1]
        with open_dbus_connection(bus) as other:
            where = DBusAddress(
                "/org/freedesktop/portal/desktop", interface="org.freedesktop.portal.GlobalShortcuts"
            )
            body: Any = (ours, "screen", 1, {})
            forged = new_signal(where, "Activated", "osta{sv}", body)
            other.send(forged)
        portal.press("screen", session=ours + "x")
        portal.press("quit")  # nothing that was asked for
        portal.press("more")
        assert keys.told.get(timeout=PATIENCE).command == "more"
        assert keys.told.empty()


def test_every_chord_can_be_asked_for() -> None:
    names = {trigger(Chord(frozenset({"ctrl"}), key)) for key in KEYS}
    assert len(names) == len(KEYS)
    assert all(name.removeprefix("CTRL+").replace("_", "").isalnum() for name in names)
    assert trigger(parse("Ctrl+Alt+Shift+PageDown")) == "CTRL+ALT+SHIFT+Page_Down"
    assert trigger(parse("Super+F5")) == "LOGO+F5"


def test_a_closed_one_gives_nothing() -> None:
    given: list[Given] = []
    portal = ShortcutsPortal("unix:path=/nowhere", "earsight", lambda _name: None)
    assert not portal.open()
    portal.bind([], given.append)
    assert [one.keys for one in given] == [None]
    portal.close()
