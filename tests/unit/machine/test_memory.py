import subprocess
import sys
from types import SimpleNamespace

import pytest

from app.machine.memory import clear_cache, give_back

# Blocks that are too small to be mapped singly, every second one still held: glibc cannot lower its top.
HOLED = """
import psutil
from app.machine.memory import give_back
me = psutil.Process()
held = [bytearray(100_000) for _ in range(2000)]
del held[::2]
before = me.memory_info().rss
give_back()
print(before - me.memory_info().rss)
assert all(len(one) == 100_000 for one in held)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's malloc")
def test_memory_between_what_is_held_goes_back() -> None:
    done = subprocess.run([sys.executable, "-c", HOLED], capture_output=True, text=True, check=True)
    assert int(done.stdout) > 80_000_000


def test_what_mlx_keeps_is_returned_where_mlx_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    cleared: list[str] = []
    monkeypatch.setitem(
        sys.modules, "mlx.core", SimpleNamespace(clear_cache=lambda: cleared.append("cleared"))
    )
    clear_cache()
    assert cleared == ["cleared"]
    monkeypatch.delitem(sys.modules, "mlx.core")
    clear_cache()
    assert cleared == ["cleared"]
    assert "mlx.core" not in sys.modules


def test_it_does_nothing_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def loads_no_library(_name: object) -> object:
        raise AssertionError("a library was loaded")

    monkeypatch.setattr("sys.platform", "darwin")
    monkeypatch.setattr("ctypes.CDLL", loads_no_library)
    give_back()
