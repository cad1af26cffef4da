"""The desktop round the app: screen, keys, clipboard, screen reader, session."""
