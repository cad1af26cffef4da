from dataclasses import replace
from math import prod
from pathlib import Path

import pytest
import tiny_fastvlm
from macos.machine import Mac
from macos.tools import Tools

from app.errors import AppError
from app.inference.memory import (
    WORK_SPACE,
    available_memory,
    check_room,
    memory_needed,
    parse_meminfo,
    parse_vm_stat,
)
from mlx_models.errors import ModelError, UnfitError
from mlx_models.fastvlm.checkpoint import FastVLMCheckpoint
from mlx_models.fastvlm.config import Layout, Quantization

VM_STAT = """Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               10000.
Pages active:                            500000.
Pages inactive:                           20000.
Pages speculative:                         3000.
Pages throttled:                              0.
Pages wired down:                        120000.
Pages purgeable:                           4000.
"Translation faults":                 100000000.
Pages copy-on-write:                    2000000.
"""


def test_this_machine_has_memory() -> None:
    available = available_memory()
    assert available is not None
    assert 10_000_000 < available < 10**14


def test_linux_says_it_in_meminfo() -> None:
    assert parse_meminfo("MemTotal: 16000 kB\nMemFree:  1 kB\nMemAvailable:   2048 kB\n") == 2_097_152
    assert parse_meminfo("MemTotal: 16000 kB\n") is None


def test_macos_says_it_in_pages() -> None:
    assert parse_vm_stat(VM_STAT) == 16384 * 33000
    assert parse_vm_stat("no figures") is None


def test_a_mac_is_asked_by_vm_stat(mac: Mac, mac_tools: Tools) -> None:
    mac.is_here()
    assert available_memory() is None  # it is not there
    mac_tools.put("/usr/bin/vm_stat", answer=VM_STAT)
    assert available_memory() == 16384 * 33000
    mac_tools.put("/usr/bin/vm_stat", code=1, error="host_statistics64")
    assert available_memory() is None
    assert [one.arguments for one in mac_tools.started("/usr/bin/vm_stat")] == [[], []]


def elements(folder: Path) -> int:
    return sum(map(prod, FastVLMCheckpoint(folder).shapes.values()))


def test_a_processor_computes_half_precision_in_full(tmp_path: Path) -> None:
    folder = tiny_fastvlm.write(tmp_path, dtype="float16")
    assert memory_needed(folder, metal=False) == WORK_SPACE + 4 * elements(folder)


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_on_metal_the_tower_is_float32_and_the_rest_as_it_is_stored(dtype: str, tmp_path: Path) -> None:
    folder = tiny_fastvlm.write(tmp_path, dtype=dtype)
    shapes = FastVLMCheckpoint(folder).shapes
    tower = sum(prod(shape) for name, shape in shapes.items() if not name.startswith("language_model."))
    stored = (folder / "model.safetensors").stat().st_size
    more = 0 if dtype == "float32" else 2 * tower
    assert memory_needed(folder, metal=True) == WORK_SPACE + stored + more


def test_few_bits_take_less_on_a_processor_too(tmp_path: Path) -> None:
    sizes = [
        memory_needed(
            tiny_fastvlm.write(tmp_path / str(bits), Layout.MLX, quantization=Quantization(bits, 32)),
            metal=False,
        )
        for bits in (4, 8)
    ]
    plain = memory_needed(tiny_fastvlm.write(tmp_path / "plain", Layout.MLX), metal=False)
    assert sizes[0] < sizes[1] == plain


def test_what_is_no_checkpoint_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError):
        memory_needed(tmp_path, metal=False)


def test_what_a_processor_does_not_compute_is_refused_before_it_is_read(tmp_path: Path) -> None:
    odd = replace(tiny_fastvlm.TEXT, num_attention_heads=8)
    folder = tiny_fastvlm.write(tmp_path, text=odd)
    with pytest.raises(UnfitError, match="heads have 8 channels"):
        memory_needed(folder, metal=False)
    assert memory_needed(folder, metal=True) > WORK_SPACE


def test_what_fits_and_what_nobody_knows_passes() -> None:
    check_room("It", 5, 5)
    check_room("It", 5, None)
    with pytest.raises(AppError, match=r"It needs 2\.5 gigabytes of memory, and 1\.2 gigabytes are free"):
        check_room("It", 2_500_000_000, 1_200_000_000)
