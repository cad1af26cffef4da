"""The command line: words in, words out, and the same as JSON."""
