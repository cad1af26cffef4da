"""The background pass's looking for objects: what is still to do, and doing it for one photo."""

import sqlite3
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.inference.perception import withheld
from app.inference.protocols import Embedder, Kind
from app.library.indexing.crops import croppable, crops_of, write_crops
from app.library.store.perceived import load_perceptions, perceived_by, write_perception
from app.library.tools import Perceiver

_SEEN_IN = (Kind.PHOTO, Kind.UNKNOWN)  # objects in other pictures are not told


class ObjectFinder:
    """Finds objects, and embeds those alone that may be given a name.

    Args:
        perceiver: Finds them.
        embedder: Sees them alone; None leaves that for later.

    Attributes:
        version: See `Perceiver`.
        due: The SQL condition of a photo with which something is to do.
    """

    def __init__(self, perceiver: Perceiver, embedder: Embedder | None) -> None:
        self._perceiver = perceiver
        self._embedder = embedder
        self.version = perceiver.version
        self.due = (
            f"NOT EXISTS (SELECT 1 FROM perceived p WHERE p.photo = photo.id AND p.version >= {self.version})"
        )
        if embedder is not None:
            model = embedder.name.replace("'", "''")
            self.due += (
                f" OR (EXISTS (SELECT 1 FROM object o WHERE o.photo = photo.id AND {croppable()}) AND "
                f"NOT EXISTS (SELECT 1 FROM cropped c WHERE c.photo = photo.id AND c.model = '{model}'))"
            )

    def look(
        self,
        connection: sqlite3.Connection,
        photo: int,
        kind: str,
        pixels: NDArray[np.uint8],
        cancel: CancelToken,
    ) -> Callable[[sqlite3.Connection], bool]:
        """Look at a photo.

        Args:
            connection: To the library.
            photo: Its id.
            kind: Sort of picture.
            pixels: (height, width, 3), as they were decoded once for all that is done with it.
            cancel: Checked between steps.

        Returns:
            What writes it down in a transaction, and tells whether nobody had meanwhile.
        """
        known = perceived_by(connection, photo, self.version)
        if known:  # only to be seen alone
            (found,) = load_perceptions(connection, [photo]).values()
        else:
            found = self._perceiver.look(pixels, cancel)
            if kind not in _SEEN_IN:
                found = withheld(found)
        embedder, version, words = self._embedder, self.version, self._perceiver.tell(found)
        crops = crops_of(pixels, found) if embedder is not None else []
        vectors = np.zeros((0, 0), np.float32)
        if embedder is not None and crops:
            vectors = embedder.embed_images([cut for _, cut in crops], cancel)

        def write(into: sqlite3.Connection) -> bool:
            if not known and not write_perception(into, photo, version, found, words):
                return False
            if embedder is not None:
                write_crops(into, photo, embedder.name, [number for number, _ in crops], vectors)
            return True

        return write
