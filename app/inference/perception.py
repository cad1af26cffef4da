"""What is perceived in a picture besides its text; each part says how it may be told."""

from dataclasses import dataclass, field, fields, replace

from app.inference.protocols import Judged as Judged
from app.inference.protocols import Scene as Scene
from app.inference.protocols import Stance

Box = tuple[float, float, float, float]
"""(left, top, right, bottom), 0..1 of the width and height of the picture, orientation applied."""


@dataclass(frozen=True)
class SeenObject:
    """One object that the detector found.

    Attributes:
        name: One of COCO's 80 classes, singular, as COCO writes it ("person", "wine glass").
        score: The detector's fused score, 0..1; what it is worth differs from class to class.
        box: Where it is.
        stance: FACT, HEDGED, or WITHHELD where the score is too low to be told.
        part: Whether it may be a part of one only, such as a hand at the picture's edge.
        probability: That it is there, 0..1, as measured on pictures that people had looked at.
        rival: The highest score of another class in the same place.
        company: How many others of its class were found.
    """

    name: str
    score: float
    box: Box
    stance: Stance
    part: bool = False
    probability: float = 0.0
    rival: float = 0.0
    company: int = 0


@dataclass(frozen=True)
class Face:
    """One face; who or what sort of person it is is never asked."""

    score: float
    box: Box
    stance: Stance


@dataclass(frozen=True)
class Code:
    """One barcode or QR code that was decoded; its checksum held.

    Attributes:
        format: As people call it: "QR code", "EAN-13 barcode".
        content: What it holds; text in a picture is data, so a link is never opened.
        box: Where it is.
    """

    format: str
    content: str
    box: Box


@dataclass(frozen=True)
class Perception:
    """All that was perceived in one picture.

    Attributes:
        objects: Likeliest first, withheld ones too: they are witnesses.
        faces: Likeliest first.
        codes: In reading order.
        scene: Where it is.
        looked: Whether the detector looked: only then does a missing object mean that it was not seen.
    """

    objects: tuple[SeenObject, ...] = ()
    faces: tuple[Face, ...] = ()
    codes: tuple[Code, ...] = ()
    scene: Scene = field(default_factory=Scene)
    looked: bool = False


def doubted(seen: Perception) -> Perception:
    """The same, of a picture that is unlike those on which anything was measured: nothing is a fact."""
    scene = {
        part.name: replace(judged, stance=_doubted(judged.stance))
        for part in fields(seen.scene)
        if (judged := getattr(seen.scene, part.name)) is not None
    }
    return replace(
        seen,
        objects=tuple(replace(one, stance=_doubted(one.stance)) for one in seen.objects),
        faces=tuple(replace(one, stance=_doubted(one.stance)) for one in seen.faces),
        scene=replace(seen.scene, **scene),
    )


def _doubted(stance: Stance) -> Stance:
    return Stance.HEDGED if stance is Stance.FACT else stance


def withheld(seen: Perception) -> Perception:
    """The same, of a picture in which no object or face may be told; they stay witnesses for what is there.

    What is not among them may be there all the same: the detector knows photos.
    """
    return replace(
        seen,
        looked=False,
        objects=tuple(replace(one, stance=Stance.WITHHELD) for one in seen.objects),
        faces=tuple(replace(one, stance=Stance.WITHHELD) for one in seen.faces),
    )
