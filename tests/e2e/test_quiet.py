"""That nothing is sent and nothing is left elsewhere, as the system itself sees it: native code too.

`make proof` does more of it, in a room with a network that is watched: packaging/quiet_proof.py.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from packaging_scripts import load

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
UPLOAD = 12.0
"""Seconds: where ONNX Runtime is not told to be quiet, its first upload is tried after nine."""

EVERYTHING = f"""
import sys, time
from app.main import main
for verb in (["index", sys.argv[1], "--wait"], ["describe", sys.argv[1] + "/cat.jpg"], ["search", "a cat"]):
    code = main([*verb, "--no-speak"])
    print("code", code, flush=True)
time.sleep({UPLOAD})
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
def test_a_description_and_a_search_reach_no_network_and_write_nowhere_else(tmp_path: Path) -> None:
    traced = load("traced")
    home, temporary, own, trace = (tmp_path / name for name in ("home", "tmp", "own", "trace"))
    for folder in (home, temporary):
        folder.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    env |= {"HOME": str(home), "TMPDIR": str(temporary), "EARSIGHT_HOME": str(own), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*traced.STRACE, trace, sys.executable, "-P", "-B", "-c", EVERYTHING, SAMPLES],
        env=env,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert [line for line in done.stdout.splitlines() if line.startswith("code")] == ["code 0"] * 3, (
        done.stderr
    )
    lines = trace.read_text(errors="surrogateescape").splitlines()
    programs = {Path(sys.executable).name, Path(os.path.realpath(sys.executable)).name}
    assert any(path.startswith(str(own)) for path in traced.written(lines))  # the trace sees what is written
    assert traced.problems(lines, traced.Rules([own], [temporary], frozenset(programs | {"uname"}))) == []
    assert [path for folder in (home, temporary) for path in folder.rglob("*")] == []
