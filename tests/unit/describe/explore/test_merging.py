"""Lines, controls and what is perceived become items, none of them twice."""

from app.controls import Control, ControlTree, Role, State
from app.describe.explore.items import ItemKind, Sight
from app.describe.explore.merging import sight_of
from app.describe.explore.words import item_words, part_words
from app.describe.findings import Findings
from app.describe.result import TextLine
from app.inference.perception import Code, Face, Perception, SeenObject
from app.inference.protocols import Stance

WINDOW = (0, 0, 400, 300)


def found(
    *lines: tuple[str, tuple[int, int, int, int]], confidence: float = 0.99, **more: object
) -> Findings:
    findings = Findings(400, 300, **more)  # type: ignore[arg-type]
    findings.lines = tuple(TextLine(text, confidence, box) for text, box in lines)
    return findings


def tree(*controls: Control) -> ControlTree:
    return ControlTree(Control(Role.WINDOW, "Notes", box=WINDOW, children=controls))


def said(sight: Sight) -> list[str]:
    return [item_words(item) for item in sight.items]


def test_a_button_and_its_text_are_one_item() -> None:
    button = Control(Role.BUTTON, "Save", box=(10, 10, 90, 40), states=frozenset([State.DISABLED]))
    sight = sight_of(found(("Save", (30, 15, 70, 35)), ("Draft", (10, 60, 90, 80))), tree(button))
    assert said(sight) == ["Save, button, disabled", "Draft"]
    assert sight.items[0].box == (10, 10, 90, 40)


def test_a_slip_of_reading_is_still_the_same_text() -> None:
    button = Control(Role.BUTTON, "Save changes", box=(10, 10, 190, 40))
    assert said(sight_of(found(("5ave changes", (30, 15, 170, 35))), tree(button))) == [
        "Save changes, button"
    ]


def test_a_figure_that_differs_is_no_slip() -> None:
    button = Control(Role.BUTTON, "Dose 1.5 mg daily", box=(10, 10, 190, 40))
    (words,) = said(sight_of(found(("Dose 15 mg daily", (30, 15, 170, 35))), tree(button)))
    assert "Dose 15 mg daily" in words


def test_what_is_read_on_a_control_and_is_not_its_name_is_told() -> None:
    named = Control(Role.BUTTON, "Delete", box=(10, 10, 90, 40))
    bare = Control(Role.BUTTON, "", box=(10, 60, 90, 90))
    icon = Control(Role.BUTTON, "Close", box=(10, 110, 90, 140))
    lines = [("Remove", (20, 15, 80, 35)), ("Print", (20, 65, 80, 85)), ("X", (40, 115, 50, 135))]
    assert said(sight_of(found(*lines), tree(named, bare, icon))) == [
        'Delete, button, shows "Remove"',
        "Print, button",
        "Close, button",
    ]


def test_a_menu_bar_read_as_one_line_is_its_menus() -> None:
    menus = [Control(Role.MENU, name, box=(10 + 60 * n, 0, 60 + 60 * n, 20)) for n, name in enumerate("ABC")]
    bar = Control(Role.MENU_BAR, box=(0, 0, 400, 20), children=tuple(menus))
    sight = sight_of(found(("A B C", (12, 2, 178, 18))), tree(bar), part_words=part_words)
    assert said(sight) == ["A, menu", "B, menu", "C, menu"]
    assert [part.words for part in sight.parts] == ["menu bar"]


def test_a_label_inside_a_link_is_not_told_twice() -> None:
    label = Control(Role.TEXT, "Read more", box=(10, 10, 100, 30))
    link = Control(Role.LINK, "Read more", box=(10, 10, 100, 30), children=(label,))
    assert said(sight_of(found(), tree(link))) == ["Read more, link"]


def test_what_is_in_a_password_field_is_never_an_item() -> None:
    field = Control(Role.PASSWORD, "Password", box=(100, 100, 300, 130), value="hunter2")
    sight = sight_of(found(("hunter2", (105, 105, 170, 125)), ("Sign in", (10, 10, 90, 30))), tree(field))
    assert said(sight) == ["Password, password field", "Sign in"]
    assert sight.items[0].secret
    assert not any("hunter" in repr(words) for words in said(sight))


def test_lines_of_a_terminal_stay_lines_in_a_part_of_their_own() -> None:
    terminal = Control(Role.TERMINAL, "Shell", box=(0, 20, 400, 300))
    lines = [("$ ls", (4, 30, 60, 44)), ("notes.txt", (4, 48, 90, 62))]
    sight = sight_of(found(*lines), tree(terminal), part_words=part_words)
    assert said(sight) == ["$ ls", "notes.txt"]
    assert [part.words for part in sight.parts] == ["Shell, terminal"]


def test_states_and_values_are_told() -> None:
    box = Control(Role.CHECK_BOX, "Wrap lines", box=(10, 10, 90, 30))
    ticked = Control(Role.CHECK_BOX, "Bold", box=(10, 40, 90, 60), states=frozenset([State.CHECKED]))
    field = Control(
        Role.TEXT_FIELD,
        "Name",
        "Anna",
        frozenset([State.INVALID, State.REQUIRED]),
        (10, 70, 90, 90),
        "Too short",
    )
    assert said(sight_of(found(), tree(box, ticked, field))) == [
        "Wrap lines, check box, not checked",
        "Bold, check box, checked",
        "Name, text field, Anna, required, invalid, Too short",
    ]


def test_controls_are_cut_to_the_picture_and_left_out_beyond_it() -> None:
    half = Control(Role.BUTTON, "Half", box=(380, 10, 480, 40))
    gone = Control(Role.BUTTON, "Gone", box=(500, 10, 580, 40))
    nowhere = Control(Role.BUTTON, "Nowhere")
    sight = sight_of(found(), tree(half, gone, nowhere))
    assert [(item.name, item.box) for item in sight.items] == [("Half", (380, 10, 400, 40))]


def test_what_is_perceived_is_told_as_surely_as_it_may_be() -> None:
    perceived = Perception(
        objects=(
            SeenObject("dog", 0.9, (0.0, 0.0, 0.5, 0.5), Stance.FACT),
            SeenObject("umbrella", 0.4, (0.5, 0.0, 1.0, 0.5), Stance.HEDGED),
            SeenObject("cat", 0.1, (0.0, 0.5, 0.5, 1.0), Stance.WITHHELD),
        ),
        faces=(Face(0.8, (0.1, 0.1, 0.2, 0.2), Stance.FACT),),
        codes=(
            Code("QR code", "https://example.org/menu?table=4", (0.6, 0.6, 0.9, 0.9)),
            Code("EAN-13 barcode", "4006381333931", (0.1, 0.6, 0.4, 0.8)),
        ),
    )
    sight = sight_of(found(("4 006381 333931", (50, 242, 150, 254)), perceived=perceived))
    assert said(sight) == [
        "a dog",
        "perhaps an umbrella",
        "a face",
        'A QR code: a link to example.org, then "/menu?table=4"',
        "An EAN-13 barcode: the product number 4006381333931",
    ]
    assert sight.items[0].box == (0, 0, 200, 150)
    assert [item.kind for item in sight.items].count(ItemKind.OBJECT) == 2


def test_a_line_that_may_be_misread_is_hedged() -> None:
    assert said(sight_of(found(("WE1RD", (0, 0, 50, 20)), confidence=0.6))) == ['perhaps "WE1RD"']


def test_a_part_keeps_its_place_in_the_whole_picture() -> None:
    perceived = Perception(objects=(SeenObject("dog", 0.9, (0.5, 0.5, 1.0, 1.0), Stance.FACT),))
    sight = sight_of(found(perceived=perceived), box=(100, 100, 200, 200))
    assert sight.items[0].box == (150, 150, 200, 200)
