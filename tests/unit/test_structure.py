"""The project's own shape: what the wheel carries, what the lock says, who may import whom."""

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {
    name: (ROOT / "packaging" / name).read_text(encoding="utf-8")
    for name in ("requirements.lock", "requirements-test.lock")
}
LOCK = LOCKS["requirements.lock"]


def test_packaging_never_shadows_the_package_of_that_name() -> None:
    assert (ROOT / "packaging" / "lock.py").is_file()
    assert not list((ROOT / "packaging").rglob("__init__.py"))


@pytest.mark.parametrize("lock", LOCKS.values(), ids=LOCKS)
def test_every_pin_is_exact_and_hashed(lock: str) -> None:
    entries = [e for e in re.split(r"\n(?=[A-Za-z])", re.sub(r"(?m)^#.*\n", "", lock)) if e.strip()]
    assert len(entries) > 20
    for entry in entries:
        assert re.match(r"[A-Za-z0-9_.-]+==[^ ;]+( ; [^\\]+)? \\\n", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("leak", ["://", "index-url", "find-links", "/opt", "/work", "/home", "file:"])
def test_the_locks_name_no_host_and_no_path(leak: str) -> None:
    assert not any(leak in lock for lock in LOCKS.values())


@pytest.mark.parametrize(
    "unwanted",
    [
        "torch",
        "opencv-python",
        "opencv-python-headless",
        "shapely",
        "requests",
        "hf-xet",
        "cmeel-openblas",
        "pynput",
        "pyobjc",
    ],
)
def test_the_locks_leave_out(unwanted: str) -> None:
    assert not any(re.search(rf"(?m)^{unwanted}==", lock) for lock in LOCKS.values())


@pytest.mark.parametrize(
    ("package", "system"),
    [
        ("mlx-cpu", "linux"),
        ("mlx-metal", "darwin"),
        ("pyobjc-framework-vision", "darwin"),
        ("transformers", "darwin"),
    ],
)
def test_what_belongs_to_one_system_has_its_marker(package: str, system: str) -> None:
    assert re.search(rf"(?m)^{package}==\S+ ; sys_platform == '{system}' \\$", LOCK)


def test_the_wheel_carries_the_assets_and_leaves_training_out(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=100)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "app/paths.py" in names
    assert "mlx_models/errors.py" in names
    assert "app/_assets/samples/cat.jpg" in names
    assert "app/_assets/licences/apple-amlr.txt" in names
    assert "app/_assets/detector/objects.onnx" in names
    assert not [n for n in names if n.startswith(("mlx_models/training", "tests", "packaging"))]


def test_import_contracts_hold() -> None:
    # In a process of its own: it turns off the loggers of this one.
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(cache_dir=None))"
    command = [sys.executable, "-c", check]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("tell", [r"\.database\b", r"\.connection\b", r"\bsqlite3\b", r"\bexecute\("])
def test_only_the_library_and_the_history_know_its_database(tell: str) -> None:
    rooms = (ROOT / "app" / "library", ROOT / "app" / "history")
    files = [file for file in (ROOT / "app").rglob("*.py") if not any(file.is_relative_to(r) for r in rooms)]
    leaks = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if re.search(tell, line)
    ]
    assert leaks == []
    assert any(re.search(tell, file.read_text(encoding="utf-8")) for file in rooms[0].rglob("*.py"))


def test_what_many_tests_need_is_written_once() -> None:
    once = r"(?m)^(?:class (?:Said|Desk|PageDesk)|def until)\b|qt_log_ignore\(\"This plugin"
    files = [path for path in (ROOT / "tests").rglob("*.py") if re.search(once, path.read_text("utf-8"))]
    support = {ROOT / "tests" / "support" / f"{name}.py" for name in ("desk", "page_desk", "said", "waiting")}
    assert set(files) == support
