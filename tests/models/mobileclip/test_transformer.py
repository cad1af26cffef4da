"""The transformer block in half precision."""

import mlx.core as mx
import numpy as np
import pytest
from near import assert_near

from mlx_models.mobileclip.transformer import SelfAttention


@pytest.mark.parametrize(("dtype", "rel"), [(mx.float16, 1e-2), (mx.bfloat16, 3e-2)])
def test_attention_sums_in_full_whatever_the_dtype(dtype: mx.Dtype, rel: float) -> None:
    """Added up in half precision, the weights of 2048 positions come to 1.04 or 2 instead of 1."""
    mx.random.seed(0)
    attention = SelfAttention(16, 1)
    attention.qkv.bias = attention.qkv.bias + 1
    x = mx.random.normal((1, 2048, 16), key=mx.random.key(0))
    wanted = np.array(attention(x, None))
    attention.set_dtype(dtype)
    assert_near(np.array(attention(x.astype(dtype), None).astype(mx.float32)), wanted, rel)
