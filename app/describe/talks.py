"""The conversation about the latest picture, for describing and asking."""

from collections.abc import Callable, Sequence
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.shot import Shot, Source

if TYPE_CHECKING:
    from app.inference.fastvlm import FastVLMConversation, FastVLMTalker

Keys = tuple[object, ...]


class Talks:
    """Keeps the latest conversation: a question about the picture that was just described goes on in it.

    May be used from any thread.

    Args:
        talker: The model.
    """

    def __init__(self, talker: "FastVLMTalker") -> None:
        self._talker = talker
        self._lock = Lock()
        self._keys: Keys = ()
        self._latest: FastVLMConversation | None = None

    @property
    def name(self) -> str:
        """The model's id."""
        return self._talker.name

    def close(self) -> None:
        """Let go of the model; it is loaded again when it is used."""
        with self._lock:
            self._keys, self._latest = (), None
        self._talker.unload()

    def about(self, keys: Keys, pictures: Callable[[], Sequence[NDArray[np.uint8]]]) -> "FastVLMConversation":
        """The conversation about these pictures, begun if it is not the latest.

        Args:
            keys: What tells the pictures from others; one that is None is like no other.
            pictures: Gives them, each (height, width, 3) uint8; only called for a new conversation.
        """
        with self._lock:
            if self._latest is not None and keys == self._keys and None not in keys:
                return self._latest
        begun = self._talker.talk_about(pictures())
        with self._lock:
            self._keys, self._latest = keys, begun
        return begun


def key_of(source: Source) -> object | None:
    """What tells one picture from another, also after a file was written anew; None where nothing does."""
    if isinstance(source, Shot):
        return ("shot", id(source), source.taken)
    if isinstance(source, bytes):
        return blake2b(source, digest_size=16).digest()
    try:
        found = source.stat()
    except (OSError, ValueError):
        return None
    return (str(source.absolute()), found.st_mtime_ns, found.st_size, found.st_ino)
