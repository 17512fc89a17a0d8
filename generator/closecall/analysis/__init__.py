"""What is counted from the records."""
