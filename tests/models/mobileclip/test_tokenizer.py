"""What the tokenizer does beyond the sentences it is compared with OpenCLIP's on (test_parity.py)."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlx_models.errors import ModelError
from mlx_models.mobileclip.cleaning import Cleaner
from mlx_models.mobileclip.tokenizer import ClipTokenizer

TOKENIZER = ClipTokenizer()


def test_start_end_and_zeros() -> None:
    ids = TOKENIZER(["a dog", ""])
    assert ids.dtype == np.int64
    assert ids[0, :5].tolist() == [49406, 320, 1929, 49407, 0]
    assert ids[1, :3].tolist() == [49406, 49407, 0]
    assert not ids[:, 5:].any()
    assert (TOKENIZER.start, TOKENIZER.end) == (49406, 49407)


def test_what_is_too_long_keeps_its_end() -> None:
    ids = TOKENIZER("word " * 500)
    assert ids.shape == (1, 77)
    assert ids[0, 0] == TOKENIZER.start
    assert ids[0, -1] == TOKENIZER.end
    assert (ids[0, 1:-1] == ids[0, 1]).all()
    assert ClipTokenizer(5)("word " * 9).tolist() == [[49406, *ids[0, 1:4].tolist(), 49407]]


def test_one_sentence_none_and_something_else() -> None:
    np.testing.assert_array_equal(TOKENIZER("a cat"), TOKENIZER(["a cat"]))
    assert TOKENIZER([]).shape == (0, 77)
    with pytest.raises(ModelError, match="not int"):
        TOKENIZER(["a cat", 5])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("  A  Dog\n on\tGRASS ", "a dog on grass"),
        ("fish &amp;amp; chips &lt;b&gt;", "fish & chips <b>"),
        ("“curly” ‘quotes’ ﬁne ＷＩＤＥ", "\"curly\" 'quotes' fine wide"),  # noqa: RUF001
        ("P&EACUTE;REZ", "pérez"),
        ("\ud83d\udc36", "🐶"),
        ("x\ud83dy", "x\ufffdy"),
        ("\x1b[31mred\x1b[0m\x07", "red"),
        ("cafe\u0301", "café"),
        # Where we differ from OpenCLIP: text decoded in a wrong encoding is not mended.
        ("cafÃ©", "cafã©"),
    ],
)
def test_cleaning(given: str, wanted: str) -> None:
    assert Cleaner()(given) == wanted


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_gives_ids_of_the_vocabulary(text: str) -> None:
    row = TOKENIZER(text)[0]
    length = int((row != 0).nonzero()[0].max()) + 1
    assert row[0] == TOKENIZER.start
    assert row[length - 1] == TOKENIZER.end
    assert 0 <= row.min() <= row.max() == TOKENIZER.end
    np.testing.assert_array_equal(TOKENIZER(text)[0], row)


@pytest.mark.parametrize("text", ["&" + "amp;" * 20_000 + "lt;", "a" * 200_000, "<" * 200_000])
def test_texts_made_to_take_time(text: str) -> None:
    """What is quadratic in their length takes a minute."""
    start = time.process_time()
    assert TOKENIZER(text)[0, 0] == TOKENIZER.start
    assert time.process_time() - start < 5
