"""Where words go: paper, voice, and JSON lines; never a word twice."""

import json
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TextIO

from app.errors import AppError
from app.plain import as_plain, drop, escaped, one_line, tell

if TYPE_CHECKING:
    from app.speech.queue_voice import QueueVoice

OK, BUG, FAILED, PIPE_CLOSED = 0, 1, 2, 141  # exit codes
EVERY = 5.0  # seconds between two words of progress
BUG_SENTENCE = "Something went wrong inside Earsight; it is noted in the log file."


class Output:
    """Everything the command line says.

    Args:
        voice: Makes the voice when the first word is to be spoken; None for print alone. It receives the
            function that hears, once, why there is no sound.
        as_json: Only JSON lines on stdout.
        stdout: Words and JSON.
        stderr: Progress, errors and notices.

    Attributes:
        as_json: Whether stdout is for programs.
    """

    def __init__(
        self,
        voice: Callable[[Callable[[str], None]], "QueueVoice"] | None,
        *,
        as_json: bool,
        stdout: TextIO | None = None,
        stderr: TextIO | None = None,
    ) -> None:
        self._make_voice = voice
        self._voice: QueueVoice | None = None
        self.as_json = as_json
        self._out = as_plain(stdout or sys.stdout)
        self._err = as_plain(stderr or sys.stderr)
        self._told: set[str] = set()

    def words(self, words: str) -> None:
        """Words of an answer, printed as soon as they are known and spoken if there is a voice."""
        if not self.as_json:
            self._print(words)
        self.speak(words)

    def text(self, words: str) -> None:
        """Words that are only printed, such as a long licence."""
        if not self.as_json:
            self._print(words)

    def warm(self) -> None:
        """Have the voice start beside the work, so that it is ready for the first word."""
        if self._make_voice is not None and self._voice is None:
            self._voice = self._make_voice(self.notice)

    def speak(self, words: str) -> None:
        """Say words aloud only."""
        self.warm()
        if self._voice is not None:
            self._voice.say(words)

    def json(self, thing: dict[str, Any]) -> None:
        """One object on a line of its own, non-ASCII kept where a terminal can show it."""
        self._print(escaped(json.dumps(thing, ensure_ascii=False, separators=(", ", ": "))))

    def result(self, fields: dict[str, Any], *sentences: str) -> None:
        """One thing that a verb found or did: an object of these fields, or else these sentences."""
        if self.as_json:
            self.json({"schema": 1, **fields})
        else:
            for words in sentences:
                self.words(words)

    def more(self, left: int) -> None:
        """Say how many a limit kept from being told, if any."""
        if left > 0:
            self.remark(f"And {left:,} more; --limit says how many to tell.")

    def remark(self, words: str) -> None:
        """Words for people that no program needs."""
        if not self.as_json:
            self.words(words)

    def failed(self, error: AppError) -> None:
        """An error in words, with what to do about it: on stderr and aloud."""
        words = one_line(str(error))
        tell(words, self._err)
        self.speak(words)

    def notice(self, words: str) -> None:
        """Something the user should know once; on stderr, never aloud (it may be about the voice)."""
        if words not in self._told:
            self._told.add(words)
            tell(words, self._err)

    @property
    def asks(self) -> bool:
        """Whether somebody can be asked: there is a terminal, and no program reads along."""
        return not self.as_json and sys.stdin is not None and sys.stdin.isatty()

    def agreed(self, question: str) -> bool:
        """Ask, and wait for the answer: yes, or anything else."""
        return self.answer(question) in ("yes", "y")

    def answer(self, question: str) -> str:
        """Ask, and wait for a line; it comes in small letters."""
        tell(question, self._err)
        self.speak(question)
        self.finish()
        return sys.stdin.readline().strip().lower()

    def progress(self, number: int, total: int, name: str) -> None:
        """Which picture is next, of several."""
        tell(f"Picture {number} of {total}: {one_line(name)}", self._err)

    def finish(self) -> None:
        """Stay until everything was said."""
        if self._voice is not None:
            self._voice.wait()

    def hush(self) -> None:
        """Fall silent at once."""
        if self._voice is not None:
            self._voice.stop()

    def _print(self, words: str) -> None:
        try:
            print(words, file=self._out, flush=True)
        except BrokenPipeError:
            raise
        except OSError as error:
            drop(self._out)
            raise AppError(
                "What I have to say cannot be written where it should go.", "Is there room on that disk?"
            ) from error


def paced(
    output: Output, sentence: str, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None]:
    """What tells now and then how far a long work is: how much is done, of how much.

    Args:
        output: Hears it as a notice.
        sentence: With {done}, {total} or {percent} in it.
        clock: Seconds.
    """
    last = clock()

    def tell(done: int, total: int) -> None:
        nonlocal last
        if clock() - last >= EVERY and done < total:
            last = clock()
            percent = 100 * done // total
            output.notice(sentence.format(done=f"{done:,}", total=f"{total:,}", percent=percent))

    return tell
