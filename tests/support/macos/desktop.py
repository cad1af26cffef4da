"""A made Mac's desktop: displays, windows and what is painted on them, below the real PyObjC's names."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np
from macos.machine import Mac
from numpy.typing import NDArray

NORMAL, MENU_BAR = 0, 25
TERMINAL = "/System/Applications/Utilities/Terminal.app"


def rect(left: float, top: float, width: float, height: float) -> SimpleNamespace:
    """A CGRect."""
    return SimpleNamespace(
        origin=SimpleNamespace(x=left, y=top), size=SimpleNamespace(width=width, height=height)
    )


def window(
    app: str, title: str | None, pid: int, place: tuple[float, ...], layer: int = NORMAL
) -> dict[str, Any]:
    """A window as CGWindowListCopyWindowInfo tells of it; without a title where the system hides it."""
    bounds = dict(zip(("X", "Y", "Width", "Height"), place, strict=True))
    about: dict[str, Any] = {
        "kCGWindowLayer": layer,
        "kCGWindowOwnerName": app,
        "kCGWindowOwnerPID": pid,
        "kCGWindowBounds": bounds,
    }
    return about if title is None else about | {"kCGWindowName": title}


@dataclass
class Image:
    """A CGImage: RGB in one of the forms that macOS gives out.

    Attributes:
        pixels: (height, width, 3) uint8.
        bits: Per pixel: 32, or 64 of a display with a wide range of brightness.
    """

    pixels: NDArray[np.uint8]
    bits: int = 32

    @property
    def stride(self) -> int:
        """Bytes of a row, with the system's own padding."""
        return self.pixels.shape[1] * self.bits // 8 + 64

    def data(self) -> bytes:
        """As CGDataProviderCopyData gives it: blue, green, red and nothing, or four halves."""
        height, width, _ = self.pixels.shape
        values = np.zeros((height, width, 4), np.uint8)
        values[:, :, :3] = self.pixels[:, :, ::-1]
        rows = np.zeros((height, self.stride), np.uint8)
        wide = values.astype(np.float16) / 255 if self.bits == 64 else values
        raw = wide.reshape(height, -1).view(np.uint8)
        rows[:, : raw.shape[1]] = raw
        return rows.tobytes()


@dataclass
class Desktop:
    """What there is, and how this system behaves.

    Attributes:
        displays: Their numbers and rectangles in points; the second is left of the first.
        windows: From front to back.
        pointer: Where it is.
        front: The active program's process, name and bundle; None without one.
        allowed: What CGPreflightScreenCaptureAccess says.
        scale: Pixels a point.
        bits: Of the images given out.
        version: Of macOS: 14.0 knows filters, 15.2 rectangles; 13.0 neither.
        errors: Codes that the next calls of ScreenCaptureKit fail with.
        silent: ScreenCaptureKit never answers.
        blank: The ways that show one colour: "kit", "list".
        closed: The ways that give nothing.
        programs: Where applications are, by their bundles' names.
        own_bundle: Where this process's program is.
    """

    displays: list[tuple[int, SimpleNamespace]] = field(
        default_factory=lambda: [(1, rect(0, 0, 1512, 982)), (2, rect(-1920, -98, 1920, 1080))]
    )
    windows: list[dict[str, Any]] = field(default_factory=list)
    pointer: tuple[float, float] = (10.0, 10.0)
    front: tuple[int, str, str] | None = (42, "Safari", "com.apple.Safari")
    allowed: bool = True
    scale: float = 2.0
    bits: int = 32
    version: float = 15.2
    errors: list[int] = field(default_factory=list)
    silent: bool = False
    blank: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    programs: dict[str, str] = field(default_factory=lambda: {"com.apple.Terminal": TERMINAL})
    own_bundle: str = "/usr/local/bin"

    def paint(self, area: SimpleNamespace, way: str) -> Image | None:
        """What is to be seen there: each pixel tells its place."""
        if way in self.closed:
            return None
        width, height = round(area.size.width * self.scale), round(area.size.height * self.scale)
        pixels = np.zeros((height, width, 3), np.uint8)
        if way not in self.blank:
            pixels[:, :, 0] = np.arange(width) % 251
            pixels[:, :, 1] = (np.arange(height) % 241)[:, None]
            pixels[:, :, 2] = round(area.origin.x) % 256
        return Image(pixels, self.bits)

    def put_into(self, mac: Mac) -> None:
        """Put the frameworks of this desktop where the app imports them."""
        mac.framework(
            "Quartz", self._quartz(), lacks=("CGWindowListCreateImage",) if "list" in self.closed else ()
        )
        mac.framework("AppKit", classes=(self._workspace(), self._bundle()))
        if self.version >= 14:
            mac.framework("ScreenCaptureKit", classes=self._kit())

    def _quartz(self) -> dict[str, Callable[..., Any]]:
        def listed(options: int, relative: int) -> list[dict[str, Any]]:
            assert (options, relative) == (17, 0), "on screen only, without the desktop's own"
            return self.windows

        def create(area: SimpleNamespace, options: int, relative: int, resolution: int) -> Image | None:
            assert (options, relative, resolution) == (1, 0, 0)
            return self.paint(area, "list")

        def context(
            data: None, width: int, height: int, bits: int, stride: int, space: str, order: int
        ) -> Any:
            assert (data, bits, stride, space) == (None, 8, width * 4, "kCGColorSpaceSRGB")
            assert order == 6 | 8192, "nothing first, little-endian: blue, green, red, nothing"
            return SimpleNamespace(width=width, height=height, image=None)

        def draw(into: SimpleNamespace, area: SimpleNamespace, image: Image) -> None:
            assert (area.size.width, area.size.height) == (into.width, into.height)
            into.image = Image(image.pixels)

        displays = dict(self.displays)
        return {
            "CGEventCreate": lambda source: object(),
            "CGEventGetLocation": lambda event: SimpleNamespace(x=self.pointer[0], y=self.pointer[1]),
            "CGGetActiveDisplayList": lambda most, *_: (
                0,
                tuple(displays) + (0,) * (most - len(displays)),
                len(displays),
            ),
            "CGDisplayBounds": lambda display: displays[display],
            "CGWindowListCopyWindowInfo": listed,
            "CGPreflightScreenCaptureAccess": lambda: self.allowed,
            "CGRequestScreenCaptureAccess": lambda: self.allowed,
            "CGRectMake": rect,
            "CGWindowListCreateImage": create,
            "CGImageGetWidth": lambda image: image.pixels.shape[1],
            "CGImageGetHeight": lambda image: image.pixels.shape[0],
            "CGImageGetBytesPerRow": lambda image: image.stride,
            "CGImageGetDataProvider": lambda image: image,
            "CGDataProviderCopyData": lambda image: image.data(),
            "CGColorSpaceCreateWithName": lambda name: name,
            "CGBitmapContextCreate": context,
            "CGContextDrawImage": draw,
            "CGBitmapContextCreateImage": lambda into: into.image,
        }

    def _workspace(self) -> type:
        front, programs = self.front, self.programs

        class NSWorkspace:
            @classmethod
            def sharedWorkspace(cls) -> Any:
                return cls()

            def frontmostApplication(self) -> Any:
                if front is None:
                    return None
                pid, name, bundle = front
                return SimpleNamespace(
                    processIdentifier=lambda: pid, localizedName=lambda: name, bundleIdentifier=lambda: bundle
                )

            def URLForApplicationWithBundleIdentifier_(self, bundle: str) -> Any:
                place = programs.get(bundle)
                return None if place is None else SimpleNamespace(path=lambda: place)

        return NSWorkspace

    def _bundle(self) -> type:
        own = self.own_bundle

        class NSBundle:
            @classmethod
            def mainBundle(cls) -> Any:
                return cls()

            def bundlePath(self) -> str:
                return own

        return NSBundle

    def _kit(self) -> tuple[type, ...]:
        desktop = self

        def answer(handler: Callable[[Any, Any], None], result: Callable[[], Any]) -> None:
            if desktop.silent:
                return
            if desktop.errors:
                code = desktop.errors.pop(0)
                handler(None, SimpleNamespace(code=lambda: code))
            else:
                image = result()
                handler(image, None if image is not None else SimpleNamespace(code=lambda: -3811))

        class Display:
            def __init__(self, frame: SimpleNamespace) -> None:
                self.frame = lambda: frame

        class SCShareableContent:
            @classmethod
            def getShareableContentWithCompletionHandler_(cls, handler: Callable[[Any, Any], None]) -> None:
                displays = [Display(frame) for _, frame in desktop.displays]
                handler(SimpleNamespace(displays=lambda: displays), None)

        class SCContentFilter:
            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def initWithDisplay_excludingWindows_(self, display: Display, windows: list[Any]) -> Any:
                assert windows == []
                self._display = display
                return self

            def pointPixelScale(self) -> float:
                return desktop.scale

        class SCStreamConfiguration:
            @classmethod
            def alloc(cls) -> Any:
                return cls()

            def init(self) -> Any:
                self._size = [0, 0]
                return self

            def setSourceRect_(self, source: SimpleNamespace) -> None:
                self._source = source

            def setWidth_(self, width: int) -> None:
                self._size[0] = width

            def setHeight_(self, height: int) -> None:
                self._size[1] = height

            def setShowsCursor_(self, shows: bool) -> None:
                self._cursor = shows

        class SCScreenshotManager:
            @classmethod
            def captureImageWithFilter_configuration_completionHandler_(
                cls, shown: Any, wanted: Any, handler: Callable[[Any, Any], None]
            ) -> None:
                source, display = wanted._source, shown._display.frame()
                place = rect(
                    source.origin.x + display.origin.x,
                    source.origin.y + display.origin.y,
                    source.size.width,
                    source.size.height,
                )
                assert wanted._size == [
                    round(side * desktop.scale) for side in (source.size.width, source.size.height)
                ]
                answer(handler, lambda: desktop.paint(place, "kit"))

        class WithRectangles(SCScreenshotManager):
            @classmethod
            def captureImageInRect_completionHandler_(
                cls, area: SimpleNamespace, handler: Callable[[Any, Any], None]
            ) -> None:
                answer(handler, lambda: desktop.paint(area, "kit"))

        WithRectangles.__name__ = "SCScreenshotManager"
        manager = WithRectangles if self.version >= 15.2 else SCScreenshotManager
        return SCShareableContent, SCContentFilter, SCStreamConfiguration, manager
