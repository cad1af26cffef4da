"""What the page of the models says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject

from app.errors import AppError
from app.inference.models.catalog import COMPACT, FASTVLM, MOBILECLIP, BrokenModel, ModelInfo
from app.inference.models.install import Installation, Progress
from app.inference.models.known import KnownModel, Licence
from app.inference.models.store import Offer, Removal, Verdict
from app.ui.pages.models_texts import in_words, size_in_words
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
        for offer in offers:
            if offer.model is not None:
                found.append(self._installed(offer, offer.model, chosen))
            elif offer.known is not None:
                found.append(self._offered(offer, offer.known))
        known = {offer.known.id for offer in offers if offer.known is not None}
        found += [self._broken(bad, bad.path.name in known) for bad in broken]
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
        return words.format(title=title, size=size_in_words(now.total - now.done))

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
        return words.format(title=done.title, size=size_in_words(done.bytes))

    def error(self, error: AppError) -> str:
        """An error without a hint that names the command line."""
        return error.message if "earsight " in error.hint or "command" in error.hint else str(error)

    def _automatic(self, chosen: str) -> Row:
        words = self.tr(
            "Automatic choice: the best installed model that fits into memory describes pictures."
        )
        mine = chosen == AUTOMATIC
        title = self.tr("Automatic choice")
        return Row(
            f"{words} {self.tr('This is chosen.')}" if mine else words,
            data=ModelRow(AUTOMATIC, title),
            title=title,
            detail=(rest := words.partition(": ")[2])[:1].upper() + rest[1:],
            badge=self.tr("Chosen") if mine else "",
            deed="" if mine else self.tr("Use for describing"),
        )

    def _broken(self, bad: BrokenModel, offered: bool) -> Row:
        words = self.tr("Not usable: {problem}").format(problem=bad.problem)
        name = bad.path.name
        return Row(
            words,
            find=name,
            data=ModelRow(name, name, offered=offered, problem=bad.problem),
            title=name,
            detail=bad.problem,
            badge=self.tr("Not usable"),
            deed=self.tr("Install again…") if offered else "",
        )

    def _installed(self, offer: Offer, model: ModelInfo, chosen: str) -> Row:
        # The setting has a word of its own for the model that ships with Earsight.
        mine = chosen == model.id or (chosen == COMPACT and model.family == COMPACT)
        said = [
            self.tr("{title} is installed: {size}.").format(
                title=model.title, size=size_in_words(model.bytes)
            )
        ]
        if mine:
            said.append(self.tr("It is chosen to describe pictures."))
        if model.source:
            said.append(self.tr("It is {source}.").format(source=in_words(model.source)))
        if model.bits:
            said.append(self.tr("Weights of {bits} bits.").format(bits=model.bits))
        known = offer.known
        licence = _terms(known.licence) if known is not None else in_words(model.licence)
        data = ModelRow(
            model.id,
            model.title,
            installed=True,
            family=model.family,
            offered=known is not None,
            licence=licence,
        )
        card = self._card(offer, model.family, model.bytes, model.resolution, licence, data)
        talks = model.family != MOBILECLIP
        return replace(
            card,
            text=" ".join([*said, card.text]),
            badge=self.tr("In use") if mine else self.tr("Installed"),
            deed=self.tr("Use for describing") if talks and not mine else "",
        )

    def _offered(self, offer: Offer, known: KnownModel) -> Row:
        said = [
            self.tr("{title} can be installed: {size}.").format(
                title=known.title, size=size_in_words(known.bytes)
            )
        ]
        if offer.begun:
            begun = self.tr("An installation was begun and is not finished: {size} so far.")
            said.append(begun.format(size=size_in_words(offer.begun)))
        licence = _terms(known.licence)
        data = ModelRow(
            known.id,
            known.title,
            begun=bool(offer.begun),
            family=known.family,
            offered=True,
            licence=licence,
        )
        card = self._card(offer, known.family, known.bytes, known.resolution, licence, data)
        return replace(
            card,
            text=" ".join([*said, card.text]),
            badge=self.tr("Begun, not finished") if offer.begun else self.tr("Can be installed"),
            deed=self.tr("Install…"),
        )

    def _card(
        self, offer: Offer, family: str, size: int, resolution: int, licence: str, data: ModelRow
    ) -> Row:
        """What is told of every model: what it does, needs and sees, and its terms."""
        does = [self._does(family)]
        if offer.known is not None:
            does.append(in_words(offer.known.why))
        elif family == COMPACT:
            does.append(self.tr("It is quick, needs about half a gigabyte of memory, and is always there."))
        needs = self.tr("It needs about {size} of memory.").format(size=size_in_words(offer.memory))
        sees = self.tr("It sees pictures at {side} by {side} pixels.").format(side=resolution)
        terms = self.tr("Licence: {licence}.").format(licence=licence)
        rest = [needs if offer.memory else "", sees if resolution else ""]
        whole = self.tr("On disk: {size}.") if data.installed else self.tr("To be fetched: {size}.")
        facts = " ".join(filter(None, (whole.format(size=size_in_words(size)), *rest)))
        return Row(
            " ".join(filter(None, (*does, *rest, terms if licence else ""))),
            data=data,
            title=data.title,
            detail="\n".join(filter(None, (" ".join(does), facts, terms if licence else ""))),
        )

    def _does(self, family: str) -> str:
        if family == FASTVLM:
            return self.tr("It describes pictures and answers questions.")
        if family == COMPACT:
            return self.tr("It describes pictures and finds photos.")
        return self.tr("It finds photos.")


def _terms(licence: Licence) -> str:
    return f"{licence.title}, {in_words(licence.short)}"
