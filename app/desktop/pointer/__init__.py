"""The pointer: where it is sent, and what it clicks."""
