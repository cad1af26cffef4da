"""Keys that work everywhere, and what the app makes of them."""
