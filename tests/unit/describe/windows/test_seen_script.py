"""What is said of windows whose program names no controls."""

from datetime import UTC, datetime

import numpy as np
import pytest

from app.describe.result import TextLine
from app.describe.windows.seen_script import SeenScript, waits_for_text
from app.inference.protocols import Level
from app.shot import ScreenPart, Shot


def shot(app: str = "XTerm", part: ScreenPart = ScreenPart.WINDOW) -> Shot:
    pixels = np.full((600, 900, 3), 255, np.uint8)
    return Shot(pixels, part, 0, 0, app, f"Recipes - {app}", 7, datetime.now(UTC))


def lines(*texts: str) -> list[TextLine]:
    return [TextLine(text, 0.99, (0, 20 * n, 9 * len(text), 20 * n + 18)) for n, text in enumerate(texts)]


def test_a_terminal_is_told_from_its_end_and_then_whole() -> None:
    script = SeenScript(shot(), lines("me@pc:~$ make", "cc a.c", "a.c:3: error: no b", "me@pc:~$"))
    assert script.opening() == 'Command "make"; its last line: "a.c:3: error: no b".'
    assert list(script.rest(Level.BRIEF)) == []
    assert list(script.rest(Level.DETAILED)) == ['It said: "cc a.c\na.c:3: error: no b".']


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (("me@pc:~$ true", "me@pc:~$"), 'Command "true"; it said nothing.'),
        (("me@pc:~$ sleep 9",), 'Command "sleep 9"; nothing is said yet.'),
        (("Save? [y/n]",), 'Last line: "Save? [y/n]".'),
        (("me@pc:~$",), ""),
    ],
)
def test_terminals_with_little_in_them(shown: tuple[str, ...], words: str) -> None:
    assert SeenScript(shot(), lines(*shown)).opening() == words


def test_of_a_long_output_the_end_is_told_and_every_problem_before_it() -> None:
    output = [f"step {n}" for n in range(60)]
    output[3] = "Could not be saved"
    script = SeenScript(shot(), lines("me@pc:~$ make", *output, "me@pc:~$"))
    bad, last = script.rest(Level.DETAILED)
    assert bad == 'Before them it said: "Could not be saved".'
    assert last.startswith('Its last 40 lines: "step 20\nstep 21')
    (everything,) = script.rest(Level.FULL)
    assert everything.startswith('It said: "step 0\n')


def test_a_folder_is_told_by_its_name_and_number() -> None:
    body = [TextLine("Winter", 0.99, (300, 120, 360, 136))]
    status = TextLine("1 item", 0.99, (0, 580, 60, 596))
    script = SeenScript(shot("Files"), [*body, status])
    assert script.opening() == "Recipes: 1 item."
    assert list(script.rest(Level.DETAILED)) == ["Names: Winter."]
    empty = SeenScript(shot("Files"), [TextLine("0 items", 0.99, (0, 580, 60, 596))])
    assert empty.opening() == "Recipes: no items."


def test_the_whole_screen_is_no_terminal_and_does_not_wait() -> None:
    screen = shot(part=ScreenPart.SCREEN)
    assert SeenScript(screen, lines("me@pc:~$ make")).opening() == ""
    assert not waits_for_text(screen, 3, 40)
    assert waits_for_text(shot("Files"), 40, 40)
    assert not waits_for_text(shot("Files"), 41, 40)
    assert waits_for_text(shot(), 200, 40)


def test_a_command_that_asks_is_said_to_ask() -> None:
    for question in ("rm: remove file 'a'?", "Go on? [y/N]", "Overwrite (yes/no):"):
        words = SeenScript(shot(), lines("$ rm -i a", question)).opening()
        assert words == f'Command "rm -i a"; it asks: "{question}".'


def test_a_window_with_buttons_is_told_red_lines_first() -> None:
    window = shot("Sound")
    window.pixels[:] = 217
    for left, right in ((20, 90), (120, 230)):
        window.pixels[90:120, [left, right]] = 0
        window.pixels[[90, 119], left : right + 1] = 0
    window.pixels[34:40, 4:200:3] = (200, 0, 0)
    shown = [
        TextLine("Volume 140", 0.99, (0, 4, 90, 20)),
        TextLine("Must be 0 to 100", 0.99, (0, 28, 200, 44)),
        TextLine("OK", 0.99, (45, 97, 65, 113)),
        TextLine("Cancel", 0.99, (150, 97, 200, 113)),
    ]
    words = "Recipes: Must be 0 to 100; Volume 140. Buttons: OK, Cancel."
    assert SeenScript(window, shown).opening() == words
