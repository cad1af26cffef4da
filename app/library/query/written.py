"""Finds what must be readable, and a photo as the query: quotes, "that says ...", "like this one"."""

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

from app.library.query.lines import Line, form
from app.library.query.tokens import FUNCTION_WORDS, PHOTO_NOUNS, Sentence, Span, words

_CLOSES = {
    '"': '"”“',
    "“": '”"“',
    "„": '“”"',
    "«": "»",
    "»": "«",
    "\u2039": "\u203a",
    "「": "」",
    "『": "』",
    "'": "'\u2019",
    "\u2018": "\u2019'",
}
_ENDINGS = r"(?:jpe?g|png|heic|heif|webp|gif|bmp|tiff?|avif|dng|jfif)"
_PATH = re.compile(
    rf"\b(?:more\s+)?(?:look(?:s|ing)?\s+like|like|similar\s+to|resembl(?:es|ing)|same\s+as)\s+"
    rf"(?:the\s+(?:photo|picture|image|file)\s+)?"
    rf"(?P<quote>[\"“'\u2018]?)(?P<path>(?:[~/.\\]|[A-Za-z]:[\\/])[^\"”\n]{{0,1000}}?\.{_ENDINGS}|[^\s\"”'\u2019,]{{1,255}}?\.{_ENDINGS}"
    rf"|(?:~|\.{{1,2}})?/[^\s\"”'\u2019]+)[\"”'\u2019]?(?=$|[\s,;.?!])",
    re.IGNORECASE,
)
_SAYING = words("says saying say reads reading labelled labeled titled captioned")
_SIGNS = words(
    "sign signs banner poster posters label labels shirt t-shirt tshirt board billboard screen "
    "placard note paper ticket message plate screenshot screenshots card cards jersey page "
    "letter dialog notice"
)


@dataclass(frozen=True)
class Quoted(Span):
    """Tokens with their quotation marks, or with what leads to a text, and the text."""

    text: str


def take_like(s: Sentence) -> tuple[Path | None, bool]:
    """The photo that others shall be like: its path, and whether "this one" was said."""
    if found := _PATH.search(s.text):
        starts = [token.start for token in s.tokens]
        s.take(bisect_left(starts, found.start()), bisect_left(starts, found.end()), "like")
        return Path(found["path"]), False
    for at in range(len(s)):
        if s.low(at) not in {"like", "similar", "resembling", "more", "same"}:
            continue
        start = at + (s.low(at) == "more") + (s.is_at(at, "the same") and 1)
        count = s.is_at(
            start,
            "like this one",
            "similar to this one",
            "resembling this one",
            "same as this one",
            "like this photo",
            "like this picture",
            "like this image",
            "similar to this photo",
            "similar to this picture",
            "similar to this image",
            "like this",
            "similar to this",
        )
        if count and (
            start + count >= len(s) or not s.tokens[start + count].word or s.ends_at(start + count)
        ):
            before = at
            while before and s.low(before - 1) in {
                "looks",
                "look",
                "looking",
                "that",
                "more",
                "anything",
                "ones",
            }:
                before -= 1
            s.take(before, start + count, "like")
            return None, True
    return None, False


def quotes(s: Sentence) -> list[Quoted]:
    """What is in quotation marks of any kind; those that never close are left alone."""
    found: list[Quoted] = []
    unclosed: set[str] = set()
    at = 0
    while at < len(s):
        mark = s.low(at)
        if mark in _CLOSES and mark not in unclosed and _opens(s, at):
            end = next((n for n in range(at + 1, len(s)) if _ends(s, n, _CLOSES[mark])), 0)
            if end > at + 1:
                found.append(Quoted(at, end + 1, s.text[s.tokens[at].end : s.tokens[end].start].strip()))
                at = end
            elif not end:
                unclosed.add(mark)
        at += 1
    return found


def says_cue(s: Sentence) -> tuple[int, int] | None:
    """Where "that says" and the like stand, and how long that is."""
    for at in range(len(s)):
        low = s.low(at)
        begins = at == 0 or s.taken[at - 1] in {"lead", "not"} or s.low(at - 1) in PHOTO_NOUNS
        told = low != "reading" or s.low(at + 1) not in {"a", "the", "to", "his", "her", "in", "on", "at"}
        if count := s.is_at(
            at, "mentioning", "that mentions", "that mention", "which mention", "which mentions"
        ):
            return at, count
        if begins and (count := s.is_at(at, "the words", "the word")) and s.low(at + count):
            return at, count  # "the word OPEN"
        if begins and low in _SAYING and told and s.low(at + 1):
            return at, 1  # "says access is denied", "photos saying Berlin"
        if low in {"that", "which", "it", "where"} and (
            count := s.is_at(
                at,
                "where it says",
                "where does it say",
                "which photos say",
                "which pictures say",
                "which one says",
                "where it reads",
                "that says",
                "that say",
                "that reads",
                "that read",
                "which says",
                "which say",
                "which reads",
                "it says",
                "that said",
            )
        ):
            if low == "it" and s.low(at - 1) not in {"", "and", "where"}:
                continue
            return at, count
        if (
            low in _SAYING - {"say", "titled", "captioned"}
            and s.low(at - 1) in _SIGNS
            and (s.low(at + 1) not in {"a", "the", "to", "his", "her"} or low in {"saying", "says"})
        ):
            return at, 1
        if low in {
            "with",
            "containing",
            "contain",
            "contains",
            "has",
            "have",
            "showing",
            "including",
            "without",
        } and (
            count := s.is_at(
                at + 1,
                "the words",
                "the word",
                "the text",
                "the phrase",
                "the caption",
                "the title",
                "the writing",
                "the inscription",
                "the number",
                "the letters",
                "the line",
                "the sentence",
                "the name",
                "the code",
                "text",
                "words",
            )
        ):
            if count == 1 and (
                at + 2 >= len(s)
                or s.low(at + 2) in {"on", "in", "at", "and", "or", "", "written", "behind", "but"}
            ):
                continue
            return at, count + 1
    return None


_ON_IT = "(?: (?:on|in) (?:it|them|top))"
_WRITTEN = f"(?:written{_ON_IT}?|(?:printed|painted|engraved|carved|embroidered|stencilled){_ON_IT})"
_TEXT = "(?!(?:it|he|she|an?|one|two|many|some|his|her) )(?P<text>(?:[^|,.;]+ ){0,5}?[^|,.; ]+)"
_AROUND = (
    r"with (?P<text>\d[^|]*?) on (?:it|them)",
    f"with {_TEXT} on (?:it|them)",
    f"(?:with|showing|that has|that have|which has|has) {_TEXT} {_WRITTEN}",
    f"(?:where|on which|in which|on that)(?: the words?| the text)? {_TEXT} (?:is {_WRITTEN}|says|is read)",
)


def written_around(s: Sentence) -> Quoted | None:
    """A text whose telling words stand on both sides: "with exit written on it"."""
    if not any(token.low in _MARKS for token in s.tokens):
        return None
    line = Line(s)
    for at in range(len(s)):
        for pattern in _AROUND:
            if found := line.match(form(pattern), at):
                start = at + found.group().split(" ").index(found["text"].split(" ")[0], 1)
                words_ = len(found["text"].split(" "))
                while words_ > 1 and s.low(start) in {"the", "word", "words", "text"}:
                    start, words_ = start + 1, words_ - 1
                shouted = not s.shouted and s.between(start, start + words_).isupper()
                if pattern == _ONLY_SHOUTED and not shouted:
                    continue
                return Quoted(at, line.end(found), s.between(start, start + words_).strip(" '\""))
    return None


_ONLY_SHOUTED = _AROUND[1]  # "with SALE on it", not "with cheese on it"
_MARKS = words("it them written printed painted engraved carved embroidered stencilled says read")


def only_written(s: Sentence) -> bool:
    """Whether no word of a sentence can be seen: a code ("B 12", "50 %"), another script, signs, an emoji."""
    tokens = [token for token in s.tokens if token.word]
    if all(token.low in FUNCTION_WORDS for token in tokens):
        return True
    letters = [letter for token in tokens for letter in token.text if letter.isalpha()]
    foreign = not any(letter.isascii() or "LATIN" in unicodedata.name(letter, "") for letter in letters)
    digits = any(any(letter.isdigit() for letter in token.text) for token in tokens)
    code = all(
        any(letter.isdigit() for letter in token.text) or (len(token.text) <= 2 and token.capital)
        for token in tokens
    )
    return (foreign and bool(letters)) or (digits and code)


def _opens(s: Sentence, at: int) -> bool:
    token = s.tokens[at]
    before = s.text[token.start - 1] if token.start else " "
    after = s.text[token.end : token.end + 1]
    if token.text in "'\u2018":
        return not before.isalnum() and after.isalnum()
    return not (token.text == '"' and before.isdigit())


def _ends(s: Sentence, at: int, marks: str) -> bool:
    token = s.tokens[at]
    if token.text not in marks or s.taken[at]:
        return False
    if token.text in "'\u2019":
        return not s.text[token.end : token.end + 1].isalnum()
    return True
