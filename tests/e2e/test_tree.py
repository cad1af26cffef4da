"""What real toolkits tell of their windows on a real accessibility bus."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from made_windows import GTK_FORM, QT_FORM
from waiting import PATIENCE, until

from app.controls import ControlTree, Role, State
from app.desktop.capture.x11 import X11Screens
from app.desktop.tree.atspi import AtSpiTrees

if TYPE_CHECKING:
    from conftest import Desktop

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is Linux's"),
    pytest.mark.slow,
]
PYTHONS = {QT_FORM: sys.executable, GTK_FORM: "/usr/bin/python3"}


@contextmanager
def shown(desktop: "Desktop", *command: str, title: str) -> Iterator[None]:
    """A program's window in front."""

    def in_front() -> bool:
        asked = ["xdotool", "getactivewindow", "getwindowname"]
        done = subprocess.run(asked, env=desktop.env, capture_output=True, text=True, timeout=PATIENCE)
        return done.stdout.strip() == title

    process = subprocess.Popen(command, env=desktop.env)
    try:
        until(in_front, f"the window {title!r}")
        yield
    finally:
        process.kill()
        process.wait(PATIENCE)


def told(desktop: "Desktop") -> ControlTree | None:
    """What is told of the window in front, however long it takes."""
    screens = X11Screens(
        desktop.env["DISPLAY"], controls=AtSpiTrees(desktop.env, call=PATIENCE, in_all=PATIENCE)
    )
    try:
        shot = screens.window()
    finally:
        screens.close()
    return shot.controls()


@pytest.mark.parametrize("program", [QT_FORM, GTK_FORM], ids=["Qt", "GTK"])
def test_a_form_is_told_with_roles_states_and_places(desktop: "Desktop", program: str) -> None:
    with shown(desktop, PYTHONS[program], "-c", program, title="Order form"):
        tree = until(lambda: told(desktop), "the window's controls")
    found = {(one.role, one.name): one for one in tree.root.walk()}
    assert tree.complete
    assert (tree.root.role, tree.root.name) == (Role.WINDOW, "Order form")
    name = found[Role.TEXT_FIELD, "Name"]
    assert name.value == "Ann"
    assert State.FOCUSED in name.states
    assert found[Role.PASSWORD, "Password"].value == ""
    assert "hunter2" not in repr(tree)
    assert found[Role.COMBO_BOX, "Colour"].value == "Green"
    assert found[Role.SPIN_BUTTON, "Amount"].value.startswith("5")
    assert State.CHECKED in found[Role.CHECK_BOX, "I accept"].states
    assert State.DEFAULT in found[Role.BUTTON, "Send"].states
    assert State.DISABLED in found[Role.BUTTON, "Cancel"].states
    things = found[Role.LIST, "Things"] if program is QT_FORM else found[Role.TABLE, "Things"]
    assert things.items == (40 if program is QT_FORM else 200)
    items = {one.name for one in things.walk()}
    assert {"Item 0", "Item 2"} <= items
    assert "Item 39" not in items
    assert State.SELECTED in next(one for one in things.walk() if one.name == "Item 2").states
    window = tree.root.box
    assert window is not None
    for one in tree.root.walk():
        assert one.box is not None
        assert window[0] <= one.box[0] < one.box[2] <= window[2]
        assert window[1] <= one.box[1] < one.box[3] <= window[3]
    assert len([one for one in tree.root.walk() if State.FOCUSED in one.states]) == 1


def test_only_a_window_has_controls_and_a_terminal_tells_none(desktop: "Desktop") -> None:
    with shown(desktop, "xterm", "-T", "Plain", "-e", "sleep", "100", title="Plain"):
        assert told(desktop) is None
    with shown(desktop, sys.executable, "-c", QT_FORM, title="Order form"):
        screens = X11Screens(desktop.env["DISPLAY"], controls=AtSpiTrees(desktop.env))
        assert screens.screen().controls() is None
        assert screens.region(0, 0, 100, 100).controls() is None
        assert screens.window(controls=False).controls() is None
        screens.close()
