"""Decodes a dear picture in a process of its own: `app.pictures.decoding_process`."""

from functools import lru_cache
from threading import Semaphore
from typing import IO, Any

from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError
from app.pictures.child import Child, Exceeded
from app.pictures.decode import LoadedImage, Wish

MODULE = "app.pictures.decoding_process"
_HINT = "Save it at a smaller size."


def decode_apart(stream: IO[bytes], wish: Wish, cancel: CancelToken, spent: float = 0.0) -> LoadedImage:
    """As `app.pictures.decode.decode`, within 10 seconds and a gigabyte.

    Args:
        stream: Its file.
        wish: What is wanted.
        cancel: Ends it within a second.
        spent: Seconds of its time that are over already.

    Raises:
        AppError: As there; or it took too long, or too much memory.
        Cancelled: The token was raised.
    """
    turn = turns()
    while not turn.acquire(timeout=0.1):
        cancel.check()
    try:
        order = {"name": wish.name, "size": wish.size, "max_pixels": wish.max_pixels, "need": wish.need}
        order["shrink"] = wish.shrink
        with Child(MODULE, order, stream, cancel, spent) as child:
            return _received(child)
    except Exceeded as error:
        raise refusal(wish.name, error.why) from None
    except OSError:
        raise AppError(f"{wish.name} cannot be opened now.", "Close other programs and try again.") from None
    finally:
        turn.release()


def refusal(name: str, why: str) -> AppError:
    """The sentence on a file that was given up.

    Args:
        name: What to call it.
        why: As `app.pictures.child.Exceeded` has it.
    """
    if why == "time":
        return AppError(f"{name} takes too long to open.", _HINT)
    if why == "memory":
        return AppError(f"{name} needs more memory than I give one file.", _HINT)
    return AppError(f"{name} is damaged or cut off and cannot be read.", "Try to copy or download it again.")


@lru_cache(maxsize=1)
def turns() -> Semaphore:
    """Whoever holds one may have such a process: two at once, so that an index keeps nobody waiting."""
    return Semaphore(2)


def _received(child: Child) -> LoadedImage:
    told = child.answer()
    if "error" in told:
        raise AppError(*told["error"])
    wide, high = told["size"]
    image = Image.new("RGB", (wide, high))
    for top in range(0, high, told["band"]):
        rows = min(told["band"], high - top)
        image.paste(Image.frombytes("RGB", (wide, rows), child.data(3 * wide * rows)), (0, top))
    exif: dict[str, Any] = {name: _value(value) for name, value in told["exif"].items()}
    if "GPS" in exif:
        exif["GPS"] = {int(tag): _value(value) for tag, value in told["exif"]["GPS"].items()}
    return LoadedImage(image, told["width"], told["height"], told["format"], exif=exif, frames=told["frames"])


def _value(value: Any) -> Any:
    """Of an EXIF field: JSON has no tuples."""
    return tuple(value) if isinstance(value, list) else value
