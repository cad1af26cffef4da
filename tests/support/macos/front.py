"""Made running programs of a Mac, and who of them has the keyboard."""

from dataclasses import dataclass, field
from typing import Any

from macos.machine import Mac

OWN = 7


@dataclass
class Programs:
    """What runs.

    Attributes:
        front: The process that has the keyboard; 0 for none.
        yields: Whether this system has programs yield to each other (macOS 14 and later).
        refuses: Whether it refuses that, too.
        promises: Whether it says yes to it and does nothing, but does what is asked in the older way.
        ended: Processes that have ended.
        yielded: To whom we yielded.
        policies: What we wished to be to the Dock, in order: 0 for a program in it, 1 for one beside it.
    """

    front: int = 42
    yields: bool = True
    refuses: bool = False
    promises: bool = False
    ended: set[int] = field(default_factory=set)
    yielded: list[int] = field(default_factory=list)
    policies: list[int] = field(default_factory=list)

    def put_into(self, mac: Mac) -> None:
        """Put the framework where the app imports it."""
        programs = self

        class Older:
            _pid = OWN

            @classmethod
            def currentApplication(cls) -> Any:
                return cls()

            def processIdentifier(self) -> int:
                return self._pid

            def isTerminated(self) -> bool:
                return self._pid in programs.ended

            def activateWithOptions_(self, options: int) -> bool:
                # From macOS 14 on this is only a wish, which is not granted to who is behind.
                if not programs.yields or programs.promises or programs.front in (OWN, 0):
                    programs.front = self._pid
                return True

        class NSRunningApplication(Older):
            def activateFromApplication_options_(self, other: Any, options: int) -> bool:
                if programs.refuses or other.processIdentifier() != programs.front:
                    return False
                if programs.promises:
                    return True
                programs.front = self._pid
                return True

        class NSApplication:
            @classmethod
            def sharedApplication(cls) -> Any:
                return cls()

            def activateIgnoringOtherApps_(self, ignoring: bool) -> None:
                if not programs.yields or programs.promises:
                    programs.front = OWN

            def setActivationPolicy_(self, policy: int) -> bool:
                programs.policies.append(policy)
                return True

            def yieldActivationToApplication_(self, other: Any) -> None:
                programs.yielded.append(other.processIdentifier())

        made: list[type] = []

        class NSWorkspace:
            @classmethod
            def sharedWorkspace(cls) -> Any:
                return cls()

            def frontmostApplication(self) -> Any:
                if not programs.front:
                    return None
                program = made[0]()
                program._pid = programs.front
                return program

        Older.__name__ = "NSRunningApplication"
        running = NSRunningApplication if self.yields else Older
        framework: Any = mac.framework("AppKit", classes=(running, NSApplication, NSWorkspace))
        made.append(framework.NSRunningApplication)
