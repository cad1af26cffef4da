"""The tower in plain MLX against the traced one, and sizes read off tensors."""

from pathlib import Path

import numpy as np
import pytest
import tiny_fastvlm
from numpy.typing import NDArray

from mlx_models.errors import ModelError
from mlx_models.fastvit_plan import FastVitConfig
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.vision import DEPTHS, WIDTHS, ImageEncoder, fastvithd, vision_of, vision_shapes
from mlx_models.runtime import Runtime, Target

FASTVITHD = vision_shapes(fastvithd(), 896)


class Lively(FastVLMCheckpoint):
    """The golden checkpoint, changed so that pictures differ in what comes out and not only in rounding."""

    def read(self, name: str) -> NDArray[np.float32]:
        """Larger weights and smaller biases than random networks have."""
        array = super().read(name)
        if name.endswith(("bias", "running_mean")):
            return array * np.float32(0.1)
        return array * np.float32(1.6) if array.ndim > 1 and "layer_scale" not in name else array


def tower(kind: type[FastVLMCheckpoint] = Lively) -> tuple[FastVitConfig, FastVLMCheckpoint]:
    checkpoint = kind(tiny_fastvlm.GOLDEN)
    return vision_of(checkpoint.shapes), checkpoint


def test_fastvithds_sizes() -> None:
    """As many weights as timm counts in fastvit_mci3; it does not count batch norms' statistics either."""
    tower = {n: s for n, s in FASTVITHD.items() if n.startswith("vision_tower.") and ".running_" not in n}
    assert sum(int(np.prod(s)) for s in tower.values()) == 122_714_208
    assert fastvithd().step == 64


def test_sizes_are_read_off_the_tensors() -> None:
    assert vision_of(FASTVITHD) == fastvithd()
    small = vision_of(FastVLMCheckpoint(tiny_fastvlm.GOLDEN).shapes)
    assert [s.depth for s in small.stages] == [1, 2, 1, 1, 1]
    assert [s.width for s in small.stages] == [16, 16, 32, 32, 64]
    assert (
        [s.attention for s in small.stages] == [s.encoded for s in small.stages] == [False] * 3 + [True] * 2
    )
    assert (small.exit_width, small.exit_squeeze) == (128, 8)


@pytest.mark.parametrize("stride", range(7))
def test_one_odd_tensor_does_not_mislead(stride: int) -> None:
    names = [n for n in FASTVITHD if n.startswith("vision_tower.vision_model.network")]
    for name in names[stride::97]:
        changed = {**FASTVITHD, name: (5, 5)}
        assert vision_of(changed) == fastvithd()


def test_a_block_that_is_missing_altogether_is_missed() -> None:
    last = f"network.4.{DEPTHS[2] - 1}."
    without = {n: s for n, s in FASTVITHD.items() if last not in n}
    assert vision_of(without) == fastvithd()
    assert tuple(s.width for s in fastvithd().stages) == WIDTHS


@pytest.mark.parametrize("gone", ["network.", ".fc", "network.0.0."])
def test_no_tower(gone: str) -> None:
    shapes = {n: s for n, s in FASTVITHD.items() if gone not in n and "network.0.1" not in n}
    if gone == "network.0.0.":
        shapes["vision_tower.vision_model.network.0.x"] = (1,)
    with pytest.raises(ModelError, match=r"no stages|no blocks"):
        vision_of(shapes)


@pytest.mark.parametrize("side", [64, 192])
def test_traced_equals_plain(side: int) -> None:
    config, checkpoint = tower()
    pixels = np.random.default_rng(side).random((2, 3, side, side), dtype=np.float32)
    found = ImageEncoder(config, checkpoint, Runtime(Target.ONNX_RUNTIME))(pixels)
    wanted = ImageEncoder(config, checkpoint, Runtime(Target.METAL))(pixels)
    assert found.shape == (2, (side // 64) ** 2, 64)
    assert np.abs(found - wanted).max() < 1e-4 * np.abs(wanted).max()


def test_a_side_that_does_not_divide(tmp_path: Path) -> None:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path))
    encoder = ImageEncoder(vision_of(checkpoint.shapes), checkpoint, Runtime(Target.ONNX_RUNTIME))
    with pytest.raises(ModelError, match="multiple of 64"):
        encoder(np.zeros((1, 3, 100, 100), np.float32))


def test_features_are_those_of_timm_and_transformers(tmp_path: Path) -> None:
    config, checkpoint = tower(FastVLMCheckpoint)
    golden = np.load(tiny_fastvlm.GOLDEN / "golden.npz")
    for target in Target:
        encoder = ImageEncoder(config, checkpoint, Runtime(target, tmp_path))
        for size, images in ((64, 1), (128, 3), (192, 1)):
            rng = np.random.default_rng(int(golden[f"{size}.{images}.seed"]))
            found = encoder(rng.random((images, 3, size, size), dtype=np.float32))
            wanted = golden[f"{size}.{images}.features"]
            assert np.abs(found - wanted).max() < 1e-4 * np.abs(wanted).max()


def test_one_graph_serves_every_size_and_a_warm_cache_reads_no_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, checkpoint = tower()
    cache = tmp_path / "cache"
    first = ImageEncoder(config, checkpoint, Runtime(Target.ONNX_RUNTIME, cache))
    first.warm_up()
    assert len(list(cache.iterdir())) == 1

    def never(name: str) -> None:
        raise AssertionError(f"{name} was read")

    monkeypatch.setattr(checkpoint, "read", never)
    warm = ImageEncoder(config, checkpoint, Runtime(Target.ONNX_RUNTIME, cache))
    for side in (64, 256, 320):
        pixels = np.random.default_rng(side).random((1, 3, side, side), dtype=np.float32)
        np.testing.assert_array_equal(first(pixels), warm(pixels))
    assert len(list(cache.iterdir())) == 1


def test_a_batch_is_its_pictures() -> None:
    config, checkpoint = tower()
    pixels = np.random.default_rng(0).random((3, 3, 128, 128), dtype=np.float32)
    for target in Target:
        encoder = ImageEncoder(config, checkpoint, Runtime(target))
        whole = encoder(pixels)
        size = np.abs(whole).max()
        for i in range(3):
            assert np.abs(whole[i] - encoder(pixels[i : i + 1])[0]).max() < 1e-4 * size
        assert np.abs(whole[0] - whole[1]).max() > 1e-2 * size


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkpoint = FastVLMCheckpoint(tiny_fastvlm.write(tmp_path))
    encoder = ImageEncoder(vision_of(checkpoint.shapes), checkpoint, Runtime(Target.ONNX_RUNTIME))

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mlx_models.ort.compile_for_any_size", full)
    with pytest.raises(ModelError, match=r"cannot be written.*No space"):
        encoder(np.zeros((1, 3, 64, 64), np.float32))
