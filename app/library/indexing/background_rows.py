"""What the background pass writes of one photo. Called in its transaction."""

import sqlite3

from app.inference.protocols import Level, Seen, Stance
from app.library.store.rows import storable


def write_seen(connection: sqlite3.Connection, photo: int, model: str, seen: Seen, now: float) -> bool:
    """Write what a model saw; whether nobody had meanwhile. A withheld sentence is not kept."""
    changed = connection.execute(
        "UPDATE photo SET captioned = ?, caption_problem = NULL, kind = ?, kind_confidence = ?, objects = ? "
        "WHERE id = ? AND captioned IS NULL",
        (now, seen.kind.value, seen.kind_confidence, _objects(seen), photo),
    ).rowcount
    if changed and seen.caption and seen.stance in (Stance.FACT, Stance.HEDGED):
        connection.execute(
            "INSERT OR REPLACE INTO caption VALUES (?, ?, ?, ?, ?, ?)",
            (photo, model, Level.BRIEF.value, seen.caption, seen.stance.value, seen.confidence),
        )
    return bool(changed)


def write_text(connection: sqlite3.Connection, photo: int, text: str, now: float) -> bool:
    """Write the text read in a photo, "" for none; whether nobody had meanwhile."""
    changed = connection.execute(
        "UPDATE photo SET read = ?, read_problem = NULL WHERE id = ? AND read IS NULL", (now, photo)
    ).rowcount
    if changed and text.strip():
        connection.execute("INSERT OR REPLACE INTO reading VALUES (?, ?)", (photo, storable(text)))
    return bool(changed)


def write_problem(connection: sqlite3.Connection, which: str, photo: int, problem: str, now: float) -> None:
    """Write why a photo could not be looked at ("caption") or read ("read"): it is not tried again."""
    done = "captioned" if which == "caption" else "read"
    connection.execute(
        f"UPDATE photo SET {done} = ?, {which}_problem = ? WHERE id = ? AND {done} IS NULL",
        (now, storable(problem), photo),
    )


def _objects(seen: Seen) -> str:
    names = [one.name for one in seen.objects] + list(seen.may_include)
    return ", ".join(dict.fromkeys(name.replace(",", " ") for name in names))
