"""Proves that an upgrade keeps what is the user's: set up at an old commit and used, then set up at this one.

    make upgrade-test                                  # from the commit below
    python3 packaging/upgrade_test.py --since COMMIT   # from another one

Takes the committed state, in a clone and a home of their own in a temporary folder. Needs the package
registries (or pip's cache), about 3 GB and some minutes; leaves nothing behind.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SINCE = "5bf77937f9"  # one lock for everything, with OpenCV, transformers and a BLAS of its own
NOTE = "At the window, before the move."
# What the old version's own code is asked to leave behind, as its windows would.
USE = """
import sys
from datetime import datetime
from pathlib import Path

from PIL import Image, ImageOps

from app.application import LIBRARY_FILE
from app.library.history import History
from app.paths import Paths
from app.settings import Settings, save

sys.path.append("tests/support")
import talking_fastvlm

photos, paths = Path(sys.argv[1]), Paths.standard()
cat = Image.open(paths.samples / "cat.jpg")
near, right, grey = cat.crop((60, 20, 400, 290)), ImageOps.mirror(cat), cat.convert("L")
for name, picture in (("left", cat), ("right", right), ("near", near), ("grey", grey)):
    picture.save(photos / f"{name}.jpg", quality=95)
settings = Settings(voice_rate=320, level="full", theme="contrast", chords={"screen": "F9"})
save(paths.config / "settings.json", settings)
talking_fastvlm.write(paths.data / "models" / "small-talk", "Red hat.")
with History(paths.data / "library" / LIBRARY_FILE, datetime.now) as history:
    number = history.add(at=datetime.now(), place="window", words="A cat.", app="Files", window="Holiday")
    history.add_turn(number, "What colour is it?", "Grey.", datetime.now())
"""
READ = """
import json
from dataclasses import asdict

from app.paths import Paths
from app.settings import load

print(json.dumps(asdict(load(Paths.standard().config / "settings.json"))))
"""


NEEDED = """
import json, sys

sys.path.insert(0, "packaging")
import install

print(json.dumps([pin.name for pin in install.read_lock(install.RUN_LOCK)]))
"""


class Checkout:
    """A clone with its own environment and home.

    Args:
        folder: Where; made anew.
    """

    def __init__(self, folder: Path) -> None:
        self.source = folder / "earsight"
        self.photos = folder / "photos"
        self.photos.mkdir()
        home = folder / "home"
        home.mkdir()
        ours = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "EARSIGHT_", "MAKE"))}
        cache = subprocess.run(
            [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, check=False
        ).stdout.strip()
        self._environment = {"PIP_CACHE_DIR": cache or str(home), **ours, "HOME": str(home)}
        self.run("git", "clone", "--quiet", "--no-hardlinks", ROOT, self.source, cwd=folder)

    def run(self, *command: object, cwd: Path | None = None) -> str:
        """What a command prints; the script ends when it fails."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.source,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def set_up(self, commit: str) -> None:
        """Go to a commit and set it up."""
        self.run("git", "checkout", "--quiet", commit)
        began = time.monotonic()
        print(self.run("make", "--no-print-directory", "setup"), end="")
        megabytes = self.run("du", "-sm", ".venv").split()[0]
        print(f"-- set up at {commit[:8]} in {time.monotonic() - began:.0f} s; {megabytes} MB", flush=True)

    def python(self, code: str, *arguments: object) -> str:
        """Run code with the environment's Python, from the checkout."""
        return self.run(self.source / ".venv" / "bin" / "python", "-c", code, *arguments)

    def earsight(self, *arguments: object) -> list[dict[str, Any]]:
        """What a verb says, one object a line."""
        said = self.run(self.source / ".venv" / "bin" / "earsight", *arguments, "--json")
        return [json.loads(line) for line in said.splitlines()]

    def packages(self) -> set[str]:
        """What the environment holds."""
        pip = (self.source / ".venv" / "bin" / "python", "-m", "pip")
        listed: list[dict[str, str]] = json.loads(self.run(*pip, "list", "--format", "json"))
        return {package["name"].lower().replace("_", "-") for package in listed}

    def told(self) -> dict[str, Any]:
        """All that the user would miss, and what is said of the same pictures."""
        rex = [self.photos / f"{name}.jpg" for name in ("left", "right", "near")]
        samples = [self.source / "assets" / "samples" / name for name in ("cat.jpg", "editor.png")]
        written = self.photos.parent / "library.json"
        written.unlink(missing_ok=True)
        self.earsight("library", "--export", written)
        return {
            "settings": json.loads(self.python(READ)),
            "library": sorted(written.read_text(encoding="utf-8").splitlines()),
            "photo": self.earsight("photo", rex[0]),
            "names": self.earsight("name"),
            "search": [hit["path"] for hit in self.earsight("search", "photos of Rex")[0]["hits"]],
            "history": self.earsight("history"),
            "models": [model["model"] for model in self.earsight("models") if model.get("installed")],
            "small-talk": [each["spoken"] for each in self.earsight("describe", *samples)],
            "compact": [
                each["spoken"] for each in self.earsight("describe", "--model", "compact", *samples, *rex)
            ],
            "answer": [each["answer"] for each in self.earsight("ask", samples[0], "What is it?")],
        }


def main() -> None:
    """The way in."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--since", default=SINCE, metavar="COMMIT", help=f"where to begin; {SINCE} by default"
    )
    options = parser.parse_args()
    this = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    folder = Path(tempfile.mkdtemp(prefix="earsight-upgrade-"))
    try:
        upgrade(Checkout(folder), options.since, this)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def upgrade(checkout: Checkout, since: str, this: str) -> None:
    """Use the old version, set up this one, and compare."""
    checkout.set_up(since)
    checkout.python(USE, checkout.photos)
    photos = sorted(checkout.photos.glob("*.jpg"))
    checkout.earsight("index", checkout.photos, "--wait")
    checkout.earsight("photo", checkout.photos / "left.jpg", "--title", "Our cat", "--note", NOTE)
    checkout.earsight("name", "Rex", *(photo for photo in photos if photo.stem != "grey"))
    before = checkout.told()
    assert before["settings"]["voice_rate"] == 320
    assert before["photo"][0]["note"] == NOTE
    assert before["search"]
    assert before["history"]

    checkout.set_up(this)
    after = checkout.told()
    problems = [
        f"{key}: {before[key]}\n  became: {after[key]}" for key in before if differs(key, before, after)
    ]
    (again,) = checkout.earsight("index", checkout.photos)
    if (again["unchanged"], again["new"], again["embedded"]) != (len(photos), 0, 0):
        problems.append(f"photos were looked at again: {again}")
    more = checkout.packages() - {*json.loads(checkout.python(NEEDED)), "earsight", "pip"}
    if more:
        problems.append(f"packages nothing needs: {', '.join(sorted(more))}")
    if re.search("(?m)^Installing|^Removing", checkout.run("make", "setup")):
        problems.append("a second set-up was not content")
    if problems:
        raise SystemExit("\n".join(problems))
    print("The upgrade keeps all that is the user's, says the same, and leaves no old package.")


def differs(key: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether something was lost or changed; new settings may come."""
    if key == "settings":
        return not before[key].items() <= after[key].items()
    return bool(before[key] != after[key])


if __name__ == "__main__":
    main()
