"""Drawings and charts of every sort, one function that picks among them."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageOps

from mlx_models.training.synthetic import charts, diagrams, maps, sketches
from mlx_models.training.synthetic.kit import Kit, default_kit, fit_inside, pick

CHARTS = (charts.bar, charts.line, charts.pie, charts.scatter, charts.lying_bars, charts.heat, charts.grid)
DIAGRAMS = (
    diagrams.flow, diagrams.flow, diagrams.flow, diagrams.uml, diagrams.network, diagrams.tree,
    diagrams.floor_plan, maps.street_map, maps.region_map, maps.timeline,
)  # fmt: skip
SKETCHES = (
    sketches.clip_art,
    sketches.scene,
    sketches.scene,
    sketches.comic,
    sketches.icons,
    sketches.strokes,
)


def make_drawing(rng: np.random.Generator, kit: Kit | None = None) -> Image.Image:
    """A chart, diagram, map, cartoon or sketch.

    Args:
        rng: decides everything; the same state gives the same picture.
        kit: fonts and photos; this machine's fonts when None.

    Returns:
        An RGB picture, long side 300 to 1300 pixels.
    """
    kit = kit or default_kit()
    roll = rng.random()
    makers = CHARTS if roll < 0.36 else DIAGRAMS if roll < 0.68 else SKETCHES
    if kit.photos and roll > 0.95:
        return sketches.traced_photo(rng, kit)
    image = pick(rng, makers)(rng, kit)
    if rng.random() < 0.08:
        image = ImageOps.grayscale(image).convert("RGB")
    if rng.random() < 0.6:
        # Half the size smooths the edges that Pillow leaves jagged.
        return fit_inside(image, max(image.size) * 2 // 3)
    return image
