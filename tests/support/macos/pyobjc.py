"""A PyObjC for other systems, made of the tables in the pinned wheels (`packaging/mac_metadata.py`).

What a framework does not have raises AttributeError, a wrong number of arguments TypeError, and a function or
selector that a test gave no answer for NotImplementedError. Out-parameters are as in PyObjC: None is passed
for them, and they come back behind the result, as one tuple. What was called is kept in order.
"""

import importlib.util
import re
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

METADATA = Path(sys.prefix, "mac-metadata")
#: Where each framework's tables lie. Quartz is an umbrella over several.
TABLES = {
    "AppKit": ("AppKit", "Foundation", "CoreFoundation"),
    "Foundation": ("Foundation", "CoreFoundation"),
    "Quartz": ("Quartz/CoreGraphics", "Quartz/ImageIO", "Quartz/CoreVideo", "Quartz/QuartzCore"),
    "HIServices": ("HIServices",),
    "HIToolbox": ("quickmachotkey/_MinimalHIToolbox",),
    "ScreenCaptureKit": ("ScreenCaptureKit",),
    "Vision": ("Vision", "Foundation"),
}
#: Functions that a wheel binds in C, as its own help has them; they are in no table.
BY_HAND: dict[str, dict[str, tuple[list[str], dict[int, dict[str, Any]]]]] = {
    "HIServices": {"AXValueGetValue": (["Z", "^{__AXValue=}", "I", "^v"], {2: {"type_modifier": "o"}})},
}
_CONSTANT = re.compile(r"\$([A-Za-z0-9_]+)(?:@([^$]*))?")
_PAIRS = {"{": "}", "(": ")", "[": "]"}


@dataclass
class Tables:
    """What the wheels know of one framework.

    Attributes:
        functions: Name -> (encoding of result and arguments, description per argument).
        enums: Name -> number.
        constants: Names of strings and structures.
        selectors: (class, selector) -> description, arguments counted from 2.
        classes: Every name that looks like a class's.
    """

    functions: dict[str, tuple[list[str], dict[int, dict[str, Any]]]] = field(default_factory=dict)
    enums: dict[str, float] = field(default_factory=dict)
    constants: set[str] = field(default_factory=set)
    selectors: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    classes: set[str] = field(default_factory=set)


def split_encoding(encoding: str) -> list[str]:
    """The types of an Objective-C type encoding: the result's, then each argument's."""
    types_: list[str] = []
    at = 0
    while at < len(encoding):
        end = _end_of_type(encoding, at)
        types_.append(encoding[at:end])
        at = end
    return types_


def _end_of_type(encoding: str, at: int) -> int:
    while encoding[at] in "rnNoORV^":
        at += 1
    opening = encoding[at]
    if opening not in _PAIRS:
        return at + 2 if encoding[at : at + 2] in ("@?", "^?") else at + 1
    depth = 0
    for place in range(at, len(encoding)):
        depth += (encoding[place] == opening) - (encoding[place] == _PAIRS[opening])
        if not depth:
            return place + 1
    raise ValueError(f"{encoding} does not end")


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def read_tables(path: Path) -> Tables:
    """The tables of one `_metadata.py`."""
    found = Tables()
    objc = types.ModuleType("objc")

    def selector(owner: bytes, name: bytes, about: dict[str, Any] | None = None) -> None:
        found.selectors[_text(owner), _text(name)] = about or {}
        found.classes.add(_text(owner))

    def keywords(owner: str | bytes, name: str | bytes, *_: object) -> None:
        found.classes.add(_text(owner))

    objc.arch = "arm64"  # type: ignore[attr-defined]
    objc.registerMetaDataForSelector = selector  # type: ignore[attr-defined]
    objc.registerNewKeywordsFromSelector = keywords  # type: ignore[attr-defined]
    objc.__getattr__ = lambda name: lambda *_, **__: None  # type: ignore[method-assign]
    before = sys.modules.get("objc")
    sys.modules["objc"] = objc
    try:
        spec = importlib.util.spec_from_file_location("mac_metadata", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.modules.pop("objc")
        if before is not None:
            sys.modules["objc"] = before
    for name, about in getattr(module, "functions", {}).items():
        described = about[2].get("arguments", {}) if len(about) > 2 else {}
        found.functions[name] = (split_encoding(_text(about[0])), described)
    for name, number in _CONSTANT.findall(getattr(module, "enums", "")):
        found.enums[name] = float(number) if "." in number else int(number)
    found.constants.update(name for name, _ in _CONSTANT.findall(getattr(module, "constants", "")))
    return found


def _is_out(about: dict[str, Any]) -> bool:
    return _text(about.get("type_modifier", "")) == "o"


def _checked(name: str, arguments: tuple[Any, ...], outs: list[int], answer: Callable[..., Any]) -> Any:
    for place in outs:
        if arguments[place] is not None:
            raise TypeError(f"{name}: argument {place} is an out-parameter, None is passed for it")
    result = answer(*arguments)
    if outs and not (isinstance(result, tuple) and len(result) == 1 + len(outs)):
        raise AssertionError(f"The stand-in of {name} must answer with {1 + len(outs)} values")
    return result


class Framework(types.ModuleType):
    """One framework: functions that a test answers, numbers and names of the tables, stand-in classes.

    Args:
        name: The module's.
        tables: What the wheels know.
        answers: What functions do, by name.
        classes: Stand-ins of its classes.
        calls: Gets every call: name and arguments.
        lacks: Names that this version of the system does not have.
    """

    def __init__(
        self,
        name: str,
        tables: list[Tables],
        answers: dict[str, Callable[..., Any]],
        classes: list[type],
        calls: list[tuple[str, tuple[Any, ...]]],
        lacks: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(name)
        self._tables = tables
        self._answers = answers
        self._classes = {each.__name__: each for each in classes}
        self._calls = calls
        self._lacks = lacks
        for wrong in [each for each in answers if not any(each in table.functions for table in tables)]:
            raise AssertionError(f"{name} has no function {wrong}")

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("_") and name not in self._lacks:
            if name in self._classes:
                return self._classes[name]
            for table in self._tables:
                if name in table.functions:
                    return self._function(name, *table.functions[name])
                if name in table.enums:
                    return table.enums[name]
                if name in table.constants:
                    return name
        raise AttributeError(f"{self.__name__} has no {name}")

    def _function(
        self, name: str, encoding: list[str], about: dict[int, dict[str, Any]]
    ) -> Callable[..., Any]:
        count = len(encoding) - 1
        outs = sorted(place for place, each in about.items() if _is_out(each))

        def call(*arguments: Any) -> Any:
            if len(arguments) != count:
                raise TypeError(f"{name} takes {count} arguments, {len(arguments)} were given")
            self._calls.append((name, arguments))
            if name not in self._answers:
                raise NotImplementedError(name)
            return _checked(name, arguments, outs, self._answers[name])

        return call


def stand_in(tables: list[Tables], calls: list[tuple[str, tuple[Any, ...]]], cls: type) -> type:
    """Check a stand-in class against the tables, and have its calls kept.

    A method's name is its selector with underscores for colons, as in PyObjC. Names with a leading underscore
    are the stand-in's own.

    Raises:
        AssertionError: The tables do not know the class, or a method's arguments do not fit its selector.
    """
    owner = cls.__name__
    if not any(owner in table.classes for table in tables):
        raise AssertionError(f"No framework here has a class {owner}")
    members: dict[str, Any] = {}
    for base in reversed(cls.__mro__[:-1]):
        for name, member in vars(base).items():
            if not name.startswith("_"):
                members[name] = _selector(owner, name, member, tables, calls)
    return type(owner, (cls,), members)


def _selector(
    owner: str, name: str, member: Any, tables: list[Tables], calls: list[tuple[str, tuple[Any, ...]]]
) -> Any:
    selector = name.replace("_", ":")
    if ":" in selector and not selector.endswith(":"):
        raise AssertionError(f"{owner}.{name} is no selector's name")
    of_class = isinstance(member, classmethod)
    method = member.__func__ if of_class else member
    count = method.__code__.co_argcount - 1
    if count != selector.count(":"):
        raise AssertionError(f"{owner}.{name} must take {selector.count(':')} arguments, not {count}")
    about = next((each for table in tables if (each := table.selectors.get((owner, selector)))), {})
    # Counted from the receiver and the selector itself.
    outs = sorted(place - 2 for place, each in about.get("arguments", {}).items() if _is_out(each))

    def call(receiver: Any, *arguments: Any) -> Any:
        if len(arguments) != count:
            raise TypeError(f"Need {count} arguments, got {len(arguments)}")
        calls.append((f"{owner}.{selector}", arguments))
        return _checked(f"{owner}.{selector}", arguments, outs, lambda *given: method(receiver, *given))

    return classmethod(call) if of_class else call


class FakeObjC(types.ModuleType):
    """The module `objc`, as far as the app and quickmachotkey use it."""

    NULL = None

    def __init__(self) -> None:
        super().__init__("objc")
        self.pools: list[str] = []
        self.bundles: list[str] = []
        self.services: dict[str, type] = {}

    @contextmanager
    def autorelease_pool(self) -> Iterator[None]:
        """Open pools are counted by `pools`."""
        self.pools.append("open")
        try:
            yield
        finally:
            self.pools.append("closed")

    def loadBundle(self, name: str, into: dict[str, object], *, bundle_path: str) -> None:
        """Its classes can be looked up from then on; ``services`` are those of all bundles."""
        assert bundle_path.endswith(f"/{name}.framework")
        self.bundles.append(name)

    def lookUpClass(self, name: str) -> type:
        """A class by its name."""
        assert self.bundles
        return self.services[name]

    @staticmethod
    def callbackFor(_function: Callable[..., Any]) -> Callable[[Any], Any]:
        """PyObjC makes a C function of it."""
        return lambda function: function

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"The stand-in of objc has no {name}")
