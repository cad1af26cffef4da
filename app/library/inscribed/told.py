"""What people wrote about a photo, as it is told: always as theirs, never as seen."""

from collections.abc import Sequence

from app.library.inscribed.words import Part, Remark, Spot, Witness
from app.plain import enclosed

_SAID = {
    Part.ALT: "For those who cannot see it, somebody wrote",
    Part.CAPTION: "Somebody wrote of it",
    Part.TITLE: "Somebody called it",
    Part.COMMENT: "Somebody remarked",
}
_LISTED = {Part.PERSON: "Named on it", Part.KEYWORD: "Keywords", Part.PLACE: "Place"}
_WHERE = {
    Spot.FILE: "in its file",
    Spot.SIDECAR: "in a file beside it",
    Spot.TAKEOUT: "in Google Photos",
}
_BY = {
    Witness.TAKEOUT: ", as Google Photos says",
    Witness.SIDECAR: ", as a file beside it says",
    Witness.GPS: ", as satellites had it, in world time",
    Witness.CHANGED: " or earlier: its file says when it was last edited",
}
_MOST = 30  # of a list are told


def in_words(remarks: Sequence[Remark]) -> list[str]:
    """A sentence each, the most telling first; keywords, people and places are listed."""
    said = [
        f"{_SAID[one.part]}, {_WHERE[one.spot]}: {enclosed(one.text.rstrip('.'))}."
        for one in remarks
        if one.part in _SAID
    ]
    for part, lead in _LISTED.items():
        for spot, where in _WHERE.items():
            words = [one.text for one in remarks if (one.part, one.spot) == (part, spot)]
            if words:
                more = f" and {len(words) - _MOST} more" if len(words) > _MOST else ""
                said.append(f"{lead}, {where}: {', '.join(words[:_MOST])}{more}.")
    return said


def telling(remarks: Sequence[Remark]) -> str:
    """What one of them says that it shows; "" where none does."""
    shows = (Part.ALT, Part.CAPTION, Part.TITLE)
    return next((one.text for part in shows for one in remarks if one.part is part), "")


def found_by(witness: Witness) -> str:
    """Who says when it was taken, behind the day; "" for the camera and what is as good."""
    return _BY.get(witness, "")
