"""Words to ids and back, from tokenizer.json (a WordLevel model of the `tokenizers` library).

The decoder's words come first; the text encoder knows those and more.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.words import words_of
from mlx_models.errors import ModelError

UNKNOWN = 3


class WordTokenizer:
    """Word ids for the decoder and the text encoder."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self._ids = {w: i for i, w in enumerate(words)}

    @classmethod
    def load(cls, path: Path) -> "WordTokenizer":
        """Read tokenizer.json.

        Raises:
            ModelError: The file is missing or not what it should be.
        """
        from tokenizers import Tokenizer

        try:
            vocabulary = Tokenizer.from_file(str(path)).get_vocab()
        except Exception as error:  # the library raises a bare Exception
            raise ModelError(f"{path.name} is missing or damaged") from error
        return cls(sorted(vocabulary, key=lambda w: vocabulary[w]))

    @staticmethod
    def save(words: list[str], path: Path) -> None:
        """Write tokenizer.json for these words, in the order of their ids."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

        tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="<unknown>"))
        tokenizer.normalizer = normalizers.Lowercase()
        tokenizer.pre_tokenizer = pre_tokenizers.Split(
            Regex(r"[a-z0-9]+(?:'[a-z]+)?"), behavior="removed", invert=True
        )
        tokenizer.save(str(path))

    def encode_texts(self, texts: list[str], longest: int) -> NDArray[np.int32]:
        """(N, longest) ids padded with 0; words it does not know are left out."""
        out = np.zeros((len(texts), longest), dtype=np.int32)
        for i, text in enumerate(texts):
            row = [self._ids[w] for w in words_of(text) if w in self._ids][:longest] or [UNKNOWN]
            out[i, : len(row)] = row
        return out
