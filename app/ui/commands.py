"""The window's commands: one list that makes the menus, the buttons and the help."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One thing the window does.

    Attributes:
        name: Its key in the code.
        text: Menu text, with its mnemonic.
        button: Button text, or "" when it has no button.
        keys: Portable key sequences; the first is the one that is shown.
        help: What it does, in one sentence.
    """

    name: str
    text: str
    button: str
    keys: tuple[str, ...]
    help: str


OPEN = Command("open", "&Open…", "&Open…", ("Ctrl+O",), "Choose an image file and hear what it shows.")
PASTE = Command("paste", "&Paste image", "&Paste", ("Ctrl+V",), "Describe the image on the clipboard.")
QUIT = Command("quit", "&Quit", "", ("Ctrl+Q",), "Close Earsight.")
MORE = Command(
    "more",
    "&Describe, more",
    "&Describe, more",
    ("Ctrl+D",),
    "Hear more about the picture: first in detail, then everything. Space does the same on the picture.",
)
ASK = Command(
    "ask",
    "&Ask a question",
    "",
    ("Ctrl+L",),
    "Go to the field for questions about the picture. Return sends the question.",
)
REPEAT = Command("repeat", "&Repeat", "&Repeat", ("Ctrl+R",), "Hear the latest description again.")
STOP = Command("stop", "&Stop", "&Stop", ("Esc",), "Stop looking and fall silent.")
COPY = Command(
    "copy",
    "&Copy description",
    "&Copy",
    ("Ctrl+C", "Ctrl+Shift+C"),
    "Copy the latest description. While text is selected, the first key copies that text instead.",
)
KEYS = Command("keys", "&Keys", "", ("F1",), "List the keys.")

MENUS: tuple[tuple[str, tuple[Command, ...]], ...] = (
    ("&File", (OPEN, PASTE, QUIT)),
    ("&Image", (MORE, ASK, REPEAT, STOP, COPY)),
    ("&Help", (KEYS,)),
)
BUTTONS = (OPEN, PASTE, MORE, REPEAT, STOP, COPY)


def spoken_key(key: str) -> str:
    """A key sequence in words that are read well aloud: "Control Shift C", on macOS "Command Shift C"."""
    control = "Command" if sys.platform == "darwin" else "Control"
    return key.replace("Ctrl", control).replace("Esc", "Escape").replace("+", " ")
