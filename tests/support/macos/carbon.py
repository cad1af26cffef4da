"""A made Mac's hot keys: Carbon's Event Manager below the real quickmachotkey."""

import importlib.util
import sys
from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass, field
from struct import pack
from typing import Any

import pytest
from macos.machine import Mac
from macos.pyobjc import METADATA

TAKEN = -9878  # eventHotKeyExistsErr
_DISPATCHER = object()


@dataclass
class Carbon:
    """The hot keys of the system.

    Attributes:
        foreign: Codes and modifiers that other programs have to themselves.
        ours: Those of this process: the signature and number that an event of it carries.
    """

    foreign: set[tuple[int, int]] = field(default_factory=set)
    ours: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _handler: Callable[[Any, Any, Any], int] | None = None

    def press(self, code: int, modifiers: int = 0) -> bool:
        """Press a key with modifiers; False where it goes to the program in front."""
        ident = self.ours.get((code, modifiers))
        if ident is None:
            return False
        assert self._handler is not None
        assert self._handler(None, ident, None) == 0
        return True

    def put_into(self, mac: Mac, monkeypatch: pytest.MonkeyPatch) -> None:
        """Import quickmachotkey anew, over this."""
        framework = mac.framework(
            "HIToolbox",
            {
                "GetEventDispatcherTarget": lambda: _DISPATCHER,
                "InstallEventHandler": self._install,
                "RegisterEventHotKey": self._register,
                "UnregisterEventHotKey": self._unregister,
                "GetEventParameter": self._parameter,
            },
        )
        objc: Any = mac.objc
        objc.createStructType = lambda name, encoding, fields: namedtuple(name, fields)
        objc.createOpaquePointerType = lambda name, encoding: object
        objc.pathForFramework = lambda path: path
        objc.createFrameworkDirAndGetattr = lambda *, metadict, **_rest: (
            lambda: [],
            lambda name: metadict["misc"][name] if name in metadict["misc"] else getattr(framework, name),
        )
        place = METADATA / "quickmachotkey"
        spec = importlib.util.spec_from_file_location(
            "quickmachotkey", place / "__init__.py", submodule_search_locations=[str(place)]
        )
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["quickmachotkey"] = module
        spec.loader.exec_module(module)
        # Taken away again after the test.
        for name in [name for name in sys.modules if name.partition(".")[0] == "quickmachotkey"]:
            monkeypatch.setitem(sys.modules, name, sys.modules.pop(name))

    def _install(
        self, target: object, handler: Any, count: int, kinds: list[Any], data: None, _out: None
    ) -> tuple[int, object]:
        assert target is _DISPATCHER
        assert [tuple(kind) for kind in kinds] == [(1801812322, 5)] * count, "pressed hot keys"
        self._handler = handler
        return 0, object()

    def _register(
        self, code: int, modifiers: int, ident: tuple[int, int], target: object, options: int, _out: None
    ) -> tuple[int, Any]:
        assert target is _DISPATCHER
        assert modifiers & ~(0x100 | 0x200 | 0x800 | 0x1000) == 0, "Carbon's modifiers"
        key = (code, modifiers)
        # Nobody gets what somebody has, whoever it is.
        if key in self.foreign or key in self.ours:
            return TAKEN, None
        self.ours[key] = ident
        return 0, key

    def _unregister(self, reference: tuple[int, int]) -> int:
        assert reference in self.ours, "a key that was registered, once"
        del self.ours[reference]
        return 0

    @staticmethod
    def _parameter(
        event: tuple[int, int], name: int, kind: int, _type: None, size: int, _size: None, _data: None
    ) -> tuple[int, int, int, bytes]:
        assert (name, kind, size) == (757935405, 1751869796, 8)
        return 0, kind, size, pack("@II", *event)
