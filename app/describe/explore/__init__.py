"""A picture, window or screen as things that one goes to by keys: a list, and a map."""
