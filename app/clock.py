"""Today: the system's clock, or the moment that $EARSIGHT_NOW names; and how patient to be."""

import os
from collections.abc import Callable
from datetime import datetime

from app.errors import AppError

VARIABLE = "EARSIGHT_NOW"
# "A thousand years ago" and "next Christmas" must still be dates, whatever a computer takes today for.
_FIRST, _LAST = datetime(1900, 1, 1), datetime(8999, 12, 31)
PATIENCE = "EARSIGHT_PATIENCE"


def clock() -> Callable[[], datetime]:
    """What tells the local date and time.

    Raises:
        AppError: $EARSIGHT_NOW is set and is no ISO date or date-time.
    """
    fixed = os.environ.get(VARIABLE)
    if not fixed:
        return _system
    try:
        moment = datetime.fromisoformat(fixed)
        if moment.tzinfo is not None:
            moment = moment.astimezone().replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise AppError(
            f"{VARIABLE} is set to something that is no date.",
            "Write it like 2026-11-22T10:00:00, or unset it.",
        ) from None
    within = _within(moment)
    return lambda: within


def _system() -> datetime:
    try:
        return _within(datetime.now())
    except (ValueError, OverflowError):
        return _LAST


def _within(moment: datetime) -> datetime:
    return min(max(moment, _FIRST), _LAST)


def patience() -> float:
    """How many times as long as usual a video may take; $EARSIGHT_PATIENCE says so on an emulated processor.

    Raises:
        AppError: It is set and is no number from 1 on.
    """
    try:
        times = float(os.environ.get(PATIENCE) or 1.0)
        if 1.0 <= times < float("inf"):
            return times
    except ValueError:
        pass
    raise AppError(f"{PATIENCE} is set to something else than a number from 1 on.", "Unset it.")
