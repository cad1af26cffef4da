"""This machine: its memory, power, processor, and what one process may take of it."""
