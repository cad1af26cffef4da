"""How often a caption written by a person looks like a filter of the search (app/library/query/parse.py).

    .venv/bin/python tests/benchmarks/query_captions.py CAPTIONDATA

CAPTIONDATA is a folder with a captions.jsonl; 2,000 captions of Flickr8k's validation photos are taken. It
ends with 1 when more of them than the bars allow are taken for a filter, or lose words.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.library.places.table import Places  # noqa: E402
from app.library.query.parse import parse  # noqa: E402
from app.paths import find_assets  # noqa: E402

COUNT = 2000
FILTERED, CHANGED = 4, 10
"""The bars: captions with a date, camera, folder, kind or likeness; captions that lost words."""


def main() -> int:
    """Parse, count, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("captiondata", type=Path)
    captions = _captions(parser.parse_args().captiondata / "captions.jsonl")
    places = Places(find_assets() / "places")
    now = datetime(2026, 11, 23, 10, 0)
    filtered, changed = [], []
    for caption in captions:
        query = parse(caption, now, places)
        # Quoted words, "without a shirt" and "in Italy" are what they look like; these never are:
        if query.since or query.until or query.camera or query.folder or query.kind or query.like:
            filtered.append(caption)
        elif not query.filtered and query.text != " ".join(caption.split()).strip(" .,;:!?-"):
            changed.append(caption)
    for name, found, bar in (("taken for a filter", filtered, FILTERED), ("lost words", changed, CHANGED)):
        print(f"{name}: {len(found)} of {len(captions)}, bar {bar}")
        for caption in found:
            print(f"  {caption}")
    return int(len(captions) < COUNT or len(filtered) > FILTERED or len(changed) > CHANGED)


def _captions(path: Path) -> list[str]:
    captions: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            if record["source"] == "flickr8k" and record["split"] == "val":
                captions += record["captions"][:2]
    return captions[:COUNT]


if __name__ == "__main__":
    raise SystemExit(main())
