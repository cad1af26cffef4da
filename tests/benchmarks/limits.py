"""From how many megabytes of address space on a verb works: ``python tests/benchmarks/limits.py [VERB ...]``.

Each is tried under RLIMIT_AS with the app's own check of it turned off, with an empty home where a picture is
described and with a small library elsewhere; the resident megabytes of a free run are told as well.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets" / "samples" / "cat.jpg"
STEP = 50
RUN = "import sys; from app.main import main; sys.exit(main(sys.argv[1:]))"
VERBS: dict[str, tuple[str, ...]] = {
    "describe": ("describe", "--no-speak", "--level", "full", "PHOTO"),
    "read": ("read", "--no-speak", str(ROOT / "assets" / "samples" / "editor.png")),
    "index": ("index", "--no-speak", "PHOTOS"),
    "search": ("search", "--no-speak", "a cat"),
    "photo": ("photo", "--no-speak", "PHOTO"),
    "albums": ("albums",),
    "memories": ("memories",),
    "review": ("review",),
    "library": ("library",),
    "history": ("history",),
    "models": ("models", "list"),
    "doctor": ("doctor",),
}
COLD = ("describe", "index")


def run(verb: str, photos: Path, home: Path, megabytes: int = 0) -> tuple[int, float]:
    """The exit code, and the most resident megabytes."""

    def bound() -> None:
        if megabytes:
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 10**6, megabytes * 10**6))

    given = {"PHOTO": str(photos / "photo.jpg"), "PHOTOS": str(photos)}
    process = subprocess.Popen(
        [sys.executable, "-c", RUN, *(given.get(one, one) for one in VERBS[verb])],
        env=os.environ | {"EARSIGHT_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=bound,
    )  # fmt: skip
    about, most = psutil.Process(process.pid), 0.0
    while process.poll() is None:
        try:
            most = max(most, about.memory_info().rss / 1e6)
        except psutil.Error:
            continue
        time.sleep(0.02)
    return process.returncode, most


def main(wanted: list[str]) -> int:
    """Measure."""
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        photos, warm = Path(folder) / "photos", Path(folder) / "warm"
        photos.mkdir()
        with Image.open(CAT) as cat:
            cat.resize((4032, 3024)).save(photos / "photo.jpg")
        run("describe", photos, warm)
        run("index", photos, warm)
        for verb in wanted or VERBS:

            def home(verb: str = verb) -> Path:
                return Path(tempfile.mkdtemp(dir=folder)) if verb in COLD else warm

            free, resident = run(verb, photos, home())
            low, high = 100, 2000
            while high - low > STEP:
                middle = (low + high) // 2
                works = all(run(verb, photos, home(), middle)[0] == free for _ in range(2))
                low, high = (low, middle) if works else (middle, high)
            print(f"{verb}: works from {high} MB of address space; {resident:.0f} MB resident", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
