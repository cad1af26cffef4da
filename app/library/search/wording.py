"""Photos and results in words that are meant to be heard."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path

from app.articles import with_article
from app.inference.protocols import Kind, Stance
from app.library.inscribed.told import found_by, in_words, telling
from app.library.inscribed.words import Witness
from app.library.phrases import WEEKDAYS, day_text, listed
from app.library.query.model import Query
from app.library.query.spoken import understood_in_words, unknown_in_words
from app.library.search.cutoff import Strength
from app.library.store.records import Caption, Photo
from app.library.store.values import LONG_AGO
from app.plain import enclosed, one_line

# fmt: off
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)
_RANKS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth",
)
# fmt: on
_STRENGTHS = {Strength.STRONG: "a strong match", Strength.FAIR: "a fair match", Strength.WEAK: "perhaps"}
_KINDS = {
    Kind.SCREENSHOT.value: "a screenshot",
    Kind.DOCUMENT.value: "a document",
    Kind.DRAWING.value: "a drawing",
    Kind.BLANK.value: "an empty picture",
}
_EXCERPT = 80
_NOON = time(12)
_MOST_OBJECTS = 3
_MOST_COPIES = 3


def count_in_words(
    count: int, query: Query, at_least: bool = False, perhaps: int = 0, shown: str = ""
) -> str:
    """What was understood, and how many were found: "Four photos.", "In 2019: nothing like that.".

    Args:
        count: All of them.
        query: What was asked for.
        at_least: There may be more.
        perhaps: How many of them are weak matches, which are not counted as found.
        shown: What some of them were seen to show: "Two dogs: four photos.".
    """
    understood = [
        shown,
        "" if query.everything else understood_in_words(query),
        "as far as I can tell" if query.negated and count else "",
    ]
    lead = "at least " if at_least else ""
    if count == 0:
        said = "nothing like that."
    elif perhaps >= count:
        said = f"none for certain; {lead}{_number(count)} perhaps."
    else:
        certain = count - perhaps
        more = f", and {_number(perhaps)} perhaps" if perhaps else ""
        said = f"{lead}{_number(certain)} {'photo' if certain == 1 else 'photos'}{more}."
    lead_in = ", ".join(filter(None, understood))
    return " ".join(
        filter(None, (sentence_case(f"{lead_in}: {said}" if lead_in else said), unknown_in_words(query)))
    )


def untold_in_words(said: Sequence[str]) -> str:
    """What looks alone do not tell: "I cannot tell a nurse from others."; "" where that is not so."""
    return f"I cannot tell {listed(said, 'or')} from others." if said else ""


def left_out_in_words(sure: int, perhaps: int, things: Sequence[str]) -> tuple[str, ...]:
    """What "without" took away: "Left out: twelve photos with people, and three that perhaps show them."."""
    named = listed(things, "or") if things else ""
    if sure and perhaps:
        return (
            f"Left out: {_photos(sure).lower()} with {named}, and {_number(perhaps)} perhaps with {named}.",
        )
    if sure or perhaps:
        return (f"Left out: {_photos(sure or perhaps).lower()} {'' if sure else 'perhaps '}with {named}.",)
    return ()


def limits_in_words(unseen: int, waiting: int) -> tuple[str, ...]:
    """What a search could not know: "Two photos are still to be described and read: earsight index --wait.".

    Args:
        unseen: Photos without an embedding.
        waiting: Photos that were not described or read yet.
    """
    they = "it is" if unseen == 1 else "they are"
    are = "is" if waiting == 1 else "are"
    told = (
        (unseen, f"could not be looked through until {they} indexed again: earsight index."),
        (waiting, f"{are} still to be described and read: earsight index --wait."),
    )
    return tuple(f"{_photos(number)} {what}" for number, what in told if number)


def sentence_case(text: str) -> str:
    """It with a capital letter at its beginning; the others stay."""
    return text[:1].upper() + text[1:]


def _photos(count: int) -> str:
    return "One photo" if count == 1 else f"{_number(count).capitalize()} photos"


def hit_in_words(
    photo: Photo, rank: int, strength: Strength, more: int, away: bool, now: datetime, plain: bool = False
) -> str:
    """One hit as one sentence.

    Args:
        photo: It.
        rank: 1 for the best.
        strength: How likely it is meant.
        more: How many near duplicates were folded into it.
        away: Its disk is not connected.
        now: Local time.
        plain: Only facts were asked for, so that there is no strength to speak of.
    """
    head = f"{_RANKS[rank - 1].capitalize()}" if rank <= len(_RANKS) else f"Number {rank}"
    lead = f"{head}: " if plain else f"{head}, {_STRENGTHS[strength]}: "
    parts = [
        _decapitalised(shows(photo, hedged=strength is not Strength.WEAK)),
        "on a video" if photo.is_video else "",
        when_in_words(photo, now),
        f"in {photo.place.partition(',')[0]}" if photo.place else "",
        f"and {_number(more)} more like it" if more else "",
        "on a disk that is not connected" if away else "",
    ]
    return f"{lead}{', '.join(filter(None, parts))}."


#: How what :func:`shows` gives begins where it is a sentence of its own.
_SENTENCES = ("your note says", "somebody wrote", "looks like", "it may show")


def several_show(photos: Sequence[Photo], most: int = 3) -> str:
    """What a few of some photos show, in one sentence; "" where nothing is known of any.

    Args:
        photos: They.
        most: How many are told.
    """
    known = (photo for photo in photos if _is_known(photo))
    told = list(dict.fromkeys(_decapitalised(shows(photo)) for photo in known))[:most]
    if not told:
        return ""
    whole = any(one.startswith(_SENTENCES) for one in told)  # what a note says is not what the photo shows
    if len(photos) == 1 and whole:
        return f"{sentence_case(told[0])}."
    lead = "It shows" if len(photos) == 1 else "They show" if len(photos) == len(told) else "Among them"
    return f"{'Among them' if whole else lead}: {'; '.join(told)}."


def _is_known(photo: Photo) -> bool:
    """Whether there is more to say of what it shows than its name."""
    own = photo.title or photo.note or telling(photo.remarks)
    return bool(own or photo.text or photo.objects or any(map(_sayable, photo.captions)))


def shows(photo: Photo, hedged: bool = True) -> str:
    """What a photo shows, without a full stop: the user's own word first, then what was seen in it.

    Args:
        photo: It.
        hedged: Say of what is only likely that it is; not where that was said already.
    """
    if photo.title:
        return _short(photo.title)
    if photo.note:  # it may be anything, not what the photo shows
        return f"Your note says {_short(photo.note, quoted=True)}"
    if written := telling(photo.remarks):
        return f"Somebody wrote {_short(written, quoted=True)}"
    sayable = filter(_sayable, photo.captions)
    caption = max(sayable, key=lambda one: (one.stance == Stance.FACT, one.confidence or 0.0), default=None)
    if caption is not None:
        text = _bare(caption.text)
        sure = caption.stance == Stance.FACT or not hedged
        return text if sure else f"Looks like {_decapitalised(text)}"
    kind = _KINDS.get(photo.kind)
    if photo.text:
        return f"{(kind or 'a picture').capitalize()} that says {_short(photo.text, quoted=True)}"
    if photo.objects:
        objects = listed([with_article(noun) for noun in photo.objects[:_MOST_OBJECTS]])
        if not hedged:
            return f"{kind} with {objects}".capitalize() if kind else objects
        return f"{kind.capitalize()} that may show {objects}" if kind else f"It may show {objects}"
    if kind:
        return kind.capitalize()
    return f"The file {photo.paths[0].stem}" if photo.paths else "A photo"


def when_in_words(photo: Photo, now: datetime) -> str:
    """When it was taken: "today", "last Tuesday", "on 12 June 2024"; "" where that is not known.

    A file's date says little, so it is said as what it is.
    """
    if photo.taken_from == "file":
        return "" if _unknown(photo) else f"its file is from {day_text(photo.taken)}"
    days = (now.date() - photo.taken.date()).days
    if days in (0, 1):
        return ("today", "yesterday")[days]
    return f"last {WEEKDAYS[photo.taken.weekday()]}" if 1 < days < 7 else f"on {day_text(photo.taken)}"


def photo_in_words(
    photo: Photo,
    now: datetime,
    names: Mapping[str, float] | None = None,
    model: str = "",
    asked: Path | None = None,
) -> list[str]:
    """Everything known of one photo, a sentence each, the most telling first.

    Args:
        photo: It.
        now: Local time.
        names: Taught names that it probably shows -> probability; always said as probable.
        model: The model that embedded it; "" without one.
        asked: Which of its files is meant; the first without one.
    """
    kind = _KINDS.get(photo.kind)
    captions = [_captioned(caption) for caption in photo.captions if _sayable(caption)]
    further = [noun for noun in photo.objects if not _names(captions, noun)]
    said = [
        f"Title: {_ended(photo.title)}" if photo.title else "",
        f"Your note: {_ended(photo.note)}" if photo.note else "",
        *in_words(photo.remarks),
        *(f"Probably {name}." for name, _ in sorted((names or {}).items(), key=lambda item: -item[1])),
        *dict.fromkeys(captions),
        f"It may include: {', '.join(further)}." if further else "",
        _text_in_words(photo),
        _taken_in_words(photo, now),
        _where_in_words(photo),
        f"Camera: {photo.camera}." if photo.camera else "",
        f"It is {kind}." if kind else "",
        "It is a video; what I say of it is of its first scenes." if photo.is_video else "",
        f"{photo.width} by {photo.height} pixels, {photo.format}.",
        *_files_in_words(photo.paths, asked),
        "" if photo.captioned else "It was not described yet.",
        "" if photo.read else "Its text was not looked for yet.",
        f"It is found with the model {model}." if model else "",
    ]
    return list(filter(None, said))


def _files_in_words(paths: Sequence[Path], asked: Path | None) -> list[str]:
    """The file that is meant, and those with the same content."""
    if not paths:
        return ["No file holds it any more."]
    file = asked if asked is not None and asked in paths else paths[0]
    others = [path for path in paths if path != file]
    said = [f"File: {spoken_name(file)}."]
    if len(others) > _MOST_COPIES:
        said.append(f"{_number(len(others)).capitalize()} more with the same content.")
    elif others:
        # A copy in another folder has the same name.
        told = [
            spoken_name(path) if path.name != file.name else f"that in {one_line(str(path.parent))}"
            for path in others
        ]
        said.append(f"{_number(len(others)).capitalize()} more with the same content: {listed(told)}.")
    return said


def _captioned(caption: Caption) -> str:
    ended = _ended(caption.text)
    return f"Looks like {_decapitalised(ended)}" if caption.stance == Stance.HEDGED else ended


def _names(sentences: Sequence[str], noun: str) -> bool:
    """Whether one of them says the noun already, or its simple plural."""
    pattern = re.compile(rf"\b{re.escape(noun)}(s|es)?\b", re.IGNORECASE)
    return any(pattern.search(sentence) for sentence in sentences)


def _text_in_words(photo: Photo) -> str:
    if photo.text:
        return f"It says: {enclosed(' '.join(photo.text.split()))}."
    return "No text was found in it." if photo.read else ""


def _taken_in_words(photo: Photo, now: datetime) -> str:
    if _unknown(photo):
        return "When it was taken is not known."
    if photo.taken_from == "file":
        return f"When it was taken is not known; its file is from {day_text(photo.taken)}."
    source = found_by(photo.dated_by) if photo.taken_from == "exif" else ", as its name says"
    # Who tells the day alone is given noon.
    day_alone = photo.taken.time() == _NOON and (
        photo.taken_from == "name"
        or photo.dated_by in (Witness.SIDECAR, Witness.XMP, Witness.IPTC, Witness.GPS)
    )
    clock = "" if day_alone else f" at {photo.taken:%H:%M}"
    return f"Taken {when_in_words(photo, now)}{clock}{source}."


def _unknown(photo: Photo) -> bool:
    """Whether nothing says when it was taken: what its file's date says cannot be, either."""
    return photo.taken_from == "file" and photo.taken.isoformat() == LONG_AGO


def _where_in_words(photo: Photo) -> str:
    if photo.place or photo.gps is None:
        return f"Where: {photo.place}." if photo.place else ""
    return f"Where: latitude {photo.gps[0]:.4f}, longitude {photo.gps[1]:.4f}."


def spoken_name(path: Path) -> str:
    """A file's name, whatever bytes it is made of."""
    return one_line(path.name)


def _sayable(caption: Caption) -> bool:
    return bool(caption.text) and caption.stance in (Stance.FACT, Stance.HEDGED)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _bare(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


def _ended(text: str) -> str:
    clean = text.strip()
    return clean if clean.endswith((".", "!", "?")) else f"{clean}."


def _short(text: str, *, quoted: bool = False) -> str:
    """The beginning of a longer text; that it goes on is no part of what is quoted."""
    clean = _bare(text)
    begun = clean if len(clean) <= _EXCERPT else clean[:_EXCERPT].rsplit(" ", 1)[0]
    told = enclosed(begun) if quoted else begun
    return told if begun == clean else f"{told} and so on"


def _decapitalised(text: str) -> str:
    """With a small first letter, unless it is a name or an abbreviation: those differ in the second one."""
    first = text.partition(" ")[0]
    small = first in (
        "A",
        "An",
        "The",
        "One",
        "Two",
        "Three",
        "Four",
        "Some",
        "Several",
        "Looks",
        "It",
        "People",
        "At",
        "Your",
        "Somebody",
    )
    return text[:1].lower() + text[1:] if small else text
