"""The one thread that touches MLX, and the protocols every model sits behind."""
