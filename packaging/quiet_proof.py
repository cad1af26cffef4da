"""Proves that every use tells nobody: each in a room without a network, where all that knocks is counted.

    python packaging/quiet_proof.py                   # all of it; two minutes
    python packaging/quiet_proof.py history           # only these: verbs, watch, window
    python packaging/quiet_proof.py --plant FOLDER history     # with a package that is to be caught

In the room names are answered by a server of ours, which leads everybody to a listener of ours; both count.
strace tells every call of every process, native code's too: sockets, files that are written, programs that
are started (traced.py). Needs root, or a kernel that gives users namespaces; and strace, unshare and Xvfb.
"""

import argparse
import fcntl
import importlib
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(Path(__file__).resolve().parent))
traced = importlib.import_module("traced")
INSIDE = "EARSIGHT_PROOF_ROOM"
HERE, THERE = "127.0.0.1", "127.0.0.2"
PORTS = (80, 443, 8080, 8443, 4317, 4318)
UPLOAD = 12.0
"""Seconds that a process waits at its end: ONNX Runtime, unless told to be quiet, reports after nine."""
WINDOW, WATCH = 60.0, 8.0
"""Seconds that the window is open, and that folders are watched."""
PROGRAMS = frozenset({"aplay", "uname"})
"""Beside Python: plays sounds; Python's own `platform` asks it for the processor."""
VERBS = """
import sys, time
from app.main import main
place, wait = sys.argv[1], float(sys.argv[2])
verbs = {
    "describe": ["describe", "--level", "full", "--no-speak", f"{place}/photo.jpg"],
    "read": ["read", "--speak", f"{place}/letter.png"],
    "ask": ["ask", "--no-speak", "--model", f"{place}/small-talk", f"{place}/photo.jpg", "What is it?"],
    "index": ["index", "--wait", "--no-speak", f"{place}/photos"],
    "search": ["search", "--no-speak", "a cat"],
    "history": ["history", "--no-speak"],
}
for name in sys.argv[3:]:
    print(name, main(verbs[name]), flush=True)
time.sleep(wait)
"""
EVERY = ("describe", "read", "ask", "index", "search", "history", "watch", "window")


def lacking() -> str:
    """Why it cannot be done here, in one sentence; "" when it can."""
    for tool in ("strace", "unshare", "Xvfb"):
        if shutil.which(tool) is None:
            return f"That nothing is sent cannot be proved here: {tool} is not installed."
    if not _room():
        return "That nothing is sent cannot be proved here: it needs root, or namespaces for users."
    return ""


def _room() -> list[str]:
    """The command that runs another in a room, with mounts of its own but in a chroot; empty: none does."""
    start = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-r", "-n"]
    for command in ([*start, "-m"], start):
        if subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return []


class Counted:
    """A server of names that knows them all, and a listener where they lead; use it inside the room."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.came: list[str] = []

    def serve(self, addresses: Sequence[str]) -> None:
        """Begin to answer for names there, and to listen, on threads that end with the process."""
        for address in addresses:
            names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            names.bind((address, 53))
            threading.Thread(target=self._answer, args=(names,), daemon=True).start()
        for port in PORTS:
            listener = socket.create_server((THERE, port))
            threading.Thread(target=self._accept, args=(listener, port), daemon=True).start()

    def problems(self) -> list[str]:
        """What was counted."""
        return [f"a name was asked for: {name}" for name in dict.fromkeys(self.asked)] + [
            f"somebody came to {where}" for where in dict.fromkeys(self.came)
        ]

    def _answer(self, names: socket.socket) -> None:
        while True:
            question, who = names.recvfrom(4096)
            name, kind = asked(question)
            self.asked.append(name)
            names.sendto(answer(question, kind), who)

    def _accept(self, listener: socket.socket, port: int) -> None:
        while True:
            line, _ = listener.accept()
            self.came.append(f"port {port}")
            line.close()


def asked(question: bytes) -> tuple[str, int]:
    """The name that a question of DNS asks for, and its type."""
    labels, at = [], 12
    while at < len(question) and question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode("ascii", "replace"))
        at += 1 + question[at]
    kind = int.from_bytes(question[at + 1 : at + 3], "big")
    return ".".join(labels), kind


def answer(question: bytes, kind: int) -> bytes:
    """One that leads to the listener; nothing for other types than A."""
    end = question.index(b"\0", 12) + 5
    found = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(THERE) if kind == 1 else b""
    return question[:2] + struct.pack(">HHHHH", 0x8180, 1, int(bool(found)), 0, 0) + question[12:end] + found


def furnish(place: Path, mounts: bool) -> Counted:
    """Make the room one in which a network seems to be: loopback up, names served.

    Without mounts of its own the room answers at the addresses of this machine's own servers of names.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        up = struct.pack("16sh", b"lo", 1 | 64)  # IFF_UP, IFF_RUNNING
        fcntl.ioctl(one, 0x8914, up)  # SIOCSIFFLAGS
        servers = [HERE]
        if not mounts:
            servers += [address for address in _servers() if not address.startswith("127.")]
        for number, address in enumerate(servers[1:], start=1):
            also = struct.pack(
                "16sHH4s8x", f"lo:{number}".encode(), socket.AF_INET, 0, socket.inet_aton(address)
            )
            fcntl.ioctl(one, 0x8916, also)  # SIOCSIFADDR
    files = {"resolv.conf": f"nameserver {HERE}\noptions timeout:1 attempts:1\n"}
    files["nsswitch.conf"] = "passwd: files\ngroup: files\nhosts: files dns\n"
    for name, text in files.items():
        target = os.path.realpath(f"/etc/{name}")
        if mounts and os.path.exists(target):  # without these files 127.0.0.1 is asked, too
            (place / name).write_text(text)
            subprocess.run(["mount", "--bind", str(place / name), target], check=True)
    counted = Counted()
    counted.serve(servers)
    return counted


def _servers() -> list[str]:
    """This machine's servers of names, as far as they have addresses of IPv4."""
    try:
        text = Path("/etc/resolv.conf").read_text("utf-8", "replace")
    except OSError:
        return []
    return list(dict.fromkeys(re.findall(r"^nameserver\s+(\d+\.\d+\.\d+\.\d+)\s*$", text, re.M)))


class Quiet:
    """Uses the app under strace and looks at what it did.

    Args:
        place: An empty folder.
        plant: A folder that is put on Python's path, or None.
        tell: Told each line of the report.
    """

    def __init__(self, place: Path, plant: Path | None, tell: Callable[[str], None]) -> None:
        self.wrong = 0
        self._place = place
        self._tell = tell
        self._counted = furnish(place, mounts=os.environ.get(INSIDE) == "mounts")
        self._inputs = place / "inputs"
        self._home, self._temporary, self._own = (place / name for name in ("home", "tmp", "own"))
        sound = place / "run" / "pulse"
        for folder in (self._home, self._temporary, self._own / "config", sound):
            folder.mkdir(parents=True)
        sound.parent.chmod(0o700)
        (self._own / "config" / "settings.json").write_text('{"welcomed": true, "earcons": false}')
        left_out = ("XDG_", "ORT_", "HF_", "DISPLAY", "WAYLAND", "DBUS_", "PYTHON", "SSH_", "QT_")
        env = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        self._env = env | {
            "HOME": str(self._home),
            "TMPDIR": str(self._temporary),
            "XDG_RUNTIME_DIR": str(sound.parent),
            "EARSIGHT_HOME": str(self._own),
            "EARSIGHT_NOW": "2026-11-22T10:00:00",
            "EARSIGHT_PATIENCE": "5",
            "PYTHONPATH": os.pathsep.join(filter(None, (str(plant or ""), str(ROOT)))),
            "PYTHONDONTWRITEBYTECODE": "1",
            # Else libdbus starts one, which is no doing of ours.
            "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
        }
        self._rules = traced.Rules(
            own=[self._own, sound],  # libpulse notes there where its server is
            passing=[self._temporary, sound.parent],
            programs=PROGRAMS | {Path(sys.executable).name, Path(os.path.realpath(sys.executable)).name},
        )

    def draw(self) -> None:
        """What is looked at, as for the proof on other processors."""
        importlib.import_module("proof").draw(self._inputs)

    def verbs(self, names: Sequence[str]) -> None:
        """Do these one after the other in one process, which then waits."""
        wait = UPLOAD if "describe" in names else 0.0
        arguments = [sys.executable, "-P", "-c", VERBS, str(self._inputs), str(wait), *names]
        with self._traced("verbs", arguments) as process:
            out, err = process.communicate(timeout=300)
        done = dict(
            line.split() for line in out.splitlines() if line.split()[:1] and line.split()[0] in names
        )
        failed = [name for name in names if done.get(name) != "0"]
        self._report(
            "verbs", ", ".join(names), [f"{name} failed: {err[-300:]}" for name in failed[:1]], process
        )

    def watch(self) -> None:
        """Watch a folder for some seconds."""
        arguments = [sys.executable, "-P", "-m", "app", "watch", "--no-speak", str(self._inputs / "photos")]
        with self._traced("watch", arguments) as process:
            time.sleep(WATCH)
            found = _ended(process, signal.SIGINT, 130)
        self._report("watch", f"{WATCH:.0f} s", found, process)

    def window(self) -> None:
        """Open the window with a picture for a minute."""
        ours, theirs = os.pipe()
        screen = ["Xvfb", "-displayfd", str(theirs), "-nolisten", "tcp", "-screen", "0", "1280x1024x24"]
        with subprocess.Popen(screen, pass_fds=[theirs], stderr=subprocess.DEVNULL) as xvfb:
            os.close(theirs)
            try:
                display = f":{os.read(ours, 16).decode().strip()}"
                arguments = [sys.executable, "-P", "-m", "app", "gui", str(self._inputs / "photo.jpg")]
                with self._traced("window", arguments, DISPLAY=display) as process:
                    time.sleep(WINDOW)
                    found = _ended(process, signal.SIGINT, 130)
                self._report("window", f"{WINDOW:.0f} s", found, process)
            finally:
                os.close(ours)
                xvfb.terminate()

    def counted(self) -> None:
        """What came to our servers."""
        found = self._counted.problems()
        self._tell(
            f"names asked for: {len(self._counted.asked)}, connections: {len(self._counted.came)}"
            f"{': WRONG' if found else ''}"
        )
        self._lines(found)

    @contextmanager
    def _traced(self, name: str, arguments: Sequence[str], **env: str) -> Iterator["subprocess.Popen[str]"]:
        with subprocess.Popen(
            [*traced.STRACE, str(self._place / f"{name}.trace"), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self._env | env,
            start_new_session=True,
            preexec_fn=_hears_interrupts,
        ) as process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)

    def _report(self, name: str, what: str, found: Sequence[str], process: "subprocess.Popen[str]") -> None:
        lines = (self._place / f"{name}.trace").read_text(errors="surrogateescape").splitlines()
        written = traced.written(lines)
        if not any(path.startswith(str(self._own)) for path in written):
            found = [*found, "the trace shows no file of the app's own: nothing was seen"]
        found = [*found, *traced.problems(lines, self._rules)]
        found += [f"left at home: {path}" for path in self._home.rglob("*")]
        self._tell(f"{name} ({what}): {'WRONG' if found else 'quiet'} ({len(lines):,} calls)")
        self._lines(found)

    def _lines(self, found: Sequence[str]) -> None:
        for line in found[:30]:
            self._tell(f"    {line}")
        self.wrong += bool(found)


def _hears_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _ended(process: "subprocess.Popen[str]", number: int, code: int) -> list[str]:
    """End what strace runs, and say how that went wrong."""
    if process.poll() is not None:
        return [f"ended by itself with {process.returncode}: {process.communicate()[1][-300:]}"]
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    os.kill(int(children[0]), number)
    try:
        _, err = process.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        return ["it did not end"]
    return [] if process.returncode in (code, -number) else [f"exit code {process.returncode}: {err[-300:]}"]


def prove(uses: Sequence[str], plant: Path | None, tell: Callable[[str], None]) -> int:
    """In the room: use it, and report; how many uses were wrong."""
    with tempfile.TemporaryDirectory(prefix="earsight-proof-") as folder:
        quiet = Quiet(Path(folder), plant, tell)
        verbs = [name for name in uses if name not in ("watch", "window")]
        if set(uses) - {"history"}:
            quiet.draw()
        if verbs:
            quiet.verbs(verbs)
        if "watch" in uses:
            quiet.watch()
        if "window" in uses:
            quiet.window()
        quiet.counted()
        return quiet.wrong


def main() -> int:
    """Prove it; 1 when anything was told, 3 where it cannot be proved here."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("uses", nargs="*", help="only these: " + ", ".join(EVERY))
    parser.add_argument("--plant", type=Path, help="a folder that Python imports from first")
    options = parser.parse_args()
    if INSIDE not in os.environ:
        if why := lacking():
            print(why)
            return 3
        room = _room()
        command = [*room, sys.executable, "-P", "-B", __file__, *sys.argv[1:]]
        env = os.environ | {INSIDE: "mounts" if "-m" in room else "bare"}
        return subprocess.run(command, env=env).returncode
    begun = time.monotonic()
    wrong = prove(options.uses or EVERY, options.plant, lambda line: print(line, flush=True))
    print(f"{wrong} wrong, after {time.monotonic() - begun:.0f} s.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
