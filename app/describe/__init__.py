"""Image in, words out. No Qt."""
