from dataclasses import replace
from pathlib import Path

import pytest

from app.desktop.new_pictures.explained import Explained
from app.settings import Settings

FRESH = Settings(welcomed=False)
WELCOMED = Settings(welcomed=True)


class Kept:
    def __init__(self, folder: Path | None) -> None:
        self.happened: list[object] = []
        self.explained = Explained(
            self.happened.append, lambda: folder, lambda: self.happened.append("explained")
        )

    def configure(self, *settings: Settings) -> list[object]:
        for each in settings:
            self.explained.configure(each)
        return self.happened


def test_a_mac_looks_after_the_welcome_and_says_what_for_first() -> None:
    louder = replace(FRESH, earcon_volume=1.0)
    assert Kept(Path("Desktop")).configure(FRESH, louder, WELCOMED) == ["explained", WELCOMED]


def test_it_is_said_once_and_never_again() -> None:
    slower = replace(WELCOMED, voice_rate=100)
    kept = Kept(Path("Desktop"))
    assert kept.configure(FRESH, WELCOMED, slower) == ["explained", WELCOMED, slower]
    assert Kept(Path("Desktop")).configure(WELCOMED) == [WELCOMED]


def test_who_turned_it_off_is_not_told() -> None:
    off = replace(WELCOMED, screenshots=False)
    assert Kept(Path("Desktop")).configure(FRESH, off) == [off]


@pytest.mark.parametrize("settings", [FRESH, WELCOMED])
def test_where_nobody_asks_it_looks_at_once(settings: Settings) -> None:
    assert Kept(None).configure(settings) == [settings]
