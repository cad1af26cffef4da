"""What the settings and the help know about the global keys, in the window's language."""

import sys
from contextlib import suppress

from PySide6.QtCore import QCoreApplication

from app.desktop.keys.chords import key_name, parse, spoken_key
from app.desktop.keys.collisions import collision
from app.desktop.keys.command_keys import COMMANDS, default_leader
from app.errors import AppError
from app.ui.global_key_words import in_words
from app.ui.pages.settings.keys import KeyTable


def key_table(platform: str = sys.platform) -> KeyTable:
    """The global commands and what is known about chords on this system."""
    return KeyTable(
        [(one.name, in_words(one.title), one.key, in_words(one.help)) for one in COMMANDS],
        default_leader(platform).text,
        lambda text: _used_by(text, platform),
        lambda text: _spoken(text, platform),
    )


def _used_by(text: str, platform: str) -> str | None:
    chord = parse(text)
    owner = collision(chord, platform)
    if owner is None:
        return None
    words = QCoreApplication.translate("KeyTable", "{keys} is also used by {owner}.")
    return words.format(keys=chord.spoken(platform), owner=in_words(owner))


def _spoken(text: str, platform: str) -> str:
    with suppress(AppError):
        return parse(text).spoken(platform)
    with suppress(AppError):
        return spoken_key(key_name(text))
    return text  # written into the file by hand; it is shown as it is
