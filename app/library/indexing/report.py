"""What an indexing run did, to be said."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class IndexProgress:
    """How far a run is: files done of those that are new, changed, or still to be seen by the model."""

    done: int
    total: int


@dataclass
class Report:
    """Counts of files, and folders that could not be looked at.

    Attributes:
        new: Pictures that came to the library.
        changed: Files that hold another picture than before.
        moved: Files with a new name or folder; nothing of them was lost.
        unchanged: Files that are as they were.
        gone: Files that are no longer there.
        broken: Files that could not be read now; the reason is kept with each.
        waiting: Files that changed while they were read; the next run reads them.
        embedded: Pictures that the model saw.
        unreadable: Folders that may not be opened; what is known of their pictures was kept.
        away: Indexed folders whose disk is not there; what is known of their pictures was kept.
        set_aside: Where a damaged library was moved, when this run began a new one.
    """

    new: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    gone: int = 0
    broken: int = 0
    waiting: int = 0
    embedded: int = 0
    unreadable: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    set_aside: Path | None = None

    def sentence(self) -> str:
        """All of it in plain words, fit to be spoken."""
        parts = [
            _count(self.new, "new photo"),
            _count(self.changed, "changed photo"),
            _count(self.moved, "moved photo"),
            _count(self.gone, "file is gone", "files are gone"),
        ]
        said = [part for part in parts if part]
        total = self.new + self.changed + self.moved + self.unchanged
        if said:
            sentences = [f"{_listed(said)}."]
        elif total:
            sentences = ["Nothing has changed."]
        else:
            sentences = ["No photos were found."]
        seen_late = self.embedded - self.new - self.changed
        if seen_late > 0:
            sentences.append(f"The model has now seen {_count(seen_late, 'photo')} more.")
        if self.broken:
            sentences.append(f"{_count(self.broken, 'file')} could not be read.")
        if self.waiting:
            sentences.append(f"{_count(self.waiting, 'file is', 'files are')} still being written.")
        if self.unreadable:
            sentences.append(
                f"I may not look into {_count(len(self.unreadable), 'folder')}; "
                "what I know of the photos there is kept."
            )
        for root in self.away:
            sentences.append(f"The folder {root.name or root} is not there now; its photos are kept.")
        return " ".join(sentences)


def _count(number: int, one: str, many: str = "") -> str:
    if not number:
        return ""
    return f"1 {one}" if number == 1 else f"{number:,} {many or one + 's'}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
