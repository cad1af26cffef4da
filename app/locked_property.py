"""A property that is built once, whichever thread asks first."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Self, TypeVar, overload

T = TypeVar("T")


class locked_cached_property(cached_property[T]):
    """`functools.cached_property` under the object's own lock; since Python 3.12 that one has none.

    The object has the lock as its attribute ``building``; it may be taken again by the same thread, as one
    property builds on another.
    """

    def __init__(self, build: Callable[[Any], T]) -> None:
        super().__init__(build)

    @overload
    def __get__(self, instance: None, owner: type[Any] | None = None) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type[Any] | None = None) -> T: ...
    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Self | T:
        """The value, built under the lock where there is none yet."""
        if instance is None:
            return self
        with instance.building:
            value: T = super().__get__(instance, owner)
            return value
