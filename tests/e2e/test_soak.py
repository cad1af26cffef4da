"""The whole app in a hurry: what is begun and given up leaves nothing behind; what is heard is in time.

The limits allow for a busy machine; `tests/benchmarks/desktop.py` measures.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import psutil
import pytest
from busy_user import User, state
from desk import LEADER, Desk, cpu_seconds, megabytes

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="uses an X server and ALSA"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, psutil.Process, float]]:
    """The app over a terminal with 40 lines of text: the desktop, the app, seconds until it had the keys."""
    desk = Desk(tmp_path_factory.mktemp("desk"), earcons=False)
    with desk, desk.terminal(40), desk.app("--hidden") as (app, seconds):
        yield desk, app, seconds


def test_it_starts_soon_and_rests(busy: tuple[Desk, psutil.Process, float]) -> None:
    _desk, app, seconds = busy
    assert seconds < 4, "an idle machine needs one"
    time.sleep(4)
    before = cpu_seconds(app)
    time.sleep(4)
    assert cpu_seconds(app) - before < 0.04, "more than one per cent of a core"
    assert megabytes(app) < 250


def test_words_come_and_end_in_time(busy: tuple[Desk, psutil.Process, float]) -> None:
    desk, _app, _seconds = busy
    began, ended = [], []
    for key in "wdw":
        sent = desk.press(LEADER, key)
        began.append(desk.first_sound(sent) - sent)
        time.sleep(0.4)
        assert desk.sounds(time.monotonic() - 0.4), "it speaks"
        sent = desk.press(LEADER, "Escape")
        time.sleep(1.0)
        ended.append(max((heard - sent for heard in desk.sounds(sent)), default=0.0))
        desk.press(LEADER, "Escape")
    print(f"first word after {1000 * median(began):.0f} ms, silence after {1000 * median(ended):.0f} ms")
    assert median(began) < 1.5
    assert median(ended) < 0.15


def test_what_is_given_up_leaves_nothing_behind(
    busy: tuple[Desk, psutil.Process, float], tmp_path: Path
) -> None:
    desk, app, _seconds = busy
    user = User(desk, tmp_path)
    high = 0.0
    for _ in range(8):  # the memory that all at once can need is not taken in the first round
        user.hurry()
        time.sleep(0.5)
        high = max(high, megabytes(app))
    time.sleep(1.5)
    before = state(app)
    for _ in range(4):
        user.hurry()
    deadline = time.monotonic() + 10
    while (after := state(app)).threads > before.threads or after.files > before.files:
        assert time.monotonic() < deadline, f"{before} became {after}"
        time.sleep(0.1)
    assert after.memory < 1.12 * high


def test_the_own_voice_says_where_one_is(busy: tuple[Desk, psutil.Process, float]) -> None:
    desk, _app, _seconds = busy
    desk.tool(sys.executable, "-P", "-m", "app", "gui")  # the window comes forward
    time.sleep(1.5)
    desk.press("Escape")
    desk.silence()
    sent = desk.press("Tab")
    assert desk.first_sound(sent) - sent < 1.0
