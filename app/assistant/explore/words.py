"""What is said while one explores, but for the items themselves."""

from pathlib import Path

from PySide6.QtCore import QObject

from app.assistant.explore.target import ClickTarget, is_secret
from app.controls import ControlTree, State
from app.describe.explore.explorer import Explorer
from app.describe.explore.items import ExploreItem
from app.describe.explore.words import item_words
from app.desktop.keys.hotkeys import Ended
from app.shot import ScreenPart, Shot, Source


class ExploreWords(QObject):
    """Sentences in the window's language."""

    def opening(self, source: Source | None, tree: ControlTree | None) -> str:
        """What is explored, and whether the window told all of its controls in time."""
        what = self._what(source)
        if tree is None or tree.complete:
            return what
        return f"{what} " + self.tr("The window did not tell all of its controls in time.")

    def _what(self, source: Source | None) -> str:
        if isinstance(source, Shot) and source.place is ScreenPart.SCREEN:
            return self.tr("Exploring the screen.")
        if isinstance(source, Shot):
            name = source.window or source.app
            return self.tr("Exploring {name}.").format(name=name) if name else self.tr("Exploring.")
        name = source.name if isinstance(source, Path) else ""
        return self.tr("Exploring {name}.").format(name=name) if name else self.tr("Exploring the picture.")

    def where(self, to: Explorer) -> str:
        """Where one is, and on which item of how many."""
        if to.item is None:
            return self.nothing()
        across, down = to.map.place(to.item)
        columns = (self.tr("left"), self.tr("middle"), self.tr("right"))
        rows = (self.tr("Top"), self.tr("Centre"), self.tr("Bottom"))
        return self.tr("{row} {column}. Item {number} of {count}.").format(
            row=rows[min(int(down * 3), 2)],
            column=columns[min(int(across * 3), 2)],
            number=to.number,
            count=len(to.map),
        )

    def would_click(self, item: ExploreItem) -> str:
        """Before the second press."""
        return self.tr("Enter again clicks: {what}.").format(what=item_words(item))

    def clicked(self, item: ExploreItem) -> str:
        """After it."""
        return self.tr("Clicked: {what}.").format(what=item_words(item))

    def refusal(self, target: ClickTarget, tree: ControlTree | None) -> str:
        """Why a place is not clicked; "" where it may be."""
        if is_secret(target, tree):
            return self.tr("This is a field for a password. I never click there.")
        if target.item.control is not None and State.DISABLED in target.item.control.states:
            return self.tr("It is disabled: {what}.").format(what=item_words(target.item))
        return ""

    def ended(self, why: Ended) -> str:
        """Why it ended by itself."""
        return {
            Ended.REFUSED: self.tr("Another program holds the keyboard just now. Try again in a moment."),
            Ended.IDLE: self.tr("Exploring has ended, as no key came."),
            Ended.FOREIGN: self.tr("Exploring has ended. Press that key again."),
            Ended.FRONT: self.tr("Another window came to the front. Exploring has ended."),
            Ended.LOST: self.over(),
        }[why]

    def over(self) -> str:
        """It has ended."""
        return self.tr("Exploring has ended.")

    def help(self) -> str:
        """What the keys do."""
        return self.tr(
            "Arrows go to the nearest item, Tab to the next, Shift Tab to the one before. Home and End go to "
            "the ends of the row, with Control to the first and last item, Page Up and Page Down by parts. "
            "Plus looks closer, Minus goes out. Control F finds, F3 finds the next. L tells where you are. "
            "C copies, X repeats. Space moves the pointer there, Enter twice clicks. R looks again, W takes "
            "the window, D the screen. Escape ends it."
        )

    def find(self) -> str:
        """A text may be typed."""
        return self.tr("Find. Type, then Enter.")

    def not_found(self, text: str) -> str:
        """A text is nowhere."""
        return self.tr("Not found: {text}.").format(text=text)

    def not_found_any_more(self) -> str:
        """Nothing is to be found after all."""
        return self.tr("Finding has ended.")

    def closer(self, count: int) -> str:
        """A part was looked at again."""
        return (
            self.tr("Closer, 1 item.")
            if count == 1
            else self.tr("Closer, {count} items.").format(count=count)
        )

    def out(self, depth: int) -> str:
        """One went out of a part."""
        return self.tr("Out.") if depth else self.tr("The whole.")

    def edge(self) -> str:
        """There is nothing further on."""
        return self.tr("Edge.")

    def whole(self) -> str:
        """One cannot go out any further."""
        return self.tr("This is the whole.")

    def closest(self) -> str:
        """One cannot look any closer."""
        return self.tr("It cannot be looked at any closer.")

    def nothing_closer(self) -> str:
        """Nothing was found in a part."""
        return self.tr("Nothing more was found there.")

    def nothing(self) -> str:
        """There is nothing to go to."""
        return self.tr("I found nothing here to go to.")

    def still(self) -> str:
        """It is being looked at."""
        return self.tr("Still looking.")

    def copied(self) -> str:
        """It is on the clipboard."""
        return self.tr("Copied.")

    def empty(self) -> str:
        """Nothing is typed."""
        return self.tr("Empty.")

    def space(self) -> str:
        """A space was typed."""
        return self.tr("space")

    def pointed(self) -> str:
        """The pointer is there."""
        return self.tr("The pointer is there.")

    def changed(self) -> str:
        """It was not clicked."""
        return self.tr("This place has changed, so I did not click. R looks again.")

    def not_on_screen(self) -> str:
        """A picture has no place for the pointer."""
        return self.tr("This is a picture. The pointer goes only to what is on the screen now.")

    def no_pointer(self) -> str:
        """No program may send the pointer."""
        return self.tr("Earsight cannot move the pointer or click on this desktop yet.")

    def no_such_key(self) -> str:
        """A key does nothing here."""
        return self.tr("This key does nothing here. H tells what the keys do.")
