"""The page of any record: all its fields, and what names it."""
