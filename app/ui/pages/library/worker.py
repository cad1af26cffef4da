"""The one thread on which the window touches a library."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from app.cancel import CancelToken
from app.errors import AppError

if TYPE_CHECKING:
    from app.library.library import Library
    from app.ui.pages.library.views import LibraryViews

Result = TypeVar("Result")


class LibraryWorker:
    """Runs calls on a library one after another, on a thread of its own. Used and closed on the main thread.

    Args:
        open_library: Makes the library; called once, on that thread, when it is first needed.
        on_main: Runs a call soon on the main thread.
        on_trouble: Hears on the main thread, once, that the library's file was damaged, or is being rebuilt.
    """

    def __init__(
        self,
        open_library: Callable[[], "Library"],
        on_main: Callable[[Callable[[], None]], None],
        on_trouble: Callable[[AppError], None],
    ) -> None:
        self._open = open_library
        self._on_main = on_main
        self._on_trouble = on_trouble
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="library")
        self._library: Library | None = None
        self._tokens: set[CancelToken] = set()
        self._closed = False

    def run(
        self,
        work: Callable[["LibraryViews", CancelToken], Result],
        on_done: Callable[[Future[Result]], None],
    ) -> CancelToken:
        """Run ``work`` after what was asked for before.

        Args:
            work: Gets the views of the library and the token; on the library's thread.
            on_done: Gets the finished future on the main thread; not called after :meth:`close`.

        Returns:
            The token. Work whose token is raised before its turn ends with Cancelled.

        Raises:
            RuntimeError: The worker was closed.
        """
        cancel = CancelToken()
        future = self._executor.submit(self._work, work, cancel)
        self._tokens.add(cancel)

        def finish() -> None:
            self._tokens.discard(cancel)
            if not self._closed:
                on_done(future)

        future.add_done_callback(lambda _future: self._on_main(finish))
        return cancel

    def close(self) -> None:
        """Stop what runs and close the library. May be called twice."""
        if self._closed:
            return
        self._closed = True
        for token in self._tokens:
            token.cancel()
        self._executor.submit(self._close)
        self._executor.shutdown(wait=True)

    def _work(self, work: Callable[["LibraryViews", CancelToken], Result], cancel: CancelToken) -> Result:
        from app.ui.pages.library.views import LibraryViews

        cancel.check()
        if self._library is None:
            self._library = self._open()
            self._library.on_rebuilding = self._say_rebuilding
        trouble: AppError | None = None
        try:
            return work(LibraryViews(self._library), cancel)
        except AppError as error:
            trouble = self._library.mended(error)
            raise
        finally:
            trouble = trouble or self._library.take_trouble()
            if trouble is not None:
                told = trouble
                self._on_main(lambda: self._on_trouble(told))

    def _say_rebuilding(self) -> None:
        from app.library.library import REBUILDING

        self._on_main(lambda: self._on_trouble(AppError(*REBUILDING)))

    def _close(self) -> None:
        if self._library is not None:
            self._library.close()
            self._library = None
