"""Pictures of the screen by a portal on a real bus; only the desktop behind it is made up."""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_portal import FakePortal, picture_at, session_bus
from fuzzing.portal import Bus, usual_stream
from PIL import Image

from app.desktop.capture.choose import screens_for
from app.desktop.capture.portal import PortalScreens, _address_in, _path_of
from app.errors import AppError
from app.shot import ScreenPart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="portals are Linux's")


@pytest.fixture(scope="module")
def bus() -> Iterator[str]:
    with session_bus() as address:
        yield address


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """Sockets have short names."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    image = Image.new("RGBA", (60, 40), (200, 30, 10, 255))
    image.paste((10, 200, 30, 255), (30, 20, 60, 40))
    path = tmp_path / "Bildschirmfoto \u00fcber alles #1.png"
    image.save(path)
    return path


def refusal(screens: PortalScreens) -> str:
    with pytest.raises(AppError) as caught:
        screens.screen()
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize("early", [False, True])
def test_the_whole_desktop_is_taken_and_its_file_goes(bus: str, picture: Path, early: bool) -> None:
    other = picture.with_name("other.png")
    other.write_bytes(picture.read_bytes())
    with FakePortal(bus, picture_at(picture), early=early) as portal:
        shot = PortalScreens(bus).screen()
    assert shot.pixels.shape == (40, 60, 3)
    assert tuple(shot.pixels[5, 5]) == (200, 30, 10)
    assert tuple(shot.pixels[30, 50]) == (10, 200, 30)
    assert (shot.place, shot.left, shot.top, shot.app, shot.window) == (ScreenPart.SCREEN, 0, 0, "", "")
    assert shot.taken.tzinfo is not None
    ((parent, options),) = portal.asked
    assert parent == ""
    assert options["interactive"] is False
    assert options["handle_token"].isalnum()
    assert not picture.exists()
    assert other.exists()


def test_a_region_is_cut_from_it_and_one_outside_told(bus: str, picture: Path) -> None:
    saved = picture.read_bytes()
    with FakePortal(bus, picture_at(picture)):
        shot = PortalScreens(bus).region(25, 15, 1000, 10)
        assert shot.pixels.shape == (10, 35, 3)
        assert (shot.place, shot.left, shot.top) == (ScreenPart.REGION, 25, 15)
        assert tuple(shot.pixels[-1, -1]) == (10, 200, 30)
        picture.write_bytes(saved)
        with pytest.raises(AppError, match="not on the screen"):
            PortalScreens(bus).region(600, 0, 10, 10)


def test_a_file_that_was_there_before_stays(bus: str, picture: Path) -> None:
    os.utime(picture, (time.time() - 100, time.time() - 100))
    with FakePortal(bus, picture_at(picture)):
        assert PortalScreens(bus).screen().pixels.shape == (40, 60, 3)
    assert picture.exists()


def test_windows_are_not_known() -> None:
    screens = PortalScreens("unix:path=/nowhere")
    assert screens.front() is None
    with pytest.raises(AppError, match="not told which window"):
        screens.window()
    screens.close()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((1, {}), "The desktop was told not to let Earsight see the screen."),
        ((2, {}), "The desktop could not take a picture of the screen."),
        ((0, {}), "The desktop could not take a picture of the screen."),
        ((0, {"uri": ("u", 7)}), "The desktop could not take a picture of the screen."),
        (
            (0, {"uri": ("s", "https://example.org/a.png")}),
            "The desktop's picture of the screen cannot be read.",
        ),
        (
            (0, {"uri": ("s", "file://elsewhere/a.png")}),
            "The desktop's picture of the screen cannot be read.",
        ),
        ((0, {"uri": ("s", "file:///nowhere/a.png")}), "The desktop's picture of the screen cannot be read."),
        ((0, {"uri": ("s", "file://[bad/a.png")}), "The desktop's picture of the screen cannot be read."),
        ((0, {"uri": ("s", "file:///tmp/a%00b.png")}), "The desktop's picture of the screen cannot be read."),
        ((0, {"uri": ("s", "file:///dev/zero")}), "The desktop's picture of the screen cannot be read."),
        ((0, {"uri": ("s", "file:///tmp")}), "The desktop's picture of the screen cannot be read."),
        ((0, {"uri": ("s", "file:///" + "a" * 5000)}), "The desktop's picture of the screen cannot be read."),
        ((0, {"uri": ("as", ["file:///a.png"])}), "The desktop could not take a picture of the screen."),
        ((9, {"uri": ("s", "file:///a.png")}), "The desktop could not take a picture of the screen."),
    ],
)
def test_what_the_desktop_refuses_is_told(
    bus: str, answer: tuple[int, dict[str, object]], words: str
) -> None:
    with FakePortal(bus, lambda: answer):
        assert refusal(PortalScreens(bus)) == words


@pytest.mark.parametrize(
    "body",
    [
        None,
        (),
        7,
        "text",
        (0,),
        (0, None),
        (0, []),
        (0, "uri"),
        (0, {"uri": None}),
        (0, {"uri": "s"}),
        (0, 0, 0),
    ],
    ids=repr,
)
def test_an_answer_of_another_form_is_told(body: object) -> None:
    with pytest.raises(AppError, match="could not take a picture"):
        _address_in(body)


def test_a_pipe_instead_of_a_picture_is_not_waited_for(bus: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    with FakePortal(bus, picture_at(tmp_path / "pipe.png")):
        assert refusal(PortalScreens(bus)) == "The desktop's picture of the screen cannot be read."


def test_a_damaged_picture_and_one_too_large_are_told(
    bus: str, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "The desktop's picture of the screen cannot be read."
    whole = picture.read_bytes()
    picture.write_bytes(whole[:60])
    with FakePortal(bus, picture_at(picture)):
        assert refusal(PortalScreens(bus)) == words
        assert not picture.exists()
        picture.write_bytes(whole)
        monkeypatch.setattr("app.desktop.capture.portal._MOST_PIXELS", 100)
        assert refusal(PortalScreens(bus)) == words


def test_without_a_portal_or_a_bus_it_is_told(bus: str) -> None:
    words = "This desktop gives no pictures of the screen to programs."
    assert refusal(PortalScreens(bus)) == words
    assert refusal(PortalScreens("unix:path=/nowhere/at/all")) == words
    assert refusal(PortalScreens("nonsense")) == words
    with FakePortal(bus, None, refuses=True):
        assert refusal(PortalScreens(bus)) == words


def test_a_desktop_that_never_answers_is_given_up(bus: str) -> None:
    with FakePortal(bus, None):
        assert refusal(PortalScreens(bus, patience=0.3)).startswith("The desktop did not answer")


def test_under_wayland_the_portal_is_asked() -> None:
    for environment in ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, {"XDG_SESSION_TYPE": "wayland"}):
        assert isinstance(screens_for(environment, "linux"), PortalScreens)


@pytest.mark.parametrize("name", ["a\0b", "a%00b", "\0"])
def test_no_address_names_a_file_with_a_zero_byte(name: str) -> None:
    with pytest.raises(AppError, match="cannot be read"):
        _path_of(f"file:///tmp/{name}.png")


@pytest.mark.parametrize(("at", "words"), [(1, "gives no pictures"), (3, "gives no pictures")])
@pytest.mark.parametrize(
    "damage", [b"\xff" * 60, b"l\2\1\1" + b"\0" * 4 + b"\1\0\0\0\xff\0\0\0" + b"\1" * 300]
)
def test_a_damaged_message_is_told(at: int, words: str, damage: bytes, short_folder: Path) -> None:
    stream = usual_stream("file:///nowhere/a.png")
    stream[at] = damage
    with Bus(str(short_folder / "bus"), stream, hold=False):
        assert words in refusal(PortalScreens(f"unix:path={short_folder}/bus"))


@pytest.mark.parametrize("length", range(4))
def test_a_bus_that_falls_silent_is_not_waited_for_for_ever(length: int, short_folder: Path) -> None:
    stream = usual_stream("file:///nowhere/a.png")[:length]
    with Bus(str(short_folder / "bus"), stream, hold=True):
        screens = PortalScreens(f"unix:path={short_folder}/bus", patience=2.0)
        assert (
            refusal(screens) == "The desktop did not answer when Earsight asked for a picture of the screen."
        )
