"""The controls of windows, told by made programs on a made bus."""

import sys
from collections.abc import Callable
from typing import Any

import pytest
from made_programs import PID, Death, MadeBus, Silence, Thing, window

from app.controls import Control, ControlTree, Role, State
from app.desktop.tree.atspi import AtSpiTrees
from app.desktop.tree.roles import Bit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="AT-SPI is Linux's")

AREA = (0, 0, 400, 300)
LONG = 3600.0


def tree(
    bus: MadeBus, *, title: str = "Order", pid: int = PID, area: tuple[int, int, int, int] = AREA
) -> Any:
    """What is told of the window, however long it takes."""
    return AtSpiTrees(bus.environment, call=LONG, in_all=LONG)(pid, title, area)()


def told(*children: Thing, **more: Any) -> Control:
    """The window with these in it."""
    with MadeBus(window("Order", *children, **more)) as bus:
        found = tree(bus)
    assert isinstance(found, ControlTree)
    assert found.complete
    return found.root


def only(*children: Thing) -> Control:
    """The last control of a window with these in it."""
    return told(*children).children[-1]


def test_a_form_is_told_with_roles_states_values_and_places() -> None:
    label = Thing(29, "Name:", place=(10, 10, 50, 20))
    root = told(
        label,
        Thing(
            79,
            "",
            (Bit.EDITABLE, Bit.FOCUSABLE, Bit.FOCUSED, Bit.REQUIRED),
            (70, 10, 100, 20),
            text="Ann",
            labelled_by=label,
        ),
        Thing(7, "I accept", (Bit.CHECKED,)),
        Thing(7, "Some", (Bit.INDETERMINATE, Bit.CHECKED)),
        Thing(44, "Post"),
        Thing(43, "Send", (Bit.IS_DEFAULT,)),
        Thing(43, "Cancel", off=True),
        Thing(51, "Volume", numbers=(30, 0, 99)),
        Thing(42, "Done", numbers=(0.7, 0, 1)),
        Thing(52, "Amount", text="5 pieces", numbers=(5, 0, 9)),
    )
    assert (root.role, root.name, root.box) == (Role.WINDOW, "Order", AREA)
    found = [(one.role, one.name, one.value, set(one.states)) for one in root.children]
    assert found == [
        (Role.TEXT, "Name", "", set()),
        (Role.TEXT_FIELD, "Name", "Ann", {State.FOCUSED, State.REQUIRED}),
        (Role.CHECK_BOX, "I accept", "", {State.CHECKED}),
        (Role.CHECK_BOX, "Some", "", {State.MIXED}),
        (Role.RADIO_BUTTON, "Post", "", set()),
        (Role.BUTTON, "Send", "", {State.DEFAULT}),
        (Role.BUTTON, "Cancel", "", {State.DISABLED}),
        (Role.SLIDER, "Volume", "30", set()),
        (Role.PROGRESS_BAR, "Done", "70 %", set()),
        (Role.SPIN_BUTTON, "Amount", "5 pieces", set()),
    ]
    assert root.children[1].box == (70, 10, 170, 30)


@pytest.mark.parametrize("named", ["Password", "Your PIN", "Neues Passwort:"])
@pytest.mark.parametrize("role", [40, 79])
def test_a_password_is_never_told_and_in_its_own_field_never_asked(named: str, role: int) -> None:
    secret = Thing(role, named, (Bit.EDITABLE,), text="hunter2", numbers=(7, 0, 9))
    with MadeBus(window("Order", secret)) as bus:
        found = tree(bus)
        path = bus.path(secret)
    assert [one.value for one in found.root.walk()] == ["", ""]
    assert found.root.children[0].role is (Role.PASSWORD if role == 40 else Role.TEXT_FIELD)
    if role == 40:
        asked = {member for place, member in bus.asked if place == path}
        assert asked <= {"GetState", "GetRole", "Name", "GetExtents", "ChildCount"}


def test_a_password_field_without_a_name_is_not_asked_when_it_names_another() -> None:
    secret = Thing(40, "", text="hunter2")
    box = Thing(11, "", labelled_by=secret)
    with MadeBus(window("Order", secret, box)) as bus:
        found = tree(bus)
        asked = {member for place, member in bus.asked if place == bus.path(secret)}
    assert not any("hunter2" in one.name + one.value for one in found.root.walk())
    assert not asked & {"GetText", "CharacterCount"}


def test_what_is_wrong_is_told_with_its_words() -> None:
    words = Thing(101, "", children=[Thing(116, "Enter a valid address")])
    elsewhere = Thing(29, "", text="Too short", hidden=True)
    root = told(
        words,
        Thing(79, "E-mail", (Bit.INVALID_ENTRY, Bit.EDITABLE), wrong_by=words),
        Thing(79, "Street", (Bit.INVALID_ENTRY, Bit.EDITABLE), description="Is missing"),
        Thing(79, "Town", (Bit.INVALID_ENTRY, Bit.EDITABLE), wrong_by=elsewhere),
        Thing(79, "Land", (Bit.EDITABLE,), description="Where you live"),
    )
    assert [one.error for one in root.children[1:]] == [
        "Enter a valid address",
        "Is missing",
        "Too short",
        "",
    ]
    assert root.children[0].name == "Enter a valid address"


@pytest.mark.parametrize(
    "box",
    [
        lambda label, item: Thing(
            11, "Colour", labelled_by=label, children=[Thing(33, chosen=item, hidden=True)]
        ),
        lambda label, item: Thing(11, "Green", labelled_by=label, chosen=item),
        lambda label, item: Thing(
            11, "Green", labelled_by=label, children=[Thing(31, chosen=item, hidden=True)]
        ),
        lambda label, item: Thing(11, "Colour", children=[Thing(33, chosen=item, hidden=True)]),
    ],
    ids=["as Chromium", "as GTK", "as Qt", "named by the page"],
)
def test_a_combo_box_has_its_label_and_what_is_chosen(box: Callable[[Thing, Thing], Thing]) -> None:
    label, item = Thing(29, "Colour:"), Thing(35, "Green", hidden=True)
    found = only(label, box(label, item))
    assert (found.role, found.name, found.value) == (Role.COMBO_BOX, "Colour", "Green")


def test_a_combo_box_without_a_label_has_only_its_choice() -> None:
    found = only(Thing(11, "Green", chosen=Thing(35, "Green", hidden=True)))
    assert (found.name, found.value) == ("", "Green")


def test_boxes_that_only_arrange_are_left_out_and_named_ones_stay() -> None:
    inner = Thing(39, "", children=[Thing(20, children=[Thing(43, "OK")])])
    root = told(
        inner, Thing(39, "Shipping", children=[Thing(44, "Post")]), Thing(50), Thing(43, "No", hidden=True)
    )
    assert [(one.role, one.name) for one in root.walk()] == [
        (Role.WINDOW, "Order"),
        (Role.BUTTON, "OK"),
        (Role.GROUP, "Shipping"),
        (Role.RADIO_BUTTON, "Post"),
    ]


def test_the_page_of_a_browser_is_asked_for_before_its_bars_and_told_once() -> None:
    page = Thing(95, "Page", children=[Thing(83, "Trains")])
    bars = Thing(39, children=[Thing(39, children=[Thing(39, children=[page, Thing(43, "Reload")])])])
    with MadeBus(window("Order", bars, embeds=page)) as bus:
        found = tree(bus)
        asked = [path for path, member in bus.asked if member == "GetRole"]
        assert asked.index(bus.path(page.children[0])) < asked.index(bus.path(bars.children[0].children[0]))
    assert [one.name for one in found.root.walk()] == ["Order", "Page", "Trains", "Reload"]


def test_text_in_pieces_is_one_sentence_with_its_links() -> None:
    link = Thing(88, "Help", children=[Thing(116, "Help")])
    found = only(Thing(73, "", children=[Thing(116, "Fill in "), Thing(116, "all fields."), link]))
    assert (found.name, [one.role for one in found.children]) == ("Fill in all fields. Help", [Role.LINK])
    assert found.children[0].children == ()


def test_list_items_are_named_by_what_is_in_them_without_bullets() -> None:
    items = [Thing(32, "", children=[Thing(116, "\u2022 "), Thing(116, name)]) for name in ("One", "Two")]
    found = only(Thing(31, "", children=[*items, Thing(32, "Three", hidden=True)]))
    assert [(one.role, one.name, one.children) for one in found.children] == [
        (Role.LIST_ITEM, "One", ()),
        (Role.LIST_ITEM, "Two", ()),
    ]
    assert found.items == 3


def test_a_scrolled_list_has_the_label_of_what_it_is_scrolled_in() -> None:
    label = Thing(29, "Things:")
    found = only(
        label, Thing(49, labelled_by=label, children=[Thing(55, rows=50, children=[Thing(56, "a")])])
    )
    assert (found.role, found.name, found.items) == (Role.TABLE, "Things", 50)


def test_tabs_say_which_is_chosen_and_how_many_there_are() -> None:
    tabs = [Thing(37, "General", (Bit.SELECTED,)), Thing(37, "Other")]
    found = only(Thing(38, "General", children=[*tabs, Thing(43, "Scroll left", hidden=True)]))
    assert (found.name, found.items) == ("", 2)
    assert [State.SELECTED in one.states for one in found.children] == [True, False]


def test_items_of_lists_without_the_focus_have_none() -> None:
    field = Thing(79, "Name", (Bit.FOCUSED, Bit.EDITABLE))
    item = Thing(32, "One", (Bit.FOCUSED, Bit.SELECTED))
    things = Thing(31, children=[item])
    root = told(field, things)
    assert [one.name for one in root.walk() if State.FOCUSED in one.states] == ["Name"]
    field.states, things.states = (Bit.EDITABLE,), (Bit.FOCUSED,)
    root = told(field, things)
    assert [one.name for one in root.walk() if State.FOCUSED in one.states] == ["", "One"]
    things.states = ()
    root = told(field, things)
    assert [one.name for one in root.walk() if State.FOCUSED in one.states] == ["One"]


def test_of_a_million_rows_only_those_in_view_are_asked() -> None:
    rows = [Thing(56, f"Row {row}", place=(0, 20 * row, 300, 20)) for row in range(10)]
    table = Thing(55, rows=1_000_000, count=1_000_000, place=(0, 0, 300, 200), at=lambda x, y: rows[y // 20])
    with MadeBus(window("Order", table)) as bus:
        found = tree(bus)
        path = bus.path(table)
    (control,) = found.root.children
    assert control.items == 1_000_000
    assert [one.name for one in control.children] == [f"Row {row}" for row in range(10)]
    assert (path, "GetChildren") not in bus.asked
    assert len(bus.asked) < 500
    assert found.complete


def test_of_a_million_rows_that_cannot_be_pointed_at_the_first_are_asked() -> None:
    rows = [Thing(56, f"Row {row}", hidden=row > 5) for row in range(200)]
    table = Thing(55, rows=1_000_000, count=1_000_000, children=rows)
    with MadeBus(window("Order", table)) as bus:
        found = tree(bus)
    assert [one.name for one in found.root.children[0].children] == [f"Row {row}" for row in range(6)]
    assert not found.complete


def test_of_a_long_text_nothing_is_told() -> None:
    fields = [Thing(61, f"{n}", (Bit.EDITABLE,), text="x" * n) for n in (0, 300, 301, 1_000_000)]
    assert [len(one.value) for one in told(*fields).children] == [0, 300, 0, 0]


def test_names_are_one_line_and_bounded() -> None:
    assert only(Thing(43, "two\nlines\u202e\x07 of it")).name == "two lines of it"
    assert len(only(Thing(43, "x" * 100_000)).name) == 300


@pytest.mark.parametrize(
    ("title", "pid", "area", "there"),
    [
        ("Order", PID, AREA, True),
        ("Order \u2014 Shop", PID, AREA, True),
        ("Order", 1, AREA, True),
        ("Order", 0, AREA, True),
        ("Elsewhere", PID, AREA, True),
        ("", PID, AREA, True),
        ("Elsewhere", PID, (900, 900, 1000, 1000), False),
    ],
)
def test_the_window_is_known_by_process_title_and_place(
    title: str, pid: int, area: tuple[int, int, int, int], there: bool
) -> None:
    with MadeBus(window("Order", Thing(43, "OK"))) as bus:
        assert (tree(bus, title=title, pid=pid, area=area) is not None) is there


def test_of_several_windows_the_one_in_front_is_told() -> None:
    behind = Thing(23, "Order", (), AREA, [Thing(43, "Behind")])
    dialog = window("Save?", Thing(43, "Save"), role=16)
    dialog.states = (Bit.ACTIVE, Bit.MODAL)
    with MadeBus(behind, dialog, Thing(23, "Order", hidden=True)) as bus:
        found = tree(bus, title="Save?")
        assert (found.root.role, found.root.name) == (Role.DIALOG, "Save?")
        assert State.MODAL in found.root.states
        assert found.root.children[0].name == "Save"


@pytest.mark.parametrize(
    ("place", "area", "box"),
    [
        ((0, 0, 400, 300), (500, 200, 900, 500), (510, 210, 560, 230)),
        ((500, 200, 400, 300), (510, 225, 890, 495), None),
        ((0, 0, 200, 150), (100, 120, 500, 420), (120, 140, 220, 180)),
    ],
    ids=["counted from the window", "with its frame", "from the window, in points of two pixels"],
)
def test_places_are_the_desktops(
    place: tuple[int, int, int, int], area: tuple[int, int, int, int], box: tuple[int, int, int, int] | None
) -> None:
    button = Thing(43, "OK", place=(10, 10, 50, 20) if box else (520, 230, 50, 20))
    shown = window("Order", button)
    shown.place = place
    with MadeBus(shown) as bus:
        found = tree(bus, area=area)
    assert found.root.children[0].box == (box or (520, 230, 570, 250))


def test_places_in_points_of_two_pixels_may_be_the_desktops_with_the_frame() -> None:
    shown = window("Order", Thing(43, "OK", place=(110, 110, 50, 20)))
    shown.place = (99, 90, 202, 161)
    with MadeBus(shown) as bus:
        found = tree(bus, area=(200, 200, 600, 500))
    assert found.root.children[0].box == (220, 220, 320, 260)


def test_a_tree_whose_places_are_elsewhere_is_none() -> None:
    gone = [Thing(43, f"Button {n}", place=(5000, 5000, 50, 20)) for n in range(3)]
    with MadeBus(window("Order", Thing(43, "OK"), *gone)) as bus:
        assert tree(bus) is None
    with MadeBus(window("Order", Thing(43, "OK"), Thing(43, "Cancel"), gone[0])) as bus:
        assert [one.name for one in tree(bus).root.children] == ["OK", "Cancel"]


def test_a_window_that_tells_nothing_is_none() -> None:
    with MadeBus(window("Order")) as bus:
        assert tree(bus) is None
    with MadeBus() as bus:
        assert tree(bus) is None
    assert AtSpiTrees({})(PID, "Order", AREA)() is None
    assert AtSpiTrees({"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"})(PID, "Order", AREA)() is None
    assert AtSpiTrees({"DBUS_SESSION_BUS_ADDRESS": "nonsense"})(PID, "Order", AREA)() is None


def test_nothing_is_started_or_switched_on() -> None:
    with MadeBus(window("Order", Thing(43, "OK"))) as bus:
        assert tree(bus) is not None
    assert bus.flags == {2}  # NO_AUTO_START
    assert not {member for _, member in bus.asked if member.startswith(("Set", "Do", "Start", "IsEnabled"))}


def test_the_accessibility_bus_may_be_told_by_the_environment() -> None:
    with MadeBus(window("Order", Thing(43, "OK"))) as bus:
        environment = {"AT_SPI_BUS_ADDRESS": bus.address}
        assert AtSpiTrees(environment, call=LONG, in_all=LONG)(PID, "Order", AREA)() is not None
        assert "GetAddress" not in {member for _, member in bus.asked}


# Hostile programs


def test_a_tree_without_end_is_cut() -> None:
    def deeper(path: str, interface: str, member: str, body: tuple[Any, ...]) -> Any:
        last = path.rpartition("/")[2]
        if member == "GetChildren" and last.isdigit():
            bus._things.setdefault(next_path(last), Thing(39, f"Box {last}", count=1))
            return "a(so)", ([(":1.7", next_path(last))],)
        return None

    def next_path(last: str) -> str:
        return f"/org/a11y/atspi/accessible/{int(last) + 1000}"

    with MadeBus(window("Order", Thing(39, "Box", count=1)), instead=deeper) as bus:
        found = tree(bus)
    assert not found.complete
    assert 30 < sum(1 for _ in found.root.walk()) < 80


def test_a_tree_that_is_a_circle_ends() -> None:
    inner = Thing(39, "Box")
    outer = Thing(39, "Outer", children=[inner])
    inner.children = [outer, inner]
    found = told(outer)
    assert [one.name for one in found.walk()] == ["Order", "Outer", "Box"]


def test_a_tree_too_wide_is_cut() -> None:
    boxes = [Thing(39, f"Box {n}", children=[Thing(43, f"{n}.{m}") for m in range(100)]) for n in range(100)]
    with MadeBus(window("Order", *boxes)) as bus:
        found = tree(bus)
    assert not found.complete
    assert 1000 < sum(1 for _ in found.root.walk()) <= 1501


@pytest.mark.parametrize("silent", ["Hello", "GetAddress", "GetConnectionUnixProcessID"])
def test_a_bus_that_says_nothing_is_given_up(silent: str) -> None:
    def answer(path: str, interface: str, member: str, body: tuple[Any, ...]) -> Any:
        if member == silent:
            raise Silence
        return None

    with MadeBus(window("Order", Thing(43, "OK")), instead=answer) as bus:
        assert AtSpiTrees(bus.environment, call=0.01, in_all=LONG)(PID, "Order", AREA)() is None
        assert AtSpiTrees(bus.environment, call=LONG, in_all=0.01)(PID, "Order", AREA)() is None


@pytest.mark.parametrize("silent", ["GetInterfaces", "GetText", "CharacterCount"])
def test_a_program_that_dies_leaves_what_it_told(silent: str) -> None:
    def answer(path: str, interface: str, member: str, body: tuple[Any, ...]) -> Any:
        if silent in (member, *body):
            raise Death
        return None

    things = Thing(43, "OK"), Thing(79, "", (Bit.EDITABLE,), text="Ann")
    with MadeBus(window("Order", *things), instead=answer) as bus:
        found = tree(bus)
    assert [(one.role, one.name) for one in found.root.children] == [
        (Role.BUTTON, "OK"),
        (Role.TEXT_FIELD, ""),
    ]
    assert not found.complete


@pytest.mark.parametrize("silent", ["GetRelationSet", "GetChildren", "ChildCount", "GetState"])
def test_a_program_that_dies_before_it_told_anything_is_known_to_be_silent(silent: str) -> None:
    def answer(path: str, interface: str, member: str, body: tuple[Any, ...]) -> Any:
        if silent in (member, *body):
            raise Death
        return None

    with MadeBus(window("Order", Thing(43, "OK")), instead=answer) as bus:
        found = tree(bus)
        assert (found.root.children, found.complete) == ((), False)


def test_a_clock_that_has_run_out_asks_nobody() -> None:
    with MadeBus(window("Order", Thing(43, "OK"))) as bus:
        asks = AtSpiTrees(bus.environment, in_all=0.0)
        assert asks(PID, "Order", AREA)() is None
    assert bus.asked == []


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"l\x02\x00\x01" + b"\xff" * 12,
        b"l\x02\x00\x01" + (1 << 21).to_bytes(4, "little") + b"\0" * 8,
        b"X" * 64,
        b"\0" * 64,
    ],
    ids=["huge", "too large", "no message", "zeros"],
)
def test_damaged_answers_are_no_answers(bytes_sent: bytes) -> None:
    with MadeBus(
        window("Order", Thing(43, "OK")),
        instead=lambda p, i, member, b: bytes_sent if member == "GetRole" else None,
    ) as bus:
        found = tree(bus)
        assert (found.root.children, found.complete) == ((), False)
        assert tree(bus, pid=1, title="", area=(900, 900, 999, 999)) is None


@pytest.mark.parametrize(
    ("member", "answer"),
    [
        ("GetRole", ("s", ("button",))),
        ("GetState", ("as", (["x"],))),
        ("GetState", ("", ())),
        ("GetExtents", ("(ii)", ((1, 2),))),
        ("GetExtents", ("s", ("here",))),
        ("GetExtents", ("(iiii)", ((-(1 << 31), -(1 << 31), 1, 1),))),
        ("GetChildren", ("as", (["x"],))),
        ("GetChildren", ("a(ss)", ([("", "")],))),
        ("GetChildren", ("u", (7,))),
        ("GetInterfaces", ("u", (7,))),
        ("GetRelationSet", ("a(us)", ([(2, "x")],))),
        ("GetRelationSet", ("u", (7,))),
        ("GetText", ("u", (7,))),
        ("ChildCount", ("v", (("s", "many"),))),
        ("ChildCount", ("v", (("i", -5),))),
        ("CurrentValue", ("v", (("d", float("nan")),))),
        ("CurrentValue", ("v", (("s", "loud"),))),
        ("Name", ("v", (("i", 5),))),
        ("Name", ("i", (5,))),
    ],
    ids=repr,
)
def test_answers_of_another_form_are_none(member: str, answer: Any) -> None:
    def other(path: str, interface: str, asked: str, body: tuple[Any, ...]) -> Any:
        hit = member == asked or (asked == "Get" and body[1] == member)
        return answer if hit and path not in (bus.path(bus._root), bus.path(shown)) else None

    things = (
        Thing(43, "OK"),
        Thing(79, "", (Bit.EDITABLE,), text="Ann"),
        Thing(51, "Volume", numbers=(1, 0, 9)),
        Thing(39, "Box", children=[Thing(43, "In")]),
    )
    shown = window("Order", *things)
    with MadeBus(shown, instead=other) as bus:
        found = tree(bus)
    assert found is None or all(isinstance(one.name, str) for one in found.root.walk())
