"""Simple questions in English: what is asked, and of which thing, where that is wholly understood."""

import re
from dataclasses import dataclass
from enum import Enum, auto


class QuestionKind(Enum):
    """What may be asked."""

    IS_THERE = auto()
    HOW_MANY = auto()
    WHERE = auto()
    READ = auto()
    CODE = auto()
    WHEN_TAKEN = auto()
    WHERE_TAKEN = auto()
    CAMERA = auto()
    SIZE = auto()
    WHAT = auto()
    WHERE_AM_I = auto()
    INDOORS = auto()


@dataclass(frozen=True)
class Question:
    """A question that was understood.

    Attributes:
        asked: What is asked.
        thing: Of which thing, as the user called it, without its article; "" where none is named.
    """

    asked: QuestionKind
    thing: str = ""


_PICTURE = r"(?:picture|photo|photograph|image|screenshot|page|document|screen|window|scene|shot)"
_THIS = rf"(?:it|this|that|(?:the|this|that) {_PICTURE})"
_TAIL = rf"(?: (?:in|on) {_THIS}| here| there| visible)*"
_THING = r"(?P<thing>[a-z][a-z' -]*?)"
_TAKEN = r"(?:taken|made|shot|recorded)"
_CODE = r"(?:(?:the|a|any|this|that) )?(?:(?:qr|bar) ?)?codes?|(?:the|a|any) barcodes?"
# The first that fits the whole question counts; what fits none is not understood.
_FORMS: tuple[tuple[QuestionKind, str], ...] = (
    (QuestionKind.CODE, rf"(?:is|are) there (?:{_CODE}){_TAIL}"),
    (QuestionKind.CODE, rf"(?:what does |what is in )?(?:scan|read)? ?(?:{_CODE})(?: say| hold| contain)?"),
    (QuestionKind.READ, rf"what does (?:{_THIS}|(?:the|this) (?:sign|text|label|note|letter|writing)) say"),
    (QuestionKind.READ, rf"what(?: is|'s) (?:written|the text|printed){_TAIL}"),
    (QuestionKind.READ, r"(?:please )?(?:can you |could you )?read(?: it| this| that| (?:me )?the text)?"
        r"(?: out| aloud)?(?: to me| for me)?(?: please)?"),
    (QuestionKind.READ, rf"is there (?:any |some )?(?:text|writing){_TAIL}"),
    (QuestionKind.WHEN_TAKEN, rf"(?:when|what (?:date|day|time)|which (?:date|day)) was {_THIS} {_TAKEN}"),
    (QuestionKind.WHEN_TAKEN, rf"how old is (?:the|this) {_PICTURE}"),
    (QuestionKind.WHERE_TAKEN, rf"where was {_THIS} {_TAKEN}"),
    (QuestionKind.CAMERA, rf"(?:which|what) camera (?:took {_THIS}|was used|was {_THIS} {_TAKEN} with)"),
    (QuestionKind.SIZE, rf"(?:how (?:big|large) is (?:it|(?:the|this) {_PICTURE})|what size is {_THIS})"),
    (QuestionKind.WHERE_AM_I, rf"where (?:is {_THIS}|am i|are we)"),
    (QuestionKind.INDOORS, rf"(?:is {_THIS}|am i|are we) (?:indoors?|outdoors?|inside|outside)"
        r"(?: or (?:indoors?|outdoors?|inside|outside))?"),
    (QuestionKind.WHAT, rf"what(?: is|'s) (?:{_THIS}|(?:in|on) {_THIS}|there|here)"),
    (QuestionKind.WHAT, rf"what (?:do|can) you see{_TAIL}|what does {_THIS} show|describe {_THIS}"),
    (QuestionKind.HOW_MANY, rf"how many {_THING}(?: are| is)?(?: there)?(?: (?:do|can) you see)?{_TAIL}"),
    (QuestionKind.WHERE, rf"where(?: is|'s| are) (?:the |a |an |my )?{_THING}{_TAIL}"),
    (QuestionKind.IS_THERE, rf"(?:is|are) there (?:any |some |a |an )?{_THING}{_TAIL}"),
    (QuestionKind.IS_THERE, rf"(?:do|can) you see (?:any |some |a |an |the )?{_THING}{_TAIL}"),
    (QuestionKind.IS_THERE, rf"does {_THIS} show (?:any |some |a |an )?{_THING}"),
    (QuestionKind.IS_THERE, r"is (?P<thing>anyone|anybody|someone|somebody)" + _TAIL),
)  # fmt: skip
_NAMES = dict.fromkeys(("anyone", "anybody", "someone", "somebody"), "person")
_NAMES |= dict.fromkeys(("qr code", "qr codes", "codes", "barcode", "barcodes", "bar code"), "code")
_COMPILED = tuple((asked, re.compile(form)) for asked, form in _FORMS)
_LONGEST = 120


def understood(question: str) -> Question | None:
    """What is asked; None for whatever is not wholly understood."""
    plain = " ".join(question.lower().replace("\u2019", "'").strip(" \t\n?.!").split())
    if not plain or len(plain) > _LONGEST:
        return None
    for asked, form in _COMPILED:
        if found := form.fullmatch(plain):
            thing = (found.groupdict().get("thing") or "").strip()
            return Question(asked, _NAMES.get(thing, thing))
    return None
