"""Every target by its name; only the one that is asked for is imported."""

from importlib import import_module

from fuzzing.target import Build

NAMES = {
    "loader": "fuzzing.pictures:loader",
    "video": "fuzzing.clips:video",
    "exif_xmp": "fuzzing.pictures:exif_xmp",
    "query": "fuzzing.sentences:query",
    "settings": "fuzzing.sentences:stored",
    "model_header": "fuzzing.checkpoints:model_header",
    "import": "fuzzing.exports:taken_in",
    "portal": "fuzzing.portal:portal",
    "programs": "fuzzing.programs:programs",
    "single_instance": "fuzzing.starts:single_instance",
}


def build(name: str) -> Build:
    """What makes a target: one of NAMES, or "module:function"."""
    module, _, function = NAMES.get(name, name).partition(":")
    found: Build = getattr(import_module(module), function)
    return found
