# ruff: noqa: RUF001 - letters and signs of many alphabets
"""What the voice is given: a text in parts, each in one language, with its signs as words.

Our own words keep the chosen voice. What is quoted from a picture, or is not English at all, is read by a
voice of its language where the text is long enough to be sure.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.speech.languages import LanguageGuess, main_script, script_of, within_script
from app.speech.own_language import OwnLanguage

_QUOTES = re.compile(r'(?<![^\s(\[:])(?:"[^"]*"|“[^”]*”|«[^»]*»)[.,;:!?]*')
#: Words in Latin letters that these voices spell or sing.
_LATIN_APART = frozenset(("zh", "ja", "ko"))
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’.+-]*[A-Za-z](?: +[A-Za-z][A-Za-z'’.+-]*)*")


class Part(NamedTuple):
    """Words for one voice.

    Attributes:
        words: As they are said: signs in words.
        language: Code of two letters; "" is the chosen voice, whatever it speaks.
    """

    words: str
    language: str = ""


class Speaking:
    """Makes parts; see the module.

    Args:
        own: The window's language, where that is not English: then our own words are each given theirs.
    """

    def __init__(self, own: OwnLanguage | None = None) -> None:
        self._languages = LanguageGuess()
        self._own = own

    def words(self, text: str) -> str:
        """A text for a screen reader, which has a voice of its own: its signs as words, nothing else."""
        return "".join(part.words for part in self.parts(text)) or text

    def parts(self, text: str) -> list[Part]:
        """A text in parts, in order; texts of the same voice that follow each other are one."""
        if not text.strip():
            return []
        made: list[Part] = []
        for words, language in self._in_ours(self._by_language(_with_primes(text))):
            said = _aloud(words, language or "en")
            same = made and made[-1].language == language
            # Marks alone belong to what was said before: a voice of its own would take its time over nothing.
            if made and (same or not any(ch.isalnum() for ch in said)):
                made[-1] = Part(made[-1].words + said, made[-1].language)
            else:
                made.append(Part(said, language))
        if len(made) > 1 and not any(ch.isalnum() for ch in made[0].words):
            first = made.pop(0)
            made[0] = Part(first.words + made[0].words, made[0].language)
        return made

    def _in_ours(self, pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """Give what is ours the language of its words: the window's, or English."""
        before = "" if self._own is None else self._own.code
        for words, language in pieces:
            if language or self._own is None:
                yield words, language
                continue
            pieces_of_ours = self._own.split(words, before)
            before = pieces_of_ours[-1][1] if pieces_of_ours else before
            yield from pieces_of_ours

    def _by_language(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        for quotation in _QUOTES.finditer(text):
            yield from self._lines(text[at : quotation.start()])
            yield from self._lines(quotation[0])
            at = quotation.end()
        yield from self._lines(text[at:])

    def _lines(self, text: str) -> Iterator[tuple[str, str]]:
        """Line by line; one that is not sure goes with the whole, where that is sure."""
        if text:
            lines = text.splitlines(keepends=True)
            whole = self._languages.guess(text) if len(lines) > 1 else ""
            for line in lines:
                known = self._languages.guess(line)
                yield from self._by_script(line, "" if (known or whole) == "en" else known or whole)

    def _by_script(self, line: str, language: str) -> Iterator[tuple[str, str]]:
        """A line by its scripts: words in another one than most are read by a voice of theirs."""
        if line.isascii():
            yield line, language
            return
        script = main_script(line)
        if script in _LATIN_APART:
            at = 0
            for latin in _LATIN.finditer(line):
                yield line[at : latin.start()], language
                yield latin[0], ""
                at = latin.end()
            yield line[at:], language
        elif script:
            yield line, language
        else:
            yield from _other_scripts(line, language)


def _other_scripts(line: str, language: str) -> Iterator[tuple[str, str]]:
    """A line in Latin letters, and what of it is in others."""
    run, of = "", ""
    for word in re.findall(r"\s+|[^\s]+", line):
        scripts = {script_of(ch) for ch in word if ch.isalpha()}
        now = next(iter(scripts)) if len(scripts) == 1 else ""
        letters = sum(ch.isalpha() for ch in word)
        # A single Greek letter is a sign of the sciences.
        if now and letters < 2 and now == "el":
            now = ""
        if not letters:
            now = of
        if now != of and run:
            yield run, within_script(of, run) if of else language
            run = ""
        run, of = run + word, now
    if run:
        yield run, within_script(of, run) if of else language


def _is_plain(text: str) -> bool:
    """Whether there are no signs in it: the first words of most pictures wait for nothing then."""
    return text.isascii() and not any(ch.isdigit() or ch == "~" for ch in text)


def _with_primes(text: str) -> str:
    if _is_plain(text):
        return text
    from app.speech.primes import with_primes

    return with_primes(text)


def _aloud(text: str, language: str) -> str:
    if _is_plain(text):
        return text
    from app.speech.aloud import aloud

    return aloud(text, language)
