"""Models on this machine: which there are, their files, where they come from, their licences."""
