"""Pictures made by program, to tell photos, screenshots, documents, drawings and blanks apart.

Nothing here imports Qt until a screenshot is asked for.
`python -m mlx_models.training.synthetic` writes them.
"""
