"""A sentence as tokens, of which filters take some and leave the rest to be looked for."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from app.library.query.languages import DROPPED, Language, folded, languages

_TOKEN = re.compile(
    r"\d{4}/\d{2,4}(?![\w/])|\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?!\w)|\w+(?:['\u2019.\-]\w+)*|[^\w\s]"
)

# "Mid-July" are two words; "mid-air" is one.
_PART_OF = re.compile(
    r"\b(mid|early|late)[-\u2013]"
    r"(?=(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|winter|\d{4}))",
    re.IGNORECASE,
)

_SHORT = re.compile(r"\b(St|Mt)\.(?= [A-Z])")


def words(said: str) -> frozenset[str]:
    """The words of a string, as a set."""
    return frozenset(said.split())


PREPOSITIONS = words(
    "in on at from near by of to for with during over under around outside inside about into behind "
    "beside between through across within since until till before after"
)
PHOTO_NOUNS = words(
    "photo photos picture pictures pic pics image images photograph photographs shots snaps snapshots "
    "screenshot screenshots video videos"
)
CONJUNCTIONS = words("and or nor but that which who where when while")
DETERMINERS = words("a an the my our your his her their its this that these those some any all every no")
FUNCTION_WORDS = (
    PREPOSITIONS
    | CONJUNCTIONS
    | DETERMINERS
    | words(
        "is are was were be been has have had do does did not without as if then there it he she they we "
        "i you wearing looking taken shot please except excluding minus only next against along up down "
        "off out last yesterday today so who whom whose"
    )
)


@dataclass(frozen=True)
class Span:
    """Tokens start..end of a sentence, which mean something together."""

    start: int
    end: int


S = TypeVar("S", bound=Span)


@dataclass(frozen=True)
class Token:
    """A word or a sign: as written, in lower case (and English), where; whether it was told as a thing."""

    text: str
    low: str
    start: int
    end: int
    thing: bool = False

    @property
    def word(self) -> bool:
        """Not punctuation."""
        return self.text[0].isalnum() or self.text[0] == "_"

    @property
    def capital(self) -> bool:
        """Begins with a capital letter."""
        return self.text[:1].isupper()


class Sentence:
    """A cleaned sentence, its tokens, and which of them are spoken for."""

    def __init__(self, given: str, is_area: Callable[[str], bool] = lambda _: False) -> None:
        """Read a sentence; any string will do.

        Args:
            given: It.
            is_area: Whether a word is the name of a country or a region: such compounds are not cut.
        """
        self.text = _SHORT.sub(r"\1", _PART_OF.sub(r"\1 ", clean(given)))
        self.tokens = [
            Token(found.group(), found.group().lower().replace("\u2019", "'"), found.start(), found.end())
            for found in _TOKEN.finditer(self.text)
        ]
        #: Another language than English; None for that.
        self.language = _language(self.tokens)
        self.unknown: frozenset[str] = frozenset()
        if self.language is not None:
            self.tokens, self.unknown = _translated(self.tokens, self.language, is_area)
        self.taken: list[str] = [
            "lead" if token.low == DROPPED and token.word else "" for token in self.tokens
        ]
        spoken = [token for token in self.tokens if token.word and token.text[0].isalpha()]
        capitals = sum(token.capital for token in spoken)
        #: In a title or in capitals throughout, a capital letter says nothing.
        self.shouted = len(spoken) > 3 and capitals > 0.7 * len(spoken)

    def __len__(self) -> int:
        return len(self.tokens)

    def low(self, at: int) -> str:
        """Token ``at`` in lower case; "" outside of the sentence and where it is spoken for."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) and not self.taken[at] else ""

    def raw(self, at: int) -> str:
        """Likewise, spoken for or not."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def lows(self, at: int, count: int) -> list[str]:
        """``count`` tokens, "" for those that are not there."""
        return [self.low(at + more) for more in range(count)]

    def is_at(self, at: int, *phrases: str) -> int:
        """How many tokens the first of these phrases that stands at ``at`` has; 0 when none does."""
        first = self.low(at)
        if not first:
            return 0
        for phrase in phrases:
            if not phrase.startswith(first):
                continue
            wanted = phrase.split()
            if self.lows(at, len(wanted)) == wanted:
                return len(wanted)
        return 0

    def ends_at(self, at: int) -> bool:
        """Whether a phrase may end before ``at``: the end, punctuation, a filter, a word of grammar."""
        if at >= len(self.tokens) or self.taken[at] or not self.tokens[at].word:
            return True
        return self.tokens[at].low in FUNCTION_WORDS or self.tokens[at].low.endswith("ing")

    def spans(self, read: Callable[[int], S | None]) -> list[S]:
        """What is read at one place after another, in order, none overlapping."""
        found: list[S] = []
        at = 0
        while at < len(self):
            span = read(at)
            if span is not None:
                found.append(span)
            at = at + 1 if span is None else span.end
        return found

    def take(self, start: int, end: int, label: str) -> None:
        """Give tokens start..end to a filter."""
        for at in range(max(start, 0), min(end, len(self.tokens))):
            self.taken[at] = label

    def between(self, start: int, end: int) -> str:
        """The sentence's own text of tokens start..end."""
        return "" if start >= end else self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def meaning(self, start: int, end: int) -> str:
        """Likewise, in English; what is not known in it is left out."""
        if self.language is None:
            return self.between(start, end)
        known = (
            one.low for one in self.tokens[start:end] if one.low not in self.unknown and one.low != DROPPED
        )
        return " ".join(known)

    def rest(self, meaning: bool = False) -> str:
        """What no filter took, without the conjunctions and prepositions that are left hanging.

        Args:
            meaning: In English, not in the sentence's own words.
        """
        runs: list[list[int]] = []
        for at, label in enumerate(self.taken):
            if label:
                continue
            if runs and runs[-1][-1] == at - 1:
                runs[-1].append(at)
            else:
                runs.append([at])
        wordy = [number for number, run in enumerate(runs) if self._words(run)]
        final = wordy[-1] if wordy else -1
        said: list[str] = []
        for number, run in enumerate(runs):
            run = self._trim(run, bool(said), last=number >= final)
            if run:
                said.append((self.meaning if meaning else self.between)(run[0], run[-1] + 1))
        joined = re.sub(r"\s+([,.;:!?])", r"\1", " ".join(said))
        return re.sub(r"\s+", " ", joined).strip(" ,;:.!?-\u2013\u2014").strip()

    def _words(self, run: Iterable[int]) -> bool:
        return any(self.tokens[at].word and self.tokens[at].low not in HANGING for at in run)

    def _trim(self, run: list[int], said: bool, last: bool) -> list[int]:
        """A run of free tokens without what only led to the filters beside it."""
        run = list(run)
        before, after = run[0] > 0, run[-1] + 1 < len(self.tokens)
        while run and before and (not self.tokens[run[0]].word or self._leads(run, said)):
            if self.tokens[run[0]].low in ",;" and said and len(run) > 1:
                break
            run.pop(0)
        while run and after and self._hangs(run, last):
            run.pop()
        return run

    def _leads(self, run: list[int], said: bool) -> bool:
        low = self.tokens[run[0]].low
        return not said and low in {"and", "or", "but", "of", "that", "which", "where", "with", "are", "is"}

    def _hangs(self, run: list[int], last: bool) -> bool:
        token = self.tokens[run[-1]]
        if not token.word:
            return last or token.low not in ","
        return token.low in HANGING_ALWAYS or (last and token.low in HANGING)


def _language(tokens: list[Token]) -> Language | None:
    """The language that most words are of; None for English, and where none is sure."""
    lows = [token.low for token in tokens if token.word]
    if len(lows) > 200:
        return None
    best = max(languages(), key=lambda one: one.sure(lows))
    english = sum(low in FUNCTION_WORDS | PHOTO_NOUNS and (low,) not in best.grammar for low in lows)
    sure = best.sure(lows)
    return best if sure > english and 5 * sure >= len(lows) else None


def _translated(
    tokens: list[Token], language: Language, is_area: Callable[[str], bool]
) -> tuple[list[Token], frozenset[str]]:
    """The tokens with English words as their small letters, compounds cut; and the words not known."""
    lows = [folded(token.low) for token in tokens]
    found: list[Token] = []
    unknown: set[str] = set()
    at = 0
    while at < len(tokens):
        count, english = language.phrase(lows[at : at + 6])
        token = tokens[at]
        if count:
            last = tokens[at + count - 1]
            found.append(replace(token, low=english[0], end=last.end if len(english) == 1 else token.end))
            for number, word in enumerate(english[1:], start=1):
                source = tokens[at + min(number, count - 1)]
                start = source.start if number < count else last.end
                found.append(
                    Token(source.text, word, start, last.end if number == len(english) - 1 else source.end)
                )
            at += count
            continue
        thing = language.thing(token.text) if token.word else ""
        cut = language.parts(token.low) if token.word and not thing else None
        if cut is not None and not is_area(token.text):
            middle = token.start + cut[0]
            found.append(Token(token.text[: cut[0]], cut[1], token.start, middle, True))
            tokens[at] = Token(token.text[cut[0] :], token.low[cut[0] :], middle, token.end)
            lows[at] = folded(tokens[at].low)
            continue
        if token.word and not thing and token.low.isalpha():
            unknown.add(token.low)
        found.append(replace(token, low=thing or token.low, thing=bool(thing)))
        at += 1
    return found, frozenset(unknown)


HANGING_ALWAYS = words("of from taken shot captured")
HANGING = HANGING_ALWAYS | words(
    "and or but with that which where the a an my in on at by to for is are was were during since "
    "until before after near around also made"
)


def clean(given: str) -> str:
    """Without control characters, lone surrogates and runs of spaces; never longer."""
    composed = unicodedata.normalize("NFC", given) if len(given) < 100_000 else given
    kept = "".join(
        " " if letter.isspace() or unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"} else letter
        for letter in composed
    )
    return re.sub(r" {2,}", " ", kept).strip()
