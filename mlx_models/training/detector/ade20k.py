"""What ADE20K's labels say of COCO's classes: a written table, for pictures without COCO's own boxes."""

from collections.abc import Iterable

_ANIMALS = ("bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe")
_BAGS = ("backpack", "handbag", "suitcase")
#: ADE20K's label -> the classes that are there where it is.
SAYS: dict[str, tuple[str, ...]] = {
    "person": ("person",), "bicycle": ("bicycle",), "car": ("car",), "van": ("car", "truck", "bus"),
    "motorcycle": ("motorcycle",), "airplane": ("airplane",), "bus": ("bus",), "truck": ("truck",),
    "boat": ("boat",), "ship": ("boat",), "traffic light": ("traffic light",), "bench": ("bench",),
    "animal": _ANIMALS, "bag": _BAGS, "ball": ("sports ball",), "bottle": ("bottle",),
    "glass": ("wine glass", "cup"), "chair": ("chair",), "armchair": ("chair", "couch"),
    "swivel chair": ("chair",), "stool": ("chair",), "seat": ("chair", "couch", "bench"), "sofa": ("couch",),
    "plant": ("potted plant",), "flower": ("potted plant", "vase"), "palm tree": ("potted plant",),
    "pot": ("potted plant", "vase"), "bed": ("bed",), "cradle": ("bed",), "table": ("dining table",),
    "coffee table": ("dining table",), "desk": ("dining table",), "counter": ("dining table",),
    "countertop": ("dining table",), "kitchen island": ("dining table",), "pool table": ("dining table",),
    "toilet": ("toilet",), "television": ("tv",), "monitor": ("tv", "laptop"), "crt screen": ("tv",),
    "screen": ("tv",), "computer": ("tv", "laptop"), "microwave": ("microwave",), "oven": ("oven",),
    "stove": ("oven",), "sink": ("sink",), "refrigerator": ("refrigerator",), "book": ("book",),
    "bookcase": ("book",), "clock": ("clock",), "vase": ("vase",),
}  # fmt: skip
#: Classes that ADE20K labels wherever they are, so that a missing label means something.
_LABELLED = frozenset(name for names in SAYS.values() for name in names) - {"cup", "laptop", *_BAGS}


def is_there(name: str, labels: Iterable[str]) -> bool | None:
    """Whether a class is in a picture with these labels; None where they do not say."""
    if any(name in SAYS.get(label, ()) for label in labels):
        return True
    return False if name in _LABELLED else None
