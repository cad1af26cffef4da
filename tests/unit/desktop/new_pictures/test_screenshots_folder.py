"""Where screenshots are put: settings files as the desktops write them, in a home of the test's own."""

import plistlib
import struct
from pathlib import Path

import pytest

from app.desktop.new_pictures.screenshot_names import BEGINNINGS, looks_like_screenshot
from app.desktop.new_pictures.screenshots_folder import System, asked_about, is_mixed, screenshots_folder


class Home:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.environ = {"LANG": "en_GB.UTF-8"}
        self.platform = "linux"
        self.settings: dict[tuple[str, str], str] = {}
        self.locales: tuple[Path, ...] = ()

    def write(self, name: str, content: str | bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def make(self, name: str) -> Path:
        folder = self.path / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def system(self) -> System:
        return System(
            self.path,
            self.environ,
            self.platform,
            lambda schema, key: self.settings.get((schema, key), ""),
            self.locales,
        )

    @property
    def found(self) -> Path | None:
        return screenshots_folder(self.system)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def mo_file(words: dict[str, str]) -> bytes:
    """A compiled translation, as gettext reads it."""
    entries = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words}.items())
    ids = b"".join(one.encode() + b"\0" for one, _ in entries)
    texts = b"".join(one.encode() + b"\0" for _, one in entries)
    start = 28 + 16 * len(entries)
    tables: list[bytes] = []
    for column, base in ((0, start), (1, start + len(ids))):
        at = base
        for entry in entries:
            size = len(entry[column].encode())
            tables.append(struct.pack("<II", size, at))
            at += size + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0)
    return head + b"".join(tables) + ids + texts


class TestMac:
    @pytest.fixture(autouse=True)
    def on_a_mac(self, home: Home) -> None:
        home.platform = "darwin"

    def test_the_desktop_by_default(self, home: Home) -> None:
        assert home.found == home.path / "Desktop"

    @pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
    def test_what_was_chosen(self, home: Home, form: plistlib.PlistFormat) -> None:
        folder = home.make("Pictures/Shots")
        stored = plistlib.dumps({"location": "~/Pictures/Shots", "type": "png"}, fmt=form)
        home.write("Library/Preferences/com.apple.screencapture.plist", stored)
        assert home.found == folder

    def test_a_folder_that_is_gone_and_a_file_that_is_damaged(self, home: Home) -> None:
        name = "Library/Preferences/com.apple.screencapture.plist"
        for stored in (plistlib.dumps({"location": "/not/there"}), b"bplist00rubbish", b"", b"<plist", b"[]"):
            home.write(name, stored)
            assert home.found == home.path / "Desktop"


class TestGnome:
    @pytest.fixture(autouse=True)
    def on_gnome(self, home: Home) -> None:
        home.environ["XDG_CURRENT_DESKTOP"] = "ubuntu:GNOME"

    def test_below_pictures_even_before_the_first_screenshot(self, home: Home) -> None:
        home.make("Pictures")
        assert home.found == home.path / "Pictures" / "Screenshots"

    def test_by_the_word_that_gnome_uses_in_the_users_language(self, home: Home, tmp_path: Path) -> None:
        home.write(".config/user-dirs.dirs", '# a comment\nXDG_PICTURES_DIR="$HOME/Bilder"\n')
        home.make("Bilder")
        catalogue = tmp_path / "locale" / "de" / "LC_MESSAGES" / "gnome-shell.mo"
        catalogue.parent.mkdir(parents=True)
        catalogue.write_bytes(mo_file({"Screenshots": "Aufgenommenes"}))
        home.locales = (tmp_path / "locale",)
        assert home.found == home.path / "Bilder" / "Screenshots"
        home.environ["LANG"] = "de_DE.UTF-8"
        assert home.found == home.path / "Bilder" / "Aufgenommenes"

    def test_the_old_tools_setting_is_not_the_shells(self, home: Home) -> None:
        home.make("Pictures")
        home.settings["org.gnome.gnome-screenshot", "auto-save-directory"] = "'file:///elsewhere'\n"
        assert home.found == home.path / "Pictures" / "Screenshots"


def test_cinnamon_and_mate_keep_it_in_gsettings(home: Home) -> None:
    home.environ["XDG_CURRENT_DESKTOP"] = "X-Cinnamon"
    home.settings["org.gnome.gnome-screenshot", "auto-save-directory"] = "'file:///home/u/My%20shots'\n"
    assert home.found == Path("/home/u/My shots")
    home.environ["XDG_CURRENT_DESKTOP"] = "MATE"
    home.settings["org.mate.screenshot", "auto-save-directory"] = "''\n"
    assert home.found is None


@pytest.mark.parametrize(
    "content",
    [
        "[General]\nlaunch=1\n\n[ImageSave]\nimageSaveLocation=file:///data/My%20Shots/\n",
        "[Save]\ndefaultSaveLocation=file:///data/My%20Shots\n",
        "[ImageSave]\nimageSaveLocation=/data/My\\sShots\n",
    ],
)
def test_spectacle(home: Home, content: str) -> None:
    home.environ["XDG_CURRENT_DESKTOP"] = "KDE"
    home.write(".config/spectaclerc", content)
    home.write(".config/xfce4/xfce4-screenshooter", "screenshot_dir=/other\n")
    assert home.found == Path("/data/My Shots")


def test_spectacle_with_a_variable(home: Home) -> None:
    home.write(".config/spectaclerc", "[ImageSave]\nimageSaveLocation[$e]=file:$HOME/My Shots/\n")
    assert home.found == home.path / "My Shots"


def test_xfce(home: Home) -> None:
    home.environ["XDG_CURRENT_DESKTOP"] = "XFCE"
    home.write(".config/flameshot/flameshot.ini", "[General]\nsavePath=/other\n")
    home.write(".config/xfce4/xfce4-screenshooter", "delay=0\nscreenshot_dir=file:///data/Fotos%20hier\n")
    assert home.found == Path("/data/Fotos hier")
    home.write(".config/xfce4/xfce4-screenshooter", "screenshot_dir=/data/x\n")
    assert home.found == Path("/data/x")


def test_flameshot_on_any_desktop(home: Home) -> None:
    home.environ["XDG_CURRENT_DESKTOP"] = "sway"
    home.write(".config/flameshot/flameshot.ini", "[General]\nsavePath=/home/u/\\x42ilder\n")
    assert home.found == Path("/home/u/Bilder")


def test_another_folder_for_settings(home: Home, tmp_path: Path) -> None:
    home.environ["XDG_CONFIG_HOME"] = str(tmp_path / "settings")
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "user-dirs.dirs").write_text('XDG_PICTURES_DIR="/data/Pictures \\"old\\""\n')
    assert is_mixed(Path('/data/Pictures "old"'), home.system)


def test_without_any_setting(home: Home) -> None:
    assert home.found is None
    pictures = home.make("Pictures")
    assert home.found == pictures
    shots = home.make("Pictures/Bildschirmfotos")
    assert home.found == shots


def test_rubbish_in_settings_files_is_passed_over(home: Home) -> None:
    home.environ["XDG_CURRENT_DESKTOP"] = "KDE"
    home.write(
        ".config/spectaclerc", b"\xff\xfe\0imageSaveLocation=\n=\n[[[\nimageSaveLocation=https://x/y\n"
    )
    home.write(".config/user-dirs.dirs", b'XDG_PICTURES_DIR="relative"\n')
    assert home.found is None


def test_where_other_pictures_lie_too(home: Home) -> None:
    home.write(".config/user-dirs.dirs", 'XDG_DESKTOP_DIR="$HOME/Schreibtisch"\n')
    assert is_mixed(home.path / "Desktop", home.system)
    assert is_mixed(home.path / "Schreibtisch", home.system)
    assert is_mixed(home.path / "Pictures" / "x" / "..", home.system)
    assert not is_mixed(home.path / "Pictures" / "Screenshots", home.system)


def test_a_real_system_can_be_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "MATE")
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    (tmp_path / "Pictures" / "Screenshots").mkdir(parents=True)
    assert screenshots_folder() == tmp_path / "Pictures" / "Screenshots"


@pytest.mark.parametrize(
    "name",
    [
        "Screenshot 2024-05-01 at 10.00.00.png",
        "Screenshot 2024-05-01 at 10.00.00\u202fAM.png",
        "Screen Shot 2019-05-01 at 10.00.00.png",
        "Screenshot_20240501_100000.png",
        "Screenshot from 2024-05-01 10-00-00.png",
        "Bildschirmfoto 2024-05-01 um 10.00.00.png",
        "Bildschirmfoto vom 2024-05-01 10-00-00.png",
        "Capture d\u2019e\u0301cran 2024-05-01 a\u0300 10.00.00.png",
        "Capture d'écran du 2024-05-01 10-00-00.png",
        "Снимок экрана 2024-05-01 в 10.00.00.png",
        "スクリーンショット 2024-05-01 10.00.00.png",
        "2024-05-01_10-00.png",
        "2024-05-01-100000_1920x1080_scrot.png",
    ],
)
def test_names_of_screenshots(name: str) -> None:
    assert looks_like_screenshot(Path("/Desktop") / name, "linux")


@pytest.mark.parametrize(
    "name", ["cat.jpg", "IMG_2024.png", "my screenshot.png", "2024-05-01.jpg", "Shot.png"]
)
def test_names_of_other_pictures(name: str) -> None:
    assert not looks_like_screenshot(Path("/Desktop") / name, "linux")


def test_names_begin_with_words() -> None:
    assert all(len(one) >= 2 and one == one.strip() for one in BEGINNINGS)


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("", "Desktop"),
        ("~/Documents/Shots", "Documents/Shots"),
        ("~/Downloads", "Downloads"),
        ("~/Shots", ""),
    ],
)
def test_macos_asks_about_three_folders_and_what_is_in_them(home: Home, place: str, asked: str) -> None:
    home.platform = "darwin"
    for name in ("Desktop", "Documents/Shots", "Downloads", "Shots"):
        home.make(name)
    if place:
        found = {"location": place}
        home.write("Library/Preferences/com.apple.screencapture.plist", plistlib.dumps(found))
    assert asked_about(home.system) == (home.path.resolve() / asked if asked else None)
    home.platform = "linux"
    assert asked_about(home.system) is None
