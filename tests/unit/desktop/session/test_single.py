import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import PATIENCE

from app.desktop.session.single import LARGEST, Message, SingleInstance, parse

FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from app.desktop.session.single import SingleInstance
app = QCoreApplication([])
one = SingleInstance(Path(sys.argv[1]))
assert one.claim()
one.listen(lambda message: print(message.command, flush=True))
print("ready", flush=True)
app.exec()
"""


@pytest.fixture
def got() -> list[Message]:
    return []


@pytest.fixture
def first(tmp_path: Path, qapp: Any, got: list[Message]) -> Iterator[SingleInstance]:
    one = SingleInstance(tmp_path)
    assert one.claim()
    one.listen(got.append)
    yield one
    one.close()


def send(qtbot: Any, folder: Path, message: Message) -> bool:
    """Sent from another thread, as the first serves it on this one."""
    answers: list[bool] = []
    sender = threading.Thread(target=lambda: answers.append(SingleInstance(folder).send(message)))
    sender.start()
    qtbot.waitUntil(lambda: bool(answers))
    sender.join()
    return answers[0]


def raw(qtbot: Any, folder: Path, data: bytes) -> bytes:
    """The answer to any bytes; nothing where the first hung up."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.connect(str(folder / "instance.socket"))
        line.setblocking(False)
        answer: list[bytes] = []
        rest = data

        def look() -> bool:
            nonlocal rest
            try:
                if rest:
                    rest = rest[line.send(rest) :]
                answer.append(line.recv(100))
            except BlockingIOError:
                return False
            except (BrokenPipeError, ConnectionResetError):
                answer.append(b"")
            return True

        qtbot.waitUntil(look)
        return answer[0]


def test_the_second_start_hands_over_and_is_answered(
    first: SingleInstance, tmp_path: Path, qtbot: Any, got: list[Message]
) -> None:
    assert not SingleInstance(tmp_path).claim()
    wanted = Message(("/photos/ä ö.jpg", "/b.png"), "screen")
    assert send(qtbot, tmp_path, wanted)
    assert got == [wanted]
    assert send(qtbot, tmp_path, Message())
    assert got == [wanted, Message()]


def test_only_the_user_can_reach_it(first: SingleInstance, tmp_path: Path) -> None:
    assert (tmp_path / "instance.socket").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "instance.lock").stat().st_mode & 0o777 == 0o600


def test_other_settings_are_another_instance(first: SingleInstance, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = SingleInstance(tmp_path / "other")
    assert other.claim()
    other.close()


def test_when_the_first_ends_another_may_begin(first: SingleInstance, tmp_path: Path) -> None:
    first.close()
    first.close()
    second = SingleInstance(tmp_path)
    assert second.claim()
    assert second.claim()
    second.close()


def test_long_folders_work_too(tmp_path: Path, qtbot: Any, got: list[Message], monkeypatch: Any) -> None:
    short = tmp_path / "t"
    short.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(short))
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    one = SingleInstance(folder)
    assert one.claim()
    one.listen(got.append)
    assert send(qtbot, folder, Message((), "window"))
    one.close()
    assert got == [Message((), "window")]
    assert (short / f"earsight-{os.getuid()}").stat().st_mode & 0o777 == 0o700


def test_nobody_there_is_told(tmp_path: Path) -> None:
    assert not SingleInstance(tmp_path).send(Message(), patience=0.2)


@pytest.mark.parametrize(
    "data",
    [
        b"\n", b"nonsense\n", b"[]\n", b'{"files": "x"}\n', b'{"files": ["relative"]}\n', b'{"files": [1]}\n',
        b'{"command": 3}\n', b"\xff\xfe\n", b"[" * 20_000 + b"\n",
        json.dumps({"command": "x" * 41}).encode() + b"\n",
        json.dumps({"files": ["/x"] * 1001}).encode() + b"\n",
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(
    first: SingleInstance, tmp_path: Path, qtbot: Any, got: list[Message], data: bytes
) -> None:
    assert raw(qtbot, tmp_path, data) == b"no\n"
    assert got == []
    assert send(qtbot, tmp_path, Message((), "more"))


def test_too_much_is_not_listened_to(
    first: SingleInstance, tmp_path: Path, qtbot: Any, got: list[Message]
) -> None:
    assert raw(qtbot, tmp_path, b"x" * (LARGEST * 2)) == b""
    assert send(qtbot, tmp_path, Message((), "more"))
    assert got == [Message((), "more")]


def test_whoever_says_nothing_is_hung_up_on_and_blocks_nobody(
    first: SingleInstance, tmp_path: Path, qtbot: Any, got: list[Message], monkeypatch: Any
) -> None:
    monkeypatch.setattr("app.desktop.session.single.SLOW_MS", 300)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as silent:
        silent.connect(str(tmp_path / "instance.socket"))
        assert send(qtbot, tmp_path, Message((), "more"))
        assert raw(qtbot, tmp_path, b'{"command"') == b""
    assert got == [Message((), "more")]


def test_after_a_kill_the_next_start_is_the_first(tmp_path: Path, qtbot: Any, got: list[Message]) -> None:
    root = str(Path(__file__).resolve().parents[4])
    with subprocess.Popen(
        [sys.executable, "-c", FIRST, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        second = SingleInstance(tmp_path)
        assert not second.claim()
        assert second.send(Message((), "screen"))
        assert process.stdout.readline() == "screen\n"
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
    assert (tmp_path / "instance.socket").exists()
    assert second.claim()
    second.listen(got.append)
    assert send(qtbot, tmp_path, Message((), "window"))
    assert got == [Message((), "window")]
    second.close()


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_nothing(data: bytes) -> None:
    told = parse(data)
    assert told is None or isinstance(told, Message)
