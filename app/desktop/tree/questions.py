"""What is asked about one object, in AT-SPI's words, and how the answers are understood.

The interfaces are those of at-spi2-core's `xml/*.xml`. Answers of another form than they say are none.
"""

from typing import Any, NamedTuple

from app.desktop.tree.bus import MethodCall

Answer = tuple[Any, ...] | None

_SPI = "org.a11y.atspi."
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SCREEN = 0  # positions are told from the screen's corner
_LONGEST = 300


class Ref(NamedTuple):
    """An object of a program."""

    name: str
    path: str


REGISTRY = Ref("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
Extents = tuple[int, int, int, int]
"""(left, top, width, height)."""


def states(ref: Ref) -> MethodCall:
    """Its states, as two numbers of 32 bits."""
    return MethodCall(*ref, _SPI + "Accessible", "GetState")


def role(ref: Ref) -> MethodCall:
    """Its role, as a number."""
    return MethodCall(*ref, _SPI + "Accessible", "GetRole")


def name(ref: Ref) -> MethodCall:
    """What it is called."""
    return _property(ref, "Accessible", "Name")


def description(ref: Ref) -> MethodCall:
    """What is said about it besides."""
    return _property(ref, "Accessible", "Description")


def child_count(ref: Ref) -> MethodCall:
    """How many are in it."""
    return _property(ref, "Accessible", "ChildCount")


def children(ref: Ref) -> MethodCall:
    """All that are in it."""
    return MethodCall(*ref, _SPI + "Accessible", "GetChildren")


def child(ref: Ref, index: int) -> MethodCall:
    """One of those in it."""
    return MethodCall(*ref, _SPI + "Accessible", "GetChildAtIndex", "i", (index,))


def interfaces(ref: Ref) -> MethodCall:
    """What else it can be asked. Some toolkits complain aloud about what they have not."""
    return MethodCall(*ref, _SPI + "Accessible", "GetInterfaces")


def relations(ref: Ref) -> MethodCall:
    """How it belongs to others."""
    return MethodCall(*ref, _SPI + "Accessible", "GetRelationSet")


def extents(ref: Ref) -> MethodCall:
    """Where it is."""
    return MethodCall(*ref, _SPI + "Component", "GetExtents", "u", (_SCREEN,))


def at_point(ref: Ref, x: int, y: int) -> MethodCall:
    """What is in it at a place."""
    return MethodCall(*ref, _SPI + "Component", "GetAccessibleAtPoint", "iiu", (x, y, _SCREEN))


def selected_child(ref: Ref) -> MethodCall:
    """The first that is selected in it."""
    return MethodCall(*ref, _SPI + "Selection", "GetSelectedChild", "i", (0,))


def rows(ref: Ref) -> MethodCall:
    """How many rows a table has."""
    return _property(ref, "Table", "NRows")


def text_length(ref: Ref) -> MethodCall:
    """How many characters are in it."""
    return _property(ref, "Text", "CharacterCount")


def text(ref: Ref, length: int) -> MethodCall:
    """The first so many characters. Never to be asked of a password field."""
    return MethodCall(*ref, _SPI + "Text", "GetText", "ii", (0, length))


def value(ref: Ref) -> list[MethodCall]:
    """Its number, the smallest and the largest it can be."""
    return [_property(ref, "Value", one) for one in ("CurrentValue", "MinimumValue", "MaximumValue")]


def as_states(answer: Answer) -> int:
    """The states as one number; 0 without any."""
    words = answer[0] if answer else None
    if not isinstance(words, list) or not all(isinstance(word, int) for word in words[:2]):
        return 0
    return sum(word << 32 * place for place, word in enumerate(words[:2]))


def as_number(answer: Answer) -> int:
    """A whole number of an answer or a property; -1 for none."""
    found = _plain(answer)
    return found if isinstance(found, int) else -1


def as_float(answer: Answer) -> float | None:
    """A number that may have a fraction; None for none."""
    found = _plain(answer)
    return float(found) if isinstance(found, (int, float)) and abs(found) < 1e12 else None


def as_text(answer: Answer) -> str:
    """A text on one line without control characters, at most 300 of it; "" for none."""
    found = _plain(answer)
    return one_line(found) if isinstance(found, str) else ""


def one_line(text: str) -> str:
    """A text without control characters, at most 300 of it."""
    flat = "".join(c if c.isprintable() else " " for c in text[: 4 * _LONGEST])
    # U+FFFC stands where another object is in a text.
    return " ".join(flat.replace("\ufffc", " ").split())[:_LONGEST]


def as_extents(answer: Answer) -> Extents | None:
    """A place; None where it is not told, or is empty."""
    found = answer[0] if answer else None
    if not isinstance(found, tuple) or len(found) != 4 or not all(isinstance(side, int) for side in found):
        return None
    left, top, width, height = found
    # Toolkits tell the smallest number there is of what is nowhere.
    if width <= 0 or height <= 0 or max(abs(side) for side in found) > 1 << 20:
        return None
    return left, top, width, height


def as_ref(answer: Answer) -> Ref | None:
    """An object; None for none."""
    return _ref(answer[0]) if answer else None


def as_refs(answer: Answer) -> list[Ref]:
    """Objects, in order; [] for none."""
    found = answer[0] if answer else None
    refs = [_ref(one) for one in found] if isinstance(found, list) else []
    return [ref for ref in refs if ref is not None]


def as_interfaces(answer: Answer) -> frozenset[str]:
    """The last words of the interfaces' names."""
    found = answer[0] if answer else None
    names = found if isinstance(found, list) else []
    return frozenset(one.removeprefix(_SPI) for one in names[:64] if isinstance(one, str))


def as_relations(answer: Answer) -> dict[int, list[Ref]]:
    """Objects by the number of the relation."""
    found: dict[int, list[Ref]] = {}
    for one in answer[0] if answer and isinstance(answer[0], list) else []:
        if isinstance(one, tuple) and len(one) == 2 and isinstance(one[0], int):
            found[one[0]] = as_refs((one[1],))
    return found


def _property(ref: Ref, interface: str, which: str) -> MethodCall:
    return MethodCall(*ref, _PROPERTIES, "Get", "ss", (_SPI + interface, which))


def _plain(answer: Answer) -> Any:
    """What a method returned; of a property's (type, value) the value."""
    found = answer[0] if answer else None
    return found[1] if isinstance(found, tuple) and len(found) == 2 else found


def _ref(found: Any) -> Ref | None:
    if not isinstance(found, tuple) or len(found) != 2 or not all(isinstance(part, str) for part in found):
        return None
    name, path = found
    return Ref(name, path) if name and path.startswith("/") and not path.endswith("/null") else None
