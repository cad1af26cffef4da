"""Everything that is heard: sentences, the queue, the voice process."""
