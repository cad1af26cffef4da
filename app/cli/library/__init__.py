"""Verbs of the photo library."""
