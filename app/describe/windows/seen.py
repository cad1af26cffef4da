"""Windows whose program names no controls: what their lines of text say by where they stand.

A terminal's last command and what it said, the items of a file manager, a chart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from numpy.typing import NDArray

from app.controls import Box
from app.describe.result import TextLine
from app.describe.windows.charts import Chart, chart_of
from app.describe.words.phrasing import clean

#: With so many lines a window is read as a whole before anything is said of what is in it.
FEW_LINES = 30
#: What comes before a command: "mia@desk:~/notes$ ", "[root@host ~]# ", "bash-5.2# ", "C:\\>", ">>> "
_PROMPT = re.compile(
    r"^(?:\([^)]{1,30}\) ?)?"
    r"(?:\[?[\w.+-]+@[\w.-]+[ :][^$#%>]{0,80}?\]?[$#%>]|[$#%\u276f\u279c]|(?:ba|da|z|k|a)?sh-\d[\w.]*[$#]"
    r"|>>>|>{1,2}$|PS [A-Z]:\\[^>]*>|[A-Z]:\\[^>]*>)"
    r"(?: +|$)"
)
_COUNT = re.compile(
    r"^(\d{1,6}) (?:items?|files?|folders?|objects?|Objekte?|Elemente?|Dateien)\b", re.IGNORECASE
)
_TERMINALS = ("term", "konsole", "console", "kitty", "alacritty", "tilix", "guake", "yakuake", "rxvt", "foot")
_SIGN = 2  # letters: fewer are an icon's
#: What the recogniser makes of a terminal's block cursor.
_CURSOR = re.compile(r"\s*[\u2580-\u259f\u25a0\u25a1\u25ae\u25af\u25fb\u25fc\u2b1b\u2b1c]+$")


@dataclass(frozen=True)
class Screenful:
    """What a terminal shows.

    Attributes:
        command: The last one that was given; "" where it is out of sight.
        output: What came after it, line by line.
        waits: Whether the shell waits for the next one; otherwise the command still runs, or asks.
    """

    command: str
    output: tuple[str, ...]
    waits: bool


@dataclass(frozen=True)
class Items:
    """What a file manager shows.

    Attributes:
        count: How many it says there are.
        names: Those that can be seen, as far as they were read.
    """

    count: int
    names: tuple[str, ...]


def is_terminal(app: str) -> bool:
    """Whether an application, by its name, is a terminal."""
    name = app.casefold()
    return any(part in name for part in _TERMINALS)


def screenful(lines: Sequence[TextLine]) -> Screenful | None:
    """What a terminal's lines say; None where there is neither a prompt nor a line.

    Args:
        lines: In reading order.
    """
    rows = _rows(lines)
    if not rows:
        return None
    prompts = [n for n, row in enumerate(rows) if _PROMPT.match(row)]
    given = [n for n in prompts if _command(rows[n])]
    last = given[-1] if given else -1
    end = len(rows)
    while end - 1 > last and end - 1 in prompts:  # Return alone leaves one prompt under the other
        end -= 1
    waits = end < len(rows)
    command = _command(rows[last]) if given else ""
    return Screenful(command, tuple(rows[last + 1 : end]), waits)


def without_cursor(text: str) -> str:
    """A terminal's line without the block cursor at its end; "" where it is nothing else."""
    return _CURSOR.sub("", text)


def items_of(lines: Sequence[TextLine], width: int, height: int) -> Items | None:
    """What a file manager's lines say: its status line counts them; None where there is none.

    Args:
        lines: All that were read.
        width: Of the window, in pixels.
        height: Likewise.
    """
    low = [line for line in lines if line.box[1] > 0.85 * height]
    counted = [(line, match) for line in low if (match := _COUNT.match(clean(line.text)))]
    if not counted:
        return None
    status, match = counted[0]
    usual = median(line.box[3] - line.box[1] for line in lines)
    # Names under icons stand in rows of several; the panel of places is a column at the edge.
    body = [line for line in lines if 0.1 * height < line.box[1] and line.box[3] < status.box[1]]
    grid = [line for line in body if line.box[0] > 0.18 * width]
    wide = [line for line in grid if line.box[2] - line.box[0] > 0.4 * width]
    names = _labels([line for line in grid if line not in wide], usual)
    return Items(int(match[1]), tuple(names))


def chart_in(lines: Sequence[TextLine], pixels: NDArray[np.uint8]) -> Chart | None:
    """The chart that a picture's lines make up; None where that is not sure."""
    return chart_of([(clean(line.text), line.box) for line in lines], pixels)


def _command(row: str) -> str:
    match = _PROMPT.match(row)
    return row[match.end() :].strip() if match else ""


def _rows(lines: Sequence[TextLine]) -> list[str]:
    """Lines as a terminal has them: pieces that stand beside each other are one."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda one: (one.box[1] + one.box[3]) / 2):
        middle = (line.box[1] + line.box[3]) / 2
        if rows and middle < rows[-1][-1].box[3] - 0.3 * (line.box[3] - line.box[1]):
            rows[-1].append(line)
        else:
            rows.append([line])
    told = (" ".join(clean(one.text) for one in sorted(row, key=lambda one: one.box[0])) for row in rows)
    return [row for row in map(without_cursor, told) if row]


def _labels(lines: Sequence[TextLine], usual: float) -> list[str]:
    """Names under icons: what stands right below in the same middle belongs to the name above it."""
    labels: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda one: one.box[1]):
        for label in labels:
            above: Box = label[-1].box
            near = line.box[1] - above[3] < 0.5 * usual
            same = abs((line.box[0] + line.box[2]) / 2 - (above[0] + above[2]) / 2) < 2.5 * usual
            if near and same:
                label.append(line)
                break
        else:
            labels.append([line])
    rows: list[list[list[TextLine]]] = []
    for label in labels:
        if rows and label[0].box[1] < rows[-1][0][0].box[3]:
            rows[-1].append(label)
        else:
            rows.append([label])
    ordered = [label for row in rows for label in sorted(row, key=lambda one: one[0].box[0])]
    names = (" ".join(clean(one.text) for one in label) for label in ordered)
    return [name for name in names if sum(map(str.isalnum, name)) >= _SIGN]
