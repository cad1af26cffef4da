"""What is spoken next: utterances, NVDA's three priorities, and their way to the voice."""

import itertools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace

from app.cancel import CancelToken
from app.errors import AppError
from app.speech.no_voice import NoVoice
from app.speech.own_language import OwnLanguage
from app.speech.parts import Part, Speaking
from app.speech.problems import problem as words_for
from app.speech.utterance import SpeechState, Urgency, Utterance
from app.speech.voice import SpeechOutcome, Voice, VoiceSettings
from mlx_models.sentences import SentenceStream

_log = logging.getLogger(__name__)


class SpeechStream:
    """An utterance that is spoken while it is still being written; made by :meth:`SpeechQueue.stream`."""

    def __init__(self, queue: "SpeechQueue", utterance: Utterance) -> None:
        self.utterance = utterance
        self._queue = queue
        self._sentences = SentenceStream()

    def feed(self, piece: str) -> None:
        """Add a piece of text; sentences that it completes are spoken from now on."""
        self._queue._extend(self.utterance, piece, self._parts(self._sentences.feed(piece)), more=True)

    def close(self) -> None:
        """The text is complete. Call it always: until then the utterances behind it wait."""
        self._queue._extend(self.utterance, "", self._parts(self._sentences.flush()), more=False)

    def _parts(self, sentences: list[str]) -> list[Part]:
        return [part for sentence in sentences for part in self._queue._parts(sentence)]

    def __enter__(self) -> "SpeechStream":
        """Use it in a with statement to close it however its writer ends."""
        return self

    def __exit__(self, *_exception: object) -> None:
        """Close it."""
        self.close()


class SpeechQueue:
    """Says things one after another, from any thread, without ever blocking the caller.

    A thread of its own drives the voice. No event loop is needed. Callbacks come from that thread, one at a
    time and in order; they may call :meth:`say` and :meth:`stop` but must not wait.

    Args:
        settings: Rate, volume and voice; see :meth:`configure`.
        on_problem: Told once, in words, why nothing is heard; and again only for another reason, or after
            something was heard in between. The utterances concerned end as failed.
        spares: How many further voice processes are kept warm for the sentence after an interruption. A
            program that speaks once and ends needs none.
        voice: The voice to use instead of pyttsx3's in a child process.
        own: The window's language, where that is not English.
    """

    def __init__(
        self,
        settings: VoiceSettings | None = None,
        on_problem: Callable[[AppError], None] | None = None,
        spares: int = 1,
        voice: Voice | NoVoice | None = None,
        own: OwnLanguage | None = None,
    ) -> None:
        self._settings = settings or VoiceSettings()
        self._tell = on_problem
        self._spares = spares
        self._given_voice = voice
        self._condition = threading.Condition()
        self._waiting: dict[Urgency, deque[Utterance]] = {priority: deque() for priority in Urgency}
        self._parked: Utterance | None = None
        self._current: Utterance | None = None
        self._interruption: CancelToken | None = None
        self._outbox: deque[tuple[Utterance, SpeechState]] = deque()
        self._telling = False
        self._told: set[str] = set()
        self._told_of_voice: set[str] = set()
        self._last: Utterance | None = None
        self._paused = False
        self._idents = itertools.count(1)
        self._parts = Speaking(own).parts
        self._closed = False
        self._voice: Voice | NoVoice | None = None
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
        self._thread.start()

    def say(
        self,
        text: str,
        priority: Urgency = Urgency.NORMAL,
        on_change: Callable[[Utterance, SpeechState], None] | None = None,
    ) -> Utterance:
        """Queue a text; it is spoken sentence by sentence.

        Args:
            text: Any length. Blank text is "spoken" in its turn, without a sound.
            priority: When, see :class:`Urgency`.
            on_change: Called from the queue's thread with the utterance and each new state.
        """
        utterance = self.stream(priority, on_change).utterance
        # By the whole text: what a line does not tell of its language, or its quotation marks, others do.
        self._extend(utterance, text, list(_sentences(self._parts(text))), more=False)
        return utterance

    def stream(
        self,
        priority: Urgency = Urgency.NORMAL,
        on_change: Callable[[Utterance, SpeechState], None] | None = None,
    ) -> SpeechStream:
        """Queue an utterance whose text is still being written: feed the stream, then close it."""
        utterance = Utterance(next(self._idents), priority, on_change, growing=True)
        with self._condition:
            if self._closed:
                # Its callback would find no thread to come from.
                utterance.state = SpeechState.STOPPED
                utterance.ended.set()
                return SpeechStream(self, utterance)
            self._last = utterance
            self._waiting[priority].append(utterance)
            self._condition.notify_all()
        return SpeechStream(self, utterance)

    def repeat(self) -> Utterance | None:
        """Stop, and say the last utterance again from its beginning. None when there was none."""
        with self._condition:
            last = self._last
        if last is None:
            return None
        self.stop()
        return self.say(last.text)

    def stop(self) -> None:
        """Fall silent at once and forget what waits."""
        with self._condition:
            for utterance in self._everything():
                self._end(utterance, SpeechState.STOPPED)
            self._parked = None
            self._paused = False
            for waiting in self._waiting.values():
                waiting.clear()
            self._interrupt()
            self._condition.notify_all()

    def configure(self, settings: VoiceSettings, restart: bool = False) -> None:
        """Speak so from the next sentence on; with ``restart`` the current one begins again, so, at once."""
        with self._condition:
            self._settings = settings
            self._told_of_voice.clear()
            if restart:
                self._interrupt()

    def pause(self) -> bool:
        """Fall silent at once, but go on with the sentence that was cut after :meth:`resume`.

        What is said meanwhile waits; :meth:`stop` forgets the pause too.

        Returns:
            False when there was nothing to pause.
        """
        with self._condition:
            if all(utterance.state.final for utterance in self._everything()):
                return False
            self._paused = True
            self._interrupt()
            return True

    def resume(self) -> None:
        """Go on after a pause."""
        with self._condition:
            self._paused = False
            self._condition.notify_all()

    @property
    def paused(self) -> bool:
        """Whether :meth:`pause` was called and what it cut is still to be said."""
        with self._condition:
            return self._paused

    @property
    def speaking(self) -> bool:
        """Whether something is being said or waits to be."""
        with self._condition:
            return any(not utterance.state.final for utterance in self._everything())

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until all is said and every callback was called.

        Returns:
            False when ``timeout`` seconds were not enough.
        """
        with self._condition:
            return self._condition.wait_for(self._idle, timeout)

    def close(self) -> None:
        """Stop, end the voice processes and remove what they wrote. May be called twice."""
        self.stop()
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _extend(self, utterance: Utterance, piece: str, sentences: list[Part], more: bool) -> None:
        with self._condition:
            utterance.text += piece
            utterance.growing = more
            if utterance.state.final:
                return
            utterance.pending.extend(sentences)
            ready = bool(sentences) or not more
            current = self._current
            if (
                ready
                and utterance.priority is Urgency.NOW
                and current is not None
                and current.priority is not Urgency.NOW
            ):
                self._interrupt()
            self._condition.notify_all()

    def _everything(self) -> list[Utterance]:
        found = [utterance for waiting in self._waiting.values() for utterance in waiting]
        return found + [utterance for utterance in (self._parked, self._current) if utterance is not None]

    def _idle(self) -> bool:
        return not (self._everything() or self._outbox or self._telling)

    def _interrupt(self) -> None:
        if self._interruption is not None and self._voice is not None:
            self._voice.interrupt(self._interruption)

    def _end(self, utterance: Utterance, state: SpeechState) -> None:
        self._change(utterance, state)
        utterance.pending.clear()
        utterance.ended.set()

    def _change(self, utterance: Utterance, state: SpeechState) -> None:
        if utterance.state.final or utterance.state is state:
            return
        utterance.state = state
        if utterance.on_change is not None:
            self._outbox.append((utterance, state))

    def _run(self) -> None:
        voice = self._given_voice or self._make_voice()
        self._voice = voice
        voice.start()
        self._parts('"1"')  # what it needs is there before the first words are
        while self._step(voice):
            continue
        voice.close()

    def _make_voice(self) -> Voice | NoVoice:
        try:
            return Voice(self._report_voice, self._spares)
        except OSError as error:
            _log.warning("No folder for the voice could be made (%s).", type(error).__name__)
            return NoVoice()

    def _step(self, voice: Voice | NoVoice) -> bool:
        """Deliver what is to be told, or else speak one sentence. False when closed."""
        sentence: Part | None = None
        with self._condition:
            self._condition.wait_for(lambda: self._outbox or self._closed or self._choose())
            utterance = self._current
            if not self._outbox:
                if utterance is None or utterance.state.final:
                    self._current = None
                    self._condition.notify_all()
                    return not self._closed
                sentence = self._turn(utterance)
            letters = list(self._outbox)
            self._outbox.clear()
            self._telling = bool(letters)
        if letters:
            self._deliver(letters)
        elif sentence is not None and utterance is not None:
            self._speak(voice, utterance, sentence)
        return True

    def _turn(self, utterance: Utterance) -> Part | None:
        """The sentence to speak now; None when the utterance's state changed, which is told first."""
        if not utterance.pending:
            self._current = None
            self._end(utterance, SpeechState.SPOKEN)
            self._condition.notify_all()
            return None
        if utterance.state is not SpeechState.SPEAKING:
            self._change(utterance, SpeechState.SPEAKING)
            if self._outbox:
                return None
        self._interruption = CancelToken()
        return utterance.pending[0]

    def _speak(self, voice: Voice | NoVoice, utterance: Utterance, sentence: Part) -> None:
        with self._condition:
            interruption = self._interruption or CancelToken()
            settings = replace(self._settings, language=sentence.language)

        def on_sound() -> None:
            if utterance.sound_at is None:
                utterance.sound_at = time.monotonic()

        try:
            outcome, problem = voice.speak(sentence.words, settings, interruption, on_sound)
        except Exception:
            # A bug; but one that must not leave every later utterance waiting for ever.
            _log.exception("Speaking failed.")
            outcome, problem = SpeechOutcome.FAILED, words_for("engine_failed")
        with self._condition:
            self._interruption = None
            if utterance.state.final:
                self._current = None
            elif outcome is SpeechOutcome.SPOKEN:
                utterance.pending.popleft()
                self._told.clear()
            elif outcome is SpeechOutcome.FAILED:
                self._current = None
                utterance.problem = problem
                self._end(utterance, SpeechState.FAILED)
            news = problem is not None and problem.message not in self._told
            self._telling = news
            self._condition.notify_all()
        if problem is not None and news:
            self._told.add(problem.message)
            self._report(problem)
            with self._condition:
                self._telling = False
                self._condition.notify_all()

    def _choose(self) -> bool:
        """Make the utterance whose turn it is the current one; whether there is something to do with it."""
        now = self._ready(Urgency.NOW)
        current = self._current
        if self._paused and (current is None or not current.state.final):
            return False
        if current is not None and now and current.priority is not Urgency.NOW and not current.state.final:
            self._parked, current = current, None
            self._change(self._parked, SpeechState.QUEUED)
        if current is None:
            if not now and self._parked is not None:
                current, self._parked = self._parked, None
            else:
                ready = [priority for priority in sorted(Urgency, reverse=True) if self._ready(priority)]
                current = self._waiting[ready[0]].popleft() if ready else None
        self._current = current
        return current is not None and (bool(current.pending) or not current.growing or current.state.final)

    def _ready(self, priority: Urgency) -> bool:
        waiting = self._waiting[priority]
        return bool(waiting) and (bool(waiting[0].pending) or not waiting[0].growing)

    def _deliver(self, letters: list[tuple[Utterance, SpeechState]]) -> None:
        for utterance, state in letters:
            if utterance.on_change is not None:
                try:
                    utterance.on_change(utterance, state)
                except Exception:
                    _log.exception("A callback of the speech queue failed.")
        with self._condition:
            self._telling = False
            self._condition.notify_all()

    def _report_voice(self, problem: AppError) -> None:
        if problem.message not in self._told_of_voice:
            self._told_of_voice.add(problem.message)
            self._report(problem)

    def _report(self, problem: AppError) -> None:
        if self._tell is not None:
            try:
                self._tell(problem)
            except Exception:
                _log.exception("A callback of the speech queue failed.")


def _sentences(parts: list[Part]) -> Iterator[Part]:
    """The sentences of each part."""
    for part in parts:
        stream = SentenceStream()
        for sentence in (*stream.feed(part.words), *stream.flush()):
            yield Part(sentence, part.language)
