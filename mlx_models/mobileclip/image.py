"""MobileCLIP's image towers: FastViT (timm's fastvit_mci0 to fastvit_mci4) or a vision transformer, NHWC."""

import mlx.core as mx
from mlx import nn

from mlx_models.fastvit import FastVit
from mlx_models.fastvit_plan import FastVitConfig, plan_fastvit
from mlx_models.mobileclip.image_config import ImageConfig, VitConfig
from mlx_models.mobileclip.vit import Vit, plan_vit
from mlx_models.plan import Plan

TRUNK = "visual.trunk."


class FastVitClip(FastVit):
    """(N, S, S, 3) -> (N, dimension), not normalised.

    Args:
        config: The tower's sizes.
        dimension: Length of an embedding.
    """

    def __init__(self, config: FastVitConfig, dimension: int) -> None:
        super().__init__(config)
        self.head = nn.Linear(config.exit_width, dimension)

    def __call__(self, x: mx.array) -> mx.array:
        """See the class."""
        y: mx.array = self.head(super().__call__(x).mean((1, 2)))
        return y


def image_tower(config: ImageConfig, dimension: int) -> nn.Module:
    """The tower of these sizes, with random weights; see :class:`FastVitClip`."""
    return Vit(config, dimension) if isinstance(config, VitConfig) else FastVitClip(config, dimension)


def plan_image_tower(plan: Plan, config: ImageConfig, dimension: int) -> None:
    """What the tower takes from a checkpoint."""
    if isinstance(config, VitConfig):
        plan_vit(plan, config, dimension, TRUNK)
    else:
        plan_fastvit(plan, config, TRUNK)
        plan.linear("head", f"{TRUNK}head.fc", config.exit_width, dimension)
