"""Every variant, in both forms of its weights, against what open_clip and timm made of the same ones."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tiny_mobileclip
from mobileclip_inputs import pictures
from near import assert_near
from numpy.typing import NDArray

from mlx_models import load_mobileclip
from mlx_models.mobileclip.model import load_mobileclip as load
from mlx_models.runtime import Runtime, Target

GOLDENS = Path(__file__).parent.parent / "goldens" / "mobileclip"
FORMS = sorted(p.name for p in GOLDENS.iterdir() if p.is_dir())
VARIANTS = [
    "MobileCLIP-B",
    "MobileCLIP-S0",
    "MobileCLIP-S1",
    "MobileCLIP-S2",
    "MobileCLIP2-B",
    "MobileCLIP2-L-14",
    "MobileCLIP2-S0",
    "MobileCLIP2-S2",
    "MobileCLIP2-S3",
    "MobileCLIP2-S4",
]
LEAST = 0.99999


def cosines(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float64]:
    """Of each pair of rows."""
    x, y = a.astype(np.float64), b.astype(np.float64)
    found: NDArray[np.float64] = (x * y).sum(1) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1)
    return found


def test_all_variants_are_compared() -> None:
    """FastViTs in both forms; vision transformers have one."""
    assert sorted({name.rsplit("-", 1)[0] for name in FORMS}) == [*VARIANTS, "Other-text"]
    assert len(FORMS) == 2 * 7 + 3 + 1


@pytest.mark.parametrize("target", Target)
@pytest.mark.parametrize("form", FORMS)
def test_parity(form: str, target: Target) -> None:
    golden = np.load(GOLDENS / form / "golden.npz", allow_pickle=False)
    model = load(GOLDENS / form, Runtime(target))
    image = model.encode_image(pictures(3, model.image_size, int(golden["seed"])))
    text = model.encode_text(golden["ids"])
    for found, wanted in ((image, golden["image"]), (text, golden["text"])):
        assert found.dtype == np.float32
        assert found.shape == wanted.shape == (len(wanted), model.dimension)
        assert cosines(found, wanted).min() >= LEAST
        assert_near(np.linalg.norm(found, axis=1), 1)
        # What comes of different inputs differs by far more than that.
        others = wanted @ wanted.T - np.eye(len(wanted))
        assert others.max() < 0.99
    assert model.logit_scale == pytest.approx(float(golden["logit_scale"]), rel=1e-6)


def test_both_forms_of_one_model_agree_with_each_other() -> None:
    """They are rounded to half precision apart from each other, hence the looser bound."""
    found = []
    for form in ("training", "inference"):
        model = load_mobileclip(GOLDENS / f"MobileCLIP2-S0-{form}", cache_dir=False)
        found.append(model.encode_image(pictures(3, model.image_size, 0)))
    assert cosines(*found).min() > 0.999


def test_the_tokenizer_agrees_with_open_clips() -> None:
    pairs = json.loads((GOLDENS / "tokens.json").read_text("utf-8"))
    assert len(pairs) >= 200
    ids = load_mobileclip(GOLDENS / "MobileCLIP2-S0-training", cache_dir=False).tokenize(
        [s for s, _ in pairs]
    )
    assert ids.shape == (len(pairs), 77)
    assert ids.dtype == np.int64
    wrong = [
        sentence
        for (sentence, wanted), row in zip(pairs, ids.tolist(), strict=True)
        if row != wanted + [0] * (77 - len(wanted))
    ]
    assert wrong == []


def test_nothing_of_the_reference_is_imported(tmp_path: Path) -> None:
    # In a process of its own: other models' tests may have imported transformers in this one.
    folder = tiny_mobileclip.write(tmp_path / "tiny")
    program = (
        "import sys, numpy as np\n"
        "from mlx_models import load_mobileclip\n"
        f"model = load_mobileclip({str(folder)!r}, cache_dir=False)\n"
        "model.encode_text(model.tokenize(['a dog']))\n"
        "model.encode_image(np.zeros((1, 3, model.image_size, model.image_size), np.float32))\n"
        "sys.exit(bool({'torch', 'timm', 'open_clip', 'transformers', 'ftfy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
