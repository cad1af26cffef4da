"""The tensors of Qwen2 and their shapes. Imports no mlx."""

from mlx_models.errors import UnfitError
from mlx_models.fastvlm.config import TextConfig

PREFIX = "language_model."
_HEAD_STEP = 16  # ONNX Runtime's GroupQueryAttention takes heads of a multiple of this


def check_heads(text: TextConfig) -> None:
    """Refuse heads that only Metal computes.

    Raises:
        UnfitError: ONNX Runtime's attention does not take heads of this size.
    """
    if text.head_dim % _HEAD_STEP:
        raise UnfitError(f"Its attention heads have {text.head_dim} channels, which only Metal computes.")


def text_shapes(text: TextConfig) -> dict[str, tuple[int, ...]]:
    """Our name -> shape of each of Qwen2's tensors."""
    hidden, inner = text.hidden_size, text.intermediate_size
    queries, keys = text.num_attention_heads * text.head_dim, text.num_key_value_heads * text.head_dim
    shapes: dict[str, tuple[int, ...]] = {f"{PREFIX}model.embed_tokens.weight": (text.vocab_size, hidden)}
    for i in range(text.num_hidden_layers):
        layer = f"{PREFIX}model.layers.{i}."
        for name, rows in (("q_proj", queries), ("k_proj", keys), ("v_proj", keys)):
            shapes[f"{layer}self_attn.{name}.weight"] = (rows, hidden)
            shapes[f"{layer}self_attn.{name}.bias"] = (rows,)
        shapes[f"{layer}self_attn.o_proj.weight"] = (hidden, queries)
        shapes[f"{layer}mlp.gate_proj.weight"] = (inner, hidden)
        shapes[f"{layer}mlp.up_proj.weight"] = (inner, hidden)
        shapes[f"{layer}mlp.down_proj.weight"] = (hidden, inner)
        shapes[f"{layer}input_layernorm.weight"] = (hidden,)
        shapes[f"{layer}post_attention_layernorm.weight"] = (hidden,)
    shapes[f"{PREFIX}model.norm.weight"] = (hidden,)
    if not text.tie_word_embeddings:
        shapes[f"{PREFIX}lm_head.weight"] = (text.vocab_size, hidden)
    return shapes
