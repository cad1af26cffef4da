"""The names of the scene head's outputs, and what of ADE20K's classes and of captions' words means them."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mlx_models.compact.scene import PLACES

# fmt: off
ADE: Final = (
    "nothing", "wall", "building", "sky", "floor", "tree", "ceiling", "road", "bed", "window", "grass",
    "cabinet", "sidewalk", "person", "earth", "door", "table", "mountain", "plant", "curtain", "chair",
    "car", "water", "painting", "sofa", "shelf", "house", "sea", "mirror", "rug", "field", "armchair",
    "seat", "fence", "desk", "rock", "wardrobe", "lamp", "bathtub", "railing", "cushion", "base", "box",
    "column", "signboard", "chest of drawers", "counter", "sand", "sink", "skyscraper", "fireplace",
    "refrigerator", "grandstand", "path", "stairs", "runway", "case", "pool table", "pillow", "screen door",
    "stairway", "river", "bridge", "bookcase", "blind", "coffee table", "toilet", "flower", "book", "hill",
    "bench", "countertop", "stove", "palm", "kitchen island", "computer", "swivel chair", "boat", "bar",
    "arcade machine", "hovel", "bus", "towel", "light", "truck", "tower", "chandelier", "awning",
    "streetlight", "booth", "television", "airplane", "dirt track", "apparel", "pole", "land", "bannister",
    "escalator", "ottoman", "bottle", "buffet", "poster", "stage", "van", "ship", "fountain",
    "conveyer belt", "canopy", "washer", "plaything", "swimming pool", "stool", "barrel", "basket",
    "waterfall", "tent", "bag", "minibike", "cradle", "oven", "ball", "food", "step", "tank", "trade name",
    "microwave", "pot", "animal", "bicycle", "lake", "dishwasher", "screen", "blanket", "sculpture", "hood",
    "sconce", "vase", "traffic light", "tray", "trash can", "fan", "pier", "crt screen", "plate", "monitor",
    "bulletin board", "shower", "radiator", "glass", "clock", "flag",
)
"""ADE20K's 150 classes in the numbers of its label maps; 0 is none."""

PARTS: Final = MappingProxyType({
    "wall": ("wall", "painting", "mirror", "column"),
    "building": ("building", "house", "skyscraper", "hovel", "tower"),
    "sky": ("sky",), "floor": ("floor",), "tree": ("tree", "palm"), "ceiling": ("ceiling",),
    "road": ("road", "runway"), "grass": ("grass",), "sidewalk": ("sidewalk",),
    "earth": ("earth", "land", "dirt track"), "mountain": ("mountain", "hill"), "plant": ("plant", "flower"),
    "water": ("water", "river", "lake", "waterfall", "swimming pool", "fountain"), "sea": ("sea",),
    "field": ("field",), "rock": ("rock",), "sand": ("sand",), "rug": ("rug",), "path": ("path",),
    "person": ("person",),
    "vehicle": ("car", "bus", "truck", "van", "minibike", "bicycle", "boat", "ship", "airplane"),
    "bed": ("bed", "pillow", "blanket"),
    "seat": (
        "sofa", "armchair", "chair", "seat", "bench", "stool", "ottoman", "swivel chair", "cushion",
    ),
    "table": (
        "table", "desk", "coffee table", "counter", "countertop", "pool table", "kitchen island", "bar",
    ),
    "cabinet": ("cabinet", "wardrobe", "chest of drawers", "shelf", "bookcase", "buffet", "case"),
    "window": ("window", "blind", "curtain", "screen door"), "door": ("door",),
    "bath": ("bathtub", "toilet", "sink", "shower"),
    "appliance": ("refrigerator", "stove", "oven", "microwave", "dishwasher", "washer", "hood"),
    "stairs": ("stairs", "stairway", "step", "escalator"), "fence": ("fence", "railing", "bannister"),
    "grandstand": ("grandstand",),
    "other": (),
})
"""What covers a cell -> the classes that are counted as it; "other" is every class that is in none."""

INDOOR_PLACES: Final = (
    "bedroom", "living room", "kitchen", "bathroom", "dining room", "office", "classroom", "shop",
    "restaurant",
)
OUTDOOR_PLACES: Final = ("street", "beach", "forest", "mountain", "snow")
VIEWS: Final = ("indoors", "outdoors", *INDOOR_PLACES, *OUTDOOR_PLACES)
"""What a whole picture is told to be. "snow" is a ground that ADE20K has no class for."""

FILLS: Final = MappingProxyType({
    "sky": ("sky",), "tree": ("tree",), "building": ("building",), "mountain": ("mountain",),
    "ceiling": ("ceiling",), "wall": ("wall",), "floor": ("floor", "rug"), "road": ("road",),
    "sidewalk": ("sidewalk", "path"), "paved ground": ("road", "sidewalk", "path"),
    "grass": ("grass", "field"),
    "earth": ("earth", "path"), "sand": ("sand",), "water": ("water", "sea"), "sea": ("sea",),
    "rock": ("rock", "mountain"), "plant": ("plant",), "bed": ("bed",),
})
"""What is said to fill a third of the picture -> the parts that make it true."""
GENERAL: Final = ("paved ground",)
"""Said only where nothing nearer is a fact."""
OUTPUTS: Final = (*VIEWS, *(f"{third} {name}" for third in PLACES for name in FILLS))
"""All that is told of a picture, in order."""

_WORDS = {
    "bedroom": r"bedrooms?", "living room": r"living rooms?", "kitchen": r"kitchens?",
    "bathroom": r"bathrooms?|restroom", "dining room": r"dining rooms?", "office": r"offices?|cubicle",
    "street": r"streets?|crosswalk|intersection", "beach": r"beach(?:es)?|seashore|shoreline",
    "forest": r"forests?|woods|wooded", "mountain": r"mountains?|mountainside|mountaintop",
    "restaurant": r"restaurants?|cafe|diner", "shop": r"stores?|shops?|supermarket",
    "classroom": r"classrooms?",
    "snow": r"snow|snowy|snowboard\w*|ski|skis|skier|skiing|skiers",
    "outdoors": (
        r"outdoors?|outside|streets?|beach(?:es)?|snow|snowy|grass|grassy|lawn|park|field|mountains?|sidewalk"
        r"|ocean|lake|forest|woods|sand|river|hill|hills|trail|road|sky|yard|backyard|garden|desert|surf\w*|ski"
        r"|skis|skier|skiing|snowboard\w*|cliff|sea|dirt|race track|soccer|baseball|kite|skateboard\w*|creek"
        r"|pond|bike|bicycle"
    ),
    "indoors": (
        r"indoors?|inside|kitchen|bedroom|bathroom|living room|couch|sofa|bed|office|classroom|restaurant|gym"
        r"|gymnasium|toilet|carpet|rug|refrigerator|hallway|laptop|desk|television|tv|dining room|library"
        r"|museum|stove|oven|bar|basketball game|ceiling|indoor"
    ),
}
_SAID: Final = MappingProxyType(
    {name: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for name, words in _WORDS.items()}
)
# fmt: on


def said(captions: list[str]) -> dict[str, float]:
    """The share of captions that name each view."""
    return {v: sum(bool(_SAID[v].search(c)) for c in captions) / max(1, len(captions)) for v in VIEWS}


def part_of_class() -> NDArray[np.float32]:
    """(151, parts): 1 where a class counts as a part; class 0 counts as none."""
    names = list(PARTS)
    table = np.zeros((len(ADE), len(names)), np.float32)
    for part, classes in PARTS.items():
        for name in classes:
            table[ADE.index(name), names.index(part)] = 1
    table[1:, -1] = table[1:].sum(axis=1) == 0
    return table


def filled(parts: NDArray[np.float32]) -> NDArray[np.float32]:
    """Shares of the parts in cells (N, 81, parts) -> those of what may fill each third, (N, 3 * fills)."""
    names = list(PARTS)
    thirds = parts.reshape(len(parts), len(PLACES), -1, len(names)).mean(axis=2)
    table = np.array([[part in true for true in FILLS.values()] for part in names], np.float32)
    return np.asarray((thirds @ table).reshape(len(parts), -1), np.float32)
