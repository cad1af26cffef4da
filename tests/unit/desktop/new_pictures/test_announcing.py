from datetime import UTC, time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desktop.new_pictures.announcing import Announcement, Announcing, is_quiet
from app.desktop.new_pictures.same_picture import Fingerprint, Lately


def shot(number: int) -> tuple[Path, Fingerprint]:
    return Path(f"/shots/{number}.png"), Fingerprint(str(number).encode())


def test_one_is_announced_when_no_other_follows() -> None:
    announcing = Announcing(gap=1.0, longest=3.0)
    assert announcing.due() is None
    assert announcing.take(0.0) is None
    assert announcing.add(*shot(1), "", 10.0)
    assert announcing.due() == 11.0
    assert announcing.take(10.9) is None
    assert announcing.take(11.0) == Announcement(1, Path("/shots/1.png"), "")
    assert announcing.due() is None


def test_a_burst_is_folded() -> None:
    announcing = Announcing(gap=1.0, longest=3.0)
    for number in range(5):
        announcing.add(*shot(number), "", 10.0 + 0.6 * number)
        assert announcing.take(10.0 + 0.6 * number) is None
    assert announcing.take(13.4) == Announcement(5, Path("/shots/4.png"), "")


def test_a_burst_without_end_is_announced_now_and_then() -> None:
    announcing = Announcing(gap=1.0, longest=3.0, every=5.0)
    told: list[tuple[float, int]] = []
    for tenth in range(200):
        now = tenth / 10
        if tenth % 5 == 0:
            announcing.add(*shot(tenth), "", now)
        if (one := announcing.take(now)) is not None:
            told.append((now, one.count))
    assert told == [(3.0, 7), (8.0, 10), (13.0, 10), (18.0, 10)]


def test_folders_take_turns() -> None:
    announcing = Announcing(gap=1.0, every=5.0)
    announcing.add(*shot(1), "", 10.0)
    announcing.add(*shot(2), "Camera", 10.5)
    assert announcing.take(11.5) == Announcement(1, Path("/shots/1.png"), "")
    assert announcing.take(12.0) is None
    assert announcing.due() == 16.5
    assert announcing.take(16.5) == Announcement(1, Path("/shots/2.png"), "Camera")


def test_the_same_again_is_not_announced_for_a_while() -> None:
    announcing = Announcing(lately=Lately(seconds=60.0))
    path, mark = shot(1)
    assert announcing.add(path, mark, "", 10.0)
    assert not announcing.add(Path("/shots/copy.png"), mark, "", 11.0)
    assert announcing.take(20.0) == Announcement(1, path, "")
    assert not announcing.add(path, mark, "", 70.0)
    assert announcing.add(path, mark, "", 71.0)


def test_what_is_gone_meanwhile_is_not_announced() -> None:
    announcing = Announcing(gap=1.0, every=5.0)
    for number in (1, 2, 3):
        announcing.add(*shot(number), "", 10.0)
    assert announcing.take(11.0, lambda path: path.name != "3.png") == Announcement(
        2, Path("/shots/2.png"), ""
    )
    announcing.add(*shot(4), "", 20.0)
    assert announcing.take(21.0, lambda path: False) is None
    announcing.add(*shot(5), "", 21.5)
    assert announcing.due() == 22.5, "nothing was said, so nothing is waited for"


def test_what_waits_can_be_forgotten() -> None:
    announcing = Announcing(gap=1.0)
    announcing.add(*shot(1), "", 10.0)
    announcing.add(*shot(2), "Camera", 10.0)
    announcing.forget(lambda folder: folder == "Camera")
    assert announcing.take(11.0) == Announcement(1, Path("/shots/2.png"), "Camera")
    announcing.add(*shot(3), "", 20.0)
    announcing.forget()
    assert announcing.due() is None


@given(
    st.lists(st.tuples(st.floats(0, 4), st.sampled_from(["", "Camera", "Phone"])), min_size=1, max_size=40)
)
def test_every_picture_is_counted_once_and_the_pace_is_kept(steps: list[tuple[float, str]]) -> None:
    announcing = Announcing(gap=1.0, longest=3.0, every=5.0)
    now, told, moments = 0.0, [], []

    def until(end: float) -> None:
        while (due := announcing.due()) is not None and due <= end:
            one = announcing.take(due)
            assert one is not None
            told.append(one)
            moments.append(due)

    for number, (wait, folder) in enumerate(steps):
        until(now := now + wait)
        announcing.add(*shot(number), folder, now)
    until(now + 1000)
    assert sum(one.count for one in told) == len(steps)
    assert all(later - earlier > 4.999 for earlier, later in pairwise(moments))


@pytest.mark.parametrize(
    ("start", "end", "now", "quiet"),
    [
        ("22:00", "07:00", "23:30", True),
        ("22:00", "07:00", "06:59", True),
        ("22:00", "07:00", "07:00", False),
        ("22:00", "07:00", "21:59", False),
        ("12:00", "13:00", "12:30", True),
        ("12:00", "13:00", "13:00", False),
        ("12:00", "12:00", "12:00", False),
        ("", "07:00", "01:00", False),
        ("22:00", "", "23:00", False),
    ],
)
def test_quiet_hours(start: str, end: str, now: str, quiet: bool) -> None:
    moment = time.fromisoformat(now)
    assert is_quiet(start, end, moment) is quiet
    assert is_quiet(start, end, moment.replace(tzinfo=UTC)) is quiet
