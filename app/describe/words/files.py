"""What is said of a file of which the picture is only a part, or not all."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.describe.words import phrasing
from app.pictures.header import MOST_FRAMES

PAGES = ("TIFF", "PDF")
_MOVING = ("GIF", "PNG", "WEBP", "AVIF")


def about_file(facts: Mapping[str, Any]) -> Iterator[str]:
    """What was not looked at, and what is missing; nothing of an ordinary picture.

    Args:
        facts: Those of `app.describe.facts.facts_of`.
    """
    guarded = "guard" in facts
    if facts.get("format") == "SVG" and guarded and not facts.get("clear"):  # else it was called a drawing
        yield "The file is an SVG drawing."
    yield _several(facts)
    if missing := facts.get("missing"):
        percent = round(100 * missing)
        share = f"about {percent} percent of it" if percent else "its last rows"
        yield f"The file is cut off: the end of the picture is missing, {share}."
    if facts.get("coarse"):
        yield "The file is cut off: the picture is not as sharp as it was."
    if facts.get("clear") and not guarded:
        yield "All of it is transparent."
    if count := facts.get("left_out"):
        yield f"It refers to {phrasing.counted(count, 'other file')}, which I did not open."


def _several(facts: Mapping[str, Any]) -> str:
    count, number = facts.get("frames", 1), facts.get("frame", 1)
    if count < 2 or facts.get("format") not in (*PAGES, *_MOVING):
        return ""
    many = f"{count} or more" if count >= MOST_FRAMES else str(count)
    if facts["format"] in PAGES:
        words = f"This is page {number} of {many}."
    else:
        words = f"It is an animation: this is picture {number} of {many}."
    looked = facts.get("frames_looked_at", 1)
    return words if looked in (1, number) else f"{words} I looked at the first {looked}."
