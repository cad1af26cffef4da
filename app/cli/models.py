"""`earsight models`: which models there are, installing them, checking them, removing them."""

import argparse
import time
from collections.abc import Callable
from typing import Any

from app.application import Application
from app.cancel import CancelToken
from app.cli import convert
from app.cli.grammar import Verbs, add_json, add_verb, add_voice
from app.cli.output import FAILED, OK, Output
from app.errors import AppError
from app.inference.models.catalog import COMPACT, MOBILECLIP
from app.inference.models.install import Progress, gigabytes
from app.inference.models.known import KnownModel
from app.inference.models.store import ModelStore, Offer

STEP = 0.1  # share of the whole after which progress is told
QUIET = 3.0  # seconds between two words of progress, at least
SILENCE = 20.0  # seconds after which progress is told in any case
_COMPACT_WHY = "It is quick, needs about half a gigabyte of memory, and is always there."


def add(verbs: Verbs) -> None:
    """Add the verb and its own verbs."""
    parser = add_verb(
        verbs, "models", "List the models there are, install them, check them, or remove them.", _list
    )
    add_json(parser)
    own = parser.add_verbs("models_verb")
    for name, (about, run) in _VERBS.items():
        verb = add_verb(own, name, about, run, after="" if name == "list" else ", then a model")
        if name != "list":
            verb.add_argument(
                "model",
                nargs="?" if name == "verify" else None,
                metavar="MODEL",
                help="A model's id, as the list tells it."
                + (" All models when it is left out." if name == "verify" else ""),
            )
        if name == "convert":
            convert.add_recipe(verb)
        if name == "install":
            verb.add_argument(
                "--accept-licence",
                action="store_true",
                help="Accept the licence without being asked. Read it first: earsight models licence MODEL.",
            )
        # Given before the verb it holds as well: no default here overwrites it.
        add_json(verb, default=argparse.SUPPRESS)
        # Lists and licences are long: they are only printed unless asked for.
        add_voice(verb, default=False if name in ("list", "licence") else None)


def _list(args: argparse.Namespace, application: Application, output: Output) -> int:
    store = application.models.store()
    offers, broken = store.offers(), store.broken()
    for offer in offers:
        output.result(_json(offer), _sentences(offer))
    for bad in broken:
        fields = {"model": bad.path.name, "folder": str(bad.path), "problem": bad.problem}
        output.result(fields, f"Not usable: {bad.problem}")
    if all(offer.model is None for offer in offers):
        output.remark("No model is installed; text can still be read.")
    return OK


def _licence(args: argparse.Namespace, application: Application, output: Output) -> int:
    store = application.models.store()
    licence = store.licence(args.model)
    text = store.licences.text(licence)
    accepted = store.licences.accepted(licence)
    output.result(
        {
            "model": args.model,
            "licence": licence.title,
            "plain": licence.plain,
            "accepted": accepted,
            "text": text,
        },
        f"{licence.title}. In short: {licence.plain}",
    )
    output.text(text)
    output.remark("You accepted this licence." if accepted else "You have not accepted this licence yet.")
    return OK


def _install(args: argparse.Namespace, application: Application, output: Output) -> int:
    store = application.models.store()
    model = store.known(args.model)
    _agree(model, args.accept_licence, store, output)
    told = Teller(output, model.title)
    try:
        done = store.install(model.id, CancelToken(), told.progress)
    except KeyboardInterrupt:
        output.notice(f"Stopped. To go on, type: earsight models install {model.id}")
        raise
    if not done.fetched:
        words = f"{model.title} is installed already, and all its files are as they should be."
    elif done.repaired:
        words = f"{model.title} is mended. Fetched again: {', '.join(done.fetched)}."
    else:
        words = f"{model.title} is installed, and all its files were checked."
        if model.family == MOBILECLIP:
            words += " To find photos with it, have it look at them: earsight index."
    fields = {"folder": str(done.folder), "fetched": list(done.fetched), "repaired": done.repaired}
    output.result({"model": model.id, **fields}, words)
    return OK


def _agree(model: KnownModel, accept: bool, store: ModelStore, output: Output) -> None:
    """Show the licence and have it accepted, unless that was done before."""
    licence = model.licence
    if store.licences.accepted(licence):
        return
    text = store.licences.text(licence)
    asks = not accept and output.asks
    if not accept and not asks:
        raise AppError(
            f"The licence of {model.title} must be accepted first, and there is nobody to ask here.",
            f"Read it with: earsight models licence {model.id}. Accept it by adding --accept-licence.",
        )
    output.notice(f"{licence.title}\n\n{text}")
    output.notice(f"In short: {licence.plain}")
    output.speak(f"The licence of {model.title}, in short: {licence.plain} Its full text is on the screen.")
    if asks and not output.agreed("To accept it, type yes and press Enter. Anything else stops here."):
        raise AppError(
            "Nothing was installed, because the licence was not accepted.",
            "The model that ships with Earsight goes on working.",
        )
    store.licences.accept(licence)


def _verify(args: argparse.Namespace, application: Application, output: Output) -> int:
    code = OK
    for verdict in application.models.store().verify(CancelToken(), args.model):
        if verdict.problems:
            code = FAILED
            fix = (
                f"To fetch just that again, type: earsight models install {verdict.id}"
                if verdict.reinstallable
                else "Copy it here once more, or install Earsight again if it came with it."
            )
            words = f"{'; '.join(verdict.problems)}. {fix}"
        elif verdict.files:
            words = f"all {verdict.files} files are as they should be."
        else:
            words = "there is no list of its files; none of them is cut short."
        fields = {"model": verdict.id, "files": verdict.files, "problems": list(verdict.problems)}
        output.result(fields, f"{verdict.title}: {words}")
    return code


def _remove(args: argparse.Namespace, application: Application, output: Output) -> int:
    removed = application.models.store().remove(args.model)
    words = f"{removed.title} is removed. That freed {gigabytes(removed.bytes)}."
    output.result({"model": args.model, "freed": removed.bytes}, words)
    return OK


class Teller:
    """Tells progress now and then: after every tenth, and when it was silent for long."""

    def __init__(self, output: Output, title: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._output = output
        self._title = title
        self._clock = clock
        self._begun: tuple[float, int] | None = None
        self._last = (0.0, 0.0)  # when, and which share

    def progress(self, now: Progress) -> None:
        """Note where it is, and say so if it is time."""
        time_now = self._clock()
        share = now.done / now.total if now.total else 1.0
        if self._begun is None:
            self._begun, self._last = (time_now, now.done), (time_now, share)
            verb = "Going on with" if now.done else "Fetching"
            self._say(f"{verb} {self._title}: {gigabytes(now.total - now.done)} to go.")
            return
        since, gained = time_now - self._last[0], share - self._last[1]
        if share < 1 and ((gained >= STEP and since >= QUIET) or since >= SILENCE):
            self._last = (time_now, share)
            self._say(f"{share * 100:.0f} percent.{self._left(now, time_now)}")

    def _left(self, now: Progress, time_now: float) -> str:
        began, had = self._begun or (time_now, now.done)
        speed = (now.done - had) / max(time_now - began, 1e-3)
        if speed <= 0:
            return ""
        minutes = (now.total - now.done) / speed / 60
        if minutes < 1:
            return " Less than a minute left."
        return " About a minute left." if minutes < 1.5 else f" About {minutes:.0f} minutes left."

    def _say(self, words: str) -> None:
        self._output.notice(words)
        if not self._output.as_json:
            self._output.speak(words)


def _sentences(offer: Offer) -> str:
    model, known = offer.model, offer.known
    if model is not None:
        parts = [f"{model.title}, {model.id}, is installed: {gigabytes(model.bytes)}."]
        parts += [f"It is {model.source}."] if model.source else []
        parts += [f"Weights of {model.bits} bits."] if model.bits else []
        resolution, terms = model.resolution, model.licence
    elif known is not None:
        parts = [f"{known.title}, {known.id}, can be installed: {gigabytes(known.bytes)}."]
        parts += (
            [f"An installation was begun and is not finished: {gigabytes(offer.begun)} so far."]
            if offer.begun
            else []
        )
        resolution, terms = known.resolution, known.licence.title
    else:
        return ""
    if known is not None:
        terms = f"{known.licence.title}, {known.licence.short}"
    parts += [f"It needs about {gigabytes(offer.memory)} of memory."] if offer.memory else []
    parts += [f"It sees pictures at {resolution} by {resolution} pixels."] if resolution else []
    parts += [f"Licence: {terms}."] if terms else []
    parts += [why] if (why := _why(offer)) else []
    return " ".join(parts)


def _why(offer: Offer) -> str:
    if offer.known is not None:
        return offer.known.why
    return _COMPACT_WHY if offer.model is not None and offer.model.family == COMPACT else ""


def _json(offer: Offer) -> dict[str, Any]:
    model, known = offer.model, offer.known
    source = known and f"fetched from {known.repo}"
    return {
        "model": model.id if model else known and known.id,
        "title": model.title if model else known and known.title,
        "installed": model is not None,
        "folder": str(model.path) if model else None,
        "bytes": model.bytes if model else known and known.bytes,
        "begun_bytes": offer.begun,
        "licence": (model.licence if model else "") or (known.licence.title if known else ""),
        "licence_plain": known.licence.plain if known else None,
        "resolution": (model.resolution if model else 0) or (known.resolution if known else 0),
        "memory_bytes": offer.memory or None,
        "family": model.family if model else (known.family if known else COMPACT),
        "bits": model.bits if model else 0,
        "why": _why(offer),
        "source": model.source if model else source,
        "revision": known.revision if known else None,
        "problem": None,
    }


_VERBS = {
    "list": (
        "Tell which models are installed and which can be: size, licence, memory, and why to choose it. "
        "This happens without a verb, too.",
        _list,
    ),
    "install": ("Fetch a model, go on with one that was begun, or mend one that is damaged.", _install),
    "licence": ("Print the licence of a model.", _licence),
    "convert": (
        "Write a FastVLM anew in MLX's layout, smaller if wanted. The one it is made of stays.",
        convert.run,
    ),
    "verify": ("Read all files of the models and tell which are damaged or missing.", _verify),
    "remove": ("Delete a model and tell how much room that made.", _remove),
}
