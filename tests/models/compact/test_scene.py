"""Where a photo was taken and what fills it: the head on the tower's cells, and what it lets be said."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near
from numpy.typing import NDArray
from PIL import Image

from mlx_models import load_compact
from mlx_models.compact.heads import SceneLayers
from mlx_models.compact.model import CompactModel
from mlx_models.compact.network import sigmoid
from mlx_models.compact.pixels import normalise
from mlx_models.compact.scene import SCENE_FILE, SceneOutput, SceneRule, SceneRules, logit
from mlx_models.compact.tower import Tower
from mlx_models.errors import ModelError
from mlx_models.training.tensors import read_tensors

Array = NDArray[np.float32]
Write = Callable[..., Path]
SIDE, CHANNELS = 3, 4
PARTS = ["sky", "grass", "floor"]
VIEWS = ["indoors", "outdoors", "kitchen"]


def rules(*names: str, fact: float = 0.9, hedge: float = 0.6) -> list[dict[str, Any]]:
    return [{"name": n, "of": [n], "scale": 1.0, "bias": 0.0, "fact": fact, "hedge": hedge} for n in names]


def weights(side: int = SIDE, channels: int = CHANNELS) -> dict[str, Array]:
    """Channel i of a cell speaks for part i; the last channel, anywhere in the picture, for "indoors".

    Where it is below, "outdoors" is likely; the mean of part 2 ("floor") speaks for the kitchen.
    """
    hidden = channels

    def zeros(*shape: int) -> Array:
        return np.zeros(shape, np.float32)

    tensors = {
        "cell.weight": np.eye(hidden, dtype=np.float32),
        "cell.bias": zeros(hidden),
        "around": zeros(hidden, channels),
        "position": zeros(side * side, hidden),
        "parts.weight": 10 * np.eye(3, hidden, dtype=np.float32),
        "parts.bias": zeros(3),
        "up.weight": zeros(3, 2 * hidden + 9),
        "up.bias": zeros(3),
        "down.weight": np.array([[10, 0, 0], [-10, 0, 0], [0, 10, 0]], np.float32),
        "down.bias": np.array([-5, 5, -5], np.float32),
    }
    tensors["up.weight"][0, 2 * hidden - 1] = 1  # the last channel's highest
    tensors["up.weight"][1, 2 * hidden + 6 + 2] = 1  # the floor's share of the lower third
    return tensors


def settings(**changes: Any) -> dict[str, Any]:
    every = {third: rules(*PARTS) for third in ("upper", "middle", "lower")}
    return {
        "hidden": CHANNELS, "wide": 3, "parts": PARTS, "views": VIEWS,
        "setting": rules("indoors", "outdoors"), "room": rules("kitchen"),
    } | every | changes  # fmt: skip


def cells(upper: int, middle: int, lower: int, last: float = 0.0) -> Array:
    found = np.zeros((SIDE, SIDE, CHANNELS), np.float32)
    for row, part in enumerate((upper, middle, lower)):
        found[row, :, part] = 1
    found[0, 0, 3] = last
    return found.reshape(-1, CHANNELS)


class Head:
    """The layers with these weights, and the rules over them."""

    def __init__(self, tensors: dict[str, Array], **changes: Any) -> None:
        self.rules = SceneRules(settings(**changes))
        self.layers = SceneLayers(CHANNELS, SIDE, self.rules.sizes)
        self.layers.load_weights([(name, mx.array(tensor)) for name, tensor in tensors.items()])

    def outputs(self, cells: Array) -> tuple[Array, Array]:
        thirds, views = (np.array(output[0]) for output in self.layers(mx.array(cells)[None]))
        return thirds, sigmoid(views)

    def look(self, cells: Array) -> SceneOutput:
        return self.rules.look(*self.outputs(cells))


@pytest.fixture
def head() -> Callable[..., Head]:
    return lambda tensors=None, **changes: Head(tensors or weights(), **changes)


def test_thirds_setting_and_room(head: Callable[..., Head]) -> None:
    found = head().look(cells(0, 1, 2, last=1))
    assert found.setting is not None
    assert (found.setting[0], found.setting[2]) == ("indoors", "fact")
    assert found.setting[1] == pytest.approx(1 / (1 + np.exp(-5)), abs=1e-3)
    told = [(g[0], g[2]) for g in (found.room, found.upper, found.middle, found.lower) if g is not None]
    assert told == [("kitchen", "fact"), ("sky", "fact"), ("grass", "fact"), ("floor", "fact")]


def test_the_other_setting_and_no_room(head: Callable[..., Head]) -> None:
    found = head().look(cells(0, 0, 1))
    assert found.setting is not None
    assert found.setting[0] == "outdoors"
    assert found.room is None
    assert found.lower is not None
    assert found.lower[0] == "grass"


def test_nothing_is_a_fact_where_the_setting_is_none(head: Callable[..., Head]) -> None:
    unsure = head(setting=rules("indoors", "outdoors", fact=0.999)).look(cells(0, 1, 2, last=1))
    guesses = (unsure.setting, unsure.room, unsure.upper, unsure.middle, unsure.lower)
    assert [g[2] for g in guesses if g is not None] == ["hedged"] * 5
    silent = head(setting=rules("indoors", fact=1.1, hedge=1.1)).look(cells(0, 1, 2))
    assert silent.setting is None
    assert silent.upper is not None
    assert silent.upper[2] == "hedged"


def test_below_the_hedge_nothing_is_said(head: Callable[..., Head]) -> None:
    never = {third: rules(*PARTS, fact=1.1, hedge=1.1) for third in ("upper", "middle", "lower")}
    never |= {"setting": rules("indoors", fact=1.1, hedge=1.1), "room": []}
    assert head(**never).look(cells(0, 1, 2, last=1)) == SceneOutput()


def test_something_general_only_where_nothing_nearer_is_a_fact(head: Callable[..., Head]) -> None:
    open_air = rules("sky")[0] | {"name": "open air", "of": ["sky", "grass"], "general": True}
    mixed = cells(0, 1, 2)
    mixed[:3, 1] = 1  # the upper third is half sky, half grass
    for seen, name in ((cells(0, 1, 2), "sky"), (mixed, "open air")):
        found = head(upper=[open_air, *rules("sky", "grass")]).look(seen)
        assert found.upper is not None
        assert (found.upper[0], found.upper[2]) == (name, "fact")


def test_position_and_the_rest_of_the_picture_count(head: Callable[..., Head]) -> None:
    tensors = weights()
    tensors["position"][8, 1] = 5  # the last cell is rather grass
    tensors["around"][0, 2] = 3  # sky wherever there is floor
    thirds, _ = head(tensors).outputs(cells(2, 2, 2))
    assert thirds.shape == (3, 3)
    assert thirds.sum(axis=1) == pytest.approx(np.ones(3), abs=1e-3)
    assert thirds[0, 0] > 0.99
    assert thirds[2, 1] == pytest.approx(1 / 3, abs=0.01)


def test_huge_numbers_stay_probabilities(head: Callable[..., Head]) -> None:
    thirds, views = head().outputs(cells(0, 1, 2) * np.float32(1e6))
    assert np.isfinite(thirds).all()
    assert ((views >= 0) & (views <= 1)).all()


@pytest.mark.parametrize(
    ("share", "expected"), [(0.5, 0.0), (0.0, -9.21), (1.0, 9.21), (-0.1, -9.21), (1.5, 9.21)]
)
def test_logit_is_finite(share: float, expected: float) -> None:
    assert logit(share) == pytest.approx(expected, abs=0.01)


def test_a_rules_curve_and_stances() -> None:
    rule = SceneRule("sky", (0, 2), 2.0, -1.0, 0.9, 0.4)
    one = rule.judge(np.array([0.3, 0.9, 0.4], np.float32))
    expected = 1 / (1 + np.exp(-(2 * np.log(0.7 / 0.3) - 1)))
    assert one == ("sky", pytest.approx(expected, abs=1e-5), "hedged")
    assert rule.judge(np.array([0.1, 0.9, 0.2], np.float32)) is None
    sure = rule.judge(np.array([0.9, 0.0, 0.0], np.float32))
    assert sure is not None
    assert sure[2] == "fact"


@pytest.mark.parametrize("change", [{"parts": "sky"}, {"views": []}, {"views": ["indoors", 3]}])
def test_names_must_be_names(head: Callable[..., Head], change: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="must be a list of names"):
        head(**change)


def test_rules_must_be_numbers(head: Callable[..., Head]) -> None:
    with pytest.raises(ModelError, match="no number"):
        head(room=rules("kitchen", fact=float("nan")))


@pytest.fixture
def with_scene(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny model with a head that finds every photo outdoors, however sure it is that it is one."""
    monkeypatch.setattr("mlx_models.compact.model.PLACED", 0.0)
    tensors = weights(9, 1280)
    hidden = 4
    tensors |= {
        "cell.weight": np.zeros((hidden, 1280), np.float32),
        "cell.bias": np.zeros(hidden, np.float32),
        "around": np.zeros((hidden, 1280), np.float32),
        "position": np.zeros((81, hidden), np.float32),
        "parts.weight": np.zeros((3, hidden), np.float32),
        "up.weight": np.zeros((3, 2 * hidden + 9), np.float32),
    }
    mx.save_safetensors(str(copied / SCENE_FILE), {k: mx.array(v) for k, v in tensors.items()})
    file = copied / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"scene": settings()}))
    return copied


def noise() -> Image.Image:
    return Image.fromarray(np.random.default_rng(0).integers(0, 256, (60, 90, 3), dtype=np.uint8))


def test_a_look_at_a_photo_tells_the_scene(with_scene: Path, cache_folder: Path) -> None:
    model = load_compact(with_scene, cache_folder)
    look = model.look(noise())
    assert look.scene is not None
    glance = model.glance(noise())
    assert (glance.scene, glance.impression, glance.stance) == (look.scene, look.impression, "none")
    assert look.scene.setting is not None
    assert (look.scene.setting[0], look.scene.setting[2]) == ("outdoors", "fact")
    assert look.scene.upper is None


def test_only_a_likely_photo_has_a_scene(
    with_scene: Path, cache_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load_compact(with_scene, cache_folder)
    sure = model.look(noise()).kind_confidence
    for least, told in ((sure - 0.01, True), (sure + 0.01, False)):
        monkeypatch.setattr("mlx_models.compact.model.PLACED", least)
        assert (model.look(noise()).scene is not None, model.glance(noise()).scene is not None) == (
            told,
            told,
        )


def test_no_photo_has_no_scene(with_scene: Path, cache_folder: Path) -> None:
    file = with_scene / "config.json"
    known = json.loads(file.read_text())
    file.write_text(json.dumps(known | {"kind_threshold": 1.0}))
    unknown = load_compact(with_scene, cache_folder)
    assert unknown.look(noise()).scene is unknown.glance(noise()).scene is None


def test_a_photo_whose_sentence_is_not_even_written_has_a_scene(with_scene: Path, cache_folder: Path) -> None:
    file = with_scene / "config.json"
    known = json.loads(file.read_text())
    file.write_text(json.dumps(known | {"photo_threshold": 1.0}))
    look = load_compact(with_scene, cache_folder).look(noise())
    assert (look.raw, look.scene is not None) == (None, True)


def test_a_model_without_the_head_tells_none(model: CompactModel) -> None:
    assert model.look(noise()).scene is model.glance(noise()).scene is None


def test_weights_that_do_not_fit_are_named(with_scene: Path, cache_folder: Path) -> None:
    file = with_scene / "config.json"
    known = json.loads(file.read_text())
    known["scene"]["parts"].append("sea")
    file.write_text(json.dumps(known))
    with pytest.raises(
        ModelError, match=r"scene\.safetensors does not fit config\.json; .*parts.bias has the shape"
    ):
        load_compact(with_scene, cache_folder)


def test_weights_that_are_no_numbers_are_refused(with_scene: Path, cache_folder: Path) -> None:
    stored = read_tensors(with_scene / SCENE_FILE) | {"up.bias": mx.array([np.inf, 0, 0])}
    mx.save_safetensors(str(with_scene / SCENE_FILE), stored)
    with pytest.raises(ModelError, match=r"no number: up\.bias"):
        load_compact(with_scene, cache_folder)


def test_new_weights_are_not_answered_by_a_kept_graph(with_scene: Path, cache_folder: Path) -> None:
    before = load_compact(with_scene, cache_folder).look(noise())
    stored = read_tensors(with_scene / SCENE_FILE) | {"down.bias": mx.array([5.0, -5.0, -5.0])}
    mx.save_safetensors(str(with_scene / SCENE_FILE), stored)
    after = load_compact(with_scene, cache_folder).look(noise())
    told = [look.scene.setting[0] for look in (before, after) if look.scene and look.scene.setting]
    assert told == ["outdoors", "indoors"]


def test_what_is_given_is_what_the_layers_give(with_scene: Path, cache_folder: Path) -> None:
    rng = np.random.default_rng(2)
    stored = read_tensors(with_scene / SCENE_FILE)
    stored = {k: mx.array(rng.normal(size=v.shape) * 0.1).astype(mx.float16) for k, v in stored.items()}
    mx.save_safetensors(str(with_scene / SCENE_FILE), stored)
    model = load_compact(with_scene, cache_folder)
    view = model.views([noise()])[0]
    small = noise().resize((260, 260), Image.Resampling.BICUBIC, reducing_gap=3.0)
    tower = Tower()
    kept = read_tensors(with_scene / "model.safetensors")
    tower.load_weights([(k[6:], v.astype(mx.float32)) for k, v in kept.items() if k.startswith("tower.")])
    cells = tower(mx.array(normalise(np.asarray(small)[None]))).reshape(1, 81, -1)
    layers = SceneLayers(1280, 9, SceneRules(settings()).sizes)
    layers.load_weights([(k, v.astype(mx.float32)) for k, v in stored.items()])
    thirds, views = (np.array(output[0]) for output in layers(cells))
    assert view.thirds is not None
    assert view.views is not None
    assert_near(view.thirds, thirds)
    assert_near(view.views, sigmoid(views))


def test_a_missing_file_is_said(with_scene: Path, cache_folder: Path) -> None:
    (with_scene / SCENE_FILE).unlink()
    with pytest.raises(ModelError, match=r"scene\.safetensors is missing"):
        load_compact(with_scene, cache_folder)


def test_an_unknown_output_in_a_rule_is_refused(with_scene: Path, cache_folder: Path) -> None:
    file = with_scene / "config.json"
    known = json.loads(file.read_text())
    known["scene"]["room"][0]["of"] = ["attic"]
    file.write_text(json.dumps(known))
    with pytest.raises(ModelError, match=r"config\.json lacks or has wrong"):
        load_compact(with_scene, cache_folder)
