import plistlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from macos.machine import Mac

from app.desktop.session.autostart import ENTRY, LABEL, Autostart, autostart_folder
from app.errors import AppError


def arguments_of(entry: str) -> list[str]:
    """What the desktop entry specification makes of its Exec line."""
    value = next(line for line in entry.split("\n") if line.startswith("Exec="))[5:]
    plain, rest = "", iter(value)
    for one in rest:
        plain += {"\\": "\\", "n": "\n", "t": "\t", "r": "\r", "s": " "}[next(rest)] if one == "\\" else one
    found: list[str] = []
    word, quoted, started, rest = "", False, False, iter(plain)
    for one in rest:
        if quoted and one == "\\":
            word += next(rest)
        elif one == '"':
            quoted, started = not quoted, True
        elif one == " " and not quoted:
            found.append(word)
            word, started = "", False
        elif one == "%":
            assert next(rest) == "%"
            word += "%"
            started = True
        else:
            word += one
            started = True
    assert not quoted
    return [*found, word] if started else found


arguments = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20), min_size=1, max_size=4
)


@given(arguments)
def test_every_argument_arrives_as_it_was(tmp_path_factory: pytest.TempPathFactory, given: list[str]) -> None:
    folder = tmp_path_factory.mktemp("autostart")
    Autostart(given, folder, "linux").enable()
    found = arguments_of((folder / ENTRY).read_bytes().decode())
    if set(given[0]) & set("%="):  # GLib finds no program of such a name
        assert found[:3] == ["sh", "-c", 'exec "$0" "$@"']
        del found[:3]
    assert found == given


def test_on_and_off_on_linux(tmp_path: Path) -> None:
    autostart = Autostart(["/opt/Ear sight/earsight", "gui", "--100%"], tmp_path / "a" / "b", "linux")
    assert not autostart.enabled
    autostart.disable()
    autostart.enable()
    assert autostart.enabled
    text = (tmp_path / "a" / "b" / ENTRY).read_text()
    assert 'Exec="/opt/Ear sight/earsight" gui --100%%\n' in text
    assert text.startswith("[Desktop Entry]\nType=Application\nName=Earsight\n")
    assert (tmp_path / "a" / "b" / ENTRY).stat().st_mode & 0o777 == 0o644
    assert [one.name for one in (tmp_path / "a" / "b").iterdir()] == [ENTRY]
    autostart.disable()
    assert not autostart.enabled


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "Hidden = true "])
def test_turned_off_in_the_desktops_settings(tmp_path: Path, line: str) -> None:
    autostart = Autostart(["/usr/bin/earsight"], tmp_path, "linux")
    autostart.enable()
    text = (tmp_path / ENTRY).read_text().replace("X-GNOME-Autostart-enabled=true", line)
    (tmp_path / ENTRY).write_text(text)
    assert not autostart.enabled
    autostart.enable()
    assert autostart.enabled


def test_on_and_off_on_macos(tmp_path: Path) -> None:
    autostart = Autostart(["/Applications/Earsight.app/Contents/MacOS/earsight", "gui"], tmp_path, "darwin")
    assert not autostart.enabled
    autostart.enable()
    assert autostart.enabled
    told = plistlib.loads((tmp_path / f"{LABEL}.plist").read_bytes())
    assert told["ProgramArguments"] == ["/Applications/Earsight.app/Contents/MacOS/earsight", "gui"]
    assert told["RunAtLoad"] is True
    assert told["Label"] == LABEL
    (tmp_path / f"{LABEL}.plist").write_bytes(b"<plist>broken")
    assert not autostart.enabled
    autostart.disable()
    assert list(tmp_path.iterdir()) == []


def test_macos_writes_down_what_a_start_complains_of(tmp_path: Path) -> None:
    Autostart(["/x/earsight"], tmp_path, "darwin", tmp_path / "errors").enable()
    told = plistlib.loads((tmp_path / f"{LABEL}.plist").read_bytes())
    assert told["StandardErrorPath"] == str(tmp_path / "errors")


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_a_start_of_what_was_moved_is_astray(tmp_path: Path, platform: str) -> None:
    before = Autostart(["/old/earsight", "gui"], tmp_path, platform)
    now = Autostart(["/new/earsight", "gui"], tmp_path, platform)
    assert not now.astray
    before.enable()
    assert (before.astray, now.astray) == (False, True)
    now.enable()
    assert (before.astray, now.astray) == (True, False)


@pytest.mark.parametrize(("status", "held_back"), [(1, False), (2, True), (3, False)])
def test_macos_own_switch_is_seen(tmp_path: Path, mac: Mac, status: int, held_back: bool) -> None:
    class NSURL:
        @classmethod
        def fileURLWithPath_(cls, path: str) -> str:
            return f"file://{path}"

    class SMAppService:
        @classmethod
        def statusForLegacyURL_(cls, url: str) -> int:
            assert url == f"file://{tmp_path}/{LABEL}.plist"
            return status

    mac.framework("Foundation", classes=(NSURL,))
    mac.objc.services["SMAppService"] = SMAppService
    autostart = Autostart(["/x/earsight"], tmp_path, "darwin")
    assert not autostart.held_back  # it does not start at all
    autostart.enable()
    assert autostart.held_back is held_back
    assert mac.objc.bundles == ["ServiceManagement"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file where a folder should be")
    autostart = Autostart(["/usr/bin/earsight"], tmp_path / "autostart", "linux")
    with pytest.raises(AppError, match="cannot be started with your session"):
        autostart.enable()
    (tmp_path / "in" / ENTRY).mkdir(parents=True)
    with pytest.raises(AppError, match="still starts with your session"):
        Autostart(["/usr/bin/earsight"], tmp_path / "in", "linux").disable()
    assert list((tmp_path / "in").iterdir()) == [tmp_path / "in" / ENTRY]


def test_where_the_systems_look() -> None:
    home = Path("/home/u")
    assert autostart_folder({}, home, "linux") == home / ".config" / "autostart"
    assert autostart_folder({"XDG_CONFIG_HOME": "/x"}, home, "linux") == Path("/x/autostart")
    assert autostart_folder({"XDG_CONFIG_HOME": "relative"}, home, "linux") == home / ".config" / "autostart"
    assert autostart_folder({}, home, "darwin") == home / "Library" / "LaunchAgents"
