"""Notes which files beside the repository are opened: a clone stands alone, and so must its tests."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_EVENTS = ("open", "os.listdir", "os.scandir", "sqlite3.connect")


class Beside:
    """Sees what this process opens from when it is made; it cannot be taken away again.

    Args:
        root: The repository.
        allowed: Folders that may lie beside it; Python's own and the one for temporary files always may.

    Attributes:
        seen: What was opened in the folder around the repository, but not in the repository. Hidden files and
            folders do not count: where the clone lies in a home folder, caches and settings lie beside it.
    """

    def __init__(self, root: Path, allowed: Iterable[Path] = ()) -> None:
        self.seen: list[str] = []
        self._around = os.path.join(root.resolve().parent, "")
        places = [root, Path(sys.prefix), Path(sys.base_prefix), Path(tempfile.gettempdir()), *allowed]
        self._allowed = tuple(
            f"{path}{os.sep}"
            for place in places
            for path in (os.path.abspath(place), os.path.realpath(place))
        )
        if len(self._around) > 1:
            sys.addaudithook(self._hear)

    def _hear(self, event: str, values: tuple[Any, ...]) -> None:
        if event not in _EVENTS or not values or not isinstance(values[0], str | bytes | os.PathLike):
            return
        path = os.path.abspath(os.fsdecode(values[0]))
        if (
            path.startswith(self._around)
            and not path.startswith(f"{self._around}.")
            and not f"{path}{os.sep}".startswith(self._allowed)
        ):
            self.seen.append(path)
