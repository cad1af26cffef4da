"""The window as it is used: the real application, worked by keys, read by an accessibility client."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import talking_fastvlm
from PIL import Image
from waiting import PATIENCE

if TYPE_CHECKING:
    from conftest import Desktop, Window

ROOT = Path(__file__).resolve().parents[2]
CAT = ROOT / "assets" / "samples" / "cat.jpg"
EDITOR = ROOT / "assets" / "samples" / "editor.png"
BUTTONS = ["Open", "Paste", "Describe, more", "Repeat", "Stop", "Copy"]
# Boxes that only hold others: what Qt makes inside a scroll area and gives no name.
PLAIN = {"filler", "panel"}

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reads the window over AT-SPI"),
    pytest.mark.slow,
]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A user who leaves speaking to the screen reader."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.json").write_text('{"speak": false}')
    return tmp_path


def clipboard_of(desktop: "Desktop") -> str:
    """What a program that pastes would get."""
    code = (
        "from PySide6.QtGui import QGuiApplication as A\n"
        "app = A(['paste'])\n"
        "print(app.clipboard().text(), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=desktop.env, capture_output=True, text=True, timeout=100, check=True
    )
    return done.stdout


def goes_on(window: "Window", names: list[str], key: str) -> None:
    for name in names:
        window.press(key)
        window.wait_focus(name)


def test_a_picture_given_by_name_is_told_further_at_every_press(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home, EDITOR) as window:
        window.wait_focus("editor.png")
        window.wait_text("Saturday walk")
        window.wait_said("Saturday walk")
        window.wait_status("Done. Press Space for more.")
        brief = window.wait_text("Saturday walk")
        window.press("space")
        detailed = window.wait_text("1280 by 800 pixels")
        assert detailed.startswith(brief)
        window.wait_said("1280 by 800 pixels")
        window.wait_status("Done. Press Space for more.")
        window.press("ctrl+d")
        window.wait_status("Done.")
        full = window.wait_text(detailed)
        assert len(full) > len(detailed)
        window.press("ctrl+c")
        window.wait_said("Copied.")
        copied = clipboard_of(desktop)
        assert "Saturday walk" in copied
        assert "The last train back leaves at 17:45." in copied
        # In the text, what is selected is copied instead.
        window.press("shift+Tab", "ctrl+a", "ctrl+c")
        window.eventually(lambda: clipboard_of(desktop).startswith(brief[:20]) and True, "the selected text")
        window.press("ctrl+r")
        window.eventually(lambda: [s for s in window.said if s == copied], "the whole description, repeated")
        window.press("ctrl+q")
        assert window.process.wait(PATIENCE) == 0


def test_every_control_has_a_name_and_a_role_and_is_reached_by_tab(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home) as window:
        window.wait_focus("No picture yet")
        controls = window.controls()
        nameless = [c["role"] for c in controls if not c["name"] and c["role"] not in PLAIN and c["showing"]]
        assert nameless == []
        assert all(c["role"] not in ("", "unknown", "invalid") for c in controls)
        # Rows say everything in their names.
        shown = [c for c in controls if c["focusable"] and c["showing"] and c["role"] != "list item"]
        assert [c for c in shown if not c["description"]] == []
        assert window.control("No picture yet", "image")["labels"] == ["Picture"]
        assert window.control("Description", "text")["labels"] == ["Description"]
        goes_on(
            window, ["Show boxes", "Ask about", *BUTTONS, "Pages", "Description", "No picture yet"], "Tab"
        )
        goes_on(window, ["Description", "Pages", *reversed(BUTTONS), "Ask about", "Show boxes"], "shift+Tab")
        # The menus by keyboard, with the same commands.
        items = {c["name"] for c in controls if c["role"] == "menu item"}
        assert {"File", "Image", "Help", "Open…", "Describe, more", "Keys"} <= items
        window.press("F1")
        window.wait_focus("The page Describe")
        keys = window.control("The page Describe", "text")["text"]
        assert re.search("^Control O: ", keys, re.M)
        assert re.search("^Escape: ", keys, re.M)
        window.press("F1")
        window.wait_focus("Show boxes")
        window.press("alt+t")
        window.wait_focus("Description")
        window.press("alt+u")
        window.wait_focus("No picture yet")
        window.press("space")
        window.wait_said("There is no picture yet. Open one, or have the screen described.")


def test_questions_are_typed_and_answered(desktop: "Desktop", home: Path) -> None:
    with desktop.window(home, CAT) as window:
        window.wait_status("Done. Press Space for more.")
        window.press("ctrl+l")
        window.wait_focus("Ask about the picture")
        window.type("Why is it asleep?")
        window.press("Return")
        window.wait_said("I cannot tell without a larger model.")
        window.press("ctrl+q")
        assert window.process.wait(PATIENCE) == 0
    talking_fastvlm.write(home / "data" / "models" / "small-talk")
    with desktop.window(home, CAT) as window:
        window.wait_said("Looks like red hat.")
        window.wait_status("Done. Press Space for more.")
        window.press("alt+a")
        window.wait_focus("Ask about the picture")
        for times, question in enumerate(("What is it?", "Why?"), start=1):
            window.type(question)
            window.press("Return")
            text = window.wait_text(f"Question: {question}\nThe model says: Red hat.")
            assert text.count("Red hat.") == times
        window.press("ctrl+d")
        window.wait_text("451 by 300 pixels")


def test_what_cannot_be_opened_is_said_in_words(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.jpg").write_text("Dear Anna")
    with desktop.window(home, tmp_path / "letter.jpg") as window:
        said = window.wait_said("not a picture")
        assert said in window.wait_text("not a picture")
        window.press("ctrl+v")
        window.wait_said("There is no image on the clipboard.")
        assert window.process.poll() is None


def test_a_file_is_chosen_by_keyboard(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    shutil.copy(EDITOR, tmp_path / "walk.png")
    with desktop.window(home) as window:
        window.press("ctrl+o")
        window.wait_focus("File name")
        window.type(str(tmp_path / "walk.png"))
        window.press("Return")
        window.wait_said("Saturday walk")
        window.wait_focus("walk.png")


def test_escape_stops_and_says_so(desktop: "Desktop", home: Path, tmp_path: Path) -> None:
    # A large picture full of small text: there is time to stop it.
    page = Image.effect_noise((4000, 4000), 90).convert("RGB")
    page.paste(Image.open(EDITOR).convert("RGB"), (200, 200))
    page.save(tmp_path / "page.png", compress_level=1)
    with desktop.window(home, tmp_path / "page.png") as window:
        window.press("Escape")
        window.wait_said("Stopped.")
        window.wait_status("Stopped.")
        window.press("ctrl+q")
        assert window.process.wait(PATIENCE) == 0


def test_a_voice_without_a_sound_device_is_replaced_by_announcements(
    desktop: "Desktop", tmp_path: Path
) -> None:
    config = tmp_path / "asound.conf"
    config.write_text("")
    with desktop.window(tmp_path, EDITOR, ALSA_CONFIG_PATH=str(config)) as window:
        window.wait_said("I cannot speak")
        window.wait_said("Saturday walk")
        assert sum("I cannot speak" in said for said in window.said) == 1
        assert "I cannot speak" in window.wait_text("I cannot speak")


def test_a_voice_that_is_heard_speaks_alone(desktop: "Desktop", tmp_path: Path) -> None:
    config = tmp_path / "asound.conf"
    config.write_text("pcm.!default { type null }\n")
    with desktop.window(tmp_path, EDITOR, ALSA_CONFIG_PATH=str(config)) as window:
        window.wait_text("Saturday walk")
        window.wait_status("Done. Press Space for more.")
        window.press("space")
        window.wait_text("1280 by 800 pixels")
        window.press("ctrl+c", "ctrl+q")
        assert window.process.wait(PATIENCE) == 0
        assert window.said == []
