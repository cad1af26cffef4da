"""The window's commands: one list that makes the menus, the buttons and the help."""

import sys

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication


def _words(source: str) -> str:
    return QCoreApplication.translate("Commands", source) if source else ""


class WindowCommand:
    """One thing the window does; its texts are in the window's language when they are asked for.

    Args:
        name: Its key in the code.
        text: Menu text, with its mnemonic.
        button: Button text, or "" when it has no button.
        keys: Portable key sequences; the first is the one that is shown.
        help: What it does, in one sentence.
    """

    def __init__(self, name: str, text: object, button: object, keys: tuple[str, ...], help: object) -> None:
        self.name = name
        self.keys = keys
        self._text, self._button, self._help = str(text), str(button), str(help)

    @property
    def text(self) -> str:
        """Menu text, with its mnemonic."""
        return _words(self._text)

    @property
    def button(self) -> str:
        """Button text, "" when it has no button."""
        return _words(self._button)

    @property
    def help(self) -> str:
        """What it does, in one sentence."""
        return _words(self._help)


OPEN = WindowCommand(
    "open",
    QT_TRANSLATE_NOOP("Commands", "&Open…"),
    QT_TRANSLATE_NOOP("Commands", "&Open…"),
    ("Ctrl+O",),
    QT_TRANSLATE_NOOP("Commands", "Choose an image file and hear what it shows."),
)
PASTE = WindowCommand(
    "paste",
    QT_TRANSLATE_NOOP("Commands", "&Paste image"),
    QT_TRANSLATE_NOOP("Commands", "&Paste"),
    ("Ctrl+V",),
    QT_TRANSLATE_NOOP("Commands", "Describe the image on the clipboard."),
)
QUIT = WindowCommand(
    "quit",
    QT_TRANSLATE_NOOP("Commands", "&Quit"),
    "",
    ("Ctrl+Q",),
    QT_TRANSLATE_NOOP("Commands", "Close Earsight."),
)
MORE = WindowCommand(
    "more",
    QT_TRANSLATE_NOOP("Commands", "&Describe, more"),
    QT_TRANSLATE_NOOP("Commands", "&Describe, more"),
    ("Ctrl+D",),
    QT_TRANSLATE_NOOP(
        "Commands",
        "Hear more about the picture: first in detail, then everything. Space does the same on the picture.",
    ),
)
ASK = WindowCommand(
    "ask",
    QT_TRANSLATE_NOOP("Commands", "&Ask a question"),
    "",
    ("Ctrl+L",),
    QT_TRANSLATE_NOOP(
        "Commands", "Go to the field for questions about the picture. Return sends the question."
    ),
)
REPEAT = WindowCommand(
    "repeat",
    QT_TRANSLATE_NOOP("Commands", "&Repeat"),
    QT_TRANSLATE_NOOP("Commands", "&Repeat"),
    ("Ctrl+R",),
    QT_TRANSLATE_NOOP("Commands", "Hear the latest description again."),
)
STOP = WindowCommand(
    "stop",
    QT_TRANSLATE_NOOP("Commands", "&Stop"),
    QT_TRANSLATE_NOOP("Commands", "&Stop"),
    ("Esc",),
    QT_TRANSLATE_NOOP("Commands", "Stop looking and fall silent."),
)
COPY = WindowCommand(
    "copy",
    QT_TRANSLATE_NOOP("Commands", "&Copy description"),
    QT_TRANSLATE_NOOP("Commands", "&Copy"),
    ("Ctrl+C", "Ctrl+Shift+C"),
    QT_TRANSLATE_NOOP(
        "Commands",
        "Copy the latest description. While text is selected, the first key copies that text instead.",
    ),
)
EXPLORE = WindowCommand(
    "explore",
    QT_TRANSLATE_NOOP("Commands", "&Explore"),
    "",
    ("Ctrl+E",),
    QT_TRANSLATE_NOOP(
        "Commands",
        "Go about in the picture by keys, from item to item. E does the same on the picture, Escape ends it.",
    ),
)
KEYS = WindowCommand(
    "keys",
    QT_TRANSLATE_NOOP("Commands", "&Keys"),
    "",
    ("F1",),
    QT_TRANSLATE_NOOP("Commands", "List the keys."),
)

MENUS: tuple[tuple[object, tuple[WindowCommand, ...]], ...] = (
    (QT_TRANSLATE_NOOP("Commands", "&File"), (OPEN, PASTE, QUIT)),
    (QT_TRANSLATE_NOOP("Commands", "&Image"), (MORE, ASK, EXPLORE, REPEAT, STOP, COPY)),
    (QT_TRANSLATE_NOOP("Commands", "&Help"), (KEYS,)),
)
BUTTONS = (OPEN, PASTE, MORE, REPEAT, STOP, COPY)


def menu_title(source: object) -> str:
    """The title of one of :data:`MENUS` in the window's language."""
    return _words(str(source))


def in_words(text: str) -> str:
    """A text of the global keys, which rooms without a window made, in the window's language."""
    return QCoreApplication.translate("GlobalKeys", text) if text else ""


def spoken_key(key: str) -> str:
    """A key sequence in words that are read well aloud: "Control Shift C", on macOS "Command Shift C"."""
    command = QCoreApplication.translate("KeyNames", "Command")
    control = QCoreApplication.translate("KeyNames", "Control")
    escape = QCoreApplication.translate("KeyNames", "Escape")
    shift = QCoreApplication.translate("KeyNames", "Shift")
    words = {"Ctrl": command if sys.platform == "darwin" else control, "Esc": escape, "Shift": shift}
    return " ".join(words.get(part, part) for part in key.split("+"))
