"""A voice that notes what it is told, for what speaks in the window."""

SILENCE = "(silence)"


class Said:
    """Stands in for the outlet.

    Attributes:
        words: What was said; ``SILENCE`` where the voice was hushed.
        windows_are_read: Whether a screen reader reads new windows by itself.
    """

    def __init__(self) -> None:
        self.words: list[str] = []
        self.windows_are_read = False
        self.speaking = False

    def say(self, text: str, *, interrupt: bool = False) -> None:
        self.words.append(text)

    def hush(self) -> None:
        self.words.append(SILENCE)
