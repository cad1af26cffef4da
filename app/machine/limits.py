"""Whether this process may take as much memory as a verb needs, found out before it is taken."""

import os
import resource
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

#: Bytes of address space from which on a verb works, with a photo of 12 megapixels and nothing cached, on two
#: cores (`tests/benchmarks/limits.py`). Others need `_LITTLE`.
_NEEDED = {
    "describe": 1_050_000_000,
    "read": 1_000_000_000,
    "ask": 1_050_000_000,
    "index": 1_050_000_000,
    "watch": 1_050_000_000,
    "bench": 1_050_000_000,
    "search": 800_000_000,
    "photo": 400_000_000,
    "doctor": 600_000_000,
    "gui": 1_200_000_000,
}
_LITTLE = 250_000_000
#: Each further core has threads with a stack each, and room of the libraries' own.
_EACH_CORE = 16_000_000
_USUAL_CORES = 2
#: Of these, so much is ever filled at once: what a group of processes may have counts only that.
_FILLED = 0.55
_GROUPS = Path("/sys/fs/cgroup")
_GROUP = Path("/proc/self/cgroup")


def too_little(arguments: Sequence[str], cores: int | None = None) -> str | None:
    """One or two sentences where a limit of memory is lower than what is asked for needs; else None.

    Args:
        arguments: As they were typed.
        cores: How many the libraries will use; None asks the system.
    """
    need = needed(arguments, cores or os.cpu_count() or 1)
    space, group = _space(), _group_limit()
    if space is not None and space < need:
        return _words(need, space, "The limit is set by ulimit, in the program that started Earsight.")
    if group is not None and group < need * _FILLED:
        return _words(int(need * _FILLED), group, "The limit is set by the container or the service manager.")
    return None


def needed(arguments: Sequence[str], cores: int) -> int:
    """Bytes of address space that what was typed needs."""
    verb = next((one for one in arguments if not one.startswith("-")), "gui")
    if {"-h", "--help", "--version"} & set(arguments):
        verb = "help"
    return _NEEDED.get(verb, _LITTLE) + _EACH_CORE * max(0, cores - _USUAL_CORES)


def _words(need: int, may: int, who: str) -> str:
    short = (
        f"Earsight may take {may / 1e6:,.0f} megabytes of memory here, and needs {need / 1e6:,.0f} for this."
    )
    return f"{short} {who}"


def _space() -> int | None:
    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _group_limit(groups: Path = _GROUPS, group: Path = _GROUP) -> int | None:
    """The lowest memory.max of this process's group and of those it is in; cgroup v2 alone has it there."""
    try:  # macOS has none
        lines = group.read_text().splitlines()
    except OSError:
        return None
    path = next((line[3:].strip("/") for line in lines if line.startswith("0::")), None)
    if path is None:
        return None
    found: list[int] = []
    place = groups / path
    while place == groups or groups in place.parents:
        with suppress(OSError, ValueError):  # "max", or not there for the first of all
            found.append(int((place / "memory.max").read_text()))
        place = place.parent
    return min(found, default=None)
