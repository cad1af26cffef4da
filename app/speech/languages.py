# ruff: noqa: RUF001, SIM905 - letters and signs of many alphabets
"""Which language a text is in: by its script, else by its commonest words; "" where that is not sure.

Wrong is worse than not sure: the chosen voice reads a German line badly, but a Polish voice reads an English
one not at all. So a language must be named by several words, and by clearly more than English is.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.speech.language_words import ENGLISH, WORDS

#: Code points from, to, and the language whose voice reads them.
_SCRIPTS = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x052F, "ru"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0750, 0x077F, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0980, 0x09FF, "bn"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1200, 0x137F, "am"),
    (0x1F00, 0x1FFF, "el"),
    (0x3040, 0x30FF, "ja"),
    (0x31F0, 0x31FF, "ja"),
    (0x3130, 0x318F, "ko"),
    (0x3400, 0x4DBF, "zh"),
    (0x4E00, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
    (0xF900, 0xFAFF, "zh"),
    (0xFB50, 0xFDFF, "ar"),
    (0xFE70, 0xFEFF, "ar"),
    (0xFF66, 0xFF9F, "ja"),
)
#: Letters that one language of a script has and the commonest one has not.
_OWN_LETTERS = (
    ("ru", "іїєґ", "uk"),
    ("ru", "ў", "be"),
    ("ru", "ђћ", "sr"),
    ("ru", "ѓќѕ", "mk"),
    ("ru", "љњџ", "sr"),
    ("ru", "әғқңөұүһ", "kk"),
    ("ar", "ٹڈڑےں", "ur"),
    ("ar", "پچژگک", "fa"),
    ("hi", "ळ", "mr"),
)
_BULGARIAN = frozenset("на и от за се са ви не в да при това или моля няма".split())
_UKRAINIAN = frozenset(
    "та або від під час що щоб як це немає помилка помилки файлу вдалося буде може також".split()
)
_RUSSIAN = frozenset(
    "и или от при что чтобы как это нет ошибка ошибки удалось будет может также из со".split()
)
_RUSSIAN_ONLY = frozenset("ыэё")
#: How far apart the names of relatives are: a Danish text read by a Norwegian voice is understood.
_FAMILIES = tuple(frozenset(names.split()) for names in ("da nb sv", "cs sk", "es pt it ro", "de nl"))
#: Letters that name a language nearly alone, and those that several share (which count less).
_SURE_LETTERS = MappingProxyType(
    {
        "de": "ß",
        "es": "ñ¿¡",
        "pt": "ãõ",
        "pl": "łąęźż",
        "cs": "řěů",
        "sk": "ľĺŕ",
        "hu": "őű",
        "ro": "șțţă",
        "tr": "ğışİ",
        "vi": "ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
    }
)
_SHARED_LETTERS = MappingProxyType(
    {
        "de": "äöü",
        "fr": "çèêàùœûîôëï",
        "es": "áóíú",
        "it": "àèìòù",
        "pt": "çáâêó",
        "sv": "åäö",
        "da": "æøå",
        "nb": "æøå",
        "fi": "äö",
        "pl": "ćńśó",
        "cs": "čšžýáíé",
        "sk": "čšžýáíéôť",
        "hu": "öüáéó",
        "ro": "âî",
        "tr": "çöü",
        "hr": "čšžđć",
    }
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST = 2.0
_AHEAD = 1.5


class LanguageGuess:
    """Guesses; the words it knows are made into a table once."""

    def __init__(self) -> None:
        self._english = frozenset(ENGLISH.split())
        self._of: dict[str, tuple[str, ...]] = {}
        for language, words in WORDS.items():
            for word in set(words.split()):
                self._of[word] = (*self._of.get(word, ()), language)

    def guess(self, text: str) -> str:
        """The language of a text, as a code of two letters; "en" or "" where another is not sure."""
        if script := main_script(text):
            return within_script(script, text)
        return self._by_words(_WORD.findall(text))

    def _by_words(self, found: list[str]) -> str:
        score: defaultdict[str, float] = defaultdict(float)
        english = 0.0
        seen: set[str] = set()
        for word in found:
            plain = unicodedata.normalize("NFC", word).lower().replace("’", "'")
            if plain in seen:
                continue
            seen.add(plain)
            # One letter names nobody: it stands in formulas, lists and codes.
            weight = 0.3 if len(plain) == 1 else 1.0
            english += weight if plain in self._english else 0.0
            named = self._of.get(plain, ())
            for language in named:
                score[language] += weight
            if not plain.isascii():
                for language in _lettered(plain, _SURE_LETTERS):
                    score[language] += 1.0
                for language in _lettered(plain, _SHARED_LETTERS):
                    score[language] += 0.4
        return self._decided(score, english, len(seen))

    @staticmethod
    def _decided(score: Mapping[str, float], english: float, words: int) -> str:
        if not score:
            return "en" if english else ""
        best, most = max(score.items(), key=lambda one: one[1])
        family: Iterable[str] = next((one for one in _FAMILIES if best in one), (best,))
        others = max((points for name, points in score.items() if name not in family), default=0.0)
        if english >= most:
            return "en"
        sure = most >= _LEAST and most >= _AHEAD * english + 1 and most > others
        return best if sure and most >= 0.2 * words else ""


def script_of(letter: str) -> str:
    """The commonest language of a letter's script; "" for Latin letters and for what is no letter."""
    code = ord(letter)
    if code < 0x0370:
        return ""
    return next((language for first, last, language in _SCRIPTS if first <= code <= last), "")


def main_script(text: str) -> str:
    """The script of most letters, by its commonest language: "" for Latin ones, "ja" for Han with kana."""
    if text.isascii():
        return ""
    counts = Counter(script_of(ch) for ch in text if ch.isalpha())
    # A word in Latin letters takes several letters where Chinese takes one.
    counts["zh"] *= 3
    counts["ja"] *= 3
    if counts["ja"]:
        counts["ja"] += counts.pop("zh", 0)
    best = counts.most_common(1)
    return best[0][0] if best and best[0][1] else ""


def within_script(script: str, text: str) -> str:
    """Which of the languages of a script it is, where single letters tell."""
    small = text.lower()
    for of, letters, language in _OWN_LETTERS:
        if of == script and any(letter in small for letter in letters):
            return language
    if script == "ru" and not _RUSSIAN_ONLY & set(small):
        words = set(_WORD.findall(small))
        if words & _UKRAINIAN and not words & _RUSSIAN:
            return "uk"
        if len(words) >= 4 and len(words & _BULGARIAN) >= 3 and "ъ" in small:
            return "bg"
    return script


def _lettered(word: str, letters: Mapping[str, str]) -> Iterable[str]:
    return (language for language, own in letters.items() if any(ch in own for ch in word))
