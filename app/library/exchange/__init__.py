"""The library to a file and back, and what other photo programs know."""
