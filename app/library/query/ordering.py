"""Which photos first, how many, and what is asked of them: "the last five", "oldest first", "how many"."""

import re
from dataclasses import dataclass
from functools import cache

from app.library.query.date_forms import compiled, said_in
from app.library.query.lines import NUMBERS, ORDINALS, Line, any_of, form, number_of
from app.library.query.model import Order, Question
from app.library.query.tokens import PHOTO_NOUNS, Sentence, words

_KINDS = "screenshots?|documents?|receipts?|invoices?|drawings?|scans?|sketch(?:es)?|selfies?|videos?"
_NOUN = f"(?P<noun>{any_of(PHOTO_NOUNS)}|{_KINDS}|ones?)"
_MORE = r"(?: [a-z]+){0,2}?"  # newest black dog photo
_N = f"(?P<n>{any_of(NUMBERS)}|\\d+)"
_NTH = f"(?P<n>{any_of([one for one in ORDINALS if one not in ('first', 'last')])})"
_SOME = r"(?P<n>[2-9]|[1-9]\d|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_FEW = "(?:a couple of|a few|some|several|a dozen|a number of|a bunch of|lots of|many)"
_PLURAL = (
    "photos|pictures|pics|images|photographs|shots|snaps|snapshots|screenshots|videos|documents|drawings"
)
_GO_ON = "of|from|with|in|that|where|which|showing|by|taken|on|at|without"
_THE = "(?:the |my |our |your )?(?:very )?"
_NEW, _OLD = "newest|latest|most recent|youngest", "oldest|earliest"
_EITHER = rf"(?:(?P<new>{_NEW})|(?P<old>{_OLD}))"
_LAST_OR_FIRST = rf"(?:(?P<new>{_NEW}|last)|(?P<old>{_OLD}|first))"
_FORMS = (
    rf"(?:the )?{_EITHER}(?: ones?| photos?)? (?:first|on top|at the top)",
    rf"{_THE}{_NTH} {_EITHER}(?={_MORE} {_NOUN} )",
    rf"{_THE}(?P<n>second|third)(?:-| )(?:to(?:-| ))?(?P<new>last)(?= {_NOUN} )",
    rf"{_THE}{_LAST_OR_FIRST}(?: {_N})?(?= {_NOUN} )",
    rf"{_THE}{_N} {_LAST_OR_FIRST}(?= {_NOUN} )",
    rf"{_THE}{_EITHER}(?: {_N})?(?={_MORE} {_NOUN} )",
    rf"the {_N} {_EITHER}(?= (?:$|[|]|of (?:me|us|my|them) |from |with |in ))",
    rf"the {_LAST_OR_FIRST} {_N}(?= (?:$|[|]|from ))",
    rf"(?:the |my )?{_SOME}(?= (?:{_PLURAL}) (?:{_GO_ON}) )",
    rf"{_FEW}(?= (?:{_PLURAL}) (?:{_GO_ON}|[|]) )",
    "(?:sort|arrange)(?= (?:[a-z]+ ){1,5}?(?:newest|latest|most recent|oldest|earliest) first )",
    "(?:for )?(?:the )?(?:(?P<new>last)|(?P<old>first)) time",
    "(?:sorted|ordered|arranged|sort|order)(?: them)? by (?:date|time|age)"
    "(?: (?:(?P<new>newest first|descending|backwards)|(?P<old>oldest first|ascending)))?",
    f"(?P<old>in (?:chronological|time) order|chronologically|starting with the (?:{_OLD}|first))",
    f"(?P<new>in reverse(?: chronological)? order|starting with the (?:{_NEW}|last))",
)
_WHO = "(?: i| we| you)?"
_SEEN = (
    "(?: (?:been|go|gone|went|be|see|saw|seen|visit|visited|meet|met|have|had|eat|ate|was|were|photograph"
    "|photographed|film|filmed))?"
)
_TAKEN = "(?: (?:take|took|taken|make|shoot)(?: an?| the)?(?: last)? (?:pictures?|photos?)(?: of)?)?"
_ON_WHICH = "(?:on which (?:day|date)|in which year|in what year|what (?:day|year)|when)"
_QUESTIONS: tuple[tuple[str, Question], ...] = (
    (f"how (?:many times|often)(?: (?:was|were|did|have|had))?{_WHO}{_SEEN}{_TAKEN}", Question.COUNT),
    ("how many(?: of my| of the| of our| of)?", Question.COUNT),
    ("(?:what is |tell me )?(?:the )?number of", Question.COUNT),
    (f"count(?= (?:all |my |the |our )*(?:{any_of(PHOTO_NOUNS)}) )", Question.COUNT),
    (f"(?:when (?:was|is) )?(?:the )?(?:(?P<new>last)|(?P<old>first)) time(?: that)?{_WHO}{_SEEN}",
     Question.WHEN),
    (f"{_ON_WHICH}(?: was| were| did| have| had| am){_WHO}(?: there)?(?: (?P<new>last)| (?P<old>first))?"
     f"(?: time)?{_WHO}{_SEEN}(?: (?P<new>last)| (?P<old>first))?{_TAKEN}", Question.WHEN),
)  # fmt: skip
#: What a question about photos ends with.
_ENDS = (
    "(?:do (?:i|we|you) have|have (?:i|we|you)(?: got| taken)?|are there|did (?:i|we) (?:take|make)|"
    "(?:i|we) have|exist|there are|do you (?:see|know)|are in (?:my|the) library|taken|shot|made)"
)


@dataclass
class Asked:
    """What was asked beyond what is seen: see `app.library.query.model.Query`."""

    order: Order | None = None
    most: int | None = None
    question: Question | None = None


def take_order(s: Sentence) -> Asked:
    """Take what says the order, the number, or what is asked."""
    asked = Asked()
    if not any(token.low in _HINTS or token.low.isdigit() for token in s.tokens):
        return asked
    for at in range(len(s)):
        if not s.low(at):
            continue
        line = Line(s)
        for pattern, question in _questions():
            if at < 4 and asked.question is None and (found := line.match(pattern, at)):
                asked.question = question
                _note(asked, found)
                s.take(at, line.end(found), "lead")
                _take_ends(s)
        for pattern in _orders():
            if s.low(at) and (found := line.match(pattern, at)):
                _note(asked, found)
                if not (at and s.low(at - 1) in {"a", "an"}):
                    s.take(at, line.end(found), "lead")
    if asked.order is not None and s.low(len(s) - 1) == "first":
        s.take(len(s) - 1, len(s), "lead")  # "latest photos of Rex first"
    return asked


def _note(asked: Asked, found: re.Match[str]) -> None:
    said = said_in(found)
    if said.get("new") or said.get("old") or "order" in found.group() or "sort" in found.group():
        asked.order = Order.OLDEST if said.get("old") else Order.NEWEST
    if said.get("n"):
        asked.most = number_of(said["n"]) or ORDINALS.get(said["n"]) or None
    elif noun := said.get("noun"):
        asked.most = None if noun.endswith("s") else 1


def _take_ends(s: Sentence) -> None:
    for at in range(1, len(s)):
        if found := Line(s).match(
            form(
                _ENDS
                + r"(?= (?:[|?.!]|$|of |with |in |on |from |since |last |this |during |between |"
                + r"before |after ))"
            ),
            at,
        ):
            s.take(at, Line(s).end(found), "lead")


_HINTS = words(
    "newest latest recent youngest last oldest earliest first many often number count when which what time "
    "second third fourth fifth two three four five six seven eight nine ten twelve fifteen twenty couple few "
    "some several dozen bunch lots sorted ordered arranged arrange sort order chronologically chronological "
    "reverse starting"
)


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    return tuple(compiled(one) for one in _FORMS)


@cache
def _questions() -> tuple[tuple[re.Pattern[str], Question], ...]:
    return tuple((compiled(one), question) for one, question in _QUESTIONS)
