"""What is said about a picture, in which order, at which level. The house's order of speaking is here.

Photos: kind and gist, text read out, other objects, setting, layout. Screenshots and documents: title and
largest text, then what looks like a dialog or an error, then the text, setting, layout. Of the screen first
the application, last the window's title; between them `windows/script.py` where the system names controls.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from app.describe import screens
from app.describe.findings import Findings
from app.describe.ocr.layout.indent import indented
from app.describe.result import TextLine
from app.describe.words import phrasing
from app.describe.words.photo import PhotoWords
from app.describe.words.windows import WINDOWS
from app.inference.protocols import Kind, Level, Stance
from app.shot import ScreenPart, Shot, Source

if TYPE_CHECKING:  # what windows alone need is imported for the first of them: a photo's words come sooner
    from app.describe.windows.script import WindowScript

_BRIEF_LINES = 3
_BRIEF_TEXT_WORDS = 12
_MAIN_LINES = 8
_BRIEF_WINDOWS = 4
_SCREEN_LINES = 24


def origin_in_words(shot: Shot) -> str:
    """The application that a picture of the screen is from, or else the window; "" if unknown."""
    app, title = phrasing.clean(shot.app), phrasing.clean(shot.window)
    if app:
        return f"{app[0].upper()}{app[1:]}."
    return f"Window {phrasing.quoted(title, words=12)}." if title else ""


def windows_in_words(shot: Shot, level: Level) -> str:
    """The windows of a screen, the one in front first; "" where there is one at most."""
    if shot.place is not ScreenPart.SCREEN:
        return ""
    from app.describe.windows.gist import without_application

    told = []
    for app, title in ((shot.app, shot.window), *shot.beside):
        name, own = phrasing.clean(app), without_application(phrasing.clean(title), phrasing.clean(app))
        if name or own:
            window = phrasing.quoted(own, words=8) if own else ""
            told.append(WINDOWS.say("window_of", app=name, title=window) if name and own else name or window)
    if len(told) < 2:
        return ""
    row = WINDOWS.row(told, _BRIEF_WINDOWS if level is Level.BRIEF else None, long=True)
    return WINDOWS.say("windows", number=len(told), row=row)


def window_of(source: Source) -> "WindowScript | None":
    """The window in a picture, where the system names its controls; may wait for tenths of a second."""
    tree = source.controls() if isinstance(source, Shot) else None
    if tree is None or not isinstance(source, Shot):
        return None
    from app.describe.windows.script import WindowScript

    return WindowScript(tree, source)


def tells(window: "WindowScript | None") -> bool:
    """Whether anything is known of what is in a window."""
    return window is not None and window.tells


def of_window(findings: Findings, level: Level) -> Iterator[str]:
    """What is said of a window as soon as its controls are known, or its text where that has to be read."""
    if findings.window is not None:
        yield findings.window.opening(level, findings.lines or ())


def waits(findings: Findings, source: Source) -> bool:
    """Whether all text of a window is read before its first sentence: a terminal, a chart, little text."""
    if not isinstance(source, Shot) or not findings.by_facts:
        return False
    if tells(findings.window):
        return findings.window is not None and findings.window.wants_text
    from app.describe.windows.seen import FEW_LINES
    from app.describe.windows.seen_script import waits_for_text

    return waits_for_text(source, findings.amount, FEW_LINES)


def see(findings: Findings, source: Source) -> None:
    """Enter what the places of a window's lines tell, where no program does; all text was read."""
    if isinstance(source, Shot) and not tells(findings.window) and findings.lines:
        from app.describe.windows.seen_script import SeenScript

        findings.layout = SeenScript(source, findings.lines)


def opening(findings: Findings, words: PhotoWords, level: Level, *, gist: bool = True) -> str:
    """The first thing said: what sort of picture it is and what it shows, as far as that is sure.

    Without ``gist`` the small model's sentence is no part of it: another model's words follow.
    """
    if findings.by_facts:
        return "" if tells(findings.window) else _opening_of_facts(findings, words, level)
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
    return words.stance(seen, findings.perceived), caption, "model"


def _opening_of_facts(findings: Findings, words: PhotoWords, level: Level) -> str:
    if not findings.amount and findings.perceived.codes:
        return " ".join(words.codes.told(findings.perceived.codes, level))
    if findings.kind is Kind.BLANK:
        return "This picture looks blank."
    if findings.amount and findings.from_screen:
        told = findings.layout.opening() if findings.layout is not None else ""
        return told or screens.largest(findings.text_facts)
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
    for piece in _text(findings, words, level, said):
        said = f"{said} {piece}"
        yield piece
    facts = findings.facts
    yield _title(str(facts.get("app", "")), str(facts.get("window", "")), said, findings.window, level)
    if level is not Level.BRIEF:
        yield from _setting(findings)


def title_in_words(shot: Shot, said: str) -> str:
    """The title of a picture's window, where it says something that was not said; "" where not."""
    return _title(shot.app, shot.window, said)


def _title(
    app: str, window: str, said: str, script: "WindowScript | None" = None, level: Level = Level.FULL
) -> str:
    from app.describe.windows.gist import without_application
    from app.describe.windows.script import new_title

    title = without_application(phrasing.clean(window), app)
    return new_title(title, said) if script is None else script.title(title, level, said)


def _text(findings: Findings, words: PhotoWords, level: Level, said: str) -> Iterator[str]:
    lines = findings.lines or ()
    if findings.window is not None and findings.window.tells:
        yield from findings.window.rest(level, lines)
        # The dots in a field for a password are no text that somebody misses.
        yield phrasing.unread_notice(max(0, findings.unread - findings.window.secrets))
    elif level is Level.FULL:
        yield from all_text(findings)
    elif findings.by_facts:
        yield _how_it_lies(findings)
        yield from _text_of_screen(findings, lines, level, said)
    else:
        yield _how_it_lies(findings)
        yield from _text_in_photo(findings, lines, level)
    codes = words.codes.told(findings.perceived.codes, level)
    if not any(code in said for code in codes):
        yield from codes


def all_text(findings: Findings) -> Iterator[str]:
    """Every line in reading order, then what is uncertain and what could not be read."""
    if findings.lines is None:
        return
    if findings.told:
        places = {line.box for line in findings.told}
        yield from next_lines(findings, [line for line in findings.lines if line.box not in places])
    else:
        sure = any(screens.is_sure(line) for line in findings.lines)
        said = phrasing.it_says(indented(findings.lines), sure=sure)
        yield _how_it_lies(findings)
        yield said or ("" if findings.unread else "I found no text in it.")
    yield phrasing.uncertain_notice(findings.uncertain)
    yield phrasing.unread_notice(findings.unread)


def next_lines(findings: Findings, lines: Sequence[TextLine]) -> Iterator[str]:
    """Lines of a long page that follow those that were told, while it is read or at its end."""
    said = phrasing.it_says(indented(lines), sure=any(screens.is_sure(line) for line in lines))
    if not findings.told:
        yield _how_it_lies(findings)
        yield said
    elif said:
        yield f"It goes on: {said.partition(': ')[2]}"


def _how_it_lies(findings: Findings) -> str:
    """That a page was turned, or had to be read at a smaller size; "" where it was read as it is."""
    said = ""
    if findings.turned:
        lies = "upside down" if findings.turned == 180 else "on its side"
        said = f"The text is {lies}: I turned it to read it."
    long, short = max(findings.width, findings.height), min(findings.width, findings.height)
    if findings.scale < 0.9 and long > 2.5 * short:
        percent = f"{round(100 * findings.scale)} percent"
        said += f" The picture is so long that I read it at {percent} of its size: small text may be missing."
    return said.strip()


def _text_in_photo(findings: Findings, lines: Sequence[TextLine], level: Level) -> Iterator[str]:
    sure = [line for line in lines if screens.is_sure(line)]
    doubtful = [line for line in lines if not screens.is_sure(line)]
    if level is Level.DETAILED:
        yield from _some_text(findings, sure)
        yield phrasing.it_says([line.text for line in doubtful[:_BRIEF_LINES]], sure=False)
    elif len(sure) > _BRIEF_LINES or sum(len(line.text.split()) for line in sure) > _BRIEF_TEXT_WORDS:
        yield phrasing.amount_notice(len(lines))
    elif sure:
        yield from _some_text(findings, sure)
    elif findings.unread or any(sum(ch.isalnum() for ch in line.text) > 2 for line in doubtful):
        yield "There may be some text."


def _text_of_screen(findings: Findings, lines: Sequence[TextLine], level: Level, said: str) -> Iterator[str]:
    """What reads like a problem first, then content, then the title; how much more there is comes last."""
    if findings.layout is not None and (opening := findings.layout.opening()):
        if opening not in said:
            yield opening
        yield from findings.layout.rest(level)
        yield phrasing.unread_notice(findings.unread)
        return
    if trouble := screens.trouble(lines, said):
        yield f"A message says: {phrasing.quoted(trouble, words=16)}."
    if level is Level.DETAILED:
        yield from _some_text(findings, lines)
    elif findings.text_facts.headline and _first_words(findings.text_facts.headline) not in said:
        yield screens.largest(findings.text_facts)  # the first look met buttons alone
    if findings.text_facts.title and findings.text_facts.title not in said:
        yield f"It is titled {phrasing.quoted(findings.text_facts.title, words=12)}."
    if level is Level.BRIEF:
        more = screens.lines_left(findings.text_facts, findings.amount)
        if findings.text_facts.headline:
            yield phrasing.amount_notice(more, "more line")
        elif findings.amount > findings.unread:
            yield phrasing.amount_notice(findings.amount)
        yield phrasing.unread_notice(findings.unread)


def _first_words(text: str) -> str:
    """So much of a text as is said of it at least."""
    return " ".join(phrasing.clean(text).split(" ")[:3])


def _some_text(findings: Findings, lines: Sequence[TextLine]) -> Iterator[str]:
    shown = screens.main_lines(lines, _SCREEN_LINES if findings.from_screen else _MAIN_LINES)
    whole = list(lines[: len(shown)]) == shown
    texts: list[str] = []
    last = -1
    for place, line in enumerate(lines):
        if any(line is one for one in shown):
            # Without a mark two sentences would be one.
            texts += ["…", line.text] if texts and place != last + 1 else [line.text]
            last = place
    yield phrasing.it_says(texts)
    if len(lines) > len(shown):
        some = f"the first {len(shown)}" if whole else f"{len(shown)}"
        which = "" if whole else ", the largest and the first"
        yield f"These are {some} of {len(lines)} lines of text{which}."
    yield phrasing.uncertain_notice(
        [word for word in findings.uncertain if any(word in n.text for n in shown)]
    )
    yield phrasing.unread_notice(findings.unread)


def taken(findings: Findings) -> str:
    """When it was taken; "" where the file does not say."""
    when = phrasing.clean(str(findings.facts.get("taken", "")))
    return f"Taken {phrasing.spoken_date(when)}." if when else ""


def place(findings: Findings) -> str:
    """Where it was taken; "" where the file does not say."""
    where = phrasing.spoken_place(findings.facts.get("place") or findings.facts.get("gps"))
    return f"Place: {where}." if where else ""


def camera(findings: Findings) -> str:
    """With what it was taken; "" where the file does not say."""
    what = phrasing.clean(str(findings.facts.get("camera", "")))
    return f"Camera: {what}." if what else ""


def size(findings: Findings) -> str:
    """How large it is."""
    return f"The picture is {findings.width} by {findings.height} pixels."


def _setting(findings: Findings) -> Iterator[str]:
    yield taken(findings)
    yield place(findings)
    yield camera(findings)
    if where := findings.text_facts.where:
        yield f"The text is {where}."
    yield size(findings)
