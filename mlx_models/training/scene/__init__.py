"""Fits the compact model's scene head: indoors or outdoors, which place, what fills the thirds of a photo."""
