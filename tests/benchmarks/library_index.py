"""Measure the library's indexing: a rescan without changes, and how well decoding and the model overlap.

Run it on a machine with nothing else to do:

    PYTHONPATH=tests/benchmarks:. .venv/bin/python tests/benchmarks/library_index.py [--files N] [--photos N]

It ends with 1 when a bar is not met. Everything is made in a temporary folder.

Decoding alone is the indexer's own reading of all photos on its threads: hash, pixels, facts, measures.
Embedding alone is the model on the same pixels in the same batches. Where both need the same two cores, no
pipeline can be faster than one after the other, which is printed too.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.adapters import decode
from app.cancel import CancelToken
from app.inference.compact import CompactEmbedder, SharedCompact
from app.inference.models.catalog import Catalog
from app.inference.protocols import Embedder
from app.inference.worker import InferenceThread, JobPriority
from app.library.indexing.indexer import Indexer
from app.library.indexing.pipeline import BATCH, READERS
from app.library.indexing.reading import FileReader
from app.library.indexing.roots import add_root
from app.library.indexing.scan import IndexJob
from app.library.indexing.walk import Walker
from app.library.store.database import Database
from app.paths import Paths, find_assets

RESCAN_BAR, RESCAN_AIM = 15.0, 5.0
RATIO_BAR, RATIO_AIM = 0.75, 0.95


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--photos", type=int, default=48)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory(prefix="earsight-bench-") as name:
        folder = Path(name)
        if asked.files:
            met &= rescan(folder, asked.files)
        if asked.photos:
            photos = make_photos(folder / "photos", asked.photos)
            met &= throughput(folder, photos, asked.rounds)
    return 0 if met else 1


class Known:
    """A model that has seen everything already."""

    name, dimension = "known", 512

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        raise AssertionError("nothing is new")

    embed_texts = embed_images  # type: ignore[assignment]


def rescan(folder: Path, count: int) -> bool:
    """Make files and a library that knows them all, then time runs that find nothing new."""
    root = folder / "files"
    for part in range(-(-count // 1000)):
        place = root / f"year {part // 12}" / f"month {part % 12}"
        place.mkdir(parents=True, exist_ok=True)
        for number in range(part * 1000, min(count, part * 1000 + 1000)):
            (place / f"IMG_{number:06d}.jpg").write_bytes(b"%d" % number)
    library = folder / "rescan.db"
    vector = np.zeros(512, "<f2").tobytes()
    with Database(library) as database, database.writing() as connection:
        target = add_root(connection, root, 0.0)
        for number, found in enumerate(Walker().tree(target.path, [], CancelToken()), start=1):
            connection.execute(
                "INSERT INTO photo (id, content, added, width, height, format, taken, taken_from) "
                "VALUES (?, ?, 0, 4032, 3024, 'JPEG', '2024-06-12T12:00:00', 'exif')",
                (number, number.to_bytes(16, "big")),
            )
            connection.execute(
                "INSERT INTO file (root, path, size, modified, photo) VALUES (?, ?, ?, ?, ?)",
                (target.root.id, found.path, found.size, found.modified, number),
            )
            connection.execute("INSERT INTO embedding VALUES ('known', ?, ?)", (number, vector))
    indexer = Indexer(lambda: Database(library), library, decode, Known())
    found_in = []
    for _ in range(3):
        begun = time.perf_counter()
        report = indexer.run(None, CancelToken())
        found_in.append(time.perf_counter() - begun)
        assert report.unchanged == count
    seconds = statistics.median(found_in)
    print(f"rescan of {count:,} unchanged files: {seconds:.2f} s (bar {RESCAN_BAR:g}, aim {RESCAN_AIM:g})")
    shutil.rmtree(root)
    return seconds * 100_000 / count <= RESCAN_BAR


def make_photos(folder: Path, count: int) -> list[Path]:
    """Distinct JPEGs of 12 megapixels and 3 to 5 MB, with a sensor's noise."""
    folder.mkdir()
    rng = np.random.default_rng(12)
    with Image.open(find_assets() / "samples" / "cat.jpg") as image:
        sample = image.convert("RGB")
    grain = rng.normal(0, 5, (3024, 4032, 1)).astype(np.int8)
    paths = []
    for number in range(count):
        turned = sample.rotate(rng.uniform(0, 360), Image.Resampling.BICUBIC)
        big = np.asarray(turned.resize((4032, 3024), Image.Resampling.BICUBIC), np.int16)
        noisy = np.clip(big + np.roll(grain, number * 7919, axis=1), 0, 255).astype(np.uint8)
        path = folder / f"IMG_{number:04d}.jpg"
        Image.fromarray(noisy).save(path, quality=88)
        paths.append(path)
    size = sum(path.stat().st_size for path in paths) / count / 1e6
    print(f"{count} photos of 4032 x 3024, {size:.1f} MB each")
    return paths


def throughput(folder: Path, photos: list[Path], rounds: int) -> bool:
    worker = InferenceThread()
    met = True
    try:
        paths = Paths.standard()
        [info] = Catalog([paths.assets / "models"]).installed()
        compact = CompactEmbedder(SharedCompact(info, worker))
        for label, embedder in (("compact", compact), ("10 x compact", Heavier(compact, worker, 10))):
            embedder.embed_images([np.zeros((480, 360, 3), np.uint8)] * BATCH, CancelToken())
            met &= one_model(folder, photos, rounds, label, embedder)
    finally:
        worker.close()
    return met


class Heavier:
    """A model that does the same work several times over, in place of a larger one."""

    def __init__(self, model: CompactEmbedder, worker: InferenceThread, times: int) -> None:
        self._model, self._worker, self._times = model, worker, times
        self.name = f"{model.name}-{times}"
        self.dimension = model.dimension

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        def work() -> NDArray[np.float32]:
            return [self._model.embed_images(pictures, cancel) for _ in range(self._times)][-1]

        return self._worker.run(work, JobPriority.INDEX, cancel)

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        return self._model.embed_texts(texts, cancel)


def one_model(folder: Path, photos: list[Path], rounds: int, label: str, embedder: Embedder) -> bool:
    """Interleaved rounds of decoding alone, the model alone, and the whole run; the medians are compared."""
    reader = FileReader(decode, lambda content: False)
    jobs = [IndexJob(os.fsencode(path), 1) for path in photos]
    alone: list[float] = []
    model: list[float] = []
    whole: list[float] = []
    pixels: list[NDArray[np.uint8]] = []

    def decode_all() -> None:
        with ThreadPoolExecutor(READERS) as pool:
            readings = list(pool.map(lambda job: reader.read(job, CancelToken()), jobs))
        pixels[:] = [one.pixels for one in readings if one.pixels is not None]

    def embed_all() -> None:
        for start in range(0, len(pixels), BATCH):
            embedder.embed_images(pixels[start : start + BATCH], CancelToken())

    for number in range(rounds):
        library = folder / f"{label}-{number}.db"
        indexer = Indexer(lambda at=library: Database(at), library, decode, embedder)  # type: ignore[misc]
        alone.append(timed(decode_all))
        model.append(timed(embed_all))
        whole.append(timed(lambda run=indexer: run.run([photos[0].parent], CancelToken())))  # type: ignore[misc]
    rate = [len(photos) / statistics.median(one) for one in (alone, model, whole)]
    ratio = rate[2] / min(rate[:2])
    sum_of_both = 1 / (1 / rate[0] + 1 / rate[1])
    print(
        f"{label}: decode alone {rate[0]:.1f} photos/s, model alone {rate[1]:.1f}, indexing {rate[2]:.1f}; "
        f"ratio {ratio:.2f} (bar {RATIO_BAR:g}, aim {RATIO_AIM:g}); "
        f"one after the other on the same cores {sum_of_both:.1f}"
    )
    return ratio >= RATIO_BAR


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
