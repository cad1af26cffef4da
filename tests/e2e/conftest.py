"""A desktop of its own for tests of the window: display, keyboard, window manager, accessibility bus."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from desk import has_window_manager, settle_keyboard
from waiting import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
LAUNCHER = "/usr/libexec/at-spi-bus-launcher"
T = TypeVar("T")


def missing() -> list[str]:
    """What of the desktop is not installed here."""
    tools = [tool for tool in ("Xvfb", "openbox", "xdotool", "dbus-daemon") if shutil.which(tool) is None]
    if not Path(LAUNCHER).exists():
        tools.append("at-spi2-core")
    if subprocess.run([SYSTEM_PYTHON, "-c", "import pyatspi"], capture_output=True).returncode:
        tools.append("python3-pyatspi")
    return tools


@contextmanager
def running(command: list[str], env: dict[str, str], **pipes: Any) -> Iterator["subprocess.Popen[str]"]:
    """A process that ends with the block."""
    process = subprocess.Popen(command, env=env, text=True, **pipes)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def was_welcomed(home: Path) -> None:
    """Make this a user who has seen the welcome, unless the settings say otherwise."""
    path = home / "config" / "settings.json"
    path.parent.mkdir(exist_ok=True)
    stored = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps({"welcomed": True} | stored))


class ScreenReader:
    """The accessibility client, and what it was told."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._answers: queue.Queue[list[dict[str, Any]]] = queue.Queue()
        self.said: list[str] = []
        self.focused: list[tuple[str, str]] = []
        self.ready = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def controls(self, pid: int, everything: bool = True) -> list[dict[str, Any]]:
        """Every accessible object of a process, parents first; or without what hidden ones hold."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"pid": pid, "everything": everything}) + "\n")
        self._process.stdin.flush()
        return self._answers.get(timeout=PATIENCE)

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            if "controls" in told:
                self._answers.put(told["controls"])
            elif "said" in told:
                self.said.append(told["said"])
            elif "focus" in told:
                self.focused.append((told["focus"], told["role"]))
            elif "ready" in told:
                self.ready.set()


class Window:
    """The real application, with nothing replaced, used by keyboard alone."""

    def __init__(self, process: "subprocess.Popen[str]", desktop: "Desktop", reader: ScreenReader) -> None:
        self.process = process
        self._desktop = desktop
        self._reader = reader

    def eventually(self, look: Callable[[], T | None], what: str) -> T:
        """See :func:`eventually`."""
        return until(look, what)

    def press(self, *keys: str, delay: int = 30) -> None:
        """Press keys one after the other, as xdotool names them, with so many milliseconds between."""
        command = ["xdotool", "key", "--delay", str(delay), *keys]
        subprocess.run(command, env=self._desktop.env, check=True, timeout=PATIENCE)

    def type(self, text: str) -> None:
        """Type a text."""
        command = ["xdotool", "type", "--delay", "10", text]
        subprocess.run(command, env=self._desktop.env, check=True, timeout=PATIENCE)

    def controls(self, everything: bool = True) -> list[dict[str, Any]]:
        """Everything that a screen reader finds in it; or without what hidden ones hold."""
        return self._reader.controls(self.process.pid, everything)

    def control(self, name: str, role: str) -> dict[str, Any]:
        """The control of that name and role."""
        return until(
            lambda: next((c for c in self.controls() if (c["name"], c["role"]) == (name, role)), None),
            f"{role} {name!r}",
        )

    def wait_text(self, part: str) -> str:
        """The description, as soon as ``part`` is in it."""
        last = ""

        def look() -> str | None:
            nonlocal last
            for control in self.controls():
                if control["name"] == "Description":
                    last = str(control["text"] or "")
                    if part in last:
                        return last
            return None

        try:
            return until(look, f"{part!r} in the description")
        except AssertionError as error:
            raise AssertionError(f"{error}; it was {last!r}, the status {self.status!r}") from None

    @property
    def status(self) -> str:
        """The status line."""
        return next((str(c["name"]) for c in self.controls() if c["description"] == "Status"), "")

    def wait_status(self, words: str) -> None:
        """Return when the status line reads so."""
        until(lambda: self.status == words, f"status {words!r}")

    def wait_said(self, part: str) -> str:
        """The first announcement with ``part`` in it."""
        return until(lambda: next((s for s in self.said if part in s), None), f"announcement {part!r}")

    def wait_focus(self, name: str) -> dict[str, Any]:
        """The control called ``name``, as soon as it has the focus."""
        seen: list[str] = []

        def look() -> dict[str, Any] | None:
            focused = [c for c in self.controls() if c["focused"]]
            seen[:] = [str(c["name"]) for c in focused]
            return next((c for c in focused if name in c["name"]), None)

        try:
            return until(look, f"focus on {name!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}, but on {seen}") from None

    @property
    def said(self) -> list[str]:
        """Announcements so far."""
        return list(self._reader.said)

    @property
    def focused(self) -> list[tuple[str, str]]:
        """Name and role of what was given the focus so far, one after the other."""
        return list(self._reader.focused)

    def screenshot(self, path: Path) -> None:
        """Save what is on the display."""
        subprocess.run(
            ["import", "-window", "root", str(path)], env=self._desktop.env, check=True, timeout=PATIENCE
        )


class Desktop:
    """A display with a window manager and an accessibility bus; use it in a with statement."""

    def __init__(self, size: str = "1280x1024") -> None:
        self._size = size
        self._stack = ExitStack()
        self.env: dict[str, str] = {}

    def __enter__(self) -> "Desktop":
        """Start everything."""
        with ExitStack() as stack:
            env = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
            ours, theirs = os.pipe()
            screen = ["-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset"]
            command = ["Xvfb", "-displayfd", str(theirs), *screen]
            stack.enter_context(running(command, env, pass_fds=[theirs], stderr=subprocess.DEVNULL))
            os.close(theirs)
            with os.fdopen(ours) as said:
                env["DISPLAY"] = ":" + said.readline().strip()
            bus = stack.enter_context(
                running(
                    ["dbus-daemon", "--session", "--nofork", "--print-address"],
                    env,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                )
            )
            assert bus.stdout is not None
            env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
            for command in (["openbox"], [LAUNCHER, "--launch-immediately"]):
                stack.enter_context(
                    running(command, env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                )
            until(lambda: has_window_manager(env["DISPLAY"]), "the window manager")
            settle_keyboard(env)
            self.env = {**env, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "PYTHONPATH": str(ROOT)}
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        """End everything."""
        self._stack.close()

    @contextmanager
    def window(self, home: Path, *arguments: object, **environment: str) -> Iterator[Window]:
        """Start the application and a screen reader; wait until its window has the focus."""
        env = {**self.env, "EARSIGHT_HOME": str(home), **environment}
        was_welcomed(home)
        script = str(Path(__file__).with_name("screen_reader.py"))
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with running([SYSTEM_PYTHON, script], env, **pipes) as client:
            reader = ScreenReader(client)
            assert reader.ready.wait(PATIENCE), "the accessibility client did not start"
            command = [sys.executable, "-P", "-m", "app", "gui", *map(str, arguments)]
            with running(command, env, stderr=subprocess.PIPE) as process:
                window = Window(process, self, reader)
                until(lambda: any(c["focused"] for c in window.controls()), "a control with the focus")
                yield window


@pytest.fixture(scope="module")
def desktop() -> Iterator[Desktop]:
    """One for all tests of a module."""
    assert missing() == [], "see packaging/debian-test.txt"
    with Desktop() as desktop:
        yield desktop
