"""What barcodes and QR codes hold, in plain sentences: a link's host first, and nothing is opened."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from app.describe.words.english import ENGLISH
from app.describe.words.grammar import Lexicon
from app.describe.words.phrasing import clean, quoted, spoken_place
from app.inference.perception import Code
from app.inference.protocols import Level

#: So much of a content is said at each level: words, characters.
_ROOM = {Level.BRIEF: (10, 60), Level.DETAILED: (40, 240), Level.FULL: (400, 2000)}
#: So many codes are told briefly.
_BRIEF_CODES = 2
_HOST = re.compile(r"(?=.{1,253}$)[\w-]{1,63}(\.[\w-]{1,63})*\.?")
_FIELD = re.compile(r"((?:\\.|[^;:\\])*):((?:\\.|[^;\\])*)(?:;|$)")
_LINK = re.compile(r"https?://", re.IGNORECASE)


class CodeWords:
    """Puts codes into words. May be shared between threads.

    Args:
        language: The words.
    """

    def __init__(self, language: Lexicon = ENGLISH) -> None:
        self.language = language

    def told(self, codes: Sequence[Code], level: Level) -> list[str]:
        """A sentence for each code, and how many more there are."""
        most = _BRIEF_CODES if level is Level.BRIEF else len(codes)
        said = [self.sentence(code, level) for code in codes[:most]]
        if (more := len(codes) - most) > 0:
            sentence = "one_more_code" if more == 1 else "more_codes"
            said.append(f"{self.language.say(sentence, number=self.language.number(more))}.")
        return said

    def sentence(self, code: Code, level: Level) -> str:
        """Say "A QR code: a link to example.org."; the rest of the link from detailed on."""
        words = self.language.say("code", kind=self.language.one(code.format), what=self.content(code, level))
        return f"{words}."

    def content(self, code: Code, level: Level) -> str:
        """What a code holds: "a link to example.org"."""
        content = code.content.strip()
        if not content:
            return self._phrase("code_data")
        if "EAN" in code.format and content.isdigit():
            return _product(self._phrase, content)
        start, _, rest = content.partition(":")
        make = _KINDS.get(start.strip().upper())
        known = make(self._phrase, rest, level) if make is not None and rest else ""
        if not known and _LINK.match(content):
            known = _link(self._phrase, content, level)
        return known or self._phrase("code_text", text=_cut(content, level))

    def _phrase(self, name: str, **parts: object) -> str:
        return str(self.language.phrase(name, **parts))


Say = Callable[..., str]


def _cut(text: str, level: Level) -> str:
    words, characters = _ROOM[level]
    plain = clean(text)
    return quoted(plain if len(plain) <= characters else f"{plain[:characters]}\u2026", words=words)


def _product(say: Say, digits: str) -> str:
    if len(digits) == 13 and digits.startswith(("978", "979")):
        return say("code_isbn", number=digits)
    if len(digits) == 13 and digits.startswith("0"):
        digits = digits[1:]  # as it is printed on an American product
    return say("code_product", number=digits)


def _link(say: Say, link: str, level: Level) -> str:
    """The host that would be asked, whatever is written before an @; then the rest."""
    if link != clean(link) or " " in link:
        return ""  # what is hidden in it, or parts it, would be lost
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if not _HOST.fullmatch(host):
        return ""
    rest = parts._replace(scheme="", netloc="").geturl()
    foreign = any(ch.isalpha() and not unicodedata.name(ch, "").startswith("LATIN") for ch in host)
    words = say("code_link_foreign" if foreign else "code_link", host=host)
    if level is Level.BRIEF or rest in ("", "/"):
        return words
    return say("code_link_rest", link=words, rest=_cut(rest, level))


def _fields(text: str) -> dict[str, str]:
    """Fields as in "S:name;P:word;;"; a backslash takes the next character as it is."""
    found: dict[str, str] = {}
    for key, value in _FIELD.findall(text[:4000]):
        found.setdefault(clean(key).upper(), re.sub(r"\\(.)", r"\1", value))
    return found


def _wifi(say: Say, rest: str, level: Level) -> str:
    fields = _fields(rest)
    name, password = fields.get("S", ""), fields.get("P", "")
    if not name:
        return ""
    if not password:
        return say("code_wifi_open", what=_cut(name, level))
    if level is Level.FULL:
        return say("code_wifi_password", what=_cut(name, level), password=_cut(password, level))
    return say("code_wifi", what=_cut(name, level))


def _contact(say: Say, name: str, phone: str, mail: str, level: Level) -> str:
    if not name:
        return ""
    more = [
        say(sentence, what=_cut(what, level))
        for sentence, what in (("code_phone_is", phone), ("code_mail_is", mail))
        if what and level is not Level.BRIEF
    ]
    return ", ".join([say("code_contact", what=_cut(name, level)), *more])


def _card(say: Say, rest: str, level: Level) -> str:
    """A vCard or an event, after its "BEGIN:"."""
    lines: dict[str, str] = {}
    for line in rest[:8000].splitlines():
        key, _, value = line.partition(":")
        lines.setdefault(key.partition(";")[0].upper().strip(), value.strip())
    if rest.upper().startswith("VEVENT") or rest.upper().startswith("VCALENDAR"):
        return say("code_event", what=_cut(lines["SUMMARY"], level)) if lines.get("SUMMARY") else ""
    name = lines.get("FN") or " ".join(part for part in reversed(lines.get("N", "").split(";")[:2]) if part)
    return _contact(say, name, lines.get("TEL", ""), lines.get("EMAIL", ""), level)


def _mecard(say: Say, rest: str, level: Level) -> str:
    fields = _fields(rest)
    name = " ".join(part.strip() for part in reversed(fields.get("N", "").split(",")))
    return _contact(say, name.strip(), fields.get("TEL", ""), fields.get("EMAIL", ""), level)


def _mail(say: Say, rest: str, level: Level) -> str:
    return say("code_mail", what=_cut(rest.partition("?")[0], level))


def _matmsg(say: Say, rest: str, level: Level) -> str:
    to = _fields(rest).get("TO", "")
    return say("code_mail", what=_cut(to, level)) if to else ""


def _phone(say: Say, rest: str, level: Level) -> str:
    return say("code_phone", what=_cut(rest, level))


def _message(say: Say, rest: str, level: Level) -> str:
    number = re.split(r"[:?]", rest)[0]
    return say("code_message", what=_cut(number, level)) if number else ""


def _geo(say: Say, rest: str, level: Level) -> str:
    numbers = re.split(r"[,;?]", rest)[:2]
    try:
        place = spoken_place([float(number) for number in numbers])
    except ValueError:
        return ""
    return say("code_place", what=place) if place else ""


_KINDS: dict[str, Callable[[Say, str, Level], str]] = {
    "WIFI": _wifi,
    "BEGIN": _card,
    "MECARD": _mecard,
    "MAILTO": _mail,
    "MATMSG": _matmsg,
    "TEL": _phone,
    "SMS": _message,
    "SMSTO": _message,
    "GEO": _geo,
}
