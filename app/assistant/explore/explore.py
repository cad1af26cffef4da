"""Exploring a picture, a window or the screen by keys: every item said, its place told by a tone."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.assistant.explore.keys import ExploreKey, is_ours, key_of
from app.assistant.explore.pointing import Pointing
from app.assistant.explore.run import Exploring, ScreenTaken
from app.assistant.explore.seeing import Seeing
from app.assistant.explore.words import ExploreWords
from app.assistant.outlet import Outlet
from app.assistant.session import Session
from app.controls import State
from app.describe.explore.explorer import Explorer
from app.describe.explore.items import ExploreItem
from app.describe.explore.neighbours import Direction
from app.describe.explore.words import copied_text, item_words
from app.desktop.capture.screens import Screens
from app.desktop.keys.hotkeys import Ended, GlobalKeys, Stroke, Taker
from app.errors import AppError, Cancelled
from app.shot import ScreenPart, Shot
from app.speech.earcons import Earcons
from app.tasks import TaskManager

if TYPE_CHECKING:
    from app.assistant.explore.seeing import Look
    from app.describe.explore.map import ExploreMap
    from app.describe.findings import Findings
    from app.describe.picture import Picture
    from app.desktop.pointer.protocol import Pointer

_ARROWS = {
    ExploreKey.LEFT: Direction.LEFT,
    ExploreKey.RIGHT: Direction.RIGHT,
    ExploreKey.UP: Direction.UP,
    ExploreKey.DOWN: Direction.DOWN,
}
_ONCE = (ExploreKey.CLICK, ExploreKey.POINT, ExploreKey.CLOSER, ExploreKey.OUT)
# Commands that speak about what was said, and leave one where one is.
_BESIDE = frozenset(("repeat", "copy", "spell", "pause", "faster", "slower", "private"))
_log = logging.getLogger(__name__)


class Explore(QObject):
    """Goes about by keys until Escape. Lives on the main thread.

    The keys come from the whole desktop where that is possible; else, and for a picture in the window, the
    window hands them to :meth:`press`.

    Args:
        outlet: Says the items.
        sounds: Tell places by tones.
        screens: Take pictures of the screen.
        camera: The thread that this happens on.
        tasks: The road to other background threads.
        look: Finds what is in a picture, or again in a part of it; on a background thread.
        keys: The keyboard of the desktop.
        pointer: Sends the pointer; None where no program may.
        copy: Puts a text on the clipboard.

    Signals:
        keys_wanted: A window of ours must take the keys.
        moved: Where the item is that one is on now, as shares 0..1 of the picture.
        said: What was said, so that it can be read where nothing is heard.
        ended: It is over.
    """

    keys_wanted = Signal()
    moved = Signal(object)
    said = Signal(str)
    ended = Signal()

    def __init__(
        self,
        outlet: Outlet,
        sounds: Earcons,
        screens: Screens,
        camera: TaskManager,
        tasks: TaskManager,
        look: "Look",
        keys: GlobalKeys,
        pointer: "Pointer | None",
        copy: Callable[[str], object],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._outlet = outlet
        self._sounds = sounds
        self._camera = camera
        self._tasks = tasks
        self._keys = keys
        self._copy = copy
        self._words = ExploreWords()
        self._seeing = Seeing(screens, pointer, look)
        self._pointing = Pointing(
            pointer,
            screens,
            self._words,
            say=self._say,
            do=self._at_once,
            clicked=self._clicked,
            changed=self._changed,
            release=keys.release,
        )
        self._run: Exploring | None = None
        self._left: tuple[tuple[str, str, int, int], tuple[int, int]] | None = None
        self._acts: dict[ExploreKey, Callable[[Exploring, Explorer], object]] = {
            ExploreKey.NEXT: lambda run, to: self._tell(run, to.step(1)),
            ExploreKey.BEFORE: lambda run, to: self._tell(run, to.step(-1)),
            ExploreKey.ROW_START: lambda run, to: self._tell(run, to.edge(right=False)),
            ExploreKey.ROW_END: lambda run, to: self._tell(run, to.edge(right=True)),
            ExploreKey.FIRST: lambda run, to: self._tell(run, to.end(last=False)),
            ExploreKey.LAST: lambda run, to: self._tell(run, to.end(last=True)),
            ExploreKey.NEXT_PART: lambda run, to: self._tell(run, to.part(1)),
            ExploreKey.PART_BEFORE: lambda run, to: self._tell(run, to.part(-1)),
            ExploreKey.FIND: lambda run, _to: self._begin_finding(run),
            ExploreKey.FIND_NEXT: lambda run, to: self._find(run, to, "", back=False),
            ExploreKey.FIND_BACK: lambda run, to: self._find(run, to, "", back=True),
            ExploreKey.CLOSER: self._look_closer,
            ExploreKey.OUT: self._go_out,
            ExploreKey.WHERE: lambda _run, to: self._say(self._words.where(to)),
            ExploreKey.REPEAT: lambda _run, to: self._outlet.repeat(_words_of(to)),
            ExploreKey.COPY: lambda _run, to: self._copy_item(to),
            ExploreKey.POINT: self._pointing.point,
            ExploreKey.CLICK: self._pointing.click,
        }

    @property
    def running(self) -> bool:
        """Whether one explores."""
        return self._run is not None

    def begin(self, part: ScreenPart = ScreenPart.WINDOW) -> None:
        """Explore the window in front, or the screen under the pointer."""
        self._drop()
        run = self._run = Exploring(live=True)
        run.taken = self._keys.take(self._taker(run))
        self._sounds.play("start")
        self._outlet.hush()
        self._take(run, part)

    def begin_picture(self, picture: "Picture") -> None:
        """Explore a picture in our window, which hands the keys over."""
        self._drop()
        run = self._run = Exploring(source=picture.source)
        self._sounds.play("start")
        self._outlet.hush()
        found = picture.findings
        if found is not None and found.lines is not None:
            run.findings = found
        self._look_at(run)

    def press(self, stroke: Stroke) -> bool:
        """A key came to a window of ours; whether it was one of these."""
        if self._run is None or not is_ours(stroke):
            return False
        self._pressed(self._run, stroke)
        return True

    def leave(self) -> None:
        """End it, and give the keyboard back."""
        if self._run is not None:
            self._sounds.play("cancelled")
            self._end(self._words.over())

    def drop_picture(self) -> None:
        """Another picture is opened in our window."""
        if self._run is not None and not self._run.live:
            self._drop()

    def on_command(self, name: str) -> None:
        """Another command of the app is carried out: most of them end it."""
        if self._run is not None and name not in _BESIDE:
            self._drop()

    # -- what is explored

    def _taker(self, run: Exploring) -> Taker:
        on_main = self._tasks.on_main
        return Taker(
            is_ours,
            lambda stroke: on_main(lambda: self._pressed(run, stroke)),
            lambda why: on_main(lambda: self._on_ended(run, why)),
        )

    def _take(self, run: Exploring, part: ScreenPart) -> None:
        def taken(found: ScreenTaken) -> None:
            run.source, run.tree, run.windows = found.shot, found.tree, found.windows
            if not run.taken:
                self.keys_wanted.emit()
            if len(found.map):
                self._start(run, found.map)
            self._look_at(run)

        self._work(run, self._camera, lambda: self._seeing.take(part), taken)

    def _look_at(self, run: Exploring) -> None:
        source, known, tree, token = run.source, run.findings, run.tree, run.token
        assert source is not None

        def looked(done: "tuple[Findings, ExploreMap]") -> None:
            run.findings, whole = done
            problem = run.findings.problems[0] if run.findings.problems else None
            if run.explorer is not None:
                run.explorer.renew(whole)
                self.moved.emit(run.explorer.frame)
                if problem is not None:
                    self._say(str(problem), interrupt=False)
            elif len(whole):
                self._start(run, whole)
            else:
                self._end(str(problem) if problem is not None else self._words.nothing())

        self._work(run, self._tasks, lambda: self._seeing.look(source, known, tree, token), looked)

    def _start(self, run: Exploring, whole: "ExploreMap") -> None:
        """The first words: what is explored, then the item where one was before, or that has the focus."""
        to = run.explorer = Explorer(whole)
        if isinstance(run.source, Shot):
            if self._left is not None and self._left[0] == _key(run.source):
                to.go_to(*self._left[1])
            else:
                focused = (one for one in whole.items if one.control and State.FOCUSED in one.control.states)
                item = next(focused, None)
                if item is not None:
                    to.go_to(*item.centre)
        self._tell_item(run, to, before=self._words.opening(run.source, run.tree))

    def _work(
        self, run: Exploring, on: TaskManager, work: Callable[[], object], then: Callable[..., object]
    ) -> None:
        """Do something that takes a while, with a sound from time to time."""
        if not run.working:
            run.working = True
            self._sounds.start_working()
        self._carry(run, on, work, then, over=self._rest)

    def _at_once(self, run: Exploring, work: Callable[[], object], then: Callable[..., object]) -> None:
        """Do something that takes no time, where the screen and the pointer are reached."""
        self._carry(run, self._camera, work, then, over=lambda _run: None)

    def _carry(
        self,
        run: Exploring,
        on: TaskManager,
        work: Callable[[], object],
        then: Callable[..., object],
        *,
        over: Callable[[Exploring], None],
    ) -> None:
        """Do something in the background and bring it back, unless exploring is over meanwhile."""
        token = run.token

        def done(future: "Future[object]") -> None:
            if run is not self._run or token is not run.token:
                return
            over(run)
            try:
                found = future.result()
            except (Cancelled, CancelledError):
                return
            except AppError as error:
                self._fail(run, error)
            except Exception:
                _log.exception("Exploring failed.")
                self._fail(run, Session.bug())
            else:
                then(found)

        on.run(work, done)

    def _fail(self, run: Exploring, error: AppError) -> None:
        self._sounds.play("failed")
        if run.explorer is None:
            self._end(str(error))
        else:
            self._say(str(error))

    def _rest(self, run: Exploring) -> None:
        if run.working:
            run.working = False
            self._sounds.stop_working()

    # -- what a key does

    def _pressed(self, run: Exploring, stroke: Stroke) -> None:
        if run is not self._run:
            return
        if run.typed is not None:
            self._type(run, run.typed, stroke)
            return
        key = key_of(stroke)
        if key is not ExploreKey.CLICK:
            run.asked = None
        if key is ExploreKey.LEAVE:
            self.leave()
        elif key is ExploreKey.HELP:
            self._say(self._words.help())
        elif run.live and key in (ExploreKey.WINDOW, ExploreKey.SCREEN):
            self._begin_anew(run, ScreenPart.WINDOW if key is ExploreKey.WINDOW else ScreenPart.SCREEN)
        elif key is ExploreKey.AGAIN and run.live and isinstance(run.source, Shot):
            self._begin_anew(run, run.source.place)
        elif run.explorer is None:
            self._say(self._words.still())
        elif key in _ARROWS:
            self._tell(run, run.explorer.move(_ARROWS[key]))
        elif key in self._acts:
            if not (stroke.repeated and key in _ONCE):
                self._acts[key](run, run.explorer)
        else:
            self._say(self._words.no_such_key())

    def _begin_anew(self, run: Exploring, part: ScreenPart) -> None:
        """Look at the screen again; the keyboard stays ours."""
        self._remember(run)
        self._rest(run)
        run.forget()
        self._sounds.play("start")
        self._take(run, part)

    def _tell(self, run: Exploring, moved: bool) -> None:
        if moved and run.explorer is not None:
            self._tell_item(run, run.explorer)
        else:
            self._sounds.play("moved")
            self._say(self._words.edge())

    def _tell_item(self, run: Exploring, to: Explorer, before: str = "") -> None:
        if to.item is None:
            return
        across, down = to.map.place(to.item)
        self._sounds.tell_place(across, 1 - down)
        part = f"{to.part_words}:" if to.part_words and (before or to.part_words != run.part) else ""
        run.part = to.part_words
        self._say(" ".join(words for words in (before, part, item_words(to.item)) if words))
        self.moved.emit(to.frame)

    def _copy_item(self, to: Explorer) -> None:
        if to.item is not None:
            self._copy(copied_text(to.item))
            self._say(self._words.copied())

    def _look_closer(self, run: Exploring, to: Explorer) -> None:
        source, part, tree, token = run.source, to.closer, run.tree, run.token
        if source is None or part is None or run.working:
            self._say(self._words.still() if run.working else self._words.closest())
            return

        def looked(closer: "ExploreMap") -> None:
            if to.go_in(closer):
                self._tell_item(run, to, before=self._words.closer(len(closer)))
            else:
                self._say(self._words.nothing_closer())

        self._work(run, self._tasks, lambda: self._seeing.look_again(source, part, tree, token), looked)

    def _go_out(self, run: Exploring, to: Explorer) -> None:
        if to.go_out():
            self._tell_item(run, to, before=self._words.out(to.depth))
        else:
            self._say(self._words.whole())

    def _begin_finding(self, run: Exploring) -> None:
        run.typed = ""
        self._say(self._words.find())

    def _type(self, run: Exploring, typed: str, stroke: Stroke) -> None:
        if stroke.key == "Escape":
            run.typed = None
            self._keys.hold()
            self._say(self._words.not_found_any_more())
        elif stroke.key == "Return":
            run.typed = None
            if run.explorer is not None:
                self._find(run, run.explorer, typed, back=False)
        elif stroke.key == "Backspace":
            run.typed = typed[:-1]
            self._spell(run.typed, typed[-1:] or self._words.empty())
        elif stroke.text:
            run.typed = typed + stroke.text
            self._spell(run.typed, stroke.text if stroke.text.strip() else self._words.space())

    def _spell(self, typed: str, sign: str) -> None:
        self._outlet.mention(sign, interrupt=True)
        self.said.emit(f"{self._words.find()} {typed}")

    def _find(self, run: Exploring, to: Explorer, text: str, *, back: bool) -> None:
        if to.find(text, back=back):
            self._tell_item(run, to)
        elif to.sought:
            self._sounds.play("moved")
            self._say(self._words.not_found(to.sought))
        else:
            self._begin_finding(run)

    # -- the end

    def _clicked(self, run: Exploring, item: ExploreItem) -> None:
        self._end(self._words.clicked(item))

    def _changed(self, run: Exploring) -> None:
        self._sounds.play("failed")
        run.taken = run.taken and self._keys.take(self._taker(run))
        self._say(self._words.changed())

    def _on_ended(self, run: Exploring, why: Ended) -> None:
        if run is self._run:
            run.taken = False
            self._sounds.play("cancelled")
            self._end(self._words.ended(why))

    def _end(self, words: str) -> None:
        self._drop()
        self._say(words)

    def _drop(self) -> None:
        run, self._run = self._run, None
        if run is None:
            return
        self._remember(run)
        run.token.cancel()
        self._rest(run)
        if run.taken:
            self._keys.release()
        self.ended.emit()

    def _remember(self, run: Exploring) -> None:
        """Where one was, for the next time in the same window."""
        if isinstance(run.source, Shot) and run.explorer is not None and run.explorer.item is not None:
            self._left = _key(run.source), run.explorer.item.centre

    def _say(self, words: str, *, interrupt: bool = True) -> None:
        self._outlet.say(words, interrupt=interrupt)
        self.said.emit(words)


def _words_of(to: Explorer) -> str:
    return item_words(to.item) if to.item is not None else ""


def _key(shot: Shot) -> tuple[str, str, int, int]:
    """What tells whether it is the same window."""
    height, width = shot.pixels.shape[:2]
    return shot.app, shot.window, width, height
