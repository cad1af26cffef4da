"""Writes packaging/requirements.lock from pyproject.toml: one list, exact versions, hashes, wheels only.

Run it with a Python that has `uv` and `packaging` installed (not the project's own environment):

    python packaging/lock.py            # resolve again, keeping every version that still fits
    python packaging/lock.py --upgrade  # take the newest versions
    python packaging/lock.py --check    # only check that the lock installs on every target
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "requirements.lock"
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = {
    "macos": {"sys_platform": "darwin", "platform_machine": "arm64", "platform_system": "Darwin"},
    "x86_64": {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux"},
    "aarch64": {"sys_platform": "linux", "platform_machine": "aarch64", "platform_system": "Linux"},
}
# uv's names: glibc 2.36 is Debian 12's. PySide6's aarch64 wheels need 2.39 (Debian 13, Ubuntu 24.04).
UV_PLATFORMS = ("aarch64-apple-darwin", "x86_64-manylinux_2_36", "aarch64-manylinux_2_39")
# pyttsx3 asks for all of PyObjC (160 packages) and uses Cocoa, which pyproject.toml names.
EXCLUDES = "pyobjc\n"
# PyObjC's parts belong to one release; the core alone has been released ahead of the others.
CONSTRAINTS = "pyobjc-core<13\n"
HEADER = """\
# Made by packaging/lock.py from pyproject.toml: edit that and run this again.
# Python 3.11 to 3.14; macOS 14 arm64, Linux x86-64 and aarch64; wheels only.
# Install with: pip install --no-deps --only-binary :all: --require-hashes -r packaging/requirements.lock
"""


def uv(*arguments: str) -> str:
    """Run uv against the public index only, whatever this machine's own settings are."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("UV_", "PIP_"))}
    # macOS 14 is the oldest macOS the app supports; uv assumes 13 unless told.
    environment["MACOSX_DEPLOYMENT_TARGET"] = "14.0"
    command = [sys.executable, "-m", "uv", "--no-config", *arguments]
    result = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        raise SystemExit(f"{' '.join(arguments)}\n{result.stderr}")
    return result.stdout


def environments() -> list[dict[str, str]]:
    """Every machine the lock is for, as marker variables."""
    return [
        {
            "extra": "",
            "implementation_name": "cpython",
            "os_name": "posix",
            "platform_python_implementation": "CPython",
            "python_full_version": f"{python}.0",
            "python_version": python,
            **platform,
        }
        for python in PYTHONS
        for platform in PLATFORMS.values()
    ]


def simplify(lines: list[str]) -> list[str]:
    """Drop the packages no target needs, and the markers that every target satisfies."""
    kept: list[str] = []
    keeping = True
    for line in lines:
        found = re.match(r"(?P<pin>[\w.-]+==\S+) ; (?P<marker>.*?)(?P<rest> \\)?$", line)
        if found:
            wanted = [Marker(found["marker"]).evaluate(e) for e in environments()]
            keeping = any(wanted)
            if all(wanted):
                line = found["pin"] + (found["rest"] or "")
        elif not line.startswith(" "):
            keeping = True
        if keeping:
            kept.append(line)
    return kept


def resolve(upgrade: bool) -> None:
    """Write the lock."""
    with tempfile.TemporaryDirectory() as folder:
        excludes, constraints = Path(folder, "excludes.txt"), Path(folder, "constraints.txt")
        excludes.write_text(EXCLUDES)
        constraints.write_text(CONSTRAINTS)
        out = Path(folder, "requirements.lock")
        if LOCK.exists() and not upgrade:
            out.write_text(LOCK.read_text())
        uv(
            *("pip", "compile", "--universal", "--python-version", PYTHONS[0], "--fork-strategy", "fewest"),
            *("--only-binary", ":all:", "--generate-hashes", "--no-annotate", "--no-header"),
            *("--excludes", str(excludes), "--constraints", str(constraints)),
            *("--extra", "dev", "-o", str(out), "pyproject.toml"),
        )
        LOCK.write_text(HEADER + "\n".join(simplify(out.read_text().splitlines())) + "\n")


def check() -> None:
    """Install (on paper) for every Python on every platform, wheels only; stop at the first that fails."""
    for python in PYTHONS:
        for platform in UV_PLATFORMS:
            with tempfile.TemporaryDirectory() as folder:
                uv(
                    *("pip", "install", "--dry-run", "--no-deps", "--only-binary", ":all:"),
                    *("--require-hashes", "--python-version", python),
                    *("--python-platform", platform, "--target", folder),
                    *("-r", str(LOCK)),
                )
            print(f"{platform}, Python {python}: every wheel is there")


def main() -> None:
    """The way in."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    parser.add_argument("--check", action="store_true", help="only check the lock as it is")
    options = parser.parse_args()
    if not options.check:
        resolve(options.upgrade)
    check()


if __name__ == "__main__":
    main()
