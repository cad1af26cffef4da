"""Set-up: what it installs, what it takes out again and what it leaves alone, and what is heard meanwhile."""

import ast
import base64
import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path
from platform import machine
from typing import Any

import pytest
from packaging_scripts import load

ROOT = Path(__file__).resolve().parents[2]


install = load("install")


def _package(folder: Path, name: str, version: str = "1.0", needs: tuple[str, ...] = ()) -> None:
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    (info / "METADATA").write_text("\n".join([*lines, *(f"Requires-Dist: {need}" for need in needs)]) + "\n")


def _pins(*names: str) -> list[Any]:
    return [install.Pin(name, "1.0", 1.0) for name in names]


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    folder = tmp_path / "packages"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path, packages: Path) -> Any:
    return install.Environment(tmp_path, packages)


# What the locks say


def test_each_pin_is_needed_by_running_or_by_tests_but_never_by_both() -> None:
    run, test = install.read_lock(install.RUN_LOCK), install.read_lock(install.TEST_LOCK)
    assert len(run) > 40
    assert len(test) > 20
    assert {pin.name for pin in run}.isdisjoint(pin.name for pin in test)
    assert all(pin.megabytes > 0 for pin in (*run, *test))


def test_no_pin_is_overlooked() -> None:
    for lock in (install.RUN_LOCK, install.TEST_LOCK):
        text = lock.read_text()
        assert len(re.findall("(?m)^[^# ]+==", text)) == len(install._PIN.findall(text)) > 0


def test_only_what_this_machine_needs_counts(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    other = "win32" if sys.platform == "linux" else "linux"
    lock.write_text(
        f"# megabytes: alpha 1.5, {machine()} 80.3\n"
        f"Big_One==6.11 ; sys_platform == '{sys.platform}' \\\n    --hash=sha256:0\n"
        f"# megabytes: alpha 1.5\nelsewhere==1 ; sys_platform == '{other}' \\\n    --hash=sha256:0\n"
    )
    assert install.read_lock(lock) == [install.Pin("big-one", "6.11", 80.3)]


def test_all_that_the_app_imports_is_among_what_running_needs() -> None:
    text = install.RUN_LOCK.read_text()
    running = {install.canonicalize_name(name) for name in re.findall("(?m)^([^# ]+)==", text)}
    known = packages_distributions()
    for file in [*(ROOT / "app").rglob("*.py"), *(ROOT / "mlx_models").rglob("*.py")]:
        if "training" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                homes = {install.canonicalize_name(home) for home in known.get(name.split(".")[0], ())}
                assert not homes or homes & {*running, "earsight"}, f"{file}: {name}"


# What goes and what stays


def test_where_set_up_put_nothing_nothing_goes(environment: Any, packages: Path) -> None:
    for name in ("opencv-python-headless", "transformers", "mine"):
        _package(packages, name)
    assert environment.superfluous(_pins("numpy"), _pins("transformers"), tests=False) == []


def test_what_the_first_set_up_put_there_goes(environment: Any, packages: Path, tmp_path: Path) -> None:
    (tmp_path / ".installed").touch()
    for name in ("opencv-python-headless", "Shapely", "numpy", "transformers", "mine", "pip"):
        _package(packages, name)
    gone = environment.superfluous(_pins("numpy"), _pins("transformers"), tests=False)
    assert gone == ["opencv-python-headless", "shapely", "transformers"]
    gone = environment.superfluous(_pins("numpy"), _pins("transformers"), tests=True)
    assert gone == ["opencv-python-headless", "shapely"]


def test_what_the_user_added_stays_with_all_it_needs(
    environment: Any, packages: Path, tmp_path: Path
) -> None:
    (tmp_path / ".installed").touch()
    _package(packages, "mine", needs=("Requests>=2", "colorlog; sys_platform == 'none'", "not a name!"))
    _package(packages, "requests", needs=("urllib3", "certifi"))
    for name in ("urllib3", "certifi", "colorlog", "shapely"):
        _package(packages, name)
    assert environment.superfluous(_pins("numpy"), [], tests=False) == ["colorlog", "shapely"]


def test_what_tests_added_stays_when_only_running_is_set_up(environment: Any, packages: Path) -> None:
    for name in ("numpy", "pytest", "gone"):
        _package(packages, name)
    environment.stamp(".installed", ["numpy", "gone"])
    environment.stamp(".tests-installed", ["pytest"])
    assert environment.superfluous(_pins("numpy"), _pins("pytest"), tests=False) == ["gone"]
    assert environment.superfluous(_pins("numpy"), [], tests=False) == ["gone", "pytest"]


def test_a_package_set_up_never_put_there_is_the_users_even_when_tests_have_it(
    environment: Any, packages: Path
) -> None:
    _package(packages, "pytest")
    environment.stamp(".installed", ["numpy"])
    assert environment.superfluous(_pins("numpy"), _pins("pytest"), tests=False) == []


def test_what_a_killed_pip_left_is_cleared_up(environment: Any, packages: Path) -> None:
    for name in ("numpy", "onnx", "mine"):
        _package(packages, name)
    (packages / "onnx-1.0.dist-info" / "INSTALLER").write_text("pip\n")
    (packages / "~umpy").mkdir()
    environment.clear_up(_pins("numpy", "onnx"))
    assert sorted(file.name for file in packages.iterdir()) == ["mine-1.0.dist-info", "onnx-1.0.dist-info"]


def test_another_version_counts_as_missing(environment: Any, packages: Path) -> None:
    _package(packages, "numpy")
    _package(packages, "Pillow-Heif", "0.9")
    missing = environment.missing(_pins("numpy", "pillow-heif", "onnx"))
    assert [pin.name for pin in missing] == ["pillow-heif", "onnx"]


# What is heard


def test_progress_counts_what_is_here(environment: Any, packages: Path, tmp_path: Path) -> None:
    pins = [install.Pin(name, "1.0", size) for name, size in (("a", 1.0), ("b", 3.0), ("c", 2.0))]
    temporary, log, local = tmp_path / "tmp", tmp_path / "log", tmp_path / "c-1.0.whl"
    (temporary / "pip-unpack-1").mkdir(parents=True)
    log.write_text("Collecting a\n")
    progress = install.Progress(pins, environment, temporary, log)
    assert progress() == "Waiting for the package registry."
    (temporary / "pip-unpack-1" / "a.whl").write_bytes(b"0" * 1_000_000)
    (temporary / "pip-unpack-1" / "b.whl").write_bytes(b"0" * 1_000_000)
    assert progress() == "1 of 3 packages, 2 of 6 megabytes."
    (temporary / "pip-unpack-1" / "b.whl").write_bytes(b"0" * 3_000_000)
    local.write_bytes(b"0" * 2_000_000)
    log.write_text(f"Collecting a\nProcessing {local} (from -r lock (line 9))\n")
    assert progress() == "3 of 3 packages, 6 of 6 megabytes."
    _package(packages, "a")
    log.write_text("Collecting a\nInstalling collected packages: a, b, c\n")
    assert progress() == "Everything is here. Unpacked: 1 of 3 packages."


def test_the_same_line_is_not_said_again_too_soon() -> None:
    waits, heard = iter([None] * 9 + [7]), []
    lines = iter(["one", "one", "two", *["two"] * 6])
    assert install.watch(lambda seconds: next(waits), lambda: next(lines), heard.append) == 7
    assert heard == ["one", "two", "two"]


@pytest.mark.parametrize(
    ("log", "sentence"),
    [
        ("WARNING: Retrying (Retry(total=0, connect=None)) after ...\nERROR: x", "cannot be reached"),
        ("WARNING: Retrying (Retry(total=0)) after 'SSLError(CERTIFICATE_VERIFY_FAILED)'", "certificate"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full."),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "not the one"),
    ],
)
def test_a_fault_that_is_known_is_one_sentence(log: str, sentence: str) -> None:
    said, lines = install.fault(log)
    assert sentence in said
    assert lines == []


def test_of_any_other_fault_the_end_is_told_without_pips_din() -> None:
    din = "WARNING: Location 'file:///x/' is ignored: it is neither a file nor a directory.\n"
    log = "Retry(total=4)\n" + "".join(f"line {n}\n\n{din}" for n in range(9)) + "ERROR: why\n" + din
    said, lines = install.fault(log)
    assert said == install.OTHER_FAULT
    assert lines == [*(f"line {n}" for n in range(4, 9)), "ERROR: why"]


# The whole of it, with small wheels


def _wheel(folder: Path, name: str, version: str, needs: str = "") -> str:
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{file},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},"
        f"{len(text)}\n"
        for file, text in files.items()
    )
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            wheel.writestr(file, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"# megabytes: {machine()} 0.1\n{name}=={version} \\\n    --hash=sha256:{digest}\n"


BACKEND = r"""
import zipfile

INFO = "earsight-1.0.dist-info"


def build_editable(folder, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{folder}/earsight-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{INFO}/METADATA", "Metadata-Version: 2.1\nName: earsight\nVersion: 1.0\n")
        wheel.writestr(f"{INFO}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{INFO}/RECORD", "")
    return "earsight-1.0-py3-none-any.whl"
"""


@pytest.mark.slow
def test_an_environment_follows_the_locks_and_a_fault_leaves_it_as_it_was(tmp_path: Path) -> None:
    venv, packaging, wheels = tmp_path / "venv", tmp_path / "packaging", tmp_path / "wheels"
    packaging.mkdir()
    wheels.mkdir()
    subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True, timeout=100)
    (packaging / "install.py").write_text((ROOT / "packaging" / "install.py").read_text())
    (tmp_path / "backend.py").write_text(BACKEND)
    (tmp_path / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
        '[project]\nname = "earsight"\nversion = "1.0"\n'
    )
    run, test = packaging / "requirements.lock", packaging / "requirements-test.lock"

    def set_up(*arguments: str, **settings: str) -> tuple[int, list[str], list[str]]:
        done = subprocess.run(
            [venv / "bin" / "python", packaging / "install.py", *arguments],
            env=os.environ | {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheels)} | settings,
            capture_output=True,
            text=True,
            timeout=100,
        )
        (places,) = (venv / "lib").glob("python3.*/site-packages")
        there = sorted(
            {info.name.split("-")[0] for info in places.glob("*.dist-info")} - {"pip", "setuptools"}
        )
        lines = (done.stdout + done.stderr).splitlines()
        # How far it is, on a machine so busy that this is said.
        lines = [line for line in lines if not re.match(r"Waiting for|\d+ of|Everything is here", line)]
        return done.returncode, lines, there

    run.write_text(_wheel(wheels, "alpha", "1.0") + _wheel(wheels, "beta", "1.0"))
    test.write_text(_wheel(wheels, "gamma", "1.0"))
    said = ["Installing what Earsight needs: 2 packages, 1 megabyte."]
    assert set_up() == (0, said, ["alpha", "beta", "earsight"])
    assert set_up("--tests")[2] == ["alpha", "beta", "earsight", "gamma"]
    _wheel(wheels, "mine", "1.0", "Requires-Dist: alpha\n")
    pip = [venv / "bin" / "python", "-m", "pip", "install", "-q", "--no-index", "-f", wheels, "mine"]
    subprocess.run(pip, check=True, capture_output=True, timeout=100)

    # No network: one sentence, and what was there is still there, although the new lock has it no more.
    run.write_text(_wheel(wheels, "delta", "1.0"))
    (wheels / "delta-1.0-py3-none-any.whl").rename(tmp_path / "delta-1.0-py3-none-any.whl")
    closed = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:9/", "PIP_RETRIES": "1"}
    code, said, there = set_up(**closed)
    assert code == 1
    assert said[1:] == [
        "The package registry cannot be reached: check the network, then type the same command again.",
        f"What pip printed is in {venv / 'setup.log'}.",
    ]
    assert there == ["alpha", "beta", "earsight", "gamma", "mine"]
    assert not (venv / ".fetching").exists()

    # Once it comes, what nothing needs goes. Alpha stays for the user's own package, gamma for the tests.
    (tmp_path / "delta-1.0-py3-none-any.whl").rename(wheels / "delta-1.0-py3-none-any.whl")
    said = [
        "Installing what Earsight needs: 1 package, 1 megabyte.",
        "Removing what is needed no more: 1 package.",
    ]
    assert set_up() == (0, said, ["alpha", "delta", "earsight", "gamma", "mine"])

    # It is still known who put alpha there.
    subprocess.run([venv / "bin" / "python", "-m", "pip", "uninstall", "-q", "-y", "mine"], check=True)
    assert set_up() == (0, said[1:], ["delta", "earsight", "gamma"])


def test_the_app_is_found_where_the_path_file_is_hidden(environment: Any, packages: Path) -> None:
    """As Python on a Mac does with the environment of a checkout in ~/Documents: no `.pth` file is read."""
    environment.link(ROOT)
    environment.link(ROOT)  # as the next set-up does
    imports = f"import sys; sys.path += [sys.argv[1], {sysconfig.get_path('purelib')!r}]"
    looks = f"{imports}; from app.paths import find_assets; print(find_assets())"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", looks, str(packages)],
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()) == ROOT / "assets"


@pytest.mark.parametrize(("platform", "linked"), [("darwin", True), ("linux", False)])
def test_set_up_sees_to_that_on_a_mac(
    environment: Any,
    packages: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    platform: str,
    linked: bool,
) -> None:
    monkeypatch.setattr(install, "read_lock", lambda lock: [])
    monkeypatch.setattr(install.SetUp, "_pip", lambda *_about: None)
    monkeypatch.setattr(sys, "platform", platform)
    install.SetUp(environment, tmp_path / "setup.log").run(tests=False)
    assert [(packages / name).is_symlink() for name in ("app", "mlx_models")] == [linked, linked]


def test_a_checkout_that_was_moved_is_found_again(environment: Any, packages: Path, tmp_path: Path) -> None:
    for place in ("old", "new"):
        for name in ("app", "mlx_models"):
            (tmp_path / place / name).mkdir(parents=True)
    environment.link(tmp_path / "old")
    environment.link(tmp_path / "new")
    assert (packages / "app").resolve() == tmp_path / "new" / "app"


@pytest.mark.parametrize(("system", "chosen"), [("Darwin", "python3.13"), ("Linux", "python3")])
def test_a_mac_takes_the_python_that_ends_in_peace(tmp_path: Path, system: str, chosen: str) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, words in (("uname", system), ("python3", "python3"), ("python3.13", "python3.13")):
        (programs / name).write_text(f"#!/bin/sh\necho {words}\n")
        (programs / name).chmod(0o755)
    done = subprocess.run(
        ["sh", str(ROOT / "packaging" / "setup.sh"), str(tmp_path / "venv")],
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"Making the environment {tmp_path / 'venv'} with {chosen}." in done.stdout
