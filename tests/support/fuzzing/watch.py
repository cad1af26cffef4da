"""Watches a worker: each input's time and memory, what the process writes, and whether it lives."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[3]
MEMORY = 1_000_000_000
_TICK = 0.1
_START = 120.0  # seconds until a worker is ready
_LINE = re.compile(r'File "[^"]*[/\\](.+?)", line (\d+)')


@dataclass
class Fault:
    """An input that did not end as it may.

    Attributes:
        target: Its name.
        seed: Of the run.
        number: The how-manieth input.
        why: "hang", "memory", "died", "said" (something on standard error) or "raised".
        detail: The trace, or what was said.
        path: The kept input.
    """

    target: str
    seed: int
    number: int
    why: str
    detail: str
    path: Path

    @property
    def kind(self) -> str:
        """The same for faults that look the same: the last lines of the trace, without the message."""
        places = _LINE.findall(self.detail)[-2:]
        last = self.detail.strip().splitlines()[-1:] or [""]
        return f"{self.why} {places} {last[0].split(':')[0][:80]}"


@dataclass
class Run:
    """What a run of one target came to."""

    name: str
    seed: int
    inputs: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    megabytes: float = 0.0
    endings: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    def sentence(self) -> str:
        """All of it in one line."""
        endings = ", ".join(f"{count} {ending}" for ending, count in self.endings.most_common(6))
        kinds = len({fault.kind for fault in self.faults})
        return (
            f"{self.name:15} seed {self.seed}: {self.inputs} inputs in {self.seconds:.0f} s; slowest "
            f"{self.slowest:.1f} s, most {self.megabytes:.0f} MB more; {len(self.faults)} faults of "
            f"{kinds} kinds; {endings}"
        )


class Watch:
    """Runs a target in a worker, and another one after it where that one died.

    Args:
        name: The target's.
        seed: The same seed gives the same inputs.
        keep: Where failing inputs are kept.
        said: Told each fault at once.
        memory: Bytes of all its processes, beyond those at its start, that are too many.
    """

    def __init__(
        self,
        name: str,
        seed: int,
        keep: Path,
        said: Callable[[Fault], None] = lambda _fault: None,
        *,
        memory: int = MEMORY,
    ) -> None:
        self._keep = keep
        self._said = said
        self._memory = memory
        self.run = Run(name, seed)

    def go(self, seconds: float, *, first: int = 0, count: int = 0, file: Path | None = None) -> Run:
        """Run for so long, or so many inputs.

        Args:
            seconds: No input begins later.
            first: Number of the first input.
            count: How many; 0: as many as there is time for.
            file: Take what is in it instead, once.
        """
        begun = time.monotonic()
        end, number = begun + seconds, first
        while time.monotonic() < end and (not count or number < first + count):
            with tempfile.TemporaryDirectory(prefix="earsight-fuzz-") as folder:
                left = first + count - number if count else 0
                number = self._one_worker(Path(folder), number, left, end, file)
        self.run.seconds = time.monotonic() - begun
        return self.run

    def _one_worker(self, folder: Path, first: int, count: int, end: float, file: Path | None) -> int:
        """Until it dies, is killed, or the time is up; the number of the next input."""
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join((str(ROOT / "tests" / "support"), str(ROOT))),
            "EARSIGHT_HOME": str(folder / "home"),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONWARNINGS": "always",
        }
        order = [self.run.name, str(self.run.seed), str(first), str(count), str(folder)]
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "fuzzing.worker", *order, *([str(file)] if file else [])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                env=environment,
                cwd=folder,
                start_new_session=True,
            )
        try:
            return self._follow(process, folder, first, end)
        finally:
            _bury(process)

    def _follow(self, process: "subprocess.Popen[bytes]", folder: Path, first: int, end: float) -> int:
        assert process.stdout is not None
        handle, unread = process.stdout.fileno(), b""
        number, running, limit, base, said = first, False, _START, -1.0, 0
        since = time.monotonic()
        while True:
            if select.select([handle], [], [], _TICK)[0]:
                piece = os.read(handle, 1 << 16)
                if not piece:
                    code = process.wait()
                    if base < 0:
                        raise RuntimeError(f"{self.run.name} cannot be made:\n{_text(folder, 0)}")
                    if running or code:
                        detail = f"exit {code}\n{_text(folder, 0)}"
                        self._fault(folder, number, "died" if code else "ended", detail)
                        return number + 1
                    return number
                unread += piece
                *lines, unread = unread.split(b"\n")
                for line in lines:
                    told: dict[str, Any] = json.loads(line)
                    since = time.monotonic()
                    if "ready" in told:
                        limit, base = told["ready"], _memory(process)
                        said = (folder / "said").stat().st_size  # what importing says is no input's doing
                    elif "at" in told:
                        number, running = told["at"], True
                    else:
                        running = False
                        grown = told["peak"]
                        said = self._ended(told, folder, number, said, grown)
                        number += 1
                        if time.monotonic() > end or grown > self._memory:
                            return number
                        self._on(process)
                continue
            grown = _memory(process) - base
            if base >= 0:
                self.run.megabytes = max(self.run.megabytes, grown / 1e6)
            why = "hang" if time.monotonic() > since + limit else ""
            why = "memory" if base >= 0 and grown > self._memory else why
            if why:
                self._fault(folder, number, why, _trace(process, folder))
                return number + 1

    def _on(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdin is not None
        try:
            process.stdin.write(b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return  # it died; its output has ended, too

    def _ended(self, told: dict[str, Any], folder: Path, number: int, said: int, grown: int) -> int:
        size = (folder / "said").stat().st_size
        self.run.megabytes = max(self.run.megabytes, grown / 1e6)
        if "fault" in told:
            self._fault(folder, number, "raised", told["fault"])
        elif grown > self._memory:
            self._fault(folder, number, "memory", f"{grown / 1e6:.0f} MB more")
        elif size > said:
            self._fault(folder, number, "said", _text(folder, said))
        else:
            self.run.inputs += 1
            self.run.endings[told["end"]] += 1
            self.run.slowest = max(self.run.slowest, told["seconds"])
        return size

    def _fault(self, folder: Path, number: int, why: str, detail: str) -> None:
        self.run.inputs += 1
        self._keep.mkdir(parents=True, exist_ok=True)
        path = self._keep / f"{self.run.name.replace(':', '.')}-{self.run.seed}-{number}.input"
        kept = folder / "input"
        path.write_bytes(kept.read_bytes() if kept.exists() else b"")
        fault = Fault(self.run.name, self.run.seed, number, why, detail, path)
        self.run.faults.append(fault)
        self._said(fault)


def _memory(process: "subprocess.Popen[bytes]") -> float:
    total = 0.0
    try:
        about = psutil.Process(process.pid)
        for one in [about, *about.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.Error:
        return total
    return total


def _trace(process: "subprocess.Popen[bytes]", folder: Path) -> str:
    """Where it is; the worker has faulthandler write that when it is asked."""
    before = (folder / "said").stat().st_size
    process.send_signal(signal.SIGUSR1)
    for _ in range(20):
        time.sleep(_TICK)
        if (folder / "said").stat().st_size > before:
            break
    return _text(folder, before)


def _text(folder: Path, start: int) -> str:
    return (folder / "said").read_bytes()[start : start + 4000].decode("utf-8", "replace")


def _bury(process: "subprocess.Popen[bytes]") -> None:
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        family = []
    process.kill()
    for one in family:
        try:
            one.kill()
        except psutil.Error:
            continue
    process.wait()
    for pipe in (process.stdin, process.stdout):
        try:
            if pipe is not None:
                pipe.close()
        except BrokenPipeError:
            continue
