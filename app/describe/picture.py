"""What is talked about: all that was found out about a picture or video, and what was said of it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock
from typing import TYPE_CHECKING, Any

from app.shot import Shot, Source

if TYPE_CHECKING:
    # The window and the command line import this at their start.
    import numpy as np
    from numpy.typing import NDArray

    from app.describe.findings import Findings
    from app.describe.model_words import ModelWords
    from app.describe.narration import Narration
    from app.describe.result import Description
    from app.describe.video.happenings import Happenings
    from app.describe.video.watched import Watched
    from app.inference.fastvlm import FastVLMConversation, FastVLMTalker


@dataclass(frozen=True)
class VideoFindings:
    """A video that was watched, and what was found out about its scenes, by when they begin.

    Attributes:
        seen: Its scenes.
        happenings: What came, went and moved in it; None where nobody looked for that.
        described: What each shows, and that in one sentence.
        read: The text of each, likewise.
        pictures: Those that a model was shown.
    """

    seen: "Watched"
    happenings: "Happenings | None" = None
    described: "dict[float, tuple[Description, str]]" = field(default_factory=dict)
    read: "dict[float, tuple[Description, str]]" = field(default_factory=dict)
    pictures: "dict[float, Picture]" = field(default_factory=dict)


class Picture:
    """One picture or video that is talked about, as long as it is.

    The describers and askers, which remember nothing, enter here what they found out, so that nothing is
    looked at twice; a file that was written anew is looked at anew. What was said is remembered too, so that
    pressing again goes straight on. One thing at a time is told of it; :meth:`take_back` may be called from
    another thread than what it takes back is iterated on.

    Args:
        source: The picture.
        before: The one before it: of the same picture, what was found out holds, and all is said again.
        page: Of a document, with which page to begin, from 1; 0 for the first that shows something.

    Attributes:
        findings: What was seen and read; None before it was looked at.
        part: What the model that talks said; None where none does.
        video: What was seen of a video.
    """

    def __init__(self, source: Source, before: "Picture | None" = None, *, page: int = 0) -> None:
        self.source = source
        self.page = page
        # One that was never looked at knows no more than the one before it.
        self._before: Picture | None = (
            before._before if before is not None and before._key is None else before
        )
        self._key: object | None = None
        self.findings: Findings | None = None
        self.part: ModelWords | None = None
        self.video: VideoFindings | None = None
        self._talk: tuple[object, FastVLMConversation] | None = None
        self._lock = Lock()
        self._said: set[str] = set()

    def refresh(self) -> None:
        """Forget what was found out, where the file is not the same any more. Before each look."""
        before, self._before = self._before, None
        known, self._key = self._key, key_of(self.source)
        if self.page and self._key is not None:
            self._key = (self._key, self.page)
        if before is not None and self._key is not None and before._key == self._key:
            self.findings, self.part, self.video = before.findings, before.part, before.video
            self._talk = before._talk
        elif self._key is None or self._key != known:
            self.findings = self.part = self.video = None

    def conversation(
        self,
        talker: "FastVLMTalker",
        pixels: "Callable[[], Sequence[NDArray[np.uint8]]]",
        others: "Sequence[Picture]" = (),
    ) -> "FastVLMConversation":
        """The conversation with a model about this picture, begun where there is none.

        Args:
            talker: The model.
            pixels: Gives the pictures, each (height, width, 3) uint8; only called for a new conversation.
            others: Further pictures that it is about.
        """
        keys = [picture._key for picture in (self, *others)]
        about = (talker, keys)
        talk = self._talk
        if talk is None or None in keys or talk[0] != about:
            talk = self._talk = about, talker.talk_about(pixels())
        return talk[1]

    def new_in(self, narration: "Narration[Any]", *, repeats: bool = False) -> Iterator[str]:
        """The pieces that were not said yet, as they come.

        Args:
            narration: What is told about it.
            repeats: All of them: an answer may well be the same as the one before.
        """
        with closing(narration):
            for words in narration:
                with self._lock:
                    narration.cancel.check()  # it may have been taken back meanwhile
                    known = words in self._said and not repeats
                    if not repeats:
                        self._said.add(words)
                if not known:
                    yield words

    def take_back(self, narration: "Narration[Any]") -> None:
        """What was told so far, its token raised, may not have been heard: the next time it is said again."""
        with self._lock:
            self._said.difference_update(narration.pieces)


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
