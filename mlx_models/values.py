"""Values out of a configuration, each checked before it is used."""

from collections.abc import Mapping, Sequence
from typing import Any

from mlx_models.errors import ModelError


def section(config: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object inside; empty where there is none.

    Raises:
        ModelError: It is something else.
    """
    found = config.get(name)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ModelError(f'"{name}" in the configuration is not an object.')
    return found


def whole(config: Mapping[str, Any], name: str, default: int | None, most: int) -> int:
    """A whole number from 1 to ``most``.

    Raises:
        ModelError: It is missing and has no default, or is something else.
    """
    value = config.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        raise ModelError(f'"{name}" in the configuration is missing or makes no sense.')
    return value


def number(value: Any, name: str, where: str = "the configuration") -> float:
    """A positive number; ``where`` is named in the error.

    Raises:
        ModelError: It is something else.
    """
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise ModelError(f'"{name}" in {where} is not a positive number.')
    return float(value)


def flag(config: Mapping[str, Any], name: str, default: bool = False) -> bool:
    """Yes or no.

    Raises:
        ModelError: It is something else.
    """
    value = config.get(name, default)
    if not isinstance(value, bool):
        raise ModelError(f'"{name}" in the configuration is neither true nor false.')
    return value


def choice(config: Mapping[str, Any], name: str, choices: Sequence[str], default: str) -> str:
    """One of several words.

    Raises:
        ModelError: It is none of them.
    """
    value = config.get(name)
    value = default if value is None else value
    if value not in choices:
        raise ModelError(f'"{name}": "{value}" in the configuration is not supported.')
    return str(value)


def sizes(value: Any, name: str, most: int) -> tuple[int, ...]:
    """Positive whole numbers up to ``most``.

    Raises:
        ModelError: They are something else.
    """
    good = isinstance(value, list | tuple) and all(
        isinstance(v, int) and not isinstance(v, bool) and 0 < v <= most for v in value
    )
    if not good or not value:
        raise ModelError(f'"{name}" in the configuration is not a list of sizes.')
    return tuple(value)


def refuse_unknown(
    config: Mapping[str, Any], where: str, known: Sequence[str], fixed: Mapping[str, Any]
) -> None:
    """Only entries that are understood may be there, so that none is silently left out of a model.

    Args:
        config: The entries.
        where: Named in the error.
        known: Those that are used, or change nothing once a model is trained.
        fixed: Those that may have one value only, or null.

    Raises:
        ModelError: There is another.
    """
    for key, value in config.items():
        if key not in known and not (key in fixed and (value is None or value == fixed[key])):
            raise ModelError(f'"{key}" in {where} of the configuration is not supported.')
