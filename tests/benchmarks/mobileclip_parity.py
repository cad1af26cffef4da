"""Compares MobileCLIPs of their real sizes with what open_clip made of the same random weights.

tests/models/goldens/generate_mobileclip.py makes the checkpoints and says how to set up its environment.

    python tests/models/goldens/generate_mobileclip.py --full /tmp/full --only MobileCLIP2-S0
    .venv/bin/python tests/benchmarks/mobileclip_parity.py /tmp/full

The smallest cosine between ours and theirs is printed, which must reach 0.99999, and the largest between two
of the pictures or sentences, which must stay well below it for the comparison to mean something.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from mobileclip_inputs import pictures

LEAST = 0.99999


def compare(folder: Path, traced: bool) -> bool:
    """Print one checkpoint's line; whether it is good enough."""
    from mlx_models.mobileclip.model import load_mobileclip
    from mlx_models.runtime import Runtime, Target

    golden = np.load(folder / "golden.npz", allow_pickle=False)
    start = time.perf_counter()
    model = load_mobileclip(folder, Runtime(Target.ONNX_RUNTIME if traced else Target.METAL))
    image = model.encode_image(pictures(len(golden["image"]), model.image_size, int(golden["seed"])))
    text = model.encode_text(golden["ids"])
    taken = time.perf_counter() - start
    words, good = [], True
    for kind, found, wanted in (("image", image, golden["image"]), ("text", text, golden["text"])):
        lengths = np.linalg.norm(found.astype(np.float64), axis=1) * np.linalg.norm(
            wanted.astype(np.float64), axis=1
        )
        least = float(((found.astype(np.float64) * wanted).sum(1) / lengths).min())
        between = float((wanted @ wanted.T - 2 * np.eye(len(wanted))).max())
        good &= least >= LEAST
        words.append(f"{kind} {least:.9f} (between two {between:.3f})")
    how = "traced" if traced else "MLX"
    print(f"{folder.name:28} {how:6} {', '.join(words)}  {taken:.1f} s", flush=True)
    return good


def main() -> int:
    """Compare all checkpoints of a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="what generate_mobileclip.py --full wrote")
    parser.add_argument("--plain", action="store_true", help="plain MLX too, which is slow on a CPU")
    args = parser.parse_args()
    ways = (True, False) if args.plain else (True,)
    folders = sorted(p.parent for p in args.folder.glob("*/golden.npz"))
    results = [compare(folder, traced) for folder in folders for traced in ways]
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
