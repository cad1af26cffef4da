"""MobileCLIP and MobileCLIP2 (arXiv 2311.17049, 2508.20691) in MLX."""
