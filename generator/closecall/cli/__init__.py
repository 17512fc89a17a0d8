"""The commands: thin enough to read in a breath."""
