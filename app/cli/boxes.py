"""--boxes of `describe`: what was found, drawn into a copy of the picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.grammar import Parser
from app.cli.output import Output
from app.errors import AppError

if TYPE_CHECKING:
    from app.describe.picture import Picture
    from app.describe.result import Description
    from app.inference.perception import Perception


def add_boxes(parser: Parser) -> None:
    """Add --boxes and --overwrite."""
    parser.add_argument(
        "--boxes",
        metavar="FILE",
        help="Also write a copy of the picture as PNG, with a frame and a name for each object and face "
        "that was found. For one picture at a time.",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="With --boxes: replace the file where it is there already."
    )


class BoxesFile:
    """The copy that is written.

    Args:
        target: Where to; ends in .png.
        overwrite: Replace a file that is there, without asking.
        output: Asks, and tells.

    Raises:
        AppError: It may not be written there.
    """

    def __init__(self, target: Path, overwrite: bool, output: Output) -> None:
        if target.suffix.lower() != ".png":
            raise AppError("Boxes are drawn into a PNG file.", "Give --boxes a name that ends in png.")
        if not target.parent.is_dir():
            raise AppError(f"There is no folder {target.parent.name} for {target.name}.", "Check the path.")
        if target.exists() and not overwrite:
            trouble = f"{target.name} is there already."
            if not output.asks:
                raise AppError(trouble, "Name another file. To replace it, add --overwrite.")
            if not output.agreed(f"{trouble} To replace it, type yes."):
                raise AppError("No boxes were drawn.", f"{target.name} stays as it is.")
        self._target = target
        self._output = output

    def write(self, picture: "Picture", description: "Description") -> None:
        """Draw what was found in a picture. Raises AppError."""
        from app.adapters import load
        from app.atomic import atomic_write
        from app.describe.drawn import drawn

        source, target, perceived = picture.source, self._target, description.perceived
        if isinstance(source, Path) and target.exists() and target.samefile(source):
            raise AppError("The boxes would replace the picture itself.", "Name another file for them.")
        copy = drawn(load(source).image, perceived)
        try:
            with atomic_write(target, 0o666) as file:
                copy.save(file, "PNG")
        except OSError as error:
            raise AppError(
                f"{target.name} could not be written.", "Check the folder and its disk's room."
            ) from error
        self._output.remark(f"{target.name} shows {_told(perceived)}.")


def _told(perceived: "Perception") -> str:
    from app.describe.words.phrasing import counted
    from app.inference.protocols import Stance

    counts = [
        (sum(one.stance is not Stance.WITHHELD for one in found), noun)
        for noun, found in (("object", perceived.objects), ("face", perceived.faces))
    ]
    words = " and ".join(counted(count, noun) for count, noun in counts if count)
    return words or "no boxes, as I found no object that I know"
