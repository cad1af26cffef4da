"""macOS asks for the folder of screenshots at the first look: what for is said before."""

from collections.abc import Callable
from pathlib import Path

from app.settings import Settings


class Explained:
    """Hands settings to what follows the folder: where the system will ask for it, from the welcome on.

    Args:
        configure: Has the folder followed.
        asks: The folder that the system will ask about; None where it does not ask.
        explain: Says what the question is for; called once, before the first look after the welcome.
    """

    def __init__(
        self,
        configure: Callable[[Settings], None],
        asks: Callable[[], Path | None],
        explain: Callable[[], None],
    ) -> None:
        self._configure = configure
        self._asks = asks
        self._explain = explain
        self._waits = False

    def configure(self, settings: Settings) -> None:
        """Follow what these settings say, unless that waits for the welcome's end."""
        if not settings.welcomed and self._asks() is not None:
            self._waits = True
            return
        if self._waits and settings.screenshots:
            self._explain()
        self._waits = False
        self._configure(settings)
