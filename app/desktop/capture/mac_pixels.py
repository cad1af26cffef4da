"""The pixels of a part of a Mac's desktop, in three ways, the newest first. Imported on macOS only.

Follows Apple's documentation of SCScreenshotManager (macOS 14; `captureImage(in:)` from 15.2 on),
CGWindowListCreateImage, CGBitmapContextCreate, and the manual page screencapture(1).
"""

import subprocess
import tempfile
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.desktop.capture.screens import Area
from app.errors import AppError

Pixels = NDArray[np.uint8]
#: So long, in seconds, one way may take.
PATIENCE = 10.0
_DECLINED = -3801  # SCStreamErrorUserDeclined, which also comes of a service that has just begun


class MacPixels:
    """Takes what is to be seen in a part of the desktop.

    Args:
        patience: How long one answer of the system is waited for, in seconds.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience

    def take(self, area: Area) -> Pixels:
        """(height, width, 3) uint8 RGB, in the screen's own pixels.

        A picture of one colour may be what a way shows that the system does not let see: the next is tried
        before it is believed.

        Args:
            area: The part, in points, within the displays.

        Raises:
            AppError: No way gave a picture.
        """
        plain: Pixels | None = None
        for way in (self._by_screenshot_manager, self._by_window_list, self._by_command):
            pixels = way(area)
            if pixels is not None and (pixels != pixels[:1, :1]).any():
                return pixels
            plain = pixels if plain is None else plain
        if plain is None:
            raise AppError("The screen could not be taken.", "Try again.")
        return plain

    def _by_screenshot_manager(self, area: Area) -> Pixels | None:
        try:
            objc, quartz, kit = (import_module(name) for name in ("objc", "Quartz", "ScreenCaptureKit"))
            manager = kit.SCScreenshotManager
        except (ImportError, AttributeError):  # not installed, or a system that has none
            return None
        with objc.autorelease_pool():
            for _try in range(2):
                image, error = self._image_by(kit, quartz, manager, area)
                if image is not None:
                    return _rgb(quartz, image)
                if error is None or error.code() != _DECLINED:
                    return None
            return None

    def _image_by(self, kit: Any, quartz: Any, manager: Any, area: Area) -> tuple[Any, Any]:
        in_rect = getattr(manager, "captureImageInRect_completionHandler_", None)
        if in_rect is not None:
            rect = quartz.CGRectMake(area.left, area.top, area.width, area.height)
            return self._answer(lambda handler: in_rect(rect, handler))
        content, error = self._answer(kit.SCShareableContent.getShareableContentWithCompletionHandler_)
        if content is None:
            return None, error
        displays = [(each, area_of_rect(each.frame())) for each in content.displays()]
        display, place = next((each for each in displays if area.within(each[1]) == area), (None, area))
        if display is None:
            return None, None  # it lies across displays
        shown = kit.SCContentFilter.alloc().initWithDisplay_excludingWindows_(display, [])
        wanted = kit.SCStreamConfiguration.alloc().init()
        left, top = area.left - place.left, area.top - place.top
        wanted.setSourceRect_(quartz.CGRectMake(left, top, area.width, area.height))
        wanted.setWidth_(round(area.width * shown.pointPixelScale()))
        wanted.setHeight_(round(area.height * shown.pointPixelScale()))
        wanted.setShowsCursor_(False)
        take = manager.captureImageWithFilter_configuration_completionHandler_
        return self._answer(lambda handler: take(shown, wanted, handler))

    def _answer(self, ask: Callable[[Callable[[Any, Any], None]], None]) -> tuple[Any, Any]:
        """What a completion handler got, on whatever thread: a result and an error; neither in time: None."""
        got: list[tuple[Any, Any]] = []
        come = threading.Event()

        def handler(result: Any, error: Any) -> None:
            got.append((result, error))
            come.set()

        ask(handler)
        come.wait(self._patience)
        return got[0] if got else (None, None)

    @staticmethod
    def _by_window_list(area: Area) -> Pixels | None:
        quartz = import_module("Quartz")
        create = getattr(quartz, "CGWindowListCreateImage", None)
        if create is None:  # taken out of newer systems
            return None
        rect = quartz.CGRectMake(area.left, area.top, area.width, area.height)
        listed = quartz.kCGWindowListOptionOnScreenOnly
        image = create(rect, listed, quartz.kCGNullWindowID, quartz.kCGWindowImageDefault)
        return None if image is None else _rgb(quartz, image)

    def _by_command(self, area: Area) -> Pixels | None:
        """By screencapture(1), through a file that is removed at once."""
        from app.pictures.load import load_image

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "screen.png")
            where = f"-R{area.left},{area.top},{area.width},{area.height}"
            command = ["/usr/sbin/screencapture", "-x", "-t", "png", where, str(path)]
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=self._patience)
                return np.asarray(load_image(path).image)
            except (AppError, OSError, subprocess.SubprocessError):
                return None


def area_of_rect(rect: Any) -> Area:
    """A CGRect in whole points."""
    return Area(round(rect.origin.x), round(rect.origin.y), round(rect.size.width), round(rect.size.height))


def _rgb(quartz: Any, image: Any) -> Pixels | None:
    """A CGImage as (height, width, 3) uint8 RGB.

    It is drawn into a bitmap of our own first: that of a display with a wide range of brightness has 64 bits
    a pixel, others other orders and colour spaces.
    """
    width, height = quartz.CGImageGetWidth(image), quartz.CGImageGetHeight(image)
    space = quartz.CGColorSpaceCreateWithName(quartz.kCGColorSpaceSRGB)
    order = quartz.kCGImageAlphaNoneSkipFirst | quartz.kCGBitmapByteOrder32Little  # blue, green, red, nothing
    context = quartz.CGBitmapContextCreate(None, width, height, 8, width * 4, space, order)
    if context is None:
        return None
    quartz.CGContextDrawImage(context, quartz.CGRectMake(0, 0, width, height), image)
    drawn = quartz.CGBitmapContextCreateImage(context)
    stride = quartz.CGImageGetBytesPerRow(drawn)
    data = bytes(quartz.CGDataProviderCopyData(quartz.CGImageGetDataProvider(drawn)))
    rows = np.frombuffer(data, dtype=np.uint8)[: stride * height].reshape(height, stride)
    return np.ascontiguousarray(rows[:, : width * 4].reshape(height, width, 4)[:, :, 2::-1])
