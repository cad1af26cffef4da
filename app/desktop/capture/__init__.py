"""Pictures of the screen: its types, and a module for each kind of desktop."""
