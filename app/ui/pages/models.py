"""The page of the models: installing once the licence is agreed to, checking, removing, choosing."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtWidgets import QWidget

from app.assistant.outlet import Outlet
from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.inference.models.catalog import MOBILECLIP
from app.inference.models.install import Installation, Progress
from app.inference.models.known import Licence
from app.inference.models.store import ModelStore, Removal
from app.tasks import TaskManager
from app.ui.commands import spoken_key
from app.ui.dialogs.asking import ConfirmDialog
from app.ui.page import SpeakingPage
from app.ui.page_actions import Deed, add_keys, fill_page, make_bar, show_menu
from app.ui.pages.models_texts import in_words
from app.ui.pages.models_words import AUTOMATIC, ModelRow, ModelsWords
from app.ui.widgets.row import Row
from app.ui.widgets.rows import RowList
from app.ui.widgets.steps import Moves
from app.ui.widgets.work_bar import WorkBar

Result = TypeVar("Result")


class ModelsPage(SpeakingPage):
    """A list of what is installed and what can be, and what can be done with each.

    Nothing is fetched, and no connection opened, before a licence was agreed to here for that very model, or
    had been before and the user asks for the installation.

    Args:
        store: Its calls run in the background.
        tasks: Runs them; an installation keeps one of its threads busy for long.
        speaks: Says progress and answers.
        chosen: The setting: which model speaks.
        set_model: Changes that setting to "auto" or a model's id; why that could not be saved, or "".
        on_changed: Told when a model came or went, for those who keep some in memory.
    """

    icon = "models"

    def __init__(
        self,
        store: ModelStore,
        tasks: TaskManager,
        speaks: Outlet,
        *,
        chosen: Callable[[], str],
        set_model: Callable[[str], str],
        on_changed: Callable[[], object] = lambda: None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            QCoreApplication.translate("ModelsPage", "Models"),
            speaks,
            QCoreApplication.translate("ModelsPage", "Not looked at yet."),
            parent,
        )
        self.about = self.tr(
            "Models describe pictures or find photos; each has a card with its size, its memory and its "
            "licence.\n"
            "Return on a card installs the model, or has it speak.\n"
            "The licence is shown before anything is fetched."
        )
        self._store = store
        self._tasks = tasks
        self._chosen = chosen
        self._set_model = set_model
        self._on_changed = on_changed
        self._words = ModelsWords(self)
        self._token: CancelToken | None = None
        self._closed = False
        self.list = RowList(
            self.title,
            self.tr(
                "Return installs a model, or has it speak. The Menu key offers what can be done with it."
            ),
            lines=12,
        )
        self.list.opened.connect(self._open)
        self.list.menu_wanted.connect(self._offer)
        # Escape is no key of the page's own: it would be in the way of the window's.
        stop = self.tr("Stop installing or checking.") + f" {spoken_key('Esc')}."
        self.bar = WorkBar(self.tr("&Stop"), stop, self.stop, self._tell_progress, self.list)
        self._deeds = self._make_deeds()
        self._lay_out()

    def on_shown(self) -> None:
        """List the models anew, in the background."""
        self._refresh()

    def on_closed(self) -> None:
        """Stop what goes on; an installation goes on from there another time."""
        self._closed = True
        if self._token is not None:
            self._token.cancel()

    @property
    def busy(self) -> bool:
        """Whether a model is being installed or checked."""
        return self._token is not None

    def stop(self) -> None:
        """Stop that, or say that there is nothing."""
        if self._token is None:
            self._tell(self.tr("There is nothing to stop."))
        else:
            self._token.cancel()
            self._tell(self.tr("Stopping."))

    def _make_deeds(self) -> list[Deed]:
        return [
            Deed(
                self.tr("I&nstall…"),
                "Ctrl+I",
                self.tr("Show the licence, and fetch the model when you agree to it."),
                partial(self._with_model, self._install),
                icon="download",
                kind="primary",
            ),
            Deed(
                self.tr("&Use for describing"),
                "Ctrl+U",
                self.tr("Have this model describe pictures and answer questions."),
                partial(self._with_model, self._use),
            ),
            Deed(
                self.tr("Show &licence"),
                "Ctrl+Shift+L",
                self.tr("Read the model's licence."),
                partial(self._with_model, self._licence),
                icon="info",
            ),
            Deed(
                self.tr("Chec&k files"),
                "Ctrl+K",
                self.tr("Compare all its files with what they must be."),
                partial(self._with_model, self._verify),
                icon="check",
            ),
            Deed(
                self.tr("&Remove…"),
                "Delete",
                self.tr("Delete the model from this computer."),
                partial(self._with_model, self._remove),
                icon="delete",
            ),
        ]

    def _lay_out(self) -> None:
        add_keys(self, self._deeds)
        bar, buttons = make_bar(self.tr("Commands"), self._deeds)
        self.buttons = {button.accessibleName(): button for button in (*buttons, self.bar.stop)}
        parts: list[tuple[str, QWidget, int]] = [
            (self.tr("&Models"), self.list, 1),
            ("", self.bar, 0),
            ("", bar, 0),
            ("", self.status, 0),
        ]
        fill_page(self, parts)

    def _refresh(self) -> None:
        chosen = self._chosen()
        if not self.list.rows:
            self.list.wait(self.tr("The models are being looked at."))

        def show(rows: list[Row]) -> None:
            self.list.set_rows(rows)
            if self._token is None and self.status.text() == self.tr("Not looked at yet."):
                self.status.setText(self.tr("Ready."))

        self._run(lambda: self._words.rows(self._store.offers(), self._store.broken(), chosen), show)

    def _open(self, row: Row) -> None:
        model = row.data
        if model.installed or model.id == AUTOMATIC:
            self._use(model)
        else:
            self._install(model)

    def _use(self, model: ModelRow) -> None:
        if model.id != AUTOMATIC and not model.installed:
            self._tell(self.tr("{title} is not installed yet.").format(title=model.title))
        elif model.family == MOBILECLIP:
            self._tell(self.tr("{title} finds photos; it does not describe them.").format(title=model.title))
        else:
            problem = self._set_model(model.id)
            if problem:
                self._tell(problem)
            elif model.id == AUTOMATIC:
                self._tell(self.tr("The best model that fits into memory describes pictures from now on."))
            else:
                self._tell(self.tr("{title} describes pictures from now on.").format(title=model.title))
            self._refresh()

    def _install(self, model: ModelRow) -> None:
        if self._is_at_work():
            return
        if not model.offered:
            self._tell(self.tr("{title} cannot be fetched by Earsight.").format(title=model.title))
            return
        known = self._store.known(model.id)

        def show(found: tuple[bool, str]) -> None:
            accepted, text = found
            if accepted:
                self._fetch(model)
                return
            about = self.tr(
                "The licence of {title}, in short: {plain} Below is the whole text. "
                "Tab leads to the button that agrees and installs. Escape installs nothing."
            )
            self._dialog(
                self.tr("Licence of {title}").format(title=model.title),
                about.format(title=model.title, plain=in_words(known.licence.plain)),
                self.tr("I &agree, install"),
                text,
                on_yes=lambda: self._agree(model),
                no=self.tr("&Do not install"),
            )

        self._run(partial(self._read, known.licence), show)

    def _agree(self, model: ModelRow) -> None:
        licence = self._store.licence(model.id)

        self._run(lambda: self._store.licences.accept(licence), lambda _done: self._fetch(model))

    def _fetch(self, model: ModelRow) -> None:
        if self._is_at_work():
            return
        moves, begun = Moves(), False
        token = self._token = CancelToken()

        def on_progress(now: Progress) -> None:
            nonlocal begun
            if not begun:
                begun = True
                self._soon(token, partial(self._tell, self._words.begun(model.title, now)))
            if moves.reach(now.done, now.total):
                self._soon(token, partial(self.bar.step, now.done, now.total))

        def show(done: Installation) -> None:
            self._tell(self._words.installed(model, done))
            self._on_changed()
            self._refresh()

        self._tell(self.tr("Asking for {title}. Escape stops it.").format(title=model.title))
        self.bar.begin(self.tr("Installing {title}").format(title=model.title), in_bytes=True)
        self._run(
            lambda: self._store.install(model.id, token, on_progress),
            show,
            token,
            stopped=self.tr("Stopped. Installing {title} again goes on from there.").format(
                title=model.title
            ),
        )

    def _licence(self, model: ModelRow) -> None:
        if not model.offered:
            words = (
                self.tr("Licence of {title}: {licence}.")
                if model.licence
                else self.tr("It says of no licence.")
            )
            self._tell(words.format(title=model.title, licence=model.licence))
            return
        licence = self._store.licence(model.id)

        def show(found: tuple[bool, str]) -> None:
            accepted, text = found
            state = (
                self.tr("You accepted this licence.")
                if accepted
                else self.tr("You have not accepted this licence yet.")
            )
            about = self.tr("{licence}. In short: {plain} {state} Escape closes this window.").format(
                licence=licence.title, plain=in_words(licence.plain), state=state
            )
            self._dialog(
                self.tr("Licence of {title}").format(title=model.title), about, "", text, no=self.tr("&Close")
            )

        self._run(partial(self._read, licence), show)

    def _read(self, licence: Licence) -> tuple[bool, str]:
        return self._store.licences.accepted(licence), self._store.licences.text(licence)

    def _verify(self, model: ModelRow) -> None:
        if self._is_at_work():
            return
        if not model.installed and not model.problem:
            self._tell(self.tr("{title} is not installed yet.").format(title=model.title))
            return
        token = self._token = CancelToken()
        self._tell(self.tr("Checking {title}. Escape stops it.").format(title=model.title))
        self.bar.begin(self.tr("Checking {title}").format(title=model.title))
        self._run(
            lambda: self._store.verify(token, model.id),
            lambda verdicts: self._tell(" ".join(self._words.verdict(one) for one in verdicts)),
            token,
            stopped=self.tr("Stopped."),
        )

    def _remove(self, model: ModelRow) -> None:
        if self._is_at_work():
            return
        if not (model.installed or model.problem or model.begun):
            self._tell(self.tr("{title} is not installed yet.").format(title=model.title))
            return
        self._dialog(
            self.tr("Remove model"),
            self.tr("Delete {title} from this computer?").format(title=model.title),
            self.tr("&Remove"),
            "",
            on_yes=partial(self._delete, model),
            no=self.tr("&Keep"),
        )

    def _delete(self, model: ModelRow) -> None:
        def show(done: Removal) -> None:
            problem = self._set_model(AUTOMATIC) if self._chosen() == model.id else ""
            self._tell(f"{self._words.removed(done)} {problem}".strip())
            self._on_changed()
            self._refresh()

        self._run(lambda: self._store.remove(model.id), show)

    def _offer(self, where: QPoint) -> None:
        show_menu(self.list, self.tr("What to do with it"), self._deeds, where)

    def _dialog(
        self,
        title: str,
        about: str,
        yes: str,
        text: str,
        *,
        on_yes: Callable[[], None] | None = None,
        no: str = "",
    ) -> None:
        name, call = self.tr("Licence"), on_yes or (lambda: None)
        ConfirmDialog(
            title, about, yes, self._speaks, self, no=no, text=text, text_name=name, on_yes=call
        ).ask()

    def _with_model(self, act: Callable[[ModelRow], None]) -> None:
        """Do something with the model of the current row; where there is none, that is said."""
        if self.list.row is None:
            self._tell(self.tr("Go to a model in the list first."))
        else:
            act(self.list.row.data)

    def _is_at_work(self) -> bool:
        if self._token is not None:
            self._tell(self.tr("Another work goes on. Escape stops it."))
        return self._token is not None

    def _run(
        self,
        work: Callable[[], Result],
        on_result: Callable[[Result], None],
        token: CancelToken | None = None,
        stopped: str = "",
    ) -> None:
        def done(future: Future[Any]) -> None:
            if self._closed:
                return
            if token is not None and self._token is token:
                self._token = None
                self.bar.end()
            try:
                result = future.result()
            except Cancelled:
                self._tell(stopped)
                self._refresh()
            except AppError as error:
                self._tell(self._words.error(error))
                self._refresh()
            else:
                on_result(result)

        self._tasks.run(work, done)

    def _soon(self, token: CancelToken, call: Callable[[], None]) -> None:
        """From the thread that installs; nothing comes after the end or a stop."""
        self._tasks.on_main(lambda: call() if self._token is token and not token.cancelled else None)
