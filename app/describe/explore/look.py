"""Looks at a picture, or again at a part of it, for what there is to go to; nothing is said of it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Resampling

from app.cancel import CancelToken
from app.describe.explore.items import Box
from app.describe.findings import Findings
from app.describe.perceiving import Perceive
from app.describe.reader import TextReader
from app.describe.screens import covered, is_mostly_text
from app.errors import AppError
from app.inference.perception import Code, Perception
from app.inference.protocols import Stance
from app.pictures.load import LoadedImage

# A part is made this large again, so that small letters are read.
_WIDE = 1200
_MOST = 4


def look(
    loaded: LoadedImage,
    read: TextReader,
    perceive: Perceive,
    codes: Callable[[NDArray[np.uint8]], tuple[Code, ...]],
    cancel: CancelToken,
) -> Findings:
    """All text and all that is perceived in a picture.

    What sort of picture it is nobody says here, and the detector knows photos: objects are hedged, and not
    told at all where there is much text.

    Args:
        loaded: The picture.
        read: OCR; where there is none, the findings say so among their problems.
        perceive: Finds objects and faces.
        codes: Finds barcodes and QR codes in (height, width, 3) uint8 RGB.
        cancel: Checked between steps.

    Raises:
        Cancelled: The token was raised.
    """
    findings = Findings(loaded.width, loaded.height)
    try:
        findings.complete(read(loaded, cancel, lambda _first: None, thorough=True))
    except AppError as problem:
        findings.problems.append(problem)
        findings.lines = ()
    cancel.check()
    findings.perceived = Perception(codes=codes(np.asarray(loaded.image)))
    boxes = [line.box for line in findings.lines or ()]
    if is_mostly_text(findings.amount, covered(boxes, loaded.width, loaded.height)):
        return findings
    try:
        seen = _hedged(perceive(loaded.image, cancel))
        findings.perceived = replace(seen, codes=findings.perceived.codes)
    except AppError as problem:
        findings.problems.append(problem)
    return findings


def _hedged(seen: Perception) -> Perception:
    return replace(
        seen,
        objects=tuple(replace(one, stance=_at_most_hedged(one.stance)) for one in seen.objects),
        faces=tuple(replace(one, stance=_at_most_hedged(one.stance)) for one in seen.faces),
    )


def _at_most_hedged(stance: Stance) -> Stance:
    return Stance.HEDGED if stance is Stance.FACT else stance


def cut(loaded: LoadedImage, part: Box) -> LoadedImage:
    """A part of a picture by itself, enlarged where it is small.

    Args:
        loaded: The picture with all its pixels.
        part: In pixels of the picture as given.
    """
    scale = loaded.scale
    left, top, right, bottom = (round(side * scale) for side in part)
    image = loaded.image.crop((left, top, max(left + 1, right), max(top + 1, bottom)))
    times = min(_MOST, max(1, _WIDE // max(image.size)))
    if times > 1:
        image = image.resize((image.width * times, image.height * times), Resampling.BICUBIC)
    return replace(
        loaded, image=image, width=max(1, part[2] - part[0]), height=max(1, part[3] - part[1]), shot=None
    )


def moved(findings: Findings, part: Box) -> Findings:
    """What was found in a part, told in pixels of the whole picture; what is perceived stays in shares."""
    left, top = part[0], part[1]
    lines = tuple(
        replace(line, box=(line.box[0] + left, line.box[1] + top, line.box[2] + left, line.box[3] + top))
        for line in findings.lines or ()
    )
    return replace(findings, lines=lines)
