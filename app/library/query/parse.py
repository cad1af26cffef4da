"""From one sentence to what it asks for. There is no syntax to learn, and no sentence is an error."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.library.places.model import Place, Sort
from app.library.places.table import Places
from app.library.query.dates import Dates, DateSpan, combine, of_every_year, with_year
from app.library.query.lead import take_lead
from app.library.query.model import DayRange, KnownWords, Query
from app.library.query.negation import Negated, take_negations
from app.library.query.ordering import take_order
from app.library.query.sources import take_cameras, take_folders, take_kind, take_names
from app.library.query.tokens import FUNCTION_WORDS, Sentence, words
from app.library.query.where import PlaceSpan, Wheres
from app.library.query.written import Quoted, only_written, quotes, says_cue, take_like, written_around

_EVERYTHING = words("everything anything all ones those these something") | {
    "the ones", "all of them", "the rest", "my library", "the whole library", "my whole library", "all of it",
    "everything i have", "everything there is", "all i have", "what i have",
    *(f"{every}{noun}" for noun in words("photo photos picture pictures image images pics")
      for every in ("", "the ", "my ", "every ", "all ", "all my ", "all the ", "all of my ", "any ")),
}  # fmt: skip

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
    s = Sentence(
        sentence, lambda word: (found := places.find(word)) is not None and found.sort is not Sort.CITY
    )
    # A clock that is so wrong would lead out of the calendar, by years that no photo is of.
    today = min(max(now.date(), _FIRST_TODAY), _LAST_TODAY)
    like, like_this = take_like(s)
    quoted = [one for one in quotes(s) if not any(s.taken[one.start : one.end])]
    folders = take_folders(s, known, quoted)
    texts = _quoted_texts(s, quoted)
    asked = take_order(s)
    head, recent, photos = take_lead(s)
    names = take_names(s, known)
    spoken, dates, wheres = _text_and_spans(s, today, southern, places, known)
    texts += spoken
    spans: list[DateSpan | PlaceSpan] = [*dates, *wheres]
    for span in spans:
        s.take(span.start, span.end, "date" if isinstance(span, DateSpan) else "place")
    for where in wheres:
        _take_going(s, where.start)
    cameras = take_cameras(s, known)
    filters = {span.start: span.end for span in (*spans, *names, *folders, *cameras, *texts)}
    negated = take_negations(s, filters)
    kind = take_kind(s, head)
    out = negated.starts
    dates = [_turned(span, out) for span in dates]
    years = {span.year for span in dates if span.year}
    when = combine([span for span in dates if span.start not in out], s)
    not_days = tuple(_excluded(span, years) for span in dates if span.start in out)
    first, other_days = _first_and_others(when.days)
    if recent and not when.days:
        first = DayRange(today - timedelta(30), today)
    place, others, not_places, lost = _places(wheres, negated)
    for where in lost:
        s.take(where.start, where.end, "")
    says, not_says = _sides(((one.start, one.text) for one in texts), out)
    folder, not_folders = _sides(((one.start, one.name) for one in folders), out)
    camera, not_cameras = _sides(((one.start, one.name) for one in cameras), out)
    with_names, not_names = _sides(((one.start, one.name) for one in names), out)
    query = Query(
        sentence=sentence,
        text=_seen(s),
        plain_words=s.rest() if s.language is not None else "",
        unknown=tuple(
            token.text
            for token, label in zip(s.tokens, s.taken, strict=True)
            if token.low in s.unknown and not label
        ),
        negated=tuple(dict.fromkeys(thing for thing in negated.things if thing)),
        since=first.since,
        until=first.until,
        place=place,
        camera=camera[0] if camera else None,
        folder=folder[0] if folder else None,
        kind=kind,
        says=" ".join(says) or None,
        like=like,
        like_this=like_this,
        names=with_names,
        any_name=len(with_names) > 1
        and any(s.raw(one.start - 1) == "or" for one in names if one.start not in out),
        other_places=others,
        not_names=not_names,
        not_kinds=tuple(dict.fromkeys(negated.kinds)),
        not_places=not_places,
        not_days=not_days,
        other_days=other_days,
        hours=when.hours,
        not_folders=not_folders,
        not_cameras=not_cameras,
        not_says=not_says,
        order=asked.order,
        most=asked.most,
        question=asked.question,
    )
    return _never_empty(query, s, photos)


def _seen(s: Sentence) -> str:
    """What is left to be seen, in English; without what led to words that are not known in it."""
    text = s.rest(meaning=True)
    if s.language is None:
        return text
    said = text.split()
    while said and said[-1] in FUNCTION_WORDS:
        said.pop()
    while said and said[0] in {"of", "from", "with", "for"}:
        said.pop(0)
    return " ".join(said)


def _sides(told: Iterable[tuple[int, str]], out: set[int]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is asked for, and what must not be."""
    every = [(start in out, name) for start, name in told]
    return tuple(dict.fromkeys(n for no, n in every if not no)), tuple(
        dict.fromkeys(n for no, n in every if no)
    )


def _first_and_others(days: tuple[DayRange, ...]) -> tuple[DayRange, tuple[DayRange, ...]]:
    if days and not (days[0].yearly or days[0].hours or days[0].weekdays):
        return days[0], days[1:]
    return DayRange(None, None), days


def _turned(span: DateSpan, out: set[int]) -> DateSpan:
    """What is "not older than a month" is newer than that."""
    since, until = span.days.since, span.days.until
    if span.start not in out or span.days.yearly or span.any_day or (since is None) == (until is None):
        return span
    out.discard(span.start)
    turned = DayRange(until and until + timedelta(1), since and since - timedelta(1), hours=span.days.hours)
    return replace(span, days=turned, period=None)


def _excluded(span: DateSpan, years: set[int]) -> DayRange:
    """What must not be: "not in December" means that of the year that was said, or else every one.

    Of days that move and have no name of their own ("the week before Easter") it is the latest.
    """
    if span.period is not None and len(years) != 1 and (span.period.moving or not span.period.moves):
        return of_every_year(span.period)
    return with_year(span, years)


def _never_empty(query: Query, s: Sentence, photos: bool) -> Query:
    """All photos where those were named and no more; what has no word to be seen as a text."""
    if query.unknown and not query.text:
        return replace(query, says=" ".join(filter(None, (query.says, *query.unknown))))
    if query.text.lower() in _EVERYTHING or (photos and not query.text):
        return replace(query, text="", everything=not query.filtered)
    if query.filtered:
        return query
    if query.text and not only_written(s):
        return query
    said = s.text.strip() or query.sentence.strip()
    return replace(query, text="", says=said or None)


def _take_going(s: Sentence, end: int) -> None:
    """What leads to a place and is not seen: "somewhere in Scotland", "when we were in Rome"."""
    if s.low(end - 1) in {"somewhere", "anywhere", "someplace"}:
        s.take(end - 1, end, "lead")
    if s.low(end - 1) in _GOING and s.low(end - 2) in {"i", "we"}:
        start = end - 2
        while s.low(start - 1) in {"when", "that", "where", "while", "the", "time", "anything", "everything"}:
            start -= 1
        s.take(start, end, "lead")


_GOING = words("went was were travelled traveled visited flew drove stayed lived moved")


def _quoted_texts(s: Sentence, quoted: list[Quoted]) -> list[Quoted]:
    """The texts that are told by quotation marks that no folder took, or by what stands around."""
    said: list[Quoted] = []
    cue = says_cue(s) if quoted else None
    for one in quoted:
        if any(s.taken[one.start : one.end]) or not one.text:
            continue
        start = one.start
        if cue is not None and cue[0] < start and cue[0] + cue[1] == start:
            start = cue[0] + (s.low(cue[0]) == "without")
        elif s.low(start - 1) in _BEFORE_QUOTE:
            start -= 1
        end = one.end + s.is_at(one.end, "written on it", "written on them", "on it", "on them", "in it")
        if s.low(start - 1) == "with" and end > one.end:
            start -= 1
        s.take(start, end, "says")
        said.append(Quoted(start, end, one.text))
    around = written_around(s)
    if around is not None:
        s.take(around.start, around.end, "says")
        said.append(around)
    return said


_BEFORE_QUOTE = words("saying reading says reads labeled labelled titled words word text")


def _text_and_spans(
    s: Sentence, today: date, southern: bool, places: Places, known: KnownWords
) -> tuple[list[Quoted], list[DateSpan], list[PlaceSpan]]:
    """The words after "that says", up to a comma or a date or place that ends the sentence; dates; places."""
    dates = Dates(s, today, southern).find()
    marked = list(s.taken)
    for found in dates:
        s.take(found.start, found.end, "date")
    wheres = Wheres(s, places, known).find()
    s.taken = marked
    cue = says_cue(s)
    if cue is None:
        return [], dates, wheres
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
        return [], dates, wheres
    begin = cue[0] + (s.low(cue[0]) == "without")
    last = end + s.is_at(end, "on it", "on them", "written on it", "written on them", "in it")
    text = s.between(start, end).strip(" '\"\u2019\u201d")
    s.take(begin, last, "says")
    inside = range(begin, last)
    dates = [one for one in dates if one.start not in inside]
    return (
        [Quoted(begin, end, text)],
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
    end = wanted[0].end
    for one in wanted[1:]:
        before = chosen[-1]
        if not one.joined and before.country_code in one.place.countries and not one.place.region:
            continue  # "in Lisbon, in Portugal"
        if one.joined or one.start == end:
            chosen.append(one.place)
        elif before.sort is not Sort.CITY and one.place.country_code in before.countries:
            chosen[-1] = one.place
        else:
            lost.append(one)
        end = one.end
    return chosen[0], tuple(chosen[1:]), excluded, lost
