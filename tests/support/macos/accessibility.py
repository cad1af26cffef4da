"""A made Mac's accessibility API: windows of elements with attributes, below the real PyObjC's names."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from macos.machine import Mac

NO_ATTRIBUTE, CANNOT_COMPLETE, API_DISABLED = -25212, -25204, -25211
PID = 42
_POINT, _SIZE = 1, 2


class AXValue:
    """An AXValue: a kind, and what is in it; an error's kind is 5."""

    def __init__(self, kind: int, value: Any = None) -> None:
        self.kind = kind
        self.value = value


class Element:
    """An AXUIElement.

    Args:
        role: Its AXRole.
        place: (left, top, width, height) in points; None where it does not tell.
        children: Those in it.
        settable: Whether what is in it may be written.
        attributes: Others, by their names without AX.
    """

    def __init__(
        self,
        role: str,
        place: tuple[float, float, float, float] | None = None,
        children: "Sequence[Element]" = (),
        *,
        settable: bool = False,
        **attributes: Any,
    ) -> None:
        self.settable = settable
        self.attributes: dict[str, Any] = {"AXRole": role}
        self.attributes |= {f"AX{name}": value for name, value in attributes.items()}
        if place is not None:
            x, y, width, height = place
            self.attributes["AXPosition"] = AXValue(_POINT, SimpleNamespace(x=x, y=y))
            self.attributes["AXSize"] = AXValue(_SIZE, SimpleNamespace(width=width, height=height))
        if children:
            self.attributes["AXChildren"] = list(children)


class Accessibility:
    """What programs tell.

    Args:
        windows: Of the one program there is.

    Attributes:
        trusted: Whether the user allows it.
        patience: Seconds that one answer may take, as it was set.
        fails: The error of every answer; 0 for none.
        asked: Every (element, attribute) that was asked for by itself.
        on_question: Called before each answer.
    """

    def __init__(self, *windows: Element) -> None:
        self.application = Element("AXApplication", Windows=list(windows))
        self.trusted = True
        self.patience = 0.0
        self.fails = 0
        self.asked: list[tuple[Element, str]] = []
        self.on_question: Callable[[], object] = lambda: None

    def put_into(self, mac: Mac) -> None:
        """Put the framework where the app imports it."""
        mac.framework(
            "HIServices",
            {
                "AXIsProcessTrusted": lambda: self.trusted,
                "AXUIElementCreateSystemWide": lambda: "everything",
                "AXUIElementSetMessagingTimeout": self._wait_for,
                "AXUIElementCreateApplication": self._program,
                "AXUIElementCopyAttributeValue": self._one,
                "AXUIElementCopyMultipleAttributeValues": self._several,
                "AXUIElementGetAttributeValueCount": self._count,
                "AXUIElementIsAttributeSettable": lambda element, name, _out: (0, element.settable),
                "AXValueGetValue": self._value,
            },
        )

    def _wait_for(self, element: object, seconds: float) -> int:
        assert element == "everything"
        self.patience = seconds
        return 0

    def _program(self, pid: int) -> Element:
        return self.application if pid == PID else Element("AXApplication")

    def _one(self, element: Element, name: str, _out: None) -> tuple[int, Any]:
        self.on_question()
        self.asked.append((element, name))
        if self.fails:
            return self.fails, None
        value = element.attributes.get(name)
        return (NO_ATTRIBUTE, None) if value is None else (0, value)

    def _several(self, element: Element, names: Sequence[str], options: int, _out: None) -> tuple[int, Any]:
        assert options == 0, "what it has not is an error among the values"
        self.on_question()
        if self.fails:
            return self.fails, None
        return 0, tuple(element.attributes.get(name, AXValue(5)) for name in names)

    @staticmethod
    def _count(element: Element, name: str, _out: None) -> tuple[int, int]:
        rows = element.attributes.get(name)
        return (NO_ATTRIBUTE, 0) if rows is None else (0, len(rows))

    @staticmethod
    def _value(value: Any, kind: int, _out: None) -> tuple[bool, Any]:
        assert isinstance(value, AXValue), "macOS ends a program that passes something else"
        return (True, value.value) if value.kind == kind else (False, None)
