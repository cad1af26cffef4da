"""Programs of macOS, started wherever the app names the real ones: see `tool_process.py`."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from macos import tool_process
from waiting import PATIENCE

_USUAL: dict[str, Any] = {
    "code": 0, "answer": "", "error": "", "picture": "", "attributes": {}, "voices": [],
}  # fmt: skip


@dataclass(frozen=True)
class Start:
    """How a program was started.

    Attributes:
        arguments: Without its name.
        script: What osascript was given.
        said: What was to be heard.
    """

    arguments: list[str]
    script: str = ""
    said: str = ""


class Tools:
    """Which programs there are, and what they answer. What was not put there is not there.

    Args:
        folder: For their answers and notes.

    Attributes:
        patience: How long each was waited for at most, in seconds, in order.
        hang: Those that do not end in time.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder = folder
        self.patience: list[float] = []
        self.hang: set[str] = set()
        tools = self

        class Redirected(subprocess.Popen):  # type: ignore[type-arg]
            def __init__(self, args: Any, *rest: Any, **keywords: Any) -> None:
                if args[0] in tool_process.TOOLS:
                    if not (folder / f"{Path(args[0]).name}.json").exists():
                        raise FileNotFoundError(args[0])
                    self._place = args[0]
                    args = [sys.executable, "-IS", tool_process.__file__, str(folder), *args]
                super().__init__(args, *rest, **keywords)

            def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[Any, Any]:
                if timeout is not None and hasattr(self, "_place"):
                    tools.patience.append(timeout)
                    if self._place in tools.hang:
                        raise subprocess.TimeoutExpired(self._place, timeout)
                # The real ones answer at once; a busy machine does not start these so quickly.
                return super().communicate(input, None if timeout is None else PATIENCE)

        monkeypatch.setattr(subprocess, "Popen", Redirected)

    def put(self, place: str, **answers: Any) -> None:
        """Put a program there, or give it other answers.

        Args:
            place: Where it is on a Mac.
            answers: "code" is what it ends with, "answer" and "error" what it prints, "picture" the file that
                a screen shows, "attributes" names by path, "voices" their names.
        """
        assert place in tool_process.TOOLS
        assert answers.keys() <= _USUAL.keys()
        (self._folder / f"{Path(place).name}.json").write_text(json.dumps(_USUAL | answers))

    def started(self, place: str) -> list[Start]:
        """Each start of a program that took its arguments."""
        notes = self._folder / "started"
        lines = notes.read_text().splitlines() if notes.exists() else []
        found = [note for line in lines if (note := json.loads(line)).pop("name") == Path(place).name]
        return [Start(**note) for note in found]
