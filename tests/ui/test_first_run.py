"""The welcome, gone through by keys."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from page_desk import PageDesk
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from said import SILENCE, Said

from app.assistant.settings_store import SettingsStore
from app.errors import AppError
from app.paths import find_assets
from app.settings import RATES, TEXT_SIZES, THEMES, load
from app.ui.dialogs.first_run import FirstRun
from app.ui.dialogs.first_run_steps import Permission, Sample
from app.ui.focus_voice import FocusVoice
from app.ui.widgets.words import TOLD

CAT = find_assets() / "samples" / "cat.jpg"


class Screen:
    """A permission that the test gives and takes."""

    def __init__(self) -> None:
        self.given = False
        self.asked = 0
        self.failure: AppError | None = None
        self.restarts = 0

    def request(self) -> None:
        self.asked += 1
        if self.failure is not None:
            raise self.failure

    def restart(self) -> None:
        self.restarts += 1

    def permission(self) -> Permission:
        return Permission(
            "Screen recording", "It lets Earsight see the screen.", lambda: self.given, self.request
        )


class Urgent(Said):
    """Every step cuts off what is still said of the one before."""

    def say(self, text: str, *, interrupt: bool = False) -> None:
        assert interrupt
        super().say(text)


class WelcomeDesk(PageDesk):
    def __init__(self, qtbot: QtBot, folder: Path, **arguments: Any) -> None:
        super().__init__(qtbot)
        self.path = folder / "settings.json"
        self.choices = SettingsStore(self.path)
        self.said = Urgent()
        self.screen = Screen()
        self.describing: list[Callable[[str], object]] = []
        values: dict[str, Any] = {
            "permissions": [self.screen.permission()],
            "leader": "Control Alt Shift D",
            "sample": Sample(CAT, self.describing.append),
        }
        self.dialog = FirstRun(self.choices, self.said, **(values | arguments))
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.show(self.dialog)

    @property
    def title(self) -> str:
        return self.dialog.step.title

    def press(self, name: str) -> None:
        button = self.button(name)
        button.setFocus()
        self.qtbot.keyClick(button, Qt.Key.Key_Space)

    def go_to(self, title: str) -> None:
        while self.title != title:
            self.press("Next")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> WelcomeDesk:
    return WelcomeDesk(qtbot, tmp_path)


def test_each_step_announces_itself_and_has_the_focus_on_its_text(desk: WelcomeDesk) -> None:
    titles = []
    for number in range(4):
        titles.append(desk.title)
        assert desk.dialog.text.hasFocus()
        place = f"Step {number + 1} of 4: {desk.title}"
        assert desk.last == f"{place}. {desk.dialog.text.toPlainText()}"
        assert desk.dialog.text.accessibleName() == place
        if number < 3:
            desk.press("Next")
    assert titles == ["Hear it", "Screen recording", "Try it", "Speed, size, contrast"]
    assert not load(desk.path).welcomed
    desk.press("Done")
    assert load(desk.path).welcomed
    assert not desk.dialog.isVisible()
    assert desk.last == "Welcome. Earsight is ready."


def test_where_nothing_must_be_allowed_it_is_three_steps_in_less_than_a_minute(
    qtbot: QtBot, tmp_path: Path
) -> None:
    desk = WelcomeDesk(qtbot, tmp_path, permissions=())
    assert [step.title for step in desk.dialog.steps] == ["Hear it", "Try it", "Speed, size, contrast"]
    for _ in range(2):
        desk.press("Next")
    words = sum(len(text.split()) for text in desk.said.words)
    assert words / desk.choices.settings.voice_rate < 0.85  # minutes; the rest is for the keys


def test_the_own_voice_does_not_say_a_steps_heading_twice(desk: WelcomeDesk, qapp: QApplication) -> None:
    mentioned: list[str] = []
    outlet = SimpleNamespace(
        speaks_alone=True, reader="", mention=lambda text, *, interrupt: mentioned.append(text)
    )
    voice = FocusVoice(qapp, outlet, lambda: True, lambda: False)  # type: ignore[arg-type]
    desk.press("Next")
    desk.qtbot.waitUntil(lambda: not desk.dialog.text.property(TOLD))
    assert [words for words in mentioned if "Step 2" in words] == []
    desk.dialog.on.setFocus()
    desk.dialog.text.setFocus()
    desk.qtbot.waitUntil(lambda: bool(mentioned) and mentioned[-1].startswith("Step 2 of 4"))
    voice.deleteLater()


def test_a_sample_is_heard_and_seen(desk: WelcomeDesk) -> None:
    assert desk.dialog.picture.isVisible()
    assert not desk.dialog.picture.pixmap().isNull()
    assert desk.dialog.picture.accessibleName() == "Sample picture"
    desk.press("Hear a sample")
    desk.describing[0]("Photo: a cat.")
    assert desk.last == "Photo: a cat."
    desk.press("Next")
    assert not desk.dialog.picture.isVisible()  # a permission has nothing to do with it
    desk.press("Skip all")
    heard = len(desk.said.words)
    desk.describing[0]("Too late.")
    assert len(desk.said.words) == heard


def test_speed_size_and_colours_are_chosen_by_trying_them(desk: WelcomeDesk) -> None:
    desk.go_to("Speed, size, contrast")
    desk.press("Faster")
    assert desk.last == "220 words a minute. This is how fast the own voice speaks."
    desk.press("Slower")
    assert load(desk.path).voice_rate == 190
    desk.press("Larger text")
    desk.press("Larger text")
    assert desk.last == "Text at 150 percent."
    desk.press("Smaller text")
    assert load(desk.path).text_size == 125
    seen = []
    for _ in THEMES:
        desk.press("Colours")
        seen.append(load(desk.path).theme)
    assert seen == [*THEMES[1:], THEMES[0]]
    desk.choices.change(voice_rate=RATES[1], text_size=TEXT_SIZES[1])
    desk.press("Faster")
    desk.press("Larger text")
    assert (load(desk.path).voice_rate, load(desk.path).text_size) == (RATES[1], TEXT_SIZES[1])


def test_beside_a_screen_reader_that_reads_windows_it_leaves_that_to_it(desk: WelcomeDesk) -> None:
    assert desk.dialog.text.accessibleDescription() == ""
    desk.said.windows_are_read = True
    desk.said.words.clear()
    desk.press("Next")
    assert desk.said.words == []
    assert desk.dialog.text.hasFocus()
    assert desk.dialog.text.accessibleDescription() == desk.dialog.text.toPlainText() != ""
    # Of a field that keeps the focus Orca would not read the next text.
    before = desk.dialog.text
    desk.dialog.on.click()
    assert desk.title == "Try it"
    assert desk.dialog.text is not before
    assert desk.dialog.text.hasFocus()
    assert not before.isVisible()
    assert desk.dialog.text.accessibleDescription() == desk.dialog.text.toPlainText() != ""


def test_it_goes_back(desk: WelcomeDesk) -> None:
    desk.press("Next")
    desk.press("Back")
    assert desk.title == "Hear it"


def test_skip_all_ends_it(desk: WelcomeDesk) -> None:
    desk.press("Skip all")
    assert load(desk.path).welcomed
    assert desk.last == "Skipped. The welcome can be run again from Help."
    assert not desk.dialog.isVisible()


def test_escape_falls_silent_while_something_is_said_and_else_ends_it(
    desk: WelcomeDesk, qtbot: QtBot
) -> None:
    desk.said.speaking = True
    qtbot.keyClick(desk.dialog.text, Qt.Key.Key_Escape)
    assert desk.said.words[-1] == SILENCE
    assert desk.dialog.isVisible()
    desk.said.speaking = False
    qtbot.keyClick(desk.dialog.text, Qt.Key.Key_Escape)
    assert not desk.dialog.isVisible()
    assert load(desk.path).welcomed
    assert desk.last == "Skipped. The welcome can be run again from Help."


def test_closing_the_window_skips(desk: WelcomeDesk) -> None:
    desk.dialog.close()
    assert load(desk.path).welcomed
    assert desk.said.words.count("Skipped. The welcome can be run again from Help.") == 1


def test_return_on_the_text_presses_nothing(desk: WelcomeDesk, qtbot: QtBot) -> None:
    qtbot.keyClick(desk.dialog.text, Qt.Key.Key_Return)
    assert desk.title == "Hear it"
    assert desk.dialog.isVisible()


def test_return_presses_the_button_with_the_focus(desk: WelcomeDesk, qtbot: QtBot) -> None:
    desk.dialog.on.setFocus()
    qtbot.keyClick(desk.dialog.on, Qt.Key.Key_Return)
    assert desk.title == "Screen recording"


def test_a_permission_is_asked_for_and_checked(desk: WelcomeDesk) -> None:
    desk.go_to("Screen recording")
    assert desk.last.endswith("It lets Earsight see the screen.\nIt is not allowed yet.")
    desk.press("Allow")
    assert desk.screen.asked == 1
    assert desk.last == "It is not allowed yet."
    desk.screen.given = True
    desk.press("Check again")
    assert desk.last == "It is allowed."
    desk.press("Allow")
    assert desk.screen.asked == 1


def test_a_permission_given_in_another_window_is_noticed_on_coming_back(desk: WelcomeDesk) -> None:
    desk.go_to("Screen recording")
    heard = len(desk.said.words)
    QApplication.sendEvent(desk.dialog, QEvent(QEvent.Type.WindowActivate))
    assert len(desk.said.words) == heard
    desk.screen.given = True
    QApplication.sendEvent(desk.dialog, QEvent(QEvent.Type.WindowActivate))
    assert desk.said.words[heard:] == ["It is allowed."]
    assert desk.dialog.status.text() == "It is allowed."


def test_a_permission_that_cannot_be_asked_for_says_why(desk: WelcomeDesk) -> None:
    desk.screen.failure = AppError("The settings do not open.", "Open them yourself.")
    desk.go_to("Screen recording")
    desk.press("Allow")
    assert desk.last == "The settings do not open. Open them yourself."


def test_where_only_a_new_start_helps_it_is_offered(qtbot: QtBot, tmp_path: Path) -> None:
    screen = Screen()
    name, why, state, request = "Screen", "It sees.", lambda: screen.given, screen.request
    how = "Turn Terminal on, then press Start again."
    asked = Permission(name, why, state, request, screen.restart, how)
    desk = WelcomeDesk(qtbot, tmp_path, permissions=[asked])
    desk.go_to("Screen")
    assert desk.last.endswith(f"It is not allowed yet. {how}")
    desk.press("Check again")
    assert desk.last == f"It is not allowed yet. {how}"
    assert screen.restarts == 0
    desk.press("Start again")
    assert screen.restarts == 1


def test_elsewhere_no_new_start_is_offered(desk: WelcomeDesk) -> None:
    desk.go_to("Screen recording")
    assert [text for text, *_ in desk.dialog.step.deeds()] == ["Al&low…", "&Check again"]


@pytest.mark.parametrize("platform", ["darwin", "linux"])
def test_only_on_a_mac_voice_overs_own_switch_is_named(
    desk: WelcomeDesk, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr("app.ui.dialogs.first_run_steps.sys", SimpleNamespace(platform=platform))
    desk.press("Next")
    desk.press("Back")
    assert ("VoiceOver Utility" in desk.last) is (platform == "darwin")


def test_voices_are_chosen_by_hearing_them(desk: WelcomeDesk) -> None:
    desk.go_to("Hear it")
    assert "Chosen now: Automatic." in desk.last
    chosen = []
    for name in ("Own voice", "Screen reader", "Automatic"):
        desk.press(name)
        assert desk.last == f"{name}. This is how Earsight sounds."
        chosen.append(load(desk.path).output)
    assert chosen == ["own", "screen_reader", "automatic"]


def test_the_leader_key_is_practised_on_the_sample(desk: WelcomeDesk) -> None:
    desk.dialog.leader_pressed()
    desk.go_to("Try it")
    assert "The leader key is Control Alt Shift D" in desk.last
    assert "press W" in desk.last
    assert desk.dialog.picture.isVisible()
    desk.dialog.leader_pressed()
    assert desk.last == "That was it. Now W."
    assert desk.title == "Try it"
    desk.dialog.command_given()  # what is described then is not the line that waits for it
    assert desk.dialog.status.text() == "That is how a window is described."
    assert desk.last == "That was it. Now W."


def test_without_a_leader_it_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    desk = WelcomeDesk(qtbot, tmp_path, leader="", no_leader="Bind a key in the desktop's settings.")
    desk.go_to("Try it")
    assert desk.last.endswith("Bind a key in the desktop's settings.")


def test_a_desktop_that_gives_out_keys_is_asked_for_them(qtbot: QtBot, tmp_path: Path) -> None:
    asked: list[Any] = []
    desk = WelcomeDesk(qtbot, tmp_path, permissions=(), leader="", set_keys_up=asked.append)
    desk.go_to("Keys")
    assert "gives them out itself" in desk.last
    assert "leader" not in desk.last
    desk.press("Set up keys")
    asked[0]("The desktop gave Earsight keys.")
    assert desk.last == "The desktop gave Earsight keys."
    desk.go_to("Speed, size, contrast")
    assert "leader" not in desk.last.lower()


def test_what_cannot_be_saved_is_said_and_it_ends_all_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    desk = WelcomeDesk(qtbot, tmp_path)
    desk.path.mkdir()
    desk.press("Skip all")
    assert "Your settings could not be saved." in desk.last
    assert not desk.dialog.isVisible()


def test_it_can_be_run_again(qtbot: QtBot, tmp_path: Path) -> None:
    WelcomeDesk(qtbot, tmp_path).press("Skip all")
    again = WelcomeDesk(qtbot, tmp_path)
    assert again.title == "Hear it"
    again.press("Skip all")
    assert again.choices.settings.welcomed


def test_everything_has_a_name_and_mnemonics_are_unique(desk: WelcomeDesk) -> None:
    while True:
        controls = [one for one in desk.dialog.findChildren(QWidget) if one.isVisible()]
        for control in controls:
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                face = QAccessible.queryAccessibleInterface(control)
                assert face.text(QAccessible.Text.Name), control
        texts = [one.text() for one in controls if isinstance(one, QPushButton)]
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(letters) == len(set(letters)), texts
        if desk.title == "Speed, size, contrast":
            break
        desk.press("Next")


def test_tab_goes_from_the_text_to_what_the_step_does_and_on(desk: WelcomeDesk, qtbot: QtBot) -> None:
    desk.go_to("Screen recording")
    met = []
    for _ in range(6):
        qtbot.keyClick(desk.dialog.focusWidget(), Qt.Key.Key_Tab)
        met.append(desk.dialog.focusWidget().accessibleName())
    assert met == [
        "Allow", "Check again", "Next", "Back", "Skip all", "Step 2 of 4: Screen recording",
    ]  # fmt: skip


def test_it_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    run = FirstRun(SettingsStore(tmp_path / "settings.json"), Urgent())
    with qtbot.waitActive(run):
        run.open()
    with qtbot.waitSignal(run.destroyed):
        run.skip_all.click()
