"""Earcons as they are heard: through aplay and ALSA into a recording that notes when the sound came.

How soon they come is measured by `tests/benchmarks/desktop.py`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from waiting import PATIENCE, until

from app.speech.earcons import AT_ONCE, Earcons

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="records through ALSA")

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "earcons"
SOUND_CARD = """
import os, sys, time
folder = sys.argv[1]
heard = peak = 0
first = 0.0
while data := os.read(0, 4096):
    if any(data) and not first:
        first = time.monotonic()
    heard += len(data)
    peak = max(peak, max(map(abs, memoryview(data[: len(data) // 2 * 2]).cast("h")), default=0))
with open(os.path.join(folder, f"{os.getpid()}.heard"), "w") as file:
    file.write(f"{first} {heard} {peak}")
"""


class Card:
    """Notes of every sound: when it began, its length in seconds, its loudest sample."""

    def __init__(self, folder: Path) -> None:
        self._notes = folder / "notes"
        self._notes.mkdir()
        program = folder / "card.py"
        program.write_text(SOUND_CARD)
        self.config = folder / "asound.conf"
        self.config.write_text(
            f'pcm.!default {{ type file format "raw" slave.pcm {{ type null }}\n'
            f'  file "|exec {sys.executable} -S -I {program} {self._notes}" }}\n'
        )

    def sounds(self) -> list[tuple[float, float, int]]:
        found = []
        for path in self._notes.glob("*.heard"):
            words = path.read_text().split()
            if len(words) == 3:
                found.append((float(words[0]), int(words[1]) / 88200, int(words[2])))
        return sorted(found)

    def wait(self, count: int) -> list[tuple[float, float, int]]:
        until(lambda: len(self.sounds()) >= count, "a sound")
        return self.sounds()


def players(recursive: bool = True) -> list[psutil.Process]:
    found = []
    for process in psutil.Process().children(recursive):
        try:
            if process.status() != psutil.STATUS_ZOMBIE and process.name() in ("timeout", "aplay", "sleep"):
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    made = Card(tmp_path)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(made.config))
    return made


@pytest.fixture
def make() -> Iterator[Callable[..., Earcons]]:
    files = len(os.listdir("/proc/self/fd"))
    made: list[Earcons] = []

    def build(**arguments: object) -> Earcons:
        made.append(Earcons(FOLDER, **arguments))  # type: ignore[arg-type]
        return made[-1]

    yield build
    for earcons in made:
        earcons.close()
    assert players() == []
    assert len(os.listdir("/proc/self/fd")) <= files


def test_every_sound_is_heard_whole(card: Card, make: Callable[..., Earcons]) -> None:
    earcons = make(volume=1.0)
    for number in range(5):
        pressed = time.monotonic()
        earcons.play("armed")
        first, seconds, _peak = card.wait(number + 1)[-1]
        assert first > pressed
        assert 0.06 < seconds < 0.16


def test_the_volume_is_heard(card: Card, make: Callable[..., Earcons]) -> None:
    earcons = make(volume=1.0)
    earcons.play("done")
    loud = card.wait(1)[0][2]
    earcons.configure(0.25, True)
    earcons.play("done")
    soft = card.wait(2)[1][2]
    assert 0.2 < soft / loud < 0.3


def test_long_work_is_heard_every_second(card: Card, make: Callable[..., Earcons]) -> None:
    earcons = make(every=0.3)
    began = time.monotonic()
    with earcons.working():
        heard = card.wait(2)
    assert heard[0][0] - began > 0.3
    assert heard[1][0] - began > 0.6


def test_without_a_sound_device_nothing_happens(card: Card, make: Callable[..., Earcons]) -> None:
    card.config.write_text("pcm.!default { type hw card 31 }\n")
    earcons = make()
    for _ in range(20):
        earcons.play("failed")
    until(lambda: not players())
    assert card.sounds() == []


@pytest.fixture
def hanging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A player that never comes back from a broken device."""
    program = tmp_path / "bin" / "aplay"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexec sleep 3600\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@pytest.mark.usefixtures("hanging")
def test_a_device_that_hangs_holds_up_nobody_and_is_let_go_of(make: Callable[..., Earcons]) -> None:
    earcons = make()
    most = 0
    for _ in range(30):
        earcons.play("armed")
        # Their own child bears their name too, until it has become the player.
        most = max(most, len(players(recursive=False)))
    # Who waited for one of them had met none.
    assert 0 < most <= AT_ONCE
    until(lambda: not players())


@pytest.mark.usefixtures("hanging")
def test_a_killed_app_leaves_no_player_behind(tmp_path: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom app.speech.earcons import Earcons\n"
        "earcons = Earcons(Path(sys.argv[1]))\nearcons.play('armed')\n"
        "while not earcons._player.busy: time.sleep(0.01)\n"
        "print('ready', flush=True)\ntime.sleep(3600)\n"
    )
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", program, str(FOLDER)]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == "ready\n"
        left = psutil.Process(app.pid).children(recursive=True)
        app.kill()
    assert left
    _gone, alive = psutil.wait_procs(left, timeout=PATIENCE)
    assert alive == []
