"""Proves that other processors give the same words: every use once natively and once in qemu's user mode.

    python packaging/proof.py                               # all of it, and quiet_proof.py
    python packaging/proof.py --python WRAPPER describe     # another machine's Python, see proof_arm.sh

Run with the project's own Python. It fails, with one line for each thing that was wrong, when a word differs,
a process did not run on that processor, or something was ended by a signal. Needs qemu-user-static
(packaging/debian-proof.txt) and only what lies in this checkout; what the uses look at is drawn here.
"""

import argparse
import importlib
import json
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "assets" / "samples"
QEMU = "qemu-x86_64-static"
KERNEL = "6.1.0-emulated"  # what uname tells to those whom qemu runs
QUICKER = "GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4"
"""For qemu alone: its own AVX code and this processor's fused multiplication get in each other's way."""
RECORD = "EARSIGHT_PROOF_RECORD"
PATIENCE = "20"
LONGEST = 1500.0
"""Seconds a use may take on an emulated processor."""
LEFT_OUT = ("seconds", "box")
LATER = re.compile(r"\. It has (\d+ scenes?)\.")
"""Where a video's scenes are counted later, since counting took long: two sentences instead of one."""
"""How long it took; and where exactly a line of text lies, which is no word."""
NEAR = 0.02
"""How far probabilities may be apart: other processors add in another order."""

# In the environment of every process: tells which ones there were, and on which processor.
RECORDER = f"""\
import os, sys
if "{RECORD}" in os.environ:
    with open(os.environ["{RECORD}"], "a") as record:
        record.write(f"{{os.uname().release}} {{' '.join(sys.orig_argv[1:])[:120]}}\\n")
"""


@dataclass(frozen=True)
class Use:
    """Something a user does, in one process of its own.

    Attributes:
        name: One word.
        arguments: Of the command, with {place} for the folder of drawn inputs.
        says: What it must print among other things, so that two failures are not the same.
        processes: How many Python processes it takes at least.
        code: The exit code it must end with.
    """

    name: str
    arguments: tuple[str, ...]
    says: str = ""
    processes: int = 1
    code: int = 0


USES = (
    Use(
        "describe",
        ("describe", "--json", "--level", "full", "{place}/photo.jpg", "{place}/screen.png"),
        "A cat.",
    ),
    Use("read", ("read", "--speak", "{place}/letter.png"), "Gate 7", processes=2),
    Use(
        "ask",
        ("ask", "--json", "--model", "{place}/small-talk", "{place}/photo.jpg", "What is it?"),
        "Red hat.",
    ),
    Use("video", ("describe", "--json", "--level", "detailed", "{place}/clip.mp4"), "At 0:02"),
    Use("index", ("index", "--json", "--wait", "{place}/photos"), '"photos": 1'),
    Use("search", ("search", "--json", "a cat"), "IMG_1.jpg"),
)
#: What is done where nothing else is asked for: without AVX-512, without AVX, and on one that is too old.
#: Fused multiplications are so slow in qemu 7.2 that describing does without.
PLAN: Mapping[str, Sequence[str]] = {
    "max": ("describe", "read", "ask"),
    "max,-fma": ("video", "index", "search"),
    "Nehalem": ("read",),
    "Conroe": (),
}


@dataclass(frozen=True)
class Done:
    """How a use ended.

    Attributes:
        code: The exit code; negative for a signal.
        out: What it printed.
        err: What it said beside that.
        seconds: How long it took.
        busy: How long processors computed for it, in seconds: what does not depend on other programs.
        processes: Kernel and command line of every Python process there was.
    """

    code: int
    out: str
    err: str
    seconds: float
    busy: float = 0.0
    processes: list[tuple[str, str]] = field(default_factory=list)


class Machine:
    """A Python on some processor, with folders of the app's own.

    Args:
        name: How it is called in what is printed.
        python: The interpreter.
        place: A folder for what it writes, made here.
    """

    def __init__(self, name: str, python: Path, place: Path) -> None:
        self.name = name
        self._python = python
        self._place = place
        (place / "recorder").mkdir(parents=True)
        (place / "recorder" / "sitecustomize.py").write_text(RECORDER)

    def run(self, use: Use, inputs: Path) -> Done:
        """Do it, in a process of its own."""
        record = self._place / "record"
        record.write_text("")
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DISPLAY", "WAYLAND_DISPLAY", "VIRTUAL_ENV", "PYTHONHOME")
        } | {
            "EARSIGHT_HOME": str(self._place / "home"),
            "EARSIGHT_NOW": "2026-11-22T10:00:00",
            "EARSIGHT_PATIENCE": PATIENCE,
            "PYTHONPATH": os.pathsep.join((str(self._place / "recorder"), str(ROOT))),
            "PYTHONDONTWRITEBYTECODE": "1",
            RECORD: str(record),
        }
        arguments = [argument.format(place=inputs) for argument in use.arguments]
        begun, before = time.monotonic(), _busy()
        with subprocess.Popen(
            [str(self._python), "-P", "-m", "app", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environment,
            start_new_session=True,
        ) as process:
            try:
                out, err = process.communicate(timeout=LONGEST)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                out, err = process.communicate()
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)
                raise
        seconds = time.monotonic() - begun
        lines = [line.partition(" ") for line in record.read_text().splitlines()]
        processes = [(kernel, line) for kernel, _, line in lines]
        return Done(process.returncode, out, err, seconds, _busy() - before, processes)


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def emulated(cpu: str, place: Path) -> Path:
    """An environment like this one whose Python, and whatever it starts as `sys.executable`, is qemu's."""
    here = Path(sys.prefix)
    (place / "bin").mkdir(parents=True)
    for name in ("lib", "pyvenv.cfg"):
        (place / name).symlink_to(here / name)
    python = place / "bin" / "python"
    real = Path(sys.executable).resolve()
    python.write_text(
        f'#!/bin/sh\n{QUICKER} exec {QEMU} -U GLIBC_TUNABLES -cpu {cpu} -r {KERNEL} -0 "$0" "{real}" "$@"\n'
    )
    python.chmod(0o755)
    return python


def draw(place: Path) -> None:
    """Everything that is looked at, made of the sample pictures, and a model that talks."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]
    made_clips = importlib.import_module("made_clips")
    talking_fastvlm = importlib.import_module("talking_fastvlm")
    from PIL import Image

    place.mkdir()
    # As small as they can be: what takes a second here takes two minutes there.
    Image.open(SAMPLES / "editor.png").convert("RGB").crop((0, 0, 320, 84)).save(place / "screen.png")
    Image.open(SAMPLES / "cat.jpg").resize((300, 200)).save(place / "photo.jpg", quality=95)
    Image.fromarray(made_clips.screen(["Gate 7", "10:45"], (240, 150))).save(place / "letter.png")
    scenes = made_clips.shown(
        (made_clips.sample("cat.jpg", (240, 180)), 2), (made_clips.screen(["Gate 7"], (240, 180)), 2)
    )
    made_clips.clip(place / "clip.mp4", scenes)
    (place / "photos").mkdir()
    shutil.copy(place / "photo.jpg", place / "photos" / "IMG_1.jpg")
    talking_fastvlm.write(place / "small-talk")


def said(done: Done) -> list[Any]:
    """What a use printed: the objects, else the lines."""
    lines = done.out.splitlines()
    return [json.loads(line) if line.startswith("{") else line for line in lines]


def differences(native: Any, other: Any, where: str = "") -> Iterator[str]:
    """One line for each thing that is not the same, leaving out what tells time and place."""
    if isinstance(native, dict) and isinstance(other, dict):
        for key in native.keys() | other.keys():
            if key not in LEFT_OUT:
                yield from differences(native.get(key), other.get(key), f"{where} {key}".strip())
    elif isinstance(native, list) and isinstance(other, list) and len(native) == len(other):
        for number, (one, two) in enumerate(zip(native, other, strict=True), start=1):
            yield from differences(one, two, f"{where} {number}".strip())
    elif isinstance(native, float) and isinstance(other, float):
        if not math.isclose(native, other, rel_tol=NEAR, abs_tol=NEAR):
            yield f"{where}: {native} became {other}"
    elif isinstance(native, str) and isinstance(other, str):
        if LATER.sub(r" with \1.", native) != LATER.sub(r" with \1.", other):
            yield f"{where}: {native!r} became {other!r}"
    elif native != other:
        yield f"{where}: {native!r} became {other!r}"


def problems(use: Use, native: Done, other: Done, kernel: str = KERNEL) -> list[str]:
    """What was wrong with a use on another processor; nothing when it went as it did natively."""
    found = [ended for done in (native, other) for ended in _ended(use, done)]
    if found:
        return found
    strays = [line for release, line in other.processes if release != kernel]
    found += [f"ran on this machine's own processor: {line}" for line in strays]
    if len(other.processes) < use.processes:
        found.append(f"{len(other.processes)} Python processes where {use.processes} were expected")
    if any(release == kernel for release, _ in native.processes) or not native.processes:
        found.append("the native run was not native")
    if use.says not in native.out:
        found.append(f"natively it did not say {use.says!r}: {native.out[:500]}")
    return found + list(differences(said(native), said(other)))


def _ended(use: Use, done: Done) -> Iterator[str]:
    last = " ".join(done.err.splitlines()[-3:])
    if done.code < 0 or done.code > 128:
        number = -done.code if done.code < 0 else done.code - 128
        yield f"ended by signal {number}: {last}"
    elif "uncaught target signal" in done.err:
        yield f"a process was ended by a signal: {last}"
    elif done.code != use.code:
        yield f"exit code {done.code} where {use.code} was expected: {last}"


def refused(machine: Machine, inputs: Path) -> list[str]:
    """What was wrong with how a processor that is too old was refused."""
    done = machine.run(Use("refused", ("describe", "--json", str(SAMPLES)), code=2), inputs)
    found = list(_ended(Use("refused", (), code=2), done))
    sentences = done.err.splitlines()
    if done.out or len(sentences) != 1 or "too old for Earsight" not in sentences[0]:
        found.append(f"not the one sentence: {done.out!r} {done.err!r}")
    return found


class Proof:
    """Runs uses and keeps count of what was wrong.

    Args:
        place: An empty folder.
        tell: Told each line of the report.
    """

    def __init__(self, place: Path, tell: Callable[[str], None]) -> None:
        self._inputs = place / "inputs"
        self._place = place
        self._tell = tell
        self._native = Machine("natively", Path(sys.executable), place / "native")
        self._known: dict[str, Done] = {}
        self.wrong = 0
        draw(self._inputs)

    def compare(self, machine: Machine, uses: Sequence[str]) -> None:
        """These uses on that machine, against this one."""
        for use in USES:
            if use.name not in uses:
                continue
            if use.name not in self._known:
                self._known[use.name] = self._native.run(use, self._inputs)
            native, other = self._known[use.name], machine.run(use, self._inputs)
            took = f"{other.seconds:.0f} s, computing {other.busy:.0f} s; natively {native.seconds:.0f} s"
            self._report(f"{use.name} on {machine.name}", took, problems(use, native, other))

    def refuse(self, machine: Machine) -> None:
        """That machine is too old, and says so."""
        begun = time.monotonic()
        found = refused(machine, self._inputs)
        self._report(f"refused on {machine.name}", f"{time.monotonic() - begun:.0f} s", found)

    def _report(self, name: str, took: str, found: Sequence[str]) -> None:
        self._tell(f"{name}: {'WRONG' if found else 'the same'} ({took})")
        for line in found:
            self._tell(f"    {line}")
        self.wrong += bool(found)


def _quiet() -> bool:
    """Whether nobody is told anything; where a room without a network cannot be had, that is said."""
    script = ROOT / "packaging" / "quiet_proof.py"
    return subprocess.run([sys.executable, "-P", "-B", str(script)]).returncode in (0, 3)


def main() -> int:
    """Run it all; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("uses", nargs="*", help="only these: " + ", ".join(use.name for use in USES))
    parser.add_argument("--cpu", help="only this of qemu's processors")
    parser.add_argument("--python", type=Path, help="a Python that qemu runs, instead of this one's")
    options = parser.parse_args()
    every = [use.name for use in USES]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was started is ended, too
    with tempfile.TemporaryDirectory(prefix="earsight-proof-") as folder:
        place = Path(folder)
        begun = time.monotonic()
        proof = Proof(place, lambda line: print(line, flush=True))
        if options.python:
            proof.compare(Machine("the other Python", options.python, place / "other"), options.uses or every)
        else:
            for cpu, some in PLAN.items():
                if options.cpu in (None, cpu):
                    machine = Machine(cpu, emulated(cpu, place / f"python-{cpu}"), place / cpu)
                    if cpu == "Conroe":
                        proof.refuse(machine)
                    else:
                        proof.compare(machine, options.uses or (every if options.cpu else some))
        if not (options.cpu or options.python or options.uses):
            proof.wrong += not _quiet()
        print(f"{proof.wrong} wrong, after {time.monotonic() - begun:.0f} s.")
    return 1 if proof.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
