"""How many small faults the tests find: ``python tests/benchmarks/mutants.py TREE OUT [--number N]``.

Takes a sample of N places in a tree's `app/describe`, `app/library/query` and `app/speech`, makes each wrong
in a copy of the tree, and runs the tests of these rooms that come past the place, quickest first. A line of
JSON for each is added to OUT; what is in it already is not done again. A place is chosen by the text of its
statement, not by where it stands, so that two trees are tried at the same places as far as both have them.
"""

import argparse
import ast
import contextlib
import hashlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

ROOMS = ("app/describe", "app/library/query", "app/speech")
TESTS = ("tests/unit/describe", "tests/unit/library/query", "tests/unit/speech")
NOT_HERE = ("vision.py",)
"""Runs on a Mac only."""
BUDGET = 12.0
"""Seconds of tests, as measured without a fault, that one place may cost."""
PATIENCE = 15
"""Seconds until a test that waits gives up. `tests/support/waiting.py` has more, which most faults take."""
LINES, CHOSEN = "EARSIGHT_MUTANTS_LINES", "EARSIGHT_MUTANTS_CHOSEN"

SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Break: (ast.Continue,),
    ast.Continue: (ast.Break,),
}


@dataclass(frozen=True)
class Place:
    """Something that can be made wrong in one way.

    Attributes:
        key: The same in two trees that have the same statement.
        file: Relative to the tree.
        lines: First and last line of the statement, of its head where it has a body.
        node: Its number among the file's nodes.
        way: Which of the ways for this node.
    """

    key: str
    file: str
    lines: tuple[int, int]
    node: int
    way: int
    operator: str
    statement: str


def ways(node: ast.AST) -> list[tuple[str, Callable[[], None]]]:
    """What can be made wrong in a node: a word for it, and what does it to this node."""
    found: list[tuple[str, Callable[[], None]]] = []

    def add(operator: str, holder: Any, name: str, value: Any) -> None:
        found.append((operator, lambda: setattr(holder, name, value)))

    match node:
        case ast.Compare(left, ops, comparators):
            for place, operation in enumerate(ops):
                for other in SWAPS[type(operation)]:
                    changed = [*ops[:place], other(), *ops[place + 1 :]]
                    add(f"{type(operation).__name__} {place} to {other.__name__}", node, "ops", changed)
            for text in (left, *comparators):
                if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value:
                    add(f"{text.value!r} emptied", text, "value", "")
        case ast.Constant(value) if type(value) is bool:
            add("the other truth", node, "value", not value)
        case ast.Constant(value) if type(value) is int:
            add("one more", node, "value", value + 1)
            add("one less", node, "value", value - 1)
        case ast.BoolOp() | ast.BinOp(op=ast.Add() | ast.Sub()):
            for other in SWAPS[type(node.op)]:
                add(f"{type(node.op).__name__} to {other.__name__}", node, "op", other())
        case ast.UnaryOp(ast.Not(), operand):
            add("not removed", node, "operand", ast.UnaryOp(ast.Not(), operand))
        case ast.If() | ast.While() | ast.IfExp():
            add("condition turned round", node, "test", ast.UnaryOp(ast.Not(), node.test))
        case ast.Return(value) if value is not None and not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            add("nothing returned", node, "value", ast.Constant(None))
        case ast.Expr(ast.Call()):
            add("not called", node, "value", ast.Constant(...))
        case ast.Break() | ast.Continue():
            (other,) = SWAPS[type(node)]
            add(f"{type(node).__name__} to {other.__name__}", node, "__class__", other)
    return found


def is_left_alone(node: ast.AST) -> bool:
    """Whether no test should have to find what is wrong in it: logs, and what only a type checker reads."""
    match node:
        case ast.Expr(ast.Constant()) | ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name)))):
            return name in ("_log", "log", "logger", "_logger")
        case ast.If(ast.Name("TYPE_CHECKING")):
            return True
    return False


def nodes_of(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.stmt]]:
    """Every node that may be made wrong, with the smallest statement around it, in an order that stays."""

    def within(node: ast.AST, statement: ast.stmt | None) -> Iterator[tuple[ast.AST, ast.stmt]]:
        if is_left_alone(node):
            return
        if isinstance(node, ast.stmt):
            statement = node
        if statement is not None:
            yield node, statement
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from within(child, statement)

    return within(tree, None)


def places_of(tree: Path, seed: int) -> list[Place]:
    """Everything that can be made wrong in the rooms, in the order of the sample."""
    places = []
    times: Counter[str] = Counter()
    files = [
        file for room in ROOMS for file in sorted((tree / room).rglob("*.py")) if file.name not in NOT_HERE
    ]
    for file in files:
        for number, (node, statement) in enumerate(nodes_of(ast.parse(file.read_text("utf-8")))):
            body = getattr(statement, "body", None) or getattr(statement, "cases", None)
            if body:
                start = getattr(body[0], "lineno", statement.lineno + 1)
                lines = (statement.lineno, max(statement.lineno, start - 1))
                heads = ast.unparse(statement).split("\n")
                text = next(line for line in heads if not line.startswith("@"))
            else:
                lines = (statement.lineno, statement.end_lineno or statement.lineno)
                text = ast.unparse(statement)
            for way, (operator, _) in enumerate(ways(node)):
                same = f"{text}\n{operator}"
                times[same] += 1
                key = hashlib.sha256(f"{seed}\n{same}\n{times[same]}".encode()).hexdigest()
                places.append(Place(key, str(file.relative_to(tree)), lines, number, way, operator, text))
    return sorted(places, key=lambda place: place.key)


def wrong(source: str, place: Place) -> str:
    """The file's text with the fault in it."""
    tree = ast.parse(source)
    for number, (node, _) in enumerate(nodes_of(tree)):
        if number == place.node:
            ways(node)[place.way][1]()
            return ast.unparse(ast.fix_missing_locations(tree))
    raise ValueError(place)


# As a plugin of pytest's, in the processes that run the tests.


class Lines:
    """Which lines of the rooms each test comes past, and how long it takes."""

    def __init__(self, root: Path, out: Path) -> None:
        self._roots = tuple(str(root / room) + os.sep for room in ROOMS)
        self._root = root
        self._out = out
        self._now: set[tuple[str, int]] = set()
        self.tests: dict[str, dict[str, Any]] = {}
        threading.settrace(self._enter)
        sys.settrace(self._enter)

    def _enter(self, frame: FrameType, _event: str, _value: object) -> Any:
        return self._line if frame.f_code.co_filename.startswith(self._roots) else None

    def _line(self, frame: FrameType, event: str, _value: object) -> Any:
        if event == "line":
            self._now.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._now = set()
        sys.settrace(self._enter)  # a test may have put something else there
        result = yield
        lines = defaultdict(list)
        for file, line in sorted(self._now):
            lines[str(Path(file).relative_to(self._root))].append(line)
        self.tests[item.nodeid]["lines"] = lines
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        test = self.tests.setdefault(report.nodeid, {"seconds": 0.0, "good": True})
        test["seconds"] += report.duration
        test["good"] &= report.passed

    def pytest_sessionfinish(self) -> None:
        sys.settrace(None)
        self._out.write_text(json.dumps({name: test for name, test in self.tests.items() if test["good"]}))


class Chosen:
    """Runs these tests and no others, in this order."""

    def __init__(self, names: list[str]) -> None:
        self._order = {name: number for number, name in enumerate(names)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((i for i in items if i.nodeid in self._order), key=lambda i: self._order[i.nodeid])


def pytest_configure(config: pytest.Config) -> None:
    """Said by pytest where this file is its plugin."""
    if LINES in os.environ:
        config.pluginmanager.register(Lines(config.rootpath, Path(os.environ[LINES])))
    if CHOSEN in os.environ:
        config.pluginmanager.register(Chosen(json.loads(Path(os.environ[CHOSEN]).read_text())))


# As a program.


class Copy:
    """A copy of a tree in which faults are put and taken out again."""

    def __init__(self, tree: Path, folder: Path) -> None:
        self.root = folder / "tree"
        self._folder = folder
        folder.mkdir()
        ignored = shutil.ignore_patterns(
            ".git", ".venv", "__pycache__", ".*_cache", ".hypothesis", "build", "dist", "training", "goldens"
        )
        for name in ("app", "mlx_models", "assets", "tests", "packaging"):
            shutil.copytree(tree / name, self.root / name, ignore=ignored)
        # tests/conftest.py knows one module of training's.
        shutil.copytree(tree / "mlx_models/training", self.root / "mlx_models/training")
        shutil.copy(tree / "pyproject.toml", self.root)
        waiting = self.root / "tests/support/waiting.py"
        text = waiting.read_text("utf-8")
        assert "\nPATIENCE = 60.0\n" in text
        waiting.write_text(text.replace("\nPATIENCE = 60.0\n", f"\nPATIENCE = {PATIENCE}.0\n"), "utf-8")

    def run(self, arguments: Sequence[str], limit: float | None, **extra: str) -> tuple[int | None, str]:
        """Run pytest; its exit code, or None where the time was up, and what it printed."""
        own = str(Path(__file__).resolve().parent)
        path = os.pathsep.join([str(self.root), own])
        env = os.environ | {"PYTHONPATH": path} | extra
        command = [sys.executable, "-m", "pytest", "-q", "-p", "mutants", "-p", "no:cacheprovider"]
        command += ["--timeout", "60", "-m", "not slow", f"--basetemp={self._folder / 'temp'}", *arguments]
        with tempfile.TemporaryFile("w+") as out:
            process = subprocess.Popen(
                command, cwd=self.root, env=env, stdout=out, stderr=out, start_new_session=True
            )
            try:
                code = process.wait(limit)
            except subprocess.TimeoutExpired:
                code = None
            finally:
                if process.poll() is None or code is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
            out.seek(0)
            return code, out.read()

    def lines(self) -> dict[str, dict[str, Any]]:
        """Which lines each test comes past. Tests that fail without a fault are left out."""
        out = self._folder / "lines.json"
        code, printed = self.run(TESTS, None, **{LINES: str(out)})
        if code not in (0, 1):
            raise SystemExit(printed)
        return json.loads(out.read_text())

    def try_out(self, place: Place, tests: list[str], seconds: float) -> tuple[int | None, str]:
        """Put the fault in, run the tests, take it out."""
        path = self.root / place.file
        source = path.read_text("utf-8")
        chosen = self._folder / "chosen.json"
        chosen.write_text(json.dumps(tests))
        files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
        path.write_text(wrong(source, place), "utf-8")
        try:
            extra = {CHOSEN: str(chosen), "PYTHONDONTWRITEBYTECODE": "1"}
            return self.run(["-x", *files], 60 + 6 * seconds, **extra)
        finally:
            path.write_text(source, "utf-8")


def tests_for(place: Place, tests: dict[str, dict[str, Any]]) -> tuple[list[str], float]:
    """The tests that come past a place, quickest first, within the budget; and their seconds.

    What runs on import, or in a process of its own, no test is seen to come past: the file's tests are taken.
    """
    span = range(place.lines[0], place.lines[1] + 1)
    fitting = {n: t for n, t in tests.items() if any(line in span for line in t["lines"].get(place.file, ()))}
    if not fitting:
        mirror = f"/test_{Path(place.file).stem}.py::"
        fitting = {n: t for n, t in tests.items() if mirror in n or place.file in t["lines"]}
    names, seconds = [], 0.0
    for name, test in sorted(fitting.items(), key=lambda both: (both[1]["seconds"], both[0])):
        if names and seconds + test["seconds"] > BUDGET:
            break
        names.append(name)
        seconds += test["seconds"]
    return names, seconds


def report(out: Path) -> str:
    """The figures of one run, in a sentence; what was not found, a line each."""
    results = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    kinds = Counter(result["result"] for result in results)
    found = len(results) - kinds["lived"] - kinds["no test"]
    rest = [r for r in results if r["result"] in ("lived", "no test")]
    lines = [
        f"{r['file']}:{r['line']} {r['operator']}: {r['statement'][:90]!r} ({r['result']})" for r in rest
    ]
    return "\n".join([*sorted(lines), f"{found} of {len(results)} found ({dict(kinds)})."])


def tried(place: Place, tests: dict[str, dict[str, Any]], copy: Copy) -> dict[str, Any]:
    """What came of one fault, as it is kept."""
    names, seconds = tests_for(place, tests)
    start = time.monotonic()
    code, printed = copy.try_out(place, names, seconds) if names else (0, "")
    result = {None: "hung", 0: "lived" if names else "no test", 1: "failed"}.get(code, "broke")
    last = [line for line in printed.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return {
        "key": place.key,
        "result": result,
        "file": place.file,
        "line": place.lines[0],
        "operator": place.operator,
        "statement": place.statement,
        "by": last[0][:200] if last else printed[-300:] if result == "broke" else "",
        "tests": len(names),
        "seconds": round(time.monotonic() - start, 1),
    }


def main(arguments: list[str]) -> int:
    """Do what is missing in OUT; print what was not found."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--seed", type=int, default=14)
    parser.add_argument("--jobs", type=int, default=1, help="so many at a time")
    asked = parser.parse_args(arguments)
    tree = asked.tree.resolve()
    sample = places_of(tree, asked.seed)[: asked.number]
    done = set()
    if asked.out.exists():
        done = {json.loads(line)["key"] for line in asked.out.read_text("utf-8").splitlines()}
    todo = queue.SimpleQueue[Place]()
    for place in sample:
        if place.key not in done:
            todo.put(place)
    with tempfile.TemporaryDirectory(prefix="earsight-mutants-") as folder:
        copies = [Copy(tree, Path(folder, str(number))) for number in range(asked.jobs)]
        kept = asked.out.with_suffix(".lines.json")
        if not kept.exists():
            kept.write_text(json.dumps(copies[0].lines()))
        tests = json.loads(kept.read_text())

        def work(copy: Copy) -> None:
            copy.run(["--collect-only", *TESTS], None)  # compiles what no fault is put into
            with contextlib.suppress(queue.Empty):
                while True:
                    line = tried(todo.get_nowait(), tests, copy)
                    with asked.out.open("a", encoding="utf-8") as out:
                        out.write(json.dumps(line, ensure_ascii=False) + "\n")

        with ThreadPoolExecutor(asked.jobs) as pool:
            list(pool.map(work, copies))
    print(report(asked.out))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
