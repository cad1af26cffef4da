"""Takes away what only asks: "show me", "do I have any pictures where", "please"."""

from app.library.query.tokens import DETERMINERS, PHOTO_NOUNS, PREPOSITIONS, Sentence, words

_NOUNS = PHOTO_NOUNS - words("screenshot screenshots video videos")
_MANY = frozenset({"photos", "pictures", "pics", "images", "photographs"})
_POLITE = (
    "can you please",
    "could you please",
    "can you",
    "could you",
    "would you",
    "will you",
    "i would like to see",
    "i would like to find",
    "i would like",
    "i want to see",
    "i want to find",
    "i want",
    "i 'd like to see",
    "i'd like to see",
    "i'd like to find",
    "i'd like",
    "i need",
    "i am looking for",
    "i'm looking for",
    "let me see",
    "please",
    "hey",
    "hello",
    "hi",
    "okay",
    "ok",
    "earsight",
    ",",
)
_CERTAIN = (
    "show me",
    "show us",
    "find me",
    "search for",
    "look for",
    "looking for",
    "give me",
    "get me",
    "bring up",
    "pull up",
    "do i have",
    "do we have",
    "have i got",
    "have we got",
    "are there",
    "is there",
    "where are",
    "where is",
    "what are",
    "what did i photograph",
    "what did we photograph",
    "what did i take pictures of",
    "what did i take photos of",
    "have i any",
    "do you have",
    "have you got",
    "where was i",
    "where did i take",
    "where did we take",
    "i search",
    "i look for",
    "i am searching for",
    "i'm searching for",
    "tell me",
    "let us see",
    "let's see",
)
_WHICH = (
    "what's",
    "where was",
    "where were",
    "where is",
    "where's",
    "where did i take",
    "what was",
    "what is",
    "what were",
    "what are",
    "which was",
    "which is",
    "which were",
    "which are",
)
_VERBS = words("show find search display list open get see view")
_BETWEEN = DETERMINERS - {"no"} | words("of all recent new more our me")
_CONNECTORS = (
    "that have",
    "that has",
    "that show",
    "that shows",
    "that contain",
    "that contains",
    "that include",
    "which show",
    "which shows",
    "where there is",
    "where there are",
    "where you can see",
    "where i can see",
    "in which there is",
    "in which",
    "where",
    "showing",
    "containing",
    "that were",
    "that was",
    "that are",
    "which were",
    "that i",
    "that we",
    "i",
    "we",
)
_ENDS = (
    "do i have",
    "have i got",
    "i have",
    "are there",
    "please",
    "thanks",
    "thank you",
    "for me",
    "thank you very much",
)
_NOTHING = frozenset({"taken", "took", "made", "shot", "captured", "have", "got", "ever"})


def take_lead(s: Sentence) -> tuple[int, bool, bool]:
    """Take the asking words at both ends.

    Returns:
        Where the rest begins, whether recent photos were asked for, and whether photos were named.
    """
    _take_end(s)
    at, asked = 0, False
    moved = True
    while moved and at < len(s):
        moved = False
        if count := s.is_at(at, *_POLITE):
            at, moved = at + count, True
        elif at < len(s) and s.taken[at] == "lead":
            at, moved, asked = at + 1, True, True
        elif (count := s.is_at(at, *_CERTAIN)) or (
            (count := s.is_at(at, *_WHICH)) and s.taken[at + count : at + count + 1] not in ([], [""])
        ):
            at, moved, asked = at + count, True, True
        elif s.low(at) in _VERBS and _goes_on(s, at):
            at, moved, asked = at + 1, True, True
    if asked and s.low(at) in {"all", "any", "some", "every"} and s.low(at + 1) not in DETERMINERS | {"of"}:
        at += 1
    s.take(0, at, "lead")
    # "No photos of dogs": what is not wanted is read later.
    noun = at + (s.low(at) in {"no", "not"}) + (s.low(at) == "not" and s.low(at + 1) in {"any", "a"})
    kept = noun
    while s.low(noun) in _BETWEEN:
        noun += 1
    if s.low(noun) not in _NOUNS or not _photo_ends(s, noun + 1):
        _take_late_noun(s, at)
        return at, False, False
    recent = any(s.low(n) == "recent" for n in range(at, noun))
    end = noun + 1
    end += s.is_at(end, *_CONNECTORS)
    while s.low(end) in _NOTHING:
        end += 1
    s.take(kept, end, "lead")
    return end, recent, kept == at


def _goes_on(s: Sentence, at: int) -> bool:
    follows = s.low(at + 1)
    if s.low(at) in {"find", "see"}:
        return bool(follows)
    if _is_led(s, at + 1):
        return True  # "show the ten newest"
    return follows in DETERMINERS | PHOTO_NOUNS | {"all", "me", "everything", "anything"}


def _is_led(s: Sentence, at: int) -> bool:
    return at < len(s) and s.taken[at] == "lead"


def _photo_ends(s: Sentence, at: int) -> bool:
    """Whether the phrase about photos goes on as one does, not as in "photo album"."""
    low = s.low(at)
    if not low or not s.tokens[at].word or low in PREPOSITIONS or low in _NOTHING:
        return True
    return bool(s.is_at(at, *_CONNECTORS)) or low in {
        "last",
        "yesterday",
        "today",
        "this",
        "like",
        "similar",
        "without",
        "not",
        "no",
        "and",
        "but",
        "except",
        "excluding",
        "that",
        "which",
        "a",
        "the",
        "my",
        "me",
        "recently",
        "older",
        "newer",
        "earlier",
        "later",
        "between",
        "dated",
        "neither",
        "saying",
        "reading",
        "says",
        "sorted",
        "ordered",
        "oldest",
        "newest",
        "free",
        "or",
        "other",
        "apart",
        "leaving",
        "minus",
        "i",
        "we",
    }


def _take_end(s: Sentence) -> None:
    end = len(s)
    while end:
        if not s.tokens[end - 1].word and s.low(end - 1) in {".", "?", "!", ","}:
            end -= 1
            continue
        count = next(
            (len(w.split()) for w in _ENDS if end > len(w.split()) and s.is_at(end - len(w.split()), w)), 0
        )
        if not count:
            return
        s.take(end - count, len(s), "lead")
        end -= count


def _take_late_noun(s: Sentence, at: int) -> None:
    """Take the noun of "dog pictures from ...", "beach photos": a short phrase without grammar."""
    noun = at
    while s.low(noun) in {"all", "my", "the", "our", "any", "some"}:
        noun += 1
    first = noun
    while noun < len(s) and s.tokens[noun].word and s.low(noun) not in _MANY:
        low = s.low(noun)
        if not low or low in PREPOSITIONS | DETERMINERS or low.endswith("ing") or noun - first >= 2:
            return
        noun += 1
    ends = (
        noun + 1 >= len(s)
        or not s.tokens[noun + 1].word
        or s.low(noun + 1)
        in PREPOSITIONS
        | {"where", "that", "without", "not", "last", "yesterday", "taken", "this", "but", "today"}
    )
    if first < noun < len(s) and s.low(noun) in _MANY and ends and (s.low(noun + 1) != "of" or s.language):
        s.take(noun, noun + 1, "lead")
