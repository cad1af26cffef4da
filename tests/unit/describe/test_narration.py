"""Words on their way out."""

from collections.abc import Generator

import pytest

from app.cancel import CancelToken
from app.describe.narration import Narration
from app.errors import Cancelled


def three(narration: Narration[int]) -> Generator[str, None, int]:
    yield from ("One.", "", "Two.")
    yield f"That is {narration.spoken}"
    return 3


def test_pieces_come_one_by_one_and_the_result_at_the_end() -> None:
    narration = Narration(three)
    assert next(iter(narration)) == "One."
    assert narration.pieces == ["One."]
    assert list(narration) == ["Two.", "That is One. Two."]
    assert narration.result == 3
    assert narration.seconds.keys() == {"first_words"}
    assert not narration.cancel.cancelled


def test_nothing_happens_before_the_first_piece_is_asked_for() -> None:
    begun: list[bool] = []

    def tell(narration: Narration[None]) -> Generator[str, None, None]:
        begun.append(True)
        yield "One."

    narration = Narration(tell)
    assert begun == []
    assert list(narration) == ["One."]


@pytest.mark.parametrize("how", ["closed", "token", "error"])
def test_ended_too_early_it_raises_the_token_which_stops_what_works_beside(how: str) -> None:
    over: list[bool] = []

    def tell(narration: Narration[None]) -> Generator[str, None, None]:
        try:
            yield "One."
            if how == "error":
                raise ZeroDivisionError
            yield "Two."
        finally:
            over.append(True)

    cancel = CancelToken()
    narration = Narration(tell, cancel)
    words = iter(narration)
    next(words)
    if how == "closed":
        narration.close()
    elif how == "token":
        cancel.cancel()
        with pytest.raises(Cancelled):
            next(words)
    else:
        with pytest.raises(ZeroDivisionError):
            next(words)
    assert cancel.cancelled
    assert over == [True]
    assert list(narration) == []
    assert narration.spoken == "One."
