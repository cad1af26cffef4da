"""Every command there is: its name, its key after the leader, its words, and what the assistant then does.

From here come the menus, the tray, the help, the settings of the keys and what `earsight gui --do` takes.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.assistant.assistant import Assistant
from app.desktop.keys.command_keys import Command, KeyMap
from app.settings import Settings


def _command(
    name: str, key: str, title: object, help_: object, act: Callable[[Assistant], object]
) -> Command[Assistant]:
    # The marks for the translators give any object back.
    return Command(name, key, str(title), str(help_), act)


COMMANDS: tuple[Command[Assistant], ...] = (
    _command(
        "screen",
        "D",
        QT_TRANSLATE_NOOP("GlobalKeys", "Describe the screen"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Describes the screen under the pointer."),
        lambda to: to.look(to.screens.screen),
    ),
    _command(
        "window",
        "W",
        QT_TRANSLATE_NOOP("GlobalKeys", "Describe the window"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Describes the window you are in."),
        lambda to: to.look(to.screens.window),
    ),
    _command(
        "region",
        "R",
        QT_TRANSLATE_NOOP("GlobalKeys", "Describe a region"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Lets you choose a part of the screen and describes it."),
        lambda to: to.choose_region(),
    ),
    _command(
        "clipboard",
        "V",
        QT_TRANSLATE_NOOP("GlobalKeys", "Describe the clipboard"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Describes the picture on the clipboard."),
        lambda to: to.look_at_clipboard(),
    ),
    _command(
        "file",
        "F",
        QT_TRANSLATE_NOOP("GlobalKeys", "Describe the file"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Describes the file selected in the file manager."),
        lambda to: to.look(to.first_selected),
    ),
    _command(
        "text",
        "T",
        QT_TRANSLATE_NOOP("GlobalKeys", "Read the text"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Reads only the text of the window you are in."),
        lambda to: to.look(to.screens.window, reads=True),
    ),
    _command(
        "ask",
        "A",
        QT_TRANSLATE_NOOP("GlobalKeys", "Ask"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Opens a line for a question about the latest picture."),
        lambda to: to.want_question(),
    ),
    _command(
        "explore",
        "E",
        QT_TRANSLATE_NOOP("GlobalKeys", "Explore"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Goes about in the window by keys, from item to item."),
        lambda to: to.explore_wanted.emit(),
    ),
    _command(
        "recall",
        "Space",
        QT_TRANSLATE_NOOP("GlobalKeys", "Recall"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Says an earlier description again."),
        lambda to: to.recall(),
    ),
    _command(
        "repeat",
        "X",
        QT_TRANSLATE_NOOP("GlobalKeys", "Repeat"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Says the latest answer again."),
        lambda to: to.session.repeat(),
    ),
    _command(
        "copy",
        "C",
        QT_TRANSLATE_NOOP("GlobalKeys", "Copy"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Copies the latest answer."),
        lambda to: to.copy_wanted.emit(),
    ),
    _command(
        "more",
        "M",
        QT_TRANSLATE_NOOP("GlobalKeys", "More"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Says more about the latest picture."),
        lambda to: to.session.more(),
    ),
    _command(
        "live",
        "L",
        QT_TRANSLATE_NOOP("GlobalKeys", "Live region"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Starts or stops telling what changes in the window."),
        lambda to: to.switch_live(),
    ),
    _command(
        "search",
        "S",
        QT_TRANSLATE_NOOP("GlobalKeys", "Search"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Searches your photos and your history."),
        lambda to: to.page_wanted.emit("library"),
    ),
    _command(
        "help",
        "H",
        QT_TRANSLATE_NOOP("GlobalKeys", "Help"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Says what each key does."),
        lambda to: to.help_wanted.emit(),
    ),
    _command(
        "stop",
        "Escape",
        QT_TRANSLATE_NOOP("GlobalKeys", "Stop"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Stops the work and falls silent."),
        lambda to: to.stop(),
    ),
    _command(
        "private",
        "",
        QT_TRANSLATE_NOOP("GlobalKeys", "Private mode"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Turns private mode on or off; in it nothing is kept."),
        lambda to: to.private_wanted.emit(),
    ),
    _command(
        "conversation",
        "O",
        QT_TRANSLATE_NOOP("GlobalKeys", "Open as conversation"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Opens the latest picture and its answers in a window."),
        lambda to: to.page_wanted.emit("conversation"),
    ),
    _command(
        "open_window",
        "",
        QT_TRANSLATE_NOOP("GlobalKeys", "Open the window"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Opens the window of Earsight."),
        lambda to: to.page_wanted.emit(""),
    ),
    _command(
        "settings",
        "",
        QT_TRANSLATE_NOOP("GlobalKeys", "Settings"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Opens the settings."),
        lambda to: to.page_wanted.emit("settings"),
    ),
    _command(
        "faster",
        "Up",
        QT_TRANSLATE_NOOP("GlobalKeys", "Faster"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Makes the voice faster."),
        lambda to: to.voice_wanted.emit("faster"),
    ),
    _command(
        "slower",
        "Down",
        QT_TRANSLATE_NOOP("GlobalKeys", "Slower"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Makes the voice slower."),
        lambda to: to.voice_wanted.emit("slower"),
    ),
    _command(
        "pause",
        "P",
        QT_TRANSLATE_NOOP("GlobalKeys", "Pause"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Pauses the voice, and goes on."),
        lambda to: to.voice_wanted.emit("pause"),
    ),
    _command(
        "spell",
        "Z",
        QT_TRANSLATE_NOOP("GlobalKeys", "Spell"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Spells what was said last."),
        lambda to: to.voice_wanted.emit("spell"),
    ),
    _command(
        "quit",
        "",
        QT_TRANSLATE_NOOP("GlobalKeys", "Quit"),
        QT_TRANSLATE_NOOP("GlobalKeys", "Ends Earsight."),
        lambda to: to.quit_wanted.emit(),
    ),
)


def keymap(settings: Settings, platform: str = sys.platform) -> KeyMap:
    """Which key does which of them, as the user wants it."""
    return KeyMap(settings, COMMANDS, platform)
