"""Programs on an accessibility bus, which only Linux has: what they answer, byte by byte."""

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from made_programs import PID, MadeBus, Silence, Thing, window

from app.controls import ControlTree
from app.describe.windows.script import WindowScript
from app.desktop.tree.atspi import AtSpiTrees
from app.desktop.tree.roles import Bit
from app.inference.protocols import Level
from app.shot import ScreenPart, Shot
from fuzzing.mutate import as_json, mutated, text
from fuzzing.target import Lost, Target

_ASKED = (
    "Hello", "GetAddress", "GetConnectionUnixProcessID", "GetState", "GetRole", "Name", "GetExtents",
    "ChildCount", "GetChildren", "GetChildAtIndex", "GetAccessibleAtPoint", "GetInterfaces", "GetRelationSet",
    "GetSelectedChild", "CharacterCount", "GetText", "CurrentValue", "NRows", "Description",
)  # fmt: skip
_REF = (":1.7", "/org/a11y/atspi/accessible/root")
_WORDS = (
    b"l\2\1\1",
    b"l\3\1\1",
    b"a(so)",
    b"(iiii)",
    b"v",
    b"au",
    b"\xff\xff\xff\x7f",
    b"/org/a11y",
    b"\5\1u\0",
)
_MOST_CONTROLS = 1501
_LONGEST = 4000


def programs(_folder: Path) -> Target:
    """A bus and a program that answer with anything; what is told of the window must be bounded."""

    def make(random: Random) -> bytes:
        odd = {
            random.choice(_ASKED): random.choice(("bytes", "bytes", "odd", "odd", "odd", "silent"))
            for _ in range(random.choice((1, 1, 2, 4)))
        }
        return as_json(
            {"odd": odd, "seed": random.randrange(1 << 32), "share": random.choice((0.1, 0.5, 1.0))}
        )

    def take(data: bytes) -> str:
        told = json.loads(data)
        random = Random(told["seed"])

        def instead(path: str, interface: str, member: str, body: tuple[Any, ...]) -> Any:
            kind = told["odd"].get(body[1] if member == "Get" else member)
            if kind is None or random.random() > told["share"]:
                return None
            if kind == "silent":
                raise Silence
            return _odd(random) if kind == "odd" else _damaged(random)

        with MadeBus(_window(), instead=instead) as bus:
            tree = AtSpiTrees(bus.environment, call=0.05, in_all=2.0)(PID, "Order", (0, 0, 400, 300))()
        return "nothing" if tree is None else _said(tree)

    return Target(make, take, (), seconds=10.0)


def _said(tree: ControlTree) -> str:
    controls = list(tree.root.walk())
    if len(controls) > _MOST_CONTROLS:
        raise Lost(f"{len(controls)} controls")
    if any(len(part) > _LONGEST for one in controls for part in (one.name, one.value, one.error)):
        raise Lost("a text without end")
    if "hunter2" in repr(tree):
        raise Lost("a password")
    shot = Shot(np.zeros((300, 400, 3), np.uint8), ScreenPart.WINDOW, 0, 0, "", "", PID, datetime.now(UTC))
    script = WindowScript(tree, shot)
    for level in Level:
        list(script.rest(level, ())).append(script.opening(level))
    json.dumps(script.as_json())
    return "all" if tree.complete else "a part"


def _window() -> Thing:
    label, item = Thing(29, "Name:"), Thing(35, "Green", hidden=True)
    return window(
        "Order",
        label,
        Thing(79, "", (Bit.EDITABLE, Bit.INVALID_ENTRY), text="Ann", labelled_by=label, wrong_by=label),
        Thing(40, "Secret", (Bit.EDITABLE,), text="hunter2"),
        Thing(11, "Colour", children=[Thing(33, chosen=item, hidden=True)]),
        Thing(51, "Volume", numbers=(30, 0, 99)),
        Thing(55, "Things", rows=500, count=500, children=[Thing(56, f"Cell {n}") for n in range(3)]),
        Thing(39, children=[Thing(31, children=[Thing(32, "One", (Bit.SELECTED,))]), Thing(43, "OK")]),
    )


def _damaged(random: Random) -> bytes:
    from jeepney import DBusAddress, HeaderFields, new_method_call, new_method_return

    call = new_method_call(DBusAddress("/a", "a.b", "a.b"), "A")
    call.header.serial = random.randrange(1, 200)
    call.header.fields[HeaderFields.sender] = ":1.1"
    return mutated(random, bytes(new_method_return(call, *_odd(random)).serialise(1)), (), _WORDS)


def _odd(random: Random) -> tuple[str | None, tuple[Any, ...]]:
    words = text(random, 400).encode("utf-8", "replace").decode()
    number = random.choice((0, 1, -1, 7, 150, 1500, 2**31 - 1, -(2**31)))
    bodies: tuple[tuple[str | None, tuple[Any, ...]], ...] = (
        (None, ()),
        ("s", (words,)),
        ("i", (number,)),
        ("u", (abs(number),)),
        ("au", ([2**32 - 1, 2**32 - 1],)),
        ("au", ([],)),
        ("(so)", (_REF,)),
        ("a(so)", ([_REF] * random.choice((0, 1, 2, 3000)),)),
        ("as", ([words] * 3,)),
        ("(iiii)", ((number, 0, number, abs(number) // 2),)),
        ("a(ua(so))", ([(2, [_REF] * 9), (21, [_REF])],)),
        ("v", (("i", number),)),
        ("v", (("s", words),)),
        ("v", (("d", random.choice((0.0, float("nan"), float("inf"), -1e308))),)),
        ("v", (("(so)", _REF),)),
        ("v", (("as", [words]),)),
        ("d", (0.5,)),
    )
    return random.choice(bodies)
