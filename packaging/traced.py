"""What a program did as strace saw it: which networks, files elsewhere and programs it reached for.

Every call is looked at, Python's and native code's alike.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: A file descriptor's path is told too (-y), so that names in open folders can be put together.
STRACE = (
    *("strace", "-f", "-qq", "-y", "-e", "signal=none", "-e"),
    "trace=socket,connect,sendto,sendmsg,sendmmsg,bind,execve,open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,truncate",
    "-o",
)
_NETWORK = ("socket", "connect", "sendto", "sendmsg", "sendmmsg", "bind")
_OPENS = ("open", "openat", "openat2")
_CALL = re.compile(r"(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+|\?)(.*)", re.DOTALL)
_UNFINISHED = re.compile(r"(\d+)\s+(\w+)\((.*?)\s*<unfinished \.\.\.>")
_RESUMED = re.compile(r"(\d+)\s+<\.\.\. (\w+) resumed>(.*)", re.DOTALL)
_WRITES = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")
_PATH = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
#: Local sockets by which a name is looked up by somebody else.
_RESOLVERS = re.compile(r'sun_path="[^"]*(nscd/socket|systemd/resolve|avahi-daemon|unscd)')


@dataclass(frozen=True)
class Call:
    """One system call that was made: process, name, arguments as strace prints them, result."""

    process: int
    name: str
    arguments: str
    result: int

    @property
    def paths(self) -> list[str]:
        """The files it names; relative ones as they are where strace does not tell the folder."""
        found = []
        for folder, name in _PATH.findall(self.arguments):
            path = re.sub(rb"\\([0-7]{1,3})", lambda o: bytes([int(o[1], 8)]), os.fsencode(name))
            text = os.fsdecode(path).replace('\\"', '"').replace("\\\\", "\\")
            found.append(os.path.normpath(os.path.join(folder, text)) if folder else text)
        return found


@dataclass(frozen=True)
class Rules:
    """What a program may do.

    Attributes:
        own: Folders it may write to.
        passing: Folders in which it may write what is gone afterwards.
        programs: Names of the programs it may start, or beginnings of their paths where they end in "/".
        other: Files that may be written elsewhere, as whole patterns.
    """

    own: Sequence[Path]
    passing: Sequence[Path] = ()
    programs: frozenset[str] = field(default_factory=frozenset)
    other: str = r"/dev/(null|tty|ptmx|urandom|random|dri/.*|snd/.*|shm/.*)|/proc/(self|\d+)/.*"


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """Every call of a trace; those of several threads that were printed in two parts are put together."""
    begun: dict[tuple[str, str], str] = {}
    for line in lines:
        if found := _UNFINISHED.match(line):
            begun[found[1], found[2]] = found[3]
            continue
        if found := _RESUMED.match(line):
            line = f"{found[1]} {found[2]}({begun.pop((found[1], found[2]), '')}{found[3]}"
        if found := _CALL.match(line.rstrip("\n")):
            # A call that never came back, as an execve in a thread that another one ended, counts as made.
            yield Call(int(found[1]), found[2], found[3], 0 if found[4] == "?" else int(found[4]))
    for (process, name), arguments in begun.items():
        yield Call(int(process), name, arguments, 0)


def problems(
    lines: Iterable[str], rules: Rules, exists: Callable[[str], bool] = os.path.lexists
) -> list[str]:
    """What of a trace the rules do not allow, one line each, and never the same line twice."""
    found: dict[str, None] = {}
    for call in calls(lines):
        for problem in _wrong(call, rules, exists):
            found.setdefault(problem)
    return list(found)


def written(lines: Iterable[str]) -> set[str]:
    """Every file that was made, or opened so that it can be written."""
    return {path for call in calls(lines) if _is_write(call) for path in call.paths}


def started(lines: Iterable[str]) -> set[str]:
    """Every program that was started."""
    return {call.paths[0] for call in calls(lines) if call.name == "execve" and call.result == 0}


def _wrong(call: Call, rules: Rules, exists: Callable[[str], bool]) -> Iterator[str]:
    if call.name in _NETWORK:
        if re.search(r"\bAF_(INET6?|PACKET|VSOCK|BLUETOOTH)\b|\bNETLINK_ROUTE\b", call.arguments):
            yield f"network: {call.name}({_short(call.arguments)})"
        elif call.result == 0 and _RESOLVERS.search(call.arguments):
            yield f"network: a name was looked up by {_short(call.arguments)}"
    elif call.name == "execve":
        if call.result == 0 and not _may_start(call.paths[0], rules):
            yield f"program: {call.paths[0]}"
    elif _is_write(call):
        for path in call.paths:
            if re.fullmatch(rules.other, path) or any(_within(path, folder) for folder in rules.own):
                continue
            if not any(_within(path, folder) for folder in rules.passing):
                yield f"written: {path}"
            elif exists(path):
                yield f"left behind: {path}"


def _is_write(call: Call) -> bool:
    if call.result < 0 or call.name in _NETWORK or call.name == "execve":
        return False
    return call.name not in _OPENS or bool(_WRITES.search(call.arguments))


def _may_start(path: str, rules: Rules) -> bool:
    folders = tuple(one for one in rules.programs if one.endswith("/"))
    return os.path.basename(path) in rules.programs or path.startswith(folders)


def _within(path: str, folder: Path) -> bool:
    return path == str(folder) or path.startswith(f"{folder}/")


def _short(text: str) -> str:
    return re.sub(r"^\d+<[^>]*>, ", "", text)[:160]
