"""A picture of waves, for what a network says of a picture that can be made anywhere.

    python tests/support/waves.py

writes objects.bin and faces.bin here: what the detector's networks take, as TF.js wants it.
"""

import numpy as np
from numpy.typing import NDArray


def waves(side: int) -> NDArray[np.uint8]:
    """(side, side, 3) uint8."""
    down, across = np.mgrid[0:side, 0:side]
    planes = [
        128 + 127 * np.sin(across / (9 + 4 * c) + down / (31 - 6 * c)) * np.cos(down / (17 + 5 * c))
        for c in range(3)
    ]
    return np.stack(planes, -1).astype(np.uint8)


if __name__ == "__main__":
    from mlx_models.detector import faces, objects

    objects.inputs(waves(416))[0].tofile("objects.bin")
    np.ascontiguousarray(faces.batch(waves(192)).transpose(0, 2, 3, 1)).tofile("faces.bin")
