"""Says what a folder of cases gives now: ``python tests/benchmarks/cases.py FOLDER [--only NAME ...]``.

The folder's INDEX.md has a line a case (input, command, right value, what was got once); its files lie in a
folder of its name. Each case runs in a home of its own, on a copy of its files, on the day INDEX.md names. A
person judges; ``--only`` takes the cases whose names begin so. ``--json FILE`` also writes what was said.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600.0
VERBS = ("index", "search", "photo", "review", "library", "name", "albums", "describe", "read", "ask")
#: What INDEX.md describes rather than writes.
TOLD = {"a lone quotation mark": '"', "an emoji": "\U0001f389", "an emoji alone": "\U0001f389"}


@dataclass(frozen=True)
class Case:
    """A line of INDEX.md.

    Attributes:
        name: Also its folder's.
        files: Its input.
        command: As written there.
        right: What should be said.
        got: What was said when it was written.
    """

    name: str
    files: list[str]
    command: str
    right: str
    got: str


def cases_of(index: str) -> list[Case]:
    """All lines of an INDEX.md that are cases."""
    found = []
    for line in index.splitlines():
        if not (head := re.match(r"- `([^`]+)`: input: ", line)):
            continue
        files, command, right, got = re.split(r" \| (?:command|right|got): ", line[head.end() :], maxsplit=3)
        found.append(Case(head[1], [one.strip() for one in files.split(",")], command.strip(), right, got))
    return found


def steps_of(case: Case) -> list[list[str]]:
    """What to run: a verb with its arguments each, "cp" and "touch" among them."""
    if "live.py" in case.command:
        return [["python", "live.py"]]
    if re.search(r"\bFILE\b", case.command):
        words = shlex.split(re.sub(r"\(.*", "", case.command).replace("earsight", "", 1))
        words = ["--no-speak" if word == "--speak" else word for word in words]
        return [[name if word == "FILE" else word for word in words] for name in case.files]
    steps = [
        step
        for part in re.split(r";(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", case.command)
        for step in _steps(part, case)
    ]
    return steps if any(step[0] == "index" for step in steps) else [["index", ".", "--wait"], *steps]


def _steps(part: str, case: Case) -> list[list[str]]:
    """Of one part of a command."""
    if touch := re.search(r"touch -d (\S+) ([^\s)]+)", part):
        return [["touch", touch[1], touch[2]]]
    more = re.search(r"\(?\balso (.*?)\)?$", part.strip())
    words = part[: more.start()] if more else part
    words = (
        re.sub(r"\s+with (?:none|one) .*|\s+with none|\(.*?\)", "", words)
        .strip(" (,")
        .removeprefix("earsight ")
    )
    verb = words.split(" ")[0]
    if verb == "cp":
        return [shlex.split(words)]
    if verb not in VERBS:
        return [["search", text] for text in _texts(more[1].split(","))] if more else []
    rest = words[len(verb) :].strip()
    if verb == "index":
        return [["index", ".", *(["--wait"] if "--wait" in rest else [])]]
    if verb == "search":
        texts = _texts(re.split(r"\s/\s", rest)) + (_texts(more[1].split(",")) if more else [])
        return [["search", text] for text in texts]
    if verb == "photo" and rest in ("...", ""):
        return [["photo", name] for name in case.files]
    return [[verb, *shlex.split(rest)]]


def _texts(parts: list[str]) -> list[str]:
    """Sentences to search for, without the quotes around them."""
    texts = [part.strip() for part in parts]
    return [
        TOLD.get(text, re.fullmatch(r'"(.*)"', text)[1] if re.fullmatch(r'".*"', text) else text)
        for text in texts
    ]


def run(case: Case, folder: Path, now: str, wait: bool) -> list[tuple[str, str]]:
    """(the command, what it says) each.

    Args:
        case: Which.
        folder: Where its files are.
        now: The moment the app takes for now, in ISO's form.
        wait: Index with captions, whether the case says so or not.
    """
    said = []
    with tempfile.TemporaryDirectory(prefix="case-") as home:
        pictures = Path(home) / "pictures"
        shutil.copytree(folder / case.name, pictures, symlinks=True, ignore=shutil.ignore_patterns("README"))
        environment = os.environ | {
            "EARSIGHT_HOME": f"{home}/home",
            "EARSIGHT_NOW": now,
            "PYTHONPATH": str(ROOT),
        }
        for verb, *words in steps_of(case):
            shown = shlex.join([verb, *words])
            if verb == "cp":
                shutil.copyfile(pictures / words[-2], pictures / words[-1])
                continue
            if verb == "touch":
                moment = datetime.fromisoformat(words[0]).timestamp()
                os.utime(pictures / words[1], (moment, moment))
                continue
            command = [sys.executable, "-m", "app", verb, *words]
            if verb == "python":
                command = [sys.executable, str(pictures / words[0])]
            elif verb == "index" and wait and "--wait" not in words:
                command.append("--wait")
            said.append((shown, _said(command, pictures if verb != "python" else ROOT, environment)))
        if not any(step[0] == "cp" for step in steps_of(case)):
            said += [
                (name, "[this file is another one now]")
                for name in case.files
                if (folder / case.name / name).is_file()
                and (folder / case.name / name).read_bytes() != (pictures / name).read_bytes()
            ]
    return said


def _said(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"NOTHING WITHIN {SECONDS:.0f} SECONDS"
    return done.stdout.strip() + (f"\n[exit code {done.returncode}]" if done.returncode else "")


def _show(title: str, text: str) -> None:
    lines = [piece for line in text.splitlines() or [""] for piece in textwrap.wrap(line, 96) or [""]]
    print("\n".join(f"  {title if not at else '':8} {line}" for at, line in enumerate(lines)), flush=True)


def main(arguments: list[str]) -> int:
    """Run and print them; 1 where no case has such a name."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME")
    parser.add_argument("--wait", action="store_true", help="index with captions, whatever the case says")
    parser.add_argument("--json", type=Path, metavar="FILE")
    args = parser.parse_args(arguments)
    folder = args.folder.resolve()
    index = (folder / "INDEX.md").read_text(encoding="utf-8")
    day = re.search(r"The day was (\d+ \w+ \d{4})", index)
    now = (datetime.strptime(day[1], "%d %B %Y") if day else datetime.now()).strftime("%Y-%m-%dT12:00:00")
    chosen = [case for case in cases_of(index) if case.name.startswith(tuple(args.only))]
    everything = {}
    for case in chosen:
        print(f"\n{case.name}", flush=True)
        _show("input", ", ".join(case.files))
        _show("command", case.command)
        _show("right", case.right)
        _show("was", case.got)
        everything[case.name] = run(case, folder, now, args.wait)
        for command, said in everything[case.name]:
            _show("run", command)
            _show("now", said)
    if args.json:
        args.json.write_text(json.dumps(everything, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0 if chosen else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
