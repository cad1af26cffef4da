"""Looking for objects and faces beside the other looks at a picture, only as long as that may be told."""

import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace

from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.findings import Findings
from app.errors import AppError
from app.inference.perception import Perception, withheld
from app.inference.protocols import Impression, Kind

_SCREENSHOTS = "PNG"
Perceive = Callable[[Image, CancelToken], Perception]
"""Finds objects and faces in a picture; may raise AppError, and Cancelled once its token is raised."""

Weigh = Callable[[Perception, Impression | None], Perception]
"""Weighs what was found by what the model makes of the same picture; may raise AppError."""


class Perceiving:
    """One look for objects and faces.

    It begins at once where the picture may well be a photo. A picture of the screen is most likely described
    by its facts, and objects in it are not told: there it begins only when that has been settled, as in files
    of the form that screenshots have.

    Args:
        perceive: Finds them.
        weigh: Decides, once the model has looked as well, how they may be told.
        image: Where.
        pool: Runs it.
        findings: Of this picture.
        seconds: How long it took is entered there.
    """

    def __init__(
        self,
        perceive: Perceive,
        weigh: Weigh,
        image: Image,
        pool: Executor,
        findings: Findings,
        seconds: dict[str, float],
    ) -> None:
        self._perceive = perceive
        self._weigh = weigh
        self._image = image
        self._pool = pool
        self._findings = findings
        self._seconds = seconds
        self._token = CancelToken()
        self._looking: Future[Perception] | None = None
        if not findings.from_screen and findings.facts.get("format") != _SCREENSHOTS:
            self._begin()

    def settle(self) -> None:
        """Settle what the picture is, and enter what was found; waits for it where it is told."""
        findings = self._findings
        if findings.seen is None:  # no model says what it is: that depends on what is found
            self._take()
            findings.settle()
            if findings.by_facts:
                findings.perceived = withheld(findings.perceived)
            return
        findings.settle()
        if findings.by_facts:
            self.stop()
            return
        self._take()
        if findings.kind is not Kind.PHOTO:
            findings.perceived = withheld(findings.perceived)

    def _take(self) -> None:
        looking, findings = self._looking or self._begin(), self._findings
        impression = findings.seen.impression if findings.seen is not None else None
        try:
            scene = findings.perceived.scene  # the model's part
            found = self._weigh(looking.result(), impression)
            findings.perceived = replace(found, scene=scene)
        except AppError as error:
            findings.problems.append(error)

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._token.cancel()
        if self._looking is not None:
            self._looking.cancel()

    def _begin(self) -> Future[Perception]:
        self._looking = self._pool.submit(self._look)
        return self._looking

    def _look(self) -> Perception:
        begun = time.perf_counter()
        try:
            return self._perceive(self._image, self._token)
        finally:
            self._seconds["objects"] = time.perf_counter() - begun
