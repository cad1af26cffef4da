"""The small model that ships with the app."""
