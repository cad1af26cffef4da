"""What is said about a picture, in which order, at which level. The house's order of speaking is here.

Photos: kind and gist, text read out, other objects, setting, layout. Screenshots and documents: title and
largest text, then what looks like a dialog or an error, then the text, setting, layout.
"""

from collections.abc import Iterator, Sequence

from app.describe import screens
from app.describe.findings import Findings
from app.describe.result import TextLine
from app.describe.words import phrasing
from app.describe.words.photo import PhotoWords
from app.inference.protocols import Kind, Level, Stance
from app.shot import Shot

_BRIEF_LINES = 3
_BRIEF_TEXT_WORDS = 12
_MAIN_LINES = 8


def origin_in_words(shot: Shot) -> str:
    """Where a picture of the screen is from, as the system has it: application, window; "" if unknown."""
    app, title = phrasing.clean(shot.app), _without_app(phrasing.clean(shot.window), shot.app)
    window = f"window {phrasing.quoted(title, words=12)}" if title else ""
    known = ", ".join(part for part in (app, window) if part)
    return f"{known[0].upper()}{known[1:]}." if known else ""


def _without_app(title: str, app: str) -> str:
    """A title without the application's name at its end, which was just said."""
    for dash in (" - ", " \u2014 ", " \u2013 "):
        before, found, last = title.rpartition(dash)
        if found and app and app.casefold() in last.casefold():
            return before
    return title


def opening(findings: Findings, words: PhotoWords, level: Level, *, gist: bool = True) -> str:
    """The first thing said: what sort of picture it is and what it shows, as far as that is sure.

    Without ``gist`` the small model's sentence is no part of it: another model's words follow.
    """
    if findings.by_facts:
        return _opening_of_facts(findings, words, level)
    return words.opening(findings.kind, findings.seen, findings.perceived, level, gist=gist)


def beside(
    findings: Findings, words: PhotoWords, level: Level, said: str, *, gist: bool = True
) -> Iterator[str]:
    """What is known of a photo before its text is read, and not in the opening; arguments as for that."""
    if not findings.by_facts:
        yield from words.rest(findings.seen, findings.perceived, level, said, gist=gist)


def caption_of(findings: Findings, words: PhotoWords) -> tuple[Stance, str | None, str]:
    """(stance, bare sentence, its source): a picture in one sentence, for programs; reading is over."""
    if findings.by_facts:  # a size alone describes nothing
        if not findings.amount and findings.perceived.codes:
            return Stance.FACT, words.codes.sentence(findings.perceived.codes[0], Level.BRIEF), "facts"
        if findings.kind is Kind.BLANK or not findings.amount:
            return Stance.NONE, None, "none"
        return Stance.FACT, screens.sentence(findings.kind, findings.text_facts, findings.amount), "facts"
    seen = findings.seen
    if facts := words.caption(seen, findings.perceived):
        return Stance.FACT, facts, "facts"
    caption = phrasing.clean(seen.caption or "") if seen is not None else ""
    if seen is None or seen.stance is Stance.NONE:
        return Stance.NONE, None, "none"
    if not caption or seen.stance is Stance.WITHHELD or words.naming.denied(caption, findings.perceived):
        return Stance.WITHHELD, None, "none"
    return seen.stance, caption, "model"


def _opening_of_facts(findings: Findings, words: PhotoWords, level: Level) -> str:
    if not findings.amount and findings.perceived.codes:
        return " ".join(words.codes.told(findings.perceived.codes, level))
    if findings.kind is Kind.BLANK:
        return "This picture looks blank."
    if findings.amount and findings.from_screen:
        return screens.largest(findings.text_facts)
    if findings.amount:
        return screens.sentence(findings.kind, findings.text_facts)
    if findings.from_screen:
        return "I found no text in it." if findings.lines is not None else ""
    size = f"{phrasing.kind_name(findings.kind)} of {findings.width} by {findings.height} pixels"
    return f"{size}, without any text that I could find." if findings.lines is not None else f"{size}."


def after_text(findings: Findings, words: PhotoWords, level: Level, said: str) -> Iterator[str]:
    """Everything said after the first sentence, piece by piece; needs the whole text to have been read.

    Args:
        findings: The picture, reading over.
        words: Puts what was seen into words.
        level: How much to say.
        said: What was said so far, so that nothing is said twice.
    """
    lines = findings.lines or ()
    if level is Level.FULL:
        yield from all_text(findings)
    elif findings.by_facts:
        yield from _text_of_screen(findings, lines, level, said)
    else:
        yield from _text_in_photo(findings, lines, level)
    codes = words.codes.told(findings.perceived.codes, level)
    if not any(code in said for code in codes):
        yield from codes
    if level is not Level.BRIEF:
        yield from _setting(findings)


def all_text(findings: Findings) -> Iterator[str]:
    """Every line in reading order, then what is uncertain and what could not be read."""
    if findings.lines is None:
        return
    sure = any(screens.is_sure(line) for line in findings.lines)
    said = phrasing.it_says([line.text for line in findings.lines], sure=sure)
    yield said or ("" if findings.unread else "I found no text in it.")
    yield phrasing.uncertain_notice(findings.uncertain)
    yield phrasing.unread_notice(findings.unread)


def _text_in_photo(findings: Findings, lines: Sequence[TextLine], level: Level) -> Iterator[str]:
    sure = [line for line in lines if screens.is_sure(line)]
    doubtful = [line for line in lines if not screens.is_sure(line)]
    if level is Level.DETAILED:
        yield from _some_text(findings, sure)
        yield phrasing.it_says([line.text for line in doubtful[:_BRIEF_LINES]], sure=False)
    elif len(sure) > _BRIEF_LINES or sum(len(line.text.split()) for line in sure) > _BRIEF_TEXT_WORDS:
        yield f"There are {len(lines)} lines of text."
    elif sure:
        yield from _some_text(findings, sure)
    elif findings.unread or any(sum(ch.isalnum() for ch in line.text) > 2 for line in doubtful):
        yield "There may be some text."


def _text_of_screen(findings: Findings, lines: Sequence[TextLine], level: Level, said: str) -> Iterator[str]:
    if findings.text_facts.title and findings.text_facts.title not in said:
        yield f"It is titled {phrasing.quoted(findings.text_facts.title, words=12)}."
    more = screens.lines_left(findings.text_facts, findings.amount)
    if more:
        yield f"There {'is' if more == 1 else 'are'} {phrasing.counted(more, 'more line')} of text."
    if trouble := screens.trouble(lines, said):
        yield f"A message says: {phrasing.quoted(trouble, words=16)}."
    if level is Level.DETAILED:
        yield from _some_text(findings, lines)
    else:
        yield phrasing.unread_notice(findings.unread)


def _some_text(findings: Findings, lines: Sequence[TextLine]) -> Iterator[str]:
    shown = screens.main_lines(lines, _MAIN_LINES)
    yield phrasing.it_says([line.text for line in shown])
    if len(lines) > len(shown):
        yield f"That is the largest of {len(lines)} lines of text."
    yield phrasing.uncertain_notice(
        [word for word in findings.uncertain if any(word in n.text for n in shown)]
    )
    yield phrasing.unread_notice(findings.unread)


def _setting(findings: Findings) -> Iterator[str]:
    facts = findings.facts
    if taken := phrasing.clean(str(facts.get("taken", ""))):
        yield f"Taken {phrasing.spoken_date(taken)}."
    if place := phrasing.spoken_place(facts.get("place") or facts.get("gps")):
        yield f"Place: {place}."
    if camera := phrasing.clean(str(facts.get("camera", ""))):
        yield f"Camera: {camera}."
    if where := findings.text_facts.where:
        yield f"The text is {where}."
    yield f"The picture is {findings.width} by {findings.height} pixels."
