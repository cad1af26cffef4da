"""What a sentence asks for: when, where, from which camera or folder, which words, what not, and the rest."""
