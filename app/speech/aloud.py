# ruff: noqa: RUF001 - letters and signs of many alphabets
"""Signs as words: what voices leave out or take for something else, and only that.

A line before a number is a minus only where nothing else is likely: no range, date, telephone number or
bullet. Where that is open, the line is said as one.
"""

import re

from app.speech.sign_words import MONTHS, PLAIN, POINTS, WORDS, SignWords

_LONGEST = 600
_PIECES = re.compile(rf"[^\n]{{1,{_LONGEST}}}(?:(?<=\s)|\n|$)|.{{1,{_LONGEST}}}", re.DOTALL)
_LINES = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_LINE = f"[{_LINES}]"
_MONEY = r"(?:US\$|[€$£¥₹₽₺₩₪₴]|(?:EUR|USD|GBP|CHF|CAD|AUD)\b)"
_UNIT = rf"(?:{_MONEY}|%|‰|°\s?[CFK]?|℃|℉)"
_SPACES = "\u00a0\u202f\u2009\u2007"
_AMOUNT = rf"(?:{_MONEY}\s?)?[.,]?\d[\d.,'’{_SPACES}]*(?:\s?{_UNIT})?"

# A line directly before a number, or before its currency.
_SIGNED = re.compile(rf"(?P<line>{_LINE})(?P<money>{_MONEY}\s?)?(?=[.,]?\d)")
_MONEY_SIGNED = re.compile(rf"(?<![\d.,])(?P<money>{_MONEY}) ?{_LINE} ?(?=[.,]?\d)")
_ALONE = re.compile(rf"^(?P<before>[\W_]*?){_LINE}\s+(?P<amount>{_AMOUNT})(?P<after>[^\w%]*)$", re.MULTILINE)
_VALUE = re.compile(rf"(?<=[:=(])(?P<gap>\s*){_LINE}\s+(?=(?:{_MONEY}\s?)?\d)")
_BEHIND = re.compile(rf"(?<=\d[.,]\d\d)(?P<money>\s?{_MONEY})?\s?{_LINE}(?=[\s\"”)]*$)", re.MULTILINE)
_EVEN = re.compile(rf"(?<=\d)[.,](?:{_LINE}{{1,2}}|=)(?!\d)")
_POWER = re.compile(rf"(?<=\d)[eE]{_LINE}(?=\d+\b)")
_TO_BELOW = re.compile(rf"(?<=[\d%°CF])\s?{_LINE}\s?{_LINE}(?=\d)")
_EQUATION = re.compile(rf"(?<![\w.,])\d[\d.,]*(?:\s*(?:[+*×/]|{_LINE})\s*\d[\d.,]*)+\s*=")
_SPACED = re.compile(rf"(?<=[\d%°€$£])\s{_LINE}\s(?=(?:{_MONEY}\s?)?\d)")
# "Balance - 412.50" may be a debt, and "Coffee - 3.40" is a price: the line is said as one.
_LABELLED = re.compile(
    rf"(?<=[^\W\d_]) [-\u2010-\u2015] (?={_MONEY}\s?\d|\d[\d.,'’{_SPACES}]*(?:[.,]\d\d\b|\s?{_UNIT}))"
)
_BETWEEN = re.compile(r"(?<=[\d%°€$£CF″′])[\u2010-\u2015](?=[\d€$£])|(?<=\w)[\u2010-\u2013](?=\w)")
_UNIT_RANGE = re.compile(rf"(?<=[%°]){_LINE}(?=\d)|(?<=°[CF]){_LINE}(?=\d)|{_LINE}(?=[€$£]\d)(?<=\d.)")
_REAL_MINUS = re.compile(r"(?<=[\w)])\s?\u2212\s?(?=\d)")
_SOFT = re.compile(r"\u2011")
_TELEPHONE = re.compile(r"(?:\+\d[\d ()/]*|(?:^|[^\w.,])\(?0\d[\d ()/]*|\d[)/])$")
_NO_SIGN = frozenset(f"_.)]}}%°€$£″′’”/~{_LINES}")
_APART = "\x1f"
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")

_GROUPED = re.compile(
    rf"(?<![\w.,'’:/-])(?P<first>\d{{1,3}})(?P<rest>(?P<mark>[.,'’ {_SPACES}])\d{{3}}(?:(?P=mark)\d{{3}})*)"
    rf"(?P<decimals>[.,]\d+)?(?![\d'’]|[.,:/-]\d|\s\d{{3}}\b)"
)
_LAKHS = re.compile(r"(?<![\w.,])\d{1,2}(?:,\d\d)+,\d{3}(?![\d,])")
_COMMA = re.compile(r"(?<![\w.,])(?P<whole>\d+),(?P<decimals>\d{1,2}|\d{4,})(?![\d,]|\.\d)")
_MEASURE = rf"\s?(?:{_UNIT}|(?:[kcmdµ]?[mgl]|[kM]?Wh?|[kMGT]B|[kM]?V|m?A|k?Hz|bar|kr|zł|Kč|Ft|lei|x|h|s)\b)"
_DATE = re.compile(
    r"(?<![\w.,])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>(?:1[5-9]|20)\d\d)(?![\w.]*\d)"
)

_INCHES = re.compile(r"(?<=\d)\s?″|(?<=[½¼¾⅛⅜⅝⅞])\s?″")
_FEET = re.compile(r"(?<=\d)\s?′(?:\s?(?=\d))?")
_ANGLE = re.compile(r"(?<=\d)′\s?(?P<seconds>\d+(?:[.,]\d+)?)″")
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED = re.compile(r"(?<=[\dA-Za-z)])[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_CARET = re.compile(rf"(?<=[\w)])\^({_LINE}?)(\d+)")
_UNITS = re.compile(r"(?:^|[^A-Za-z])(?:[kcmdµ]?m|ft|in|yd|s|[a-zA-Z])$")
_STRUCK = re.compile(r"(?:[^\s\u0335\u0336](?:[\u0335\u0336]\s?)+)+|~~(?=\S)(?P<plain>[^~\n]+?)(?<=\S)~~")
_TICKS = str.maketrans(dict.fromkeys("✔☑🗸✅", "✓") | dict.fromkeys("✘✕✖☒❌❎🗙", "✗") | {"□": "☐"})
_MARKS = re.compile(r"[✓✗☐]\ufe0f?")
_STARS = re.compile(r"[★☆⭐](?:\ufe0f? ?[★☆⭐])*\ufe0f?")


def _before(found: "re.Match[str]") -> str:
    """What stands before, as far as it tells anything."""
    return found.string[max(0, found.start() - 40) : found.start()]


def aloud(text: str, language: str) -> str:
    """A text whose signs a voice of this language says.

    Args:
        text: After :func:`app.speech.primes.with_primes`, which tells inches from quotation marks.
        language: Code of two letters.
    """
    if len(text) > _LONGEST:
        # Piece by piece: what a row of a million signs takes grows with it, not with its square.
        return "".join(aloud(piece, language) for piece in _PIECES.findall(text))
    if text.isascii() and not any(ch.isdigit() for ch in text) and "~~" not in text:
        return text
    words = WORDS.get(language, PLAIN)
    text = _marks(text, words)
    text = _powers(text, words)
    text = _numbers(text, language)
    text = _signs(text, words)
    return _measures(text, words)


def _signs(text: str, words: SignWords) -> str:
    minus = f"{words.minus} " if words.minus != PLAIN.minus else words.minus
    to = f" {words.to} {minus}" if words.to else f"-{minus}"
    text = _TO_BELOW.sub(to, text)
    text = _EVEN.sub("", text)
    text = _POWER.sub(lambda found: f" {found[0][0]} {minus}", text)
    text = _EQUATION.sub(lambda sum_: re.sub(rf"\s*{_LINE}\s*", f" {minus}", sum_[0]), text)
    text = _REAL_MINUS.sub(f" {minus}", text)
    text = _ALONE.sub(lambda found: _alone(found, minus), text)
    text = _VALUE.sub(lambda found: found["gap"] + minus, text)
    text = _MONEY_SIGNED.sub(lambda found: minus + found["money"], text)
    text = _BEHIND.sub(lambda found: f"{found['money'] or ''} {minus.rstrip()}", text)
    text = _SIGNED.sub(lambda found: _signed(found, minus), text).replace(f" {_APART}", ", ")
    if words.dash:
        text = _SPACED.sub(f" {words.dash} ", text)
        text = _LABELLED.sub(f" {words.dash} ", text)
    if words.to:
        text = _UNIT_RANGE.sub(f" {words.to} ", text)
    return _SOFT.sub("-", _BETWEEN.sub("-", text))


def _alone(found: "re.Match[str]", minus: str) -> str:
    """A line, a space and an amount, and nothing else: a balance, where it has decimals or a unit."""
    amount = found["amount"]
    if not re.search(rf"[.,]\d|{_UNIT}", amount):
        return found[0]
    return f"{found['before']}{minus}{amount}{found['after']}"


def _signed(found: "re.Match[str]", minus: str) -> str:
    before = _before(found)
    last = before[-1:]
    if last and (last.isalnum() or last in _NO_SIGN or (last in "\"'" and before[-2:-1].isalnum())):
        return found[0]
    after = re.match(r"[\d.:]+", found.string[found.end() :])
    number = after[0] if after else ""
    if last == " " and _continues(before.rstrip(), number, found["line"]):
        return found[0]
    # "3 -2" are two numbers, and no sum.
    apart = last == " " and before.rstrip()[-1:].isdigit()
    return f"{_APART}{minus}{found['money'] or ''}" if apart else f"{minus}{found['money'] or ''}"


def _continues(before: str, number: str, line: str) -> bool:
    """Whether a line and a number go on with what stands before: a telephone number, times or years."""
    if _TELEPHONE.search(before) or (line == "\u2014" and before[-1:].isalpha()):
        return True
    earlier = re.search(r"[\d:]+$", before)
    if earlier is None:
        return False
    clock = ":" in earlier[0] and ":" in number
    return clock or bool(_YEAR.fullmatch(earlier[0]) and _YEAR.fullmatch(number))


def _numbers(text: str, language: str) -> str:
    """Thousands without marks, decimals with the mark of the language, and dates with the month's name."""
    point = language in POINTS
    if language == "en":
        text = _DATE.sub(_date, text)
    text = _GROUPED.sub(lambda found: _grouped(found, point), text)
    text = _LAKHS.sub(lambda found: found[0].replace(",", ""), text)
    words = WORDS.get(language, PLAIN)
    return _COMMA.sub(lambda found: _comma(found, words.comma), text) if point else text


def _grouped(found: "re.Match[str]", point: bool) -> str:
    mark, decimals = found["mark"], found["decimals"] or ""
    groups = found["rest"].count(mark)
    address = mark == "." and groups == 3 and not decimals
    if found["first"].startswith("0") or address or (decimals and decimals[0] == mark):
        return found[0]
    certain = groups > 1 or bool(decimals) or mark in "'’" or mark in _SPACES
    if mark == " ":
        # Spaces also stand between numbers, and in telephone numbers.
        before, after = _before(found), found.string[found.end() :]
        money = bool(re.search(rf"{_MONEY}\s?$", before) or re.match(rf"\s?{_UNIT}", after))
        certain = (bool(decimals) or money) and not re.search(r"[\d+(]\s*$", before)
    if not certain:
        return found[0]
    whole = found["first"] + found["rest"].replace(mark, "")
    return whole + (("." if point else ",") + decimals[1:] if decimals else "")


def _comma(found: "re.Match[str]", word: str) -> str:
    before, after = _before(found), found.string[found.end() :]
    if re.match(_MEASURE, after) or re.search(rf"{_MONEY}\s?{_LINE}?$", before):
        return f"{found['whole']}.{found['decimals']}"
    return f"{found['whole']} {word} {found['decimals']}" if word else found[0]


def _date(found: "re.Match[str]") -> str:
    day, month = int(found["day"]), int(found["month"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return found[0]
    return f"{day} {MONTHS[month - 1]} {found['year']}"


def _measures(text: str, words: SignWords) -> str:
    if "″" not in text and "′" not in text:
        return text
    if words.minutes[0]:
        text = _ANGLE.sub(lambda found: _angle(found, words), text)
    if words.foot[1]:
        text = _FEET.sub(lambda found: f" {_number_of(found, words.foot)}{_APART}", text)
    if words.inch[1]:
        text = _INCHES.sub(lambda found: f" {_number_of(found, words.inch)}{_APART}", text)
    return re.sub(rf"{_APART}(?=\w)", " ", text).replace(_APART, "")


def _number_of(found: "re.Match[str]", forms: tuple[str, str]) -> str:
    """The form that goes with the number before: "1 inch", "27 inches"."""
    return forms[0] if re.search(r"(?<![\d.,/])1$", _before(found)) else forms[1]


def _angle(found: "re.Match[str]", words: SignWords) -> str:
    """Minutes and seconds: after degrees, and where there are too many inches for feet."""
    before = _before(found)
    seconds = found["seconds"]
    if re.search(r"°\s?\d+$", before) or float(seconds.replace(",", ".")) >= 12:
        return f" {words.minutes[0]} {seconds} {words.minutes[1]}"
    return found[0]


def _powers(text: str, words: SignWords) -> str:
    squared, cubed, power = words.squared
    if not power:
        return text

    def say(found: "re.Match[str]") -> str:
        before = _before(found)
        if not (before[-1:].isdigit() or before[-1:] == ")" or _UNITS.search(before)):
            return found[0]
        number = found[0].translate(_POWERS)
        if number in ("2", "3"):
            return f" {squared if number == '2' else cubed}"
        return f" {power} {number.replace('-', words.minus + ' ').replace('+', '')}"

    text = _CARET.sub(
        lambda found: f" {power} {words.minus + ' ' if found[1] else ''}{found[2]}",
        text,
    )
    return _RAISED.sub(say, text)


def _marks(text: str, words: SignWords) -> str:
    if text.isascii() and "~~" not in text:
        return text
    if words.struck:
        text = _STRUCK.sub(lambda found: f"{words.struck} {_unstruck(found)}, ", text)
    tick, cross, box = words.tick
    if tick:
        names = {"✓": tick, "✗": cross, "☐": box}
        text = _MARKS.sub(lambda found: f" {names[found[0][0]]} ", text.translate(_TICKS))
        text = re.sub(r"(?<=\S)  +| {2,}(?=\S)", " ", text)
    if words.stars:
        text = _rated(_STARS.sub(lambda found: _stars(found, words.stars), text), words.stars)
    return text


def _unstruck(found: "re.Match[str]") -> str:
    return (found["plain"] or re.sub("[\u0335\u0336]", "", found[0])).strip()


def _rated(text: str, template: str) -> str:
    """Stars behind a number are what it counts: "4.5 ★"."""
    word = template.rpartition(" ")[2] if template.endswith("stars") else ""
    return re.sub(r"(?<=\d)\s?[★⭐]\ufe0f?(?!\s?[★☆⭐])", f" {word}", text) if word else text


def _stars(found: "re.Match[str]", template: str) -> str:
    full, empty = sum(found[0].count(star) for star in "★⭐"), found[0].count("☆")
    if full + empty < 2 or full + empty > 10:
        return found[0]
    return template.format(number=full, total=full + empty)
