import io
from pathlib import Path

import pytest

from app.cli.sources import jobs, natural_key
from app.errors import AppError


class Pipe(io.BytesIO):
    def __init__(self, data: bytes, *, terminal: bool = False) -> None:
        super().__init__(data)
        self.terminal = terminal
        self.asked = 0

    def isatty(self) -> bool:
        return self.terminal

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked = size or 0
        return super().read(size)


def test_a_folder_gives_its_pictures_in_natural_order(tmp_path: Path) -> None:
    for name in ("img10.JPG", "img2.jpg", "IMG1.png", "notes.txt", ".hidden.png", "b.heic"):
        (tmp_path / name).touch()
    (tmp_path / "album.jpg").mkdir()
    found = list(jobs([str(tmp_path)]))
    assert [job.path.name for job in found if job.path] == ["b.heic", "IMG1.png", "img2.jpg", "img10.JPG"]
    assert all(job.fetch() == job.path for job in found)


def test_natural_order_knows_numbers() -> None:
    names = ["a10", "a9", "a", "10", "9", "a9b2", "a9b10"]
    assert sorted(names, key=lambda n: natural_key(Path(n))) == ["9", "10", "a", "a9", "a9b2", "a9b10", "a10"]


def test_an_empty_folder_is_an_error_that_stops_no_other(tmp_path: Path) -> None:
    empty = tmp_path / "holiday"
    empty.mkdir()
    first, second = jobs([str(empty), "photo.jpg"])
    assert first.path == empty
    with pytest.raises(AppError, match="no picture in the folder holiday"):
        first.fetch()
    assert second.fetch() == Path("photo.jpg")


@pytest.mark.parametrize(
    "address",
    ["https://example.com/a.jpg", "HTTP://example.com", "ftp://example.com/a.png", "data:image/png,"],
)
def test_nothing_is_fetched_from_an_address(address: str) -> None:
    first, second = jobs([address, "photo.jpg"])
    with pytest.raises(AppError, match="fetches nothing from addresses") as caught:
        first.fetch()
    assert caught.value.hint == "Save the picture first, then give its file."
    assert second.fetch() == Path("photo.jpg")


def test_a_file_whose_name_begins_like_an_address_is_a_file() -> None:
    for name in ("https.jpg", "http/a.jpg", "data.png"):
        (job,) = jobs([name])
        assert job.fetch() == Path(name)


def test_a_missing_file_is_left_to_the_loader() -> None:
    (job,) = jobs(["nowhere.jpg"])
    assert job.fetch() == Path("nowhere.jpg")


def test_a_name_that_no_system_allows_is_left_to_the_loader() -> None:
    (job,) = jobs(["bad\0name.jpg"])
    assert job.fetch() == Path("bad\0name.jpg")


def test_standard_input_is_one_picture() -> None:
    pipe = Pipe(b"data")
    (job,) = jobs(["-"], pipe)
    assert (pipe.asked, job.path) == (0, None), "read before its turn"
    assert job.fetch() == b"data"


def test_standard_input_is_limited() -> None:
    pipe = Pipe(b"x" * 3_000_000)
    (job,) = jobs(["-"], pipe, limit=2 * 1024 * 1024)
    with pytest.raises(AppError, match="larger than 2 megabytes"):
        job.fetch()
    assert pipe.asked == 2 * 1024 * 1024 + 1


def test_a_terminal_is_no_picture() -> None:
    (job,) = jobs(["-"], Pipe(b"", terminal=True))
    with pytest.raises(AppError, match="standard input"):
        job.fetch()


@pytest.mark.parametrize(
    "suffix", ["jpg", "jpeg", "png", "webp", "gif", "tif", "tiff", "bmp", "heic", "avif"]
)
def test_every_format_is_found_in_a_folder(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"picture.{suffix.upper()}").touch()
    (job,) = jobs([str(tmp_path)])
    assert job.fetch() == job.path
