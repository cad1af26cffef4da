"""Controls of the window, each with its keys, its name and its focus."""
