"""What a check of the doctor finds."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class CheckState(StrEnum):
    """How a thing that doctor looks at is doing."""

    WORKS = "works"
    LIMITED = "limited"
    MISSING = "missing"


@dataclass(frozen=True)
class Check:
    """One thing that doctor looked at.

    Attributes:
        name: What it is, a word or two.
        state: How it is doing.
        says: One sentence.
        hint: What to do about it, or "".
        details: Figures, for --json.
    """

    name: str
    state: CheckState
    says: str
    hint: str = ""
    details: dict[str, Any] = field(default_factory=dict)
