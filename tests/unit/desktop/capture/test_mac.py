from typing import Any

from app.desktop.capture.mac import area_of, beside, front_of, hides_names
from app.desktop.capture.screens import Area

OWN = 7


def window(pid: int, name: str | None, layer: int = 0, width: int = 640) -> dict[str, Any]:
    bounds = {"X": 10.4, "Y": 25.0, "Width": width, "Height": 400}
    made: dict[str, Any] = {"kCGWindowOwnerPID": pid, "kCGWindowLayer": layer, "kCGWindowBounds": bounds}
    return made if name is None else made | {"kCGWindowName": name}


def test_the_front_window_is_the_first_ordinary_one_of_the_active_program() -> None:
    menu, tiny, other = window(5, "menu", layer=25), window(5, "", width=1), window(6, "other")
    mine = window(5, "Letter")
    assert front_of([menu, tiny, other, mine, window(5, "behind")], 5) is mine
    assert front_of([menu, other], 5) is None
    assert front_of([], 5) is None
    assert front_of([{}], 5) is None


def test_where_no_other_program_tells_its_windows_names_the_system_hides_them() -> None:
    assert hides_names([window(5, None), window(6, None)], OWN)
    assert hides_names([window(5, None), window(OWN, "Earsight")], OWN)
    assert not hides_names([window(5, None), window(6, "Letter")], OWN)
    assert hides_names([window(OWN, "Earsight")], OWN)
    assert hides_names([window(5, "Clock", layer=25)], OWN)
    assert hides_names([], OWN)


def test_places_are_whole_points() -> None:
    assert area_of(window(5, "Letter")) == Area(10, 25, 640, 400)
    assert area_of({}).empty


def placed(app: str, name: str, left: int, width: int, layer: int = 0) -> dict[str, Any]:
    bounds = {"X": left, "Y": 0, "Width": width, "Height": 400}
    names = {"kCGWindowOwnerName": app, "kCGWindowName": name}
    return {"kCGWindowLayer": layer, "kCGWindowBounds": bounds, **names}


def test_windows_that_can_be_seen_beside() -> None:
    letter, vault = placed("Mail", "Letter", 0, 300), placed("1Password", "All items", 0, 200)
    screen = Area(0, 0, 640, 400)
    assert beside([letter, vault], screen) == (("Mail", "Letter"),)
    assert beside([vault, letter], screen) == (("1Password", "All items"), ("Mail", "Letter"))
    assert beside([vault, letter], Area(200, 0, 50, 50)) == (("Mail", "Letter"),)
    prompt = placed("SecurityAgent", "", 100, 50, layer=1000)
    assert beside([prompt, letter], screen) == (("SecurityAgent", ""), ("Mail", "Letter"))
    assert beside([placed("1Password", "", 600, 30, layer=25), letter], screen) == (("Mail", "Letter"),)
    assert beside([prompt], Area(300, 0, 50, 50)) == ()
