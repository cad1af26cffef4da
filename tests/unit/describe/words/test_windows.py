import re
from pathlib import Path

import pytest

import app.describe.windows
import app.describe.words.windows
from app.controls import Role, State
from app.describe import script
from app.describe.words.windows import WINDOWS


def test_every_sentence_is_in_the_table_and_used() -> None:
    folder = Path(app.describe.windows.__path__[0])
    places = (*folder.glob("*.py"), Path(app.describe.words.windows.__file__), Path(script.__file__))
    code = "".join(path.read_text("utf-8") for path in places)
    asked = re.findall(r"""\bsay\(\s*"(\w+)\"""", code)
    assert set(asked) <= WINDOWS.sentences.keys()
    for name in WINDOWS.sentences.keys() - {
        "bar_chart",
        "share_chart",
        "line_chart",
        "rising",
        "falling",
    }:  # of a `Chart`
        assert len(re.findall(f'"{name}"|"{name.removesuffix("s")}"', code)) > 1, name


def test_every_role_has_its_words_and_every_state_that_is_said() -> None:
    assert WINDOWS.roles.keys() == set(Role)
    assert set(State) - WINDOWS.states.keys() == {State.FOCUSED, State.MULTI_LINE, State.MODAL}


@pytest.mark.parametrize(
    ("parts", "most", "long", "words"),
    [
        (["a", "b", "c"], None, False, "a, b, c"),
        (["a", "b", "c"], 3, True, "a; b; c"),
        (["a", "b", "c"], 2, False, "a, b and 1 more"),
        ([], 2, False, ""),
    ],
)
def test_rows_are_cut_and_counted(parts: list[str], most: int | None, long: bool, words: str) -> None:
    assert WINDOWS.row(parts, most, long=long) == words


def test_numbers_have_their_noun() -> None:
    assert WINDOWS.counted(Role.LINK, 1) == "1 link"
    assert WINDOWS.counted(Role.CHECK_BOX, 3) == "3 check boxes"
