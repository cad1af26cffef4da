"""Earsight: hear what is on the screen or in a photo, on your own machine."""

__version__ = "0.1.0"
