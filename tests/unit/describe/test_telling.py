"""Words on their way out."""

from collections.abc import Generator

import pytest

from app.cancel import CancelToken
from app.describe.telling import Telling
from app.errors import Cancelled


def three(telling: Telling[int]) -> Generator[str, None, int]:
    yield from ("One.", "", "Two.")
    yield f"That is {telling.spoken}"
    return 3


def test_pieces_come_one_by_one_and_the_result_at_the_end() -> None:
    telling = Telling(three)
    assert next(iter(telling)) == "One."
    assert telling.pieces == ["One."]
    assert list(telling) == ["Two.", "That is One. Two."]
    assert telling.result == 3
    assert telling.seconds.keys() == {"first_words"}
    assert not telling.cancel.cancelled


def test_nothing_happens_before_the_first_piece_is_asked_for() -> None:
    begun: list[bool] = []

    def tell(telling: Telling[None]) -> Generator[str, None, None]:
        begun.append(True)
        yield "One."

    telling = Telling(tell)
    assert begun == []
    assert list(telling) == ["One."]


@pytest.mark.parametrize("how", ["closed", "token", "error"])
def test_ended_too_early_it_raises_the_token_which_stops_what_works_beside(how: str) -> None:
    over: list[bool] = []

    def tell(telling: Telling[None]) -> Generator[str, None, None]:
        try:
            yield "One."
            if how == "error":
                raise ZeroDivisionError
            yield "Two."
        finally:
            over.append(True)

    cancel = CancelToken()
    telling = Telling(tell, cancel)
    words = iter(telling)
    next(words)
    if how == "closed":
        telling.close()
    elif how == "token":
        cancel.cancel()
        with pytest.raises(Cancelled):
            next(words)
    else:
        with pytest.raises(ZeroDivisionError):
            next(words)
    assert cancel.cancelled
    assert over == [True]
    assert list(telling) == []
    assert telling.spoken == "One."
