"""Fills the library: walks folders, reads what is new or changed, and completes it in quiet moments."""
