"""The tests' own guard of the network, and that nothing computes before it was told to be quiet."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = [sys.executable, "-P", "-B", "-c"]


def _send(family: socket.AddressFamily, address: tuple[str, int]) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as one:
        one.sendto(b"x", address)


def _connect(family: socket.AddressFamily, address: tuple[str, int]) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as one:
        one.connect(address)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.getaddrinfo("example.invalid", 443),
        lambda: socket.getaddrinfo(b"example.invalid", 443),
        lambda: socket.gethostbyname("example.invalid"),
        lambda: _connect(socket.AF_INET, ("192.0.2.1", 9)),
        lambda: _connect(socket.AF_INET6, ("2001:db8::1", 9)),
        lambda: _send(socket.AF_INET, ("192.0.2.1", 9)),
    ],
)
def test_other_machines_are_refused_and_noted(reach: Callable[[], object], no_network: Any) -> None:
    with pytest.raises(PermissionError, match="may not reach"):
        reach()
    assert len(no_network.seen) == 1
    no_network.seen.clear()


def test_this_machine_may_be_spoken_to(no_network: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
    here, there = socket.socketpair()
    here.close()
    there.close()
    assert no_network.seen == []


@pytest.mark.parametrize(
    "module",
    [
        "app",
        "app.__main__",
        "app.speech.voice_process",
        "app.desktop.capture.clipboard_process",
        "mlx_models",
        "mlx_models.ort",
    ],
)
def test_telemetry_is_off_before_what_computes_is_loaded(module: str) -> None:
    code = f"""
import os, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == "onnxruntime":
            print("loaded with", os.environ.get("ORT_DISABLE_TELEMETRY"))
sys.meta_path.insert(0, Finder())
import {module}
import onnxruntime
print("left at", os.environ["ORT_DISABLE_TELEMETRY"])
"""
    env = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    done = subprocess.run(
        [*PYTHON, code],
        env={**env, "PYTHONPATH": str(ROOT), "ORT_DISABLE_TELEMETRY": "0"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout.splitlines() == ["loaded with 1", "left at 1"], done.stderr


def test_what_computes_is_imported_by_the_app_and_the_models_alone() -> None:
    others = [
        path
        for folder in ("packaging", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path != Path(__file__) and re.search(r"^\s*(import|from) onnxruntime", path.read_text(), re.M)
    ]
    assert others == []
