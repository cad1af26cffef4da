"""How long what grows with a library takes, in large ones: one row each, bar met or not.

    PYTHONPATH=. .venv/bin/python tests/benchmarks/large.py

It ends with 1 when a bar is not met. The bars allow for an old machine; nothing else should be running.
"""

import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from app.library.curation.albums import albums
from app.library.curation.review import near_pairs
from app.library.places.table import Places
from app.library.store.database import Database
from app.paths import find_assets
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList


def main() -> int:
    """Measure and print."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = QApplication([])
    with tempfile.TemporaryDirectory(prefix="earsight-large-") as name:
        rows = [
            ("near copies among 50,000 photos", _near_copies(), 10.0),
            ("albums of 30,000 photos", _albums(Path(name) / "library.db"), 5.0),
            ("the table of places, first use", _places(), 2.0),
            ("10,000 rows shown, and their end", _rows(), 1.0),
        ]
    for what, seconds, bar in rows:
        print(f"{what:36} {seconds:7.3f} s  bar {bar:g}  {'met' if seconds <= bar else 'MISSED'}")
    qt.quit()
    return int(any(seconds > bar for _what, seconds, bar in rows))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _near_copies() -> float:
    hashes = np.random.default_rng(0).integers(0, 2**64, 50_000, dtype=np.uint64)
    hashes[40_000:] = hashes[:10_000] ^ np.uint64(0b1011)
    return _timed(lambda: near_pairs(hashes))


def _albums(path: Path) -> float:
    start = datetime(2010, 1, 1)
    with Database(path) as database:
        with database.writing() as connection:
            connection.executemany(
                "INSERT INTO photo (content, added, width, height, format, taken, taken_from, place, kind) "
                "VALUES (?, 0, 1, 1, 'JPEG', ?, 'exif', 'Lisbon, Portugal', 'photo')",
                [
                    (number.to_bytes(16, "big"), (start + timedelta(minutes=75 * number)).isoformat())
                    for number in range(30_000)
                ],
            )
        return _timed(lambda: albums(database.connection))


def _places() -> float:
    places = Places(find_assets() / "places")
    return _timed(lambda: places.nearest(38.7, -9.14))


def _rows() -> float:
    shown = RowList("Photos", "")
    shown.resize(600, 600)
    shown.show()
    many = [
        Row(f"Number {number}: a photo of something, on 12 June 2024, in Porto.", data=number)
        for number in range(10_000)
    ]

    def show() -> None:
        shown.set_rows(many, current=0)
        shown.go_to(len(many) - 1)
        QApplication.processEvents()

    return _timed(show)


if __name__ == "__main__":
    raise SystemExit(main())
