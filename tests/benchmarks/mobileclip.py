r"""Prints how long MobileCLIP takes for pictures and sentences, ours and open_clip's taking turns in one run.

open_clip is timed with its weights folded (timm's reparameterize_model) and not, on torch's CPU backend; ours
is traced. The checkpoint has random weights; tests/models/goldens/generate_mobileclip.py makes it and says
how to set up the environment that open_clip needs.

    python tests/models/goldens/generate_mobileclip.py --full /tmp/full --only MobileCLIP2-S0
    .venv/bin/python tests/benchmarks/mobileclip.py /tmp/full/MobileCLIP2-S0-training \
        --open-clip /tmp/ref/bin/python
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

BAR, AIM = 0.9, 0.6
KINDS = ("ours", "open_clip", "open_clip, folded")
MODEL = "MobileCLIP2-S0"


def serve(kind: str, folder: Path, cache: Path) -> None:
    """Load a model, then time what each line of the input asks for."""
    import numpy as np

    start = time.perf_counter()
    if kind == "ours":
        from mlx_models import load_mobileclip

        ours = load_mobileclip(folder, cache_dir=cache)
        calls: dict[str, Any] = {"image": ours.encode_image, "text": ours.encode_text}
        calls["image"](np.zeros((1, 3, 256, 256), np.float32))
    else:
        import open_clip
        import torch
        from safetensors.torch import load_file
        from timm.utils import reparameterize_model

        torch.set_grad_enabled(False)
        theirs = open_clip.create_model(MODEL).eval()
        theirs.load_state_dict(load_file(folder / "open_clip_model.safetensors"))
        if kind != "open_clip":
            theirs = reparameterize_model(theirs)
        calls = {
            "image": lambda x: theirs.encode_image(torch.from_numpy(x), normalize=True),
            "text": lambda x: theirs.encode_text(torch.from_numpy(x), normalize=True),
        }
    print(json.dumps(time.perf_counter() - start), flush=True)
    rng = np.random.default_rng(0)
    for line in sys.stdin:
        what, number = json.loads(line)
        given = (
            rng.random((number, 3, 256, 256), dtype=np.float32)
            if what == "image"
            else rng.integers(1, 49406, (number, 77))
        )
        start = time.perf_counter()
        calls[what](given)
        print(json.dumps(time.perf_counter() - start), flush=True)


class Worker:
    """A process with one model in it."""

    def __init__(self, python: str, kind: str, folder: Path, cache: Path) -> None:
        self._process = subprocess.Popen(
            [python, __file__, str(folder), "--serve", kind, "--cache", str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.loaded = self._answer()

    def time(self, what: str, number: int) -> float:
        """Seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([what, number]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> float:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("A worker ended early.")
        return float(json.loads(line))


def main() -> int:
    """Time all of them by turns."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="of MobileCLIP2-S0's size, training form")
    parser.add_argument("--open-clip", help="a Python with open_clip")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        serve(args.serve, args.folder, args.cache)
        return 0
    with tempfile.TemporaryDirectory() as cache:
        pythons = {kind: sys.executable if kind == "ours" else args.open_clip for kind in KINDS}
        first = Worker(sys.executable, "ours", args.folder, Path(cache))
        first.time("text", 1)
        first.close()
        workers = {k: Worker(p, k, args.folder, Path(cache)) for k, p in pythons.items() if p}
        print(f"ours, load and first picture: {first.loaded:.2f} s, again {workers['ours'].loaded:.2f} s")
        good = True
        for what, number in (("image", 8), ("image", 1), ("text", 1), ("text", 8)):
            times: dict[str, list[float]] = {kind: [] for kind in workers}
            for turn in range(args.rounds + 1):
                for kind, worker in workers.items():
                    taken = worker.time(what, number)
                    if turn:  # the first warms up
                        times[kind].append(taken)
            ours = median(times.pop("ours"))
            words = [f"{what}, batch of {number}: ours {ours * 1000:.0f} ms"]
            for kind, found in times.items():
                ratio = ours / median(found)
                words.append(f"{kind} {median(found) * 1000:.0f} ms (ratio {ratio:.2f})")
                good &= what != "image" or number != 8 or ratio <= BAR
            print("; ".join(words), flush=True)
        for worker in workers.values():
            worker.close()
    print(f"bar of the pictures' ratio, batch of 8: {BAR}, aim {AIM}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
