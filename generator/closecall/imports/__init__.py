"""A spreadsheet of another system to records: all of its rows, or none."""
