"""Writes the two locks from pyproject.toml: exact versions, hashes, wheels only, and what the wheels weigh.

One resolution gives every version. `requirements.lock` has what running needs, `requirements-test.lock` what
tests need on top; no package is in both for the same machine.

Run it with a Python that has `uv` and `packaging` installed (not the project's own environment):

    python packaging/lock.py            # resolve again, keeping every version that still fits
    python packaging/lock.py --upgrade  # take the newest versions
    python packaging/lock.py --check    # only check that the locks install on every target
"""

import argparse
import itertools
import math
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "packaging" / "requirements.lock"
TEST_LOCK = ROOT / "packaging" / "requirements-test.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "macos": {"sys_platform": "darwin", "platform_machine": "arm64", "platform_system": "Darwin"},
    "x86_64": {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux"},
    "aarch64": {"sys_platform": "linux", "platform_machine": "aarch64", "platform_system": "Linux"},
}
# uv's names: glibc 2.36 is Debian 12's. PySide6's aarch64 wheels need 2.39 (Debian 13, Ubuntu 24.04).
UV_PLATFORMS = {
    "macos": "aarch64-apple-darwin",
    "x86_64": "x86_64-manylinux_2_36",
    "aarch64": "aarch64-manylinux_2_39",
}
GLIBC = {"x86_64": 36, "aarch64": 39}
# The markers a lock may have, by the platforms they stand for; install.py and people read them.
MARKERS = {
    frozenset(PLATFORMS): "",
    frozenset({"macos"}): "sys_platform == 'darwin'",
    frozenset({"x86_64", "aarch64"}): "sys_platform == 'linux'",
    frozenset({"x86_64"}): "platform_machine == 'x86_64'",
    frozenset({"aarch64"}): "platform_machine == 'aarch64'",
}
# pyttsx3 asks for all of PyObjC (160 packages) and uses Cocoa, which pyproject.toml names. huggingface_hub
# asks for hf-xet and fsspec, a way of downloading and a file system that this app never uses.
EXCLUDES = "pyobjc\nhf-xet\nfsspec\n"
# PyObjC's parts belong to one release; the core alone has been released ahead of the others.
CONSTRAINTS = "pyobjc-core<13\n"
# Only its model files are read, so what its code would need (OpenCV, shapely and more) stays away.
UV_CONFIG = '[[dependency-metadata]]\nname = "rapidocr"\nrequires-dist = []\n'
HEADER = """\
# Made by packaging/lock.py from pyproject.toml: edit that and run this again.
# {what}
# Python 3.11 to 3.14; macOS 14 arm64, Linux x86-64 and aarch64; wheels only.
# Megabytes are those of the largest wheel that one of these Pythons takes.
# Install with: pip install --no-deps --only-binary :all: --require-hashes -r packaging/{name}
"""
WHAT = {
    RUN_LOCK: "What running Earsight needs.",
    TEST_LOCK: "What its tests need on top of requirements.lock.",
}

Target = tuple[str, str]  # platform, Python
TARGETS = tuple(itertools.product(PLATFORMS, PYTHONS))


@dataclass(frozen=True)
class Pin:
    """One package of the resolution.

    Attributes:
        line: Such as "av==18.1.0".
        targets: Where it is needed.
        hashes: The lines that follow.
    """

    line: str
    targets: frozenset[Target]
    hashes: tuple[str, ...] = ()


def uv(*arguments: str) -> str:
    """Run uv against the public index only, whatever this machine's own settings are."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_"))}
    # macOS 14 is the oldest macOS the app supports; uv assumes 13 unless told.
    environment["MACOSX_DEPLOYMENT_TARGET"] = "14.0"
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "uv.toml")
        config.write_text(UV_CONFIG)
        command = [sys.executable, "-m", "uv", "--config-file", str(config), *arguments]
        result = subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
    if result.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{result.stderr}")
    return result.stdout


def holds(marker: str | None) -> frozenset[Target]:
    """The targets a marker is true on."""
    return frozenset(
        (platform, python)
        for platform, python in TARGETS
        if marker is None
        or Marker(marker).evaluate(
            {
                "extra": "",
                "implementation_name": "cpython",
                "os_name": "posix",
                "platform_python_implementation": "CPython",
                "python_full_version": f"{python}.0",
                "python_version": python,
                **PLATFORMS[platform],
            }
        )
    )


def marker_for(targets: Collection[Target]) -> str:
    """The marker of exactly these targets, "" for all of them."""
    platforms, pythons = frozenset(t[0] for t in targets), sorted({t[1] for t in targets})
    if platforms not in MARKERS or len(targets) != len(platforms) * len(pythons):
        raise SystemExit(f"MARKERS has none for {sorted(targets)}.")
    versions = "" if tuple(pythons) == PYTHONS else f"python_version in '{' '.join(pythons)}'"
    return " and ".join(part for part in (MARKERS[platforms], versions) if part)


def read(text: str) -> dict[str, Pin]:
    """What `uv pip compile` wrote, by package."""
    pins: dict[str, Pin] = {}
    pattern = (
        r"(?m)^(?P<line>(?P<name>[\w.-]+)==[^\s;]+)(?: ; (?P<marker>.*?))?(?: \\)?$\n?"
        r"(?P<rest>(?: .*\n?)*)"
    )
    for found in re.finditer(pattern, text):
        hashes = tuple(line.strip(" \\") for line in found["rest"].splitlines())
        pins[canonicalize_name(found["name"])] = Pin(found["line"], holds(found["marker"]), hashes)
    return pins


def resolve(upgrade: bool) -> None:
    """Write the locks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        excludes, constraints, full = folder / "excludes.txt", folder / "constraints.txt", folder / "full.txt"
        excludes.write_text(EXCLUDES)
        constraints.write_text(CONSTRAINTS)
        if not upgrade:
            full.write_text("\n".join(lock.read_text() for lock in WHAT if lock.exists()))

        def compiled(out: Path, *arguments: str) -> str:
            uv(
                *("pip", "compile", "--universal", "--python-version", PYTHONS[0]),
                *("--fork-strategy", "fewest", "--only-binary", ":all:", "--no-annotate", "--no-header"),
                *("--excludes", str(excludes), "--constraints", str(constraints), "--extra", "build"),
                *(*arguments, "-o", str(out), "pyproject.toml"),
            )
            return out.read_text()

        everything = read(compiled(full, "--extra", "test", "--generate-hashes"))
        # From here on every version is decided.
        constraints.write_text("\n".join(pin.line for pin in everything.values()))
        running = read(compiled(folder / "run.txt"))
        wheels = tomllib.loads(compiled(folder / "pylock.toml", "--extra", "test"))["packages"]

    weights = {str(canonicalize_name(package["name"])): package["wheels"] for package in wheels}
    for lock in WHAT:
        lines = [HEADER.format(what=WHAT[lock], name=lock.name).rstrip()]
        for name, pin in sorted(everything.items()):
            needed = running[name].targets if name in running else frozenset[Target]()
            targets = needed if lock == RUN_LOCK else pin.targets - needed
            if targets:
                lines += entry(pin, targets, weights[name])
        lock.write_text("\n".join(lines) + "\n")


def entry(pin: Pin, targets: frozenset[Target], wheels: list[dict[str, object]]) -> list[str]:
    """A package's lines in a lock."""
    marker = marker_for(targets)
    weights = ", ".join(
        f"{PLATFORMS[platform]['platform_machine']} {max(sizes) / 10:.1f}"
        for platform in PLATFORMS
        if (sizes := [math.ceil(weight(pin, wheels, t) / 1e5) for t in targets if t[0] == platform])
    )
    return [
        f"# megabytes: {weights}",
        " \\\n    ".join([pin.line + (f" ; {marker}" if marker else ""), *pin.hashes]),
    ]


def weight(pin: Pin, wheels: list[dict[str, object]], target: Target) -> int:
    """Bytes of the wheel that a target takes."""
    order = {tag: place for place, tag in enumerate(tags(target))}
    fitting: list[tuple[int, int]] = []
    for wheel in wheels:
        file = PurePosixPath(unquote(urlsplit(str(wheel["url"])).path)).name
        places = [order[tag] for tag in parse_wheel_filename(file)[3] if tag in order]
        if places:
            fitting.append((min(places), int(str(wheel["size"]))))
    if not fitting:
        raise SystemExit(f"{pin.line} has no wheel for {' and Python '.join(target)}.")
    return min(fitting)[1]


def tags(target: Target) -> list[Tag]:
    """What a wheel's name may say on a target, the best first."""
    platform, python = target
    if platform == "macos":
        platforms = list(mac_platforms((14, 0), "arm64"))
    else:
        old = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
        platforms = []
        for minor in range(GLIBC[platform], 4, -1):
            platforms += [f"manylinux_2_{minor}_{platform}"]
            platforms += [f"{old[minor]}_{platform}"] if minor in old else []
        platforms += [f"linux_{platform}"]
    version = tuple(int(part) for part in python.split("."))
    interpreter = f"cp{''.join(python.split('.'))}"
    return [
        *cpython_tags(version, platforms=platforms),
        *compatible_tags(version, interpreter=interpreter, platforms=platforms),
    ]


def check() -> None:
    """Install (on paper) for every Python on every platform, wheels only; stop at the first that fails."""
    for python in PYTHONS:
        for platform in UV_PLATFORMS.values():
            with tempfile.TemporaryDirectory() as folder:
                uv(
                    *("pip", "install", "--dry-run", "--no-deps", "--only-binary", ":all:"),
                    *("--require-hashes", "--python-version", python),
                    *("--python-platform", platform, "--target", folder),
                    *itertools.chain.from_iterable(("-r", str(lock)) for lock in WHAT),
                )
            print(f"{platform}, Python {python}: every wheel is there")


def main() -> None:
    """The way in."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--check", action="store_true", help="only check the locks as they are")
    options = parser.parse_args()
    if not options.check:
        resolve(options.upgrade)
    check()


if __name__ == "__main__":
    main()
