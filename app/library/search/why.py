"""Why a photo was found, in short phrases."""

from collections.abc import Mapping

from app.inference.protocols import Stance
from app.library.phrases import month_text
from app.library.query.model import Query
from app.library.search.ranking import WordScores
from app.library.store.records import Photo
from app.library.store.text_index import Reads, content_words, plain

_WHERE = {
    "reading": "the text says",
    "title": "its title says",
    "note": "your note says",
    "name": "its name says",
}
_EXCERPT = 60


def reasons(
    query: Query,
    photo: Photo,
    says: Reads | None,
    words: WordScores | None,
    named: Mapping[str, Mapping[int, float]],
) -> tuple[str, ...]:
    """The reasons, the most telling first.

    Args:
        query: What was asked for.
        photo: What was found.
        says: The text that was asked for, as it was found in it.
        words: The query's words.
        named: Taught names that were asked for -> photos that probably show them.
    """
    why: list[str] = []
    if says is not None:
        why.append(f"{_WHERE[says.column]} '{says.excerpt}'")
    for name, photos in named.items():
        if photo.id in photos:
            why.append(f"probably {name}")
    if words is not None:
        why += _by_words(photo, words)
    if query.like is not None:
        why.append("looks like the photo you gave")
    elif query.text and not any(reason.startswith(("your", "its title")) for reason in why):
        why.append("looks like it")
    if query.place is not None:
        why.append(f"taken in {(photo.place or query.place.name).partition(',')[0]}")
    if query.since is not None or query.until is not None:
        why.append(month_text(photo.taken))
    if query.camera is not None:
        why.append(f"taken with {photo.camera}")
    if query.folder is not None:
        why.append(f"in {query.folder}")
    if query.kind is not None:
        why.append(f"a {query.kind.value}")
    return tuple(why)


def _by_words(photo: Photo, words: WordScores) -> list[str]:
    asked = set(words.words)
    found = []
    for lead, text in (
        ("your note says", photo.note),
        ("its title says", photo.title),
        ("the text says", photo.text),
        _described(photo),
    ):
        have = set(content_words(plain(text))) if text else set()
        if asked & have:
            found.append(f"{lead} '{_excerpt(text, asked)}'")
    return found[:2]


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
