"""The models of this machine, and the thread that computes them; each is built when first asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING

from app.cancel import CancelToken
from app.errors import AppError
from app.locked_property import locked_cached_property
from app.paths import Paths
from app.settings import Settings

if TYPE_CHECKING:
    from app.inference.benchmark import Figures
    from app.inference.compact import SharedCompact
    from app.inference.detector import SharedDetector
    from app.inference.fastvlm import FastVLMTalker
    from app.inference.models.catalog import Catalog
    from app.inference.models.conversion import Converter
    from app.inference.models.store import ModelStore
    from app.inference.talkers import Talkers
    from app.inference.worker import InferenceThread


class Models:
    """What looks, talks and is installed. May be used from any thread.

    Args:
        paths: Where things lie.
        settings: The user's choices, as they are at the moment.
    """

    def __init__(self, paths: Paths, settings: Callable[[], Settings]) -> None:
        self._paths = paths
        self._settings = settings
        self._lock = Lock()
        self.building = RLock()
        self._talker_of: dict[str | None, FastVLMTalker] = {}

    def close(self) -> None:
        """Stop computing; what waits is dropped."""
        if "inference" in self.__dict__:
            self.inference.close(drop_waiting=True)

    @property
    def folder(self) -> Path:
        """Where models are installed."""
        return self._paths.data / "models"

    @property
    def graphs(self) -> Path:
        """Where optimised graphs are kept."""
        return self._paths.cache / "graphs"

    @locked_cached_property
    def inference(self) -> "InferenceThread":
        """The thread that computes."""
        from app.inference.worker import InferenceThread
        from app.machine.memory import clear_cache

        worker = InferenceThread()
        worker.in_spare_time(clear_cache)
        return worker

    @locked_cached_property
    def catalog(self) -> "Catalog":
        """The models that are here."""
        from app.inference.models.catalog import Catalog

        return Catalog([self._paths.assets / "models", self.folder])

    @locked_cached_property
    def compact(self) -> "SharedCompact | None":
        """The compact model of the settings, else the first; None without any: text is still read."""
        from app.inference.compact import SharedCompact
        from app.inference.models.catalog import COMPACT
        from mlx_models import load_compact

        installed = [model for model in self.catalog.installed() if model.family == COMPACT]
        chosen = [model for model in installed if model.id == self._settings().model] or installed
        load = partial(load_compact, cache_dir=self.graphs)
        return SharedCompact(chosen[0], self.inference, load) if chosen else None

    @locked_cached_property
    def detector(self) -> "SharedDetector":
        """What finds objects and faces; nothing is opened yet."""
        from app.inference.detector import SharedDetector

        return SharedDetector(self._paths.assets / "detector")

    @property
    def needed(self) -> "SharedCompact":
        """The compact model; raises AppError without any."""
        if self.compact is None:
            raise AppError("No model is installed.", "Install Earsight again.")
        return self.compact

    @locked_cached_property
    def talkers(self) -> "Talkers":
        """What finds the model that talks."""
        from app.inference.talkers import Talkers

        chosen = self._settings()
        return Talkers(self.catalog, self.inference, self.graphs, chosen.model, chosen.unload_after_minutes)

    def talker(self, model: str | None) -> "FastVLMTalker | None":
        """The model that talks; None where the compact model speaks alone.

        Asked again each time: a model may be installed while the window is open.
        """
        with self._lock:
            if model not in self._talker_of:
                talker = self.talkers.find(model)
                if talker is None:
                    return None
                self._talker_of[model] = talker
            return self._talker_of[model]

    def choose_again(self) -> None:
        """Choose the model that talks anew: a setting changed, or a model came or went."""
        with self._lock:
            if "talkers" in self.__dict__:
                chosen = self._settings()
                self.talkers.configure(chosen.model, chosen.unload_after_minutes)
            talkers, self._talker_of = self._talker_of, {}
        for talker in talkers.values():
            talker.unload()

    def store(self) -> "ModelStore":
        """The models that are installed, and those that can be."""
        from app.inference.models.hub import Hub
        from app.inference.models.install import Installer
        from app.inference.models.known import known_models
        from app.inference.models.licences import Licences
        from app.inference.models.store import ModelStore

        licences = Licences(self._paths.assets / "licences", self._paths.data / "licences.json")
        installer = Installer(self.folder, Hub)
        return ModelStore(self.catalog, self.folder, installer, licences, known_models())

    def converter(self) -> "Converter":
        """What writes models anew."""
        from app.inference.models.conversion import Converter

        return Converter(self.catalog, self.folder, self.inference)

    def benchmarks(self, model: str | None = None) -> "list[Callable[[], Figures]]":
        """Each measures one model, which takes a while: the compact one, and the one that talks.

        Args:
            model: "compact", a model's id or its folder, measured alone; None leaves it to the settings.

        Raises:
            AppError: There is no such model.
        """
        import numpy as np

        from app.adapters import load
        from app.inference.benchmark import measure_compact, measure_fastvlm
        from app.inference.models.catalog import COMPACT

        picture = np.asarray(load(self._paths.samples / "cat.jpg").image)
        compact, talker = self.compact, self.talkers.find(model)
        measures: list[Callable[[], Figures]] = []
        if compact is not None and model in (None, COMPACT):
            measures.append(lambda: measure_compact(compact, picture))
        if talker is not None:
            measures.append(lambda: measure_fastvlm(talker.model, picture, CancelToken()))
        return measures
