"""Errors in the window's language: rooms without a window write them in English, with what they are about."""

import re
from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

ERRORS = (
    QT_TRANSLATE_NOOP("Errors", "I cannot speak: the speech engine eSpeak NG is not installed."),
    QT_TRANSLATE_NOOP("Errors", "I cannot speak: the player aplay is not installed."),
    QT_TRANSLATE_NOOP("Errors", "I cannot speak: no sound device was found."),
    QT_TRANSLATE_NOOP("Errors", "I cannot speak: another program has the sound device to itself."),
    QT_TRANSLATE_NOOP("Errors", "I cannot speak: the sound device reported an error."),
    QT_TRANSLATE_NOOP("Errors", "I cannot speak: the speech engine of macOS did not start."),
    QT_TRANSLATE_NOOP("Errors", "The speech engine could not speak a sentence."),
    QT_TRANSLATE_NOOP("Errors", "The voice you chose is not installed."),
    QT_TRANSLATE_NOOP("Errors", "The default voice speaks instead."),
    QT_TRANSLATE_NOOP("Errors", "The voice stopped before the sentence was said."),
    QT_TRANSLATE_NOOP("Errors", "The voice does not answer."),
    QT_TRANSLATE_NOOP("Errors", "The voice stopped several times, so I leave it off."),
    QT_TRANSLATE_NOOP("Errors", "The voice could not be started: there is no room for temporary files."),
    QT_TRANSLATE_NOOP("Errors", "The voice could not be started."),
    QT_TRANSLATE_NOOP("Errors", "Start Earsight again to retry."),
    QT_TRANSLATE_NOOP("Errors", "Connect a loudspeaker or headphones."),
    QT_TRANSLATE_NOOP("Errors", "Close that program."),
    QT_TRANSLATE_NOOP("Errors", "Check your sound settings."),
    QT_TRANSLATE_NOOP("Errors", "Everything goes on in print."),
    QT_TRANSLATE_NOOP("Errors", "Install Earsight again."),
    QT_TRANSLATE_NOOP("Errors", "{name} is damaged or cut off and cannot be read."),
    QT_TRANSLATE_NOOP("Errors", "{name} takes too long to open."),
    QT_TRANSLATE_NOOP("Errors", "{name} needs more memory than I give one file."),
    QT_TRANSLATE_NOOP("Errors", "Try to copy or download it again."),
    QT_TRANSLATE_NOOP("Errors", "Save it at a smaller size."),
    QT_TRANSLATE_NOOP("Errors", "No model that answers questions is installed."),
    QT_TRANSLATE_NOOP("Errors", "The compact model cannot answer questions."),
    QT_TRANSLATE_NOOP(
        "Errors", "The desktop did not answer when Earsight asked for a picture of the screen."
    ),
    QT_TRANSLATE_NOOP("Errors", "This desktop gives no pictures of the screen to programs."),
    QT_TRANSLATE_NOOP("Errors", "Earsight cannot be started with your session."),
    QT_TRANSLATE_NOOP("Errors", "Earsight's entry among your programs cannot be written."),
    QT_TRANSLATE_NOOP("Errors", "Check that the disk is not full and that your folders may be written to."),
)
"""What most often goes wrong; names and the like in braces."""


def error_in_words(text: str) -> str:
    """An error's message, its hint, or both, each known sentence of it in the window's language."""
    return " ".join(_sentences(text)) if text else text


def _sentences(text: str) -> Iterator[str]:
    while text:
        for source, pattern in _patterns():
            found = pattern.match(text)
            if found is not None:
                yield QCoreApplication.translate("Errors", source).format(**found.groupdict())
                text = text[found.end() :].lstrip()
                break
        else:
            end = re.search(r"[.!?](?:\s+|$)", text)
            at = len(text) if end is None else end.end()
            yield text[:at].strip()
            text = text[at:]


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (
            str(source),
            re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+?)", re.escape(str(source))) + r"(?=\s|$)"),
        )
        for source in ERRORS
    )
