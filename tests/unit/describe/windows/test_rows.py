"""Tables and months from the rows of their cells."""

from app.controls import Control, Role, State
from app.describe.windows.rows import rows_of


def cell(name: str, column: int = 0, row: int = 0, *states: State, role: Role = Role.CELL) -> Control:
    box = (60 * column, 20 * row, 60 * column + 60, 20 * row + 20)
    return Control(role, name, states=frozenset(states), box=box)


def test_the_row_of_names_is_no_row() -> None:
    heads = Control(
        Role.ROW, children=(cell("To", role=Role.COLUMN_HEADER), cell("At", 1, role=Role.COLUMN_HEADER))
    )
    rows = [Control(Role.ROW, children=(cell(f"Town {n}"), cell(f"{n}:00", 1))) for n in range(3)]
    found = rows_of(Control(Role.TABLE, items=4, children=(heads, *rows)))
    assert found is not None
    assert (found.columns, found.count) == (("To", "At"), 3)
    assert [row.words for row in found.rows] == ["Town 0, 0:00", "Town 1, 1:00", "Town 2, 2:00"]


def test_cells_without_rows_stand_where_they_stand() -> None:
    cells = [
        cell("\u2605", 0, 0, State.SELECTED),
        cell("Wren", 1, 0, State.SELECTED),
        cell("Slides", 2, 0, State.SELECTED),
        cell("Choir", 1, 1),
        cell("New place", 2, 1),
    ]
    found = rows_of(Control(Role.TREE, items=2, children=tuple(cells)))
    assert found is not None
    assert [(row.words, row.chosen) for row in found.rows] == [
        ("Wren, Slides", "Wren, Slides"),
        ("Choir, New place", ""),
    ]


def test_of_a_row_only_the_cell_that_is_chosen_is() -> None:
    cells = tuple(cell(str(n), n, 0, *([State.SELECTED] if n == 2 else [])) for n in range(4))
    found = rows_of(Control(Role.TABLE, items=1, children=cells))
    assert found is not None
    assert [(row.words, row.chosen, row.selected) for row in found.rows] == [("0, 1, 2, 3", "2", True)]


def test_a_list_has_no_rows() -> None:
    assert rows_of(Control(Role.LIST, items=1, children=(cell("One", role=Role.LIST_ITEM),))) is None
    assert rows_of(Control(Role.TABLE)) is None


def test_a_month_has_entries_and_figures_have_none() -> None:
    def month(day: int) -> str:
        return {3: "3 Dentist 9:00", 14: "14 Choir"}.get(day, str(day))

    weeks = [[month(day) for day in range(first, min(first + 7, 31))] for first in range(1, 31, 7)]
    rows = tuple(
        Control(Role.ROW, children=tuple(cell(text, n) for n, text in enumerate(week))) for week in weeks
    )
    found = rows_of(Control(Role.TABLE, items=5, children=rows))
    assert found is not None
    assert found.entries == ["3 Dentist 9:00", "14 Choir"]
    figures = tuple(
        Control(Role.ROW, children=tuple(cell(str(7 * row * n % 31), n) for n in range(7)))
        for row in range(5)
    )
    found = rows_of(Control(Role.TABLE, items=5, children=figures))
    assert found is not None
    assert found.entries == []
