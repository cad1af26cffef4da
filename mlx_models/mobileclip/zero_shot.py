"""Which of several labels fits a picture, without training (CLIP, arXiv 2103.00020, section 3.1.4)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mlx_models.errors import ModelError

if TYPE_CHECKING:
    from mlx_models.mobileclip.model import MobileCLIP

TEMPLATES = (
    "a photo of a {}.",
    "a photo of the {}.",
    "a picture of a {}.",
    "a close-up photo of a {}.",
    "a bad photo of a {}.",
    "a good photo of a {}.",
    "a photo of many {}.",
)


def classify(
    model: "MobileCLIP",
    pixels: NDArray[np.float32],
    labels: Sequence[str],
    templates: Sequence[str] = TEMPLATES,
) -> NDArray[np.float32]:
    """Probabilities of labels.

    Args:
        model: MobileCLIP.
        pixels: (N, 3, S, S) float32 in 0..1.
        labels: For example "dog" and "cat".
        templates: Sentences with "{}" in the label's place; their embeddings are averaged.

    Returns:
        (N, number of labels) float32; each row adds up to 1.

    Raises:
        ModelError: There is no label or template, or a template without "{}".
    """
    texts = embed_labels(model, labels, templates)
    return probabilities(model.encode_image(pixels), texts, model.logit_scale)


def embed_labels(
    model: "MobileCLIP", labels: Sequence[str], templates: Sequence[str] = TEMPLATES
) -> NDArray[np.float32]:
    """(number of labels, dimension) float32, each of length 1; see :func:`classify`."""
    if not labels or not templates:
        raise ModelError("There must be a label and a template at least.")
    if isinstance(labels, str) or isinstance(templates, str) or not all("{}" in t for t in templates):
        raise ModelError('Labels and templates are lists, and each template has "{}" in the label\'s place.')
    sentences = [template.replace("{}", label) for label in labels for template in templates]
    found = model.encode_text(model.tokenize(sentences)).astype(np.float64)
    mean = found.reshape(len(labels), len(templates), -1).mean(1)
    unit: NDArray[np.float32] = (mean / np.linalg.norm(mean, axis=1, keepdims=True)).astype(np.float32)
    return unit


def probabilities(
    images: NDArray[np.float32], labels: NDArray[np.float32], logit_scale: float
) -> NDArray[np.float32]:
    """Softmax over labels.

    Args:
        images: (N, dimension), each of length 1.
        labels: (M, dimension), each of length 1.
        logit_scale: What cosines are multiplied by.

    Returns:
        (N, M) float32.
    """
    logits = logit_scale * (images.astype(np.float64) @ labels.astype(np.float64).T)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    found: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return found
