"""tokenizer.json: words to ids, by this project's reader and by the library itself."""

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from mlx_models.compact.tokenizer import UNKNOWN, WordTokenizer
from mlx_models.errors import ModelError

WORDS = ["<pad>", "<start>", "<end>", "<unknown>", "zebra", "a", "dog's", "runs"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tokenizer.json"
    WordTokenizer.save(WORDS, path)
    return path


def test_words_come_back_in_the_order_of_their_ids(file: Path) -> None:
    assert WordTokenizer.load(file).words == WORDS


def test_ids_are_padded_cut_and_without_unknown_words(file: Path) -> None:
    ids = WordTokenizer.load(file).encode_texts(
        ["A dog's zebra RUNS.", "a purple zebra", "", "purple", "a a a a a a"], 4
    )
    assert ids.dtype == np.int32
    assert ids.tolist() == [[5, 6, 4, 7], [5, 4, 0, 0], [UNKNOWN, 0, 0, 0], [UNKNOWN, 0, 0, 0], [5] * 4]


def test_the_library_itself_parts_words_the_same_way(file: Path) -> None:
    text = "A dog's zebra, runs-runs!"
    expected = WordTokenizer.load(file).encode_texts([text], 5)[0].tolist()
    assert Tokenizer.from_file(str(file)).encode(text).ids == expected


def test_no_text_at_all(file: Path) -> None:
    assert WordTokenizer.load(file).encode_texts([], 4).shape == (0, 4)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe\x00"])
def test_a_damaged_file_is_named(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        WordTokenizer.load(file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.json"):
        WordTokenizer.load(tmp_path / "nothing.json")
