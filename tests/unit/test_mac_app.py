"""How Earsight.app is put together; its program itself is run in tests/e2e/test_mac_app.py."""

import ast
import plistlib
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from packaging_scripts import load
from PIL import Image

mac_app = load("mac_app")
ICON = mac_app.ROOT / "assets" / "icons" / "earsight.png"


class Tools:
    """Stand in for macOS's compiler and codesign."""

    def __init__(self) -> None:
        self.ran: list[list[str]] = []

    def __call__(self, command: Sequence[str]) -> None:
        self.ran.append(list(command))
        if command[0] == "cc":
            assert Path(command[3], "mac_app.h").read_text().count("#define") == 4
            Path(command[-1]).write_bytes(b"program")
        elif command[0] == "codesign":  # it seals what is there
            assert Path(command[-1], "Contents", "MacOS", "Earsight").is_file()


def test_what_is_in_it(tmp_path: Path) -> None:
    tools = Tools()
    bundle = mac_app.build(tmp_path / "Applications", "#define A\n" * 4, ICON, tools)
    assert bundle == tmp_path / "Applications" / "Earsight.app"
    contents = bundle / "Contents"
    told = plistlib.loads((contents / "Info.plist").read_bytes())
    assert (contents / "MacOS" / told["CFBundleExecutable"]).is_file()
    assert (told["CFBundleName"], told["CFBundleIdentifier"]) == ("Earsight", "org.earsight.Earsight")
    assert told["LSUIElement"] is True
    assert told["CFBundleDocumentTypes"][0]["LSItemContentTypes"] == ["public.image", "public.movie"]
    whys = {name: words for name, words in told.items() if name.endswith("UsageDescription")}
    assert len(whys) == 6
    assert all(words.startswith("Earsight ") and words.endswith(".") for words in whys.values())
    with Image.open(contents / "Resources" / told["CFBundleIconFile"]) as icon:
        assert icon.format == "ICNS"
        assert max(size[0] for size in icon.info["sizes"]) >= 256
    assert [command[0] for command in tools.ran] == ["cc", "codesign"]
    assert [path.name for path in (tmp_path / "Applications").iterdir()] == ["Earsight.app"]


def test_what_would_be_the_same_is_left_alone(tmp_path: Path) -> None:
    tools = Tools()
    assert mac_app.build(tmp_path, "#define A\n" * 4, ICON, tools) is not None
    assert mac_app.build(tmp_path, "#define A\n" * 4, ICON, tools) is None
    assert len(tools.ran) == 2
    assert mac_app.build(tmp_path, "#define B\n" * 4, ICON, tools) is not None
    assert len(tools.ran) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["Earsight.app"]


def test_a_compiler_that_fails_leaves_the_app_as_it_was(tmp_path: Path) -> None:
    mac_app.build(tmp_path, "#define A\n" * 4, ICON, Tools())

    def fails(command: Sequence[str]) -> None:
        raise OSError(command[0])

    with pytest.raises(OSError, match="cc"):
        mac_app.build(tmp_path, "#define B\n" * 4, ICON, fails)
    assert (tmp_path / "Earsight.app" / "Contents" / "MacOS" / "Earsight").read_bytes() == b"program"
    assert [path.name for path in tmp_path.iterdir()] == ["Earsight.app"]


@pytest.mark.parametrize("name", ["plain", 'a "b" \\c', "Füße 図", "a\nb", "?"])
def test_paths_are_texts_of_c(name: str) -> None:
    written = re.search(r"PYTHON_LIBRARY (.*)\n", mac_app.header(Path("/x") / name, Path("/y")))
    assert written is not None
    assert written[1].isascii()
    # Octal digits are Python's too, and of bytes.
    assert ast.literal_eval("b" + written[1]).decode() == f"/x/{name}"


def test_elsewhere_it_is_refused_in_words() -> None:
    with pytest.raises(SystemExit, match="Only macOS has such apps"):
        mac_app.main([], "linux")


def test_without_apples_tools_it_says_what_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="xcode-select --install"):
        mac_app.main([], "darwin")


def test_a_python_without_a_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mac_app.sysconfig, "get_config_var", lambda _name: "libpython3.11.a")
    with pytest.raises(SystemExit, match="no shared library"):
        mac_app.python_library()
