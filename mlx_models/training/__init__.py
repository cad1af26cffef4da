"""Training and evaluation of the compact model. Nothing imports this; the wheel leaves it out."""
