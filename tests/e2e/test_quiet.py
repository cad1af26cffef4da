"""That nothing is sent and nothing is left elsewhere, as the system itself sees it: native code too.

`make proof` does more of it, in a room with a network that is watched: packaging/quiet_proof.py.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging_scripts import FOLDER as PACKAGING
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


PHONES = {
    "python": "import socket\ntry: socket.create_connection(('python.invalid', 443), 2)\n"
    "except OSError: pass\n",
    "native": "import ctypes\nctypes.CDLL(None).getaddrinfo(b'native.invalid', b'443', None, ctypes.byref("
    "ctypes.c_void_p()))\n",
    "file": "import os\nopen(os.path.expanduser('~/.device-id'), 'w').close()\n",
    "program": "import subprocess\nsubprocess.run(['/usr/bin/env'], stdout=subprocess.DEVNULL)\n",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="strace is Linux's")
def test_the_next_package_that_phones_home_is_caught(tmp_path: Path) -> None:
    if os.geteuid() != 0 and (why := load("quiet_proof").lacking()):
        # Root can always, and must; a user may lack namespaces, and is told so.
        assert why.startswith("That nothing is sent cannot be proved here")
        return
    package = tmp_path / "phones"
    package.mkdir()
    (package / "__init__.py").write_text("".join(f"from phones import {name}_\n" for name in PHONES))
    for name, code in PHONES.items():
        (package / f"{name}_.py").write_text(code)
    (tmp_path / "sitecustomize.py").write_text("import phones\n")
    command = [sys.executable, "-P", str(PACKAGING / "quiet_proof.py"), "history"]
    clean = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    done = subprocess.run([*command, "--plant", str(tmp_path)], capture_output=True, text=True, timeout=100)
    assert done.returncode == 1, done.stdout + done.stderr
    for found in (
        "network: socket(AF_INET",
        r"written: .*/home/\.device-id",
        r"left at home: .*/home/\.device-id",
        "program: /usr/bin/env",
        "a name was asked for: python.invalid",
        "a name was asked for: native.invalid",
        "somebody came to port 443",
    ):
        assert re.search(found if "\\" in found else re.escape(found), done.stdout), (found, done.stdout)
