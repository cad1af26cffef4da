"""A made Mac's NSProcessInfo: which processes it may not put to rest."""

from typing import Any


def process_info(activities: list[str]) -> type:
    """The class; what lasts is in ``activities``."""

    class NSProcessInfo:
        @classmethod
        def processInfo(cls) -> Any:
            return cls()

        def beginActivityWithOptions_reason_(self, options: int, why: str) -> list[str]:
            assert options == 0xEFFFFF, "user initiated, and the computer itself may sleep"
            activities.append(why)
            return [why]

        def endActivity_(self, token: list[str]) -> None:
            activities.remove(token[0])

    return NSProcessInfo
