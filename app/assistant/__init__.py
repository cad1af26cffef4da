"""What the keys do: the commands without any widget."""
