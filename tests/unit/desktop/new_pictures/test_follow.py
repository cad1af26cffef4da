"""Real folders, real files, real threads; only the time of day is made up."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from waiting import PATIENCE, until

from app.desktop.new_pictures.announcing import Announcement, Announcing
from app.desktop.new_pictures.follow import NewPictures
from app.folders.watch import Watcher
from app.settings import Settings


def picture(path: Path, number: int) -> Path:
    """Write a picture unlike those of other numbers; whole at once, as screenshot tools do."""
    aside = path.with_name(f".{path.name}.part")
    image = Image.new("RGB", (64, 64), (number * 37 % 256, number * 91 % 256, number * 17 % 256))
    image.save(aside, "PNG")
    aside.rename(path)
    return path


class House:
    """A folder of screenshots, another one, and what is announced."""

    def __init__(self, path: Path) -> None:
        self.shots, self.camera = path / "Screenshots", path / "Camera"
        self.shots.mkdir()
        self.camera.mkdir()
        self.mixed = False
        self.now = datetime(2026, 5, 1, 12, 0)
        self.told: list[Announcement] = []
        self.problems: list[str] = []
        self.watchers: list[list[Path]] = []
        self.settings = Settings(watched={str(self.camera): True})
        self._changed = threading.Condition()
        self.taken: set[Path] = set()
        self.followed = self.noting(NewPictures)(
            self._take,
            self._note,
            lambda: self.shots,
            lambda _folder: self.mixed,
            self._watcher,
            Announcing(gap=0.25, longest=1.0, every=0.3),
            lambda: self.now,
            rest=0.1,
        )

    def noting(self, kind: type[NewPictures]) -> type[NewPictures]:
        """That knows which files were looked at."""
        taken = self.taken

        class Noting(kind):  # type: ignore[misc, valid-type]
            def _take(self, follower: object, paths: set[Path]) -> None:
                super()._take(follower, paths)
                taken.update(paths)

        return Noting

    def _watcher(self, roots: list[Path], *more: object, **options: object) -> Watcher:
        self.watchers.append(roots)
        return Watcher(roots, *more, **options, tick=0.02, roots_every=0.1)  # type: ignore[arg-type]

    def _take(self, announcement: Announcement) -> None:
        with self._changed:
            self.told.append(announcement)
            self._changed.notify_all()

    def _note(self, words: str) -> None:
        with self._changed:
            self.problems.append(words)
            self._changed.notify_all()

    def wait(self, done: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(done, PATIENCE), (self.told, self.problems)

    def configure(self, **changes: object) -> None:
        """Choose, and wait until everything was looked through."""
        self.settings = replace(self.settings, **changes)  # type: ignore[arg-type]
        self.followed.configure(self.settings)
        done = threading.Event()
        self.followed._calls.put(done.set)
        assert done.wait(PATIENCE)
        time.sleep(0.2)

    def sees(self, folder: Path, number: int) -> None:
        """A picture that comes now is announced, and nothing before it was."""
        path = picture(folder / f"seen{number}.png", number)
        count = len(self.told)
        self.wait(lambda: len(self.told) > count)
        assert (self.told[-1].count, self.told[-1].path) == (1, path)

    @property
    def said(self) -> list[tuple[int, str, str]]:
        return [(one.count, one.path.name, one.folder) for one in self.told]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    before = threading.active_count()
    made = House(tmp_path)
    yield made
    made.followed.stop()
    made.followed.stop()
    left = [one for one in threading.enumerate() if type(one).__name__ != "InotifyFD"]
    assert len(left) <= before


def test_new_ones_are_announced_and_old_ones_are_not(house: House) -> None:
    old = picture(house.shots / "old.png", 1)
    house.configure()
    picture(house.shots / "new.png", 2)
    house.wait(lambda: house.said == [(1, "new.png", "")])
    old.rename(house.shots / "renamed.png")
    picture(house.shots / "new.png", 3)  # an edit
    (house.shots / "notes.txt").write_text("no picture")
    picture(house.camera / "IMG_1.png", 4)
    house.wait(lambda: house.said == [(1, "new.png", ""), (1, "IMG_1.png", "Camera")])


def test_a_burst_is_folded(house: House) -> None:
    house.configure()
    for number in range(5):
        picture(house.shots / f"{number}.png", number)
        time.sleep(0.05)
    house.wait(lambda: sum(one.count for one in house.told) == 5)
    # On a machine that sleeps meanwhile it may be two.
    assert len(house.told) < 5
    assert house.told[-1].path.name == "4.png"


def test_a_file_that_is_being_written_is_awaited(house: House) -> None:
    house.configure()
    whole = picture(house.shots.parent / "whole.png", 1).read_bytes()
    with (house.shots / "slow.png").open("wb", buffering=0) as slow:
        slow.write(whole[:50])
        time.sleep(0.6)
        assert house.told == []
        slow.write(whole[50:])
    house.wait(lambda: house.said == [(1, "slow.png", "")])


def test_the_same_picture_again_is_not_announced(house: House) -> None:
    house.configure()
    house.sees(house.shots, 1)
    shutil.copy(house.shots / "seen1.png", house.shots / "again.png")
    house.sees(house.shots, 2)


def test_quiet_hours(house: House) -> None:
    house.configure(quiet_from="22:00", quiet_until="07:00")
    house.now = datetime(2026, 5, 1, 23, 0)
    night = picture(house.shots / "night.png", 1)
    until(lambda: night in house.taken)
    house.now = datetime(2026, 5, 2, 7, 0)
    house.sees(house.shots, 2)
    assert len(house.told) == 1


def test_quiet_hours_that_begin_meanwhile(house: House) -> None:
    house.configure(quiet_from="22:00", quiet_until="07:00")
    times = iter([datetime(2026, 5, 1, 21, 59)])
    house.followed._clock = lambda: next(times, datetime(2026, 5, 1, 22, 0))
    late = picture(house.shots / "late.png", 1)
    until(lambda: late in house.taken)
    time.sleep(0.6)
    assert house.told == []


def test_folders_are_switched_on_and_off_and_the_others_are_followed_on(house: House) -> None:
    house.configure()
    assert house.watchers == [[house.camera], [house.shots]]
    house.configure(watched={str(house.camera): False})
    picture(house.camera / "off.png", 1)
    house.sees(house.shots, 2)
    house.configure(watched={str(house.camera): True})
    house.sees(house.camera, 3)
    assert house.watchers == [[house.camera], [house.shots], [house.camera]]
    house.configure(screenshots=False)
    picture(house.shots / "off.png", 4)
    house.sees(house.camera, 5)
    assert [one.count for one in house.told] == [1, 1, 1]


def test_a_folder_that_goes_and_comes_back(house: House, tmp_path: Path) -> None:
    picture(house.camera / "old.png", 1)
    house.configure()
    house.camera.rename(tmp_path / "away")
    house.wait(lambda: house.problems == ["The folder Camera is not there now."])
    (tmp_path / "away").rename(house.camera)
    house.wait(lambda: house.problems[1:] == ["The folder Camera is there again."])
    time.sleep(0.3)
    house.sees(house.camera, 2)
    assert len(house.told) == 1


def test_a_folder_that_is_made_with_its_first_screenshot(house: House) -> None:
    house.shots.rmdir()
    house.configure()
    house.shots.mkdir()
    house.sees(house.shots, 1)
    assert house.problems == []


def test_on_the_desktop_only_what_looks_like_a_screenshot(house: House) -> None:
    house.mixed = True
    house.configure()
    picture(house.shots / "cat.png", 1)
    picture(house.shots / "Screenshot 2026-05-01 at 10.00.00.png", 2)
    house.wait(lambda: house.said == [(1, "Screenshot 2026-05-01 at 10.00.00.png", "")])


def test_a_folder_in_a_folder_has_a_switch_of_its_own(house: House, tmp_path: Path) -> None:
    inside = house.camera / "Private"
    inside.mkdir()
    house.configure(watched={str(tmp_path): True, str(inside): False, "relative": True, "": True})
    picture(inside / "a.png", 1)
    picture(house.shots / "b.png", 2)
    house.wait(lambda: house.said == [(1, "b.png", "")])
    picture(house.camera / "c.png", 3)
    house.wait(lambda: house.said[1:] == [(1, "c.png", tmp_path.name)])


def test_the_screenshots_folder_may_be_chosen_as_well(house: House) -> None:
    house.mixed = True
    house.configure(watched={str(house.shots): True})
    picture(house.shots / "any.png", 1)
    house.wait(lambda: house.said == [(1, "any.png", "")])
    assert house.watchers == [[house.shots]]


def test_one_that_is_deleted_at_once_is_not_announced(house: House) -> None:
    house.configure()
    picture(house.shots / "a.png", 1).unlink()
    time.sleep(0.6)
    assert house.told == []


@pytest.mark.expect_log("Following new pictures failed")
def test_a_bug_does_not_end_it(house: House) -> None:
    house.configure()
    take = house.followed._on_new

    def fail(announcement: Announcement) -> None:
        house.followed._on_new = take
        raise KeyError("secret")

    house.followed._on_new = fail
    picture(house.shots / "a.png", 1)
    until(lambda: house.followed._on_new == take)
    house.sees(house.shots, 2)


def test_nothing_is_done_while_nothing_happens(house: House) -> None:
    woken: list[str] = []

    class CountingPictures(NewPictures):
        def _next_call(self) -> Callable[[], None] | None:
            call = super()._next_call()
            woken.append("pictures")
            return call

    class CountingWatcher(Watcher):
        def _changed(self, now: float) -> set[Path]:
            woken.append("watcher")
            return super()._changed(now)

    def watcher(roots: list[Path], *more: object, **options: object) -> Watcher:
        return CountingWatcher(roots, *more, **options, roots_every=3600.0)  # type: ignore[arg-type]

    followed = CountingPictures(house._take, house._note, lambda: house.shots, lambda _folder: False, watcher)
    followed.configure(house.settings)
    # The settings, and each folder once.
    until(lambda: woken == ["pictures"] * 3)
    time.sleep(1)
    followed.stop()
    assert woken == ["pictures"] * 4, "and the end"
