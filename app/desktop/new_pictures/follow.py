"""Follows the folder of screenshots and the user's further folders; tells of pictures that come."""

import logging
import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.desktop.new_pictures.announcing import Announcement, Announcing, is_quiet
from app.desktop.new_pictures.same_picture import fingerprint
from app.desktop.new_pictures.screenshot_names import looks_like_screenshot
from app.desktop.new_pictures.screenshots_folder import is_mixed, screenshots_folder
from app.folders.fresh import Fresh
from app.folders.watch import Watcher
from app.settings import Settings

_log = logging.getLogger(__name__)

#: Of more pictures at a time only the bytes are compared.
LOOKED_AT = 8


@dataclass(frozen=True)
class Followed:
    """A folder that is followed.

    Attributes:
        root: The folder.
        name: What it is called; "" for the one of the screenshots.
        recursive: Whether its subfolders count.
        mixed: Whether only what looks like a screenshot counts.
    """

    root: Path
    name: str
    recursive: bool
    mixed: bool


@dataclass
class _Follower:
    folder: Followed
    watcher: Watcher
    fresh: Fresh


class NewPictures:
    """Announces new pictures from the first `configure` to `stop`.

    Only whole files that came since their folder is followed are announced, never what was there, was edited
    or got a new name. It has a thread of its own, which sleeps while nothing happens, and the watchers'.

    Args:
        on_new: Gets what is to be announced, on that thread.
        on_problem: Hears, in words, of followed folders that go and come back, and why pictures are found
            late.
        screenshots: Finds the folder of the screenshots; asked on that thread, again at each `configure`.
        mixed: Whether other pictures lie in that folder too.
        watcher: Makes what watches a folder.
        announcing: Decides what is announced when.
        clock: Local time.
        monotonic: Seconds.
        rest: Seconds without a change after which a file is complete.
    """

    def __init__(
        self,
        on_new: Callable[[Announcement], None],
        on_problem: Callable[[str], None] = lambda words: None,
        screenshots: Callable[[], Path | None] = screenshots_folder,
        mixed: Callable[[Path], bool] = is_mixed,
        watcher: Callable[..., Watcher] = Watcher,
        announcing: Announcing | None = None,
        clock: Callable[[], datetime] = datetime.now,
        monotonic: Callable[[], float] = time.monotonic,
        rest: float = 0.5,
    ) -> None:
        self._on_new = on_new
        self._on_problem = on_problem
        self._screenshots = screenshots
        self._mixed = mixed
        self._make_watcher = watcher
        self._announcing = announcing or Announcing()
        self._clock = clock
        self._monotonic = monotonic
        self._rest = rest
        self._calls: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._settings = Settings()
        self._followers: dict[Path, _Follower] = {}
        self._owners: set[Path] = set()

    def configure(self, settings: Settings) -> None:
        """Follow what these settings say; folders that stay are followed on. Returns at once."""
        self._calls.put(lambda: self._configure(settings))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="new-pictures", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End; nothing is announced afterwards. May be called twice."""
        if self._thread is not None:
            self._calls.put(None)
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        while True:
            try:
                call = self._next_call()
                if call is None:
                    break
                call()
            except Exception:
                # Whatever goes wrong once, the folders are followed further.
                _log.exception("Following new pictures failed.")
        for root in list(self._followers):
            self._leave(root)
        self._announcing.forget()

    def _next_call(self) -> Callable[[], None] | None:
        due = self._announcing.due()
        try:
            return self._calls.get(timeout=None if due is None else max(0.0, due - self._monotonic()))
        except queue.Empty:
            return self._announce

    def _announce(self) -> None:
        if self._quiet():
            self._announcing.forget()
        elif (announcement := self._announcing.take(self._monotonic(), Path.exists)) is not None:
            self._on_new(announcement)

    def _quiet(self) -> bool:
        return is_quiet(self._settings.quiet_from, self._settings.quiet_until, self._clock().time())

    def _configure(self, settings: Settings) -> None:
        self._settings = settings
        wanted = self._wanted(settings)
        for root in list(self._followers):
            if wanted.get(root) != self._followers[root].folder:
                self._leave(root)
        names = {folder.name for folder in wanted.values()}
        self._announcing.forget(lambda name: name in names)
        for root, folder in wanted.items():
            if root not in self._followers:
                self._follow(folder)

    def _wanted(self, settings: Settings) -> dict[Path, Followed]:
        shots = self._screenshots()
        named = {os.path.expanduser(name): on for name, on in settings.watched.items()}
        folders = {_real(Path(name)): on for name, on in named.items() if os.path.isabs(name)}
        wanted: dict[Path, Followed] = {}
        for root, on in folders.items():
            if on:
                wanted[root] = Followed(root, root.name or str(root), recursive=True, mixed=False)
        self._owners = set(folders)
        if shots is not None:
            shots = _real(shots)
            self._owners.add(shots)
            if settings.screenshots and shots not in wanted:
                wanted[shots] = Followed(shots, "", recursive=False, mixed=self._mixed(shots))
            elif settings.screenshots:
                wanted[shots] = Followed(shots, "", recursive=True, mixed=False)
        return wanted

    def _follow(self, folder: Followed) -> None:
        root = folder.root
        follower = _Follower(
            folder,
            self._make_watcher(
                [root],
                lambda paths: self._calls.put(lambda: self._take(follower, paths)),
                self._on_problem,
                rest=self._rest,
                recursive=folder.recursive,
                on_root=lambda _root, there: self._calls.put(lambda: self._on_root(follower, there)),
            ),
            Fresh(root, time.time(), folder.recursive, self._rest),
        )
        self._followers[root] = follower
        follower.watcher.start()

    def _leave(self, root: Path) -> None:
        self._followers.pop(root).watcher.stop()

    def _on_root(self, follower: _Follower, there: bool) -> None:
        if not self._is_followed(follower):
            return
        if not there:
            follower.fresh.absent(time.time())
        if follower.folder.name:
            state = "is there again" if there else "is not there now"
            self._on_problem(f"The folder {follower.folder.name} {state}.")

    def _take(self, follower: _Follower, paths: set[Path]) -> None:
        if not self._is_followed(follower):
            return
        came = follower.fresh.take(paths, time.time())
        for path in came.young:
            follower.watcher.expect(path)
        new = [path for path in came.new if self._counts(follower.folder, path)]
        if not new or self._quiet():
            return
        for path in new:
            mark = fingerprint(path, look=len(new) <= LOOKED_AT)
            if mark is not None:
                self._announcing.add(path, mark, follower.folder.name, self._monotonic())

    def _is_followed(self, follower: _Follower) -> bool:
        return self._followers.get(follower.folder.root) is follower

    def _counts(self, folder: Followed, path: Path) -> bool:
        # A folder in another one has a switch of its own.
        owner = next((one for one in path.parents if one in self._owners), folder.root)
        return owner == folder.root and (not folder.mixed or looks_like_screenshot(path))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
