"""Earsight: hear what is on the screen or in a photo, on your own machine."""

from app.control_c import ends_at_once

with ends_at_once():
    import mlx_models.quiet  # noqa: F401  # before onnxruntime is imported

__version__ = "0.1.0"
