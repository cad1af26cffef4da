"""Where things lie: what ships with the app, and the four folders it may write to."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP_NAME = "earsight"
HOME_VARIABLE = "EARSIGHT_HOME"


OTHER = "Other files"
#: What each file is that the app keeps: the folder's attribute, the path in it, and how it is called. The
#: first that fits counts. What is written anew gets a line here, or `earsight erase` calls it OTHER and a
#: test fails.
KINDS = (
    ("_config", r"\.?settings\.json\.bad\d*", "Damaged settings that were set aside"),
    ("_config", r"\.?settings\.json.*", "Settings"),
    ("_config", r"instance\..*", "The way in for a second start"),
    ("_data", r"library/.*\.damaged-.*", "Damaged photo libraries that were set aside, with their history"),
    ("_data", r"library/.*", "Photo library and history"),
    ("_data", r"models/.*", "Models"),
    ("_data", r"\.?licences.*", "Licences that you accepted"),
    ("_cache", r"graphs/.*", "Optimised models"),
    ("_cache", r"search/.*", "Prepared searches"),
    ("_logs", r"earsight\.log.*", "Logs"),
)
VOICE_PREFIX, COPY_PREFIX = "earsight-voice-", "earsight-copy-"


def socket_folder(temporary: Path) -> Path:
    """Where a socket lies whose own path would be too long."""
    return temporary / f"earsight-{os.getuid()}"


def temporary_folders(folders: Iterable[Path]) -> Iterator[Path]:
    """What lies among temporary files and is the app's own; a process that ends takes it away."""
    names = re.compile(f"({VOICE_PREFIX}|{COPY_PREFIX}).+|{re.escape(socket_folder(Path()).name)}")
    for folder in dict.fromkeys(folders):
        try:
            with os.scandir(folder) as entries:
                yield from (
                    folder / entry.name
                    for entry in entries
                    if names.fullmatch(entry.name)
                    and entry.is_dir(follow_symlinks=False)
                    and entry.stat(follow_symlinks=False).st_uid == os.getuid()
                )
        except OSError:
            continue


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner can look into.

    Args:
        path: The folder; missing parents are made with the usual permissions.

    Returns:
        The same path, mode 0700 even where the folder was there already.

    Raises:
        OSError: It cannot be made, or is somebody else's.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.stat().st_mode & 0o077:
        path.chmod(0o700)
    return path


def _wanted(path: Path) -> Path:
    """A private folder, made where that can be; in a home that may only be read its users do without."""
    with suppress(OSError):
        private_folder(path)
    return path


@dataclass(frozen=True)
class Paths:
    """Every folder the app uses. Building this touches no disk; reading `config` makes that folder.

    Attributes:
        assets: What ships with the app: models/, samples/. Read only.
    """

    assets: Path
    _config: Path
    _cache: Path
    _data: Path
    _logs: Path

    @classmethod
    def standard(cls) -> "Paths":
        """The folders of this user on this system, or all of them under $EARSIGHT_HOME when that is set."""
        home = os.environ.get(HOME_VARIABLE)
        if home:
            root = Path(home).expanduser().absolute()
            return cls(find_assets(), root / "config", root / "cache", root / "data", root / "logs")
        dirs = platformdirs.PlatformDirs(APP_NAME, appauthor=False)
        return cls(
            find_assets(),
            dirs.user_config_path,
            dirs.user_cache_path,
            dirs.user_data_path,
            dirs.user_log_path,
        )

    @property
    def config(self) -> Path:
        """Settings."""
        return _wanted(self._config)

    @property
    def cache(self) -> Path:
        """Whatever can be made again, such as optimised graphs."""
        return _wanted(self._cache)

    @property
    def data(self) -> Path:
        """What the user would miss: downloaded models, the library's index."""
        return _wanted(self._data)

    @property
    def logs(self) -> Path:
        """Log files, which never hold a picture, a caption or a title."""
        return _wanted(self._logs)

    @property
    def roots(self) -> dict[Path, list[tuple[str, str]]]:
        """Each folder of the app's own, and what is what in it: pattern of a path, name. Nothing is made.

        On macOS settings and data share one.
        """
        roots: dict[Path, list[tuple[str, str]]] = {}
        for attribute in ("_config", "_data", "_cache", "_logs"):
            folder: Path = getattr(self, attribute)
            roots.setdefault(folder, []).extend(
                (pattern, name) for where, pattern, name in KINDS if where == attribute
            )
        return roots

    @property
    def samples(self) -> Path:
        """The sample pictures."""
        return self.assets / "samples"


def find_assets(package: Path | None = None) -> Path:
    """The folder of what ships with the app.

    Args:
        package: The folder of the `app` package, by default this file's.

    Returns:
        `app/_assets` of an installed wheel, else `assets/` of the checkout.

    Raises:
        FileNotFoundError: Neither is there; the installation is broken.
    """
    package = package or Path(__file__).resolve().parent
    for folder in (package / "_assets", package.parent / "assets"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no assets beside {package}")
