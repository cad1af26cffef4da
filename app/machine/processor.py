"""What the processor can do, and whether that is enough. Asked before anything native is imported.

The C library is asked, not /proc/cpuinfo: it knows what the system lets programs use, too.
"""

import ctypes
import platform
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from app.errors import AppError

# Name -> (leaf as glibc numbers them, register, bit): /usr/include/x86_64-linux-gnu/bits/platform/x86.h.
_EBX, _ECX = 1, 2
_X86 = {
    "SSE3": (0, _ECX, 0),
    "SSSE3": (0, _ECX, 9),
    "CMPXCHG16B": (0, _ECX, 13),
    "SSE4.1": (0, _ECX, 19),
    "SSE4.2": (0, _ECX, 20),
    "POPCNT": (0, _ECX, 23),
    "LAHF": (2, _ECX, 0),
    "AVX": (0, _ECX, 28),
    "F16C": (0, _ECX, 29),
    "FMA": (0, _ECX, 12),
    "AVX2": (1, _EBX, 5),
    "AVX-512": (1, _EBX, 16),
}
# Name -> (entry of the auxiliary vector, bit): the kernel's AT_HWCAP and AT_HWCAP2.
_ARM = {
    "floating point": (16, 0),
    "ASIMD": (16, 1),
    "AES": (16, 3),
    "CRC32": (16, 7),
    "LSE": (16, 8),
    "half precision": (16, 10),
    "dot products": (16, 20),
    "SVE": (16, 22),
    "int8 matrices": (26, 13),
}
# numpy and Qt are compiled for x86-64-v2, and nothing for more; Armv8.0 has what everything there needs.
_X86_NEEDED = ("SSE3", "SSSE3", "CMPXCHG16B", "SSE4.1", "SSE4.2", "POPCNT", "LAHF")
_ARM_NEEDED = ("floating point", "ASIMD")
_X86_TOLD = ("SSE4.2", "AVX", "FMA", "AVX2", "AVX-512")
_ARM_TOLD = ("ASIMD", "LSE", "half precision", "dot products", "int8 matrices", "SVE")


@dataclass(frozen=True)
class Processor:
    """A processor, as far as it matters.

    Attributes:
        name: "x86-64", "aarch64", "arm64" on a Mac, or what the system calls it.
        has: Instruction set -> whether it may be used; empty where that is not known and does not matter.
        needed: The instruction sets without which Earsight cannot run.
        told: Those worth telling, the newest last.
    """

    name: str
    has: Mapping[str, bool] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    @property
    def problem(self) -> AppError | None:
        """Why Earsight cannot run on it, None where it can."""
        lacks = [name for name in self.needed if not self.has.get(name, True)]
        if not lacks:
            return None
        return AppError(
            f"This computer's processor is too old for Earsight: it lacks {_listed(lacks)}.",
            "Intel's processors since 2009 and AMD's since 2011 have what is needed."
            if self.name == "x86-64"
            else "Any 64-bit Arm processor with these two will do.",
        )

    def __str__(self) -> str:
        """For example "x86-64 with AVX and AVX2, without AVX-512"."""
        there = [name for name in self.told if self.has.get(name)]
        missing = [name for name in self.told if self.has.get(name) is False]
        words = [self.name]
        if there:
            words.append(f"with {_listed(there)}")
        if missing:
            words[-1] += "," if there else ""
            words.append(f"without {_listed(missing, 'and' if there else 'or')}")
        return " ".join(words)


def processor() -> Processor:
    """The processor this process runs on. Takes under a millisecond."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # another C library than glibc 2.33: our wheels need that
            library = ctypes.CDLL(None)
            if platform.machine() == "x86_64":
                return of_x86(_glibc_leaves(library))
            if platform.machine() == "aarch64":
                return of_arm(_auxiliary(library))
    return Processor(platform.machine())


def of_x86(register: Callable[[int, int], int]) -> Processor:
    """An x86-64 processor by what ``register(leaf, number)`` holds of usable features."""
    has = {name: bool(register(leaf, number) >> bit & 1) for name, (leaf, number, bit) in _X86.items()}
    return Processor("x86-64", has, _X86_NEEDED, _X86_TOLD)


def of_arm(auxiliary: Callable[[int], int]) -> Processor:
    """An aarch64 processor by the kernel's auxiliary vector."""
    has = {name: bool(auxiliary(entry) >> bit & 1) for name, (entry, bit) in _ARM.items()}
    return Processor("aarch64", has, _ARM_NEEDED, _ARM_TOLD)


class _Leaf(ctypes.Structure):
    """glibc's struct cpuid_feature: what the processor has, and what of that may be used."""

    _fields_ = (("present", ctypes.c_uint * 4), ("usable", ctypes.c_uint * 4))


def _glibc_leaves(library: ctypes.CDLL) -> Callable[[int, int], int]:
    leaf = library.__x86_get_cpuid_feature_leaf
    leaf.argtypes, leaf.restype = [ctypes.c_uint], ctypes.POINTER(_Leaf)
    return lambda number, register: int(leaf(number).contents.usable[register])


def _auxiliary(library: ctypes.CDLL) -> Callable[[int], int]:
    entry = library.getauxval
    entry.argtypes, entry.restype = [ctypes.c_ulong], ctypes.c_ulong
    return lambda number: int(entry(number))


def _listed(names: list[str], last: str = "and") -> str:
    return f" {last} ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)
