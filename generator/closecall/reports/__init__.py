"""What a check found, in the formats that people and machines read: values in, text out."""
