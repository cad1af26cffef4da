"""How much of what only a Mac runs is run by tests here, on stand-ins.

    .venv/bin/python tests/benchmarks/mac_coverage.py [--lines]

Counted are the statements of the modules in `WHOLE`, of the functions and classes in `PARTS`, and those that
an `if` lets only a Mac come to. Run are the tests that speak of a Mac.
"""

import argparse
import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "mlx_models")
#: Nothing of these is imported, or at work, anywhere else.
WHOLE = (
    "app/describe/ocr/vision.py",
    "app/desktop/capture/mac.py",
    "app/desktop/capture/mac_pixels.py",
    "app/desktop/capture/permissions.py",
    "app/desktop/keys/mac.py",
    "app/desktop/keys/mac_layout.py",
    "app/desktop/screen_reader/voice_over.py",
    "app/desktop/session/front.py",
    "app/doctor/mac.py",
    "app/library/exchange/apple_photos.py",
    "app/speech/mac_speech.py",
    "app/ui/dialogs/file_open.py",
    "app/ui/system_events.py",
)
#: Likewise, in modules that others need, too.
PARTS = {
    "app/desktop/keys/collisions.py": ("_mac",),
    "app/desktop/new_pictures/screenshot_names.py": ("_is_marked",),
    "app/desktop/new_pictures/screenshots_folder.py": ("_mac",),
    "app/desktop/session/autostart.py": ("_agent",),
    "app/desktop/session/selected_file.py": ("_from_finder",),
    "app/gui/desk.py": ("_on_system_quit", "_on_wanted"),
    "app/gui/dialogs.py": ("allow_screen", "_allow_screen", "_screen_answered", "_turn_on"),
    "app/inference/memory.py": ("parse_vm_stat",),
    "app/speech/earcons.py": ("NSSoundPlayer",),
}
_MAC = re.compile(r"'darwin'|self\._(is_)?mac\b")
_TESTS = re.compile(r"\bmacos\.|\"darwin\"|osxphotos")


def lines_of(path: Path, tree: ast.Module) -> set[int]:
    """The numbers of the lines that only a Mac runs."""
    name = str(path.relative_to(ROOT))
    if name in WHOLE:
        return set(range(1, tree.body[-1].end_lineno + 1))  # type: ignore[operator]
    parts = set(PARTS.get(name, ()))
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in parts:
            parts.discard(node.name)
            found |= _span(node.body)
        for block in _blocks(node):
            for at, one in enumerate(block):
                if isinstance(one, ast.If) and _MAC.search(ast.unparse(one.test)):
                    found |= _span(_only_there(one, block[at + 1 :]))
    if parts:
        raise SystemExit(f"{name} has no {', '.join(sorted(parts))}.")
    return found


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield block


def _only_there(branch: ast.If, rest: list[ast.stmt]) -> list[ast.stmt]:
    """What of an `if` about Macs, and of what follows it, only they run."""
    if not any(isinstance(each, ast.NotEq) for each in ast.walk(branch.test)):
        return branch.body
    leaves = isinstance(branch.body[-1], ast.Return | ast.Raise)
    return branch.orelse or (rest if leaves else [])


def _span(block: list[ast.stmt]) -> set[int]:
    return {line for one in block for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)}


def measure(tests: list[Path], data: Path) -> Coverage:
    """Run the tests, and have what they ran."""
    command = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        f"--data-file={data}",
        f"--source={','.join(FOLDERS)}",
    ]
    pytest = ["-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *map(str, tests)]
    if subprocess.run([*command, *pytest], cwd=ROOT, env=os.environ, check=False).returncode:
        raise SystemExit("The tests do not pass.")
    measured = Coverage(data_file=data)
    measured.load()
    return measured


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--lines", action="store_true", help="print the lines that were not run")
    options = parser.parse_args()
    mirrors = {f"test_{Path(name).name}" for name in WHOLE}
    tests = sorted(
        path
        for folder in ("unit/*", "ui")
        for path in (ROOT / "tests").glob(f"{folder}/**/test_*.py")
        if path.name in mirrors or _TESTS.search(path.read_text(encoding="utf-8"))
    )
    total = run = 0
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(tests, Path(folder, "data"))
        for path in sorted(path for each in FOLDERS for path in (ROOT / each).rglob("*.py")):
            wanted = lines_of(path, ast.parse(path.read_text(encoding="utf-8")))
            if not wanted:
                continue
            _name, statements, _excluded, missing, _text = measured.analysis2(str(path))
            ours, left = wanted & set(statements), wanted & set(missing)
            total, run = total + len(ours), run + len(ours) - len(left)
            if ours:
                share = 1 - len(left) / len(ours)
                print(f"{path.relative_to(ROOT)}: {len(ours) - len(left)} of {len(ours)} ({share:.0%})")
                if options.lines and left:
                    print(f"    not run: {', '.join(map(str, sorted(left)))}")
    print(f"{len(tests)} files of tests run {run} of {total} statements of Macs alone: {run / total:.1%}")


if __name__ == "__main__":
    main()
