"""Many questions at once to programs on the accessibility bus, within bounds of time and memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count, islice
from typing import Any, NamedTuple

_IN_FLIGHT = 64
_LARGEST = 1 << 20
_MOST = 8 << 20
_PIECE = 1 << 16
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_LAUNCHER = ("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus")


class MethodCall(NamedTuple):
    """A question as D-Bus has them: whom, about which object, by which interface, what.

    Attributes:
        signature: Of the arguments, in D-Bus's letters; "" without any.
    """

    name: str
    path: str
    interface: str
    member: str
    signature: str = ""
    arguments: tuple[Any, ...] = ()


class Patience(NamedTuple):
    """How long programs are waited for.

    Attributes:
        call: Seconds without any answer after which a program is given up.
        end: When all is over, by ``now``.
        now: A clock in seconds that never goes back.
    """

    call: float
    end: float
    now: Callable[[], float]

    def left(self) -> float:
        """Seconds that the next answer may take.

        Raises:
            NoAnswer: Time is up.
        """
        left = min(self.call, self.end - self.now())
        if left <= 0:
            raise NoAnswer
        return left


class NoAnswer(Exception):
    """Who was asked is not there, is silent, damaged or speaks too much."""


class Bus:
    """One connection to a bus, for one thread and a short while. It starts no program that does not run.

    Args:
        address: As D-Bus writes them, "unix:path=/run/user/1000/bus".
        patience: How long it is waited for.

    Attributes:
        silent: Whether an answer did not come, or time is up; from then on nobody is asked any more.

    Raises:
        NoAnswer: Nobody is there.
    """

    def __init__(self, address: str, patience: Patience) -> None:
        from jeepney.bus import get_bus
        from jeepney.io.blocking import prep_socket

        self._patience = patience
        self._serials = count(1)
        self._buffer = bytearray()
        self._read = 0
        self.silent = False
        try:
            self._line = prep_socket(get_bus(address), timeout=self._patience.left())
        except Exception:  # jeepney raises almost any built-in exception for a damaged address
            raise NoAnswer from None
        try:
            self.one(MethodCall(*_BUS, "Hello"))
        except BaseException:
            self.close()
            raise

    def one(self, question: MethodCall) -> tuple[Any, ...]:
        """The answer to one question.

        Raises:
            NoAnswer: There is none, or it is an error.
        """
        (answer,) = self.ask([question])
        if answer is None:
            raise NoAnswer
        return answer

    def ask(self, questions: Sequence[MethodCall]) -> list[tuple[Any, ...] | None]:
        """The answers in the order of the questions; None for an error, and where none came."""
        answers: list[tuple[Any, ...] | None] = [None] * len(questions)
        if self.silent:
            return answers
        waiting: dict[int, int] = {}
        rest = iter(enumerate(questions))
        try:
            while True:
                # Half of them are awaited before more are sent: what is sent together travels together.
                if len(waiting) <= _IN_FLIGHT // 2:
                    self._send(islice(rest, _IN_FLIGHT - len(waiting)), waiting)
                if not waiting:
                    break
                serial, body = self._receive()
                place = waiting.pop(serial, None)
                if place is not None:
                    answers[place] = body
        except NoAnswer:
            self.silent = True
        return answers

    def close(self) -> None:
        """Hang up."""
        with suppress(OSError):
            self._line.close()

    def _send(self, questions: "Iterator[tuple[int, MethodCall]]", waiting: dict[int, int]) -> None:
        data = b""
        for place, question in questions:
            serial = next(self._serials)
            waiting[serial] = place
            data += _message(question, serial)
        if data:
            self._line.settimeout(self._patience.left())
            try:
                self._line.sendall(data)
            except OSError:
                raise NoAnswer from None

    def _receive(self) -> tuple[int, tuple[Any, ...] | None]:
        """The next answer: the question's serial number, and what is in it; None for an error."""
        from jeepney import HeaderFields, MessageType
        from jeepney.low_level import Message, calc_msg_size

        while True:
            try:
                size = calc_msg_size(self._some(16))
                if size > _LARGEST:
                    raise NoAnswer
                message = Message.from_buffer(self._some(size))
            except NoAnswer:
                raise
            except Exception:  # as above, for a damaged message
                raise NoAnswer from None
            del self._buffer[:size]
            serial = message.header.fields.get(HeaderFields.reply_serial)
            if serial is not None:
                good = message.header.message_type is MessageType.method_return
                return serial, message.body if good else None

    def _some(self, size: int) -> bytes:
        """The next so many bytes, left in the buffer."""
        while len(self._buffer) < size:
            self._line.settimeout(self._patience.left())
            try:
                piece = self._line.recv(_PIECE)
            except OSError:
                raise NoAnswer from None
            self._read += len(piece)
            if not piece or self._read > _MOST:
                raise NoAnswer
            self._buffer += piece
        return bytes(self._buffer[:size])


@contextmanager
def accessibility_bus(session: str, address: str, patience: Patience) -> Iterator[Bus]:
    """A connection to this desktop's accessibility bus, which is not started where there is none.

    Args:
        session: Address of the session bus, which knows where it is.
        address: Its own address where the environment tells it, else "".
        patience: How long it is waited for.

    Raises:
        NoAnswer: There is none.
    """
    if not address:
        bus = Bus(session, patience)
        try:
            (address,) = bus.one(MethodCall(*_LAUNCHER, "GetAddress"))
        except ValueError:
            raise NoAnswer from None
        finally:
            bus.close()
    bus = Bus(str(address), patience)
    try:
        yield bus
    finally:
        bus.close()


def process_of(name: str) -> MethodCall:
    """Which process is behind a name on the bus."""
    return MethodCall(*_BUS, "GetConnectionUnixProcessID", "s", (name,))


def _message(question: MethodCall, serial: int) -> bytes:
    from jeepney import DBusAddress, MessageFlag, new_method_call

    name, path, interface, member, signature, arguments = question
    call = new_method_call(DBusAddress(path, name, interface), member, signature or None, arguments)
    call.header.flags |= MessageFlag.no_auto_start
    data: bytes = call.serialise(serial)
    return data
