from app.controls import Box, Control, Role, State
from app.describe.windows.parts import in_order, items, parts_of, texts


def at(name: str, box: Box | None, *children: Control, role: Role = Role.BUTTON) -> Control:
    return Control(role, name, box=box, children=children)


def test_rows_are_read_from_the_top_and_each_from_the_left() -> None:
    window = at(
        "window",
        (0, 0, 100, 100),
        at("d", (0, 50, 50, 70)),
        at("c", (60, 12, 90, 30)),
        at("b", (30, 8, 50, 32)),
        at("a", (0, 10, 20, 30)),
        at("e", None),
    )
    assert [one.name for one in in_order(window)] == ["window", "a", "b", "c", "d", "e"]


def test_what_is_inside_is_read_before_what_comes_next() -> None:
    group = at("group", (0, 0, 50, 100), at("y", (0, 50, 10, 60)), at("x", (0, 0, 10, 10)))
    window = at("window", (0, 0, 100, 100), at("z", (60, 20, 90, 30)), group)
    assert [one.name for one in in_order(window)] == ["window", "group", "x", "y", "z"]


def test_the_largest_page_is_the_page() -> None:
    small = at("side", (0, 0, 10, 10), role=Role.DOCUMENT)
    large = at("main", (0, 0, 90, 90), role=Role.DOCUMENT)
    parts = parts_of(at("window", (0, 0, 100, 100), small, large, role=Role.WINDOW))
    assert parts.page is large
    assert small in parts.outside


def test_windows_pages_and_terminals_are_no_focus() -> None:
    for role in (Role.WINDOW, Role.DOCUMENT, Role.TERMINAL, Role.GROUP):
        inner = Control(role, "x", states=frozenset((State.FOCUSED,)), box=(0, 0, 9, 9))
        assert parts_of(at("window", (0, 0, 9, 9), inner, role=Role.WINDOW)).focus is None


def test_labels_of_other_controls_are_no_text_of_their_own() -> None:
    inside = [
        Control(Role.TEXT, "Name"),
        Control(Role.TEXT_FIELD, "Name"),
        Control(Role.PARAGRAPH, "Fill it in."),
        Control(Role.TEXT, "Fill it in."),
        Control(Role.TEXT_FIELD, "Status", "All is well."),
        Control(Role.TEXT, "All is well."),
    ]
    assert texts(inside) == ["Fill it in."]


def test_items_without_a_name_are_left_out() -> None:
    holder = Control(Role.LIST, children=(Control(Role.LIST_ITEM, "a"), Control(Role.LIST_ITEM, " ")))
    assert [one.name for one in items(holder)] == ["a"]
