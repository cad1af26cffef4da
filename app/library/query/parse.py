"""From one sentence to what it asks for. There is no syntax to learn, and no sentence is an error."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from app.library.places.model import Place
from app.library.places.table import Places
from app.library.query.dates import Dates, DateSpan, combine
from app.library.query.lead import take_lead
from app.library.query.model import DayRange, KnownWords, Query
from app.library.query.negation import Negated, take_negations
from app.library.query.sources import take_camera, take_folder, take_kind, take_names
from app.library.query.tokens import Sentence, words
from app.library.query.where import PlaceSpan, Wheres
from app.library.query.written import Quoted, quotes, says_cue, take_like

_EVERYTHING = words(
    "everything anything all photos pictures images pics ones the ones photo picture them it those "
    "these something any"
) | {"the ones", "all of them", "the rest"}

_FIRST_TODAY, _LAST_TODAY = date(1900, 1, 1), date(2900, 12, 31)


def parse(
    sentence: str, now: datetime, places: Places, known: KnownWords | None = None, southern: bool = False
) -> Query:
    """Understand a sentence.

    Args:
        sentence: Any string, in a person's words.
        now: Local time: what "yesterday" counts from.
        places: Knows places by name.
        known: Words of this library; none by default.
        southern: Summer begins in December.

    Returns:
        What it asks for. Words that no filter takes are its ``text``; where nothing at all was understood,
        that is the whole sentence, so a sentence that is not blank never gives an empty query.
    """
    known = known or KnownWords()
    s = Sentence(sentence)
    # A clock that is so wrong would lead out of the calendar, by years that no photo is of.
    today = min(max(now.date(), _FIRST_TODAY), _LAST_TODAY)
    like, like_this = take_like(s)
    quoted = [one for one in quotes(s) if not any(s.taken[one.start : one.end])]
    folder = take_folder(s, known, quoted)
    says = _quoted_text(s, quoted)
    head, recent = take_lead(s)
    spoken, dates, wheres = _text_and_spans(s, today, southern, places, known)
    spans: list[DateSpan | PlaceSpan] = [*dates, *wheres]
    for span in spans:
        s.take(span.start, span.end, "date" if isinstance(span, DateSpan) else "place")
    camera = take_camera(s, known)
    names = take_names(s, known)
    filters = {span.start: span.end for span in spans} | {start: end for start, end, _ in names}
    negated = take_negations(s, filters)
    kind = take_kind(s, head)
    when = combine([span for span in dates if span.start not in negated.starts], s)
    not_days = tuple(span.days for span in dates if span.start in negated.starts)
    if recent and when is None:
        when = DayRange(today - timedelta(30), today)
    place, others, not_places, lost = _places(wheres, negated)
    for where in lost:
        s.take(where.start, where.end, "")
    query = Query(
        sentence=sentence,
        text=s.rest(),
        negated=tuple(dict.fromkeys(thing for thing in negated.things if thing)),
        since=when.since if when else None,
        until=when.until if when else None,
        place=place,
        camera=camera,
        folder=folder,
        kind=kind,
        says=" ".join(part for part in (says, spoken) if part) or None,
        like=like,
        like_this=like_this,
        names=tuple(dict.fromkeys(name for start, _, name in names if start not in negated.starts)),
        other_places=others,
        not_names=tuple(dict.fromkeys(name for start, _, name in names if start in negated.starts)),
        not_kinds=tuple(dict.fromkeys(negated.kinds)),
        not_places=not_places,
        not_days=not_days,
    )
    return _never_empty(query, s)


def _never_empty(query: Query, s: Sentence) -> Query:
    """Everything as text where nothing was understood."""
    if query.filtered:
        return query if query.text.lower() not in _EVERYTHING else replace(query, text="")
    return query if query.text else replace(query, text=s.text.strip() or query.sentence.strip())


def _quoted_text(s: Sentence, quoted: list[Quoted]) -> str:
    """The text between quotation marks that no folder took."""
    said: list[str] = []
    cue = says_cue(s) if quoted else None
    for one in quoted:
        if any(s.taken[one.start : one.end]) or not one.text:
            continue
        said.append(one.text)
        start = one.start
        if cue is not None and cue[0] < start and cue[0] + cue[1] == start:
            start = cue[0]
        elif s.low(start - 1) in {
            "saying",
            "reading",
            "says",
            "reads",
            "labeled",
            "labelled",
            "titled",
            "words",
            "word",
            "text",
        }:
            start -= 1
        end = one.end + s.is_at(one.end, "written on it", "written on them", "on it", "on them", "in it")
        if s.low(start - 1) == "with" and end > one.end:
            start -= 1
        s.take(start, end, "says")
    return " ".join(said)


def _text_and_spans(
    s: Sentence, today: date, southern: bool, places: Places, known: KnownWords
) -> tuple[str, list[DateSpan], list[PlaceSpan]]:
    """The words after "that says", up to a comma or a date or place that ends the sentence; dates; places."""
    dates = Dates(s, today, southern).find()
    marked = list(s.taken)
    for found in dates:
        s.take(found.start, found.end, "date")
    wheres = Wheres(s, places, known).find()
    s.taken = marked
    cue = says_cue(s)
    if cue is None:
        return "", dates, wheres
    start = cue[0] + cue[1]
    end = start
    starts = {one.start for one in dates} | {one.start for one in wheres}
    while end < len(s) and not s.taken[end] and s.low(end) not in {",", ";", ".", "?", "!"}:
        if end > start and (
            end in starts
            or s.is_at(
                end,
                "but not",
                "but without",
                "taken in",
                "not in",
                "taken on",
                "on it",
                "on them",
                "written on",
            )
        ):
            break
        end += 1
    if end == start:
        return "", dates, wheres
    s.take(cue[0], end, "says")
    inside = range(cue[0], end)
    dates = [one for one in dates if one.start not in inside]
    return (
        s.between(start, end).strip(" '\"\u2019\u201d"),
        dates,
        [one for one in wheres if one.start not in inside],
    )


def _places(
    wheres: list[PlaceSpan], negated: Negated
) -> tuple[Place | None, tuple[Place, ...], tuple[Place, ...], list[PlaceSpan]]:
    """The place, those joined to it by "or", those that are excluded, and those that stay text."""
    wanted = [one for one in wheres if one.start not in negated.starts]
    excluded = tuple(one.place for one in wheres if one.start in negated.starts)
    if not wanted:
        return None, (), excluded, []
    chosen = [wanted[0].place]
    lost: list[PlaceSpan] = []
    for one in wanted[1:]:
        if one.joined:
            chosen.append(one.place)
        elif chosen[-1].country_code in one.place.countries and not one.place.region:
            continue  # "in Lisbon, in Portugal"
        elif one.place.country_code and one.place.country_code in chosen[-1].countries:
            chosen[-1] = one.place
        else:
            lost.append(one)
    return chosen[0], tuple(chosen[1:]), excluded, lost
