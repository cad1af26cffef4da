"""Copies that a kill leaves beside photos."""

import subprocess
import sys
from pathlib import Path

import pytest
from made_library import picture_bytes

from app.library.metadata.leftovers import Leftovers, copy_of
from app.library.metadata.metadata import write_alt_text
from app.library.metadata.xmp import AltText

WRITER = """
import io, os, signal, sys
from pathlib import Path
import numpy as np
from PIL import Image
from app.library.metadata.leftovers import Leftovers
from app.library.metadata.metadata import write_alt_text
from app.library.metadata.xmp import AltText

def killed(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(os, sys.argv[3], killed)
write_alt_text(
    Path(sys.argv[1]), AltText("A dog."), lambda data: np.asarray(Image.open(io.BytesIO(data))),
    Leftovers(Path(sys.argv[2])).noting,
)
"""


@pytest.mark.parametrize("step", ["fchown", "utime", "replace"])
def test_a_copy_that_a_kill_left_is_deleted_at_the_next_run(tmp_path: Path, step: str) -> None:
    photo, library = tmp_path / "photos" / "a.jpg", tmp_path / "data" / "library.db"
    photo.parent.mkdir()
    library.parent.mkdir()
    photo.write_bytes(picture_bytes(1, "JPEG"))
    other = photo.with_name(".earsight-notes.jpg")
    other.touch()
    command = [sys.executable, "-c", WRITER, str(photo), str(library), step]
    assert subprocess.run(command, timeout=100).returncode == -9
    assert len(list(photo.parent.iterdir())) == 3
    Leftovers(library).clear()
    assert sorted(photo.parent.iterdir()) == sorted([photo, other])
    assert photo.read_bytes() == picture_bytes(1, "JPEG")
    assert list(library.parent.iterdir()) == []


def test_a_copy_that_is_being_written_stays(tmp_path: Path) -> None:
    leftovers = Leftovers(tmp_path / "library.db")
    copy = copy_of(tmp_path / "a.jpg")
    with leftovers.noting(copy):
        copy.touch()
        leftovers.clear()
        assert copy.exists()
    leftovers.clear()
    assert copy.exists()
    assert list(tmp_path.iterdir()) == [copy]


def test_only_what_can_be_such_a_copy_is_deleted(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.touch()
    (tmp_path / "library.db.writing-1").write_bytes(bytes(photo))
    (tmp_path / "library.db.writing-2").write_bytes(b"")
    away = tmp_path / "library.db.writing-3"
    away.write_bytes(bytes(tmp_path / "away" / ".earsight-0123456789ab.jpg"))
    Leftovers(tmp_path / "library.db").clear()
    assert sorted(tmp_path.iterdir()) == [photo, away]


def test_nothing_is_written_where_it_cannot_be_noted(tmp_path: Path) -> None:
    from app.errors import AppError

    photo = tmp_path / "a.jpg"
    photo.write_bytes(before := picture_bytes(1, "JPEG"))
    nowhere = Leftovers(tmp_path / "missing" / "library.db")
    with pytest.raises(AppError, match="the file is as it was"):
        write_alt_text(photo, AltText("A dog."), lambda data: pytest.fail("decoded"), nowhere.noting)
    assert photo.read_bytes() == before
