import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlx_models.errors import ModelError
from mlx_models.fastvlm.config import Layout, Quantization, parse_config

QWEN = {
    "hidden_size": 896,
    "num_hidden_layers": 24,
    "intermediate_size": 4864,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "vocab_size": 151936,
}
APPLE = {
    **QWEN,
    "model_type": "llava_qwen2",
    "mm_vision_tower": "mobileclip_l_1024",
    "rope_theta": 1000000.0,
    "tie_word_embeddings": True,
    "eos_token_id": 151645,
}


def test_apples_flat_entries() -> None:
    config = parse_config(APPLE, Layout.APPLE, {"eos_token_id": [151645, 151643]})
    assert config.text.hidden_size == 896
    assert config.text.head_dim == 64
    assert config.text.tie_word_embeddings
    assert config.image_token_index == -200
    assert config.image_size == 1024
    assert config.eos_token_ids == (151645, 151643)
    assert config.quantization is None


def test_ids_that_end_an_answer_come_from_every_file() -> None:
    config = {**APPLE, "eos_token_id": 9, "text_config": {"eos_token_id": None}}
    assert parse_config(config, Layout.APPLE, {"eos_token_id": [7, 8]}).eos_token_ids == (7, 8, 9)


def test_transformers_nested_entries() -> None:
    rope = {"rope_parameters": {"rope_theta": 12345.0, "rope_type": "default"}}
    config = parse_config(
        {"text_config": {**QWEN, **rope}, "image_token_index": 151646}, Layout.TRANSFORMERS, {}
    )
    assert config.text.rope_theta == 12345.0
    assert not config.text.tie_word_embeddings
    assert config.image_token_index == 151646


def test_the_resolution_is_in_the_towers_name() -> None:
    assert parse_config({**APPLE, "mm_vision_tower": "mobileclip_l_384"}, Layout.APPLE, {}).image_size == 384


def test_mixed_quantization() -> None:
    entry = {
        "bits": 4,
        "group_size": 64,
        "mode": "affine",
        "language_model.lm_head": {"bits": 6},
        "language_model.model.embed_tokens": {"bits": 8, "group_size": 32},
        "mm_projector.0": False,
    }
    config = parse_config({**APPLE, "quantization": entry}, Layout.MLX, {})
    assert config.quantization == Quantization(4, 64)
    assert config.layer_quantization == {
        "language_model.lm_head": Quantization(6, 64),
        "language_model.model.embed_tokens": Quantization(8, 32),
        "mm_projector.0": None,
    }


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"hidden_size": None}, '"hidden_size" in config.json is missing'),
        ({"hidden_size": "896"}, '"hidden_size" in config.json is missing or not a whole number'),
        ({"hidden_size": 0}, "not positive"),
        ({"num_attention_heads": 13}, "attention heads"),
        ({"num_key_value_heads": 3}, "attention heads"),
        ({"rope_theta": -1}, '"rope_theta" in config.json is not a positive number'),
        ({"rope_scaling": {"type": "yarn", "factor": 4.0}}, '"yarn"'),
        ({"use_sliding_window": True}, "Sliding-window"),
        ({"hidden_act": "gelu"}, '"gelu"'),
        ({"mm_vision_tower": "mobileclip_l_1000"}, "1000"),
        ({"quantization": 4}, "not an object"),
        ({"quantization": {"bits": 7, "group_size": 64}}, "7 bits"),
        ({"quantization": {"bits": 4}}, '"group_size"'),
        ({"quantization": {"bits": 4, "group_size": 32, "mode": "mxfp4"}}, '"mxfp4"'),
        ({"quantization_config": {"quant_method": "bitsandbytes", "bits": 4}}, '"bitsandbytes"'),
    ],
)
def test_what_cannot_be_is_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ModelError, match=words.replace("(", r"\(")):
        parse_config({**APPLE, **change}, Layout.APPLE, {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(name=st.sampled_from([*APPLE, "quantization", "rope_scaling", "vision_config"]), value=JSON)
def test_any_value_gives_a_configuration_or_a_model_error(name: str, value: object) -> None:
    try:
        config = parse_config({**APPLE, name: value}, Layout.APPLE, {})
    except ModelError:
        return
    assert config.text.hidden_size > 0


def test_heads_of_another_size() -> None:
    assert parse_config({**APPLE, "head_dim": 64}, Layout.APPLE, {}).text.head_dim == 64
    with pytest.raises(ModelError, match="head_dim"):
        parse_config({**APPLE, "head_dim": 128}, Layout.APPLE, {})
