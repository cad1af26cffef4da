"""Decodes a dear picture in a process of its own: `app.pictures.decoding_process`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Semaphore
from typing import IO, Any

from PIL import Image

from app.cancel import CancelToken
from app.errors import AppError
from app.pictures.child import Exceeded, FileProcess
from app.pictures.loaded import PLAIN, LoadedImage, Wish, WrittenLine, refusal

MODULE = "app.pictures.decoding_process"


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
    order = {"name": wish.name, "size": wish.size, "max_pixels": wish.max_pixels, "need": wish.need}
    order |= {"shrink": wish.shrink, "strip": wish.strip, "page": wish.page}
    with child_for(wish.name, MODULE, order, stream, cancel, spent) as child:
        return _received(child)


@contextmanager
def child_for(
    name: str, module: str, order: dict[str, Any], stream: IO[bytes], cancel: CancelToken, spent: float = 0.0
) -> Iterator[FileProcess]:
    """A process for one file, once it is its turn; what it may not take is a sentence.

    Args:
        name: What to call the file in an error.
        module: As `app.pictures.child.FileProcess` has them; so are the rest.
        order: For the process alone.
        stream: The file.
        cancel: Kills it.
        spent: Seconds of its time that are over already.

    Raises:
        AppError: It took too long, or too much memory, or died, or could not be started.
        Cancelled: The token was raised.
    """
    turn = _turns()
    while not turn.acquire(timeout=0.1):
        cancel.check()
    try:
        with FileProcess(module, order, stream, cancel, spent) as child:
            yield child
    except Exceeded as error:
        raise refusal(name, error.why) from None
    except OSError:
        raise AppError(f"{name} cannot be opened now.", "Close other programs and try again.") from None
    finally:
        turn.release()


@lru_cache(maxsize=1)
def _turns() -> Semaphore:
    """Whoever holds one may have such a process: two at once, so that an index keeps nobody waiting."""
    return Semaphore(2)


def _received(child: FileProcess) -> LoadedImage:
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
    text = tuple(WrittenLine(line, (box[0], box[1], box[2], box[3])) for line, box in told["text"])
    plain = {name: told[name] for name in PLAIN}
    return LoadedImage(image, exif=exif, text=text, **plain)


def _value(value: Any) -> Any:
    """Of an EXIF field: JSON has no tuples."""
    return tuple(value) if isinstance(value, list) else value
