"""CLIP's tokenizer (OpenAI's, arXiv 2103.00020), as OpenCLIP has it: byte pairs that know where words end."""

import gzip
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from mlx_models.byte_level import byte_letters
from mlx_models.errors import ModelError
from mlx_models.mobileclip.cleaning import Cleaner

START, END = "<start_of_text>", "<end_of_text>"
# Case does not matter to OpenCLIP's pattern; of small letters this concerns the long s alone.
_PIECES = rf"{START}|{END}|'[sſ]|'t|'re|'ve|'m|'ll|'d|[\p{{L}}]+|[\p{{N}}]|[^\s\p{{L}}\p{{N}}]+"  # noqa: RUF001
_LAST = "</w>"  # follows the last letter of a word


class ClipTokenizer:
    """Sentences to ids; the vocabulary and its merges ship with the package.

    Args:
        length: Ids of a sentence, what is longer is cut and what is shorter is filled with zeros.

    Attributes:
        start: The id every sentence begins with.
        end: The id every sentence ends with, the largest of all.
    """

    def __init__(self, length: int = 77) -> None:
        from tokenizers import Regex, models, pre_tokenizers

        self._length = length
        self._clean = Cleaner()
        merges = _merges()
        self._letter_of = byte_letters()
        letters = list(self._letter_of.values())
        words = [*letters, *(letter + _LAST for letter in letters)]
        words += ["".join(pair) for pair in merges] + [START, END]
        self._ids = {word: i for i, word in enumerate(words)}
        self.start, self.end = self._ids[START], self._ids[END]
        self._model = models.BPE(self._ids, merges, end_of_word_suffix=_LAST)
        self._split = pre_tokenizers.Split(Regex(_PIECES), behavior="removed", invert=True)

    def __call__(self, texts: str | Sequence[str]) -> NDArray[np.int64]:
        """Sentences to ids.

        Args:
            texts: One or N.

        Returns:
            (N, length): the start, the sentence, the end, zeros.

        Raises:
            ModelError: Something else than text is among them.
        """
        texts = [texts] if isinstance(texts, str) else list(texts)
        found = np.zeros((len(texts), self._length), np.int64)
        for row, text in zip(found, texts, strict=True):
            if not isinstance(text, str):
                raise ModelError(f"Only text can be tokenized, not {type(text).__name__}.")
            ids = [self.start, *self.encode(text)[: self._length - 2], self.end]
            row[: len(ids)] = ids
        return found

    def encode(self, text: str) -> list[int]:
        """One sentence's ids, without start and end."""
        ids: list[int] = []
        for piece, _ in self._split.pre_tokenize_str(self._clean(text)):
            if piece in (START, END):
                ids.append(self._ids[piece])
            else:
                word = "".join(self._letter_of[b] for b in piece.encode("utf-8"))
                ids += [token.id for token in self._model.tokenize(word)]
        return ids


def _merges() -> list[tuple[str, str]]:
    data = files("mlx_models.mobileclip").joinpath("merges.txt.gz").read_bytes()
    pairs = (line.partition(" ") for line in gzip.decompress(data).decode("utf-8").split("\n") if line)
    return [(left, right) for left, _, right in pairs]
