"""What a new provider's repository begins with."""
