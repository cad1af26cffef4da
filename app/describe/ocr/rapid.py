"""RapidOCR's bundled PP-OCRv6 models, run directly on ONNX Runtime.

The package `rapidocr` is only looked up for its model files: importing it takes 0.6 s, logs to the terminal
and brings a downloader along. Nothing here opens a socket.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cancel import CancelToken
from app.describe.ocr import budget, closer, tiles
from app.describe.ocr.ctc import Alphabet, Read
from app.describe.ocr.heatmap import Blob, along, find_boxes
from app.describe.ocr.ink import blobs, doubted, ink_of, to_its_end
from app.describe.ocr.layout.order import join_words
from app.describe.ocr.layout.slant import page_slant
from app.describe.ocr.protocol import Region
from app.describe.ocr.spacing import respaced, unframed
from app.describe.result import TextLine
from app.errors import AppError

_DETECTOR = "PP-OCRv6_det_small.onnx"
_READER = "PP-OCRv6_rec_small.onnx"
_LINE_HEIGHT = 48
_NARROWEST = 64
#: Longer lines are squeezed: 3,200 pixels are about 200 characters.
_WIDEST = 3200
#: A region this many times higher than wide is text on its side; below that it may be one narrow sign.
_COLUMN = 3
#: A glance is only asked whether there is text at all, so it believes fainter traces.
_GLANCE_SCORE = 0.4
#: On a page that slants so much, in degrees, upright boxes would reach into the lines above and below.
_SLANTED = 2.0


class RapidOcr:
    """Text reader of Linux, and of any machine without Apple Vision.

    Args:
        models: Folder with the two models; None finds the ones bundled with `rapidocr`.
        threads: ONNX Runtime's threads per run.
    """

    def __init__(self, models: Path | None = None, threads: int = 2) -> None:
        self._folder = models
        self._threads = threads
        self._lock = Lock()
        self._sessions: dict[str, Any] = {}
        self._alphabet = Alphabet(())

    @property
    def name(self) -> str:
        """The engine's name."""
        return "RapidOCR PP-OCRv6"

    def warm(self) -> None:
        """Load both models (0.4 s), so that the first picture need not wait."""
        self._session(_DETECTOR)
        self._session(_READER)

    def glance(self, image: Image.Image) -> list[Region]:
        """Find large and ordinary lines in about 0.15 s."""
        if tiles.is_long(*image.size):
            part = tiles.first_part(*image.size)
            seen = image.crop(part)
            size = budget.detection_size(*seen.size, budget.GLANCE_PIXELS)
            return tiles.whole_lines(self._find(seen, size, _GLANCE_SCORE), part, image.size)
        size = budget.detection_size(*image.size, budget.GLANCE_PIXELS)
        return self._find(image, size, _GLANCE_SCORE)

    def detect(self, image: Image.Image) -> list[Region]:
        """Find every line."""
        return self.detect_after(image, self.glance(image))

    def detect_after(self, image: Image.Image, glanced: Sequence[Region]) -> list[Region]:
        """Find every line, looking as closely as the smallest glanced text asks for."""
        long = tiles.is_long(*image.size)
        if glanced and not long and all(_is_bulky(region, image.size) for region in glanced):
            # Things in a photo, most likely; if they are letters after all, the glance has seen them well.
            return list(glanced)
        most = tiles.MOST_PIXELS if long else budget.MOST_PIXELS
        # What a long picture begins with says nothing about the letters further on.
        heights = [] if long else [min(r.height, r.width) for r in glanced]
        scale = budget.close_scale(*image.size, heights, most)
        size = budget.detection_size(*image.size, most, scale)
        return self._find(image, size, None)

    def recognise(
        self, image: Image.Image, regions: Sequence[Region], cancel: CancelToken
    ) -> Iterator[TextLine]:
        """Read regions one by one: on a CPU batches gain nothing, and padding costs."""
        for region in regions:
            cancel.check()
            shown = region if region.corners else replace(region, box=to_its_end(image, region.box))
            line, upended = _cut_out(image, shown)
            read = self._read(line)
            if upended:
                # Text on its side may run up or down; the wrong way reads as gibberish.
                other = self._read(line.transpose(Image.Transpose.ROTATE_180))
                read = max(read, other, key=lambda one: one.confidence)
            if region.corners is None and region.height < _COLUMN * region.width:
                upright = self._read(_level(image, region)) if upended else read
                lonely = len(regions) <= closer.FEW
                upright = closer.looked_again(image, region.box, upright, self._read, lonely=lonely)
                # A narrow sign stands upright; a short word may lie on its side.
                signs = 0 if not upended else len(read.text)
                read = upright if signs < 2 or upright.confidence >= read.confidence else read
            elif region.corners is not None and len(regions) > closer.FEW:
                read = closer.ticked(image, region.box, read)
            yield TextLine(unframed(read.text), read.confidence, region.box, whole=read.whole)

    def _read(self, line: Image.Image) -> Read:
        """The text of a picture of one line, as high as the recogniser wants it."""
        pixels = _line_pixels(line)
        session = self._session(_READER)
        read = self._alphabet.decode(session.run(None, {"x": pixels})[0][0], pixels.shape[3])
        ink = ink_of(line)
        found = blobs(ink)
        return respaced(doubted(read, found), ink, found)

    def _find(self, image: Image.Image, size: tuple[int, int], score: float | None) -> list[Region]:
        session = self._session(_DETECTOR)
        resized = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        heat = np.zeros((size[1], size[0]), dtype=np.float32)
        for look, keep in tiles.parts(*size):
            (found,) = session.run(None, {"x": _normalised(np.asarray(resized.crop(look)))})
            left, top, right, bottom = keep
            inside = found[0, 0, top - look[1] : bottom - look[1], left - look[0] : right - look[0]]
            heat[top:bottom, left:right] = inside
        boxes = find_boxes(heat) if score is None else find_boxes(heat, score)
        scale = np.array([image.width / size[0], image.height / size[1]])
        regions = [_region(blob, scale, image.size) for blob in boxes]
        if abs(slant := page_slant(regions)) >= _SLANTED:
            regions = [_region(along(blob, slant), scale, image.size) for blob in boxes]
        return join_words([region for region in regions if min(region.width, region.height) > 3])

    def _session(self, file: str) -> Any:
        with self._lock:
            if file not in self._sessions:
                session = self._load(file)
                if file == _READER:
                    names = session.get_modelmeta().custom_metadata_map
                    self._alphabet = Alphabet(names["character"].splitlines())
                self._sessions[file] = session
            return self._sessions[file]

    def _load(self, file: str) -> Any:
        # Late: ONNX Runtime takes 0.15 s to import.
        import onnxruntime

        path = (self._folder or _bundled()) / file
        if not path.is_file():
            raise AppError("The text reader's models are missing.", "Run the set-up again: make setup.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.log_severity_level = 4
        # The arena keeps the largest picture's memory for ever; every picture has another size anyway.
        options.enable_cpu_mem_arena = False
        options.enable_mem_pattern = False
        # Threads that spin while they wait would take a core from the captioner.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _bundled() -> Path:
    spec = find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        raise AppError("The text reader is not installed.", "Run the set-up again: make setup.")
    return Path(next(iter(spec.submodule_search_locations))) / "models"


def _normalised(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(height, width, 3) RGB -> (1, 3, height, width) BGR in -1..1, as both models were trained."""
    planes = pixels[:, :, ::-1].transpose(2, 0, 1)[None].astype(np.float32)
    planes *= 2 / 255
    planes -= 1
    return planes


def _is_bulky(region: Region, size: tuple[int, int]) -> bool:
    return region.height > 0.15 * min(size) and region.width < 2.5 * region.height


def _region(blob: Blob, scale: NDArray[np.float64], size: tuple[int, int]) -> Region:
    corners = blob.corners * scale
    low, high = corners.min(axis=0), corners.max(axis=0)
    box = (
        max(0, round(low[0])),
        max(0, round(low[1])),
        min(size[0], round(high[0])),
        min(size[1], round(high[1])),
    )
    if blob.upright:
        return Region(box, blob.score, slant=blob.slant)
    a, b, c, d = ((float(x), float(y)) for x, y in corners)
    return Region(box, blob.score, (a, b, c, d), slant=blob.slant)


def _cut_out(image: Image.Image, region: Region) -> tuple[Image.Image, bool]:
    """A line, 48 pixels high, and whether it stood on its side."""
    if region.corners is None:
        width, height = region.width, region.height
    else:
        (ax, ay), (bx, by), _, (dx, dy) = region.corners
        width, height = round(math.hypot(bx - ax, by - ay)), round(math.hypot(dx - ax, dy - ay))
    width, height = max(1, width), max(1, height)
    turned = height >= 1.5 * width
    # For text that runs upwards the line's width is the box's height.
    long, short = (height, width) if turned else (width, height)
    wide = min(_WIDEST, max(8, math.ceil(long * _LINE_HEIGHT / short)))
    size = (_LINE_HEIGHT, wide) if turned else (wide, _LINE_HEIGHT)
    if region.corners is None:
        line = image.resize(size, Image.Resampling.BILINEAR, box=region.box)
    else:
        a, b, c, d = region.corners
        line = image.transform(size, Image.Transform.QUAD, (*a, *d, *c, *b), Image.Resampling.BILINEAR)
    if turned:
        line = line.transpose(Image.Transpose.ROTATE_90)
    return line, turned


def _level(image: Image.Image, region: Region) -> Image.Image:
    """An upright region as it stands, 48 pixels high."""
    wide = max(8, math.ceil(region.width * _LINE_HEIGHT / max(1, region.height)))
    return image.resize((wide, _LINE_HEIGHT), Image.Resampling.BILINEAR, box=region.box)


def _line_pixels(line: Image.Image) -> NDArray[np.float32]:
    pixels = _normalised(np.asarray(line))
    missing = max(0, _NARROWEST - line.width)
    return np.pad(pixels, ((0, 0), (0, 0), (0, 0), (0, missing)))
