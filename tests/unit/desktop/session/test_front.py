import pytest
from macos.front import OWN, Programs
from macos.machine import Mac

from app.desktop.session.front import FrontApplication, begin_behind


@pytest.mark.parametrize("yields", [True, False], ids=["macOS 14", "macOS 13"])
def test_the_front_is_taken_and_given_back(mac: Mac, yields: bool) -> None:
    programs = Programs(yields=yields)
    programs.put_into(mac)
    front = FrontApplication("darwin")
    before = front.come_forward()
    assert programs.front == OWN
    front.give_back(before)
    assert programs.front == 42
    if yields:
        assert programs.yielded == [42]
        assert len(mac.called("NSRunningApplication.activateFromApplication:options:")) == 2


def test_where_earsight_has_the_keyboard_nobody_needs_it_back(mac: Mac) -> None:
    programs = Programs(front=OWN)
    programs.put_into(mac)
    front = FrontApplication("darwin")
    front.give_back(front.come_forward())
    assert programs.front == OWN
    assert not mac.called("NSApplication.activateIgnoringOtherApps:")


def test_with_nobody_in_front_nothing_is_remembered(mac: Mac) -> None:
    Programs(front=0).put_into(mac)
    assert FrontApplication("darwin").come_forward() is None


def test_who_ended_meanwhile_gets_nothing(mac: Mac) -> None:
    programs = Programs()
    programs.put_into(mac)
    front = FrontApplication("darwin")
    before = front.come_forward()
    programs.ended.add(42)
    front.give_back(before)
    assert programs.front == OWN


def test_who_went_elsewhere_stays_there(mac: Mac) -> None:
    programs = Programs()
    programs.put_into(mac)
    front = FrontApplication("darwin")
    before = front.come_forward()
    programs.front = 99
    front.give_back(before)
    assert programs.front == 99


def test_where_yielding_is_refused_the_older_way_is_tried(mac: Mac) -> None:
    programs = Programs(refuses=True)
    programs.put_into(mac)
    front = FrontApplication("darwin")
    before = front.come_forward()
    assert mac.called("NSApplication.activateIgnoringOtherApps:") == [(True,)]
    programs.front = OWN
    front.give_back(before)
    assert mac.called("NSRunningApplication.activateWithOptions:") == [(0,)]
    assert programs.front == 42


def test_a_yes_that_nothing_comes_of_is_not_enough(mac: Mac) -> None:
    programs = Programs(promises=True)
    programs.put_into(mac)
    front = FrontApplication("darwin")
    before = front.come_forward()
    assert programs.front == OWN
    front.give_back(before)
    assert programs.front == 42


def test_elsewhere_nothing_is_imported() -> None:
    front = FrontApplication("linux")
    assert front.come_forward() is None
    front.give_back(None)


def test_it_is_in_the_dock_while_there_is_a_window(mac: Mac) -> None:
    programs = Programs()
    programs.put_into(mac)
    front = FrontApplication("darwin")
    front.show_in_dock(True)
    front.show_in_dock(False)
    assert programs.policies == [0, 1]


def test_qt_begins_behind_on_a_mac_alone() -> None:
    environment: dict[str, str] = {}
    begin_behind(environment, "linux")
    FrontApplication("linux").show_in_dock(True)
    assert environment == {}
    begin_behind(environment, "darwin")
    assert environment == {"QT_MAC_DISABLE_FOREGROUND_APPLICATION_TRANSFORM": "1"}
