"""How the next token is chosen."""

from collections.abc import Callable

import numpy as np
import pytest

from mlx_models.errors import ModelError
from mlx_models.fastvlm.sampling import Sampling


def test_greedy_takes_the_likeliest() -> None:
    assert Sampling().pick(np.array([0.1, 3.0, 2.9], np.float32)) == 1


def test_a_temperature_draws_by_probability_and_a_seed_repeats_it() -> None:
    logits = np.log(np.array([0.5, 0.3, 0.2], np.float32))

    def draws(temperature: float, top_p: float, seed: int) -> list[int]:
        sampling = Sampling(temperature, top_p, np.random.default_rng(seed))
        return [sampling.pick(logits) for _ in range(4000)]

    shares = np.bincount(draws(1.0, 1.0, 0)) / 4000
    np.testing.assert_allclose(shares, [0.5, 0.3, 0.2], atol=0.03)
    colder = np.array([0.5, 0.3, 0.2]) ** 2
    np.testing.assert_allclose(np.bincount(draws(0.5, 1.0, 0)) / 4000, colder / colder.sum(), atol=0.03)
    np.testing.assert_allclose(np.bincount(draws(1.0, 0.7, 0)) / 4000, [5 / 8, 3 / 8], atol=0.03)
    assert set(draws(1.0, 0.01, 0)) == {0}
    assert draws(1.0, 1.0, 3) == draws(1.0, 1.0, 3) != draws(1.0, 1.0, 4)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Sampling(temperature=-1.0),
        lambda: Sampling(temperature=float("nan")),
        lambda: Sampling(top_p=0.0),
        lambda: Sampling(top_p=1.5),
        lambda: Sampling(temperature=1.0),
    ],
)
def test_senseless_sampling_is_refused(make: Callable[[], Sampling]) -> None:
    with pytest.raises(ValueError, match="temperature"):
        make()


@pytest.mark.parametrize("logits", [[0.0, np.nan, 1.0], [np.inf, 0.0], [-np.inf, -np.inf]])
def test_logits_that_are_no_numbers_are_an_error(logits: list[float]) -> None:
    with pytest.raises(ModelError, match="no usable numbers"):
        Sampling().pick(np.array(logits, np.float32))
