"""Puts assets/ into the wheel as app/_assets; an editable install reads them where they lie."""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WheelAssets(BuildHookInterface):  # type: ignore[type-arg]  # its argument is hatchling's own business
    """Hatchling's custom build hook."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the assets, unless ``version`` is "editable"."""
        if version == "standard":
            build_data["force_include"]["assets"] = "app/_assets"
