"""Finds Flickr8k's test photos through the whole path, and says "nothing like that" of what is not there.

    .venv/bin/python tests/benchmarks/library_recall.py CAPTIONDATA FOLDER [--split val] [--misses]

Indexes the 1,000 photos with the compact model and has it describe them (some minutes; the library is kept
in FOLDER and found there again), then asks, through the parser and the search: every photo's five captions,
for recall; the queries of library_queries.json for the cut-off. These were written before any was tried;
what people's captions of these photos do not confirm is left out of both lists, by a rule: something is
there when one photo's captions name all of it, nothing is what no photo's captions name all of.
"""

import argparse
import json
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.adapters import decode  # noqa: E402
from app.cancel import CancelToken  # noqa: E402
from app.inference.compact import CompactDescriber, CompactEmbedder, SharedCompact  # noqa: E402
from app.inference.models.catalog import Catalog  # noqa: E402
from app.inference.words import Things  # noqa: E402
from app.inference.worker import InferenceThread, JobPriority  # noqa: E402
from app.library.indexing.background import BackgroundPass  # noqa: E402
from app.library.indexing.indexer import Indexer  # noqa: E402
from app.library.places.table import Places  # noqa: E402
from app.library.query.parse import parse  # noqa: E402
from app.library.search.cutoff import Cutoff, Parameters  # noqa: E402
from app.library.search.cutoff_features import Wording, reference_texts  # noqa: E402
from app.library.search.results import Results  # noqa: E402
from app.library.search.searcher import Searcher  # noqa: E402
from app.library.store.database import Database  # noqa: E402

QUERIES = json.loads(Path(__file__).with_name("library_queries.json").read_text())
NOW = datetime(2026, 6, 1, 12)


def main() -> None:
    """Index, ask, say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", choices=("test", "val"), default="test")
    parser.add_argument("--captions", type=int, default=5, help="asked of each photo")
    parser.add_argument("--misses", action="store_true", help="say which queries went wrong")
    arguments = parser.parse_args()
    records = [json.loads(line) for line in (arguments.data / "captions.jsonl").read_text().splitlines()]
    chosen = [r for r in records if r["split"] == arguments.split and r["source"] == "flickr8k"]
    photos, file = arguments.folder / "photos", arguments.folder / "library.sqlite"
    photos.mkdir(parents=True, exist_ok=True)
    for record in chosen:
        copy = photos / Path(record["image"]).name
        if not copy.exists():
            shutil.copyfile(arguments.data / "images" / record["image"], copy)

    [info] = Catalog([ROOT / "assets" / "models"]).installed()
    shared = SharedCompact(info, InferenceThread())
    embedder = CompactEmbedder(shared)
    describer = CompactDescriber(shared, JobPriority.CAPTION)
    token = CancelToken()
    began = time.perf_counter()
    Indexer(lambda: Database(file), file, decode, embedder).run([photos], token)
    BackgroundPass(lambda: Database(file), decode, describer, None, time.time).run(token)
    print(f"indexed and described in {time.perf_counter() - began:.0f} s")

    names = Things.load()
    parameters = Parameters.load(embedder.name)
    references = embedder.embed_texts(reference_texts(names, parameters.references), token)
    wording = Wording(names)
    places = Places(ROOT / "assets" / "places")
    seconds: list[float] = []
    with Database(file) as database:
        searcher = Searcher(database, embedder, Cutoff(parameters, references), wording)
        if searcher.vectors is not None:
            searcher.vectors.refresh()

        def ask(sentence: str) -> Results:
            start = time.perf_counter()
            found = searcher.search(parse(sentence, NOW, places), 10)
            seconds.append(time.perf_counter() - start)
            return found

        written = "fit" if arguments.split == "val" else "measure"
        confirmed = [" . ".join(record["captions"]) for record in chosen]

        def there(query: str) -> bool:
            return bool(wording.covered(wording.wanted(query), confirmed).all(axis=1).any())

        none = [query for query in QUERIES[written]["nothing"] if not there(query)]
        some = [query for query in QUERIES[written]["something"] if there(query)]
        said = [query for query in none if ask(query).count == 0]
        wrongly = [query for query in some if ask(query).count == 0]
        print(f"nothing like that: {len(said) / len(none):.3f} of {len(none)} that match nothing")
        print(f"wrongly: {len(wrongly) / len(some):.3f} of {len(some)} short ones that do match")
        if arguments.misses:
            print(" found though it is not there:", [query for query in none if query not in said])
            print(" not found:", wrongly)
        ranks, empty = [], []
        for record in chosen:
            for caption in record["captions"][: arguments.captions]:
                results = ask(caption)
                shown = [
                    {path.name for path in (*hit.photo.paths, *hit.more_like_it)} for hit in results.hits
                ]
                name = Path(record["image"]).name
                ranks.append(next((rank for rank, paths in enumerate(shown) if name in paths), 10))
                empty.append(results.count == 0)
        found = np.array(ranks)
        print(
            f"{len(found)} captions: recall@1 {(found < 1).mean():.3f}, @5 {(found < 5).mean():.3f}, "
            f"@10 {(found < 10).mean():.3f}; wrongly nothing {np.mean(empty):.3f}"
        )
        print(
            f"a query: median {1000 * np.median(seconds):.1f} ms, p95 {1000 * np.quantile(seconds, 0.95):.1f}"
        )


if __name__ == "__main__":
    main()
