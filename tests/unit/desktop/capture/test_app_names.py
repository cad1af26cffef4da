import os
from pathlib import Path

import pytest

from app.desktop.capture.app_names import AppNames, printable


def entry(folder: Path, file: str, *lines: str) -> None:
    path = folder / "applications" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["[Desktop Entry]", *lines, "[Desktop Action New]", "Name=New window"]))


@pytest.fixture
def names(tmp_path: Path) -> AppNames:
    system, own = tmp_path / "system", tmp_path / "own"
    entry(system, "org.gnome.TextEditor.desktop", "Name=Text Editor", "Name[de]=Texteditor")
    entry(system, "chromium.desktop", "Name=Chromium", "StartupWMClass=Chromium-browser")
    entry(system, "broken.desktop")
    entry(own, "chromium.desktop", "Name=My Browser", "StartupWMClass=Chromium-browser")
    (system / "applications" / "strange.desktop").write_bytes(b"\xff\xfe\nName=\x00")
    return AppNames({"XDG_DATA_HOME": str(own), "XDG_DATA_DIRS": f"{system}:{tmp_path / 'none'}"})


@pytest.mark.parametrize(
    ("instance", "kind", "name"),
    [
        ("gnome-text-editor", "org.gnome.TextEditor", "Text Editor"),
        ("texteditor", "Unknown", "Text Editor"),
        ("chromium", "Chromium-browser", "My Browser"),
        ("xterm", "XTerm", "XTerm"),
        ("only", "", "only"),
        ("", "", ""),
    ],
)
def test_the_name_is_the_one_people_know(names: AppNames, instance: str, kind: str, name: str) -> None:
    assert names.name(instance, kind) == name


def test_a_window_that_says_nothing_has_its_process_name(names: AppNames) -> None:
    assert names.name("", "", os.getpid()).startswith(("py", "Py"))
    assert names.name("", "", 2**22 + 1) == ""


def test_names_are_one_printable_line() -> None:
    assert printable("a\x07b\n\tc  d") == "a b c d"
    assert len(printable("x" * 1000)) == 300
