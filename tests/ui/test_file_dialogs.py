"""Qt's own dialog for files, where the platform has none: what takes the focus has a name of its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.ui.dialogs.files import NamedFileDialog, choose_file, choose_folder, choose_where


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def test_whatever_takes_the_focus_has_a_name_that_is_not_its_value(parent: QWidget, tmp_path: Path) -> None:
    (tmp_path / "cat.png").touch()
    dialog = NamedFileDialog(parent, "Open", str(tmp_path), "Images (*.png)")
    dialog.show()
    names = {}
    for child in dialog.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(child)
            names[child.objectName() or child.metaObject().className()] = face.text(QAccessible.Text.Name)
            if isinstance(child, QComboBox):
                # On Linux the name of what opens a list is its value; screen readers ask for its label.
                labels = [label for label in dialog.findChildren(QLabel) if label.buddy() is child]
                assert labels, child.objectName()
                names[child.objectName()] = child.accessibleName()
    assert names["lookInCombo"] == "Folder"
    assert names["fileTypeCombo"] == "Kinds of files"
    assert names["treeView"] == names["listView"] == "Files"
    assert not [child for child, name in names.items() if not name]
    dialog.close()


@pytest.mark.parametrize("agrees", [True, False])
def test_a_file_a_folder_and_a_place_to_save_are_chosen(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, agrees: bool
) -> None:
    (tmp_path / "inside").mkdir()
    picture = tmp_path / "my \u00e4 cat.png"
    picture.touch()
    chosen = picture

    def answered(dialog: NamedFileDialog) -> bool:
        dialog.setDirectory(str(chosen.parent))
        dialog.selectFile(chosen.name)
        return agrees

    monkeypatch.setattr(NamedFileDialog, "exec", answered)
    assert choose_file(parent, "Open", "Images (*.png)") == (picture if agrees else None)
    chosen = tmp_path / "inside"
    assert choose_folder(parent, "Choose a folder") == (chosen if agrees else None)
    chosen = tmp_path / "talk.txt"
    assert choose_where(parent, "Save", "conversation.txt", "Text (*.txt)") == (chosen if agrees else None)
