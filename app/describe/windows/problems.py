"""What is said of fields with errors and of messages: how many, which field, what is wrong with it."""

from collections.abc import Callable, Iterator

from app.controls import Control, Role
from app.describe.windows.parts import Parts
from app.describe.windows.remarks import red_remarks, remarks
from app.describe.words.phrasing import BRIEF_WORDS, clean, ended, shortened, word_count
from app.describe.words.windows import WindowLanguage
from app.shot import Shot


class Problems:
    """The errors and messages of one window.

    Args:
        parts: What is in it.
        shot: Its picture.
        language: The words.
        called: What a field is called.
        complete: Whether all of the window is known; otherwise no words are tied to a field that does not
            say them itself, as those between them may be missing.

    Attributes:
        remarks: The texts of the window that say what is wrong with its fields.
    """

    def __init__(
        self,
        parts: Parts,
        shot: Shot,
        language: WindowLanguage,
        called: Callable[[Control], str],
        *,
        complete: bool = True,
    ) -> None:
        self._alerts = parts.alerts
        self._language = language
        told = remarks(parts.wrong, parts.inside, parts.alerts) if complete else {}
        red = red_remarks(parts.inside, shot) if complete else []
        errors = [(one, clean(one.error) or told.get(id(one), "")) for one in parts.wrong] + red
        self._errors = [(called(one), self._wrong(called(one), words)) for one, words in errors]
        self.remarks = {*told.values(), *(words for _, words in red)}

    def sentences(self, *, brief: bool) -> Iterator[str]:
        """The errors first, as they say which field; then the messages that say something else."""
        errors, say = self._errors, self._language.say
        if errors:
            told = self._short() if brief else [error for _, error in errors]
            row = self._language.row(told, long=True)
            yield say("error" if len(errors) == 1 else "errors", number=len(errors), row=row)
        said = " ".join(error for _, error in errors).casefold()
        for one in self._alerts:
            items = [clean(inner.name) for inner in one.walk() if inner.role is Role.LIST_ITEM]
            known = items or [clean(one.name)]
            if all(words.casefold().rstrip(".") in said for words in known):
                continue
            words = ended(one.name)
            yield say("alert", words=shortened(words, BRIEF_WORDS - 1) if brief else words)

    def _short(self) -> list[str]:
        """The first errors whole, as far as there is room, then the names alone of the other fields."""
        room = BRIEF_WORDS - 4
        told: list[str] = []
        names = [name for name, _ in self._errors]
        for place, (name, error) in enumerate(self._errors):
            after = sum(len(one.split()) for one in names[place + 1 :])
            whole = word_count(*told, error) + after <= room
            told.append(error if whole else name)
        most = len(told)
        while most > 1 and word_count(*told[:most]) > room - 3:
            most -= 1
        return told if most == len(told) else [self._language.row(told, most, long=True)]

    def _wrong(self, name: str, words: str) -> str:
        return self._language.say("wrong", name=name, words=words.rstrip(".")) if words else name
