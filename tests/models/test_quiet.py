"""What libraries are told by variables, they are told before they are loaded, in every process."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOLD = {"HF_HUB_DISABLE_TELEMETRY": "1", "MLX_ENABLE_TF32": "0", "ORT_DISABLE_TELEMETRY": "1"}
# Tests load mlx after mlx_models, see tests/conftest.py.
ROOMS = ("app", "mlx_models", "packaging", "tests/support")
PROGRAM = f"""
import importlib.abc, os, sys

class Watch(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in ("mlx", "onnxruntime", "huggingface_hub"):
            print(name, {{name: os.environ.get(name) for name in {sorted(TOLD)}}} == {TOLD})

sys.meta_path.insert(0, Watch())
__import__(sys.argv[1])
import mlx.core, onnxruntime, huggingface_hub
"""


def imported(tree: ast.AST) -> Iterator[str]:
    """What a module imports, at its top or in a function, in no order."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def who_loads_mlx() -> list[str]:
    """Every module outside the tests that imports mlx."""
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")]
    return [
        str(file.relative_to(ROOT))
        for file in files
        if any(
            name.partition(".")[0] in ("mlx", "mlx_lm")
            for name in imported(ast.parse(file.read_text("utf-8")))
        )
    ]


def test_mlx_is_loaded_by_packages_that_tell_it_first() -> None:
    found = who_loads_mlx()
    assert "mlx_models/runtime.py" in found
    assert "app/doctor/doctor.py" in found
    # One that only tests use, which have loaded mlx_models before.
    assert [f for f in found if not f.startswith(("app/", "mlx_models/"))] == [
        "tests/support/tiny_fastvlm.py"
    ]


@pytest.mark.parametrize("first", ["app", "mlx_models", "mlx_models.runtime", "mlx_models.fastvlm.model"])
def test_what_is_told_is_told_before_it_is_loaded(first: str) -> None:
    """Whatever the user's own variables say."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, first],
        cwd=ROOT,
        env={**os.environ, **dict.fromkeys(TOLD, "0"), "MLX_ENABLE_TF32": "1"},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == ["huggingface_hub True", "mlx True", "onnxruntime True"]
