"""The models that can be installed: what they are, where they lie, and why one would choose them."""

from dataclasses import dataclass

_FASTVLM_RESOLUTION = 1024


@dataclass(frozen=True)
class Licence:
    """The terms of a model's weights.

    Attributes:
        id: Name of its text in assets/licences, without ".txt".
        title: Its name.
        short: What matters most, in a few words.
        plain: What it means, in words fit to be spoken; no substitute for the text.
    """

    id: str
    title: str
    short: str
    plain: str


@dataclass(frozen=True)
class KnownModel:
    """A model that Earsight can fetch.

    Attributes:
        id: Its name in settings and results, and its folder's name.
        title: Its name for people.
        repo: Its repository on the Hugging Face hub.
        revision: The full commit that is fetched; "" to look up the newest once and stay with it.
        bytes: About how much is fetched.
        resolution: Side of the square picture it sees, in pixels.
        memory: About how much memory it takes while a processor runs it, in bytes; on Metal, where weights
            stay as they are stored, it is less (see `app.inference.memory`).
        why: Why one would choose it.
        licence: Terms of its weights.
        family: Which code runs it; see `app.inference.models.catalog.ModelInfo`.
    """

    id: str
    title: str
    repo: str
    revision: str
    bytes: int
    resolution: int
    memory: int
    why: str
    licence: Licence
    family: str = "fastvlm"


def apple_licence() -> Licence:
    """Apple's licence for research models, as it stands in the FastVLM repository (LICENSE_MODEL)."""
    return Licence(
        id="apple-amlr",
        title="Apple Machine Learning Research Model License",
        short="for research only, not commercial",
        plain="This model belongs to Apple and is for research only: scientific and academic work that is "
        "not commercial. You may not use it in a product or a service, or for any commercial purpose. "
        "If you pass it on, pass the licence on with it. Apple may end the licence if you break it; "
        "then the model must be deleted. It comes without any warranty.",
    )


def known_models() -> tuple[KnownModel, ...]:
    """All of them, smallest first.

    Apple's other conversions (FastVLM-0.5B-fp16, 1.5B-int8, 7B-int4) are left out: their weights lack the
    vision tower, which is a Core ML package there.
    """
    licence = apple_licence()
    return (
        KnownModel(
            id="fastvlm-0.5b",
            title="FastVLM 0.5B",
            repo="apple/FastVLM-0.5B",
            revision="16375720c2d673fa583e57e9876afde27549c7d0",
            bytes=1_530_000_000,
            resolution=_FASTVLM_RESOLUTION,
            memory=4_000_000_000,
            why="The quickest of the three; the first one to try. It describes more than the model that "
            "ships with Earsight.",
            licence=licence,
        ),
        KnownModel(
            id="fastvlm-1.5b",
            title="FastVLM 1.5B",
            repo="apple/FastVLM-1.5B",
            revision="dd6608dfa0e17b050e1dde2856c3437fcba197ac",
            bytes=3_830_000_000,
            resolution=_FASTVLM_RESOLUTION,
            memory=8_600_000_000,
            why="More accurate than 0.5B, and slower.",
            licence=licence,
        ),
        KnownModel(
            id="fastvlm-7b",
            title="FastVLM 7B",
            repo="apple/FastVLM-7B",
            revision="e6b907da2d6ef4218cdb9f6f9d721b3e55a0a8f8",
            bytes=15_500_000_000,
            resolution=_FASTVLM_RESOLUTION,
            memory=32_100_000_000,
            why="The most accurate, and by far the slowest.",
            licence=licence,
        ),
        *_mobileclips(licence),
    )


def _mobileclips(licence: Licence) -> tuple[KnownModel, ...]:
    """MobileCLIP2 in OpenCLIP's layout. Where no commit is publicly attested, the newest is taken once."""

    def model(size: str, revision: str, megabytes: int, resolution: int, why: str) -> KnownModel:
        return KnownModel(
            id=f"mobileclip2-{size.lower()}",
            title=f"MobileCLIP2 {size}",
            repo=f"timm/MobileCLIP2-{size}-OpenCLIP",
            revision=revision,
            bytes=megabytes * 1_000_000,
            resolution=resolution,
            memory=(megabytes + 500) * 1_000_000,
            why=why,
            licence=licence,
            family="mobileclip",
        )

    return (
        model(
            "S0",
            "095906d28bf54d7584dc411e8ffe448f34289e05",
            305,
            256,
            "Finds photos by a sentence far better than the model that ships with Earsight. "
            "The quickest; the first one to try.",
        ),
        model(
            "S2",
            "ac6b37c8fc40b62b623d09ed228a6f0c9bc29fe6",
            403,
            256,
            "Finds photos more accurately than S0, at twice the time.",
        ),
        model("B", "", 604, 224, "Finds photos more accurately than S2, and more slowly."),
        model("S3", "", 1_001, 256, "The most accurate of those that are offered, and the slowest."),
    )
