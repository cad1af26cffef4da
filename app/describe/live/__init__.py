"""A region that is watched: what changed in it, and whether that is worth a word."""
