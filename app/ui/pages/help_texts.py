"""What the page Help says in whole texts, and of each sound."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app import __version__
from app.ui.page import Page

translate = QCoreApplication.translate

SOUNDS: tuple[tuple[str, object, object], ...] = (
    (
        "armed",
        QT_TRANSLATE_NOOP("HelpPage", "Leader key"),
        QT_TRANSLATE_NOOP(
            "HelpPage", "Two quick notes, rising: the leader key was heard, press one key now."
        ),
    ),
    (
        "start",
        QT_TRANSLATE_NOOP("HelpPage", "Begun"),
        QT_TRANSLATE_NOOP("HelpPage", "The key was understood, and the work begins."),
    ),
    (
        "working",
        QT_TRANSLATE_NOOP("HelpPage", "At work"),
        QT_TRANSLATE_NOOP("HelpPage", "Once a second, while it works and nothing is said."),
    ),
    (
        "done",
        QT_TRANSLATE_NOOP("HelpPage", "Done"),
        QT_TRANSLATE_NOOP("HelpPage", "What took long is over."),
    ),
    (
        "failed",
        QT_TRANSLATE_NOOP("HelpPage", "Failed"),
        QT_TRANSLATE_NOOP("HelpPage", "It did not work, or the key means nothing here; words follow."),
    ),
    (
        "cancelled",
        QT_TRANSLATE_NOOP("HelpPage", "Stopped"),
        QT_TRANSLATE_NOOP("HelpPage", "What went on was stopped, or the leader key was taken back."),
    ),
    (
        "moved",
        QT_TRANSLATE_NOOP("HelpPage", "The end"),
        QT_TRANSLATE_NOOP(
            "HelpPage", "While you explore: there is nothing more that way, or nothing like that."
        ),
    ),
)
"""Of each earcon its name, what it is called, and when it is heard."""


def part_of(page: Page) -> str:
    """What a page is for, and its keys, as the page itself has them."""
    lines = [page.about] if page.about else []
    lines += [
        translate("HelpPage", "{keys}: {help}").format(keys=keys, help=help_)
        for keys, help_ in page.told_keys
    ]
    lines.append(translate("HelpPage", "F1: Go back to where you were."))
    lines.append(translate("HelpPage", "Keys that work on every page have a topic of their own here."))
    return "\n".join(lines)


def tour() -> str:
    """What one does in a minute."""
    return "\n".join(
        (
            translate("HelpPage", "Earsight says what is on the screen or in a picture."),
            translate("HelpPage", "Press the leader key, then D: it describes the screen in one sentence."),
            translate(
                "HelpPage", "Press the same again within a few seconds: it says more, and then everything."
            ),
            translate(
                "HelpPage",
                "Leader, then W describes only the window you are in; leader, then T only reads text.",
            ),
            translate("HelpPage", "Leader, then A opens a line for a question. Type it and press Return."),
            translate(
                "HelpPage",
                "Leader, then X repeats the answer; twice spells it, three times spells it in words.",
            ),
            translate("HelpPage", "Escape stops everything and falls silent."),
            translate(
                "HelpPage", "In this window, Control O opens a picture, and Control V takes one you copied."
            ),
            translate("HelpPage", "New screenshots are announced by themselves; the settings say when."),
            translate("HelpPage", "What is said may be wrong. Where Earsight is not sure, it says so."),
        )
    )


def privacy() -> str:
    """What is kept, and what leaves the computer."""
    return "\n".join(
        (
            translate("HelpPage", "Pictures, texts, questions and answers never leave this computer."),
            translate("HelpPage", "Earsight uses the network only when you install a model, and asks first."),
            translate(
                "HelpPage", "It keeps a history for as many days as the settings say, on this computer alone."
            ),
            translate(
                "HelpPage", "Password managers, private browser windows and the apps you name are never kept."
            ),
            translate(
                "HelpPage",
                "Chrome and its relatives are kept only if the settings say so, private windows then too.",
            ),
            translate("HelpPage", "In private mode nothing is kept at all."),
            translate("HelpPage", "The log file holds no picture, no text and no name of a file."),
        )
    )


def about_earsight() -> str:
    """Version, terms and makers."""
    return "\n".join(
        (
            translate("HelpPage", "Earsight, version {version}.").format(version=__version__),
            translate("HelpPage", "It is free software under the Apache License, version 2.0."),
            translate(
                "HelpPage", "Its own compact model is for research and personal use only; its card says why."
            ),
            translate("HelpPage", "Models that you install have terms of their own, which are shown before."),
            translate(
                "HelpPage", "Places come from GeoNames, under the Creative Commons Attribution licence."
            ),
            translate(
                "HelpPage",
                "It is built with Qt, MLX, ONNX Runtime, RapidOCR and others, each under its own licence.",
            ),
        )
    )
