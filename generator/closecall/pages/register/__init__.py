"""The registers: every record of a kind in a table that can be filtered."""
