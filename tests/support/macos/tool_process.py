"""One of macOS's programs, as a process of its own: FOLDER NAME ARGUMENT ...

It refuses what the real one would, notes in FOLDER how it was started, and answers as FOLDER/NAME.json says.
"""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

#: A text in AppleScript: of what follows a backslash, as much as the app writes.
_LITERAL = re.compile(r'"((?:[^"\\\n]|\\["\\])*)"')
_RECTANGLE = re.compile(r"-R-?\d+,-?\d+,\d+,\d+")


def fail(words: str, code: int = 1) -> NoReturn:
    """End as a program that could not."""
    print(words, file=sys.stderr)
    sys.exit(code)


class Tool:
    """A start of a program.

    Args:
        folder: Where notes and answers lie.
        name: The program's.
        given: Its arguments.
    """

    def __init__(self, folder: Path, name: str, given: list[str]) -> None:
        self.folder, self.name, self.given = folder, name, given
        self.answers: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())

    def note(self, **more: str) -> None:
        """Note this start."""
        with (self.folder / "started").open("a") as file:
            file.write(json.dumps({"name": self.name, "arguments": self.given, **more}) + "\n")

    def end(self) -> NoReturn:
        """Print the answer and end, as the test wants it."""
        print(self.answers["answer"], end="")
        print(self.answers["error"], end="", file=sys.stderr)
        sys.exit(self.answers["code"])


def osascript(tool: Tool) -> None:
    """An AppleScript on standard input, or after -e."""
    given = tool.given
    if given == ["-"]:
        script = sys.stdin.read()
    elif len(given) == 2 and given[0] == "-e":
        script = given[1]
    else:
        fail(f"osascript: illegal options {given}", 64)
    plain = _LITERAL.sub("text", script)
    if '"' in plain or "\\" in plain:
        fail("syntax error: Expected end of line but found unknown token. (-2741)")
    told = re.search("to output " + _LITERAL.pattern, script)
    tool.note(script=script, said=re.sub(r"\\(.)", r"\1", told[1]) if told else "")


def screencapture(tool: Tool) -> None:
    """-x is silence, -t the format, -R a rectangle; the file comes last."""
    given = tool.given
    if len(given) != 5 or given[:3] != ["-x", "-t", "png"] or not _RECTANGLE.fullmatch(given[3]):
        fail(f"screencapture: illegal options {given}")
    tool.note()
    if tool.answers["picture"]:
        shutil.copyfile(tool.answers["picture"], given[4])


def xattr(tool: Tool) -> None:
    """-p prints an attribute of a file."""
    if len(tool.given) != 3 or tool.given[0] != "-p":
        fail(f"usage: xattr -p attr_name file, not {tool.given}")
    tool.note()
    _option, name, path = tool.given
    if name not in tool.answers["attributes"].get(path, []):
        fail(f"xattr: {path}: No such xattr: {name}")


def vm_stat(tool: Tool) -> None:
    """Figures about memory."""
    if tool.given:
        fail(f"usage: vm_stat, not {tool.given}")
    tool.note()


def say(tool: Tool) -> None:
    """-r is words a minute, -v a voice; what is to be said comes on standard input."""
    options = dict(zip(tool.given[::2], tool.given[1::2], strict=False))
    if len(tool.given) % 2 or not set(options) <= {"-r", "-v"} or not options.get("-r", "1").isdigit():
        fail(f"say: illegal options {tool.given}")
    tool.note(said=sys.stdin.read())
    if "-v" in options and options["-v"] not in tool.answers["voices"]:
        fail(f"Voice `{options['-v']}' not found.")


def opens(tool: Tool) -> None:
    """A file, or an address."""
    if len(tool.given) != 1 or tool.given[0].startswith("-"):
        fail(f"open: illegal options {tool.given}")
    tool.note()


#: What each does before it ends.
TOOLS: dict[str, Callable[[Tool], None]] = {
    "/usr/bin/osascript": osascript,
    "/usr/sbin/screencapture": screencapture,
    "/usr/bin/xattr": xattr,
    "/usr/bin/vm_stat": vm_stat,
    "/usr/bin/say": say,
    "/usr/bin/open": opens,
}

if __name__ == "__main__":
    place = sys.argv[2]
    this = Tool(Path(sys.argv[1]), Path(place).name, sys.argv[3:])
    TOOLS[place](this)
    this.end()
