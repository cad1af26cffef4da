"""Photograph every page of the window, and measure in pixels and controls what the design promises.

    PYTHONPATH=tests/support:. .venv/bin/python tests/benchmarks/screens.py OUT \
        [--keep PATTERN] [--only PATTERN]

Pages x 100 and 200 % x light, dark and high contrast x English and German x 800 x 600, 1366 x 768 and
3840 x 2160: 288 pictures for 8 pages, and 36 for each further part of the settings. It needs no display. It
prints each fault and a table, and ends with 1 where there are any. OUT gets the pictures whose names contain
PATTERN ("all" for each), and contact sheets of some in which every two choices meet, sheet-N.jpg.
"""

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from PIL import Image

ZOOMS, THEMES, LANGUAGES = (100, 200), ("light", "dark", "contrast"), ("en", "de")
SIZES = ((800, 600), (1366, 768), (3840, 2160))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--keep", default="", metavar="PATTERN")
    parser.add_argument("--only", default="", metavar="PATTERN")
    parser.add_argument("--language", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.language:
        return photograph(asked.language, asked.out, asked.keep, asked.only)
    faults: list[dict[str, str]] = []
    names: list[str] = []
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory(prefix="earsight-screens-") as home:
            env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
            env |= {"EARSIGHT_HOME": home, "HOME": home, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
            command = [sys.executable, __file__, str(asked.out), "--language", language]
            command += ["--keep", asked.keep, "--only", asked.only]
            done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
        for line in done.stdout.splitlines():
            name, found = json.loads(line)
            names.append(name)
            faults += ({"shot": name, **fault} for fault in found)
    pages = tuple(dict.fromkeys(name.rsplit("-", 4)[0] for name in names))
    chosen = [f"{p}-{t}-{z}-{g}-{w}" for p, t, z, g, w in chosen_pairwise(pages)] if pages else []
    lay_out_sheets(asked.out, [name for name in chosen if (asked.out / f"{name}.png").exists()])
    for (kind, what), count in Counter((f["kind"], f["what"]) for f in faults).most_common():
        where = next(f["shot"] for f in faults if (f["kind"], f["what"]) == (kind, what))
        print(f"{count:4} x {kind:10} {what}   first: {where}")
    print(f"{len(names)} pictures, {len(chosen)} chosen")
    for kind in ("clipped", "sideways", "contrast", "edge", "target"):
        print(f"{kind:10} {sum(f['kind'] == kind for f in faults)}")
    return 1 if faults else 0


def photograph(language: str, out: Path, keep: str, only: str) -> int:
    """One language, in a process of its own; a line of JSON for each picture."""
    from made_screens import Stage

    from app.main import make_application

    with closing(make_application()) as application:
        stage = Stage(application, language)
        for theme, zoom in itertools.product(THEMES, ZOOMS):
            stage.wear(theme, zoom)
            for width, height in SIZES:
                for screen in stage.screens:
                    name = f"{screen}-{theme}-{zoom}-{language}-{width}"
                    if only not in name:
                        continue
                    image, faults = stage.shoot(screen, width, height)
                    if keep and (keep == "all" or keep in name):
                        image.save(str(out / f"{name}.png"))
                    print(json.dumps([name, faults]), flush=True)
        stage.close()
    return 0


def chosen_pairwise(pages: Sequence[str]) -> Iterator[tuple[object, ...]]:
    """Few choices in which every two values of any two dimensions meet."""
    dimensions = (pages, THEMES, ZOOMS, LANGUAGES, [width for width, _height in SIZES])
    left = {
        (a, x, b, y)
        for (a, xs), (b, ys) in itertools.combinations(enumerate(dimensions), 2)
        for x, y in itertools.product(xs, ys)
    }
    every = list(itertools.product(*dimensions))
    while left:
        met = {one: _pairs(one) & left for one in every}
        best = max(every, key=lambda one: len(met[one]))
        left -= met[best]
        yield best


def _pairs(one: Sequence[object]) -> set[tuple[int, object, int, object]]:
    return {(a, x, b, y) for (a, x), (b, y) in itertools.combinations(enumerate(one), 2)}


def lay_out_sheets(out: Path, shots: Sequence[str], across: int = 2, high: int = 3) -> None:
    """Contact sheets of pictures by their names; each is shown at half its size or less."""
    side, gap = 900, 10
    for number in range(0, len(shots), across * high):
        sheet = Image.new("RGB", (across * (side + gap), high * (600 + gap)), "#808080")
        for place, name in enumerate(shots[number : number + across * high]):
            with Image.open(out / f"{name}.png") as picture:
                picture.thumbnail((side, 600))
                sheet.paste(picture, (place % across * (side + gap), place // across * (600 + gap)))
        sheet.save(out / f"sheet-{number // (across * high)}.jpg", quality=85)


if __name__ == "__main__":
    sys.exit(main())
