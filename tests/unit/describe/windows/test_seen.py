"""Terminals and file managers from where their lines stand."""

import pytest

from app.describe.result import TextLine
from app.describe.windows.seen import Items, Screenful, is_terminal, items_of, screenful


def lines(*texts: str) -> list[TextLine]:
    return [TextLine(text, 0.99, (0, 20 * n, 9 * len(text), 20 * n + 18)) for n, text in enumerate(texts)]


def test_the_last_command_and_what_it_said() -> None:
    shown = lines("mia@desk:~$ ls", "a.txt", "mia@desk:~$ wc -l *", "3 a.txt", "3 total", "mia@desk:~$")
    assert screenful(shown) == Screenful("wc -l *", ("3 a.txt", "3 total"), waits=True)


def test_a_command_that_asks_or_runs_does_not_wait_for_another() -> None:
    assert screenful(lines("$ rm -i a.txt", "rm: remove regular file 'a.txt'?")) == Screenful(
        "rm -i a.txt", ("rm: remove regular file 'a.txt'?",), waits=False
    )
    assert screenful(lines("[root@host ~]# make")) == Screenful("make", (), waits=False)
    assert screenful(lines("50 % done", "51 % done")) == Screenful(
        "", ("50 % done", "51 % done"), waits=False
    )
    assert screenful([]) is None


@pytest.mark.parametrize("prompt", ["bash-5.2#", "sh-5.1$", "mia@desk:~$", "[root@host ~]#", "$", "#", ">>>"])
@pytest.mark.parametrize("end", ["", " \u25a0", " \u2588", "\u25a1"])
def test_a_bare_prompt_at_the_end_is_no_output_and_the_cursor_no_text(prompt: str, end: str) -> None:
    shown = lines(f"{prompt} ls tide", "ls: tide: no such file", prompt, f"{prompt}{end}")
    assert screenful(shown) == Screenful("ls tide", ("ls: tide: no such file",), waits=True)


def test_a_bare_angle_waits_and_a_quoted_line_does_not() -> None:
    assert screenful(lines("$ node", "Welcome.", ">")) == Screenful("node", ("Welcome.",), waits=True)
    assert screenful(lines("$ diff a b", "> new")) == Screenful("diff a b", ("> new",), waits=False)


def test_a_cursor_on_a_line_of_its_own_is_no_line() -> None:
    assert screenful(lines("$ cat", "\u25a0")) == Screenful("cat", (), waits=False)


def test_pieces_beside_each_other_are_one_line() -> None:
    pieces = [
        TextLine("$ git status", 0.99, (0, 0, 100, 18)),
        TextLine("tide.c", 0.99, (170, 21, 230, 39)),
        TextLine("modified:", 0.99, (70, 20, 160, 38)),
    ]
    assert screenful(pieces) == Screenful("git status", ("modified: tide.c",), waits=False)


@pytest.mark.parametrize("prompt", ["(venv) mia@desk:~/a b$ ", "\u276f ", "PS C:\\Users> ", "root@x:/# "])
def test_prompts(prompt: str) -> None:
    shown = screenful(lines(f"{prompt}ls -l", "total 0"))
    assert shown is not None
    assert shown.command == "ls -l"


def test_which_application_is_a_terminal() -> None:
    assert all(map(is_terminal, ("XTerm", "GNOME Terminal", "Konsole", "kitty")))
    assert not any(map(is_terminal, ("Chromium", "Files", "")))


def test_names_under_icons_go_on_below_and_the_status_line_counts() -> None:
    def line(text: str, x: int, y: int) -> TextLine:
        return TextLine(text, 0.99, (x - 4 * len(text), y, x + 4 * len(text), y + 16))

    shown = [
        line("File Edit View", 60, 4),
        line("Home Folder", 50, 90),
        line("bread", 300, 120),
        line("Winter", 200, 120),
        line("soup.txt", 300, 137),
        line("notes", 200, 220),
        TextLine("4 items", 0.99, (0, 480, 60, 496)),
    ]
    assert items_of(shown, 600, 500) == Items(4, ("Winter", "bread soup.txt", "notes"))
    assert items_of(shown[:-1], 600, 500) is None
