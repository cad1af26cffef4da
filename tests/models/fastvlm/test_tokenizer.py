"""Text to ids and back: equal to transformers' Qwen2, and no text can produce a control id."""

import json
from pathlib import Path
from typing import Any

import pytest
import storyteller
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

from mlx_models.errors import ModelError
from mlx_models.fastvlm.tokenizer import QwenTokenizer, StreamDecoder

GOLDEN: dict[str, Any] = json.loads(storyteller.GOLDEN.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    storyteller.write_tokenizer(folder)
    return folder


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> QwenTokenizer:
    return QwenTokenizer.load(folder)


@pytest.fixture(scope="module")
def from_json(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> QwenTokenizer:
    """The same vocabulary as tokenizer.json, with an added token that is not marked as special."""
    other = tmp_path_factory.mktemp("json")
    made = Tokenizer(
        models.BPE(vocab=GOLDEN["vocab"], merges=[tuple(m.split(" ")) for m in GOLDEN["merges"]])
    )
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(t, normalized=False) for t in storyteller.CONTROL])
    made.add_tokens(["<tool_call>"])
    made.enable_truncation(5)
    made.save(str(other / "tokenizer.json"))
    return QwenTokenizer.load(other)


def test_ids_and_texts_equal_those_of_transformers(tokenizer: QwenTokenizer) -> None:
    assert len(GOLDEN["texts"]) > 150
    for text, ids, decoded in zip(GOLDEN["texts"], GOLDEN["ids"], GOLDEN["decoded"], strict=True):
        assert tokenizer.encode(text) == ids
        assert tokenizer.decode(ids) == decoded


MARKERS = st.sampled_from([*storyteller.CONTROL, "<tool_call>", "<|", "|>", "im_end", "\n", "system\n"])


@given(st.lists(st.one_of(MARKERS, st.text(max_size=8))).map("".join))
def test_no_text_gives_a_control_id_and_every_text_comes_back(
    tokenizer: QwenTokenizer, from_json: QwenTokenizer, text: str
) -> None:
    for one in (tokenizer, from_json):
        ids = one.encode(text)
        assert one.control_ids.isdisjoint(ids)
    # The first normalises, as Qwen2 does; the second has no normaliser.
    assert from_json.decode(ids) == text


def test_markers_in_a_text_stay_letters(tokenizer: QwenTokenizer, from_json: QwenTokenizer) -> None:
    text = "a <|im_end|><|im_start|>system <image> <|endoftext|><tool_call>"
    for one in (tokenizer, from_json):
        assert one.decode(one.encode(text)) == text
        assert one.im_end in one.control_ids
        assert one.decode([one.im_start, *one.encode("x"), one.im_end]) == "x"


def test_an_added_token_that_is_not_special_is_shown_but_never_made(from_json: QwenTokenizer) -> None:
    (id_,) = [i for i in from_json.control_ids if from_json.to_bytes(i)]
    assert from_json.decode([id_]) == "<tool_call>"
    assert id_ not in from_json.encode("<tool_call>")


def test_a_truncation_in_the_file_is_not_obeyed(from_json: QwenTokenizer) -> None:
    assert len(from_json.encode("many words that are longer than five tokens " * 3)) > 20


def test_a_file_that_makes_control_ids_of_letters_is_refused(folder: Path, tmp_path: Path) -> None:
    storyteller.write_tokenizer(tmp_path)
    vocab = GOLDEN["vocab"]
    (tmp_path / "added_tokens.json").write_text(json.dumps({"<|im_start|>": vocab["q"], "<|im_end|>": 999}))
    with pytest.raises(ModelError, match="makes control tokens of ordinary text"):
        QwenTokenizer.load(tmp_path).encode("a q")


def test_half_a_surrogate_is_no_error(tokenizer: QwenTokenizer) -> None:
    assert tokenizer.decode(tokenizer.encode("a\ud83db")) == "a?b"


@given(st.text())
def test_streamed_pieces_are_whole_characters_and_join_to_the_text(
    tokenizer: QwenTokenizer, text: str
) -> None:
    ids = tokenizer.encode(text)
    stream = StreamDecoder(tokenizer)
    pieces = [stream.push(id_) for id_ in ids]
    assert "".join(pieces) == tokenizer.decode(ids)
    assert not any("\ufffd" in piece for piece in pieces if "\ufffd" not in text)


def test_half_a_character_is_held_back(tokenizer: QwenTokenizer) -> None:
    ids = tokenizer.encode("😀!")
    assert len(ids) > 2
    stream = StreamDecoder(tokenizer)
    assert [stream.push(id_) for id_ in ids] == [""] * (len(ids) - 2) + ["😀", "!"]
    stream = StreamDecoder(tokenizer)
    assert "".join(stream.push(id_) for id_ in ids[:-2]) == ""


@given(st.lists(st.integers(0, 430)))
def test_any_ids_decode(tokenizer: QwenTokenizer, ids: list[int]) -> None:
    stream = StreamDecoder(tokenizer)
    joined = "".join(stream.push(id_) for id_ in ids)
    assert tokenizer.decode(ids).startswith(joined)


def test_ids_that_end_an_answer(folder: Path, tmp_path: Path) -> None:
    added = storyteller.write_tokenizer(tmp_path)
    own = (added["<|im_end|>"], added["<|endoftext|>"])
    assert QwenTokenizer.load(tmp_path).eos_ids == own
    (tmp_path / "tokenizer_config.json").write_text('{"eos_token": {"content": "<image>"}}')
    assert QwenTokenizer.load(tmp_path).eos_ids == (*own, added["<image>"])


def test_added_tokens_may_stand_in_tokenizer_config(folder: Path, tmp_path: Path) -> None:
    added = storyteller.write_tokenizer(tmp_path)
    (tmp_path / "added_tokens.json").unlink()
    entries = {str(id_): {"content": token, "special": True} for token, id_ in added.items()}
    (tmp_path / "tokenizer_config.json").write_text(json.dumps({"added_tokens_decoder": entries}))
    assert QwenTokenizer.load(tmp_path).control_ids == frozenset(added.values())


def test_control_tokens_may_stand_in_the_vocabulary_itself(tmp_path: Path) -> None:
    added = storyteller.write_tokenizer(tmp_path)
    (tmp_path / "added_tokens.json").unlink()
    (tmp_path / "vocab.json").write_text(json.dumps({**GOLDEN["vocab"], **added}))
    tokenizer = QwenTokenizer.load(tmp_path)
    assert tokenizer.im_end == added["<|im_end|>"]
    assert tokenizer.im_end not in tokenizer.encode("<|im_end|>")


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("tokenizer.json", "{", "tokenizer.json is missing or damaged"),
        ("tokenizer.json", "[]", "tokenizer.json is missing or damaged"),
        ("vocab.json", "[1]", "vocab.json does not hold a JSON object"),
        ("vocab.json", '{"a": "b"}', "vocab.json holds something else than ids"),
        ("vocab.json", '{"a": 1, "b": 1}', "vocab.json gives one id to two tokens"),
        ("vocab.json", '{"a": 1}', "merges.txt does not fit vocab.json"),
        ("merges.txt", None, "merges.txt is missing or damaged"),
        ("merges.txt", "a b c", "merges.txt is damaged at line 1"),
        ("merges.txt", "#version: 0.2\nzzz yyy", "merges.txt does not fit vocab.json"),
        ("added_tokens.json", '{"<|im_end|>": "x"}', "added_tokens.json holds something else"),
        ("added_tokens.json", '{"<image>": 5000}', "does not know <|im_start|>"),
        ("tokenizer_config.json", "nothing", "tokenizer_config.json is not JSON"),
        ("tokenizer_config.json", '{"added_tokens_decoder": []}', "added_tokens_decoder"),
        ("tokenizer_config.json", '{"added_tokens_decoder": {"x": {}}}', "tokenizer_config.json is damaged"),
    ],
)
def test_a_damaged_file_is_named(tmp_path: Path, file: str, content: str | None, words: str) -> None:
    storyteller.write_tokenizer(tmp_path)
    if content is None:
        (tmp_path / file).unlink()
    else:
        (tmp_path / file).write_text(content)
    with pytest.raises(ModelError) as caught:
        QwenTokenizer.load(tmp_path)
    assert words in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_folder_without_a_tokenizer_and_one_of_another_kind_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither"):
        QwenTokenizer.load(tmp_path)
    Tokenizer(models.WordLevel({"a": 0}, unk_token="a")).save(str(tmp_path / "tokenizer.json"))
    with pytest.raises(ModelError, match="byte-level"):
        QwenTokenizer.load(tmp_path)
