"""The whole app in a hurry: what is begun and given up leaves nothing behind.

How soon it is ready, speaks and falls silent is measured by `tests/benchmarks/desktop.py`.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from busy_user import User, state
from desk import LEADER, Desk, cpu_seconds, megabytes
from waiting import until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="uses an X server and ALSA"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, psutil.Process]]:
    """The app over a terminal with 40 lines of text: the desktop and the app, once it has the keys."""
    desk = Desk(tmp_path_factory.mktemp("desk"), earcons=False)
    with desk, desk.terminal(40), desk.app("--hidden") as (app, _seconds):
        yield desk, app


def test_it_comes_to_rest(busy: tuple[Desk, psutil.Process]) -> None:
    _desk, app = busy

    def rests() -> bool:
        before = cpu_seconds(app)
        time.sleep(4)
        return cpu_seconds(app) - before < 0.04  # one per cent of a core

    until(rests, "an app that does nothing")
    assert megabytes(app) < 250


def test_words_come_and_are_silenced(busy: tuple[Desk, psutil.Process]) -> None:
    desk, _app = busy
    for key in "wdw":
        desk.first_sound(desk.press(LEADER, key))
        desk.press(LEADER, "Escape")
        silenced = time.monotonic()
        desk.silence(1.0)
        # All the lines would take a minute to say.
        assert len(desk.sounds(silenced)) < 1000, "ten seconds"
        desk.press(LEADER, "Escape")


def test_what_is_given_up_leaves_nothing_behind(busy: tuple[Desk, psutil.Process], tmp_path: Path) -> None:
    desk, app = busy
    user = User(desk, tmp_path)
    for _ in range(4):
        user.hurry()
    time.sleep(1.5)
    before = until(lambda: (now := state(app)).processes >= 2 and now, "the app with its voice")
    for _ in range(8):
        user.hurry()

    def let_go() -> bool:
        after = state(app)
        return after.threads <= before.threads and after.files <= before.files

    until(let_go, f"no more than {before}", pause=0.1)
    # At rest it is 450 to 630 MB, however long it was used; 1,200 to 1,400 while nothing is given back. A
    # picture of the screen kept for each of the sixty keys would be 370.
    until(lambda: megabytes(app) < 700, "memory given back", pause=0.5)


def test_the_own_voice_says_where_one_is(busy: tuple[Desk, psutil.Process]) -> None:
    desk, _app = busy
    desk.tool(sys.executable, "-P", "-m", "app", "gui")  # the window comes forward
    time.sleep(1.5)
    desk.press("Escape")
    desk.silence()
    desk.first_sound(desk.press("Tab"))
