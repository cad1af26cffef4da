"""Fetches what PyObjC's wheels know of macOS's frameworks, for tests that run on other systems.

    .venv/bin/python packaging/mac_metadata.py .venv/mac-metadata

The wheels are those that the lock pins for macOS, with its hashes. Of each only the Python files stay: the
tables of functions, constants and selectors (`_metadata.py`), and quickmachotkey, which is Python alone.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

LOCK = Path(__file__).resolve().parent / "requirements.lock"
#: As `make run` asks for it on a Mac: the newest Python that is preferred there, Apple silicon.
TARGET = ("--platform", "macosx_14_0_arm64", "--python-version", "3.13")
_PIN = re.compile(
    r"(?m)^(?P<pin>(?:pyobjc-[\w-]+|quickmachotkey)==\S+) ; sys_platform == 'darwin' \\\n"
    r"(?P<hashes>(?:    --hash=\S+(?: \\)?\n)+)"
)


def pins_of(lock: str) -> str:
    """The lines of a lock that name PyObjC's packages, for any system: ``name==version`` with its hashes."""
    return "".join(f"{found['pin']} \\\n{found['hashes']}" for found in _PIN.finditer(lock))


def fetch(folder: Path, lock: Path = LOCK) -> None:
    """Put the Python files of the pinned wheels into ``folder``, which is made anew.

    Raises:
        SystemExit: They could not be fetched; with what pip printed.
    """
    with tempfile.TemporaryDirectory() as temporary:
        wheels = Path(temporary, "wheels")
        wanted = Path(temporary, "pins.txt")
        wanted.write_text(pins_of(lock.read_text(encoding="utf-8")), encoding="utf-8")
        download = ["download", "--no-deps", "--only-binary", ":all:", "--require-hashes", *TARGET]
        done = subprocess.run(
            [sys.executable, "-m", "pip", *download, "--quiet", "-r", str(wanted), "-d", str(wheels)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"What macOS's packages know could not be fetched.\n{done.stderr.strip()}")
        ready = Path(temporary, "ready")
        for wheel in sorted(wheels.glob("*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(ready, [name for name in archive.namelist() if name.endswith(".py")])
        (ready / ".fetched").touch()
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(ready, folder)


if __name__ == "__main__":
    fetch(Path(sys.argv[1]))
