"""What is fuzzed: a target makes inputs and takes them, and whoever calls it looks at how that ends."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random


class Lost(Exception):
    """Something that was there is gone, or something that is there is wrong."""


@dataclass(frozen=True)
class Target:
    """One thing that is fuzzed.

    Attributes:
        make: Gives an input. All of it is in the bytes: the same bytes are the same input.
        take: Does with an input what the app does; gives the sort of ending in a word.
        ends: What it may raise.
        seconds: That one input may take.
    """

    make: Callable[[Random], bytes]
    take: Callable[[bytes], str]
    ends: tuple[type[Exception], ...]
    seconds: float = 5.0


#: Makes a target, whose files all lie in a folder of its own.
Build = Callable[[Path], Target]


@dataclass
class Errors(logging.Handler):
    """Log lines of level ERROR and above; as a root handler it keeps others from standard error."""

    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def __hash__(self) -> int:
        return id(self)


def source(name: str, seed: int, number: int) -> Random:
    """Where the randomness of one input comes from."""
    return Random(f"{name} {seed} {number}")


def attempt(target: Target, data: bytes, errors: Errors) -> str:
    """Take one input; the sort of ending.

    Raises:
        Lost: It logged an error.
        BaseException: Whatever came out that may not.
    """
    errors.lines.clear()
    try:
        ending = target.take(data)
    except target.ends as error:
        ending = type(error).__name__
    if errors.lines:
        raise Lost("logged as an error: " + errors.lines[0])
    return ending
