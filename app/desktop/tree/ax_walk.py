"""One window's elements on a Mac, asked for level by level."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.controls import Box, Role
from app.desktop.tree.ax_roles import role_of
from app.desktop.tree.questions import Extents, Ref, one_line
from app.desktop.tree.roles import CHECKED, WORKED, Bit, has
from app.desktop.tree.walk import MANY, Found

_MOST = 1500
_DEEPEST = 50
_FEW = 150
_LONG_TEXT = 300
_POINT, _SIZE = 1, 2  # kAXValueTypeCGPoint, kAXValueTypeCGSize
_SUCCESS, _CANNOT_COMPLETE, _API_DISABLED = 0, -25204, -25211
_VALUED = frozenset((Role.SLIDER, Role.PROGRESS_BAR, Role.SPIN_BUTTON))
_WRITTEN = frozenset((Role.TEXT, Role.TEXT_FIELD, Role.COMBO_BOX, Role.HEADING))
_CLOSED = frozenset((Role.PASSWORD, Role.TEXT_FIELD, Role.COMBO_BOX, Role.MENU))
# Asked of every element at once. Never what is in it: it may be a field for a password.
_ABOUT = (
    "AXRole",
    "AXSubrole",
    "AXTitle",
    "AXDescription",
    "AXPosition",
    "AXSize",
    "AXEnabled",
    "AXFocused",
    "AXSelected",
    "AXExpanded",
    "AXDisclosing",
    "AXRequired",
    "AXInvalid",
    "AXElementBusy",
    "AXModal",
    "AXHelp",
    "AXPlaceholderValue",
)


class NotTold(Exception):
    """The program, or the system, tells nothing, or time is up."""


@dataclass(frozen=True)
class _Asked:
    """An element, what was found of it, and its AXRole."""

    element: Any
    found: Found
    role: str


class AXWalk:
    """Asks for the elements of one window; what cannot be seen is left out.

    Args:
        services: PyObjC's HIServices.
        area: Where the window is, in points; what lies outside is scrolled away.
        over: Whether time is up.

    Attributes:
        complete: Whether all of it was told.
    """

    def __init__(self, services: Any, area: Box, over: Callable[[], bool]) -> None:
        self._services = services
        self._area = area
        self._over = over
        self._elements: dict[Ref, Any] = {}
        self._met: set[Any] = set()
        self._default: Any = None
        self.complete = True

    def windows(self, application: Any) -> list[Found]:
        """The windows of a program, without what is in them; those that tell nothing are left out.

        Raises:
            NotTold: It has none, or tells nothing.
        """
        windows = self._one(application, "AXWindows")
        return [asked.found for one in windows or () if (asked := self._asked(one, "")) is not None]

    def fill(self, window: Found) -> None:
        """Put into a window what can be seen in it, as far as it is told in time."""
        try:
            self._fill(window)
        except NotTold:
            self.complete = False

    def names(self, window: Found) -> dict[Ref, str]:
        """What those are called that name or explain others, as far as it is told in time."""
        inside = {one.ref: one for one in window.walk()}
        wanted = dict.fromkeys(ref for one in inside.values() for ref in (*one.labels, *one.errors))
        named = {}
        for ref in wanted:
            try:
                named[ref] = inside[ref].name if ref in inside else self._words(self._elements[ref])
            except NotTold:
                self.complete = False
        return named

    def _fill(self, window: Found) -> None:
        element = self._elements[window.ref]
        self._default = self._one(element, "AXDefaultButton")
        level = [_Asked(element, window, "AXWindow")]
        for _ in range(_DEEPEST):
            lower = []
            for parent in level:
                for child in self._children(parent):
                    asked = self._asked(child, parent.role)
                    if asked is not None and self._in_sight(asked.found.place):
                        parent.found.children.append(asked.found)
                        lower.append(asked)
            level = lower
            if not level:
                return
        self.complete = False

    def _asked(self, element: Any, parent: str) -> _Asked | None:
        """What an element is; None for what is left out or was met before."""
        if element in self._met:
            return None
        if len(self._met) >= _MOST:
            raise NotTold
        self._met.add(element)
        about = self._about(element)
        role = role_of(_text(about["AXRole"]), _text(about["AXSubrole"]), parent) if about else None
        if about is None or role is None:
            return None
        found = Found(self._ref(element), role=role, place=self._place(about))
        self._describe(element, found, about)
        return _Asked(element, found, _text(about["AXRole"]))

    def _describe(self, element: Any, found: Found, about: Mapping[str, Any]) -> None:
        found.name = one_line(_text(about["AXTitle"])) or one_line(_text(about["AXDescription"]))
        found.bits = self._bits(element, found.role, about)
        if found.role is not Role.PASSWORD:
            self._read(element, found)
        if not found.name and found.role in WORKED | _VALUED | MANY:
            label = self._one(element, "AXTitleUIElement")
            found.labels = [] if label is None else [self._ref(label)]
            if not found.labels:
                found.name = one_line(_text(about["AXPlaceholderValue"]))
        if has(found.bits, Bit.INVALID_ENTRY):
            errors = self._one(element, "AXErrorMessageElements")
            found.errors = [self._ref(one) for one in list(errors or ())[:4]]
            found.remark = one_line(_text(about["AXHelp"]))
        if found.role in MANY:
            error, count = self._services.AXUIElementGetAttributeValueCount(element, "AXRows", None)
            found.rows = int(count) if error == _SUCCESS else -1

    def _bits(self, element: Any, role: Role, about: Mapping[str, Any]) -> int:
        """Its states, as AT-SPI has them."""
        wrong = about["AXInvalid"]
        given = {
            Bit.SHOWING: True,
            Bit.FOCUSED: _is(about["AXFocused"]),
            Bit.SELECTED: _is(about["AXSelected"]),
            Bit.REQUIRED: _is(about["AXRequired"]),
            Bit.INVALID_ENTRY: _is(wrong) or _text(wrong) not in ("", "false"),
            Bit.BUSY: _is(about["AXElementBusy"]),
            Bit.MODAL: _is(about["AXModal"]),
            Bit.SENSITIVE: about["AXEnabled"] != 0,
            Bit.IS_DEFAULT: self._default is not None and element == self._default,
            Bit.MULTI_LINE: about["AXRole"] == "AXTextArea",
        }
        opened = [one for one in (about["AXExpanded"], about["AXDisclosing"]) if isinstance(one, (bool, int))]
        if opened and role is not Role.COMBO_BOX:
            given[Bit.EXPANDED if opened[0] else Bit.COLLAPSED] = True
        if role is Role.TEXT_FIELD:
            error, may = self._services.AXUIElementIsAttributeSettable(element, "AXValue", None)
            given[Bit.EDITABLE] = error == _SUCCESS and bool(may)
            given[Bit.FOCUSABLE] = True
        return sum(1 << bit for bit, is_so in given.items() if is_so)

    def _read(self, element: Any, found: Found) -> None:
        """What is in it, where it is one that holds something."""
        if found.role in CHECKED or found.role is Role.TAB:
            on = Bit.SELECTED if found.role is Role.TAB else Bit.CHECKED
            value = self._one(element, "AXValue")
            found.bits |= 1 << on if value == 1 else 1 << Bit.INDETERMINATE if value == 2 else 0
        elif found.role in _VALUED:
            asked = [self._one(element, name) for name in ("AXValue", "AXMinValue", "AXMaxValue")]
            found.numbers = tuple(float(n) if isinstance(n, (int, float)) else None for n in asked)
            found.text = one_line(_text(asked[0]))
        elif found.role in _WRITTEN:
            text = _text(self._one(element, "AXValue"))
            if found.role in (Role.TEXT, Role.HEADING):
                found.name = one_line(text) or found.name
            elif len(text) <= _LONG_TEXT:
                found.text = one_line(text)

    def _children(self, parent: _Asked) -> list[Any]:
        """Those in it that can be seen, as far as it tells."""
        role, element = parent.found.role, parent.element
        if role in _CLOSED:
            return []
        if role in MANY:
            shown = self._one(element, "AXVisibleRows") or self._one(element, "AXVisibleChildren")
            if shown:
                header = self._one(element, "AXHeader")
                return [*([] if header is None else [header]), *list(shown)[:_FEW]]
        children = list(self._one(element, "AXChildren") or ())
        if role in MANY and len(children) > _FEW:
            self.complete = False
        return children[:_FEW] if role in MANY else children

    def _about(self, element: Any) -> dict[str, Any] | None:
        """Its attributes; one that it has not is something else than expected. None where it is gone."""
        copy = self._services.AXUIElementCopyMultipleAttributeValues
        error, values = self._ask(lambda: copy(element, list(_ABOUT), 0, None))
        if error != _SUCCESS or values is None or len(values) != len(_ABOUT):
            return None
        return dict(zip(_ABOUT, values, strict=True))

    def _one(self, element: Any, attribute: str) -> Any:
        """One attribute; None without it."""
        copy = self._services.AXUIElementCopyAttributeValue
        error, value = self._ask(lambda: copy(element, attribute, None))
        return value if error == _SUCCESS else None

    def _ask(self, question: Callable[[], Any]) -> Any:
        if self._over():
            raise NotTold
        answer = question()
        if answer[0] in (_CANNOT_COMPLETE, _API_DISABLED):  # it does not answer in time, or to nobody
            raise NotTold
        return answer

    def _place(self, about: Mapping[str, Any]) -> Extents | None:
        """(left, top, width, height) in points; None where it is not told."""
        corners = []
        for attribute, kind in (("AXPosition", _POINT), ("AXSize", _SIZE)):
            value = about[attribute]
            if value is None:
                return None
            # What it has not is a value of another kind: an error.
            is_so, pair = self._services.AXValueGetValue(value, kind, None)
            if not is_so:
                return None
            corners.append(pair)
        at, size = corners
        told = at.x, at.y, size.width, size.height
        if size.width <= 0 or size.height <= 0 or not all(abs(side) < 1 << 20 for side in told):
            return None
        return round(at.x), round(at.y), round(size.width), round(size.height)

    def _in_sight(self, place: Extents | None) -> bool:
        """Whether some of it may be in the window."""
        if place is None:
            return True
        left, top, right, bottom = self._area
        x, y, width, height = place
        return x < right and y < bottom and x + width > left and y + height > top

    def _ref(self, element: Any) -> Ref:
        # The same element has the same hash when it is asked again.
        ref = Ref("ax", str(hash(element)))
        self._elements[ref] = element
        return ref

    def _words(self, element: Any) -> str:
        """What an element is called, or says. Only plain text is read: it may be a field for a password."""
        about = self._about(element)
        if about is None:
            return ""
        written = about["AXRole"] == "AXStaticText"
        said = one_line(_text(self._one(element, "AXValue"))) if written else ""
        return said or one_line(_text(about["AXTitle"])) or one_line(_text(about["AXDescription"]))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is(value: Any) -> bool:
    return isinstance(value, (bool, int, float)) and value == 1
