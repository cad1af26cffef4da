"""What a menu starts, and what it tells and shows where nothing can be started."""

import os
import subprocess
from pathlib import Path

import pytest

from app.desktop.session.launcher import Launcher, start_command

PYTHON = "/opt/earsight/python"
ODD = "my \u00e4pps 100% & 'so' \"on\" $HOME"


def programs(folder: Path, *names: str) -> Path:
    """A folder of programs that note what they were called with, beside those that a script needs."""
    folder.mkdir()
    for name in names:
        (folder / name).write_text(f'#!/bin/sh\nprintf "%s\\n" "$0" "$@" >>"{folder.parent}/called"\n')
        (folder / name).chmod(0o755)
    for name in ("sh", "cat", "grep", "tail", "cut", "mktemp", "rm", "id", "timeout"):
        (folder / name).symlink_to(
            f"/usr/bin/{name}" if os.path.exists(f"/usr/bin/{name}") else f"/bin/{name}"
        )
    return folder


def started(
    launcher: Launcher, tmp_path: Path, *names: str, language: str = "C.UTF-8"
) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """What came of starting the window by it, and what was called for it."""
    path = programs(tmp_path / "programs", *names)
    done = subprocess.run(
        [str(launcher.file), "gui", "a b.jpg"],
        env={"PATH": str(path), "LANG": language, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    called = tmp_path / "called"
    assert not list(tmp_path.glob("earsight-start.*")), "nothing is left of what was written meanwhile"
    return done, called.read_text().splitlines() if called.exists() else []


def made(tmp_path: Path, script: str) -> Launcher:
    """A launcher whose Python is this script."""
    folder = tmp_path / ODD
    folder.mkdir()
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    launcher = Launcher(tmp_path, python, folder)
    launcher.enable()
    return launcher


def test_the_app_is_started_by_its_bundle_where_that_began_it(tmp_path: Path) -> None:
    program = tmp_path / "Earsight"
    usual = (PYTHON, "-P", "-m", "app", "gui")
    assert start_command({}, PYTHON, tmp_path) == usual
    # It was removed meanwhile.
    assert start_command({"EARSIGHT_APP": str(program)}, PYTHON, tmp_path) == usual
    program.touch()
    assert start_command({"EARSIGHT_APP": str(program)}, PYTHON, tmp_path) == (str(program),)


def test_the_app_is_started_by_its_launcher_where_that_is_installed(tmp_path: Path) -> None:
    here, other = tmp_path / "here", tmp_path / "other"
    for python in (here, other):
        python.touch(0o755)
    launcher = Launcher(tmp_path, here, tmp_path)
    assert not launcher.ours
    launcher.enable()
    assert launcher.here
    by_launcher = (str(launcher.file), "gui")
    assert start_command({}, str(here), tmp_path) == by_launcher
    assert start_command({}, str(other), tmp_path) == (str(other), "-P", "-m", "app", "gui")
    here.unlink()
    assert launcher.lost
    assert start_command({}, str(other), tmp_path) == by_launcher


def test_every_word_reaches_the_app_whatever_its_folder_is_called(tmp_path: Path) -> None:
    launcher = made(tmp_path, f'printf "%s\\n" "$@" >"{tmp_path}/words"')
    assert not launcher.lost
    done, called = started(launcher, tmp_path, "zenity", "espeak-ng")
    assert (done.returncode, called) == (0, [])
    assert (tmp_path / "words").read_text().splitlines() == ["-P", "-m", "app", "gui", "a b.jpg"]


@pytest.mark.parametrize(
    ("language", "words"), [("C.UTF-8", "was moved or removed"), ("de_DE.UTF-8", "wurde verschoben oder")]
)
def test_a_folder_that_was_moved_is_told_and_shown(tmp_path: Path, language: str, words: str) -> None:
    launcher = made(tmp_path, "exit 0")
    (tmp_path / ODD).rename(tmp_path / "moved")
    done, called = started(launcher, tmp_path, "zenity", "spd-say", language=language)
    assert done.returncode == 2
    assert [Path(one).name for one in called if one.startswith("/")] == ["spd-say", "zenity"] or [
        Path(one).name for one in called if one.startswith("/")
    ] == ["zenity", "spd-say"]
    assert words in done.stderr
    assert ODD in done.stderr
    assert "make install-desktop" in done.stderr
    assert any(words in one and one.startswith("--text=") for one in called)


def test_an_environment_that_is_broken_is_told(tmp_path: Path) -> None:
    launcher = made(tmp_path, "exit 0")
    (tmp_path / ODD / "python").unlink()
    done, called = started(launcher, tmp_path, "xmessage")
    assert "environment does not work" in done.stderr
    assert any("environment does not work" in one for one in called)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            'echo "a notice" >&2; echo "The settings folder cannot be written to." >&2; exit 2',
            "settings folder",
        ),
        ('echo "  File x, line 1" >&2; echo "/x/python: No module named app" >&2; exit 1', "make -C"),
        ("exit 1", "make -C"),
        ("kill -ABRT $$", "could not begin"),
        ("kill -SEGV $$", "could not begin"),
        ("exit 127", "could not begin"),
    ],
)
def test_a_start_that_fails_is_told_in_its_own_words(tmp_path: Path, script: str, words: str) -> None:
    done, called = started(made(tmp_path, script), tmp_path, "kdialog")
    assert done.returncode != 0
    shown = [one for one in called if words in one]
    assert shown, (done, called)


@pytest.mark.parametrize("script", ["exit 0", "exit 130", "kill -TERM $$", "kill -HUP $$", "kill -KILL $$"])
def test_an_end_that_was_wanted_is_not_told(tmp_path: Path, script: str) -> None:
    _, called = started(made(tmp_path, script), tmp_path, "kdialog", "espeak-ng")
    assert called == []


def test_orca_reads_what_is_shown_and_nobody_else_speaks(tmp_path: Path) -> None:
    _, called = started(made(tmp_path, "exit 2"), tmp_path, "pgrep", "zenity", "spd-say")
    assert [Path(one).name for one in called if one.startswith("/")] == ["pgrep", "zenity"]
