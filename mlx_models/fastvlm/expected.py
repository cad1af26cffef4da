"""The tensors that a checkpoint must have. Imports no mlx."""

from mlx_models.fastvlm.checkpoint import Checkpoint
from mlx_models.fastvlm.text_shapes import text_shapes
from mlx_models.fastvlm.vision_config import VisionConfig, vision_shapes


def expected_shapes(checkpoint: Checkpoint) -> tuple[VisionConfig, dict[str, tuple[int, ...]]]:
    """The tower that a checkpoint has, and our name -> dense shape in our axes of each tensor of its model.

    Raises:
        ModelError: It has no tower that is known here.
    """
    vision = VisionConfig.read(checkpoint.dense_shapes(), checkpoint.config.vision)
    text = checkpoint.config.text
    return vision, {**vision_shapes(vision, text.hidden_size), **text_shapes(text)}
