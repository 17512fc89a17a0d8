"""Records as they stand in a tree of files: found, read and refused, not yet judged."""
