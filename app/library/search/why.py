"""Why a photo was found, in short phrases."""

from collections.abc import Mapping

from app.inference.protocols import Stance
from app.library.phrases import listed, month_text
from app.library.query.model import Query
from app.library.search.ranking import WordScores
from app.library.search.sightings import Sighted
from app.library.store.records import Photo
from app.library.store.text_index import Reads, content_words, plain

_WHERE = {
    "reading": "the text says",
    "title": "its title says",
    "note": "your note says",
    "name": "its name says",
    "inscribed": "somebody wrote in its file",
}
_EXCERPT = 60


def reasons(
    query: Query,
    photo: Photo,
    says: Reads | None,
    words: WordScores | None,
    named: Mapping[str, Mapping[int, float]],
    sighted: Sighted | None = None,
    sure: bool = False,
) -> tuple[str, ...]:
    """The reasons, the most telling first.

    Args:
        query: What was asked for.
        photo: What was found.
        says: The text that was asked for, as it was found in it.
        words: The query's words.
        named: Taught names that were asked for -> photos that probably show them.
        sighted: What the detector saw of it.
        sure: Whether that is said as a fact.
    """
    told = [
        f"{_WHERE[says.column]} '{says.excerpt}'" if says is not None else "",
        *(f"probably {name}" for name, photos in named.items() if photo.id in photos),
        _shown(query, photo.id, sighted, sure),
        *(_by_words(photo, words) if words is not None else ()),
    ]
    own = any(reason.startswith(("your", "its title")) for reason in told)
    looks = "looks like it" if query.text and not own else ""
    place = "" if query.place is None else (photo.place or query.place.name).partition(",")[0]
    why = [
        *told,
        "looks like the photo you gave" if query.like is not None else looks,
        f"taken in {place}" if query.place is not None else "",
        month_text(photo.taken) if query.since is not None or query.until is not None else "",
        f"taken with {photo.camera}" if query.camera is not None else "",
        f"in {query.folder}" if query.folder is not None else "",
        f"a {query.kind.value}" if query.kind is not None else "",
    ]
    # Of a sentence that only says what must not be there, nothing else is to be told.
    return tuple(filter(None, why)) or (("nothing speaks against it",) if query.leaves_out else ())


def _shown(query: Query, photo: int, sighted: Sighted | None, sure: bool) -> str:
    if sighted is None or not sighted.perhaps[photo]:
        return ""
    asked = [" or ".join(one.said for one in group) for group in query.objects] + list(query.scenes)
    return f"{'shows' if sure else 'perhaps shows'} {listed(asked)}"


def _by_words(photo: Photo, words: WordScores) -> list[str]:
    asked = set(words.words)
    texts = (
        ("your note says", photo.note),
        ("its title says", photo.title),
        ("the text says", photo.text),
        _described(photo),
    )
    found = [(lead, text) for lead, text in texts if asked & set(content_words(plain(text)))]
    return [f"{lead} '{_excerpt(text, asked)}'" for lead, text in found[:2]]


def _described(photo: Photo) -> tuple[str, str]:
    """What was seen in it, and with how much certainty."""
    for one in photo.captions:
        if one.stance in (Stance.FACT, Stance.HEDGED):
            return "described as" if one.stance == Stance.FACT else "described as perhaps", one.text
    return "", ""


def _excerpt(text: str, asked: set[str]) -> str:
    """A few words of a text, around the first that was asked for."""
    words = text.split()
    at = next((i for i, word in enumerate(words) if set(content_words(plain(word))) & asked), 0)
    start = max(0, at - 3)
    excerpt = " ".join(words[start:])
    return excerpt if len(excerpt) <= _EXCERPT else excerpt[:_EXCERPT].rsplit(" ", 1)[0]
