"""Open each window of this folder, wait for its title, take a picture of the display and close it again.

xvfb-run -s "-screen 0 1280x900x24" python tests/benchmarks/heard/open_all.py FOLDER [NAME...]
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent.parent / "assets" / "samples"
PATIENCE = 30.0
SETTLE = 1.5


def argv(entry: dict, temp: Path) -> list[str]:
    """The program of an entry, with its places filled in."""
    places = {"here": HERE, "samples": SAMPLES, "temp": temp, "python": sys.executable}
    filled = []
    for part in entry["program"]:
        for name, place in places.items():
            part = part.replace("{" + name + "}", str(place))
        filled.append(part)
    return filled


def environment(temp: Path) -> dict[str, str]:
    """Settings and caches of the person who runs this are left alone."""
    private = {f"XDG_{name}_HOME": str(temp / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
    return os.environ | private | {"LC_ALL": "C.UTF-8"}


def find(title: str) -> str:
    """The window with this title, or nothing."""
    command = ["xdotool", "search", "--onlyvisible", "--name", title]
    found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False).stdout.split()
    return found[-1] if found else ""


def close(process: subprocess.Popen) -> None:
    """End the program and everything it started."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            continue
        time.sleep(0.3)


def show(entry: dict, folder: Path) -> bool:
    """Open one window and keep its picture as `NAME.png`; whether its title came."""
    with tempfile.TemporaryDirectory(prefix="heard", ignore_cleanup_errors=True) as temp:
        place = Path(temp)
        complaints = place / "complaints"
        process = subprocess.Popen(
            argv(entry, place),
            env=environment(place),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=complaints.open("wb"),
            start_new_session=True,
        )
        try:
            end = time.monotonic() + PATIENCE
            while not (window := find(entry["title"])) and time.monotonic() < end:
                time.sleep(0.3)
            if window:
                width, height = map(str, entry["size"])
                arrange = ["xdotool", "windowmove", window, "0", "0", "windowsize", window, width, height]
                subprocess.run(arrange, timeout=10, check=False)
                time.sleep(SETTLE)
            picture = str(folder / f"{entry['name']}.png")
            subprocess.run(["import", "-window", "root", picture], timeout=30, check=False)
        finally:
            close(process)
        if not window:
            print(complaints.read_text(encoding="utf-8", errors="replace")[-500:])
    return bool(window)


def main() -> int:
    folder, names = Path(sys.argv[1]), sys.argv[2:]
    folder.mkdir(parents=True, exist_ok=True)
    entries = json.loads((HERE / "windows.json").read_text(encoding="utf-8"))
    missing = []
    for entry in entries:
        if not names or entry["name"] in names:
            came = show(entry, folder)
            print(entry["name"], "opened" if came else "DID NOT OPEN", flush=True)
            if not came:
                missing.append(entry["name"])
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
