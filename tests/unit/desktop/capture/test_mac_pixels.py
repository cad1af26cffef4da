from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from macos.desktop import Desktop, rect, window
from macos.machine import Mac
from macos.tools import Tools
from PIL import Image

from app.desktop.capture.mac import MacScreens
from app.desktop.capture.mac_pixels import MacPixels
from app.desktop.capture.permissions import permission_holder
from app.errors import AppError
from app.shot import Shot

SAFARI = window("Safari", "Start", 42, (100, 60, 800, 600))


COMMAND = "/usr/sbin/screencapture"


@pytest.fixture(autouse=True)
def tools(mac_tools: Tools) -> Tools:
    """Where screencapture(1) may be put; without that it is not there."""
    return mac_tools


def taken(mac: Mac, desktop: Desktop, left: int, top: int, width: int, height: int) -> Shot:
    desktop.put_into(mac)
    return MacScreens(MacPixels(patience=0.05)).region(left, top, width, height)


def shows_its_place(shot: Shot, left: int, width: int, height: int) -> None:
    """The pixels are those that the made desktop painted there, each in its place and colour."""
    assert shot.pixels.shape == (height, width, 3)
    assert (shot.pixels[3, :, 0] == np.arange(width) % 251).all()
    assert (shot.pixels[:, 5, 1] == np.arange(height) % 241).all()
    assert (shot.pixels[:, :, 2] == left % 256).all()


@pytest.mark.parametrize(
    ("version", "way"),
    [
        (13.0, "CGWindowListCreateImage"),
        (14.0, "SCScreenshotManager.captureImageWithFilter:configuration:completionHandler:"),
        (15.2, "SCScreenshotManager.captureImageInRect:completionHandler:"),
    ],
)
def test_each_system_takes_the_picture_its_newest_way(mac: Mac, version: float, way: str) -> None:
    shot = taken(mac, Desktop(windows=[SAFARI], version=version), 100, 50, 40, 30)
    shows_its_place(shot, 100, 80, 60)
    assert (shot.left, shot.top, shot.scale) == (100, 50, 2.0)
    assert len(mac.called(way)) == 1
    taken_by_others = {"CGWindowListCreateImage"} - {way}
    assert not [name for name, _ in mac.calls if name in taken_by_others]


def test_a_region_across_displays_is_taken_by_a_way_that_can(mac: Mac) -> None:
    shot = taken(mac, Desktop(windows=[SAFARI], version=14.0), -20, 10, 40, 30)
    shows_its_place(shot, -20, 80, 60)
    assert len(mac.called("CGWindowListCreateImage")) == 1


@pytest.mark.parametrize("version", [13.0, 14.0, 15.2])
def test_a_wide_range_of_brightness_keeps_its_colours(mac: Mac, version: float) -> None:
    shows_its_place(taken(mac, Desktop(windows=[SAFARI], bits=64, version=version), 7, 0, 40, 30), 7, 80, 60)


def test_a_refusal_that_passes_is_asked_again_once(mac: Mac) -> None:
    desktop = Desktop(windows=[SAFARI], errors=[-3801])
    shows_its_place(taken(mac, desktop, 0, 0, 40, 30), 0, 80, 60)
    assert len(mac.called("SCScreenshotManager.captureImageInRect:completionHandler:")) == 2
    assert not mac.called("CGWindowListCreateImage")


@pytest.mark.parametrize("errors", [[-3801, -3801, -3801], [-3811]])
def test_a_refusal_that_stays_goes_to_the_next_way(mac: Mac, errors: list[int]) -> None:
    desktop = Desktop(windows=[SAFARI], errors=errors)
    shows_its_place(taken(mac, desktop, 0, 0, 40, 30), 0, 80, 60)
    assert len(mac.called("CGWindowListCreateImage")) == 1


def test_a_system_that_does_not_answer_is_not_waited_for_for_ever(mac: Mac) -> None:
    desktop = Desktop(windows=[SAFARI], silent=True)
    shows_its_place(taken(mac, desktop, 0, 0, 40, 30), 0, 80, 60)
    assert len(mac.called("SCScreenshotManager.captureImageInRect:completionHandler:")) == 1


def test_one_colour_is_believed_only_when_every_way_shows_it(mac: Mac, tools: Tools) -> None:
    tools.put(COMMAND)
    shows_its_place(taken(mac, Desktop(windows=[SAFARI], blank=("kit",)), 0, 0, 40, 30), 0, 80, 60)
    assert tools.started(COMMAND) == []
    black = taken(mac, Desktop(windows=[SAFARI], blank=("kit", "list")), 0, 0, 40, 30)
    assert not black.pixels.any()
    (start,) = tools.started(COMMAND)
    assert start.arguments[:4] == ["-x", "-t", "png", "-R0,0,40,30"]
    assert not Path(start.arguments[4]).exists()


def test_the_command_takes_what_the_frameworks_do_not(mac: Mac, tools: Tools, tmp_path: Path) -> None:
    picture = tmp_path / "screen.png"
    Image.fromarray(np.arange(60 * 80 * 3, dtype=np.uint32).astype(np.uint8).reshape(60, 80, 3)).save(picture)
    tools.put(COMMAND, picture=str(picture))
    shot = taken(mac, Desktop(windows=[SAFARI], closed=("kit", "list")), -20, 10, 40, 30)
    assert (shot.pixels == np.asarray(Image.open(picture))).all()
    assert (shot.left, shot.scale) == (-20, 2.0)
    (start,) = tools.started(COMMAND)
    assert start.arguments[3] == "-R-20,10,40,30"
    assert not Path(start.arguments[4]).exists()  # what was to be seen is not left behind


@pytest.mark.parametrize("how", [{"code": 1, "error": "could not create image from rect"}, {}])
def test_a_command_that_takes_nothing_is_no_picture(
    mac: Mac, tools: Tools, how: dict[str, int | str]
) -> None:
    tools.put(COMMAND, **how)
    with pytest.raises(AppError, match="The screen could not be taken"):
        taken(mac, Desktop(windows=[SAFARI], closed=("kit", "list")), 0, 0, 40, 30)


def test_where_no_way_works_that_is_said(mac: Mac) -> None:
    with pytest.raises(AppError, match="The screen could not be taken"):
        taken(mac, Desktop(windows=[SAFARI], closed=("kit", "list")), 0, 0, 40, 30)


def test_what_hangs_over_the_edge_is_cut_to_the_displays(mac: Mac) -> None:
    shot = taken(mac, Desktop(windows=[SAFARI]), 1500, 970, 400, 300)
    assert (shot.left, shot.top) == (1500, 970)
    shows_its_place(shot, 1500, 24, 24)


@pytest.mark.parametrize("place", [(9000, 9000, 10, 10), (0, 5000, 100, 100), (10, 10, 0, 5)])
def test_a_region_that_is_nowhere_is_said_to_be(mac: Mac, place: tuple[int, int, int, int]) -> None:
    with pytest.raises(AppError, match="not on the screen"):
        taken(mac, Desktop(windows=[SAFARI]), *place)


def test_the_display_under_the_pointer(mac: Mac) -> None:
    desktop = Desktop(windows=[SAFARI], pointer=(-3.5, 10.2))
    desktop.put_into(mac)
    shot = MacScreens().screen()
    assert (shot.left, shot.top, shot.pixels.shape) == (-1920, -98, (2160, 3840, 3))
    desktop.pointer = (-0.4, 10.2)  # still left of the first display
    assert MacScreens().screen().left == -1920


def test_the_window_in_front(mac: Mac) -> None:
    menu = window("Control Centre", "", 9, (1200, 0, 30, 24), layer=25)
    Desktop(windows=[menu, SAFARI, window("Notes", "List", 43, (0, 25, 1512, 900))]).put_into(mac)
    shot = MacScreens().window()
    assert (shot.app, shot.window, shot.pid) == ("Safari", "Start", 42)
    assert (shot.left, shot.top, shot.pixels.shape) == (100, 60, (1200, 1600, 3))
    assert shot.beside == (("Safari", "Start"),)


@pytest.mark.parametrize(
    ("allowed", "title", "sees"),
    [
        (True, "Start", True),
        (True, "", True),  # a window without a title is no proof of anything
        (False, "Start", True),  # allowed while this process ran
        (False, None, False),
    ],
)
def test_names_of_other_programs_say_more_than_an_old_refusal(
    mac: Mac, allowed: bool, title: str | None, sees: bool
) -> None:
    desktop = Desktop(windows=[window("Safari", title, 42, (100, 60, 800, 600))], allowed=allowed)
    if sees:
        assert taken(mac, desktop, 0, 0, 40, 30).pixels.any()
    else:
        with pytest.raises(AppError, match="macOS does not let me see the screen"):
            taken(mac, desktop, 0, 0, 40, 30)


def test_a_desktop_with_nothing_in_front(mac: Mac) -> None:
    Desktop(front=None).put_into(mac)
    with pytest.raises(AppError, match="no window in front"):
        MacScreens().window()


def test_rectangles_of_other_displays_begin_at_their_own_corner(mac: Mac) -> None:
    shot = taken(mac, Desktop(windows=[SAFARI], version=14.0), -1900, -90, 40, 30)
    shows_its_place(shot, -1900, 80, 60)
    source = mac.called("SCStreamConfiguration.setSourceRect:")[0][0]
    assert isinstance(source, SimpleNamespace)
    assert source == rect(20, 8, 40, 30)


@pytest.mark.parametrize(
    ("environment", "own", "name"),
    [
        (
            {"__CFBundleIdentifier": "com.apple.Terminal", "TERM_PROGRAM": "tmux"},
            "/usr/local/bin",
            "Terminal",
        ),
        ({"__CFBundleIdentifier": "gone.app", "TERM_PROGRAM": "iTerm.app"}, "/usr/local/bin", "iTerm"),
        ({"TERM_PROGRAM": "vscode"}, "/usr/local/bin", "Visual Studio Code"),
        ({"TERM_PROGRAM": "NewTerm"}, "/usr/local/bin", "NewTerm"),
        ({}, "/Library/Frameworks/Python.framework/Resources/Python.app", "Python"),
        ({}, "/opt/homebrew/bin", "python3.13"),
    ],
)
def test_the_permission_is_named_as_the_system_lists_it(
    mac: Mac, environment: dict[str, str], own: str, name: str
) -> None:
    Desktop(own_bundle=own).put_into(mac)
    assert permission_holder(environment, "/opt/homebrew/bin/python3.13") == name


def test_who_may_not_see_the_screen_hears_which_name_to_look_for(
    mac: Mac, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("__CFBundleIdentifier", "com.apple.Terminal")
    desktop = Desktop(windows=[window("Safari", None, 42, (100, 60, 800, 600))], allowed=False)
    with pytest.raises(AppError) as refused:
        taken(mac, desktop, 0, 0, 40, 30)
    assert "turn Terminal on" in refused.value.hint
    assert "Then start me again." in refused.value.hint
    # Otherwise the name would be in no list.
    assert mac.called("CGRequestScreenCaptureAccess") == [()]


def test_who_may_see_the_screen_is_not_asked_about(mac: Mac) -> None:
    taken(mac, Desktop(windows=[SAFARI]), 0, 0, 40, 30)
    assert mac.called("CGRequestScreenCaptureAccess") == []
