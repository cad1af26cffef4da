"""Exploring by keys: a picture, a window or the screen."""
