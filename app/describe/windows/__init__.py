"""What is said of a window whose controls the system names."""
