"""What is said of a window, in which order, at which level."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from app.controls import Control, ControlTree, Role, State
from app.describe.result import TextLine
from app.describe.windows.script import WindowScript
from app.inference.protocols import Level
from app.shot import ScreenPart, Shot

SHOT = Shot(
    np.zeros((300, 400, 3), np.uint8), ScreenPart.WINDOW, 100, 50, "Shop", "Order", 7, datetime.now(UTC)
)


def control(role: Role, name: str = "", *states: State, row: int = 0, **more: Any) -> Control:
    """One in a row of the window, as wide as the window."""
    children = tuple(more.pop("children", ()))
    box = (100, 50 + 20 * row, 500, 70 + 20 * row)
    return Control(role, name, states=frozenset(states), box=box, children=children, **more)


def script(
    *inside: Control, role: Role = Role.WINDOW, name: str = "Order", complete: bool = True
) -> WindowScript:
    """The window with these in it, each in a row of its own."""
    rows = tuple(replace(one, box=(100, 50 + 20 * n, 500, 70 + 20 * n)) for n, one in enumerate(inside))
    return WindowScript(
        ControlTree(Control(role, name, box=(100, 50, 500, 350), children=rows), complete), SHOT
    )


def said(window: WindowScript, level: Level = Level.DETAILED, *lines: TextLine) -> list[str]:
    """All of it, without pieces that say nothing."""
    return [piece for piece in (window.opening(level), *window.rest(level, lines)) if piece]


def line(text: str, row: int = 14) -> TextLine:
    return TextLine(text, 0.99, (0, 20 * row, 400, 20 * row + 18))


FORM = (
    control(Role.TEXT, "Name"),
    control(Role.TEXT_FIELD, "Name", State.FOCUSED, State.REQUIRED, value="Ann"),
    control(Role.PASSWORD, "Password"),
    control(Role.COMBO_BOX, "Colour", value="Green"),
    control(Role.CHECK_BOX, "I accept", State.CHECKED),
    control(Role.CHECK_BOX, "Some", State.MIXED),
    control(Role.RADIO_BUTTON, "Post"),
    control(Role.RADIO_BUTTON, "Courier", State.CHECKED, State.DISABLED),
    control(Role.SWITCH, "Wi-Fi", State.CHECKED),
    control(Role.BUTTON, "Send", State.DEFAULT),
    control(Role.BUTTON, "Cancel", State.DISABLED),
)


def test_a_dialog_asks_first_and_its_buttons_follow() -> None:
    window = script(
        control(Role.TEXT, "Save changes to letter.odt?"),
        control(Role.BUTTON, "Close without saving"),
        control(Role.BUTTON, "Cancel"),
        control(Role.BUTTON, "Save", State.DEFAULT),
        role=Role.DIALOG,
        name="Question",
    )
    words = "Dialog: Save changes to letter.odt? Buttons: Close without saving, Cancel, Save, default."
    for level in Level:
        assert said(window, level) == [words]
    assert window.title("Question", Level.BRIEF, words) == ""
    assert window.title("Question", Level.FULL, words) == 'Window "Question".'


def test_a_dialog_in_a_window_goes_before_what_is_behind_it() -> None:
    inside = [control(Role.TEXT, "No paper"), control(Role.BUTTON, "OK", row=1)]
    window = script(*FORM, control(Role.DIALOG, "Printer", children=inside))
    assert said(window, Level.BRIEF) == ["Dialog: No paper. Buttons: OK."]
    assert "Ann" not in " ".join(said(window, Level.FULL))


def test_a_dialog_without_text_is_called_by_its_title_and_its_fields_follow() -> None:
    window = script(control(Role.TEXT_FIELD, "Copies", value="2"), role=Role.DIALOG, name="Print")
    assert said(window) == ["Dialog: Print.", "Fields: Copies: 2."]


def test_the_text_of_a_dialog_is_bounded() -> None:
    window = script(*(control(Role.TEXT, f"{n} " + "word " * 19) for n in range(50)), role=Role.ALERT)
    assert len(said(window, Level.FULL)[0].split()) == 61


def test_errors_go_first_with_their_words() -> None:
    window = script(
        *FORM,
        control(Role.TEXT_FIELD, "E-mail", State.INVALID, error="enter a valid address", value="bad"),
        control(Role.PASSWORD, "", State.INVALID),
        control(Role.ALERT, "Enter a valid address"),
    )
    opening = window.opening(Level.BRIEF)
    assert opening.startswith("Form with 2 errors: E-mail: enter a valid address; password field.")
    assert "Focus" not in opening


def test_a_message_that_a_field_says_too_is_said_once() -> None:
    window = script(
        control(Role.TEXT_FIELD, "E-mail", State.INVALID, error="Enter a valid address."),
        control(Role.ALERT, "Enter a valid address"),
    )
    assert said(window, Level.BRIEF) == ["Form with 1 error: E-mail: Enter a valid address."]


@pytest.mark.parametrize("number", [1, 5, 40])
def test_brief_is_at_most_twenty_words(number: int) -> None:
    errors = [
        control(Role.TEXT_FIELD, f"Field {n}", State.INVALID, error="is missing here") for n in range(number)
    ]
    alert = control(Role.ALERT, "something went wrong " * 20)
    lists = [control(Role.LIST, f"Things {n}", items=5) for n in range(number)]
    for inside in (errors, [alert], [alert, *errors], lists, [*FORM, *lists], FORM):
        words = script(*inside).opening(Level.BRIEF)
        assert 0 < len(words.split()) <= 20


def test_a_sentence_in_a_field_does_not_end_the_row() -> None:
    window = script(control(Role.TEXT_FIELD, "Status", State.READ_ONLY, value="All is well."))
    assert said(window) == ["Fields: Status: All is well, read only."]


def test_what_has_the_keyboard_is_said_where_nothing_is_wrong() -> None:
    assert script(*FORM).opening(Level.BRIEF).startswith("Order: focus on Name, text field, Ann, required; ")
    assert script(control(Role.CHECK_BOX, "Some", State.FOCUSED)).opening(Level.DETAILED) == (
        "Order: focus on Some, check box, not checked."
    )
    assert script(control(Role.TOGGLE, "Bold", State.FOCUSED, State.CHECKED)).opening(Level.DETAILED) == (
        "Order: focus on Bold, toggle button, on."
    )


def test_detailed_says_fields_checks_and_buttons_with_their_states() -> None:
    assert said(script(*FORM)) == [
        "Order: focus on Name, text field, Ann, required; 2 of 3 checked: I accept, Wi-Fi.",
        "Fields: Name: Ann, required; Password; Colour: Green.",
        "Checked: I accept, Courier, disabled.",
        "Partly checked: Some.",
        "Not checked: Post.",
        "On: Wi-Fi.",
        "Buttons: Send, default; Cancel, disabled.",
    ]


def test_content_goes_before_actions_and_counts_go_last() -> None:
    tabs = [control(Role.TAB, "General", State.SELECTED), control(Role.TAB, "Other")]
    things = [
        control(Role.LIST_ITEM, f"Item {n}", *([State.SELECTED] if n == 2 else []), row=n) for n in range(7)
    ]
    window = script(
        control(Role.MENU_BAR, children=[control(Role.MENU, "File"), control(Role.MENU, "Edit")]),
        control(Role.HEADING, "Settings"),
        control(Role.TAB_LIST, items=2, children=tabs),
        control(Role.LIST, "Things", items=50, children=things),
        control(Role.PARAGRAPH, "Choose one."),
        control(Role.LINK, "Help"),
        control(Role.IMAGE, "A cat"),
        control(Role.IMAGE, ""),
        control(Role.BUTTON, "OK"),
    )
    assert said(window) == [
        "Order: Settings; 50 items: Item 0; Item 1; Item 2; Item 3; Item 4; Item 5; Item 6.",
        "Tab General, 1 of 2.",
        "List Things: 50 items, Item 2 selected, in view " + ", ".join(f"Item {n}" for n in range(7)) + ".",
        'It says: "Choose one.".',
        "Button: OK.",
        "Menus: File, Edit.",
        "1 link.",
    ]
    full = said(window, Level.FULL)
    assert "Link: Help." in full
    assert (
        "List Things: 50 items, Item 2 selected, in view " + ", ".join(f"Item {n}" for n in range(7)) + "."
        in full
    )


def test_of_a_table_its_rows_are_said() -> None:
    cells = [control(Role.CELL, f"{row}{column}", row=row) for row in range(3) for column in "ab"]
    rows = [control(Role.ROW, children=cells[2 * n : 2 * n + 2], row=n) for n in range(3)]
    for children in (cells, rows):
        assert said(script(control(Role.TABLE, items=3, children=children))) == [
            "Order: table, 3 rows: 0a, 0b; 1a, 1b; 2a, 2b.",
            "Table: 3 rows: 0a, 0b; 1a, 1b; 2a, 2b.",
        ]


def test_many_are_counted_and_at_full_all_are_said() -> None:
    window = script(*(control(Role.BUTTON, f"B{n}") for n in range(12)))
    assert said(window, Level.BRIEF) == ["Buttons: B0, B1, B2, B3, B4, B5, B6, B7, B8, B9 and 2 more."]
    assert said(window)[-1].endswith("B10, B11.")


def test_a_page_is_told_and_what_is_round_it_only_at_full() -> None:
    page = control(Role.DOCUMENT, "Bank of Trees", children=[control(Role.HEADING, "Your account")])
    window = script(control(Role.BUTTON, "Reload"), page)
    assert said(window, Level.BRIEF) == ["Bank of Trees: Your account."]
    assert said(window) == ["Bank of Trees: Your account."]
    assert said(window, Level.FULL)[-1] == "Around it: Reload, button."


def test_a_heading_that_is_the_page_and_a_button_that_has_the_keyboard_are_said_once() -> None:
    page = control(
        Role.DOCUMENT,
        "Trains",
        children=[control(Role.HEADING, "Trains"), control(Role.BUTTON, "Buy", State.FOCUSED, row=1)],
    )
    assert said(script(page), Level.BRIEF) == ["Trains: focus on Buy, button."]


def test_a_label_with_its_field_inside_and_its_error_is_no_text() -> None:
    field = control(Role.TEXT_FIELD, "E-mail", State.INVALID, error="Enter a valid address")
    window = script(
        control(Role.PARAGRAPH, "E-mail Enter a valid address", children=[field]),
        control(Role.PARAGRAPH, "Your E-mail", children=[control(Role.TEXT_FIELD, "E-mail")]),
    )
    assert 'It says: "Your E-mail".' in said(window)


def test_text_that_only_the_picture_has_is_said_and_nothing_twice() -> None:
    window = script(control(Role.TEXT, "Total"), control(Role.BUTTON, "Send"))
    lines = (line("Total", 0), line("Send", 1), line("drawn on a canvas"))
    assert said(window, Level.DETAILED, *lines) == [
        "Order: Total.",
        'It says: "Total\ndrawn on a canvas".',
        "Button: Send.",
    ]
    assert said(window, Level.BRIEF, *lines)[-1] == "There is 1 more line of text."
    assert 'A message says: "Could not be saved".' in said(window, Level.BRIEF, line("Could not be saved"))


def test_a_slow_program_is_told_of() -> None:
    assert said(script(*FORM, complete=False))[-1] == (
        "The program answered slowly, so some of its controls may be missing."
    )
    silent = script(complete=False)
    assert not silent.tells
    assert silent.opening(Level.BRIEF) == "The program did not answer, so I only read what can be seen."
    assert script().opening(Level.BRIEF) == ""


def test_names_are_cleaned() -> None:
    assert said(script(control(Role.BUTTON, "a\u202eb\nc"))) == ["Button: ab c."]


def test_programs_get_all_controls_in_pixels_of_the_picture() -> None:
    (root,) = script(*FORM[:2]).as_json()
    assert (root["role"], root["name"], root["box"]) == ("window", "Order", [0, 0, 400, 300])
    assert root["children"][1] == {
        "role": "text field",
        "name": "Name",
        "value": "Ann",
        "states": ["focused", "required"],
        "box": [0, 20, 400, 40],
        "error": "",
        "items": 0,
        "children": [],
    }


def placed(role: Role, name: str, top: int, *states: State, **more: Any) -> Control:
    """One at a height of the page."""
    return replace(control(role, name, *states, **more), box=(100, 50 + top, 500, 68 + top))


def page(*inside: Control, name: str = "Garden group") -> WindowScript:
    """A browser with a page that has these in it."""
    document = Control(Role.DOCUMENT, name, box=(100, 80, 500, 350), children=inside)
    bar = placed(Role.ALERT, "Translate this page?", 0)
    root = Control(Role.WINDOW, name, box=(100, 50, 500, 350), children=(bar, document))
    return WindowScript(ControlTree(root), SHOT)


def test_a_banner_is_told_after_the_page_and_a_dialog_in_the_middle_before_it() -> None:
    words = (placed(Role.PARAGRAPH, "We use cookies. May we?", 282), placed(Role.BUTTON, "Reject all", 284))
    article = (
        placed(Role.HEADING, "Bees move in", 40),
        placed(Role.PARAGRAPH, "By Ann", 60),
        placed(Role.PARAGRAPH, "The old box has stood empty for nineteen years. Now it hums.", 80),
        placed(Role.PARAGRAPH, "The railway has promised to leave it alone until autumn.", 100),
    )
    banner = Control(Role.DIALOG, "Cookies", box=(100, 330, 500, 350), children=words)
    told = said(page(*article, banner, name="Bees move in - News"), Level.BRIEF)
    assert told == [
        "Bees move in - News: The old box has stood empty for nineteen years.",
        "Banner: We use cookies. May we? Buttons: Reject all.",
    ]
    dialog = replace(banner, box=(200, 150, 400, 300))
    assert said(page(*article, dialog), Level.BRIEF)[0].startswith("Dialog: We use cookies.")


def test_a_chat_is_told_by_its_last_message() -> None:
    field = Control(Role.TEXT_FIELD, "Message", box=(100, 300, 400, 320))
    send = Control(Role.BUTTON, "Send", box=(410, 300, 450, 320))
    window = page(
        placed(Role.PARAGRAPH, "Ann 9:01 Who has the keys?", 100),
        placed(Role.PARAGRAPH, "Bo 9:04 I do.", 120),
        placed(Role.PARAGRAPH, "Ann is typing\u2026", 140),
        field,
        send,
    )
    assert said(window, Level.BRIEF) == ["Garden group: chat, last message: Bo 9:04 I do."]
    assert 'It says: "Ann 9:01 Who has the keys?\nBo 9:04 I do.".' in said(window)


def test_what_a_browser_says_itself_comes_after_its_page() -> None:
    window = page(placed(Role.HEADING, "Tides", 40), name="Tides")
    assert said(window, Level.BRIEF) == ["Tides."]
    assert said(window)[-1] == "Alert: Translate this page?"
    assert said(window, Level.BRIEF, line("https://tides.example", 0)) == ["Tides."]


def test_pictures_are_counted_with_their_rows_and_the_first_that_fit() -> None:
    names = ("A beach", "A boat", "", "A house")
    pictures = tuple(
        Control(Role.IMAGE, name, box=(100 + 110 * (n % 2), 100 + 110 * (n // 2), 200 + 110 * (n % 2), 200))
        if n < 2
        else Control(Role.IMAGE, name, box=(100 + 110 * (n % 2), 210, 200 + 110 * (n % 2), 310))
        for n, name in enumerate(names)
    )
    window = page(*pictures, name="A week")
    assert said(window, Level.BRIEF) == ["A week: 4 pictures in 2 rows: A beach; A boat; A house."]
    assert [number for number, _ in window.nameless] == [3]
    assert "Pictures: A beach, A boat, A house." in said(window)


def test_switches_of_a_page_are_on_or_off() -> None:
    window = page(
        placed(Role.TOGGLE, "Dark", 60, State.CHECKED), placed(Role.TOGGLE, "Loud", 80), name="Look"
    )
    assert said(window, Level.BRIEF) == ["Look: 1 of 2 on: Dark."]
    assert {"On: Dark.", "Off: Loud."} <= set(said(window))


def test_the_item_of_a_list_that_failed_goes_first() -> None:
    items = tuple(
        placed(Role.LIST_ITEM, name, 60 + 20 * n)
        for n, name in enumerate(("tides.pdf, finished", "choir.mp3 Failed: the server did not answer."))
    )
    told = said(page(Control(Role.LIST, items=2, box=(100, 110, 500, 200), children=items), name="Downloads"))
    assert told[0] == (
        "Downloads: 2 items: choir.mp3 Failed: the server did not answer; tides.pdf, finished."
    )


def test_an_address_is_no_name_of_a_page() -> None:
    window = page(placed(Role.HEADING, "It is gone", 40), name="file:///nowhere.html")
    assert said(window, Level.BRIEF) == ["It is gone."]


def test_a_terminals_cursor_is_no_text_and_its_prompt_no_answer() -> None:
    screen = control(Role.TERMINAL, "Terminal")
    window = WindowScript(
        ControlTree(Control(Role.WINDOW, "bash", box=(100, 50, 500, 350), children=(screen,)), True),
        replace(SHOT, app="XTerm"),
    )
    shown = [
        line("bash-5.2# ls tide", 0),
        line("ls: no such file", 0),
        line("bash-5.2#", 0),
        line("\u25a0", 0),
    ]
    shown = [replace(one, box=(0, 4 * n, 400, 4 * n + 3)) for n, one in enumerate(shown)]
    opening = window.opening(Level.BRIEF, shown)
    assert "ls tide" in opening
    assert "no such file" in opening
    assert "bash-5.2" not in opening
    assert "\u25a0" not in " ".join(window.rest(Level.FULL, shown))


def test_of_a_window_that_is_not_known_whole_no_message_is_tied_to_a_field() -> None:
    inside = (
        control(Role.TEXT_FIELD, "Full name", State.INVALID),
        control(Role.TEXT, "That is not an address"),
        control(Role.TEXT_FIELD, "E-mail", State.INVALID),
    )
    assert "Full name: That is not" in script(*inside).opening(Level.BRIEF)
    opening = script(*inside, complete=False).opening(Level.BRIEF)
    assert opening.startswith("Form with 2 errors: Full name; E-mail.")


PAID = "Last payment on 3 May: 40.00 euros to Oak and Sons."
FAILED = "Payment failed: the card has expired."


def test_what_went_wrong_below_the_first_texts_of_a_page_is_told_at_once_and_once() -> None:
    def account(*texts: str) -> WindowScript:
        told = (control(Role.HEADING, "Your account"), *(control(Role.TEXT, text) for text in texts))
        return page(*told, name="Bank of Trees")

    brief = said(account("Balance: 1,204.50 euros", PAID, FAILED), Level.BRIEF)
    assert f'A message says: "{FAILED}".' in brief
    assert " ".join(brief).count("Payment failed") == 1
    # Where the first sentence has it, it is not said again.
    assert " ".join(said(account(FAILED), Level.BRIEF)).count("Payment failed") == 1
    assert "A message says" not in " ".join(said(account("Balance: 1,204.50 euros", PAID), Level.BRIEF))
