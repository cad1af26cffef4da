"""Threads that ask at the same time get the same."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import RLock

from app.locked_property import locked_cached_property


class House:
    def __init__(self) -> None:
        self.building = RLock()
        self.built: list[str] = []

    @locked_cached_property
    def ground(self) -> object:
        """Takes a while."""
        self.built.append("ground")
        time.sleep(0.05)
        return object()

    @locked_cached_property
    def roof(self) -> tuple[object, str]:
        """Builds on another."""
        self.built.append("roof")
        return self.ground, "roof"


def test_it_is_built_once() -> None:
    house = House()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: house.roof if n % 2 else (house.ground, "roof"), range(16)))
    assert {ground for ground, _ in found} == {house.ground}
    assert sorted(house.built) == ["ground", "roof"]
    assert isinstance(House.roof, locked_cached_property)
