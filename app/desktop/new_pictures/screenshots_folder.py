"""Where this system puts screenshots, from its own setting."""

import gettext
import os
import plistlib
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.parsers.expat import ExpatError

#: What tools call the folder below the one for pictures, where the system's own word is not known.
FOLDERS = (
    "Screenshots", "screenshots", "Bildschirmfotos", "Captures d\u2019écran", "Captures d'écran",
    "Capturas de pantalla", "Capturas de ecrã", "Capturas de tela", "Schermate", "Schermafdrukken",
    "Skärmbilder", "Skjermbilder", "Skærmbilleder", "Kuvakaappaukset", "Zrzuty ekranu", "Снимки экрана",
    "Знімки екрана", "スクリーンショット", "스크린샷", "截图", "截圖",
)  # fmt: skip
_LOCALES = (Path("/usr/share/locale-langpack"), Path("/usr/share/locale"))
_MAX_BYTES = 1 << 20
_GNOME_LIKE = frozenset({"gnome", "unity", "budgie", "pop", "ubuntu", "gnome-classic"})
#: Desktops whose tool keeps the folder in GSettings -> its schema.
_SCHEMAS = {
    "x-cinnamon": "org.gnome.gnome-screenshot",
    "mate": "org.mate.screenshot",
    "gnome-flashback": "org.gnome.gnome-screenshot",
}
_ESCAPED = re.compile(r"\\x([0-9a-fA-F]{1,4})")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


@dataclass(frozen=True)
class System:
    """What is asked about.

    Attributes:
        home: The user's home folder.
        environ: The environment.
        platform: As `sys.platform`.
        gsettings: A GSettings value as ``gsettings get SCHEMA KEY`` prints it; "" where there is none.
        locales: Folders of translations, the likelier first.
    """

    home: Path
    environ: Mapping[str, str]
    platform: str
    gsettings: Callable[[str, str], str]
    locales: tuple[Path, ...] = _LOCALES

    @classmethod
    def this(cls) -> "System":
        """This user's, on this machine."""
        return cls(Path.home(), os.environ, sys.platform, _gsettings)

    @property
    def config(self) -> Path:
        """The folder of the desktop's settings files."""
        return Path(self.environ.get("XDG_CONFIG_HOME") or self.home / ".config")

    @property
    def desktops(self) -> list[str]:
        """What runs now, the most special first: "ubuntu", "gnome"."""
        return [one.lower() for one in self.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if one]


def screenshots_folder(system: System | None = None) -> Path | None:
    """Where new screenshots are put; it may not be there yet. None where nobody can tell.

    May start a short process (GSettings): not for the main thread.
    """
    system = system or System.this()
    if system.platform == "darwin":
        return _mac(system)
    return next(_linux(system), None)


def asked_about(system: System | None = None) -> Path | None:
    """The folder of screenshots, where the system asks its user before a program may look into it.

    macOS does so for Desktop, Documents and Downloads, at the first look. None elsewhere.
    """
    system = system or System.this()
    if system.platform != "darwin":
        return None
    folder = _plain(_mac(system))
    guarded = [_plain(system.home / name) for name in ("Desktop", "Documents", "Downloads")]
    return folder if any(folder == each or each in folder.parents for each in guarded) else None


def is_mixed(folder: Path, system: System | None = None) -> bool:
    """Whether other pictures lie in this folder too, so that names tell which are screenshots."""
    system = system or System.this()
    places = [system.home, *(system.home / name for name in ("Desktop", "Downloads", "Pictures"))]
    if system.platform != "darwin":
        places += [found for name in ("DESKTOP", "DOWNLOAD", "PICTURES") if (found := _xdg(system, name))]
    return _plain(folder) in {_plain(one) for one in places}


def _plain(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _mac(system: System) -> Path:
    desktop = system.home / "Desktop"
    stored = _read(system.home / "Library/Preferences/com.apple.screencapture.plist")
    location: object = None
    with suppress(plistlib.InvalidFileException, ExpatError, ValueError, RecursionError):
        found = plistlib.loads(stored)
        location = found.get("location") if isinstance(found, dict) else None
    if not isinstance(location, str):
        return desktop
    folder = _path(location, system)
    # Where the folder is gone, the system puts them on the desktop.
    return folder if folder is not None and folder.is_dir() else desktop


def _linux(system: System) -> Iterator[Path]:
    """Candidates, the best first."""
    own: dict[str, Callable[[System], Path | None]] = {"kde": _spectacle, "xfce": _xfce}
    own |= {desktop: partial(_from_gsettings, schema=schema) for desktop, schema in _SCHEMAS.items()}
    first = [own[desktop] for desktop in system.desktops if desktop in own]
    for tool in dict.fromkeys([*first, _flameshot, _spectacle, _xfce]):
        found = tool(system)
        if found is not None:
            yield found
    pictures = _xdg(system, "PICTURES") or system.home / "Pictures"
    word = _gnome_word(system)
    for name in dict.fromkeys((word, *FOLDERS)):
        if (pictures / name).is_dir():
            yield pictures / name
    if _GNOME_LIKE & set(system.desktops):
        # It makes this folder with the first screenshot.
        yield (pictures if pictures.is_dir() else system.home) / word
    if pictures.is_dir():
        yield pictures


def _spectacle(system: System) -> Path | None:
    values = _entries(system.config / "spectaclerc")
    for key in ("imageSaveLocation", "screenshotLocation", "defaultSaveLocation"):
        for name in (key, f"{key}[$e]"):
            if name in values:
                return _path(values[name].replace(r"\s", " "), system)
    return None


def _xfce(system: System) -> Path | None:
    value = _entries(system.config / "xfce4" / "xfce4-screenshooter").get("screenshot_dir", "")
    return _path(value, system)


def _flameshot(system: System) -> Path | None:
    value = _entries(system.config / "flameshot" / "flameshot.ini").get("savePath", "")
    value = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).strip('"')
    return _path(value, system)


def _from_gsettings(system: System, schema: str) -> Path | None:
    return _path(system.gsettings(schema, "auto-save-directory").strip().strip("'\""), system)


def _gnome_word(system: System) -> str:
    """What GNOME calls the folder in the user's language."""
    named = [system.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    languages = [one for names in named for one in names.split(":") if one]
    for folder in system.locales:
        with suppress(OSError, ValueError):
            return gettext.translation("gnome-shell", folder, languages).gettext("Screenshots")
    return "Screenshots"


def _xdg(system: System, name: str) -> Path | None:
    """A folder of the user's, as user-dirs.dirs names it; None where it does not."""
    value = _entries(system.config / "user-dirs.dirs").get(f"XDG_{name}_DIR", "")
    value = re.sub(r"\\(.)", r"\1", value.removeprefix('"').removesuffix('"'))
    return _path(value, system)


def _path(value: str, system: System) -> Path | None:
    """An absolute path from a path or a file's address, with ~ and variables; None from anything else."""
    if value.startswith("file:"):
        value = unquote(urlsplit(value).path) if "$" not in value else value.removeprefix("file:")
    variables = {**system.environ, "HOME": str(system.home)}
    value = _VARIABLE.sub(lambda found: variables.get(found[1] or found[2], ""), value)
    if value == "~" or value.startswith("~/"):
        value = f"{system.home}{value[1:]}"
    if not value.startswith("/") or "\0" in value:
        return None
    return Path(os.path.normpath(value))


def _entries(path: Path) -> dict[str, str]:
    """The ``key=value`` lines of a settings file, whatever their group; the first of a name counts."""
    found: dict[str, str] = {}
    for line in _read(path).decode("utf-8", "replace").splitlines():
        key, sign, value = line.partition("=")
        if sign and not key.lstrip().startswith("#"):
            found.setdefault(key.strip(), value.strip())
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except (OSError, ValueError):
        return b""


def _gsettings(schema: str, key: str) -> str:
    try:
        done = subprocess.run(
            ["gsettings", "get", schema, key], capture_output=True, text=True, timeout=2, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
