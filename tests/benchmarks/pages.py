"""Measure what is read of 200 made pages in ten languages, what is lost without a word, what is said wrong.

    PYTHONPATH=. .venv/bin/python tests/benchmarks/pages.py [--count 200] [--seed 0] [--font FILE ...]

A character is right where a line that is said has it. It is lost without a word where nothing that is said
has it, no line over it is said to be uncertain, and no line is counted as unread in its place. A line is
sure unless the reader says that it is not. It ends with 1 when a bar is missed. With the folder of another
clone first in PYTHONPATH, and this one after it, that one's reader is measured.
"""

import argparse
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence

from app.cancel import CancelToken
from app.describe.ocr.rapid import RapidOcr
from app.describe.ocr.reading import TextReading, read_text
from tests.support.made_forms import FONTS, Page, Piece, make

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2212\u2013\u2014\u2010\u2011\u4e00\u30fc", "-"),
        **dict.fromkeys("\u2018\u2019\u00b4`", "'"),
        **dict.fromkeys("\u2714\u2611\u2705", "\u2713"),
        **dict.fromkeys("\u2717\u2718\u2715\u2716\u274c\u00d7", "\u2717"),
        "\u00ba": "\u00b0",
        "\u02da": "\u00b0",
        "\u037e": ";",
    }
)
BARS = {"lost": 0.005, "wrong": 0.003, "unread": 0.02}


def plain(text: str) -> str:
    """Text as it is compared: without spaces, one form of each sign, as a voice says it: without case."""
    return "".join(unicodedata.normalize("NFKC", text.translate(_ALIKE)).split()).translate(_ALIKE).casefold()


def aligned(true: str, read: str) -> tuple[int, int, int]:
    """(characters right, lost, wrong): edits that turn one into the other, with the fewest wrong."""
    table = [[(0, 0, 0, 0)] * (len(read) + 1) for _ in range(len(true) + 1)]
    for i in range(len(true) + 1):
        for j in range(len(read) + 1):
            if not (i or j):
                continue
            ways = []
            if i and j:
                cost, right, lost, wrong = table[i - 1][j - 1]
                same = true[i - 1] == read[j - 1]
                ways.append((cost + (not same), right + same, lost, wrong + (not same)))
            if i:
                cost, right, lost, wrong = table[i - 1][j]
                ways.append((cost + 1, right, lost + 1, wrong))
            if j:
                cost, right, lost, wrong = table[i][j - 1]
                ways.append((cost + 1, right, lost, wrong + 1))
            table[i][j] = min(ways, key=lambda way: (way[0], -way[1]))
    return table[-1][-1][1:]


def groups(pieces: Sequence[Piece], boxes: Sequence[tuple[int, int, int, int]]) -> list[tuple[list, list]]:
    """Pieces and lines that lie over each other, as indices; what nothing lies over is alone."""
    found: list[tuple[list[int], list[int]]] = []
    for at, piece in enumerate(pieces):
        over = [k for k, box in enumerate(boxes) if _shared(piece.box, box) > 0.4]
        joined = [group for group in found if any(k in group[1] for k in over)]
        merged = ([at], list(over))
        for group in joined:
            merged[0].extend(group[0])
            merged[1].extend(k for k in group[1] if k not in merged[1])
            found.remove(group)
        found.append(merged)
    taken = {k for _, lines in found for k in lines}
    return found + [([], [k]) for k in range(len(boxes)) if k not in taken]


def _shared(one, other) -> float:
    """Share of the smaller box that lies in the other."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    areas = [max(1, (b[2] - b[0]) * (b[3] - b[1])) for b in (one, other)]
    return max(0, width) * max(0, height) / min(areas)


def judge(page: Page, reading: TextReading, alphabet: frozenset[str]) -> tuple[Counter, list[str]]:
    """What became of a page's characters, and what went wrong, in words."""
    count: Counter = Counter()
    notes: list[str] = []
    missing: list[Piece] = []
    doubtful = set(reading.uncertain)
    for pieces, lines in groups(page.pieces, [line.box for line in reading.lines]):
        parts = sorted((page.pieces[i] for i in pieces), key=lambda one: one.box[0])
        heard = sorted((reading.lines[k] for k in lines), key=lambda one: one.box[0])
        true = plain("".join(part.text for part in parts))
        read = plain("".join(line.text for line in heard))
        sure = not any(k in doubtful for k in lines)
        count["characters"] += len(true)
        count["lines"] += len(parts)
        if not lines:
            missing.extend(parts)
            continue
        right, lost, wrong = aligned(true, read)
        count["right"] += right
        count["lost" if sure else "doubted"] += lost
        count["wrong" if sure else "doubted"] += wrong
        if not sure and true == read:
            count["needless doubt"] += 1
        if (lost or wrong) and sure:
            notes.append(f"  sure: {true!r} is {read!r} ({min(line.confidence for line in heard):.2f})")
        elif not sure:
            notes.append(f"  doubt: {true!r} is {read!r} ({min(line.confidence for line in heard):.2f})")
    missing.sort(key=lambda piece: -len(plain(piece.text)))
    count["told unread"] += min(reading.unread, len(missing))
    count["too many unread"] += max(0, reading.unread - len(missing))
    for at, piece in enumerate(missing):
        silent = at >= reading.unread
        count["lost"] += len(plain(piece.text)) if silent else 0
        readable = all(letter in alphabet for letter in "".join(piece.text.split()))
        count["readable unread"] += readable
        notes.append(
            f"  {'LOST' if silent else 'unread'}: {piece.text!r}{'' if readable else ' (unreadable)'}"
        )
    if reading.unread > len(missing):
        notes.append(f"  {reading.unread - len(missing)} too many unread")
    return count, notes


def _letters(engine: RapidOcr) -> list[str]:
    """What the recogniser knows, of any version of the app."""
    model = engine._load("PP-OCRv6_rec_small.onnx")
    return list(model.get_modelmeta().custom_metadata_map["character"].splitlines())


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--font", nargs="*", default=list(FONTS))
    parser.add_argument("--each", action="store_true", help="print what went wrong on each page")
    parser.add_argument("--only", default="", help="pages whose name has this")
    options = parser.parse_args()
    engine = RapidOcr()
    engine.warm()
    alphabet = frozenset("".join(_letters(engine))) | frozenset("\u2713\u2717\u2718-'\u00b0;")
    total: Counter = Counter()
    by: dict[str, Counter] = {}
    took = time.process_time()
    for number in range(options.count):
        page = make(number, options.seed, tuple(options.font))
        if options.only not in page.name:
            continue
        reading = read_text(engine, page.image, CancelToken(), thorough=True)
        count, notes = judge(page, reading, alphabet)
        total += count
        for name in (page.kind, page.language):
            by[name] = by.get(name, Counter()) + count
        if options.each and notes:
            print(page.name, *notes, sep="\n", flush=True)
    took = time.process_time() - took
    for name, count in [*by.items(), ("all", total)]:
        shares = {
            key: count[key] / max(1, count["characters"]) for key in ("right", "lost", "wrong", "doubted")
        }
        words = " ".join(f"{key} {100 * share:6.2f} %" for key, share in shares.items())
        unread = count["readable unread"] / max(1, count["lines"])
        print(
            f"{name:9}{count['lines']:5} lines{count['characters']:6} characters: {words} "
            f"readable but not read {100 * unread:5.2f} % needless doubt "
            f"{count['needless doubt']} unread {count['told unread']}+{count['too many unread']}"
        )
    print(f"{took:.0f} s of processor time")
    print(f"right: {total['right']}")
    shares = {
        "lost": total["lost"] / total["characters"],
        "wrong": total["wrong"] / total["characters"],
        "unread": total["readable unread"] / total["lines"],
    }
    return int(any(shares[name] > bar for name, bar in BARS.items()))


if __name__ == "__main__":
    sys.exit(main())
