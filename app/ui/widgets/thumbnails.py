"""Small pictures for lists: decoded in the background, the ones in sight first, kept within a bound."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.cancel import CancelToken
from app.errors import AppError
from app.tasks import TaskManager

MOST_BYTES = 16 << 20
"""Of all that is kept: a hundred at 192 pixels a side, seen without scaling."""
MOST_WAITING = 40
"""More than any window shows at once; what was scrolled by longest ago is given up."""
_MOST = 2000  # of all that are kept: what cannot be read has no bytes
_AT_ONCE = 50  # milliseconds in which what came is drawn together

Load = Callable[[Hashable, int, CancelToken], QImage]
"""What a row has for a picture, its longest side in pixels -> the picture; a null one where there is none."""


class Thumbnails(QObject):
    """One is decoded at a time, so that whatever the user asks for has the processor.

    Main thread only.

    Args:
        tasks: Its thread is where ``load`` runs.
        load: Decodes one picture.
        most_bytes: Of decoded pictures that are kept.
        parent: Qt parent.

    Attributes:
        came: Some that were asked for are there.
    """

    came = Signal()

    def __init__(
        self, tasks: TaskManager, load: Load, most_bytes: int = MOST_BYTES, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._load = load
        self._most = most_bytes
        self._kept: OrderedDict[tuple[Hashable, int], QImage] = OrderedDict()
        self._bytes = 0
        self._waiting: OrderedDict[tuple[Hashable, int], None] = OrderedDict()
        self._token: CancelToken | None = None
        self._closed = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AT_ONCE)
        self._soon.timeout.connect(self.came)

    def get(self, picture: Hashable, side: int) -> QImage | None:
        """The picture, if it is there; else None, and it is decoded soon.

        Args:
            picture: What the row has for one.
            side: Longest side in pixels.

        Returns:
            A null image where it cannot be read.
        """
        key = (picture, side)
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
            return image
        self._waiting[key] = None
        self._waiting.move_to_end(key)
        while len(self._waiting) > MOST_WAITING:
            self._waiting.popitem(last=False)
        self._begin()
        return None

    def forget(self) -> None:
        """Forget all: files have changed."""
        if self._token is not None:
            self._token.cancel()
        self._waiting.clear()
        self._kept.clear()
        self._bytes = 0

    def close(self) -> None:
        """Decode no more."""
        self._closed = True
        self.forget()

    def _begin(self) -> None:
        if self._token is not None or self._closed or not self._waiting:
            return
        key, _ = self._waiting.popitem()
        token = self._token = CancelToken()

        def done(future: "Future[QImage]") -> None:
            self._token = None
            if not token.cancelled:
                failed = isinstance(future.exception(), AppError)
                self._keep(key, QImage() if failed else future.result())
            self._begin()

        picture, side = key
        self._tasks.run(lambda: self._load(picture, side, token), done)

    def _keep(self, key: tuple[Hashable, int], image: QImage) -> None:
        self._waiting.pop(key, None)  # it was drawn once more meanwhile
        self._kept[key] = image
        self._bytes += image.sizeInBytes()
        while (self._bytes > self._most or len(self._kept) > _MOST) and len(self._kept) > 1:
            _, old = self._kept.popitem(last=False)
            self._bytes -= old.sizeInBytes()
        if not self._soon.isActive():
            self._soon.start()
