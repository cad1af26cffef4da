import pytest
from screen_tables import CALM, TROUBLES

from app.describe.words.troubles import Troubles


@pytest.mark.parametrize("line", TROUBLES)
def test_trouble_is_found_in_many_languages(line: str) -> None:
    assert Troubles().reads_so(line)


@pytest.mark.parametrize("line", CALM)
def test_what_is_said_to_be_none_is_no_trouble(line: str) -> None:
    assert not Troubles().reads_so(line)
