"""The model as it is loaded and used: odd pictures, damaged folders, other threads."""

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx
import numpy as np
import pytest
from mlx.utils import tree_flatten
from near import assert_near
from numpy.typing import NDArray
from PIL import Image

from mlx_models import load_compact
from mlx_models.compact.config import CompactConfig
from mlx_models.compact.judge import Evidence
from mlx_models.compact.model import CompactModel, as_said, with_article
from mlx_models.compact.model import load_compact as load
from mlx_models.compact.network import FILE
from mlx_models.compact.parts import AllParts
from mlx_models.compact.plan import plan_compact
from mlx_models.errors import ModelError, Stopped
from mlx_models.plan import Plan
from mlx_models.runtime import Array, Runtime, Target

Edit = Callable[[Callable[[dict[str, Any]], None]], Path]
KINDS = {"photo", "screenshot", "document", "drawing", "blank", "unknown"}


def noise(width: int = 90, height: int = 60, seed: int = 0) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, size=(height, width, 3), dtype=np.uint8)
    return Image.fromarray(pixels)


def test_embeddings(model: CompactModel) -> None:
    images = model.encode_image([noise(), noise(seed=1)])
    texts = model.encode_text(["A dog runs.", "Quite unknown words", ""])
    for found, rows in ((images, 2), (texts, 3)):
        assert found.shape == (rows, model.dimension) == (rows, 12)
        assert found.dtype == np.float32
        assert_near(np.linalg.norm(found, axis=1), 1)
    assert model.encode_image([]).shape == model.encode_text([]).shape == (0, 12)


def test_a_sentences_embedding_does_not_depend_on_its_neighbours(model: CompactModel) -> None:
    together = model.encode_text(["a dog", "a cat on the grass in the sunset on a bench"])
    assert_near(model.encode_text(["a dog"])[0], together[0])


def test_caption_is_a_sentence(model: CompactModel) -> None:
    sentence, confidence = model.caption(noise())
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert not {"<pad>", "<start>", "<end>", "<unknown>"} & set(sentence.lower().rstrip(".").split())
    assert confidence == 0.5  # a judge that has not been fitted


def test_the_same_picture_gives_the_same_answer(model: CompactModel) -> None:
    assert model.caption(noise()) == model.caption(noise())


def test_look_at_a_photo_whose_sentence_is_withheld(model: CompactModel) -> None:
    look = model.look(noise())
    assert look.kind == model.kind(noise()) == "photo"
    assert 0 < look.kind_confidence <= 1
    assert (look.stance, look.sentence) == ("withheld", None)
    assert look.raw == model.caption(noise())[0]
    assert look.confidence is None
    assert set(look.seconds) == {"encode", "first_token", "decode_text"}
    assert all(s >= 0 for s in look.seconds.values())


def test_look_says_what_the_judge_allows(edit_config: Edit, cache_folder: Path) -> None:
    folder = edit_config(lambda s: s["judge"].update(fact=0.4, class_threshold=0.0))
    sure = load_compact(folder, cache_folder)
    names = sure.names(sure.views([noise()])[0])
    look = sure.look(noise())
    assert (look.stance, look.confidence) == ("fact", 0.5)
    assert look.sentence is not None
    assert look.sentence.endswith(".")
    assert look.may_include == ()
    assert look.objects == tuple(names[:3])
    assert sum(p for _, p in names) == pytest.approx(1, abs=1e-4)
    assert [p for _, p in names] == sorted((p for _, p in names), reverse=True)


def test_nouns_for_what_is_no_photo_must_be_surer(edit_config: Edit, cache_folder: Path) -> None:
    kinds = ["drawing", "photo", "document", "screenshot", "blank"]

    def drawn(settings: dict[str, Any]) -> None:
        settings["model"].update(kinds=kinds)
        settings["judge"].update(class_threshold=0.0)

    drawing = load_compact(edit_config(drawn), cache_folder)
    look = drawing.look(noise())
    assert look.kind == "drawing"
    assert drawing.objects(drawing.views([noise()])[0]), "of a photo they would be told"
    assert look.objects == ()


def test_only_photos_get_a_sentence(edit_config: Edit, cache_folder: Path) -> None:
    kinds = ["screenshot", "photo", "document", "drawing", "blank"]
    other = load_compact(edit_config(lambda s: s["model"].update(kinds=kinds)), cache_folder)
    look = other.look(noise())
    assert look.kind == "screenshot"
    assert (look.sentence, look.raw, look.confidence, look.stance) == (None, None, None, "none")
    assert look.objects == look.may_include == ()


def test_a_photo_that_might_be_something_else_gets_no_sentence(edit_config: Edit, cache_folder: Path) -> None:
    unsure = load_compact(edit_config(lambda s: s.update(photo_threshold=1.0)), cache_folder)
    look = unsure.look(noise())
    assert look.kind == "photo"
    assert (look.stance, look.sentence, look.raw, look.confidence) == ("withheld", None, None, None)


def test_an_unlikely_kind_is_unknown(edit_config: Edit, cache_folder: Path) -> None:
    unsure = load_compact(edit_config(lambda s: s.update(kind_threshold=1.0)), cache_folder)
    assert unsure.kind(noise()) == "unknown"
    assert unsure.look(noise()).stance == "none"


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (4000, 1), (3, 2), (261, 260)])
def test_odd_sizes(model: CompactModel, size: tuple[int, int]) -> None:
    assert model.look(noise(*size)).kind in KINDS


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "YCbCr", "I;16", "F"])
def test_every_mode_of_pillow(model: CompactModel, mode: str) -> None:
    picture = Image.new("I;16", (40, 30), 200) if mode == "I;16" else noise().convert(mode)
    assert np.isfinite(model.encode_image([picture])).all()


def test_what_is_transparent_is_white(model: CompactModel) -> None:
    clear = Image.new("RGBA", (40, 30), (255, 0, 0, 0))
    white = Image.new("RGB", (40, 30), "white")
    np.testing.assert_array_equal(*model.encode_image([clear, white]))
    palette = Image.new("P", (40, 30), 0)
    palette.info["transparency"] = b"\0" * 256
    np.testing.assert_array_equal(model.encode_image([palette])[0], model.encode_image([white])[0])


def test_the_tower_is_traced_and_kept(
    model_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_compact(model_folder, tmp_path).encode_image([noise()])
    assert len(list(tmp_path.glob("*.graph"))) == 1

    def fail(*_: Any) -> None:
        raise AssertionError("the tower ran although its graph was kept")

    monkeypatch.setattr("mlx_models.compact.tower.Tower.__call__", fail)
    assert_near(load_compact(model_folder, tmp_path).encode_image([noise()]), first)


@pytest.fixture(scope="module")
def plain(model_folder: Path) -> CompactModel:
    """The same as MLX computes it."""
    return load(model_folder, Runtime(Target.METAL))


def near(found: NDArray[np.float32], wanted: NDArray[np.float32], share: float = 1e-4) -> bool:
    return bool(np.abs(found - wanted).max() <= share * np.abs(wanted).max())


def test_traced_and_plain_see_the_same(model: CompactModel, plain: CompactModel) -> None:
    wanted, found = plain.views([noise()])[0], model.views([noise()])[0]
    for name in ("grid", "logits", "embedding", "presence", "kinds"):
        assert near(getattr(found, name), getattr(wanted, name)), name


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
def test_what_it_is_stored_in_changes_nothing(plain: CompactModel, copied: Path, dtype: str) -> None:
    """It is float16 as it ships, and computed in float32 on a Mac, too."""
    stored = {n: a.astype(getattr(mx, dtype)) for n, a in mx.load(str(copied / FILE)).items()}
    mx.save_safetensors(str(copied / FILE), stored)
    here, there = load_compact(copied), load(copied, Runtime(Target.METAL))
    wanted, found = here.views([noise()])[0], there.views([noise()])[0]
    for name in ("grid", "logits", "embedding", "presence", "kinds"):
        assert_near(getattr(found, name), getattr(wanted, name))
    assert_near(there.encode_text(["a dog runs"]), here.encode_text(["a dog runs"]))
    assert_near(found.grid, plain.views([noise()])[0].grid, 1e-6 if dtype == "float32" else 0.1)


@pytest.mark.parametrize("seed", range(6))
def test_traced_and_plain_write_the_same(model: CompactModel, plain: CompactModel, seed: int) -> None:
    view = plain.views([noise(seed=seed)])[0]
    grid = np.random.default_rng(seed).normal(size=view.grid.shape).astype(np.float32) * 4
    view = replace(view, grid=grid)
    found, wanted = model.write(view), plain.write(view)
    assert [words for words, _ in found] == [words for words, _ in wanted]
    for (_, one), (_, other) in zip(found, wanted, strict=True):
        assert near(np.array(one, np.float32), np.array(other, np.float32))


@pytest.mark.parametrize("number", [1, 2, 5, 33])
def test_traced_and_plain_read_the_same(model: CompactModel, plain: CompactModel, number: int) -> None:
    words = ["a dog runs on the grass in the sunset on a bench", "cat", "", "a man on holiday"]
    texts = [words[i % 4] for i in range(number)]
    assert near(model.encode_text(texts), plain.encode_text(texts))


def test_with_a_warm_cache_neither_mlx_nor_onnx_is_imported(model_folder: Path, tmp_path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from PIL import Image
import mlx_models
model = mlx_models.load_compact({str(model_folder)!r}, Path({str(tmp_path)!r}))
print(model.caption(Image.new("RGB", (30, 30), "red"))[0])
print(sorted({{"mlx", "mlx.core", "onnx"}} & set(sys.modules)))
"""
    cold, warm = (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, timeout=100, check=True
        ).stdout.splitlines()
        for _ in range(2)
    )
    assert cold[0] == warm[0]
    assert warm[1] == "[]"
    assert cold[1] != "[]"


def test_the_tensors_told_by_the_sizes_are_those_of_the_model() -> None:
    sizes = {"layers": 3, "text_layers": 2, "kinds": ["photo", "drawing"], "object_tokens": 0}
    config = CompactConfig.from_dict({"vocabulary": 9, "text_vocabulary": 11, **sizes})
    parameters = dict(tree_flatten(AllParts(config, 5).parameters()))
    plan = Plan((), dict[str, Array]().__getitem__)
    plan_compact(plan, config, 5)
    assert plan.expected == {name: array.shape for name, array in parameters.items()}
    assert plan.weights.keys() == parameters.keys()


def test_stop_before_encoding(model: CompactModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "views", lambda _: pytest.fail("it encoded"))
    with pytest.raises(Stopped):
        model.look(noise(), lambda: True)


def test_stop_between_words(model: CompactModel) -> None:
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked == 4

    with pytest.raises(Stopped):
        model.look(noise(), stop)
    assert asked == 4


def test_another_thread_is_told_so(model: CompactModel) -> None:
    caught: list[str] = []
    view = model.views([noise()])[0]

    def use() -> None:
        for call in (
            lambda: model.look(noise()),
            lambda: model.caption(noise()),
            lambda: model.kind(noise()),
            lambda: model.encode_image([noise()]),
            lambda: model.encode_text(["a dog"]),
            lambda: model.write(view),
        ):
            try:
                call()
            except ModelError as error:
                caught.append(str(error))

    thread = threading.Thread(target=use, name="stranger")
    thread.start()
    thread.join()
    assert len(caught) == 6
    assert all("stranger" in c for c in caught)


def test_may_include_says_nothing_twice(model: CompactModel) -> None:
    image = np.zeros(12, dtype=np.float32)
    evidence = Evidence(
        image, {}, {"dog": 0.95, "animal": 0.99, "bench": 0.9, "cat": 0.01, "grass": 0.8}, 0.5, 1.0
    )
    assert model.may_include(evidence) == ("dog", "bench", "grass")
    assert model.may_include(evidence, most=1) == ("dog",)
    assert model.may_include(evidence, judge=replace(model.judge, include=0.97)) == ("animal",)
    assert model.may_include(evidence, judge=replace(model.judge, include=1.0)) == ()


def test_may_include_has_one_order_for_equals(model: CompactModel) -> None:
    names = ["bench", "boat", "cat", "grass", "horse", "tree"]
    for order in (names, names[::-1]):
        evidence = Evidence(np.zeros(12, np.float32), {}, dict.fromkeys(order, 0.99), 0.5, 1.0)
        assert model.may_include(evidence) == ("bench", "boat", "cat")


def test_classes_stand_for_their_objects(model: CompactModel) -> None:
    view = replace(model.views([noise()])[0], logits=np.array([0.0, 9.0, 0.0, 0.0], dtype=np.float32))
    evidence = model.evidence(view)
    assert evidence.classes["dog"] == pytest.approx(evidence.class_top) == pytest.approx(0.9996, abs=1e-4)
    assert evidence.classes["animal"] > evidence.classes["dog"]
    assert evidence.class_energy == pytest.approx(np.log(np.exp(9) + 3), abs=1e-4)
    named = [p.text for p, _, _ in model.weigh(view, []) if p.named]
    assert named == ["a beagle"]


@pytest.mark.parametrize(
    ("text", "said"), [("a dog runs", "A dog runs."), ("3 dogs", "3 dogs."), ("a", "A."), ("", "")]
)
def test_as_said(text: str, said: str) -> None:
    assert as_said(text) == said


@pytest.mark.parametrize(
    ("noun", "said"),
    [
        ("dog", "a dog"),
        ("eagle", "an eagle"),
        ("hourglass", "an hourglass"),
        ("unicycle", "a unicycle"),
        ("umbrella", "an umbrella"),
        ("school bus", "a school bus"),
        ("chest of drawers", "a chest of drawers"),
        ("sunglasses", "sunglasses"),
        ("soup", "soup"),
        ("bowl of soup", "a bowl of soup"),
    ],
)
def test_with_article(noun: str, said: str) -> None:
    assert with_article(noun) == said


def rewrite(folder: Path, change: Callable[[dict[str, mx.array]], None]) -> None:
    file = folder / "model.safetensors"
    found = mx.load(str(file))
    mx.eval(found)
    change(found)
    mx.save_safetensors(str(file), found)


def test_a_missing_tensor_is_named(copied: Path) -> None:
    rewrite(copied, lambda w: w.__delitem__("captioner.norm.weight"))
    with pytest.raises(ModelError, match=r"captioner\.norm\.weight"):
        load_compact(copied)


def test_weights_that_are_replaced_before_they_are_read_are_an_error(copied: Path) -> None:
    model = load_compact(copied)
    rewrite(copied, lambda tensors: tensors.update({"text.norm.bias": mx.zeros((3,))}))
    with pytest.raises(ModelError, match=r"text\.norm\.bias in model\.safetensors has changed"):
        model.encode_text(["a dog"])


def test_an_extra_tensor_is_named(copied: Path) -> None:
    rewrite(copied, lambda w: w.update(surprise=mx.zeros((1,))))
    with pytest.raises(ModelError, match="surprise"):
        load_compact(copied)


def test_a_tensor_of_another_shape_is_named(copied: Path) -> None:
    rewrite(copied, lambda w: w.update({"kind.down.bias": mx.zeros((7,))}))
    with pytest.raises(ModelError, match=r"kind\.down\.bias"):
        load_compact(copied)


@pytest.mark.parametrize("left", [0, 5, 200, 0.5, 0.999])
def test_a_truncated_file_of_tensors(copied: Path, left: float) -> None:
    file = copied / "model.safetensors"
    content = file.read_bytes()
    file.write_bytes(content[: int(left * len(content)) if 0 < left < 1 else int(left)])
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_compact(copied)


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_a_missing_file(copied: Path, name: str) -> None:
    (copied / name).unlink()
    with pytest.raises(ModelError):
        load_compact(copied)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b"null", b"{}", b'{"model": 3, "objects": []}']
)
def test_a_damaged_config(copied: Path, content: bytes) -> None:
    (copied / "config.json").write_bytes(content)
    with pytest.raises(ModelError, match=r"config\.json|cannot be read"):
        load_compact(copied)


@pytest.mark.parametrize(
    "entry", ["id", "model", "classes", "objects", "kind_threshold", "photo_threshold", "judge"]
)
@pytest.mark.parametrize("wrong", ["missing", None, 3])
def test_a_wrong_entry_of_the_config(edit_config: Edit, entry: str, wrong: Any) -> None:
    if (entry, wrong) in {("id", None), ("id", 3), ("kind_threshold", 3), ("photo_threshold", 3)}:
        wrong = "missing"
    folder = edit_config(lambda s: s.pop(entry) if wrong == "missing" else s.update({entry: wrong}))
    with pytest.raises(ModelError):
        load_compact(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s["classes"].pop(),
        lambda s: s["judge"].update(weights=[1.0]),
        lambda s: s["judge"].pop("hedge"),
        lambda s: s["judge"].update(fact="high"),
        lambda s: s["model"].update(layers="two"),
        lambda s: s["objects"].append("sofa"),
    ],
)
def test_a_config_that_does_not_fit_the_weights(
    edit_config: Edit, change: Callable[[dict[str, Any]], None]
) -> None:
    with pytest.raises(ModelError):
        load_compact(edit_config(change))


def test_a_tokenizer_of_another_model(copied: Path) -> None:
    from mlx_models.compact.tokenizer import WordTokenizer

    WordTokenizer.save(["<pad>", "<start>", "<end>", "<unknown>", "a"], copied / "tokenizer.json")
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        load_compact(copied)
