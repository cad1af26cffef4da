"""The whole app on a display of its own, with real keys and a sound card that notes when it hears sound."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psutil
from waiting import PATIENCE

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
LEADER = "ctrl+alt+shift+d"
SILENCE = 50  # of 32767; espeak's pauses are zeros

CARD = """
import os, sys, time
out = open(sys.argv[1], "a", buffering=1)
began, taken = time.monotonic(), 0
while data := os.read(0, 882):
    peak = max(map(abs, memoryview(data[: len(data) // 2 * 2]).cast("h")), default=0)
    out.write(f"{time.monotonic()} {peak}\\n")
    taken += len(data)
    time.sleep(max(0.0, began + taken / 44100 - time.monotonic()))
"""


def settle_keyboard(env: Mapping[str, str]) -> None:
    """Press Shift once: with the first made key an X server changes keyboards, and may lose what was held."""
    subprocess.run(["xdotool", "key", "Shift_L"], env=env, check=True, timeout=100)
    time.sleep(0.2)


class Desk:
    """An X server, a window manager, a session bus, and the app among them; use it in a with statement.

    Args:
        folder: For the app's files and the sounds' notes.
        size: Of the screen, in pixels.
        settings: Written over the app's defaults.
    """

    def __init__(self, folder: Path, size: str = "1920x1080", **settings: Any) -> None:
        self.home = folder / "home"
        self._folder = folder
        self._size = size
        self._settings = {"welcomed": True, "output": "own", **settings}
        self._heard = folder / "heard"
        self._stack = ExitStack()
        self.env: dict[str, str] = {}

    def __enter__(self) -> "Desk":
        """Start everything but the app."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self.home / "config").mkdir(parents=True, exist_ok=True)
        (self.home / "config" / "settings.json").write_text(json.dumps(self._settings))
        self._heard.touch()
        program, alsa = self._folder / "card.py", self._folder / "asound.conf"
        program.write_text(CARD)
        alsa.write_text(
            f'pcm.!default {{ type file format "raw" slave.pcm {{ type null }}\n'
            f'  file "|exec {sys.executable} -S -I {program} {self._heard}" }}\n'
        )
        with ExitStack() as stack:
            env = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
            ours, theirs = os.pipe()
            screen = ["-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset"]
            server = ["Xvfb", "-displayfd", str(theirs), *screen]
            stack.enter_context(_running(server, env, pass_fds=[theirs]))
            os.close(theirs)
            with os.fdopen(ours) as said:
                env["DISPLAY"] = ":" + said.readline().strip()
            bus = ["dbus-daemon", "--session", "--nofork", "--print-address"]
            daemon = stack.enter_context(_running(bus, env, stdout=subprocess.PIPE))
            assert daemon.stdout is not None
            env["DBUS_SESSION_BUS_ADDRESS"] = daemon.stdout.readline().strip()
            stack.enter_context(_running(["openbox"], env))
            stack.callback(daemon.stdout.close)
            self.env = {
                **env,
                "EARSIGHT_HOME": str(self.home),
                "ALSA_CONFIG_PATH": str(alsa),
                "PYTHONPATH": str(ROOT),
            }
            self.until(lambda: has_window_manager(env["DISPLAY"]), 20)
            settle_keyboard(env)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_error: object) -> None:
        """End everything."""
        self._stack.close()

    @contextmanager
    def app(self, *options: str) -> Iterator[tuple[psutil.Process, float]]:
        """Start the app; gives it, and the seconds until it had the keys."""
        began = time.monotonic()
        command = [sys.executable, "-P", "-m", "app", "gui", *options]
        with _running(command, self.env) as process:
            self.until(self._leader_is_taken, 30)
            yield psutil.Process(process.pid), time.monotonic() - began

    @contextmanager
    def terminal(self, lines: int) -> Iterator[None]:
        """A terminal in front with so many lines of text."""
        text = self._folder / "lines"
        text.write_text(
            "\n".join(
                f"{n:2d} Letter {37 * n % 101} went to the office at {n % 12}:{7 * n % 60:02d}"
                for n in range(lines)
            )
        )
        command = [
            "xterm",
            "-fa",
            "Monospace",
            "-fs",
            "13",
            "-geometry",
            f"80x{lines + 3}+0+0",
            "-T",
            "Notes",
        ]
        with _running([*command, "-e", "sh", "-c", f"cat '{text}'; exec sleep 36000"], self.env):
            self.until(lambda: self.tool("xdotool", "search", "--onlyvisible", "--name", "Notes"), 20)
            time.sleep(1)
            yield

    def tool(self, *command: str) -> str:
        """What a tool prints."""
        return subprocess.run(
            command, env=self.env, capture_output=True, text=True, timeout=100
        ).stdout.strip()

    def press(self, *keys: str) -> float:
        """Press keys, 40 ms apart; gives when the last of them was sent for."""
        sent = 0.0
        for number, key in enumerate(keys):
            if number:
                time.sleep(0.04)
            sent = time.monotonic()
            self.tool("xdotool", "key", "--delay", "0", key)
        return sent

    def sounds(self, after: float) -> list[float]:
        """When something other than silence was heard, in steps of 10 ms."""
        notes = (line.split() for line in self._heard.read_text().splitlines())
        return [float(n[0]) for n in notes if len(n) == 2 and float(n[0]) > after and int(n[1]) > SILENCE]

    def first_sound(self, after: float) -> float:
        """When the first sound came.

        Raises:
            TimeoutError: Nothing was heard for 20 seconds.
        """
        self.until(lambda: bool(self.sounds(after)), 20)
        return self.sounds(after)[0]

    def silence(self, seconds: float = 0.8) -> None:
        """Return when nothing was heard for so long."""
        self.until(lambda: not self.sounds(time.monotonic() - seconds), 60)

    def _leader_is_taken(self) -> bool:
        """Whether nobody else can have the leader key."""
        from Xlib import XK, X, error
        from Xlib.display import Display

        display = Display(self.env["DISPLAY"])
        try:
            root, refused = display.screen().root, error.CatchError(error.BadAccess)
            code = display.keysym_to_keycode(XK.string_to_keysym("d"))
            keys = X.ControlMask | X.Mod1Mask | X.ShiftMask
            root.grab_key(code, keys, False, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
            display.sync()
            return refused.get_error() is not None
        finally:
            display.close()

    def until(self, look: Callable[[], T], seconds: float) -> T:
        """The first thing that is true. Raises TimeoutError."""
        end = time.monotonic() + seconds
        while not (found := look()):
            if time.monotonic() > end:
                raise TimeoutError("it was waited for in vain")
            time.sleep(0.01)
        return found


def has_window_manager(name: str) -> bool:
    """Whether a display has one; a window that is opened while it starts may stay hidden."""
    from Xlib import X
    from Xlib.display import Display

    display = Display(name)
    try:
        check = display.intern_atom("_NET_SUPPORTING_WM_CHECK")
        return display.screen().root.get_full_property(check, X.AnyPropertyType) is not None
    finally:
        display.close()


def family(app: psutil.Process) -> list[psutil.Process]:
    """A process and all that it started."""
    return [app, *app.children(recursive=True)]


def megabytes(app: psutil.Process) -> float:
    """Memory of an app and all that it started, what they share counted once, in megabytes."""
    return sum(_pss(one) for one in family(app)) / 1e6


def cpu_seconds(app: psutil.Process) -> float:
    """Processor time of an app and all that it started."""
    return sum(sum(one.cpu_times()[:2]) for one in family(app))


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except psutil.NoSuchProcess:
        return 0


@contextmanager
def _running(command: list[str], env: dict[str, str], **more: Any) -> Iterator["subprocess.Popen[str]"]:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **more}
    process = subprocess.Popen(command, env=env, text=True, **quiet)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
