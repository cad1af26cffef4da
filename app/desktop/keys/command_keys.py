"""What a command is, the key of each after the leader, and what the user made of that."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QCoreApplication

from app.desktop.keys.chords import Chord, key_name, parse, spoken_key
from app.desktop.keys.collisions import collision
from app.errors import AppError
from app.settings import Settings

Doer = TypeVar("Doer")
NO_LEADER = "none"


@dataclass(frozen=True)
class Command(Generic[Doer]):
    """One thing that a key does.

    Attributes:
        name: Its name in the settings and in the code.
        key: The key after the leader, "" where there is none by default.
        title: What it is called.
        help: What it does, in one sentence.
        act: Has it done.
    """

    name: str
    key: str
    title: str
    help: str
    act: Callable[[Doer], object]


def default_leader(platform: str = sys.platform) -> Chord:
    """The leader where the user chose none."""
    return parse("Cmd+Ctrl+Shift+D" if platform == "darwin" else "Ctrl+Alt+Shift+D")


class KeyMap:
    """Which key and which chord do what.

    What cannot be is left out or keeps its usual key, and :attr:`problems` says so; this never raises.

    Args:
        settings: Its leader, keys and chords.
        commands: All there are.
        platform: As `sys.platform`.

    Attributes:
        leader: The leader; None without one.
        keys: Key after the leader -> name of the command.
        chords: Chord of its own -> name of the command.
        problems: What is wrong, in sentences to be spoken.
    """

    def __init__(
        self, settings: Settings, commands: Sequence[Command[Any]], platform: str = sys.platform
    ) -> None:
        self._platform = platform
        self._commands = {command.name: command for command in commands}
        problems: list[str] = []
        for name in sorted((set(settings.keys) | set(settings.chords)) - self._commands.keys()):
            problems.append(f"There is no command called {name[:30]}, so its keys are not used.")
        self.leader = self._leader(settings.leader, problems)
        self.keys: Mapping[str, str] = self._keys(settings.keys, problems)
        self.chords: Mapping[Chord, str] = self._chords(settings.chords, problems)
        self.problems: tuple[str, ...] = tuple(problems)

    def command(self, name: str) -> Command[Any]:
        """The command of that name.

        Raises:
            KeyError: There is none.
        """
        return self._commands[name]

    def key_of(self, name: str) -> str:
        """The key of a command after the leader, "" without one."""
        return next((key for key, owner in self.keys.items() if owner == name), "")

    def chord_of(self, name: str) -> Chord | None:
        """The chord of a command's own."""
        return next((chord for chord, owner in self.chords.items() if owner == name), None)

    def spoken(self, name: str) -> str:
        """How a command is reached, in words: "Control Alt Shift D, then W"; "" where it has no key."""
        chord = self.chord_of(name)
        if chord is not None:
            return chord.spoken(self._platform)
        key = self.key_of(name)
        if self.leader is None or not key:
            return ""
        words = QCoreApplication.translate("GlobalKeys", "{leader}, then {key}")
        return words.format(leader=self.leader.spoken(self._platform), key=spoken_key(key))

    def _leader(self, text: str, problems: list[str]) -> Chord | None:
        if text.strip().lower() == NO_LEADER:
            return None
        usual = default_leader(self._platform)
        if not text.strip():
            return usual
        try:
            chord = parse(text)
        except AppError as error:
            problems.append(f"{error.message} The leader key stays {usual.spoken(self._platform)}.")
            return usual
        self._told_collision(chord, problems)
        return chord

    def _keys(self, chosen: Mapping[str, str], problems: list[str]) -> dict[str, str]:
        keys: dict[str, str] = {}
        for command in self._commands.values():
            text = chosen.get(command.name, "")
            if not text.strip(" ") and text != " ":
                continue
            try:
                key = key_name(text)
            except AppError as error:
                problems.append(f"{error.message} {command.title} keeps its usual key.")
                continue
            if key == "Escape" and command.name != "stop":
                problems.append(f"Escape always stops, so {command.title} keeps its usual key.")
            elif key in keys:
                first = self.command(keys[key]).title
                problems.append(
                    f"{spoken_key(key)} was given to {first} and to {command.title}. {first} has it."
                )
            else:
                keys[key] = command.name
        placed = set(keys.values())
        for command in self._commands.values():
            if command.name in placed or not command.key or chosen.get(command.name) == "":
                continue
            if command.key in keys:
                new, key = self.command(keys[command.key]).title, spoken_key(command.key)
                problems.append(f"{key} is now {new}. {command.title} has no key until you choose one.")
            else:
                keys[command.key] = command.name
        return keys

    def _chords(self, chosen: Mapping[str, str], problems: list[str]) -> dict[Chord, str]:
        chords: dict[Chord, str] = {}
        for command in self._commands.values():
            text = chosen.get(command.name, "")
            if not text.strip():
                continue
            try:
                chord = parse(text)
            except AppError as error:
                problems.append(f"{error.message} {command.title} has no keys of its own.")
                continue
            said = chord.spoken(self._platform)
            if chord == self.leader:
                problems.append(f"{said} is the leader key, so {command.title} cannot have it.")
            elif chord in chords:
                first = self.command(chords[chord]).title
                problems.append(f"{said} was given to {first} and to {command.title}. {first} has it.")
            else:
                self._told_collision(chord, problems)
                chords[chord] = command.name
        return chords

    def _told_collision(self, chord: Chord, problems: list[str]) -> None:
        owner = collision(chord, self._platform)
        if owner is not None:
            problems.append(f"{chord.spoken(self._platform)} is also used by {owner}.")
