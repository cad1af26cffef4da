from pathlib import Path

import pytest
import tiny_fastvlm

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import Catalog
from app.inference.models.conversion import Converter, Recipe
from app.inference.worker import InferenceThread
from mlx_models.fastvlm.config import Layout, Quantization


@pytest.fixture
def models(tmp_path: Path) -> Path:
    tiny_fastvlm.write(tmp_path / "models" / "tiny")
    return tmp_path / "models"


@pytest.fixture
def converter(models: Path, worker: InferenceThread) -> Converter:
    return Converter(Catalog([models]), models, worker)


def test_a_name_becomes_an_installed_model(converter: Converter, models: Path) -> None:
    seen: list[tuple[int, int]] = []
    done = converter.convert(
        "tiny", "tiny-4bit", Recipe(bits=4, group_size=32), CancelToken(), lambda *at: seen.append(at)
    )
    assert done.installed
    assert (done.model.id, done.model.bits, done.model.path) == ("tiny-4bit", 4, models / "tiny-4bit")
    assert [m.id for m in Catalog([models]).installed()] == ["tiny", "tiny-4bit"]
    assert seen[-1][0] == seen[-1][1] > 100
    catalog = Catalog([models])
    assert done.model.title == "tiny, 4 bits"
    assert catalog.check(done.model) == len(catalog.files(done.model.path)) == 3
    (done.model.path / "tokenizer.json").write_text("{}")
    with pytest.raises(AppError, match=r"tokenizer\.json"):
        catalog.check(done.model)


def test_a_path_becomes_a_folder(converter: Converter, models: Path, tmp_path: Path) -> None:
    done = converter.convert(str(models / "tiny"), str(tmp_path / "a" / "b"), Recipe(), CancelToken())
    assert not done.installed
    assert done.model.path == tmp_path / "a" / "b"
    assert done.model.bits == 0


@pytest.mark.parametrize(
    ("source", "target", "recipe", "words"),
    [
        ("tiny", "tiny", Recipe(), "There is a model tiny already"),
        ("tiny", ".hidden", Recipe(), r"There is a model \.hidden already"),
        ("huge", "other", Recipe(), "no model huge that can be converted"),
        ("tiny", "other", Recipe(bits=4, group_size=128), "cannot be converted.*no multiple of 128"),
        ("packed", "other", Recipe(bits=4), "cannot be converted: the checkpoint is quantised already"),
    ],
)
def test_what_cannot_be_is_told(
    source: str, target: str, recipe: Recipe, words: str, converter: Converter, models: Path
) -> None:
    tiny_fastvlm.write(models / "packed", Layout.MLX, quantization=Quantization(4, 32))
    with pytest.raises(AppError, match=words):
        converter.convert(source, target, recipe, CancelToken())
    assert sorted(p.name for p in models.iterdir()) == ["packed", "tiny"]


def test_stopped(converter: Converter, models: Path) -> None:
    token = CancelToken()

    def stop(done: int, total: int) -> None:
        if done == 3:
            token.cancel()

    with pytest.raises(Cancelled):
        converter.convert("tiny", "other", Recipe(), token, stop)
    assert [p.name for p in models.iterdir()] == ["tiny"]


def test_no_room(converter: Converter, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: type("Usage", (), {"free": 50_000_000})())
    with pytest.raises(AppError, match="may not be room enough"):
        converter.convert("tiny", "other", Recipe(), CancelToken())


def test_a_folder_that_cannot_be_written(converter: Converter, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(AppError, match="cannot be written"):
        converter.convert("tiny", str(tmp_path / "file" / "x"), Recipe(), CancelToken())
