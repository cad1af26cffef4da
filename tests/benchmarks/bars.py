"""Measure what the app promises: one row for each bar, met or not.

Run it on a machine with nothing else to do:

    .venv/bin/python tests/benchmarks/bars.py [--json] [--quick] [--model DIR] [--photos DIR] [--only NAME]

It ends with 1 when a bar is not met. It writes into a temporary folder alone, and starts with empty caches.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from made_pictures import LINES, photo_of_12_megapixels, screenshot_of_40_lines
from sound_card import SoundCard

from app.application import Application
from app.describe.picture import Picture
from app.describe.result import Description
from app.inference.protocols import Kind, Level, Stance
from app.main import make_application
from app.paths import HOME_VARIABLE, Paths
from app.speech.queue import SpeechQueue
from app.speech.voice import VoiceSettings

ROOT = Path(__file__).resolve().parents[2]
BLANK_SEEDS = 9000  # from here on no seed was used in training
ROWS = ("cold", "memory", "describe", "first-word", "blank")
# A child of a small process: on Linux a process begins with its parent's peak.
PEAK = (
    "import resource, subprocess, sys\n"
    "done = subprocess.run(sys.argv[1:], stdout=sys.stderr)\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    "sys.exit(done.returncode)"
)


@dataclass(frozen=True)
class Row:
    """One bar. ``bar`` is None for a figure that is only reported."""

    what: str
    figure: float
    bar: float | None
    unit: str
    note: str = ""
    right: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the figure is within the bar, and what was measured was right."""
        if self.bar is None:
            return None if self.right else False
        return self.right and self.figure <= self.bar

    def __str__(self) -> str:
        bar = "" if self.bar is None else f"bar {self.bar:g}"
        verdict = {True: "met", False: "NOT MET", None: ""}[self.met]
        figure = f"{self.figure:.0f}" if self.unit in ("MB", "pictures") else f"{self.figure:.2f}"
        return f"{self.what:<58}{figure:>7} {self.unit:<9}{bar:<9}{verdict:<8}{self.note}"


class Bench:
    """A folder of pictures, a home for the app and how often to measure.

    Args:
        folder: Everything is written below it.
        model: Folder of the compact model to measure; None for the one the app ships.
        photos: JPEG photos to be blurred beyond recognition; empty for the sample.
        quick: Measure only enough to see that it works.
    """

    def __init__(self, folder: Path, model: Path | None, photos: list[Path], quick: bool) -> None:
        self.folder = folder
        self.model = model
        self.quick = quick
        self.home = self.new_home("home")
        os.environ[HOME_VARIABLE] = str(self.home)
        sample = Paths.standard().samples / "cat.jpg"
        self.photos = photos or [sample]
        self.photo, self.screen = folder / "photo.jpg", folder / "screen.png"
        photo_of_12_megapixels(sample, self.photo)
        screenshot_of_40_lines(self.screen)

    def new_home(self, name: str) -> Path:
        """A fresh $EARSIGHT_HOME with empty caches, its settings choosing the model to measure."""
        home = self.folder / name
        (home / "config").mkdir(parents=True)
        if self.model is not None:
            # An id of its own, or a model of that id that ships with the app would win.
            inside = home / "data" / "models" / "measured"
            inside.mkdir(parents=True)
            config = json.loads((self.model / "config.json").read_text("utf-8"))
            files = {name: sha for name, sha in config.get("files", {}).items() if name != "config.json"}
            changed = config | {"id": "measured", "files": files}
            (inside / "config.json").write_text(json.dumps(changed), "utf-8")
            for path in self.model.iterdir():
                if path.name != "config.json":
                    (inside / path.name).symlink_to(path)
            (home / "config" / "settings.json").write_text(json.dumps({"model": "measured"}))
        return home

    def times(self, usual: int) -> int:
        """How often to measure what is measured ``usual`` times."""
        return min(usual, 3) if self.quick else usual

    def copies(self, source: Path, count: int) -> Iterator[Path]:
        """The same picture under ``count`` names: the describer answers from memory about the last one."""
        for number in range(count):
            copy = self.folder / f"copy-{number}{source.suffix}"
            shutil.copyfile(source, copy)
            yield copy
            copy.unlink()


def command() -> list[str]:
    """The installed command beside this Python."""
    script = Path(sys.executable).with_name("earsight")
    return [str(script)] if script.is_file() else [sys.executable, "-m", "app"]


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "onnxruntime": version("onnxruntime"),
        "cpus": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "niceness": os.nice(0),
    }


def wall(home: Path, picture: Path) -> tuple[float, int]:
    """(seconds, exit code) of a whole `earsight describe PICTURE --no-speak`."""
    began = time.perf_counter()
    done = subprocess.run(
        [*command(), "describe", str(picture), "--no-speak"],
        env=os.environ | {HOME_VARIABLE: str(home)}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.perf_counter() - began, done.returncode


def cold(bench: Bench) -> Iterator[Row]:
    """The whole process, with what it keeps in its cache folder and without."""
    took, code = wall(bench.new_home("empty"), bench.photo)
    yield Row("describe PHOTO, whole process, cache empty", took, None, "s", ended([code]), code == 0)
    first = wall(bench.home, bench.photo)
    runs = [wall(bench.home, bench.photo) for _ in range(bench.times(5))]
    seconds = [took for took, _ in runs]
    codes = [code for _, code in (first, *runs)]
    note = f"{spread(seconds)}; {ended(codes)}"
    yield Row(
        "cold describe PHOTO --no-speak, whole process", median(seconds), 3.5, "s", note, not any(codes)
    )


def ended(codes: list[int]) -> str:
    """How processes ended."""
    bad = [code for code in codes if code]
    return f"{len(bad)} of {len(codes)} ended with {bad[0]}" if bad else "all ended well"


def memory(bench: Bench) -> Iterator[Row]:
    """Peak resident memory, with the graphs in the cache and when they must be built first."""
    words = [*command(), "describe", str(bench.screen), "--no-speak", "--level", "full"]
    wall(bench.home, bench.photo)
    for home, bar, which in (
        (bench.home, 1200.0, ""),
        (bench.new_home("empty-for-memory"), None, ", cache empty"),
    ):
        done = subprocess.run(
            [sys.executable, "-c", PEAK, *words], env=os.environ | {HOME_VARIABLE: str(home)},
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        peak = int(done.stdout) / (1e6 if sys.platform == "darwin" else 1e6 / 1024)
        note, right = ended([done.returncode]), done.returncode == 0
        yield Row(f"peak memory, 1080p screenshot described and read{which}", peak, bar, "MB", note, right)


def describe(bench: Bench) -> Iterator[Row]:
    """A photo in a warm process."""
    with closing(make_application()) as app:
        look = warm(app, bench)
        found = [look(path, Level.BRIEF) for path in bench.copies(bench.photo, bench.times(20))]
    runs = [one.seconds["total"] for one in found]
    # Decoding is missing where an answer came from memory.
    right = all(one.kind is Kind.PHOTO and "decode" in one.seconds and one.model for one in found)
    steps = ("decode", "encode", "first_token", "ocr")
    parts = ", ".join(f"{s} {median(one.seconds.get(s, 0.0) for one in found):.2f}" for s in steps)
    note = f"{spread(runs)}; {parts}; {found[0].kind}, {found[0].stance}"
    yield Row("describe of a 12-megapixel JPEG, warm, seconds.total", median(runs), 1.5, "s", note, right)


def first_word(bench: Bench) -> Iterator[Row]:
    """From the call to what is heard, through the voice and ALSA."""
    if sys.platform != "linux" or shutil.which("aplay") is None:
        print("No ALSA here: the first spoken word is not measured.", file=sys.stderr)
        return
    private = bench.folder / "private"
    private.mkdir(mode=0o700)
    card = SoundCard(bench.folder)
    os.environ["XDG_RUNTIME_DIR"], os.environ["ALSA_CONFIG_PATH"] = str(private), str(card.config)
    with closing(make_application()) as app:
        settings = VoiceSettings(app.settings.voice_rate, app.settings.voice_volume, app.settings.voice_name)
        queue = SpeechQueue(settings, lambda problem: print(problem, file=sys.stderr))
        try:
            ear = Ear(queue, card, warm(app, bench))
            count = bench.times(5)
            heard = [ear.hear(path, Level(app.settings.level)) for path in bench.copies(bench.photo, count)]
            yield spoken_row("first spoken word, that photo", heard, Kind.PHOTO, 1.0)
            heard = [ear.hear(path, Level(app.settings.level)) for path in bench.copies(bench.screen, count)]
            yield spoken_row("first spoken word, 1080p screenshot of 40 lines", heard, Kind.SCREENSHOT, 1.5)
            heard = [ear.hear(path, Level.FULL) for path in bench.copies(bench.screen, count)]
        finally:
            queue.close()
    runs = [one.all_words for one in heard]
    read = min(len(one.found.text) for one in heard)
    note = f"{spread(runs)}; {read} of {LINES} lines read"
    right = heard[0].found.kind is Kind.SCREENSHOT and read >= 0.9 * LINES
    yield Row("until all its text is handed out", median(runs), 6.0, "s", note, right)


def blank(bench: Bench) -> Iterator[Row]:
    """Pictures that show nothing, through the whole describer."""
    from mlx_models.training.synthetic.blanks import make_blank

    total = 20 if bench.quick else 300
    outcomes: Counter[str] = Counter()
    scenes = []
    by_model = 0
    with closing(make_application()) as app:
        look = warm(app, bench)
        for seed in range(BLANK_SEEDS, BLANK_SEEDS + total):
            buffer = BytesIO()
            make_blank(np.random.default_rng(seed), bench.photos).save(buffer, "PNG")
            found = look(buffer.getvalue(), Level.BRIEF)
            outcomes[f"{found.kind} {found.stance}"] += 1
            if found.stance in (Stance.FACT, Stance.HEDGED) or found.caption_source == "model":
                scenes.append(f"{seed} ({found.spoken})")
                by_model += found.caption_source == "model"
    for scene in scenes:
        print(f"  seed {scene}", file=sys.stderr)
    counted = f"{by_model} by the model; " + ", ".join(
        f"{name} {count}" for name, count in outcomes.most_common()
    )
    yield Row(f"described as a scene, of {total} that show nothing", len(scenes), 0.0, "pictures", counted)


@dataclass(frozen=True)
class Heard:
    """What was heard of one picture, in seconds from the call."""

    first_sample: float
    sound_at: float
    all_words: float
    found: Description


class Ear:
    """Has pictures described aloud, in silence otherwise."""

    def __init__(self, queue: SpeechQueue, card: SoundCard, look: Callable[..., Description]) -> None:
        self._queue = queue
        self._card = card
        self._look = look

    def hear(self, picture: Path, level: Level) -> Heard:
        """Describe ``picture`` aloud; returns once its first sound was heard and all words were given."""
        # After a stop another voice process speaks; a word has it warm.
        self._queue.say("Ready.")
        self._queue.wait(60)
        time.sleep(0.5)
        self._card.forget()
        said: list[tuple[float, Any]] = []
        began = time.monotonic()
        found = self._look(
            picture, level, lambda words: said.append((time.monotonic(), self._queue.say(words)))
        )
        deadline = time.monotonic() + 20
        while (first := self._card.first_sound(began)) is None:
            if time.monotonic() > deadline:
                raise RuntimeError("nothing was heard")
            time.sleep(0.01)
        self._queue.stop()
        self._queue.wait(60)
        about = said[0][1].sound_at
        return Heard(first - began, (about or first) - began, said[-1][0] - began, found)


def spoken_row(what: str, heard: list[Heard], kind: Kind, bar: float) -> Row:
    """The row of first samples; a picture taken for another kind is not described right."""
    runs = [one.first_sample for one in heard]
    words = median(one.found.seconds["first_words"] for one in heard)
    about = median(one.sound_at for one in heard)
    kinds = ", ".join(sorted({str(one.found.kind) for one in heard}))
    note = f"{spread(runs)}; words known at {words:.2f}, sound_at {about:.2f}; {kinds}"
    return Row(what, median(runs), bar, "s", note, all(one.found.kind is kind for one in heard))


def warm(app: Application, bench: Bench) -> Callable[..., Description]:
    """The app's describer after it has described another picture of each sort."""
    describer = app.describer()

    def look(
        source: Path | bytes, level: Level, on_words: Callable[[str], None] = lambda words: None
    ) -> Description:
        narration = describer.describe(Picture(source), level)
        for words in narration:
            on_words(words)
        return narration.result

    for picture in (bench.photo, bench.screen):
        for copy in bench.copies(picture, 1):
            look(copy, Level.FULL)
    return look


def spread(runs: list[float]) -> str:
    """Least and most of several."""
    return f"{min(runs):.2f} to {max(runs):.2f} of {len(runs)}"


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one object a line: the machine, then the rows")
    parser.add_argument("--quick", action="store_true", help="few repetitions, to see that it works")
    parser.add_argument("--model", type=Path, help="folder of the compact model; by default the app's own")
    parser.add_argument("--photos", type=Path, help="folder of JPEG photos to blur; by default the sample")
    parser.add_argument("--only", nargs="+", choices=ROWS, default=ROWS, help="measure only these")
    args = parser.parse_args()
    photos = sorted(args.photos.rglob("*.jpg")) if args.photos else []
    about = machine()
    if args.json:
        print(json.dumps(about), flush=True)
    else:
        load = " ".join(f"{value:.2f}" for value in about["load"])
        cpus = f"{about['cpus']} CPUs, load {load}, niceness {about['niceness']}"
        print(f"ONNX Runtime {about['onnxruntime']}; {cpus}", flush=True)
    steps = dict(zip(ROWS, (cold, memory, describe, first_word, blank), strict=True))
    missed = 0
    with tempfile.TemporaryDirectory(prefix="earsight-bars-") as folder:
        model = args.model.resolve() if args.model else None
        bench = Bench(Path(folder), model, photos, args.quick)
        for name in args.only:
            for row in steps[name](bench):
                print(json.dumps(asdict(row) | {"met": row.met}) if args.json else row, flush=True)
                missed += row.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
