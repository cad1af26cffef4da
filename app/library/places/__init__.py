"""Places of the world, offline: coordinates to a name, and a name to where it is."""
