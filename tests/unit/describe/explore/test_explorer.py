"""Going about: lists, rows, parts, finding, a closer look and back."""

from dataclasses import replace

from app.controls import Control, Role
from app.describe.explore.explorer import Explorer
from app.describe.explore.items import Box, ExploreItem, ItemKind, Part, Sight
from app.describe.explore.map import ExploreMap
from app.describe.explore.neighbours import Direction

WHOLE = (0, 0, 600, 400)


def text(name: str, box: Box) -> ExploreItem:
    return ExploreItem(ItemKind.TEXT, box, name)


def page(*more: ExploreItem, parts: tuple[Part, ...] = ()) -> ExploreMap:
    """Two rows of two words, far from each other, and whatever else."""
    words = [
        text("one", (10, 10, 60, 30)),
        text("two", (300, 10, 350, 30)),
        text("three", (10, 200, 90, 220)),
        text("four", (300, 200, 350, 220)),
    ]
    return ExploreMap(Sight(WHOLE, (*words, *more), parts))


def names(to: Explorer) -> list[str]:
    return [item.name for item in to.map.items]


def here(to: Explorer) -> str:
    assert to.item is not None
    return to.item.name


def test_tab_walks_the_list_and_stops_at_its_ends() -> None:
    to = Explorer(page())
    assert names(to) == ["one", "two", "three", "four"]
    assert not to.step(-1)
    assert [here(to) for _ in range(3) if to.step(1)] == ["two", "three", "four"]
    assert not to.step(1)
    assert (to.number, here(to)) == (4, "four")


def test_arrows_rows_and_ends() -> None:
    to = Explorer(page())
    assert to.move(Direction.DOWN)
    assert here(to) == "three"
    assert to.edge(right=True)
    assert here(to) == "four"
    assert not to.edge(right=True)
    assert not to.move(Direction.RIGHT)
    assert to.end(last=False)
    assert here(to) == "one"


def test_page_keys_go_by_parts_that_the_system_names_else_by_blocks() -> None:
    button = ExploreItem(ItemKind.CONTROL, (500, 5, 560, 35), "Save", Control(Role.BUTTON, "Save"))
    to = Explorer(page(button, parts=(Part("Main, tool bar", (480, 0, 600, 40)),)))
    seen = [here(to)]
    while to.part(1):
        seen.append(here(to))
    assert seen == ["one", "two", "Save", "three", "four"]
    to.go_to(520, 20)
    assert to.part_words == "Main, tool bar"
    assert to.part(-1)
    assert to.part_words == ""


def test_lines_close_together_are_one_part() -> None:
    block = [text(f"line {n}", (10, 100 + 20 * n, 200, 116 + 20 * n)) for n in range(5)]
    aside = text("aside", (400, 300, 450, 316))
    to = Explorer(ExploreMap(Sight(WHOLE, (*block, aside))))
    assert [len(inside) for _, inside in to.map.parts] == [5, 1]


def test_objects_of_a_photo_come_before_its_text_and_after_that_of_a_window() -> None:
    dog = ExploreItem(ItemKind.OBJECT, (100, 100, 300, 300), "dog")
    photo = ExploreMap(Sight(WHOLE, (text("STOP", (10, 10, 60, 30)), dog)))
    assert [item.name for item in photo.items] == ["dog", "STOP"]
    button = ExploreItem(ItemKind.CONTROL, (10, 10, 60, 30), "Save", Control(Role.BUTTON, "Save"))
    window = ExploreMap(Sight(WHOLE, (dog, button)))
    assert [item.name for item in window.items] == ["Save", "dog"]


def test_a_slanted_page_is_gone_through_as_if_it_were_level() -> None:
    # Falls to the right, so that prices lie lower in the picture than the next name.
    names = [text(f"name {k}", (10, 10 + 30 * k, 90, 30 + 30 * k)) for k in range(3)]
    prices = [text(f"price {k}", (200, 45 + 30 * k, 260, 65 + 30 * k)) for k in range(3)]
    level = [
        *(replace(item, straight=item.box) for item in names),
        *(replace(item, straight=(200, 10 + 30 * k, 260, 30 + 30 * k)) for k, item in enumerate(prices)),
    ]
    found = ExploreMap(Sight(WHOLE, tuple(level)))
    assert [item.name for item in found.items] == [
        f"{what} {k}" for k in range(3) for what in ("name", "price")
    ]
    assert found.towards(0, Direction.RIGHT) == 1
    tilted = ExploreMap(Sight(WHOLE, (*names, *prices)))
    assert [item.name for item in tilted.items] != [item.name for item in found.items]


def test_finding_goes_on_from_here_round_the_end_and_back() -> None:
    to = Explorer(page(text("twofold", (10, 350, 100, 370))))
    assert to.find("TWO")
    assert here(to) == "two"
    assert to.find("")
    assert here(to) == "twofold"
    assert to.find("")
    assert here(to) == "two"
    assert to.find("", back=True)
    assert here(to) == "twofold"
    assert not to.find("eleven")
    assert here(to) == "twofold"
    assert to.sought == "eleven"


def test_finding_nothing_yet_finds_nothing() -> None:
    assert not Explorer(page()).find("")


def test_what_was_found_out_since_leaves_one_where_one_is() -> None:
    to = Explorer(page())
    to.find("four")
    to.renew(page(text("earlier", (10, 60, 100, 80)), text("before", (300, 60, 400, 80))))
    assert here(to) == "four"
    assert to.number == 6


def test_a_line_that_became_a_control_is_still_where_one_is() -> None:
    to = Explorer(page())
    to.find("two")
    button = ExploreItem(ItemKind.CONTROL, (290, 5, 360, 35), "two", Control(Role.BUTTON, "two"))
    to.renew(ExploreMap(Sight(WHOLE, (text("one", (10, 10, 60, 30)), button))))
    assert to.item is button


def test_a_closer_look_is_gone_into_and_out_of() -> None:
    to = Explorer(page())
    to.find("three")
    part = to.closer
    assert part is not None
    assert part[0] <= 10 < 90 <= part[2]
    assert part[1] <= 200 < 220 <= part[3]
    small = [text("thr", (10, 200, 60, 220)), text("ee", (64, 200, 90, 220))]
    assert to.go_in(ExploreMap(Sight(part, tuple(small))))
    assert (to.depth, here(to)) == (1, "thr")
    assert to.step(1)
    assert to.go_out()
    assert (to.depth, here(to)) == (0, "three")
    assert not to.go_out()


def test_an_empty_closer_look_is_not_gone_into() -> None:
    to = Explorer(page())
    assert not to.go_in(ExploreMap(Sight((0, 0, 50, 50), ())))
    assert to.depth == 0


def test_what_fills_everything_cannot_be_looked_at_closer() -> None:
    assert Explorer(ExploreMap(Sight(WHOLE, (ExploreItem(ItemKind.OBJECT, WHOLE, "dog"),)))).closer is None


def test_with_nothing_to_go_to_no_key_leads_anywhere() -> None:
    to = Explorer(ExploreMap(Sight(WHOLE, ())))
    assert to.item is None
    assert to.frame is None
    assert to.closer is None
    assert not to.move(Direction.LEFT)
    assert not to.step(1)
    assert not to.edge(right=True)
    assert not to.end(last=True)
    assert not to.part(1)
    assert not to.find("one")


def test_places_are_shares_of_what_was_looked_at() -> None:
    to = Explorer(page())
    assert to.map.place(to.map.items[0]) == (35 / 600, 20 / 400)
    assert to.frame == (10 / 600, 10 / 400, 60 / 600, 30 / 400)
