"""A quick matrix library for MLX on Linux, whose wheel brings a slow one: for training and tests only.

Debian's OpenBLAS, loaded with RTLD_GLOBAL before mlx is first imported, takes its place: the dynamic linker
looks into the global scope before it looks into mlx's own libraries. It chooses its kernels by the processor.
"""

import ctypes
import sys
from ctypes.util import find_library

PACKAGE = "libopenblas0-pthread"


def preload() -> None:
    """Load it, on Linux. Call this before mlx is first imported.

    Raises:
        RuntimeError: mlx was imported already, or the library is not installed.
    """
    if sys.platform == "linux":
        library = find_library("openblas")
        if library is None:
            raise RuntimeError(f"Please type: apt-get install -y {PACKAGE}")
        if "mlx.core" in sys.modules and not hasattr(ctypes.CDLL(None), "openblas_get_config"):
            raise RuntimeError("mlx was imported before its matrix library was loaded")
        ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
