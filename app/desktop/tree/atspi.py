"""The controls of a window, from the accessibility bus of AT-SPI.

Only programs that tell clients anyway are asked: accessibility is switched on for none, and nothing is
started. https://gitlab.gnome.org/GNOME/at-spi2-core
"""

import time
from collections.abc import Callable, Iterable, Mapping

from app.controls import Box, Control, ControlTree, Role
from app.desktop.tree import questions
from app.desktop.tree.asking import begin
from app.desktop.tree.bus import Bus, NoAnswer, Patience, accessibility_bus, process_of
from app.desktop.tree.controls import WindowPlaces, control_of, fits, same_place, same_title
from app.desktop.tree.questions import REGISTRY, Ref
from app.desktop.tree.roles import Bit, has
from app.desktop.tree.walk import Found, Walk

_MOST_WINDOWS = 64
_MOST_PROGRAMS = 200
_MAKING = 0.1


class AtSpiTrees:
    """Asks the programs of this desktop for their windows' controls.

    Args:
        environment: As `os.environ`: DBUS_SESSION_BUS_ADDRESS, AT_SPI_BUS_ADDRESS.
        call: Seconds without any answer after which a program is given up.
        in_all: Seconds for everything asked about one window.
        now: A clock in seconds that never goes back.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        call: float = 0.1,
        in_all: float = 0.4,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
        self._address = environment.get("AT_SPI_BUS_ADDRESS", "")
        self._call = call
        self._in_all = in_all
        self._now = now

    def __call__(self, pid: int, title: str, area: Box) -> Callable[[], ControlTree | None]:
        """Begin to ask for a window's controls, on a thread of its own.

        Args:
            pid: Its process; 0 where unknown.
            title: Its title; "" where unknown.
            area: Where it is on the desktop.

        Returns:
            What gives them, and waits until they are there or time is up; None where nothing is told.
        """
        if not (self._session or self._address):
            return lambda: None
        end = self._now() + self._in_all
        # The last of it is for putting together what was told.
        patience = Patience(self._call, end - _MAKING * self._in_all, self._now)
        return begin(lambda: self._asked(pid, title, area, patience), end, self._now)

    def _asked(self, pid: int, title: str, area: Box, patience: Patience) -> ControlTree | None:
        try:
            with accessibility_bus(self._session, self._address, patience) as bus:
                return _tree(bus, pid, title, area)
        except NoAnswer:
            return None


def _tree(bus: Bus, pid: int, title: str, area: Box) -> ControlTree | None:
    programs, known = _programs(bus, pid)
    window = _window(bus, programs, title, area)
    walk = Walk(bus)
    found = walk.window(window) if window is not None else None
    if found is None or found.place is None or not found.children:
        silent = bus.silent and (known or window is not None)
        return ControlTree(Control(Role.WINDOW), complete=False) if silent else None
    places = WindowPlaces(found.place, area)
    if not fits(found, places):
        return None
    return ControlTree(control_of(found, places, _names(walk, found)), walk.complete)


def _programs(bus: Bus, pid: int) -> tuple[list[Ref], bool]:
    """Those of a process, and whether it has some; else all: some run in a box that has other numbers."""
    answer = bus.one(questions.children(REGISTRY))
    programs = questions.as_refs(answer)[:_MOST_PROGRAMS]
    pids = bus.ask([process_of(program.name) for program in programs])
    known = [ref for ref, told in zip(programs, pids, strict=True) if pid and told == (pid,)]
    return known or programs, bool(known)


def _window(bus: Bus, programs: Iterable[Ref], title: str, area: Box) -> Ref | None:
    """The window that is meant, of all that programs have; None where none is likely."""
    programs = list(programs)
    counted = bus.ask([questions.child_count(program) for program in programs])
    few = [
        ref
        for ref, told in zip(programs, counted, strict=True)
        if 0 < questions.as_number(told) <= _MOST_WINDOWS
    ]
    answers = bus.ask([questions.children(program) for program in few])
    windows = [ref for answer in answers for ref in questions.as_refs(answer)][:_MOST_WINDOWS]
    asked = (questions.states, questions.name, questions.extents)
    told = bus.ask([question(window) for window in windows for question in asked])
    best, likely = None, 2
    for place, window in enumerate(windows):
        states, name, extents = told[3 * place : 3 * place + 3]
        bits = questions.as_states(states)
        if not has(bits, Bit.SHOWING):
            continue
        points = (
            2 * has(bits, Bit.ACTIVE)
            + same_title(questions.as_text(name), title)
            + same_place(questions.as_extents(extents), area)
        )
        if points > likely:
            best, likely = window, points
    return best


def _names(walk: Walk, window: Found) -> dict[Ref, str]:
    """What those are called that name or explain others; most are in the window themselves."""
    wanted = [ref for one in window.walk() for ref in (*one.labels, *one.errors)]
    inside = {one.ref: one for one in window.walk()}
    known = {ref: _words(inside[ref]) for ref in wanted if ref in inside}
    return known | walk.names([ref for ref in wanted if not known.get(ref)])


def _words(found: Found) -> str:
    """What an object says, or the text in it."""
    return found.name or " ".join(one.name for one in found.walk() if one.name and one.role is Role.TEXT)
