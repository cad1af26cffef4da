"""Every page and dialog as an accessibility client finds it, and walked by keyboard alone."""

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Desktop, Window

LEADER = "ctrl+alt+shift+d"
PAGES = [
    "Describe",
    "Conversation",
    "Library",
    "History",
    "Models",
    "Settings",
    "Help",
    "What did it keep?",
]
GROUPS = ["Voice", "Describing", "Keys", "Privacy", "Watching", "Live region", "Appearance", "Start"]
# What has rows of its own, which arrows walk and Tab does not.
HOLDERS = {"list", "combo box"}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads the window over AT-SPI"),
    pytest.mark.slow,
]


def home_with(folder: Path, output: str) -> Path:
    (folder / "config").mkdir()
    settings = {"output": output, "earcons": False}
    (folder / "config" / "settings.json").write_text(json.dumps(settings))
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user who hears nothing: what is there is read off the window."""
    return home_with(tmp_path, "silent")


def shown(controls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is on the display."""
    return [control for control in controls if control["showing"]]


def stops(controls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Tab should stop at, from top to bottom and from left to right."""
    found, holder = [], None
    for control in shown(controls):
        if holder is not None and control["depth"] > holder:
            continue
        holder = control["depth"] if control["role"] in HOLDERS else None
        if control["focusable"]:
            found.append(control)
    return sorted(found, key=lambda c: (c["name"] != "Pages", c["box"][1], c["box"][0]))


def within(controls: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The dialog of that name and all in it; nothing while it is not there."""
    for start, control in enumerate(controls):
        if control["role"] == "dialog" and name in control["name"] and control["showing"]:
            inside = [control]
            for other in controls[start + 1 :]:
                if other["depth"] <= control["depth"]:
                    break
                inside.append(other)
            return inside
    return []


def named(control: dict[str, Any]) -> tuple[str, str]:
    return control["name"], control["role"]


def check_names(controls: list[dict[str, Any]]) -> None:
    focusable = [c for c in shown(controls) if c["focusable"]]
    assert focusable
    assert [c for c in focusable if not c["name"] or c["role"] in ("", "unknown", "invalid")] == []
    # What a combo box calls its name is the choice; the label beside it says what is chosen.
    assert [c["name"] for c in focusable if c["role"] == "combo box" and not c["labels"]] == []
    letters = Counter(key for c in shown(controls) for key in set(c["keys"].split()) if "Alt+" in key)
    twice = {key for key, count in letters.items() if count > 1}
    assert sorted((*named(c), c["keys"]) for c in shown(controls) if twice & set(c["keys"].split())) == []


def settled(window: "Window") -> int:
    """How often the focus was given so far, once no news of it is under way."""
    count = -1
    while count != len(window.focused):
        count = len(window.focused)
        time.sleep(0.15)
    return count


def check_round(window: "Window", expected: list[dict[str, Any]], *keys: str) -> None:
    """Each of the keys goes through all of them in order and comes round."""
    names = [named(control) for control in expected]
    for key in keys:
        before = settled(window)
        window.press(*[key] * len(names), delay=10)

        def walked(since: int = before) -> list[tuple[str, str]]:
            return [one for one in window.focused[since:] if one[1] != "list item"]

        window.eventually(lambda walked=walked: len(walked()) >= len(names), f"{names} by {key}")
        settled(window)
        went = walked()
        first = went.index(names[0]) if names[0] in went else 0
        went = went[first:] + went[:first]
        assert went == (names if key == "Tab" else [names[0], *reversed(names[1:])])


def turned(window: "Window", title: str) -> list[dict[str, Any]]:
    """All controls, once that page is shown."""

    def look() -> list[dict[str, Any]] | None:
        controls = window.controls(everything=False)
        here = [c for c in shown(controls) if c["name"] == title and c["role"] == "filler"]
        return controls if here and any(c["focused"] for c in shown(controls)) else None

    return window.eventually(look, f"the page {title}")


def test_every_page_is_named_and_walked_by_tab(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        for title in PAGES:
            controls = turned(window, title)
            check_names(controls)
            check_round(window, stops(controls), "Tab", "shift+Tab")
            window.press("F6")
            window.eventually(lambda: window.focused[-1] == ("Pages", "list"), "the list of pages")
            window.press("F6")
            inside = {named(c) for c in stops(controls)} - {("Pages", "list")}
            window.eventually(lambda inside=inside: window.focused[-1] in inside, "the page again")
            window.press("ctrl+Page_Down")
        turned(window, PAGES[0])
        window.press("ctrl+Page_Up")
        turned(window, PAGES[-1])


def test_every_group_of_settings(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        window.press("ctrl+6")
        for group in GROUPS:
            window.wait_focus(group)
            controls = turned(window, "Settings")
            check_names(controls)
            check_round(window, stops(controls), "Tab")
            window.press("Down")


def test_a_voice_of_this_computer_is_chosen_by_keys(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        window.press("ctrl+6")
        window.wait_focus("Voice")
        window.press("Tab", "Tab")

        def there() -> bool:
            return any(c["focused"] and "Own voice" in c["labels"] for c in window.controls())

        window.eventually(there, "the focus on the own voice")
        chosen = home / "config" / "settings.json"

        def pick() -> str:
            window.type("eng")  # as soon as the names are there
            return str(json.loads(chosen.read_text()).get("voice_name", ""))

        assert "eng" in window.eventually(pick, "a voice in the settings").lower()


def opened(window: "Window", name: str) -> list[dict[str, Any]]:
    """What is in the dialog of that name, once it has the focus."""

    def look() -> list[dict[str, Any]] | None:
        inside = within(window.controls(everything=False), name)
        return inside if any(c["focused"] and c["focusable"] for c in inside) else None

    return window.eventually(look, f"the dialog {name}")


def closed(window: "Window", name: str, back: str) -> None:
    """Return when that dialog is gone and the focus is back where it was."""
    window.eventually(lambda: not within(window.controls(everything=False), name), f"no dialog {name}")
    window.wait_focus(back)


def test_dialogs_are_named_walked_by_tab_and_closed_by_escape(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        ways: list[tuple[str, str, tuple[str, ...], str, int, str]] = [
            # The page, where the focus is there, the keys that open the dialog, its name, how often Escape,
            # and where the focus is then.
            ("ctrl+7", "Keys everywhere", ("alt+w",), "Welcome to Earsight", 1, "Keys everywhere"),
            ("ctrl+8", "History: ", ("End", "Delete"), "Delete", 1, "Settings: "),
            # The question is about the window in front, which is this one.
            ("ctrl+1", "No picture yet", (LEADER, "a"), "Ask", 1, "Picture: Window"),
            ("ctrl+6", "Voice", (LEADER, "r"), "Choose a region", 1, "Voice"),
        ]
        for page, start, keys, name, escapes, back in ways:
            window.press(page)
            window.wait_focus(start)
            for key in keys:
                window.press(key)
                time.sleep(0.1)
            inside = opened(window, name)
            check_names(inside)
            assert [c["name"] for c in inside if "&" in c["name"]] == []
            assert [c for c in stops(inside) if c["role"] in ("filler", "panel")] == []
            if len(stops(inside)) > 1:
                check_round(window, stops(inside), "Tab")
            window.press(*["Escape"] * escapes)
            closed(window, name, back)


def test_f1_tells_of_the_page_and_leads_back(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        window.press("ctrl+3")
        window.wait_focus("Find photos")
        window.press("F1")
        window.wait_focus("The page Library")
        window.press("F1")
        window.wait_focus("Find photos")


def test_each_announcement_arrives_once(desktop: "Desktop", tmp_path: Path) -> None:
    with desktop.window(home_with(tmp_path, "screen_reader")) as window:
        window.press("ctrl+c")
        window.wait_said("There is nothing to copy yet.")
        window.press("ctrl+r")
        window.press("ctrl+8")
        window.wait_focus("History: ")
        window.press("F5")
        window.wait_said("Everything is counted.")
        window.press("ctrl+4", "alt+p")
        window.wait_said("Private mode on")
        time.sleep(0.5)
        said = Counter(window.said)
        assert [words for words, count in said.items() if count > 1] == []
        assert said.total() >= 3
