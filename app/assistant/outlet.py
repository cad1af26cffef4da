"""One voice: every utterance goes to exactly one channel, the own voice or the screen reader."""

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication

from app.assistant.channels import Channel, choose
from app.desktop.screen_reader.watch import ReaderState, ScreenReaders
from app.settings import RATES
from app.speech.parts import Speaking
from app.speech.queue_voice import QueueVoice
from app.speech.spelling import letters, phonetic

AGAIN_SECONDS = 1.5
"""A key pressed again within this time means the next thing: repeat, spell, spell in words."""

_STEP = 1.15


class Outlet:
    """Says things aloud by the one channel that is known to be voiced, chosen anew for every utterance.

    `choose` decides. What one channel could not say (no sound device, a script that was
    refused) goes to the next; while the own voice is still speaking, what follows is spoken by it too. What
    is said is shown in the window in any case. Main thread only.

    Args:
        window: The window the announcements come from.
        voice: The app's own voice, or None where there is none.
        on_main: Runs a call soon on the main thread; called from any thread.
        output: One of `app.settings.OUTPUTS`; see :meth:`configure`.
        readers: Knows the screen reader; None: none is known.
        active: Whether one of the app's windows has the keyboard.
        clock: Seconds that only grow.
    """

    def __init__(
        self,
        window: QObject,
        voice: QueueVoice | None,
        on_main: Callable[[Callable[[], None]], None],
        *,
        output: str = "automatic",
        readers: ScreenReaders | None = None,
        active: Callable[[], bool] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._window = window
        self._voice = voice
        self._on_main = on_main
        self._output = output
        self._readers = readers
        self._active = active or _app_is_active
        self._clock = clock
        self._speaking = Speaking()
        self._heard = voice is not None
        self._excused = False
        self._turn = 0
        self._last = ""
        self._pressed = ("", 0, 0.0)

    def configure(self, output: str) -> None:
        """Speak as this setting wants from the next utterance on; what was being said is cut off."""
        if output != self._output:
            self._output = output
            self._excused = False
            self.hush()

    @property
    def channel(self) -> Channel:
        """Where the next utterance would go."""
        return self._choose(self._voice is not None)

    @property
    def speaks_alone(self) -> bool:
        """Whether the own voice speaks and no screen reader runs that would read the window out."""
        return not self.reader and self.channel is Channel.OWN

    @property
    def windows_are_read(self) -> bool:
        """Whether Orca runs: it reads a dialog's title, its texts and what has the focus.

        VoiceOver reads the title and the focus, and the texts of alerts alone: it is told them.
        """
        return self.reader == "orca"

    @property
    def reader(self) -> str:
        """The screen reader that runs: "orca", "voiceover" or ""."""
        return self._reader().name

    @property
    def speaking(self) -> bool:
        """Whether the own voice is busy; always False without one, a screen reader does not tell."""
        return self._voice is not None and self._voice.speaking

    @property
    def last(self) -> str:
        """What was said last, but for repetitions and spelling; "" before anything was."""
        return self._last

    def say(self, text: str, *, interrupt: bool = False) -> None:
        """Say ``text``; ``interrupt`` cuts off what is being said (errors, an answer to a key)."""
        if not text.strip():
            return
        self._last = text
        self._pressed = ("", 0, 0.0)
        self._utter(text, interrupt)

    def mention(self, text: str, *, interrupt: bool) -> None:
        """Say ``text``, which is neither repeated nor spelt later: what has the focus."""
        self._utter(text, interrupt)

    def announce(self, text: str) -> None:
        """Tell the screen reader what the own voice cannot say about itself."""
        self._send(self._choose(own_voice_works=False), text, interrupt=True)

    def confirm(self, text: str) -> None:
        """Tell the screen reader ``text``, unless the own voice was cut off audibly."""
        channel = self.channel
        if channel is Channel.OWN and self._heard:
            return
        self._send(self._choose(own_voice_works=False), text, interrupt=True)

    def hush(self) -> None:
        """Be silent now."""
        self._turn += 1
        if self._readers is not None:
            self._readers.hush()
        if self._voice is not None:
            self._voice.stop()

    def repeat(self, text: str = "") -> bool:
        """Say ``text``, or what was said last, again; at the second press spell it, at the third in words.

        Returns:
            False when there is nothing to repeat.
        """
        return self._say_again("repeat", text, str, letters, phonetic)

    def spell(self, text: str = "") -> bool:
        """Spell ``text``, or what was said last, by letters; at the second press in words (Alfa, Bravo).

        Returns:
            False when there is nothing to spell.
        """
        return self._say_again("spell", text, letters, phonetic)

    def _say_again(self, key: str, text: str, *ways: Callable[[str], str]) -> bool:
        """Say it in the next way at each press of the key; whether there is something to say."""
        text = text or self._last
        presses = self._count(key)
        if not text.strip():
            return False
        self._utter(ways[presses % len(ways)](text), True)
        return True

    def faster(self) -> int | None:
        """Speak faster, at once; the new rate in words per minute, None where a reader speaks."""
        return self._change_rate(_STEP)

    def slower(self) -> int | None:
        """Speak slower, likewise."""
        return self._change_rate(1 / _STEP)

    def pause(self) -> None:
        """Fall silent in the middle of a sentence, or go on with that sentence."""
        voice = self._voice
        if voice is None or (self.channel is not Channel.OWN and not self.speaking):
            self._refuse()
        elif voice.paused:
            voice.resume()
        elif not voice.pause():
            self._utter(QCoreApplication.translate("Outlet", "Nothing is being said."), True)

    def _utter(self, text: str, interrupt: bool) -> None:
        channel = self.channel
        # Its sentences would be talked over by a reader that is handed the next one.
        if channel in (Channel.ANNOUNCE, Channel.APPLESCRIPT) and self.speaking:
            if interrupt:
                self.hush()
            else:
                channel = Channel.OWN
        if channel is Channel.OWN and self._output == "screen_reader" and not self._excused:
            excuse = self._excuse()
            self._excused = bool(excuse)
            text = f"{excuse} {text}".strip()
        elif channel is Channel.ANNOUNCE:
            self._excused = False
        self._send(channel, text, interrupt)

    def _choose(self, own_voice_works: bool) -> Channel:
        return choose(self._output, self._reader(), self._active(), own_voice_works)

    def _reader(self) -> ReaderState:
        return ReaderState() if self._readers is None else self._readers.running()

    def _send(self, channel: Channel, text: str, interrupt: bool) -> None:
        if interrupt:
            self._turn += 1
        turn = self._turn

        def unheard() -> None:
            self._on_main(lambda: self._on_unheard(channel, text, interrupt, turn))

        if channel is Channel.OWN and self._voice is not None:
            self._voice.say(text, interrupt=interrupt, on_unheard=unheard)
        elif channel is Channel.APPLESCRIPT and self._readers is not None:
            if interrupt:
                self._readers.hush()
            self._readers.output(self._speaking.words(text), unheard)
        elif channel is not Channel.NONE:
            self._announce(self._speaking.words(text), interrupt)

    def _on_unheard(self, channel: Channel, text: str, interrupt: bool, turn: int) -> None:
        own = channel is Channel.OWN
        if own:
            self._heard = False
        # What was silenced in the meantime is not wanted any more.
        if turn != self._turn:
            return
        following = self._choose(own_voice_works=self._voice is not None and not own)
        # A script that was just refused may be allowed by what is known of the reader; once is enough.
        self._send(Channel.ANNOUNCE if following is channel else following, text, interrupt)

    def _announce(self, text: str, assertive: bool) -> None:
        event = QAccessibleAnnouncementEvent(self._window, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if assertive else politeness.Polite)
        QAccessible.updateAccessibility(event)

    def _excuse(self) -> str:
        """Why the own voice speaks though the user wants the screen reader to; "" in the background."""
        reader = self._reader()
        if reader.name and not reader.hears_announcements:
            return QCoreApplication.translate(
                "Outlet", "This version of your screen reader does not speak for Earsight, so I speak myself."
            )
        if not reader.name and not reader.hears_announcements:
            return QCoreApplication.translate("Outlet", "No screen reader is running, so I speak myself.")
        return ""

    def _change_rate(self, factor: float) -> int | None:
        voice = self._voice
        if voice is None or (self.channel is not Channel.OWN and not self.speaking):
            self._refuse()
            return None
        wanted = 5 * round(voice.rate * factor / 5)
        rate = max(RATES[0], min(RATES[1], wanted))
        if rate == voice.rate:
            words = (
                QCoreApplication.translate("Outlet", "It cannot speak faster.")
                if factor > 1
                else QCoreApplication.translate("Outlet", "It cannot speak slower.")
            )
            self._utter(words, False)
            return rate
        voice.set_rate(rate)
        if not self.speaking:
            words = QCoreApplication.translate("Outlet", "{rate} words a minute.").format(rate=rate)
            self._utter(words, True)
        return rate

    def _refuse(self) -> None:
        words = QCoreApplication.translate("Outlet", "Your screen reader speaks; use its own keys for that.")
        self._utter(words, True)

    def _count(self, key: str) -> int:
        """How often this key was pressed before, in quick succession."""
        before, count, when = self._pressed
        now = self._clock()
        count = count + 1 if before == key and now - when <= AGAIN_SECONDS else 0
        self._pressed = (key, count, now)
        return count


def _app_is_active() -> bool:
    return QGuiApplication.applicationState() == Qt.ApplicationState.ApplicationActive
