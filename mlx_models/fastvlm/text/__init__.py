"""The language model: plain in MLX, or written out for ONNX Runtime."""
