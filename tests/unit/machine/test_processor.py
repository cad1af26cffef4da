"""What is said of a processor, by made-up registers, and what happens where it lacks too much."""

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import app.__main__ as way_in
from app.errors import AppError
from app.machine.processor import Processor, of_arm, of_x86, processor

# Leaf 1 ECX, leaf 7 EBX and leaf 0x80000001 ECX as these processors have them, by (leaf, register).
NEHALEM = {(0, 2): 0x00982201, (2, 2): 0x1}
PENRYN = {(0, 2): 0x00082201, (2, 2): 0x1}
ZEN = {(0, 2): 0x7ED83203, (1, 1): 0x01880328, (2, 2): 0x61}
SKYLAKE_X = {(0, 2): 0x7ED83203, (1, 1): 0xF1AF0328, (2, 2): 0x121}
# AT_HWCAP and AT_HWCAP2.
RASPBERRY_PI_4 = {16: 0x83}
GRAVITON_3 = {16: 0x7FFFFF, 26: 0x2000}


def x86(registers: dict[tuple[int, int], int]) -> Processor:
    return of_x86(lambda leaf, register: registers.get((leaf, register), 0))


def arm(vector: dict[int, int]) -> Processor:
    return of_arm(lambda entry: vector.get(entry, 0))


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (x86(NEHALEM), "x86-64 with SSE4.2, without AVX, FMA, AVX2 and AVX-512"),
        (x86(PENRYN), "x86-64 without SSE4.2, AVX, FMA, AVX2 or AVX-512"),
        (x86(ZEN), "x86-64 with SSE4.2, AVX, FMA and AVX2, without AVX-512"),
        (x86(SKYLAKE_X), "x86-64 with SSE4.2, AVX, FMA, AVX2 and AVX-512"),
        (
            arm(RASPBERRY_PI_4),
            "aarch64 with ASIMD, without LSE, half precision, dot products, int8 matrices and SVE",
        ),
        (
            arm(GRAVITON_3),
            "aarch64 with ASIMD, LSE, half precision, dot products, int8 matrices and SVE",
        ),
        (Processor("riscv64"), "riscv64"),
    ],
)
def test_the_instruction_sets_are_told(found: Processor, says: str) -> None:
    assert str(found) == says


@pytest.mark.parametrize(
    "found",
    [x86(NEHALEM), x86(ZEN), x86(SKYLAKE_X), arm(RASPBERRY_PI_4), arm(GRAVITON_3), Processor("riscv64")],
)
def test_these_are_enough(found: Processor) -> None:
    assert found.problem is None


def test_a_processor_that_lacks_what_is_needed_is_named_with_what_would_do() -> None:
    problem = x86(PENRYN).problem
    assert problem is not None
    assert problem.message == "This computer's processor is too old for Earsight: it lacks SSE4.2 and POPCNT."
    assert "Intel" in problem.hint
    assert "AMD" in problem.hint


def test_this_processor_is_known() -> None:
    found = processor()
    assert found.problem is None
    if sys.platform == "linux" and platform.machine() == "x86_64":
        flags = set(Path("/proc/cpuinfo").read_text().split("flags\t\t: ")[1].splitlines()[0].split())
        names = {"avx": "AVX", "fma": "FMA", "avx2": "AVX2", "avx512f": "AVX-512", "popcnt": "POPCNT"}
        if "-AVX512F" in os.environ.get("GLIBC_TUNABLES", ""):
            flags.discard("avx512f")  # packaging/hide_avx512.c hides it from all but the system
        assert {name: found.has[name] for name in names.values()} == {
            name: flag in flags for flag, name in names.items()
        }


def test_where_it_is_not_enough_one_sentence_is_said_and_nothing_is_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("app.machine.processor.processor", lambda: x86(PENRYN))
    monkeypatch.setitem(sys.modules, "app.main", None)  # importing it would fail
    before = signal.getsignal(signal.SIGINT)
    try:
        assert way_in.main() == 2
    finally:
        signal.signal(signal.SIGINT, before)
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"{x86(PENRYN).problem}\n"
    assert isinstance(x86(PENRYN).problem, AppError)


def test_asking_imports_nothing_native_but_ctypes() -> None:
    code = "import sys, app.__main__; print([m for m in ('numpy', 'PIL', 'PySide6') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "[]\n"
