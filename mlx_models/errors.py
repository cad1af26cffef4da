"""The one error this package raises for input it cannot use."""


class ModelError(Exception):
    """A model folder, file or tensor that cannot be used; the message names it."""
