"""What looks like somebody's data, found before a record is read."""
