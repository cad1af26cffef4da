"""Finds photos: embeddings, words and facts, and what of them is worth saying."""
