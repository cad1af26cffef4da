"""What a library works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.inference.protocols import Describer, Embedder
from app.library.places.table import Places
from app.library.protocols import Clock, Decodes, ReadsWords


class ChoosesEmbedder(Protocol):
    """`app.inference.embedders.Embedders`."""

    def best(self) -> Embedder | None:
        """The one that new photos are embedded with."""

    def for_search(self, counts: Mapping[str, int]) -> Embedder | None:
        """The one to ask, by how many photos each has embedded."""


@dataclass(frozen=True)
class Tools:
    """What a library works with; none of it belongs to one library.

    Attributes:
        decode: Decodes pictures.
        read: Reads text in pictures; None where there is no reader.
        describer: Looks at pictures in the background; None without a model.
        embedders: Chooses the model that finds photos.
        places: Knows places.
        now: Local time.
        cache: A folder for what can be made again.
        skip: Folders that are never indexed: the app's own.
    """

    decode: Decodes
    read: ReadsWords | None
    describer: Describer | None
    embedders: ChoosesEmbedder
    places: Places
    now: Clock
    cache: Path | None = None
    skip: tuple[Path, ...] = ()
