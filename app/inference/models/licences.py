"""The texts of models' licences, and which of them the user accepted."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from app.atomic import atomic_write
from app.errors import AppError
from app.inference.models.known import Licence


class Licences:
    """Reads licence texts and remembers acceptance with the text's SHA-256 and the date.

    Args:
        texts: Folder of the texts, assets/licences.
        record: The JSON file that remembers; its folder exists.
        today: The date.
    """

    def __init__(self, texts: Path, record: Path, today: Callable[[], date] = date.today) -> None:
        self._texts = texts
        self._record = record
        self._today = today

    def text(self, licence: Licence) -> str:
        """The whole text.

        Raises:
            AppError: It is missing from this installation.
        """
        try:
            return (self._texts / f"{licence.id}.txt").read_text("utf-8")
        except OSError as error:
            raise AppError(
                f"The text of this licence is missing: {licence.title}.",
                "Install Earsight again, then this model.",
            ) from error

    def accepted(self, licence: Licence) -> bool:
        """Whether the user accepted this very text."""
        entry = self._entries().get(licence.id)
        return isinstance(entry, dict) and entry.get("sha256") == self._sha256(licence)

    def accept(self, licence: Licence) -> None:
        """Remember that the user accepted the text as it is now.

        Raises:
            AppError: It cannot be written down.
        """
        entry = {
            "title": licence.title,
            "sha256": self._sha256(licence),
            "accepted": self._today().isoformat(),
        }
        text = json.dumps(self._entries() | {licence.id: entry}, indent=1)
        try:
            with atomic_write(self._record, text=True) as file:
                file.write(text)
        except OSError as error:
            raise AppError(
                "That you accepted the licence cannot be written down.",
                "Make room on the disk, or make Earsight's data folder writable.",
            ) from error

    def _entries(self) -> dict[str, Any]:
        try:
            found = json.loads(self._record.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _sha256(self, licence: Licence) -> str:
        return hashlib.sha256(self.text(licence).encode()).hexdigest()
