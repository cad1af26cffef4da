"""What stands in a photo's own file, and writing a description into it without harm."""
