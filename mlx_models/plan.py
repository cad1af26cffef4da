"""What a model takes from a checkpoint: the tensors it must have, and our parameters made out of them.

Names are those of transformers, timm and OpenCLIP, axes torch's (channels first); parameters are in our axes
(channels last). Checkpoints with other names and axes are brought to these by each model's ``layouts``.
Over-parametrised convolutions come as branches (their training form) or as one convolution (the inference
form, "reparam_conv"); branches are added up here once, in float64 (arXiv 2101.03697, 2206.04040).
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mlx_models.runtime import Array, Lazy
from mlx_models.stored import Shape

BATCH_NORM_EPSILON = 1e-5
Wide = NDArray[np.float64]
ReadStored = Callable[[str], Array]
Branch = Callable[[], tuple[Wide, Wide]]  # the weight in torch's axes and the bias
NORM = ("weight", "bias", "running_mean", "running_var")


class Plan:
    """Grows while a model's parts say what they need.

    Args:
        names: The checkpoint's tensors.
        read: Gives one of them in float32, in its own axes.

    Attributes:
        expected: Name in the checkpoint -> shape there.
        weights: Name of our parameter -> what reads it.
    """

    def __init__(self, names: Collection[str], read: ReadStored) -> None:
        self.expected: dict[str, Shape] = {}
        self.weights: dict[str, Lazy] = {}
        self._names = names
        self._read = read

    def has(self, prefix: str) -> bool:
        """Whether the checkpoint has a tensor whose name begins like this."""
        return any(name.startswith(prefix) for name in self._names)

    def expect(self, name: str, *shape: int) -> Lazy:
        """A tensor that must be there; what reads it, in its own axes."""
        self.expected[name] = shape
        return partial(self._read, name)

    def take(self, ours: str, theirs: str, *shape: int, turn: Callable[[Array], Array] | None = None) -> None:
        """A parameter that is a tensor, perhaps turned into other axes."""
        read = self.expect(theirs, *shape)
        self.weights[ours] = read if turn is None else lambda: np.ascontiguousarray(turn(read()))

    def linear(self, ours: str, theirs: str, inputs: int, outputs: int) -> None:
        """A matrix and its bias."""
        self.take(f"{ours}.weight", f"{theirs}.weight", outputs, inputs)
        self.take(f"{ours}.bias", f"{theirs}.bias", outputs)

    def norm(self, ours: str, theirs: str, width: int) -> None:
        """A layer norm."""
        for kind in ("weight", "bias"):
            self.take(f"{ours}.{kind}", f"{theirs}.{kind}", width)

    def conv(self, ours: str, theirs: str, inputs: int, outputs: int, kernel: tuple[int, int]) -> None:
        """A convolution with a bias; ``inputs`` is that of one group."""
        self.take(f"{ours}.weight", f"{theirs}.weight", outputs, inputs, *kernel, turn=channels_last)
        self.take(f"{ours}.bias", f"{theirs}.bias", outputs)

    def squeeze_excite(self, ours: str, theirs: str, width: int, inner: int) -> None:
        """Squeeze-excite's two convolutions."""
        self.conv(f"{ours}.reduce", f"{theirs}.fc1", width, inner, (1, 1))
        self.conv(f"{ours}.expand", f"{theirs}.fc2", inner, width, (1, 1))

    def batch_norm(self, theirs: str, width: int) -> Callable[[], tuple[Wide, Wide]]:
        """A batch norm, as a factor and what is added afterwards."""
        weight, bias, mean, var = (self.expect(f"{theirs}.{kind}", width) for kind in NORM)

        def read() -> tuple[Wide, Wide]:
            factor = weight().astype(np.float64) / np.sqrt(var().astype(np.float64) + BATCH_NORM_EPSILON)
            return factor, bias() - mean() * factor

        return read

    def normed_conv(self, theirs: str, inputs: int, outputs: int, kernel: tuple[int, int]) -> Branch:
        """A convolution without a bias (".conv") and the batch norm that follows it (".bn")."""
        weight = self.expect(f"{theirs}.conv.weight", outputs, inputs, *kernel)
        norm = self.batch_norm(f"{theirs}.bn", outputs)

        def read() -> tuple[Wide, Wide]:
            factor, bias = norm()
            return weight() * factor.reshape(-1, 1, 1, 1), bias

        return read

    def identity(self, theirs: str, inputs: int, width: int, kernel: tuple[int, int]) -> Branch:
        """A batch norm alone, as a convolution; ``inputs`` is that of one group."""
        norm = self.batch_norm(theirs, width)

        def read() -> tuple[Wide, Wide]:
            factor, bias = norm()
            return unit(inputs, width, kernel) * factor.reshape(-1, 1, 1, 1), bias

        return read

    def fold(self, ours: str, branches: Branch, kernel: tuple[int, int]) -> None:
        """A convolution that is a branch, or several of them."""

        def weight() -> Array:
            return channels_last(_grown(branches()[0], kernel)).astype(np.float32)

        self.weights[f"{ours}.weight"] = weight
        self.weights[f"{ours}.bias"] = lambda: branches()[1].astype(np.float32)

    def mobile_one(
        self,
        ours: str,
        theirs: str,
        inputs: int,
        outputs: int,
        kernel: int,
        *,
        groups: int = 1,
        stride: int = 1,
        scale: bool = True,
    ) -> None:
        """A MobileOne block's convolution, in either form.

        Args:
            ours: The convolution's name.
            theirs: The block's.
            inputs: Channels.
            outputs: Channels.
            kernel: Side.
            groups: Of the convolution.
            stride: Its step.
            scale: The training form has a 1x1 branch where the kernel is larger.
        """
        one, size = inputs // groups, (kernel, kernel)
        if self._is_inference(theirs, ("conv_kxk", "conv_scale", "identity")):
            self.conv(ours, f"{theirs}.reparam_conv", one, outputs, size)
            return
        branches = [self.normed_conv(f"{theirs}.conv_kxk.0", one, outputs, size)]
        if kernel > 1 and scale:
            branches.append(self.normed_conv(f"{theirs}.conv_scale", one, outputs, (1, 1)))
        if inputs == outputs and stride == 1:
            branches.append(self.identity(f"{theirs}.identity", one, outputs, size))
        self.fold(ours, added(branches, size), size)

    def large_kernel(self, ours: str, theirs: str, inputs: int, outputs: int) -> None:
        """A depthwise 7x7 convolution whose training form has a 3x3 one beside it."""
        if self._is_inference(theirs, ("large_conv", "small_conv")):
            self.conv(ours, f"{theirs}.reparam_conv", 1, outputs, (7, 7))
            return
        branches = [
            self.normed_conv(f"{theirs}.{name}", 1, outputs, (side, side))
            for name, side in (("large_conv", 7), ("small_conv", 3))
        ]
        self.fold(ours, added(branches, (7, 7)), (7, 7))

    def position_encoding(self, ours: str, theirs: str, width: int) -> None:
        """A depthwise 7x7 convolution whose training form is added to what goes in."""
        if self._is_inference(theirs, ("pos_enc",)):
            self.conv(ours, f"{theirs}.reparam_conv", 1, width, (7, 7))
            return
        weight = self.expect(f"{theirs}.pos_enc.weight", width, 1, 7, 7)
        bias = self.expect(f"{theirs}.pos_enc.bias", width)
        self.fold(ours, lambda: (weight() + unit(1, width, (7, 7)), bias().astype(np.float64)), (7, 7))

    def rep_mixer(self, ours: str, theirs: str, width: int, kernel: tuple[int, int], scale: bool) -> None:
        """RepMixer's depthwise convolution; its training form is x + scale * (mixed(x) - normed(x)).

        Args:
            ours: The convolution's name.
            theirs: RepMixer's.
            width: Channels.
            kernel: Height and width.
            scale: The training form has a 1x1 branch.
        """
        if self._is_inference(theirs, ("norm", "mixer", "layer_scale")):
            self.conv(ours, f"{theirs}.reparam_conv", 1, width, kernel)
            return
        mixer = [self.normed_conv(f"{theirs}.mixer.conv_kxk.0", 1, width, kernel)]
        if scale:
            mixer.append(self.normed_conv(f"{theirs}.mixer.conv_scale", 1, width, (1, 1)))
        mixer.append(self.identity(f"{theirs}.mixer.identity", 1, width, kernel))
        mixed = added(mixer, kernel)
        normed = self.identity(f"{theirs}.norm.identity", 1, width, kernel)
        gamma = self.expect(f"{theirs}.layer_scale.gamma", width, 1, 1)

        def read() -> tuple[Wide, Wide]:
            (weight, bias), (less, lower) = mixed(), normed()
            factor = gamma().astype(np.float64).reshape(-1)
            grown = factor.reshape(-1, 1, 1, 1) * (weight - less) + unit(1, width, kernel)
            return grown, factor * (bias - lower)

        self.fold(ours, read, kernel)

    def _is_inference(self, theirs: str, branches: tuple[str, ...]) -> bool:
        if self.has(f"{theirs}.reparam_conv."):
            return True
        # Where neither form is there, the missing tensors are those of the shorter one.
        return not any(self.has(f"{theirs}.{branch}.") for branch in branches)


def channels_last(array: NDArray[Any]) -> NDArray[Any]:
    """(outputs, inputs, height, width) -> (outputs, height, width, inputs)."""
    return np.ascontiguousarray(array.transpose(0, 2, 3, 1))


def unit(inputs: int, width: int, kernel: tuple[int, int]) -> Wide:
    """The convolution, of ``inputs`` channels a group, that changes nothing."""
    weight = np.zeros((width, inputs, *kernel))
    channels = np.arange(width)
    weight[channels, channels % inputs, kernel[0] // 2, kernel[1] // 2] = 1
    return weight


def added(branches: list[Branch], kernel: tuple[int, int]) -> Branch:
    """Several convolutions of one input as one."""

    def read() -> tuple[Wide, Wide]:
        parts = [branch() for branch in branches]
        weight = sum((_grown(w, kernel) for w, _ in parts[1:]), _grown(parts[0][0], kernel))
        return weight, sum((b for _, b in parts[1:]), parts[0][1])

    return read


def _grown(weight: Wide, kernel: tuple[int, int]) -> Wide:
    """A kernel in the middle of zeros."""
    gaps = [(size - have) // 2 for size, have in zip(kernel, weight.shape[2:], strict=True)]
    return np.pad(weight, ((0, 0), (0, 0), *((gap, gap) for gap in gaps)))
