"""The schemas, and each record's shape held against its own."""
