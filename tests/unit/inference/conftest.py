"""Models run on the fast BLAS, which has to be there before any test module imports mlx."""

from mlx_models.backend import prepare

prepare()
