"""What is wrong with fields, where the program does not tie the words to them."""

from datetime import UTC, datetime

import numpy as np

from app.controls import Control, Role, State
from app.describe.windows.remarks import is_red, red_remarks, remarks
from app.shot import ScreenPart, Shot


def control(role: Role, name: str, row: int, *states: State) -> Control:
    return Control(role, name, states=frozenset(states), box=(0, 30 * row, 200, 30 * row + 24))


def test_a_message_with_a_list_tells_which_field_is_meant() -> None:
    fields = [control(Role.TEXT_FIELD, name, n, State.INVALID) for n, name in enumerate(("Street", "Phone"))]
    items = tuple(control(Role.LIST_ITEM, f"{name} is missing", 8) for name in ("Phone", "Street"))
    alert = Control(Role.ALERT, "There are 2 problems", children=items)
    found = remarks(fields, fields, [alert])
    assert [found[id(one)] for one in fields] == ["Street is missing", "Phone is missing"]


def test_words_below_a_field_are_its_own_and_the_next_label_is_not() -> None:
    town = control(Role.TEXT_FIELD, "Town", 0, State.INVALID)
    below = control(Role.PARAGRAPH, "There is no such town.", 1)
    label = control(Role.TEXT, "Phone", 2)
    phone = control(Role.TEXT_FIELD, "Phone", 3, State.INVALID)
    found = remarks([town, phone], [town, below, label, phone], [])
    assert found == {id(town): "There is no such town."}
    assert remarks([town], [town, label, phone], []) == {}


def test_words_below_that_name_another_field_are_not_this_ones() -> None:
    name = control(Role.TEXT_FIELD, "Full name", 0, State.INVALID)
    below = control(Role.TEXT, "E-mail That is not an e-mail address", 1)
    email = control(Role.TEXT_FIELD, "E-mail", 2, State.INVALID)
    assert remarks([name, email], [name, below, email], []) == {}


def test_red_words_below_a_field_are_an_error_and_grey_ones_are_not() -> None:
    pixels = np.full((200, 300, 3), 255, np.uint8)
    pixels[34:50:3, 4:150:2] = (190, 20, 20)
    pixels[124:140:3, 4:150:2] = (110, 110, 110)
    shot = Shot(pixels, ScreenPart.WINDOW, 0, 0, "Shop", "Order", 7, datetime.now(UTC))
    inside = [
        control(Role.TEXT_FIELD, "Postcode", 0),
        control(Role.TEXT, "Digits only.", 1),
        control(Role.TEXT_FIELD, "Town", 3),
        control(Role.TEXT, "As on the sign.", 4),
    ]
    assert red_remarks(inside, shot) == [(inside[0], "Digits only.")]
    assert not is_red(pixels, (0, 180, 0, 180))
    assert not is_red(pixels, (0, 160, 100, 180))
