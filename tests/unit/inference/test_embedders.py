"""Which model finds photos."""

import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny_fastvlm
import tiny_mobileclip
from made_library import coloured
from waiting import PATIENCE

from app.cancel import CancelToken
from app.inference.compact import SharedCompact
from app.inference.embedders import Embedders
from app.inference.models.catalog import Catalog, ModelInfo
from app.inference.protocols import Embedder
from app.inference.worker import InferenceThread

COMPACT = ModelInfo("compact", "Compact", Path("nowhere"), 1, fingerprint="0123abcd")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


@pytest.fixture
def make(root: Path, tmp_path: Path, worker: InferenceThread) -> Callable[..., Embedders]:
    def made(compact: bool = True, **more: Any) -> Embedders:
        shared = SharedCompact(COMPACT, worker, lambda path: pytest.fail("loaded")) if compact else None
        return Embedders(Catalog([root]), worker, shared, tmp_path / "cache", **more)

    return made


def install(root: Path, name: str, size: int = 0, seed: int = 0) -> Path:
    folder = tiny_mobileclip.write(root / name, seed=seed)
    (folder / "padding").write_bytes(bytes(size))
    return folder


def name(embedder: Embedder | None) -> str:
    assert embedder is not None
    return embedder.name.rpartition("-")[0]


def test_without_another_it_is_the_compact_model(root: Path, make: Callable[..., Embedders]) -> None:
    embedders = make()
    assert name(embedders.best()) == "compact"
    assert name(embedders.for_search({})) == "compact"
    tiny_fastvlm.write(root / "talker")
    assert name(embedders.best()) == "compact"


def test_without_any_there_is_none(make: Callable[..., Embedders]) -> None:
    embedders = make(compact=False)
    assert embedders.best() is None
    assert embedders.for_search({"compact": 7}) is None


def test_the_largest_is_the_best_and_may_be_installed_meanwhile(
    root: Path, make: Callable[..., Embedders]
) -> None:
    embedders = make()
    install(root, "a", 10)
    assert name(embedders.best()) == "a"
    large = install(root, "b", 1000)
    install(root, "c", 10)
    assert name(embedders.best()) == "b"
    shutil.rmtree(large)
    # Of two as large, always the same.
    assert name(embedders.best()) == "a"


def test_a_search_asks_the_best_that_knows_nearly_all(root: Path, make: Callable[..., Embedders]) -> None:
    embedders = make()
    install(root, "better")
    better, compact = embedders.best(), make().for_search({f"{COMPACT.id}-0123abcd": 1})
    assert better is not None
    assert compact is not None

    def asked(by_better: int, by_compact: int) -> str:
        return name(embedders.for_search({better.name: by_better, compact.name: by_compact, "removed": 999}))

    assert asked(0, 0) == "better"
    assert asked(0, 100) == "compact"
    assert asked(97, 100) == "compact"
    assert asked(98, 100) == "better"
    assert asked(100, 0) == "better"


def test_one_is_loaded_once_and_works(root: Path, make: Callable[..., Embedders]) -> None:
    install(root, "a")
    embedders = make()
    first = embedders.best()
    assert first is not None
    assert embedders.best() is first
    assert embedders.for_search({}) is first
    assert first.embed_texts(["a dog"], CancelToken()).shape == (1, tiny_mobileclip.DIMENSION)
    seen = first.embed_images([coloured("red")], CancelToken())
    assert np.isfinite(seen).all()


def test_threads_that_ask_at_once_share_one(
    root: Path, make: Callable[..., Embedders], monkeypatch: pytest.MonkeyPatch
) -> None:
    install(root, "a")
    embedders = make()
    together = threading.Barrier(4)
    installed = Catalog.installed

    def at_once(catalog: Catalog) -> list[ModelInfo]:
        found = installed(catalog)
        together.wait(PATIENCE)
        return found

    monkeypatch.setattr(Catalog, "installed", at_once)
    found: list[Embedder | None] = []
    threads = [threading.Thread(target=lambda: found.append(embedders.best())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len({id(one) for one in found}) == 1


def test_one_that_was_installed_anew_is_another(root: Path, make: Callable[..., Embedders]) -> None:
    install(root, "a")
    embedders = make()
    old = embedders.best()
    assert old is not None
    before = old.embed_texts(["a dog"], CancelToken())
    install(root, "a", size=1, seed=7)
    new = embedders.best()
    assert new is not None
    assert new.name != old.name
    assert not np.allclose(new.embed_texts(["a dog"], CancelToken()), before, atol=1e-3)


def test_the_graphs_are_kept_in_the_given_folder(
    root: Path, make: Callable[..., Embedders], tmp_path: Path
) -> None:
    folder = install(root, "a")
    asked: list[tuple[Path, Path]] = []

    class Small:
        dimension = 5

    def load(path: Path, cache_dir: Path) -> Small:
        asked.append((path, cache_dir))
        return Small()

    best = make(load=load).best()
    assert best is not None
    assert best.dimension == 5
    assert asked == [(folder, tmp_path / "cache")]
