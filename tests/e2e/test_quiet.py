"""That nothing is sent and nothing is left elsewhere, as the system itself sees it: native code too."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "assets" / "samples"
CALLS = "trace=socket,open,openat,openat2,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink"
WRITES = re.compile(r"O_(WRONLY|RDWR|CREAT)|\b(creat|mkdir(at)?|rename(at2?)?|link(at)?|symlink)\(")
QUOTED = re.compile(r'"([^"]*)"')
UPLOAD = 12.0
"""Seconds: where ONNX Runtime is not told to be quiet, its first upload is tried after nine."""

EVERYTHING = f"""
import sys, time
from app.application import main
for verb in (["index", sys.argv[1], "--wait"], ["describe", sys.argv[1] + "/cat.jpg"], ["search", "a cat"]):
    code = main([*verb, "--no-speak"])
    print("code", code, flush=True)
time.sleep({UPLOAD})
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
def test_a_description_and_a_search_reach_no_network_and_write_nowhere_else(tmp_path: Path) -> None:
    home, temporary, own, trace = (tmp_path / name for name in ("home", "tmp", "own", "trace"))
    for folder in (home, temporary):
        folder.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    env |= {"HOME": str(home), "TMPDIR": str(temporary), "EARSIGHT_HOME": str(own), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [
            *("strace", "-f", "-qq", "-e", CALLS, "-e", "signal=none", "-o", trace),
            *(sys.executable, "-P", "-B", "-c", EVERYTHING, SAMPLES),
        ],
        env=env,
        capture_output=True,
        text=True,
        timeout=110,
    )
    assert [line for line in done.stdout.splitlines() if line.startswith("code")] == ["code 0"] * 3, (
        done.stderr
    )
    lines = trace.read_text(errors="replace").splitlines()
    assert [line for line in lines if "AF_INET" in line] == []
    written = {path for line in lines if WRITES.search(line) for path in QUOTED.findall(line)}
    assert any(path.startswith(str(own)) for path in written)  # the trace sees what is written
    mine = (str(own), str(temporary), "/dev/", "/proc/self/")
    assert sorted(path for path in written if path.startswith("/") and not path.startswith(mine)) == []
    left = [path for folder in (home, temporary) for path in folder.rglob("*")]
    assert left == []
