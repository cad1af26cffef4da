"""A small library made row by row, and an embedder that knows a handful of things."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.library.store.database import Database
from app.library.store.words import refresh_words

THINGS = ("dog", "beach", "snow", "people", "cat", "bakery", "car", "mountain", "boat", "cake")


class ThingEmbedder:
    """`app.inference.protocols.Embedder`: one number per thing, and some of each text's own noise."""

    name = "things"
    dimension = 32

    def embed_images(self, pictures: list[NDArray[np.uint8]], cancel: CancelToken) -> NDArray[np.float32]:
        """The first pixel's red value is the index of the thing that is shown."""
        cancel.check()
        return np.stack([vector(THINGS[int(one[0, 0, 0]) % len(THINGS)]) for one in pictures])

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        """The things that each text names."""
        cancel.check()
        return np.stack([vector(*(word for word in text.lower().split())) for text in texts])


def vector(*words: str, noise: float = 0.05, seed: int = 0) -> NDArray[np.float32]:
    """(32,), L2-normalised: the things among some words."""
    made = np.zeros(ThingEmbedder.dimension, np.float32)
    for word in words:
        if word in THINGS:
            made[THINGS.index(word)] += 1
    made += noise * np.random.default_rng([seed, len(words)]).normal(size=made.shape).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made), np.float32)


@dataclass
class MadeLibrary:
    """A library to insert photos into directly.

    Args:
        database: Open and empty.
        model: Name that embeddings are stored under.
    """

    database: Database
    model: str = ThingEmbedder.name
    roots: dict[str, int] = field(default_factory=dict)

    def add(
        self,
        shows: str = "",
        *,
        path: str = "",
        root: str = "/photos",
        taken: str = "2024-06-12T10:00:00",
        embedded: NDArray[np.float32] | None = None,
        caption: str = "",
        stance: str = "fact",
        text: str = "",
        objects: str = "",
        perceptual: bytes | None = None,
        away: bool = False,
        album: str = "",
        **columns: object,
    ) -> int:
        """Insert one photo with its file, embedding and words; its id."""
        with self.database.writing() as connection:
            (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM photo").fetchone()
            if root not in self.roots:
                cursor = connection.execute(
                    "INSERT INTO root (path, added, away) VALUES (?, 0, ?)", (root.encode(), int(away))
                )
                self.roots[root] = int(cursor.lastrowid or 0)
            values: dict[str, object] = {
                "id": number,
                "content": number.to_bytes(16, "big"),
                "added": 0.0,
                "width": 4000,
                "height": 3000,
                "format": "JPEG",
                "taken": taken,
                "taken_from": "exif",
                "objects": objects,
                "perceptual": perceptual,
                "kind": "photo",
                **columns,
            }
            names, marks = ", ".join(values), ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO photo ({names}) VALUES ({marks})", list(values.values()))
            connection.execute(
                "INSERT INTO file (root, path, size, modified, photo) VALUES (?, ?, 1, 1, ?)",
                (self.roots[root], f"{root}/{path or f'picture {number}.jpg'}".encode(), number),
            )
            if embedded is None:
                embedded = vector(*shows.split(), seed=number)
            connection.execute(
                "INSERT INTO embedding VALUES (?, ?, ?)",
                (self.model, number, embedded.astype("<f2").tobytes()),
            )
            if caption:
                connection.execute(
                    "INSERT INTO caption VALUES (?, 'compact', 'brief', ?, ?, 0.9)", (number, caption, stance)
                )
            if text:
                connection.execute("INSERT INTO reading VALUES (?, ?)", (number, text))
            if album:
                connection.execute("INSERT OR IGNORE INTO album (source, title) VALUES ('made', ?)", (album,))
                connection.execute(
                    "INSERT INTO album_photo SELECT id, ? FROM album WHERE title = ?", (number, album)
                )
            refresh_words(connection, [number])
        return int(number)


def made_library(folder: Path) -> MadeLibrary:
    """An empty library in a folder."""
    return MadeLibrary(Database(folder / "library.db", lambda: datetime(2026, 11, 23).timestamp()))
