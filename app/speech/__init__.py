"""Speaking: sentences, the queue with its priorities, and the voice in a process of its own."""
