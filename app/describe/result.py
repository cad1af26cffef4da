"""One description: what `describe --json` prints and what is spoken."""

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from app.describe.words import wording
from app.errors import AppError
from app.inference.perception import Box, Perception
from app.inference.protocols import Judged, Kind, Level, NamedObject, Stance

SCHEMA = 1


@dataclass(frozen=True)
class TextLine:
    """One line of text found by OCR.

    Attributes:
        text: The line as read.
        confidence: Probability that it was read right, 0..1.
        box: (left, top, right, bottom) in pixels of the picture as given, orientation applied.
        straight: The same on the page as it is read, where that lies slanted or turned in the picture.
        whole: Whether no letter seems to be missing, or to be of an alphabet that the reader lacks.
        page: Of a document of which several pages were read, on which it stands, from 1; else 0.
    """

    text: str
    confidence: float
    box: tuple[int, int, int, int]
    straight: tuple[int, int, int, int] | None = None
    whole: bool = True
    page: int = 0

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Its place among the lines of its page: what stands above it, how high its letters are."""
        return self.straight or self.box


@dataclass(frozen=True)
class Description:
    """Everything said and known about one picture.

    Attributes:
        caption: Bare, without its hedge: for programs, beside ``stance``. For people there is ``sentence``.
        caption_source: "model", "facts" or "none".
        size: Width and height in pixels, orientation applied; (0, 0) where nothing was looked at.
        perceived: Objects, faces, codes and the scene.
        controls: Those of the window that it shows, as `--json` prints them.
        facts: Things known, never guessed: width, height, format, taken, place, camera, app, title,
            guard, unread_lines, read_scale ... only what applies.
        model: Id of the model that spoke, else of the one that looked; "" without one.
        model_text: All that a model which talks said, in its own words; None when none did.
        resolution: Side of the squares that model saw, in pixels; 0 when none spoke.
        parts: In how many parts it looked at the picture.
        visual_tokens: Positions the picture took in the conversation.
        seconds: load, decode, encode, first_token, ocr, total, in seconds.
        spoken: The exact words said, one string.
    """

    path: Path | None
    kind: Kind = Kind.UNKNOWN
    stance: Stance = Stance.NONE
    caption: str | None = None
    caption_source: str = "none"
    confidence: float | None = None
    objects: tuple[NamedObject, ...] = ()
    size: tuple[int, int] = (0, 0)
    perceived: Perception = field(default_factory=Perception)
    level: Level = Level.BRIEF
    text: tuple[TextLine, ...] = ()
    controls: tuple[dict[str, Any], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    model: str = ""
    model_text: str | None = None
    resolution: int = 0
    parts: int = 0
    visual_tokens: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    spoken: str = ""
    error: AppError | None = None

    @property
    def sentence(self) -> str:
        """The caption with its hedge, as it may be said, shown or kept; "" without one."""
        if not self.caption:
            return ""
        return self.caption if self.stance is Stance.FACT else wording.hedged(self.caption)

    def to_json(self) -> dict[str, Any]:
        """The documented, stable object (schema 1)."""
        scene = self.perceived.scene
        return {
            "schema": SCHEMA,
            "path": None if self.path is None else str(self.path),
            "kind": self.kind.value,
            "stance": self.stance.value,
            "caption": self.caption,
            "caption_source": self.caption_source,
            "confidence": self.confidence,
            "objects": self._objects(),
            "faces": [
                {"score": round(face.score, 4), "box": self._pixels(face.box), "stance": face.stance.value}
                for face in self.perceived.faces
                if face.stance is not Stance.WITHHELD
            ],
            "codes": [
                {"format": code.format, "content": code.content, "box": self._pixels(code.box)}
                for code in self.perceived.codes
            ],
            "scene": {part.name: _judged(getattr(scene, part.name)) for part in fields(scene)},
            "ground": _judged(scene.ground),
            "level": self.level.value,
            "text": [_line(line) for line in self.text],
            "controls": list(self.controls),
            "facts": self.facts,
            "model": self.model,
            "model_text": self.model_text,
            "resolution": self.resolution,
            "parts": self.parts,
            "visual_tokens": self.visual_tokens,
            "seconds": {k: round(v, 4) for k, v in self.seconds.items()},
            "spoken": self.spoken,
            "error": None if self.error is None else {"message": self.error.message, "hint": self.error.hint},
        }

    def _objects(self) -> list[dict[str, Any]]:
        """The objects with a place that may be told, then those that are only named."""
        told = [one for one in self.perceived.objects if one.stance is not Stance.WITHHELD]
        names = {one.name for one in told}
        return [
            {
                "name": one.name,
                "confidence": round(one.probability, 4),
                "score": round(one.score, 4),
                "box": self._pixels(one.box),
                "stance": one.stance.value,
            }
            for one in told
        ] + [
            {"name": o.name, "confidence": round(o.confidence, 4)}
            for o in self.objects
            if o.name not in names
        ]

    def _pixels(self, box: Box) -> list[int]:
        """Shares of the picture as pixels."""
        return [round(side * length) for side, length in zip(box, self.size * 2, strict=True)]


def _line(line: TextLine) -> dict[str, Any]:
    told = {"text": line.text, "confidence": round(line.confidence, 4), "box": list(line.box)}
    return told | ({"page": line.page} if line.page else {})


def _judged(what: Judged | None) -> dict[str, Any] | None:
    if what is None or what.stance is Stance.WITHHELD:
        return None
    return {"name": what.name, "confidence": round(what.probability, 4), "stance": what.stance.value}
