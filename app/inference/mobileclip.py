"""MobileCLIP behind the app's Embedder protocol."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.errors import AppError
from app.inference.models.catalog import ModelInfo
from app.inference.shared import SharedEmbedder, SharedModel
from app.inference.worker import InferenceThread

if TYPE_CHECKING:
    from mlx_models.mobileclip.model import MobileCLIP


class MobileClipEmbedder(SharedEmbedder["MobileCLIP"]):
    """`app.inference.protocols.Embedder` over MobileCLIP.

    Args:
        info: The model, from the catalog.
        worker: The inference thread.
        load: Loads it from its folder; raises ModelError.
    """

    def __init__(
        self, info: ModelInfo, worker: InferenceThread, load: "Callable[[Path], MobileCLIP]"
    ) -> None:
        sorry = AppError(
            f"The model {info.title}, which finds photos, cannot be used.",
            f"Check it: earsight models verify {info.id}.",
        )
        super().__init__(
            SharedModel(info, worker, load, lambda _: sorry),
            lambda images, m: m.encode_image(m.preprocess(images)),
            lambda texts, m: m.encode_text(m.tokenize(texts)),
        )
