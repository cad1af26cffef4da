"""What is said of a file of which the picture is only a part, or not all."""

from typing import Any

import pytest

from app.describe.words.files import about_file


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"format": "JPEG"}, ""),
        ({"format": "JPEG", "frames": 2, "frame": 1}, ""),
        ({"format": "TIFF", "frames": 12, "frame": 1}, "This is page 1 of 12."),
        (
            {"format": "PDF", "frames": 12, "frame": 3, "frames_looked_at": 3},
            "This is page 3 of 12.",
        ),
        (
            {"format": "TIFF", "frames": 1000, "frame": 1, "frames_looked_at": 60},
            "This is page 1 of 1000 or more. I looked at the first 60.",
        ),
        ({"format": "GIF", "frames": 3, "frame": 2}, "It is an animation: this is picture 2 of 3."),
        (
            {"missing": 0.412},
            "The file is cut off: the end of the picture is missing, about 41 percent of it.",
        ),
        ({"missing": 0.001}, "The file is cut off: the end of the picture is missing, its last rows."),
        ({"coarse": True}, "The file is cut off: the picture is not as sharp as it was."),
        ({"format": "SVG"}, ""),
        ({"format": "SVG", "guard": "flat"}, "The file is an SVG drawing."),
        ({"format": "SVG", "guard": "flat", "clear": True}, ""),  # "The drawing is empty." was said
        ({"clear": True}, "All of it is transparent."),
        ({"clear": True, "guard": "flat"}, ""),
        ({"left_out": 1}, "It refers to 1 other file, which I did not open."),
        ({"left_out": 4}, "It refers to 4 other files, which I did not open."),
    ],
)
def test_what_is_no_ordinary_file_is_said(facts: dict[str, Any], words: str) -> None:
    assert " ".join(piece for piece in about_file(facts) if piece) == words
