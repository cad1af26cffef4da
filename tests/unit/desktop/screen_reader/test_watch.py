"""Which screen reader runs: from a made list of processes, a made bus, and an orca that tells its version."""

import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from waiting import PATIENCE, until

from app.desktop.screen_reader.announcement_listeners import AnnouncementListeners
from app.desktop.screen_reader.orca import OrcaLook, version_of
from app.desktop.screen_reader.voice_over import InTurn, script_for
from app.desktop.screen_reader.watch import UNSEEN, ReaderState, Watch

SESSION = {"DISPLAY": ":7.0"}


class Processes:
    """A /proc of one's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, pid: int, name: str, program: str = "/usr/bin/python3.11", **environment: str) -> Path:
        place = self.folder / str(pid)
        place.mkdir(parents=True)
        (place / "comm").write_text(f"{name}\n")
        (place / "exe").symlink_to(program)
        (place / "environ").write_text("".join(f"{key}={value}\0" for key, value in environment.items()))
        return place

    def end(self, pid: int) -> None:
        for path in (self.folder / str(pid)).iterdir():
            path.unlink()
        (self.folder / str(pid)).rmdir()


@pytest.fixture
def processes(tmp_path: Path) -> Processes:
    made = Processes(tmp_path / "proc")
    made.add(1, "init", "/sbin/init")
    return made


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Installs an orca that prints this when it is asked for its version."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")

    def install(words: str) -> None:
        program = folder / "orca"
        program.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "{words}"\n')
        program.chmod(0o755)

    return install


@pytest.mark.parametrize(
    ("words", "hears"),
    [
        ("43.1", False),
        ("45.alpha", False),
        ("45.0", False),
        ("45.1", False),
        ("45.2", True),
        ("46.alpha", True),
        ("46.1", True),
        ("Orca 49.0.1 (rev. abc)", True),
        ("no version", False),
    ],
)
def test_orca_is_found_and_hears_from_some_version_on(
    processes: Processes, installed: Callable[[str], None], words: str, hears: bool
) -> None:
    installed(words)
    processes.add(20, "orca", DISPLAY=":7")
    look = OrcaLook(processes.folder, SESSION)
    assert look() == ReaderState("orca")
    assert look() == look() == ReaderState("orca", version_of(words), hears)


def test_versions_are_numbers() -> None:
    assert version_of("43.1\n") == (43, 1)
    assert version_of("45.beta") == (45,)
    assert version_of("") == ()


def test_other_programs_of_that_name_and_other_peoples_displays_do_not_count(processes: Processes) -> None:
    processes.add(20, "orca", "/opt/orca/orca", DISPLAY=":7")
    processes.add(21, "orca", DISPLAY=":8")
    processes.add(22, "orca-slicer", DISPLAY=":7")
    gone = processes.add(23, "orca", DISPLAY=":7")
    (gone / "environ").unlink()
    assert OrcaLook(processes.folder, SESSION)().name == ""


def test_another_users_orca_does_not_count(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    processes.add(20, "orca", DISPLAY=":7")
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert OrcaLook(processes.folder, SESSION)().name == ""


def test_it_is_seen_to_come_and_to_go_and_asked_for_its_version_each_time(
    processes: Processes, installed: Callable[[str], None]
) -> None:
    installed("43.1")
    look = OrcaLook(processes.folder, SESSION)
    before = look()
    # A process takes its name a moment after its start.
    place = processes.add(20, "python3", DISPLAY=":7")
    starting = look()
    (place / "comm").write_text("orca\n")
    running = [look(), look()]
    processes.end(20)
    after = look()
    installed("46.1")
    processes.add(21, "orca", DISPLAY=":7")
    assert (before.name, starting.name, after.name) == ("", "", "")
    assert running == [ReaderState("orca"), ReaderState("orca", (43, 1), False)]
    assert [look(), look()] == [ReaderState("orca"), ReaderState("orca", (46, 1), True)]


def test_without_the_program_its_version_is_unknown_and_it_is_not_trusted(
    processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    processes.add(20, "orca", DISPLAY=":7")
    monkeypatch.setenv("PATH", "")
    look = OrcaLook(processes.folder, SESSION)
    assert [look(), look(), look()] == [ReaderState("orca", (), False)] * 3


def test_before_its_version_is_told_it_hears_where_somebody_listens(
    processes: Processes, installed: Callable[[str], None]
) -> None:
    installed("43.1")
    processes.add(20, "orca", DISPLAY=":7")
    look = OrcaLook(processes.folder, SESSION, lambda: True)
    assert look() == ReaderState("orca", (), True)
    assert look() == ReaderState("orca", (43, 1), False)


class MadeBus:
    """As much of a message bus as it takes to be asked one thing; it answers calls in this order."""

    def __init__(self, folder: Path, answers: list[bytes]) -> None:
        self.address = f"unix:path={folder}/bus,guid=0"
        self._answers = list(answers)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(f"{folder}/bus")
        self._socket.listen()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            with peer:
                self._talk(peer)

    def _talk(self, peer: socket.socket) -> None:
        peer.recv(4096)
        peer.sendall(b"OK 0\r\n")
        if peer.recv(7) != b"BEGIN\r\n":
            return
        while data := peer.recv(4096):
            hello = b"Hello" in data
            body = packed(":1.1") if hello else self._answers.pop(0)
            if hello:  # a signal comes between, as from the real one
                peer.sendall(struct.pack("<cBBBIII", b"l", 4, 0, 1, 0, 1, 0))
            peer.sendall(
                struct.pack("<cBBBIII", b"l", 2, 0, 1, len(body), 1, 8) + b"\x05\x01u\0\1\0\0\0" + body
            )


def packed(text: str) -> bytes:
    data = text.encode() + b"\0"
    return struct.pack("<I", len(data) - 1) + data


def pairs(*events: str) -> bytes:
    """An array of (client, event), as the registry sends it."""
    body = b""
    for event in events:
        for text in (":1.5", event):
            align = 8 if text == ":1.5" else 4
            body += bytes(-len(body) % align) + packed(text)
    return struct.pack("<II", len(body), 0) + body


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[Callable[..., MadeBus]]:
    made: list[MadeBus] = []

    def build(*answers: bytes) -> MadeBus:
        address = packed(f"unix:path={tmp_path}/bus")
        made.append(MadeBus(tmp_path, [address, *answers]))
        return made[-1]

    yield build
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("events", "listens"),
    [
        ((), False),
        (("Focus:", "Object:StateChanged:Focused"), False),
        (("Window:Activate:", "Object:Announcement:"), True),
        (("object:announcement",), True),
        (("object:",), True),
    ],
)
def test_who_listens_to_announcements(
    bus: Callable[..., MadeBus], events: tuple[str, ...], listens: bool
) -> None:
    listeners = AnnouncementListeners(bus(pairs(*events)).address)
    assert listeners.any() is listens
    listeners.close()


def test_listeners_come_and_go_on_the_same_connection(bus: Callable[..., MadeBus]) -> None:
    made = bus(pairs(), pairs("Object:Announcement:"), pairs("Focus:"))
    listeners = AnnouncementListeners(made.address)
    assert [listeners.any() for _ in range(3)] == [False, True, False]
    listeners.close()


@pytest.mark.parametrize(
    "address", ["", "unix:path=/nowhere/bus", "tcp:host=x", "nonsense", "unix:abstract=no-such"]
)
def test_without_a_bus_nobody_listens(address: str) -> None:
    assert not AnnouncementListeners(address).any()


def test_nonsense_from_the_bus_is_nobody(bus: Callable[..., MadeBus]) -> None:
    listeners = AnnouncementListeners(bus(b"\xff\xff\xff\x7f").address)
    assert not listeners.any()
    listeners.close()


def test_a_watch_looks_again_and_answers_without_looking() -> None:
    states = [ReaderState("orca", (46, 1), True), ReaderState()]
    late = threading.Event()
    threads: set[threading.Thread] = set()

    def look() -> ReaderState:
        threads.add(threading.current_thread())
        assert late.wait(PATIENCE)
        return states.pop(0) if len(states) > 1 else states[0]

    watch = Watch(lambda: look, period=0.02)
    try:
        first = watch.running()
        late.set()
        until(lambda: watch.running() == ReaderState())
    finally:
        watch.close()
        watch.close()
    assert first == UNSEEN
    assert len(threads) == 1
    assert threading.current_thread() not in threads


@pytest.mark.expect_log(r"The screen reader could not be looked for \(OSError\)")
def test_a_look_that_fails_is_logged_once_and_nobody_runs(log_guard: list[object]) -> None:
    looks = []

    def look() -> ReaderState:
        looks.append(1)
        raise OSError

    watch = Watch(lambda: look, period=0.01)
    until(lambda: len(looks) >= 4)
    watch.close()
    assert watch.running() == ReaderState()
    assert len(log_guard) == 1


def test_a_watch_refuses_what_it_cannot_say() -> None:
    watch = Watch(lambda: ReaderState, period=1.0)
    refused: list[str] = []
    watch.output("One.", lambda: refused.append("One."))
    watch.close()
    assert refused == ["One."]


def test_what_voiceover_says_cannot_become_a_script() -> None:
    script = script_for('a "b" \\ c\nend tell')
    assert 'output "a \\"b\\" \\\\ c end tell"\n' in script
    assert script.count("\n") == 5


def test_texts_are_handed_over_in_turn_and_forgotten_when_silenced() -> None:
    told: list[str] = []
    unheard: list[str] = []
    begun, go_on = threading.Event(), threading.Semaphore(0)

    def tell(text: str) -> bool:
        begun.set()
        assert go_on.acquire(timeout=PATIENCE)
        told.append(text)
        return text != "refused"

    def ended(count: int) -> None:
        go_on.release(count)
        until(lambda: len(told) + len(unheard) >= count)

    turn = InTurn(tell)
    for text in ("one", "two", "refused"):
        turn.add(text, lambda text=text: unheard.append(text))  # type: ignore[misc]
    ended(4)
    assert told == ["one", "two", "refused"]
    assert unheard == ["refused"]
    assert go_on.acquire(timeout=PATIENCE)
    begun.clear()
    for text in ("three", "four", "five"):
        turn.add(text, lambda: unheard.append("never"))
    assert begun.wait(PATIENCE)
    turn.forget()
    turn.add("six", lambda: unheard.append("never"))
    go_on.release(2)
    until(lambda: "six" in told)
    assert told[3:] == ["three", "six"]
    turn.add("seven", lambda: unheard.append("never"))
    assert threading.active_count() > 1
    turn.close()
    assert unheard == ["refused"]
