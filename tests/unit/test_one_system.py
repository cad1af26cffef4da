"""What only one system has is imported where it is used: modules and tests are read on every system."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINUX = {"Xlib", "jeepney"}
MAC = {
    "AppKit",
    "ApplicationServices",
    "Foundation",
    "Quartz",
    "ScreenCaptureKit",
    "Vision",
    "objc",
    "osxphotos",
    "quickmachotkey",
}


def imported(path: Path) -> Iterator[str]:
    """The packages a module imports while it is read."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("folder", ["app", "mlx_models", "tests"])
def test_nothing_of_one_system_is_imported_at_the_top(folder: str) -> None:
    paths = sorted((ROOT / folder).rglob("*.py"))
    assert len(paths) > 40
    found = {path.relative_to(ROOT).as_posix(): (LINUX | MAC) & set(imported(path)) for path in paths}
    assert {name: packages for name, packages in found.items() if packages} == {}
