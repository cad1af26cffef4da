"""How much memory a model takes, and how much this machine has left. Nothing here loads anything."""

import re
import subprocess
import sys
from math import prod
from pathlib import Path

from app.errors import AppError

WORK_SPACE = 1_000_000_000  # pictures, activations and a conversation, in bytes
TOWER = 280_000_000  # what Apple's towers, stored in halves, take more in float32, in bytes
_PACKED_BITS = 4  # up to here ONNX Runtime multiplies matrices as they are stored


def available_memory() -> int | None:
    """Bytes that can be taken without anything being swapped out; None where nobody knows."""
    try:
        if sys.platform == "darwin":
            return parse_vm_stat(subprocess.check_output(["/usr/bin/vm_stat"], text=True, timeout=5))
        else:
            return parse_meminfo(Path("/proc/meminfo").read_text("ascii"))
    except (OSError, subprocess.SubprocessError):
        return None


def parse_meminfo(text: str) -> int | None:
    """MemAvailable of Linux's /proc/meminfo, in bytes; None when it is not there."""
    found = re.search(r"^MemAvailable:\s+(\d+) kB$", text, re.MULTILINE)
    return None if found is None else int(found[1]) * 1024


def parse_vm_stat(text: str) -> int | None:
    """Free, inactive and speculative pages of macOS's vm_stat, in bytes; None without them.

    Purgeable pages are among the inactive and active ones: counted again, a small Mac would seem to have room
    for a model that it has to compress other programs for.
    """
    size = re.search(r"page size of (\d+) bytes", text)
    pages = re.findall(r"^Pages (?:free|inactive|speculative):\s+(\d+)\.$", text, re.MULTILINE)
    return None if size is None or not pages else int(size[1]) * sum(map(int, pages))


def memory_needed(folder: Path, *, metal: bool) -> int:
    """Bytes that a FastVLM checkpoint takes while it works: its weights as they are computed with, and room.

    Reads headers only. On Metal the language model stays as large as it is stored, and all else is float32. A
    processor computes in float32; matrices of the language model with at most four bits stay packed, and ONNX
    Runtime packs them once more.

    Args:
        folder: The checkpoint.
        metal: Whether MLX computes on the graphics processor.

    Raises:
        ModelError: The checkpoint is damaged, or is none.
        UnfitError: A processor does not compute it at all.
    """
    from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
    from mlx_models.fastvlm.config import LANGUAGE

    checkpoint = FastVLMCheckpoint(folder)
    total = WORK_SPACE
    if metal:
        total += sum(p.stat().st_size for p in folder.glob("*.safetensors"))
        for name, shape in checkpoint.shapes.items():
            if not name.startswith(LANGUAGE) and checkpoint.dtype_of(name) in ("F16", "BF16"):
                total += 2 * prod(shape)
        return total
    checkpoint.config.text.check_heads()
    for name, shape in checkpoint.shapes.items():
        layer, _, kind = name.rpartition(".")
        each = 4.0
        if kind == "weight" and name.startswith(LANGUAGE) and checkpoint.is_quantised(layer):
            how = checkpoint.quantization_of(layer)
            if how.bits <= _PACKED_BITS:
                each = 2 * (_PACKED_BITS / 8 + 8 / how.group_size)
        total += int(each * prod(shape))
    return total


def check_room(title: str, needed: int, available: int | None) -> None:
    """Refuse a model that does not fit.

    Args:
        title: The model's name for people.
        needed: Bytes it takes.
        available: Bytes there are; None lets everything pass.

    Raises:
        AppError: It does not fit; has both figures, and what to do.
    """
    if available is not None and needed > available:
        raise AppError(
            f"{title} needs {_gigabytes(needed)} of memory, and {_gigabytes(available)} are free.",
            "Close other programs, or choose a smaller or quantised model: earsight models list.",
        )


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} gigabytes"
