"""The desktop app: the window and everything that runs beside it."""
