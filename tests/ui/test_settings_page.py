"""The settings, under a user's keys, with a real file."""

import dataclasses
import json
from collections.abc import Callable
from concurrent.futures import Future
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from page_desk import PageDesk
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.assistant.settings_store import SettingsStore
from app.errors import AppError
from app.settings import Settings, load, save
from app.ui.pages.settings.form import Group
from app.ui.pages.settings.page import SettingsPage
from app.ui.pages.settings.voice import VoiceGroup


class AtOnce:
    """Background work, done before it returns."""

    def run(self, work: Callable[[], Any], on_done: Callable[[Future[Any]], None]) -> None:
        done: Future[Any] = Future()
        try:
            done.set_result(work())
        except Exception as error:
            done.set_exception(error)
        on_done(done)

    def on_main(self, call: Callable[[], None]) -> None:
        call()


class SettingsDesk(PageDesk):
    """The page, its file and what it said."""

    def __init__(self, qtbot: QtBot, folder: Path, **arguments: Any) -> None:
        super().__init__(qtbot)
        self.path = folder / "settings.json"
        self.choices = SettingsStore(self.path)
        self.page = SettingsPage(self.choices, self.said, AtOnce(), platform="linux", **arguments)
        self.show(self.page)

    @property
    def stored(self) -> Settings:
        return load(self.path)

    def go(self, field: str) -> Any:
        """Turn to the part with this control and give it the focus."""
        (group,) = (one for one in self.page.groups if field in one.controls)
        self.page.show_part(group)
        control = group.controls[field]
        control.setFocus()
        assert control.hasFocus()
        return control


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> SettingsDesk:
    return SettingsDesk(qtbot, tmp_path)


def key(control: QWidget, code: Qt.Key, *held: Qt.KeyboardModifier) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    for one in held:
        modifiers |= one
    QTest.keyClick(control, code, modifiers)


def test_every_setting_has_exactly_one_control(desk: SettingsDesk) -> None:
    fields = sorted(chain.from_iterable(group.controls for group in desk.page.groups))
    assert fields == sorted(
        {one.name for one in dataclasses.fields(Settings)} - {"rows_spoken", "desktop_keys"}
    )
    assert len(set(map(id, desk.page.controls.values()))) == len(fields)


def test_what_only_a_mac_needs_is_offered_there(qtbot: QtBot, tmp_path: Path) -> None:
    group = VoiceGroup(SettingsStore(tmp_path / "settings.json"), lambda *_: None, "darwin")
    qtbot.addWidget(group)
    assert "rows_spoken" in group.controls


def test_keys_are_set_up_where_the_desktop_gives_them_out(qtbot: QtBot, tmp_path: Path) -> None:
    desk = SettingsDesk(qtbot, tmp_path, set_keys_up=lambda say: say("The desktop asks you."))
    desk.page.show_part(desk.page.keys)
    desk.button("Set up keys").click()
    assert desk.said.words[-1] == "The desktop asks you."
    letters = mnemonics(desk.page.keys.findChildren(QPushButton))
    assert len(letters) == len(set(letters)), letters


def test_every_control_has_a_name_a_description_and_a_label_that_leads_to_it(desk: SettingsDesk) -> None:
    labelled = {id(label.buddy()) for label in desk.page.findChildren(QLabel) if label.buddy() is not None}
    for field, control in desk.page.controls.items():
        face = QAccessible.queryAccessibleInterface(control)
        assert face.text(QAccessible.Text.Name), field
        assert face.text(QAccessible.Text.Description), field
        assert isinstance(control, QCheckBox) or id(control) in labelled, field


def test_everything_that_takes_the_focus_has_a_name(desk: SettingsDesk) -> None:
    for group in desk.page.groups:
        desk.page.show_part(group)
        for control in desk.page.findChildren(QWidget):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and control.isVisible():
                face = QAccessible.queryAccessibleInterface(control)
                assert face.text(QAccessible.Text.Name), (group.title, control)


def mnemonics(widgets: list[Any]) -> list[str]:
    texts = (one.text().replace("&&", "") for one in widgets if hasattr(one, "text"))
    return [text[text.index("&") + 1].lower() for text in texts if "&" in text]


def test_mnemonics_are_unique_within_a_part(desk: SettingsDesk) -> None:
    (part_label,) = (one for one in desk.page.findChildren(QLabel) if one.buddy() is desk.page.part)
    for group in desk.page.groups:
        letters = mnemonics([part_label, *group.findChildren(QLabel), *group.findChildren(QCheckBox)])
        letters += mnemonics(group.findChildren(QPushButton))
        assert len(letters) == len(set(letters)), (group.title, letters)


def test_tab_walks_a_part_in_reading_order(desk: SettingsDesk) -> None:
    desk.page.focus_first()
    assert desk.page.part.hasFocus()
    met = []
    for _ in range(9):
        key(desk.page.focusWidget(), Qt.Key.Key_Tab)
        met.append(desk.page.focusWidget().accessibleName())
    assert met == [
        "Who speaks", "Own voice", "Speed", "Volume", "Short sounds", "Volume of sounds",
        "Say where I am in the window", "Hear it",
        "Part of the settings",
    ]  # fmt: skip


def test_a_choice_is_saved_told_and_said(desk: SettingsDesk) -> None:
    told: list[Settings] = []
    desk.choices.changed.connect(told.append)
    key(desk.go("output"), Qt.Key.Key_Down)
    assert desk.stored.output == "own"
    assert [one.output for one in told] == ["own"]
    assert desk.said.words == ["Who speaks: Own voice."]
    assert desk.page.status.text() == "Who speaks: Own voice."


def test_a_number_is_taken_whole_not_digit_by_digit(desk: SettingsDesk) -> None:
    control = desk.go("voice_rate")
    control.selectAll()
    QTest.keyClicks(control, "250")
    assert desk.stored.voice_rate == 190
    key(control, Qt.Key.Key_Return)
    assert desk.stored.voice_rate == 250
    key(control, Qt.Key.Key_Up)
    assert desk.said.words == ["Speed: 250 words a minute.", "Speed: 260 words a minute."]


@pytest.mark.parametrize(
    ("field", "code", "value", "words"),
    [
        ("voice_volume", Qt.Key.Key_Down, 0.9, "Volume: 90 percent."),
        ("earcon_volume", Qt.Key.Key_Up, 0.6, "Volume of sounds: 60 percent."),
        ("earcons", Qt.Key.Key_Space, False, "Short sounds: off."),
        ("level", Qt.Key.Key_Down, "detailed", "How much at first: In detail."),
        ("unload_after_minutes", Qt.Key.Key_Up, 15.0, "Free its memory after: 15 minutes."),
        ("private", Qt.Key.Key_Space, True, "Private mode: on."),
        ("history", Qt.Key.Key_Space, False, "Keep a history: off."),
        ("history_days", Qt.Key.Key_Down, 29, "Keep it for: 29 days."),
        ("screenshots", Qt.Key.Key_Space, False, "Announce new screenshots: off."),
        ("live_pace", Qt.Key.Key_Up, 2.5, "Time between two looks: 2.5 seconds."),
        ("live_budget", Qt.Key.Key_Down, 0.45, "Share of one processor: 45 percent."),
        ("text_size", Qt.Key.Key_Up, 125, "Text size: 125 percent."),
        ("theme", Qt.Key.Key_Down, "light", "Colours: Light."),
        ("reduced_motion", Qt.Key.Key_Space, True, "Reduced motion: on."),
        ("language", Qt.Key.Key_Down, "en", "Language: English."),
        ("launch_at_login", Qt.Key.Key_Space, True, "Start when I log in: on."),
        ("open_with", Qt.Key.Key_Space, True, "Offer Earsight under Open with: on."),
        ("welcomed", Qt.Key.Key_Space, True, "The welcome is done: on."),
    ],
)
def test_one_key_changes_one_field(
    desk: SettingsDesk, field: str, code: Qt.Key, value: object, words: str
) -> None:
    key(desk.go(field), code)
    stored = getattr(desk.stored, field)
    assert stored == value
    assert type(stored) is type(value)
    assert desk.said.words == [words]
    assert dataclasses.replace(desk.stored, **{field: getattr(Settings(), field)}) == Settings()


def test_never_has_a_word(desk: SettingsDesk) -> None:
    control = desk.go("unload_after_minutes")
    control.setValue(5)
    key(control, Qt.Key.Key_Down)
    assert desk.last == "Free its memory after: Never."
    assert desk.stored.unload_after_minutes == 0


def test_a_change_from_elsewhere_is_shown_and_not_said(desk: SettingsDesk) -> None:
    desk.choices.change(voice_rate=300, private=True, watched={"/pictures": False})
    assert desk.page.controls["voice_rate"].value() == 300
    assert desk.page.controls["private"].isChecked()
    assert desk.page.controls["watched"].item(0).text() == "pictures: off. In /"
    assert desk.said.words == []


def test_what_cannot_be_saved_holds_and_is_said(desk: SettingsDesk) -> None:
    desk.path.mkdir()
    key(desk.go("private"), Qt.Key.Key_Space)
    assert desk.choices.settings.private
    assert desk.last.startswith("Your settings could not be saved. Check that the disk")


def test_a_field_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        SettingsStore(tmp_path / "settings.json").change(colour="blue")


def test_nothing_is_written_without_a_change(tmp_path: Path, qtbot: QtBot) -> None:
    choices = SettingsStore(tmp_path / "settings.json")
    with qtbot.assertNotEmitted(choices.changed):
        choices.change(output="automatic")
    assert not choices.settings.private
    assert list(tmp_path.iterdir()) == []


def test_choices_raise_after_everybody_was_told(tmp_path: Path) -> None:
    choices = SettingsStore(tmp_path, load=lambda path: Settings(), save=save)
    told: list[Settings] = []
    choices.changed.connect(told.append)
    with pytest.raises(AppError):
        choices.change(private=True)
    assert told == [Settings(private=True)]


def test_hear_it_says_a_sentence(desk: SettingsDesk) -> None:
    desk.press("Hear it")
    assert desk.said.words == ["This is how Earsight sounds."]


def test_voices_and_models_are_found_when_the_page_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    save(tmp_path / "settings.json", Settings(voice_name="gone", model="compact"))
    desk = SettingsDesk(
        qtbot,
        tmp_path,
        voices=lambda: ["anna", "bert"],
        models=lambda: [("compact", "Compact"), ("big", "Big")],
    )
    voices, models = desk.page.controls["voice_name"], desk.page.controls["model"]
    desk.page.on_shown()
    assert isinstance(voices, QComboBox)
    assert isinstance(models, QComboBox)
    names = ["The computer's usual voice", "anna", "bert", "gone"]
    assert [voices.itemText(n) for n in range(voices.count())] == names
    assert (voices.currentText(), models.currentText()) == ("gone", "Compact")
    key(desk.go("model"), Qt.Key.Key_Down)
    assert desk.stored.model == "big"
    desk.page.on_shown()
    assert (voices.currentText(), models.currentText()) == ("gone", "Big")
    assert desk.said.words == ["Model: Big."]


def test_voices_that_cannot_be_found_leave_the_usual_one(qtbot: QtBot, tmp_path: Path) -> None:
    def broken() -> list[str]:
        raise AppError("There is no voice.", "")

    desk = SettingsDesk(qtbot, tmp_path, voices=broken)
    desk.page.on_shown()
    assert desk.page.controls["voice_name"].count() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "time"), [("22:00", "22:00"), ("7", "07:00"), ("6.45", "06:45"), ("١٢", "12:00"), ("", "")]
)
def test_times_are_read_as_people_write_them(desk: SettingsDesk, typed: str, time: str) -> None:
    desk.choices.change(quiet_from="01:02")
    control = desk.go("quiet_from")
    control.setText(typed)
    key(control, Qt.Key.Key_Return)
    assert desk.stored.quiet_from == time
    assert control.text() == time
    assert desk.said.words == [f"Quiet from: {time or 'none'}."]


@pytest.mark.parametrize("typed", ["25:00", "10:61", "soon", "12:5"])
def test_what_is_no_time_is_answered_in_words(desk: SettingsDesk, typed: str) -> None:
    control = desk.go("quiet_until")
    control.setText(typed)
    key(control, Qt.Key.Key_Return)
    assert desk.said.words == ["That is not a time. Write it like 22:00, or leave it empty."]
    assert control.text() == ""
    assert not desk.path.exists()


def test_apps_that_are_never_kept(desk: SettingsDesk) -> None:
    control = desk.go("history_never")
    QTest.keyClicks(control, " Bank ,, My   Diary, Bank")
    key(control, Qt.Key.Key_Tab)
    assert desk.stored.history_never == ("Bank", "My Diary")
    assert control.text() == "Bank, My Diary"
    assert desk.said.words == ["Never keep what these apps show: Bank, My Diary."]


def test_what_is_being_typed_survives_another_setting(desk: SettingsDesk) -> None:
    control = desk.go("history_never")
    QTest.keyClicks(control, "Signal, Thund")
    desk.choices.change(voice_rate=250)
    assert control.text() == "Signal, Thund"
    key(control, Qt.Key.Key_Return)
    assert desk.stored.history_never == ("Signal", "Thund")
    desk.choices.change(history_never=())
    assert control.text() == ""


def test_leaving_a_line_unchanged_says_nothing(desk: SettingsDesk) -> None:
    key(desk.go("history_never"), Qt.Key.Key_Tab)
    assert desk.said.words == []


def test_folders_are_added_turned_off_and_removed(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "Inbox"
    folder.mkdir()
    answers: list[Path | None] = [folder, folder, None]
    desk = SettingsDesk(qtbot, tmp_path, choose_folder=lambda parent: answers.pop(0))
    rows = desk.go("watched")
    assert isinstance(rows, QListWidget)
    key(rows, Qt.Key.Key_Space)
    assert desk.said.words == ["There are no other folders yet. Add one first."]
    for _ in range(3):
        desk.press("Add folder")
    assert desk.said.words[1:] == [
        "New pictures in Inbox will be announced.",
        "Inbox is in the list already.",
    ]
    assert desk.stored.watched == {str(folder): True}
    key(rows, Qt.Key.Key_Space)
    assert desk.last == "Inbox: off."
    assert desk.stored.watched == {str(folder): False}
    assert rows.item(0).text() == f"Inbox: off. In {tmp_path}"
    key(rows, Qt.Key.Key_Delete)
    assert desk.last == "Inbox is no longer watched."
    assert desk.stored.watched == {}
    assert folder.is_dir()


CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


def row_of(desk: SettingsDesk, title: str) -> str:
    return next(
        text
        for text in (desk.page.keys.rows.item(n).text() for n in range(desk.page.keys.rows.count()))
        if text.startswith(title)
    )


def test_rows_say_each_command_with_its_keys(desk: SettingsDesk) -> None:
    words = "Describe the window: W. Describes the window you are in."
    assert row_of(desk, "Describe the window") == words
    assert row_of(desk, "Quit") == "Quit: no keys. Ends Earsight."


def test_the_leader_is_changed_by_pressing_it(desk: SettingsDesk, qtbot: QtBot) -> None:
    button = desk.go("leader")
    heard: list[bool] = []
    desk.page.listening.connect(heard.append)
    assert button.accessibleName() == "Leader key: Control Alt Shift D"
    key(button, Qt.Key.Key_Return)
    assert desk.last == "Press the new keys. Escape leaves it as it is."
    key(button, Qt.Key.Key_Control, CTRL)
    key(button, Qt.Key.Key_J, CTRL, ALT, SHIFT)
    assert desk.stored.leader == "Ctrl+Alt+Shift+J"
    assert desk.last == "The leader key is Control Alt Shift J."
    assert button.accessibleName() == "Leader key: Control Alt Shift J"
    assert heard == [True, False]
    desk.press("Usual leader key")
    assert desk.stored.leader == ""
    desk.press("No leader key")
    assert desk.stored.leader == "none"
    assert button.text() == "none"


def test_a_chord_that_others_use_is_told_before_it_is_taken(desk: SettingsDesk) -> None:
    button = desk.go("leader")
    key(button, Qt.Key.Key_Space)
    key(button, Qt.Key.Key_F, CTRL)
    assert desk.last == (
        "Control F is also used by the menus of programs. Return takes it all the same, Escape leaves it."
    )
    assert desk.stored.leader == ""
    key(button, Qt.Key.Key_Escape)
    assert desk.last == "Leader key stays Control Alt Shift D."
    key(button, Qt.Key.Key_Space)
    key(button, Qt.Key.Key_F, CTRL)
    key(button, Qt.Key.Key_Return)
    assert desk.stored.leader == "Ctrl+F"


def test_keys_of_writing_are_no_chord(desk: SettingsDesk) -> None:
    button = desk.go("chords")
    key(button, Qt.Key.Key_Space)
    key(button, Qt.Key.Key_F, SHIFT)
    assert desk.last.startswith("Shift F is needed for writing and moving.")
    key(button, Qt.Key.Key_F9)
    assert desk.stored.chords == {"screen": "F9"}
    assert row_of(desk, "Describe the screen").startswith("Describe the screen: D, or F9.")
    key(button, Qt.Key.Key_Delete)
    assert desk.stored.chords == {}
    assert desk.last == "Taken away from Describe the screen."


def test_tab_and_shortcuts_are_keys_while_it_listens(desk: SettingsDesk) -> None:
    button = desk.go("chords")
    key(button, Qt.Key.Key_Space)
    key(button, Qt.Key.Key_Tab, CTRL, ALT, SHIFT)
    assert desk.stored.chords == {"screen": "Ctrl+Alt+Shift+Tab"}
    assert button.hasFocus()


def test_the_focus_leaving_stops_it(desk: SettingsDesk) -> None:
    button = desk.go("chords")
    key(button, Qt.Key.Key_Space)
    desk.page.part.setFocus()
    assert button.text() == "none"
    button.setFocus()
    key(button, Qt.Key.Key_F9)
    assert desk.stored.chords == {}


def test_a_key_of_another_command_is_told_and_then_moved(desk: SettingsDesk) -> None:
    desk.page.show_part(desk.page.keys)
    desk.page.keys.rows.setCurrentRow(1)
    button = desk.go("keys")
    assert button.accessibleName() == "Key of Describe the window: W"
    key(button, Qt.Key.Key_Return)
    key(button, Qt.Key.Key_B, CTRL)
    assert desk.last == "One key alone, please, without Shift or others."
    key(button, Qt.Key.Key_D)
    assert desk.last.startswith("D is the key of Describe the screen now. Return takes it")
    key(button, Qt.Key.Key_Return)
    assert desk.stored.keys == {"screen": "", "window": "D"}
    assert desk.last == "Describe the window: D."
    assert row_of(desk, "Describe the screen").startswith("Describe the screen: no keys.")
    desk.press("Its usual keys")
    assert desk.stored.keys == {"screen": ""}
    desk.page.keys.rows.setCurrentRow(0)
    desk.press("Its usual keys")
    assert desk.stored.keys == {}


def test_a_chord_of_another_command_is_told_and_then_moved(desk: SettingsDesk) -> None:
    desk.choices.change(chords={"screen": "F9"})
    desk.page.show_part(desk.page.keys)
    desk.page.keys.rows.setCurrentRow(1)
    button = desk.go("chords")
    key(button, Qt.Key.Key_Space)
    key(button, Qt.Key.Key_D, CTRL, ALT, SHIFT)
    assert desk.last == "That is the leader key. Press other keys, or Escape."
    key(button, Qt.Key.Key_F9)
    key(button, Qt.Key.Key_Return)
    assert desk.stored.chords == {"window": "F9"}
    button = desk.go("leader")
    key(button, Qt.Key.Key_Space)
    key(button, Qt.Key.Key_F9)
    assert desk.last == "That is the chord of Describe the window. Press other keys, or Escape."


def test_all_usual_keys_asks_first(desk: SettingsDesk) -> None:
    desk.choices.change(leader="none", keys={"screen": ""}, chords={"quit": "F9"})
    desk.go("leader")
    desk.press("All usual keys")
    assert desk.last == "This sets back all keys. Press it again to do so."
    assert desk.stored.leader == "none"
    desk.press("All usual keys")
    assert desk.stored == Settings()


def test_keys_written_by_hand_are_shown_as_they_are(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"keys": {"screen": "warp"}, "leader": "Hyper+Q"}))
    desk = SettingsDesk(qtbot, tmp_path)
    assert desk.page.controls["leader"].accessibleName() == "Leader key: Hyper+Q"
    assert row_of(desk, "Describe the screen").startswith("Describe the screen: warp.")


@pytest.mark.parametrize("percent", [100, 200, 300])
def test_no_control_is_wider_than_the_page_or_cut_off(desk: SettingsDesk, qtbot: QtBot, percent: int) -> None:
    font = desk.page.font()
    font.setPointSizeF(font.pointSizeF() * percent / 100)
    desk.page.setFont(font)
    width = desk.page.fontMetrics().averageCharWidth() * 60
    desk.page.resize(width, 700)
    for group in desk.page.groups:
        desk.page.show_part(group)
        qtbot.wait(1)
        assert group.width() <= desk.page.width(), group.title
        for label in group.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
        for control in group.controls.values():
            if isinstance(control, QLineEdit | QSpinBox | QCheckBox | QPushButton):
                assert control.width() >= control.minimumSizeHint().width()


def test_groups_say_their_names(desk: SettingsDesk) -> None:
    names = [group.accessibleName() for group in desk.page.groups]
    assert names == [
        "Voice",
        "Describing",
        "Keys",
        "Privacy",
        "Watching",
        "Live region",
        "Appearance",
        "Start",
    ]
    assert all(isinstance(group, Group) for group in desk.page.groups)


def test_erasing_everything_is_asked_for_in_privacy(desk: SettingsDesk) -> None:
    asked: list[bool] = []
    desk.page.erase_wanted.connect(lambda: asked.append(True))
    (button,) = (one for one in desk.page.findChildren(QPushButton) if one.text() == "Er&ase everything…")
    button.click()
    assert asked == [True]
    assert "after a question" in button.accessibleDescription()
