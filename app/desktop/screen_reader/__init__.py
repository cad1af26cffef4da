"""Which screen reader runs, and what it speaks."""
