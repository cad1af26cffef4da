"""Pictures of the screen under Wayland, by the desktop's own portal.

`org.freedesktop.portal.Screenshot`, version 1: the call gives a request, whose Response signal names a file.
https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html
"""

import os
import secrets
import socket
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

import numpy as np
from numpy.typing import NDArray

from app.desktop.capture.screens import Area, FrontWindow, outside
from app.errors import AppError
from app.shot import ScreenPart, Shot

if TYPE_CHECKING:
    from jeepney.io.blocking import DBusConnection

PATIENCE = 30.0
"""Seconds that the desktop may take; the first time it asks the user."""

_BUS = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_MOST_PIXELS = 100_000_000
_DONE, _REFUSED = 0, 1


class PortalScreens:
    """Asks the desktop for pictures of all monitors; see `app.desktop.capture.screens.Screens`.

    Which window is in front, and where the pointer is, no program is told under Wayland.

    Args:
        address: Of the session bus, as in DBUS_SESSION_BUS_ADDRESS; "" looks where it usually is.
        now: The time, with a time zone.
        patience: Seconds to wait for the desktop's answer.
    """

    def __init__(
        self,
        address: str,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
        patience: float = PATIENCE,
    ) -> None:
        self._address = address
        self._now = now
        self._patience = patience
        self._lock = Lock()

    def screen(self) -> Shot:
        """See `Screens`: all monitors, as they lie beside each other."""
        return self._shot(ScreenPart.SCREEN)

    def window(self, *, controls: bool = True) -> Shot:
        """See `Screens`."""
        raise AppError(
            "On this desktop, programs are not told which window is in front.",
            "Describe the whole screen instead, or a region of it.",
        )

    def region(self, left: int, top: int, width: int, height: int) -> Shot:
        """See `Screens`."""
        whole = self._shot(ScreenPart.REGION)
        rows, columns, _ = whole.pixels.shape
        area = Area(left, top, width, height).within(Area(0, 0, columns, rows))
        if area.empty:
            raise outside()
        pixels = whole.pixels[area.top : area.top + area.height, area.left : area.left + area.width].copy()
        return Shot(pixels, ScreenPart.REGION, area.left, area.top, "", "", 0, whole.taken)

    def front(self) -> FrontWindow | None:
        """See `Screens`: it is not known."""
        return None

    def close(self) -> None:
        """See `Screens`: nothing is held."""

    def _shot(self, place: ScreenPart) -> Shot:
        with self._lock:
            taken, began = self._now(), time.time()
            path = _path_of(self._ask())
            try:
                pixels = _pixels(path)
            finally:
                _remove(path, began)
        return Shot(pixels, place, 0, 0, "", "", 0, taken)

    def _ask(self) -> str:
        """Have a picture taken; its address."""
        with _told_in_words(), _connected(self._address, self._patience) as connection:
            return _request(connection, self._patience)


@contextmanager
def _connected(address: str, patience: float) -> "Iterator[DBusConnection]":
    """A connection that is cut in the end, whatever it waits for: the bus's greeting may take any time."""
    from jeepney.bus import get_bus
    from jeepney.io.blocking import DBusConnection, prep_socket

    with closing(prep_socket(get_bus(address or "SESSION"), timeout=patience)) as line:
        timer = Timer(2 * patience, _cut, (line,))
        timer.daemon = True
        timer.start()
        try:
            with DBusConnection(line) as connection:
                yield connection
        except OSError as error:
            if timer.is_alive():
                raise
            raise TimeoutError from error
        finally:
            timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def _request(connection: "DBusConnection", patience: float) -> str:
    from jeepney import DBusAddress, HeaderFields, MatchRule, message_bus, new_method_call
    from jeepney.io.blocking import Proxy
    from jeepney.wrappers import unwrap_msg

    # Before the call, or a quick answer would be missed. Old portals choose a request's path themselves.
    answers = MatchRule(type="signal", interface="org.freedesktop.portal.Request", member="Response")
    portal = DBusAddress(_PATH, _BUS, "org.freedesktop.portal.Screenshot")
    options = {"handle_token": ("s", f"earsight{secrets.token_hex(8)}"), "interactive": ("b", False)}
    end = time.monotonic() + patience
    Proxy(message_bus, connection, timeout=patience).AddMatch(answers)
    with connection.filter(answers, bufsize=20) as waiting:
        call = new_method_call(portal, "Screenshot", "sa{sv}", ("", options))
        (handle,) = unwrap_msg(connection.send_and_get_reply(call, timeout=patience))
        while True:
            signal = connection.recv_until_filtered(waiting, timeout=max(0.0, end - time.monotonic()))
            if signal.header.fields.get(HeaderFields.path) == handle:
                return _address_in(signal.body)


@contextmanager
def _told_in_words() -> Iterator[None]:
    try:
        yield
    except AppError:
        raise
    except (TimeoutError, BlockingIOError):  # the latter where jeepney had no time left to wait for
        raise AppError(
            "The desktop did not answer when Earsight asked for a picture of the screen.",
            "It may be waiting for your permission in a window of its own; then try again.",
        ) from None
    except Exception:
        # jeepney raises almost any built-in exception, assertions too, on a damaged message.
        raise AppError(
            "This desktop gives no pictures of the screen to programs.",
            "Take a screenshot with your desktop's own key; Earsight tells you what it shows.",
        ) from None


def _address_in(answer: Any) -> str:
    """What a request's answer names; its body is (response, {name: (type, value)})."""
    try:
        response, results = answer
        kind, address = results.get("uri", ("", ""))
    except (TypeError, ValueError, AttributeError):
        response, kind, address = None, "", ""
    if response == _REFUSED:
        raise AppError(
            "The desktop was told not to let Earsight see the screen.",
            "Allow screenshots for Earsight in the desktop's privacy settings.",
        )
    if response != _DONE or kind != "s" or not address:
        raise AppError("The desktop could not take a picture of the screen.", "Try again in a moment.")
    return str(address)


def _path_of(address: str) -> Path:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise _bad_picture() from None
    path = unquote_to_bytes(parts.path)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or b"\0" in path:
        raise _bad_picture()
    return Path(os.fsdecode(path))


def _pixels(path: Path) -> NDArray[np.uint8]:
    """The picture in a file, (height, width, 3) uint8 RGB."""
    from app.pictures.load import load_image

    try:
        return np.asarray(load_image(path, max_pixels=_MOST_PIXELS).image)
    except AppError:
        raise _bad_picture() from None


def _remove(path: Path, since: float) -> None:
    """Take away the file that was written for this picture alone, and no other."""
    with suppress(OSError):
        about = path.lstat()
        # File systems round times, some to two seconds.
        if stat.S_ISREG(about.st_mode) and about.st_uid == os.getuid() and about.st_mtime >= since - 2:
            path.unlink()


def _bad_picture() -> AppError:
    return AppError(
        "The desktop's picture of the screen cannot be read.",
        "Take a screenshot with your desktop's own key; Earsight tells you what it shows.",
    )
