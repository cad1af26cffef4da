"""Text in pictures: found first, read in the order that matters, given back in reading order."""
