"""The commands, the key of each after the leader, and what the user made of that."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from app.desktop.keys.chords import Chord, key_name, parse, spoken_key
from app.desktop.keys.collisions import collision
from app.errors import AppError
from app.settings import Settings

NO_LEADER = "none"


@dataclass(frozen=True)
class Command:
    """One thing that a key does.

    Attributes:
        name: Its name in the settings and in the code.
        key: The key after the leader, "" where there is none by default.
        title: What it is called.
        help: What it does, in one sentence.
    """

    name: str
    key: str
    title: str
    help: str


COMMANDS: tuple[Command, ...] = (
    Command("screen", "D", "Describe the screen", "Describes the screen under the pointer."),
    Command("window", "W", "Describe the window", "Describes the window you are in."),
    Command("region", "R", "Describe a region", "Lets you choose a part of the screen and describes it."),
    Command("clipboard", "V", "Describe the clipboard", "Describes the picture on the clipboard."),
    Command("file", "F", "Describe the file", "Describes the file selected in the file manager."),
    Command("text", "T", "Read the text", "Reads only the text of the window you are in."),
    Command("ask", "A", "Ask", "Opens a line for a question about the latest picture."),
    Command("recall", "Space", "Recall", "Says an earlier description again."),
    Command("repeat", "X", "Repeat", "Says the latest answer again."),
    Command("copy", "C", "Copy", "Copies the latest answer."),
    Command("more", "M", "More", "Says more about the latest picture."),
    Command("live", "L", "Live region", "Starts or stops telling what changes in the window."),
    Command("search", "S", "Search", "Searches your photos and your history."),
    Command("help", "H", "Help", "Says what each key does."),
    Command("stop", "Escape", "Stop", "Stops the work and falls silent."),
    Command("private", "", "Private mode", "Turns private mode on or off; in it nothing is kept."),
    Command(
        "conversation", "O", "Open as conversation", "Opens the latest picture and its answers in a window."
    ),
    Command("open_window", "", "Open the window", "Opens the window of Earsight."),
    Command("settings", "", "Settings", "Opens the settings."),
    Command("faster", "Up", "Faster", "Makes the voice faster."),
    Command("slower", "Down", "Slower", "Makes the voice slower."),
    Command("pause", "P", "Pause", "Pauses the voice, and goes on."),
    Command("spell", "Z", "Spell", "Spells what was said last."),
    Command("quit", "", "Quit", "Ends Earsight."),
)


def default_leader(platform: str = sys.platform) -> Chord:
    """The leader where the user chose none."""
    return parse("Cmd+Ctrl+Shift+D" if platform == "darwin" else "Ctrl+Alt+Shift+D")


def command(name: str) -> Command:
    """The command of that name.

    Raises:
        KeyError: There is none.
    """
    for one in COMMANDS:
        if one.name == name:
            return one
    raise KeyError(name)


class KeyMap:
    """Which key and which chord do what.

    What cannot be is left out or keeps its usual key, and :attr:`problems` says so; this never raises.

    Args:
        settings: Its leader, keys and chords.
        platform: As `sys.platform`.

    Attributes:
        leader: The leader; None without one.
        keys: Key after the leader -> name of the command.
        chords: Chord of its own -> name of the command.
        problems: What is wrong, in sentences to be spoken.
    """

    def __init__(self, settings: Settings, platform: str = sys.platform) -> None:
        self._platform = platform
        problems: list[str] = []
        names = {one.name for one in COMMANDS}
        for name in sorted((set(settings.keys) | set(settings.chords)) - names):
            problems.append(f"There is no command called {name[:30]}, so its keys are not used.")
        self.leader = self._leader(settings.leader, problems)
        self.keys: Mapping[str, str] = self._keys(settings.keys, problems)
        self.chords: Mapping[Chord, str] = self._chords(settings.chords, problems)
        self.problems: tuple[str, ...] = tuple(problems)

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
        return f"{self.leader.spoken(self._platform)}, then {spoken_key(key)}"

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
        for one in COMMANDS:
            if one.name not in chosen or (not chosen[one.name].strip(" ") and chosen[one.name] != " "):
                continue
            try:
                key = key_name(chosen[one.name])
            except AppError as error:
                problems.append(f"{error.message} {one.title} keeps its usual key.")
                continue
            if key == "Escape" and one.name != "stop":
                problems.append(f"Escape always stops, so {one.title} keeps its usual key.")
            elif key in keys:
                first = command(keys[key]).title
                problems.append(f"{spoken_key(key)} was given to {first} and to {one.title}. {first} has it.")
            else:
                keys[key] = one.name
        placed = set(keys.values())
        for one in COMMANDS:
            if one.name in placed or not one.key or chosen.get(one.name) == "":
                continue
            if one.key in keys:
                new = command(keys[one.key]).title
                problems.append(
                    f"{spoken_key(one.key)} is now {new}. {one.title} has no key until you choose one."
                )
            else:
                keys[one.key] = one.name
        return keys

    def _chords(self, chosen: Mapping[str, str], problems: list[str]) -> dict[Chord, str]:
        chords: dict[Chord, str] = {}
        for one in COMMANDS:
            text = chosen.get(one.name, "")
            if not text.strip():
                continue
            try:
                chord = parse(text)
            except AppError as error:
                problems.append(f"{error.message} {one.title} has no keys of its own.")
                continue
            said = chord.spoken(self._platform)
            if chord == self.leader:
                problems.append(f"{said} is the leader key, so {one.title} cannot have it.")
            elif chord in chords:
                first = command(chords[chord]).title
                problems.append(f"{said} was given to {first} and to {one.title}. {first} has it.")
            else:
                self._told_collision(chord, problems)
                chords[chord] = one.name
        return chords

    def _told_collision(self, chord: Chord, problems: list[str]) -> None:
        owner = collision(chord, self._platform)
        if owner is not None:
            problems.append(f"{chord.spoken(self._platform)} is also used by {owner}.")
