"""What is said of twelve real windows: the first of those in tests/benchmarks/heard that are not sealed."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from app.application import Application
from app.paths import Paths

if TYPE_CHECKING:
    from conftest import Desktop

HEARD = Path(__file__).resolve().parents[1] / "benchmarks" / "heard"
WINDOWS = 12
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="uses an X server"),
    pytest.mark.slow,
    pytest.mark.timeout(400),
]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The benchmark's module."""
    monkeypatch.syspath_prepend(str(HEARD))
    import run

    return run


@pytest.fixture
def application(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Application]:
    monkeypatch.setenv("EARSIGHT_HOME", str(tmp_path))
    application = Application(Paths.standard(), lambda *_: 0)
    yield application
    application.close()


def test_what_must_be_heard_of_twelve_windows_is_heard(
    desktop: "Desktop", heard: ModuleType, application: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, desktop.env[name])
    assert os.environ["DISPLAY"] == desktop.env["DISPLAY"]
    wrong, told, groups = [], 0, 0
    for entry in heard.entries(sealed=False)[:WINDOWS]:
        # A busy machine's browser may tell too late what is in its window; what is false once is false.
        for _ in range(3):
            with heard.opened(entry, desktop.env):
                shot = heard.settled(desktop.env)
            found = heard.judged(entry, heard.said(application, shot))
            if found.false or not (found.missed or found.lacking):
                break
        if found.missed or found.false:
            wrong.append((entry["name"], found.missed, found.false, found.presses))
        told += found.groups - len(found.lacking)
        groups += found.groups
    assert wrong == []
    assert told >= 0.95 * groups
