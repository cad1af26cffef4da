"""One instance: a second start hands what it was asked for to the first, and ends."""

import fcntl
import hashlib
import json
import os
import socket
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.paths import private_folder, socket_folder

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LARGEST = 256 * 1024
FILES = 1000
SLOW_MS = 2000
_PATH_LIMIT = 96


@dataclass(frozen=True)
class Message:
    """What a second start wants.

    Attributes:
        files: Absolute paths of files to open.
        command: Name of a command, or "" to show the window.
    """

    files: tuple[str, ...] = ()
    command: str = ""


class SingleInstance:
    """Who is the first, and the way to it. Bound to the user and to the folder of the settings.

    Args:
        folder: The settings' folder, which only the user can look into.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: int | None = None
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Become the first, if there is none.

        It is a lock of the system, which is gone with its process, however that ends.

        Raises:
            AppError: The folder cannot be written to.
        """
        if self._lock is not None:
            return True
        try:
            lock = os.open(self._folder / "instance.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise AppError(
                "The settings folder cannot be written to.", "Check that the disk is not full or read-only."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return False
        self._lock = lock
        return True

    def send(self, message: Message, patience: float = 5.0) -> bool:
        """Hand a message to the first instance.

        Args:
            message: What is wanted.
            patience: Seconds to wait for an answer; the first may still be starting.

        Returns:
            Whether it was taken.
        """
        data = json.dumps(asdict(message)).encode() + b"\n"
        end = time.monotonic() + patience
        while (left := end - time.monotonic()) > 0:
            try:
                with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                    line.settimeout(left)
                    line.connect(str(self._path()))
                    line.sendall(data)
                    return line.recv(16) == b"ok\n"
            except TimeoutError:
                return False
            except OSError:
                time.sleep(min(0.05, max(0.0, end - time.monotonic())))
        return False

    def listen(self, received: Callable[[Message], None]) -> None:
        """Take messages from now on, after :meth:`claim`; needs Qt's event loop.

        Args:
            received: Called on the main thread with each; the sender was answered already.

        Raises:
            AppError: Other starts cannot reach this one; it works all the same.
        """
        from PySide6.QtNetwork import QLocalServer

        path = self._path()
        # Left by one that was killed; nobody else listens, as the lock is ours.
        with suppress(FileNotFoundError):
            path.unlink()
        server = QLocalServer()
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.setMaxPendingConnections(8)
        if not server.listen(str(path)):
            raise AppError("A second start of Earsight will not reach this one.")
        path.chmod(0o600)
        self._server = server

        def arrived() -> None:
            while (line := server.nextPendingConnection()) is not None:
                _receive(line, received)

        server.newConnection.connect(arrived)

    def close(self) -> None:
        """Let another be the first. May be called twice."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            server.deleteLater()
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)

    def _path(self) -> Path:
        path = self._folder / "instance.socket"
        if len(os.fsencode(path)) <= _PATH_LIMIT:
            return path
        # Names of sockets are short; this folder is made so that no other user can be behind it.
        name = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
        return private_folder(socket_folder(Path(tempfile.gettempdir()))) / name


def _receive(line: "QLocalSocket", received: Callable[[Message], None]) -> None:
    """Read one message, answer it and hang up; whoever is slow or sends too much is not waited for."""
    from PySide6.QtCore import QTimer

    data = bytearray()
    patience = QTimer(line)
    patience.setSingleShot(True)
    patience.timeout.connect(lambda: line.abort())
    line.disconnected.connect(line.deleteLater)

    def more() -> None:
        if b"\n" in data:
            return
        data.extend(line.readAll().data())
        if len(data) > LARGEST:
            line.abort()
        elif b"\n" in data:
            message = parse(bytes(data))
            line.write(b"ok\n" if message is not None else b"no\n")
            line.flush()
            line.disconnectFromServer()
            if message is not None:
                received(message)

    line.readyRead.connect(more)
    patience.start(SLOW_MS)
    if line.bytesAvailable():
        more()


def parse(data: bytes) -> Message | None:
    """A message as it was sent; None for anything else."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    files, command = told.get("files", []), told.get("command", "")
    if not isinstance(command, str) or len(command) > 40 or not isinstance(files, list):
        return None
    if len(files) > FILES or not all(isinstance(one, str) and os.path.isabs(one) for one in files):
        return None
    return Message(tuple(files), command)
