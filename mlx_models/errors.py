"""What this package raises on purpose."""


class ModelError(Exception):
    """A model folder, file or tensor that cannot be used; the message names it."""


class UnfitError(ModelError):
    """Nothing is wrong with the model, but this machine does not compute it."""


class SessionError(ModelError):
    """Nothing is wrong with the model, but ONNX Runtime could not write, open or run it: a full disk, say."""


class Stopped(Exception):
    """The caller's ``should_stop`` said so; nothing was finished."""


def unusable() -> ModelError:
    """What is said where a model computed infinity, or nothing that is a number."""
    return ModelError("The model computed no usable numbers.")


def unwritten(error: OSError) -> SessionError:
    """What is said where neither the cache nor a folder for temporary files can take a graph."""
    # Python names all the folders it tried, the working one among them.
    why = "there is no folder with room for it" if isinstance(error, FileNotFoundError) else error.strerror
    return SessionError(f"The model's graph cannot be written ({why}).")
