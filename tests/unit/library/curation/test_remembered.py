from app.library.curation.names import Taught
from app.library.curation.remembered import Remembered


def taught(*examples: int) -> Taught:
    return Taught("Rex", examples, ())


def test_an_answer_is_found_once_until_the_state_is_another() -> None:
    asked: list[tuple[int, ...]] = []
    forgotten: list[bool] = []

    def find(one: Taught) -> dict[int, float]:
        asked.append(tuple(one.examples))
        return {7: 0.95}

    remembered = Remembered(find, lambda: forgotten.append(True))
    for _ in range(2):
        answer = remembered.found(taught(1, 2), "before")
        assert answer == {7: 0.95}
        answer.clear()  # it is a copy
    assert (asked, len(forgotten)) == ([(1, 2)], 1)
    remembered.found(taught(1, 3), "before")
    remembered.found(taught(1, 2), "after")
    assert (asked, len(forgotten)) == ([(1, 2), (1, 3), (1, 2)], 2)


def test_old_answers_go() -> None:
    asked: list[tuple[int, ...]] = []

    def find(one: Taught) -> dict[int, float]:
        asked.append(tuple(one.examples))
        return {}

    remembered = Remembered(find, lambda: None)
    for number in range(65):
        remembered.found(taught(0, number), "")
    remembered.found(taught(0, 64), "")
    assert len(asked) == 65
    remembered.found(taught(0, 0), "")
    assert asked[-1] == (0, 0)
    assert len(asked) == 66
