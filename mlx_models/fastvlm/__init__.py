"""FastVLM (arXiv 2412.13303) in MLX: vision tower, projector, Qwen2, generation."""
