"""Settings of the keys: the leader, and each command's key and chord."""

import sys
from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QListWidget

from app.assistant.commands import COMMANDS
from app.assistant.settings_store import SettingsStore
from app.desktop.keys.chords import key_name, parse, spoken_key
from app.desktop.keys.collisions import collision
from app.desktop.keys.command_keys import NO_LEADER, default_leader
from app.errors import AppError
from app.settings import Settings
from app.ui.commands import in_words
from app.ui.pages.settings.form import Group, Say
from app.ui.pages.settings.key_button import KeyButton
from app.ui.widgets.rows import as_rows


class KeysGroup(Group):
    """The leader key, and the keys of every command.

    Args:
        choices: The settings.
        say: Says a sentence aloud.
        platform: As `sys.platform`.
        set_up: Has the desktop give out keys, and says what came of it; None where it does not.

    Attributes:
        listening: Whether keys are being pressed for a setting, so that global keys should rest.
    """

    listening = Signal(bool)

    def __init__(
        self,
        choices: SettingsStore,
        say: Say,
        platform: str = sys.platform,
        set_up: Callable[[Say], object] | None = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("KeysGroup", "Keys"), choices, say)
        if set_up is not None:
            help_ = self.tr("This desktop gives out the keys: it asks you, then it is said which they are.")
            self.add_buttons((self.tr("Set up ke&ys…"), help_, lambda: set_up(say)))
        self._platform = platform
        self._usual = default_leader(platform).text
        self._commands = {command.name: command for command in COMMANDS}
        self._reset_asked = False
        self._leader = KeyButton(self._judge_leader, say)
        self._add_key_button(
            "leader",
            self._leader,
            self.tr("&Leader key"),
            self.tr("It is pressed before the one key of a command. Return changes it."),
        )
        self._leader.taken.connect(self._take_leader)
        self._leader.cleared.connect(self._no_leader)
        self.add_buttons(
            (self.tr("&Usual leader key"), self.tr("Takes back the leader key."), self._usual_leader),
            (
                self.tr("&No leader key"),
                self.tr("Only chords of their own reach the commands then."),
                self._no_leader,
            ),
        )
        self.rows = QListWidget()
        self.rows.setMinimumHeight(self.fontMetrics().lineSpacing() * 8)
        self._place(self.rows, self.tr("&Commands"))
        as_rows(
            self.rows,
            self.tr("Commands"),
            self.tr("Choose a command here; its keys are changed with the two buttons that follow."),
            what="commands",
        )
        for _ in COMMANDS:
            self.rows.addItem("")
        self._key = KeyButton(self._judge_key, say)
        self._add_key_button(
            "keys",
            self._key,
            self.tr("&Key after the leader"),
            self.tr("Of the chosen command. Return changes it, Delete removes it."),
        )
        self._key.taken.connect(self._take_key)
        self._key.cleared.connect(lambda: self._take_key(""))
        self._chord = KeyButton(self._judge_chord, say)
        self._add_key_button(
            "chords",
            self._chord,
            self.tr("Chor&d of its own"),
            self.tr("Keys that reach the chosen command at once. Return changes them, Delete removes them."),
        )
        self._chord.taken.connect(self._take_chord)
        self._chord.cleared.connect(lambda: self._take_chord(""))
        self.add_buttons(
            (
                self.tr("I&ts usual keys"),
                self.tr("Gives the chosen command its usual key, without a chord."),
                self._usual_keys,
            ),
            (
                self.tr("&All usual keys"),
                self.tr("Gives the leader and every command their usual keys."),
                self._reset,
            ),
        )
        self.rows.currentRowChanged.connect(lambda _row: self._show_chosen())
        self.rows.itemActivated.connect(lambda _item: self._key.setFocus(Qt.FocusReason.OtherFocusReason))
        self._refreshers.append(self._show)
        self.rows.setCurrentRow(0)
        self.finish()

    def _add_key_button(self, field: str, button: KeyButton, label: str, help_: str) -> None:
        self.bind(field, button, label, help_)
        button.listening.connect(self.listening)

    # What the keys are now

    def _leader_now(self) -> str:
        return self._choices.settings.leader or self._usual

    def _key_of(self, name: str) -> str:
        chosen = self._choices.settings.keys
        usual = self._commands[name].key
        if name in chosen:
            return chosen[name]
        # A usual key that was given to another command is lost until a new one is chosen.
        return "" if usual and usual in chosen.values() else usual

    def _owner_of_key(self, key: str) -> str | None:
        said = self._spoken(key)
        return next((name for name in self._commands if self._words(self._key_of(name)) == said), None)

    def _owner_of_chord(self, chord: str) -> str | None:
        chords = self._choices.settings.chords
        said = self._spoken(chord)
        return next((name for name, one in chords.items() if one and self._spoken(one) == said), None)

    def _title(self, name: str) -> str:
        return in_words(self._commands[name].title) if name in self._commands else name

    @property
    def _chosen(self) -> str:
        return COMMANDS[max(0, self.rows.currentRow())].name

    def _words(self, keys: str) -> str:
        return self._spoken(keys) if keys else self.tr("none")

    def _show(self, settings: Settings) -> None:
        none = settings.leader == NO_LEADER
        self._leader.show_keys(
            self.tr("Leader key"), self.tr("none") if none else self._words(self._leader_now())
        )
        for row, command in enumerate(COMMANDS):
            key, chord = self._key_of(command.name), settings.chords.get(command.name, "")
            if key and chord:
                words = self.tr("{title}: {key}, or {chord}.")
            elif key:
                words = self.tr("{title}: {key}.")
            elif chord:
                words = self.tr("{title}: {chord}.")
            else:
                words = self.tr("{title}: no keys.")
            text = words.format(title=in_words(command.title), key=self._words(key), chord=self._words(chord))
            self.rows.item(row).setText(f"{text} {in_words(command.help)}")
        self._show_chosen()

    def _show_chosen(self) -> None:
        self._reset_asked = False
        name = self._chosen
        title = self._title(name)
        chord = self._choices.settings.chords.get(name, "")
        self._key.show_keys(self.tr("Key of {title}").format(title=title), self._words(self._key_of(name)))
        self._chord.show_keys(self.tr("Chord of {title}").format(title=title), self._words(chord))

    # What may be

    def _judge_leader(self, keys: str) -> str | None:
        owner = self._owner_of_chord(keys)
        if owner is not None:
            self._say(
                self.tr("That is the chord of {title}. Press other keys, or Escape.").format(
                    title=self._title(owner)
                )
            )
            return None
        return self._judge_free(keys)

    def _judge_chord(self, keys: str) -> str | None:
        if self._choices.settings.leader != NO_LEADER and self._spoken(keys) == self._spoken(
            self._leader_now()
        ):
            self._say(self.tr("That is the leader key. Press other keys, or Escape."))
            return None
        owner = self._owner_of_chord(keys)
        if owner is not None and owner != self._chosen:
            return self.tr("{keys} is the chord of {title} now.").format(
                keys=self._spoken(keys), title=self._title(owner)
            )
        return self._judge_free(keys)

    def _judge_free(self, keys: str) -> str | None:
        try:
            return self._used_by(keys)
        except AppError as error:
            self._say(str(error))
            return None

    def _judge_key(self, keys: str) -> str | None:
        if "+" in keys:
            self._say(self.tr("One key alone, please, without Shift or others."))
            return None
        owner = self._owner_of_key(keys)
        if owner is not None and owner != self._chosen:
            return self.tr("{keys} is the key of {title} now.").format(
                keys=self._spoken(keys), title=self._title(owner)
            )
        return ""

    def _used_by(self, keys: str) -> str:
        """Who else uses a chord, in a sentence; "" where nobody is known to. Raises AppError."""
        chord = parse(keys)
        owner = collision(chord, self._platform)
        if owner is None:
            return ""
        words = QCoreApplication.translate("KeyTable", "{keys} is also used by {owner}.")
        return words.format(keys=chord.spoken(self._platform), owner=in_words(owner))

    def _spoken(self, keys: str) -> str:
        """A chord or a single key, in words; what is neither, written into the file by hand, as it is."""
        with suppress(AppError):
            return parse(keys).spoken(self._platform)
        with suppress(AppError):
            return spoken_key(key_name(keys))
        return keys

    # Taking it

    def _take_leader(self, keys: str) -> None:
        words = self.tr("The leader key is {keys}.").format(keys=self._spoken(keys))
        usual = self._spoken(keys) == self._spoken(self._usual)
        self.take({"leader": "" if usual else keys}, words)

    def _usual_leader(self) -> None:
        self._take_leader(self._usual)

    def _no_leader(self) -> None:
        self.take({"leader": NO_LEADER}, self.tr("There is no leader key."))

    def _take_key(self, key: str) -> None:
        name = self._chosen
        keys = dict(self._choices.settings.keys)
        owner = self._owner_of_key(key) if key else None
        if owner is not None and owner != name:
            keys[owner] = ""
        keys[name] = key
        self.take({"keys": keys}, self._now(self._title(name), key))

    def _take_chord(self, chord: str) -> None:
        name = self._chosen
        chords = dict(self._choices.settings.chords)
        owner = self._owner_of_chord(chord) if chord else None
        if owner is not None:
            del chords[owner]
        chords.pop(name, None)
        if chord:
            chords[name] = chord
        self.take({"chords": chords}, self._now(self._title(name), chord))

    def _now(self, title: str, keys: str) -> str:
        if not keys:
            return self.tr("Taken away from {title}.").format(title=title)
        return self.tr("{title}: {keys}.").format(title=title, keys=self._spoken(keys))

    def _usual_keys(self) -> None:
        name = self._chosen
        settings = self._choices.settings
        usual = self._commands[name].key
        keys = {one: key for one, key in settings.keys.items() if one != name}
        for one, key in settings.keys.items():
            if usual and key == usual and one != name:
                del keys[one]
        chords = {one: chord for one, chord in settings.chords.items() if one != name}
        self.take({"keys": keys, "chords": chords}, self._now(self._title(name), usual))

    def _reset(self) -> None:
        if not self._reset_asked:
            self._reset_asked = True
            self._say(self.tr("This sets back all keys. Press it again to do so."))
            return
        self.take({"leader": "", "keys": {}, "chords": {}}, self.tr("All keys are the usual ones."))
