"""Small windows that open over others and give the focus back."""
