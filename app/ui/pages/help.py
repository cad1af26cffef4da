"""The page that explains: the keys, a minute's tour, what the app is, and whether everything works."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

from app.assistant.outlet import Outlet
from app.doctor.check import Check, CheckState
from app.errors import AppError
from app.tasks import TaskManager
from app.ui.dialogs.help import keys_text
from app.ui.page import Page
from app.ui.page_actions import fill_page
from app.ui.pages.help_texts import SOUNDS, about_earsight, part_of, privacy, tour
from app.ui.widgets.button import button_row, make_button
from app.ui.widgets.edged import EdgedComboBox
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList, as_rows
from app.ui.widgets.words import WordsView


class HelpPage(Page):
    """Explains in texts that are read with the arrow keys, and checks in the background whether all works.

    Args:
        speaks: Says what was found.
        tasks: Runs the checks.
        keys: Of each global command its title, its keys in words ("" for none) and what it does; asked for
            each time the page is shown.
        checks: Called in the background; each check is then called there too.
        play: Plays an earcon by its name; why it cannot be heard, or "".

    Attributes:
        welcome_wanted: The welcome is to be run again.
        kept_wanted: The page of what is kept is to be shown.
    """

    icon = "help"

    welcome_wanted = Signal()
    kept_wanted = Signal()

    def __init__(
        self,
        speaks: Outlet,
        tasks: TaskManager,
        keys: Callable[[], Sequence[tuple[str, str, str]]],
        checks: Callable[[], Sequence[Callable[[], Check]]],
        play: Callable[[str], str] = lambda _name: "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(QCoreApplication.translate("HelpPage", "Help"), parent)
        self._play = play
        self._came_from: tuple[Page, QWidget | None] | None = None
        self.about = self.tr(
            "Choose a topic, then read its text with the arrow keys.\n"
            "Below, every sound can be heard, and Earsight checks whether everything works."
        )
        self._speaks = speaks
        self._tasks = tasks
        self._keys = keys
        self._get_checks = checks
        self._waiting: list[Callable[[], Check]] = []
        self._states: list[CheckState] = []
        self._checking = False
        self._closed = False
        self.topic = EdgedComboBox(self.tr("Topic"), self.tr("The text that follows is about it."))
        self.text = WordsView(description=self.tr("Read it with the arrow keys."), what="text")
        self.sounds = RowList(self.tr("Sounds"), self.tr("What each sound means. Return plays it."), lines=8)
        self.rows = QListWidget()
        self.buttons = [
            make_button(
                self.tr("&Check Earsight"),
                self.tr("Finds out whether the voice, the model, reading and everything else work."),
                self.check,
                tip=True,
                kind="primary",
                icon="check",
            ),
            make_button(
                self.tr("&Welcome again"),
                self.tr("Goes through the first steps once more: permissions, voice and leader key."),
                self.welcome_wanted.emit,
                tip=True,
            ),
            make_button(
                self.tr("What is &kept"),
                self.tr("Shows what Earsight keeps on this computer, and deletes it if you like."),
                self.kept_wanted.emit,
                tip=True,
            ),
        ]
        self._topics: list[tuple[str, Callable[[], str]]] = [
            (self.tr("Keys everywhere"), self._global_keys),
            (self.tr("Keys in this window"), keys_text),
            (self.tr("A minute's tour"), tour),
            (self.tr("Your privacy"), privacy),
            (self.tr("About Earsight"), about_earsight),
        ]
        self._fill()
        self._lay_out()

    def on_shown(self) -> None:
        """The keys may have been changed."""
        self._show_topic(self.topic.currentIndex())

    def explain(self, page: Page, pages: Sequence[Page], turn_to: Callable[[Page], object]) -> None:
        """Show the part about a page; on this one, go back to where one was.

        Args:
            page: The one that is turned to.
            pages: All there are.
            turn_to: Turns to one.
        """
        focus = QApplication.focusWidget()
        if page is self:
            if self._came_from is not None:
                before, focus = self._came_from
                self._came_from = None
                turn_to(before)
                if focus is not None and focus.isVisible():
                    focus.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._came_from = page, focus
        self._tell_of(pages)
        turn_to(self)
        self.topic.setCurrentIndex(self.topic.findText(self._title_of(page)))
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def on_closed(self) -> None:
        """Begin no further check."""
        self._closed = True
        self._waiting.clear()

    def check(self) -> None:
        """Run the checks one after the other; each becomes a row as soon as it is known."""
        if self._checking:
            self._speaks.say(self.tr("The checks are still running."), interrupt=True)
            return
        self._checking = True
        self._states.clear()
        self.rows.clear()
        self._speaks.say(self.tr("Checking. This takes some seconds."), interrupt=True)
        self._tasks.run(lambda: list(self._get_checks()), self._on_checks)

    def _on_checks(self, done: "Future[list[Callable[[], Check]]]") -> None:
        if self._closed or done.cancelled():
            return
        error = done.exception()
        if error is not None:
            self._fail(error)
            return
        self._waiting = done.result()
        self._next()

    def _next(self) -> None:
        if self._waiting:
            self._tasks.run(self._waiting.pop(0), self._on_checked)
            return
        self._checking = False
        wrong = sum(state is not CheckState.WORKS for state in self._states)
        if wrong:
            words = self.tr("{count} of {all} checks found something. The list says what.")
        else:
            words = self.tr("All {all} checks are fine.")
        self._speaks.say(words.format(count=wrong, all=len(self._states)), interrupt=True)

    def _on_checked(self, done: "Future[Check]") -> None:
        if self._closed or done.cancelled():
            return
        error = done.exception()
        if error is not None:
            self._fail(error)
            return
        check = done.result()
        self._states.append(check.state)
        words = {
            CheckState.WORKS: self.tr("{name}: fine. {says} {hint}"),
            CheckState.LIMITED: self.tr("{name}: works in part. {says} {hint}"),
        }.get(check.state, self.tr("{name}: does not work. {says} {hint}"))
        self.rows.addItem(words.format(name=check.name, says=check.says, hint=check.hint).strip())
        if self.rows.currentRow() < 0:
            self.rows.setCurrentRow(0)
        self._next()

    def _fail(self, error: BaseException) -> None:
        self._checking = False
        self._waiting.clear()
        if not isinstance(error, AppError):
            raise error
        self.rows.addItem(str(error))
        self._speaks.say(str(error), interrupt=True)

    def _title_of(self, page: Page) -> str:
        return self.tr("The page {title}").format(title=page.title)

    def _tell_of(self, pages: Sequence[Page]) -> None:
        """Add a topic for each page that has something to tell."""
        known = {title for title, _ in self._topics}
        for page in pages:
            title = self._title_of(page)
            if title not in known:
                self._topics.append((title, partial(part_of, page)))
                self.topic.addItem(title)

    def _hear(self, row: Row) -> None:
        problem = self._play(row.data)
        if problem:
            self._speaks.say(problem, interrupt=True)

    def _fill(self) -> None:
        for title, _ in self._topics:
            self.topic.addItem(title)
        translate = QCoreApplication.translate
        self.sounds.set_rows(
            [
                Row(
                    f"{translate('HelpPage', str(called))}: {translate('HelpPage', str(means))}",
                    data=name,
                    title=translate("HelpPage", str(called)),
                    detail=translate("HelpPage", str(means)),
                    deed=self.tr("Play"),
                )
                for name, called, means in SOUNDS
            ]
        )
        self.sounds.opened.connect(self._hear)
        as_rows(
            self.rows,
            self.tr("Results of the checks"),
            self.tr("One row for each thing that was checked."),
            what="checks",
        )
        self.rows.addItem(self.tr("Nothing was checked yet. Press Check Earsight."))
        self.rows.setCurrentRow(0)
        self.topic.currentIndexChanged.connect(self._show_topic)
        self._show_topic(0)

    def _lay_out(self) -> None:
        parts: list[tuple[str, QWidget, int]] = [
            (self.tr("&Topic"), self.topic, 0),
            (self.tr("Te&xt"), self.text, 3),
            (self.tr("&Sounds"), self.sounds, 2),
            ("", button_row(self.tr("Commands"), self.buttons), 0),
            (self.tr("&Results of the checks"), self.rows, 1),
        ]
        fill_page(self, parts)

    def _show_topic(self, number: int) -> None:
        title, text = self._topics[number]
        self.text.setPlainText(text())
        self.text.setAccessibleName(title)

    def _global_keys(self) -> str:
        lines = [
            self.tr(
                "These keys work in every program. Press the leader key, wait for the sound, then one key."
            )
        ]
        for title, keys, help_ in self._keys():
            words = self.tr("{title}: {keys}. {help}") if keys else self.tr("{title}: no keys. {help}")
            lines.append(words.format(title=title, keys=keys, help=help_))
        lines.append(self.tr("All of them can be changed in the settings, under Keys."))
        return "\n".join(lines)
