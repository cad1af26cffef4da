r"""Prints FastVLM's bars, ours and the others' taking turns in one run.

The checkpoint has random weights of FastVLM-0.5B's sizes; tests/models/goldens/generate_fastvlm.py makes it
and says how to set up the environment that transformers needs. mlx-vlm needs another (pip install
mlx-vlm==0.7.10 "mlx[cpu]"); its one picture takes minutes.

    python tests/models/goldens/generate_fastvlm.py --full /tmp/full
    .venv/bin/python tests/benchmarks/fastvlm.py /tmp/full --transformers /tmp/ref/bin/python \
        --mlx-vlm /tmp/vlm/bin/python
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

WORKER = Path(__file__).with_name("fastvlm_worker.py")
TOKENS = 24
QUESTION = 48  # positions of a follow-up question with what an answer must keep to and the role markers
GIGA = 1e9


class Worker:
    """A process with one model in it."""

    def __init__(self, python: str, kind: str, folder: Path, cache: Path) -> None:
        self._process = subprocess.Popen(
            [python, str(WORKER), kind, str(folder), str(cache)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.peak = 0
        self.loaded = self._answer()["seconds"]

    def time(self, *task: object) -> float:
        """Seconds that one task took."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        answer = self._answer()
        self.peak = answer["peak"]
        return float(answer["seconds"])

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("A worker ended early.")
        found: dict[str, Any] = json.loads(line)
        return found


def weights_size(folder: Path) -> int:
    """Bytes of all weights in float32."""
    from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint

    total = 0
    for shape in FastVLMCheckpoint(folder).shapes.values():
        count = 4
        for side in shape:
            count *= side
        total += count
    return total


def converted(folder: Path, bits: int | None) -> Path:
    """The same weights in MLX's layout, quantised or not; made once."""
    from mlx_models.fastvlm.config import Quantization
    from mlx_models.fastvlm.convert import convert

    target = folder.with_name(f"{folder.name}-mlx-{bits or 'plain'}")
    if not target.exists():
        convert(folder, target, Quantization(bits, 64) if bits else None)
    return target


def row(what: str, value: float, bar: float, aim: float, details: str, *, lower: bool = True) -> None:
    """Print one row of the table."""
    met = value <= bar if lower else value >= bar
    print(
        f"{what:58s} {value:7.3f}  bar {bar:6.3f}  aim {aim:6.3f}  {'met' if met else 'MISSED'}  {details}",
        flush=True,
    )


def main() -> None:
    """Time everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--transformers", required=True, metavar="PYTHON")
    parser.add_argument("--mlx-vlm", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    cache = args.folder.with_name(f"{args.folder.name}-cache")
    four = converted(args.folder, 4)
    cold = Worker(sys.executable, "ours", args.folder, cache)
    cold.close()
    ours = Worker(sys.executable, "ours", args.folder, cache)
    load = ours.loaded
    theirs = Worker(args.transformers, "transformers", args.folder, cache)
    times: dict[str, list[float]] = {}

    def both(name: str, *task: object) -> None:
        # Next to each other in time, so that what else the machine does hits both alike.
        times.setdefault(f"ours {name}", []).append(ours.time(*task))
        times.setdefault(f"theirs {name}", []).append(theirs.time(*task))

    ours.time("first", 1024)
    theirs.time("first", 1024)
    peak = ours.peak - weights_size(args.folder)
    for _ in range(args.rounds):
        both("encode", "encode", 1024)
        both("first", "first", 1024)
        both("decode", "decode", TOKENS)
        times.setdefault("follow-up", []).append(ours.time("follow_up", QUESTION))
    ours.time("first", 512)
    for _ in range(args.rounds):
        times.setdefault("small", []).append(ours.time("first", 512))
        times.setdefault("large", []).append(ours.time("first", 1024))
    ours.close()
    packed = Worker(sys.executable, "ours", four, cache)
    packed.time("first", 512)
    theirs.time("first", 512)
    for _ in range(args.rounds):
        times.setdefault("packed", []).append(packed.time("decode", TOKENS))
        times.setdefault("theirs again", []).append(theirs.time("decode", TOKENS))
    packed.close()
    theirs.close()
    m = {name: median(found) for name, found in times.items()}
    speed = {n: TOKENS / m[n] for n in ("ours decode", "theirs decode", "packed", "theirs again")}
    for name, what in (("first", "time to first token"), ("encode", "image encode")):
        a, b = m[f"ours {name}"], m[f"theirs {name}"]
        row(f"{what}, ours / transformers", a / b, 0.85, 0.6, f"{a:.2f} s / {b:.2f} s")
    for a, b, what, aim in (
        ("ours decode", "theirs decode", "decode, fp32, ours / transformers", 1.4),
        ("packed", "theirs again", "decode, 4-bit, ours / transformers fp32", 3.0),
    ):
        row(what, speed[a] / speed[b], 1.1, aim, f"{speed[a]:.1f} / {speed[b]:.1f} tokens/s", lower=False)
    row("time to first token, 512 / 1024", m["small"] / m["large"], 0.35, 0.25, f"{m['small']:.2f} s")
    follow = m["follow-up"]
    row("follow-up's first token / the first one's", follow / m["ours first"], 0.15, 0.08, f"{follow:.2f} s")
    row("load to ready, second time, s", load, 8, 4, f"cold {cold.loaded:.1f} s")
    row("peak memory over the weights, GB", peak / GIGA, 1.5, 0.8, f"{(ours.peak) / GIGA:.2f} GB in all")

    if args.mlx_vlm:
        other = Worker(args.mlx_vlm, "mlx-vlm", converted(args.folder, None), cache)
        slow = other.time("encode", 1024)
        other.close()
        row("image encode, ours / mlx-vlm", m["ours encode"] / slow, 1 / 45, 1 / 70, f"{slow:.0f} s, once")


if __name__ == "__main__":
    main()
