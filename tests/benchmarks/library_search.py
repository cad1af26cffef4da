"""Measures the search of large libraries: a sentence through parser, facts, embeddings and words to its hits.

    .venv/bin/python tests/benchmarks/library_search.py FOLDER [--photos 100000 1000000] [--slowest 12]

Makes a library of each size in FOLDER (a million photos take 8 GB) and finds it there again. Its photos are
rows alone: embeddings of 512 numbers in clusters, captions of words that are as unequally frequent as in any
language, text, notes, dates, places, cameras, folders, objects that were seen. The embedder is made, too: a
query's own model comes on top of these figures. Each library is opened in a process of its own, which says
its peak of memory.
"""

import argparse
import hashlib
import json
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from app.cancel import CancelToken  # noqa: E402

NOW = datetime(2026, 6, 1, 12)
DIMENSION = 512
BARS = {100_000: {"p95": 80.0, "start": 3.0}, 1_000_000: {"p95": 600.0, "peak": 2.5}}
_PART = 20_000  # photos in one transaction
_CLUSTERS = 4_000
_SPOTS = 2_500
_CITIES = (
    ("Lisbon", 38.72, -9.13), ("Porto", 41.15, -8.61), ("Rome", 41.89, 12.48), ("Paris", 48.85, 2.35),
    ("Berlin", 52.52, 13.41), ("London", 51.51, -0.13), ("Kyoto", 35.02, 135.75), ("Sydney", -33.87, 151.21),
    ("Vienna", 48.21, 16.37), ("Oslo", 59.91, 10.75), ("Austin", 30.27, -97.74), ("Cascais", 38.70, -9.42),
)  # fmt: skip
_CAMERAS = (
    "Apple iPhone 12", "Apple iPhone 15 Pro", "Canon EOS R6", "NIKON D750", "SONY ILCE-7M4", "Google Pixel 8",
    "samsung SM-G991B", "FUJIFILM X-T5", "Panasonic DMC-GX80", "Apple iPhone 7",
)  # fmt: skip
_TOPICS = ("trip", "birthday", "wedding", "garden", "walk", "work", "school", "hike", "concert", "family")
_SIGNS = (
    "Central Bakery", "No parking at any time", "Gate 27 boarding 14:35", "Invoice number 48151623",
    "Emergency exit", "Museum of Natural History", "Happy Birthday Anna", "Total amount due 42.50",
    "Platform 9 northbound", "Wet floor", "Beware of the dog", "Marathon 2019 finish",
)  # fmt: skip
_ADJECTIVES = ("red", "blue", "small", "large", "old", "young", "white", "black", "wooden", "green")
_DOING = ("standing", "sitting", "running", "lying", "playing", "walking", "parked", "looking")


class MadeEmbedder:
    """`app.inference.protocols.Embedder`: the sum of a text's words, each with a direction of its own."""

    name = "made"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._known: dict[str, NDArray[np.float32]] = {}

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        """No picture is ever shown to it."""
        raise NotImplementedError

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        """(texts, 512), L2-normalised."""
        return _unit(np.stack([self._mean(text) for text in texts]))

    def word(self, word: str) -> NDArray[np.float32]:
        """(512,), of about length 1."""
        if word not in self._known:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            made = np.random.default_rng(seed).normal(0, DIMENSION**-0.5, DIMENSION)
            self._known[word] = made.astype(np.float32)
        return self._known[word]

    def _mean(self, text: str) -> NDArray[np.float32]:
        words = [word for word in text.lower().split() if word not in {"a", "the", "of", "in", "with"}]
        # What all texts and photos share, as in any CLIP.
        return np.asarray(0.5 * self.word("") + sum(self.word(word) for word in words), np.float32)


def _write_perceptions(connection: sqlite3.Connection, first: int, count: int) -> None:
    """Five objects in the mean, most of them of a few classes as in any library, and a scene in half."""
    r = np.random.default_rng(first)
    share = 1 / (np.arange(80) + 1.5)
    counts = r.integers(0, 11, count)
    photos = np.repeat(np.arange(first, first + count), counts)
    numbers = np.concatenate([np.arange(some) for some in counts])
    classes = r.choice(80, len(photos), p=share / share.sum())
    scores = 90 - 5 * numbers
    boxes = r.integers(0, 128, (len(photos), 4))
    boxes[:, 2:] += 127
    rows = np.column_stack([classes, photos, numbers, scores >= 60, scores < 0, scores, boxes])
    many = connection.executemany
    many("INSERT INTO perceived VALUES (?, 1, NULL)", [(one,) for one in range(first, first + count)])
    many("INSERT INTO object VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows.tolist())
    rooms = ("kitchen", "street", "bedroom", "forest", "beach")
    scenes = [(rooms[one % 5], "room", one, one % 3 > 0, 90) for one in range(first, first + count, 2)]
    many("INSERT INTO scene VALUES (?, ?, ?, ?, ?)", scenes)


class Chosen:
    """`app.library.library.ChoosesEmbedder`."""

    def __init__(self) -> None:
        self._embedder = MadeEmbedder()

    def best(self) -> MadeEmbedder:
        """The made one."""
        return self._embedder

    def for_search(self, counts: Mapping[str, int]) -> MadeEmbedder:
        """The made one."""
        return self._embedder


class Maker:
    """Makes the rows of photos: the same ones each time."""

    def __init__(self) -> None:
        from app.inference.words import Things
        from app.library.places.table import Places

        self._random = np.random.default_rng(7)
        self._embedder = MadeEmbedder()
        names = [name for name in Things.load().names if " " not in name]
        rare = [f"{a}{b}{c}" for a in _syllables("bdfgklm") for b in _syllables("nprst") for c in "nrstl"]
        # Things first, then some thousand words that are rare.
        self._words = [str(word) for word in np.random.default_rng(3).permutation(names)] + rare
        share = 1 / (np.arange(len(self._words)) + 3.0)
        self._share = share / share.sum()
        self._topics = self._pick((_CLUSTERS, 4))
        self._centres = _unit(
            np.stack([self._embedder.embed_texts([" ".join(self._words[w] for w in topic)], CancelToken())[0]
                      for topic in self._topics])
        )  # fmt: skip
        places = Places(ROOT / "assets" / "places")
        self._spots: list[tuple[float, float, str, str]] = []
        for _, latitude, longitude in _CITIES:
            spot = places.nearest(latitude, longitude)
            assert spot is not None
            self._spots += [(latitude, longitude, spot.name, spot.country_code)] * 60
        while len(self._spots) < _SPOTS:
            latitude, longitude = self._random.uniform(-45, 65), self._random.uniform(-180, 180)
            if (spot := places.nearest(latitude, longitude)) is not None:
                self._spots.append((latitude, longitude, spot.name, spot.country_code))

    def write(self, connection: sqlite3.Connection, first: int, count: int) -> None:
        """Insert photos first..first+count-1."""
        r = self._random
        ids = range(first, first + count)
        cluster = r.zipf(1.3, count) % _CLUSTERS
        noise = r.standard_normal((count, DIMENSION), np.float32) * np.float32(0.9 * DIMENSION**-0.5)
        vectors = _unit(self._centres[cluster] + noise).astype("<f2")
        topical, others = self._topics[cluster], self._pick((count, 3))
        use = r.random((count, 3)) < 0.7
        days = np.sort(r.integers(0, 15 * 365, count))
        seconds = r.integers(0, 86_400, count)
        spots = r.integers(0, len(self._spots), count)
        odds = r.random((count, 8))
        hashes = r.integers(0, 2**63, count).astype(">u8")
        photos, files, captions, readings, words, letters, embeddings = [], [], [], [], [], [], []
        for i, one in enumerate(ids):
            shown = [self._words[topical[i, k] if use[i, k] else others[i, k]] for k in range(3)]
            pick = int(odds[i, 0] * 1000)
            caption = (
                f"a {_ADJECTIVES[pick % 10]} {shown[0]} {_DOING[pick % 8]} next to a {shown[1]}"
                f" with a {shown[2]} in the background"
            )
            objects = ", ".join(dict.fromkeys(shown))
            taken = datetime(2011, 6, 1) + timedelta(days=int(days[i]), seconds=int(seconds[i]))
            latitude: float | None = None
            longitude, place, country = None, "", ""
            if odds[i, 1] < 0.6:
                latitude, longitude, place, country = self._spots[spots[i]]
                latitude, longitude = latitude + 0.02 * odds[i, 2], longitude + 0.02 * odds[i, 3]
            camera = _CAMERAS[int(odds[i, 4] ** 2 * len(_CAMERAS))] if odds[i, 5] < 0.8 else ""
            kind = ("screenshot", "document", "drawing", "photo")[min(int(odds[i, 6] * 20), 3)]
            text = note = ""
            if odds[i, 7] < 0.05:
                text = f"{_SIGNS[pick % len(_SIGNS)]} {shown[0]} {one % 9973}"
            elif odds[i, 7] < 0.051:
                note = f"our {shown[1]} with Anna"
            name = f"{taken:%Y-%m} {_TOPICS[pick % len(_TOPICS)]}{pick % 3 or ''}"
            stem = f"IMG_{one:07d}"
            perceptual = hashes[i - 1 if odds[i, 3] < 0.1 and i else i].tobytes()
            photos.append(
                (one, one.to_bytes(16, "big"), taken.isoformat(), camera, latitude, longitude, place, country,
                 perceptual, 100.0 * odds[i, 0], odds[i, 1], kind, objects, note)
            )  # fmt: skip
            files.append((f"/photos/{taken:%Y}/{name}/{stem}.jpg".encode(), one))
            captions.append((one, caption))
            embeddings.append((MadeEmbedder.name, one, vectors[i].tobytes()))
            if text:
                readings.append((one, text))
            named = f"{name} {stem}".replace("_", " ")
            words.append((one, caption, objects, text or None, note, named, place))
            letters.append((one, text or None, note, named))
        connection.execute("BEGIN")
        many = connection.executemany
        many(
            "INSERT INTO photo (id, content, added, width, height, format, taken, taken_from, camera, "
            "latitude, longitude, place, country, perceptual, sharpness, brightness, kind, kind_confidence, "
            "objects, note, captioned, read) "
            "VALUES (?, ?, 0, 4000, 3000, 'JPEG', ?, 'exif', ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, 0.9, ?, ?, 1, 1)", photos,
        )  # fmt: skip
        many("INSERT INTO file (root, path, size, modified, photo) VALUES (1, ?, 3000000, 1, ?)", files)
        many("INSERT INTO caption VALUES (?, 'compact', 'brief', ?, 'fact', 0.9)", captions)
        many("INSERT INTO embedding VALUES (?, ?, ?)", embeddings)
        many("INSERT INTO reading VALUES (?, ?)", readings)
        many(
            "INSERT INTO words (rowid, caption, objects, reading, title, note, name, place) "
            "VALUES (?, ?, ?, ?, '', ?, ?, ?)", words,
        )  # fmt: skip
        many("INSERT INTO letters (rowid, reading, title, note, name) VALUES (?, ?, '', ?, ?)", letters)
        _write_perceptions(connection, first, count)
        connection.execute("COMMIT")

    def _pick(self, shape: tuple[int, ...]) -> NDArray[np.int64]:
        return self._random.choice(len(self._words), size=shape, p=self._share)

    def sentences(self) -> list[str]:
        """What is asked: over a hundred different sentences of all sorts."""
        words = [self._words[i] for i in (0, 1, 2, 3, 5, 8, 13, 20, 34, 55, 89, 144, 233, 377, 610)]
        months = ("January", "March", "June", "August", "December")
        asked: list[str] = []
        for i, word in enumerate(words):
            other, city, month = words[(i + 4) % len(words)], _CITIES[i % len(_CITIES)][0], months[i % 5]
            year = 2012 + i % 13
            asked += [
                f"a {word}",
                f"a {_ADJECTIVES[i % 10]} {word} {_DOING[i % 8]} next to a {other}",
                f"{word} in {city}",
                f"{word} in {month} {year}",
                f"a {word} without {other}",
                f"{word} taken with {_CAMERAS[i % len(_CAMERAS)].split()[-1]}",
            ]
        asked += [
            "photos of last summer", "last week", f"photos from {NOW.year - 3}", "December 2019", "yesterday",
            "photos in Lisbon", "photos in Portugal", "photos in California", "photos in Kyoto in 2018",
            "screenshots", "documents from 2020", "drawings", "photos taken with an iPhone 12",
            "my Canon photos",
            "photos in the folder 2017-08 trip", "photos in the folder 2022", "wedding folder in 2016",
            'photos that say "Central Bakery"', 'a sign that says "Centrel Bakery"', 'says "emergncy exit"',
            'photos that say "invoice number"', 'says "48151623"', 'says "birthday"', 'says "zzyzx corner"',
            "photos with Anna", "our garden with Anna", "photos without people", "no people in Rome",
            "two dogs", "three people and a car", "a cup on the left", "a kitchen without people",
            "like /photos/2015/{like}", "screenshots from last year that say total", "beach at sunset",
        ]  # fmt: skip
        return asked


def build(file: Path, count: int) -> None:
    """Make a library."""
    from app.library.store.database import Database

    began = time.perf_counter()
    part = file.with_name(file.name + ".part")
    part.unlink(missing_ok=True)
    maker = Maker()
    with Database(part) as database:
        connection = database.connection
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("INSERT INTO root (path, added) VALUES (?, 0)", (b"/photos",))
        for first in range(1, count + 1, _PART):
            maker.write(connection, first, min(_PART, count + 1 - first))
            print(f"{first + _PART - 1} photos, {time.perf_counter() - began:.0f} s", file=sys.stderr)
        connection.execute("PRAGMA journal_mode = WAL")
    part.rename(file)


def measure(file: Path) -> None:
    """Open a library, ask, and print what it took; in a process of its own."""
    from app.library.library import Library
    from app.library.places.table import Places
    from app.library.tools import Tools

    def decode(source: Path | bytes, need: int, cancel: object = None) -> Any:
        raise NotImplementedError  # every photo that is asked for is in the library

    folder = ROOT / "assets" / "places"
    tools = Tools(decode, None, None, Chosen(), Places(folder), lambda: NOW, file.parent / "cache")
    library = Library(file, tools)
    library.search("a red car next to a tree in 2019")
    print(json.dumps({"answered": time.time()}))
    sentences = Maker().sentences()
    (like,) = library.database.connection.execute("SELECT path FROM file WHERE photo = 777").fetchone()
    sentences = [one.replace("/photos/2015/{like}", os.fsdecode(like)) for one in sentences]
    for sentence in sentences[::3]:
        library.search(sentence)
    took = []
    for sentence in sentences:
        began = time.perf_counter()
        results = library.search(sentence)
        took.append((1000 * (time.perf_counter() - began), results.count, sentence))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"peak": peak, "took": took, "load": os.getloadavg()[0]}))


def main() -> None:
    """Make what is missing, measure, say."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, nargs="+", default=sorted(BARS))
    parser.add_argument("--slowest", type=int, default=0, help="name so many of the slowest sentences")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--build", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    folder: Path = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.build:
        build(folder / f"{arguments.build}.sqlite", arguments.build)
        return
    if arguments.measure:
        measure(folder / f"{arguments.measure}.sqlite")
        return
    this = [sys.executable, __file__, str(folder)]
    missed = False
    for count in arguments.photos:
        # Processes of their own: one begins with the peak of memory of that which began it.
        if not (folder / f"{count}.sqlite").exists():
            subprocess.run([*this, "--build", str(count)], check=True)
        began = time.time()
        done = subprocess.run([*this, "--measure", str(count)], check=True, stdout=subprocess.PIPE, text=True)
        first, rest = (json.loads(line) for line in done.stdout.splitlines())
        times = [milliseconds for milliseconds, _, _ in rest["took"]]
        figures = {
            "p50": float(np.median(times)),
            "p95": float(np.quantile(times, 0.95)),
            "start": first["answered"] - began,
            "peak": rest["peak"],
        }
        bars = BARS.get(count, {})
        missed = missed or any(figures[name] > bar for name, bar in bars.items())
        if arguments.json:
            print(json.dumps({"photos": count, **figures, "queries": len(times), "load": rest["load"]}))
        else:
            print(
                f"{count} photos, {len(times)} sentences: median {figures['p50']:.1f} ms, "
                f"p95 {figures['p95']:.1f} ms; process start to first answer {figures['start']:.2f} s; "
                f"peak {figures['peak']:.2f} GiB; load {rest['load']:.1f}; bars {bars}"
            )
        for milliseconds, found, sentence in sorted(rest["took"], reverse=True)[: arguments.slowest]:
            print(f"  {milliseconds:8.1f} ms  {found:7d}  {sentence}")
    sys.exit(missed)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


def _syllables(letters: str) -> list[str]:
    return [letter + vowel for letter in letters for vowel in "aeiou"]


if __name__ == "__main__":
    main()
