"""What a FastVLM checkpoint's config.json says, in any of its three layouts, and preprocessor_config.json."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from PIL import Image

from mlx_models.errors import ModelError, UnfitError
from mlx_models.stored import Shape, read_json
from mlx_models.values import number

CONFIG = "config.json"
PREPROCESSOR = "preprocessor_config.json"
PATCH = 64  # side of the square of pixels that one visual token stands for
IMAGE_SIZE = 1024
MIN_LENGTH = 8192  # positions; transformers sets no limit, and a picture may take 256 of them
MOST_LAYERS = 1 << 10
MOST_POSITIONS = 1 << 20
IMAGE_PLACEHOLDER = -200  # LLaVA's, which no vocabulary holds
LANGUAGE = "language_model."  # begins our names of Qwen2's tensors
_HEAD_STEP = 16  # ONNX Runtime's GroupQueryAttention takes heads of a multiple of this


class Layout(StrEnum):
    """Whose names and axes a checkpoint's tensors have."""

    APPLE = "apple"
    TRANSFORMERS = "transformers"
    MLX = "mlx"


@dataclass(frozen=True)
class Qwen2Config:
    """Qwen2's sizes (arXiv 2407.10671), as in its config.json."""

    hidden_size: int
    num_hidden_layers: int
    intermediate_size: int
    num_attention_heads: int
    num_key_value_heads: int
    vocab_size: int
    rms_norm_eps: float = 1e-6
    rope_theta: float = 1_000_000.0
    max_position_embeddings: int = 32768
    tie_word_embeddings: bool = True

    @property
    def max_length(self) -> int:
        """Most positions a prompt and its answer may have: what the model knows, but for tiny ones more."""
        return max(self.max_position_embeddings, MIN_LENGTH)

    @property
    def head_dim(self) -> int:
        """Size of one attention head."""
        return self.hidden_size // self.num_attention_heads

    def check_heads(self) -> None:
        """Refuse heads that only Metal computes.

        Raises:
            UnfitError: ONNX Runtime's attention does not take heads of this size.
        """
        if self.head_dim % _HEAD_STEP:
            raise UnfitError(f"Its attention heads have {self.head_dim} channels, which only Metal computes.")

    def shapes(self) -> dict[str, Shape]:
        """Our name -> shape of each of Qwen2's tensors."""
        hidden, inner = self.hidden_size, self.intermediate_size
        queries, keys = self.num_attention_heads * self.head_dim, self.num_key_value_heads * self.head_dim
        shapes: dict[str, Shape] = {f"{LANGUAGE}model.embed_tokens.weight": (self.vocab_size, hidden)}
        for i in range(self.num_hidden_layers):
            layer = f"{LANGUAGE}model.layers.{i}."
            for name, rows in (("q_proj", queries), ("k_proj", keys), ("v_proj", keys)):
                shapes[f"{layer}self_attn.{name}.weight"] = (rows, hidden)
                shapes[f"{layer}self_attn.{name}.bias"] = (rows,)
            shapes[f"{layer}self_attn.o_proj.weight"] = (hidden, queries)
            shapes[f"{layer}mlp.gate_proj.weight"] = (inner, hidden)
            shapes[f"{layer}mlp.up_proj.weight"] = (inner, hidden)
            shapes[f"{layer}mlp.down_proj.weight"] = (hidden, inner)
            shapes[f"{layer}input_layernorm.weight"] = (hidden,)
            shapes[f"{layer}post_attention_layernorm.weight"] = (hidden,)
        shapes[f"{LANGUAGE}model.norm.weight"] = (hidden,)
        if not self.tie_word_embeddings:
            shapes[f"{LANGUAGE}lm_head.weight"] = (self.vocab_size, hidden)
        return shapes


@dataclass(frozen=True)
class Quantization:
    """How a layer's weights are packed: ``bits`` each, with a scale and a bias per ``group_size``."""

    bits: int
    group_size: int


@dataclass(frozen=True)
class FastVLMConfig:
    """A checkpoint's configuration.

    Attributes:
        text: Qwen2's sizes.
        layout: Whose names the tensors have.
        image_token_index: Token id that stands for one image in a prompt.
        image_size: Side of the square picture the checkpoint was trained for, in pixels.
        eos_token_ids: Ids that end an answer, from config.json and generation_config.json.
        quantization: What applies to a quantised layer without an entry of its own; None: not quantised.
        vision: config.json's "vision_config", as it is.
        layer_quantization: Layer's name in the checkpoint -> its own; None: this layer is not quantised.
    """

    text: Qwen2Config
    layout: Layout
    image_token_index: int = IMAGE_PLACEHOLDER
    image_size: int = IMAGE_SIZE
    eos_token_ids: tuple[int, ...] = ()
    quantization: Quantization | None = None
    vision: dict[str, Any] = field(default_factory=dict)
    layer_quantization: dict[str, Quantization | None] = field(default_factory=dict)


@dataclass(frozen=True)
class ImageSettings:
    """What preprocessor_config.json says; the defaults are Apple's.

    Attributes:
        size: Side of the square the checkpoint was trained for, in pixels; None: the file does not say.
        mean: Subtracted from each channel after scaling to 0..1.
        std: Each channel is divided by it.
        rescale: Multiplies the 8-bit values.
        resample: Pillow's filter.
        pad: Pad to a square. Otherwise the middle square is cut out.
    """

    size: int | None = None
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    rescale: float = 1 / 255
    resample: Image.Resampling = Image.Resampling.BICUBIC
    pad: bool = True

    @classmethod
    def load(cls, folder: Path) -> "ImageSettings":
        """Read a checkpoint's settings; without the file, Apple's.

        A plain CLIP processor does not pad, and says nothing of it: Apple's own code pads before it runs. So
        pictures are padded unless ``do_pad`` is false and config.json does not ask for it either.

        Raises:
            ModelError: The file is damaged or holds values that make no sense.
        """
        path = folder / PREPROCESSOR
        if not path.is_file():
            return cls()
        found = read_json(path)
        config = read_json(folder / "config.json") if (folder / "config.json").is_file() else {}
        scaled, normal = found.get("do_rescale", True), found.get("do_normalize", True)
        return cls(
            size=_size(found),
            mean=_three(found, "image_mean", 0.0) if normal else (0.0, 0.0, 0.0),
            std=_three(found, "image_std", 1.0) if normal else (1.0, 1.0, 1.0),
            rescale=_finite(found.get("rescale_factor", 1 / 255), "rescale_factor") if scaled else 1.0,
            resample=_filter(found.get("resample", 3)),
            pad=found.get("do_pad") is not False or config.get("image_aspect_ratio") == "pad",
        )


def read_config(folder: Path, layout: Layout) -> FastVLMConfig:
    """The configuration of the checkpoint in ``folder``, whose tensors have ``layout``'s names.

    Raises:
        ModelError: A file cannot be read, an entry is missing or has no sensible value.
    """
    config = read_json(folder / CONFIG)
    generation = folder / "generation_config.json"
    return parse_config(config, layout, read_json(generation) if generation.is_file() else {})


def parse_config(config: dict[str, Any], layout: Layout, generation: dict[str, Any]) -> FastVLMConfig:
    """:func:`read_config` on what the files hold."""
    text = config.get("text_config") or config
    if not isinstance(text, dict):
        raise ModelError('"text_config" in config.json is not an object.')
    # Conversions keep Apple's flat entries and may add a text_config that leaves some of them out.
    text = {**config, **text}
    default = 151646 if layout is Layout.TRANSFORMERS else IMAGE_PLACEHOLDER
    default_quantization, layers = _quantization(config)
    return FastVLMConfig(
        text=_text(config, text, layout),
        layout=layout,
        image_token_index=_integer(config, "image_token_index", config.get("image_token_id", default)),
        image_size=_image_size(config),
        eos_token_ids=_eos(config, text, generation),
        quantization=default_quantization,
        vision=vision if isinstance(vision := config.get("vision_config"), dict) else {},
        layer_quantization=layers,
    )


def _text(config: dict[str, Any], text: dict[str, Any], layout: Layout) -> Qwen2Config:
    rope = text.get("rope_parameters") or text.get("rope_scaling") or {}
    kind = rope.get("rope_type", rope.get("type", "default")) if isinstance(rope, dict) else "unknown"
    if kind not in ("default", None):
        raise ModelError(f'Rotary embeddings of the type "{kind}" are not supported.')
    if text.get("head_dim") not in (
        None,
        _integer(text, "hidden_size") // max(1, _integer(text, "num_attention_heads")),
    ):
        raise ModelError(
            'Heads of another "head_dim" than hidden_size / num_attention_heads are not supported.'
        )
    if text.get("use_sliding_window"):
        raise ModelError("Sliding-window attention is not supported.")
    if text.get("hidden_act", "silu") != "silu":
        raise ModelError(f'The activation "{text["hidden_act"]}" is not supported.')
    if config.get("projector_hidden_act", "gelu") != "gelu":
        raise ModelError(f'The activation "{config["projector_hidden_act"]}" is not supported.')
    # What is not said is what those who read the layout take it for: transformers' Qwen2, or mlx-vlm's.
    tied = bool(config.get("tie_word_embeddings") or text.get("tie_word_embeddings", layout is Layout.MLX))
    theta = 1e6 if layout is Layout.MLX else 1e4
    sizes = Qwen2Config(
        hidden_size=_integer(text, "hidden_size"),
        num_hidden_layers=_integer(text, "num_hidden_layers"),
        intermediate_size=_integer(text, "intermediate_size"),
        num_attention_heads=_integer(text, "num_attention_heads"),
        num_key_value_heads=_integer(text, "num_key_value_heads", text.get("num_attention_heads")),
        vocab_size=_integer(text, "vocab_size"),
        rms_norm_eps=_number(text, "rms_norm_eps", 1e-6),
        rope_theta=_number({**rope, **text} if "rope_theta" in text else rope, "rope_theta", theta),
        max_position_embeddings=_integer(text, "max_position_embeddings", 32768),
        tie_word_embeddings=tied,
    )
    for name in ("hidden_size", "num_hidden_layers", "intermediate_size", "vocab_size"):
        if getattr(sizes, name) < 1:
            raise ModelError(f'"{name}" in config.json is not positive.')
    # A damaged number must not fill the memory before it is found not to fit the tensors.
    if sizes.num_hidden_layers > MOST_LAYERS or not 1 <= sizes.max_position_embeddings <= MOST_POSITIONS:
        raise ModelError("The numbers of layers or positions in config.json make no sense.")
    heads, groups = sizes.num_attention_heads, sizes.num_key_value_heads
    if heads < 1 or groups < 1 or heads % groups or sizes.hidden_size % heads or sizes.head_dim % 2:
        raise ModelError("The numbers of attention heads in config.json do not fit together.")
    return sizes


def _image_size(config: dict[str, Any]) -> int:
    vision = config.get("vision_config")
    if isinstance(vision, dict) and isinstance(vision.get("image_size"), int):
        size = int(vision["image_size"])
    else:
        # "mobileclip_l_1024", Apple's name for the tower, ends in it.
        found = re.search(r"_(\d{2,4})$", str(config.get("mm_vision_tower", "")))
        size = int(found[1]) if found else IMAGE_SIZE
    if size < PATCH or size % PATCH:
        raise ModelError(f"The picture size {size} in config.json is not a multiple of {PATCH}.")
    return size


def _eos(config: dict[str, Any], text: dict[str, Any], generation: dict[str, Any]) -> tuple[int, ...]:
    found: list[int] = []
    for source in (generation, config, text):
        ids = source.get("eos_token_id")
        for one in ids if isinstance(ids, list) else [ids]:
            if isinstance(one, int) and not isinstance(one, bool) and one not in found:
                found.append(one)
    return tuple(found)


def _quantization(
    config: dict[str, Any],
) -> tuple[Quantization | None, dict[str, Quantization | None]]:
    entry = config.get("quantization", config.get("quantization_config"))
    if entry is None:
        return None, {}
    if not isinstance(entry, dict):
        raise ModelError('"quantization" in config.json is not an object.')
    layers = {
        name: None if value is False else _one_quantization({**entry, **value})
        for name, value in entry.items()
        if value is False or isinstance(value, dict)
    }
    return _one_quantization(entry), layers


def _one_quantization(entry: dict[str, Any]) -> Quantization:
    if entry.get("mode", "affine") != "affine" or "quant_method" in entry:
        method = entry.get("quant_method", entry.get("mode"))
        raise ModelError(f'Weights quantised by "{method}" are not supported; only MLX\'s affine ones are.')
    found = Quantization(_integer(entry, "bits"), _integer(entry, "group_size"))
    if found.bits not in (2, 3, 4, 5, 6, 8) or found.group_size not in (32, 64, 128):
        raise ModelError(f"{found.bits} bits in groups of {found.group_size} are not supported.")
    return found


def _integer(source: dict[str, Any], name: str, default: Any = None) -> int:
    value = source.get(name, default)
    if value is None:
        value = default
    if not isinstance(value, int) or isinstance(value, bool):
        raise ModelError(f'"{name}" in config.json is missing or not a whole number.')
    return value


def _number(source: dict[str, Any], name: str, default: float) -> float:
    value = source.get(name)
    return default if value is None else number(value, name, CONFIG)


def _size(found: dict[str, Any]) -> int | None:
    for name in ("crop_size", "size"):
        entry = found.get(name)
        if isinstance(entry, dict):
            entry = entry.get("shortest_edge", entry.get("height"))
        if entry is None:
            continue
        if not isinstance(entry, int) or isinstance(entry, bool) or entry < PATCH or entry % PATCH:
            raise ModelError(f'"{name}" in {PREPROCESSOR} is not a multiple of {PATCH}.')
        return entry
    return None


def _three(found: dict[str, Any], name: str, default: float) -> tuple[float, float, float]:
    values = found.get(name)
    if values is None:
        return (default, default, default)
    if not isinstance(values, list) or len(values) != 3:
        raise ModelError(f'"{name}" in {PREPROCESSOR} is not a list of three numbers.')
    red, green, blue = (_finite(value, name) for value in values)
    if name == "image_std" and 0.0 in (red, green, blue):
        raise ModelError(f'"{name}" in {PREPROCESSOR} holds a zero.')
    return (red, green, blue)


def _finite(value: Any, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < float("inf"):
        raise ModelError(f'"{name}" in {PREPROCESSOR} is not a number.')
    return float(value)


def _filter(value: Any) -> Image.Resampling:
    try:
        return Image.Resampling(value)
    except ValueError as error:
        raise ModelError(f'"resample" in {PREPROCESSOR} is not one of Pillow\'s filters.') from error
