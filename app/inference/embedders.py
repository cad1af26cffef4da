"""Which model finds photos: the best MobileCLIP that is installed, else the one that ships with the app."""

import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.inference.compact import CompactEmbedder, SharedCompact
from app.inference.mobileclip import MobileClipEmbedder
from app.inference.models.catalog import MOBILECLIP, Catalog, ModelInfo
from app.inference.protocols import Embedder
from app.inference.worker import InferenceThread
from mlx_models import load_mobileclip

if TYPE_CHECKING:
    from mlx_models.mobileclip.model import MobileCLIP

ENOUGH = 0.98  # of the photos must be known to a better model before it is asked


class Embedders:
    """The models that can compare pictures with sentences. May be asked from any thread.

    Args:
        catalog: The installed models.
        worker: The inference thread.
        compact: The model that ships with the app; None when it is missing.
        cache_dir: Keeps optimised graphs between runs.
        load: Loads a MobileCLIP from its folder; raises ModelError.
    """

    def __init__(
        self,
        catalog: Catalog,
        worker: InferenceThread,
        compact: SharedCompact | None,
        cache_dir: Path,
        load: "Callable[..., MobileCLIP]" = load_mobileclip,
    ) -> None:
        self._catalog = catalog
        self._worker = worker
        self._compact = None if compact is None else CompactEmbedder(compact)
        self._load = partial(load, cache_dir=cache_dir)
        self._lock = threading.Lock()
        self._known: dict[ModelInfo, MobileClipEmbedder] = {}

    def best(self) -> Embedder | None:
        """The one that new photos are embedded with; None without any model."""
        return next(iter(self._all()), None)

    def for_search(self, counts: Mapping[str, int]) -> Embedder | None:
        """The one to ask: the best that knows nearly as many photos as any other does.

        A better model that was just installed knows few photos until they were indexed with it.

        Args:
            counts: Embedder.name -> how many photos of the library it has embedded.
        """
        embedders = self._all()
        most = max((counts.get(embedder.name, 0) for embedder in embedders), default=0)
        return next((e for e in embedders if counts.get(e.name, 0) >= ENOUGH * most), None)

    def _all(self) -> list[Embedder]:
        """Best first. Asked again each time: a model may be installed while the app runs."""
        infos = sorted(
            (model for model in self._catalog.installed() if model.family == MOBILECLIP),
            key=lambda model: (-model.bytes, model.id),
        )
        with self._lock:
            # One that was removed is let go; one that was installed anew is another model.
            self._known = {
                info: self._known.get(info) or MobileClipEmbedder(info, self._worker, self._load)
                for info in infos
            }
            return [*self._known.values(), *([self._compact] if self._compact else [])]
