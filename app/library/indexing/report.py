"""What an indexing run did, to be said."""

from dataclasses import dataclass, field
from pathlib import Path

from app.library.phrases import counted, joined, listed


@dataclass
class Report:
    """Counts of files, and folders that could not be looked at.

    Attributes:
        new: Pictures that came to the library.
        copies: New files with a picture that the library has already.
        changed: Files that hold another picture than before.
        moved: Files with a new name or folder; nothing of them was lost.
        unchanged: Files that are as they were.
        gone: Files that are no longer there.
        broken: Files that could not be read now; the reason is kept with each.
        waiting: Files that changed while they were read; the next run reads them.
        embedded: Pictures that the model saw.
        inspected: Pictures in whose files, or beside them, was read what people wrote there; the files are
            as they were.
        carried: Changed files to which went what the user had said of the picture before.
        parted: Changed files whose picture is another now, so that what the user had said stays with the old.
        left_out: Folders of small copies, of what was thrown away, or marked with a file ".nomedia".
        unreadable: Folders that may not be opened; what is known of their pictures was kept.
        away: Indexed folders whose disk is not there; what is known of their pictures was kept.
        set_aside: Where a damaged library was moved, when this run began a new one.
    """

    new: int = 0
    copies: int = 0
    changed: int = 0
    moved: int = 0
    unchanged: int = 0
    gone: int = 0
    broken: int = 0
    waiting: int = 0
    embedded: int = 0
    inspected: int = 0
    carried: int = 0
    parted: list[Path] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)
    unreadable: list[Path] = field(default_factory=list)
    away: list[Path] = field(default_factory=list)
    set_aside: Path | None = None

    def sentence(self) -> str:
        """All of it in plain words, fit to be spoken."""
        total = self.new + self.copies + self.changed + self.moved + self.unchanged
        came = [
            counted(number, one, many)
            for number, one, many in (
                (self.new, "new photo", ""),
                (self.copies, "copy of what is there already", "copies of what is there already"),
                (self.changed, "changed photo", ""),
                (self.moved, "moved photo", ""),
                (self.gone, "file is gone", "files are gone"),
            )
            if number
        ]
        nothing = "Nothing has changed." if total else "No photos were found."
        seen_late = self.embedded - self.new - self.changed
        writing = counted(self.waiting, "file is", "files are")
        folders = counted(len(self.unreadable), "folder")
        kept = f"I may not look into {folders}; what I know of the photos there is kept."
        names = (root.name or root for root in self.away)
        went = counted(self.carried, "changed photo keeps", "changed photos keep")
        stays = [path.name for path in self.parted[:3]]
        more = len(self.parted) - len(stays)
        stays += [counted(more, "more file")] if more > 0 else []
        left = counted(len(self.left_out), "folder")
        return joined(
            [
                f"{listed(came)}." if came else nothing,
                f"{went} your words." if self.carried else "",
                f"{listed(stays)} {'shows' if len(self.parted) == 1 else 'show'} another picture now; your "
                "words about the one before are kept in the library, without a file."
                if stays
                else "",
                f"I read what is written with {counted(self.inspected)} more." if self.inspected else "",
                f"The model has now seen {counted(seen_late)} more." if seen_late > 0 else "",
                f"{counted(self.broken, 'file')} could not be read." if self.broken else "",
                f"{writing} still being written." if self.waiting else "",
                f"I left out {left}: small copies, the trash, or marked not to be looked at."
                if self.left_out
                else "",
                kept if self.unreadable else "",
                *(f"The folder {name} is not there now; its photos are kept." for name in names),
            ]
        )


@dataclass
class PassReport:
    """What a pass did.

    Attributes:
        described: Photos that were looked at.
        perceived: Photos in which objects, the scene and codes were looked for.
        read: Photos whose text was looked for.
        failed: Photos that could not be decoded any more, or whose text could not be read, or that met a bug.
        absent: Photos that were left for another time, as none of their files can be reached now.
        changed: Photos that were left, as their file has changed and is to be indexed first.
        no_reader: Why no text could be read; "" when all went well.
    """

    described: int = 0
    perceived: int = 0
    read: int = 0
    failed: int = 0
    absent: int = 0
    changed: int = 0
    no_reader: str = ""

    def sentence(self) -> str:
        """In plain words, fit to be spoken."""
        done = [
            f"{what} {counted(number)}"
            for number, what in (
                (self.described, "described"),
                # What is described is looked through as well; that is no news.
                (self.perceived if self.perceived > self.described else 0, "looked for objects in"),
                (self.read, "read the text of"),
            )
            if number
        ]
        words = listed(done) if done else ""
        nothing = not (done or self.failed or self.absent or self.changed or self.no_reader)
        return joined(
            [
                f"{words[0].upper()}{words[1:]}." if done else "",
                "Every photo is described already." if nothing else "",
                f"{counted(self.failed)} could not be read." if self.failed else "",
                f"{counted(self.absent)} cannot be reached now and must wait." if self.absent else "",
                f"{counted(self.changed)} changed and must be indexed first." if self.changed else "",
                f"No text was read: {self.no_reader}" if self.no_reader else "",
            ]
        )
