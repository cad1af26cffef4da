"""The compact model's sizes, as they stand in its config.json."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from mlx_models.errors import ModelError

LARGEST = 4096  # pixels of a picture's side


@dataclass(frozen=True)
class CompactConfig:
    """Sizes of the four parts: tower, projector and decoder, text encoder, heads.

    Attributes:
        image_size: Side of the square the whole picture is resized to, in pixels.
        grid: Side of the grid the tower's last map is pooled to; grid * grid visual tokens.
        object_tokens: How many of the classifier's likeliest classes are given to the decoder by name.
        width, layers, heads, feed_forward: The decoder's.
        max_tokens: Longest sentence, in words.
        text_width, text_layers, text_heads: The text encoder's.
        embedding: Dimension of the joint image/text space.
        classes: Classes of the object classifier.
        kinds: Names of the kinds of picture, in the order of the kind head's outputs.
    """

    image_size: int = 260
    tower_channels: int = 1280
    grid: int = 5
    object_tokens: int = 5
    vocabulary: int = 0
    width: int = 256
    layers: int = 4
    heads: int = 8
    feed_forward: int = 1024
    max_tokens: int = 20
    text_vocabulary: int = 0
    text_width: int = 192
    text_layers: int = 1
    text_heads: int = 4
    text_max_tokens: int = 24
    embedding: int = 256
    classes: int = 1000
    kinds: tuple[str, ...] = ("photo", "screenshot", "document", "drawing", "blank")

    @property
    def side(self) -> int:
        """Of the tower's last map, in cells."""
        return -(-self.image_size // 32)

    @property
    def prefix_tokens(self) -> int:
        """Positions of a picture's part: the whole of it, the grid, the likeliest classes."""
        return 1 + self.grid**2 + self.object_tokens

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "CompactConfig":
        """Read the "model" part of config.json.

        Raises:
            ModelError: An entry is unknown or of the wrong type, or the sizes make up no model.
        """
        known = {f.name: f for f in fields(cls)}
        for key, value in data.items():
            if key not in known:
                raise ModelError(f"config.json has an unknown entry: {key}")
            if key == "kinds":
                if not isinstance(value, list) or not all(isinstance(k, str) for k in value):
                    raise ModelError("config.json: kinds must be a list of names")
            elif type(value) is not int:
                raise ModelError(f"config.json: {key} must be a whole number")
        values = dict(data)
        if "kinds" in values:
            values["kinds"] = tuple(values["kinds"])
        config = cls(**values)
        config._check()
        return config

    def _check(self) -> None:
        """Refuse what the tensors' shapes would not tell."""
        counts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "kinds"}
        # Not everything that reads sizes knows the words.
        least = {"object_tokens": 0, "vocabulary": 0, "text_vocabulary": 0}
        for name, value in counts.items():
            if value < least.get(name, 1):
                raise ModelError(f"config.json: {name} cannot be {value}")
        if self.width % self.heads or self.text_width % self.text_heads:
            raise ModelError("config.json: a width is not a multiple of its heads")
        if self.image_size > LARGEST:
            raise ModelError(f"config.json: image_size is more than {LARGEST}")
        if self.object_tokens >= self.classes:
            raise ModelError("config.json: object_tokens is not less than classes")

    def to_dict(self) -> dict[str, Any]:
        """The reverse of :meth:`from_dict`."""
        return asdict(self) | {"kinds": list(self.kinds)}
