"""Reading order of made pages: tilted layouts, pages on their side or upside down.

    .venv/bin/python tests/benchmarks/layouts.py [--count N] [--seed S] [--turn DEGREES] [--only KIND]

Prints Kendall's tau for each kind of layout and for all, and how many of the pieces were found.
"""

import argparse
import math
import sys
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).parents[2]))

from PIL import Image

from app.cancel import CancelToken
from app.describe.ocr.rapid import RapidOcr
from app.describe.ocr.reading import read_text
from app.describe.result import TextLine
from tests.support.made_layouts import Page, Point, kendall_tau, made_layouts


def ranks_of(page: Page, centres: Sequence[Point], lines: Sequence[TextLine]) -> list[float | None]:
    """At which place each piece was read: index of its line, and how far into that; None if not found."""
    found: list[float | None] = []
    for (text, *_), (x, y) in zip(page.pieces, centres, strict=True):
        wanted = _plain(text)
        best: tuple[float, float] | None = None
        for number, line in enumerate(lines):
            left, top, right, bottom = line.box
            if not (left - 12 <= x <= right + 12 and top - 12 <= y <= bottom + 12):
                continue
            read = _plain(line.text)
            at = read.find(wanted)
            like = 1.0 if at >= 0 else SequenceMatcher(None, wanted, read).ratio()
            away = math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y)
            score = like - away / 2000
            if like > 0.3 and (best is None or score > best[0]):
                best = score, number + max(0, at) / (len(read) + 1)
        found.append(None if best is None else best[1])
    return found


def _plain(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


def main() -> None:
    """Make, read, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--tilt", type=float, default=15.0, help="most degrees")
    parser.add_argument("--turn", type=int, default=0, choices=(0, 90, 180, 270), help="clockwise")
    parser.add_argument("--only", default="")
    parser.add_argument("--show", action="store_true", help="print pages that are not in order")
    options = parser.parse_args()
    engine = RapidOcr()
    taus: dict[str, list[float]] = defaultdict(list)
    pieces = missed = 0
    for page in made_layouts(options.count, options.seed, options.tilt):
        if options.only not in page.kind:
            continue
        image, centres = page.draw(), page.centres()
        width, height = image.size
        if options.turn:
            image = image.transpose(getattr(Image.Transpose, f"ROTATE_{360 - options.turn}"))
            places = {90: lambda x, y, h=height: (h - y, x), 270: lambda x, y, w=width: (y, w - x)}
            turned = places.get(options.turn, lambda x, y, w=width, h=height: (w - x, h - y))
            centres = [turned(x, y) for x, y in centres]
        reading = read_text(engine, image, CancelToken(), thorough=True)
        ranks = ranks_of(page, centres, reading.lines)
        known = [rank for rank in ranks if rank is not None]
        tau = kendall_tau(known) if len(known) > 1 else 0.0
        pieces, missed = pieces + len(ranks), missed + len(ranks) - len(known)
        taus[page.kind].append(tau)
        if options.show and (tau < 1 or len(known) < len(ranks)):
            lost = [page.pieces[i][0] for i, rank in enumerate(ranks) if rank is None]
            print(f"--- {page.kind} tilt {page.tilt}: tau {tau:.3f}, not found: {lost}")
            if tau < 1:
                print("    " + " | ".join(line.text for line in reading.lines))
    for kind, values in taus.items():
        print(f"{kind:16} {mean(values):.4f}  worst {min(values):.3f}")
    everything = [tau for values in taus.values() for tau in values]
    print(f"all {len(everything)} pages: tau {mean(everything):.4f}; not found {missed} of {pieces} pieces")


if __name__ == "__main__":
    main()
