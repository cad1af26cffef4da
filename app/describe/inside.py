"""What the pictures in a window show to which its program gives no name."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future

from PIL import Image as Images
from PIL.Image import Image

from app.cancel import CancelToken
from app.describe.findings import Findings
from app.describe.perceiving import Perceive, Weigh
from app.describe.words.photo import PhotoWords
from app.describe.words.phrasing import kind_name
from app.inference.protocols import Kind, Level, Seen
from app.shot import Shot

_MOST = 12


def inside(
    findings: Findings,
    shot: Shot,
    look: Callable[[Image, CancelToken], "Future[Seen] | None"],
    perceive: Perceive | None,
    weigh: Weigh,
    words: PhotoWords,
    cancel: CancelToken,
) -> Iterator[str]:
    """A sentence for each nameless picture in a window, one after the other; each is looked at once.

    Args:
        findings: Of the window; what its pictures show is entered there.
        shot: Its picture.
        look: The model that says what a picture is.
        perceive: Finds things in photos; None where nothing does.
        weigh: Decides how they may be told.
        words: Puts it into words.
        cancel: Stops it.

    Raises:
        Cancelled: The token was raised.
        AppError: The model cannot be used.
    """
    if findings.window is None:
        return
    for number, box in findings.window.nameless[:_MOST]:
        if number not in findings.inside:
            cancel.check()
            left, top, right, bottom = box
            image = Images.fromarray(shot.pixels[top:bottom, left:right])
            looking = look(image, cancel)
            if looking is None:
                return
            findings.inside[number] = _shown(image, looking.result(), perceive, weigh, words, cancel)
        yield findings.window.picture_words(number, findings.inside[number])


def _shown(
    image: Image,
    seen: Seen,
    perceive: Perceive | None,
    weigh: Weigh,
    words: PhotoWords,
    cancel: CancelToken,
) -> str:
    if seen.kind is not Kind.PHOTO or seen.foreign:  # of drawings nothing that is seen is sure enough
        kind = Kind.UNKNOWN if seen.kind in (Kind.PHOTO, Kind.BLANK) else seen.kind
        return words.language.say("kind", kind=kind_name(kind))
    part = Findings(*image.size)
    part.seen = seen
    if perceive is not None:
        part.perceived = weigh(perceive(image, cancel), seen.impression)
    part.settle()
    return words.opening(part.kind, part.seen, part.perceived, Level.BRIEF)
