"""The detector that ships: its conversion, and the calibration of its scores."""
