"""What the page of the models says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from PySide6.QtCore import QObject

from app.errors import AppError
from app.inference.models.catalog import COMPACT, FASTVLM, BrokenModel
from app.inference.models.install import Installation, Progress, gigabytes
from app.inference.models.store import Offer, Removal, Verdict
from app.ui.widgets.row import Row

AUTOMATIC = "auto"
"""The setting that leaves the choice of the model to Earsight."""


@dataclass(frozen=True)
class ModelRow:
    """What a row stands for; two are the same when their ids are.

    Attributes:
        id: The model's, or `AUTOMATIC`.
        title: For people.
        installed: Whether it can be used.
        offered: Whether Earsight can fetch it.
        begun: Whether a part of it was fetched.
        family: See `ModelInfo`; "" for the automatic choice and for a broken one.
        licence: Its terms in a few words.
        problem: Why it cannot be used, or "".
    """

    id: str
    title: str = field(compare=False)
    installed: bool = field(default=False, compare=False)
    offered: bool = field(default=False, compare=False)
    begun: bool = field(default=False, compare=False)
    family: str = field(default="", compare=False)
    licence: str = field(default="", compare=False)
    problem: str = field(default="", compare=False)


class ModelsWords(QObject):
    """Puts models into words. Its methods change nothing, so any thread may call them."""

    def rows(self, offers: Sequence[Offer], broken: Sequence[BrokenModel], chosen: str) -> list[Row]:
        """One row for the automatic choice, one for each model, one for each folder that holds none.

        Args:
            offers: What is installed and what can be.
            broken: What looks like a model and is none.
            chosen: The setting.
        """
        found = [self._automatic(chosen)]
        found += [row for offer in offers if (row := self._offer(offer, chosen)) is not None]
        known = {offer.known.id for offer in offers if offer.known is not None}
        found += [
            Row(
                self.tr("Not usable: {problem}").format(problem=bad.problem),
                find=bad.path.name,
                data=ModelRow(
                    bad.path.name, bad.path.name, offered=bad.path.name in known, problem=bad.problem
                ),
            )
            for bad in broken
        ]
        # A broken model that can be fetched has one row, which says both.
        names = {bad.path.name for bad in broken}
        return [row for row in found if row.data.problem or row.data.id not in names]

    def begun(self, title: str, now: Progress) -> str:
        """The first word of progress."""
        words = (
            self.tr("Going on with {title}: {size} to go.")
            if now.done
            else self.tr("Fetching {title}: {size} to go.")
        )
        return words.format(title=title, size=gigabytes(now.total - now.done))

    def installed(self, model: ModelRow, done: Installation) -> str:
        """What an installation came to."""
        if not done.fetched:
            words = self.tr("{title} is installed already, and all its files are as they should be.")
        elif done.repaired:
            words = self.tr("{title} is mended. Fetched again: {files}.")
        else:
            words = self.tr("{title} is installed, and all its files were checked.")
            if model.family not in (COMPACT, FASTVLM, ""):
                words += " " + self.tr("To find photos with it, index your folders on the page Library.")
        return words.format(title=model.title, files=", ".join(done.fetched))

    def verdict(self, verdict: Verdict) -> str:
        """What checking a model found."""
        if verdict.problems:
            fix = (
                self.tr("Install it again to fetch just that.")
                if verdict.reinstallable
                else self.tr("Copy it here once more, or install Earsight again if it came with it.")
            )
            return f"{verdict.title}: {'; '.join(verdict.problems)}. {fix}"
        if verdict.files:
            words = self.tr("{title}: all {count} files are as they should be.")
        else:
            words = self.tr("{title}: there is no list of its files; none of them is cut short.")
        return words.format(title=verdict.title, count=verdict.files)

    def removed(self, done: Removal) -> str:
        """What removing a model freed."""
        words = self.tr("{title} is removed. That freed {size}.")
        return words.format(title=done.title, size=gigabytes(done.bytes))

    def error(self, error: AppError) -> str:
        """An error without a hint that names the command line."""
        return error.message if "earsight " in error.hint or "command" in error.hint else str(error)

    def _automatic(self, chosen: str) -> Row:
        words = self.tr(
            "Automatic choice: the best installed model that fits into memory describes pictures."
        )
        if chosen == AUTOMATIC:
            words += " " + self.tr("This is chosen.")
        return Row(words, data=ModelRow(AUTOMATIC, self.tr("Automatic choice")))

    def _offer(self, offer: Offer, chosen: str) -> Row | None:
        model, known = offer.model, offer.known
        said: list[str] = []
        if model is not None:
            can = self.tr("{title} is installed: {size}.")
            said.append(can.format(title=model.title, size=gigabytes(model.bytes)))
            # The setting has a word of its own for the model that ships with Earsight.
            if chosen == model.id or (chosen == COMPACT and model.family == COMPACT):
                said.append(self.tr("It is chosen to describe pictures."))
            if model.source:
                said.append(self.tr("It is {source}.").format(source=model.source))
            if model.bits:
                said.append(self.tr("Weights of {bits} bits.").format(bits=model.bits))
            row = partial(ModelRow, model.id, model.title, installed=True, family=model.family)
            resolution, licence, family = model.resolution, model.licence, model.family
        elif known is not None:
            can = self.tr("{title} can be installed: {size}.")
            said.append(can.format(title=known.title, size=gigabytes(known.bytes)))
            if offer.begun:
                begun = self.tr("An installation was begun and is not finished: {size} so far.")
                said.append(begun.format(size=gigabytes(offer.begun)))
            row = partial(ModelRow, known.id, known.title, begun=bool(offer.begun), family=known.family)
            resolution, licence, family = known.resolution, known.licence.title, known.family
        else:
            return None
        if known is not None:
            licence = f"{known.licence.title}, {known.licence.short}"
        said.append(self._does(family))
        if known is not None:
            said.append(known.why)
        elif family == COMPACT:
            said.append(self.tr("It is quick, needs about half a gigabyte of memory, and is always there."))
        if offer.memory:
            said.append(self.tr("It needs about {size} of memory.").format(size=gigabytes(offer.memory)))
        if resolution:
            said.append(self.tr("It sees pictures at {side} by {side} pixels.").format(side=resolution))
        if licence:
            said.append(self.tr("Licence: {licence}.").format(licence=licence))
        return Row(" ".join(said), data=row(offered=known is not None, licence=licence))

    def _does(self, family: str) -> str:
        if family == FASTVLM:
            return self.tr("It describes pictures and answers questions.")
        if family == COMPACT:
            return self.tr("It describes pictures and finds photos.")
        return self.tr("It finds photos.")
