"""What was found, in sentences that are meant to be heard."""
