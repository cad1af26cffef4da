"""The queue's order and states, with a voice whose every sentence the test ends by hand."""

import threading
from collections.abc import Callable, Iterator
from queue import Queue

import pytest
from waiting import PATIENCE

from app.cancel import CancelToken
from app.errors import AppError
from app.speech.queue import SpeechQueue
from app.speech.utterance import SpeechState, Urgency, Utterance
from app.speech.voice import SpeechOutcome, VoiceSettings

Result = tuple[SpeechOutcome, AppError | None]
SPOKEN: Result = (SpeechOutcome.SPOKEN, None)


class HandVoice:
    """Speaks for as long as the test wants."""

    def __init__(self) -> None:
        self.begun: Queue[str] = Queue()
        self.settings: list[VoiceSettings] = []
        self.closed = False
        self._results: Queue[Result] = Queue()
        self._lock = threading.Lock()
        self._speaking = False

    def start(self) -> None:
        self.begun.put("started")

    def speak(
        self,
        text: str,
        settings: VoiceSettings,
        interruption: CancelToken,
        on_sound: Callable[[], None],
    ) -> Result:
        with self._lock:
            if interruption.cancelled:
                return SpeechOutcome.INTERRUPTED, None
            self._results = Queue()
            self._speaking = True
        self.settings.append(settings)
        on_sound()
        self.begun.put(text)
        result = self._results.get(timeout=PATIENCE)
        with self._lock:
            self._speaking = False
        return result

    def interrupt(self, interruption: CancelToken) -> None:
        with self._lock:
            interruption.cancel()
            if self._speaking:
                self._results.put((SpeechOutcome.INTERRUPTED, None))

    def close(self) -> None:
        self.closed = True

    def ends(self, expected: str, result: Result = SPOKEN) -> None:
        """The sentence being spoken is ``expected``, and ends so."""
        assert self.begun.get(timeout=PATIENCE) == expected
        self.end(result)

    def end(self, result: Result = SPOKEN) -> None:
        """What is being spoken ends so."""
        self._results.put(result)


class QueueDesk:
    """A queue, its voice and everything it reported."""

    def __init__(self) -> None:
        self.voice = HandVoice()
        self.problems: list[AppError] = []
        self.changes: list[tuple[str, SpeechState]] = []
        self.queue = SpeechQueue(VoiceSettings(), self.problems.append, voice=self.voice)
        assert self.voice.begun.get(timeout=PATIENCE) == "started"

    def say(self, text: str, priority: Urgency = Urgency.NORMAL) -> Utterance:
        return self.queue.say(text, priority, self.note)

    def note(self, utterance: Utterance, state: SpeechState) -> None:
        self.changes.append((utterance.text, state))


@pytest.fixture
def desk() -> Iterator[QueueDesk]:
    made = QueueDesk()
    yield made
    made.queue.close()


def test_sentences_are_spoken_in_order_and_spoken_means_the_last_one_ended(desk: QueueDesk) -> None:
    first = desk.say("One. Two.")
    second = desk.say("Three.")
    desk.voice.ends("One.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "Two."
    assert (first.state, second.state) == (SpeechState.SPEAKING, SpeechState.QUEUED)
    assert not first.wait(0.05)
    desk.voice.end()
    assert first.wait(PATIENCE)
    desk.voice.ends("Three.")
    assert desk.queue.wait(PATIENCE)
    assert desk.changes == [
        ("One. Two.", SpeechState.SPEAKING),
        ("One. Two.", SpeechState.SPOKEN),
        ("Three.", SpeechState.SPEAKING),
        ("Three.", SpeechState.SPOKEN),
    ]
    assert first.sound_at is not None
    assert second.sound_at is not None
    assert first.sound_at <= second.sound_at


def test_a_quotation_is_said_by_a_voice_of_its_language_and_signs_are_words(desk: QueueDesk) -> None:
    text = 'It says: "Heute geschlossen. Wir sind am Montag wieder da.". Below zero: \u2013 5.40 \u20ac.'
    utterance = desk.say(text)
    for expected in (
        "It says:",
        '"Heute geschlossen.',
        'Wir sind am Montag wieder da.".',
        "Below zero: minus 5.40 \u20ac.",
    ):
        desk.voice.ends(expected)
    assert desk.queue.wait(PATIENCE)
    assert [settings.language for settings in desk.voice.settings] == ["", "de", "de", ""]
    assert utterance.text == text


def test_a_part_that_was_cut_is_said_again_in_its_language(desk: QueueDesk) -> None:
    desk.say('It says: "Bitte nicht st\u00f6ren.".')
    desk.voice.ends("It says:")
    assert desk.voice.begun.get(timeout=PATIENCE) == '"Bitte nicht st\u00f6ren.".'
    assert desk.queue.pause()
    desk.queue.resume()
    desk.voice.ends('"Bitte nicht st\u00f6ren.".')
    assert desk.queue.wait(PATIENCE)
    assert [settings.language for settings in desk.voice.settings] == ["", "de", "de"]


def test_next_follows_the_current_utterance_before_the_normal_ones(desk: QueueDesk) -> None:
    desk.say("One. Two.")
    desk.say("Three.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    desk.say("Next a.", Urgency.NEXT)
    desk.say("Next b.", Urgency.NEXT)
    desk.voice.end()
    for expected in ("Two.", "Next a.", "Next b.", "Three."):
        desk.voice.ends(expected)
    assert desk.queue.wait(PATIENCE)


def test_now_interrupts_and_the_interrupted_sentence_is_said_again(desk: QueueDesk) -> None:
    long = desk.say("One. Two. Three.")
    desk.voice.ends("One.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "Two."
    desk.say("Next.", Urgency.NEXT)
    alert = desk.say("Alert.", Urgency.NOW)
    assert desk.voice.begun.get(timeout=PATIENCE) == "Alert."
    assert long.state is SpeechState.QUEUED
    second = desk.say("Second alert.", Urgency.NOW)
    desk.voice.end()
    for expected in ("Second alert.", "Two.", "Three.", "Next."):
        desk.voice.ends(expected)
    assert desk.queue.wait(PATIENCE)
    assert {u.state for u in (long, alert, second)} == {SpeechState.SPOKEN}


def test_stop_ends_everything_at_once_and_what_is_said_then_is_spoken(desk: QueueDesk) -> None:
    utterances = [desk.say("One. Two."), desk.say("Three.")]
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    utterances.append(desk.say("Four.", Urgency.NEXT))
    before = desk.queue.speaking
    desk.queue.stop()
    assert before
    assert not desk.queue.speaking
    assert [u.state for u in utterances] == [SpeechState.STOPPED] * 3
    assert desk.queue.wait(PATIENCE)
    after = desk.say("Five.")
    desk.voice.ends("Five.")
    assert after.wait(PATIENCE)
    assert after.state is SpeechState.SPOKEN
    assert [c for c in desk.changes if c[1] is SpeechState.STOPPED] == [
        ("Three.", SpeechState.STOPPED),
        ("Four.", SpeechState.STOPPED),
        ("One. Two.", SpeechState.STOPPED),
    ]


def test_stop_forgets_an_interrupted_utterance_too(desk: QueueDesk) -> None:
    long = desk.say("One. Two.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    desk.say("Alert.", Urgency.NOW)
    assert desk.voice.begun.get(timeout=PATIENCE) == "Alert."
    desk.queue.stop()
    assert desk.queue.wait(PATIENCE)
    assert long.state is SpeechState.STOPPED
    assert desk.voice.begun.empty()


def test_a_stream_speaks_before_it_is_complete(desk: QueueDesk) -> None:
    with desk.queue.stream() as stream:
        stream.feed("A dog runs. A")
        desk.voice.ends("A dog runs.")
        waiting = desk.say("Later.")
        stream.feed(" cat")
        assert not desk.queue.wait(0.05)
        assert desk.voice.begun.empty()
        stream.feed(" sits.")
    desk.voice.ends("A cat sits.")
    desk.voice.ends("Later.")
    assert desk.queue.wait(PATIENCE)
    assert stream.utterance.state is SpeechState.SPOKEN
    assert stream.utterance.text == "A dog runs. A cat sits."
    assert waiting.state is SpeechState.SPOKEN


def test_now_interrupts_a_stream_that_waits_for_its_writer(desk: QueueDesk) -> None:
    with desk.queue.stream() as stream:
        stream.feed("One. T")
        desk.voice.ends("One.")
        alert = desk.say("Alert.", Urgency.NOW)
        desk.voice.ends("Alert.")
        assert alert.wait(PATIENCE)
        stream.feed("wo.")
    desk.voice.ends("Two.")
    assert desk.queue.wait(PATIENCE)


def test_a_stopped_stream_may_go_on_being_fed_in_silence(desk: QueueDesk) -> None:
    with desk.queue.stream() as stream:
        stream.feed("One. Two")
        assert desk.voice.begun.get(timeout=PATIENCE) == "One."
        desk.queue.stop()
        stream.feed(". Three.")
    assert desk.queue.wait(PATIENCE)
    assert desk.voice.begun.empty()
    assert stream.utterance.state is SpeechState.STOPPED


def test_repeat_says_the_last_one_again_from_its_beginning(desk: QueueDesk) -> None:
    assert desk.queue.repeat() is None
    desk.say("One.")
    desk.voice.ends("One.")
    last = desk.say("Two. Three.")
    desk.voice.ends("Two.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "Three."
    again = desk.queue.repeat()
    assert again is not None
    assert last.state is SpeechState.STOPPED
    desk.voice.ends("Two.")
    desk.voice.ends("Three.")
    assert desk.queue.wait(PATIENCE)


def test_a_failure_is_told_once_and_the_queue_drains(desk: QueueDesk) -> None:
    mute = AppError("No sound device.", "Connect one.")
    utterances = [desk.say("One. Two."), desk.say("Three."), desk.say("Four.")]
    for expected in ("One.", "Three.", "Four."):
        desk.voice.ends(expected, (SpeechOutcome.FAILED, mute))
    assert desk.queue.wait(PATIENCE)
    assert [u.state for u in utterances] == [SpeechState.FAILED] * 3
    assert [u.problem for u in utterances] == [mute] * 3
    assert desk.problems == [mute]
    desk.say("Five.")
    desk.voice.ends("Five.")
    desk.say("Six.")
    desk.voice.ends("Six.", (SpeechOutcome.FAILED, mute))
    assert desk.queue.wait(PATIENCE)
    assert desk.problems == [mute, mute]


def test_another_problem_is_told_too(desk: QueueDesk) -> None:
    for name in ("a", "b", "a"):
        desk.say(name)
        desk.voice.ends(name, (SpeechOutcome.FAILED, AppError(name)))
    assert desk.queue.wait(PATIENCE)
    assert [str(p) for p in desk.problems] == ["a", "b"]


def test_blank_text_is_spoken_without_a_sound(desk: QueueDesk) -> None:
    utterance = desk.say(" \n ")
    assert utterance.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert utterance.sound_at is None
    assert desk.voice.begun.empty()


def test_settings_hold_from_the_next_sentence_on(desk: QueueDesk) -> None:
    desk.say("One. Two.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    desk.queue.configure(VoiceSettings(rate=300))
    desk.voice.end()
    desk.voice.ends("Two.")
    assert desk.queue.wait(PATIENCE)
    assert [s.rate for s in desk.voice.settings] == [190, 300]


def test_a_new_rate_begins_the_sentence_again(desk: QueueDesk) -> None:
    utterance = desk.say("One. Two. Three.")
    desk.voice.ends("One.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "Two."
    desk.queue.configure(VoiceSettings(rate=300), restart=True)
    for expected in ("Two.", "Three."):
        desk.voice.ends(expected)
    assert utterance.wait(PATIENCE)
    assert utterance.state is SpeechState.SPOKEN
    assert [s.rate for s in desk.voice.settings] == [190, 190, 300, 300]


def test_a_pause_is_silence_until_it_goes_on_with_the_cut_sentence(desk: QueueDesk) -> None:
    first, second = desk.say("One. Two."), desk.say("Three.")
    desk.voice.ends("One.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "Two."
    assert desk.queue.pause()
    assert not desk.queue.wait(0.1)
    alert = desk.say("Alert.", Urgency.NOW)
    assert not alert.wait(0.1)
    assert desk.voice.begun.empty()
    assert desk.queue.paused
    assert desk.queue.speaking
    desk.queue.resume()
    for expected in ("Alert.", "Two.", "Three."):
        desk.voice.ends(expected)
    assert desk.queue.wait(PATIENCE)
    assert not desk.queue.paused
    assert {u.state for u in (first, second, alert)} == {SpeechState.SPOKEN}


def test_nothing_is_no_pause(desk: QueueDesk) -> None:
    assert not desk.queue.pause()
    desk.say("One.")
    desk.voice.ends("One.")
    assert desk.queue.wait(PATIENCE)
    assert not desk.queue.paused


def test_stop_ends_a_pause(desk: QueueDesk) -> None:
    paused = desk.say("One.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    assert desk.queue.pause()
    desk.queue.stop()
    assert desk.queue.wait(PATIENCE)
    assert paused.state is SpeechState.STOPPED
    desk.say("Two.")
    desk.voice.ends("Two.")
    assert desk.queue.wait(PATIENCE)


def test_a_paused_queue_closes(desk: QueueDesk) -> None:
    desk.say("One. Two.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    assert desk.queue.pause()
    desk.queue.close()
    assert desk.voice.closed


def test_a_callback_may_speak_and_stop(desk: QueueDesk) -> None:
    def follow(_utterance: Utterance, state: SpeechState) -> None:
        if state is SpeechState.SPOKEN:
            desk.queue.stop()
            desk.say("Two.")

    desk.queue.say("One.", on_change=follow)
    desk.voice.ends("One.")
    desk.voice.ends("Two.")
    assert desk.queue.wait(PATIENCE)


@pytest.mark.expect_log("A callback of the speech queue failed")
def test_a_callback_that_raises_is_logged_and_speech_goes_on(desk: QueueDesk) -> None:
    def broken(_utterance: Utterance, _state: SpeechState) -> None:
        raise ValueError

    desk.queue.say("One.", on_change=broken)
    desk.voice.ends("One.")
    desk.say("Two.")
    desk.voice.ends("Two.")
    assert desk.queue.wait(PATIENCE)


@pytest.mark.expect_log("Speaking failed")
def test_a_bug_in_the_voice_fails_the_utterance_only(
    desk: QueueDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(desk.voice, "speak", lambda *_args: 1 / 0)
        broken = desk.say("One.")
        assert broken.wait(PATIENCE)
    assert broken.state is SpeechState.FAILED
    desk.say("Two.")
    desk.voice.ends("Two.")
    assert desk.queue.wait(PATIENCE)


def test_close_stops_and_later_texts_are_stopped(desk: QueueDesk) -> None:
    utterance = desk.say("One.")
    assert desk.voice.begun.get(timeout=PATIENCE) == "One."
    desk.queue.close()
    desk.queue.close()
    assert utterance.state is SpeechState.STOPPED
    assert desk.voice.closed
    assert desk.say("Two.").state is SpeechState.STOPPED
    assert desk.queue.wait(1)


def test_many_threads_may_speak_and_stop_at_once(desk: QueueDesk) -> None:
    """Whatever the interleaving: every utterance ends, and the queue is idle afterwards."""
    over = threading.Event()

    def speaker() -> None:
        while not over.is_set() or not desk.voice.begun.empty():
            desk.voice.begun.get(timeout=PATIENCE)
            desk.voice.end()

    utterances: list[Utterance] = []

    def talk(number: int) -> None:
        for turn in range(30):
            utterances.append(desk.say(f"A {number}. B.", Urgency(turn % 3)))
            if turn % 10 == 9:
                desk.queue.stop()

    ending = threading.Thread(target=speaker)
    ending.start()
    talkers = [threading.Thread(target=talk, args=(number,)) for number in range(4)]
    for thread in talkers:
        thread.start()
    for thread in talkers:
        thread.join()
    assert desk.queue.wait(PATIENCE)
    over.set()
    desk.voice.begun.put("wake")
    ending.join()
    assert len(utterances) == 120
    assert all(u.state in (SpeechState.SPOKEN, SpeechState.STOPPED) for u in utterances)
