"""Which model talks."""

from pathlib import Path

import pytest
import tiny_fastvlm
import tiny_mobileclip

from app.errors import AppError
from app.inference.models.catalog import Catalog, ModelInfo
from app.inference.talkers import AUTO, Talkers, choose, fits
from app.inference.worker import InferenceThread


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def nothing_fits(model: ModelInfo) -> bool:
    return False


def install(root: Path, name: str, size: int = 0) -> None:
    folder = tiny_fastvlm.write(root / name)
    (folder / "padding").write_bytes(bytes(size))


def test_without_any_the_compact_model_speaks(root: Path) -> None:
    assert choose(AUTO, Catalog([root]), nothing_fits) is None


def test_auto_takes_the_largest_that_fits(root: Path) -> None:
    for number, name in enumerate(("small", "large", "huge")):
        install(root, name, 1000 * number)
    catalog = Catalog([root])

    def chosen(*fitting: str) -> str:
        model = choose(AUTO, catalog, lambda info: info.id in fitting)
        assert model is not None
        return model.id

    assert chosen("small", "large") == "large"
    assert chosen("small", "large", "huge") == "huge"
    assert chosen() == "small"


def test_the_only_one_is_taken_without_a_look_at_the_memory(root: Path) -> None:
    install(root, "only")
    chosen = choose(AUTO, Catalog([root]), lambda info: pytest.fail("asked"))
    assert chosen is not None
    assert chosen.id == "only"


def test_one_is_chosen_by_id_or_folder(root: Path, tmp_path: Path) -> None:
    install(root, "one")
    catalog = Catalog([root])
    by_id = choose("one", catalog, nothing_fits)
    assert by_id is not None
    elsewhere = tiny_fastvlm.write(tmp_path / "elsewhere")
    by_folder = choose(str(elsewhere), catalog, nothing_fits)
    assert by_folder is not None
    assert by_folder.path == elsewhere
    assert choose("compact", catalog, nothing_fits) is None


@pytest.mark.parametrize("name", ["fastvlm-9b", "", "bad\0name"])
def test_what_is_not_there_is_said(root: Path, name: str) -> None:
    with pytest.raises(AppError, match="is not installed"):
        choose(name, Catalog([root]), nothing_fits)


def test_a_model_that_only_finds_photos_does_not_describe(root: Path) -> None:
    tiny_mobileclip.write(root / "finder")
    catalog = Catalog([root])
    assert choose(AUTO, catalog, nothing_fits) is None
    with pytest.raises(AppError, match="finder finds photos; it does not describe them"):
        choose("finder", catalog, nothing_fits)


def test_a_folder_without_a_model_is_said(root: Path, tmp_path: Path) -> None:
    with pytest.raises(AppError, match="holds no usable model"):
        choose(str(tmp_path), Catalog([root]), nothing_fits)


def test_a_small_one_fits_and_a_damaged_one_does_not(root: Path) -> None:
    install(root, "one")
    catalog = Catalog([root])
    (model,) = catalog.installed()
    assert fits(model)
    (model.path / "model.safetensors").write_bytes(b"nothing")
    assert not fits(model)


def test_settings_that_name_a_removed_model_stop_nothing(
    root: Path, tmp_path: Path, worker: InferenceThread
) -> None:
    talkers = Talkers(Catalog([root]), worker, tmp_path, "removed", 10)
    assert talkers.find(None) is None
    assert "No model that answers" in talkers.why_none().message
    assert "earsight models install" in talkers.why_none().hint
    install(root, "one")
    found = talkers.find(None)
    assert found is not None
    assert found.name == "one"
    with pytest.raises(AppError, match="is not installed"):
        talkers.find("removed")
    assert talkers.find("compact") is None
    assert "compact model cannot answer" in talkers.why_none().message
