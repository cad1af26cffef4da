"""The compact model on ONNX Runtime against plain MLX with Debian's OpenBLAS, in turns, in one process.

Call it so:

    .venv/bin/python tests/benchmarks/compact_runtime.py [--rounds 15]
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from mlx_models.training.blas import preload

ROOT = Path(__file__).resolve().parents[2]


def seconds(step: Callable[[Any], Any], model: Any, clock: Callable[[], float]) -> float:
    """How long a step takes."""
    begun = clock()
    step(model)
    return clock() - begun


def main() -> None:
    """The way in."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    preload()  # before mlx is imported
    from mlx_models.compact.model import load_compact
    from mlx_models.runtime import Runtime, Target

    folder = ROOT / "assets" / "models" / "compact"
    models = {target: load_compact(folder, Runtime(target)) for target in (Target.ONNX_RUNTIME, Target.METAL)}
    image = Image.open(ROOT / "assets" / "samples" / "cat.jpg").convert("RGB")
    view = models[Target.ONNX_RUNTIME].views([image])[0]
    written = {target: model.write(view) for target, model in models.items()}
    fast, plain = ([words for words, _ in sentences] for sentences in written.values())
    print("the same sentences" if fast == plain else f"OTHER SENTENCES: {fast} {plain}")
    steps: dict[str, Callable[[Any], Any]] = {
        "decode (write and weigh)": lambda model: model.weigh(view, model.write(view)),
        "read one sentence": lambda model: model.encode_text(["a dog runs on a beach"]),
    }
    for what, step in steps.items():
        for name, clock in (("wall", time.perf_counter), ("processor", time.process_time)):
            took: dict[Target, list[float]] = {target: [] for target in models}
            for _ in range(rounds):
                for target, model in models.items():
                    took[target].append(seconds(step, model, clock))
            new, old = (statistics.median(values) for values in took.values())
            print(f"{what}, {name}: {new * 1e3:.1f} / {old * 1e3:.1f} ms = {new / old:.2f}")


if __name__ == "__main__":
    main()
