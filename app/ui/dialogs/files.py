"""Choosing files and folders: the platform's dialog where there is one, else Qt's, in which all is named."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QComboBox, QFileDialog, QLabel, QWidget

from app.ui.widgets.words import name_scroll_bars


class NamedFileDialog(QFileDialog):
    """Qt's dialog, with names for what has none there or is called after its value."""

    def showEvent(self, event: QShowEvent) -> None:
        """Name them: they are made late, and not at all where the platform has a dialog of its own."""
        names = {
            "lookInCombo": QCoreApplication.translate("FileDialog", "Folder"),
            "fileTypeCombo": QCoreApplication.translate("FileDialog", "Kinds of files"),
            "fileNameEdit": QCoreApplication.translate("FileDialog", "File name"),
            "listView": QCoreApplication.translate("FileDialog", "Files"),
            "treeView": QCoreApplication.translate("FileDialog", "Files"),
            "sidebar": QCoreApplication.translate("FileDialog", "Places"),
        }
        for child in self.findChildren(QWidget):
            if name := names.get(child.objectName()):
                child.setAccessibleName(name)
                if isinstance(child, QComboBox):
                    child.view().setAccessibleName(name)
            if isinstance(child, QAbstractScrollArea):
                name_scroll_bars(child, "list")
        # On Linux the name of what opens a list is its value; screen readers ask for its label.
        for label, list_ in (("lookInLabel", "lookInCombo"), ("fileTypeLabel", "fileTypeCombo")):
            text, control = self.findChild(QLabel, label), self.findChild(QWidget, list_)
            if text is not None and control is not None:
                text.setBuddy(control)
        super().showEvent(event)


def choose_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """Let the user choose a file that is there; None when they think better of it.

    Args:
        parent: Over which the dialog opens.
        title: Its title.
        kinds: As `QFileDialog` takes them: "Images (*.png);;All files (*)".
    """
    dialog = NamedFileDialog(parent, title, "", kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _chosen(dialog)


def choose_folder(parent: QWidget, title: str) -> Path | None:
    """Let the user choose a folder, likewise."""
    dialog = NamedFileDialog(parent, title)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _chosen(dialog)


def choose_where(parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
    """Let the user choose where a file is saved, likewise; ``name`` is offered."""
    dialog = NamedFileDialog(parent, title, "", kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile(name)
    return _chosen(dialog)


def _chosen(dialog: QFileDialog) -> Path | None:
    try:
        files = dialog.selectedFiles() if dialog.exec() else []
    finally:
        dialog.deleteLater()
    return Path(files[0]) if files and files[0] else None
