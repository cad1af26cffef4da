"""Brings the environment of this Python to what a lock says, and tells how far it is in plain lines.

    .venv/bin/python packaging/install.py            # what running needs, and Earsight itself
    .venv/bin/python packaging/install.py --tests    # what tests need on top

Set-up's stamps in the environment, `.installed` and `.tests-installed`, list the packages that set-up put
there. Only these are taken out again once nothing needs them; what a user added stays, with all it needs.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from platform import machine
from typing import TextIO

# pip's own copies: nothing else is installed yet.
from pip._vendor.packaging.markers import Marker
from pip._vendor.packaging.requirements import InvalidRequirement, Requirement
from pip._vendor.packaging.utils import canonicalize_name

PACKAGING = Path(__file__).resolve().parent
RUN_LOCK = PACKAGING / "requirements.lock"
TEST_LOCK = PACKAGING / "requirements-test.lock"
RUN_STAMP = ".installed"
TEST_STAMP = ".tests-installed"
#: The first set-up left an empty stamp. It had put these there, and what is in the two locks now.
FIRST_SET_UP = frozenset(
    {
        *("certifi", "charset-normalizer", "cmeel", "cmeel-openblas", "colorlog", "fsspec", "hf-xet"),
        *("omegaconf", "opencv-python-headless", "pyclipper", "requests", "setuptools", "shapely", "urllib3"),
    }
)
#: Earsight's own packages.
OWN = ("app", "mlx_models")
PIP = ("-m", "pip", "--disable-pip-version-check", "--no-input")
INSTALL = ("install", "--no-deps", "--only-binary", ":all:", "--require-hashes")
# The build backend is in the lock, so nothing is fetched for this one.
EDITABLE = ("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", ".")
EVERY = 5.0  # seconds between two lines
SILENT = 30.0  # seconds after which the same line is said again

_PIN = re.compile(
    r"(?m)^# megabytes: (?P<weights>.*)\n"
    r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.*?))?(?: \\)?$"
)
_LOCAL = re.compile(r"(?m)^\s*Processing (.+?\.whl)(?: \(from .*)?$")
_DIN = re.compile("WARNING: Location .* is ignored|Looking in ")
_FAULTS = (
    ("DO NOT MATCH THE HASHES", "A package that came is not the one the lock names. Nothing was installed."),
    ("No space left on device", "The disk is full. Make room, then type the same command again."),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "This computer does not trust the package registry's certificate. Its clock or a proxy may be wrong.",
    ),
    (
        # pip's last try failed, or what had begun to come stopped.
        r"Retry\(total=0|ReadTimeoutError|ProtocolError|connection-error",
        "The package registry cannot be reached: check the network, then type the same command again.",
    ),
)
OTHER_FAULT = "The packages could not be installed. The last that pip printed:"


@dataclass(frozen=True)
class Pin:
    """One package of a lock that this machine needs.

    Attributes:
        name: As packages are compared: small letters, hyphens.
        version: The only one that will do.
        megabytes: What its wheel weighs.
    """

    name: str
    version: str
    megabytes: float


def read_lock(lock: Path) -> list[Pin]:
    """What a lock has for this machine."""
    return [
        Pin(canonicalize_name(found["name"]), found["version"], _weight(found["weights"]))
        for found in _PIN.finditer(lock.read_text(encoding="utf-8"))
        if found["marker"] is None or Marker(found["marker"]).evaluate()
    ]


def _weight(weights: str) -> float:
    return next((float(part.split()[1]) for part in weights.split(", ") if part.split()[0] == machine()), 0.0)


class Environment:
    """A virtual environment, and what is known of who put what there.

    Args:
        root: Its folder.
        packages: Where its packages lie, by default this Python's own place.
    """

    def __init__(self, root: Path, packages: Path | None = None) -> None:
        self.root = root
        self._packages = packages or Path(sysconfig.get_path("purelib"))

    def installed(self) -> dict[str, Distribution]:
        """Every package of the environment itself, by name."""
        found = distributions(path=[str(self._packages)])
        return {canonicalize_name(each.metadata["Name"]): each for each in found if "Name" in each.metadata}

    def clear_up(self, pins: list[Pin]) -> None:
        """Remove what a killed pip left: what it had put aside, and the entry of a package half unpacked."""
        for aside in self._packages.glob("~*"):
            shutil.rmtree(aside, ignore_errors=True)
        names = {pin.name for pin in pins}
        for entry in self._packages.glob("*.dist-info"):
            # pip writes this once all is unpacked.
            if canonicalize_name(entry.name.split("-")[0]) in names and not (entry / "INSTALLER").exists():
                shutil.rmtree(entry)

    def missing(self, pins: Iterable[Pin]) -> list[Pin]:
        """Those that are not there in their version."""
        there = {name: each.version for name, each in self.installed().items()}
        return [pin for pin in pins if there.get(pin.name) != pin.version]

    def put_there(self, run: list[Pin], test: list[Pin]) -> set[str]:
        """The packages that set-up put there at some time."""
        names = {name for stamp in (RUN_STAMP, TEST_STAMP) for name in self._listed(stamp) or ()}
        if self._listed(RUN_STAMP) == []:
            names |= FIRST_SET_UP | {pin.name for pin in (*run, *test)}
        return names

    def superfluous(self, run: list[Pin], test: list[Pin], *, tests: bool) -> list[str]:
        """What set-up put there, and neither it nor anything that the user added needs any more.

        Args:
            run: What running needs here.
            test: What tests add here.
            tests: Whether they count although they were never installed before.
        """
        ours = self.put_there(run, test)
        keep = {pin.name for pin in run}
        if tests or self._listed(TEST_STAMP) is not None:
            keep |= {pin.name for pin in test}
        there = self.installed()
        own = {"earsight", "pip", "setuptools", "wheel", *keep, *(pin.name for pin in test), *ours}
        needed = set(there) - own
        waiting = list(needed)
        while waiting:
            for name in _needs(there[waiting.pop()]):
                if name in there and name not in needed:
                    needed.add(name)
                    waiting.append(name)
        return sorted((ours & set(there)) - keep - needed)

    def link(self, root: Path) -> None:
        """Let Python find what lies in ``root`` without a `.pth` file.

        Of an environment in a folder that iCloud or Finder looks after macOS hides what begins with a dot,
        and newer Pythons skip a hidden `.pth`, at once or days later (CPython's issues 113660 and 148121).
        """
        for name in OWN:
            link = self._packages / name
            if not link.is_symlink() or link.readlink() != root / name:
                link.unlink(missing_ok=True)
                link.symlink_to(root / name, target_is_directory=True)

    def stamp(self, name: str, packages: Iterable[str]) -> None:
        """Note that all is well, and what set-up put there."""
        (self.root / name).write_text("".join(f"{each}\n" for each in sorted(packages)), encoding="utf-8")

    def _listed(self, stamp: str) -> list[str] | None:
        try:
            return (self.root / stamp).read_text(encoding="utf-8").split()
        except FileNotFoundError:
            return None


def _needs(package: Distribution) -> Iterable[str]:
    for line in package.requires or ():
        try:
            wanted = Requirement(line)
        except InvalidRequirement:
            continue
        # Its extras may have been asked for: better to keep too much.
        if wanted.marker is None or "extra" in str(wanted.marker) or wanted.marker.evaluate({"extra": ""}):
            yield canonicalize_name(wanted.name)


class Progress:
    """How far pip is, seen from outside: it looks at pip's temporary folder, its log and the environment.

    Args:
        pins: What is being installed.
        environment: Where to.
        temporary: Where pip keeps what it fetches.
        log: What pip prints.
    """

    def __init__(self, pins: list[Pin], environment: Environment, temporary: Path, log: Path) -> None:
        self._pins = pins
        self._environment = environment
        self._temporary = temporary
        self._log = log
        self._megabytes = sum(pin.megabytes for pin in pins)

    def __call__(self) -> str:
        """One plain line."""
        count = len(self._pins)
        log = self._log.read_text(encoding="utf-8", errors="replace")
        if "\nInstalling collected packages" in log:
            done = count - len(self._environment.missing(self._pins))
            return f"Everything is here. Unpacked: {done} of {count} packages."
        # Wheels on this machine's own disk are not fetched.
        wheels = [*self._temporary.rglob("*.whl"), *map(Path, _LOCAL.findall(log))]
        sizes = [size for wheel in wheels if (size := _bytes(wheel))]
        if not sizes:
            return "Waiting for the package registry."
        megabytes = min(sum(sizes) / 1e6, self._megabytes)
        # The last one is still on its way, as long as anything is.
        done = min(len(sizes), count) - (megabytes < 0.99 * self._megabytes)
        return f"{done} of {count} packages, {megabytes:.0f} of {self._megabytes:.0f} megabytes."


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:  # pip has just moved it
        return 0


def watch(
    wait: Callable[[float], int | None], progress: Callable[[], str], say: Callable[[str], None]
) -> int:
    """Say how far it is, every few seconds, until ``wait(seconds)`` gives an exit code."""
    said, quiet = "", 0.0
    while (code := wait(EVERY)) is None:
        line = progress()
        quiet += EVERY
        if line != said or quiet >= SILENT:
            say(line)
            said, quiet = line, 0.0
    return code


def fault(log: str) -> tuple[str, list[str]]:
    """What went wrong.

    Args:
        log: What pip printed.

    Returns:
        A sentence, and the last lines of the log where the sentence does not say enough.
    """
    for pattern, sentence in _FAULTS:
        if re.search(pattern, log):
            return sentence, []
    lines = [line.rstrip() for line in log.splitlines() if line.strip() and not _DIN.match(line)]
    return OTHER_FAULT, lines[-6:]


class SetUp:
    """Everything set-up does once there is an environment.

    Args:
        environment: The one this Python belongs to.
        log: File for what pip prints.
    """

    def __init__(self, environment: Environment, log: Path) -> None:
        self._environment = environment
        self._log = log

    def run(self, tests: bool) -> None:
        """Install, take out what is superfluous, and stamp. Raises SystemExit with what to say."""
        run, test = read_lock(RUN_LOCK), read_lock(TEST_LOCK)
        pins, lock, stamp = (test, TEST_LOCK, TEST_STAMP) if tests else (run, RUN_LOCK, RUN_STAMP)
        ours = self._environment.put_there(run, test)
        self._environment.clear_up(pins)
        with self._log.open("w", encoding="utf-8") as log:
            if missing := self._environment.missing(pins):
                what = "the tests need" if tests else "Earsight needs"
                megabytes = max(1, round(sum(pin.megabytes for pin in missing)))
                size = f"{_count(len(missing), 'package')}, {_count(megabytes, 'megabyte')}"
                _say(f"Installing what {what}: {size}.")
                self._install(missing, lock, log)
            if not tests:
                self._pip(log, *EDITABLE)
                if sys.platform == "darwin":
                    self._environment.link(PACKAGING.parent)
            if superfluous := self._environment.superfluous(run, test, tests=tests):
                _say(f"Removing what is needed no more: {_count(len(superfluous), 'package')}.")
                self._pip(log, "uninstall", "--yes", *superfluous)
        # With what stays for the user's sake, so that it can go once nothing needs it.
        staying = ours & set(self._environment.installed()) - {pin.name for pin in (run if tests else test)}
        self._environment.stamp(stamp, staying.union(pin.name for pin in pins))

    def _install(self, missing: list[Pin], lock: Path, log: TextIO) -> None:
        temporary = self._environment.root / ".fetching"
        shutil.rmtree(temporary, ignore_errors=True)  # of a set-up that was killed
        temporary.mkdir()
        progress = Progress(missing, self._environment, temporary, self._log)
        process = self._start(log, *INSTALL, "-r", str(lock), temporary=temporary)

        def wait(seconds: float) -> int | None:
            try:
                return process.wait(seconds)
            except subprocess.TimeoutExpired:
                return None

        try:
            self._judge(watch(wait, progress, _say))
        except KeyboardInterrupt:
            process.wait()  # Control-C reached pip, too
            raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)

    def _pip(self, log: TextIO, *arguments: str) -> None:
        self._judge(self._start(log, *arguments).wait())

    def _start(self, log: TextIO, *arguments: str, temporary: Path | None = None) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
        if temporary:
            environment["TMPDIR"] = str(temporary)
        return subprocess.Popen(
            [sys.executable, *PIP, *arguments, *(["--progress-bar", "off"] if temporary else [])],
            cwd=PACKAGING.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )

    def _judge(self, code: int) -> None:
        if code:
            sentence, lines = fault(self._log.read_text(encoding="utf-8", errors="replace"))
            raise SystemExit("\n".join([sentence, *lines, f"What pip printed is in {self._log}."]))


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """The way in."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tests", action="store_true", help="what tests need on top")
    options = parser.parse_args()
    environment = Environment(Path(sys.prefix))
    try:
        SetUp(environment, environment.root / "setup.log").run(options.tests)
    except KeyboardInterrupt:
        raise SystemExit("Stopped. Type the same command again to go on.") from None


if __name__ == "__main__":
    main()
