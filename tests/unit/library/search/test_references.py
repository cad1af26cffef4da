import os
from pathlib import Path

import numpy as np
import pytest
from made_library import SmallEmbedder
from numpy.typing import NDArray

from app.cancel import CancelToken
from app.errors import AppError, Cancelled
from app.library.search.references import reference_vectors

TEXTS = [f"a thing of number {number}" for number in range(150)]


class Counting(SmallEmbedder):
    def __init__(self, name: str = "small") -> None:
        super().__init__(name)
        self.parts: list[int] = []

    def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
        self.parts.append(len(texts))
        return super().embed_texts(texts, cancel)


def made(folder: Path | None, embedder: Counting, texts: list[str] = TEXTS) -> NDArray[np.float32]:
    return reference_vectors(embedder, texts, folder, CancelToken())


def test_they_are_made_in_parts_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    first, second = Counting(), Counting()
    vectors = made(folder, first)
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, SmallEmbedder().embed_texts(TEXTS, CancelToken()))
    assert first.parts == [64, 64, 22]
    assert np.array_equal(made(folder, second), vectors)
    assert second.parts == []
    (kept,) = folder.iterdir()
    assert (kept.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_another_model_or_other_texts_have_their_own(tmp_path: Path) -> None:
    made(tmp_path, Counting())
    for embedder, texts in ((Counting("other"), TEXTS), (Counting(), TEXTS[:-1]), (Counting(), TEXTS[::-1])):
        made(tmp_path, embedder, texts)
        assert embedder.parts
    assert len(list(tmp_path.iterdir())) == 4


def test_without_a_folder_nothing_is_kept() -> None:
    embedder = Counting()
    made(None, embedder)
    made(None, embedder)
    assert len(embedder.parts) == 6


def test_no_texts(tmp_path: Path) -> None:
    assert made(tmp_path, Counting(), []).shape == (0, 88)
    assert made(tmp_path, Counting(), []).shape == (0, 88)


def damage(kept: Path, how: str) -> None:
    whole = kept.read_bytes()
    if how == "pickle":
        np.save(kept, np.array([{"a": 1}]), allow_pickle=True)
    elif how == "archive":
        with kept.open("wb") as file:
            np.savez(file, a=np.zeros(3))
    elif how == "huge":
        kept.write_bytes(whole.replace(b"(150, 88)", b"(1500000000000, 88)"))
    else:
        kept.write_bytes(
            {
                "empty": b"",
                "short": whole[:-100],
                "zeros": bytes(len(whole)),
                "lost end": whole[:-4000] + bytes(4000),
                "text": b"hello " * 1000,
                "no archive": b"PK\x03\x04" + bytes(200),
            }[how]
        )


@pytest.mark.parametrize(
    "how", ["empty", "short", "zeros", "lost end", "text", "no archive", "pickle", "archive", "huge"]
)
def test_a_damaged_one_is_made_again(tmp_path: Path, how: str) -> None:
    vectors = made(tmp_path, Counting())
    (kept,) = tmp_path.iterdir()
    damage(kept, how)
    again = Counting()
    assert np.array_equal(made(tmp_path, again), vectors)
    assert again.parts == [64, 64, 22]
    after = Counting()
    made(tmp_path, after)
    assert after.parts == []


def test_a_folder_that_cannot_be_made_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert made(tmp_path / "file" / "cache", Counting()).shape == (150, 88)


def test_a_full_disk_does_no_harm_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert made(tmp_path, Counting()).shape == (150, 88)
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_stopped_between_parts_and_keeps_nothing_then(tmp_path: Path) -> None:
    cancel = CancelToken()

    class Stopping(Counting):
        def embed_texts(self, texts: list[str], token: CancelToken) -> NDArray[np.float32]:
            found = super().embed_texts(texts, token)
            cancel.cancel()
            return found

    embedder = Stopping()
    with pytest.raises(Cancelled):
        reference_vectors(embedder, TEXTS, tmp_path, cancel)
    assert embedder.parts == [64]
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    class Broken(Counting):
        def embed_texts(self, texts: list[str], cancel: CancelToken) -> NDArray[np.float32]:
            raise AppError("The model cannot be used.")

    with pytest.raises(AppError, match="cannot be used"):
        made(tmp_path, Broken())
