"""The program in Earsight.app, compiled and run, over a library that stands in for Python's."""

import json
import subprocess
from pathlib import Path

import pytest
from packaging_scripts import load

mac_app = load("mac_app")
ICON = mac_app.ROOT / "assets" / "icons" / "earsight.png"
LIBRARY = """
#include <stdio.h>
#include <stdlib.h>
int Py_BytesMain(int count, char **given)
{
    const char *app = getenv("EARSIGHT_APP");
    FILE *file = fopen(getenv("HEARD"), "w");
    fprintf(file, "[\\"%s\\"", app ? app : "");
    for (int i = 0; i < count; i++)
        fprintf(file, ", \\"%s\\"", given[i]);
    fprintf(file, "]");
    fclose(file);
    return 7;
}
"""


def run(command: list[str]) -> None:
    if command[0] != "codesign":  # macOS's
        subprocess.run(command, check=True, timeout=100)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder with the bundle, over Python and `say` that note what they are given in "heard"."""
    (tmp_path / "python").mkdir()
    source, library = tmp_path / "python" / "library.c", tmp_path / "python" / 'lib "é".so'
    source.write_text(LIBRARY)
    run(["cc", "-shared", "-fPIC", str(source), "-o", str(library)])
    python, say = tmp_path / "python" / "python", tmp_path / "say"
    python.write_text("")
    python.chmod(0o755)
    say.write_text('#!/bin/sh\necho "$1" > "$HEARD"\n')
    say.chmod(0o755)
    texts = mac_app.header(library, python, str(say))
    assert mac_app.build(tmp_path, texts, ICON, run) is not None
    return tmp_path


def start(folder: Path, *given: str) -> tuple[int, str]:
    program = folder / "Earsight.app" / "Contents" / "MacOS" / "Earsight"
    environment = {"HEARD": str(folder / "heard"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([program, *given], env=environment, timeout=100, check=False)
    return done.returncode, (folder / "heard").read_text()


def test_python_runs_the_window_and_knows_what_starts_it(made: Path) -> None:
    code, heard = start(made, "--hidden", "a picture.png")
    assert code == 7
    app, *given = json.loads(heard)
    assert app == str(made / "Earsight.app" / "Contents" / "MacOS" / "Earsight")
    assert given == [str(made / "python" / "python"), "-P", "-m", "app", "gui", "--hidden", "a picture.png"]


def test_a_folder_that_was_moved_is_told_aloud(made: Path) -> None:
    (made / "python").rename(made / "elsewhere")
    _code, heard = start(made)
    assert heard == mac_app.MOVED + "\n"
