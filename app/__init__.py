"""Earsight: hear what is on the screen or in a photo, on your own machine."""

import os
import sys

from app.control_c import ends_at_once

with ends_at_once():
    import mlx_models.quiet  # noqa: F401  # before onnxruntime is imported

# Away from Metal MLX only traces; else it would look for a compiler, and start it.
if sys.platform != "darwin":
    os.environ.setdefault("MLX_DISABLE_COMPILE", "1")

__version__ = "0.1.0"
