"""The app's two kinds of expected ending; anything else that is raised is a bug."""


class AppError(Exception):
    """Something the user can act on.

    Args:
        message: One plain sentence, fit to be spoken.
        hint: One sentence that says what to do about it, or "".
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class Cancelled(Exception):
    """The user stopped the work. Nothing is said about it."""
