"""Qwen2's tokenizer: ordinary text to ids that are never control ids, and ids to text as they come.

Byte-level BPE (arXiv 2407.10671, section 2.1). Control tokens (``<|im_start|>`` and the like) are put in by
id, by our own templates only; the same letters in a text are ordinary letters.
"""

import codecs
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlx_models.byte_level import byte_letters
from mlx_models.errors import ModelError
from mlx_models.stored import read_json

if TYPE_CHECKING:
    from tokenizers import Tokenizer

IM_START, IM_END, END_OF_TEXT = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
# How Qwen2 cuts a text before BPE: contractions, words, single digits, punctuation, line breaks, spaces.
_PIECES = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)


class QwenTokenizer:
    """Text to ids and back.

    Args:
        tokenizer: Byte-level BPE of the `tokenizers` library.
        control: Content -> id of every added token.
        hidden: Ids among them that are no part of a decoded text.
        eos_ids: Ids that end an answer, besides ``<|im_end|>`` and ``<|endoftext|>``.
        source: File named in errors.

    Attributes:
        im_start: Id that opens a message.
        im_end: Id that closes a message.
        eos_ids: Ids that end an answer; config.json may name others.

    Raises:
        ModelError: It is not byte-level, or lacks ``<|im_start|>`` or ``<|im_end|>``.
    """

    def __init__(
        self,
        tokenizer: "Tokenizer",
        control: Mapping[str, int],
        hidden: Iterable[int],
        eos_ids: Iterable[int] = (),
        source: str = "tokenizer.json",
    ) -> None:
        from tokenizers import AddedToken, decoders

        if not isinstance(tokenizer.decoder, decoders.ByteLevel):
            raise ModelError(f"{source} does not hold a byte-level tokenizer.")
        for token in (IM_START, IM_END):
            if token not in control:
                raise ModelError(f"{source} does not know {token}.")
        tokenizer.no_truncation()
        tokenizer.no_padding()
        # Only tokens marked as special are read as ordinary text, so all of them are marked.
        known = tokenizer.get_added_tokens_decoder().values()
        tokenizer.add_special_tokens([AddedToken(t.content, normalized=t.normalized) for t in known])
        tokenizer.encode_special_tokens = True
        self._tokenizer = tokenizer
        self._source = source
        self._control = dict(control)
        self.im_start, self.im_end = control[IM_START], control[IM_END]
        self._added = {id_: text for text, id_ in control.items()}
        self._hidden = frozenset(hidden)
        ends = [control[t] for t in (IM_END, END_OF_TEXT) if t in control]
        self.eos_ids: tuple[int, ...] = tuple(dict.fromkeys([*ends, *eos_ids]))

    @classmethod
    def load(cls, folder: Path) -> "QwenTokenizer":
        """Read tokenizer.json, or vocab.json with merges.txt; then added tokens and ids that end an answer.

        Raises:
            ModelError: A file is missing or damaged; it is named.
        """
        settings = _optional(folder / "tokenizer_config.json")
        added = _added_tokens(folder, settings)
        if (folder / "tokenizer.json").is_file():
            source = "tokenizer.json"
            tokenizer = _from_json(folder / source)
            own = tokenizer.get_added_tokens_decoder()
            added = {i: (t.content, t.special) for i, t in own.items()} | added
        elif (folder / "vocab.json").is_file():
            source = "tokenizer_config.json"
            tokenizer = _from_parts(folder / "vocab.json", folder / "merges.txt")
            if not added:
                vocabulary = tokenizer.get_vocab()
                names = [t for t in (END_OF_TEXT, IM_START, IM_END) if t in vocabulary]
                added = {vocabulary[t]: (t, True) for t in names}
        else:
            raise ModelError("The folder holds neither tokenizer.json nor vocab.json.")
        control = {content: id_ for id_, (content, _) in added.items()}
        hidden = [id_ for id_, (_, special) in added.items() if special]
        return cls(tokenizer, control, hidden, _eos_ids(settings, control), source)

    @cached_property
    def control_ids(self) -> frozenset[int]:
        """Every id that :meth:`encode` never gives."""
        return frozenset(self._control.values())

    def encode(self, text: str) -> list[int]:
        """Ordinary text to ids. Nothing in it counts as a control token.

        Raises:
            ModelError: The tokenizer's file makes a control id of ordinary letters.
        """
        clean = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no text
        ids: list[int] = self._tokenizer.encode(clean, add_special_tokens=False).ids
        if not self.control_ids.isdisjoint(ids):
            raise ModelError(f"{self._source} makes control tokens of ordinary text.")
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """Ids to text, control tokens left out; what is not UTF-8 becomes U+FFFD."""
        return b"".join(self.to_bytes(id_) for id_ in ids).decode("utf-8", "replace")

    def to_bytes(self, id_: int) -> bytes:
        """The bytes one id stands for; none for a control token or an id outside the vocabulary."""
        if id_ in self._hidden:
            return b""
        if id_ in self._added:
            return self._added[id_].encode()
        token = self._tokenizer.id_to_token(id_)
        if token is None:
            return b""
        try:
            return bytes(self._bytes[letter] for letter in token)
        except KeyError:
            return token.encode()

    @cached_property
    def _bytes(self) -> dict[str, int]:
        """Letter -> byte."""
        return {letter: byte for byte, letter in byte_letters().items()}


class StreamDecoder:
    """Ids to text one by one, never half a character.

    Joined, the pieces are what :meth:`QwenTokenizer.decode` gives, but for a character left unfinished.
    """

    def __init__(self, tokenizer: QwenTokenizer) -> None:
        self._tokenizer = tokenizer
        self._utf8 = codecs.getincrementaldecoder("utf-8")("replace")

    def push(self, id_: int) -> str:
        """The characters that are complete with this id; often one word, sometimes nothing."""
        return self._utf8.decode(self._tokenizer.to_bytes(id_))


def _from_json(path: Path) -> "Tokenizer":
    from tokenizers import Tokenizer, models

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises a bare Exception
        raise ModelError(f"{path.name} is missing or damaged.") from error
    if not isinstance(tokenizer.model, models.BPE):
        raise ModelError(f"{path.name} does not hold a byte-level tokenizer.")
    return tokenizer


def _from_parts(vocab: Path, merges: Path) -> "Tokenizer":
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers

    words = read_json(vocab)
    ids = list(words.values())
    if not all(isinstance(i, int) and not isinstance(i, bool) and 0 <= i < 2**31 for i in ids):
        raise ModelError(f"{vocab.name} holds something else than ids.")
    if len(set(ids)) < len(ids):
        raise ModelError(f"{vocab.name} gives one id to two tokens.")
    pairs = _merges(merges)
    try:
        tokenizer = Tokenizer(models.BPE(vocab=words, merges=pairs, ignore_merges=False))
    except Exception as error:  # the library raises a bare Exception
        raise ModelError(f"{merges.name} does not fit {vocab.name}.") from error
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def _merges(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise ModelError(f"{path.name} is missing or damaged.") from error
    pairs = []
    for number, line in enumerate(lines):
        if not line.strip() or (number == 0 and line.startswith("#version")):
            continue
        first, space, second = line.rstrip("\r").partition(" ")
        if not (first and space and second) or " " in second:
            raise ModelError(f"{path.name} is damaged at line {number + 1}.")
        pairs.append((first, second))
    return pairs


def _added_tokens(folder: Path, settings: dict[str, Any]) -> dict[int, tuple[str, bool]]:
    """Id -> (content, whether it is left out of a decoded text)."""
    found: dict[int, tuple[str, bool]] = {}
    for content, id_ in _optional(folder / "added_tokens.json").items():
        if not isinstance(id_, int) or isinstance(id_, bool) or not content:
            raise ModelError("added_tokens.json holds something else than ids.")
        found[id_] = (content, True)
    entries = settings.get("added_tokens_decoder", {})
    if not isinstance(entries, dict):
        raise ModelError('"added_tokens_decoder" in tokenizer_config.json is not an object.')
    for key, entry in entries.items():
        if not key.isascii() or not key.isdigit() or not isinstance(entry, dict):
            raise ModelError('"added_tokens_decoder" in tokenizer_config.json is damaged.')
        token = entry.get("content")
        if not isinstance(token, str) or not token:
            raise ModelError('"added_tokens_decoder" in tokenizer_config.json is damaged.')
        found[int(key)] = (token, entry.get("special") is not False)
    return found


def _eos_ids(settings: dict[str, Any], control: Mapping[str, int]) -> list[int]:
    token = settings.get("eos_token")
    if isinstance(token, dict):
        token = token.get("content")
    return [control[token]] if isinstance(token, str) and token in control else []


def _optional(path: Path) -> dict[str, Any]:
    return read_json(path) if path.is_file() else {}
