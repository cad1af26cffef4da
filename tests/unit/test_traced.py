"""What strace saw, judged: lines as they were recorded."""

from pathlib import Path

import pytest
from packaging_scripts import load

traced = load("traced")
quiet_proof = load("quiet_proof")
RULES = traced.Rules(own=[Path("/own")], passing=[Path("/tmp")], programs=frozenset({"python3.11", "aplay"}))


def problems(*lines: str, exists: bool = False) -> list[str]:
    found: list[str] = traced.problems([f"77  {line}" for line in lines], RULES, lambda _path: exists)
    return found


@pytest.mark.parametrize(
    "line",
    [
        'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC|SOCK_NONBLOCK, IPPROTO_IP) = 3<socket:[1]>',
        "socket(AF_INET6, SOCK_STREAM, IPPROTO_TCP) = -1 EAFNOSUPPORT (Address family not supported)",
        'connect(3<socket:>, {sa_family=AF_INET, sin_port=htons(53)}, 16) = 0',
        'sendto(4<socket:[2]>, "x", 1, 0, {sa_family=AF_INET6, sin6_port=htons(9)}, 28) = 1',
        "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_ROUTE) = 3<socket:[3]>",
        'connect(3<socket:>, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 9) = 0',
        'connect(3<socket:>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = 0',
    ],
)  # fmt: skip
def test_reaching_for_a_network_is_found(line: str) -> None:
    (found,) = problems(line)
    assert found.startswith("network: ")


@pytest.mark.parametrize(
    "line",
    [
        "socket(AF_UNIX, SOCK_STREAM|SOCK_CLOEXEC, 0) = 3<socket:[1]>",
        'connect(3<socket:>, {sa_family=AF_UNIX, sun_path=@"/tmp/.X11-unix/X0"}, 20) = 0',
        'connect(3<socket:>, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT',
        "socket(AF_NETLINK, SOCK_RAW|SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT) = 5<socket:[3]>",
        'openat(AT_FDCWD</work>, "/etc/hosts", O_RDONLY|O_CLOEXEC) = 3</etc/hosts>',
        'openat(AT_FDCWD</work>, "/home/x", O_RDWR|O_CREAT, 0600) = -1 EACCES (Permission denied)',
        'openat(AT_FDCWD</work>, "/own/data/x", O_WRONLY|O_CREAT|O_TRUNC, 0600) = 3</own/data/x>',
        'openat(5</own/data>, "x", O_WRONLY|O_CREAT, 0600) = 3</own/data/x>',
        'openat(AT_FDCWD</work>, "/tmp/passing", O_RDWR|O_CREAT|O_EXCL, 0600) = 3</tmp/passing>',
        'openat(AT_FDCWD</work>, "/dev/null", O_RDWR) = 3</dev/null>',
        'openat(AT_FDCWD</work>, "/proc/self/oom_score_adj", O_WRONLY) = 3</proc/77/oom_score_adj>',
        'execve("/usr/bin/python3.11", ["python", "-m", "app"], 0x7ffc /* 9 vars */) = 0',
        'execve("/usr/bin/g++", ["g++"], 0x7ffc /* 9 vars */) = -1 ENOENT (No such file or directory)',
        "+++ exited with 0 +++",
        "--- SIGCHLD {si_signo=SIGCHLD} ---",
    ],
)  # fmt: skip
def test_what_every_program_does_is_no_fault(line: str) -> None:
    assert problems(line) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('openat(AT_FDCWD</work>, "/home/x", O_RDWR|O_CREAT, 0600) = 3</home/x>', "written: /home/x"),
        ('openat(AT_FDCWD</home>, ".cache/x", O_WRONLY|O_CREAT, 0600) = 3</a>', "written: /home/.cache/x"),
        ('openat(5</own/data>, "../../home/x", O_WRONLY|O_CREAT, 0600) = 3</home/x>', "written: /home/x"),
        ('openat2(5</home>, "x", {flags=O_WRONLY|O_CREAT, mode=0600}, 24) = 3</home/x>', "written: /home/x"),
        ('mkdir("/home/.cache/Microsoft", 0755) = 0', "written: /home/.cache/Microsoft"),
        ('rename("/own/a", "/home/b") = 0', "written: /home/b"),
        ('symlinkat("/own/a", AT_FDCWD</work>, "/home/link") = 0', "written: /home/link"),
        ('openat(AT_FDCWD</>, "/home/caf\\303\\251", O_WRONLY|O_CREAT, 0600) = 3</x>', "written: /home/café"),
        ('openat(AT_FDCWD</>, "/ownership/x", O_WRONLY|O_CREAT, 0600) = 3</x>', "written: /ownership/x"),
        ('openat(AT_FDCWD</>, "/dev/null2", O_WRONLY|O_CREAT, 0600) = 3</x>', "written: /dev/null2"),
        ('execve("/usr/bin/curl", ["curl", "https://a"], 0x7ffc /* 9 vars */) = 0', "program: /usr/bin/curl"),
    ],
)  # fmt: skip
def test_files_elsewhere_and_other_programs_are_found(line: str, problem: str) -> None:
    assert problems(line) == [problem]


def test_what_was_to_be_temporary_and_is_still_there_is_found() -> None:
    line = 'openat(AT_FDCWD</work>, "/tmp/.ses", O_RDWR|O_CREAT, 0644) = 3</tmp/.ses>'
    assert problems(line, line, exists=True) == ["left behind: /tmp/.ses"]


def test_calls_that_were_printed_in_two_parts_are_put_together() -> None:
    lines = [
        '77  openat(AT_FDCWD</>, "/home/x", O_WRONLY|O_CREAT, 0600 <unfinished ...>',
        "78  socket(AF_INET, SOCK_STREAM, IPPROTO_TCP <unfinished ...>",
        "77  <... openat resumed>)              = 3</home/x>",
        '79  execve("/usr/bin/curl", ["curl"], 0x7 /* 9 vars */ <unfinished ...>',
    ]
    found = traced.problems(lines, RULES, lambda _path: False)
    assert found[0] == "written: /home/x"
    assert sorted(one.partition(":")[0] for one in found) == ["network", "program", "written"]
    assert traced.written(lines) == {"/home/x"}


def test_names_are_answered_and_lead_to_the_listener() -> None:
    question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x06events\x07example\x00\x00\x01\x00\x01"
    assert quiet_proof.asked(question) == ("events.example", 1)
    answer = quiet_proof.answer(question, 1)
    assert answer[:4] == b"\x12\x34\x81\x80"
    assert answer.endswith(bytes([127, 0, 0, 2]))
    assert quiet_proof.answer(question, 28)[6:8] == b"\0\0"


def test_where_it_cannot_be_proved_that_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert quiet_proof.lacking() == "That nothing is sent cannot be proved here: strace is not installed."
