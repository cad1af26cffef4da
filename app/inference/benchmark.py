"""How fast the installed models are on this machine, measured through what the app itself uses."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.inference.compact import SharedCompact
from app.inference.fastvlm import OpenConversation, SharedFastVLM
from app.inference.protocols import Kind, Level

SIDES = (512, 1024)
QUESTION = "What is in the background?"
_FEW = 4  # tokens; a speed from fewer says nothing
_LOOKS = 5


@dataclass(frozen=True)
class Figures:
    """What one model needs here.

    Attributes:
        model: Its id.
        title: Its name for people.
        load: Seconds until it is ready.
        encode: Side of the picture as the model sees it, in pixels -> seconds.
        first_token: Likewise, from the picture to the answer's first token.
        tokens_per_second: While it writes; None where the answers were too short to tell.
        follow_up: Seconds to the first token of a further question; None for a model that takes none.
        peak: The most memory that this process had so far, in bytes.
    """

    model: str
    title: str
    load: float
    encode: dict[int, float] = field(default_factory=dict)
    first_token: dict[int, float] = field(default_factory=dict)
    tokens_per_second: float | None = None
    follow_up: float | None = None
    peak: int = 0


def measure_compact(
    model: SharedCompact, picture: NDArray[np.uint8], clock: Callable[[], float] = time.perf_counter
) -> Figures:
    """Time the compact model on a (height, width, 3) picture.

    Raises:
        AppError: It cannot be used.
    """
    began = clock()
    model.warm_up(rehearse=True).result()
    load = clock() - began
    image = Image.fromarray(picture)
    looks = [model.run(lambda m: m.look(image, lambda: False), CancelToken()) for _ in range(_LOOKS)]
    side = model.info.resolution
    return Figures(
        model=model.info.id,
        title=model.info.title,
        load=load,
        encode={side: float(np.median([look.seconds["encode"] for look in looks]))},
        first_token={side: float(np.median([look.seconds["first_token"] for look in looks]))},
        peak=peak_memory(),
    )


def measure_fastvlm(
    model: SharedFastVLM,
    picture: NDArray[np.uint8],
    cancel: CancelToken,
    clock: Callable[[], float] = time.perf_counter,
) -> Figures:
    """Time a FastVLM on a (height, width, 3) picture, at each of :data:`SIDES`.

    Raises:
        AppError: It cannot be used.
        Cancelled: The token was raised.
    """
    owner = object()
    began = clock()
    model.submit(owner, lambda talk: None, cancel).result()
    load = clock() - began
    encode: dict[int, float] = {}
    first: dict[int, float] = {}
    speeds: list[float] = []
    for number, side in enumerate(SIDES):
        for warm in (False, True):
            # Another picture each time, so that nothing of it is kept from before.
            seen = np.roll(picture, 8 * (2 * number + warm + 1), axis=1)
            turn = model.submit(owner, _describe(seen, side, cancel), cancel).result()
        encode[side], first[side] = turn.seconds["encode"], turn.seconds["first_token"]
        if turn.tokens > _FEW:
            speeds.append((turn.tokens - 1) / (turn.seconds["total"] - turn.seconds["first_token"]))
    asked = model.submit(owner, _ask(cancel), cancel).result()
    return Figures(
        model=model.info.id,
        title=model.info.title,
        load=load,
        encode=encode,
        first_token=first,
        tokens_per_second=float(np.median(speeds)) if speeds else None,
        follow_up=asked.seconds["first_token"],
        peak=peak_memory(),
    )


def peak_memory() -> int:
    """The most physical memory this process ever had, in bytes."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # macOS counts bytes, Linux kilobytes


def _describe(
    picture: NDArray[np.uint8], side: int, cancel: CancelToken
) -> Callable[[OpenConversation], Any]:
    def use(talk: OpenConversation) -> Any:
        return talk.session.describe(
            [picture],
            Level.FULL.value,
            Kind.PHOTO.value,
            resolution=side,
            on_text=lambda piece: None,
            should_stop=lambda: cancel.cancelled,
        )

    return use


def _ask(cancel: CancelToken) -> Callable[[OpenConversation], Any]:
    return lambda talk: talk.session.ask(
        QUESTION, on_text=lambda piece: None, should_stop=lambda: cancel.cancelled
    )
