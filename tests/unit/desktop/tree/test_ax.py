"""What a made Mac's programs tell of their windows."""

import pytest
from macos.accessibility import API_DISABLED, CANNOT_COMPLETE, PID, Accessibility, Element
from macos.machine import Mac
from waiting import PATIENCE

from app.controls import Control, ControlTree, Role, State
from app.desktop.tree.ax import AXTrees
from app.desktop.tree.choose import controls_for

AREA = (100, 50, 900, 650)


def place(row: int, left: int = 120, width: int = 200, height: int = 20) -> tuple[int, int, int, int]:
    return left, 80 + 30 * row, width, height


def window(*children: Element, **more: object) -> Element:
    return Element("AXWindow", (100, 50, 800, 600), children, Title="Letter", **more)


def tree_of(mac: Mac, *windows: Element, **how: object) -> ControlTree | None:
    made = Accessibility(*windows)
    for name, value in how.items():
        setattr(made, name, value)
    made.put_into(mac)
    return AXTrees(call=2.0, in_all=PATIENCE)(PID, "Letter", AREA)()


def controls(tree: ControlTree | None) -> dict[str, Control]:
    assert tree is not None
    return {one.name: one for one in tree.root.walk()}


def test_names_roles_states_values_and_places(mac: Mac) -> None:
    label = Element("AXStaticText", place(0), Value="Your name:")
    ok = Element("AXButton", place(1), Title="OK")
    found = controls(
        tree_of(
            mac,
            window(
                label,
                Element(
                    "AXTextField", place(0, 350), Value="Ada", settable=True, TitleUIElement=label, Focused=1
                ),
                ok,
                Element("AXButton", place(1, 350), Description="Close", Enabled=False),
                Element("AXCheckBox", place(2), Title="Loud", Value=1),
                Element("AXCheckBox", place(3), Title="Some", Value=2),
                Element("AXCheckBox", place(4), Title="Fast", Value=1, Subrole="AXSwitch"),
                Element("AXPopUpButton", place(5), Title="Size", Value="Large"),
                Element("AXSlider", place(6), Title="Volume", Value=0.5, MinValue=0, MaxValue=1),
                Element("AXProgressIndicator", place(7), Title="Copying", Value=30, MinValue=0, MaxValue=100),
                Element("AXLink", place(8), [Element("AXStaticText", place(8), Value="Read more")]),
                Element("AXTextArea", place(9, height=60), Title="Notes", Value="a\nb", settable=True),
                DefaultButton=ok,
            ),
        )
    )
    assert found["Letter"].role is Role.WINDOW
    field = found["Your name"]
    # The label itself is text; the field that it names comes later.
    assert (field.role, field.value, field.states) == (Role.TEXT_FIELD, "Ada", {State.FOCUSED})
    assert field.box == (350, 80, 550, 100)
    assert found["OK"].states == {State.DEFAULT}
    assert (found["Close"].role, found["Close"].states) == (Role.BUTTON, {State.DISABLED})
    assert found["Loud"].states == {State.CHECKED}
    assert found["Some"].states == {State.MIXED}
    assert (found["Fast"].role, found["Fast"].states) == (Role.SWITCH, {State.CHECKED})
    assert (found["Size"].role, found["Size"].value) == (Role.COMBO_BOX, "Large")
    assert (found["Volume"].role, found["Volume"].value) == (Role.SLIDER, "0.5")
    assert (found["Copying"].role, found["Copying"].value) == (Role.PROGRESS_BAR, "30 %")
    assert (found["Read more"].role, found["Read more"].children) == (Role.LINK, ())
    assert (found["Notes"].value, found["Notes"].states) == ("a b", {State.MULTI_LINE})


def test_what_is_in_a_field_for_a_password_is_never_asked_for(mac: Mac) -> None:
    secret = Element("AXTextField", place(0), Title="Code", Subrole="AXSecureTextField", Value="hunter2")
    made = Accessibility(window(secret, Element("AXTextField", place(1), Title="Name", Value="Ada")))
    made.put_into(mac)
    found = controls(AXTrees(call=2.0, in_all=PATIENCE)(PID, "Letter", AREA)())
    assert (found["Code"].role, found["Code"].value) == (Role.PASSWORD, "")
    assert found["Name"].value == "Ada"
    assert (secret, "AXValue") not in made.asked
    together = [names for _, names, *_ in mac.called("AXUIElementCopyMultipleAttributeValues")]
    assert together
    assert not any("AXValue" in names for names in together)


def test_an_error_and_what_is_required(mac: Mac) -> None:
    why = Element("AXStaticText", place(1), Value="Enter a valid address.")
    mail = Element(
        "AXTextField", place(0), Title="E-mail", Invalid="true", Required=1, ErrorMessageElements=[why]
    )
    other = Element("AXTextField", place(2), Title="Age", Invalid="true", Help="A number")
    fine = Element("AXTextField", place(3), Title="Town", Invalid="false")
    found = controls(tree_of(mac, window(mail, why, other, fine)))
    assert found["E-mail"].error == "Enter a valid address."
    assert {State.INVALID, State.REQUIRED} <= found["E-mail"].states
    assert found["Age"].error == "A number"
    assert State.INVALID not in found["Town"].states


def test_tabs_lists_tables_and_outlines(mac: Mac) -> None:
    rows = [
        Element(
            "AXRow",
            place(2 + n),
            [Element("AXCell", place(2 + n), [Element("AXStaticText", place(2 + n), Value=w)])],
        )
        for n, w in enumerate(("Bread", "Milk"))
    ]
    hidden = [Element("AXRow", (120, 2000 + n, 200, 20)) for n in range(300)]
    column = Element("AXColumn", place(2), rows)
    table = Element(
        "AXTable",
        place(2, height=80),
        [*rows, *hidden, column],
        Title="Things",
        VisibleRows=rows,
        Rows=[*rows, *hidden],
    )
    folder = Element(
        "AXRow",
        place(6),
        [Element("AXStaticText", place(6), Value="Mail")],
        Subrole="AXOutlineRow",
        Disclosing=True,
        Selected=1,
    )
    tabs = Element(
        "AXTabGroup",
        place(0),
        [
            Element("AXRadioButton", place(0), Title="One", Value=0),
            Element("AXRadioButton", place(0, 350), Title="Two", Value=1),
        ],
    )
    tree = tree_of(
        mac,
        window(tabs, table, Element("AXOutline", place(6), [folder], Title="Folders", VisibleRows=[folder])),
    )
    found = controls(tree)
    assert (found["Two"].role, found["Two"].states) == (Role.TAB, {State.SELECTED})
    assert found["One"].states == frozenset()
    assert (found["Things"].role, found["Things"].items) == (Role.TABLE, 302)
    assert [cell.name for row in found["Things"].children for cell in row.children] == ["Bread", "Milk"]
    assert (found["Mail"].role, found["Mail"].states) == (Role.TREE_ITEM, {State.SELECTED, State.EXPANDED})
    assert tree is not None
    assert tree.complete


def test_a_sheet_is_a_dialog_and_a_window_s_own_buttons_are_left_out(mac: Mac) -> None:
    sheet = Element(
        "AXSheet", (200, 80, 400, 200), [Element("AXButton", place(3, 220), Title="Save")], Modal=1
    )
    close = Element("AXButton", (105, 55, 14, 14), Subrole="AXCloseButton", Description="close")
    found = controls(tree_of(mac, window(sheet, close)))
    assert found[""].role is Role.DIALOG
    assert "Save" in found
    assert "close" not in found


def test_what_is_scrolled_away_is_left_out(mac: Mac) -> None:
    page = Element(
        "AXScrollArea",
        (100, 80, 800, 500),
        [
            Element("AXButton", (120, 3000, 80, 20), Title="Below"),
            Element("AXButton", place(1), Title="Here"),
        ],
    )
    assert set(controls(tree_of(mac, window(page)))) == {"Letter", "Here"}


def test_the_window_that_is_meant_is_found_by_its_title_and_place(mac: Mac) -> None:
    other = Element(
        "AXWindow", (0, 0, 300, 200), [Element("AXButton", (10, 10, 50, 20), Title="No")], Title="Other"
    )
    assert "Yes" in controls(tree_of(mac, other, window(Element("AXButton", place(0), Title="Yes"))))
    assert tree_of(mac, other) is None


@pytest.mark.parametrize("fails", [CANNOT_COMPLETE, API_DISABLED])
def test_a_program_that_does_not_answer_tells_nothing(mac: Mac, fails: int) -> None:
    assert tree_of(mac, window(Element("AXButton", place(0), Title="OK")), fails=fails) is None


def test_without_the_user_s_permission_nobody_is_asked(mac: Mac) -> None:
    assert tree_of(mac, window(), trusted=False) is None
    assert [name for name, _ in mac.calls] == ["AXIsProcessTrusted"]


def test_where_time_is_up_what_was_told_is_told_as_a_part(mac: Mac) -> None:
    clock = [0.0]
    made = Accessibility(
        window(*(Element("AXButton", place(n % 18), Title=f"Button {n}") for n in range(40)))
    )
    made.on_question = lambda: clock.__setitem__(0, clock[0] + 0.1)
    made.put_into(mac)
    trees = AXTrees(call=0.5, in_all=2.0, now=lambda: clock[0])
    asks = trees._asked(PID, "Letter", AREA, 2.0)
    assert made.patience == 0.5
    assert asks is not None
    assert not asks.complete
    assert 5 < len(asks.root.children) < 20


def test_a_tree_without_end_is_bounded(mac: Mac) -> None:
    inner = Element("AXGroup", place(0))
    inner.attributes["AXChildren"] = [inner]  # it is in itself
    deep = Element("AXGroup", place(1), Title="deepest")
    for _ in range(80):
        deep = Element("AXGroup", place(1), [deep])
    tree = tree_of(mac, window(inner, deep, Element("AXButton", place(2), Title="OK")))
    assert tree is not None
    assert not tree.complete
    assert "OK" in controls(tree)


def test_a_mac_s_windows_are_asked_this_way() -> None:
    assert isinstance(controls_for({}, "darwin"), AXTrees)
