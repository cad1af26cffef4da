"""What holds for every test: no real home folder, no screen, no log warning that nobody expects."""

import ipaddress
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from ctypes.util import find_library
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from macos.machine import Mac
from macos.tools import Tools
from own_files import Beside
from pytestqt.qtbot import QtBot
from waiting import PATIENCE

from mlx_models.training.blas import preload

# Models in plain MLX are what the others are compared with; before any test module imports mlx. Who may not
# install the library still runs every test, at MLX's own pace.
if find_library("openblas"):
    preload()

# How quickly examples are made says nothing about the app, and a busy machine makes them slowly.
settings.register_profile("earsight", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("earsight")

# Before pytest-qt makes its application. Tests of the real window start a process with its own display.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Qt warns of it: it wants UTF-8.
if os.environ.get("LC_ALL") in ("C", "POSIX"):
    os.environ["LC_ALL"] = "C.UTF-8"
# On the processor MLX compiles with g++, where there is one, in a folder that belongs to its first user.
if sys.platform != "darwin":
    os.environ.setdefault("MLX_DISABLE_COMPILE", "1")

BESIDE = pytest.StashKey[Beside]()


class Wire:
    """Refuses and notes every name looked up and every address spoken to, but this machine's own."""

    ASKED = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
    SPOKEN = ("socket.connect", "socket.sendto", "socket.sendmsg")

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """One audit event of the interpreter's."""
        if event in self.ASKED:
            host = args[0]
        elif event in self.SPOKEN and isinstance(args[1], tuple):  # a path, or nothing, stays on the machine
            host = args[1][0]
        else:
            return
        if not self._is_here(host):
            self.seen.append(f"{event}: {host!r}")
            raise PermissionError(f"A test may not reach {host!r}.")

    def _is_here(self, host: object) -> bool:
        name = host.decode("utf-8", "replace") if isinstance(host, bytes) else host
        if name is None or name == "localhost":
            return True
        try:
            return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
        except ValueError:
            return False


@pytest.fixture
def mac(monkeypatch: pytest.MonkeyPatch) -> Mac:
    """A made Mac; a test says which of its frameworks there are, and what they do."""
    return Mac(monkeypatch)


@pytest.fixture
def mac_tools(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Tools:
    """The programs of a made Mac; a test says which of them there are, and what they answer."""
    return Tools(tmp_path_factory.mktemp("mac-tools"), monkeypatch)


@pytest.fixture(scope="session")
def wire() -> Wire:
    """What this process tried to reach over a network. An audit hook stays until the process ends."""
    watched = Wire()
    sys.addaudithook(watched)
    return watched


@pytest.fixture(autouse=True)
def no_network(wire: Wire) -> Iterator[Wire]:
    """Fail where something was looked up or spoken to elsewhere, even where the refusal was swallowed.

    Yields:
        What was seen so far; a test that reaches out on purpose empties it.
    """
    yield wire
    seen = wire.seen[:]
    wire.seen.clear()
    if seen:
        pytest.fail("the network was reached for:\n" + "\n".join(seen))


LOGGERS = ("app", "mlx_models", "earsight")


class Collector(logging.Handler):
    """Keeps the records of level WARNING and above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def pytest_configure(config: pytest.Config) -> None:
    """Before any test module is imported: what they read then counts too."""
    shared = Path(tempfile.gettempdir())
    if "PYTEST_XDIST_WORKER" in os.environ:
        live_apart(config)
    config.stash[BESIDE] = Beside(config.rootpath, [shared])


def live_apart(config: pytest.Config) -> None:
    """A home and a folder for temporary files for this process alone, one of several that test at once."""
    own = Path(tempfile.mkdtemp(prefix="earsight-tests-"))
    config.add_cleanup(partial(shutil.rmtree, own, ignore_errors=True))
    for variable, name in (("HOME", "home"), ("TMPDIR", "tmp")):
        (own / name).mkdir()
        os.environ[variable] = str(own / name)
    tempfile.tempdir = None


@pytest.fixture(autouse=True)
def stands_alone(pytestconfig: pytest.Config) -> Iterator[None]:
    """Fail a test that opens files beside the repository, which nobody else has."""
    yield
    beside = pytestconfig.stash[BESIDE]
    seen, beside.seen = beside.seen, []
    assert seen == [], "nothing beside the repository may be needed"


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """As it comes, but patient: five seconds are soon over on a busy machine."""
    for name in ("waitUntil", "waitSignal"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=round(1000 * PATIENCE)))
    return qtbot


@pytest.fixture(scope="session", autouse=True)
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No real home folder for fixtures that live longer than a test either."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EARSIGHT_HOME", str(tmp_path_factory.mktemp("shared-home")))
        yield


@pytest.fixture(autouse=True)
def earsight_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test, in the environment of its child processes too."""
    home = tmp_path_factory.mktemp("earsight-home")
    monkeypatch.setenv("EARSIGHT_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def log_guard(request: pytest.FixtureRequest) -> Iterator[list[logging.LogRecord]]:
    """Fail on warnings in the project's logs that no `expect_log` marker names, and on markers that saw none.

    Yields:
        The records so far, for a test that wants to look closer.
    """
    collector = Collector()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addHandler(collector)
    yield collector.records
    for logger in loggers:
        logger.removeHandler(collector)
    messages = [f"{r.name}: {r.levelname}: {r.getMessage()}" for r in collector.records]
    patterns = [mark.args[0] for mark in request.node.iter_markers("expect_log")]
    surprises = [m for m in messages if not any(re.search(p, m) for p in patterns)]
    unseen = [p for p in patterns if not any(re.search(p, m) for m in messages)]
    if surprises:
        pytest.fail("unexpected log records:\n" + "\n".join(surprises))
    if unseen:
        pytest.fail(f"nothing was logged that matches {unseen}")
