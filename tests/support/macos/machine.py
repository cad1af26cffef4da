"""A made Mac for one test: its frameworks are in `sys.modules` for as long as the test runs."""

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from macos.pyobjc import BY_HAND, METADATA, TABLES, FakeObjC, Framework, Tables, read_tables, stand_in


@cache
def _tables(folder: str) -> Tables:
    path = METADATA / folder / "_metadata.py"
    assert path.exists(), "make setup-tests fetches what macOS's packages know"
    return read_tables(path)


class Mac:
    """Gives the app frameworks that behave as a test says.

    Attributes:
        calls: Every function and selector that was called, with its arguments.
        objc: The module `objc`.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.calls: list[tuple[str, tuple[Any, ...]]] = []
        self.objc = FakeObjC()
        self._patch = monkeypatch
        monkeypatch.setitem(sys.modules, "objc", self.objc)

    def framework(
        self,
        name: str,
        answers: dict[str, Callable[..., Any]] | None = None,
        classes: tuple[type, ...] = (),
        lacks: tuple[str, ...] = (),
    ) -> Framework:
        """Put a framework where `import` finds it; see `pyobjc.Framework`."""
        tables = [Tables(functions=BY_HAND.get(name, {})), *(_tables(folder) for folder in TABLES[name])]
        checked = [stand_in(tables, self.calls, each) for each in classes]
        made = Framework(name, tables, answers or {}, checked, self.calls, frozenset(lacks))
        self._patch.setitem(sys.modules, name, made)
        return made

    def is_here(self) -> None:
        """Have `sys.platform` say so for the rest of the test."""
        self._patch.setattr(sys, "platform", "darwin")

    def called(self, name: str) -> list[tuple[Any, ...]]:
        """The arguments of each call of a function or "Class.selector:"."""
        return [arguments for each, arguments in self.calls if each == name]
