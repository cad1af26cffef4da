"""The photo library: one SQLite file, filled from folders, searched by a sentence. No Qt."""
