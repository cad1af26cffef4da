"""Compares our FastVLM with transformers' on a checkpoint that tests/models/goldens/generate_fastvlm.py made.

    .venv/bin/python tests/benchmarks/fastvlm_parity.py FOLDER

Prints one line for each size and number of pictures, and ends with 1 when a limit is passed: image features
within 1e-3 relative, logits within 2e-3, all 64 greedy ids the same.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))

import greedy

from mlx_models import load_fastvlm

FEATURES, LOGITS = 1e-3, 2e-3


def main() -> int:
    """Compare everything in golden.npz."""
    folder = Path(sys.argv[1])
    model = load_fastvlm(folder)
    golden = np.load(folder / "golden.npz")
    every, wide = (1, 1) if model.config.text.vocab_size < 1000 else (97, 16)
    failed = False
    for case in sorted(
        {name.rpartition(".")[0] for name in golden}, key=lambda c: [int(p) for p in c.split(".")]
    ):
        size, images = (int(part) for part in case.split("."))
        wanted = {name: golden[f"{case}.{name}"] for name in ("seed", "ids", "features", "logits", "greedy")}
        rng = np.random.default_rng(int(wanted["seed"]))
        pixels = rng.random((images, 3, size, size), dtype=np.float32)
        features = model.encode_images(pixels)[:, ::wide]
        apart = np.linalg.norm(features - wanted["features"]) / np.linalg.norm(wanted["features"])
        logits = np.abs(greedy.logits(model, wanted["ids"], pixels)[:, ::every] - wanted["logits"]).max()
        same = int(
            (np.array(greedy.generate_ids(model, wanted["ids"], pixels, 64)) == wanted["greedy"]).sum()
        )
        failed |= bool(apart > FEATURES or logits > LOGITS or same != len(wanted["greedy"]))
        print(
            f"{images} of {size} x {size}: features {apart:.1e} relative, logits {logits:.1e}, "
            f"{same} of {len(wanted['greedy'])} greedy ids the same",
            flush=True,
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
